"""How good the predictions are: one number, ten numbers, a hundred numbers (notebook 06)."""

import numpy as np

from .checks import check_integer, check_labels, check_number, check_numbers, check_shape


def accuracy(y_true, y_pred):
    """Return the share of right predictions, from 0 to 1.

    Parameters
    ----------
    y_true, y_pred : array of integers, shape (N,)
    """
    y_true, y_pred = check_both(y_true, y_pred)
    return float(np.mean(y_true == y_pred))


def confusion_matrix(y_true, y_pred, num_classes=10):
    """Count how often each class is read as each other.

    Parameters
    ----------
    y_true, y_pred : array of integers, shape (N,)
        Labels from 0 to ``num_classes - 1``.
    num_classes : int

    Returns
    -------
    array of integers, shape (num_classes, num_classes)
        Entry (i, j): examples of class i that were predicted as j. The diagonal is right.
    """
    y_true, y_pred = check_both(y_true, y_pred, check_integer("num_classes", num_classes))
    counts = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    return counts


class ClassificationReport:
    """Precision, recall and F1 of each class; printed, it is a table.

    Attributes
    ----------
    precision, recall, f1 : array, shape (C,)
        ``tp / (tp + fp)``, ``tp / (tp + fn)`` and their harmonic mean, where tp, fp and fn count
        a class's true positives, false positives and false negatives; 0 where the denominator is.
    support : array of integers, shape (C,)
        Examples of each class.
    accuracy, macro_precision, macro_recall, macro_f1 : float
        The last three are plain means over the classes that occur among labels or predictions.
    """

    def __init__(self, counts):
        hits, self.support, predicted = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
        self.precision = share(hits, predicted)
        self.recall = share(hits, self.support)
        self.f1 = share(2 * hits, predicted + self.support)
        self.accuracy = float(hits.sum() / counts.sum())
        occurs = (self.support + predicted) > 0
        means = [float(v[occurs].mean()) for v in (self.precision, self.recall, self.f1)]
        self.macro_precision, self.macro_recall, self.macro_f1 = means

    def __repr__(self):
        line = "{:>8}{:>12}{:>10}{:>10}{:>10}".format
        rows = [line("class", "precision", "recall", "F1", "support")]
        table = zip(self.precision, self.recall, self.f1, self.support, strict=True)
        for label, (*shares, support) in enumerate(table):
            rows.append(line(label, *(f"{value:.4f}" for value in shares), support))
        macro = (self.macro_precision, self.macro_recall, self.macro_f1)
        rows.append(line("macro", *(f"{value:.4f}" for value in macro), self.support.sum()))
        return "\n".join([*rows, f"accuracy {self.accuracy:.4f}"])


def classification_report(y_true, y_pred, num_classes=10):
    """Return the ClassificationReport of the ``confusion_matrix(y_true, y_pred, num_classes)``."""
    return ClassificationReport(confusion_matrix(y_true, y_pred, num_classes))


def wilson_interval(k, n, z=1.96):
    """Return the ends of Wilson's interval (95 % by default) for a share seen as k out of n.

    Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

    Parameters
    ----------
    k, n : int, or arrays of integers
        Successes, from 0 to n, and trials, at least 1.
    z : float
        Half the width in standard deviations.
    """
    k, n = check_numbers("k", k, 0), check_numbers("n", n, 1)
    z = check_number("z", z)
    if np.any(k > n):
        raise ValueError(f"k is {k} and n is {n}; expected k from 0 to n")
    p = k / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)  # rounded, it may pass them


def calibration_bins(confidence, correct, n_bins=15):
    """Sort predictions into bins of equal width by their confidence.

    Parameters
    ----------
    confidence : array, shape (N,)
        Probability of the predicted class, from 0 to 1.
    correct : array of bool, shape (N,)
    n_bins : int

    Returns
    -------
    n : array of integers, shape (n_bins,)
        Predictions in each bin; a bin contains its lower edge, the last one also 1.
    mean_confidence, share_right : array, shape (n_bins,)
        Means over a bin; 0 where it is empty.
    """
    confidence = check_numbers("confidence", confidence, 0, 1)
    correct = check_numbers("correct", correct, 0, 1)
    check_integer("n_bins", n_bins)
    check_shape("correct", correct, (confidence.size,))
    check_shape("confidence", confidence, correct.shape)
    bins = np.minimum((confidence * n_bins).astype(int), n_bins - 1)
    n = np.bincount(bins, minlength=n_bins)
    sums = [np.bincount(bins, values, n_bins) for values in (confidence, correct)]
    return n, *(share(total, n) for total in sums)


def share(part, whole):
    """Return ``part / whole``, and 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def check_both(y_true, y_pred, num_classes=None):
    """Return labels and predictions as arrays, if they are integers and as many."""
    y_true = check_labels("y_true", y_true, num_classes)
    y_pred = check_labels("y_pred", y_pred, num_classes)
    if len(y_true) != len(y_pred):
        raise ValueError(f"y_true has {len(y_true)} labels but y_pred has {len(y_pred)}")
    if len(y_true) == 0:
        raise ValueError("y_true has no labels")
    return y_true, y_pred
