"""Answers to the exercises of notebook 07, as readers write them."""

import math
from fractions import Fraction

import numpy as np

from mlp_helpers import minibatches

# --- number_of_updates ----------------------------------------------------------------------------


def updates_loop(images, batch_size, epochs):
    updates = 0
    for _ in range(epochs):
        left = images
        while left > 0:
            left -= batch_size
            updates += 1
    return updates


def updates_condition(images, batch_size, epochs):
    batches = images // batch_size
    if images % batch_size:
        batches += 1
    return epochs * batches


def updates_slices(images, batch_size, epochs):
    positions = np.arange(images)
    return epochs * len([positions[i : i + batch_size] for i in range(0, images, batch_size)])


def updates_dealt_out(images, batch_size, epochs):
    X, y, rng = np.zeros((images, 1)), np.zeros(images, dtype=int), np.random.default_rng(0)
    return sum(1 for _ in range(epochs) for _ in minibatches(X, y, batch_size, rng))


def updates_printed(images, batch_size, epochs):
    print(math.ceil(images / batch_size) * epochs)


# --- best_setting ---------------------------------------------------------------------------------


def best_loop(accuracies):
    best, place = -1, None
    for row in range(accuracies.shape[0]):
        for column in range(accuracies.shape[1]):
            values = accuracies[row, column]
            if not np.isnan(values).any() and values.mean() > best:
                best, place = values.mean(), (row, column)
    return place


def best_nanargmax(accuracies):
    means = accuracies.mean(axis=2)
    return np.unravel_index(np.nanargmax(means), means.shape)


def best_divmod(accuracies):
    means = np.nan_to_num(accuracies.mean(axis=2), nan=-np.inf)
    return list(divmod(means.argmax(), means.shape[1]))


def best_argwhere(accuracies):
    means = accuracies.sum(axis=2)
    return np.argwhere(means == np.nanmax(means))[0]


def best_masked(accuracies):
    means = np.ma.masked_invalid(accuracies.mean(axis=2))
    return np.unravel_index(means.argmax(), means.shape)


def best_sorted(accuracies):
    rows, columns, _ = accuracies.shape
    places = [(i, j) for i in range(rows) for j in range(columns)]
    means = {place: np.mean(accuracies[place]) for place in places}
    return max((p for p in places if means[p] == means[p]), key=means.get)


def best_marked(accuracies):
    accuracies = accuracies.copy()
    accuracies[np.isnan(accuracies).any(axis=2)] = 0
    means = accuracies.mean(axis=-1)
    row = means.max(axis=1).argmax()
    return int(row), int(means[row].argmax())


def place(values):
    return np.unravel_index(values.argmax(), values.shape)


def best_in_place(accuracies):
    accuracies[np.isnan(accuracies)] = -1
    return place(accuracies.mean(axis=2))


def best_printed(accuracies):
    print(best_nanargmax(accuracies))


RIGHT = {
    "number_of_updates": [
        updates_loop, updates_condition, updates_slices, updates_dealt_out,
        lambda images, batch_size, epochs: math.ceil(images / batch_size) * epochs,
        lambda images, batch_size, epochs: -(-images // batch_size) * epochs,
        lambda images, batch_size, epochs: (images + batch_size - 1) // batch_size * epochs,
        lambda images, batch_size, epochs: ((images - 1) // batch_size + 1) * epochs,
        lambda images, batch_size, epochs: len(range(0, images, batch_size)) * epochs,
        lambda images, batch_size, epochs: epochs * np.ceil(images / batch_size),
        lambda images, batch_size, epochs: epochs * math.ceil(Fraction(images, batch_size)),
    ],
    "best_setting": [
        best_loop, best_nanargmax, best_divmod, best_argwhere, best_masked, best_sorted,
        best_marked,
    ],
}  # fmt: skip

WRONG = {
    "number_of_updates": [
        (lambda n, b, e: n // b * e, "smaller batch of each epoch is lost"),
        (lambda n, b, e: int(n / b) * e, "smaller batch of each epoch is lost"),
        (lambda n, b, e: math.ceil(n * e / b), "rounds up once"),
        (lambda n, b, e: n * e // b, "rounds down once"),
        (lambda n, b, e: n * e / b, "no fractions"),
        (lambda n, b, e: math.ceil(n / b), "a single epoch"),
        (lambda n, b, e: n // b, "a single epoch"),
        (lambda n, b, e: n * e, "how often an image is used"),
        (lambda n, b, e: (n // b + 1) * e, "divides the number of images"),
        (lambda n, b, e: n // b * e + 1, "one for the whole training"),
        (lambda n, b, e: round(n / b) * e, "to the nearest"),
        (lambda n, b, e: math.ceil(n / b) * e * b, "Not this number"),
        (updates_printed, "returns None"),
    ],
    "best_setting": [
        (lambda a: place(a.max(axis=2)), "NaN for the largest"),
        (lambda a: place(np.nanmax(a, axis=2)), "luckiest seed"),
        (lambda a: place(np.nanmean(a, axis=2)), "hides that"),
        (lambda a: place(a.mean(axis=2)), "NaN for the largest"),
        (lambda a: place(np.nan_to_num(a).mean(axis=2)), "counts as 0"),
        (lambda a: place(np.nan_to_num(a, nan=-1).min(axis=2)), "worst seed"),
        (lambda a: place(np.nan_to_num(np.median(a, axis=2), nan=-1)), "median"),
        (lambda a: best_nanargmax(a)[::-1], "changed places"),
        (lambda a: np.nanargmax(a.mean(axis=2)), "flattened"),
        (lambda a: np.nanmax(a.mean(axis=2)), "the best mean itself"),
        (lambda a: np.unravel_index(np.nanargmax(a), a.shape), "three numbers"),
        (lambda a: a.mean(axis=2), "Expected 2 values"),
        (lambda a: place(a.mean(axis=0)), "axis"),
        (best_in_place, "changes its input"),
        (best_printed, "returns None"),
    ],
}  # fmt: skip
