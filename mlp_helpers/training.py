"""The training loop, and what it remembers (notebook 04)."""

import contextlib
import math
import os
from typing import NamedTuple

import numpy as np

from .callbacks import StopTraining
from .data import check_positive_integer, check_same_length, minibatches
from .losses import SoftmaxCrossEntropy


class Step(NamedTuple):
    """What one update saw: mean loss and accuracy of its batch, before the update."""

    loss: float
    accuracy: float
    batch_size: int


def training_steps(model, X, y, *, loss, optimizer, batch_size, rng):
    """Train for one epoch, one update at a time.

    The heart of every training in this series, and all of it: forward, loss, backward, step.

    Parameters
    ----------
    model : Sequential, or any object with its forward, backward, parameters and gradients
    X : array, shape (N, n_in)
    y : array, shape (N,) or (N, C)
    loss : Loss
    optimizer : Optimizer
    batch_size : int
        The last batch is smaller when the batch size does not divide N.
    rng : numpy.random.Generator
        Draws the order of the examples.

    Yields
    ------
    Step
        After each update.

    Raises
    ------
    FloatingPointError
        If the loss of a batch is NaN or infinite; that batch makes no update.
    """
    for X_batch, y_batch in minibatches(X, y, batch_size, rng):
        value = loss.forward(model.forward(X_batch, training=True), y_batch)
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss became {value}")
        model.backward(loss.backward())
        optimizer.step(model)
        yield Step(value, loss.accuracy(), len(X_batch))


def evaluate(model, X, y, loss=None, batch_size=1024):
    """Return the mean loss and the accuracy on data that is not trained on.

    Parameters
    ----------
    model : Sequential
    X : array, shape (N, n_in)
    y : array, shape (N,) or (N, C)
    loss : Loss, optional
        SoftmaxCrossEntropy if not given.
    batch_size : int
        Rows that go through the network together. It changes the memory used, not the result.

    Returns
    -------
    loss, accuracy : float
        Means over all rows; the last, smaller batch counts by its rows.
    """
    check_same_length(X, y)
    loss = loss or SoftmaxCrossEntropy()
    means = RunningMeans()
    for start in range(0, len(X), batch_size):
        batch = slice(start, start + batch_size)
        value = loss.forward(model.forward(X[batch]), y[batch])
        means.add(Step(value, loss.accuracy(), len(X[batch])))
    return means.loss, means.accuracy


def fit(
    model,
    X,
    y,
    *,
    epochs,
    batch_size,
    optimizer,
    loss=None,
    validation_data=None,
    callbacks=(),
    seed=0,
    progress=True,
):
    """Train a network, and return how it went.

    Parameters
    ----------
    model : Sequential
        Changed in place. Training goes on from its present parameters.
    X : array, shape (N, n_in)
        Examples.
    y : array, shape (N,) or (N, C)
        Labels, as the loss takes them.
    epochs : int
        How many times each example is used.
    batch_size : int
        Examples for one update.
    optimizer : Optimizer
        Starts with no memory of earlier trainings.
    loss : Loss, optional
        SoftmaxCrossEntropy if not given.
    validation_data : (X_val, y_val), optional
        Evaluated after each epoch, never trained on.
    callbacks : list of Callback
        Called after each batch and each epoch; any of them can end the training.
    seed : int
        Draws the order of the examples. Same seed, same start, same machine: the same
        parameters, bit for bit.
    progress : bool
        Show a progress bar, unless the environment variable MLP_HELPERS_PROGRESS is 0.

    Returns
    -------
    History
        One value an epoch. If the training was interrupted (Ctrl-C, or the notebook's stop
        button), or its loss became NaN or infinite, a sentence says so and the history ends with
        the last whole epoch. An interrupted network keeps the updates it has had; a diverged one
        goes back to where it was after its last whole epoch.

    Raises
    ------
    ValueError
        If the data does not fit the network or the loss, before anything is changed.
    """
    loss = loss or SoftmaxCrossEntropy()
    check_positive_integer("epochs", epochs)
    check_positive_integer("batch_size", batch_size)
    check_data(model, X, y, loss)
    if validation_data is not None:
        check_data(model, *validation_data, loss)
    rng, history, whole_epoch = np.random.default_rng(seed), History(), model.parameters.copy()
    optimizer.reset()
    for callback in callbacks:
        callback.on_fit_begin(model, validation_data)
    bar = progress_bar(epochs * math.ceil(len(X) / batch_size), progress)
    epoch, means = 1, RunningMeans()
    try:
        # A loss that overflows is reported in words, so NumPy need not warn as well.
        with bar, one_blas_thread(batch_size), np.errstate(all="ignore"):
            for epoch in range(1, epochs + 1):
                means = RunningMeans()
                steps = training_steps(
                    model, X, y, loss=loss, optimizer=optimizer, batch_size=batch_size, rng=rng
                )
                for step in steps:
                    means.add(step)
                    bar.update()
                    if means.batches % 50 == 0:
                        bar.set_postfix_str(f"epoch {epoch} of {epochs}, {means}", refresh=False)
                    for callback in callbacks:
                        callback.on_batch_end(model, step)
                validation = evaluate(model, *validation_data, loss) if validation_data else ()
                if not np.isfinite(model.parameters).all() or not np.isfinite(validation).all():
                    raise FloatingPointError("the loss became infinite")
                history.append(means.loss, means.accuracy, *validation)
                bar.set_postfix_str(f"epoch {epoch} of {epochs}, {means}")
                whole_epoch[...] = model.parameters
                for callback in callbacks:
                    callback.on_epoch_end(model, history)
    except StopTraining as stop:
        history.stop_reason = str(stop)
    except KeyboardInterrupt:
        history.stop_reason = "interrupted"
        print(
            f"Training was interrupted in epoch {epoch}, after batch {means.batches}; "
            "the network keeps what it has learned so far."
        )
    except FloatingPointError as error:
        model.parameters = whole_epoch
        history.stop_reason = "diverged"
        print(
            f"Training diverged in epoch {epoch}, after batch {means.batches}: {error}. "
            f"The learning rate {optimizer.learning_rate:g} is probably too large. The network "
            f"has gone back to {f'the end of epoch {epoch - 1}' if epoch > 1 else 'its start'}."
        )
    for callback in callbacks:
        callback.on_fit_end(model)
    return history


class History:
    """How a training went: one value an epoch in each list.

    Attributes
    ----------
    loss, accuracy : list of float
        Means over the epoch's batches, each taken just before its update, as in Keras: an
        epoch's value describes a network that was improving all the while.
    val_loss, val_accuracy : list of float
        On the validation data after the epoch; empty if there was none.
    stop_reason : str or None
        "interrupted", "diverged", "early stopping", or None after the last epoch.
    """

    def __init__(self):
        self.loss, self.accuracy, self.val_loss, self.val_accuracy = [], [], [], []
        self.stop_reason = None

    def append(self, *values):
        """Add an epoch: loss, accuracy, and where there is validation data the same on it."""
        for series, value in zip(
            (self.loss, self.accuracy, self.val_loss, self.val_accuracy), values, strict=False
        ):
            series.append(value)

    def __repr__(self):
        last = ", ".join(
            f"{name} {getattr(self, name)[-1]:.4f}"
            for name in vars(self)
            if name != "stop_reason" and getattr(self, name)
        )
        return f"History of {len(self.loss)} epochs: {last or 'nothing yet'}"


class RunningMeans:
    """The means of loss and accuracy over the steps so far, each weighted by its batch size."""

    def __init__(self):
        self.batches = self.examples = 0
        self.loss = self.accuracy = 0.0

    def add(self, step):
        self.batches += 1
        self.examples += step.batch_size
        share = step.batch_size / self.examples
        self.loss += share * (step.loss - self.loss)
        self.accuracy += share * (step.accuracy - self.accuracy)

    def __str__(self):
        return f"loss {self.loss:.4f}, accuracy {self.accuracy:.4f}"


def check_data(model, X, y, loss):
    """Raise a ValueError unless the data fits the network and the loss."""
    check_same_length(X, y)
    with np.errstate(all="ignore"):  # numbers that overflow make a loss that fit reports
        n_out = model.forward(X[:1]).shape[1]
    # NaN passes through min and max, and infinity is one of them: no large temporary array.
    if not np.isfinite([np.min(X), np.max(X)]).all():
        raise ValueError("X holds values that are NaN or infinite")
    loss.targets(y, (len(X), n_out))


def progress_bar(total, wanted, unit="batch"):
    """Return a tqdm bar that stays silent if not wanted, or if MLP_HELPERS_PROGRESS is 0."""
    # Imported here, so that importing the package takes NumPy alone.
    if not wanted or os.environ.get("MLP_HELPERS_PROGRESS") == "0":
        from tqdm import tqdm  # the notebook's bar would put an empty widget into the page

        return tqdm(disable=True)
    from tqdm.auto import tqdm

    return tqdm(total=total, unit=unit)


@contextlib.contextmanager
def one_blas_thread(batch_size=1):
    """Keep matrix products on one thread while batches are small.

    Products of up to a few hundred rows last some microseconds each. Sharing one out saves at
    most a third of an epoch's time on an idle machine; but the threads wait for each other in a
    busy loop, and as soon as another program needs a core an epoch takes two to six times
    longer (batches of 32 and 64, two cores). Larger batches keep the library's own setting.

    Parameters
    ----------
    batch_size : int
        Above 256 nothing is changed.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1 if batch_size <= 256 else None, user_api="blas"):
        yield
