"""The tasks of notebook 07 can be solved, and are not by what their playgrounds begin with."""

import ast

import pytest
from notebook_reading import FOLDER, code_cells

CELLS = [cell.source for cell in code_cells(FOLDER / "07_hyperparameter_playground.ipynb")]
TASKS = [source for source in CELLS if "task=tasks." in source]
ANSWERS = [
    {"batch_size": 256, "learning_rate": 0.3, "epochs": 4},
    {"hidden": (32,), "epochs": 8},  # a quarter of the default's parameters
    {"learning_rate": 2.0},
    {"dropout": 0.5},
]


class Buttons:
    """Takes the place of the presets, which would want a page."""

    def offer(self, presets):
        pass


def playground_of(task):
    """Return the Playground that a cell with a task shows."""
    names = {"presets": Buttons()}
    exec(CELLS[0], names)
    for source in CELLS:
        if source.startswith(("patients = ", "noisy = ")):
            exec(source, names)
    *before, last = ast.parse(task).body
    exec(compile(ast.Module(before, []), "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)


def test_there_are_four_each_with_fewer_knobs_or_a_limit():
    assert len(TASKS) == len(ANSWERS) == 4


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 5))
def test_task_takes_a_change_of_the_knobs_that_are_shown(number):
    playground = playground_of(TASKS[number - 1])
    start, answer = playground.settings, ANSWERS[number - 1]
    if number != 2:  # which any network that is large enough begins to solve
        playground.train(start.epochs)
        assert playground.task.missing(playground.ledger[1])
    settings = start.replace(**answer)
    playground._msg(None, {"type": "paste", "text": str(settings)}, [])  # as on the page
    assert playground.settings == settings
    playground.train(settings.epochs)
    solver = playground.task.solved_by(playground.ledger)
    assert solver and solver.settings == settings
