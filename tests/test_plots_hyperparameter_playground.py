"""The figures of notebook 07: complete, and with titles that follow the data."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_helpers import History

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


def history(val_accuracy, accuracy=0.6):
    result = History()
    for epoch, value in enumerate(val_accuracy):
        result.append(1 / (epoch + 1), accuracy, 0.5, value)
    return result


def test_compare_runs_names_the_best_at_the_end():
    runs = {"slow": history([0.2, 0.4, 0.6]), "fast": history([0.9, 0.8])}
    ax = plots.compare_runs(runs)
    title, text = title_of(ax), words_of(ax)
    assert "Best at the end: fast, 80.0%" in title and "Lowest loss: slow, 0.33" in title
    assert "slow: 1 to 0.333" in text
    assert "slow, 60.0%" in title_of(plots.compare_runs({"slow": runs["slow"]}))


def test_lowered_rate_looks_at_what_comes_after_the_line():
    kept, lowered = history([0.1, 0.9, 0.7, 0.9]), history([0.1, 0.9, 0.91, 0.92])
    ax = plots.lowered_rate(kept, lowered, epoch=2)
    title, text = title_of(ax), words_of(ax)
    assert "70.0 % (rate kept), 91.0 % (rate lowered)" in title and "92.0 %" in text
    assert "10.0 % (rate kept)" in title_of(plots.lowered_rate(kept, lowered, epoch=0))


def test_units_by_start_counts_different_units():
    W = np.random.default_rng(0).normal(size=(784, 9))
    twins = W.copy()
    twins[:, 5:] = W[:, :1]
    rows = {"zeros": 0 * W, "random": W, "twins": twins}
    ax = plots.units_by_start(rows, [0.1, 0.9, 0.8], units=4)
    title, text = title_of(ax), words_of(ax)
    assert "1 (zeros), 9 (random), 5 (twins)" in title
    assert "validation accuracy 80.0%" in text


def test_gradients_by_layer_names_the_weakest_first_layer():
    norms = {"steady": [1.0, 1.0, 1.0], "fading": [0.01, 0.1, 1.0]}
    runs = {"steady": history([0.9]), "fading": history([0.1]), "rescued": history([0.95])}
    ax = plots.gradients_by_layer(norms, runs)
    title, text = title_of(ax), words_of(ax)
    assert "fading: first layer 0.01 times the last" in title and "rescued, 95.0%" in title
    assert "steady 90.0%" in text


def test_batch_noise_counts_the_updates():
    runs = {"one": history([0.3, 0.2]), "many": history([0.5, 0.6])}
    ax = plots.batch_noise({"one": [1.0] * 1200, "many": [0.0, 3.0]}, runs)
    title, text = title_of(ax), words_of(ax)
    assert "one: 1,200" in title and "many: 2" in title and "Best: many, 60.0%" in title
    assert "one: 1,200 updates, accuracy 20.0 %" in text


def test_gap_by_images_measures_it():
    runs = {100: history([0.7], accuracy=0.99), 5000: history([0.9], accuracy=0.95)}
    ax = plots.gap_by_images(runs)
    title, text = title_of(ax), words_of(ax)
    assert "29.0 points with 100 images, 5.0 with 5,000" in title
    assert "5,000 images: 95.0 % on them, 90.0 %" in text


def test_two_kinds_of_labels_finds_the_peak():
    ax = plots.two_kinds_of_labels([0.7, 0.9, 1.0], [0.0, 0.1, 0.8], [0.7, 0.8, 0.6])
    title, text = title_of(ax), words_of(ax)
    assert "best 80.0% in epoch 2, at the end 60.0%" in title
    assert "Wrong ones: 0.0%, then 80.0%" in text


def test_accuracy_by_seconds_names_who_is_ahead():
    runs = {"a": [(1.0, 0.9), (2.0, 0.92)], "b": [(1.1, 0.8), (2.1, 0.95)]}
    ax = plots.accuracy_by_seconds(runs, 2)
    title, text = title_of(ax), words_of(ax)
    assert "After 2 seconds ahead: b, 95.0%" in title and "a 92.0%" in text


def test_sweep_map_frames_the_best_and_bears_nan():
    accuracies = [[0.1, 0.9, np.nan], [0.2, 0.8, 0.85]]
    ax = plots.sweep_map(accuracies, [0.01, 0.1, 1], [8, 16])
    title, text = title_of(ax), words_of(ax)
    assert "Best of 6: learning rate 0.1 and 8 units, 90.0%" in title
    assert "8 units 0.1, 16 units 1" in text


def test_single_axes_are_honoured():
    _, ax = plt.subplots()
    assert plots.gap_by_images({10: history([0.5]), 20: history([0.6])}, ax=ax) is ax
    _, axes = plt.subplots(1, 2)
    assert plots.compare_runs({"a": history([0.5, 0.6])}, axes=axes)[0] is axes[0]
