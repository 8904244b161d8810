"""The figures of notebook 05: drawn, described, and with titles that follow the data."""

import numpy as np
import pytest
from helpers import title_of

from mlp_course import plots
from mlp_helpers import History

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


def history(val_accuracy):
    result = History()
    for epoch, value in enumerate(val_accuracy):
        result.append(1 / (epoch + 1), 0.5 + epoch / 10, 0.6, value)
    return result


def test_learning_curves_name_the_best_epoch():
    title = title_of(plots.learning_curves(history([0.5, 0.9, 0.7])))
    assert "best 90.00%, in epoch 2" in title and "falls from 1.000 to 0.333" in title
    assert "best 80.00%, in epoch 3" in title_of(plots.learning_curves(history([0.5, 0.6, 0.8])))


def test_learning_curves_take_lists_with_or_without_validation():
    axes = plots.learning_curves([[0.2, 0.4], [0.9, 0.8]])
    assert [len(ax.get_legend().texts) for ax in axes] == [1, 1]
    title = title_of(axes)
    assert "rises from 0.200 to 0.400" in title and "ends at 80.00%" in title
    four = [[0.2, 0.1], [0.8, 0.9], [0.3, 0.2], [0.7, 0.75]]
    assert "best 75.00%, in epoch 2" in title_of(plots.learning_curves(four))


@pytest.mark.parametrize("lists", [[[1.0]], [[], []]])
def test_learning_curves_say_what_is_missing(lists):
    with pytest.raises(ValueError, match="history has"):
        plots.learning_curves(lists)


def test_weight_tiles_count_the_pixels_that_got_nothing():
    W = np.random.default_rng(0).normal(size=(784, 9))
    trained = W.copy()
    trained[100:] += 0.1
    assert "100 of 784" in title_of(plots.weight_tiles(W, trained))
    trained[50:] += 0.1
    assert "50 of 784" in title_of(plots.weight_tiles(W, trained, units=3))


def test_weight_tiles_end_in_a_typical_unit():
    W = np.zeros((784, 9))
    trained = W + np.arange(1, 10) / 10
    axes = plots.weight_tiles(W, trained, units=3)
    assert [ax.get_title() for ax in axes[0]] == ["unit 8", "unit 7", "unit 4, typical"]


def test_runs_by_rate_name_who_leads_first_and_last():
    by_rate = {0.2: [[0.90, 0.95], [0.92, 0.97]], 0.5: [[0.93, 0.94], [0.92, 0.95]]}
    title = title_of(plots.runs_by_rate(by_rate))
    assert title == "After one epoch the rate 0.5 leads; after 2 epochs 0.2 leads"
    assert title_of(plots.runs_by_rate({0.2: [[0.9, 0.9]]})).endswith("leads still")


def test_runs_by_rate_tell_the_first_epoch_where_the_later_ones_need_the_room():
    ax = plots.runs_by_rate({0.2: [[0.90, 0.95, 0.97, 0.98]], 0.5: [[0.93, 0.95, 0.96, 0.97]]})
    assert ax.get_ylim()[0] == pytest.approx(95.7)
    assert ax.texts[0].get_text().endswith("90.00 (rate 0.2), 93.00 (rate 0.5)")
    ax = plots.runs_by_rate({0.2: [[0.96, 0.95, 0.97]], 0.5: [[0.97, 0.95, 0.96]]})
    assert ax.texts[0].get_text() == ""  # nothing is below


def test_shorter_steps_say_what_they_gain():
    kept = np.full((3, 10), 0.97)
    cut = kept.copy()
    cut[:, -2:] += 0.004
    axes = plots.shorter_steps({0.2: kept, 0.5: kept}, {0.2: kept, 0.5: cut}, epochs=2)
    assert [ax.get_title() for ax in axes] == [
        "Shorter steps after 0.2: +0.00 points",
        "Shorter steps after 0.5: +0.40 points",
    ]
    assert "from epoch 8 on" in axes[0].figure.alt_text


def test_shorter_steps_draw_the_common_part_once():
    values = np.full((3, 10), 0.97)
    (ax,) = plots.shorter_steps({0.5: values}, {0.5: values}, epochs=2)
    lengths = [len(line.get_xdata()) for line in ax.lines[:9]]
    assert lengths == [6] * 3 + [3] * 6


def test_narrow_valleys_name_the_closest():
    path = np.array([[-8.0, 1.5], [-1.0, 0.0]])
    paths = {"plain": path, "quick": path / 4}
    axes = plots.narrow_valleys({"Along": (np.diag([1.0, 100.0]), paths)})
    assert axes[0].get_title() == "Along:\nquick closest, plain furthest"
    assert "plain 1.00, quick 0.25" in axes[0].figure.alt_text
