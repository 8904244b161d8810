"""The figures of notebook 05: drawn, described, and with titles that follow the data."""

import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_helpers import MLP, History, SoftmaxCrossEntropy, check_gradients

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


def test_linear_regions_counts_them():
    """Two units that switch at x1 = 0 and x2 = 0 cut the plane into four."""
    model = MLP([2, 2, 1], dtype=np.float64)
    model.layers[0].W, model.layers[0].b = np.eye(2), np.array([0.001, 0.001])
    title = title_of(plots.linear_regions(model, slice_at=1.0))
    assert "4 regions" in title and "kinks: 1" in title
    model.layers[0].W = np.array([[1.0, 1.0], [0.0, 0.0]])
    model.layers[0].b = np.array([0.001, 0.501])
    assert "3 regions" in title_of(plots.linear_regions(model))


def test_xor_in_two_planes_counts_the_corners():
    W1, b1, W2 = np.array([[1, 1], [1, 1]]), np.array([0, -1]), np.array([[1], [-2]])
    title = title_of(plots.xor_in_two_planes(W1, b1, W2, np.array([0])))
    assert "4 of 4 corners right" in title and "4 of 4 right, with one line" in title
    assert "3 of 4" in title_of(plots.xor_in_two_planes(W1, b1, W2 * [[1], [0]], np.array([0])))


def test_hinge_approximations_measure_the_error_inside():
    x = np.linspace(-1, 2, 31)
    ax = plots.hinge_approximations(x, 0 * x, {3: np.where(x < 0, 9, 0.25)}, (0, 1))
    assert "9.0 outside" in words_of(ax)
    assert "0.250 (3 units)" in title_of(ax)


def test_activation_histograms_name_the_steadiest():
    rng = np.random.default_rng(0)
    layers = [np.maximum(rng.normal(size=(50, 8)), 0) for _ in range(3)]
    shrinking = [A / 10**i for i, A in enumerate(layers)]
    zeros = [0 * A for A in layers]
    rows = {"zeros": zeros, "steady": layers, "shrinking": shrinking}
    assert "steady: the only row" in title_of(plots.activation_histograms(rows, (1, 2, 3)))
    rows = {"zeros": zeros, "one": shrinking, "two": layers}
    assert "two: the only row" in title_of(plots.activation_histograms(rows, (1, 2, 3)))


def test_backpropagation_map_counts_the_gradients():
    assert "6 parameter gradients" in title_of(plots.backpropagation_map([784, 128, 64, 10]))
    assert "4 parameter gradients" in title_of(plots.backpropagation_map([3, 4, 2]))


def test_gradient_check_errors_tell_right_from_wrong():
    rng = np.random.default_rng(0)
    model, X, y = MLP([3, 4, 2]), rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])

    class Doubled(SoftmaxCrossEntropy):
        def backward(self):
            return 2 * super().backward()

    right = check_gradients(model, X, y, SoftmaxCrossEntropy())
    wrong = check_gradients(model, X, y, Doubled())
    title = title_of(plots.gradient_check_errors({"right": right, "doubled": wrong}))
    assert "stay below" in title and "0.33 or more" in title
    assert "stay not below" in title_of(plots.gradient_check_errors({"a": wrong, "b": wrong}))


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
