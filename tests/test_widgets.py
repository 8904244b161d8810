"""The playground without a browser: its engine, its words, and every message it can receive."""

import json
import math
import re
import threading
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlp_course.digits import Digits, digits, flip_labels
from mlp_course.plots import style
from mlp_course.widgets import Playground, Presets, views
from mlp_course.widgets.diagnosis import diagnose
from mlp_course.widgets.engine import Engine
from mlp_course.widgets.ledger import MOST_POINTS, Curve, Ledger, Run
from mlp_course.widgets.settings import (
    CHOICES,
    MOST_LAYERS,
    MOST_UNITS,
    NAMES,
    NUMBERS,
    STOPS,
    WHOLE_NUMBERS,
    Settings,
    knobs,
)
from mlp_helpers import MLP, SGD, Adam, fit
from mlp_helpers.layers import Linear, ReLU

WIDGETS = Path(views.__file__).parent
ROOT = WIDGETS.parents[1]


@pytest.fixture(scope="module")
def few():
    """The digits with few images to validate on, to be quick."""
    every = digits()
    return Digits(every.X_train[:2000], every.y_train[:2000], every.X_val[:300], every.y_val[:300])


# -- settings -------------------------------------------------------------------------------------

anything_in_range = st.builds(
    Settings,
    hidden=st.lists(st.integers(1, 512), max_size=4).map(tuple),
    **{name: st.sampled_from(list(values)) for name, values in CHOICES.items()},
    **{name: st.integers(*limits) for name, limits in WHOLE_NUMBERS.items()},
    **{name: st.floats(*limits) for name, limits in NUMBERS.items()},
)


@given(anything_in_range)
def test_settings_string_round_trip(settings):
    assert Settings.from_string(settings.to_string()) == settings


def test_a_short_settings_string_leaves_the_rest_at_its_default():
    wanted = Settings(hidden=(64, 32), learning_rate=0.5)
    assert Settings.from_string("hidden=64-32, learning_rate=0.5") == wanted
    assert Settings.from_string("") == Settings()
    assert Settings.from_string("hidden=none").hidden == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("learning_rate", "expected name=value"),
        ("learning_rate=", "expected name=value"),
        ("learning_rate=fast", "expected a number"),
        ("learning_rate=nan", "learning_rate is nan"),
        ("learning_rate=1000", "learning_rate is 1000.0; expected a number from 1e-06 to 100"),
        ("batch_size=1.5", "batch_size=1.5 cannot be read; expected a whole number"),
        ("batch_size=0", "batch_size is 0; expected a whole number from 1 to 1,024"),
        ("images=60000", "images is 60000; expected a whole number from 100 to 54,000"),
        ("hidden=12-x", "expected sizes such as 128-64, or none"),
        ("hidden=1-1-1-1-1", "expected at most 4 layers"),
        ("activation=swish", "activation is 'swish'; expected one of relu, tanh, sigmoid"),
        ("init=0.5", "init is 0.5; expected one of he, xavier, 0.01, 1.0, zeros"),
        ("seed=1 seed=2", "seed stands twice"),
        ("lr=1", "there is no setting 'lr'; the settings are hidden, activation"),
        ("0.1 64", "cannot read '0.1'"),
    ],
)
def test_a_bad_settings_string_is_refused_in_words(text, says):
    with pytest.raises(ValueError, match=r"expected|there is|stands") as error:
        Settings.from_string(text)
    assert says in str(error.value)


def test_bad_values_are_refused_by_name():
    for name in NAMES:
        for value in (None, "no such thing", -1, True, float("nan"), [None]):
            with pytest.raises(ValueError, match=f"^{name} is "):
                Settings(**{name: value})


@pytest.mark.parametrize(
    ("name", "kind", "momentum"),
    [("sgd", SGD, 0.0), ("momentum", SGD, 0.9), ("adam", Adam, None)],
)
def test_new_optimizer(name, kind, momentum):
    chosen = Settings(optimizer=name, learning_rate=0.02, weight_decay=0.3)
    optimizer = chosen.new_optimizer()
    assert type(optimizer) is kind and optimizer is not chosen.new_optimizer()
    assert (optimizer.learning_rate, optimizer.weight_decay) == (0.02, 0.3)
    assert getattr(optimizer, "momentum", None) == momentum


def test_a_brief_line_says_what_is_unusual():
    assert Settings().brief() == "128-64 relu he · sgd 0.1, batch 64"
    unusual = Settings(hidden=(), dropout=0.2, images=2000, flipped=0.3, seed=4, epochs=3)
    assert unusual.brief() == (
        "no hidden layer relu he · sgd 0.1, batch 64 · dropout 0.2 · 2,000 images · "
        "30 % wrong labels · seed 4"
    )


def test_every_choice_and_stop_of_the_page_can_be_set():
    for name, stops in knobs()["stops"].items():
        low, high = knobs()["limits"][name]
        assert list(stops) == sorted(set(stops)) and stops[-1] == high and low <= stops[0]
        for stop in stops:
            Settings(hidden=[stop]) if name == "units" else Settings(**{name: stop})
    for name, choices in knobs()["choices"].items():
        assert [getattr(Settings(**{name: value}), name) for value, _ in choices] == list(
            CHOICES[name]
        )


def test_limits_stand_in_python_alone(monkeypatch):
    """A changed limit changes the message and what the page is sent; its code has none."""
    everything = [Settings().hidden, MOST_LAYERS, MOST_UNITS, list(CHOICES["init"])]
    everything += [list(table.values()) for table in (WHOLE_NUMBERS, NUMBERS, STOPS)]
    ours = set(map(float, re.findall(r"(?<![\w.])\d[\d.]*(?:e-?\d+)?", str(everything))))
    code = (WIDGETS / "controls.js").read_text("utf-8")
    number = r"(?<![\w.])\d[\d_,]*(?:\.\d+)?(?:e-?\d+)?"
    theirs = {float(re.sub("[_,]", "", text.rstrip(","))) for text in re.findall(number, code)}
    assert {0.9, 512, 54_000, 1e-6} < ours and {0, 1, 6000} < theirs
    assert theirs & ours <= {0, 1}
    monkeypatch.setitem(NUMBERS, "dropout", (0, 0.5))
    assert knobs()["limits"]["dropout"] == (0, 0.5) and knobs()["stops"]["dropout"][-1] == 0.5
    with pytest.raises(ValueError, match=r"dropout is 0.6; expected a number from 0 to 0.5"):
        Settings(dropout=0.6)


# -- the shared images ----------------------------------------------------------------------------


def test_images_are_shared_and_protected():
    assert digits() is digits()
    assert [len(part) for part in digits()] == [54_000, 54_000, 6_000, 6_000]
    for part in digits():
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 0
    one, other = Engine(Settings(images=200)), Engine(Settings(images=300))
    assert np.shares_memory(one.X, other.X)


def test_flipped_labels():
    y = digits().y_train
    assert np.array_equal(flip_labels(y, 0), y)
    some, more = flip_labels(y, 0.2), flip_labels(y, 0.4)
    assert np.mean(some != y) == 0.2 and np.mean(more != y) == 0.4
    assert (more[some != y] == some[some != y]).all()
    assert set(flip_labels(y, 1.0)) == set(range(10)) and not (flip_labels(y, 1.0) == y).any()


# -- the engine -----------------------------------------------------------------------------------

RECIPES = [
    Settings(images=700),
    Settings(images=700, hidden=(), optimizer="momentum", learning_rate=0.01, batch_size=1024),
    Settings(
        images=700,
        hidden=(20, 30),
        activation="tanh",
        init="xavier",
        seed=3,
        dropout=0.3,
        optimizer="adam",
        learning_rate=1e-3,
        batch_size=50,
        weight_decay=0.01,
        flipped=0.2,
    ),
]


@pytest.mark.parametrize("settings", RECIPES, ids=lambda s: s.optimizer)
def test_updates_are_those_of_fit_bit_for_bit(settings, few):
    engine = Engine(settings, data=few)
    for epoch in (1, 2):
        while engine.train(seconds=0.002, until=epoch):  # held and resumed many times
            engine.validate()
    model = MLP(
        [784, *settings.hidden, 10],
        activation=settings.activation,
        init=settings.init,
        dropout=settings.dropout,
        seed=settings.seed,
    )
    history = fit(
        model,
        engine.X,
        engine.y,
        epochs=2,
        batch_size=settings.batch_size,
        optimizer=settings.new_optimizer(),
        validation_data=(few.X_val, few.y_val),
        seed=settings.seed,
        progress=False,
    )
    assert np.array_equal(engine.model.parameters, model.parameters)
    assert engine.history.epoch == [1, 2]
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        assert getattr(engine.history, name) == getattr(history, name)


@pytest.mark.parametrize("settings", RECIPES, ids=lambda s: s.optimizer)
def test_rewind_is_bit_exact(settings, few):
    engine = Engine(settings, data=few)
    model, initial = engine.model, engine.model.parameters.copy()
    engine.train_epoch()
    first = engine.model.parameters.copy()
    engine.train(0.01)
    engine.rewind()
    assert engine.model is model and np.array_equal(model.parameters, initial)
    assert engine.epoch == 0 and engine.run.curve.array().shape == (3, 0)
    engine.train_epoch()
    assert np.array_equal(engine.model.parameters, first)


def test_new_weights_are_new_and_reproducible(few):
    engine = Engine(Settings(images=100), data=few)
    before = engine.model.parameters.copy()
    engine.new_weights()
    assert engine.settings.seed == 1 and not np.array_equal(engine.model.parameters, before)
    assert np.array_equal(engine.model.parameters, MLP([784, 128, 64, 10], seed=1).parameters)
    engine.change(seed=2**32 - 1)
    engine.new_weights()
    assert engine.settings.seed == 0


def test_a_new_batch_size_loses_no_example_of_the_epoch(few):
    engine = Engine(Settings(images=100, batch_size=7), data=few)
    seen = []
    forward = engine.model.forward
    engine.model.forward = lambda X, training=False: (seen.extend(X), forward(X, training))[1]
    sizes = []
    for size in (7, 30, 1, 1024):
        engine.change(batch_size=size)
        engine._batch()
        sizes.append(len(seen) - sum(sizes))
    assert sizes == [7, 30, 1, 62] and engine.epoch == 1
    assert sorted(map(bytes, seen)) == sorted(map(bytes, engine.X))


def test_live_changes_do_not_restart(few):
    engine = Engine(Settings(images=100), data=few)
    engine.train_batch()
    run = engine.run
    engine.change(learning_rate=0.5, weight_decay=0.1, dropout=0.4)
    assert engine.run is run and engine.optimizer.learning_rate == 0.5
    assert engine.optimizer.weight_decay == 0.1
    assert [layer.rate for layer in engine.model.layers if hasattr(layer, "rate")] == [0.4, 0.4]
    assert len(run.changes) == 3 and "learning_rate=0.5 at epoch 0.64" in run.changes
    engine.change(learning_rate=0.25)
    engine.change(learning_rate=0.2)
    assert [c for c in run.changes if c.startswith("learning")][-1].startswith("learning_rate=0.2 ")
    engine.change(images=200)
    assert engine.run is not run and engine.epoch == 0 and len(engine.X) == 200


def test_a_bad_change_changes_nothing(few):
    engine = Engine(Settings(images=100), data=few)
    engine.train_batch()
    before = engine.settings, engine.run, engine.model.parameters.copy()
    for changes in ({"batch_size": 0}, {"hidden": (0,)}, {"speed": 1}):
        with pytest.raises(ValueError, match=r"expected|no setting"):
            engine.change(learning_rate=3, **changes)
    assert (engine.settings, engine.run) == before[:2]
    assert np.array_equal(engine.model.parameters, before[2])


def test_divergence_is_caught_and_undone(few):
    engine = Engine(Settings(images=2000, batch_size=20), data=few)
    engine.train_epoch()
    good = engine.model.parameters.copy()
    engine.change(learning_rate=100)
    engine.train_epoch()
    fault = engine.diverged
    assert fault.epoch == 2 and fault.batch >= 2 and fault.learning_rate == 100
    assert np.array_equal(engine.model.parameters, good) and engine.epoch == 1
    assert engine.run.outcome == "diverged in epoch 2"
    assert not engine.train(0.01), "it holds until someone decides"
    engine.change(learning_rate=0.1)
    engine.train_epoch()
    assert engine.diverged is None and engine.epoch == 2 and engine.run.outcome == ""
    assert (np.diff(engine.run.curve.array()[0]) > 0).all()


def test_training_can_be_interrupted_after_any_unit(few):
    engine = Engine(Settings(images=2000, batch_size=1), data=few)
    engine.train(seconds=10, interrupted=lambda: engine.batches >= 5)
    assert engine.batches == 5


def test_readers_own_class(few):
    """The least a network must have: no dropout, no seed of its own, nothing remembered."""

    class Own:
        def __init__(self, sizes, activation, init, dropout, seed):
            self.layers = [Linear(sizes[0], 12), ReLU(), Linear(12, sizes[-1])]
            self.parameters = np.zeros(sum(layer.n_parameters for layer in self.layers), "f4")
            self.gradients = np.zeros_like(self.parameters)
            first = slice(self.layers[0].n_parameters)
            self.layers[0].share(self.parameters[first], self.gradients[first])
            self.layers[2].share(self.parameters[first.stop :], self.gradients[first.stop :])
            for layer in (self.layers[0], self.layers[2]):
                layer.initialise(np.random.default_rng(seed))

        def forward(self, X, training=False):
            for layer in self.layers:
                X = layer.forward(X)
            return X

        def backward(self, dZ):
            for layer in reversed(self.layers):
                dZ = layer.backward(dZ)

    engine = Engine(Settings(images=500), Own, few)
    for _ in range(3):
        engine.train_epoch()
    assert isinstance(engine.model, Own) and engine.validation.accuracy > 0.4
    assert views.first_layer_as_bytes(engine.model)[0].shape == (12, 28, 28)
    with pytest.raises(ValueError, match="no dropout layers"):
        engine.change(dropout=0.5)
    with pytest.raises(ValueError, match="no weight_layers"):
        engine.change(weight_decay=0.1)
    with pytest.raises(ValueError, match="no weight_layers"):
        engine.change(weight_decay=0.1, seed=1)
    assert engine.settings.weight_decay == 0
    engine.rewind()
    assert engine.epoch == 0


# -- curves and ledger ----------------------------------------------------------------------------


def test_a_long_curve_is_thinned_and_keeps_its_mean():
    from mlp_helpers.callbacks import Step

    curve = Curve()
    for i in range(1, 24 * 200 + 1):
        curve.add(i / 24, Step(i, 0.5, 10))
    assert len(curve.points) <= MOST_POINTS + 1
    epochs, losses, accuracies = curve.array()
    assert (np.diff(epochs) > 0).all() and (accuracies == 0.5).all()
    assert np.allclose(losses, epochs * 24 + 0.5, rtol=0.01)


def test_ledger_counts_from_one_and_exports(few):
    engine = Engine(Settings(images=100), data=few)
    assert len(engine.ledger) == 0 and len(engine.ledger.to_frame()) == 0
    engine.train_epoch()
    engine.rewind()
    engine.rewind()  # a run without a batch takes no row
    engine.change(hidden=(), learning_rate=0.2)
    engine.train_epoch()
    frame = engine.ledger.to_frame()
    assert list(frame.index) == [1, 2] and list(frame.hidden) == ["128-64", "none"]
    assert frame.epochs.tolist() == [1, 1] and frame.learning_rate.tolist() == [0.1, 0.2]
    assert frame.best_val_accuracy.between(0, 1).all() and (frame.seconds > 0).all()
    assert engine.ledger[2] is engine.run
    for number in (0, 3, -1, "1", True, None):
        with pytest.raises(KeyError):
            engine.ledger[number]


def test_best_accuracy_survives_nan():
    run, ledger = Run(Settings()), Ledger()
    run.batches = 1
    for epoch, accuracy in enumerate([0.5, float("nan"), 0.7, 0.6]):
        run.add_validation(epoch, 1.0, accuracy)
    ledger.enter(run)
    assert run.best_val_accuracy == 0.7 and "0.7" in repr(ledger[1])


# -- views ----------------------------------------------------------------------------------------


def test_idle_shares():
    relu = np.array([[0, 1, 0], [0, 0, 2.0]])
    assert views.idle_shares([relu], "relu") == [pytest.approx(1 / 3)]
    assert views.idle_shares([np.array([[0.999, 0.1]] * 5)], "tanh") == [0.5]
    assert views.idle_shares([np.array([[0.001, 0.5]] * 5)], "sigmoid") == [0.5]
    assert views.idle_shares([np.full((2, 2), np.nan)], "tanh") == [1.0]


def test_views_of_a_broken_network_are_numbers():
    model = MLP([784, 5, 10])
    model.parameters[::3] = np.nan
    model.parameters[1::3] = np.inf
    tiles, largest = views.first_layer_as_bytes(model)
    assert tiles.shape == (5, 28, 28) and np.isfinite(largest)


def test_equal_units_are_recognised_whatever_the_rounding(rng):
    model = MLP([784, 20, 10])
    assert not views.units_are_equal(model)
    W = model.layers[0].W
    W[...] = rng.normal(size=(784, 1))
    for noise, equal in [(0, True), (1e-6, True), (0.01, False), (np.nan, False)]:
        W[:, 7] = W[:, 0] * (1 + noise)
        assert views.units_are_equal(model) == equal, noise
    W[...] = 0
    assert views.units_are_equal(model)


def test_looking_leaves_no_trace_in_the_layers():
    model, X = MLP([784, 5, 10]), digits().X_val[:20]
    model.forward(X)
    before = [vars(layer).copy() for layer in model.layers]
    views.probabilities(model, X[:3], off=[1])
    for layer, kept in zip(model.layers, before, strict=True):
        assert all(vars(layer)[name] is value for name, value in kept.items())
    assert np.shares_memory(model.layers[0].W, model.parameters)


def test_a_unit_that_is_off_no_longer_counts():
    model, X = MLP([784, 5, 10], seed=1), digits().X_val[:20]
    everything_off = views.probabilities(model, X, off=range(5))
    assert np.allclose(everything_off, 0.1)
    assert np.allclose(views.probabilities(model, X), model.predict_proba(X))
    assert not np.allclose(views.probabilities(model, X, off=[2]), model.predict_proba(X))


def test_worst_mistakes_and_examples():
    P = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]])
    assert views.worst_mistakes(P, np.array([0, 0, 0, 1])).tolist() == [2, 1]
    assert views.one_of_each(np.array([1, 0, 1]), 1, 2).tolist() == [1, 2]
    assert np.allclose(views.pixels(digits().X_val[:1])[0].ravel() / 255, digits().X_val[0])


# -- diagnosis ------------------------------------------------------------------------------------


def found(epochs, few, **settings):
    """Train, and return the kinds of finding; every suggestion must be one that can be applied."""
    engine = Engine(Settings(**settings), data=few)
    for _ in range(epochs):
        engine.train_epoch()
    findings = diagnose(engine)
    for finding in findings:
        assert finding.title and finding.text and bool(finding.changes) == bool(finding.button)
        assert engine.settings.replace(**finding.changes) != engine.settings or not finding.changes
    return [finding.key for finding in findings]


@pytest.mark.parametrize(
    ("kind", "epochs", "settings"),
    [
        ("diverged", 1, {"learning_rate": 100}),
        ("dead", 1, {"init": 1.0, "learning_rate": 1.0}),
        ("symmetric", 1, {"init": "zeros", "activation": "sigmoid"}),
        ("symmetric", 0, {"init": "zeros"}),
        ("saturated", 1, {"activation": "tanh", "init": 1.0}),
        ("no learning", 2, {"hidden": (32,) * 4, "activation": "sigmoid", "init": "xavier"}),
        ("no learning", 2, {"learning_rate": 1e-5}),
        ("overfitting", 60, {"images": 100, "optimizer": "adam", "learning_rate": 1e-3}),
        ("underfitting", 8, {"hidden": (), "learning_rate": 0.01}),
        ("plateau", 6, {"hidden": (), "weight_decay": 0.1}),
    ],
)
def test_diagnosis(kind, epochs, settings, few):
    assert kind in found(epochs, few, **{"images": 2000, "batch_size": 20, **settings})


@pytest.mark.parametrize("seed", range(3))
def test_saturation_is_found_whatever_the_seed(seed, few):
    recipe = {"images": 2000, "batch_size": 20, "activation": "tanh", "seed": seed}
    assert found(1, few, **recipe, init=1.0)[0] == "saturated"
    assert found(5, few, **recipe, init="xavier") == []


def test_nothing_is_wrong_with_a_good_training(few):
    engine = Engine(Settings(images=2000, batch_size=20, learning_rate=0.05), data=few)
    assert diagnose(engine) == []
    for _ in range(5):
        engine.train_epoch()
        assert diagnose(engine) == [], engine.epoch


# -- the widget, message by message ---------------------------------------------------------------


class Page:
    """Stands in for the browser: sends messages, keeps what comes back, checks that it is sound."""

    def __init__(self, playground):
        self.playground, self.state, self.messages = playground, {}, 0
        playground.send = self.receive

    def receive(self, content, buffers):
        content = json.loads(json.dumps(content, allow_nan=False))  # JSON has no NaN
        for place in places(content):
            itemsize = np.dtype(place["dtype"]).itemsize
            assert len(buffers[place["buffer"]]) == math.prod(place["shape"]) * itemsize
        self.state |= content
        self.messages += 1

    def forget(self):
        """Forget what came so far, but keep counting."""
        self.state, self.messages = {}, 0

    def send(self, kind, **content):
        self.playground._msg(None, {"type": kind, "view": "a page", "seq": 1, **content}, [])

    def ticks(self, n=1):
        for _ in range(n):
            self.send("tick", clock=self.state["status"]["clock"])

    @property
    def status(self):
        return self.state["status"]

    def check(self):
        """Is what the page shows what Python has?"""
        playground, engine = self.playground, self.playground.engine
        assert self.status["running"] == playground.running
        assert self.status["batches"] == engine.batches == engine.run.batches
        assert self.status["epoch"] == pytest.approx(engine.epoch)
        assert engine.epoch == pytest.approx(engine.run.epochs) or engine.diverged
        assert 0 <= engine.position < len(engine.X) == min(engine.settings.images, 2000)
        assert Settings.from_string(self.state["settings"]["text"]) == playground.settings
        assert self.state["settings"]["parameters"] == playground.model.parameters.size
        sizes = [784, *playground.settings.hidden, 10]
        assert [layer.W.shape for layer in views.weight_layers(playground.model)] == list(
            pairwise(sizes)
        )
        assert engine.optimizer.learning_rate == playground.settings.learning_rate
        assert np.isfinite(playground.model.parameters).all()
        assert [row["run"] for row in self.state["ledger"]] == list(
            range(1, len(engine.ledger) + 1)
        )
        epochs, *_ = engine.run.curve.array()
        assert (np.diff(epochs) > 0).all()


def places(content):
    """Yield what stands for an array in a message."""
    if isinstance(content, dict):
        if "buffer" in content:
            yield content
        content = list(content.values())
    if isinstance(content, list):
        for each in content:
            yield from places(each)


@pytest.fixture
def page(few, monkeypatch):
    return open_page(few, monkeypatch)


def open_page(few, monkeypatch, settings="images=300 batch_size=32 epochs=0", **options):
    monkeypatch.setattr("mlp_course.widgets.engine.digits", lambda: few)
    monkeypatch.setattr("mlp_course.widgets.playground.TICK", 0.005)
    page = Page(Playground(settings, **options))
    page.send("hello")
    return page


def test_train_tick_pause(page):
    page.ticks()
    assert page.status["batches"] == 0, "it only trains when it was told to"
    page.send("train")
    page.ticks(3)
    assert page.status["running"] and page.status["batches"] > 0
    stale = page.status["clock"]
    page.send("pause")
    batches = page.status["batches"]
    page.ticks(2)
    page.send("train")
    page.send("tick", clock=stale)
    assert page.playground.engine.batches == batches, "ticks of before the pause do nothing"
    page.ticks()
    assert page.playground.engine.batches > batches
    page.check()


def test_it_pauses_after_the_epochs_asked_for(page):
    page.send("change", changes={"epochs": 3})
    for whole_epochs in (3, 6):
        page.send("train")
        for _ in range(500):
            page.ticks()
            if not page.status["running"]:
                break
        assert page.status["epoch"] == whole_epochs and page.status["val_loss"] is not None
    page.send("epoch")
    while page.status["running"]:
        page.ticks()
    assert page.status["epoch"] == 7
    assert page.playground.engine.validation.batches == page.status["batches"]


@pytest.mark.parametrize(
    "stop",
    [lambda page: page.send("pause"), lambda page: page.playground.load("images=100")],
    ids=["pause", "load"],
)
def test_a_tick_that_is_under_way_is_interrupted(few, monkeypatch, stop):
    """Left alone it would go on for an hour."""
    page = open_page(few, monkeypatch, "images=2000 batch_size=1 epochs=0")
    monkeypatch.setattr("mlp_course.widgets.playground.TICK", 3600.0)
    page.send("train")
    tick = threading.Thread(target=page.ticks, daemon=True)
    tick.start()
    while page.playground.engine.batches == 0 and tick.is_alive():
        time.sleep(0.001)
    stopper = threading.Thread(target=stop, args=[page], daemon=True)
    stopper.start()
    for thread in (stopper, tick):
        thread.join(60)
        assert not thread.is_alive()
    assert not page.playground.running


def test_a_reload_leaves_a_stopped_and_whole_page(page):
    page.send("train")
    page.ticks(3)
    page.forget()
    page.send("hello")
    assert not page.status["running"]
    sections = {
        "knobs",
        "settings",
        "curves",
        "weights",
        "layers",
        "digits",
        "mistakes",
        "confusion",
    }
    assert sections | {"findings", "ledger", "overlays"} <= set(page.state)
    assert {"pixels", "labels"} <= set(page.state["digits"])
    page.check()


def test_divergence_is_shown_in_words_and_one_click_helps(page):
    page.send("paste", text="images=2000 batch_size=20 learning_rate=100")
    page.send("train")
    while page.status["running"]:
        page.ticks()
    assert page.status["diverged"]
    (finding,) = page.state["findings"]
    assert "diverged in epoch 1" in finding["title"] and "initial weights" in finding["text"]
    page.send("advice", key="diverged")
    assert page.playground.settings.learning_rate == 10 and not page.status["diverged"]
    assert page.status["batches"] == 0 and "diverged" in page.state["ledger"][0]["notes"]
    page.check()


def test_settings_string_and_restore(page):
    text = str(Settings(hidden=(7,), images=200, seed=4))
    page.send("paste", text=text)
    assert page.state["settings"]["text"] == text
    page.send("batch")
    page.send("change", changes={"hidden": [], "learning_rate": 0.7})
    page.send("batch")
    page.send("restore", run=1)
    assert page.state["settings"]["text"] == text and page.status["batches"] == 0
    page.send("overlay", runs=[1, 2])
    assert [o["run"] for o in page.state["overlays"]] == [1, 2]
    page.send("overlay", runs=[])
    assert page.state["overlays"] == []
    page.check()


def test_load_always_starts_a_new_run(page):
    playground = page.playground
    start = playground.model.parameters.copy()
    same, live = str(playground.settings), str(playground.settings.replace(learning_rate=0.7))
    for wanted in (same, live, Settings.from_string(live), "hidden=3 images=100"):
        page.send("train")
        page.ticks(2)
        ended, (heard, playground.listeners) = playground.engine.run, ([], [])
        rate = ended.settings.learning_rate
        playground.listeners.append(heard.append)
        page.forget()
        playground.load(wanted)
        assert page.messages == 1 and heard == [playground]
        assert page.state["settings"]["text"] == str(playground.settings)
        assert not playground.running and playground.engine.batches == 0
        assert ended.batches and not ended.changes and ended.settings.learning_rate == rate
        if playground.settings.hidden == (128, 64):
            assert np.array_equal(playground.model.parameters, start)
        page.send("overlay", runs=[])
        page.check()
    assert playground.settings == Settings(hidden=(3,), images=100)
    page.send("batch")
    page.forget()
    page.send("paste", text=str(playground.settings))  # the page's way to the same
    assert page.status["batches"] == 0 and page.messages == 1


def test_load_starts_anew_after_a_divergence(page):
    page.playground.load("images=2000 batch_size=20 learning_rate=100")
    page.send("train")
    while page.status["running"]:
        page.ticks()
    assert page.status["diverged"]
    page.playground.load(page.playground.settings)
    assert not page.status["diverged"]


@pytest.mark.parametrize("settings", ["learning_rate=fast", "images=1", None, 3])
def test_load_refuses_what_it_cannot_read_and_changes_nothing(page, settings):
    page.send("train")
    page.ticks(2)
    before = page.playground.engine.run, page.playground.settings, page.playground.engine.batches
    page.forget()
    with pytest.raises(ValueError, match="expected"):
        page.playground.load(settings)
    assert page.messages == 0 and page.playground.running
    engine = page.playground.engine
    assert before == (engine.run, engine.settings, engine.batches)


def test_switch_a_unit_from_the_next_cell(page):
    playground, heard = page.playground, []
    playground.listeners.append(heard.append)
    page.forget()
    playground.switch(3)
    playground.switch(np.int64(0))
    assert playground.switched_off == (0, 3) == tuple(page.state["weights"]["off"])
    assert page.messages == len(heard) == 2
    playground.switch(3)
    assert playground.switched_off == (0,)
    for unit in (128, -1, True, "x", None):
        with pytest.raises(ValueError, match=f"unit is {unit!r}; the first hidden layer has 128"):
            playground.switch(unit)
    playground.load("hidden=none images=100")
    with pytest.raises(ValueError, match="unit is 0, but the network has no hidden layer"):
        playground.switch(0)
    assert "no hidden layer" in page.status["message"]


def test_only_the_widgets_own_files_handle_messages():
    sources = [*ROOT.glob("mlp_course/**/*.py"), *ROOT.glob("*/*.ipynb")]
    callers = [path.name for path in sources if "._msg(" in path.read_text("utf-8")]
    assert len(sources) > 40 and callers == []


def test_restoring_leaves_the_run_that_ends_as_it_was(page):
    page.send("paste", text=str(Settings(hidden=(7,), images=200, learning_rate=0.1)))
    page.send("batch")
    page.send("rewind")
    page.send("change", changes={"learning_rate": 0.7})
    page.send("batch")
    page.send("restore", run=1)
    assert [run.settings.learning_rate for run in page.playground.ledger] == [0.1, 0.7]


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        ("change", {"changes": {"learning_rate": -1}}, "learning_rate is -1"),
        ("change", {"changes": {"hidden": [600]}}, "hidden is (600,)"),
        ("change", {"changes": {"hidden": None}}, "hidden is None"),
        ("change", {"changes": {"nonsense": 1}}, "there is no setting 'nonsense'"),
        ("change", {}, "changes is None"),
        ("paste", {"text": "faster"}, "cannot read 'faster'"),
        ("restore", {"run": 3}, "there is no run 3"),
        ("restore", {}, "there is no run None"),
        ("overlay", {"runs": [9]}, "there is no run 9"),
        ("overlay", {"runs": None}, "not iterable"),
        ("switch", {"unit": 128}, "unit is 128; the first hidden layer has 128"),
        ("switch", {}, "unit is None; the first hidden layer has 128"),
    ],
)
def test_a_bad_message_is_refused_in_words(page, kind, content, says):
    page.send("batch")
    before = page.playground.settings, page.playground.model.parameters.copy()
    page.send(kind, **content)
    assert says in page.status["message"]
    assert page.playground.settings == before[0]
    assert np.array_equal(page.playground.model.parameters, before[1])
    page.send("batch")
    assert page.status["message"] == ""


def test_unknown_messages_are_ignored(page):
    for content in ({}, {"type": "explode"}, None, "train", {"type": None}):
        page.playground._msg(None, content, [])
    page.check()


def test_what_the_next_cell_can_use(page, few):
    playground, heard = page.playground, []
    playground.listeners.append(heard.append)
    page.send("train")
    page.ticks(2)
    assert heard == [playground] * 3
    page.send("pause")
    image = few.X_val[0]
    P = playground.model.predict_proba(image[np.newaxis])[0]
    assert np.allclose(playground.probabilities(image), P)
    assert np.allclose(playground.probabilities(views.pixels(image)[0]), P, atol=1e-5)
    page.send("switch", unit=3)
    page.send("switch", unit=0)
    page.send("switch", unit=3)
    assert playground.switched_off == (0,) == tuple(page.state["weights"]["off"])
    assert not np.allclose(playground.probabilities(image), P)
    with pytest.raises(ValueError, match=r"image has shape \(3,\); expected \(28, 28\)"):
        playground.probabilities(np.zeros(3))
    assert playground.history is playground.engine.run.history
    assert len(playground.ledger.to_frame()) == 1


def test_repr_is_short_and_repeatable(few, monkeypatch):
    monkeypatch.setattr("mlp_course.widgets.engine.digits", lambda: few)
    assert repr(Playground()) == "Playground()"
    playground = Playground(Settings(hidden=(), learning_rate=0.5))
    assert repr(playground) == "Playground('hidden=none learning_rate=0.5')"
    assert repr(eval(repr(playground))) == repr(playground)
    assert playground._repr_mimebundle_()[0]["text/plain"] == repr(playground)
    with pytest.raises(ValueError, match="no setting"):
        Playground("speed=1")


def test_two_playgrounds_do_not_disturb_each_other(few, monkeypatch):
    one, other = open_page(few, monkeypatch), open_page(few, monkeypatch)
    parameters = other.playground.model.parameters.copy()
    one.send("train")
    one.ticks(3)
    one.send("change", changes={"learning_rate": 0.3})
    assert np.array_equal(other.playground.model.parameters, parameters)
    assert not other.playground.running and other.playground.settings.learning_rate == 0.1
    other.check()


def test_what_the_readers_class_raises_is_said_in_words(few, monkeypatch):
    class Broken(MLP):
        def backward(self, dZ):
            raise RuntimeError("no backward yet")

    page = open_page(few, monkeypatch, model_factory=Broken)
    page.send("train")
    page.ticks()
    assert not page.status["running"]
    assert page.status["message"] == "Your network raised RuntimeError: no backward yet"
    assert isinstance(page.playground.error, RuntimeError)
    page.send("change", changes={"images": 200})
    page.check()


# -- the presets ----------------------------------------------------------------------------------


def places_and_buttons(presets, *offers):
    places = [presets._new_place(offer) for offer in offers]
    return places, [list(place.children[0].children) for place in places]


def test_a_preset_loads_its_settings_and_brings_the_playground():
    playground = Playground()
    (here, there), ((slow, fast), (deep,)) = places_and_buttons(
        Presets(playground),
        {"slow": "images=200 learning_rate=0.001", "fast": "images=200 learning_rate=1"},
        {"deep": "images=300 hidden=8-8-8"},
    )
    assert (slow.description, slow.tooltip) == ("slow", "images=200 learning_rate=0.001")
    slow.click()
    assert playground.settings == Settings(images=200, learning_rate=0.001)
    assert here.children[2] is playground and "slow" in here.children[1].value
    deep.click()
    assert playground.settings.hidden == (8, 8, 8)
    assert len(here.children) == 2 and there.children[2] is playground
    fast.click()
    assert len(there.children) == 2 and here.children[2] is playground
    fast.click()
    assert here.children.count(playground) == 1


def test_a_preset_starts_a_new_run_also_when_its_settings_could_be_changed_live():
    playground = Playground("images=200 learning_rate=0.001")
    _, ((slow, fast),) = places_and_buttons(
        Presets(playground),
        {"slow": "images=200 learning_rate=0.001", "fast": "images=200 learning_rate=1"},
    )
    start = playground.model.parameters.copy()
    for button in (slow, fast, fast):
        playground.engine.train_epoch()
        assert not np.array_equal(playground.model.parameters, start)
        button.click()
        assert np.array_equal(playground.model.parameters, start)
    assert playground.engine.batches == 0 and len(playground.ledger) == 3
    # What was trained belongs to the settings it was trained with.
    assert [run.settings.learning_rate for run in playground.ledger] == [0.001, 0.001, 1.0]


def test_offered_presets_are_readable_without_a_kernel(monkeypatch):
    shown = []
    monkeypatch.setattr("mlp_course.widgets.presets.display", lambda data, raw: shown.append(data))
    Presets(Playground()).offer({"slow": "learning_rate=0.001", "fast": "learning_rate=1"})
    assert shown[0]["text/plain"] == "[slow] learning_rate=0.001\n[fast] learning_rate=1"
    assert "application/vnd.jupyter.widget-view+json" in shown[0]


# -- the page's sources ---------------------------------------------------------------------------


def test_no_line_of_the_pages_is_too_long():
    sources = [*WIDGETS.glob("*.js"), *WIDGETS.glob("*.css")]
    assert len(sources) > 8
    for path in sources:
        lines = path.read_text("utf-8").splitlines()
        assert [(path.name, i) for i, line in enumerate(lines, 1) if len(line) > 120] == []


def test_every_source_is_part_of_a_page():
    pages = {
        name
        for path in WIDGETS.glob("*.py")
        for name in re.findall(r'"(\w+\.(?:js|css))"', path.read_text("utf-8"))
    }
    assert pages == {path.name for path in WIDGETS.iterdir() if path.suffix in (".js", ".css")}


def test_weights_have_the_colours_of_the_figures():
    css = (WIDGETS / "shared.css").read_text("utf-8")
    for name in ("NEGATIVE", "POSITIVE"):
        (colour,) = re.findall(rf"--mlp-{name.lower()}: *([^;]+);", css)
        assert colour.lower() == getattr(style, name).lower()


# -- any order of actions -------------------------------------------------------------------------

# Few units, few images: the point is the order of the actions.
small = {
    "hidden": st.lists(st.sampled_from([1, 5, 512]), max_size=4),
    **{name: st.sampled_from(list(values)) for name, values in CHOICES.items()},
    "seed": st.sampled_from([0, 2**32 - 1]),
    "batch_size": st.sampled_from([1, 7, 64, 1024]),
    "images": st.sampled_from([100, 101, 300]),
    "epochs": st.sampled_from([0, 1, 10_000]),
    **{name: st.sampled_from([*limits, sum(limits) / 2]) for name, limits in NUMBERS.items()},
}
actions = st.one_of(
    *[
        st.just((kind, {}))
        for kind in (
            *("train", "pause", "batch", "epoch", "rewind", "new_weights", "hello", "images"),
            *("tick", "tick", "tick"),
        )
    ],
    *[
        value.map(lambda v, name=name: ("change", {"changes": {name: v}}))
        for name, value in small.items()
    ],
    st.integers(-1, 4).map(lambda run: ("restore", {"run": run})),
    st.lists(st.integers(0, 3), max_size=2).map(lambda runs: ("overlay", {"runs": runs})),
    st.sampled_from(["diverged", "dead", "saturated", "symmetric", "rising"]).map(
        lambda key: ("advice", {"key": key})
    ),
    st.integers(-1, 5).map(lambda unit: ("switch", {"unit": unit})),
    st.sampled_from(["", "hidden=3 images=100", "nonsense", "images=1"]).map(
        lambda text: ("paste", {"text": text})
    ),
)


@given(sequence=st.lists(actions, max_size=14))
@settings(max_examples=25)
def test_any_sequence_of_actions_leaves_a_consistent_playground(few, sequence):
    with pytest.MonkeyPatch.context() as monkeypatch:
        # images=100 is small; pasting "" asks for 54,000, of which there are 2,000 here.
        page = open_page(few, monkeypatch, "images=100 hidden=5")
        for kind, content in sequence:
            if kind == "tick":
                page.ticks()
            else:
                page.send(kind, **content)
            assert page.playground.error is None
        page.send("pause")
        page.check()
        initial = MLP(
            [784, *page.playground.settings.hidden, 10],
            init=page.playground.settings.init,
            seed=page.playground.settings.seed,
        )
        page.send("rewind")
        page.check()
        assert np.array_equal(page.playground.model.parameters, initial.parameters)
