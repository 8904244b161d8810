"""The toy network of notebook 04: all its numbers, forward and back, and what nudging says of them.

The arrays have the names that they have in the notebook, so that a solution is the line which the
reader writes there.
"""

import numpy as np

from mlp_helpers.activations import log_softmax, relu, softmax

# Three inputs, two hidden layers of the same width, two classes: with equal widths a wrong mask
# or a forgotten transpose fits, and only the numbers betray it. Rounded, to be read in a picture.
X = np.array(
    [[-1.4, -0.2, -0.3], [-2.7, -1.4, 1.4], [0.9, 0.4, 0.2], [1.6, -1.3, 0.4], [0.1, 0.2, 0.8]]
)
y = np.array([0, 1, 1, 0, 0])
Y = np.eye(2)[y]
W1 = np.array([[0.7, -0.6, -0.4, 0.6], [-1.7, 1.5, -0.9, -0.2], [0.9, -0.4, -0.8, 0.5]])
b1 = np.array([-0.5, 0.4, 0.2, 1.0])
W2 = np.array(
    [[0.7, -0.4, 1.7, 0.9], [-0.9, -0.5, 0.1, -1.4], [-0.2, 0.3, -0.7, 0.6], [0.2, 1.4, -1.0, 0.3]]
)
b2 = np.array([0.6, -0.6, 0.5, -0.1])
W3 = np.array([[-0.3, -1.0], [0.8, -1.4], [0.1, -0.3], [-0.1, 0.7]])
b3 = np.array([-0.3, 0.4])

STEPS = {
    "Z1": lambda now: now["X"] @ now["W1"] + now["b1"],
    "A1": lambda now: relu(now["Z1"]),
    "Z2": lambda now: now["A1"] @ now["W2"] + now["b2"],
    "A2": lambda now: relu(now["Z2"]),
    "Z3": lambda now: now["A2"] @ now["W3"] + now["b3"],
}
GIVEN = {"X": X, "W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}


def forward(**changed):
    """Return all arrays by name. One that is ``changed`` keeps the value given for it."""
    now = {**GIVEN, **changed}
    for name, step in STEPS.items():
        now.setdefault(name, None)
        if name not in changed:
            now[name] = step(now)
    return now


def loss(**changed):
    """Return the mean cross-entropy of the batch, with some arrays changed on the way."""
    return -np.mean(np.sum(Y * log_softmax(forward(**changed)["Z3"]), axis=1))


def central_differences(name, epsilon=1e-5):
    """Return the slope of the loss along each entry of the array ``name``, from nudging alone."""
    start = forward()[name]
    slopes = np.zeros_like(start)
    for place in np.ndindex(start.shape):
        up, down = start.copy(), start.copy()
        up[place] += epsilon
        down[place] -= epsilon
        slopes[place] = (loss(**{name: up}) - loss(**{name: down})) / (2 * epsilon)
    return slopes


Z1, A1, Z2, A2, Z3 = (forward()[name] for name in STEPS)
P = softmax(Z3)


def dZ3_solution():
    return (P - Y) / len(X)


dZ3 = dZ3_solution()


def dW3_solution():
    return A2.T @ dZ3


def db3_solution():
    return dZ3.sum(axis=0)


def dA2_solution():
    return dZ3 @ W3.T


dA2 = dA2_solution()


def dZ2_solution():
    return dA2 * (Z2 > 0)


dZ2 = dZ2_solution()


def dW2_solution():
    return A1.T @ dZ2


def db2_solution():
    return dZ2.sum(axis=0)


def dA1_solution():
    return dZ2 @ W2.T


dA1 = dA1_solution()


def dZ1_solution():
    return dA1 * (Z1 > 0)


dZ1 = dZ1_solution()


def dW1_solution():
    return X.T @ dZ1


def db1_solution():
    return dZ1.sum(axis=0)


def dW2_db2_solution():
    return A1.T @ dZ2, dZ2.sum(axis=0)


def dW1_db1_solution():
    return X.T @ dZ1, dZ1.sum(axis=0)


def toy_parameters():
    """Return W1, b1, W2, b2, W3 and b3 of the toy network, as arrays of the caller's own."""
    return [array.copy() for array in (W1, b1, W2, b2, W3, b3)]


def toy_batch():
    """Return its five examples X (5, 3) and their labels y (5,)."""
    return X.copy(), y.copy()
