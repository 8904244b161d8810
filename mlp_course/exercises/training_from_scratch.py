"""Exercises and quiz of the notebook training_from_scratch."""

import numpy as np

from mlp_helpers.activations import softmax

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- tanh_slope ---------------------------------------------------------------------------------


def tanh_slope_solution(A):
    return 1 - A**2


def tanh_slope_inputs(rng):
    return [
        (np.tanh(rng.normal(size=(4, 3))),),
        (np.tanh(3 * rng.normal(size=7)),),
        (np.array([-1.0, 0.0, 1.0]),),  # saturated on both sides, and steepest in the middle
    ]


tanh_slope = Exercise(
    name="tanh_slope",
    task="Return the slope of tanh, given its output A.",
    solution=tanh_slope_solution,
    inputs=tanh_slope_inputs,
    mistakes=[
        Mistake(
            lambda A: 1 - np.tanh(A) ** 2,
            "tanh is applied twice. A is the output already: A = tanh(Z).",
        ),
        Mistake(
            lambda A: A * (1 - A),
            "That is the slope of the sigmoid, whose outputs lie between 0 and 1.",
        ),
        Mistake(
            lambda A: 1 - A,
            "At A = 0, where tanh is steepest, this is right; but try A = -1, where it is flat.",
        ),
        Mistake(
            lambda A: 1 + A**2,
            "A sign: the slope must become smaller, not larger, as tanh flattens out.",
        ),
    ],
    hints=[
        "Write tanh as a quotient, (e^z - e^-z) / (e^z + e^-z), and use the quotient rule.",
        "In the result numerator and denominator have the squares of the same two terms. "
        "Split the fraction in two, and recognise tanh in one of them.",
        "The slope is 1 minus a power of tanh(z), and tanh(z) is A.",
    ],
    praise=(
        "Layers keep their output for this reason: the slope costs one multiplication. "
        "Compare with Tanh in layers.py."
    ),
)


# --- numerical_slope ----------------------------------------------------------------------------


def numerical_slope_solution(f, x, epsilon):
    return (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


def numerical_slope_inputs(rng):
    # Large steps, so that a one-sided quotient is seen to differ.
    return [
        (cubic, rng.uniform(1, 2), 0.1),
        (np.exp, rng.uniform(-1, 1), 0.2),
        (np.tanh, rng.uniform(0.5, 1), 0.05),
    ]


def cubic(x):
    return x**3 - 2 * x


numerical_slope = Exercise(
    name="numerical_slope",
    task="Return the central difference of a function f at x, with step epsilon.",
    solution=numerical_slope_solution,
    inputs=numerical_slope_inputs,
    mistakes=[
        Mistake(
            lambda f, x, epsilon: (f(x + epsilon) - f(x)) / epsilon,
            "This goes to one side only, so half of the curvature stays in the result. "
            "Step both ways.",
        ),
        Mistake(
            lambda f, x, epsilon: (f(x) - f(x - epsilon)) / epsilon,
            "This goes to one side only, downwards. Step both ways.",
        ),
        Mistake(
            lambda f, x, epsilon: (f(x + epsilon) - f(x - epsilon)) / epsilon,
            "How far apart are the two points at which f is evaluated? Further than epsilon.",
        ),
        Mistake(
            lambda f, x, epsilon: (f(x - epsilon) - f(x + epsilon)) / (2 * epsilon),
            "The sign is reversed: where f rises, the slope must be positive.",
        ),
        Mistake(
            lambda f, x, epsilon: (f(x + epsilon) - f(x - epsilon)) / 2 * epsilon,
            "Python works from left to right: a / 2 * b multiplies by b. Use parentheses.",
        ),
    ],
    hints=[
        "A slope is a difference of values divided by a difference of places.",
        "Evaluate f a step above x and a step below x.",
        "The two places are 2 * epsilon apart; put parentheses around that.",
    ],
    praise="Halve epsilon, and the error falls to a quarter; one-sided it would only halve.",
)


# --- linear_backward ----------------------------------------------------------------------------


def linear_backward_solution(X, W, dZ):
    dW = X.T @ dZ  # (n_in, B) @ (B, n_out)
    db = dZ.sum(axis=0)
    dX = dZ @ W.T  # (B, n_out) @ (n_out, n_in)
    return dW, db, dX


def linear_backward_inputs(rng):
    shapes = [(3, 3, 3), (5, 4, 2), (1, 2, 3)]  # square first: there wrong transposes still fit
    return [
        (rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_out)), rng.normal(size=(B, n_out)))
        for B, n_in, n_out in shapes
    ]


linear_backward = Exercise(
    name="linear_backward",
    task="Return dW, db and dX of a linear layer, given X, W and dZ.",
    solution=linear_backward_solution,
    inputs=linear_backward_inputs,
    mistakes=[
        Mistake(
            lambda X, W, dZ: (dZ.T @ X, dZ.sum(axis=0), dZ @ W.T),
            "dW is transposed: it has shape (n_out, n_in), and W has (n_in, n_out).",
        ),
        Mistake(
            lambda X, W, dZ: (X.T @ dZ, dZ.sum(axis=0), dZ @ W),
            "dX fits only when n_in equals n_out, and even then it is wrong. "
            "Write the shapes under dZ and W: one of them has to be turned.",
        ),
        Mistake(
            lambda X, W, dZ: (X @ dZ, dZ.sum(axis=0), dZ @ W.T),
            "dW fits only by accident. The axis to sum over is the batch: make it the inner one.",
        ),
        Mistake(
            lambda X, W, dZ: (X.T @ dZ, dZ, dZ @ W.T),
            "db has a row for each example. All examples share one b: what happens to their "
            "contributions?",
        ),
        Mistake(
            lambda X, W, dZ: (X.T @ dZ, dZ.mean(axis=0), dZ @ W.T),
            "db is a mean over the batch. The factor 1/B is in dZ already, put there by the loss.",
        ),
        Mistake(
            lambda X, W, dZ: (X.T @ dZ / len(X), dZ.sum(axis=0) / len(X), dZ @ W.T),
            "Divided by B once too often: the factor 1/B is in dZ already, put there by the loss.",
        ),
        Mistake(
            lambda X, W, dZ: (X.T @ dZ, dZ.sum(axis=1), dZ @ W.T),
            "db is summed along the wrong axis: it must have one entry for each output.",
        ),
        Mistake(
            lambda X, W, dZ: (X.T @ dZ, dZ.sum(axis=0, keepdims=True), dZ @ W.T),
            "db has shape (1, n_out), but b has shape (n_out,). A gradient has its variable's "
            "shape.",
        ),
    ],
    hints=[
        "Each gradient has the shape of its variable. Write the shapes down first.",
        "dW is a product of X and dZ in which the batch axis is summed over; so is db, with ones "
        "in the place of X.",
        "dX is a product of dZ and W, with n_out as the inner axis. Both products need one .T.",
    ],
    praise="These three lines are Linear.backward in layers.py.",
)


# --- momentum_step ------------------------------------------------------------------------------


def momentum_step_solution(w, v, g, learning_rate, momentum):
    v = momentum * v + g
    w = w - learning_rate * v
    return w, v


def momentum_step_inputs(rng):
    return [
        (rng.normal(size=5), rng.normal(size=5), rng.normal(size=5), 0.1, 0.9),
        (rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), 0.5, 0.5),
        (rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), 0.2, 0.0),  # plain SGD
    ]


def step_with_old_velocity(w, v, g, learning_rate, momentum):
    return w - learning_rate * v, momentum * v + g


def step_with_running_mean(w, v, g, learning_rate, momentum):
    v = momentum * v + (1 - momentum) * g
    return w - learning_rate * v, v


def step_with_rate_in_velocity(w, v, g, learning_rate, momentum):
    v = momentum * v + learning_rate * g
    return w - v, v


def step_uphill(w, v, g, learning_rate, momentum):
    v = momentum * v + g
    return w + learning_rate * v, v


def step_with_gradient_only(w, v, g, learning_rate, momentum):
    return w - learning_rate * g, momentum * v + g


def step_in_reverse_order(w, v, g, learning_rate, momentum):
    return momentum_step_solution(w, v, g, learning_rate, momentum)[::-1]


momentum_step = Exercise(
    name="momentum_step",
    task="Return the weights and the velocity after one step of SGD with momentum.",
    solution=momentum_step_solution,
    inputs=momentum_step_inputs,
    mistakes=[
        Mistake(
            step_with_old_velocity,
            "The weights move with the old velocity. Update the velocity first.",
        ),
        Mistake(
            step_with_running_mean,
            "This is a running mean of the gradients, as in Adam. Here all of g is added.",
        ),
        Mistake(
            step_with_rate_in_velocity,
            "The learning rate is inside the velocity. That is another convention, and with a "
            "constant rate the weights go the same way; here it belongs to the move.",
        ),
        Mistake(step_uphill, "This climbs: the gradient points to where the loss rises."),
        Mistake(
            step_with_gradient_only,
            "The weights move by the gradient alone, and the velocity is never used.",
        ),
        Mistake(step_in_reverse_order, "Both are right, in the wrong order: first w, then v."),
    ],
    hints=[
        "Two lines: first the new velocity, then the new weights.",
        "The new velocity is a share of the old one plus the gradient.",
        "The weights move by learning_rate times the new velocity, downhill.",
    ],
    praise=(
        "With a gradient that stays the same, the velocity grows towards g / (1 - momentum): "
        "with 0.9, to ten times the gradient."
    ),
)


# --- tanh_network_gradients ---------------------------------------------------------------------


def tanh_network_gradients_solution(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1 + b1)  # (B, n)
    P = softmax(A1 @ W2 + b2)  # (B, C)
    dZ2 = (P - Y) / len(X)  # (B, C)
    dW2, db2 = A1.T @ dZ2, dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2.T) * (1 - A1**2)  # (B, n)
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    return dW1, db1, dW2, db2


def tanh_network_gradients_inputs(rng):
    return [
        (
            rng.normal(size=(B, n_in)),
            np.eye(C)[rng.integers(C, size=B)],
            rng.normal(size=(n_in, n)),
            rng.normal(size=n),
            rng.normal(size=(n, C)),
            rng.normal(size=C),
        )
        for B, n_in, n, C in [(6, 4, 5, 3), (2, 3, 2, 4)]
    ]


def variant(scale=len, slope=lambda A1: 1 - A1**2, sign=1):
    """Return the solution with one thing changed, for the mistakes below."""

    def gradients(X, Y, W1, b1, W2, b2):
        A1 = np.tanh(X @ W1 + b1)
        dZ2 = sign * (softmax(A1 @ W2 + b2) - Y) / scale(X)
        dZ1 = (dZ2 @ W2.T) * slope(A1)
        return X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)

    return gradients


def gradients_last_layer_first(X, Y, W1, b1, W2, b2):
    dW1, db1, dW2, db2 = tanh_network_gradients_solution(X, Y, W1, b1, W2, b2)
    return dW2, db2, dW1, db1


tanh_network_gradients = Exercise(
    name="tanh_network_gradients",
    task="Return all four gradients of a network with one tanh layer and softmax cross-entropy.",
    solution=tanh_network_gradients_solution,
    inputs=tanh_network_gradients_inputs,
    mistakes=[
        Mistake(
            variant(scale=lambda X: 1),
            "All gradients are B times too large. The loss is a mean over the batch: where does "
            "its 1/B enter?",
        ),
        Mistake(
            variant(slope=lambda A1: 1),
            "The gradients of the second layer are right. On the way to the first one, the slope "
            "of tanh is missing.",
        ),
        Mistake(
            variant(slope=lambda A1: A1 > 0),
            "The gradients of the second layer are right. The slope used on the way back is "
            "ReLU's; this network has tanh.",
        ),
        Mistake(
            variant(slope=lambda A1: 1 - np.tanh(A1) ** 2),
            "The gradients of the second layer are right. In the slope of tanh, tanh is applied "
            "once too often: A1 is its output already.",
        ),
        Mistake(
            variant(sign=-1),
            "All gradients have the wrong sign: is it P - Y or Y - P?",
        ),
        Mistake(
            gradients_last_layer_first,
            "All four are right, in the wrong order: dW1, db1, dW2, db2.",
        ),
    ],
    hints=[
        "Go forward first, and keep A1 and P. Then start at the end: what is dZ2?",
        "dZ2 = (P - Y) / B. From it follow dW2 and db2, and what comes back to A1.",
        "dA1 = dZ2 @ W2.T; the slope of tanh (exercise 1) turns it into dZ1; then dW1 and db1 as "
        "in exercise 3, with X in the place of A1.",
    ],
    praise="That is backpropagation from one end to the other, written by you.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Number(
        right=235_146,
        explanation="785 · 256 + 257 · 128 + 129 · 10 = 200,960 + 32,896 + 1,290.",
        near_misses={
            234_752: "These are the weights. Which parameters are missing?",
            235_930: "The input layer has no biases: they belong to the layer that is fed.",
            109_386: "That is the network of this notebook, 784-128-64-10.",
        },
        tolerance=1e-9,
    ),
    Choice(
        right="b",
        feedback={
            "a": "It is worse than slow. The gradient of a weight contains the values on both its "
            "ends, and at least one of them is 0 everywhere. What is left that can change?",
            "b": "All hidden units are 0 and stay so. The output biases learn how frequent each "
            "digit is, and that is all.",
            "c": "With all scores at 0 each digit gets the probability 1/10, and the loss is "
            "ln 10, quite finite.",
        },
    ),
    Number(
        right=0.5,
        explanation="The gradient is three times too long: (3 - 1) / (3 + 1).",
        near_misses={
            2 / 3: "That is the value for B = 5, as in this notebook. Here B = 3.",
            2: "Divide by the sum of both lengths, not by the right one alone.",
            3: "The gradient is three times too long, but the error is |g - n| / (|g| + |n|).",
            1 / 3: "That is the factor which is missing. Put g = 3 n into |g - n| / (|g| + |n|).",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "The split is random and has the same mix of digits. Measured at the same moment, "
            "both give nearly the same value.",
            "b": "Validation images are never trained on. That is their whole point.",
            "c": "The first batches of the epoch were judged while the network knew very little, "
            "and they count in the mean.",
        },
    ),
)

further_quiz = Quiz(
    Choice(
        right="a",
        feedback={
            "a": "And it says nothing about images that are not among the examples.",
            "b": "One hidden layer is enough for the theorem, if it may be as wide as it needs.",
            "c": "It holds for ReLU too: this notebook built such a network from hinges.",
        },
    ),
    first=5,
)
