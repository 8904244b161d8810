"""The figures of notebook 10, and its promise that no framework is needed to run it."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_course.comparison import flat, installed
from mlp_course.comparison.frameworks import NAMES
from mlp_helpers import MLP

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "10_same_network_in_frameworks.ipynb"


no_deprecations = pytest.mark.usefixtures("deprecations_are_errors")


@no_deprecations
def test_accuracy_by_system():
    ax = plots.accuracy_by_system({"K": 0.977, "L": 0.775}, {"K": 0.972}, {"K": 0.96, "L": None})
    assert title_of(ax) == "Here and in the framework: at most 0.5 points apart"
    assert "mlp_helpers: K 97.7 %, L 77.5 %" in words_of(ax)
    assert "as reported: K 96.0 %." in words_of(ax)


@no_deprecations
def test_accuracy_by_system_without_frameworks():
    ax = plots.accuracy_by_system({"K": 0.977}, {}, {})
    assert "What the same recipes reach here" in title_of(ax)
    assert "its framework: none" in words_of(ax)


@no_deprecations
def test_accuracy_by_updates():
    ax = plots.accuracy_by_updates({"one": [0.5, 0.78], "two": [0.9]}, 3000)
    assert list(ax.lines[0].get_xdata()) == [3000, 6000]
    assert "one: from 50.0% to 78.0%" in words_of(ax)
    assert "From 78.0% to 90.0%" in title_of(ax)


@no_deprecations
def test_loss_by_pass_compares_the_passes_that_all_have():
    ax = plots.loss_by_pass({"a": [0.2, 0.1, 0.0], "b": [0.25, 0.11]})
    assert "Over 2 passes the losses differ by at most 0.050" in title_of(ax)


@no_deprecations
def test_epoch_times_are_sorted_medians():
    ax = plots.epoch_times({"slow": [3.0, 2.0, 9.0], "mlp_helpers": [1.0, 1.0, 1.0]})
    assert words_of(ax).endswith("mlp_helpers 1.00 s, slow 3.00 s.")
    assert "1.00 s an epoch; 1 takes longer" in title_of(ax)


@no_deprecations
def test_where_the_time_goes():
    parts = {"products": [1.0, 3.0], "gather": [1.0, 1.0]}
    axes = plots.where_the_time_goes({"width": ([1, 2], parts), "depth": ([1, 2], parts)})
    assert "width from 1 to 2: 2.00 to 4.00 s, of which 75% products at the end" in words_of(axes)
    below, above = axes[0, 0].containers
    assert [bar.get_height() for bar in below] == [50, 75]
    assert [(bar.get_y(), bar.get_height()) for bar in above] == [(50, 50), (75, 25)]


@pytest.mark.parametrize("figure", ["accuracy_by_updates", "loss_by_pass"])
def test_figures_draw_into_axes_that_exist(figure):
    _, ax = plt.subplots()
    arguments = ({"a": [0.5, 0.4], "b": [0.5, 0.4]}, 10)[: 2 if "updates" in figure else 1]
    assert getattr(plots, figure)(*arguments, ax=ax) is ax


def cells(kind):
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_no_framework_is_used_unguarded():
    """Top-level code that names a framework stands under `if installed(...)`."""
    for cell in cells("code"):
        outside, guarded = [], False
        for line in "".join(cell["source"]).splitlines():
            if line and not line[0].isspace() and line[0] not in ")]}":
                guarded = line.startswith(("def ", "class ", "if installed("))
            if not guarded:
                outside.append(line)
        used = re.findall(r"\b(?:keras|torch|sklearn|MLPClassifier|jax)\.", "\n".join(outside))
        assert not used, "\n".join(outside)


def test_pytorch_is_not_compared_but_asserted():
    """Its outputs are exempt from comparison, and a guard follows each of its runs."""
    for cell, following in pairwise(cells("code")):
        source = "".join(cell["source"])
        if 'installed("torch")' in source:
            assert "nbval-ignore-output" in cell["metadata"].get("tags", [])
            if "import torch" not in source:
                assert "folded" in following["metadata"].get("tags", [])
                assert "assert" in "".join(following["source"])


def test_missing_framework_is_an_error_where_all_are_required(tmp_path):
    """As in the automatic tests, which must not pass by leaving cells out."""
    (tmp_path / "torch.py").write_text("raise ImportError('hidden')")
    code = "from mlp_course.comparison import installed; print(installed('torch'))"
    path = str(tmp_path)
    for required, status in (("0", 0), ("1", 1)):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": path, "REQUIRE_FRAMEWORKS": required},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status
    assert set(NAMES) >= {"keras", "sklearn", "torch"}


def test_weights_from_keras():
    if not installed("keras"):
        pytest.skip("needs Keras")
    import keras

    layers = [keras.layers.Dense(7, activation="tanh"), keras.layers.Dense(3, activation="softmax")]
    theirs = keras.Sequential([keras.Input([5]), *layers])
    X = np.random.default_rng(0).normal(size=(20, 5)).astype(np.float32)
    model = MLP([5, 7, 3], activation="tanh")
    model.parameters = flat(theirs.get_weights())
    np.testing.assert_allclose(model.predict_proba(X), theirs.predict(X, verbose=0), atol=1e-6)


def test_weights_from_scikit_learn():
    if not installed("sklearn"):
        pytest.skip("needs scikit-learn")
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 5)), np.arange(60) % 3
    theirs = MLPClassifier((7,), random_state=0).partial_fit(X, y, classes=range(3))
    model = MLP([5, 7, 3], dtype=np.float64)
    pairs = zip(theirs.coefs_, theirs.intercepts_, strict=True)
    model.parameters = flat([flat(pair) for pair in pairs])
    np.testing.assert_allclose(model.predict_proba(X), theirs.predict_proba(X), atol=1e-12)


def test_weights_from_pytorch():
    if not installed("torch"):
        pytest.skip("needs PyTorch")
    import torch

    theirs = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 3))
    X = np.random.default_rng(0).normal(size=(20, 5)).astype(np.float32)
    model = MLP([5, 7, 3])
    model.parameters = flat([p.detach().numpy().T for p in theirs.parameters()])
    P = torch.softmax(theirs(torch.from_numpy(X)), axis=1).detach().numpy()
    np.testing.assert_allclose(model.predict_proba(X), P, atol=1e-6)
