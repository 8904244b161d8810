"""Exercises and quiz of the notebook same_network_in_frameworks."""

from itertools import pairwise

import numpy as np

from .exercise import Exercise, Mistake
from .outcome import same_numbers
from .quiz import Choice, Number, Quiz

# --- unbroadcast --------------------------------------------------------------------------------


def unbroadcast_solution(gradient, shape):
    in_full = (1,) * (gradient.ndim - len(shape)) + shape  # NumPy puts ones in front
    axes = tuple(axis for axis, length in enumerate(in_full) if length == 1)
    return gradient.sum(axis=axes, keepdims=True).reshape(shape)


def unbroadcast_inputs(rng):
    """A bias, a column, one number, nothing to undo, and an axis both added and stretched."""
    pairs = [((4, 3), (3,)), ((4, 3), (4, 1)), ((2, 5), (1, 5)), ((3, 2), ()), ((3, 4), (3, 4))]
    pairs += [((2, 3, 4), (3, 1)), ((2, 3), (1, 1))]
    return [(rng.normal(size=stretched), shape) for stretched, shape in pairs]


def only_in_front(gradient, shape):
    return gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))


def only_stretched(gradient, shape):
    axes = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=axes, keepdims=True)


def mean_over_the_same(gradient, shape):
    result = unbroadcast_solution(gradient, shape)
    return result * (result.size / gradient.size)


def without_keepdims(gradient, shape):
    gradient = only_in_front(gradient, shape)
    return gradient.sum(axis=tuple(axis for axis, length in enumerate(shape) if length == 1))


def first_of_each(gradient, shape):
    gradient = gradient[(0,) * (gradient.ndim - len(shape))]
    return gradient[tuple(slice(0, length) for length in shape)]


def first_axis_always(gradient, shape):
    return gradient.sum(axis=0)


def total_everywhere(gradient, shape):
    return np.full(shape, gradient.sum())


unbroadcast = Exercise(
    name="unbroadcast",
    task="Sum a gradient back to the shape of the array that was broadcast.",
    solution=unbroadcast_solution,
    inputs=unbroadcast_inputs,
    mistakes=[
        Mistake(
            only_in_front,
            "The axes that were put in front are right. An axis of length 1 that was stretched "
            "has to be summed too, and keeps its place.",
        ),
        Mistake(
            only_stretched,
            "The axes of length 1 are right. Where the array had fewer axes, NumPy put some in "
            "front of it, and they have to go.",
        ),
        Mistake(
            mean_over_the_same,
            "This is the mean. Each copy of the number had its own influence on the loss, and "
            "these add up.",
        ),
        Mistake(
            without_keepdims,
            "The sums are right, but the axes of length 1 are lost. See `keepdims`.",
        ),
        Mistake(
            first_of_each,
            "This takes the gradient of one copy, and leaves the other copies out.",
        ),
        Mistake(
            first_axis_always,
            "Right for a bias. Which axes are summed depends on `shape`: compare the two shapes "
            "from their last axis on.",
        ),
        Mistake(
            total_everywhere,
            "The shape is right, but each number gets the sum of everything. It should get the "
            "sum over its own copies only.",
        ),
        Mistake(
            lambda gradient, shape: gradient,
            "This is the gradient as it came. Its shape has to become `shape`.",
        ),
    ],
    hints=[
        "NumPy compares two shapes from their last axis. Where the array has fewer axes, it puts "
        "some in front; where it has the length 1, it repeats it.",
        "There are `gradient.ndim - len(shape)` axes in front. Sum over them, and over each axis "
        "whose length in `shape` is 1.",
        "`sum` takes a tuple of axes; `.reshape(shape)` puts the result into its form.",
    ],
    praise="For a bias this is the `dZ.sum(axis=0)` of notebook 04.",
)


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


# --- mean_rate ----------------------------------------------------------------------------------


def mean_rate_solution():
    return 64 * 0.01


mean_rate = Exercise(
    name="mean_rate",
    task="Find the learning rate that makes H's steps when the gradient is a mean over 64 images.",
    solution=mean_rate_solution,
    mistakes=[
        Mistake(
            0.01 / 64,
            "The other way round: the mean is smaller than the sum, so its rate must be larger.",
        ),
        Mistake(0.01, "With the same rate the steps would be 64 times shorter."),
        Mistake(64, "That is how many times longer the sum is. What does it do to the rate?"),
        Mistake(0.01 * 750, "750 is the number of batches. How many images are in one?"),
        Mistake(0.08, "No root is needed: the sum is exactly 64 times the mean."),
    ],
    hints=[
        "The step is the rate times the gradient. How many times longer is the sum than the mean?",
        "rate times mean = 0.01 times sum, and sum = 64 times mean.",
    ],
    praise="Whoever changes the batch size of H changes the length of its steps as well.",
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
    Choice(
        right="b",
        feedback={
            "a": "Then the influence through the first use would be forgotten.",
            "b": "Each use is a path to the loss, and the paths add up; hence the += in backward.",
            "c": "Nothing is divided: both influences count in full.",
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
    Number(
        right=40_000,
        explanation="Keras takes the last fifth as it lies: the places 40,000 to 49,999.",
        near_misses={
            10_000: "That is how many are held out. What is the index of the first of them?",
            0: "Keras takes them from the end.",
            50_000: "That is past the last image. How many are held out?",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "With a rate that is too small the accuracy would be poor as well.",
            "b": "A softmax in the network and another in the loss: 1.461 is as low as it gets.",
            "c": "With wrong labels the network could not be right so often.",
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
    first=6,
)
