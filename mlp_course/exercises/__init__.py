"""The exercises of the series, one module a notebook.

from mlp_course.exercises import preprocessing as ex
ex.one_hot.check(one_hot)  # right, wrong and why, or not attempted yet
ex.one_hot.hint()          # each call reveals one more
ex.one_hot.solution()      # shows the function that the tests run
"""

import importlib

from .exercise import Exercise

# The module of each notebook that has exercises, and the notebook's number.
MODULES = {
    "data_exploration": 1,
    "preprocessing": 2,
    "softmax_cross_entropy": 3,
    "training_from_scratch": 4,
    "error_analysis": 5,
    "hyperparameter_playground": 6,
    "same_network_in_frameworks": 8,
}


def all_exercises():
    """Return a dictionary that lists the exercises of each module."""
    modules = {name: importlib.import_module(f".{name}", __name__) for name in MODULES}
    return {
        name: [value for value in vars(module).values() if isinstance(value, Exercise)]
        for name, module in modules.items()
    }


def list_exercises():
    """Print which exercises there are, and which have been passed since the kernel started."""
    for module, exercises in all_exercises().items():
        print(f"{MODULES[module]:02d}_{module}")
        for exercise in exercises:
            print(f"    [{'x' if exercise.passed else ' '}] {exercise.name:<24}{exercise.task}")
