"""Answers to the exercises of notebook 06, as readers write them."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np
from scipy import stats
from sklearn import metrics as sklearn_metrics

from mlp_helpers import calibration_bins, classification_report, confusion_matrix

# --- count_confusions -----------------------------------------------------------------------------


def counts_loop(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes))
    for i in range(len(y_true)):
        counts[y_true[i]][y_pred[i]] = counts[y_true[i]][y_pred[i]] + 1
    return counts


def counts_list(y_true, y_pred, num_classes):
    counts = [[0] * num_classes for _ in range(num_classes)]
    for true, read in zip(y_true, y_pred, strict=True):
        counts[true][read] += 1
    return counts


def counts_add_at(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    return counts


def counts_bincount(y_true, y_pred, num_classes):
    return np.bincount(num_classes * y_true + y_pred, minlength=num_classes**2).reshape(
        num_classes, num_classes
    )


def counts_masks(y_true, y_pred, num_classes):
    classes = range(num_classes)
    return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in classes] for i in classes])


def counts_product(y_true, y_pred, num_classes):
    eye = np.eye(num_classes)
    return eye[y_true].T @ eye[y_pred]


def counts_counter(y_true, y_pred, num_classes):
    pairs = Counter(zip(y_true.tolist(), y_pred.tolist(), strict=True))
    return [[pairs[i, j] for j in range(num_classes)] for i in range(num_classes)]


def counts_histogram(y_true, y_pred, num_classes):
    edges = np.arange(num_classes + 1) - 0.5
    return np.histogram2d(y_true, y_pred, bins=(edges, edges))[0].astype(int)


def counts_oracle(y_true, y_pred, num_classes):
    return sklearn_metrics.confusion_matrix(y_true, y_pred, labels=range(num_classes))


def counts_once(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    counts[y_true, y_pred] += 1
    return counts


def counts_assigned(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=int)
    for true, read in zip(y_true, y_pred, strict=True):
        counts[true, read] = 1
    return counts


def counts_too_small(y_true, y_pred, num_classes):
    return sklearn_metrics.confusion_matrix(y_true, y_pred)


def counts_errors(y_true, y_pred, num_classes):
    wrong = y_true != y_pred
    return counts_add_at(y_true[wrong], y_pred[wrong], num_classes)


def counts_printed(y_true, y_pred, num_classes):
    print(counts_loop(y_true, y_pred, num_classes))


def counts_eight_bits(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes), dtype=np.uint8)
    for true, read in zip(y_true, y_pred, strict=True):
        counts[true, read] += 1
    return counts


def counts_one_list(y_true, y_pred, num_classes):
    counts = [[0] * num_classes] * num_classes
    for true, read in zip(y_true, y_pred, strict=True):
        counts[true][read] += 1
    return counts


def counts_list_index(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes))
    for a, b in zip(y_true, y_pred, strict=True):
        counts[[a, b]] += 1
    return counts


def counts_returned_early(y_true, y_pred, num_classes):
    counts = np.zeros((num_classes, num_classes))
    for true, read in zip(y_true, y_pred, strict=True):
        counts[true, read] += 1
        return counts


# --- false_alarm ----------------------------------------------------------------------------------


def p_of(k, n):
    return stats.binomtest(k, n).pvalue if n else 1.0


def alarm_sides(n):
    """Count sequences from the lopsided end, as long as both sides together stay within 5 %."""
    total = 0
    for k in range(n // 2 + 1):
        if 2 * (total + math.comb(n, k)) > 0.05 * 2**n:
            break
        total += math.comb(n, k)
    return 2 * total / 2**n


def alarm_largest_level(n):
    levels = [p_of(k, n) for k in range(n + 1)]
    return max((p for p in levels if p <= 0.05), default=0)


def alarm_fraction(n):
    found = [k for k in range(n + 1) if p_of(k, n) <= 0.05]
    return float(sum((Fraction(math.comb(n, k), 2**n) for k in found), Fraction(0)))


def alarm_array(n):
    k = np.arange(n + 1)
    probability = stats.binom.pmf(k, n, 0.5)
    return probability[[p_of(int(heads), n) <= 0.05 for heads in k]].sum()


def alarm_cdf(n):
    lowest = [k for k in range(n + 1) if 2 * stats.binom.cdf(k, n, 0.5) <= 0.05]
    return 2 * stats.binom.cdf(lowest[-1], n, 0.5) if lowest else 0.0


def alarm_loop(n):
    total = 0.0
    for k in range(n + 1):
        if p_of(k, n) <= 0.05:
            total += math.comb(n, k) * 0.5**n
    return total


def found(n):
    return [k for k in range(n + 1) if p_of(k, n) <= 0.05]


# --- calibration_error ----------------------------------------------------------------------------


def error_package(confidence, correct, n_bins=15):
    n, mean_confidence, share_right = calibration_bins(confidence, correct, n_bins)
    return np.sum(n * np.abs(mean_confidence - share_right)) / n.sum()


def error_sums(confidence, correct, n_bins=15):
    bins = np.floor(confidence * n_bins).clip(max=n_bins - 1).astype(int)
    sums = [np.sum(correct[bins == b] - confidence[bins == b]) for b in range(n_bins)]
    return sum(map(abs, sums)) / len(confidence)


def error_bincount(confidence, correct, n_bins=15):
    bins = np.minimum((n_bins * confidence).astype(int), n_bins - 1)
    return np.abs(np.bincount(bins, correct - confidence)).sum() / len(bins)


def error_edges(confidence, correct, n_bins=15):
    total = 0
    for b in range(n_bins):
        inside = (confidence >= b / n_bins) & (confidence < (b + 1) / n_bins)
        if b == n_bins - 1:
            inside = inside | (confidence == 1)
        if inside.sum() > 0:
            gap = np.mean(correct[inside]) - np.mean(confidence[inside])
            total += abs(gap) * inside.sum() / len(confidence)
    return total


def error_pure_python(confidence, correct, n_bins=15):
    bins = {}
    for c, hit in zip(confidence.tolist(), correct.tolist(), strict=True):
        bins.setdefault(min(int(c * n_bins), n_bins - 1), []).append((c, hit))
    total = 0.0
    for members in bins.values():
        mean_confidence = sum(c for c, _ in members) / len(members)
        share_right = sum(hit for _, hit in members) / len(members)
        total += len(members) / len(confidence) * abs(mean_confidence - share_right)
    return total


def error_digitize(confidence, correct, n_bins=15):
    bins = np.digitize(confidence, np.linspace(0, 1, n_bins + 1)[1:-1])
    used = np.unique(bins)
    gaps = np.array([correct[bins == b].mean() - confidence[bins == b].mean() for b in used])
    return np.average(np.abs(gaps), weights=[np.sum(bins == b) for b in used])


def error_returned_early(confidence, correct, n_bins=15):
    bins, total = np.minimum((confidence * n_bins).astype(int), n_bins - 1), 0.0
    for b in range(n_bins):
        inside = bins == b
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
            return total


def in_bins(change, bins_of=lambda c, n: np.minimum((c * n).astype(int), n - 1)):
    """Return an answer that makes one number of the gaps and the shares of the bins."""

    def error(confidence, correct, n_bins=15):
        bins = bins_of(confidence, n_bins)
        inside = [bins == b for b in range(n_bins) if (bins == b).any()]
        gaps = np.array([correct[i].mean() - confidence[i].mean() for i in inside])
        return change(gaps, np.array([i.mean() for i in inside]))

    return error


def error_closed(confidence, correct, n_bins=15):
    total = 0.0
    for b in range(n_bins):
        inside = (confidence >= b / n_bins) & (confidence <= (b + 1) / n_bins)
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return total


def error_upper(confidence, correct, n_bins=15):
    total = 0.0
    for b in range(n_bins):
        inside = (confidence > b / n_bins) & (confidence <= (b + 1) / n_bins)
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return total


def error_without_one(confidence, correct, n_bins=15):
    total = 0.0
    for b in range(n_bins):
        inside = (confidence >= b / n_bins) & (confidence < (b + 1) / n_bins)
        if inside.any():
            total += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return total


def error_nan(confidence, correct, n_bins=15):
    bins = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    n = np.array([np.sum(bins == b) for b in range(n_bins)])
    inside = [bins == b for b in range(n_bins)]
    gaps = [abs(np.mean(correct[i]) - np.mean(confidence[i])) for i in inside]
    return np.sum(n / n.sum() * gaps)


def error_middles(confidence, correct, n_bins=15):
    bins, total = np.minimum((confidence * n_bins).astype(int), n_bins - 1), 0.0
    for b in np.unique(bins):
        inside = bins == b
        total += inside.mean() * abs(correct[inside].mean() - (b + 0.5) / n_bins)
    return total


# --- macro_f1 -------------------------------------------------------------------------------------


def macro_products(counts):
    precision, recall = np.diag(counts) / counts.sum(axis=0), np.diag(counts) / counts.sum(axis=1)
    return precision * recall / (precision + recall)


# --- error_among_answered -------------------------------------------------------------------------


def answers_counted(confidence, correct, threshold):
    answered = errors = 0
    for c, hit in zip(confidence, correct, strict=True):
        if c >= threshold:
            answered += 1
            errors += not hit
    return errors / answered


def answers_list(confidence, correct, threshold):
    given = [hit for c, hit in zip(confidence, correct, strict=True) if c >= threshold]
    return 1 - sum(given) / len(given)


def answers_where(confidence, correct, threshold):
    (places,) = np.where(confidence >= threshold)
    return np.mean(~correct[places])


def answers_not_refused(confidence, correct, threshold):
    return np.logical_not(correct[~(confidence < threshold)]).mean()


RIGHT = {
    "count_confusions": [
        counts_loop, counts_list, counts_add_at, counts_bincount, counts_masks, counts_product,
        counts_counter, counts_histogram, counts_oracle, confusion_matrix,
    ],
    "false_alarm": [
        alarm_sides, alarm_largest_level, alarm_fraction, alarm_array, alarm_cdf, alarm_loop,
    ],
    "recall_of": [
        lambda y_true, y_pred, k: np.mean(y_pred[y_true == k] == k),
        lambda y_true, y_pred, k: ((y_true == k) & (y_pred == k)).sum() / (y_true == k).sum(),
        lambda y_true, y_pred, k: np.sum(y_pred[y_true == k] == k) / np.sum(y_true == k),
        lambda y_true, y_pred, k: 1 - np.mean(y_pred[y_true == k] != k),
        lambda y_true, y_pred, k: np.average(y_pred == k, weights=y_true == k),
        lambda y_true, y_pred, k: np.mean(
            [read == true for true, read in zip(y_true, y_pred, strict=True) if true == k]
        ),
        lambda y_true, y_pred, k: sklearn_metrics.recall_score(y_true == k, y_pred == k),
        lambda y_true, y_pred, k: confusion_matrix(y_true, y_pred)[k, k] / (y_true == k).sum(),
        lambda y_true, y_pred, k: float(classification_report(y_true, y_pred).recall[k]),
    ],
    "macro_f1": [
        lambda counts: np.mean(2 * np.diag(counts) / (counts.sum(axis=0) + counts.sum(axis=1))),
        lambda counts: (2 * np.diag(counts) / (counts + counts.T).sum(axis=0)).mean(),
        lambda counts: np.mean(
            [2 * counts[k, k] / (counts[k].sum() + counts[:, k].sum()) for k in range(len(counts))]
        ),
        lambda counts: sum(
            counts[k, k] / ((sum(counts[k]) + sum(counts[:, k])) / 2) for k in range(len(counts))
        ) / len(counts),
        lambda counts: stats.hmean(
            [np.diag(counts) / np.maximum(counts.sum(0), 1), np.diag(counts) / counts.sum(1)]
        ).mean(),
        lambda counts: sklearn_metrics.f1_score(
            *np.repeat(np.indices(counts.shape).reshape(2, -1), counts.ravel(), axis=1),
            average="macro",
        ),
        lambda counts: np.nan_to_num(
            2 / (counts.sum(0) / np.diag(counts) + counts.sum(1) / np.diag(counts))
        ).mean(),
    ],
    "calibration_error": [
        error_package, error_sums, error_bincount, error_edges, error_pure_python, error_digitize,
    ],
    "error_among_answered": [
        answers_counted, answers_list, answers_where, answers_not_refused,
        lambda c, k, t: 1 - k[c >= t].mean(),
        lambda c, k, t: ((c >= t) & ~k).sum() / (c >= t).sum(),
        lambda c, k, t: np.average(~k, weights=c >= t),
    ],
    "cheapest_threshold": [0.95, 1 - 2 / 40, 38 / 40, np.float64(0.95), np.array(0.95)],
}  # fmt: skip

WRONG = {
    "count_confusions": [
        (lambda t, p, c: counts_loop(p, t, c), "Rows and columns are swapped"),
        (counts_once, "counted once at the most"),
        (counts_assigned, "counted once at the most"),
        (counts_too_small, "too small"),
        (lambda t, p, c: counts_loop(t, p, c) / max(len(t), 1), "shares of all images"),
        (lambda t, p, c: counts_loop(t, p, c) / np.maximum(np.bincount(t, minlength=c), 1)[:, None],
         "shares of each row"),
        (counts_errors, "The diagonal is empty"),
        (lambda t, p, c: np.diag(np.diag(counts_loop(t, p, c))), "Only the right answers"),
        (lambda t, p, c: counts_loop(t, p, c) + counts_loop(p, t, c), "both directions"),
        (lambda t, p, c: np.bincount(t, minlength=c), "one number for each true class"),
        (lambda t, p, c: np.diag(counts_loop(t, p, c)), "the right answers of each class"),
        (lambda t, p, c: np.bincount(c * t + p, minlength=c**2), "in one long row"),
        (counts_eight_bits, "8 bits"),
        (counts_one_list, "one and the same list"),
        (counts_list_index, "two whole rows"),
        (counts_printed, "returns None"),
        (counts_returned_early, "numbers are not"),
    ],
    "false_alarm": [
        (lambda n: 0.05, "every value"),
        (lambda n: 0.05 * (n > 5), "not with a probability of 0.05"),
        (lambda n: alarm_sides(n) / 2, "only one side"),
        (lambda n: len(found(n)) / (n + 1), "equally probable"),
        (lambda n: len(found(n)), "How probable is each"),
        (lambda n: sum(math.comb(n, k) for k in found(n)), "Of how many"),
        (lambda n: min(1, 2 / 2**n), "most lopsided result"),
        (lambda n: 2 / 2**n if n > 5 else 0, "Only the most lopsided"),
        (lambda n: sum(p_of(k, n) for k in found(n)), "added up"),
        (lambda n: 1 - alarm_sides(n), "no alarm"),
        (lambda n: sum(math.comb(n, k) for k in range(n + 1) if p_of(k, n) <= 0.025) / 2**n,
         "not half of it"),
        (lambda n: sum(math.comb(n, k) for k in range(n + 1) if p_of(k, n) <= 0.1) / 2**n,
         "limit is 0.05"),
        (lambda n: "2/64", "a number"),
    ],
    "recall_of": [
        (lambda t, p, k: np.mean(t[p == k] == k), "precision"),
        (lambda t, p, k: np.sum((t == k) & (p == k)) / np.sum(p == k), "precision"),
        (lambda t, p, k: np.mean(t == p), "accuracy"),
        (lambda t, p, k: np.mean((t == k) & (p == k)), "number of all images"),
        (lambda t, p, k: np.sum(p[t == k] == k) / t.size, "number of all images"),
        (lambda t, p, k: np.sum((t == k) & (p == k)), "count of hits"),
        (lambda t, p, k: np.mean(p[t == k] != k), "missed"),
        (lambda t, p, k: np.mean((t == k) == (p == k)), "count as right"),
        (lambda t, p, k: np.mean(p == k), "rightly or not"),
        (lambda t, p, k: (p == k).sum() / (t == k).sum(), "also those that are no k"),
        (lambda t, p, k: p[t == k] == k, "Right or wrong for each image"),
        (lambda t, p, k: sklearn_metrics.f1_score(t == k, p == k), "This is F1"),
        (lambda t, p, k: 100 * np.mean(p[t == k] == k), "per cent"),
        (lambda t, p, k: (t == k) @ (p == k) / (t == k).sum(), "counts nothing"),
        (lambda t, p, k: np.sum((t == k) & (p != k)) / len(t), "as a share of all images"),
        (lambda t, p, k: 1 - np.sum((t == k) & (p != k)) / len(t), "What was missed is divided"),
        (lambda t, p, k: np.mean(p[t == k] == t[k]), "label of image number k"),
        (lambda t, p, k: print(np.mean(p[t == k] == k)), "returns None"),
    ],
    "macro_f1": [
        (lambda c: np.trace(c) / c.sum(), "accuracy"),
        (lambda c: (np.diag(c) / c.sum(1)).mean(), "mean recall"),
        (lambda c: (np.diag(c) / np.maximum(c.sum(0), 1)).mean(), "mean precision"),
        (lambda c: 2 * np.diag(c) / (c.sum(0) + c.sum(1)), "still to be taken"),
        (lambda c: np.sum(2 * np.diag(c) / (c.sum(0) + c.sum(1))), "sum over the classes"),
        (lambda c: np.mean(np.diag(c) / (c.sum(0) + c.sum(1))), "factor of 2"),
        (lambda c: np.mean(macro_products(c)), "Two things"),
        (lambda c: 100 * np.mean(2 * np.diag(c) / (c.sum(0) + c.sum(1))), "per cent"),
        (lambda c: np.average(2 * np.diag(c) / (c.sum(0) + c.sum(1)), weights=c.sum(1)),
         "how often they occur"),
        (lambda c: np.mean(stats.hmean([np.diag(c) / c.sum(0), np.diag(c) / c.sum(1)])), "NaN"),
        (lambda c: np.nanmean(2 / (c.sum(0) / np.diag(c) + c.sum(1) / np.diag(c))), "left out"),
        (lambda c: np.mean(
            (np.diag(c) / np.maximum(c.sum(0), 1) + np.diag(c) / c.sum(1)) / 2), "harmonic"),
        (lambda c: np.mean((np.diag(c) / c.sum(0) + np.diag(c) / c.sum(1)) / 2), "harmonic"),
        (lambda c: 2 / (1 / np.mean(np.diag(c) / c.sum(0)) + 1 / np.mean(np.diag(c) / c.sum(1))),
         "The order matters"),
        (lambda c: 2 / (1 / np.mean(np.diag(c) / np.maximum(c.sum(0), 1))
                        + 1 / np.mean(np.diag(c) / c.sum(1))), "The order matters"),
    ],
    "calibration_error": [
        (in_bins(lambda gaps, shares: np.mean(np.abs(gaps))), "same weight"),
        (lambda c, k, n=15: in_bins(lambda gaps, shares: np.abs(gaps).sum() / n)(c, k, n),
         "divided by the number of bins"),
        (in_bins(lambda gaps, shares: np.sum(gaps * shares)), "kept their signs"),
        (in_bins(lambda gaps, shares: -np.sum(gaps * shares)), "kept their signs"),
        (in_bins(lambda gaps, shares: abs(np.sum(gaps * shares))), "overall means"),
        (in_bins(lambda gaps, shares: np.sqrt(np.sum(gaps**2 * shares))), "squared"),
        (in_bins(lambda gaps, shares: np.abs(gaps).max()), "largest gap"),
        (lambda c, k, n=15: len(c) * error_sums(c, k, n), "number of all predictions"),
        (lambda c, k, n=15: 100 * error_sums(c, k, n), "percentage points"),
        (error_returned_early, "inside the loop"),
        (error_without_one, "fall out of your bins"),
        (error_closed, "counted in both"),
        (error_upper, "contain their upper edge"),
        (error_nan, "leave such bins out"),
        (error_middles, "middle of each bin"),
        (in_bins(lambda gaps, shares: np.sum(np.abs(gaps) * shares),
                 lambda c, n: np.minimum(np.round(c * n).astype(int), n - 1)), "half a width"),
    ],
    "error_among_answered": [
        (lambda c, k, t: k[c >= t].mean(), "accuracy"),
        (lambda c, k, t: ((c >= t) & ~k).mean(), "number of all images"),
        (lambda c, k, t: 1 - (k & (c >= t)).mean(), "counted as errors"),
        (lambda c, k, t: np.mean(~k[c > t]), "exactly at the threshold"),
        (lambda c, k, t: np.mean(~k[c <= t]), "unsure ones are answered"),
        (lambda c, k, t: np.mean(~k[c < t]), "among the refused"),
        (lambda c, k, t: np.sum(~k[c >= t]), "number of errors"),
        (lambda c, k, t: np.mean(c[~k] >= t), "share of all errors"),
        (lambda c, k, t: np.mean(c >= t), "coverage"),
        (lambda c, k, t: 1 - k.mean(), "error of all predictions"),
        (lambda c, k, t: 1 - c[c >= t].mean(), "expects to be wrong"),
        (lambda c, k, t: ~k[c >= t], "for each answer"),
        (lambda c, k, t: 100 * (1 - k[c >= t].mean()), "per cent"),
        (lambda c, k, t: print(1 - k[c >= t].mean()), "returns None"),
    ],
    "cheapest_threshold": [
        (0.05, "How often must it be right"),
        (95, "per cent"),
        (5, "in per cent"),
        (20, "that is c"),
        (0.975, "2"),
        (0.5, "price of a mistake is missing"),
        (40 / 42, "2 times p"),
        (-19, "changed places"),
        (0.9, "a mistake cost 20 cents"),
        (0.8, "Not this number"),
        ("0.95", "a number"),
    ],
}  # fmt: skip
