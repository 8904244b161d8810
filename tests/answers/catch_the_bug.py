"""Answers to the exercises of notebook 08, as readers write them."""

import math
from collections import Counter

import numpy as np

# --- count_shared -------------------------------------------------------------------------------


def shared_loops(X, others):
    count = 0
    for row in X:
        for other in others:
            if (row == other).all():
                count += 1
                break
    return count


def shared_tuples(X, others):
    known = set(map(tuple, others))
    return len([row for row in X if tuple(row) in known])


def shared_lists(X, others):
    others = others.tolist()
    return sum(row in others for row in X.tolist())


def shared_broadcast(X, others):
    equal = (X[:, np.newaxis] == others).all(axis=2)  # (N, M)
    return equal.any(axis=1).sum()


def shared_unique(X, others):
    _, which = np.unique(np.concatenate([X, others]), axis=0, return_inverse=True)
    which = np.ravel(which)
    return np.isin(which[: len(X)], which[len(X) :]).sum()


def shared_counter(X, others):
    counts, known = Counter(row.tobytes() for row in X), {row.tobytes() for row in others}
    return float(sum(n for row, n in counts.items() if row in known))


def shared_distances(X, others):
    return np.array(sum(np.abs(others - row).sum(axis=1).min() == 0 for row in X))


def shared_mask(X, others):
    return [any(np.array_equal(x, o) for o in others) for x in X]


def shared_in(X, others):
    return sum(row in others for row in X)  # true if any one number is at its place


def shared_same_place(X, others):
    return (others == X).all(axis=1).sum()


def shared_printed(X, others):
    print(shared_loops(X, others))


# --- mean_over_examples -------------------------------------------------------------------------


def mean_loop(means, sizes):
    total = count = 0
    for mean, size in zip(means, sizes, strict=True):
        total += mean * size
        count += size
    return total / count


def mean_running(means, sizes):
    mean = seen = 0
    for value, size in zip(means, sizes, strict=True):
        seen += size
        mean += size / seen * (value - mean)
    return mean


def mean_in_place(means, sizes):
    weights = sizes.astype(float)
    weights /= weights.sum()
    weights *= means
    return weights.sum()


RIGHT = {
    "loss_floor": [
        1.461,
        1.46,
        1.4612,
        math.log(math.e + 9) - 1,
        -np.log(np.e / (np.e + 9)),
        np.float32(1.46115),
        np.array(1.46115),
    ],
    "length_error": [63 / 65, 0.969, 0.97, np.array(0.9692), np.float32(63 / 65)],
    "count_shared": [
        shared_loops,
        shared_tuples,
        shared_lists,
        shared_broadcast,
        shared_unique,
        shared_counter,
        shared_distances,
        lambda X, others: sum(any((x == o).all() for o in others) for x in X),
    ],
    "mean_over_examples": [
        mean_loop,
        mean_running,
        mean_in_place,
        lambda means, sizes: np.average(means, weights=sizes),
        lambda means, sizes: means @ sizes / sizes.sum(),
        lambda means, sizes: np.repeat(means, sizes).mean(),
        lambda means, sizes: sum(m * s for m, s in zip(means, sizes, strict=True)) / sum(sizes),
        lambda means, sizes: np.dot(sizes, means, out=None) / np.sum(sizes),
        lambda means, sizes: np.float32(np.average(means, weights=sizes)),
    ],
    "gigabytes": [7.4, 7.386, 109_386 * 4 * 844 * 20 / 1e9, np.array(7.39), np.float32(7.3858)],
}
WRONG = {
    "loss_floor": [
        (0, "Behind one softmax"),
        (math.log(10), "ten equal scores"),
        (2.303, "ten equal scores"),
        (0.232, "That is the probability"),
        (-1.461, "The sign"),
        (2.461, "logarithm of the sum"),
        (1.543, "not ten"),
        ("1.461", "Expected a number"),
        (1.5, "Not this number"),
    ],
    "length_error": [
        (63, "divides by the sum"),
        (63 / 64, "divides by the sum"),
        (1, "opposite direction"),
        (64, "ratio of the lengths"),
        (64 / 65, "64 - 1"),
        ("0.969", "Expected a number"),
        (0.9, "Not this number"),
    ],
    "count_shared": [
        (shared_mask, "Expected shape ()"),
        (shared_same_place, "raised an exception"),
        (shared_printed, "returns None"),
        (lambda X, others: sum((x == o).all() for x in X for o in others), "counts pairs"),
        (lambda X, others: len({*map(tuple, X)} & {*map(tuple, others)}), "counted twice"),
        (lambda X, others: shared_loops(others, X), "changed places"),
        (lambda X, others: shared_loops(np.sort(X), np.sort(others)), "another order"),
        (lambda X, others: len(X) - shared_loops(X, others), "not in others"),
        (lambda X, others: shared_loops(X, others) / len(X), "share of the rows"),
        (lambda X, others: shared_loops(X, others) > 0, "whether there are any"),
        (lambda X, others: np.isin(X, others).all(axis=1).sum(), "somewhere in others"),
        (lambda X, others: shared_loops(X.sum(1, keepdims=True), others.sum(1, keepdims=True)),
         "the same sum"),
        (shared_in, "One equal number"),
        (lambda X, others: shared_loops(X, others[:-1]), "Not this number"),
        (lambda X, others: shared_loops(X[:, :-1], others[:, :-1]), "Not this number"),
        (lambda X, others: shared_loops(X[:, :2], others[:, :2]), "Not this number"),
    ],
    "mean_over_examples": [
        (lambda means, sizes: sum(means) / len(means), "like all the others"),
        (lambda means, sizes: np.average(means[:-1], weights=sizes[:-1]), "leaves out the last"),
        (lambda means, sizes: np.mean(means[:-1]), "leaves out the last"),
        (lambda means, sizes: means @ sizes, "sum over all examples"),
        (lambda means, sizes: means @ sizes / len(sizes), "number of batches"),
        (lambda means, sizes: means @ sizes / (max(sizes) * len(sizes)), "were full"),
        (lambda means, sizes: sum(means) / sum(sizes), "added up as they are"),
        (lambda means, sizes: np.average(means, weights=1 / sizes), "should count for less"),
        (lambda means, sizes: means[len(means) - 1], "last batch alone"),
        (lambda means, sizes: means @ sizes / sum(means), "other way round"),
        (lambda means, sizes: np.median(means), "Not this number"),
        (
            lambda means, sizes: (
                (means[:-1].sum() * sizes[0] + means[-1] * sizes[-1])
                / (sizes[0] * (len(sizes) - 1) + sizes[-1])
            ),
            "Not this number",
        ),
        (lambda means, sizes: print(means @ sizes / sizes.sum()), "returns None"),
        (lambda means, sizes: means * sizes / sizes.sum(), "Expected"),
    ],
    "gigabytes": [
        (0.37, "one epoch"),
        (109_386 * 844 * 20 / 1e9, "four bytes"),
        (14.8, "not eight"),
        (109_386 * 4 * 844 * 20, "in bytes"),
        (109_386 * 4 * 844 * 20 / 1e6, "in megabytes"),
        ("7.4", "Expected a number"),
        (7, "Not this number"),
    ],
}  # fmt: skip
