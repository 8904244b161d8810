"""Answers to the exercises of notebook 05."""

import math

import numpy as np

from mlp_course.exercises.training_from_scratch import (
    backward,
    forward,
    sgd_step,
    softmax_cross_entropy,
)

# ------------------------------------------------------------------------------- gradient_step


def step_by_index(parameters, gradients, learning_rate):
    for i in range(len(parameters)):
        for j in range(2):
            parameters[i][j][...] -= learning_rate * gradients[i][j]


def step_by_names(parameters, gradients, learning_rate):
    for i, (W, b) in enumerate(parameters):
        dW, db = gradients[i]
        W += -learning_rate * dW
        b += -learning_rate * db


def step_with_new_pairs(parameters, gradients, learning_rate):
    for i, ((W, b), (dW, db)) in enumerate(zip(parameters, gradients, strict=True)):
        parameters[i] = (W - learning_rate * dW, b - learning_rate * db)


def step_that_returns_too(parameters, gradients, learning_rate):
    sgd_step(parameters, gradients, learning_rate)
    return parameters


def step_with_subtract(parameters, gradients, learning_rate):
    for pair, slopes in zip(parameters, gradients, strict=True):
        for array, slope in zip(pair, slopes, strict=True):
            np.subtract(array, learning_rate * slope, out=array)


def step_entry_by_entry(parameters, gradients, learning_rate):
    for pair, slopes in zip(parameters, gradients, strict=True):
        for array, slope in zip(pair, slopes, strict=True):
            for place in np.ndindex(array.shape):
                array[place] = array[place] - learning_rate * slope[place]


def step_with_new_list(parameters, gradients, learning_rate):
    parameters[:] = [
        tuple(a - learning_rate * d for a, d in zip(pair, slopes, strict=True))
        for pair, slopes in zip(parameters, gradients, strict=True)
    ]


def step_on_copies(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W = W - learning_rate * dW
        b = b - learning_rate * db


def step_returns_new(parameters, gradients, learning_rate):
    return [
        (W - learning_rate * dW, b - learning_rate * db)
        for (W, b), (dW, db) in zip(parameters, gradients, strict=True)
    ]


def step_uphill(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W += learning_rate * dW
        b += learning_rate * db
    return parameters


def step_without_rate(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= dW
        b -= db


def step_of_weights(parameters, gradients, learning_rate):
    for (W, _), (dW, _) in zip(parameters, gradients, strict=True):
        W -= learning_rate * dW


def step_of_biases(parameters, gradients, learning_rate):
    for (_, b), (_, db) in zip(parameters, gradients, strict=True):
        b -= learning_rate * db


def step_bias_uphill(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= learning_rate * dW
        b += learning_rate * db


def step_at_fixed_rate(parameters, gradients, learning_rate):
    sgd_step(parameters, gradients, 0.1)


def step_of_first_layer(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= learning_rate * dW
        b -= learning_rate * db
        return parameters


def step_of_last_layer(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):  # noqa: B007
        pass
    W -= learning_rate * dW
    b -= learning_rate * db


def step_that_replaces(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W[...] = learning_rate * dW
        b[...] = learning_rate * db


def step_with_parentheses(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W[...] = learning_rate * (W - dW)
        b[...] = learning_rate * (b - db)


def step_that_spoils_gradients(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        dW *= learning_rate
        db *= learning_rate
        W -= dW
        b -= db


def step_that_subtracts_lists(parameters, gradients, learning_rate):
    return parameters - learning_rate * gradients


def step_that_yields(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        yield W - learning_rate * dW, b - learning_rate * db


def step_divided(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= learning_rate * dW / len(W)
        b -= learning_rate * db / len(b)


def step_slightly_off(parameters, gradients, learning_rate):
    sgd_step(parameters, gradients, 1.01 * learning_rate)


# --------------------------------------------------------------------------------- train_epoch


def epoch_in_steps(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        Z = A[-1]
        loss, dZ = softmax_cross_entropy(Z, y)
        losses.append(loss)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
    return losses


def epoch_with_extended_list(parameters, batches, learning_rate):
    losses = []
    for batch in batches:
        A = forward(parameters, batch[0])
        loss, dZ = softmax_cross_entropy(A[-1], batch[1])
        for (W, b), (dW, db) in zip(parameters, backward(parameters, A, dZ), strict=True):
            W -= learning_rate * dW
            b -= learning_rate * db
        losses += [loss]
    return losses


def epoch_as_array(parameters, batches, learning_rate):
    return np.array(epoch_in_steps(parameters, batches, learning_rate))


def epoch_as_tuple_of_floats(parameters, batches, learning_rate):
    return tuple(map(float, epoch_in_steps(parameters, batches, learning_rate)))


def epoch_by_a_function(parameters, batches, learning_rate):
    def update(X, y):
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
        return loss

    return [update(X, y) for X, y in batches]


def epoch_with_own_loss(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        P = np.exp(A[-1] - A[-1].max(axis=1, keepdims=True))
        P /= P.sum(axis=1, keepdims=True)
        Y = np.eye(P.shape[1])[y]
        losses.append(-np.mean(np.log((P * Y).sum(axis=1))))
        sgd_step(parameters, backward(parameters, A, (P - Y) / len(y)), learning_rate)
    return losses


def epoch_by_index(parameters, batches, learning_rate):
    losses = np.zeros(len(batches))
    for i, (X, y) in enumerate(batches):
        A = forward(parameters, X)
        losses[i], dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
    return losses


def epoch_without_step(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        backward(parameters, A, dZ)
        losses.append(loss)
    return losses


def epoch_uphill(parameters, batches, learning_rate):
    return epoch_in_steps(parameters, batches, -learning_rate)


def epoch_at_fixed_rate(parameters, batches, learning_rate):
    return epoch_in_steps(parameters, batches, 0.1)


def epoch_last_loss(parameters, batches, learning_rate):
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
    return loss


def epoch_first_batch(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
        losses.append(loss)
        return losses


def epoch_losses_afterwards(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        _, dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
        losses.append(softmax_cross_entropy(forward(parameters, X)[-1], y)[0])
    return losses


def epoch_of_dZ(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        _, dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
        losses.append(dZ)
    return losses


def epoch_step_outside(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        gradients = backward(parameters, A, dZ)
        losses.append(loss)
    sgd_step(parameters, gradients, learning_rate)
    return losses


def epoch_of_one_step(parameters, batches, learning_rate):
    losses, all_gradients = [], []
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        losses.append(loss)
        all_gradients.append(backward(parameters, A, dZ))
    for gradients in all_gradients:
        sgd_step(parameters, gradients, learning_rate)
    return losses


def epoch_without_return(parameters, batches, learning_rate):
    epoch_in_steps(parameters, batches, learning_rate)


def epoch_of_parameters(parameters, batches, learning_rate):
    epoch_in_steps(parameters, batches, learning_rate)
    return parameters


def epoch_that_yields(parameters, batches, learning_rate):
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
        yield loss


def epoch_of_all_scores(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A, y)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
        losses.append(loss)
    return losses


def epoch_shorter_and_shorter(parameters, batches, learning_rate):
    losses = []
    for i, batch in enumerate(batches):
        losses += epoch_in_steps(parameters, [batch], learning_rate / (1 + i))
    return losses


def epoch_with_exchanged_arguments(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        sgd_step(backward(parameters, A, dZ), parameters, learning_rate)
        losses.append(loss)
    return losses


def epoch_of_sums(parameters, batches, learning_rate):
    batches = list(batches)
    losses = epoch_in_steps(parameters, batches, learning_rate)
    return [loss * len(y) for loss, (_, y) in zip(losses, batches, strict=True)]


def epoch_divided_again(parameters, batches, learning_rate):
    losses = []
    for X, y in batches:
        A = forward(parameters, X)
        loss, dZ = softmax_cross_entropy(A[-1], y)
        losses.append(loss)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate / len(y))
    return losses


# ------------------------------------------------------------------------------- momentum_step


def momentum_in_place(w, v, g, learning_rate, momentum):
    v *= momentum
    v += g
    w -= learning_rate * v
    return w, v


def momentum_in_a_loop(w, v, g, learning_rate, momentum):
    new_w, new_v = np.empty_like(w), np.empty_like(v)
    for place in np.ndindex(w.shape):
        new_v[place] = momentum * v[place] + g[place]
        new_w[place] = w[place] - learning_rate * new_v[place]
    return new_w, new_v


def momentum_in_lists(w, v, g, learning_rate, momentum):
    new_v = (momentum * v + g).tolist()
    return (w - learning_rate * np.array(new_v)).tolist(), new_v


def momentum_from_steps(w, v, g, learning_rate, momentum):
    step = -learning_rate * (momentum * v + g)
    return w + step, g + momentum * v


def momentum_with_functions(w, v, g, learning_rate, momentum):
    v = np.add(np.multiply(v, momentum), g)
    return np.subtract(w, np.multiply(v, learning_rate)), v


def momentum_without_return(w, v, g, learning_rate, momentum):
    momentum_in_place(w, v, g, learning_rate, momentum)


def momentum_in_g(w, v, g, learning_rate, momentum):
    g += momentum * v
    return w - learning_rate * g, g


# ----------------------------------------------------------------------------------- adam_step


def adam_in_place(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    m *= beta1
    m += (1 - beta1) * g
    v *= beta2
    v += (1 - beta2) * g * g
    w -= learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return w, m, v


def adam_as_moves(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (np.square(g) - v)
    return w - learning_rate * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + epsilon), m, v


def adam_with_names(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    new_m = beta1 * m + (1 - beta1) * g
    new_v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = new_m / (1 - pow(beta1, t)), new_v / (1 - pow(beta2, t))
    return [w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), new_m, new_v]


def adam_in_a_loop(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    rows = []
    for w_i, m_i, v_i, g_i in zip(w, m, v, g, strict=True):
        m_i = beta1 * m_i + (1 - beta1) * g_i
        v_i = beta2 * v_i + (1 - beta2) * g_i**2
        top, root = m_i / (1 - beta1**t), math.sqrt(v_i / (1 - beta2**t))
        rows.append((w_i - learning_rate * top / (root + epsilon), m_i, v_i))
    return tuple(np.array(rows).T)


def adam_in_lists(*arguments):
    return [array.tolist() for array in adam_with_names(*arguments)]


def adam_with_scaled_epsilon(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    root = np.sqrt(1 - beta2**t)
    return w - learning_rate * root / (1 - beta1**t) * m / (np.sqrt(v) + epsilon * root), m, v


def adam_like(move, m_of=None, v_of=None):
    """Return an Adam step with another move or other means, as a reader would write it."""

    def step(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
        m = m_of(m, g, beta1) if m_of else beta1 * m + (1 - beta1) * g
        v = v_of(v, g, beta2) if v_of else beta2 * v + (1 - beta2) * g**2
        return w - learning_rate * move(m, v, t, beta1, beta2, epsilon), m, v

    return step


def usual(m, v, t, b1, b2, e):
    return m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + e)


def adam_corrected_for_good(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


def adam_by_the_gradient(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    _, m, v = adam_with_names(w, m, v, g, t, learning_rate, beta1, beta2, epsilon)
    return w - learning_rate * g / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_at_rate_1(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    return adam_with_names(w, m, v, g, t, 1, beta1, beta2, epsilon)


def adam_without_return(*arguments):
    adam_in_place(*arguments)


def adam_uphill(w, *others):
    new, m, v = adam_with_names(w, *others)
    return 2 * w - new, m, v


RIGHT = {
    "gradient_step": [
        step_by_index,
        step_by_names,
        step_with_new_pairs,
        step_that_returns_too,
        step_with_subtract,
        step_entry_by_entry,
        step_with_new_list,
    ],
    "train_epoch": [
        epoch_in_steps,
        epoch_with_extended_list,
        epoch_as_array,
        epoch_as_tuple_of_floats,
        epoch_by_a_function,
        epoch_with_own_loss,
    ],
    "momentum_step": [
        lambda w, v, g, rate, momentum: (w - rate * (momentum * v + g), momentum * v + g),
        momentum_in_place,
        momentum_in_a_loop,
        momentum_in_lists,
        momentum_from_steps,
        momentum_with_functions,
        lambda w, v, g, rate, momentum: np.array([w - rate * (v * momentum + g), v * momentum + g]),
    ],
    "adam_step": [
        adam_in_place,
        adam_as_moves,
        adam_with_names,
        adam_in_a_loop,
        adam_in_lists,
        adam_with_scaled_epsilon,
    ],
    "cosine_rate": [
        lambda u, n, high: high * (1 + np.cos(np.pi * u / n)) / 2,
        lambda u, n, high: 0.5 * high * (1 + math.cos(math.pi * u / n)),
        lambda u, n, high: high * np.cos(np.pi / 2 * u / n) ** 2,
        lambda u, n, high: high / 2 + high / 2 * np.cos(u / n * np.pi),
        lambda u, n, high: high - high * np.sin(np.pi * u / (2 * n)) ** 2,
        lambda u, n, high: np.array(high * (1 + np.cos(np.deg2rad(180 * u / n))) / 2),
        lambda u, n, high: float(np.interp(np.cos(np.pi * u / n), [-1, 1], [0, high])),
    ],
    "spread_of_count": [14, 14.0, np.sqrt(10_000 * 0.02 * 0.98), np.array(14), 10_000 * 0.0014],
}
WRONG = {
    "gradient_step": [
        (step_on_copies, "what they were before it"),
        (step_returns_new, "still hold the old ones"),
        (step_uphill, "This climbs"),
        (step_without_rate, "learning rate is missing"),
        (step_of_weights, "biases have not moved"),
        (step_of_biases, "weights have not moved"),
        (step_bias_uphill, "biases uphill"),
        (step_at_fixed_rate, "always 0.1"),
        (step_of_first_layer, "Only the first layer"),
        (step_of_last_layer, "Only the last layer"),
        (step_that_replaces, "replaced by the step"),
        (step_with_parentheses, "no parentheses"),
        (step_that_spoils_gradients, "changes the gradients"),
        (step_that_subtracts_lists, "raised an exception"),
        (step_that_yields, "yields its result"),
        (step_divided, "too short"),
        (step_slightly_off, "W of layer 0 (counted from 0) is not"),
    ],
    "train_epoch": [
        (epoch_without_step, "never move"),
        (epoch_uphill, "This climbs"),
        (epoch_at_fixed_rate, "always 0.1"),
        (epoch_last_loss, "Only the last loss"),
        (epoch_first_batch, "stops after the first batch"),
        (epoch_losses_afterwards, "those after each step"),
        (epoch_of_dZ, "holds dZ"),
        (epoch_step_outside, "inside the loop"),
        (epoch_of_one_step, "sees it"),
        (epoch_without_return, "the list of losses is to be returned"),
        (epoch_of_parameters, "Return a list of the losses of the"),
        (epoch_that_yields, "yields its result"),
        (epoch_of_all_scores, "raised an exception"),
        (epoch_by_index, "no length, and no places"),
        (lambda p, b, rate: epoch_in_steps(p, b[::1], rate), "no places to ask for"),
        (epoch_shorter_and_shorter, "Neither the losses nor the parameters"),
        (epoch_with_exchanged_arguments, "its first argument"),
        (epoch_of_sums, "size of its batch"),
        (epoch_divided_again, "The first loss is right"),
        (lambda p, b, rate: np.mean(epoch_in_steps(p, b, rate)), "mean of the losses"),
        (lambda p, b, rate: sum(epoch_in_steps(p, b, rate)), "sum of the losses"),
    ],
    "momentum_step": [
        (lambda w, v, g, rate, mu: (w - rate * v, mu * v + g), "old velocity"),
        (
            lambda w, v, g, rate, mu: (
                w - rate * (mu * v + (1 - mu) * g),
                mu * v + (1 - mu) * g,
            ),
            "running mean",
        ),
        (lambda w, v, g, rate, mu: (w + mu * v - rate * g, mu * v - rate * g), "Keras"),
        (
            lambda w, v, g, rate, mu: (w - mu * v - rate * g, mu * v + rate * g),
            "inside the velocity",
        ),
        (
            lambda w, v, g, rate, mu: (w - rate * (mu * (mu * v + g) + g), mu * v + g),
            "Nesterov",
        ),
        (lambda w, v, g, rate, mu: (w + rate * (mu * v + g), mu * v + g), "This climbs"),
        (lambda w, v, g, rate, mu: (w - rate * g, mu * v + g), "never used"),
        (lambda w, v, g, rate, mu: (w - (mu * v + g), mu * v + g), "lacks the learning rate"),
        (lambda w, v, g, rate, mu: (w - rate * (v + mu * g), v + mu * g), "taken of the gradient"),
        (lambda w, v, g, rate, mu: (w - rate * mu * (v + g), mu * (v + g)), "comes in whole"),
        (lambda w, v, g, rate, mu: (w - rate * (v + g), v + g), "Keep only a share"),
        (lambda w, v, g, rate, mu: (w - rate * ((1 - mu) * v + g), (1 - mu) * v + g), "is kept"),
        (lambda w, v, g, rate, mu: (mu * v + g, w - rate * (mu * v + g)), "wrong order"),
        (lambda w, v, g, rate, mu: w - rate * (mu * v + g), "Return the velocity too"),
        (lambda w, v, g, rate, mu: (w - rate * (mu * v + g), v), "the old one"),
        (lambda w, v, g, rate, mu: (w - rate * (mu * v + g), mu * v + g, g), "Return 2 arrays"),
        (lambda w, v, g, rate, mu: (w - rate * (0.9 * v + g), 0.9 * v + g), "always 0.9"),
        (lambda w, v, g, rate, mu: (w - mu * (rate * v + g), rate * v + g), "are exchanged"),
        (momentum_without_return, "are to be returned"),
        (momentum_in_g, "changes its input g"),
        (lambda w, v, g, rate, mu: (w - rate * (mu * v + g), mu * v + 1.1 * g), "w is right"),
    ],
    "adam_step": [
        (adam_like(lambda m, v, t, b1, b2, e: m / (np.sqrt(v) + e)), "without the bias correction"),
        (adam_like(lambda m, v, t, b1, b2, e: m / (1 - b1**t) / (np.sqrt(v) + e)), "only m is"),
        (adam_like(lambda m, v, t, b1, b2, e: m / (np.sqrt(v / (1 - b2**t)) + e)), "only v is"),
        (
            adam_like(lambda m, v, t, b1, b2, e: m / (1 - b1) / (np.sqrt(v / (1 - b2)) + e)),
            "Where does t come in",
        ),
        (
            adam_like(
                lambda m, v, t, b1, b2, e: m / (1 - b1 * t) / (np.sqrt(v / (1 - b2 * t)) + e)
            ),
            "multiplied by t",
        ),
        (adam_corrected_for_good, "the corrected means come back"),
        (
            adam_like(lambda m, v, t, b1, b2, e: m / (1 - b1**t) / np.sqrt(v / (1 - b2**t) + e)),
            "under the root",
        ),
        (
            adam_like(lambda m, v, t, b1, b2, e: m / (1 - b1**t) / (v / (1 - b2**t) + e)),
            "square root is missing",
        ),
        (adam_like(lambda m, v, t, b1, b2, e: m / (1 - b1**t)), "never used"),
        (adam_uphill, "This climbs"),
        (adam_like(usual, v_of=lambda v, g, b: b * v + (1 - b) * g), "not squared"),
        (adam_like(usual, v_of=lambda v, g, b: b * v + g**2), "In v the new square"),
        (adam_like(usual, m_of=lambda m, g, b: b * m + g), "as in momentum"),
        (
            adam_like(
                usual,
                m_of=lambda m, g, b: (1 - b) * m + b * g,
                v_of=lambda v, g, b: (1 - b) * v + b * g**2,
            ),
            "shares are exchanged",
        ),
        (
            lambda w, m, v, g, t, rate, b1, b2, e: adam_with_names(w, m, v, g, t, rate, b2, b1, e),
            "beta1 and beta2 are exchanged",
        ),
        (lambda *arguments: adam_with_names(*arguments)[0], "Return m and v too"),
        (
            adam_like(
                lambda m, v, t, b1, b2, e: np.sqrt(1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + e)
            ),
            "the shortcut",
        ),
        (
            adam_like(lambda m, v, t, b1, b2, e: m / (1 - b1**t) / np.sqrt(v / (1 - b2**t))),
            "epsilon is missing",
        ),
        (
            adam_like(lambda m, v, t, b1, b2, e: m / (1 - b1**t) / np.sqrt(v / (1 - b2**t)) + e),
            "to the quotient",
        ),
        (
            adam_like(
                lambda m, v, t, b1, b2, e: m / (1 - b1) ** t / (np.sqrt(v / (1 - b2) ** t) + e)
            ),
            "beta alone",
        ),
        (adam_by_the_gradient, "the gradient itself"),
        (adam_like(usual, v_of=lambda v, g, b: b * v + (1 - b) * 2 * g), "doubled"),
        (adam_at_rate_1, "lacks the learning rate"),
        (adam_like(usual, v_of=lambda v, g, b: b * v + (1 - b) * g**4), "v: "),
        (adam_without_return, "are to be returned"),
        (adam_like(lambda *others: 1.1 * usual(*others)), "m and v are right"),
        (lambda *arguments: adam_with_names(*arguments)[:2], "Return 3 arrays"),
    ],
    "cosine_rate": [
        (lambda u, n, high: high * (1 - u / n), "straight line"),
        (lambda u, n, high: high * np.cos(np.pi * u / n), "negative learning rate"),
        (lambda u, n, high: high * (1 + np.cos(np.pi * u / n)), "twice the highest"),
        (lambda u, n, high: high * (1 - np.cos(np.pi * u / n)) / 2, "begins at 0"),
        (lambda u, n, high: high * np.cos(np.pi / 2 * u / n), "quarter of a wave"),
        (lambda u, n, high: high * (1 + np.cos(2 * np.pi * u / n)) / 2, "whole wave"),
        (lambda u, n, high: high * (1 + np.cos(180 * u / n)) / 2, "radians"),
        (lambda u, n, high: high * (1 + np.cos(u / n)) / 2, "π is missing"),
        (lambda u, n, high: (1 + np.cos(np.pi * u / n)) / 2, "Multiply"),
        (lambda u, n, high: high * (1 + np.cos(np.pi * (u // n))) / 2, "cuts off"),
        (lambda u, n, high: high * 1 + np.cos(np.pi * u / n) / 2, "parentheses"),
        (lambda u, n, high: high * (1 + np.cos(np.pi * u / (n + 1))) / 2, "one more"),
        (lambda u, n, high: high * abs(np.cos(np.pi * u / n)), "absolute value"),
        (lambda u, n, high: high * (1 + np.cos(3.14 * u / n)) / 2, "two decimals"),
        (lambda u, n, high: high, "Not this number"),
        (lambda u, n, high: print(high * (1 + np.cos(np.pi * u / n)) / 2), "returns None"),
        (lambda u, n, high: high * (1 + np.cos(np.pi * u / n) / 2), "Not this number"),
    ],
    "spread_of_count": [
        (0.0014, "of the share"),
        (0.14, "percentage points"),
        (196, "variance of the count"),
        (math.sqrt(200), "factor 1 - p"),
        (14.14, "factor 1 - p"),
        (14.1, "factor 1 - p"),
        (13.86, "under the root"),
        (200, "on average"),
        (1.4, "factor of ten"),
        (100, "How often"),
        (28, "two standard deviations"),
        ("14", "Expected a number"),
        (15, "Not this number"),
    ],
}
