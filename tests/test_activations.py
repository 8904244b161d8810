"""The activations, against scipy.special and worked values."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst

from mlp_helpers import log_softmax, relu, sigmoid, softmax, tanh

ORACLES = {
    relu: lambda Z: np.where(Z > 0, Z, 0),
    tanh: np.tanh,
    sigmoid: scipy.special.expit,
    softmax: lambda Z: scipy.special.softmax(Z, axis=-1),
    log_softmax: lambda Z: scipy.special.log_softmax(Z, axis=-1),
}
SAME_ORACLE = pytest.mark.parametrize("function, oracle", ORACLES.items(), ids=lambda f: f.__name__)
EXTREME = [[1000, -1000, 0, 1], [-1e30, 1e30, 0, 3], [-800, -801, -802, -803], [88, 89, 90, 710]]


def scores(dtype, largest=50, min_dims=1):
    width = 32 if dtype == np.float32 else 64
    numbers = st.floats(-largest, largest, width=width)
    return nst.arrays(dtype, nst.array_shapes(min_dims=min_dims, max_dims=3), elements=numbers)


@SAME_ORACLE
@pytest.mark.parametrize("dtype, tolerance", [(np.float32, 2e-6), (np.float64, 1e-14)])
def test_agrees_with_scipy_also_at_the_extremes(function, oracle, dtype, tolerance, rng):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for Z in (rng.normal(0, 5, (2, 3, 4)).astype(dtype), np.array(EXTREME, dtype)):
            result = function(Z)
            assert result.dtype == dtype and result.shape == Z.shape
            np.testing.assert_allclose(result, oracle(Z), rtol=tolerance, atol=1e-37)


@SAME_ORACLE
@pytest.mark.parametrize("dtype", [int, np.uint8, np.int8])
def test_integers_and_lists_are_taken_as_numbers(function, oracle, dtype):
    Z = [[1, 5, 3, 100], [0, 0, 2, 9]]
    for given_scores in (Z, np.array(Z, dtype)):
        np.testing.assert_allclose(function(given_scores), oracle(np.array(Z, float)), rtol=1e-13)


@SAME_ORACLE
def test_input_is_left_alone(function, oracle):
    Z = np.array([[1.0, -2.0]])
    function(Z)
    assert Z.tolist() == [[1, -2]]


@given(Z=scores(np.float64), shift=st.floats(-100, 100))
def test_softmax_sums_to_one_and_ignores_a_shift(Z, shift):
    P = softmax(Z)
    assert ((P >= 0) & (P <= 1)).all()
    np.testing.assert_allclose(P.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(softmax(Z + shift), P, rtol=1e-11)
    np.testing.assert_allclose(log_softmax(Z + shift), log_softmax(Z), atol=1e-11)
    np.testing.assert_allclose(np.exp(log_softmax(Z)), P, rtol=1e-12)


@given(Z=scores(np.float32, largest=2.0**100))
def test_float32_softmax_is_finite_for_any_scores(Z):
    P = softmax(Z)
    np.testing.assert_allclose(P.sum(axis=-1), 1, rtol=1e-6)
    assert np.isfinite(log_softmax(Z)).all()


@given(Z=scores(np.float64, largest=1000.0))
def test_symmetries(Z):
    np.testing.assert_allclose(sigmoid(Z) + sigmoid(-Z), 1, rtol=1e-15)
    np.testing.assert_allclose(tanh(Z), 2 * sigmoid(2 * Z) - 1, atol=1e-15)
    np.testing.assert_array_equal(relu(Z) - relu(-Z), Z)


def test_softmax_works_row_by_row():
    Z = np.array([[1.0, 2, 3], [3, 2, 1], [7, 7, 7]])
    np.testing.assert_array_equal(softmax(Z), [softmax(row) for row in Z])


@pytest.mark.parametrize(
    "scores, expected, digits",
    [([1, 5, 3, 6], [0.0047, 0.2583, 0.0350, 0.7020], 4), ([1, 2, 3], [0.090, 0.245, 0.665], 3)],
)
def test_softmax_of_the_published_examples(scores, expected, digits):
    assert softmax(scores).round(digits).tolist() == expected
