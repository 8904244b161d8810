"""Exercises and quiz of the notebook same_network_in_frameworks."""

from itertools import pairwise

import numpy as np

from .exercise import Exercise, Mistake
from .outcome import same_numbers
from .quiz import Choice, Number, Quiz

# --- from_torch ---------------------------------------------------------------------------------


def from_torch_solution(arrays):
    return np.concatenate([array.T.ravel() for array in arrays])


def from_torch_inputs(rng):
    """Weights (n_out, n_in) and biases (n_out,) of a few networks, layer after layer."""
    cases = []
    for sizes in ([5, 4, 3], [6, 2], [4, 4, 4, 2], rng.integers(2, 7, 4).tolist()):
        arrays = []
        for n_in, n_out in pairwise(sizes):
            arrays += [rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)]
        cases.append((arrays,))
    return cases


from_torch = Exercise(
    name="from_torch",
    task="Make one flat vector in the order of MLP.parameters from PyTorch's arrays.",
    solution=from_torch_solution,
    inputs=from_torch_inputs,
    mistakes=[
        Mistake(
            lambda arrays: np.concatenate([array.ravel() for array in arrays]),
            "The lengths are right, but PyTorch keeps a matrix as (n_out, n_in). Transpose it.",
        ),
        Mistake(
            lambda arrays: np.concatenate([a.T.ravel() for a in arrays[::2] + arrays[1::2]]),
            "All weights come first here, then all biases. In MLP a layer's biases follow its "
            "weights.",
        ),
        Mistake(
            lambda arrays: np.concatenate([array.T.ravel() for array in arrays[::-1]]),
            "The layers come in the wrong order: the first one first.",
        ),
        Mistake(
            lambda arrays: np.concatenate([array.T.ravel() for array in arrays[::2]]),
            "The biases are missing.",
        ),
        Mistake(
            lambda arrays: [array.T for array in arrays],
            "These are the right arrays, but they still have to become one vector.",
        ),
    ],
    hints=[
        "Only the matrices need a change. What does `.T` do to an array with one axis?",
        "`array.T.ravel()` lays out a transposed array row by row.",
        "`np.concatenate` joins a list of vectors to one.",
    ],
    praise="That is all it takes to move a network from PyTorch to NumPy.",
)


# --- early_epsilon ------------------------------------------------------------------------------


def early_epsilon_solution(epsilon, beta2, t):
    return epsilon * np.sqrt(1 - beta2**t)


def early_epsilon_inputs(rng):
    cases = [(1e-8, 0.999, 1), (1e-7, 0.999, 5000)]
    for _ in range(4):
        cases.append((10 ** rng.uniform(-4, -1), rng.uniform(0.8, 0.99), int(rng.integers(2, 40))))
    return cases


def judge_of_ratio(result, expected, arguments):
    """Compare by the ratio: for a right answer as small as 1e-10, 0 would pass as equal."""
    return same_numbers(np.asarray(result) / expected, 1.0)


def scaled(factor):
    """Return a wrong answer: epsilon times ``factor(beta2, t)``."""
    return lambda epsilon, beta2, t: epsilon * factor(beta2, t)


early_epsilon = Exercise(
    name="early_epsilon",
    task="Return the epsilon for Keras that equals ours at step t.",
    solution=early_epsilon_solution,
    inputs=early_epsilon_inputs,
    judge=judge_of_ratio,
    shows_input=True,
    mistakes=[
        Mistake(
            scaled(lambda beta2, t: 1 / np.sqrt(1 - beta2**t)),
            "This is the way from Keras to ours. The task goes the other way.",
        ),
        Mistake(
            scaled(lambda beta2, t: 1 - beta2**t),
            "The root is missing: epsilon stands beside the root of v.",
        ),
        Mistake(
            scaled(lambda beta2, t: np.sqrt(1 - beta2)),
            "This is right at the first step only. Where does t come in?",
        ),
        Mistake(
            scaled(lambda beta2, t: np.sqrt(np.abs(1 - beta2 * t))),
            "beta2 is taken to the power of t, not multiplied by it.",
        ),
        Mistake(
            scaled(lambda beta2, t: np.sqrt(beta2**t)),
            "What is corrected is 1 - beta2 ** t, the share of v that has been filled by step t.",
        ),
        Mistake(
            scaled(lambda beta2, t: 1),
            "Unchanged, the two agree only after very many steps.",
        ),
    ],
    hints=[
        "The text has a formula that leads from their epsilon to ours. Solve it for theirs.",
        "Multiply both sides by the root of 1 - beta2 ** t.",
    ],
    praise="At step 1 it is 0.03 times as large, after a few thousand steps nearly the same.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Number(
        right=0.064,
        explanation="The sum of 32 gradients is 32 times their mean, so the rate grows by 32: "
        "0.002 * 32.",
        near_misses={
            0.0000625: "Divided instead of multiplied: the mean is smaller than the sum, so its "
            "rate must be larger.",
            0.002: "With the same rate the steps would be 32 times shorter.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "This is the shape in Keras, in scikit-learn and here.",
            "b": "PyTorch keeps the transpose: a row for each unit.",
            "c": "The biases are kept apart in all of them.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "PyTorch adds new gradients to the old ones until they are cleared.",
            "b": "It does run: nothing in PyTorch asks whether the gradients were cleared.",
            "c": "The new gradient is computed all right, but it is added to the old one.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "It says so only if both did the same work under the same conditions.",
            "b": "It may be, or not: nothing here says what the time was spent on.",
            "c": "Preparations, other work, other threads: first they must be made alike.",
        },
    ),
)

further_quiz = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "Rounding differs in the seventh digit. This is more than a whole step.",
            "b": "A mistake would be possible, but each does what its documentation says.",
            "c": "Each adds it where its documentation says. With the translation they agree.",
        },
    ),
    first=5,
)
