"""The figures and presets of notebook 06: complete, and with titles that follow the data."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mlp_course import plots
from mlp_course.exercises import hyperparameter_playground as ex
from mlp_course.plots.style import figure_of
from mlp_course.widgets import Playground, Settings
from mlp_helpers import History

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


def words_of(axes):
    """All titles of a figure and its alt text, after checking that it is complete."""
    figure = figure_of(axes)
    assert figure.alt_text.endswith(".") and len(figure.alt_text) > 60
    figure.canvas.draw()
    assert plt.get_fignums() == [figure.number]
    titles = " | ".join([*(ax.get_title() for ax in figure.axes), figure.get_suptitle()])
    plt.close(figure)
    return titles, figure.alt_text


def history(val_accuracy, accuracy=0.6):
    result = History()
    for epoch, value in enumerate(val_accuracy):
        result.append(1 / (epoch + 1), accuracy, 0.5, value)
    return result


def test_compare_runs_names_the_best_at_the_end():
    runs = {"slow": history([0.2, 0.4, 0.6]), "fast": history([0.9, 0.8])}
    title, text = words_of(plots.compare_runs(runs))
    assert "Best at the end: fast, 80.0%" in title and "Lowest loss: slow, 0.33" in title
    assert "slow: 1 to 0.333" in text
    assert "slow, 60.0%" in words_of(plots.compare_runs({"slow": runs["slow"]}))[0]


def test_lowered_rate_looks_at_what_comes_after_the_line():
    kept, lowered = history([0.1, 0.9, 0.7, 0.9]), history([0.1, 0.9, 0.91, 0.92])
    title, text = words_of(plots.lowered_rate(kept, lowered, epoch=2))
    assert "70.0 % (rate kept), 91.0 % (rate lowered)" in title and "92.0 %" in text
    assert "10.0 % (rate kept)" in words_of(plots.lowered_rate(kept, lowered, epoch=0))[0]


def test_units_by_start_counts_different_units():
    W = np.random.default_rng(0).normal(size=(784, 9))
    twins = W.copy()
    twins[:, 5:] = W[:, :1]
    rows = {"zeros": 0 * W, "random": W, "twins": twins}
    title, text = words_of(plots.units_by_start(rows, [0.1, 0.9, 0.8], units=4))
    assert "1 (zeros), 9 (random), 5 (twins)" in title
    assert "validation accuracy 80.0%" in text


def test_gradients_by_layer_names_the_weakest_first_layer():
    norms = {"steady": [1.0, 1.0, 1.0], "fading": [0.01, 0.1, 1.0]}
    runs = {"steady": history([0.9]), "fading": history([0.1]), "rescued": history([0.95])}
    title, text = words_of(plots.gradients_by_layer(norms, runs))
    assert "fading: first layer 0.01 times the last" in title and "rescued, 95.0%" in title
    assert "steady 90.0%" in text


def test_batch_noise_counts_the_updates():
    runs = {"one": history([0.3, 0.2]), "many": history([0.5, 0.6])}
    title, text = words_of(plots.batch_noise({"one": [1.0] * 1200, "many": [0.0, 3.0]}, runs))
    assert "one: 1,200" in title and "many: 2" in title and "Best: many, 60.0%" in title
    assert "one: 1,200 updates, accuracy 20.0 %" in text


def test_gap_by_images_measures_it():
    runs = {100: history([0.7], accuracy=0.99), 5000: history([0.9], accuracy=0.95)}
    title, text = words_of(plots.gap_by_images(runs))
    assert "29.0 points with 100 images, 5.0 with 5,000" in title
    assert "5,000 images: 95.0 % on them, 90.0 %" in text


def test_two_kinds_of_labels_finds_the_peak():
    title, text = words_of(
        plots.two_kinds_of_labels([0.7, 0.9, 1.0], [0.0, 0.1, 0.8], [0.7, 0.8, 0.6])
    )
    assert "best 80.0% in epoch 2, at the end 60.0%" in title
    assert "Wrong ones: 0.0%, then 80.0%" in text


def test_accuracy_by_seconds_names_who_is_ahead():
    runs = {"a": [(1.0, 0.9), (2.0, 0.92)], "b": [(1.1, 0.8), (2.1, 0.95)]}
    title, text = words_of(plots.accuracy_by_seconds(runs, 2))
    assert "After 2 seconds ahead: b, 95.0%" in title and "a 92.0%" in text


def test_sweep_map_frames_the_best_and_bears_nan():
    accuracies = [[0.1, 0.9, np.nan], [0.2, 0.8, 0.85]]
    title, text = words_of(plots.sweep_map(accuracies, [0.01, 0.1, 1], [8, 16]))
    assert "Best of 6: learning rate 0.1 and 8 units, 90.0%" in title
    assert "8 units 0.1, 16 units 1" in text


def test_single_axes_are_honoured():
    _, ax = plt.subplots()
    assert plots.gap_by_images({10: history([0.5]), 20: history([0.6])}, ax=ax) is ax
    _, axes = plt.subplots(1, 2)
    assert plots.compare_runs({"a": history([0.5, 0.6])}, axes=axes)[0] is axes[0]


# ------------------------------------------------------------------------------ the presets


def places_and_buttons(presets, *offers):
    places = [presets._new_place(offer) for offer in offers]
    return places, [list(place.children[0].children) for place in places]


def test_a_preset_loads_its_settings_and_brings_the_playground():
    playground = Playground()
    (here, there), ((slow, fast), (deep,)) = places_and_buttons(
        ex.Presets(playground),
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
        ex.Presets(playground),
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
    monkeypatch.setattr(ex, "display", lambda data, raw: shown.append(data))
    ex.Presets(Playground()).offer({"slow": "learning_rate=0.001", "fast": "learning_rate=1"})
    assert shown[0]["text/plain"] == "[slow] learning_rate=0.001\n[fast] learning_rate=1"
    assert "application/vnd.jupyter.widget-view+json" in shown[0]
