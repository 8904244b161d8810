"""What distorting 60,000 images costs, beside an epoch of training on them: AUGMENTATION.md.

    python benchmarks/augmentation_cost.py

The two take turns, and each round's ratio is formed of its own times. Leave the machine alone
while it runs.
"""

import os
import statistics
import time
from functools import partial
from pathlib import Path

import numpy as np
from epoch_time import environment
from markdown_table import table

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
AFFINE = {"shift": 2, "rotation": 12, "scale": 0.15, "shear": 0.15}
DISTORTIONS = {
    "shifted, turned, enlarged, slanted": AFFINE,
    "bent": {"elastic": 1},
    "all of these": {**AFFINE, "elastic": 1},
}
EPOCH = "the epoch itself"
HEADER = ["batches of", "", "seconds", "share of the epoch"]
REPORT = """\
# What do distortions cost?

Written by `python benchmarks/augmentation_cost.py`: the seconds that `Distortions` takes for \
60,000 images, beside an epoch of 784-512-256-10 on these images, with Adam and without \
distortions. One thread; times of the processor, medians of {rounds} rounds in which all take turns.

{machine}. Load of the machine when it began: {load:.1f}.

{table}
"""


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

    load, rows = os.getloadavg()[0], []
    for batch_size in (64, 128):
        turns = {EPOCH: partial(seconds, train, batch_size)}
        for name, strengths in DISTORTIONS.items():
            turns[name] = partial(seconds, augment, Distortions(**strengths), batch_size)
        with one_blas_thread():
            times = side_by_side(turns, ROUNDS)
        for name, taken in times.items():
            share = median_ratio(times, name, EPOCH)
            rows.append([batch_size, name, f"{statistics.median(taken):.1f}", f"{share:.2f}"])
    text = REPORT.format(machine=environment(), load=load, rounds=ROUNDS, table=table(HEADER, rows))
    print(text)
    Path(__file__).with_name("AUGMENTATION.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
