"""The figures of notebook 02: what is drawn, and the words computed from it."""

import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_helpers import load_mnist

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")

GRID = np.arange(12).reshape(3, 4) + 100


@pytest.fixture(scope="module")
def image():
    return load_mnist()[0][0][0]


def test_row_major_order_writes_every_value_into_its_cell():
    axes = plots.row_major_order(GRID)
    in_grid = {text.get_position(): text.get_text() for text in axes[0].texts}
    in_row = {text.get_position(): text.get_text() for text in axes[1].texts}
    for i in range(3):
        for j in range(4):
            assert in_grid[j, i] == in_row[4 * i + j, 0] == str(GRID[i, j])
    assert "position 4 i + j" in title_of(axes)
    assert str(GRID.ravel().tolist()) in words_of(axes)


def test_flat_digit_draws_the_row(image):
    axes = plots.flat_digit(image)
    assert np.array_equal(axes[1].lines[0].get_ydata(), image.ravel())
    inked = np.flatnonzero(image.any(axis=1))
    assert f"from {inked[0]} to {inked[-1]} adds" in words_of(axes)


def test_readings_of_a_row_are_made_of_the_same_numbers(image):
    axes = plots.readings_of_a_row(image.ravel())
    drawn = [np.asarray(ax.images[0].get_array()) for ax in axes]
    assert np.array_equal(drawn[0], image)
    assert np.array_equal(drawn[1], image.T)
    assert np.array_equal(drawn[2].ravel(), image.ravel())


def test_rates_without_scaling_names_the_best():
    ax = plots.rates_without_scaling([0.1, 0.01, 0.001], [0.1, 0.61, 0.3], (0.1, 0.94))
    assert "best of 3 rates reaches 61 %; scaled 94 %" in title_of(ax)
    assert "0.01: 61 %" in words_of(ax)
    assert sorted(text.get_text() for text in ax.texts if "%" in text.get_text()) == [
        "10 %",
        "30 %",
        "61 %",
        "94 %",
    ]


def test_one_hot_rows_are_labelled():
    y = np.array([2, 0, 1])
    ax = plots.one_hot_rows(np.eye(4)[y], y)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2", "0", "1"]
    assert "3 rows and 4 columns" in words_of(ax)
    assert "label 2: column 2" in words_of(ax)


def test_class_share_deviation_is_in_percentage_points():
    y = np.repeat([0, 1], 50)
    ax = plots.class_share_deviation(y, {"lopsided": np.array([0, 0, 0, 1]), "fair": y})
    drawn = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 2]
    assert np.allclose(drawn[1], [25, -25])
    assert np.allclose(drawn[2], 0)
    assert "lopsided, 4 labels: at most 25.00 percentage points" in words_of(ax)
    assert "fair, 100 labels: at most 0.00" in words_of(ax)


def test_accuracy_by_order_names_the_ends():
    ax = plots.accuracy_by_order([10, 20], {"shuffled": [0.5, 0.9], "sorted": [0.1, 0.1]})
    assert "shuffled 90 %, sorted 10 %" in title_of(ax)
    assert "shuffled: from 50 % to 90 %" in words_of(ax)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.rates_without_scaling([0.1, 0.01], [0.1, 0.2], (0.1, 0.9), ax=ax),
        lambda ax: plots.one_hot_rows(np.eye(3), np.arange(3), ax=ax),
        lambda ax: plots.class_share_deviation(np.arange(3), {"all": np.arange(3)}, ax=ax),
        lambda ax: plots.accuracy_by_order([1, 2], {"one": [0, 1]}, ax=ax),
    ],
)
def test_given_axes_are_used(draw):
    ax = plots.style.new_axes()
    assert draw(ax) is ax
    assert words_of(ax)


def test_given_rows_of_axes_are_used(image):
    for draw, data, count in [
        (plots.row_major_order, GRID, 2),
        (plots.flat_digit, image, 2),
        (plots.readings_of_a_row, image.ravel(), 3),
    ]:
        axes = plots.style.new_axes(rows=count)
        assert draw(data, axes=axes) is axes
