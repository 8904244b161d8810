"""The figures of notebook 04: drawn, described, and with titles that follow the data."""

import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_helpers import MLP, SoftmaxCrossEntropy, check_gradients

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


def test_functions_of_two_inputs_name_their_ranges():
    networks = {name: MLP([2, 3, 1], seed=seed) for seed, name in enumerate(["one", "two"])}
    axes = plots.functions_of_two_inputs(networks)
    assert "2 sets of parameters: 2 functions" in title_of(axes)
    assert "one from" in words_of(axes) and "two from" in words_of(axes)


def test_linear_regions_counts_them():
    """Two units that switch at x1 = 0 and x2 = 0 cut the plane into four."""
    model = MLP([2, 2, 1], dtype=np.float64)
    model.layers[0].W, model.layers[0].b = np.eye(2), np.array([0.001, 0.001])
    title = title_of(plots.linear_regions(model, slice_at=1.0))
    assert "4 regions" in title and "One kink, straight" in title
    model.layers[0].W = np.array([[1.0, 1.0], [0.0, 0.0]])
    model.layers[0].b = np.array([0.001, 0.501])
    assert "3 regions" in title_of(plots.linear_regions(model))


def test_linear_regions_mark_the_bends():
    """A line of the second layer, relu(x1) + relu(x2) = 1, bends at (0, 1) and at (1, 0)."""
    model = MLP([2, 2, 1, 1], dtype=np.float64)
    model.layers[0].W, model.layers[0].b = np.eye(2), np.array([0.001, 0.001])
    model.layers[2].W, model.layers[2].b = np.array([[1.0], [1.0]]), np.array([-1.0])
    axes = plots.linear_regions(model)
    assert "at 2 marked places" in words_of(axes)
    (bends,) = (line for line in axes[0].lines if line.get_label() == "a bend")
    assert np.allclose(sorted(zip(*bends.get_data(), strict=True)), [(0, 1), (1, 0)], atol=0.05)


def test_xor_in_two_planes_counts_the_corners():
    W1, b1, W2 = np.array([[1, 1], [1, 1]]), np.array([0, -1]), np.array([[1], [-2]])
    axes = plots.xor_in_two_planes(W1, b1, W2, np.array([0]))
    title = title_of(axes)
    assert "2 corners" in [text.get_text() for text in axes[1].texts] and not axes[0].texts
    assert "4 of 4 corners right" in title and "4 of 4 right, with one line" in title
    assert "3 of 4" in title_of(plots.xor_in_two_planes(W1, b1, W2 * [[1], [0]], np.array([0])))


def test_hinge_approximations_measure_the_error_inside():
    x = np.linspace(-1, 2, 31)
    ax = plots.hinge_approximations(x, 0 * x, {3: np.where(x < 0, 9, 0.25)}, (0, 1))
    assert "9.0 outside" in words_of(ax)
    assert "0.250 (3 units)" in title_of(ax)


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
    ax = plots.gradient_check_errors({"right": right, "doubled": wrong})
    title = title_of(ax)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["dW1", "db1", "dW2", "db2"]
    assert [text.get_text() for text in ax.texts][4:] == ["0.33"] * 4
    assert "stay below" in title and "0.33 or more" in title
    assert "doubled: dW1, db1, dW2, db2, up to 0.33." in words_of(ax)
    assert "stay not below" in title_of(plots.gradient_check_errors({"a": wrong, "b": wrong}))


def test_activation_sizes_name_the_steadiest():
    layers = np.arange(4.0)
    sizes = {"growing": np.array([10**layers, 10**layers]), "steady": np.ones((2, 4))}
    ax = plots.activation_sizes(sizes)
    assert title_of(ax) == "With steady the size stays: 1.0 to 1.0 times over four layers"
    assert "growing: from 1 to 1e+03" in words_of(ax) and "2 seeds" in words_of(ax)
    sizes["shrinking"] = np.array([0.9**layers, 0.9**layers])
    del sizes["steady"]
    assert title_of(plots.activation_sizes(sizes)).startswith("With shrinking the size stays")


def test_arrays_on_the_way_count_the_zeros():
    arrays = {"Z": np.array([[-1.0, 2.0], [3.0, -0.04]]), "A": np.array([[0.0, 2.0], [3.0, 0.0]])}
    axes = plots.arrays_on_the_way(arrays)
    assert title_of(axes).endswith("From Z to A every negative number becomes 0")
    assert "Z (2, 2), 0% zero" in words_of(axes)
    assert [text.get_text() for text in axes[0].texts] == ["−1.00", "2.00", "3.00", "−0.04"]
    assert [text.get_text() for text in axes[1].texts] == ["0", "2.00", "3.00", "0"]
    axes = plots.arrays_on_the_way({"dZ": arrays["A"], "dA": -arrays["A"] - 0.001})
    assert title_of(axes).endswith("Exactly 0 (grey): dZ 50% of the entries")
    assert axes[1].texts[0].get_text() == "0.00"


def test_slope_errors_find_the_best_step():
    coarse = {0.1: 1e-2, 0.01: 1e-4, 0.001: 1e-3, 0.0001: np.nan}
    ax = plots.slope_errors({"coarse": coarse, "fine": {0.1: 1e-9}})
    assert title_of(ax) == "The smallest error: about $10^{-4}$ in coarse, about $10^{-9}$ in fine"
    assert "coarse 1e-04 at a nudge of 1e-02" in words_of(ax)


def test_activations_and_slopes_name_the_steepest():
    axes = plots.activations_and_slopes({"double": lambda z: 2 * z, "flat": lambda z: 0 * z})
    assert [ax.get_title() for ax in axes] == [
        "double: slope at most 2",
        "flat: slope at most 0",
    ]
    assert "double 2, at the ends 2 and 2" in words_of(axes)


def test_xor_trainings_count_what_is_solved():
    falling, stuck = np.geomspace(1, 1e-4, 20), np.full(20, 0.25)
    axes = plots.xor_trainings({"some": np.array([falling, stuck]), "none": np.array([stuck] * 2)})
    assert [ax.get_title() for ax in axes] == ["some: 1 of 2", "none: 0 of 2"]
    assert "some 1 of 2, the worst ends at 0.25" in words_of(axes)
