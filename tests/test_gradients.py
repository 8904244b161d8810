"""Backpropagation against JAX and central differences, and wrong gradients that must be caught."""

import pickle
import re
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlp_helpers import (
    MLP,
    BinaryCrossEntropy,
    CrossEntropy,
    Dropout,
    Linear,
    MeanSquaredError,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    one_hot,
)
from mlp_helpers.gradient_check import GradientReport, relative_error

# What may follow the last linear layer, and the loss that goes with it.
ENDS = {
    "logits, cross-entropy": ([], SoftmaxCrossEntropy),
    "softmax, cross-entropy": ([Softmax], CrossEntropy),
    "softmax, MSE": ([Softmax], MeanSquaredError),
    "sigmoid, MSE": ([Sigmoid], MeanSquaredError),
    "tanh, MSE": ([Tanh], MeanSquaredError),
    "linear, MSE": ([], MeanSquaredError),
    "logits, binary cross-entropy": ([], BinaryCrossEntropy),
}
HIDDEN = [ReLU, Tanh, Sigmoid]
COMBINATIONS = pytest.mark.parametrize(
    "hidden, end", list(product(HIDDEN, ENDS)), ids=lambda value: getattr(value, "__name__", value)
)


def problem(hidden, end, dropout=0.0, dtype=np.float64):
    """A small network with random biases, random inputs, and targets that suit the loss."""
    last, loss = ENDS[end]
    layers = [Linear(5, 7), hidden(), Dropout(dropout), Linear(7, 6), hidden(), Linear(6, 4)]
    model = Sequential([*layers, *(layer() for layer in last)], seed=1, dtype=dtype)
    rng = np.random.default_rng(2)
    model.parameters += 0.1 * rng.normal(size=model.parameters.size).astype(dtype)
    X, y = rng.normal(size=(9, 5)).astype(dtype), rng.integers(0, 4, 9)
    if loss is BinaryCrossEntropy:
        y = rng.integers(0, 2, (9, 4))
    elif loss is MeanSquaredError:
        y = one_hot(y, 4)
    return model, X, y, loss()


# JAX

JAX_LAYERS = {ReLU: jax.nn.relu, Tanh: jnp.tanh, Sigmoid: jax.nn.sigmoid, Softmax: jax.nn.softmax}
JAX_LOSSES = {
    SoftmaxCrossEntropy: lambda Z, Y: optax.softmax_cross_entropy(Z, Y).mean(),
    CrossEntropy: lambda P, Y: -(Y * jnp.log(P)).sum(axis=1).mean(),
    MeanSquaredError: lambda output, Y: optax.squared_error(output, Y).mean(),
    BinaryCrossEntropy: lambda Z, Y: optax.sigmoid_binary_cross_entropy(Z, Y).mean(),
}


def jax_loss(parameters, X, Y, layers, loss):
    A, start = X, 0
    for layer in layers:
        if isinstance(layer, Linear):
            split = start + layer.n_in * layer.n_out
            W = parameters[start:split].reshape(layer.n_in, layer.n_out)
            start = split + layer.n_out
            A = A @ W + parameters[split:start]
        elif not isinstance(layer, Dropout):
            A = JAX_LAYERS[type(layer)](A)
    return JAX_LOSSES[type(loss)](A, Y)


@COMBINATIONS
def test_gradients_agree_with_jax(hidden, end):
    model, X, y, loss = problem(hidden, end, dtype=np.float32)
    Y = one_hot(y, 4) if y.ndim == 1 else y.astype(np.float32)
    expected_loss, (expected, expected_dX) = jax.value_and_grad(jax_loss, argnums=(0, 1))(
        jnp.array(model.parameters), X, Y, model.layers, loss
    )
    assert loss.forward(model.forward(X, training=True), y) == pytest.approx(
        float(expected_loss), rel=1e-6
    )
    dX = model.backward(loss.backward(), input_gradient=True)
    assert model.gradients.any()
    np.testing.assert_allclose(model.gradients, expected, rtol=1e-5, atol=1e-6 / 4)
    assert np.linalg.norm(model.gradients - expected) < 1e-6 * np.linalg.norm(expected)
    assert np.linalg.norm(dX - expected_dX) < 1e-6 * np.linalg.norm(expected_dX)


def test_gradients_agree_with_jax_on_images(mnist):
    (images, labels), _ = mnist
    X, y = images[:64].reshape(64, 784).astype(np.float32) / 255, labels[:64]
    model, loss = MLP([784, 128, 64, 10]), SoftmaxCrossEntropy()
    loss.forward(model.forward(X), y)
    model.backward(loss.backward())
    expected = jax.grad(jax_loss)(jnp.array(model.parameters), X, one_hot(y), model.layers, loss)
    assert np.linalg.norm(model.gradients - expected) < 1e-6 * np.linalg.norm(expected)


def test_backward_replaces_the_gradients_of_the_last_batch():
    model, X, y, loss = problem(Tanh, "logits, cross-entropy")
    for _ in range(2):
        loss.forward(model.forward(X), y)
        assert model.backward(loss.backward()) is None
        first = model.gradients.copy()
    model.gradients[...] = np.nan
    model.backward(loss.backward())
    np.testing.assert_array_equal(model.gradients, first)


# Central differences


@COMBINATIONS
@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_right_gradients_pass(hidden, end, dropout):
    model, X, y, loss = problem(hidden, end, dropout)
    report = check_gradients(model, X, y, loss)
    assert report.max_relative_error < 1e-7
    assert list(report.relative_error) == [
        f"layers[{number}].{name}" for number in (0, 3, 5) for name in "Wb"
    ]
    assert all(report.checked[name] > report.kinks[name] for name in report.checked)


@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=4),
    activation=st.sampled_from(["relu", "tanh", "sigmoid"]),
    batch_size=st.integers(1, 6),
    seed=st.integers(0, 1000),
)
@settings(max_examples=40)
def test_right_gradients_pass_whatever_the_network(sizes, activation, batch_size, seed):
    model, rng = MLP(sizes, activation), np.random.default_rng(seed)
    model.parameters = rng.normal(0, 0.7, model.parameters.size)
    X, y = rng.normal(size=(batch_size, sizes[0])), rng.integers(0, sizes[-1], batch_size)
    assert check_gradients(model, X, y, SoftmaxCrossEntropy()).max_relative_error < 1e-6


def test_a_float32_network_is_checked_in_float64_and_left_unchanged():
    model, X, y, loss = problem(ReLU, "logits, cross-entropy", dropout=0.4, dtype=np.float32)
    model.gradients[...] = 3
    before = pickle.dumps(model)
    assert check_gradients(model, X, y, loss).max_relative_error < 1e-7
    assert pickle.dumps(model) == before  # parameters, gradients, the generator of the masks


def test_large_arrays_are_sampled(mnist):
    (images, labels), _ = mnist
    X = images[:20].reshape(20, 784) / 255
    report = check_gradients(
        MLP([784, 16, 10]), X, labels[:20], SoftmaxCrossEntropy(), max_entries=50
    )
    assert report.max_relative_error < 1e-7
    compared = [report.checked[name] + report.kinks[name] for name in report.checked]
    assert compared == [50, 16, 50, 10]


def one_kink():
    """Two units, z = x and z = x + 1, at x = 1e-6: a step of 1e-5 in the first bias is a kink."""
    model = Sequential([Linear(1, 2), ReLU(), Linear(2, 1)], dtype=np.float64)
    model.layers[0].W, model.layers[0].b = [[1, 1]], [0, 1]
    model.layers[2].W = [[1], [1]]
    return model, np.array([[1e-6]]), np.array([[0.5]]), MeanSquaredError()


def test_kinks_are_left_out_and_counted():
    report = check_gradients(*one_kink())
    assert report.kinks == {"layers[0].W": 0, "layers[0].b": 1, "layers[2].W": 0, "layers[2].b": 0}
    assert report.checked["layers[0].b"] == 1
    assert report.relative_error["layers[0].b"] < 1e-7
    assert not any(check_gradients(*one_kink(), epsilon=1e-7).kinks.values())


def test_an_array_of_nothing_but_kinks_is_refused():
    model, X, y, loss = one_kink()
    model.layers[0].b = [0, 0]
    with pytest.raises(ValueError, match=r"layers\[0\]\.b: a ReLU switches at every entry"):
        check_gradients(model, X, y, loss)


@pytest.mark.parametrize(
    "g, n, error",
    [([3, 0], [1, 0], 0.5), ([3, 4], [0, 0], 1), ([6, 8], [3, 4], 1 / 3), ([0], [0], 0)],
)
def test_the_relative_error_is_between_0_and_1(g, n, error):
    assert relative_error(np.array(g), np.array(n)) == pytest.approx(error)


def test_the_largest_error_is_that_of_the_worst_array():
    report = GradientReport()
    report.relative_error = {"layers[0].W": 1e-9, "layers[0].b": 0.5, "layers[2].W": 1e-8}
    assert report.max_relative_error == 0.5


def test_an_error_that_is_no_number_is_the_largest():
    """Python's max leaves NaN out, where it is not the first."""
    report = GradientReport()
    report.relative_error = {"layers[0].W": 1e-9, "layers[0].b": np.nan}
    assert not report.max_relative_error < 1e-7


def test_no_entry_is_checked_twice(rng):
    values = []

    class Listening(MeanSquaredError):
        def value(self):
            values.append(float(super().value()))
            return values[-1]

    model, X, Y = MLP([6, 10]), rng.normal(size=(3, 6)), rng.normal(size=(3, 10))
    report = check_gradients(model, X, Y, Listening(), max_entries=50)
    assert report.checked == {"layers[0].W": 50, "layers[0].b": 10}
    assert len(set(values)) == len(values) == 1 + 2 * 60  # each entry has a slope of its own


def test_the_check_is_as_fine_as_it_says_unless_told_otherwise():
    model, rng = MLP([30, 10, 3], "tanh"), np.random.default_rng(0)
    X, y = rng.normal(size=(5, 30)), rng.integers(0, 3, 5)
    told = {"epsilon": 1e-5, "max_entries": 200, "seed": 0}
    reports = [check_gradients(model, X, y, SoftmaxCrossEntropy(), **o) for o in ({}, told)]
    assert vars(reports[0]) == vars(reports[1])
    assert reports[0].checked["layers[0].W"] == 200


def test_report_is_a_table():
    text = repr(check_gradients(*one_kink()))
    assert [line.split()[0] for line in text.splitlines()] == [
        "parameters", "layers[0].W", "layers[0].b", "layers[2].W", "layers[2].b",
    ]  # fmt: skip
    assert text.splitlines()[2].split()[2:] == ["1", "1"]


# Planted faults. The layers are square, so that a missing transpose raises no error.


class WrongSign(SoftmaxCrossEntropy):
    def backward(self):
        return -super().backward()


class SummedGradient(SoftmaxCrossEntropy):
    def backward(self):
        return super().backward() * len(self.Y)


class NoTranspose(Linear):
    def backward(self, dZ, input_gradient=True):
        super().backward(dZ, input_gradient)
        return dZ @ self.W


class NoBiasGradient(Linear):
    def backward(self, dZ, input_gradient=True):
        dX = super().backward(dZ, input_gradient)
        self.db[...] = 0
        return dX


class ReLUByItsOutput(ReLU):
    def backward(self, dA):
        return dA * (self.A >= 0)


class TanhWithoutSquare(Tanh):
    def backward(self, dA):
        return dA * (1 - self.A)


class DropoutForwardOnly(Dropout):
    def backward(self, dA):
        return dA


class DiagonalSoftmax(Softmax):
    def backward(self, dP):
        return dP * self.P * (1 - self.P)


def planted(loss=SoftmaxCrossEntropy, linear=Linear, hidden=ReLU, dropout=Dropout, last=()):
    layers = [linear(4, 4), hidden(), dropout(0.3), linear(4, 4), hidden(), linear(4, 4), *last]
    model = Sequential(layers, seed=3)
    for layer in model.layers[0], model.layers[3]:
        layer.b = [0.1, 0.2, 0.3, 0.4]  # with 0 a row of dropped activations is all kinks
    return model, loss()


FAULTS = {
    "none": (planted, []),
    "sign": (lambda: planted(loss=WrongSign), ["0.W", "0.b", "3.W", "3.b", "5.W", "5.b"]),
    "missing 1/B": (
        lambda: planted(loss=SummedGradient),
        ["0.W", "0.b", "3.W", "3.b", "5.W", "5.b"],
    ),
    "missing transpose": (lambda: planted(linear=NoTranspose), ["0.W", "0.b", "3.W", "3.b"]),
    "ReLU slope after the activation, with >=": (
        lambda: planted(hidden=ReLUByItsOutput),
        ["0.W", "0.b", "3.W", "3.b"],
    ),
    "no bias gradient": (lambda: planted(linear=NoBiasGradient), ["0.b", "3.b", "5.b"]),
    "tanh slope without square": (
        lambda: planted(hidden=TanhWithoutSquare),
        ["0.W", "0.b", "3.W", "3.b"],
    ),
    "dropout mask forgotten": (lambda: planted(dropout=DropoutForwardOnly), ["0.W", "0.b"]),
    "softmax without its off-diagonal": (
        lambda: planted(loss=CrossEntropy, last=[DiagonalSoftmax()]),
        ["0.W", "0.b", "3.W", "3.b", "5.W", "5.b"],
    ),
}


@pytest.mark.parametrize("build, wrong", FAULTS.values(), ids=FAULTS)
def test_planted_faults_are_caught_where_they_are(build, wrong, rng):
    model, loss = build()
    X, y = rng.normal(size=(8, 4)), rng.integers(0, 4, 8)
    errors = check_gradients(model, X, y, loss).relative_error
    errors = {re.sub(r"layers\[(\d)\]", r"\1", name): error for name, error in errors.items()}
    assert [*errors] == ["0.W", "0.b", "3.W", "3.b", "5.W", "5.b"]
    for name, error in errors.items():
        if name in wrong:
            assert error > 1e-3, name
        else:
            assert error < 1e-7, name
