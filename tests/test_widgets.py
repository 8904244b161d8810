"""What the widgets show of a network, the preset buttons, and the sources of the pages."""

import re
from pathlib import Path

import numpy as np
import pytest

from mlp_course.digits import digits
from mlp_course.plots import style
from mlp_course.widgets import Playground, Presets, views
from mlp_course.widgets.settings import Settings
from mlp_helpers import MLP

WIDGETS = Path(views.__file__).parent
ROOT = WIDGETS.parents[1]


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
    views.probabilities(model, X[:3], off=[[1]])
    for layer, kept in zip(model.layers, before, strict=True):
        assert all(vars(layer)[name] is value for name, value in kept.items())
    assert np.shares_memory(model.layers[0].W, model.parameters)


def test_a_unit_that_is_off_no_longer_counts():
    model, X = MLP([784, 5, 10], seed=1), digits().X_val[:20]
    everything_off = views.probabilities(model, X, off=[range(5)])
    assert np.allclose(everything_off, 0.1)
    assert np.allclose(views.probabilities(model, X), model.predict_proba(X))
    assert not np.allclose(views.probabilities(model, X, off=[[2]]), model.predict_proba(X))


def test_worst_mistakes_and_examples():
    P = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]])
    assert views.worst_mistakes(P, np.array([0, 0, 0, 1])).tolist() == [2, 1]
    assert views.one_of_each(np.array([1, 0, 1]), 1, 2).tolist() == [1, 2]
    assert np.allclose(views.pixels(digits().X_val[:1])[0].ravel() / 255, digits().X_val[0])


# The presets


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


# The pages' sources


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


def test_only_the_widgets_own_files_handle_messages():
    sources = [*ROOT.glob("mlp_course/**/*.py"), *ROOT.glob("*/*.ipynb")]
    callers = [path.name for path in sources if "._msg(" in path.read_text("utf-8")]
    assert len(sources) > 40 and callers == []
