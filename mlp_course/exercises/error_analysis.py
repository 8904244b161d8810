"""Exercises and quiz of the notebook error_analysis."""

import math
from itertools import pairwise

import numpy as np

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- count_confusions ---------------------------------------------------------------------------


def count_confusions_solution(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    for true, read in zip(y_true, y_pred, strict=True):
        counts[true, read] += 1
    return counts


def count_confusions_inputs(rng):
    cases = []
    for n, num_classes in [(9, 4), (50, 5), (300, 10)]:
        y_true, y_pred = rng.integers(0, num_classes - 1, (2, n))  # the last class never occurs
        y_true[:4], y_pred[:4] = [0, 0, 0, 1], [1, 1, 0, 0]  # repeated and lopsided
        cases.append((y_true, y_pred, num_classes))
    y_true = np.repeat([2, 1, 0], [300, 10, 5])  # one entry is beyond what 8 bits can count
    return [*cases, (y_true, np.roll(y_true, 3), 4)]


def each_pair_once(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    counts[y_true, y_pred] += 1
    return counts


def as_small_as_possible(y_true, y_pred, num_classes):
    size = max(y_true.max(), y_pred.max()) + 1
    return count_confusions_solution(y_true, y_pred, size)


def in_eight_bits(y_true, y_pred, num_classes):
    return count_confusions_solution(y_true, y_pred, num_classes).astype(np.uint8)


def rows_are_one_list(y_true, y_pred, num_classes):
    counts = [[0] * num_classes] * num_classes
    for true, read in zip(y_true, y_pred, strict=True):
        counts[true][read] += 1
    return counts


def list_as_index(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    for true, read in zip(y_true, y_pred, strict=True):
        counts[[true, read]] += 1
    return counts


def changed_counts(change):
    """Return the solution with its counts passed through ``change``."""
    return lambda *arguments: change(count_confusions_solution(*arguments))


def shares_of_rows(counts):
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def only_errors(counts):
    return counts - np.diag(np.diag(counts))


ONCE = (
    "Every pair is counted once at the most. Each image has to add one to its entry; with arrays "
    "as index, `+= 1` adds only one even where an index occurs twice."
)

count_confusions = Exercise(
    name="count_confusions",
    task="Count the confusion matrix.",
    solution=count_confusions_solution,
    inputs=count_confusions_inputs,
    mistakes=[
        Mistake(
            changed_counts(np.transpose),
            "Rows and columns are swapped. In this series the true class is the row.",
        ),
        Mistake(each_pair_once, ONCE),
        Mistake(changed_counts(lambda counts: counts > 0), ONCE),
        Mistake(
            in_eight_bits,
            "The counts start again at 0 after 255: the matrix holds integers of 8 bits. Take "
            "`dtype=int`.",
        ),
        Mistake(
            rows_are_one_list,
            "All rows are one and the same list: `[row] * n` repeats the list and copies nothing. "
            "Make a new one for each row.",
        ),
        Mistake(
            list_as_index,
            "With a list as index, `counts[[true, read]]` means two whole rows. One entry is "
            "`counts[true, read]`.",
        ),
        Mistake(
            as_small_as_possible,
            "The matrix is too small when the last class does not occur. Its size is "
            "`num_classes`, whatever the labels are.",
        ),
        Mistake(
            changed_counts(shares_of_rows),
            "These are shares of each row. The task asks for the counts themselves.",
        ),
        Mistake(
            changed_counts(lambda counts: counts / counts.sum()),
            "These are shares of all images. The task asks for the counts themselves.",
        ),
        Mistake(
            changed_counts(only_errors),
            "The diagonal is empty. Right answers are counted too: that is where they stand.",
        ),
        Mistake(
            changed_counts(lambda counts: np.diag(np.diag(counts))),
            "Only the right answers are counted. Errors belong beside the diagonal.",
        ),
        Mistake(
            changed_counts(lambda counts: counts + counts.T),
            "Every image is counted in both directions: (true, read) and (read, true). "
            "Only the first is asked for.",
        ),
        Mistake(
            changed_counts(lambda counts: counts.sum(axis=1)),
            "This is one number for each true class. What was it read as?",
        ),
        Mistake(
            changed_counts(np.diag),
            "These are the right answers of each class, the diagonal of the matrix. The errors "
            "belong beside it.",
        ),
        Mistake(
            changed_counts(np.ravel),
            "The counts are right, but they stand in one long row. Give them the shape of the "
            "matrix.",
        ),
    ],
    hints=[
        "Start with a matrix of zeros, and let each image add one to the entry it belongs to.",
        "`zip(y_true, y_pred)` gives the two labels of one image after the other.",
        "Inside the loop: `counts[true, read] += 1`. Its size is known beforehand: `num_classes`.",
    ],
    praise="Its diagonal holds the right answers, so their sum over all images is the accuracy.",
)


# --- false_alarm --------------------------------------------------------------------------------


def sign_test(k, m):
    n = int(k + m)  # as a NumPy integer, 2**n would overflow from n = 63 on
    tail = sum(math.comb(n, j) for j in range(max(k, m), n + 1)) / 2**n
    return min(1.0, 2 * tail)


def false_alarm_solution(n):
    return sum(math.comb(n, k) for k in range(n + 1) if sign_test(k, n - k) <= 0.05) / 2**n


def false_alarm_inputs(rng):
    return [(n,) for n in (0, 5, 6, 9, 12, *rng.integers(13, 40, 3).tolist())]


def alarming_counts(n):
    return [k for k in range(n + 1) if sign_test(k, n - k) <= 0.05]


def alarm_with(limit):
    """Return the probability of a p-value up to another limit."""

    def probability(n):
        found = [k for k in range(n + 1) if sign_test(k, n - k) <= limit]
        return sum(math.comb(n, k) for k in found) / 2**n

    return probability


false_alarm = Exercise(
    name="false_alarm",
    task="Work out how probable a p-value of at most 0.05 is, for n tosses of a fair coin.",
    solution=false_alarm_solution,
    inputs=false_alarm_inputs,
    mistakes=[
        Mistake(
            lambda n: 0.05,
            "That would be right if p could take every value. Which values can it take?",
        ),
        Mistake(
            lambda n: 0.05 if n >= 6 else 0.0,
            "From 6 tosses on p can come below 0.05, but not with a probability of 0.05. Which "
            "numbers of heads do it, and how probable are they?",
        ),
        Mistake(
            lambda n: sum(math.comb(n, k) for k in alarming_counts(n) if 2 * k > n) / 2**n,
            "You count only one side. With as many tails as that, the p-value is just as small.",
        ),
        Mistake(
            lambda n: len(alarming_counts(n)) / (n + 1),
            "Every number of heads is taken to be equally probable. There are `math.comb(n, k)` "
            "sequences with k heads, of 2**n.",
        ),
        Mistake(
            lambda n: len(alarming_counts(n)),
            "This counts the numbers of heads that raise an alarm. How probable is each of them?",
        ),
        Mistake(
            lambda n: sum(math.comb(n, k) for k in alarming_counts(n)),
            "This is the number of sequences that raise an alarm. Of how many?",
        ),
        Mistake(
            lambda n: sign_test(n, 0),
            "This is the p-value of the most lopsided result. For small n it is above 0.05, and "
            "for larger n other results come below 0.05 too.",
        ),
        Mistake(
            lambda n: sign_test(n, 0) if n >= 6 else 0.0,
            "Only the most lopsided result is counted. For larger n others come below 0.05 too.",
        ),
        Mistake(
            lambda n: sum(sign_test(k, n - k) for k in alarming_counts(n)),
            "These are the p-values added up. Each already counts all the more lopsided results, "
            "so they are counted several times.",
        ),
        Mistake(
            lambda n: 1 - false_alarm_solution(n),
            "This is the probability that there is no alarm.",
        ),
        Mistake(
            alarm_with(0.025),
            "`sign_test` looks at both sides already, so its limit is 0.05 and not half of it.",
        ),
        Mistake(
            alarm_with(0.1),
            "The limit is 0.05; `sign_test` looks at both sides already.",
        ),
    ],
    hints=[
        "n tosses give 0 to n heads. For which numbers of heads is the p-value at most 0.05?",
        "`sign_test(k, n - k)` is the p-value of k heads. k heads have the probability "
        "`math.comb(n, k) / 2**n`.",
        "Add up that probability over the k from 0 to n with `sign_test(k, n - k) <= 0.05`.",
    ],
    praise="It never exceeds 0.05, and jumps up and down as n grows.",
)


# --- recall_of ----------------------------------------------------------------------------------


def recall_of_solution(y_true, y_pred, k):
    return np.mean(y_pred[y_true == k] == k)


def recall_of_inputs(rng):
    cases = []
    for n in (12, 60, 200):
        y_true = rng.integers(0, 4, n)
        y_pred = np.where(rng.random(n) < 0.6, y_true, rng.integers(0, 4, n))
        # Class 2 is in both, unequally often. The label at place 2 is 1, and two 2s are read as 1.
        y_true[:8], y_pred[:8] = [0, 2, 1, 2, 0, 2, 2, 2], [2, 2, 2, 2, 0, 0, 1, 1]
        cases.append((y_true, y_pred, 2))
    no_hit = np.array([1, 1, 0]), np.array([0, 0, 1]), 1
    one_of_three = np.array([2, 2, 0, 2, 1]), np.array([2, 0, 0, 1, 1]), 2  # and precision is 1
    return [*cases, no_hit, one_of_three]


def f1_of_one(y_true, y_pred, k):
    hits = np.sum((y_true == k) & (y_pred == k))
    return 2 * hits / (np.sum(y_true == k) + np.sum(y_pred == k))


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
        Mistake(
            lambda y_true, y_pred, k: np.mean((y_true == k) == (y_pred == k)),
            "Images that are not k and were not read as k count as right here. Recall looks at "
            "the images that are k, and at no others.",
        ),
        Mistake(
            lambda y_true, y_pred, k: np.mean(y_pred == k),
            "This is the share of all images that were read as k, rightly or not. Recall looks at "
            "the images that are k.",
        ),
        Mistake(
            lambda y_true, y_pred, k: np.sum(y_pred == k) / np.sum(y_true == k),
            "Every image read as k counts as found here, also those that are no k.",
        ),
        Mistake(
            lambda y_true, y_pred, k: y_pred[y_true == k] == k,
            "Right or wrong for each image of the class. Which share of them is right?",
        ),
        Mistake(
            f1_of_one,
            "This is F1. It takes the images read as k into account as well; recall looks at those "
            "that are k, and at no others.",
        ),
        Mistake(
            lambda y_true, y_pred, k: 100 * np.mean(y_pred[y_true == k] == k),
            "This is the recall in per cent. Return a share between 0 and 1.",
        ),
        Mistake(
            lambda y_true, y_pred, k: ((y_true == k) @ (y_pred == k)) / np.sum(y_true == k),
            "With arrays of True and False, `@` gives True or False and counts nothing. "
            "`np.sum(a & b)` counts.",
        ),
        Mistake(
            lambda y_true, y_pred, k: np.mean((y_true == k) & (y_pred != k)),
            "These are the images missed, as a share of all images. Recall is the share that was "
            "found, of those that are k.",
        ),
        Mistake(
            lambda y_true, y_pred, k: 1 - np.mean((y_true == k) & (y_pred != k)),
            "What was missed is divided by the number of all images. Recall is a share of the "
            "images of one class.",
        ),
        Mistake(
            lambda y_true, y_pred, k: np.mean(y_pred[y_true == k] == y_true[k]),
            "`y_true[k]` is the label of image number k. Compare with k itself.",
        ),
    ],
    hints=[
        "Recall asks: of the images that are k, how many were read as k?",
        "`y_true == k` picks out the images that matter; use it as an index into `y_pred`.",
        "`y_pred[y_true == k]` is how those were read. Which share of it equals k?",
    ],
    praise="The same line with the two arrays swapped is the precision.",
)


# --- macro_f1 -----------------------------------------------------------------------------------


def macro_f1_solution(counts):
    return np.mean(2 * np.diag(counts) / (counts.sum(axis=0) + counts.sum(axis=1)))


def macro_f1_inputs(rng):
    random = [rng.integers(0, 9, (c, c)) + np.diag(rng.integers(5, 60, c)) for c in (3, 5, 10)]
    never_read = np.array([[8, 0, 2], [3, 0, 4], [1, 0, 9]])  # nothing is read as class 1
    return [(counts,) for counts in [*random, never_read]]


def f1_by_class_or_nan(counts):
    hits = np.diag(counts)
    precision, recall = hits / counts.sum(axis=0), hits / counts.sum(axis=1)
    return 2 * precision * recall / (precision + recall)


def f1_with_nan(counts):
    return np.mean(f1_by_class_or_nan(counts))


def arithmetic_means(counts):
    hits, true, read = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    return np.mean((hits / np.maximum(read, 1) + hits / true) / 2)


def f1_of_means(counts):
    hits, true, read = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    precision, recall = np.mean(hits / np.maximum(read, 1)), np.mean(hits / true)
    return 2 * precision * recall / (precision + recall)


def arithmetic_means_or_nan(counts):
    hits = np.diag(counts)
    return np.mean((hits / counts.sum(axis=0) + hits / counts.sum(axis=1)) / 2)


def f1_of_means_or_nan(counts):
    hits = np.diag(counts)
    precision, recall = np.mean(hits / counts.sum(axis=0)), np.mean(hits / counts.sum(axis=1))
    return 2 * precision * recall / (precision + recall)


def weighted_f1(counts):
    hits, true, read = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    return np.average(2 * hits / (true + read), weights=true)


F1_OF_MEANS = (
    "This is the F1 of the mean precision and the mean recall. The order matters: first an F1 for "
    "each class, then the mean."
)
ORDINARY_MEAN = (
    "For each class you take the ordinary mean of precision and recall. F1 is the harmonic one, "
    "which is near the smaller of the two."
)
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
        Mistake(f1_of_means, F1_OF_MEANS),
        Mistake(f1_of_means_or_nan, F1_OF_MEANS),
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
        Mistake(
            lambda counts: np.mean(np.diag(counts) / np.maximum(counts.sum(axis=0), 1)),
            "This is the mean precision; F1 takes the recall into account too.",
        ),
        Mistake(
            lambda counts: np.nanmean(f1_by_class_or_nan(counts)),
            "A class that is never read is left out of your mean. Its F1 is 0, and counts.",
        ),
        Mistake(arithmetic_means, ORDINARY_MEAN),
        Mistake(arithmetic_means_or_nan, ORDINARY_MEAN),
        Mistake(
            lambda counts: np.mean(np.diag(counts) / (counts.sum(axis=0) + counts.sum(axis=1))),
            "A factor of 2 is missing: a class without an error must have an F1 of 1.",
        ),
        Mistake(
            lambda counts: np.mean(f1_by_class_or_nan(counts) / 2),
            "Two things: a factor of 2 is missing, since a class without an error must have an F1 "
            "of 1; and a class that is never read makes 0 / 0. A form of F1 in hits and counts "
            "has no such trouble.",
        ),
        Mistake(
            lambda counts: 100 * macro_f1_solution(counts),
            "This is per cent. Return a share between 0 and 1.",
        ),
        Mistake(
            lambda counts: np.sum(2 * np.diag(counts) / (counts.sum(axis=0) + counts.sum(axis=1))),
            "This is the sum over the classes; the average is asked for.",
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


def calibration_error_solution(confidence, correct, n_bins=15):
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
    # Confidences on the edges of four bins, which a float holds exactly.
    edges = np.array([0.0, 0.25, 0.25, 0.3, 0.5, 0.6, 0.75, 0.75, 0.8, 1.0])
    hits = np.array([True, False, True, True, False, True, True, True, False, False])
    cases.append((edges, hits, 4))
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
    error = calibration_error_solution(confidence, correct, n_bins)
    return error if np.bincount(usual_bins(confidence, n_bins), minlength=n_bins).all() else np.nan


def by_edges(above, below):
    """Return the error over bins whose edges are compared by two functions."""

    def error(confidence, correct, n_bins):
        edges, total = np.linspace(0, 1, n_bins + 1), 0.0
        for left, right in pairwise(edges):
            inside = above(confidence, left) & below(confidence, right)
            if inside.any():
                gap = abs(correct[inside].mean() - confidence[inside].mean())
                total += inside.mean() * gap
        return total

    return error


def bin_centres(confidence, correct, n_bins):
    bins, total = usual_bins(confidence, n_bins), 0.0
    for b in range(n_bins):
        inside = bins == b
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - (b + 0.5) / n_bins)
    return total


def root_mean_square(confidence, correct, n_bins):
    gaps, shares = gaps_of_bins(confidence, correct, usual_bins(confidence, n_bins), n_bins)
    return np.sqrt(np.sum(shares * gaps**2))


def largest_gap(confidence, correct, n_bins):
    return np.abs(
        gaps_of_bins(confidence, correct, usual_bins(confidence, n_bins), n_bins)[0]
    ).max()


def counts_for_shares(confidence, correct, n_bins):
    return len(confidence) * calibration_error_solution(confidence, correct, n_bins)


def first_bin_only(confidence, correct, n_bins):
    gaps, shares = gaps_of_bins(confidence, correct, usual_bins(confidence, n_bins), n_bins)
    return abs(gaps[0]) * shares[0]


def rounded_bins(confidence, correct, n_bins):
    bins = np.minimum(np.round(confidence * n_bins).astype(int), n_bins - 1)
    gaps, shares = gaps_of_bins(confidence, correct, bins, n_bins)
    return np.sum(shares * np.abs(gaps))


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
        Mistake(
            by_edges(np.greater_equal, np.less_equal),
            "A confidence on the edge between two bins is counted in both. It belongs in the upper "
            "one alone.",
        ),
        Mistake(
            by_edges(np.greater, np.less_equal),
            "Your bins contain their upper edge. The task gives each bin its lower one, and 1 to "
            "the last.",
        ),
        Mistake(
            by_edges(np.greater, np.less),
            "A confidence on the edge between two bins is lost. It belongs in the upper one.",
        ),
        Mistake(
            bin_centres,
            "You compare with the middle of each bin. Compare with the mean confidence of the "
            "predictions in it.",
        ),
        Mistake(
            root_mean_square,
            "The gaps are squared. The expected calibration error takes their sizes, as they are.",
        ),
        Mistake(
            largest_gap,
            "This is the largest gap. The expected calibration error is the mean of all, weighted.",
        ),
        Mistake(
            counts_for_shares,
            "Each gap is weighted by the number of predictions in its bin. Divide by the number of "
            "all predictions.",
        ),
        Mistake(
            lambda confidence, correct, n_bins: (
                100 * calibration_error_solution(confidence, correct, n_bins)
            ),
            "These are percentage points. Return a number between 0 and 1.",
        ),
        Mistake(
            first_bin_only,
            "The result is that of the first bin that is not empty: the `return` stands inside the "
            "loop. Return when all bins are added up.",
        ),
        Mistake(
            rounded_bins,
            "The bins are shifted by half a width: cut off the decimals, do not round.",
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


# --- error_among_answered -----------------------------------------------------------------------


def error_among_answered_solution(confidence, correct, threshold):
    return 1 - correct[confidence >= threshold].mean()


def error_among_answered_inputs(rng):
    cases = []
    for n, threshold in [(20, 0.5), (200, 0.75), (500, 0.9)]:
        confidence = rng.uniform(0.2, 1, n)
        confidence[:5] = threshold, threshold, 0.97, 0.1, 0.1  # some exactly at the threshold
        correct = rng.random(n) < confidence
        correct[:5] = False, True, True, False, True
        cases.append((confidence, correct, threshold))
    return cases


def of_answers(change):
    """Return ``change`` of which images are answered, which are right, and the confidences."""
    return lambda confidence, correct, threshold: change(
        confidence >= threshold, correct, confidence
    )


error_among_answered = Exercise(
    name="error_among_answered",
    task="Return the error among the answered images, at a threshold.",
    solution=error_among_answered_solution,
    inputs=error_among_answered_inputs,
    mistakes=[
        Mistake(
            of_answers(lambda answered, correct, confidence: correct[answered].mean()),
            "This is the accuracy of the answers; the task asks for their error.",
        ),
        Mistake(
            of_answers(lambda answered, correct, confidence: (answered & ~correct).mean()),
            "The errors are divided by the number of all images. Refused images are not answered, "
            "so they do not count in the error of the answers.",
        ),
        Mistake(
            of_answers(lambda answered, correct, confidence: 1 - (answered & correct).mean()),
            "Refused images are counted as errors. They are to be left out.",
        ),
        Mistake(
            lambda confidence, correct, threshold: 1 - correct[confidence > threshold].mean(),
            "A confidence exactly at the threshold is to be answered.",
        ),
        Mistake(
            lambda confidence, correct, threshold: 1 - correct[confidence <= threshold].mean(),
            "The unsure ones are answered and the sure ones refused.",
        ),
        Mistake(
            lambda confidence, correct, threshold: 1 - correct[confidence < threshold].mean(),
            "This is the error among the refused. Those that reach the threshold are answered.",
        ),
        Mistake(
            of_answers(lambda answered, correct, confidence: (answered & ~correct).sum()),
            "This is the number of errors. The task asks for their share of the answers.",
        ),
        Mistake(
            of_answers(
                lambda answered, correct, confidence: (answered & ~correct).sum() / (~correct).sum()
            ),
            "This is the share of all errors that are answered. Divide by the number of answers.",
        ),
        Mistake(
            of_answers(lambda answered, correct, confidence: answered.mean()),
            "This is the coverage, the share of images that are answered. How many of the answers "
            "are wrong?",
        ),
        Mistake(
            lambda confidence, correct, threshold: np.mean(~correct),
            "This is the error of all predictions. Only the answered ones are to count.",
        ),
        Mistake(
            of_answers(lambda answered, correct, confidence: 1 - confidence[answered].mean()),
            "This is how often the network expects to be wrong. Which answers are wrong, `correct` "
            "says.",
        ),
        Mistake(
            of_answers(lambda answered, correct, confidence: ~correct[answered]),
            "Wrong or not, for each answer. Which share of them is wrong?",
        ),
        Mistake(
            of_answers(lambda answered, correct, confidence: 100 * (1 - correct[answered].mean())),
            "This is per cent. Return a share between 0 and 1.",
        ),
    ],
    hints=[
        "`confidence >= threshold` is an array of True and False: which images are answered?",
        "As an index into `correct` it picks the answers to be judged.",
        "The mean of what it picks is the share of right answers. The others are wrong.",
    ],
    praise="Evaluated for many thresholds, it gives the curve that comes next.",
)


# --- cheapest_threshold -------------------------------------------------------------------------


def cheapest_threshold_solution():
    return 1 - 2 / 40  # where (1 - p) * 40, the cost of answering, equals 2


cheapest_threshold = Exercise(
    name="cheapest_threshold",
    task="Work out from which confidence on an answer is cheaper than a look by a person.",
    solution=cheapest_threshold_solution,
    mistakes=[
        Mistake(0.05, "This is how often an answer may be wrong. How often must it be right?"),
        Mistake(95, "As per cent this is right; the task asks for a share between 0 and 1."),
        Mistake(20, "A mistake is 20 times as expensive: that is c. The rule says (1 - p) c < 1."),
        Mistake(5, "This is how often an answer may be wrong, in per cent."),
        Mistake(0.9, "That would be the threshold if a mistake cost 20 cents. It costs 40."),
        Mistake(1 - 1 / 40, "That would be the threshold if a look cost 1 cent. It costs 2."),
        Mistake(1 - 1 / 2, "The price of a mistake is missing."),
        Mistake(0.5, "The price of a mistake is missing."),
        Mistake(40 / 42, "The rule compares (1 - p) times 40 with 2, not with 2 times p."),
        Mistake(1 - 40 / 2, "The two prices have changed places. A share lies between 0 and 1."),
    ],
    hints=[
        "At the threshold, answering and refusing cost the same.",
        "Answering with confidence p costs (1 - p) times 40 cents on average; refusing costs 2.",
        "(1 - p) * 40 = 2. Solve for p.",
    ],
    praise="Half the price of a mistake would allow twice as many of them: 0.9.",
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
            0.94: "Right so far. Please give three decimals.",
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
            1.1: "Right so far. Please give two decimals.",
            1.0: "The 600 refused images are not answered, so they do not belong in the divisor.",
            100 / 9400: "As a share this is right; the question asks for per cent.",
            250 / 94: "150 of the 250 errors were among the refused images.",
            150 / 6: "This is the share of errors among the refused images.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "Then the difference is hardly chance. Where it comes from the intervals do not "
            "say.",
            "b": "That is an impression, and speaks for another cause. To test one, change it.",
            "c": "Only the teachers were changed, and the first group's own errors fell. Had the "
            "two only drawn level, the second might just have got worse.",
        },
    ),
)

further_quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "That is 5 % of 45. With 6 errors, which results are below 0.05, and how probable "
            "are they?",
            "b": "Only 6 : 0 is below 0.05, either way round: 2 of 64 sequences. 45 times that is "
            "1.41.",
            "c": "With 5 errors each, it would be none. With 6, 6 : 0 has p = 0.031.",
        },
    ),
    first=6,
)
