"""Trainings from settings strings, over several seeds at once (notebook 07)."""

import contextlib
import io
from typing import NamedTuple

from mlp_helpers import MLP, EarlyStopping, History, fit
from mlp_helpers.sweep import sweep

from .digits import digits, flip_labels
from .widgets.settings import as_settings


class Run(NamedTuple):
    """A training that is over: the network, how it went, and what it came to."""

    model: MLP
    history: History
    accuracy: float  # of this network on the validation images
    fitted: float  # share of the training images for which it gives the label that stands there


def train(settings, callbacks=()):
    """Train as the playground does with these settings, by ``fit``: the same updates.

    Parameters
    ----------
    settings : Settings or str
        What a settings string does not mention has its default.
    callbacks : list of Callback
        As ``fit`` takes them.

    Returns
    -------
    Run
    """
    return trained(*digits(), as_settings(settings), callbacks, progress=True)


def train_all(presets, seeds=(0, 1, 2), patience=None):
    """Train with each of several settings and each seed, on all processor cores.

    Parameters
    ----------
    presets : dict
        Name -> Settings or str; whatever seed they mention is replaced.
    seeds : sequence of int
    patience : int, optional
        Of ``EarlyStopping``. By default every training goes on to its last epoch.

    Returns
    -------
    dict
        Name -> list of Run, one for each seed.
    """
    every = {name: as_settings(settings) for name, settings in presets.items()}
    X, y, *validation = digits()
    most = max(settings.images for settings in every.values())  # no more has to be passed on
    combinations = [
        {"settings": settings.replace(seed=seed), "patience": patience}
        for settings in every.values()
        for seed in seeds
    ]
    runs = iter(sweep(one_of_all, combinations, X[:most], y[:most], *validation))
    return {name: [next(runs) for _ in seeds] for name in every}


def one_of_all(X, y, X_val, y_val, settings, patience):
    """Return the Run with these settings, in silence if it diverges."""
    callbacks = [EarlyStopping(patience)] if patience else []
    with contextlib.redirect_stdout(io.StringIO()):
        return trained(X, y, X_val, y_val, settings, callbacks, progress=False)


def trained(X, y, X_val, y_val, s, callbacks, progress):
    """Return the Run with Settings ``s`` on the first images of ``X``."""
    model = MLP([X.shape[1], *s.hidden, 10], s.activation, s.init, s.dropout, s.seed)
    X, y = X[: s.images], flip_labels(y[: s.images], s.flipped)
    history = fit(
        model,
        X,
        y,
        epochs=s.epochs,
        batch_size=s.batch_size,
        optimizer=s.new_optimizer(),
        validation_data=(X_val, y_val),
        callbacks=callbacks,
        seed=s.seed,
        progress=progress,
    )
    return Run(model, history, model.accuracy(X_val, y_val), model.accuracy(X, y))
