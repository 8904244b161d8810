"""What distorting 60,000 images costs, beside an epoch of training on them.

    python benchmarks/augmentation_cost.py

The network is 784-512-256-10, trained by Adam on one BLAS thread. The two take turns, and each
round's ratio is formed of its own times. Times are the processor's, medians are printed.
"""

import statistics
import time
from functools import partial

import numpy as np

from mlp_course.comparison import median_ratio, side_by_side
from mlp_helpers import (
    MLP,
    Adam,
    Distortions,
    fit,
    flatten,
    load_mnist,
    minibatches,
    one_blas_thread,
    scale_pixels,
)

IMAGES, ROUNDS = 12_000, 7  # of each round; the times are those of 60,000
DISTORTIONS = {
    "affine": {"shift": 2, "rotation": 12, "scale": 0.15, "shear": 0.15},
    "elastic": {"elastic": 1},
    "all": {"shift": 2, "rotation": 12, "scale": 0.15, "shear": 0.15, "elastic": 1},
}


def seconds(function, *arguments):
    """Return how long the processor needs for a call, as if it were for 60,000 images."""
    begin = time.process_time()
    function(*arguments)
    return (time.process_time() - begin) * 60_000 / IMAGES


def main():
    (images, y), _ = load_mnist()
    X, y, rng = flatten(scale_pixels(images[:IMAGES])), y[:IMAGES], np.random.default_rng(0)

    def train(batch_size):
        model, options = MLP([784, 512, 256, 10]), {"epochs": 1, "progress": False}
        fit(model, X, y, batch_size=batch_size, optimizer=Adam(), **options)

    def augment(distort, batch_size):
        for X_batch, _ in minibatches(X, y, batch_size, rng):
            distort(X_batch, rng)

    print("Seconds for 60,000 images, and the share of the training's")
    for batch_size in (64, 128):
        turns = {"training": partial(seconds, train, batch_size)}
        for name, strengths in DISTORTIONS.items():
            turns[name] = partial(seconds, augment, Distortions(**strengths), batch_size)
        with one_blas_thread():
            times = side_by_side(turns, ROUNDS)
        for name, taken in times.items():
            median, share = statistics.median(taken), median_ratio(times, name, "training")
            print(f"batches of {batch_size:<5}{name:<10}{median:6.2f}{share:8.2f}")


if __name__ == "__main__":
    main()
