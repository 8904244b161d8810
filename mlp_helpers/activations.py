"""The functions between and after the linear maps (notebooks 03 and 04).

Each takes an array ``Z`` of any shape and returns one of the same shape and dtype (float64 for
integers). softmax and log_softmax work along the last axis, so that every row of ``Z (B, C)`` is
one example.
"""

import numpy as np

from .checks import as_floats


def relu(Z):
    """Rectified linear unit: keep what is positive in ``Z``, replace the rest by 0."""
    return np.maximum(as_floats(Z), 0)


def tanh(Z):
    """Hyperbolic tangent, ``(exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z))``: from -1 to 1."""
    return np.tanh(as_floats(Z))


def sigmoid(Z):
    """Logistic function, ``1 / (1 + exp(-Z))``: from 0 to 1.

    Without overflow: the exponential is only ever taken of numbers that are not positive.
    """
    Z = as_floats(Z)
    E = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, E) / (1 + E)


def softmax(Z):
    """Turn scores ``Z``, also called logits, into probabilities that sum to 1 along the last axis.

    ``exp(z_i) / sum_j exp(z_j)``. The maximum is subtracted first: this cancels in the fraction,
    and no exponential can overflow (in float32, exp does from about 88.7).
    """
    Z = as_floats(Z)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def log_softmax(Z):
    """The logarithm of softmax, computed from the scores ``Z`` without forming a probability.

    ``z_i - log(sum_j exp(z_j))``, the sum shifted by its largest exponent (log-sum-exp): finite
    even where the probability itself is too small to be stored.
    """
    Z = as_floats(Z)
    shifted = Z - Z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
