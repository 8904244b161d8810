"""Small trainings that compare outputs and losses over rates and seeds (notebook 03)."""

import numpy as np

from mlp_helpers import MLP, SGD, MeanSquaredError, Softmax, fit, minibatches, one_hot
from mlp_helpers.training import one_blas_thread


def answers_by_seed(X, targets, loss, rate, X_val, seeds=(0, 1, 2)):
    """Train a network with 64 hidden units for one epoch, once a seed, and return its answers.

    Parameters
    ----------
    X : array, shape (N, n)
    targets : array
        Shape (N, 1) for a network with one output, else labels of shape (N,) or rows of (N, 10)
        for one with ten.
    loss : Loss
    rate : float
    X_val : array, shape (V, n)
    seeds : sequence of int

    Returns
    -------
    array, shape (len(seeds), V)
        Digits: the largest of ten outputs, or the one output, rounded.
    """
    outputs = 1 if targets.ndim == 2 and targets.shape[1] == 1 else 10
    answers = []
    for seed in seeds:
        model = MLP([X.shape[1], 64, outputs], seed=seed)
        recipe = {"epochs": 1, "batch_size": 64, "optimizer": SGD(rate), "loss": loss}
        fit(model, X, targets, **recipe, seed=seed, progress=False)
        Z = model.forward(X_val)  # (V, outputs)
        answers.append(Z[:, 0].clip(0, 9).round() if outputs == 1 else Z.argmax(axis=1))
    return np.stack(answers)


def squared_error_gradient(Z, y):
    """Return the slopes of the mean squared error of softmax(Z) along the scores.

    Parameters
    ----------
    Z : array, shape (B, C)
    y : array of integers, shape (B,)

    Returns
    -------
    array, shape (B, C)
    """
    layer, squared_error = Softmax(), MeanSquaredError()
    squared_error.forward(layer.forward(Z), one_hot(y, Z.shape[1]))
    return layer.backward(squared_error.backward())


def train_briefly(X, y, gradient, rate, W, b, seed):
    """Train softmax regression once through X, in batches of 64, and return the new W and b.

    Parameters
    ----------
    X : array, shape (N, n)
    y : array of integers, shape (N,)
    gradient : function
        ``gradient(Z, y)`` returns the slopes of a loss along the scores, (B, C).
    rate : float
    W, b : array, shapes (n, C) and (C,)
        Where to start; they stay as they are.
    seed : int
        Of the order of the batches.
    """
    rng = np.random.default_rng(seed)
    with one_blas_thread():  # quicker with small batches
        for X_batch, y_batch in minibatches(X, y, 64, rng):
            dZ = gradient(X_batch @ W + b, y_batch)  # (B, C)
            W, b = W - rate * (X_batch.T @ dZ), b - rate * dZ.sum(axis=0)
    return W, b


def accuracies_by_rate(gradients, spread, data, rates=(0.1, 1, 10, 100, 300, 1000), seeds=3):
    """Train softmax regression briefly by several losses, each at each rate.

    Parameters
    ----------
    gradients : dict
        Name of a loss to a function as for ``train_briefly``.
    spread : float
        Of the random weights at the start; 0 for zeros.
    data : tuple
        X, y, X_val, y_val
    rates : tuple of float
    seeds : int

    Returns
    -------
    dict
        Name of a loss to a dict: rate to a list of accuracies on X_val, one a seed.
    """
    X, y, X_val, y_val = data

    def accuracy(gradient, rate, seed):
        W = np.random.default_rng(seed).normal(0, spread, size=(X.shape[1], 10)).astype(X.dtype)
        W, b = train_briefly(X, y, gradient, rate, W, np.zeros(10, X.dtype), seed)
        return ((X_val @ W + b).argmax(axis=1) == y_val).mean()

    return {
        name: {rate: [accuracy(gradient, rate, seed) for seed in range(seeds)] for rate in rates}
        for name, gradient in gradients.items()
    }
