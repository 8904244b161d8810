"""Answers to the exercise of notebook 00, right and wrong."""

import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np

from mlp_helpers import confusion_matrix


def by_loop(y_true, y_pred):
    right = 0
    for true, read in zip(y_true, y_pred, strict=True):
        if true == read:
            right += 1
    return right / len(y_true)


def by_index(y_true, y_pred):
    right = [i for i in range(len(y_true)) if y_true[i] == y_pred[i]]
    return float(len(right)) / float(len(y_pred))


def by_lists(y_true, y_pred):
    return sum(a == b for a, b in zip(y_true.tolist(), y_pred.tolist(), strict=True)) / len(y_true)


def by_float32(y_true, y_pred):
    return (y_true == y_pred).astype(np.float32).mean()


def by_errors(y_true, y_pred):
    return 1 - np.count_nonzero(y_true.astype(int) - y_pred) / y_true.size


def by_confusion_matrix(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    return np.trace(C) / C.sum()


def by_counter(y_true, y_pred):
    counts = Counter((y_true == y_pred).tolist())
    return counts[True] / counts.total()


def by_dot(y_true, y_pred):
    return np.dot(y_true == y_pred, np.ones(len(y_true))) / y_true.shape[0]


def keeps_an_axis(y_true, y_pred):
    return np.mean(y_true == y_pred, keepdims=True)


def in_place(y_true, y_pred):
    y_pred -= y_pred
    return np.mean(y_true == y_pred)


def breaks_off(y_true, y_pred):
    for true, read in zip(y_true, y_pred, strict=True):
        return float(true == read)


def double_loop(y_true, y_pred):
    right = 0
    for true in y_true:
        for read in y_pred:
            if true == read:
                right += 1
    return right / len(y_true)


def double_loop_of_counts(y_true, y_pred):
    return sum(true == read for true in y_true for read in y_pred)


def from_one(y_true, y_pred):
    right = 0
    for i in range(1, len(y_true)):
        right += y_true[i] == y_pred[i]
    return right / len(y_true)


def stops_after_one(y_true, y_pred):
    right = 0
    for true, read in zip(y_true, y_pred, strict=True):
        if true == read:
            right += 1
        return right / len(y_true)


def stops_at_a_hit(y_true, y_pred):
    right = 0
    for true, read in zip(y_true, y_pred, strict=True):
        if true == read:
            right += 1
            return right / len(y_true)


def without_return(y_true, y_pred):
    np.mean(y_true == y_pred)


def per_class(y_true, y_pred):
    return np.mean([np.mean(y_pred[y_true == k] == k) for k in np.unique(y_true)])


RIGHT = {
    "accuracy": [
        lambda y_true, y_pred: np.mean(y_true == y_pred),
        lambda y_true, y_pred: (y_true == y_pred).sum() / len(y_true),
        lambda y_true, y_pred: np.equal(y_pred, y_true).mean(dtype=np.float64),
        lambda y_true, y_pred: 1 - (y_true != y_pred).mean(),
        lambda y_true, y_pred: np.average(np.where(y_true == y_pred, 1, 0)),
        lambda y_true, y_pred: math.fsum(y_true == y_pred) / len(y_pred),
        by_loop,
        by_index,
        by_lists,
        by_float32,
        by_errors,
        by_confusion_matrix,
        by_counter,
        by_dot,
        lambda y_true, y_pred: Fraction(int((y_true == y_pred).sum()), len(y_true)),
        lambda y_true, y_pred: Decimal(int((y_true == y_pred).sum())) / len(y_true),
        lambda y_true, y_pred: round(float(np.mean(y_true == y_pred)), 8),
    ]
}

WRONG = {
    "accuracy": [
        (lambda y_true, y_pred: (y_true == y_pred).sum(), "in relation to something"),
        (lambda y_true, y_pred: y_true == y_pred, "One number for all of them"),
        (lambda y_true, y_pred: (y_true == y_pred).tolist(), "One number for all of them"),
        (lambda y_true, y_pred: [(y_true == y_pred).mean()], "There should be one number"),
        (lambda y_true, y_pred: (y_true != y_pred).mean(), "share of wrong answers"),
        (lambda y_true, y_pred: 100 * (y_true == y_pred).mean(), "per cent"),
        (lambda y_true, y_pred: f"{(y_true == y_pred).mean():.0%}", "There should be one number"),
        (lambda y_true, y_pred: np.array_equal(y_true, y_pred), "every answer is right"),
        (lambda y_true, y_pred: y_true is y_pred, "your function returns 0"),
        (lambda y_true, y_pred: (y_true == y_pred).any(), "any answer at all"),
        (lambda y_true, y_pred: (y_true == y_pred).mean() / 10, "your function returns"),
        (lambda y_true, y_pred: (y_true == y_pred).sum() / 10, "number of digits"),
        (lambda y_true, y_pred: (y_true == y_pred).sum() / 6000, "your function returns"),
        (lambda y_true, y_pred: (y_pred == y_pred).mean(), "with itself"),
        (lambda y_true, y_pred: np.mean(y_true - y_pred), "your function returns"),
        (lambda y_true, y_pred: 1 - abs(y_true.astype(int) - y_pred).mean(), "names, not sizes"),
        (lambda y_true, y_pred: np.mean(sorted(y_true) == np.sort(y_pred)), "Sorted"),
        (lambda y_true, y_pred: np.isin(y_pred, y_true).mean(), "anywhere among the labels"),
        (lambda y_true, y_pred: len(set(y_true) & set(y_pred)) / len(y_true), "returns"),
        (lambda y_true, y_pred: round(float((y_true == y_pred).mean())), "with its decimals"),
        (lambda y_true, y_pred: round(float((y_true == y_pred).mean()), 1), "not round"),
        (lambda y_true, y_pred: round(float((y_true == y_pred).mean()), 2), "not round"),
        (lambda y_true, y_pred: round(float((y_true == y_pred).mean()), 3), "not round"),
        (lambda y_true, y_pred: int(np.mean(y_true == y_pred)), "lose the decimals"),
        (lambda y_true, y_pred: len(y_true == y_pred) / len(y_true), "the False ones too"),
        (lambda y_true, y_pred: (y_true != y_pred).sum(), "counts the wrong answers"),
        (lambda y_true, y_pred: 100 * (y_true != y_pred).mean(), "of the wrong answers"),
        (
            lambda y_true, y_pred: sum(x in y_pred for x in y_true) / len(y_true),
            "among the answers",
        ),
        (lambda y_true, y_pred: np.mean(y_true[1:] == y_pred[1:]), "first image is left out"),
        (lambda y_true, y_pred: np.mean(y_true[:-1] == y_pred[:-1]), "last image is left out"),
        (
            lambda y_true, y_pred: np.divide(sum(y_true == y_pred), sum(y_true != y_pred)),
            "by the wrong ones",
        ),
        (lambda y_true, y_pred: np.divide(len(y_true), sum(y_true == y_pred)), "upside down"),
        (
            lambda y_true, y_pred: Fraction(int((y_true != y_pred).sum()), len(y_true)),
            "returns 0.25.",
        ),
        (double_loop, "a single loop"),
        (double_loop_of_counts, "a single loop"),
        (from_one, "first image is left out"),
        (stops_after_one, "indentation"),
        (stops_at_a_hit, "indentation"),
        (
            lambda y_true, y_pred: (y_true == y_pred).sum() // len(y_true),
            "lose the decimals",
        ),
        (lambda y_true, y_pred: (y_true == y_pred)[:10].mean(), "your function returns"),
        (lambda y_true, y_pred: np.float16((y_true == y_pred).mean() + 0.01), "returns"),
        (lambda y_true, y_pred: (y_true == y_pred).astype(np.float16).mean(), "a float16 holds"),
        (lambda y_true, y_pred: np.mean(y_true == y_pred, dtype=np.float16), "a float16 holds"),
        (lambda y_true, y_pred: np.median((y_true == y_pred).astype(int)), "The median says only"),
        (lambda y_true, y_pred: (y_true == y_pred).std(), "your function returns"),
        (lambda y_true, y_pred: (y_true == y_pred) / len(y_true), "one number for all"),
        (lambda y_true, y_pred: 0.75, "your function returns"),
        (lambda y_true: np.mean(y_true), "raised an exception"),
        (lambda y_true, y_pred: np.mean(y_true == y_pred, axis=1), "raised an exception"),
        (keeps_an_axis, "There should be one number"),
        (in_place, "changes its input"),
        (breaks_off, "ends too early"),
        (without_return, "returns None"),
        (per_class, "same weight"),
    ]
}
