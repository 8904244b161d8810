"""Exercises and quiz of the notebook error_analysis."""

import numpy as np

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- recall_of ----------------------------------------------------------------------------------


def recall_of_solution(y_true, y_pred, k):
    return np.mean(y_pred[y_true == k] == k)


def recall_of_inputs(rng):
    cases = []
    for n in (12, 60, 200):
        y_true = rng.integers(0, 4, n)
        y_pred = np.where(rng.random(n) < 0.6, y_true, rng.integers(0, 4, n))
        y_true[:6], y_pred[:6] = [2, 2, 2, 0, 0, 1], [2, 2, 0, 0, 2, 2]  # class 2 in both, unequal
        cases.append((y_true, y_pred, 2))
    return [*cases, (np.array([1, 1, 0]), np.array([0, 0, 1]), 1)]  # no hit


recall_of = Exercise(
    name="recall_of",
    task="Return the recall of one class, from labels and predictions.",
    solution=recall_of_solution,
    inputs=recall_of_inputs,
    mistakes=[
        Mistake(
            lambda y_true, y_pred, k: np.mean(y_true[y_pred == k] == k),
            "This is the precision: the share of right ones among the images that were read as k. "
            "Recall looks at the images that are k.",
        ),
        Mistake(
            lambda y_true, y_pred, k: np.mean(y_true == y_pred),
            "This is the accuracy over all images. Which of them are of class k?",
        ),
        Mistake(
            lambda y_true, y_pred, k: np.mean((y_true == k) & (y_pred == k)),
            "The count of hits is right, but it is divided by the number of all images. "
            "Recall is a share of the images of one class.",
        ),
        Mistake(
            lambda y_true, y_pred, k: np.sum((y_true == k) & (y_pred == k)),
            "This is a count of hits; recall is a share. How many hits could there have been?",
        ),
        Mistake(
            lambda y_true, y_pred, k: 1 - np.mean(y_pred[y_true == k] == k),
            "This is the share that was missed. Recall is the share that was found.",
        ),
    ],
    hints=[
        "Recall asks: of the images that are k, how many were read as k?",
        "`y_true == k` picks out the images that matter; use it as an index into `y_pred`.",
        "`y_pred[y_true == k]` is how those were read. Which share of it equals k?",
    ],
    praise="The same line with the two arrays exchanged is the precision.",
)


# --- count_pairs --------------------------------------------------------------------------------


def count_pairs_solution(y_true, y_pred, num_classes):
    numbers = num_classes * y_true + y_pred  # one number for each pair, from 0 to C² - 1
    counts = np.bincount(numbers, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)


def count_pairs_inputs(rng):
    cases = []
    for n, num_classes in [(9, 4), (50, 5), (300, 10)]:
        y_true, y_pred = rng.integers(0, num_classes - 1, (2, n))  # the last class never occurs
        y_true[:4], y_pred[:4] = [0, 0, 0, 1], [1, 1, 0, 0]  # repeated and lopsided
        cases.append((y_true, y_pred, num_classes))
    return cases


def each_pair_once(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    counts[y_true, y_pred] += 1
    return counts


def as_small_as_possible(y_true, y_pred, num_classes):
    size = max(y_true.max(), y_pred.max()) + 1
    return count_pairs_solution(y_true, y_pred, size)


count_pairs = Exercise(
    name="count_pairs",
    task="Count the confusion matrix without a Python loop.",
    solution=count_pairs_solution,
    inputs=count_pairs_inputs,
    mistakes=[
        Mistake(
            lambda y_true, y_pred, num_classes: count_pairs_solution(y_true, y_pred, num_classes).T,
            "Rows and columns are exchanged. In this series the true class is the row.",
        ),
        Mistake(
            each_pair_once,
            "Every pair is counted once at the most: with an array as index, `+= 1` adds only one "
            "even where an index occurs twice. `np.add.at` and `np.bincount` do count repeats.",
        ),
        Mistake(
            as_small_as_possible,
            "The matrix is too small when the last class does not occur. Its size is "
            "`num_classes`, whatever the labels are.",
        ),
        Mistake(
            lambda y_true, y_pred, num_classes: (
                count_pairs_solution(y_true, y_pred, num_classes)
                / np.maximum(np.bincount(y_true, minlength=num_classes), 1)[:, np.newaxis]
            ),
            "These are shares of each row. The task asks for the counts themselves.",
        ),
    ],
    hints=[
        "A pair (true, read) can be packed into a single integer, as hours and minutes can.",
        "`num_classes * y_true + y_pred` is different for every pair. NumPy has a function that "
        "counts how often each integer occurs.",
        "`np.bincount(numbers, minlength=num_classes**2)` gives all counts in one long row; "
        "`reshape` turns it into the matrix.",
    ],
    praise="On 10,000 images NumPy counts far faster than a loop in Python does.",
)


# --- macro_f1 -----------------------------------------------------------------------------------


def macro_f1_solution(counts):
    hits, true, read = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    return np.mean(2 * hits / (true + read))


def macro_f1_inputs(rng):
    random = [rng.integers(0, 9, (c, c)) + np.diag(rng.integers(5, 60, c)) for c in (3, 5, 10)]
    never_read = np.array([[8, 0, 2], [3, 0, 4], [1, 0, 9]])  # nothing is read as class 1
    return [(counts,) for counts in [*random, never_read]]


def f1_with_nan(counts):
    hits = np.diag(counts)
    precision, recall = hits / counts.sum(axis=0), hits / counts.sum(axis=1)
    return np.mean(2 * precision * recall / (precision + recall))


def f1_of_means(counts):
    hits, true, read = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    precision, recall = np.mean(hits / np.maximum(read, 1)), np.mean(hits / true)
    return 2 * precision * recall / (precision + recall)


def weighted_f1(counts):
    hits, true, read = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    return np.average(2 * hits / (true + read), weights=true)


macro_f1 = Exercise(
    name="macro_f1",
    task="Work out the macro-averaged F1 of a confusion matrix.",
    solution=macro_f1_solution,
    inputs=macro_f1_inputs,
    mistakes=[
        Mistake(
            lambda counts: np.trace(counts) / counts.sum(),
            "This is the accuracy: every image counts alike. In a macro average every class does.",
        ),
        Mistake(
            f1_of_means,
            "This is the F1 of the mean precision and the mean recall. The order matters: first "
            "an F1 for each class, then the mean.",
        ),
        Mistake(
            weighted_f1,
            "The classes are weighted by how often they occur. In a macro average each class has "
            "the same weight.",
        ),
        Mistake(
            f1_with_nan,
            "The result is NaN when nothing is read as some class: its precision is 0 / 0. "
            "A form of F1 in hits and counts has no such trouble.",
        ),
        Mistake(
            lambda counts: 2 * np.diag(counts) / (counts.sum(axis=0) + counts.sum(axis=1)),
            "One F1 for each class, and each is right. The macro average is still to be taken.",
        ),
        Mistake(
            lambda counts: np.mean(np.diag(counts) / counts.sum(axis=1)),
            "This is the mean recall; F1 takes the precision into account too.",
        ),
    ],
    hints=[
        "For each class you need three counts: the hits, the images that are of it, and the "
        "images read as it.",
        "With precision = hits / read and recall = hits / true, the harmonic mean simplifies. "
        "Work out 2 / (1 / precision + 1 / recall) on paper.",
        "F1 = 2 hits / (true + read) for each class, where the two are row sums and column sums.",
    ],
    praise="A rare class weighs as much as a frequent one here, which is why it is reported.",
)


# --- calibration_error --------------------------------------------------------------------------


def calibration_error_solution(confidence, correct, n_bins):
    bins = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    total = 0.0
    for b in range(n_bins):
        inside = bins == b
        if inside.any():
            gap = abs(correct[inside].mean() - confidence[inside].mean())
            total += inside.mean() * gap  # weighted by the share of all predictions
    return total


def calibration_error_inputs(rng):
    cases = []
    for n, n_bins, high in [(200, 15, 0.2), (300, 5, 0.95), (1000, 10, 0.5)]:
        confidence = rng.uniform(0.3, 1, n)  # leaves bins empty
        confidence[:3] = 1.0
        # Gaps of both signs, which add up to too sure in the first case, too unsure in the second.
        correct = rng.random(n) < np.where(confidence < 0.6, 0.8, high)
        correct[:3] = [True, True, False]
        cases.append((confidence, correct, n_bins))
    return [*cases, (np.array([1.0, 0.9]), np.array([False, True]), 5)]  # both in the last bin


def gaps_of_bins(confidence, correct, bins, n_bins):
    """Return for each bin that is not empty its signed gap and its share of the predictions."""
    masks = [bins == b for b in range(n_bins) if (bins == b).any()]
    gaps = np.array([correct[inside].mean() - confidence[inside].mean() for inside in masks])
    return gaps, np.array([inside.mean() for inside in masks])


def usual_bins(confidence, n_bins):
    return np.minimum((confidence * n_bins).astype(int), n_bins - 1)


def unweighted(confidence, correct, n_bins):
    return np.abs(
        gaps_of_bins(confidence, correct, usual_bins(confidence, n_bins), n_bins)[0]
    ).mean()


def unweighted_with_empty_bins(confidence, correct, n_bins):
    gaps, _ = gaps_of_bins(confidence, correct, usual_bins(confidence, n_bins), n_bins)
    return np.abs(gaps).sum() / n_bins


def extra_bin(confidence, correct, n_bins):
    bins = (confidence * n_bins).astype(int)
    gaps, shares = gaps_of_bins(confidence, correct, bins, n_bins + 1)
    return np.sum(shares * np.abs(gaps))


def lost_ones(confidence, correct, n_bins):
    gaps, shares = gaps_of_bins(confidence, correct, (confidence * n_bins).astype(int), n_bins)
    return np.sum(shares * np.abs(gaps))


def nan_of_empty_bins(confidence, correct, n_bins):
    return np.nan


calibration_error = Exercise(
    name="calibration_error",
    task="Work out the expected calibration error, from confidences and hits.",
    solution=calibration_error_solution,
    inputs=calibration_error_inputs,
    mistakes=[
        Mistake(
            unweighted,
            "Every bin has the same weight here, whether it holds one prediction or a thousand. "
            "The expected error weights a bin by its share of the predictions.",
        ),
        Mistake(
            unweighted_with_empty_bins,
            "The sum of the gaps is divided by the number of bins. Weight each gap by the share of "
            "the predictions that its bin holds.",
        ),
        Mistake(
            lambda confidence, correct, n_bins: correct.mean() - confidence.mean(),
            "The gaps have kept their signs, so that too sure in one bin makes up for too unsure "
            "in another.",
        ),
        Mistake(
            lambda confidence, correct, n_bins: confidence.mean() - correct.mean(),
            "The gaps have kept their signs (confidence minus hits), so they cancel between bins.",
        ),
        Mistake(
            lambda confidence, correct, n_bins: abs(correct.mean() - confidence.mean()),
            "This compares the overall means only. The gaps are to be measured bin by bin, and "
            "their sizes added.",
        ),
        Mistake(
            extra_bin,
            "A confidence of exactly 1 has come into a bin of its own. It belongs in the last one.",
        ),
        Mistake(
            lost_ones,
            "Predictions with a confidence of exactly 1 fall out of your bins. The last bin "
            "includes its upper edge.",
        ),
        Mistake(
            nan_of_empty_bins,
            "The result is NaN. The mean over an empty bin is 0 / 0: leave such bins out.",
        ),
    ],
    hints=[
        "Number the bins 0 to n_bins - 1. Multiplying a confidence by n_bins and cutting off the "
        "decimals gives its bin, except for one value.",
        "For each bin that is not empty: the mean of `correct`, the mean of `confidence`, and the "
        "absolute difference of the two.",
        "Weight each difference by `inside.mean()`, where `inside` is True for the predictions of "
        "the bin, and add up.",
    ],
    praise="Try it with 5 and with 100 bins: the number depends on them, so name them with it.",
)


# --- answer_or_refuse ---------------------------------------------------------------------------


def answer_or_refuse_solution(confidence, correct, threshold):
    answered = confidence >= threshold
    if not answered.any():
        return 0.0, 0.0
    return answered.mean(), 1 - correct[answered].mean()


def answer_or_refuse_inputs(rng):
    cases = []
    for n, threshold in [(20, 0.5), (200, 0.75), (500, 0.9)]:
        confidence = rng.uniform(0.2, 1, n)
        confidence[:4] = threshold, threshold, 0.97, 0.1  # some exactly at the threshold
        correct = rng.random(n) < confidence
        correct[:4] = False, True, True, False
        cases.append((confidence, correct, threshold))
    return [*cases, (np.array([0.4, 0.6]), np.array([True, False]), 0.99)]  # nothing is answered


def with_strict_threshold(confidence, correct, threshold):
    return answer_or_refuse_solution(confidence, correct, np.nextafter(threshold, 2))


def changed(change):
    """Return the solution with its (coverage, error) passed through ``change``."""
    return lambda *arguments: change(*answer_or_refuse_solution(*arguments))


answer_or_refuse = Exercise(
    name="answer_or_refuse",
    task="Return coverage, and error among the answered images, at a threshold.",
    solution=answer_or_refuse_solution,
    inputs=answer_or_refuse_inputs,
    mistakes=[
        Mistake(
            changed(lambda coverage, error: (1 - coverage, error)),
            "The first value is the share that is refused. Coverage is the share that is answered.",
        ),
        Mistake(
            changed(lambda coverage, error: (coverage, coverage * error)),
            "The errors are divided by the number of all images. Refused images are not answered, "
            "so they do not count in the error of the answers.",
        ),
        Mistake(
            changed(lambda coverage, error: (coverage, 1 - coverage * (1 - error))),
            "Refused images are counted as errors. They are to be left out of the second value.",
        ),
        Mistake(
            changed(lambda coverage, error: (coverage, 1 - error if coverage else 0.0)),
            "The second value is the accuracy of the answers; the task asks for their error.",
        ),
        Mistake(
            changed(lambda coverage, error: (error, coverage)),
            "The two values come in the other order: first the coverage, then the error.",
        ),
        Mistake(
            with_strict_threshold,
            "A confidence exactly at the threshold is to be answered.",
        ),
        Mistake(
            changed(lambda coverage, error: (coverage, error if coverage else np.nan)),
            "When nothing is answered, the error becomes 0 / 0. Return 0.0 for it then.",
        ),
    ],
    hints=[
        "Start with an array of True and False: which images are answered?",
        "Its mean is the coverage. As an index into `correct` it picks the answers to be judged.",
        "The error is `1 - correct[answered].mean()`; treat the case first in which nothing is "
        "answered.",
    ],
    praise="Evaluate it for many thresholds and you have drawn the curve above.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="a",
        feedback={
            "a": "Rows are the labels, columns what was read.",
            "b": "That is row 9, column 4. The row says what the image is.",
            "c": "That would be the sum over both directions, entries (4, 9) and (9, 4).",
        },
    ),
    Number(
        right=970 / 1028,
        explanation="970 of the 1,028 sevens were found. Of the 1,000 answers '7', 970 were right: "
        "that is the precision.",
        near_misses={
            0.97: "This is the precision, a share of the answers. Recall is a share of the sevens.",
            1000 / 1028: "Of the 1,000 answers '7', only 970 were right.",
            2 * 970 / 2028: "This is F1, the harmonic mean of precision and recall.",
        },
        tolerance=0.002,
    ),
    Choice(
        right="b",
        feedback={
            "a": "Dividing all logits of an image by the same T keeps their order, so the class "
            "read stays the same.",
            "b": "The order of the logits stays, their differences shrink: the same answers, given "
            "with less confidence.",
            "c": "Nothing is trained again: T is one number applied to the finished logits.",
        },
    ),
    Number(
        right=100 * 100 / 9400,
        explanation="250 - 150 = 100 errors are left among 10,000 - 600 = 9,400 answers.",
        near_misses={
            1.0: "The 600 refused images are not answered, so they do not belong in the divisor.",
            100 / 9400: "As a share this is right; the question asks for per cent.",
            250 / 94: "150 of the 250 errors were among the refused images.",
            150 / 6: "This is the share of errors among the refused images.",
        },
    ),
)

further_quiz = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "This pair was picked because it stands out. The most lopsided of 45 pairs has a "
            "small p-value more often than a pair chosen beforehand.",
            "b": "Not having shown a difference is not having shown that there is none.",
            "c": "The most lopsided of 45 pairs is bound to look lopsided, and another seed gives "
            "other counts. More images, or more networks, would tell.",
        },
    ),
    first=5,
)
