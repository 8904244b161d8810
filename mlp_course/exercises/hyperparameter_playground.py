"""Exercises and quiz of the notebook hyperparameter_playground."""

import math

import numpy as np

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- number_of_updates --------------------------------------------------------------------------


def number_of_updates_solution(images, batch_size, epochs):
    batches = int(np.ceil(images / batch_size))  # the last one may be smaller
    return batches * epochs


def number_of_updates_inputs(rng):
    cases = [(5000, 64, 3), (1000, 100, 2), (300, 512, 7)]
    for _ in range(4):
        batch_size = int(rng.integers(3, 200))
        images = batch_size * int(rng.integers(2, 50)) + int(rng.integers(1, batch_size))
        cases.append((images, batch_size, int(rng.integers(2, 9))))
    return cases


number_of_updates = Exercise(
    name="number_of_updates",
    task="Return the number of updates in a training.",
    solution=number_of_updates_solution,
    inputs=number_of_updates_inputs,
    mistakes=[
        Mistake(
            lambda images, batch_size, epochs: images // batch_size * epochs,
            "The last, smaller batch of each epoch is lost. It makes an update too.",
        ),
        Mistake(
            lambda images, batch_size, epochs: math.ceil(images * epochs / batch_size),
            "This rounds up once for the whole training. The smaller batch comes at the end of "
            "each epoch.",
        ),
        Mistake(
            lambda images, batch_size, epochs: images * epochs // batch_size,
            "This rounds down once for the whole training. The smaller batch comes at the end of "
            "each epoch, and makes an update too.",
        ),
        Mistake(
            lambda images, batch_size, epochs: images // batch_size * epochs + 1,
            "This adds one for the whole training. The smaller batch comes at the end of each "
            "epoch.",
        ),
        Mistake(
            lambda images, batch_size, epochs: (images // batch_size + 1) * epochs,
            "And where the batch size divides the number of images? Then no smaller batch is left.",
        ),
        Mistake(
            lambda images, batch_size, epochs: round(images / batch_size) * epochs,
            "This rounds to the nearest whole number. A batch of few images is a batch too.",
        ),
        Mistake(
            lambda images, batch_size, epochs: images * epochs / batch_size,
            "There are no fractions of an update: what does the last batch of an epoch do?",
        ),
        Mistake(
            lambda images, batch_size, epochs: math.ceil(images / batch_size),
            "This is the number for a single epoch.",
        ),
        Mistake(
            lambda images, batch_size, epochs: images // batch_size,
            "This is the number for a single epoch, and without its last, smaller batch.",
        ),
        Mistake(
            lambda images, batch_size, epochs: images * epochs,
            "This counts how often an image is used. An update uses a whole batch.",
        ),
    ],
    hints=[
        "How many batches does one epoch have? Each makes one update.",
        "Where the batch size does not divide the number of images, a smaller batch is left over, "
        "so round up: `np.ceil`.",
    ],
    praise="Compare the experiments by this number, and much of what they show is no surprise.",
)


# --- best_setting -------------------------------------------------------------------------------


def best_setting_solution(accuracies):
    means = accuracies.mean(axis=2)  # (batch sizes, rates); NaN if a seed diverged
    means = np.where(np.isnan(means), -1, means)
    return np.unravel_index(means.argmax(), means.shape)


def best_setting_inputs(rng):
    """Results of sweeps, with a lucky seed, and a winner that diverges once."""
    cases = []
    for low in (0.5, 0.5, 0.1):  # at 0.1, even a 0 in the place of a NaN leaves a high mean
        accuracies = rng.uniform(low, low + 0.2, (4, 5, 3))
        accuracies[3, 1] = low + 0.22, low + 0.42, low + 0.42  # the answer
        accuracies[3, 3] = low + 0.27  # its worst seed is better, its mean is not
        accuracies[0, 4] = low, low + 0.45, low + 0.45  # its middle seed is better
        accuracies[2, 2] = 0.99, low, low  # one lucky seed
        accuracies[1, 0] = low, np.nan, low  # diverged once, and is bad
        accuracies[2, 4] = 0.97, np.nan, 0.97  # diverged once, and is good otherwise
        order = rng.permutation(3)
        cases.append((accuracies[:, :, order],))
    return cases


def place_of(choose):
    """Return a wrong answer: the place of the largest of ``choose(accuracies)``."""

    def answer(accuracies):
        values = choose(accuracies)
        return np.unravel_index(values.argmax(), values.shape)

    return answer


best_setting = Exercise(
    name="best_setting",
    task="Return row and column of the best setting in a sweep over several seeds.",
    solution=best_setting_solution,
    inputs=best_setting_inputs,
    mistakes=[
        Mistake(
            place_of(lambda accuracies: np.nanmax(accuracies, axis=2)),
            "This picks the setting with the luckiest seed. Take the mean over the seeds.",
        ),
        Mistake(
            place_of(lambda accuracies: np.nanmean(accuracies, axis=2)),
            "The winner diverged with one of its seeds, and the mean over the others hides that.",
        ),
        Mistake(
            place_of(lambda accuracies: accuracies.mean(axis=2)),
            "`argmax` takes NaN for the largest number, so a setting that diverged has won.",
        ),
        Mistake(
            place_of(lambda accuracies: np.nan_to_num(accuracies).mean(axis=2)),
            "A seed that diverged counts as 0 here, and the others can make up for it. A setting "
            "that diverged once must not win.",
        ),
        Mistake(
            place_of(lambda accuracies: np.nan_to_num(accuracies, nan=-1).min(axis=2)),
            "This compares the worst seed of each setting. Take the mean over the seeds.",
        ),
        Mistake(
            place_of(lambda accuracies: np.nan_to_num(np.median(accuracies, axis=2), nan=-1)),
            "This is the median over the seeds; the mean is asked for.",
        ),
        Mistake(
            place_of(lambda accuracies: np.nan_to_num(accuracies, nan=-1)),
            "These are three numbers: the place of the luckiest single training. Take the mean "
            "over the seeds first.",
        ),
        Mistake(
            place_of(lambda accuracies: accuracies.mean(axis=0)),
            "This takes the mean over the first axis. The seeds are the last axis.",
        ),
        Mistake(
            lambda accuracies: best_setting_solution(accuracies)[::-1],
            "Row and column have changed places.",
        ),
        Mistake(
            lambda accuracies: int(np.nan_to_num(accuracies.mean(axis=2), nan=-1).argmax()),
            "This is the place in the flattened array. `np.unravel_index` makes row and column "
            "of it.",
        ),
        Mistake(
            lambda accuracies: np.nan_to_num(accuracies.mean(axis=2), nan=-1).max(),
            "This is the best mean itself. The task asks where it stands.",
        ),
    ],
    hints=[
        "First take the mean over the seeds: the last axis.",
        "The mean of numbers with a NaN among them is NaN. Put a number there that can't win.",
        "`means.argmax()` counts through the rows; `np.unravel_index(position, means.shape)` "
        "gives row and column.",
    ],
    praise="The mean over seeds is what you can expect to see again; the best seed is not.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Number(
        right=395,
        explanation="An epoch has 78 full batches of 128 and one of 16: 79 updates, five times.",
        near_misses={
            390: "The 16 images that are left over in each epoch make an update too.",
            391: "The smaller batch comes at the end of each epoch, not once at the very end.",
            79: "This is one epoch.",
            50_000: "An update uses a whole batch.",
        },
        tolerance=0.001,
    ),
    Choice(
        right="b",
        feedback={
            "a": "Too large a rate can kill all ReLUs, and then the gradient is 0 too; but that "
            "takes an update. The first gradient comes from the initial weights.",
            "b": "Weights of exactly 0 pass no gradient back. Only the biases of the output learn.",
            "c": "Wrong labels make a wrong gradient, but not one of 0.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "More images close a gap between the two accuracies, and here is hardly any.",
            "b": "It cannot even fit the images that it trains on: underfitting.",
            "c": "Dropout keeps a network from learning by heart. This one has learned too little.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "At this rate, yes. SGD has its best at another one.",
            "b": "0.001 is a usual rate for Adam and a tiny one for SGD. Compare each at its best.",
            "c": "Both had the same number of epochs. What SGD lacked was the length of its steps.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "These images chose the winner, so luck on them helped to choose it.",
            "b": "Luck that helped on the validation images has no reason to repeat itself, let "
            "alone grow.",
            "c": "The best of many is also one of the luckiest. That is what the test set is for.",
        },
    ),
)
