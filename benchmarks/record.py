"""How well can a plain MLP read, after five minutes of training on two cores?

    make record                                  # a quarter of an hour; leave the machine alone
    python benchmarks/record.py --validation     # trained without 6,000 images, judged by these
    python benchmarks/record.py --validation --seeds 0 --epochs 10 --elastic 2   # a comparison

Two workers share the network, a core each. Both go on from the same parameters, each with images of
its own, and every so often the mean of what the two have learned takes the place of both (McMahan
et al., "Communication-efficient learning of deep networks from decentralized data", 2017; Stich,
"Local SGD converges fast and communicates little", 2019). What comes out is one MLP. Each worker
draws for itself, so the same seed gives the same network on one core as well, only later.

Each seed has a process of its own. Its seconds are the wall clock's, from the start of the process
to its end: imports, reading the images, training, and reading the test images. All choices were
made on validation images; the test images are read once for each seed, at the very end.
"""

import argparse
import contextlib
import copy
import json
import math
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from markdown_table import table

from mlp_helpers import (
    MLP,
    SGD,
    Distortions,
    SoftmaxCrossEntropy,
    cosine,
    evaluate,
    flatten,
    load_mnist,
    one_blas_thread,
    scale_pixels,
    train_validation_split,
    training_steps,
)

REPORT = Path(__file__).with_name("RECORD.md")
BEGIN, END = "<!-- written by make record -->\n", "<!-- end -->\n"


@dataclass(frozen=True)
class Recipe:
    """What was chosen on the validation images."""

    hidden: tuple = (800, 800)
    epochs: int = 72
    workers: int = 2  # a single one has both cores for its matrix products
    rounds: int = 4  # an epoch; the workers meet after each
    batch_size: int = 128  # of each worker
    learning_rate: float = 0.1  # at first; it falls to 0 along half a cosine
    momentum: float = 0.9
    weight_decay: float = 3e-5
    shift: float = 2.5
    rotation: float = 15.0
    scale: float = 0.15
    shear: float = 0.15
    elastic: float = 1.8
    weaker: float = 0.3  # the factor by which all distortions are weaker at the end

    def distortions(self, share):
        """Return the Distortions when this share of the training is over."""
        factor = 1 + share * (self.weaker - 1)
        names = ("shift", "rotation", "scale", "shear", "elastic")
        return Distortions(**{name: factor * getattr(self, name) for name in names})


class Worker:
    """A copy of the network, and what one core needs to train it further.

    Parameters
    ----------
    model : MLP
    recipe : Recipe
    updates : int
        How many there will be in all.
    rng : numpy.random.Generator
        Draws the distortions.
    """

    def __init__(self, model, recipe, updates, rng):
        self.model, self.recipe, self.updates, self.rng = copy.copy(model), recipe, updates, rng
        rate = cosine(recipe.learning_rate, updates)
        self.optimizer = SGD(rate, recipe.momentum, recipe.weight_decay)

    def train(self, X, y):
        """Train once with each of these images; return the parameters, which go on changing."""
        loss = SoftmaxCrossEntropy()
        for _ in training_steps(self.model, self.batches(X, y), loss, self.optimizer):
            pass
        return self.model.parameters

    def batches(self, X, y):
        """Yield distorted batches."""
        for start in range(0, len(X), self.recipe.batch_size):
            rows = slice(start, start + self.recipe.batch_size)
            distort = self.recipe.distortions(self.optimizer.t / self.updates)
            yield distort(X[rows], self.rng), y[rows]


def start(recipe, n_in, seed):
    """Return the network before it has learned anything."""
    return MLP([n_in, *recipe.hidden, 10], seed=seed)


def train(X, y, recipe, seed):
    """Return the MLP that the workers have trained together."""
    rng = np.random.default_rng(seed)
    model = start(recipe, X.shape[1], seed)
    shares = recipe.workers * recipe.rounds  # into which the images of an epoch are dealt
    updates = recipe.epochs * recipe.rounds * math.ceil(len(X) / shares / recipe.batch_size)
    workers = [Worker(model, recipe, updates, own_rng) for own_rng in rng.spawn(recipe.workers)]
    threads = one_blas_thread() if recipe.workers > 1 else contextlib.nullcontext()
    with threads, ThreadPoolExecutor(recipe.workers) as pool:
        for _ in range(recipe.epochs):
            dealt = np.array_split(rng.permutation(len(X)), shares)
            for first in range(0, shares, recipe.workers):
                rows = dealt[first : first + recipe.workers]
                learned = pool.map(lambda w, r: w.train(X[r], y[r]), workers, rows)
                model.parameters = np.mean([*learned], axis=0)
                for worker in workers:
                    worker.model.parameters = model.parameters
    return model


def one_run(recipe, seed, validation):
    """Train with one seed; return the network's score, as the child process reports it."""
    (images, y), (test_images, y_test) = load_mnist()
    X, X_test = flatten(scale_pixels(images)), flatten(scale_pixels(test_images))
    del images, test_images
    if validation:  # the test images are out of reach
        (X, y), (X_test, y_test) = train_validation_split(X, y)
    begin = time.perf_counter()
    model = train(X, y, recipe, seed)
    seconds = time.perf_counter() - begin
    loss, share = evaluate(model, X_test, y_test)
    wrong = round((1 - share) * len(y_test))
    return {"wrong": wrong, "of": len(y_test), "loss": loss, "training": seconds}


def in_a_process(recipe, seed, validation):
    """Return the score of one seed, with ``seconds``: those of the whole process."""
    command = [sys.executable, __file__, "--child", json.dumps([asdict(recipe), seed, validation])]
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout) | {"seed": seed, "seconds": time.perf_counter() - begin}


def as_table(runs, which):
    """Return a table in Markdown: a row for each seed, and the mean."""
    scores = [1 - run["wrong"] / run["of"] for run in runs]
    rows = [
        [run["seed"], f"{score:.2%}", f"{run['wrong']} of {run['of']:,}", f"{run['seconds']:.0f}"]
        for run, score in zip(runs, scores, strict=True)
    ]
    seconds, wrong = (statistics.mean(run[name] for run in runs) for name in ("seconds", "wrong"))
    rows.append(["mean", f"{statistics.mean(scores):.3%}", f"{wrong:.1f}", f"{seconds:.0f}"])
    return table(["seed", f"{which} accuracy", "wrong", "seconds, whole process"], rows)


def written(report, block):
    """Return the text of the report with its table replaced."""
    before, rest = report.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{block}\n\n{END}{after}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--validation", action="store_true", help="no test image is touched")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    for field in fields(Recipe):  # to compare others with it
        kind = {"type": int, "nargs": "+"} if field.name == "hidden" else {"type": field.type}
        option = "--" + field.name.replace("_", "-")
        parser.add_argument(option, default=field.default, **kind, help="by default %(default)s")
    arguments = parser.parse_args()
    if arguments.child:
        recipe, seed, validation = json.loads(arguments.child)
        print(json.dumps(one_run(Recipe(**recipe), seed, validation)))
        return
    recipe = Recipe(**{field.name: getattr(arguments, field.name) for field in fields(Recipe)})
    if recipe != Recipe() and not arguments.validation:
        parser.error("another recipe than that of the file is for --validation only")
    from epoch_time import environment  # here, because a child process has no need of it

    runs = []
    for seed in arguments.seeds:
        runs.append(in_a_process(recipe, seed, arguments.validation))
        print(runs[-1], flush=True)
    which = "validation" if arguments.validation else "test"
    block = f"{environment()}.\n\n{as_table(runs, which)}"
    print(block)
    if not arguments.validation:
        REPORT.write_text(written(REPORT.read_text(encoding="utf-8"), block), encoding="utf-8")


if __name__ == "__main__":
    main()
