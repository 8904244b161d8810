"""The figures of notebook 07: complete, and with titles that follow the data."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_course.preset_runs import Run
from mlp_helpers import History

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


def run(val_accuracy, fitted=0.6):
    history = History()
    for epoch, value in enumerate(val_accuracy):
        history.append(1 / (epoch + 1), 0.5, 0.5, value)
    return Run(None, history, val_accuracy[-1], fitted)


def runs(*last, fitted=0.6):
    return [run([value], fitted) for value in last]


def test_compare_runs_names_the_best_on_average():
    groups = {
        "slow": [run([0.2, 0.4, 0.6]), run([0.2, 0.4, 0.62])],
        "fast": [run([0.9, 0.9]), run([0.9, 0.5])],
    }
    ax = plots.compare_runs(groups)
    title, text = title_of(ax), words_of(ax)
    assert "Best at the end: fast, 70.0 %" in title and "Lowest loss: slow, 0.33" in title
    assert "fast: training loss 0.5 to 0.5, validation accuracy 50.0 to 90.0 %" in text
    assert "2 seeds each" in text
    assert "slow, 61.0 %" in title_of(plots.compare_runs({"slow": groups["slow"]}))


def test_fitted_and_read_names_what_helps_each_patient():
    patients = {
        "A": {
            "as it is": runs(0.7, 0.72, fitted=0.75),
            "more units": runs(0.9, 0.88, fitted=0.95),
            "more images": runs(0.7, 0.7, fitted=0.7),
        },
        "B": {
            "as it is": runs(0.7, 0.7, fitted=1.0),
            "more units": runs(0.7, 0.71, fitted=1.0),
            "more images": runs(0.9, 0.8, fitted=1.0),
        },
    }
    axes = plots.fitted_and_read(patients)
    title, text = title_of(axes), words_of(axes)
    assert "A: most right with more units, 89 %" in title
    assert "B: most right with more images, 85 %" in title
    assert "A, as it is: 75.0 % of its training images, 71.0 % of the validation images" in text
    assert [label.get_text() for label in axes[1].get_xticklabels()][2] == "more\nimages"


def test_two_kinds_of_labels_finds_the_peak_of_the_mean():
    ax = plots.two_kinds_of_labels(
        [[0.7, 0.9, 1.0], [0.9, 0.9, 1.0]],
        [[0.0, 0.1, 0.8], [0.0, 0.3, 1.0]],
        [[0.7, 0.8, 0.6], [0.7, 0.9, 0.5]],
    )
    title, text = title_of(ax), words_of(ax)
    assert "best 85.0 % after epoch 2, at the end 55.0 %" in title
    assert "wrong labels, repeated: 0.0 % after the first epoch, 90.0 % at the end" in text


def test_remedies_measures_against_the_first():
    settings = {
        "wrong labels": {"none": runs(0.7, 0.74), "stop": runs(0.8, 0.84), "decay": runs(0.7, 0.7)},
        "right labels": {"none": runs(0.9, 0.9), "stop": runs(0.9, 0.88), "decay": runs(0.9, 0.91)},
    }
    axes = plots.remedies(settings)
    title, text = title_of(axes), words_of(axes)
    assert "wrong labels: most from stop, +10.0 points" in title
    assert "right labels: most from decay, +0.5 points" in title
    assert "wrong labels, decay: 70.0 to 70.0 %, -2.0 points on average" in text
    band, *_ = axes[0].patches
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((70, 74))


def test_rates_of_optimizers_names_each_best_rate():
    optimizers = {
        "plain": {0.1: runs(0.8, 0.9), 1: runs(0.2, 0.3)},
        "other": {0.01: runs(0.5, 0.5), 0.1: runs(0.9, 0.91)},
    }
    ax = plots.rates_of_optimizers(optimizers)
    title, text = title_of(ax), words_of(ax)
    assert "plain 85.0 %, other 90.5 %" in title
    assert "plain: best at 0.1, 80.0 to 90.0 %" in text and "2 seeds" in text


def test_sweep_map_frames_the_best_of_each_row_and_bears_nan():
    accuracies = [[0.1, 0.9, np.nan], [0.2, 0.8, 0.85]]
    ax = plots.sweep_map(accuracies, [0.01, 0.1, 1], [8, 1024])
    title, text = title_of(ax), words_of(ax)
    assert "from 0.1 with batches of 8 to 1 with 1,024" in title
    assert "batches of 8: 0.1, 90.0%; batches of 1,024: 1, 85.0%" in text
    assert [patch.get_xy() for patch in ax.patches] == [(1, 0), (2, 1)]


def test_single_axes_are_honoured():
    _, ax = plt.subplots()
    assert plots.rates_of_optimizers({"plain": {0.1: runs(0.5), 1: runs(0.6)}}, ax=ax) is ax
    _, axes = plt.subplots(1, 2)
    assert plots.compare_runs({"a": runs(0.5, 0.6)}, axes=axes)[0] is axes[0]
