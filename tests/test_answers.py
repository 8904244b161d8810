"""Answers as readers write them: every right way of writing one is right, and no wrong one.

The answers stand in ``answers/``, a module for each notebook.
"""

import copy
import importlib
from pathlib import Path

import numpy as np
import pytest

from mlp_course.exercises import all_exercises
from mlp_course.exercises.exercise import in_form

pytestmark = pytest.mark.usefixtures("repeatable_draws")

TABLES = {
    path.stem: importlib.import_module(f"answers.{path.stem}")
    for path in sorted(Path(__file__).with_name("answers").glob("*.py"))
}


def answers(kind):
    found = []
    for module, tables in TABLES.items():
        for name, given in vars(tables)[kind].items():
            exercise = vars(importlib.import_module(f"mlp_course.exercises.{module}"))[name]
            found += [pytest.param(exercise, one, id=f"{name}-{i}") for i, one in enumerate(given)]
    return found


@pytest.mark.parametrize("exercise, answer", answers("RIGHT"))
def test_right_answer_is_right(exercise, answer):
    for _ in range(3):  # the inputs are drawn anew each time
        feedback = exercise.feedback(answer)
        assert feedback.status == "correct", feedback.message


@pytest.mark.parametrize("exercise, answer", answers("RIGHT"))
def test_notebook_can_go_on_with_a_right_answer(exercise, answer):
    """What ``choose`` gives back has arrays, pairs and numbers where the solution has them."""
    exercise = copy.copy(exercise)
    exercise._ours = []
    chosen = exercise.choose(answer, None)
    if not exercise.inputs:
        assert in_form(chosen, exercise._solution()) is chosen
        return
    for case in exercise.inputs(np.random.default_rng(0)):
        result, ours = (exercise._run(f, case).result for f in (chosen, exercise._solution))
        assert in_form(result, ours) is result


@pytest.mark.parametrize("exercise, answer", answers("WRONG"))
def test_wrong_answer_is_refused_and_told_why(exercise, answer):
    wrong, fragment = answer
    for _ in range(3):
        feedback = exercise.feedback(wrong)
        assert feedback.status == "not yet"
        assert fragment in feedback.message


@pytest.mark.parametrize("module", TABLES)
def test_every_exercise_has_answers_of_many_kinds(module):
    for exercise in all_exercises()[module]:
        right, wrong = (vars(TABLES[module])[kind][exercise.name] for kind in ("RIGHT", "WRONG"))
        assert len(right) >= (6 if exercise.inputs else 3), exercise.name
        assert len(wrong) >= (10 if exercise.inputs else 5), exercise.name
