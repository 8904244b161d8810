"""Where the time of an epoch goes, as the network, the batch or the data grows.

Measured by parts, each run alone as often as an epoch needs it: the matrix products, the
gathering of shuffled batches, and the optimizer's update. What is left of the whole epoch is the
rest: everything element by element (activations, loss, biases), and Python itself.
"""

import statistics

import numpy as np
from markdown_table import table

from mlp_course.comparison import bare_products, timed
from mlp_helpers import MLP, SGD, fit, minibatches, one_blas_thread

PARTS = ["products", "gather", "update", "elementwise and Python"]

# The label of the axis, the values, and what a value means: hidden sizes, batch size, images.
GROWTHS = {
    "width of two hidden layers": (
        [32, 64, 128, 256, 512, 1024],
        lambda width, n: ([width, width], 64, n),
    ),
    "number of hidden layers of 128": (
        [1, 2, 3, 4, 5, 6],
        lambda depth, n: ([128] * depth, 64, n),
    ),
    "batch size": (
        [1, 4, 16, 64, 256, 1024, 4096],
        lambda batch_size, n: ([128, 64], batch_size, n),
    ),
    "number of examples": (
        [1000, 3000, 10_000, 30_000, 60_000],
        lambda n_examples, n: ([128, 64], 64, n_examples),
    ),
}


def parts_of_an_epoch(X, y, hidden, batch_size, rounds):
    """Return the median seconds of each part of an epoch of SGD, in the order of PARTS."""
    layer_sizes = [X.shape[1], *hidden, 10]
    model, sgd, rng = MLP(layer_sizes), SGD(0.01), np.random.default_rng(0)
    options = {"epochs": 1, "batch_size": batch_size, "optimizer": sgd, "progress": False}
    products = bare_products(X, y, batch_size, layer_sizes=layer_sizes).epoch
    updates = -(-len(X) // batch_size)

    def epoch():
        fit(model, X, y, **options)

    def gather():
        for _ in minibatches(X, y, batch_size, rng):
            pass

    def update():
        for _ in range(updates):
            sgd.step(model)

    times = []
    for round_number in range(rounds + 1):
        with one_blas_thread():
            taken = [timed(part) for part in (epoch, products, gather, update)]
        if round_number > 0:
            times.append(taken)
    whole, *known = (statistics.median(column) for column in zip(*times, strict=True))
    return [*known, max(0.0, whole - sum(known))]


def measure_scaling(X, y, rounds, examples=6000, short=False):
    """Measure all GROWTHS, in seconds for an epoch of 60,000 images where these do not vary.

    Parameters
    ----------
    X : array, shape (N, 784)
    y : array, shape (N,)
    rounds : int
    examples : int
        Images that are trained on where their number does not vary; times are scaled up.
    short : bool
        Only the first and the third value of each.

    Returns
    -------
    dict
        As ``plots.where_the_time_goes`` takes it.
    """
    results = {}
    for label, (all_values, meaning) in GROWTHS.items():
        values = all_values[:3:2] if short else all_values
        rows = []
        for value in values:
            hidden, batch_size, n = meaning(value, examples)
            parts = parts_of_an_epoch(X[:n], y[:n], hidden, batch_size, rounds)
            scale = 1 if "examples" in label else 60_000 / n
            rows.append([part * scale for part in parts])
        columns = zip(*rows, strict=True)
        results[label] = (
            values,
            {part: list(column) for part, column in zip(PARTS, columns, strict=True)},
        )
    return results


def scaling_tables(results):
    """Return what ``measure_scaling`` returns as tables in Markdown."""
    texts = []
    for label, (values, parts) in results.items():
        rows = []
        for value, taken in zip(values, zip(*parts.values(), strict=True), strict=True):
            shares = [f"{part / sum(taken):.0%}" for part in taken]
            rows.append([f"{value:,}", f"{sum(taken):.3f}", *shares])
        texts.append(table([label, "seconds", *PARTS], rows))
    return "\n\n".join(texts)
