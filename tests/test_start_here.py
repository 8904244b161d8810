"""The exercise of notebook 00: its first function, and what its check says of a number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlp_helpers
from mlp_course.exercises.start_here import accuracy, accuracy_solution

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30)


@given(pairs)
def test_solution_agrees_with_the_package(pairs):
    y_true, y_pred = np.array(pairs).T
    assert accuracy_solution(y_true, y_pred) == mlp_helpers.accuracy(y_true, y_pred)


def test_package_and_solution_go_on_with_each_other(capsys):
    def empty(y_true, y_pred):
        return ...

    assert accuracy.choose(mlp_helpers.accuracy, empty) is mlp_helpers.accuracy
    assert accuracy.choose(empty, accuracy_solution) is accuracy_solution
    said = capsys.readouterr().out.splitlines()
    assert "goes on with yours" in said[0] and "goes on with ours" in said[1]


@pytest.mark.parametrize("wrong", [0.123456, 0.25, 40, -1])
def test_a_wrong_number_is_quoted_and_the_right_one_is_not_told(wrong):
    message = accuracy.feedback(lambda y_true, y_pred: wrong).message
    assert f"your function returns {wrong}." in message
    assert "the labels [7, 2, 1, 0] and the answers [7, 2, 1, 6]" in message
    assert "0.75" not in message


def test_an_answer_that_only_fails_elsewhere_is_told_where():
    message = accuracy.feedback(lambda y_true, y_pred: 0.75).message
    assert "[7, 2, 1, 0]" not in message and "your function returns 0.75." in message


def test_long_input_is_shortened():
    y = np.arange(40) % 10
    message = accuracy.judge(0.5, np.float64(1), (y, y))
    assert len(message) < 260
