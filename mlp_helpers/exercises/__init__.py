"""The exercises of the series, one module a notebook.

from mlp_helpers.exercises import preprocessing as ex
ex.one_hot.check(one_hot)  # right, wrong and why, or not attempted yet
ex.one_hot.hint()          # each call reveals one more
ex.one_hot.solution()      # shows the function that the tests run
"""

import importlib

from .exercise import Exercise

# Modules in the order of the notebooks.
MODULES = [
    "data_exploration",
    "preprocessing",
    "softmax_cross_entropy",
    "training_from_scratch",
    "error_analysis",
    "hyperparameter_playground",
]


def all_exercises():
    """Return a dictionary that lists the exercises of each module."""
    modules = {name: importlib.import_module(f".{name}", __name__) for name in MODULES}
    return {
        name: [value for value in vars(module).values() if isinstance(value, Exercise)]
        for name, module in modules.items()
    }


def list_exercises():
    """Print which exercises there are, and which have been passed since the kernel started."""
    for number, (module, exercises) in enumerate(all_exercises().items(), start=1):
        print(f"{number:02d}_{module}")
        for exercise in exercises:
            print(f"    [{'x' if exercise.passed else ' '}] {exercise.name:<24}{exercise.task}")
