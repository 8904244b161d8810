"""What distorting 60,000 images costs, beside an epoch of training on them.

    python benchmarks/augmentation_cost.py

The network is 784-512-256-10, trained by Adam on one BLAS thread. Rounds take turns between the
two, and each round's ratio is formed of its own times, so that whatever else the machine does
falls on both. What is printed are medians.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import statistics
import time

import numpy as np

from mlp_helpers import MLP, Adam, Distortions, fit, flatten, load_mnist, minibatches, scale_pixels

IMAGES, ROUNDS = 12_000, 7  # of each round; the times are those of 60,000
DISTORTIONS = {
    "affine": {"shift": 2, "rotation": 12, "scale": 0.15, "shear": 0.15},
    "elastic": {"elastic": 1},
    "all": {"shift": 2, "rotation": 12, "scale": 0.15, "shear": 0.15, "elastic": 1},
}


def seconds(function, *arguments):
    """Return how long a call takes for 60,000 images: of the processor, and by the clock."""
    start = time.process_time(), time.perf_counter()
    function(*arguments)
    end = time.process_time(), time.perf_counter()
    return [(b - a) * 60_000 / IMAGES for a, b in zip(start, end, strict=True)]


def main():
    (images, y), _ = load_mnist()
    X, y, rng = flatten(scale_pixels(images[:IMAGES])), y[:IMAGES], np.random.default_rng(0)

    def train(batch_size):
        model, options = MLP([784, 512, 256, 10]), {"epochs": 1, "progress": False}
        fit(model, X, y, batch_size=batch_size, optimizer=Adam(), **options)

    def augment(distort, batch_size):
        for X_batch, _ in minibatches(X, y, batch_size, rng):
            distort(X_batch, rng)

    print("Seconds for 60,000 images, processor (clock), and the share of the training's")
    for batch_size in (64, 128):
        training, augmenting = [], {name: [] for name in DISTORTIONS}
        for _ in range(ROUNDS):
            training.append(seconds(train, batch_size))
            for name, strengths in DISTORTIONS.items():
                augmenting[name].append(seconds(augment, Distortions(**strengths), batch_size))
        for name, times in [("training", training), *augmenting.items()]:
            processor, clock = map(statistics.median, zip(*times, strict=True))
            shares = [
                statistics.median(
                    mine[i] / whole[i] for mine, whole in zip(times, training, strict=True)
                )
                for i in (0, 1)
            ]
            print(
                f"batches of {batch_size:<5}{name:<10}{processor:6.2f} ({clock:.2f})"
                f"{shares[0]:8.2f} ({shares[1]:.2f})"
            )


if __name__ == "__main__":
    main()
