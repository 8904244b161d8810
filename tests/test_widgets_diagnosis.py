"""What the playground says about a training, and whether its advice helps."""

import numpy as np
import pytest

from mlp_course.digits import Digits, digits
from mlp_course.widgets.diagnosis import diagnose
from mlp_course.widgets.engine import Engine
from mlp_course.widgets.settings import Settings

ADAM = {"optimizer": "adam", "learning_rate": 0.001}
NOISY = {"learning_rate": 0.25, "batch_size": 8, "epochs": 10}  # long steps, from few images
LITTLE = {"images": 5000, "batch_size": 8, "epochs": 2}  # too little to learn the images by heart
SHORT = {"images": 1000, "batch_size": 250, "epochs": 50}  # epochs of few updates


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
        ("small network", 8, {"hidden": (), "learning_rate": 0.01}),
        ("underfitting", 5, {"learning_rate": 0.001}),
        ("wrong labels", 1, {"flipped": 0.1}),
        ("adam", 0, {"optimizer": "adam"}),
        ("dropout", 2, {"dropout": 0.9}),
        ("weight decay", 6, {"hidden": (), "weight_decay": 0.1}),
    ],
)
def test_diagnosis(kind, epochs, settings, few):
    assert kind in found(epochs, few, **{"images": 2000, "batch_size": 20, **settings})


@pytest.mark.parametrize("seed", range(3))
def test_saturation_is_found_whatever_the_seed(seed, few):
    recipe = {"images": 2000, "batch_size": 20, "activation": "tanh", "seed": seed}
    assert found(1, few, **recipe, init=1.0)[0] == "saturated"
    assert found(4, few, **recipe, init="xavier") == []


def test_nothing_is_wrong_with_a_good_training(few):
    engine = Engine(Settings(images=2000, batch_size=20, learning_rate=0.05), data=few)
    assert diagnose(engine) == []
    for _ in range(5):
        engine.train_epoch()
        assert diagnose(engine) == [], engine.epoch


@pytest.mark.parametrize("images", [100, 200, 500, 1000])
def test_few_images_are_named(images, few):
    assert found(40, few, images=images)[0] == "overfitting"


@pytest.mark.parametrize("flipped", [0.2, 0.5, 0.95])
@pytest.mark.parametrize("learning_rate", [0.03, 0.1])
def test_wrong_labels_are_named_alone(flipped, learning_rate, few):
    for epochs in (1, 3, 10):
        assert found(epochs, few, images=2000, flipped=flipped, learning_rate=learning_rate) == [
            "wrong labels"
        ]


def test_much_dropout_is_named_before_the_units_that_it_kills(few):
    engine, seen = Engine(Settings(images=2000, batch_size=20, dropout=0.9), data=few), []
    for _ in range(60):
        engine.train_batch()
        if engine.run.curve.points:  # there is something to judge by
            seen += [finding.key for finding in diagnose(engine)]
    assert set(seen) == {"dropout"}


@pytest.fixture(scope="module")
def some():
    """Enough images for the advice to use more of them."""
    every = digits()
    return Digits(every.X_train[:5000], every.y_train[:5000], every.X_val[:500], every.y_val[:500])


def followed(settings, data):
    """Train, take the advice, train again, to the end; return (what was found, accuracy) of each.

    It must come to an end, and never back to settings that have been tried.
    """
    engine, stages, tried = Engine(settings, data=data), [], set()
    while len(stages) < 10:
        assert str(engine.settings) not in tried, stages
        tried.add(str(engine.settings))
        for _ in range(engine.settings.epochs):
            if not engine.diverged:
                engine.train_epoch()
        engine.validate()
        finding = next((f for f in diagnose(engine) if f.changes), None)
        # A curve may dip in an epoch: the median of the last three says where it stands.
        accuracy = np.median([accuracy for *_, accuracy in engine.run.validations()[-3:]])
        stages.append((finding and finding.key, float(accuracy)))
        if not finding or finding.changes.get("images", 0) > len(data.X_train):
            return stages
        if finding.rewind:
            engine.rewind()
        engine.change(**finding.changes)
    raise AssertionError(f"no end of advice: {stages}")


SMALL = Settings(images=3000, hidden=(32,), batch_size=32, epochs=6)
TROUBLES = [  # what is to be found first, and "or" with other seeds; changes to SMALL
    ("overfitting", {"images": 100, "epochs": 40}),
    ("overfitting", {"images": 500, "epochs": 40}),
    ("dropout", {"dropout": 0.9}),
    ("dropout", {"dropout": 0.7, "hidden": (32, 32)}),
    ("weight decay", {"weight_decay": 0.1}),
    ("weight decay", {"weight_decay": 1}),
    ("weight decay", {"weight_decay": 0.1, "optimizer": "momentum", "learning_rate": 0.01}),
    ("weight decay", {"weight_decay": 1, **ADAM, "images": 5000, "batch_size": 16, "epochs": 10}),
    ("wrong labels", {"flipped": 0.3}),
    ("wrong labels", {"flipped": 0.5}),
    ("wrong labels", {"flipped": 0.95}),
    ("adam", {"optimizer": "adam"}),
    ("adam", {"optimizer": "adam", "dropout": 0.8}),
    ("diverged", {"learning_rate": 100, "hidden": (64,) * 4}),
    ("diverged", {"init": 1.0, "learning_rate": 0.1, "hidden": (64,) * 4}),
    ("dead", {"learning_rate": 2, "hidden": (64, 32)}),
    ("dead", {"learning_rate": 2, "hidden": (8,)}),
    ("dead or nothing", {"init": 1.0, "learning_rate": 1}),
    (
        "no learning or rising or dead",
        {"init": 1.0, "learning_rate": 0.001, "hidden": (64, 64, 32)},
    ),
    ("saturated", {"init": 1.0, "activation": "tanh"}),
    ("symmetric", {"init": "zeros"}),
    ("dead", {"learning_rate": 0.3, "optimizer": "momentum"}),
    ("saturated", {"learning_rate": 3, "activation": "tanh", "init": "xavier"}),
    ("rising", {"init": 1.0, "learning_rate": 0.001, "hidden": (64, 64)}),
    ("rising", {"hidden": (), "learning_rate": 50, **LITTLE}),
    ("underfitting or nothing", {"init": 1.0, "learning_rate": 0.1}),
    ("underfitting", {"dropout": 0.4, "learning_rate": 0.02, "hidden": (16, 16)}),
    ("overfitting or rising", {"init": 1.0, "learning_rate": 0.01, "hidden": (64, 64)}),
    ("plateau or nothing", {"hidden": (64,), "weight_decay": 0.008, **NOISY}),
    ("plateau", {"learning_rate": 0.003, **SHORT}),
    ("no learning", {"init": 0.01, "hidden": (32,) * 4}),
    ("no learning", {"learning_rate": 1e-5}),
    ("no learning", {"learning_rate": 1e-6, "optimizer": "adam"}),
    ("no learning", {"init": "xavier", "activation": "sigmoid", "hidden": (32,) * 4}),
    ("underfitting", {"learning_rate": 0.001}),
    ("small network", {"hidden": (3,), "epochs": 8}),
    ("small network", {"hidden": (), "learning_rate": 0.02}),
]


def check_advice(kinds, settings, seed, data):
    stages = followed(SMALL.replace(**settings, seed=seed), data)
    (kind, before), (_, after) = stages[0], stages[-1]
    assert (kind or "nothing") in kinds, stages
    assert after > before + 0.005 or kind is None, stages
    assert after > (0.75 if len(kinds) == 1 else 0.5), stages
    assert after > max(accuracy for _, accuracy in stages) - 0.02, "no advice does harm"


@pytest.mark.parametrize(("first", "settings"), TROUBLES)
def test_advice_that_is_followed_to_its_end_helps(first, settings, some):
    check_advice(first.split(" or ")[:1], settings, 0, some)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize(("first", "settings"), TROUBLES)
def test_advice_helps_whatever_the_seed(first, settings, seed, some):
    check_advice(first.split(" or "), settings, seed, some)


def test_a_network_that_starts_late_is_told_to_train_on(some):
    late = {"activation": "tanh", "learning_rate": 1, "batch_size": 250, "images": 5000}
    engine = Engine(SMALL.replace(hidden=(32,) * 4, **late), data=some)
    engine.train_epoch()
    (finding,) = diagnose(engine)
    assert "train for longer. If that" in finding.text and not finding.changes
    assert engine.validation.accuracy < 0.3
    for _ in range(6):
        engine.train_epoch()
    assert engine.validation.accuracy > 0.7


def test_long_steps_are_told_from_few_images(some):
    """They make large weights, and a validation loss as few images alone do not."""
    falls = []
    for seed in range(5):
        engine = Engine(SMALL.replace(hidden=(), learning_rate=5, seed=seed), data=some)
        for _ in range(6):
            engine.train_epoch()
        finding, before = diagnose(engine)[0], engine.run.validations()[-1][1]
        if finding.key != "overfitting":
            continue
        assert finding.changes == {"learning_rate": 0.5} and "Long steps" in finding.text
        engine.rewind()
        engine.change(**finding.changes)
        for _ in range(6):
            engine.train_epoch()
        falls.append(engine.run.validations()[-1][1] / before)
    assert len(falls) >= 2 and max(falls) < 0.6, falls


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_dropout_helps_where_there_are_many_images(seed):
    """By the validation loss above all: the accuracy gains a third of a point."""
    every = digits()
    many = every._replace(X_train=every.X_train[:20_000], y_train=every.y_train[:20_000])
    adam = {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 32}
    engine = Engine(Settings(images=20_000, hidden=(128,), seed=seed, **adam), data=many)
    loss, accuracy = end_of_the_training(engine)
    (finding,) = diagnose(engine)
    assert finding.changes == {"dropout": 0.3} and finding.rewind
    engine.rewind()
    engine.change(**finding.changes)
    loss_after, accuracy_after = end_of_the_training(engine)
    assert loss_after < 0.95 * loss and accuracy_after > accuracy


def end_of_the_training(engine):
    """Train, and return the mean validation loss and accuracy of the last three epochs."""
    for _ in range(26):
        engine.train_epoch()
    return np.array(engine.run.validations())[-3:, 1:].mean(axis=0)
