"""A small training, step by step: what the mistakes of notebook 08 are planted into.

Each step is a function of its own, so that one of them can be replaced by a faulty one. The
program is right as it stands here. All its images come from MNIST's training set; what it calls
test images are 4,000 of these, so that the real ones stay in their drawer.
"""

import functools
from typing import NamedTuple

import numpy as np

from mlp_helpers import MLP, SGD, Adam, EarlyStopping, evaluate, fit, load_mnist
from mlp_helpers.preprocessing import flatten, scale_pixels

LAYER_SIZES, EPOCHS, BATCH_SIZE = [784, 64, 32, 10], 8, 64


class Data(NamedTuple):
    """Images as rows, in three parts, and some test images as another scanner sees them."""

    X_train: np.ndarray  # (4000, 784)
    y_train: np.ndarray
    X_val: np.ndarray  # (1500, 784)
    y_val: np.ndarray
    X_test: np.ndarray  # (4000, 784)
    y_test: np.ndarray
    X_new: np.ndarray  # (500, 784), with the first 500 labels of y_test


class Outcome(NamedTuple):
    """What a run leaves behind."""

    data: Data
    model: MLP
    history: object
    best: float  # the best accuracy on the validation images
    reported: float  # what the program itself says of its accuracy on the test images


@functools.cache
def images_and_labels():
    """Return 9,500 images of MNIST's training set, and their labels."""
    (images, y), _ = load_mnist()
    return images[:9500], y[:9500]


@functools.cache
def from_another_scanner():
    """Return the first 500 test images, each pushed to a corner by three pixels."""
    shifts = np.random.default_rng(0).choice([-3, 3], size=(500, 2))
    images = images_and_labels()[0][5500:6000]
    return np.stack([np.roll(*pair, axis=(0, 1)) for pair in zip(images, shifts, strict=True)])


def prepare(images):
    """Turn images (N, 28, 28) of integers into the rows that the network reads."""
    return flatten(scale_pixels(images))


def prepare_new(images):
    """Prepare images that come from elsewhere: first of all, centre them as MNIST's are."""
    return prepare(np.stack([centred(image) for image in images]))


def centred(image):
    """Move an image so that the centre of mass of its ink is in the middle, as in MNIST."""
    places = (np.average(axis, weights=image) for axis in np.indices(image.shape))
    return np.roll(image, [14 - round(place) for place in places], axis=(0, 1))


def shuffle(X, y, rng):
    """Bring the examples into another order."""
    order = rng.permutation(len(X))
    return X[order], y[order]


def divide(X, y):
    """Return 4,000 examples to train on, and 1,500 others to choose by."""
    return (X[:4000], y[:4000]), (X[4000:5500], y[4000:5500])


def get_data():
    """Return the Data."""
    images, y = images_and_labels()
    X = prepare(images)
    train, validation = divide(*shuffle(X[:5500], y[:5500], np.random.default_rng(0)))
    return Data(*train, *validation, X[5500:], y[5500:], prepare_new(from_another_scanner()))


def network(seed):
    """Return the network before its training."""
    return MLP(LAYER_SIZES, init="he", dropout=0.2, seed=seed)


def to_choose_by(data):
    """Return the examples whose loss decides when the training ends."""
    return data.X_val, data.y_val


def observers():
    """Return the callbacks that look on while the network trains."""
    return []


def train(model, data, seed=0, sgd=False):
    """Train the network until the validation loss no longer falls, and return the History."""
    return fit(
        model,
        data.X_train,
        data.y_train,
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        optimizer=SGD(0.2) if sgd else Adam(0.002),
        validation_data=to_choose_by(data),
        callbacks=[EarlyStopping(patience=2), *observers()],
        seed=seed,
        progress=False,
    )


def best_accuracy(history):
    """Return the best accuracy on the images to choose by; 0 without a whole epoch."""
    return max(history.val_accuracy, default=0.0)


def score(model, X, y):
    """Return mean loss and accuracy, as the program reports them."""
    return evaluate(model, X, y)


def run(seed=0, sgd=False):
    """Do everything in order, and return the Outcome."""
    data, model = get_data(), network(seed)
    history = train(model, data, seed, sgd)
    _, reported = score(model, data.X_test, data.y_test)
    return Outcome(data, model, history, best_accuracy(history), reported)
