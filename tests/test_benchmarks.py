"""What is compared for speed computes the same thing; no times are asserted."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mlp_course.comparison import contenders, installed, timing
from mlp_helpers import (
    MLP,
    SGD,
    Adam,
    ReLU,
    SoftmaxCrossEntropy,
    fit,
    flatten,
    load_mnist,
    scale_pixels,
    training_steps,
)

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import epoch_time  # noqa: E402
import scaling  # noqa: E402
from parent import ChildProcess  # noqa: E402

RATES = {"sgd": 0.1, "adam": 0.001}
# Where the epsilon of Adam is added before the bias correction, and how large it is.
EARLY_EPSILON = {"Keras": 1e-7, "scikit-learn": 1e-8}
LIBRARIES = [
    (kind, name)
    for kind, table in contenders.CONTENDERS.items()
    for name in table
    if name not in ("bare products", "mlp_helpers")
]


@pytest.fixture(scope="module")
def images():
    (images, y), _ = load_mnist()
    return flatten(scale_pixels(images[:640])), y[:640]


def prepared(kind, name, X, y, batch_size):
    contender = contenders.CONTENDERS[kind][name]
    if not installed(*contender.modules):
        pytest.skip(f"needs {', '.join(contender.modules)}")
    return contender.prepare(X, y, batch_size, RATES[kind], contenders.initial_parameters())


class TranslatedAdam(Adam):
    """Adam with the epsilon of those who add it before the bias correction."""

    def step(self, model):
        self.epsilon = self.early_epsilon / np.sqrt(1 - self.beta2 ** (self.t + 1))
        super().step(model)


def own_optimizer(kind, name):
    """Return our optimizer that does what this library's does."""

    class Rule(TranslatedAdam):
        early_epsilon = EARLY_EPSILON.get(name)

    return SGD if kind == "sgd" else Rule if name in EARLY_EPSILON else Adam


def ours(kind, name, X, y, batch_size):
    start, optimizer = contenders.initial_parameters(), own_optimizer(kind, name)
    return contenders.ours(X, y, batch_size, RATES[kind], start, optimizer=optimizer)


def parameters_after(training, epochs):
    for _ in range(epochs):
        training.epoch()
    return np.asarray(training.parameters(), dtype=np.float64)


def update(model, optimizer, X, y):
    loss = SoftmaxCrossEntropy()
    loss.forward(model.forward(X), y)
    model.backward(loss.backward())
    optimizer.step(model)


def distance_to_a_kink(kind, name, X, y, updates):
    """Return how near a ReLU's input comes to 0 before or during so many updates with all of X."""
    model = MLP(contenders.LAYER_SIZES, dtype=np.float64)
    model.parameters = contenders.initial_parameters()
    optimizer, nearest = own_optimizer(kind, name)(RATES[kind]), np.inf
    for _ in range(updates):
        A = X
        for layer in model.layers:
            if isinstance(layer, ReLU):
                nearest = min(nearest, np.abs(A).min())
            A = layer.forward(A)
        update(model, optimizer, X, y)
    return nearest


@pytest.mark.parametrize(("kind", "name"), LIBRARIES)
def test_same_parameters_when_the_order_cannot_matter(kind, name, images):
    """All examples in one batch: five epochs are five updates, in whatever order.

    The comparison has to be one that rounding does not decide. Where a ReLU's input is 0 up to
    rounding, in around 1e-7, one library's gradient contains the example and the other's does
    not; Adam, which divides by the size of the gradient, makes most of a step of it where few
    other examples have ink. So of ten groups of images that one is taken that stays farthest from
    all kinks. The differences are then at most 1e-7 with SGD and 2e-6 with Adam, whose steps
    differ most where a gradient is not much larger than its own rounding error.
    """
    groups = [(X, y) for X, y in zip(*(np.split(part, 10) for part in images), strict=True)]
    distances = [distance_to_a_kink(kind, name, X, y, updates=5) for X, y in groups]
    X, y = groups[np.argmax(distances)]
    assert max(distances) > 1e-5
    theirs = parameters_after(prepared(kind, name, X, y, 64), 5)
    own = parameters_after(ours(kind, name, X, y, 64), 5)
    assert np.abs(own - contenders.initial_parameters()).max() > 1e-3
    assert np.abs(theirs - own).max() < (1e-6 if kind == "sgd" else 2e-5)


@pytest.mark.parametrize(("kind", "name"), LIBRARIES)
def test_same_batches_with_the_smaller_last_one(kind, name, images):
    """Copies of one image: batches of 64 are all alike, and 650 images make eleven of them."""
    X, y = np.repeat(images[0][:1], 650, axis=0), np.repeat(images[1][:1], 650)
    theirs = parameters_after(prepared(kind, name, X, y, 64), 2)
    own = parameters_after(ours(kind, name, X, y, 64), 2)
    assert np.abs(theirs - own).max() < (2e-6 if kind == "sgd" else 2e-5)


@pytest.mark.parametrize(("kind", "name"), [*LIBRARIES, ("sgd", "mlp_helpers")])
def test_examples_are_shuffled(kind, name, images):
    """Updates on single images depend on their order, and it is not that of the data."""
    X, y = images[0][:32], images[1][:32]
    shuffled = parameters_after(prepared(kind, name, X, y, 1), 1)
    in_order = MLP(contenders.LAYER_SIZES)
    in_order.parameters = contenders.initial_parameters()
    optimizer = own_optimizer(kind, name)(RATES[kind])
    for i in range(32):
        batches = [(X[i : i + 1], y[i : i + 1])]
        next(training_steps(in_order, batches, SoftmaxCrossEntropy(), optimizer))
    assert np.abs(shuffled - in_order.parameters).max() > 1e-4


@pytest.mark.parametrize("name", [n for n in contenders.WITH_SGD if n != "bare products"])
def test_each_epoch_has_an_order_of_its_own(name, images):
    """Of two images one comes first; in twenty epochs it is not always the same one."""
    X, y = images[0][:2], images[1][:2]
    training, model = prepared("sgd", name, X, y, 1), MLP(contenders.LAYER_SIZES)
    orders = set()
    for _ in range(20):
        before, after = training.parameters(), parameters_after(training, 1)
        for order in [(0, 1), (1, 0)]:
            model.parameters = before
            for i in order:
                update(model, SGD(RATES["sgd"]), X[i : i + 1], y[i : i + 1])
            if np.abs(model.parameters - after).max() < 1e-6:
                orders.add(order)
    assert orders == {(0, 1), (1, 0)}


def test_ours_keeps_the_optimizers_memory_between_epochs(images):
    """Two epochs in two calls are two epochs in one: Adam goes on where it was."""
    X, y = images
    training, start = ours("adam", "", X, y, 640), contenders.initial_parameters()
    in_two_calls = parameters_after(training, 2)
    model = MLP(contenders.LAYER_SIZES)
    model.parameters = start
    fit(model, X, y, epochs=2, batch_size=640, optimizer=Adam(0.001), progress=False)
    np.testing.assert_allclose(in_two_calls, model.parameters, atol=1e-6)


def test_bare_products_are_those_of_an_epoch(images, monkeypatch):
    """784-128-64-10: three products forward, five backward, for each of the batches."""
    shapes = []
    monkeypatch.setattr(np, "dot", lambda a, b, out: shapes.append((a.shape, b.shape)))
    contenders.bare_products(images[0][:100], images[1][:100], 64).epoch()
    assert len(shapes) == 2 * 8
    assert shapes[0] == ((64, 784), (784, 128)) and shapes[8] == ((36, 784), (784, 128))
    assert shapes[7] == ((784, 64), (64, 128))


def test_child_process_trains_and_reports():
    job = {"kind": "sgd", "name": "mlp_helpers", "images": 640}
    with ChildProcess(**job, batch_size=64, learning_rate=0.1) as child:
        assert child.epochs(2) > 0
        assert child.ask("memory") is None or child.ask("memory") > 20
    more = {"target": 0.4, "most_epochs": 20, "seed": 1, "layer_sizes": [784, 32, 10]}
    with ChildProcess(one_thread=True, **job, **more, batch_size=64, learning_rate=0.1) as child:
        taken, epochs = child.ask("until")
    assert taken > 0 and 1 <= epochs <= 20


def test_child_process_that_fails_is_reported():
    job = {"kind": "sgd", "name": "nobody", "images": 64, "batch_size": 64, "learning_rate": 0.1}
    with ChildProcess(**job) as child, pytest.raises(RuntimeError, match="nobody"):
        child.epochs()


def test_contenders_take_turns_after_a_warm_up():
    calls = []
    clocks = {name: iter([9.0, 1.0, 2.0, 3.0]) for name in "ab"}

    def turn(name):
        calls.append(name)
        return next(clocks[name])

    times = timing.side_by_side({name: lambda name=name: turn(name) for name in "ab"}, 3)
    assert "".join(calls) == "abababab"
    assert times == {"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]}


def test_epochs_as_a_frame_and_as_a_table():
    times = {"mlp_helpers": [1.0, 2.0, 1.0], "other": [2.0, 6.0, 2.12345]}
    frame = timing.epochs_frame(times)
    assert frame.loc["other"].tolist() == [2.123, 2.0, 6.0, 2.12]
    assert list(frame.columns) == ["seconds an epoch", "shortest", "longest", "to mlp_helpers"]
    assert epoch_time.epoch_table(times, "mlp_helpers").splitlines() == [
        "|  | seconds an epoch | range | to mlp_helpers |",
        "| --- | --- | --- | --- |",
        "| mlp_helpers | 1.000 | 1.000 to 2.000 | 1.00 |",
        "| other | 2.123 | 2.000 to 6.000 | 2.12 |",
    ]


def test_one_change_is_the_bits_and_nothing_else(images):
    """The textbook program in 32 bits makes the steps that it makes in 64."""
    X, y = images
    assert set(contenders.one_change(X, y, 64, 0.1)) == set(contenders.IN_OTHER_BITS)
    start = contenders.initial_parameters()
    ends = []
    for dtype in (np.float64, np.float32):
        training = contenders.textbook_program(X, y, 64, 0.1, start, dtype=dtype)
        training.epoch()
        assert training.parameters().dtype == dtype
        ends.append(training.parameters())
    assert abs(ends[0] - ends[1]).max() < 1e-5 < abs(ends[0] - start).max()


def test_goals_are_judged_by_ratios_within_a_round():
    by_default = {"mlp_helpers": [1.0, 2.0, 1.0], "PyTorch": [2.5, 5.0, 9.0], "Keras": [1.0] * 3}
    one_thread = {"bare products": [0.5] * 3, "mlp_helpers": [1.0] * 3}
    one_thread |= {"PyTorch": [1.5] * 3, "Keras": [0.6] * 3}
    *_, torch, keras = epoch_time.goals_table("sgd", by_default, one_thread).splitlines()
    assert torch == "| PyTorch | 2 | 2.50 | 1.50 | 3.00 | reached |"
    assert keras.startswith("| Keras | 5 | 1.00 | 0.60 | 1.20 | not reached: ")


def test_fit_with_all_threads_is_the_same_training(images, monkeypatch):
    """It is measured beside a busy program, which ends with the measurement."""
    started, limits = [], []
    start = subprocess.Popen
    monkeypatch.setattr(
        epoch_time.subprocess, "Popen", lambda *a, **k: started.append(start(*a, **k)) or started[0]
    )
    monkeypatch.setattr(epoch_time, "side_by_side", lambda turns, _: limits.append(turns) or {})
    monkeypatch.setattr(epoch_time, "epoch_table", lambda *_: "table")
    text = epoch_time.threads_of_fit(*images, epoch_time.QUICK)
    assert text.count("table") == 2 and len(started) == 1 and started[0].poll() is not None
    one, all_threads = limits[0].values()
    monkeypatch.setattr("mlp_helpers.training.one_blas_thread", refuse)
    all_threads()
    with pytest.raises(AssertionError, match="limited"):
        one()


def refuse():
    raise AssertionError("limited")


def test_scaling_adds_up(images):
    results = scaling.measure_scaling(*images, rounds=1, examples=64, short=True)
    assert list(results) == list(scaling.GROWTHS)
    for values, parts in results.values():
        assert list(parts) == scaling.PARTS
        assert all(len(taken) == len(values) and min(taken) >= 0 for taken in parts.values())
    assert scaling.scaling_tables(results).count("| ---") == 4 * 6


def test_missing_framework_is_left_out(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # makes `import torch` an ImportError
    monkeypatch.delenv("REQUIRE_FRAMEWORKS", raising=False)
    assert not installed("torch")
    printed = capsys.readouterr().out
    assert "PyTorch" in printed and printed.count("\n") == 1
    monkeypatch.setenv("REQUIRE_FRAMEWORKS", "1")
    with pytest.raises(ImportError):
        installed("torch")


def test_importing_the_contenders_imports_no_framework():
    """So that the memory and the start of one library are not those of another, or of pandas."""
    code = "import json, sys; import mlp_course.comparison; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    others = {"jax", "keras", "sklearn", "torch", "optax", "pandas", "matplotlib", "IPython"}
    assert not others & set(json.loads(done.stdout))
