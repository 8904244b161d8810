"""Does a picture look like handwritten digits? It is compared with 6,000 of them.

A network must answer one of ten digits, whatever it is shown, and is often sure of nonsense. So
its probabilities tell little about that (``tools/measure_pad.py`` shows how little); and they
change while it trains. What is compared is where edges run in the picture: this bears a hand's
own style better than a comparison pixel by pixel, and a blot has few of them where digits have
many.
"""

import functools

import numpy as np

from mlp_helpers.data import load_mnist, train_validation_split

# Of the training images 2 % are less similar than this to each of the 6,000 that they are compared
# with; a picture and itself have 1.
ALIKE = 0.88
FIELDS = 7  # along a side: in each an edge may lie where it wants
DOUBT = (
    "This does not look much like any of the 6,000 digits it was compared with: "
    "the answer may mean little."
)


@functools.cache
def validation_images():
    """Return the images (6000, 28, 28), uint8, and labels (6000,) that no network here learns from.

    Read when they are first asked for; kept as bytes they take 5 MB.
    """
    return train_validation_split(*load_mnist()[0])[1]


def looks_like_a_digit(image):
    """Is the picture (28, 28), uint8, as similar to some validation image as digits are?"""
    return similarity(image[np.newaxis])[0] >= ALIKE


def similarity(images):
    """Return how similar each picture is to the validation image that is most like it, (N,).

    The cosine of the angle between the two, as vectors of their edges.
    """
    # On one thread: BLAS would take two, and beside other work wait 15 ms for the second.
    return np.einsum("nd,md->nm", edges(images), compared_with()).max(axis=1)


@functools.cache
def compared_with():
    """Return the edges of the validation images, (6000, 196): 5 MB, worked out once."""
    images, rows = validation_images()[0], 1000  # at a time, to keep the memory small
    return np.vstack([edges(images[i : i + rows]) for i in range(0, len(images), rows)])


def edges(images):
    """Return where edges run, for each of four sides to which ink may lie: (N, 196), length 1.

    A few numbers for each field of 4 x 4 pixels, as in the histograms of Dalal and Triggs,
    "Histograms of oriented gradients for human detection", 2005, with four directions only.
    """
    X = np.pad(np.float32(images) / 255, ((0, 0), (1, 1), (1, 1)))
    right = X[:, 1:-1, 2:] - X[:, 1:-1, :-2]
    down = X[:, 2:, 1:-1] - X[:, :-2, 1:-1]
    size, found = 28 // FIELDS, []
    for slope in (right, -right, down, -down):
        slope = blurred(blurred(np.maximum(slope, 0)))
        fields = slope.reshape(-1, FIELDS, size, FIELDS, size).mean(axis=(2, 4))
        found.append(fields.reshape(len(X), -1))
    found = np.hstack(found)
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)


def blurred(X):
    """Return pictures (N, 28, 28) in which each pixel is a mean of itself and its neighbours."""
    X = np.pad(X, ((0, 0), (1, 1), (1, 1)))
    X = X[:, :-2] + 2 * X[:, 1:-1] + X[:, 2:]
    return (X[:, :, :-2] + 2 * X[:, :, 1:-1] + X[:, :, 2:]) / 16
