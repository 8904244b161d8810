"""The functions between and after the linear maps (notebooks 03 and 04).

Each takes an array of any shape and returns one of the same shape; softmax and log_softmax
work along the last axis, so that every row of ``Z (B, C)`` is one example.
"""

import numpy as np


def relu(Z):
    """Rectified linear unit: keep what is positive, replace the rest by 0.

    Parameters
    ----------
    Z : array, any shape

    Returns
    -------
    array, same shape
        ``max(Z, 0)``, entry by entry.
    """
    return np.maximum(Z, 0)


def tanh(Z):
    """Hyperbolic tangent: squash every number into (-1, 1).

    Parameters
    ----------
    Z : array, any shape

    Returns
    -------
    array, same shape
        ``(exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z))``, entry by entry.
    """
    return np.tanh(as_floats(Z))


def sigmoid(Z):
    """Logistic function: squash every number into (0, 1).

    Parameters
    ----------
    Z : array, any shape

    Returns
    -------
    array, same shape
        ``1 / (1 + exp(-Z))``, entry by entry, without overflow: the exponential is only ever
        taken of numbers that are not positive.
    """
    Z = as_floats(Z)
    E = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, E) / (1 + E)


def softmax(Z):
    """Turn scores into probabilities that sum to 1 along the last axis.

    Parameters
    ----------
    Z : array, shape (..., C)
        Scores, also called logits.

    Returns
    -------
    array, same shape
        ``exp(z_i) / sum_j exp(z_j)``. The maximum is subtracted first: this cancels in the
        fraction, and no exponential can overflow (in float32, exp does from about 88.7).
    """
    Z = as_floats(Z)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def log_softmax(Z):
    """The logarithm of softmax, computed without ever forming a probability.

    Parameters
    ----------
    Z : array, shape (..., C)
        Scores, also called logits.

    Returns
    -------
    array, same shape
        ``z_i - log(sum_j exp(z_j))``, the sum shifted by its largest exponent (log-sum-exp).
        Finite even where the probability itself is too small to be stored.
    """
    Z = as_floats(Z)
    shifted = Z - Z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def as_floats(Z):
    """Return ``Z`` as an array of floats: among unsigned integers, 1 - 2 would be 255."""
    Z = np.asarray(Z)
    return Z if Z.dtype.kind == "f" else Z.astype(float)
