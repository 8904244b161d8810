"""Things to do while a network trains, and a way to end the training (notebook 04)."""

import numpy as np


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
    """Stop when the validation loss has not improved for a while, and keep the best network.

    Parameters
    ----------
    patience : int
        Epochs without improvement after which the training ends.

    References
    ----------
    Prechelt, "Early stopping - but when?", 1998.
    """

    def __init__(self, patience=3):
        self.patience = patience

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
