"""Exercise and quiz of the notebook start_here."""

import numbers
from decimal import Decimal

import numpy as np

from .exercise import Exercise, Mistake
from .outcome import shortened
from .quiz import Choice, Number, Quiz

# --- accuracy -----------------------------------------------------------------------------------


def accuracy_solution(y_true, y_pred):
    return np.mean(y_true == y_pred)


def accuracy_inputs(rng):
    # A share of 41 never lies in the middle between two decimals, so all ways of rounding agree.
    y_true = rng.integers(0, 10, 41)
    y_pred = np.where(rng.random(41) < 0.7, y_true, rng.integers(0, 10, 41))
    y_pred[:3] = y_true[:3] = 4  # never all wrong
    y_pred[3], y_true[3] = 0, 9  # never all right
    moved = np.roll(y_true, 1)
    return [
        (np.array([7, 2, 1, 0]), np.array([7, 2, 1, 6])),  # the example of the page
        (y_true, y_pred),
        (np.array([3, 5, 9]), np.array([3, 5, 9])),
        (np.array([3, 5, 9]), np.array([5, 9, 3])),
        (np.array([2, 2, 2]), np.array([1, 2, 2])),
        (np.array([6, 4]), np.array([6, 9])),  # half of them, where median and rounding differ
        (np.array([0, 0, 0, 8, 1]), np.array([0, 6, 0, 0, 0])),
        (y_true.astype(np.uint8), moved.astype(np.int64)),
    ]


def accuracy_judge(result, expected, arguments):
    if getattr(result, "dtype", None) == np.float16 and np.isclose(result, expected, atol=1e-3):
        return "That is right to three digits: a float16 holds no more. Which type is more exact?"
    if isinstance(result, (numbers.Real, Decimal)):  # a Fraction, too
        result = float(result)
    value = np.asarray(result)
    if value.shape == expected.shape and value.dtype.kind in "biuf":
        if np.isclose(float(value), float(expected), atol=1e-6):
            return None
        y_true, y_pred = (shortened(str(argument.tolist()), 80) for argument in arguments)
        case = f"the labels {y_true} and the answers {y_pred}"
        return f"For {case} your function returns {float(value):.6g}."
    if value.shape == np.shape(arguments[0]) and value.dtype.kind in "biuf":
        return f"There should be one number for all answers together; got {value.size} of them."
    shown = shortened(repr(result.tolist() if isinstance(result, np.ndarray) else result), 80)
    return f"There should be one number, from 0 to 1; got {shown}."


def of_the_first(y_true, y_pred):
    for true, read in zip(y_true, y_pred, strict=True):
        return float(true == read)


def until_the_first(y_true, y_pred):
    return float(y_true[0] == y_pred[0]) / len(y_true)


def at_the_first_right(y_true, y_pred):
    return 1 / len(y_true) if (y_true == y_pred).any() else None


def in_pairs(y_true, y_pred):
    return (y_true[:, np.newaxis] == y_pred).sum()


def of_each_class(y_true, y_pred):
    return np.mean([np.mean(y_pred[y_true == k] == k) for k in np.unique(y_true)])


accuracy = Exercise(
    name="accuracy",
    task="Return the share of answers that agree with the labels, from 0 to 1.",
    solution=accuracy_solution,
    inputs=accuracy_inputs,
    judge=accuracy_judge,
    mistakes=[
        Mistake(
            lambda y_true, y_pred: (y_true == y_pred).sum(),
            "That counts the right answers. A share is the count in relation to something.",
        ),
        Mistake(
            lambda y_true, y_pred: y_true == y_pred,
            "That says of each answer whether it is right. One number for all of them is asked "
            "for.",
        ),
        Mistake(
            lambda y_true, y_pred: np.mean(y_true != y_pred),
            "That is the share of wrong answers.",
        ),
        Mistake(
            lambda y_true, y_pred: 100 * np.mean(y_true == y_pred),
            "Those are per cent. A share lies between 0 and 1.",
        ),
        Mistake(
            lambda y_true, y_pred: (y_true != y_pred).sum(),
            "That counts the wrong answers. The share of the right ones is wanted.",
        ),
        Mistake(
            lambda y_true, y_pred: 100 * np.mean(y_true != y_pred),
            "Those are per cent, and of the wrong answers.",
        ),
        Mistake(
            lambda y_true, y_pred: (y_true == y_pred).all(),
            "That is 1 only if every answer is right. `all`, `//` and `int` all lose the decimals.",
        ),
        Mistake(
            lambda y_true, y_pred: (y_true == y_pred).any(),
            "That asks whether any answer at all is right.",
        ),
        Mistake(
            lambda y_true, y_pred: (y_true == y_pred).sum() / 10,
            "You divide by the number of digits. How many answers are there?",
        ),
        Mistake(
            lambda y_true, y_pred: np.mean(y_true == y_true),
            "That is 1 whatever the answers are. `len` counts every entry, the False ones too. Or "
            "is an array compared with itself?",
        ),
        Mistake(
            lambda y_true, y_pred: np.mean(np.abs(y_true.astype(int) - y_pred)),
            "That is how far the answers lie from the labels. A 3 read as 4 is as wrong as a 3 "
            "read as 9.",
        ),
        Mistake(
            lambda y_true, y_pred: 1 - np.mean(np.abs(y_true.astype(int) - y_pred)),
            "Labels are names, not sizes: a 3 read as 4 is as wrong as a 3 read as 9. Ask only "
            "whether the two agree.",
        ),
        Mistake(
            lambda y_true, y_pred: np.mean(np.sort(y_true) == np.sort(y_pred)),
            "Sorted, the answers no longer stand beside the labels of their own images.",
        ),
        Mistake(
            lambda y_true, y_pred: np.isin(y_true, y_pred).mean(),
            "You look for each label anywhere among the answers. It belongs to one image, and so "
            "to one answer, at the same place.",
        ),
        Mistake(
            lambda y_true, y_pred: np.isin(y_pred, y_true).mean(),
            "You look for each answer anywhere among the labels. It belongs to one image, and so "
            "to one label.",
        ),
        Mistake(
            lambda y_true, y_pred: np.median(np.where(y_true == y_pred, 1.0, 0.0)),
            "The median says only whether right or wrong answers are more frequent, not by how "
            "much.",
        ),
        Mistake(
            lambda y_true, y_pred: round(float(np.mean(y_true == y_pred))),
            "The share itself is asked for, with its decimals.",
        ),
        *[
            Mistake(
                lambda y_true, y_pred, decimals=decimals: np.round(
                    np.mean(y_true == y_pred), decimals
                ),
                "Do not round: the share is asked for with all its decimals.",
            )
            for decimals in (1, 2, 3)
        ],
        *[
            Mistake(
                answer,
                "You compare every label with every answer. A label belongs to one image, so there "
                "is one answer to compare it with: a single loop is enough.",
            )
            for answer in [
                in_pairs,
                lambda y_true, y_pred: in_pairs(y_true, y_pred) / len(y_true),
                lambda y_true, y_pred: in_pairs(y_true, y_pred) / len(y_true) ** 2,
            ]
        ],
        *[
            Mistake(answer, "The first image is left out. Places are counted from 0.")
            for answer in [
                lambda y_true, y_pred: np.sum((y_true == y_pred)[1:]) / len(y_true),
                lambda y_true, y_pred: np.mean((y_true == y_pred)[1:]),
            ]
        ],
        *[
            Mistake(answer, "The last image is left out. `range(n)` ends with n - 1 by itself.")
            for answer in [
                lambda y_true, y_pred: np.sum((y_true == y_pred)[:-1]) / len(y_true),
                lambda y_true, y_pred: np.mean((y_true == y_pred)[:-1]),
            ]
        ],
        Mistake(
            lambda y_true, y_pred: (y_true == y_pred).sum() / (y_true != y_pred).sum(),
            "You divide the right answers by the wrong ones. A share is a part of the whole.",
        ),
        Mistake(
            lambda y_true, y_pred: len(y_true) / (y_true == y_pred).sum(),
            "A share is at most 1. Is the fraction upside down?",
        ),
        *[
            Mistake(
                answer,
                "Your loop ends too early. Does a return stand inside it, by its indentation?",
            )
            for answer in (of_the_first, until_the_first, at_the_first_right)
        ],
        Mistake(
            of_each_class,
            "You give each digit the same weight, however often it occurs. Here every image "
            "counts alike.",
        ),
    ],
    hints=[
        "`y_true == y_pred` compares the two arrays entry by entry. What does it look like for "
        "the four digits of the example?",
        "True counts as 1 and False as 0. What is the mean of a few of them?",
    ],
    praise="The package's own `accuracy` gives the same numbers.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "A tenth more pictures would cost a tenth more time. That is not the reason.",
            "b": "Pictures known by heart prove nothing; only new ones can.",
            "c": "They are drawn at random from the same 60,000, so they are much like the others.",
        },
    ),
    Number(
        right=1080,
        explanation="54,000 / 100 are 540 steps an epoch, and there are two epochs.",
        near_misses={
            600: "That is one time through all 60,000. How many are learned from, and how often?",
            1688: "That is with 64 at a time, as above. Here a step takes 100 pictures.",
            540: "That is one time through the pictures. How many times are asked for?",
            2160: "That is four times through the pictures. How many times are asked for?",
            108000: "That would be a step for each picture. A step takes 100 of them.",
            270: "Twice through the pictures means more steps, not fewer.",
            1200: "That is for all 60,000 pictures. How many are left for the training?",
            4220: "That is the training above, with 64 at a time and five epochs.",
        },
        tolerance=0.0001,
    ),
    Choice(
        right="c",
        feedback={
            "a": "Just as upright, but three rows lower, it was read as 7 by every network.",
            "b": "Other starts misread it too, all of them.",
            "c": "Three rows lower, where those 7s have their ink, the same bars were read as 7.",
            "d": "It has the same number of pixels after the move, and is read.",
        },
    ),
    Choice(
        right="d",
        feedback={
            "a": "An empty page is a table of 28 by 28 numbers like any other picture.",
            "b": "There are ten answers, one for each digit, and this is none of them.",
            "c": "Ten zeros would not sum to 1, as its answers always do.",
            "d": "Ours even has a favourite: it gives one of the ten far more than a tenth.",
        },
    ),
)
