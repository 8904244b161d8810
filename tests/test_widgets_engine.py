"""The playground's engine: its updates are those of fit; curves and ledger."""

import csv
import io
import itertools
import threading

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from mlp_course.digits import digits, flip_labels
from mlp_course.widgets import views
from mlp_course.widgets.engine import Engine
from mlp_course.widgets.ledger import MOST_POINTS, Curve, Ledger, Run
from mlp_course.widgets.settings import Settings
from mlp_helpers import MLP, SGD, fit
from mlp_helpers.layers import Linear, ReLU


def test_images_are_shared_and_protected():
    assert digits() is digits()
    assert np.bincount(digits().y_train[:100]).min() >= 4, "a small part is a fair sample too"
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
    assert vars(engine.history) == vars(history)


def picture(run):
    """What a run leaves on every screen: its curves, and its best score."""
    return run.curve.array().tolist(), run.validation_array().tolist(), run.best_val_accuracy


@pytest.mark.parametrize("images", [100, 700, 2000])
def test_equal_settings_give_equal_pictures_however_the_time_was_cut(images, few, monkeypatch):
    """Three runs, overlaid, are one curve: on a slow machine, with pauses, and without."""
    engine = Engine(Settings(images=images, batch_size=50), data=few)
    for how in ("slowly", "with pauses", "at once"):
        engine.rewind()
        with monkeypatch.context() as slow:
            if how == "slowly":
                clock = itertools.count().__next__
                slow.setattr("mlp_course.widgets.engine.time.perf_counter", clock)
            while engine.train(seconds=60 if how == "at once" else 0, until=3):
                if how == "with pauses":
                    engine.validate()
    one, *others = map(picture, engine.ledger)
    assert len(engine.ledger) == 3 and others == [one, one]
    places = one[1][0]
    assert places[0] == 0 and places[-3:] == [1, 2, 3]
    assert [place < 1 for place in places].count(True) == {100: 2, 700: 4, 2000: 4}[images]


def test_a_pause_is_shown_and_forgotten(few):
    engine = Engine(Settings(images=2000, batch_size=50), data=few)
    engine.train(until=1, seconds=60, interrupted=lambda: engine.batches >= 7)
    engine.validate()
    assert engine.run.validation_array()[0].tolist() == pytest.approx([0, 0.125, 0.175])
    assert engine.run.best_val_accuracy >= engine.validation.accuracy
    engine.train_batch()
    assert engine.run.validation_array()[0].tolist() == pytest.approx([0, 0.125, 0.2])


def test_a_training_is_that_of_fit_whatever_else_runs(few):
    """Another training that begins and ends, over and over, must not change the numbers."""
    settings, pools, threads = Settings(images=2000), ThreadpoolController(), set()

    class Watched(MLP):
        def forward(self, X, training=False):
            threads.update(p["num_threads"] for p in pools.info() if p["user_api"] == "blas")
            return super().forward(X, training)

    def trained(factory=None):
        engine = Engine(settings, factory, few)
        while engine.train(seconds=0.002, until=2):
            pass
        return engine.model.parameters

    alone, is_over = trained(), threading.Event()

    def others():
        while not is_over.is_set():
            options = {"epochs": 1, "batch_size": 50, "optimizer": SGD(0.1), "progress": False}
            fit(MLP([784, 16, 10]), few.X_train[:100], few.y_train[:100], **options)

    with threadpool_limits(2, user_api="blas"):
        thread = threading.Thread(target=others)
        thread.start()
        together = trained(Watched)
        is_over.set()
        thread.join()
    assert threads == {1} and np.array_equal(alone, together)


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
    assert len(run.changes) == 3 and "learning_rate 0.1→0.5 at epoch 0.64" in run.changes
    engine.train_batch()
    for learning_rate in (0.25, 0.2):  # as a slider on its way
        engine.change(learning_rate=learning_rate)
    assert len(run.changes) == 4 and run.changes[-1] == "learning_rate 0.5→0.2 at epoch 1.00"
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
    engine = Engine(Settings(images=2000, batch_size=20, hidden=(64,) * 4), data=few)
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


# Curves and ledger


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
    assert (
        engine.ledger.to_csv().startswith("run,epochs,") and engine.ledger.to_csv().count("\n") == 1
    )
    engine.train_epoch()
    engine.rewind()
    engine.rewind()  # a run without a batch takes no row
    engine.change(hidden=(), learning_rate=0.2)
    engine.train_epoch()
    frame = engine.ledger.to_frame()
    assert list(frame.index) == [1, 2] and list(frame.hidden) == ["128-64", "none"]
    assert frame.epochs.tolist() == [1, 1] and frame.learning_rate.tolist() == [0.1, 0.2]
    assert frame.best_val_accuracy.between(0, 1).all() and (frame.seconds > 0).all()
    rows = list(csv.DictReader(io.StringIO(engine.ledger.to_csv())))
    assert [list(row) for row in rows] == [["run", *frame.columns]] * 2
    assert [row["hidden"] for row in rows] == ["128-64", "none"] and rows[0]["run"] == "1"
    assert [float(row["best_val_accuracy"]) for row in rows] == frame.best_val_accuracy.tolist()
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
