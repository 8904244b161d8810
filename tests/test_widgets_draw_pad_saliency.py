"""Which pixels speak for an answer: compared with differences, with units off, for any class."""

import numpy as np
import pytest

from mlp_course.widgets import Playground
from mlp_course.widgets.draw_pad import DrawPad
from mlp_course.widgets.saliency import gradient_times_input
from mlp_helpers import MLP, Linear, ReLU, Sequential, Softmax, Tanh

STROKE = [(100, 60), (180, 70), (130, 220)]


def watched(pad):
    pad.sent = []
    pad.send = lambda content, buffers=None: pad.sent.append((content, buffers))
    return pad


def by_differences(score, x, step=1e-6):
    """Return (score(x + e) - score(x - e)) / 2e for each entry, times x."""
    slopes = np.zeros_like(x)
    for i in range(len(x)):
        shift = np.zeros_like(x)
        shift[i] = step
        slopes[i] = (score(x + shift) - score(x - shift)) / (2 * step)
    return slopes * x


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("off", [(), ([1, 4], []), ([0], [2, 5])], ids=["on", "first", "both"])
def test_gradient_times_input_agrees_with_central_differences(activation, off, rng):
    model = MLP([784, 12, 8, 10], activation=activation, seed=3, dtype=np.float64)
    x = rng.random(784)

    def logits(x):
        W = [layer.W for layer in model.weight_layers]
        bend = model.layers[1]
        A = x[np.newaxis]
        for place, weights in enumerate(W):
            if place and len(off) >= place:
                A = A.copy()
                A[:, off[place - 1]] = 0
            Z = A @ weights
            A = type(bend)().forward(Z) if place < 2 else Z
        return A[0]

    winner = logits(x).argmax()
    expected = by_differences(lambda x: logits(x)[winner], x)
    found = gradient_times_input(model, x[np.newaxis], off)
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-7)
    assert np.abs(expected).max() > 1e-3


def test_a_network_that_ends_in_softmax_is_asked_for_its_score(rng):
    layers = [Linear(784, 9), Tanh(), Linear(9, 10)]
    plain = Sequential(layers, seed=1, dtype=np.float64)
    ends = Sequential([*layers, Softmax()], seed=1, dtype=np.float64)
    X = rng.random((1, 784))
    assert np.array_equal(gradient_times_input(ends, X), gradient_times_input(plain, X))


def test_the_pad_shows_what_is_computed_and_only_when_asked(rng):
    model = MLP([784, 20, 10], seed=2)
    model.layers[0].b = rng.normal(0, 0.5, 20)
    pad = watched(DrawPad(model))
    pad.show_saliency()
    assert pad.saliency is None and pad.sent[-1][0]["saliency"] == {}
    pad.draw(STROKE)
    for unit in (3, 11):
        pad.switch(unit)
    twin = model.astype(np.float64)
    twin.layers[2].W[[3, 11]] = 0
    X = pad.image.reshape(1, 784) / 255
    one_hot = np.eye(10)[[twin.forward(X).argmax()]]
    expected = (twin.backward(one_hot, input_gradient=True) * X).reshape(28, 28)
    assert pad.saliency == pytest.approx(expected, abs=1e-5)
    content, buffers = pad.sent[-1]
    tile = np.frombuffer(buffers[content["saliency"]["tile"]["buffer"]], np.int8).reshape(28, 28)
    scaled = expected * 127 / np.abs(expected).max()
    assert np.abs(tile - scaled).max() <= 0.51
    pad.show_saliency(False)
    assert "saliency" not in pad.sent[-1][0]


def test_units_that_a_playground_has_switched_off_are_off_here_too():
    playground = Playground("images=500 hidden=12-9 epochs=0")
    pad = DrawPad(playground)
    pad.draw(STROKE)
    playground.switch(4)
    playground.switch(7, layer=2)
    X = pad.image.reshape(1, 784).astype(np.float32) / 255
    assert np.array_equal(
        pad.saliency.ravel(), gradient_times_input(playground.model, X, [[4], [7]])
    )


class Bare:
    """A reader's own network: nothing but forward."""

    def __init__(self):
        self.W = np.random.default_rng(0).normal(0, 0.1, (784, 10)).astype(np.float32)

    def forward(self, X):
        return X @ self.W


class NoWayBack(Linear):
    def backward(self, dZ):
        return None


class Own:
    """A reader's own layer, by other names than ours but for W."""

    def __init__(self, n_in, n_out):
        self.W = np.random.default_rng(n_out).normal(0, 0.1, (n_in, n_out))

    def forward(self, X):
        self.entered = X
        return X @ self.W

    def backward(self, dZ):
        self.slope = self.entered.T @ dZ
        return dZ @ self.W.T


class OwnNetwork:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X


def test_a_readers_own_layers_are_asked():
    model = OwnNetwork(Own(784, 15), ReLU(), Own(15, 10))
    pad = DrawPad(model)
    pad.draw(STROKE)
    x = pad.image.ravel() / 255
    winner = model.forward(x[np.newaxis])[0].argmax()
    expected = by_differences(lambda x: model.forward(x[np.newaxis])[0, winner], x)
    assert pad.saliency.ravel() == pytest.approx(expected, rel=1e-3, abs=1e-5)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (Bare(), "the network has no list of layers with weights W"),
        (Sequential([NoWayBack(784, 10)]), "backward of a NoWayBack gives no gradient"),
    ],
    ids=["no layers", "no gradient"],
)
def test_where_it_cannot_be_told_the_page_says_why(model, words):
    pad = watched(DrawPad(model))
    pad.draw(STROKE)
    pad.show_saliency()
    assert words in pad.sent[-1][0]["saliency"]["trouble"]
    assert pad.sent[-1][0]["P"] is not None and pad.sent[-1][0]["message"] == ""
    with pytest.raises(ValueError, match=words):
        _ = pad.saliency
