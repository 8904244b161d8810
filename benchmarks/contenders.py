"""What is timed: one epoch over 60,000 images with the network 784-128-64-10, in several ways.

Each function takes the images ``X (60000, 784)`` float32 in [0, 1] and labels ``y``, prepares
what is not part of training, and returns a function that trains for one epoch.
"""

from itertools import pairwise

import numpy as np

from mlp_helpers import MLP, SGD, Adam, fit

LAYER_SIZES = [784, 128, 64, 10]


def bare_products(X, y, batch_size):
    """Only the matrix products of an epoch: what no implementation can do without.

    Forward, a layer's output; backward, the gradient of its weights and, but for the first
    layer, of its input. Inputs and outputs are arrays that stand ready.
    """
    rng = np.random.default_rng(0)

    def filled(*shape):
        return rng.standard_normal(shape).astype(np.float32)

    pairs = list(pairwise(LAYER_SIZES))
    W = [filled(n_in, n_out) for n_in, n_out in pairs]
    dW = [np.empty_like(weights) for weights in W]
    A = [filled(batch_size, n_in) for n_in, _ in pairs]
    dA = [np.empty_like(activations) for activations in A]
    Z = [filled(batch_size, n_out) for _, n_out in pairs]

    def products(B):
        for i in range(3):
            np.matmul(A[i][:B], W[i], out=Z[i][:B])
        for i in (2, 1, 0):
            np.matmul(A[i][:B].T, Z[i][:B], out=dW[i])
            if i > 0:
                np.matmul(Z[i][:B], W[i].T, out=dA[i][:B])

    def epoch():
        for start in range(0, len(X), batch_size):
            products(min(batch_size, len(X) - start))

    return epoch


def mlp_helpers_sgd(X, y, batch_size):
    """``fit`` with plain SGD."""
    return _mlp_helpers(X, y, batch_size, SGD(learning_rate=0.1))


def mlp_helpers_adam(X, y, batch_size):
    """``fit`` with Adam."""
    return _mlp_helpers(X, y, batch_size, Adam())


def _mlp_helpers(X, y, batch_size, optimizer):
    model = MLP(LAYER_SIZES)

    def epoch():
        fit(model, X, y, epochs=1, batch_size=batch_size, optimizer=optimizer, progress=False)

    return epoch


def textbook_program(X, y, batch_size, learning_rate=0.5):
    """The textbook's fifty lines in their usual form.

    Parameters in float64, a new array for every intermediate result, one-hot labels for the
    whole set, a shuffled copy of the data each epoch.
    """
    rng = np.random.default_rng(0)
    Y = np.eye(10)[y]
    parameters = {}
    for number, (n_in, n_out) in enumerate(pairwise(LAYER_SIZES), start=1):
        parameters[f"W{number}"] = rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)
        parameters[f"b{number}"] = np.zeros((1, n_out))

    def step(X_batch, Y_batch):
        p = parameters
        Z1 = X_batch @ p["W1"] + p["b1"]
        A1 = np.maximum(0, Z1)
        Z2 = A1 @ p["W2"] + p["b2"]
        A2 = np.maximum(0, Z2)
        Z3 = A2 @ p["W3"] + p["b3"]
        E = np.exp(Z3 - Z3.max(axis=1, keepdims=True))
        P = E / E.sum(axis=1, keepdims=True)
        loss = -np.mean(np.sum(Y_batch * np.log(P + 1e-12), axis=1))
        gradients = {}
        dZ3 = (P - Y_batch) / len(X_batch)
        gradients["W3"] = A2.T @ dZ3
        gradients["b3"] = dZ3.sum(axis=0, keepdims=True)
        dZ2 = (dZ3 @ p["W3"].T) * (Z2 > 0)
        gradients["W2"] = A1.T @ dZ2
        gradients["b2"] = dZ2.sum(axis=0, keepdims=True)
        dZ1 = (dZ2 @ p["W2"].T) * (Z1 > 0)
        gradients["W1"] = X_batch.T @ dZ1
        gradients["b1"] = dZ1.sum(axis=0, keepdims=True)
        for name in p:
            p[name] = p[name] - learning_rate * gradients[name]
        return loss

    def epoch():
        order = rng.permutation(len(X))
        X_shuffled, Y_shuffled = X[order], Y[order]
        for start in range(0, len(X), batch_size):
            step(X_shuffled[start : start + batch_size], Y_shuffled[start : start + batch_size])

    return epoch
