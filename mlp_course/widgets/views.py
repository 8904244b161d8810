"""What the widgets show of a network: small arrays, computed from its layers.

The functions ask little of the network, so that a reader's own class works too: a list of
``layers`` with ``forward``, and ``W`` and ``dW`` on those that have weights. Where something is
missing the result is empty.
"""

import copy

import numpy as np

from mlp_helpers.activations import softmax

from .settings import is_whole

# A unit counts as saturated when its mean slope is below this share of the largest possible one.
# In networks that learn hardly any is; with weights from N(0, 1) nearly all are, from the start.
FLAT = 0.1
UNITS_ON_A_PAGE = 48
# Units that differ by less than this share of the largest weight are equal up to rounding.
EQUAL = 1e-3


def weight_layers(model):
    """Return the layers with weights, from input to output; whatever class the network has."""
    return [layer for layer in getattr(model, "layers", ()) if hasattr(layer, "W")]


def forward(layer, A):
    """Return a layer's output, of which it keeps nothing.

    Layers hold what the backward pass needs, and a training may be between the two. So the input
    goes through a shallow copy, which shares the weights.
    """
    return copy.copy(layer).forward(A)


def walk(model, X, off=(), apply=forward):
    """Send images through the network, and keep what its hidden layers say.

    Parameters
    ----------
    model : Sequential or similar
    X : array, shape (N, n_in)
    off : sequence of collections of int
        For each hidden layer, from the first, the units whose activation is replaced by 0. Where
        it ends all units are on.
    apply : callable
        Called with a layer and its input; returns the output.

    Returns
    -------
    hidden : list of array, shape (N, units)
        The activations of each hidden layer: what goes into every layer with weights but the
        first.
    logits : array, shape (N, C)
    """
    if not hasattr(model, "layers"):
        return [], copy.copy(model).forward(X)
    A, hidden, after_hidden = X, [], weight_layers(model)[1:]
    for layer in model.layers:
        if layer in after_hidden:
            if len(off) > len(hidden) and len(off[len(hidden)]):
                A = A.copy()
                A[:, list(off[len(hidden)])] = 0
            hidden.append(A)
        A = apply(layer, A)
    return hidden, A


def checked_unit(unit, sizes, layer=1):
    """Return ``unit`` as an int, if a hidden layer (from 1), of those with ``sizes``, has it.

    Raises
    ------
    ValueError
        If not, or if there is no such layer.
    """
    if not sizes:
        raise ValueError(f"unit is {unit!r}, but the network has no hidden layer")
    if not is_whole(layer) or not 1 <= layer <= len(sizes):
        raise ValueError(f"layer is {layer!r}; there are {len(sizes)} hidden ones, counted from 1")
    units, name = sizes[layer - 1], "the first hidden layer" if layer == 1 else f"layer {layer}"
    if not is_whole(unit) or not 0 <= unit < units:
        raise ValueError(f"unit is {unit!r}; {name} has {units}, counted from 0")
    return int(unit)


def probabilities(model, X, off=()):
    """Return the class probabilities, shape (N, C), with some units off, as ``walk`` takes them."""
    return softmax(walk(model, X, off)[1])


def idle_shares(hidden, activation):
    """Return for each hidden layer the share of units that learn nothing, or next to nothing.

    Parameters
    ----------
    hidden : list of array, shape (N, units)
        Activations for N images.
    activation : {"relu", "tanh", "sigmoid"}
        A ReLU is dead when it is 0 for each of the images, so that its slope is 0 too. A tanh or
        sigmoid unit is saturated when its mean slope is below ``FLAT`` of the largest.

    Returns
    -------
    list of float
    """
    slopes = {
        "relu": lambda A: (A > 0).max(axis=0) * 1.0,
        "tanh": lambda A: np.mean(1 - A**2, axis=0),
        "sigmoid": lambda A: np.mean(4 * A * (1 - A), axis=0),
    }[activation]
    with np.errstate(all="ignore"):
        # A slope that is NaN is not a useful one either.
        return [float(np.mean(~(slopes(A) >= FLAT))) for A in hidden]


def gradient_norms(model):
    """Return for each layer with weights the norm of the last batch's gradient."""
    with np.errstate(all="ignore"):
        return [float(np.sqrt(np.vdot(g, g))) for g in (layer.dW for layer in weight_layers(model))]


def units_are_equal(model):
    """Are all units of the first hidden layer copies of one another, up to rounding?

    A matrix product may round equal columns differently, and that depends on the processor.
    """
    layers = weight_layers(model)
    if len(layers) < 2 or layers[0].W.shape[1] < 2:
        return False
    W = layers[0].W
    with np.errstate(all="ignore"):
        return bool(np.abs(W - W[:, :1]).max() <= EQUAL * np.abs(W).max())


def first_layer_as_bytes(model, units=slice(UNITS_ON_A_PAGE), start=None):
    """Return the weights of the first layer as pictures.

    Parameters
    ----------
    model : Sequential or similar
    units : slice or array of integers
        Units shown; those of the first page by default.
    start : array, shape of the weights, optional
        What is subtracted from them.

    Returns
    -------
    tiles : array of int8, shape (n, 28, 28)
        127 is the largest weight of the layer, in absolute value; 0 is 0.
    largest : float
        That weight.
    """
    layers = weight_layers(model)
    if not layers or layers[0].W.shape[0] != 784:
        return np.zeros((0, 28, 28), np.int8), 0.0
    W = layers[0].W if start is None else layers[0].W - start
    W = np.nan_to_num(W, posinf=0, neginf=0)
    largest = float(np.abs(W).max())
    W = W[:, units]
    scaled = np.rint(W * (127 / largest)) if largest else W
    return scaled.T.reshape(-1, 28, 28).astype(np.int8), largest


def worst_mistakes(P, y, most=12):
    """Return the indices of the wrong predictions that were most confident, worst first.

    Parameters
    ----------
    P : array, shape (N, C)
    y : array of integers, shape (N,)
    most : int
    """
    predicted = P.argmax(axis=1)
    wrong = np.flatnonzero(predicted != y)
    confidence = P[wrong, predicted[wrong]]
    return wrong[np.argsort(-confidence, kind="stable")[:most]]


def one_of_each(y, round_number=0, num_classes=10):
    """Return the index of an example of each class; another round gives other examples."""
    places = [np.flatnonzero(y == label) for label in range(num_classes)]
    return np.array([p[round_number % len(p)] for p in places if len(p)])


def pixels(X):
    """Return images as bytes, uint8 of shape (N, 28, 28): 0 is background, 255 full ink."""
    return np.rint(np.asarray(X) * 255).astype(np.uint8).reshape(-1, 28, 28)
