"""Each layer by itself: values, slopes, parameters, memory."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst

from mlp_helpers import Dropout, Linear, ReLU, Sigmoid, Softmax, Tanh, softmax
from mlp_helpers.layers import Layer

ACTIVATIONS = [ReLU, Tanh, Sigmoid, Softmax]
SCORES = nst.arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 5)),
    elements=st.floats(-5, 5).filter(lambda z: abs(z) > 1e-3),  # away from the kink of ReLU
)


@pytest.mark.parametrize("layer_type", ACTIVATIONS)
@given(Z=SCORES, seed=st.integers(0, 99))
def test_backward_is_the_slope_of_forward(layer_type, Z, seed):
    layer, h = layer_type(), 1e-5
    doutput = np.random.default_rng(seed).normal(size=Z.shape)  # loss = sum(doutput * output)
    numeric = np.empty_like(Z)
    for place in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[place] = h
        difference = layer.forward(Z + step) - layer.forward(Z - step)
        numeric[place] = np.sum(doutput * difference) / (2 * h)
    layer.forward(Z)
    np.testing.assert_allclose(layer.backward(doutput), numeric, atol=1e-8)


@pytest.mark.parametrize("layer_type", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_keep_dtype_shape_and_input(layer_type, dtype, rng):
    Z = rng.normal(size=(4, 3)).astype(dtype)
    before, layer = Z.copy(), layer_type()
    dA = np.ones_like(Z)
    for array in (layer.forward(Z), layer.backward(dA)):
        assert array.dtype == dtype and array.shape == Z.shape
    np.testing.assert_array_equal(Z, before)
    assert (dA == 1).all()


def test_relu_has_slope_0_at_0():
    layer = ReLU()
    layer.forward(np.array([[-1.0, 0.0, 1.0]]))
    assert layer.backward(np.ones((1, 3))).tolist() == [[0, 0, 1]]


def test_softmax_backward_is_the_product_with_the_jacobian(rng):
    Z, dP = rng.normal(size=(2, 5, 4))
    layer = Softmax()
    layer.forward(Z)
    expected = [(np.diag(p) - np.outer(p, p)) @ dp for p, dp in zip(softmax(Z), dP, strict=True)]
    np.testing.assert_allclose(layer.backward(dP), expected, rtol=1e-12)


def test_linear_by_hand():
    layer = Linear(2, 3)
    layer.W, layer.b = [[1, 2, 3], [4, 5, 6]], [10, 20, 30]
    X = np.array([[1, 0], [1, 2]], np.float32)
    assert layer.forward(X).tolist() == [[11, 22, 33], [19, 32, 45]]
    dX = layer.backward(np.array([[1, 0, 0], [0, 0, 2]], np.float32))
    assert layer.dW.tolist() == [[1, 0, 2], [0, 0, 4]]  # X.T @ dZ
    assert layer.db.tolist() == [1, 0, 2]
    assert dX.tolist() == [[1, 4], [6, 12]]  # dZ @ W.T
    assert layer.backward(np.zeros((2, 3), np.float32), input_gradient=False) is None


@pytest.mark.parametrize("B", [1, 2, 7])
def test_gradient_of_the_weights_is_a_sum_over_the_rows(B, rng):
    layer, X, dZ = Linear(5, 3), rng.normal(size=(B, 5)), rng.normal(size=(B, 3))
    layer.forward(X)
    layer.backward(dZ)
    np.testing.assert_allclose(layer.dW, np.einsum("bi,bo->io", X, dZ), rtol=1e-5)


@pytest.mark.parametrize(
    "init, std",
    [("he", np.sqrt(2 / 400)), ("xavier", np.sqrt(2 / 500)), ("zeros", 0), (0.3, 0.3), (0, 0)],
)
def test_initial_weights(init, std):
    layer = Linear(400, 100, init)
    assert layer.W.std() == pytest.approx(std, rel=0.02)
    assert abs(layer.W.mean()) <= 0.02 * std
    assert not layer.b.any()
    assert layer.n_parameters == 400 * 100 + 100


def test_a_new_linear_layer_has_float32_arrays_and_no_gradients():
    layer = Linear(3, 2)
    assert {array.dtype for array in (layer.W, layer.b, layer.dW, layer.db)} == {np.dtype("f4")}
    assert layer.W.all() and not (layer.b.any() or layer.dW.any() or layer.db.any())


def test_initial_biases_are_0_whatever_they_were():
    layer = Linear(3, 2)
    layer.b, before = [5, 6], layer.W.copy()
    layer.initialise(np.random.default_rng(1))
    assert not layer.b.any() and not np.isclose(layer.W, before).any()


def test_linear_arrays_are_views_of_two_vectors():
    layer = Linear(2, 3)
    layer.W[1, 2], layer.b[0], layer.dW[0, 0], layer.db[2] = 5, 6, 7, 8
    assert layer.W[1, 2] == 5 and layer.b[0] == 6 and layer.dW[0, 0] == 7 and layer.db[2] == 8
    layer.dW, layer.db = np.ones((2, 3)), np.ones(3)
    layer.W += 1  # in place, and then assigned to itself
    assert layer.dW.sum() == 6 and layer.db.sum() == 3 and layer.W[1, 2] == 6


def test_numbers_of_another_type_come_and_go(rng):
    """A layer by itself takes whole numbers and 64 bits; what it keeps has 32."""
    layer, X, dZ = Linear(4, 3), np.arange(8).reshape(2, 4), rng.normal(size=(2, 3))
    assert layer.forward(X).shape == (2, 3) and layer.backward(dZ).dtype == np.float64
    assert layer.dW.dtype == layer.db.dtype == np.float32
    np.testing.assert_allclose(layer.dW, X.T @ dZ, rtol=1e-6)


def test_moving_into_other_vectors_keeps_the_numbers():
    layer, parameters, gradients = Linear(2, 3), np.ones(9), np.ones(9)
    W = layer.W.copy()
    layer.dW, layer.db = [[1, 2, 3], [4, 5, 6]], [7, 8, 9]
    layer.share(parameters, gradients)
    np.testing.assert_array_equal(parameters, [*W.ravel(), 0, 0, 0])
    assert gradients.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert np.shares_memory(layer.dW, gradients) and np.shares_memory(layer.b, parameters)
    layer.b = [1, 2, 3]
    assert parameters[6:].tolist() == [1, 2, 3]


@pytest.mark.parametrize("name, shape", [("W", (3, 2)), ("b", (1,)), ("dW", (6,)), ("db", ())])
def test_assigning_a_wrong_shape_is_refused(name, shape):
    layer = Linear(2, 3)
    with pytest.raises(ValueError, match=rf"^{name} has shape"):
        setattr(layer, name, np.zeros(shape))


@pytest.mark.parametrize(
    "arguments, message",
    [
        ((0, 3), "n_in is 0"),
        ((3, -1), "n_out is -1"),
        ((2.5, 3), "n_in is 2.5"),
        ((2, 3, "best"), "init is 'best'"),
        ((2, 3, -0.1), "init is -0.1"),
        ((2, 3, float("nan")), "init is nan"),
    ],
)
def test_linear_refuses_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        Linear(*arguments)


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, float("nan")])
def test_dropout_refuses_a_wrong_rate(rate):
    with pytest.raises(ValueError, match="rate is"):
        Dropout(rate)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropout_drops_its_share_and_scales_the_rest(dtype):
    layer, A = Dropout(0.3), np.full((200, 100), 2, dtype)
    dropped = layer.forward(A, training=True)
    assert dropped.dtype == dtype
    assert np.mean(dropped == 0) == pytest.approx(0.3, abs=0.02)
    assert dropped.mean() == pytest.approx(2, rel=0.02)
    np.testing.assert_allclose(dropped[dropped != 0], 2 / 0.7, rtol=1e-6)
    # The gradient passes where, and as much as, the activation did.
    np.testing.assert_allclose(layer.backward(np.ones_like(A)), dropped / 2, rtol=1e-6)
    assert not np.array_equal(layer.forward(A, training=True), dropped)  # a new mask each time


def test_dropout_drops_what_is_drawn_below_the_rate():
    class Evenly:  # stands for a generator of numbers from 0 to below 1
        def random(self, shape, dtype):
            return np.linspace(0, 1, shape[1], endpoint=False, dtype=dtype)[np.newaxis]

    layer = Dropout(0.25)
    layer.rng = Evenly()
    np.testing.assert_allclose(layer.forward(np.ones((1, 4)), True), [[0, 4 / 3, 4 / 3, 4 / 3]])


@pytest.mark.parametrize("rate, training", [(0.5, False), (0, True), (0, False)])
def test_dropout_does_nothing_when_not_training_or_at_rate_0(rate, training, rng):
    layer, A = Dropout(rate), rng.normal(size=(3, 4))
    layer.forward(A, training=True)
    np.testing.assert_array_equal(layer.forward(A, training=training), A)
    np.testing.assert_array_equal(layer.backward(A), A)


def test_dropout_at_rate_0_draws_nothing():
    layer = Dropout(0)
    before = layer.rng.bit_generator.state
    layer.forward(np.ones((3, 4)), training=True)
    assert layer.rng.bit_generator.state == before


def test_layers_do_not_train_unless_they_are_told_to(rng):
    A = rng.normal(size=(30, 4))
    np.testing.assert_array_equal(Dropout(0.5).forward(A), A)


@pytest.mark.parametrize("method", ["forward", "backward"])
def test_a_layer_without_its_own_methods_says_so(method):
    with pytest.raises(NotImplementedError):
        getattr(Layer(), method)(np.ones((2, 3)))


def test_dropout_rate_may_change_during_training():
    layer, A = Dropout(0.5), np.ones((100, 100))
    layer.rate = 0.9
    assert np.mean(layer.forward(A, training=True) == 0) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(
    "layer", [Linear(3, 3), ReLU(), Tanh(), Sigmoid(), Softmax(), Dropout(0.5)]
)
@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_leave_the_activations_behind(layer, duplicate, rng):
    X = rng.normal(size=(4000, 3)).astype(np.float32)
    layer.forward(X, training=True)
    assert len(pickle.dumps(layer)) < 5000
    assert set(vars(duplicate(layer))) == set(vars(layer)) - set(layer.remembered)
    layer.backward(X)  # the original still has what it needs
