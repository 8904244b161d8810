"""From images and labels to the arrays a network reads (notebook 02)."""

import numpy as np

from .checks import check_integer, check_labels, check_numbers


def scale_pixels(images):
    """Map pixel values from the integers 0 to 255 onto the interval [0, 1].

    The divisor is 255, the largest value a pixel can have, and not the largest value that
    happens to be in ``images``: training and test images must be scaled alike.

    Parameters
    ----------
    images : array of integers, any shape
        Pixel values, 0 (background) to 255 (full ink). Pixels that are scaled already are refused.

    Returns
    -------
    array of float32, same shape, values in [0, 1]
    """
    images = np.asarray(images)
    if images.dtype.kind not in "ui":
        tip = "For raw pixels pass images.astype(np.uint8); scaled ones are ready as they are."
        raise ValueError(f"images has dtype {images.dtype}; expected integers from 0 to 255. {tip}")
    if images.dtype != np.uint8:
        check_numbers("images", images, 0, 255)
    return images.astype(np.float32) / 255


def flatten(images):
    """Lay the rows of each image end to end: one image becomes one row.

    Parameters
    ----------
    images : array, shape (N, height, width) or (N, ...)

    Returns
    -------
    array, shape (N, height * width), same dtype
        Row-major order: pixel (i, j) goes to column ``i * width + j``. Shares memory with
        ``images`` where possible; ``X.reshape(images.shape)`` undoes the step.
    """
    images = np.asarray(images)
    if images.ndim < 2:
        hint = "For one image pass images[np.newaxis]"
        raise ValueError(f"images has shape {images.shape}; expected (N, height, width). {hint}")
    return images.reshape(len(images), int(np.prod(images.shape[1:])))


def one_hot(y, num_classes=10):
    """Turn integer labels into rows with a single 1.

    Parameters
    ----------
    y : array of integers, shape (N,)
        Labels from 0 to ``num_classes - 1``.
    num_classes : int
        Number of columns, C.

    Returns
    -------
    array of float32, shape (N, C)
        ``Y[i, y[i]]`` is 1, every other entry is 0.
    """
    y = check_labels("y", y, check_integer("num_classes", num_classes))
    Y = np.zeros((len(y), num_classes), dtype=np.float32)
    Y[np.arange(len(y)), y] = 1
    return Y
