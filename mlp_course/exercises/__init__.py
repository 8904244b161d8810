"""The exercises of the series, one module a notebook.

from mlp_course.exercises import preprocessing as ex
ex.one_hot.check(one_hot)  # right, wrong and why, or not attempted yet
ex.one_hot.hint()          # each call reveals one more
ex.one_hot.solution()      # shows the function that the tests run
"""

import importlib

from . import progress_file
from .exercise import Exercise

# The module of each notebook, and the notebook's number.
MODULES = {
    "start_here": 0,
    "data_exploration": 1,
    "preprocessing": 2,
    "softmax_cross_entropy": 3,
    "backpropagation": 4,
    "training_from_scratch": 5,
    "error_analysis": 6,
    "hyperparameter_playground": 7,
    "catch_the_bug": 8,
    "limits_and_beyond": 9,
    "same_network_in_frameworks": 10,
}


def all_exercises():
    """Return a dictionary that lists the exercises of each module."""
    modules = {name: importlib.import_module(f".{name}", __name__) for name in MODULES}
    return {
        name: [value for value in vars(module).values() if isinstance(value, Exercise)]
        for name, module in modules.items()
    }


def list_exercises():
    """Print which exercises there are, and which have been passed.

    In a reader's copy that is for good, elsewhere since the kernel started.
    """
    kept = progress_file.passed()
    for module, exercises in all_exercises().items():
        if not exercises:
            continue
        print(f"{MODULES[module]:02d}_{module}")
        for exercise in exercises:
            mark = "x" if exercise.passed or exercise.name in kept else " "
            print(f"    [{mark}] {exercise.name:<24}{exercise.task}")


def progress():
    """Return how far the reader has come, as it is kept beside the copy of the notebooks.

    Returns
    -------
    counts : dictionary
        For the number of each notebook in which an exercise was passed: how many were, of how
        many. Empty where nothing is kept.
    """
    kept, counts = progress_file.passed(), {}
    for module, exercises in all_exercises().items():
        passed = sum(exercise.name in kept for exercise in exercises)
        if passed:
            counts[MODULES[module]] = passed, len(exercises)
    return counts
