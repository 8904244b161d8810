"""The figures of notebook 10, and its promise that no framework is needed to run it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from helpers import title_of, words_of
from nbclient import NotebookClient
from threadpoolctl import threadpool_info

from mlp_course import plots
from mlp_course.comparison import (
    ONE_THREAD,
    WITH_SGD,
    Findings,
    flat,
    installed,
    one_thread_each,
)
from mlp_course.comparison.frameworks import NAMES
from mlp_helpers import MLP

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "10_same_network_in_frameworks.ipynb"


no_deprecations = pytest.mark.usefixtures("deprecations_are_errors")


class Made:
    """What the drawing of a record needs of a Tensor."""

    def __init__(self, name, data, grad, parents=(), passes=()):
        self.name, self.data, self.grad = name, np.array(data), np.array(grad)
        self.parents, self.rule = parents, lambda gradient: [gradient * slope for slope in passes]


@no_deprecations
def test_record_draws_each_value_once_and_parents_before_what_they_made():
    a, b = Made("a", 3.0, 5.0), Made("b", 4.0, 3.0)
    product = Made("×", 12.0, 1.0, (a, b), passes=(4, 3))
    ax = plots.record(Made("+", 15.0, 1.0, (product, a), passes=(1, 1)))
    boxes = {text.get_text().split("\n")[0]: text.get_position() for text in ax.texts[8:]}
    assert set(boxes) == {"+", "×", "a", "b"} and len(ax.texts) == 8 + 4  # arrows, then boxes
    assert sorted(text.get_text() for text in ax.texts[:8] if text.get_text()) == [
        "← 1",
        "← 1",
        "← 3",
        "← 4",
    ]
    assert boxes["a"][0] == boxes["b"][0] < boxes["×"][0] < boxes["+"][0]
    assert "a has the value 3, the gradient 5, 1 from + and 4 from ×" in words_of(ax)


@no_deprecations
def test_rows_of_a_run_counts_rows_below_every_seed():
    runs = np.array([[[0.95, 0.94], [0.99, 0.97]], [[0.96, 0.95], [1.0, 0.98]]])
    left, right = plots.rows_of_a_run(runs, {1: (0.93, 0.93), 2: (0.988, 0.975)})
    assert left.get_title() == "2 of 2 rows lie below every seed"
    assert right.get_title() == "1 of 2 rows lie below every seed"
    assert list(left.lines[-1].get_ydata()) == [93, 98.8]
    words = words_of(left)
    assert "test images, epoch 2: here 97.0 to 98.0 %, as reported 97.5 %" in words


@no_deprecations
def test_two_histories_take_ours_and_those_of_keras():
    values = {"loss": [0.3, 0.1], "accuracy": [0.9, 0.99]}
    values |= {"val_loss": [0.2, 0.25], "val_accuracy": [0.94, 0.95]}
    axes = plots.two_histories(
        {"here": SimpleNamespace(**values), "Keras": SimpleNamespace(history=values)}
    )
    assert axes[0].get_title() == "Validation loss is lowest in epoch 1 and 1"
    assert axes[1].get_title() == "At the end 4.0 and 4.0 points apart"
    assert len(axes[0].lines) == len(axes[1].lines) == 4
    assert (
        "Keras, validation: loss from 0.200 to 0.250, accuracy from 94.00% to 95.00%"
        in words_of(axes)
    )


@no_deprecations
def test_held_out_parts_splits_by_writers():
    parts = {"last": np.array([4, 5]), "random": np.array([0, 3])}
    student = np.array([True, False, True, False, True, False])
    wrong = np.array([[[True, False], [True, True]], [[False, True], [False, False]]])
    ax = plots.held_out_parts(parts, wrong, student)
    assert title_of(ax) == "Of last, 75.0 % are misread; of the others 25.0 to 25.0 %"
    assert "last, students' images: 100.00 %" in words_of(ax)
    assert "random, employees' images: 50.00 % (0.00 to 100.00 %)" in words_of(ax)
    assert ax.get_yticklabels()[0].get_text() == "last\n(50% by students)"


@no_deprecations
def test_accuracy_by_updates():
    ax = plots.accuracy_by_updates({"one": [0.5, 0.78], "two": [0.9]}, 3000)
    assert list(ax.lines[0].get_xdata()) == [3000, 6000]
    assert "one: from 50.0% to 78.0%" in words_of(ax)
    assert title_of(ax) == "The start decides: 78.0% as published, up to 90.0% with another"


@no_deprecations
def test_loss_by_pass_compares_the_passes_that_all_have():
    ax = plots.loss_by_pass({"a": [0.2, 0.1, 0.0], "b": [0.25, 0.11]})
    assert "Over 2 passes the losses differ by at most 0.050" in title_of(ax)


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
        used = re.findall(
            r"\b(?:keras|torch|nn|sklearn|jax)\.|\bMLPClassifier\(", "\n".join(outside)
        )
        assert not used, "\n".join(outside)


def test_pytorch_is_not_compared_but_asserted():
    """Its outputs are exempt from comparison, and a guard follows soon."""
    code = cells("code")
    for position, cell in enumerate(code):
        source = "".join(cell["source"])
        if 'installed("torch")' in source:
            assert "nbval-ignore-output" in cell["metadata"].get("tags", [])
            following = code[position + 1 : position + 3]
            guards = [c for c in following if "folded" in c["metadata"].get("tags", [])]
            assert any("assert" in "".join(guard["source"]) for guard in guards), source


def test_stored_outputs_have_every_comparison():
    """The page is read by many who never run it: it is stored where all frameworks are."""
    outputs = [output for cell in cells("code") for output in cell["outputs"]]
    printed = "".join("".join(output.get("text", [])) for output in outputs)
    for framework in ("PyTorch", "Keras", "scikit-learn"):
        for what in ("probabilities", "ten updates"):
            assert f"{framework}, {what}: largest of" in printed
    assert "is not installed" not in printed
    shown = "".join("".join(output.get("data", {}).get("text/html", [])) for output in outputs)
    assert all(f"<th>{name}</th>" in shown for name in WITH_SGD)  # the table of times


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


def test_findings_are_printed_and_kept(capsys):
    findings = Findings()
    findings.accuracy("T", "here", np.float64(0.9774))
    findings.accuracy("T", "PyTorch", 0.98)
    findings.gap("a comparison", np.array([1.0, 2.0]), [1.0, 2.5])
    printed = capsys.readouterr().out
    assert "T, here: 97.7% of the test images\n" in printed
    assert "a comparison: largest of 2 differences 5e-01\n" in printed
    assert findings.gaps == {"a comparison": 0.5}
    header, rule, textbook, *others = findings.table().data.splitlines()
    assert header.count("|") == rule.count("|") == textbook.count("|") == 7
    assert "| 97.1 % | 97.7 % | 98.0 % (PyTorch) |" in textbook
    assert [row[2] for row in others] == ["K", "S", "H", "L"]
    assert "| – | – (Keras) |" in others[0] and "| 96.2 % | – | – |" in others[2]


def test_arrays_of_other_shapes_are_not_compared():
    with pytest.raises(ValueError, match=r"\(2,\) and \(1, 2\) differ"):
        Findings().gap("which broadcast", [1, 2], [[1, 2]])


def test_one_thread_each_reaches_what_is_there_and_what_comes(monkeypatch):
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "2")  # taken back after the test
    for name in ("jax", "torch"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    limits = one_thread_each()
    try:
        pools = threadpool_info()
        assert pools and all(pool["num_threads"] == 1 for pool in pools)
        assert {name: os.environ[name] for name in ONE_THREAD} == ONE_THREAD
    finally:
        limits.restore_original_limits()
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(RuntimeError, match="PyTorch imported before; restart the kernel"):
        one_thread_each()


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


HIDE = """
import sys


class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names}:
            raise ImportError(name)


sys.meta_path.insert(0, Hidden())
"""


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [["keras", "sklearn", "torch", "jax"], ["torch", "keras"]])
def test_notebook_runs_without_frameworks_and_says_what_it_leaves_out(hidden, monkeypatch):
    monkeypatch.setenv("REQUIRE_FRAMEWORKS", "0")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(HIDE.format(names=hidden)))
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources).execute()
    for cell in notebook.cells[1:]:
        printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
        for name in re.findall(r'^if installed\("(\w+)"\)', cell.source, re.M):
            left_out = f"{NAMES[name]} is not installed: left out." in printed
            assert left_out == (name in hidden), cell.source
