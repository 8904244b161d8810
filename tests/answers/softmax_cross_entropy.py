"""Answers to the exercises of notebook 03, as readers write them."""

import math

import numpy as np
from scipy.special import log_softmax as scipy_log_softmax
from scipy.special import logsumexp
from scipy.special import softmax as scipy_softmax

from mlp_helpers import SoftmaxCrossEntropy, log_softmax, one_hot, softmax

# --- plain_softmax --------------------------------------------------------------------------------


def plain_loop(Z):
    P = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            P[i, j] = math.exp(Z[i, j]) / sum(math.exp(s) for s in Z[i])
    return P


def plain_list(Z):
    rows = []
    for row in Z:
        e = [math.exp(s) for s in row]
        rows.append([v / sum(e) for v in e])
    return rows


def plain_in_place(Z):
    E = np.exp(Z)
    E /= E.sum(axis=1, keepdims=True)
    return E


def plain_newaxis(Z):
    E = np.exp(Z)
    return E / E.sum(1)[:, None]


def plain_transposed(Z):
    E = np.exp(Z.T)
    return (E / E.sum(axis=0)).T


def plain_float32(Z):
    E = np.exp(Z.astype(np.float32))
    return E / E.sum(axis=1, keepdims=True)


def plain_out(Z):
    E = np.exp(Z, out=np.empty(Z.shape))
    return np.divide(E, np.sum(E, axis=-1, keepdims=True), out=E)


def plain_einsum(Z):
    E = np.exp(Z)
    return np.einsum("bc,b->bc", E, 1 / E.sum(axis=1))


def plain_power(Z):
    E = np.e**Z
    return E / E.sum(axis=1, keepdims=True)


def plain_like_Z(Z):
    P = np.zeros_like(Z)
    for i, row in enumerate(Z):
        for j, score in enumerate(row):
            P[i, j] = np.exp(score) / np.exp(row).sum()
    return P


def plain_generator(Z):
    for row in Z:
        yield np.exp(row) / np.exp(row).sum()


# --- stable_softmax -------------------------------------------------------------------------------


def stable_loop(Z):
    def one(row):
        m = max(row)
        e = [math.exp(s - m) for s in row]
        return [v / sum(e) for v in e]

    return np.array(one(Z)) if Z.ndim == 1 else np.array([one(row) for row in Z])


def stable_along(Z):
    return np.apply_along_axis(lambda r: np.exp(r - r.max()) / np.exp(r - r.max()).sum(), -1, Z)


def stable_in_place(Z):
    E = Z - np.max(Z, axis=-1, keepdims=True)
    np.exp(E, out=E)
    E /= np.sum(E, axis=-1, keepdims=True)
    return E


def stable_two_cases(Z):
    rows = np.atleast_2d(Z)
    E = np.exp(rows - rows.max(axis=1)[:, np.newaxis])
    P = E / E.sum(axis=1)[:, np.newaxis]
    return P[0] if Z.ndim == 1 else P


def stable_float64(Z):
    Z = np.asarray(Z, dtype=np.float64)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def stable_differences(Z):
    return 1 / np.exp(Z[..., np.newaxis, :] - Z[..., :, np.newaxis]).sum(axis=-1)


def stable_axis_1(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def shifted(shift):
    def function(Z):
        E = np.exp(Z - shift(Z))
        return E / E.sum(axis=-1, keepdims=True)

    return function


def stable_no_keepdims(Z):
    E = np.exp(Z - Z.max(axis=-1))
    return E / E.sum(axis=-1)


def stable_sum_as_a_row(Z):
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return E / np.sum(E, axis=-1)


def stable_with_epsilon(Z):
    E = np.exp(Z)
    return E / (E.sum(axis=-1, keepdims=True) + 1e-12)


def middle(Z):
    return (Z.max(axis=-1, keepdims=True) + Z.min(axis=-1, keepdims=True)) / 2


# --- loss_from_labels -----------------------------------------------------------------------------


def loss_loop(Z, y):
    total = 0.0
    for row, label in zip(Z, y, strict=True):
        m = max(row)
        total += m + math.log(sum(math.exp(s - m) for s in row)) - row[label]
    return total / len(y)


def loss_fancy(Z, y):
    return -scipy_log_softmax(Z, axis=1)[np.arange(len(y)), y].mean()


def loss_one_hot(Z, y):
    return -np.sum(one_hot(y, Z.shape[1]) * log_softmax(Z)) / len(y)


def loss_eye(Z, y):
    Y = np.eye(Z.shape[1])[y]
    return np.mean(logsumexp(Z, axis=1) - (Z * Y).sum(axis=1))


def loss_take(Z, y):
    picked = np.take_along_axis(Z, y[:, np.newaxis], axis=1)
    return float((np.logaddexp.reduce(Z, axis=1, keepdims=True) - picked).mean())


def loss_package(Z, y):
    return SoftmaxCrossEntropy().forward(Z, y)


def loss_comprehension(Z, y):
    return np.average([logsumexp(Z[i]) - Z[i, y[i]] for i in range(len(y))])


def loss_shifted(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    return -(Z[range(len(y)), y] - np.log(np.exp(Z).sum(axis=1))).sum() / len(Z)


def picked(Z, y):
    return log_softmax(Z)[np.arange(len(y)), y]


def p_picked(Z, y):
    return softmax(Z)[np.arange(len(y)), y]


def no_shift(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def loss_one_shift(Z, y):
    E = np.exp(Z - Z.max())
    return np.mean(np.log(E.sum(axis=1)) + Z.max() - Z[np.arange(len(y)), y])


def picked_scores(Z, y):
    return Z[np.arange(len(y)), y]


def loss_table(Z, y):
    m = Z.max(axis=1, keepdims=True)
    return np.mean(m + np.log(np.exp(Z - m).sum(axis=1)) - picked_scores(Z, y))


def loss_table_of_picked(Z, y):
    m = Z.max(axis=1, keepdims=True)
    terms = np.log(np.exp(Z - m).sum(axis=1, keepdims=True)) + m - picked_scores(Z, y)
    return terms.sum() / terms.size


def loss_table_of_maxima(Z, y):
    m = Z.max(axis=1)
    log_sum = np.log(np.sum(np.exp(Z - m[:, None]), axis=1, keepdims=True))
    return (m + log_sum - picked_scores(Z, y)).mean()


def loss_maxima_as_a_row(Z, y):
    m = Z.max(axis=1)
    E = np.exp(Z - m)
    return np.mean(m + np.log(E.sum(axis=1)) - picked_scores(Z, y))


# --- p_minus_y ------------------------------------------------------------------------------------


def difference_subtract_one(Z, y):
    P = softmax(Z)
    P[np.arange(len(y)), y] -= 1
    return P / len(y)


def difference_loop(Z, y):
    G = np.zeros_like(Z)
    for b in range(len(y)):
        p = softmax(Z[b])
        for i in range(Z.shape[1]):
            G[b, i] = (p[i] - (1 if i == y[b] else 0)) / len(y)
    return G


def difference_list(Z, y):
    B, C = Z.shape
    P = scipy_softmax(Z, axis=1)
    return [[(P[b, c] - (c == y[b])) / B for c in range(C)] for b in range(B)]


def difference_package(Z, y):
    loss = SoftmaxCrossEntropy()
    loss.forward(Z, y)
    return loss.backward()


def difference_equal(Z, y):
    return (np.exp(log_softmax(Z)) - (y[:, np.newaxis] == np.arange(Z.shape[1]))) / Z.shape[0]


def difference_in_place(Z, y):
    G = softmax(Z)
    G -= one_hot(y, num_classes=Z.shape[1])
    G /= len(G)
    return G


def difference_whole_columns(Z, y):
    P = softmax(Z)
    P[:, y] -= 1
    return P / len(y)


# --- training_step --------------------------------------------------------------------------------


def gradient_of(Z, y):
    return (softmax(Z) - one_hot(y, Z.shape[1])) / len(y)


def step_plain(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(0)


def step_list(W, b, X, y, learning_rate):
    dZ = gradient_of(np.dot(X, W) + b, y)
    return [W - learning_rate * np.dot(X.T, dZ), b - learning_rate * np.sum(dZ, axis=0)]


def step_copies(W, b, X, y, learning_rate):
    W, b = W.copy(), b.copy()
    dZ = gradient_of(X @ W + b, y)
    W -= learning_rate * (X.T @ dZ)
    b -= learning_rate * dZ.sum(axis=0)
    return W, b


def step_loop(W, b, X, y, learning_rate):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for x, label in zip(X, y, strict=True):
        p = softmax(x @ W + b)
        p[label] -= 1
        dW += np.outer(x, p)
        db += p
    return W - learning_rate * dW / len(y), b - learning_rate * db / len(y)


def step_ones(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return W - learning_rate * (dZ.T @ X).T, b - learning_rate * np.ones(len(y)) @ dZ


def step_einsum(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    dW = np.einsum("bi,bk->ik", X, dZ)
    return W + (-learning_rate) * dW, b + (-learning_rate) * dZ.sum(axis=0)


def step_folded(W, b, X, y, learning_rate):
    """The bias as one more row of weights."""
    wide, all_weights = np.column_stack([X, np.ones(len(X))]), np.vstack([W, b])
    new = all_weights - learning_rate * wide.T @ gradient_of(wide @ all_weights, y)
    return new[:-1], new[-1]


def step_scaled(W, b, X, y, learning_rate, of_W=1, of_b=1):
    dZ = gradient_of(X @ W + b, y)
    return W - of_W * learning_rate * X.T @ dZ, b - of_b * learning_rate * dZ.sum(axis=0)


def step_transposed(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return W - learning_rate * dZ.T @ X, b - learning_rate * dZ.sum(axis=0)


def step_in_place(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    W -= learning_rate * X.T @ dZ
    b -= learning_rate * dZ.sum(axis=0)
    return W, b


def step_sum_over_classes(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=1)


def step_without_bias(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W, y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0)


def step_after_W(W, b, X, y, learning_rate):
    """The bias moved by the gradient at the weights that have moved already."""
    W = W - learning_rate * X.T @ gradient_of(X @ W + b, y)
    return W, b - learning_rate * gradient_of(X @ W + b, y).sum(axis=0)


def step_W_without_rate(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return W - X.T @ dZ, b - learning_rate * dZ.sum(axis=0)


def step_b_without_rate(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return W - learning_rate * X.T @ dZ, b - dZ.sum(axis=0)


def step_gradients(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return X.T @ dZ, dZ.sum(axis=0)


def step_returns_scaled_gradients(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return learning_rate * X.T @ dZ, learning_rate * dZ.sum(axis=0)


def step_keeps_dimension(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W + b, y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0, keepdims=True)


def step_minus_bias(W, b, X, y, learning_rate):
    dZ = gradient_of(X @ W - b, y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0)


def step_of_probabilities(W, b, X, y, learning_rate):
    dZ = softmax(X @ W + b) / len(y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0)


def step_of_bare_probabilities(W, b, X, y, learning_rate):
    dZ = softmax(X @ W + b)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0)


def step_generator(W, b, X, y, learning_rate):
    yield from step_plain(W, b, X, y, learning_rate)


# --- softmax_backward -----------------------------------------------------------------------------


def backward_jacobians(P, dP):
    return np.array([d @ (np.diag(p) - np.outer(p, p)) for p, d in zip(P, dP, strict=True)])


def backward_loop(P, dP):
    out = np.zeros_like(P)
    B, C = P.shape
    for b in range(B):
        for i in range(C):
            for j in range(C):
                out[b, i] += dP[b, j] * P[b, j] * ((i == j) - P[b, i])
    return out


def backward_einsum(P, dP):
    return P * dP - P * np.einsum("bc,bc->b", P, dP)[:, None]


def backward_in_place(P, dP):
    out = P * dP
    out -= P * out.sum(axis=1, keepdims=True)
    return out


def backward_list(P, dP):
    pairs = zip(P, dP, strict=True)
    return [list(p * (d - np.dot(p, d))) for p, d in pairs]


def backward_transposed(P, dP):
    return (P.T * (dP.T - np.sum(P.T * dP.T, axis=0))).T


def backward_tensor(P, dP):
    J = np.eye(P.shape[1]) * P[:, :, None] - P[:, :, None] * P[:, None, :]
    return (dP[:, None, :] @ J)[:, 0]


# --- log_softmax_jacobian -------------------------------------------------------------------------


def jacobian_loop(z):
    p, C = softmax(z), len(z)
    return [[(1 if i == j else 0) - p[i] for i in range(C)] for j in range(C)]


def jacobian_chain(z):
    p = softmax(z)
    return (np.diag(p) - np.outer(p, p)) / p[:, np.newaxis]


def jacobian_outer(z):
    return np.eye(len(z)) - np.outer(np.ones(len(z)), scipy_softmax(z))


def jacobian_tile(z):
    return np.identity(len(z)) - np.tile(softmax(z), (len(z), 1))


def jacobian_float32(z):
    return (np.eye(len(z)) - softmax(z)).astype(np.float32)


def jacobian_fill(z):
    J = np.empty((len(z), len(z)))
    J[:] = -softmax(z)
    J[np.diag_indices(len(z))] += 1
    return J


# --- temperature ----------------------------------------------------------------------------------


def temperature_loop(Z, T):
    rows = []
    for row in Z:
        m = max(row) / T
        e = [math.exp(s / T - m) for s in row]
        rows.append([v / sum(e) for v in e])
    return rows


def temperature_logs(Z, T):
    U = Z / T
    return np.exp(U - logsumexp(U, axis=1, keepdims=True))


def temperature_in_place(Z, T):
    U = Z / T
    U -= U.max(axis=1, keepdims=True)
    np.exp(U, out=U)
    U /= U.sum(axis=1, keepdims=True)
    return U


def temperature_shift_first(Z, T):
    E = np.exp((Z - Z.max(axis=1, keepdims=True)) / T)
    return E / E.sum(axis=1, keepdims=True)


def temperature_newaxis(Z, T):
    E = np.exp(Z / T - (Z / T).max(1)[:, None])
    return E / E.sum(1)[:, None]


def temperature_shifted(shift):
    def function(Z, T):
        E = np.exp(Z / T - shift(Z / T))
        return E / E.sum(axis=1, keepdims=True)

    return function


def powers(Z, T):
    R = softmax(Z) ** (1 / T)
    return R / R.sum(axis=1, keepdims=True)


def powers_of_exponentials(Z, T):
    E = np.exp(Z - Z.max(axis=1, keepdims=True)) ** (1 / T)
    return E / E.sum(axis=1, keepdims=True)


def over_everything(Z, T):
    E = np.exp(Z / T - (Z / T).max())
    return E / E.sum()


def over_columns(Z, T):
    return softmax((Z / T).T).T


def maximum_of_Z(Z, T):
    E = np.exp(Z / T - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def divided_after_exp(Z, T):
    E = np.exp(Z - Z.max(axis=1, keepdims=True)) / T
    return E / E.sum(axis=1, keepdims=True)


# --- temperature_gradient -------------------------------------------------------------------------


def tempered(Z, y, T):
    return (softmax(Z / T) - one_hot(y, Z.shape[1])) / (len(y) * T)


def tempered_loop(Z, y, T):
    G = np.zeros(Z.shape)
    for b, row in enumerate(Z):
        G[b] = softmax(row / T)
        G[b, y[b]] -= 1
    return G / len(y) / T


def tempered_package(Z, y, T):
    loss = SoftmaxCrossEntropy()
    loss.forward(Z / T, y)
    return loss.backward() / T


def tempered_eye(Z, y, T):
    return 1 / T * (scipy_softmax(Z / T, axis=1) - np.eye(Z.shape[1])[y]) / Z.shape[0]


def tempered_list(Z, y, T):
    return tempered(Z, y, T).tolist()


def tempered_measured(Z, y, T, epsilon=1e-5):
    G = np.zeros_like(Z)
    for at in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[at] = epsilon
        up, down = (loss_fancy((Z + sign * step) / T, y) for sign in (1, -1))
        G[at] = (up - down) / (2 * epsilon)
    return G


def tempered_in_place(Z, y, T):
    P = softmax(Z / T)
    P[range(len(y)), y] -= 1
    P /= T * len(P)
    return P


Y = one_hot
RIGHT = {
    "product_entry": [-1, -1.0, np.array(-1), np.int64(-1), np.array([-1])],
    "plain_softmax": [
        plain_loop, plain_list, plain_in_place, plain_newaxis, plain_transposed, plain_float32,
        plain_out, plain_einsum, plain_power, softmax, lambda Z: scipy_softmax(Z, axis=1),
    ],
    "stable_softmax": [
        stable_loop, stable_along, stable_in_place, stable_two_cases, stable_float64,
        stable_differences, softmax, lambda Z: scipy_softmax(Z, axis=-1),
        lambda Z: np.exp(log_softmax(Z)),
    ],
    "loss_from_labels": [
        loss_loop, loss_fancy, loss_one_hot, loss_eye, loss_take, loss_package, loss_comprehension,
        loss_shifted,
    ],
    "p_minus_y": [
        difference_subtract_one, difference_loop, difference_list, difference_package,
        difference_equal, difference_in_place, gradient_of,
    ],
    "training_step": [
        step_plain, step_list, step_copies, step_loop, step_ones, step_einsum, step_folded,
    ],
    "softmax_backward": [
        backward_jacobians, backward_loop, backward_einsum, backward_in_place, backward_list,
        backward_transposed, backward_tensor,
    ],
    "log_softmax_jacobian": [
        jacobian_loop, jacobian_chain, jacobian_outer, jacobian_tile, jacobian_float32,
        jacobian_fill,
    ],
    "temperature": [
        temperature_loop, temperature_logs, temperature_in_place, temperature_shift_first,
        temperature_newaxis, lambda Z, T: softmax(Z / T),
        lambda Z, T: scipy_softmax(Z / T, axis=1),
    ],
    "temperature_gradient": [
        tempered, tempered_loop, tempered_package, tempered_eye, tempered_list, tempered_measured,
        tempered_in_place,
    ],
}  # fmt: skip

WRONG = {
    "product_entry": [
        (7, "counts from 0"),
        (9, "belongs to column 1"),
        (5, "belongs to column 0"),
        (4, "belongs to the first row"),
        (11, "negative"),
        (6, "pair by pair"),
        (0, "bias comes later"),
        (3, "Not this number"),
        (1, "Not this number"),
        ("-1", "a single number"),
        ([0, -6, 1, 4], "a single number"),
    ],
    "plain_softmax": [
        (lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1), "lined up with the columns"),
        (lambda Z: np.exp(Z) / sum(np.exp(Z)), "columns sum to 1"),
        (lambda Z: np.exp(Z) / np.sum(np.exp(Z)), "compete with each other"),
        (lambda Z: Z / Z.sum(axis=1, keepdims=True), "scores themselves"),
        (lambda Z: np.exp(Z), "division is still to come"),
        (lambda Z: Z / np.exp(Z).sum(axis=1, keepdims=True), "where their exponentials belong"),
        (lambda Z: np.exp(Z).sum(axis=1, keepdims=True), "sums of the rows"),
        (lambda Z: np.exp(Z) / np.exp(Z).max(axis=1, keepdims=True), "largest entry is 1"),
        (lambda Z: np.exp(Z) / Z.sum(axis=1, keepdims=True), "sum of the scores"),
        (lambda Z: np.exp(-Z) / np.exp(-Z).sum(axis=1, keepdims=True), "A sign"),
        (lambda Z: 2.0**Z / (2.0**Z).sum(axis=1, keepdims=True), "factor of 2"),
        (lambda Z: 1 / (1 + np.exp(-Z)), "one score alone"),
        (lambda Z: Z**2 / (Z**2).sum(axis=1, keepdims=True), "keeps the order"),
        (lambda Z: np.exp(Z) / np.exp(Z).mean(axis=1, keepdims=True), "mean of the row"),
        (lambda Z: softmax(Z)[0], "Expected shape"),
        (lambda Z: np.log(plain_newaxis(Z)), "logarithms"),
        (lambda Z: Z.argmax(axis=1), "Expected shape"),
        (lambda Z: np.exp(Z, out=1.0 * Z) / Z.sum(axis=1, keepdims=True), "sum of the scores"),
        (lambda Z: np.exp(Z) // np.exp(Z).sum(axis=1, keepdims=True), "cuts off"),
        (lambda Z: np.exp(Z).sum(axis=1, keepdims=True) / np.exp(Z), "upside down"),
        (lambda Z: np.exp(Z) / np.exp(Z.sum(axis=1, keepdims=True)), "exponential of their sum"),
        (lambda Z: plain_newaxis(Z) * 100, "percentages"),
        (lambda Z: softmax(softmax(Z)), "once more"),
        (plain_like_Z, "Z may hold integers"),
        (lambda Z: 2.718**Z / (2.718**Z).sum(axis=1, keepdims=True), "three decimals"),
        (lambda Z: 2.7183**Z / (2.7183**Z).sum(1)[:, None], "four decimals"),
        (lambda Z: np.round(softmax(Z), 4), "all the digits"),
        (plain_generator, "yields its result"),
        (lambda Z: (np.exp(row) / np.exp(row).sum() for row in Z), "iterator"),
    ],
    "stable_softmax": [
        (plain_power, "softmax of exercise 2"),
        (shifted(lambda Z: 0), "without changing its probabilities"),
        (stable_axis_1, "only axis 0"),
        (shifted(lambda Z: Z.max()), "whole batch"),
        (shifted(lambda Z: Z.min(axis=-1, keepdims=True)), "smallest score"),
        (shifted(lambda Z: Z.mean(axis=-1, keepdims=True)), "mean of each row"),
        (shifted(lambda Z: np.max(Z, axis=0)), "numbers are not"),
        (lambda Z: shifted(lambda Z: 0)(np.clip(Z, -80, 80)), "Clipping"),
        (lambda Z: shifted(lambda Z: 0)(Z / Z.max(axis=-1, keepdims=True)), "Dividing"),
        (lambda Z: np.nan_to_num(shifted(lambda Z: 0)(Z)), "hides the overflow"),
        (lambda Z: np.exp(Z - Z.max(axis=-1, keepdims=True)), "division by the sum"),
        (stable_no_keepdims, "stand as a column"),
        (shifted(lambda Z: Z.max(axis=-1)), "the maxima do not"),
        (stable_sum_as_a_row, "the sums do not"),
        (stable_with_epsilon, "NaN or infinity"),
        (lambda Z: softmax(np.abs(Z)), "numbers are not"),
        (log_softmax, "numbers are not"),
        (shifted(middle), "the middle between"),
        (shifted(lambda Z: abs(Z).max(axis=-1, keepdims=True)), "sign ignored"),
    ],
    "loss_from_labels": [
        (lambda Z, y: -picked(Z, y).sum(), "sum over the batch"),
        (lambda Z, y: -picked(Z, y).sum() / Z.size, "B times C"),
        (lambda Z, y: -np.mean(Y(y, Z.shape[1]) * log_softmax(Z)), "B times C"),
        (lambda Z, y: -log_softmax(Z)[:, y].mean(), "one entry from each row"),
        (lambda Z, y: np.mean(-np.log(softmax(Z))[:, y]), "one entry from each row"),
        (lambda Z, y: np.mean(-np.log(softmax(Z) + 1e-12)[:, y]), "one entry from each row"),
        (lambda Z, y: -log_softmax(Z[:, y]).mean(), "Not this number"),
        (lambda Z, y: -log_softmax(Z).mean(), "all classes"),
        (lambda Z, y: -log_softmax(Z).max(axis=1).mean(), "highest score"),
        (lambda Z, y: -np.log(p_picked(Z, y)).mean(), "without going through"),
        (lambda Z, y: -np.log(p_picked(Z, y) + 1e-12).mean(), "27.6"),
        (lambda Z, y: -np.log(np.clip(p_picked(Z, y), 1e-12, 1)).mean(), "27.6"),
        (lambda Z, y: -np.log(p_picked(Z, y) + 1e-7).mean(), "16.1"),
        (lambda Z, y: -np.log(p_picked(Z, y) + 1e-8).mean(), "18.4"),
        (lambda Z, y: -np.log(p_picked(Z, y) + 1e-15).mean(), "34.5"),
        (lambda Z, y: -np.nan_to_num(np.log(p_picked(Z, y))).mean(), "nan_to_num"),
        (lambda Z, y: logsumexp(Z, axis=1).mean(), "log-sum-exp alone"),
        (lambda Z, y: np.mean(logsumexp(Z, axis=1) + Z[range(len(y)), y]), "is added"),
        (lambda Z, y: -np.log(p_picked(Z, y).mean()), "logarithm first"),
        (loss_one_shift, "whole batch"),
        (loss_table, "B by B"),
        (loss_table_of_picked, "B by B"),
        (loss_table_of_maxima, "B by B"),
        (lambda Z, y: np.mean(logsumexp(Z, axis=1, keepdims=True) - picked_scores(Z, y)), "B by B"),
        (loss_maxima_as_a_row, "stand as a column"),
        (lambda Z, y: [loss_fancy(Z, y)], "not a list of one"),
        (lambda Z, y: np.array([loss_fancy(Z, y)]), "not a list of one"),
        (lambda Z, y: np.mean(logsumexp(Z, axis=1, keepdims=True) - Z[:, y]), "row number"),
        (
            lambda Z, y: -np.sum(Y(y, Z.shape[1]) * np.log(softmax(Z)), axis=1).mean(),
            "0 times infinity",
        ),
        (lambda Z, y: -np.log(no_shift(Z)[np.arange(len(y)), y]).mean(), "shift is missing"),
        (
            lambda Z, y: np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]),
            "needs the shift",
        ),
        (lambda Z, y: -picked(Z, y).mean() / np.log(10), "base 10"),
        (lambda Z, y: -picked(Z, y).mean() / np.log(2), "base 2"),
        (lambda Z, y: picked(Z, y).mean(), "negative"),
        (lambda Z, y: picked(Z, y), "sign missing"),
        (lambda Z, y: -picked(Z, y), "one for each example"),
        (lambda Z, y: -np.median(picked(Z, y)), "Not this number"),
        (
            lambda Z, y: np.mean(
                np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1))
                - Z[np.arange(len(y)), y]
            ),
            "not added again",
        ),
        (lambda Z, y: np.mean(Z.max(axis=1) - Z[np.arange(len(y)), y]), "largest score"),
        (lambda Z, y: np.mean((softmax(Z) - Y(y, Z.shape[1])) ** 2), "squared error"),
        (lambda Z, y: 1 - p_picked(Z, y).mean(), "Not this number"),
    ],
    "p_minus_y": [
        (lambda Z, y: -gradient_of(Z, y), "Every sign"),
        (lambda Z, y: softmax(Z) - Y(y, Z.shape[1]), "factor 1/B is missing"),
        (lambda Z, y: gradient_of(Z, y) / Z.shape[1], "number of classes too"),
        (lambda Z, y: (softmax(Z) - Y(y, Z.shape[1])) / Z.shape[1], "divide by their number"),
        (lambda Z, y: (softmax(Z) - Y(y)) / len(y), "ten columns"),
        (lambda Z, y: softmax(Z) / len(y), "Where does the target"),
        (lambda Z, y: softmax(Z) - Y(y), "1/B is missing too"),
        (difference_whole_columns, "one entry of each row"),
        (lambda Z, y: (softmax(softmax(Z)) - Y(y, Z.shape[1])) / len(y), "once more"),
        (lambda Z, y: (softmax(Z) - Y(y, Z.shape[1])) ** 2 / len(y), "square is too much"),
        (lambda Z, y: (softmax(Z) + Y(y, Z.shape[1])) / len(y), "add the target"),
        (lambda Z, y: softmax(Z) - y[:, None], "one-hot"),
        (lambda Z, y: (softmax(Z) - y[:, None]) / len(y), "one-hot"),
        (lambda Z, y: (softmax(Z.T).T - Y(y, Z.shape[1])) / len(y), "wrong axis"),
        (lambda Z, y: (Z - Y(y, Z.shape[1])) / len(y), "from the scores"),
        (lambda Z, y: (no_shift(Z) - Y(y, Z.shape[1])) / len(y), "does not overflow"),
        (lambda Z, y: (p_picked(Z, y) - 1) / len(y), "shape of Z"),
        (lambda Z, y: (log_softmax(Z) - Y(y, Z.shape[1])) / len(y), "logarithm"),
        (lambda Z, y: np.abs(gradient_of(Z, y)), "numbers are not"),
        (lambda Z, y: gradient_of(Z, y).mean(axis=0), "Expected shape"),
        (lambda Z, y: -Y(y, Z.shape[1]) / softmax(Z) / len(y), "numbers are not"),
        (lambda Z, y: softmax(Z) - Y(y, Z.shape[1]) / len(y), "Only the target"),
        (lambda Z, y: 1 / len(y) * softmax(Z) - Y(y, Z.shape[1]), "Only the probabilities"),
        (lambda Z, y: Y(y, Z.shape[1]) - softmax(Z), "Two things at once"),
        (lambda Z, y: softmax(Z), "still to be subtracted"),
        (lambda Z, y: (softmax(Z) - Y(y, Z.shape[1])) * len(y), "You multiply"),
    ],
    "training_step": [
        (lambda *a: step_scaled(*a, of_W=-1, of_b=-1), "uphill"),
        (lambda W, b, X, y, r: step_plain(W, b, X, y, r / len(y)), "once more"),
        (lambda W, b, X, y, r: step_plain(W, b, X, y, r * len(y)), "too long"),
        (lambda W, b, X, y, r: step_scaled(W, b, X, y, r, of_b=1 / len(y)), "For b you took"),
        (lambda W, b, X, y, r: step_scaled(W, b, X, y, r, of_W=1 / len(y)), "For W you divided"),
        (lambda *a: step_scaled(*a, of_b=0), "b has not moved"),
        (lambda *a: step_scaled(*a, of_W=0), "W has not moved"),
        (lambda *a: step_scaled(*a, of_b=-1), "b went uphill"),
        (lambda W, b, X, y, r: step_plain(W, b, X, y, 1), "fifth argument"),
        (lambda *a: step_plain(*a)[::-1], "wrong order"),
        (lambda *a: step_plain(*a)[0], "bias learns too"),
        (step_transposed, "other way round"),
        (step_in_place, "changes its input"),
        (step_sum_over_classes, "one for each class"),
        (step_without_bias, "without the bias"),
        (step_after_W, "computed with the new W"),
        (lambda *a: step_scaled(*a, of_W=-1), "W went uphill"),
        (step_W_without_rate, "step of W does not use"),
        (step_b_without_rate, "step of b does not use"),
        (step_gradients, "step is still to come"),
        (step_returns_scaled_gradients, "where they arrive"),
        (step_keeps_dimension, "new b is not"),
        (lambda *a: {"W": step_plain(*a)[0]}, "Return two arrays"),
        (lambda W, b, X, y, r: step_plain(W, b, X, y, 0.3), "rate 0.3"),
        (lambda W, b, X, y, r: step_plain(W, b, X, y, 0.1), "rate 0.1"),
        (step_minus_bias, "minus the bias"),
        (step_of_probabilities, "The target is missing"),
        (step_of_bare_probabilities, "probabilities alone"),
        (step_generator, "yields its result"),
    ],
    "softmax_backward": [
        (lambda P, dP: P * (1 - P) * dP, "diagonal"),
        (lambda P, dP: P * (dP - (P * dP).sum(axis=1)), "column of shape"),
        (lambda P, dP: P * (dP - (P * dP).sum(axis=0)), "over the examples"),
        (lambda P, dP: P * (dP - (P * dP).sum()), "whole batch"),
        (lambda P, dP: P * (dP - dP.sum(axis=1, keepdims=True)), "weighted"),
        (lambda P, dP: P * (dP - (P * dP).mean(axis=1, keepdims=True)), "paths add up"),
        (lambda P, dP: dP - (P * dP).sum(axis=1, keepdims=True), "factor in front"),
        (lambda P, dP: P * dP, "first half"),
        (lambda P, dP: P * dP - (P * dP).sum(axis=1, keepdims=True), "not left out"),
        (lambda P, dP: P * (dP + (P * dP).sum(axis=1, keepdims=True)), "One sign"),
        (lambda P, dP: backward_loop(softmax(P), dP), "once more"),
        (lambda P, dP: backward_loop(P, dP) / len(P), "divided by B"),
        (lambda P, dP: -backward_loop(P, dP), "Every sign"),
        (lambda P, dP: P - dP, "numbers are not"),
        (lambda P, dP: P * dP * (1 - P.sum(axis=1, keepdims=True)), "numbers are not"),
    ],
    "log_softmax_jacobian": [
        (lambda z: jacobian_outer(z).T, "swapped"),
        (lambda z: np.eye(len(z)) - softmax(z)[:, None], "swapped"),
        (lambda z: np.diag(1 - softmax(z)), "Only the diagonal"),
        (lambda z: np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)), "softmax itself"),
        (lambda z: softmax(z) - np.eye(len(z)), "Every sign"),
        (lambda z: 1 - softmax(z), "as a row"),
        (lambda z: 1 - np.tile(softmax(z), (len(z), 1)), "1 everywhere"),
        (lambda z: np.zeros((len(z), len(z))) - softmax(z), "second term"),
        (lambda z: np.eye(len(z)) - log_softmax(z), "not the logarithm"),
        (lambda z: np.eye(len(z)) + softmax(z), "is subtracted"),
        (lambda z: np.diag(1 / softmax(z)), "1/p"),
        (lambda z: np.eye(len(z)) - np.exp(z), "numbers are not"),
        (lambda z: np.eye(len(z)), "numbers are not"),
    ],
    "temperature": [
        (over_columns, "columns sum to 1"),
        (over_everything, "compete with each other"),
        (temperature_shifted(lambda Z: 0), "returns NaN"),
        (temperature_shifted(lambda Z: Z.min(axis=1, keepdims=True)), "smallest score"),
        (temperature_shifted(lambda Z: Z.mean(axis=1, keepdims=True)), "mean of each row"),
        (temperature_shifted(lambda Z: Z.max()), "whole batch"),
        (maximum_of_Z, "Divide first"),
        (powers, "0.000045"),
        (powers_of_exponentials, "0.000045"),
        (lambda Z, T: softmax(Z * T), "upside down"),
        (lambda Z, T: softmax(Z) / T, "not the probabilities"),
        (lambda Z, T: softmax(softmax(Z) / T), "once more"),
        (lambda Z, T: softmax(Z - T), "no effect"),
        (lambda Z, T: softmax(Z), "no effect"),
        (lambda Z, T: softmax(Z // T), "numbers are not"),
        (divided_after_exp, "A division after exp cancels"),
    ],
    "temperature_gradient": [
        (lambda Z, y, T: -tempered(Z, y, T), "Every sign"),
        (lambda Z, y, T: tempered(Z, y, T) * len(y), "factor 1/B is missing"),
        (lambda Z, y, T: tempered(Z, y, T) * T, "inner function"),
        (lambda Z, y, T: tempered(Z, y, T) * T**2, "another number"),
        (lambda Z, y, T: softmax(Z / T) - Y(y, Z.shape[1]), "Two factors"),
        (lambda Z, y, T: tempered(Z, y, T) / Z.shape[1], "number of classes too"),
        (lambda Z, y, T: gradient_of(Z, y), "without a temperature"),
        (lambda Z, y, T: gradient_of(Z, y) / T, "at temperature T"),
        (lambda Z, y, T: gradient_of(Z * T, y) / T, "not multiplied"),
        (lambda Z, y, T: softmax(Z / T) / (len(y) * T), "Where does the target"),
        (lambda Z, y, T: (softmax(Z.T / T).T - Y(y, Z.shape[1])) / (len(y) * T), "wrong axis"),
        (lambda Z, y, T: tempered(Z, y, T) / T, "factor 1/T twice"),
        (lambda Z, y, T: -gradient_of(Z / T, y), "Two things at once"),
        (lambda Z, y, T: (softmax(Z / T) - Y(y, Z.shape[1])) / T / Z.shape[1], "their number"),
        (lambda Z, y, T: (softmax(Z / T) - Y(y, Z.shape[1]) / T) / len(y), "in parentheses"),
        (lambda Z, y, T: tempered(Z, y, T).sum(axis=0), "Expected shape"),
    ],
}
