"""What the tests share: figures without a window, and the data."""

import itertools
import os
import sys
import warnings

os.environ["MPLBACKEND"] = "agg"

import numpy as np
import pytest
from hypothesis import settings

from mlp_helpers import load_mnist

pytest_plugins = ["browser_fixtures", "playground_fixtures"]

# The same examples in every run: a test that fails here fails on every machine.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(config, items):
    """Leave the slow tests out unless -m says which tests to run."""
    if config.getoption("-m"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def mnist():
    """The data, loaded once and locked against accidental changes."""
    parts = load_mnist()
    for array in (array for part in parts for array in part):
        array.flags.writeable = False
    return parts


@pytest.fixture(autouse=True)
def no_figures_left():
    """A figure that one test leaves open is not the next one's business."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture
def deprecations_are_errors():
    """What we call will be there in the next version too."""
    with warnings.catch_warnings():
        for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
            warnings.simplefilter("error", category)
        # Matplotlib 3.9 calls newer versions of pyparsing by old names.
        warnings.filterwarnings("ignore", r"'\w+' (argument is )?deprecated")
        yield


@pytest.fixture
def repeatable_draws(monkeypatch):
    """What is drawn without a seed is drawn anew each time, and the same in every run.

    Two wrong answers may agree by chance; a test must not fail by it.
    """
    seeds, default_rng = itertools.count(), np.random.default_rng
    monkeypatch.setattr(
        np.random,
        "default_rng",
        lambda seed=None: default_rng(next(seeds) if seed is None else seed),
    )


@pytest.fixture
def rng():
    return np.random.default_rng(0)
