"""From a drawing to a picture like those of MNIST: the step its makers took.

A network can only read what looks like its training images. Those were cropped to the ink, shrunk
to fit a box of 20 x 20 pixels without changing their proportions, and laid on a field of 28 x 28
so that the centre of mass of the ink is in the middle (LeCun et al., "Gradient-based learning
applied to document recognition", 1998, section III A). A drawing has to go the same way.
"""

from typing import NamedTuple

import numpy as np

BOX, FIELD = 20, 28


class Steps(NamedTuple):
    """The pictures on the way; ink is 1 in each, paper 0. Empty ones have shape (0, 0)."""

    cropped: np.ndarray  # (height, width), as large as the ink is
    fitted: np.ndarray  # its longer side is 20
    centred: np.ndarray  # (28, 28)


def centring_steps(ink):
    """Turn a drawing into a picture as MNIST's makers did, and keep what comes between.

    Parameters
    ----------
    ink : array, shape (height, width)
        1 is full ink, 0 is paper.

    Returns
    -------
    Steps
    """
    cropped = crop(np.asarray(ink, dtype=np.float32))
    fitted = fit_into(cropped, BOX)
    return Steps(cropped, fitted, centre(fitted, FIELD))


def crop(ink):
    """Cut off the empty margins."""
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return ink[:0, :0]
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fit_into(ink, side):
    """Scale to a longer side of ``side`` pixels; each new pixel is the mean of what it covers."""
    if not ink.size:
        return ink
    height, width = (max(1, round(side * n / max(ink.shape))) for n in ink.shape)
    return overlaps(height, len(ink)) @ ink @ overlaps(width, ink.shape[1]).T


def overlaps(new, old):
    """Which share of each new pixel lies over each old one, along an axis: (new, old)."""
    edges = np.linspace(0, old, new + 1)
    pixel = np.arange(old)
    right, left = np.minimum(edges[1:, None], pixel + 1), np.maximum(edges[:-1, None], pixel)
    return (np.clip(right - left, 0, None) * (new / old)).astype(np.float32)


def centre(ink, side):
    """Lay a picture on an empty field, its centre of mass in the middle pixel.

    It is moved by whole pixels, and never over the edge. The middle pixel is number ``side / 2``
    from 0: there MNIST has the centres of mass of its digits, all between 14 and 15.
    """
    field = np.zeros((side, side), np.float32)
    if not ink.size:
        return field
    top, left = (
        int(np.clip(side // 2 - np.floor(mass_centre), 0, side - length))
        for mass_centre, length in zip(centre_of_mass(ink), ink.shape, strict=True)
    )
    field[top : top + len(ink), left : left + ink.shape[1]] = ink
    return field


def centre_of_mass(ink):
    """Return (row, column), in pixels from the upper left corner; (0.5, 0.5) is in the first."""
    total = ink.sum(dtype=np.float64)
    return tuple(
        float(ink.sum(axis=1 - axis, dtype=np.float64) @ (np.arange(n) + 0.5) / total)
        for axis, n in enumerate(ink.shape)
    )
