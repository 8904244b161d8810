"""Things to do while a network trains, and a way to end the training (notebook 05)."""

import os
from collections import deque
from typing import NamedTuple

import numpy as np

from .checks import check_integer, check_number


class Step(NamedTuple):
    """What one update saw: mean loss and accuracy of its batch, before the update."""

    loss: float
    accuracy: float
    batch_size: int


class RunningMeans:
    """The means of loss and accuracy over the steps so far, each weighted by its batch size."""

    def __init__(self):
        self.reset()

    def reset(self):
        """Forget the steps so far."""
        self.batches = self.examples = 0
        self.loss = self.accuracy = 0.0

    def add(self, step):
        """Take in a Step."""
        self.batches += 1
        self.examples += step.batch_size
        share = step.batch_size / self.examples
        self.loss += share * (step.loss - self.loss)
        self.accuracy += share * (step.accuracy - self.accuracy)

    def __str__(self):
        return f"loss {self.loss:.4f}, accuracy {self.accuracy:.4f}"


class Callback:
    """Something to do while a network trains; override what you need.

    ``on_batch_end`` and ``on_epoch_end`` can end the training by ``raise StopTraining("reason")``.
    """

    def on_fit_begin(self, model, validation_data):
        """Before the first batch."""

    def on_batch_end(self, model, step):
        """After each update; ``step`` is a Step."""

    def on_epoch_end(self, model, history):
        """After each epoch, when its values stand in ``history``."""

    def on_fit_end(self, model):
        """When the training is over, for whatever reason."""


class StopTraining(Exception):
    """Raised by a callback to end the training; its text becomes ``history.stop_reason``."""


class EarlyStopping(Callback):
    """Stop after ``patience`` epochs without a better validation loss; keep the best network."""

    def __init__(self, patience=3):
        self.patience = check_integer("patience", patience)

    def on_fit_begin(self, model, validation_data):
        if validation_data is None:
            raise ValueError("validation_data is None; early stopping needs it")
        self.best_loss, self.best_epoch, self.best_parameters = np.inf, 0, model.parameters.copy()

    def on_epoch_end(self, model, history):
        epoch = len(history.val_loss)
        if history.val_loss[-1] < self.best_loss:
            self.best_loss, self.best_epoch = history.val_loss[-1], epoch
            self.best_parameters[...] = model.parameters
        elif epoch - self.best_epoch >= self.patience:
            raise StopTraining("early stopping")

    def on_fit_end(self, model):
        if self.best_epoch:  # else it ended before there was anything to compare
            model.parameters = self.best_parameters


class EpochAverage(Callback):
    """At the end, put the mean of the weights after the last ``epochs`` epochs into the network.

    Izmailov et al., "Averaging weights leads to wider optima and better generalization", 2018.

    Of every average of weights: whole epochs alone count, however the training ends, and without
    one the network stays as it is. The history tells of the network that is trained, not of the
    average. Of several callbacks that exchange the weights at the end, as EarlyStopping does, the
    last one in the list has its way.
    """

    def __init__(self, epochs=5):
        self.epochs = check_integer("epochs", epochs)

    def on_fit_begin(self, model, validation_data):
        self.latest = deque(maxlen=self.epochs)

    def on_epoch_end(self, model, history):
        self.latest.append(model.parameters.copy())

    def on_fit_end(self, model):
        if self.latest:
            model.parameters = np.mean(self.latest, axis=0)


class ExponentialAverage(Callback):
    """At the end, put a running mean of the weights after every update into the network.

    The latest weights count most, and each update back they count ``decay`` times as much: with
    0.999, about the last thousand updates. Averaging along the way is from Polyak and Juditsky,
    "Acceleration of stochastic approximation by averaging", 1992. Otherwise as EpochAverage.
    """

    def __init__(self, decay=0.999):
        self.decay = check_number("decay", decay, below=1)

    def on_fit_begin(self, model, validation_data):
        self.average, self.updates, self.whole_epochs = np.zeros_like(model.parameters), 0, None

    def on_batch_end(self, model, step):
        self.updates += 1
        # 1 / (1 + decay + decay² + ...), so that the start does not count for more than its share.
        share = (1 - self.decay) / (1 - self.decay**self.updates)
        self.average += share * (model.parameters - self.average)

    def on_epoch_end(self, model, history):
        self.whole_epochs = self.average.copy()

    def on_fit_end(self, model):
        if self.whole_epochs is not None:
            model.parameters = self.whole_epochs


class Progress(Callback):
    """A progress bar over ``epochs`` of ``batches``, with the present epoch's running ``means``."""

    def __init__(self, epochs, batches, means, wanted=True):
        self.epochs, self.batches, self.means, self.wanted = epochs, batches, means, wanted

    def on_fit_begin(self, model, validation_data):
        self.bar, self.epoch = progress_bar(self.epochs * self.batches, self.wanted, "batch"), 0

    def on_batch_end(self, model, step):
        self.epoch += self.means.batches == 1  # the first batch of an epoch
        if self.means.batches % 50 == 0 or self.means.batches == self.batches:
            self.bar.set_postfix_str(f"epoch {self.epoch} of {self.epochs}, {self.means}", False)
        self.bar.update()

    def on_fit_end(self, model):
        self.bar.close()


def progress_bar(total, wanted, unit):
    """Return a tqdm bar that stays silent if not wanted, or if MLP_HELPERS_PROGRESS is 0."""
    # Imported here, so that importing the package takes NumPy alone.
    if not wanted or os.environ.get("MLP_HELPERS_PROGRESS") == "0":
        from tqdm import tqdm  # the notebook's bar would put an empty widget into the page

        return tqdm(disable=True)
    from tqdm.auto import tqdm

    return tqdm(total=total, unit=unit)
