"""Exercises and quiz of the notebook softmax_cross_entropy."""

import numpy as np

from mlp_helpers.activations import log_softmax, softmax
from mlp_helpers.preprocessing import one_hot

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- printed_loss -------------------------------------------------------------------------------


def printed_loss_solution():
    return -np.log(0.2)


SLIPS = [
    Mistake(
        -np.log10(0.2),
        "This is what the article printed: a logarithm to base 10. In NumPy, np.log is the "
        "natural one and np.log10 is not.",
    ),
    Mistake(
        -np.log2(0.2),
        "This is the surprise in bits, with the logarithm to base 2. The series uses nats.",
    ),
    Mistake(
        np.log(0.2),
        "The size is right. A loss is never negative here: the logarithm of a number below 1 is, "
        "so what is missing?",
    ),
    Mistake(
        -np.log(0.8),
        "This is the surprise of an event with probability 0.8. Which probability did the right "
        "class get?",
    ),
]


def to_two_decimals(result, expected, arguments):
    """Accept a number that was rounded to two decimals, and know a rounded slip as well."""
    if abs(result - expected) < 0.0051:
        return None
    slips = (slip.message for slip in SLIPS if abs(result - slip.answer) < 0.0051)
    return next(slips, "Not this number. It is the surprise of an event with probability 0.2.")


printed_loss = Exercise(
    name="printed_loss",
    task="Work out the cross-entropy, in nats, when the right class gets p = 0.2.",
    solution=printed_loss_solution,
    judge=to_two_decimals,
    mistakes=SLIPS,
    hints=[
        "With a one-hot target only one term of the sum is left.",
        "It is the surprise of the probability that the right class got.",
        "np.log is the natural logarithm. Mind the sign.",
    ],
    praise="About 1.61. To recognise a wrong base: base 10 makes every loss 2.3 times too small.",
)


# --- temperature --------------------------------------------------------------------------------


def temperature_solution(Z, T):
    Z = Z / T  # (B, C)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def temperature_inputs(rng):
    """Small, odd-shaped and very large scores; B and C differ, so that a wrong axis shows."""
    return [
        (rng.normal(0, 2, (4, 3)), 1.0),
        (rng.normal(0, 2, (5, 3)), rng.uniform(1.5, 4)),
        (rng.normal(0, 2, (2, 6)), rng.uniform(0.2, 0.8)),
        (rng.normal(5000, 300, (3, 4)), 2.0),
    ]


def over_columns(Z, T):
    E = np.exp(Z / T - (Z / T).max(axis=0))
    return E / E.sum(axis=0)


def over_everything(Z, T):
    E = np.exp(Z / T - (Z / T).max())
    return E / E.sum()


def without_shift(Z, T):
    E = np.exp(Z / T)
    return E / E.sum(axis=1, keepdims=True)


temperature = Exercise(
    name="temperature",
    task="Write softmax(Z / T) for a batch, row by row, safe for scores of any size.",
    solution=temperature_solution,
    inputs=temperature_inputs,
    mistakes=[
        Mistake(
            over_columns,
            "Your columns sum to 1, not your rows. Examples are rows: which axis holds the "
            "classes of one example? Print P.sum(axis=1) to see it.",
        ),
        Mistake(
            over_everything,
            "All your numbers together sum to 1, so the examples of the batch compete with each "
            "other. Each row needs a sum of its own; look up keepdims in the text.",
        ),
        Mistake(
            without_shift,
            "This is right for small scores, but for scores in the thousands it returns NaN. "
            "What can be taken away from each row without changing its probabilities?",
        ),
        Mistake(
            lambda Z, T: softmax(Z * T),
            "At T = 1 this is right, else it is upside down: a high temperature should make the "
            "probabilities more alike, and yours makes them more extreme.",
        ),
        Mistake(
            lambda Z, T: softmax(Z) / T,
            "Your rows do not sum to 1 unless T is 1. The temperature divides the scores, not "
            "the probabilities.",
        ),
    ],
    hints=[
        "Start from the softmax of the section on batches. Only one thing is new.",
        "Divide the scores first. Everything after that works on the divided scores.",
        "Z = Z / T, then the maximum of each row with axis=1 and keepdims=True.",
    ],
    praise="Notebook 05 uses this T to make a network's probabilities more honest.",
)


# --- loss_from_labels ---------------------------------------------------------------------------


def loss_from_labels_solution(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)  # (B, C)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_P[np.arange(len(y)), y].mean()


def loss_from_labels_inputs(rng):
    """Batches; scores that overflow; a right class with a probability too small to be stored."""
    cases = [(rng.normal(0, 2, (B, C)), rng.integers(0, C, B)) for B, C in [(4, 3), (7, 5), (1, 2)]]
    huge = np.array([[1.0, 800.0, 799.0], [2.0, 1.0, 0.0]])
    hopeless = np.array([[0.0, 900.0, 10.0], [2.0, 1.0, 0.0]])
    return [*cases, (huge, np.array([1, 0])), (hopeless, np.array([0, 0]))]


def chosen_log_p(Z, y):
    return log_softmax(Z)[np.arange(len(y)), y]


def log_of_zero(Z, y):
    return -np.mean(np.log(softmax(Z)[np.arange(len(y)), y]))


def loss_without_shift(Z, y):
    return -np.mean(np.log(without_shift(Z, 1.0)[np.arange(len(y)), y]))


loss_from_labels = Exercise(
    name="loss_from_labels",
    task="Write the mean cross-entropy of a batch from scores and integer labels.",
    solution=loss_from_labels_solution,
    inputs=loss_from_labels_inputs,
    mistakes=[
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).sum(),
            "This is the sum over the batch. Twice as many examples would make it twice as "
            "large, and the learning rate would depend on the batch size.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).sum() / Z.size,
            "You divided by the number of entries, B times C. One example contributes one "
            "surprise: by how many is the sum to be divided?",
        ),
        Mistake(
            log_of_zero,
            "Right for most scores, but infinite in the last test: there the right class's "
            "probability is too small to be stored and has become 0. Can you get the logarithm "
            "without going through the probability?",
        ),
        Mistake(
            loss_without_shift,
            "Right for small scores; for large ones exp overflows and the result is NaN. The "
            "shift is missing, and the logarithm should not go through the probability.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).mean() / np.log(10),
            "Your result is 2.3 times too small: a logarithm to base 10 has slipped in.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).mean() / np.log(2),
            "Your result is in bits: a logarithm to base 2 has slipped in.",
        ),
        Mistake(
            lambda Z, y: chosen_log_p(Z, y).mean(),
            "Your loss is negative. Going downhill on it would make the network worse.",
        ),
        Mistake(
            chosen_log_p,
            "You return one number for each example, with the sign missing too. The loss of a "
            "batch is a single number.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y),
            "These are the right surprises, one for each example. The loss of a batch is a "
            "single number.",
        ),
    ],
    hints=[
        "Take the logarithm of softmax in one go, as log-sum-exp allows.",
        "log_P[np.arange(len(y)), y] picks from each row the column that its label names.",
        "Shift each row by its maximum; subtract the log of the row's sum of exponentials; "
        "pick; change the sign; take the mean.",
    ],
    praise='No one-hot matrix was needed: this is the "sparse" form that frameworks offer.',
)


# --- log_softmax_jacobian -----------------------------------------------------------------------


def log_softmax_jacobian_solution(z):
    p = softmax(z)  # (C,)
    return np.eye(len(z)) - p  # row j, column i: delta_ij - p_i


def log_softmax_jacobian_inputs(rng):
    return [(rng.normal(0, 1.5, C),) for C in (3, 4, 2)]


log_softmax_jacobian = Exercise(
    name="log_softmax_jacobian",
    task="Write the Jacobian of log_softmax: in row j, column i, the slope of log p_j along z_i.",
    solution=log_softmax_jacobian_solution,
    inputs=log_softmax_jacobian_inputs,
    mistakes=[
        Mistake(
            lambda z: log_softmax_jacobian_solution(z).T,
            "All numbers are there, but row and column are swapped. Softmax's own Jacobian is "
            "symmetric and hides this mistake; here each row must sum to 0. Does yours?",
        ),
        Mistake(
            lambda z: np.diag(1 - softmax(z)),
            "Only the diagonal is filled. But log p_j changes when any score rises, because "
            "every score is part of the sum.",
        ),
        Mistake(
            lambda z: np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)),
            "This is the Jacobian of softmax itself. The logarithm outside adds one more factor "
            "by the chain rule; what is the derivative of log p?",
        ),
        Mistake(
            lambda z: -log_softmax_jacobian_solution(z),
            "Every sign is reversed: raising z_j should raise log p_j, so the diagonal is "
            "positive.",
        ),
        Mistake(
            lambda z: 1 - softmax(z),
            "This is the diagonal, as a row. The result is a table with C rows and C columns.",
        ),
    ],
    hints=[
        "log p_j is z_j minus the log-sum-exp of all scores. Differentiate the two parts.",
        "The slope of z_j along z_i is 1 if i = j, else 0. The slope of log-sum-exp along z_i is "
        "p_i, whatever j is.",
        "In NumPy: the identity np.eye(C) minus p; broadcasting subtracts p from each row.",
    ],
    praise=(
        "Multiply its row of the right class by -1 and you hold p - y: the whole derivation "
        "in one line."
    ),
)


# --- temperature_gradient -----------------------------------------------------------------------


def temperature_gradient_solution(Z, y, T):
    B, C = Z.shape
    return (softmax(Z / T) - one_hot(y, C)) / (B * T)  # (B, C)


def temperature_gradient_inputs(rng):
    return [
        (rng.normal(0, 2, (B, C)), rng.integers(0, C, B), T)
        for B, C, T in [(4, 3, 1.0), (5, 3, 2.5), (3, 6, 0.4)]
    ]


temperature_gradient = Exercise(
    name="temperature_gradient",
    task="Write the gradient of the mean cross-entropy of softmax(Z / T) with respect to Z.",
    solution=temperature_gradient_solution,
    inputs=temperature_gradient_inputs,
    mistakes=[
        Mistake(
            lambda Z, y, T: -temperature_gradient_solution(Z, y, T),
            "Every sign is reversed. The right class's entry must be negative: raising its score "
            "lowers the loss.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * len(y),
            "The factor 1/B is missing: the loss is a mean over the batch, so each example has "
            "1/B of a say.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * T,
            "At T = 1 this is right. One factor of the chain rule is missing: the inner function "
            "is Z / T, and what is its slope along Z?",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * len(y) * T,
            "The probabilities and the target are right. Two factors are missing: one from the "
            "mean over the batch, one from the slope of Z / T.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) / Z.shape[1],
            "You divided by the number of classes too. The loss is a mean over examples only.",
        ),
        Mistake(
            lambda Z, y, T: (softmax(Z) - one_hot(y, Z.shape[1])) / len(y),
            "This is the gradient without a temperature. Which probabilities does the loss see?",
        ),
        Mistake(
            lambda Z, y, T: (over_columns(Z, T) - one_hot(y, Z.shape[1])) / (len(y) * T),
            "Your softmax runs along the wrong axis: its columns sum to 1, not its rows.",
        ),
        Mistake(
            lambda Z, y, T: softmax(Z / T) / (len(y) * T),
            "These are the probabilities. Where does the target come in?",
        ),
    ],
    hints=[
        "Call the divided scores U = Z / T. You know the gradient with respect to U.",
        "The chain rule adds one factor: the slope of U along Z.",
        "(softmax(Z / T) - Y) times 1/B times 1/T. one_hot(y, C) makes Y.",
    ],
    praise="Check any gradient of your own with numerical_gradient, as the notebook does.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "They would if softmax divided the scores by their sum. It divides exponentials.",
            "b": "Each exponential is multiplied by the same number, which cancels. The shift by "
            "the maximum rests on this.",
            "c": "Only differences of scores matter, and all differences have stayed the same.",
            "d": "With a careless program, yes; with the shift, no. Mathematically nothing changes "
            "at all.",
        },
    ),
    Number(
        right=np.log(10),
        explanation="Every class gets 1/10, and -log(1/10) = log(10), about 2.303. A first loss "
        "far from it is a warning.",
        near_misses={
            1.0: "That is the logarithm to base 10. We use the natural one.",
            np.log2(10): "That is the surprise in bits. We use the natural logarithm.",
            0.1: "That is the probability of each class. What is its surprise?",
            -np.log(10): "The size is right, the sign is not.",
        },
    ),
    Number(
        right=-0.3,
        explanation="p - y = 0.7 - 1 = -0.3: a step against the gradient raises this score.",
        near_misses={
            0.3: "The sign is reversed: this would push the right class's score down.",
            0.7: "That is p. The target of the right class is 1; subtract it.",
            -1 / 0.7: "That is the derivative with respect to the probability. Softmax's Jacobian "
            "has yet to be applied.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "A constant factor could be made up for by the learning rate. The figure divides "
            "each gradient by its own maximum, and still one of them falls.",
            "b": "It is not: squaring loses no signs in the gradient. Look at the factors that "
            "softmax's Jacobian contributes.",
            "c": "The gradient carries p as a factor. The more sure the mistake, the smaller the "
            "push to mend it. In cross-entropy the 1/p of the loss cancels that factor.",
            "d": "It can be computed, and the notebook does. It is small where it should be large.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "Softmax makes the tags compete: two that are both present can't both be near 1.",
            "b": "Each tag is a yes-or-no question of its own, so each has its own sigmoid.",
            "c": "Softmax with squared error still lets the tags compete, and learns slowly from "
            "confident mistakes as well.",
        },
    ),
)
