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


def test_training_runs_find_the_worst_step():
    runs = [[0.9, 0.95, 0.93], [0.9, 0.91, 0.92]]
    title = title_of(plots.training_runs(runs, [0.9, 0.91]))
    assert "1 of 4 steps" in title and "by 2.0 points" in title
    assert "2 of 4 steps" in title_of(plots.training_runs([runs[0], runs[0]], [0.9, 0.91]))
