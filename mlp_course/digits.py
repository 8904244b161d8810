"""The images that all playgrounds of a notebook share."""

import functools
from typing import NamedTuple

import numpy as np

from mlp_helpers.data import load_mnist, train_validation_split
from mlp_helpers.preprocessing import flatten, scale_pixels


class Digits(NamedTuple):
    """Training and validation images, as rows of a network's input, and their labels.

    There are no test images. In a playground one tries settings until the score is good; a score
    that was chosen for being good says little about new images. The test set can tell the truth
    at the end only if nothing was ever chosen by it, so it is not even loaded into reach.
    """

    X_train: np.ndarray  # (54000, 784) float32
    y_train: np.ndarray  # (54000,)
    X_val: np.ndarray  # (6000, 784) float32
    y_val: np.ndarray  # (6000,)


@functools.cache
def digits():
    """Return the Digits: read once in a process, 190 MB, and protected against writing.

    They are those of the notebooks, the training images in an order in which the first hundred are
    a fair sample as well.
    """
    (images, y), _ = load_mnist()
    (images_train, y_train), (images_val, y_val) = train_validation_split(images, y)
    # A playground takes the first of them, and the split leaves few classes at the beginning. Any
    # seed would do; the sentences of notebook 07 are about this one.
    order = np.random.default_rng(1).permutation(len(y_train))
    parts = [flatten(scale_pixels(images_train[order])), y_train[order]]
    parts += [flatten(scale_pixels(images_val)), y_val]
    for array in parts:
        array.flags.writeable = False
    return Digits(*parts)


def flip_labels(y, share, num_classes=10):
    """Replace a share of the labels by a wrong one.

    Parameters
    ----------
    y : array of integers, shape (N,)
    share : float
        From 0 to 1.

    Returns
    -------
    array, shape (N,)
        The same examples are hit for the same share, and a larger share hits these and more.
    """
    rng = np.random.default_rng(0)
    hit = rng.permutation(len(y))[: round(share * len(y))]
    shift = rng.integers(1, num_classes, len(y))
    flipped = y.copy()
    flipped[hit] = (y[hit] + shift[hit]) % num_classes
    return flipped
