"""Which pixels speak for an answer: the gradient of its score, times the ink."""

import copy

import numpy as np

from mlp_helpers.layers import Sigmoid, Softmax

from . import views


def gradient_times_input(model, X, off=()):
    """Return for each pixel what it adds to the highest score, as far as a slope can tell.

    The gradient says how the score would change with a little more ink in a pixel; times the ink
    that is there, what would be lost without it if the slope stayed what it is. (Shrikumar et al.,
    "Not just a black box: learning important features through propagating activation
    differences", 2016, section 3.1, where the product is compared with finer methods.)

    Parameters
    ----------
    model : Sequential or similar
        Of its layers ``forward`` and ``backward`` are used, of copies: a layer keeps gradients, and
        a training may be about to use them.
    X : array, shape (1, 784)
    off : sequence of collections of int
        The units that are switched off, as for ``views.walk``.

    Returns
    -------
    array, shape (784,)

    Raises
    ------
    ValueError
        If the network has no layers, or one whose ``backward`` gives no gradient of its input.
    """
    if not views.weight_layers(model):
        raise ValueError("the network has no list of layers with weights W")
    copies = []

    def forward(layer, A):
        copies.append(copy.deepcopy(layer))
        return copies[-1].forward(A)

    _, output = views.walk(model, X, off, forward)
    if isinstance(copies[-1], Softmax | Sigmoid):
        copies.pop()  # the score is what goes into it
    dA = np.zeros_like(output)
    dA[0, output[0].argmax()] = 1
    place = len(views.weight_layers(model)) - 1
    for layer in reversed(copies):
        wanted = getattr(layer, "backward", lambda _: None)(dA)
        if wanted is None:
            name = type(layer).__name__
            raise ValueError(f"backward of a {name} gives no gradient of its input")
        dA = wanted
        if hasattr(layer, "W"):
            place -= 1
            if 0 <= place < len(off) and off[place]:
                dA[:, list(off[place])] = 0
    return (dA * X)[0]
