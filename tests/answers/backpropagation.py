"""Answers to the exercises of notebook 04."""

import numpy as np

from mlp_course.exercises.toy_network import (
    A1,
    A2,
    W2,
    W3,
    Z1,
    Z2,
    Z3,
    P,
    X,
    Y,
    dA1,
    dA2,
    dZ1,
    dZ2,
    dZ3,
    y,
)
from mlp_helpers import softmax
from mlp_helpers.layers import Layer

B = len(X)

# ---------------------------------------------------------------------------------------- relu


def relu_entry_by_entry(Z):
    A = np.array(Z)
    for place in np.ndindex(A.shape):
        if A[place] < 0:
            A[place] = 0
    return A


def relu_in_a_copy(Z):
    A = np.array(Z, dtype=float)
    A[A < 0] = 0
    return A


def relu_by_recursion(Z):
    return [relu_by_recursion(part) for part in Z] if np.ndim(Z) else max(Z, 0)


def relu_in_place(Z):
    Z[Z < 0] = 0
    return Z


def relu_of_rows(Z):
    return np.array([[max(0, z) for z in row] for row in Z])


RELU_RIGHT = [
    lambda Z: np.maximum(Z, 0),
    lambda Z: np.maximum(0, Z),
    lambda Z: np.maximum(Z, np.zeros_like(Z)),
    lambda Z: Z * (Z > 0),
    lambda Z: np.where(Z > 0, Z, 0),
    lambda Z: np.clip(Z, 0, None),
    lambda Z: (Z + np.abs(Z)) / 2,
    lambda Z: np.fmax(Z, 0.0).astype(np.float32),
    lambda Z: np.vectorize(lambda z: max(z, 0.0))(Z),
    relu_entry_by_entry,
    relu_in_a_copy,
    relu_by_recursion,
]
RELU_WRONG = [
    (lambda Z: max(Z, 0), "Python's max"),
    (lambda Z: max(0, Z), "Python's max"),
    (lambda Z: np.max(Z, 0), "number of that axis"),
    (lambda Z: np.max(Z, axis=0), "number of that axis"),
    (lambda Z: np.max(Z), "largest number of all"),
    (lambda Z: np.minimum(Z, 0), "keeps what is negative"),
    (lambda Z: np.maximum(-Z, 0), "minus too many"),
    (lambda Z: abs(Z), "lose its sign"),
    (lambda Z: Z > 0, "where Z is positive"),
    (lambda Z: (Z > 0) * 1.0, "where Z is positive"),
    (lambda Z: np.clip(Z, 0, 1), "no upper end"),
    (lambda Z: np.maximum(Z, 1), "smallest output"),
    (lambda Z: Z[Z > 0], "the shape with them"),
    (lambda Z: np.where(Z > 0, Z, 0.01 * Z), "leaky"),
    (lambda Z: Z, "comes back as it was"),
    (lambda Z: 0 * Z, "Everything is 0"),
    (relu_of_rows, "Right for two axes"),
    (lambda Z: [max(0, z) for z in Z], "goes along one axis"),
    (relu_in_place, "changes its input"),
    (lambda Z: np.maximum(Z, 0, out=Z), "changes its input"),
    (lambda Z: np.log(1 + np.exp(Z)), "numbers are not"),
    (lambda Z: np.maximum(Z, 0).ravel(), "Expected shape (4, 3)"),
    (lambda Z: print(np.maximum(Z, 0)), "returns None"),
    (lambda Z: np.maximum(Z), "raised an exception"),
]

# ------------------------------------------------------------------------------------ he_start


def start_by_loop(n_in, n_out, rng):
    W = np.zeros((n_in, n_out))
    for i in range(n_in):
        for k in range(n_out):
            W[i, k] = rng.normal(0, (2 / n_in) ** 0.5)
    return W


def start_in_place(n_in, n_out, rng):
    W = rng.standard_normal((n_in, n_out), dtype=np.float32)
    W *= np.sqrt(2 / n_in)
    return W


def start_by_central_limit(n_in, n_out, rng):
    sums = rng.random((n_in, n_out, 48)).sum(axis=2) - 24  # nearly normal, with variance 4
    return sums * np.sqrt(2 / n_in) / 2


def start_with(deviation, shape=lambda n_in, n_out: (n_in, n_out)):
    return lambda n_in, n_out, rng: deviation(n_in, n_out) * rng.standard_normal(shape(n_in, n_out))


def he(n_in, n_out):
    return np.sqrt(2 / n_in)


START_RIGHT = [
    lambda n_in, n_out, rng: rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)),
    lambda n_in, n_out, rng: rng.normal(scale=np.sqrt(2 / n_in), size=[n_in, n_out]),
    lambda n_in, n_out, rng: rng.normal(0, he(n_in, n_out), (n_in, n_out)).astype(np.float32),
    lambda n_in, n_out, rng: rng.normal(0, he(n_in, n_out), n_in * n_out).reshape(n_in, n_out),
    lambda n_in, n_out, rng: rng.normal(0, he(n_in, n_out), (n_out, n_in)).T,
    lambda n_in, n_out, rng: rng.normal(size=(n_in, n_out)) * 2**0.5 / n_in**0.5,
    lambda n_in, n_out, rng: rng.normal(0, he(n_in, n_out), (n_in, n_out)).view(np.matrix),
    start_with(he),
    start_in_place,
    start_by_central_limit,
    start_by_loop,
    lambda n_in, n_out, rng: start_by_loop(n_in, n_out, rng).tolist(),
]
START_WRONG = [
    (start_with(lambda n_in, n_out: 2 / n_in), "is the variance"),
    (lambda n_in, n_out, rng: rng.normal(0, 2 / n_in, (n_in, n_out)), "is the variance"),
    (start_with(lambda n_in, n_out: np.sqrt(2 / n_out)), "root is of 2 / n_out"),
    (start_with(lambda n_in, n_out: np.sqrt(1 / n_in)), "The 2 is missing"),
    (start_with(lambda n_in, n_out: np.sqrt(2 / (n_in + n_out))), "Xavier"),
    (start_with(lambda n_in, n_out: np.sqrt(2) / n_in), "n_in belongs under it"),
    (start_with(lambda n_in, n_out: 1 / n_in), "of yours is 1 / n_in"),
    (start_with(lambda n_in, n_out: np.sqrt(n_in / 2)), "Upside down"),
    (start_with(lambda n_in, n_out: np.sqrt(2 * n_in)), "Divide by n_in"),
    (start_with(lambda n_in, n_out: np.sqrt(1 / n_out)), "root is of 1 / n_out"),
    (start_with(lambda n_in, n_out: np.sqrt(2 / (n_in * n_out))), "2 / (n_in n_out)"),
    (start_with(lambda n_in, n_out: 1), "That is N(0, 1)"),
    (start_with(lambda n_in, n_out: 0.01), "Which is it by the formula?"),
    (start_with(lambda n_in, n_out: 1.3 * he(n_in, n_out)), "Which is it by the formula?"),
    (start_with(he, lambda n_in, n_out: (n_out, n_in)), "Rows and columns"),
    (start_with(he, lambda n_in, n_out: n_out), "should be (150, 60); yours is (60,)"),
    (start_with(he, lambda n_in, n_out: ()), "should be (150, 60); yours is ()"),
    (start_with(he, lambda n_in, n_out: (n_in, 1)), "should be (150, 60); yours is (150, 1)"),
    (lambda n_in, n_out, rng: rng.normal(he(n_in, n_out), 1, (n_in, n_out)), "mean comes first"),
    (lambda n_in, n_out, rng: rng.normal(he(n_in, n_out), size=(n_in, n_out)), "mean comes first"),
    (lambda n_in, n_out, rng: np.abs(rng.normal(0, he(n_in, n_out), (n_in, n_out))), "around 0"),
    (lambda n_in, n_out, rng: he(n_in, n_out) * rng.random((n_in, n_out)), "evenly"),
    (lambda n_in, n_out, rng: he(n_in, n_out) * rng.uniform(-1, 1, (n_in, n_out)), "evenly"),
    # The limits that Keras and PyTorch take for he_uniform: the deviation is right.
    (
        lambda n_in, n_out, rng: rng.uniform(-1, 1, (n_in, n_out)) * np.sqrt(6 / n_in),
        "evenly",
    ),
    (lambda n_in, n_out, rng: he(n_in, n_out) * rng.choice([-1, 1], (n_in, n_out)), "are equal"),
    (
        lambda n_in, n_out, rng: np.tile(rng.normal(0, he(n_in, n_out), n_out), (n_in, 1)),
        "are equal",
    ),
    (lambda n_in, n_out, rng: np.zeros((n_in, n_out)), "are equal"),
    (
        lambda n_in, n_out, rng: rng.laplace(0, he(n_in, n_out) / 2**0.5, (n_in, n_out)),
        "not normal",
    ),
    (
        lambda n_in, n_out, rng: (start_with(he)(n_in, n_out, rng), np.zeros(n_out)),
        "Return the weights alone",
    ),
    (
        lambda n_in, n_out, rng: start_with(he)(n_in, n_out, np.random.default_rng(0)),
        "does not come from rng",
    ),
    (lambda n_in, n_out, rng: np.random.randn(n_in, n_out) * he(n_in, n_out), "come from rng"),  # noqa: NPY002
    (lambda n_in, n_out, rng: rng.normal(0, he(n_in, n_out), n_in, n_out), "raised an exception"),
    (lambda n_in, n_out, rng: "normal", "array of numbers"),
]

# -------------------------------------------------------------------------------- the arrays


def as_loop(A, dZ):
    """Return the product over the batch, entry by entry."""
    dW = np.zeros((A.shape[1], dZ.shape[1]))
    for i in range(A.shape[1]):
        for j in range(dZ.shape[1]):
            for k in range(len(A)):
                dW[i, j] += A[k, i] * dZ[k, j]
    return dW


def weights(A, dZ):
    outer = sum(np.outer(a, d) for a, d in zip(A, dZ, strict=True))
    return [A.T @ dZ, as_loop(A, dZ), outer, (dZ.T @ A).T, (A.T @ dZ).tolist(), np.dot(A.T, dZ),
            np.einsum("ki,kj->ij", A, dZ)]  # fmt: skip


def biases(dZ):
    return [dZ.sum(axis=0), np.ones(B) @ dZ, sum(dZ), dZ.sum(axis=0).tolist(),
            B * dZ.mean(axis=0), np.add.reduce(dZ)]  # fmt: skip


def pairs(A, dZ):
    both = list(zip(weights(A, dZ), biases(dZ), strict=False))
    return [*both, list(both[0]), (both[0][0].tolist(), both[0][1])]


def activations(dZ, W):
    return [dZ @ W.T, np.dot(dZ, W.T), (W @ dZ.T).T, np.stack([W @ d for d in dZ]),
            np.einsum("kj,ij->ki", dZ, W), (dZ @ W.T).tolist()]  # fmt: skip


def masked(dA, Z):
    return [dA * (Z > 0), np.where(Z > 0, dA, 0), dA * (np.maximum(Z, 0) > 0),
            dA * np.heaviside(Z, 0),
            dA * (Z > 0).astype(np.float32), dA - dA * (Z <= 0)]  # fmt: skip


def with_right_partner(A, dZ, weights, biases):
    """Return pairs of a wrong dW and the right db, or the other way round, with their messages."""
    right = A.T @ dZ, dZ.sum(axis=0)
    return [
        *(((dW, right[1]), said) for dW, said in weights),
        *(((right[0], db), said) for db, said in biases),
        (right[::-1], "wrong way round"),
        (right[0], "Expected a pair"),
        ((right[0], None), "right. This is None"),
    ]


RIGHT = {
    "relu": RELU_RIGHT,
    "he_start": START_RIGHT,
    "dZ3": [
        (P - Y) / B,
        (P - Y) / len(P),
        0.2 * (softmax(Z3) - Y),
        ((P - Y) / B).tolist(),
        -(Y - P) / B,
        ((P - Y) / B).astype(object),
        ((P - Y) / B).view(np.matrix),
    ],
    "dW3": weights(A2, dZ3),
    "db3": biases(dZ3),
    "dA2": activations(dZ3, W3),
    "dZ2": masked(dA2, Z2),
    "dW2_db2": pairs(A1, dZ2),
    "dA1": activations(dZ2, W2),
    "dZ1": masked(dA1, Z1),
    "dW1_db1": pairs(X, dZ1),
}
WRONG = {
    "relu": RELU_WRONG,
    "he_start": START_WRONG,
    "dZ3": [
        (P - Y, "1/B is missing"),
        ((Y - P) / B, "P - Y or Y - P"),
        (Y - P, "wrong sign, and the 1/B"),
        (P / B, "Y is missing"),
        (P, "nothing of the targets"),
        (P - Y / B, "Only Y is divided"),
        (-Y * np.log(P) / B, "their slope is wanted"),
        (-Y * np.log(P), "their slope is wanted"),
        (-Y / P, "not along the scores Z3, and the 1/B"),
        (2 * (P - Y) / B, "A 2 comes from squares"),
        ((P - Y) / B + 2e-5, "is -0.00613; your dZ3[3, 0] is -0.00611"),
        ((P - Y) / 10, "ivided by the number of all entries"),
        ((P - Y) / 2, "number of classes"),
        ((P - Y).mean(axis=0), "Averaged over the batch"),
        (-Y / P / B, "along the probabilities"),
        ((P - Y) * P * (1 - P) / B, "P (1 - P) too many"),
        ((P - Y) / B**2, "ivided by B twice"),
        ((P - Y) / B + 0j, "dtype complex128"),
        (((P - Y) / B).T, "dZ3 has shape (2, 5)"),
        ((P - Y) / B + 0.001, "By nudging, the slope along Z3["),
        (None, "This is None"),
        ((P - y[:, np.newaxis]) / B, "labels were subtracted as numbers"),
        (abs(P - Y) / B, "absolute value"),
        (P * (1 - P) / B, "slope of a probability"),
        ((Z3 - Y) / B, "softmax has been left out"),
        ((P - Y) * Y / B, "Only the entry of the right class"),
        ((1 - P) / B, "1 in the place of Y"),
    ],
    "dW3": [
        (dZ3.T @ A2, "Rows and columns are exchanged"),
        (Z2.T @ dZ3, "Z2 in the place of A2"),
        (A1.T @ dZ3, "A1 in the place of A2"),
        ((A2 > 0).T @ dZ3, "A2 > 0 in the place of A2: that says only which units were on. By nu"),
        ((Z2 > 0).T @ (P - Y), "A2 > 0 in the place of A2: that says only which units were on. "),
        ((A1 > 0).T @ dZ3, "which units were on. A1 in the place of A2. Which array went"),
        (A2.T @ (P - Y), "5 times too large"),
        (A2.T @ dZ3 / B, "5 times too small"),
        (-A2.T @ dZ3, "very entry that is not 0 has the wrong sign"),
        (A2.T @ P, "targets have been forgotten"),
        (np.array([np.outer(a, d) for a, d in zip(A2, dZ3, strict=True)]), "for each example"),
        (A2.T @ dZ3 * 1.01, "By nudging, the slope along W3["),
        (np.outer(A2[3], dZ3[3]), "one example"),
        (A2[1:2].T @ dZ3[1:2], "one example"),
        (A2, "dW3 has shape (5, 4), and W3 has shape (4, 2)"),
        (A2.T @ P / B, "targets have been forgotten"),
        (np.outer(A2.sum(axis=0), dZ3.sum(axis=0)), "Each factor was added up by itself"),
        ((P - Y).T @ A2, "Rows and columns are exchanged. And the 1/B is missing"),
        (2 * A2.T @ dZ3, "Twice as large"),
    ],
    "db3": [
        (dZ3.mean(axis=0), "mean over the batch"),
        (dZ3.sum(axis=1), "wrong axis"),
        (dZ3.sum(axis=0, keepdims=True), "has one axis"),
        (dZ3, " row for each example"),
        (dZ3.sum(), "its own bias"),
        ((P - Y).sum(axis=0), "5 times too large"),
        (-dZ3.sum(axis=0), "wrong sign"),
        (dZ3[0], "By nudging, the slope along b3["),
        (dZ3.mean(), "Reduced over everything"),
        (dZ3.mean(axis=1), "Reduced along the wrong axis"),
        (dZ3.sum(axis=0)[:, np.newaxis], "as a column"),
    ],
    "dA2": [
        (W3 @ dZ3.T, "Rows and columns are exchanged"),
        (dZ3 @ W3.T * (Z2 > 0), "mask of the ReLU is in it already"),
        ((P - Y) @ W3.T, "5 times too large"),
        (dZ3 @ W3.T / B, "5 times too small"),
        (-dZ3 @ W3.T, "wrong sign"),
        (dZ3[:, :, np.newaxis] * W3.T, "has shape (5, 2, 4)"),
        (A2, "numbers of A2"),
        (dZ3 @ W3.T * (Z1 > 0), "that of layer 1"),
        (P @ W3.T, "targets have been forgotten. And the 1/B"),
        (dZ3 @ (A2.T @ dZ3).T, "dW3 in the place of W3"),
        (
            (P - Y) @ W3.T * (Z2 > 0),
            "is in it already. That step comes next; dA2 is what arrives before it. And the 1/B",
        ),
    ],
    "dZ2": [
        (dA2, "othing has been blocked"),
        (dA2 * (A2 >= 0), "asks A2 >= 0"),
        (dA2 * (Z1 > 0), "mask is that of layer 1"),
        (dA2 * (A1 > 0), "mask is that of layer 1"),
        (dA2 * Z2, "by Z2 itself"),
        (dA2 * A2, "by A2"),
        (dA2 * (Z2 < 0), "lets pass what should be blocked"),
        (dA2 * (dA2 > 0), "applied to dA2"),
        (np.maximum(dA2, 0), "applied to dA2"),
        (Z2 > 0, "the mask alone"),
        ((Z2 > 0) * 1.0, "mask alone"),
        (dA2 > 0, "sign of dA2, and is a mask alone"),
        (np.where(Z2 > 0, dA2, 0.01 * dA2), "leaky"),
        (
            -dA2,
            "othing has been blocked. Either the mask is missing, or it asks A2 >= 0, which is "
            "true everywhere. And the sign is wrong",
        ),
        (dA2 * np.sign(Z2), "sign of Z2"),
        (dA2 * (Z1 > 0) * (Z2 > 0), "Two masks"),
        (dA2 * Z1, "Multiplied by Z1"),
        (dA2 * (1 - A2**2), "slope of tanh"),
        (-dA2 * (Z2 > 0), "wrong sign"),
    ],
    "dW2_db2": with_right_partner(
        A1,
        dZ2,
        [
            ((A1.T @ dZ2).T, "Rows and columns are exchanged"),
            (dZ2.T @ A1, "Rows and columns are exchanged"),
            (Z1.T @ dZ2, "Z1 in the place of A1"),
            (Z2.T @ dZ2, "Z2 in the place of A1"),
            (A2.T @ dZ2, "A2 in the place of A1. Which array went into layer 2"),
            ((A1 > 0).T @ dZ2, "A1 > 0 in the place of A1: that says only which units were on"),
            (A1.T @ dA2, "dA2 in the place of dZ2: the mask"),
            (A1.T @ (dA2 * (Z1 > 0)), "The mask in dZ2 is that of layer 1"),
            (
                Z1.T @ dA2,
                "Z1 in the place of A1. Layer 2 was fed with what came out of the ReLU. dA2",
            ),
            (dZ2.T @ A2, "A2 in the place of A1. Which array went into layer 2? Rows and columns"),
            (A1.T @ dZ1, "dZ1 in the place of dZ2"),
            (X.T @ dZ2, "X in the place of A1"),
            (A1.T @ dZ2 / B, "5 times too small"),
            (-5 * A1.T @ dZ2, "wrong sign. And the 1/B is missing"),
            (np.zeros((4, 4)), "Nothing but zeros"),
            (A1.T @ dZ2 + 0.1, "Of the 14 entries that are not 0, 0 agree"),
            (A1 * dZ2, "matrix product is wanted"),
            (np.outer(A1[2], dZ2[2]), "one example"),
        ],
        [
            (dZ2.mean(axis=0), "dW2 is right. Reduced over the right axis, but this is a mean"),
            (dZ2.sum(axis=1), "wrong axis"),
            (dA2.sum(axis=0), "mask has been left out"),
            (dA2.mean(axis=0), "mask has been left out. Reduced over the right axis"),
            (dA2.sum(axis=1), "mask has been left out. Reduced along the wrong axis"),
            (dA2, "mask has been left out. A row for each example"),
            (dZ2.sum(axis=0)[np.newaxis], "has one axis"),
            (dZ2, "row for each example"),
            (dZ2.sum(), "its own bias"),
            ((A1.T @ dZ2).sum(axis=0), "dW2 was added up"),
        ],
    ),
    "dA1": [
        (dZ2 @ W2, "W2 has not been turned"),
        (dA2 @ W2.T, "mask has been left out"),
        (dZ2 @ np.linalg.inv(W2), "not undoing"),
        (dZ2 @ W2.T * (Z1 > 0), "mask of the ReLU is in it already"),
        (W2 @ dZ2.T, "Rows and columns are exchanged"),
        (dZ2, "numbers of dZ2"),
        (dA2, "numbers of dA2"),
        (dA2 @ W2, "mask has been left out. W2 has not been turned"),
        (dA2 @ W2.T * (Z1 > 0), "mask has been left out. The mask of the ReLU is in it already"),
        (dZ2 @ W2 * (Z1 > 0), "W2 has not been turned. The mask of the ReLU is in it already"),
        (dZ2 @ W2.T * (Z2 > 0), "that of layer 2"),
    ],
    "dZ1": [
        (dA1, "othing has been blocked"),
        (dA1 * (Z2 > 0), "mask is that of layer 2"),
        (dA1 * (A2 > 0), "mask is that of layer 2"),
        (dA2 * (Z1 > 0), "dA2 in the place of dA1"),
        (dZ2 * (Z1 > 0), "step through W2 has been left out"),
        (dZ2 @ W2 * (Z1 > 0), "W2 has not been turned"),
        (np.where(Z1 > 0, dA1, 0.1 * dA1), "leaky"),
        (dA1 * Z1, "by Z1 itself"),
        (dA1 * (A1 >= 0), "asks A1 >= 0"),
        (dA1 * (dA1 > 0), "applied to dA1"),
        (dA1 * np.sign(Z1), "sign of Z1"),
        (dA1 * (Z1 > 0) * (Z2 > 0), "Two masks"),
        (dZ2 @ W2, "W2 has not been turned. Nothing has been blocked"),
        (dA2 @ W2.T * (Z1 > 0), "the mask of layer 2 has been left out"),
        (dA1 * (1 - A1**2), "slope of tanh"),
    ],
    "dW1_db1": with_right_partner(
        X,
        dZ1,
        [
            (dZ1.T @ X, "Rows and columns are exchanged"),
            (X.T @ dZ2, "dZ2 in the place of dZ1. It is that of layer 2"),
            (X.T @ dA1, "mask has been left out"),
            (X.T @ dA2, "dA2 in the place of dZ1"),
            (dA1.T @ X, "mask has been left out. Rows and columns are exchanged"),
            (X.T @ (dA1 * (Z2 > 0)), "The mask in dZ1 is that of layer 2"),
            (A1.T @ dZ1, "A1 in the place of X"),
            (X.T @ dZ1 / B, "5 times too small"),
            (B * X.T @ dZ1, "5 times too large"),
            (np.outer(X[4], dZ1[4]), "one example"),
        ],
        [
            (dZ1.mean(axis=0), "dW1 is right. Reduced over the right axis, but this is a mean"),
            (dZ1.sum(axis=1), "wrong axis"),
            (dA1.sum(axis=0), "mask has been left out"),
            (dZ2.sum(axis=0), "dZ2 in the place of dZ1"),
            (dZ1.sum(axis=0, keepdims=True), "has one axis"),
            (dZ1.sum(), "its own bias"),
            (dZ1.sum(axis=0)[:, np.newaxis], "as a column"),
        ],
    ),
}

# ---------------------------------------------------------------------------------- backward


def backward_by_insertion(parameters, A, dZ):
    gradients = []
    for i in range(len(parameters) - 1, -1, -1):
        gradients.insert(0, (A[i].T @ dZ, dZ.sum(axis=0)))
        dZ = np.where(A[i] > 0, dZ @ parameters[i][0].T, 0)
    return gradients


def backward_by_recursion(parameters, A, dZ):
    *below, (W, _) = parameters
    own = (A[len(below)].T @ dZ, dZ.sum(axis=0))
    if not below:
        return [own]
    return [*backward_by_recursion(below, A, (dZ @ W.T) * (A[len(below)] > 0)), own]


def backward_with_zip(parameters, A, dZ):
    gradients = []
    for (W, _), A_in in zip(parameters[::-1], A[-2::-1], strict=True):
        gradients.append([np.dot(A_in.T, dZ), np.sum(dZ, axis=0)])
        dZ = dZ @ W.T
        dZ = dZ * (A_in > 0)
    return list(reversed(gradients))


def backward_into_places(parameters, A, dZ):
    gradients = [None] * len(parameters)
    i = len(parameters) - 1
    while i >= 0:
        gradients[i] = (A[i].T @ dZ, np.ones(len(dZ)) @ dZ)
        dA = dZ @ parameters[i][0].T
        dZ = dA * np.sign(np.maximum(A[i], 0))
        i -= 1
    return tuple(gradients)


def backward_example_by_example(parameters, A, dZ):
    gradients = [(np.zeros_like(W), np.zeros_like(b)) for W, b in parameters]
    for k in range(len(dZ)):
        d = dZ[k]
        for i in reversed(range(len(parameters))):
            gradients[i][0][...] += np.outer(A[i][k], d)
            gradients[i][1][...] += d
            d = (parameters[i][0] @ d) * (A[i][k] > 0)
    return gradients


def backward_as_lists(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((np.einsum("ki,kj->ij", A[i], dZ).tolist(), dZ.sum(0).tolist()))
        dZ = np.array(dZ @ parameters[i][0].T)
        dZ[A[i] <= 0] = 0
    return gradients[::-1]


def backward_like(
    weight=lambda A, dZ: A.T @ dZ,
    bias=lambda dZ: dZ.sum(axis=0),
    mask=lambda A, i: A[i] > 0,
    through=lambda parameters, i: parameters[i][0].T,
    ends=lambda gradients: gradients[::-1],
    fed=lambda A, i: A[i],
):
    def gradients_of(parameters, A, dZ):
        gradients = []
        for i in reversed(range(len(parameters))):
            gradients.append((weight(fed(A, i), dZ), bias(dZ)))
            if i:
                dZ = dZ @ through(parameters, i) * mask(A, i)
        return ends(gradients)

    return gradients_of


def backward_with_one_dZ(parameters, A, dZ):
    return [(A[i].T @ dZ, dZ.sum(axis=0)) for i, _ in enumerate(parameters)]


def backward_two_lists(parameters, A, dZ):
    pairs = backward_with_zip(parameters, A, dZ)
    return [dW for dW, _ in pairs], [db for _, db in pairs]


def backward_spoils_dZ(parameters, A, dZ):
    dZ[:] = 0
    return backward_with_zip(parameters, A, dZ)


def backward_with_masks_from_Z(parameters, A, dZ):
    """Go forward once more, for the Z of every layer."""
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            W, b = parameters[i - 1]
            dZ = dZ @ parameters[i][0].T * (A[i - 1] @ W + b > 0)
    return gradients[::-1]


def backward_mask_from_its_own_sign(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        dZ = dZ @ parameters[i][0].T
        dZ = dZ * (dZ > 0)
    return gradients[::-1]


def backward_down_too_early(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        if i > 0:
            dZ = dZ @ parameters[i][0].T * (A[i] > 0)
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
    return gradients[::-1]


def backward_through_dW(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        dW = A[i].T @ dZ
        gradients.append((dW, dZ.sum(axis=0)))
        dZ = dZ @ dW.T * (A[i] > 0)
    return gradients[::-1]


def backward_returns_in_the_loop(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        dZ = dZ @ parameters[i][0].T * (A[i] > 0)
        return gradients[::-1]


def backward_without_parentheses(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = dZ @ parameters[i][0].T * A[i] > 0
    return gradients[::-1]


RIGHT["backward"] = [
    backward_with_masks_from_Z,
    backward_by_insertion,
    backward_by_recursion,
    backward_with_zip,
    backward_into_places,
    backward_example_by_example,
    backward_as_lists,
]
WRONG["backward"] = [
    (backward_like(ends=lambda gradients: gradients), "the last layer first"),
    (backward_like(bias=lambda dZ: dZ.mean(axis=0)), "db of every layer is a mean"),
    (backward_like(bias=lambda dZ: dZ.sum(axis=0, keepdims=True)), "one axis too many"),
    (backward_like(weight=lambda A, dZ: (A.T @ dZ).T), "dW of every layer is transposed"),
    (backward_like(weight=lambda A, dZ: A.T @ dZ / len(dZ)), "divided by B once too often"),
    (backward_like(mask=lambda A, i: 1), "nothing is blocked"),
    (backward_like(mask=lambda A, i: A[i] >= 0), "nothing is blocked"),
    (backward_like(mask=lambda A, i: A[i]), "A is multiplied in"),
    (backward_like(mask=lambda A, i: A[i - 1] > 0), "mask is of the layer below"),
    (backward_like(through=lambda parameters, i: parameters[i][0]), "W has to be turned"),
    (backward_like(through=lambda parameters, i: parameters[i - 1][0].T), "wrong layer"),
    (backward_with_one_dZ, "every layer gets the dZ of the last"),
    (backward_like(ends=lambda gradients: gradients[-2::-1]), "first layer are missing"),
    (backward_like(ends=lambda gradients: [dW for dW, _ in gradients[::-1]]), "should be a pair"),
    (backward_like(weight=lambda A, dZ: 1.01 * A.T @ dZ), "dW of layer 3 (counted from 0)"),
    (backward_like(fed=lambda A, i: A[i + 1]), "what came out of the layer"),
    (
        backward_like(fed=lambda A, i: A[i + 1], mask=lambda A, i: A[i + 1] > 0),
        "Both dW and the mask",
    ),
    (backward_like(ends=lambda gradients: [(db, dW) for dW, db in gradients[::-1]]), "wrong way"),
    (backward_two_lists, "two lists"),
    (
        backward_like(weight=lambda A, dZ: A.T @ dZ / len(A), bias=lambda dZ: dZ.mean(axis=0)),
        "Everything is divided by B",
    ),
    (backward_mask_from_its_own_sign, "sign of what comes back"),
    (backward_down_too_early, "First the pair, then the step"),
    (backward_through_dW, "dZ goes down through dW"),
    (backward_returns_in_the_loop, "inside the loop"),
    (backward_without_parentheses, "mask in parentheses"),
    (backward_like(fed=lambda A, i: A[0]), "uses A[0] for every layer"),
    (backward_like(bias=lambda dZ: dZ.sum(axis=1)), "added up along the wrong axis"),
    (
        backward_like(ends=lambda gradients: [(-dW, -db) for dW, db in gradients[::-1]]),
        "Every sign is wrong",
    ),
    (
        backward_like(ends=lambda gradients: [g for pair in gradients[::-1] for g in pair]),
        "Put the two of each layer in a pair",
    ),
    (backward_spoils_dZ, "changes its input"),
]

# --------------------------------------------------------------------------------------- tanh


class KeepsTheSlope(Layer):
    def forward(self, Z, training=False):
        A = np.tanh(Z)
        self.slope = 1 - A * A
        return A

    def backward(self, dA):
        return self.slope * dA


class KeepsTheInput(Layer):
    def forward(self, Z, training=False):
        self.Z = Z
        return np.tanh(self.Z)

    def backward(self, dA):
        return dA / np.cosh(self.Z) ** 2


class ByExponentials(Layer):
    def forward(self, Z, training=None):
        up, down = np.exp(Z), np.exp(-Z)
        self.output = (up - down) / (up + down)
        return self.output

    def backward(self, dA):
        return dA * (1 - self.output) * (1 + self.output)


class ByLoop(Layer):
    def forward(self, Z, training=False):
        self.A = np.array([[np.tanh(z) for z in row] for row in Z])
        return self.A

    def backward(self, dA):
        dZ = np.zeros_like(dA)
        for place in np.ndindex(dA.shape):
            dZ[place] = dA[place] * (1 - self.A[place] ** 2)
        return dZ


class ReturnsACopy(Layer):
    def forward(self, Z, **options):
        self.A = np.tanh(Z)
        return self.A.copy()

    def backward(self, dA):
        dZ = 1 - np.square(self.A)
        dZ *= dA
        return dZ


class WithConstructor(Layer):
    def __init__(self):
        self.A = None

    def forward(self, Z, training=False):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA, **options):
        return np.multiply(dA, 1 - self.A**2)


def layer(forward, backward, keeps=np.tanh):
    """Return a layer class made of two functions; what ``keeps`` gives goes to ``backward``."""

    class Tanh(Layer):
        def forward(self, Z, training=False):
            self.kept = keeps(Z)
            return forward(Z)

        def backward(self, dA):
            return backward(dA, self.kept)

    return Tanh


class NoLayer:
    forward = KeepsTheSlope.forward
    backward = KeepsTheSlope.backward


class ForgetsTraining(Layer):
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


class KeepsNothing(Layer):
    def forward(self, Z, training=False):
        return np.tanh(Z)

    def backward(self, dA):
        return dA * (1 - self.A**2)


class FirstBatchOnly(Layer):
    A = None

    def forward(self, Z, training=False):
        self.A = np.tanh(Z) if self.A is None else self.A
        return np.tanh(Z)

    def backward(self, dA):
        return dA * (1 - self.A**2)


class OneForAll(Layer):
    def forward(self, Z, training=False):
        OneForAll.A = np.tanh(Z)
        return OneForAll.A

    def backward(self, dA):
        return dA * (1 - OneForAll.A**2)


class ChangesZ(Layer):
    def forward(self, Z, training=False):
        Z[...] = np.tanh(Z)
        self.A = Z.copy()
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


class NoReturn(Layer):
    def forward(self, Z, training=False):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        self.dZ = dA * (1 - self.A**2)


class KeepsInTrainingOnly(Layer):
    def forward(self, Z, training=False):
        A = np.tanh(Z)
        if training:
            self.A = A
        return A

    def backward(self, dA):
        return dA * (1 - self.A**2)


class Misspelt(Layer):
    def foward(self, Z, training=False):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


class WithoutBackward(Layer):
    forward = Misspelt.foward


class WithoutSelf(Layer):
    def forward(Z, training=False):
        return np.tanh(Z)

    def backward(dA):
        return dA


class NoDefault(Layer):
    def forward(self, Z, training):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


RIGHT["tanh_layer"] = [
    NoDefault,
    KeepsTheSlope,
    KeepsTheInput,
    ByExponentials,
    ByLoop,
    ReturnsACopy,
    WithConstructor,
]
WRONG["tanh_layer"] = [
    (layer(np.tanh, lambda dA, A: 1 - A**2), "the slope alone"),
    (layer(np.tanh, lambda dA, A: dA * (1 - np.tanh(A) ** 2)), "once too often"),
    (layer(np.tanh, lambda dA, Z: dA * (1 - Z**2), keeps=np.copy), "computed from Z"),
    (layer(np.tanh, lambda dA, A: dA * (1 - dA**2)), "computed from dA"),
    (layer(np.tanh, lambda dA, A: dA * (A > 0)), "ReLU's"),
    (layer(np.tanh, lambda dA, A: dA), "slope of tanh is missing"),
    (layer(np.tanh, lambda dA, A: dA + 1 - A**2), "multiplies"),
    (layer(np.tanh, lambda dA, A: dA / (1 - A**2)), "multiplies"),
    (layer(np.tanh, lambda dA, A: dA * A), "by the output"),
    (layer(np.copy, lambda dA, A: dA * (1 - A**2)), "forward returns its input"),
    (layer(np.sinh, lambda dA, A: dA * (1 - A**2)), "In forward"),
    (NoLayer, "inherit from Layer"),
    (KeepsTheSlope(), "without parentheses"),
    (ForgetsTraining, "training"),
    (KeepsNothing, "has not kept"),
    (FirstBatchOnly, "first batch"),
    (OneForAll, "shared by all layers"),
    (ChangesZ, "changes its input"),
    (NoReturn, "backward returns None"),
    (KeepsInTrainingOnly, "with training=False it is not"),
    (np.tanh, "Pass the class"),
    (layer(np.tanh, lambda dA, A: dA * 1 - A**2), "parentheses are missing"),
    (layer(np.tanh, lambda dA, A: dA * (1 - A)), "a square is missing"),
    (layer(np.tanh, lambda dA, A: dA * (A**2 - 1)), "the sign is wrong"),
    (layer(np.tanh, lambda dA, A: dA * (1 + A**2)), "a sign is wrong"),
    (layer(np.tanh, lambda dA, A: dA * (1 - A) ** 2), "too much is squared"),
    (layer(np.tanh, lambda dA, A: dA * (1 - abs(A))), "too small between"),
    (layer(np.tanh, lambda dA, A: dA * (1 - 2 * A)), "two times A"),
    (layer(np.tanh, lambda dA, A: dA * -2 * A), "differentiated once more"),
    (layer(np.tanh, lambda dA, A: dA * 2 * (1 - A**2)), "twice too much"),
    (layer(np.tanh, lambda dA, A: dA * (1 - A ^ 2)), "written **"),
    (layer(np.tanh, lambda dA, A: dA * A * (1 - A)), "the sigmoid's"),
    (
        layer(lambda Z: 1 / (1 + np.exp(-Z)), lambda dA, A: dA * (1 - A**2)),
        "forward is the sigmoid",
    ),
    (Misspelt, "no method forward"),
    (WithoutBackward, "no method backward"),
    (WithoutSelf, "self as its first parameter"),
    (layer(lambda Z: np.tanh(Z).tolist(), lambda dA, A: dA * (1 - A**2)), "come as a list"),
    (
        layer(np.tanh, lambda dA, A: (dA * (1 - A**2)).astype(np.float32)),
        "In backward the numbers are right, but they come as an array of shape (3, 4) and dtype "
        "float32",
    ),
]


def four(
    dZ=lambda P, Y: (P - Y) / len(Y),
    bend=np.tanh,
    end=softmax,
    shift=1,
    slope=lambda A, Z: 1 - A**2,
    fed=lambda A, Z: A,
    bias=lambda dZ: dZ.sum(axis=0),
    through=lambda W: W.T,
    returned=lambda *arrays: arrays,
):
    def gradients(X, Y, W1, b1, W2, b2):
        Z1 = X @ W1 + shift * b1
        A1 = bend(Z1)
        dZ2 = dZ(end(A1 @ W2 + shift * b2), Y)
        dZ1 = dZ2 @ through(W2) * slope(A1, Z1)
        return returned(X.T @ dZ1, bias(dZ1), fed(A1, Z1).T @ dZ2, bias(dZ2))

    return gradients


def four_by_example(X, Y, W1, b1, W2, b2):
    found = [np.zeros_like(array) for array in (W1, b1, W2, b2)]
    for x, target in zip(X, Y, strict=True):
        a = np.tanh(x @ W1 + b1)
        d2 = (softmax((a @ W2 + b2)[np.newaxis])[0] - target) / len(X)
        d1 = (W2 @ d2) * (1 - a * a)
        for array, share in zip(found, (np.outer(x, d1), d1, np.outer(a, d2), d2), strict=True):
            array += share
    return found


RIGHT["tanh_network_gradients"] = [
    four(),
    four_by_example,
    four(slope=lambda A, Z: 1 / np.cosh(Z) ** 2),
    four(slope=lambda A, Z: (1 - A) * (1 + A)),
    four(returned=lambda *arrays: [array.tolist() for array in arrays]),
    four(returned=lambda *arrays: [array.astype(np.float32) for array in arrays]),
]
WRONG["tanh_network_gradients"] = [
    (four(dZ=lambda P, Y: P - Y), "B times too large"),
    (four(dZ=lambda P, Y: (Y - P) / len(Y)), "wrong sign"),
    (four(dZ=lambda P, Y: (P - Y) / len(Y) ** 2), "divided by B twice"),
    (four(dZ=lambda P, Y: (P - Y) / Y.size), "all entries of Y"),
    (four(dZ=lambda P, Y: (P - Y) * P * (1 - P) / len(Y)), "P (1 - P) too many"),
    (four(bend=lambda Z: np.maximum(Z, 0)), "way forward stands a ReLU"),
    (four(bend=lambda Z: np.maximum(Z, 0), slope=lambda A, Z: Z > 0), "ReLU, forward and back"),
    (four(end=lambda Z: Z), "softmax is missing"),
    (four(shift=0), "biases are missing"),
    (four(bias=lambda dZ: dZ.sum(axis=0, keepdims=True)), "one axis too many"),
    (four(returned=lambda a, b, c, d: ((a, b), (c, d))), "two pairs"),
    (four(slope=lambda A, Z: 1), "slope of tanh is missing"),
    (four(slope=lambda A, Z: A > 0), "ReLU's"),
    (four(slope=lambda A, Z: 1 - np.tanh(A) ** 2), "once too often"),
    (four(slope=lambda A, Z: 1 - Z**2), "from Z1"),
    (four(fed=lambda A, Z: Z), "dW2 is wrong, the other three are right"),
    (four(bias=lambda dZ: dZ.mean(axis=0)), "db1 and db2 are means"),
    (four(through=lambda W: W), "W2 has to be turned"),
    (four(returned=lambda a, b, c, d: (c, d, a, b)), "wrong order"),
    (four(returned=lambda a, b, c, d: (a.T, b, c.T, d)), "transposed"),
    (four(returned=lambda a, b, c, d: (a, b, c, 2 * d)), "Wrong: db2. Right: dW1, db1, dW2."),
    (four(returned=lambda a, b, c, d: (a, b, c)), "Expected 4 arrays"),
]
