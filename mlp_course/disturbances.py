"""Changes of an image that a person hardly minds, each in many strengths (notebook 09)."""

import math
from typing import NamedTuple

import numpy as np

from mlp_helpers.augmentation import rotate, shift
from mlp_helpers.preprocessing import flatten


def add_noise(images, amount):
    """Add normal noise of standard deviation ``amount``, the same for all calls; cut to [0, 1].

    Parameters
    ----------
    images : array of floats, shape (N, 28, 28), from 0 to 1
    amount : float
        Full ink is 1.
    """
    noise = np.random.default_rng(0).standard_normal(images.shape, dtype=np.float32)
    return np.clip(images + amount * noise, 0, 1, dtype=images.dtype)


def thicken(images, amount):
    """Make the strokes thicker, or with a negative amount thinner.

    A step of 1 gives each pixel the darkest ink of itself and its four neighbours, a step of -1 the
    lightest; 1.5 lies halfway between one such step and two.

    Parameters
    ----------
    images : array of floats, shape (N, 28, 28), from 0 to 1
    amount : float
    """
    extreme = np.max if amount > 0 else np.min
    part, whole = math.modf(abs(amount))
    for _ in range(int(whole)):
        images = one_step(images, extreme)
    return images if not part else (1 - part) * images + part * one_step(images, extreme)


def one_step(images, extreme):
    """Return for each pixel the largest or the smallest of itself and its four neighbours."""
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
    middle = slice(1, -1)
    neighbours = [images, framed[:, :-2, middle], framed[:, 2:, middle]]
    neighbours += [framed[:, middle, :-2], framed[:, middle, 2:]]
    return extreme(neighbours, axis=0)


def change_contrast(images, factor):
    """Stretch all greys from the middle one: 1 leaves them, 0 is all grey, -1 swaps ink and paper.

    Parameters
    ----------
    images : array of floats, shape (N, 28, 28), from 0 to 1
    factor : float
        From -1 to 1.
    """
    return (0.5 + factor * (images - 0.5)).astype(images.dtype)


class Disturbance(NamedTuple):
    """One kind of change: its unit, the strengths to try, and the ways in which it can go."""

    unit: str
    amounts: tuple
    ways: dict  # name -> function of images and an amount


DISTURBANCES = {
    "shift": Disturbance(
        "pixels",
        tuple(range(7)),
        {
            "right": lambda images, n: shift(images, 0, n),
            "left": lambda images, n: shift(images, 0, -n),
            "down": lambda images, n: shift(images, n, 0),
            "up": lambda images, n: shift(images, -n, 0),
        },
    ),
    "rotation": Disturbance(
        "degrees, anticlockwise", tuple(range(-60, 61, 20)), {"turned": rotate}
    ),
    "noise": Disturbance(
        "standard deviation; ink is 1", (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6), {"noisy": add_noise}
    ),
    "thickness": Disturbance(
        "steps; below 0 thinner", (-1.5, -1, -0.5, 0, 0.5, 1, 1.5), {"thicker": thicken}
    ),
    "contrast": Disturbance(
        "1: as it is, −1: ink and paper swapped",
        (1, 0.75, 0.5, 0.25, 0, -0.5, -1),
        {"contrast": change_contrast},
    ),
}


def accuracies(models, images, y, kind):
    """Return how many of some images several networks read, for each strength of a disturbance.

    Parameters
    ----------
    models : list of networks
    images : array of floats, shape (N, 28, 28), from 0 to 1
    y : array of integers, shape (N,)
    kind : str, a key of DISTURBANCES

    Returns
    -------
    dict of arrays, shape (models, amounts)
        One for each way that the disturbance can go; shares from 0 to 1.
    """
    _, amounts, ways = DISTURBANCES[kind]
    found = {}
    for name, change in ways.items():
        disturbed = [flatten(change(images, amount)) for amount in amounts]
        found[name] = np.array([[model.accuracy(X, y) for X in disturbed] for model in models])
    return found


def examples(image):
    """Return what each disturbance makes of one image, in all strengths, the first of its ways.

    Parameters
    ----------
    image : array of floats, shape (28, 28), from 0 to 1

    Returns
    -------
    dict
        Kind -> (amounts, images (amounts, 28, 28)).
    """
    shown = {}
    for kind, (_, amounts, ways) in DISTURBANCES.items():
        change = next(iter(ways.values()))
        shown[kind] = amounts, np.concatenate([change(image[np.newaxis], n) for n in amounts])
    return shown


def disturbed(images, right=0, down=0, degrees=0, thickness=0, noise=0, contrast=1):
    """Return images with several disturbances at once, the contrast last."""
    images = shift(rotate(thicken(images, thickness), degrees), down, right)
    return change_contrast(add_noise(images, noise), contrast)
