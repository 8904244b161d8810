"""The ladder from the mean images to the best network, one idea a rung (notebook 09).

    from mlp_course import ladder
    ladder.rungs()                                      # what `make ladder` measured, in order
    ladder.train_rung("wider", X_train, y_train, 0)     # one of them, trained now

A rung is a recipe, which differs from that of an earlier rung in the one idea that it is there to
show (Adam's in its schedule, batches and epochs as well). REGULARISATION holds more recipes: one
network trained plainly, and with each of the usual remedies, on few images and on many. What came
of them stands in ``ladder.json``.
"""

import functools
import json
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mlp_helpers import (
    MLP,
    SGD,
    Adam,
    Distortions,
    EarlyStopping,
    ExponentialAverage,
    cosine,
    fit,
    train_validation_split,
)

from .distances import squared_distances

FILE = Path(__file__).with_name("ladder.json")
SEEDS = (0, 1, 2)
QUERIES = 500  # images that are compared with all others at a time: the distances take 216 MB


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; what is not named is as in notebook 05.

    Attributes
    ----------
    hidden : tuple of int
        Lengths of the hidden layers; none for softmax regression.
    images : int or None
        So many of the training images, drawn by the seed; None for all.
    epochs, batch_size : int
    optimizer : {"sgd", "adam"}
    learning_rate : float
        With a schedule its highest value.
    momentum : float
        For "sgd" only.
    schedule : {None, "cosine"}
    dropout, weight_decay : float
        As for ``MLP`` and for the optimizer.
    distortions : dict
        The arguments of ``Distortions``, by which each batch is distorted; empty for none.
    averaged : float
        Decay of the running mean of the weights, which is kept in the end; 0 for none.
    patience : int
        Epochs without a better loss on a tenth of the images, held back for this, after which the
        training stops; 0 for a training of all epochs on all images.
    """

    hidden: tuple = (128, 64)
    images: int | None = None
    epochs: int = 20
    batch_size: int = 64
    optimizer: str = "sgd"
    learning_rate: float = 0.2
    momentum: float = 0.0
    schedule: str | None = None
    dropout: float = 0.0
    weight_decay: float = 0.0
    distortions: dict = field(default_factory=dict)
    averaged: float = 0.0
    patience: int = 0


class MeanImages:
    """Reads an image as the digit whose mean image is nearest (notebook 01)."""

    def fit(self, X, y):
        self.means = np.stack([X[y == digit].mean(axis=0) for digit in range(10)])  # (10, 784)
        return self

    def predict(self, X):
        return squared_distances(X, self.means).argmin(axis=1)


class NearestNeighbour:
    """Reads an image as the digit that the most similar training image shows."""

    def fit(self, X, y):
        self.X, self.y = X, y
        return self

    def predict(self, X):
        parts = [X[start : start + QUERIES] for start in range(0, len(X), QUERIES)]
        return np.concatenate([self.y[squared_distances(part, self.X).argmin(1)] for part in parts])


SOFTMAX = Recipe(hidden=())
NETWORK = Recipe()
WIDER = replace(NETWORK, hidden=(512, 256))
SHORT = replace(WIDER, schedule="cosine", batch_size=128, epochs=10)
ADAM = replace(SHORT, optimizer="adam", learning_rate=1e-3)
MOMENTUM = replace(SHORT, momentum=0.9, learning_rate=0.1)
BENT = replace(MOMENTUM, distortions={"elastic": 0.7})
SHIFTS = replace(MOMENTUM, distortions={"shift": 1})
AFFINE = replace(MOMENTUM, distortions={"shift": 1, "rotation": 8, "scale": 0.1, "shear": 0.1})
ELASTIC = replace(AFFINE, distortions={**AFFINE.distortions, "elastic": 0.7})
AVERAGED = replace(ELASTIC, averaged=0.998)


class Step(NamedTuple):
    """What a rung is: its one idea, the rung that lacks only this idea, and what is to be done."""

    idea: str
    below: str | None
    recipe: Recipe | type


LADDER = {
    "mean images": Step("the nearest of ten mean images", None, MeanImages),
    "nearest neighbour": Step("the nearest of all 54,000 images", "mean images", NearestNeighbour),
    "softmax regression": Step("ten images that are learned", "mean images", SOFTMAX),
    "two hidden layers": Step("128 and 64 units", "softmax regression", NETWORK),
    "wider": Step("512 and 256 units", "two hidden layers", WIDER),
    "Adam": Step("with a rate that falls to 0, in half the epochs", "wider", ADAM),
    "momentum": Step("SGD with 0.9, in place of Adam", "Adam", MOMENTUM),
    "dropout": Step("0.2; left out again below", "momentum", replace(MOMENTUM, dropout=0.2)),
    "bending": Step("like rubber; left out again below", "momentum", BENT),
    "shifts": Step("by up to 1 pixel, anew in each epoch", "momentum", SHIFTS),
    "affine": Step("turned, enlarged and slanted as well", "shifts", AFFINE),
    "elastic": Step("bent like rubber as well", "affine", ELASTIC),
    "averaging": Step("a running mean of the weights", "elastic", AVERAGED),
    "longer": Step("20 epochs instead of 10", "averaging", replace(AVERAGED, epochs=20)),
}


def remedies(plain, decay, dropout):
    """Return each remedy against overfitting by its name, added to a plain Recipe."""
    return {
        "none": plain,
        "weight decay": replace(plain, weight_decay=decay),
        "dropout": replace(plain, dropout=dropout),
        "early stopping": replace(plain, patience=3),
        "augmentation": replace(plain, distortions=AFFINE.distortions),
    }


MANY = replace(WIDER, batch_size=128, epochs=15)
FEW = replace(MANY, images=3000, epochs=60)
REGULARISATION = {3000: remedies(FEW, 3e-3, 0.5), 54_000: remedies(MANY, 1e-4, 0.2)}
REGULARISATION[3000]["more data"] = replace(FEW, images=6000, epochs=30)  # about as many updates
REGULARISATION[3000]["less data"] = replace(FEW, images=2700)  # as early stopping has


def train_rung(name, X, y, seed):
    """Train what a rung describes.

    Parameters
    ----------
    name : str, a key of LADDER
    X : array, shape (N, 784)
    y : array of integers, shape (N,)
    seed : int
        Of the first weights, the order of the images, and all else that is drawn.

    Returns
    -------
    An object whose ``predict(X)`` returns labels: an MLP, or what reads without one.
    """
    return train(look_up(name, LADDER).recipe, X, y, seed)


def train(recipe, X, y, seed):
    """Return what a recipe makes of the data: the MLP of a Recipe, or an object of its own kind."""
    if not isinstance(recipe, Recipe):
        return recipe().fit(X, y)
    validation = None
    if recipe.images:
        drawn = np.random.default_rng(seed).permutation(len(X))[: recipe.images]
        X, y = X[drawn], y[drawn]
    if recipe.patience:
        (X, y), validation = train_validation_split(X, y, seed=seed)
    model = MLP([X.shape[1], *recipe.hidden, 10], dropout=recipe.dropout, seed=seed)
    fit(
        model,
        X,
        y,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        optimizer=optimizer_of(recipe, recipe.epochs * math.ceil(len(X) / recipe.batch_size)),
        validation_data=validation,
        callbacks=callbacks_of(recipe),
        augment=Distortions(**recipe.distortions) if recipe.distortions else None,
        seed=seed,
        progress=False,
    )
    return model


def optimizer_of(recipe, updates):
    """Return a new optimizer for a training of so many updates."""
    rate, decay = recipe.learning_rate, recipe.weight_decay
    if recipe.schedule:
        rate = {"cosine": cosine}[recipe.schedule](rate, updates)
    if recipe.optimizer == "adam":
        return Adam(rate, weight_decay=decay)
    return SGD(rate, recipe.momentum, decay)


def callbacks_of(recipe):
    """Return what watches over a training."""
    stopping = [EarlyStopping(recipe.patience)] if recipe.patience else []
    return [*stopping, *([ExponentialAverage(recipe.averaged)] if recipe.averaged else [])]


class Measured(NamedTuple):
    """What came of a recipe."""

    name: str
    recipe: Recipe | type
    accuracies: tuple  # on the 6,000 validation images, one for each of SEEDS if any is drawn
    seconds: float  # to train, and to read the validation images; the median over the seeds
    quiet: bool  # whether the machine did nothing else in these seconds

    @property
    def mean(self):
        """The mean accuracy."""
        return float(np.mean(self.accuracies))

    @property
    def band(self):
        """The lowest and the highest accuracy that one more training may be expected to reach.

        They are the range over the seeds, widened on both sides by itself and by 12 images more.
        """
        low, high = min(self.accuracies), max(self.accuracies)
        return low - (high - low) - 0.002, high + (high - low) + 0.002


@functools.cache
def measurements():
    """Return the content of ``ladder.json``, as ``make ladder`` wrote it."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def rungs():
    """Return what was measured, from the first rung to the last, as a list of Measured."""
    return [rung(name) for name in LADDER if name in measurements()["rungs"]]


def rung(name):
    """Return what was measured of the rung of this name, a Measured."""
    recipe = look_up(name, LADDER).recipe
    return as_measured(name, recipe, measurements()["rungs"])


def regularisation():
    """Return what was measured of each remedy: number of images -> remedy -> Measured."""
    return {
        images: {
            name: as_measured(name, recipe, measurements()["regularisation"][str(images)])
            for name, recipe in table.items()
        }
        for images, table in REGULARISATION.items()
    }


def as_measured(name, recipe, table):
    """Return the row of this name as a Measured."""
    row = look_up(name, table)
    seconds = float(np.median(row["seconds"]))
    return Measured(name, recipe, tuple(row["accuracies"]), seconds, row["quiet"])


def look_up(name, table):
    """Return what a table holds under a name, or say which names it has."""
    if name not in table:
        raise ValueError(f"name is {name!r}; expected one of {', '.join(table)}")
    return table[name]
