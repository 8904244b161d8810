"""What the playground says about a training, and whether its advice helps."""

import pytest

from mlp_course.widgets.diagnosis import diagnose
from mlp_course.widgets.engine import Engine
from mlp_course.widgets.settings import Settings


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
