"""Trainings that stop over and go on as if nothing had happened, many at once (notebook 05)."""

import copy
from typing import NamedTuple

import numpy as np

from mlp_helpers import MLP, SGD, History, evaluate, fit
from mlp_helpers.sweep import sweep


class Run(NamedTuple):
    """A training so far: the network, what draws the order of its batches, and how it went."""

    model: MLP
    rng: np.random.Generator
    history: History


def fresh_runs(layer_sizes, rates, seeds):
    """Return a dictionary that holds a new Run for each (learning rate, seed)."""
    return {
        (rate, seed): Run(MLP(layer_sizes, seed=seed), np.random.default_rng(seed), History())
        for rate in rates
        for seed in seeds
    }


def go_on(runs, data, epochs, rates=None, times=1):
    """Train some runs further, all at once, by plain SGD with batches of 64.

    Parameters
    ----------
    runs : dict, (learning rate, seed) -> Run
        They stay as they are, so that one run can go on in two ways.
    data : tuple
        X_train, y_train, X_val, y_val
    epochs : int
    rates : tuple of float, optional
        Which of the runs; by default all of them.
    times : float
        Every rate is multiplied by this.

    Returns
    -------
    dict, (learning rate, seed) -> Run
    """
    chosen = {key: run for key, run in runs.items() if rates is None or key[0] in rates}
    settings = [
        {"run": run, "learning_rate": times * rate, "epochs": epochs}
        for (rate, _), run in chosen.items()
    ]
    return dict(zip(chosen, sweep(continued, settings, *data), strict=True))


def continued(X, y, X_val, y_val, run, learning_rate, epochs):
    """Return one Run after so many more epochs."""
    model, rng, history = copy.deepcopy(run)
    new = fit(
        model,
        X,
        y,
        epochs=epochs,
        batch_size=64,
        optimizer=SGD(learning_rate),
        validation_data=(X_val, y_val),
        seed=rng,
        progress=False,
    )
    while len(new.loss) < epochs:  # diverged; the network is that of its last whole epoch
        new.append(np.nan, np.nan, *evaluate(model, X_val, y_val))
    for values in zip(new.loss, new.accuracy, new.val_loss, new.val_accuracy, strict=True):
        history.append(*values)
    return Run(model, rng, history)
