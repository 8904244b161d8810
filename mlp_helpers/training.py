"""The training loop, and what it remembers (notebook 05)."""

import contextlib
import math
import threading

import numpy as np

from .callbacks import Progress, RunningMeans, Step, StopTraining
from .checks import check_integer, check_optimizer, check_pair, check_same_length
from .data import minibatches
from .losses import SoftmaxCrossEntropy


def training_steps(model, batches, loss, optimizer):
    """Train on one batch after the other; yield a Step after each update.

    The heart of every training in this series, and all of it: forward, loss, backward, step.

    Parameters
    ----------
    model : Sequential, or any object with its forward, backward, parameters and gradients, and
        for weight decay its weight_layers
    batches : iterable of (X_batch, y_batch)
        ``X_batch (B, n_in)`` and ``y_batch (B,)`` or ``(B, C)``: those of an epoch, as
        ``minibatches`` deals them out, or any others.
    loss : Loss
    optimizer : Optimizer

    Raises
    ------
    FloatingPointError
        If the loss of a batch is NaN or infinite; that batch makes no update.
    """
    for X_batch, y_batch in batches:
        value = loss.forward(model.forward(X_batch, training=True), y_batch)
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss became {value}")
        model.backward(loss.backward())
        optimizer.step(model)
        yield Step(value, loss.accuracy(), len(X_batch))


def evaluation_steps(model, X, y, loss, batch_size=1024):
    """Yield a Step for each batch of data that is not trained on.

    After each, ``loss.output`` holds what the network returned for its rows. ``model``, ``X``,
    ``y``, ``loss`` and ``batch_size`` are as for ``evaluate``.
    """
    X, y = check_same_length(X, y)
    batch_size = check_integer("batch_size", batch_size)
    for start in range(0, len(X), batch_size):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        value = loss.forward(model.forward(X_batch), y_batch)
        yield Step(value, loss.accuracy(), len(X_batch))


def evaluate(model, X, y, loss=None, batch_size=1024):
    """Return the mean loss and the accuracy on data that is not trained on, two floats.

    Parameters
    ----------
    model : Sequential
    X : array, shape (N, n_in)
    y : array, shape (N,) or (N, C)
    loss : Loss, default SoftmaxCrossEntropy()
    batch_size : int
        Rows that go through the network together. It changes the memory used, not the result.
    """
    means = RunningMeans()
    for step in evaluation_steps(model, X, y, loss or SoftmaxCrossEntropy(), batch_size):
        means.add(step)
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
    augment=None,
    seed=0,
    progress=True,
):
    """Train a network, and return how it went.

    Parameters
    ----------
    model : Sequential
        Changed in place. Training goes on from its present parameters.
    X : array, shape (N, n_in)
    y : array, shape (N,) or (N, C)
        Labels, as the loss takes them.
    epochs, batch_size : int
        How many times each example is used; examples for one update.
    optimizer : Optimizer
        Starts with no memory of earlier trainings.
    loss : Loss, default SoftmaxCrossEntropy()
    validation_data : (X_val, y_val), optional
        Evaluated after each epoch, never trained on.
    callbacks : list of Callback
        Called after each batch and each epoch; any of them can end the training.
    augment : callable, optional
        Called as ``augment(X_batch, rng)`` for each training batch, whose place it takes: such as
        Distortions. Its generator is its own, and the order of the examples stays the same.
    seed : int, or a numpy.random.Generator that goes on drawing
        Draws the order of the examples. Same seed and start, same machine: the same bits.
    progress : bool
        Show a progress bar, unless the environment variable MLP_HELPERS_PROGRESS is 0.

    Returns
    -------
    History
        One value an epoch. If the training was interrupted (Ctrl-C, or the notebook's stop
        button), or its loss became NaN or infinite, a sentence says so. An interrupted network
        keeps the updates it has had; a diverged one goes back to its last whole epoch.
    """
    loss = loss or SoftmaxCrossEntropy()
    epochs = check_integer("epochs", epochs)
    batch_size = check_integer("batch_size", batch_size)
    check_optimizer(optimizer)
    check_data(model, X, y, loss)
    if validation_data is not None:
        check_data(model, *check_pair("validation_data", validation_data), loss)
    epoch, history, means, rng = 1, History(), RunningMeans(), np.random.default_rng(seed)
    callbacks = [*callbacks, Progress(epochs, math.ceil(len(X) / batch_size), means, progress)]
    for callback in callbacks:
        callback.on_fit_begin(model, validation_data)
    whole_epoch = model.parameters.copy()
    own_rng = rng.spawn(1)[0] if augment else None  # which leaves the order as it is
    optimizer.reset()
    try:
        # A loss that overflows is reported in words, so NumPy need not warn as well.
        with one_blas_thread(), np.errstate(all="ignore"):
            for epoch in range(1, epochs + 1):  # noqa: B007 (the messages below name it)
                batches = minibatches(X, y, batch_size, rng)
                if augment:
                    batches = ((augment(X_batch, own_rng), y_batch) for X_batch, y_batch in batches)
                train_epoch(model, batches, loss, optimizer, means, callbacks)
                validation = evaluate(model, *validation_data, loss) if validation_data else ()
                if not np.isfinite(model.parameters).all() or not np.isfinite(validation).all():
                    raise FloatingPointError("the loss became infinite")
                history.append(means.loss, means.accuracy, *validation)
                whole_epoch[...] = model.parameters
                for callback in callbacks:
                    callback.on_epoch_end(model, history)
    except StopTraining as stop:
        history.stop_reason = str(stop)
    except KeyboardInterrupt:
        history.stop_reason = "interrupted"
        say_interrupted(epoch, means.batches)
    except FloatingPointError as error:
        model.parameters = whole_epoch
        history.stop_reason = "diverged"
        say_diverged(epoch, means.batches, error, optimizer.rate)
    finally:
        for callback in callbacks:
            callback.on_fit_end(model)
    return history


def train_epoch(model, batches, loss, optimizer, means, callbacks):
    means.reset()
    for step in training_steps(model, batches, loss, optimizer):
        means.add(step)
        for callback in callbacks:
            callback.on_batch_end(model, step)


def say_interrupted(epoch, batches):
    place = f"epoch {epoch}, after batch {batches}"
    print(f"Training was interrupted in {place}; the network keeps what it has learned so far.")


def say_diverged(epoch, batches, error, learning_rate):
    place = f"epoch {epoch}, after batch {batches}"
    back = f"the end of epoch {epoch - 1}" if epoch > 1 else "its start"
    print(
        f"Training diverged in {place}: {error}. The learning rate {learning_rate:g} is probably "
        f"too large. The network has gone back to {back}."
    )


def check_data(model, X, y, loss):
    """Raise a ValueError unless the data fits the network and the loss."""
    check_same_length(X, y)
    with np.errstate(all="ignore"):  # numbers that overflow make a loss that fit reports
        n_out = model.forward(X[:1]).shape[1]
    # A finite sum of squares says it in one quick pass; if it overflows, min and max decide.
    if not np.isfinite(np.vdot(X, X)) and not np.isfinite([np.min(X), np.max(X)]).all():
        raise ValueError("X holds values that are NaN or infinite")
    loss.targets(y, (len(X), n_out))


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
        for name, value in zip(vars(self), values, strict=False):
            getattr(self, name).append(value)

    def __repr__(self):
        series = [item for item in vars(self).items() if item[0] != "stop_reason" and item[1]]
        last = ", ".join(f"{name} {values[-1]:.4f}" for name, values in series)
        return f"History of {len(self.loss)} epochs: {last or 'nothing yet'}"


@contextlib.contextmanager
def one_blas_thread():
    """Keep matrix products on one thread, in a ``with`` statement, as ``fit`` does.

    Sums then come in the same order, whatever the number of cores. The setting is the whole
    process's: where trainings overlap, it is taken back when the last of them ends, so that none
    changes the numbers of another. On two idle cores a second thread would make an epoch a quarter
    shorter with batches of 64, a third with batches of 512; but threads wait for each other in a
    busy loop, and as soon as another program needs a core an epoch takes two to six times longer.
    """
    from threadpoolctl import OpenBLASController, get_cached_controller

    def change(limit):
        with limits_lock:  # any thread may, and not only the one that was the first to do so
            OpenBLASController.clear_controlling_thread(force=True)
            limit()
            OpenBLASController.clear_controlling_thread(force=True)

    change(lambda: limits.append(get_cached_controller().limit(limits=1, user_api="blas")))
    try:
        yield
    finally:  # whoever leaves first, the first limit is the last to be taken back
        change(lambda: limits.pop().restore_original_limits())


limits, limits_lock = [], threading.Lock()
