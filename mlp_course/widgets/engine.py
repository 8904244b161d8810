"""The engine of the playground: a training that can be held, rewound and steered.

It knows nothing of browsers. The work is cut into units of a few milliseconds, one batch or one
block of validation images, so that whoever drives it can stop between any two of them. The
updates are those of ``fit``: with equal settings both arrive at the same parameters, bit for bit.
"""

import contextlib
import copy
import math
import sys
import time
from typing import NamedTuple

import numpy as np

from mlp_course.digits import digits, flip_labels
from mlp_helpers.activations import softmax
from mlp_helpers.callbacks import RunningMeans
from mlp_helpers.data import batches_in_order
from mlp_helpers.losses import SoftmaxCrossEntropy
from mlp_helpers.metrics import confusion_matrix
from mlp_helpers.network import MLP
from mlp_helpers.training import evaluation_steps, one_blas_thread, training_steps

from .ledger import Ledger, Run
from .settings import Settings

# These take effect at the next batch; any other change needs a new network or other data.
LIVE = ("learning_rate", "batch_size", "weight_decay", "dropout", "epochs")
CLASSES = 10
# Validation comes at fixed places, so that equal settings are validated at the same places however
# quick the machine is: at the start, at these shares of the first epoch, and after each epoch.
FIRST_PLACES = (1 / 8, 1 / 4, 1 / 2)


class Validation(NamedTuple):
    """What the network made of the validation images, and when."""

    batches: int
    epoch: float
    loss: float
    accuracy: float
    P: np.ndarray  # (N_val, 10), probabilities
    counts: np.ndarray  # (10, 10), confusion matrix


class Divergence(NamedTuple):
    """Where a training broke down: in this epoch (from 1), at this batch of it, and how."""

    epoch: int
    batch: int
    reason: str
    learning_rate: float


class Engine:
    """A network in training, with everything that the playground shows about it.

    Parameters
    ----------
    settings : Settings, optional
    model_factory : callable, optional
        Called as ``MLP`` is, which is the default; returns a network with MLP's interface:
        forward, backward, the flat vectors parameters and gradients, layers, and for weight decay
        weight_layers. A class of a notebook is taken as its cell defines it now.
    data : Digits, optional
        The 54,000 training and 6,000 validation images of MNIST, if not given.

    Attributes
    ----------
    settings : Settings
    model : MLP, or what ``model_factory`` returned
    X, y : array
        The training images in use and their labels, flipped ones included.
    run : Run
        The present run, with its curves.
    ledger : Ledger
        All runs so far.
    validation : Validation or None
        The latest.
    diverged : Divergence or None
    failure : Exception or None
        What the network raised last.
    """

    def __init__(self, settings=None, model_factory=None, data=None):
        self.settings = settings or Settings()
        self.model_factory = model_factory or MLP
        self.data = data or digits()
        self.ledger = Ledger()
        self.run = self.failure = self._replaced = None
        self.judged_at = None  # the number of updates after which a task wants a validation as well
        self._build()

    # -- the state ------------------------------------------------------------------------------

    @property
    def epoch(self):
        """Epochs trained, as a number such as 1.25."""
        return self.whole_epochs + self.position / len(self.X)

    @property
    def history(self):
        """The present run's History, as ``fit`` returns it."""
        return self.run.history

    @property
    def replaced(self):
        """The Run that ``undo`` brings back, or None."""
        return self._replaced and self._replaced.state["run"]

    def start_of(self, layer):
        """Return the weights that a layer started from, or None if that is not known.

        It is if they are a view into the network's one vector of parameters.
        """
        W, vector = layer.W, self.model.parameters
        first = (W.ctypes.data - vector.ctypes.data) // vector.itemsize
        is_view = 0 <= first <= vector.size - W.size and W.dtype == vector.dtype
        if not is_view or not W.flags.c_contiguous or not np.may_share_memory(W, vector):
            return None
        return self._initial_parameters[first : first + W.size].reshape(W.shape)

    def change(self, **changes):
        """Change settings.

        The learning rate, batch size, weight decay, dropout and the epoch to stop after take
        effect at the next batch. Any other change starts a new run: with new weights, or with
        the same ones if only the data or the optimizer changed.

        Raises
        ------
        ValueError
            If a setting is out of range. Nothing is changed then.
        """
        old, new = self.settings, self.settings.replace(**changes)
        different = new.differences(old)
        if set(different) <= set(LIVE):
            self._change_live(new, different)
        else:
            self._build(new)

    def new_weights(self):
        """Start a new run with the next seed: other weights, another order of the examples."""
        self.change(seed=(self.settings.seed + 1) % 2**32)

    def take_newest_class(self):
        """Start a new run if a cell has defined the network's class anew; return whether it has."""
        if as_defined_now(self.model_factory) is self.model_factory:
            return False
        self._build()
        return True

    def rewind(self):
        """Start a new run from the same initial weights, exactly, and the same batch order."""
        self._keep()
        self._put_back(self._initial_parameters, self._initial_rng_states)
        self._start_run()

    def undo(self):
        """Bring back the run that the last new one took the place of, to go on as if never left.

        Undoing twice leads back to the new run, if it had made an update.

        Raises
        ------
        ValueError
            If there is no such run.
        """
        if self._replaced is None:
            raise ValueError("there is no earlier run to go back to")
        replaced, self._replaced = self._replaced, None
        self._keep()
        vars(self).update(replaced.state)
        self._put_back(replaced.parameters, replaced.rng_states)
        set_dropout(self.model, self.settings.dropout)  # it may have been changed since

    def _keep(self):
        """Keep the present run with its network, if it has begun, for it is to be replaced."""
        if self.batches or self.diverged:
            kept = {name: value for name, value in vars(self).items() if name not in LASTING}
            self._replaced = Snapshot(
                kept, np.array(self.model.parameters), dropout_states(self.model)
            )

    def _put_back(self, parameters, rng_states):
        self.model.parameters[...] = parameters
        for layer, state in rng_states:
            layer.rng.bit_generator.state = copy.deepcopy(state)

    def _build(self, settings=None):
        """Make the network and the data that the settings ask for."""
        settings = settings or self.settings
        model = self._new_model(settings)
        # From here on nothing can fail: the old network stays in place until the new one is ready.
        if self.run:
            self._keep()
        self.settings, self.model = settings, model
        n = min(settings.images, len(self.data.X_train))
        self.X = self.data.X_train[:n]
        self.y = flip_labels(self.data.y_train[:n], settings.flipped)
        self._examples = (self.X, self.y)
        self._initial_parameters = np.array(model.parameters)
        self._initial_rng_states = dropout_states(model)
        self._start_run()

    def _new_model(self, settings):
        factory = as_defined_now(self.model_factory)
        with self._watching():
            model = factory(
                [self.data.X_train.shape[1], *settings.hidden, CLASSES],
                activation=settings.activation,
                init=settings.init,
                # Dropout layers are always there, so that the rate can be raised while it trains.
                # At a rate of 0 they do nothing, and don't disturb the drawing of the weights.
                dropout=settings.dropout or 0.5,
                seed=settings.seed,
            )
        set_dropout(model, settings.dropout)
        check_weight_decay(model, settings.weight_decay)
        self.model_factory = factory
        return model

    def _start_run(self):
        s = self.settings
        self.optimizer = s.new_optimizer()
        self.loss, self.rng = SoftmaxCrossEntropy(), np.random.default_rng(s.seed)
        self.run = Run(s)
        self._left = self.model.parameters.tobytes()  # as they were when it last stopped working
        self.whole_epochs = self.position = 0
        self.batches = self._epoch_batches = 0
        # The parameters after the last whole epoch, and after the one before.
        self._safe = [np.array(self.model.parameters) for _ in range(2)]
        self._steps = self._order = self._validating = self._until = None
        self._next_place, self._is_validated = 0, False
        self.validation = self.diverged = None
        self.gradient_is_fresh = False

    def _change_live(self, new, different):
        check_weight_decay(self.model, new.weight_decay)
        if "dropout" in different:
            set_dropout(self.model, new.dropout)
        old, self.settings, self.run.settings = self.settings, new, new
        self.optimizer.learning_rate = new.learning_rate
        self.optimizer.weight_decay = new.weight_decay
        if "batch_size" in different and self._steps is not None:
            self._deal_out(self._order[self.position :])
        if self.batches:
            for name in set(different) - {"epochs"}:
                self._note_change(name, f"{getattr(old, name):g}", f"{getattr(new, name):g}")

    def _note_change(self, what, before="", after=""):
        """Note a change for the ledger; a slider that is dragged makes many, one entry is kept."""
        notes, when = self.run.changes, f" at epoch {self.epoch:.2f}"
        if notes and notes[-1].startswith(f"{what} ") and notes[-1].endswith(when):
            before = notes.pop().removeprefix(f"{what} ").partition("→")[0]
        notes.append((f"{what} {before}→{after}" if after else what) + when)

    # -- training -------------------------------------------------------------------------------

    def train(self, seconds=0.08, until=None, interrupted=lambda: False):
        """Train for a while.

        Parameters
        ----------
        seconds : float
            The time budget. At least one unit of work is done.
        until : int, optional
            The number of whole epochs after which to hold, with a validation.
        interrupted : callable
            Asked after each unit; training is held as soon as it returns True.

        Returns
        -------
        bool
            True if there is more to do, False if it reached ``until`` or diverged.
        """
        deadline = time.perf_counter() + seconds
        self._until = until
        with self._at_work():
            while self._goes_on():
                self._unit()
                if interrupted() or time.perf_counter() >= deadline:
                    break
            return self._goes_on()

    def train_batch(self):
        """Make one update, then validate."""
        self.resume()
        self._until, before = None, self.batches
        with self._at_work():
            while self.batches == before and not self.diverged:
                self._unit()
        self.validate()

    def train_epoch(self):
        """Train to the end of the epoch, then validate."""
        until = self.whole_epochs + 1
        self.resume()
        while self.train(until=until):
            pass

    def validate(self):
        """Bring ``validation`` up to date."""
        with self._at_work():
            self._finish_validation()
            if not self._is_validated and not self.diverged:
                self._validating = self._validation_blocks()
                self._finish_validation()

    def resume(self):
        """Get ready to train on after a divergence, from where the network has gone back to."""
        if self.diverged:
            self.diverged = None
            self.run.go_back(self.whole_epochs)

    @contextlib.contextmanager
    def _at_work(self):
        """What surrounds all work: one BLAS thread, no warnings, a clock."""
        self._note_other_hands()
        started, run = time.perf_counter(), self.run
        # An overflow is reported in words, so NumPy need not warn as well.
        try:
            with one_blas_thread(), np.errstate(all="ignore"), self._watching():
                yield
        finally:
            self._left = self.model.parameters.tobytes()
        if run.batches:
            run.seconds += time.perf_counter() - started

    def _note_other_hands(self):
        """Note if code has trained the network meanwhile, or changed what it is trained with."""
        is_as_left = self.model.parameters.tobytes() == self._left
        if not is_as_left or self.X is not self._examples[0] or self.y is not self._examples[1]:
            self._examples = (self.X, self.y)
            self._note_change("weights or images set by code")

    @contextlib.contextmanager
    def _watching(self):
        """Tell what the network raises, which may be of the reader's making, from all the rest."""
        try:
            yield
        except Exception as error:
            self.failure = error
            raise

    def _goes_on(self):
        if self.diverged:
            return False
        return not self._is_to_hold() or not self._is_validated

    def _is_to_hold(self):
        return self._until is not None and self.whole_epochs >= self._until

    def _is_judged_here(self):
        return self.batches == self.judged_at and not self._is_validated

    def _unit(self):
        """Do one unit of work: a block of validation images, or one update."""
        if self._validating is not None:
            self._validate_block()
        elif self.epoch >= self._next_place or self._is_to_hold() or self._is_judged_here():
            self._validating = self._validation_blocks()
        else:
            self._batch()

    def _batch(self):
        if self._steps is None:
            self._order = self.rng.permutation(len(self.X))
            self._epoch_batches, self._means = 0, RunningMeans()
            self._deal_out(self._order)
        try:
            step = next(self._steps)
        except FloatingPointError as error:
            self._diverge(str(error), self._epoch_batches + 1)
            return
        except BaseException:
            # A generator that has raised is at its end; the batch is the first of the next one.
            self._deal_out(self._order[self.position :])
            raise
        self.ledger.enter(self.run)
        self.gradient_is_fresh, self._is_validated, self.run.between = True, False, None
        self.batches += 1
        self._epoch_batches += 1
        self.position += step.batch_size
        self._means.add(step)
        self.run.curve.add(self.epoch, step)
        if self.position == len(self.X):
            self._end_epoch()
        self.run.epochs, self.run.batches = self.epoch, self.batches

    def _deal_out(self, order):
        """Deal out the rest of an epoch's examples, in the order in which they were drawn."""
        batches = batches_in_order(self.X, self.y, self.settings.batch_size, order)
        self._steps = training_steps(self.model, batches, self.loss, self.optimizer)

    def _end_epoch(self):
        if not np.isfinite(self.model.parameters).all():
            self._diverge("the weights became infinite", self._epoch_batches)
            return
        self.whole_epochs, self.position, self._steps = self.whole_epochs + 1, 0, None
        self._safe.reverse()
        self._safe[0][...] = self.model.parameters

    def _diverge(self, reason, batch):
        """Hold, and go back to the end of the last whole epoch, as ``fit`` does."""
        self.diverged = Divergence(
            self.whole_epochs + 1, batch, reason, self.settings.learning_rate
        )
        self.ledger.enter(self.run)
        self.run.outcome = f"diverged in epoch {self.whole_epochs + 1}"
        self.run.history.stop_reason = "diverged"
        self.model.parameters[...] = self._safe[0]
        self.optimizer.reset()
        self.position, self._steps, self._validating = 0, None, None
        self._next_place, self._is_validated = place_after(self.whole_epochs), False
        self.gradient_is_fresh, self.run.between = False, None

    # -- validation -----------------------------------------------------------------------------

    def _finish_validation(self):
        while self._validating is not None:
            self._validate_block()

    def _validate_block(self):
        try:
            next(self._validating)
        except StopIteration:
            self._validating = None
        except BaseException:
            self._validating = None
            raise

    def _validation_blocks(self):
        """Validate, a block of images at a time. No update is made while it goes on."""
        X, y = self.data.X_val, self.data.y_val
        loss, means, outputs = SoftmaxCrossEntropy(), RunningMeans(), []
        for step in evaluation_steps(self.model, X, y, loss):
            means.add(step)
            outputs.append(loss.output)
            yield
        P = softmax(np.concatenate(outputs))
        if not np.isfinite([means.loss]).all() or not np.isfinite(P).all():
            if self.position == 0 and self.whole_epochs:  # the epoch that has just ended is no good
                self.whole_epochs -= 1
                self._safe.reverse()
            self._diverge("the loss on the validation images became infinite", self._epoch_batches)
            return
        counts = confusion_matrix(y, P.argmax(axis=1), CLASSES)
        self.validation = Validation(
            self.batches, self.epoch, means.loss, means.accuracy, P, counts
        )
        self._is_validated = True
        if self.epoch < self._next_place:  # someone paused here, or a task asks for it
            self.run.between = (self.epoch, means.loss, means.accuracy)
            if self.batches == self.judged_at:
                self.run.add_score(self.epoch, means.accuracy)
            return
        self._next_place = place_after(self.epoch)
        self.run.add_validation(self.epoch, means.loss, means.accuracy)
        if self.batches and self.position == 0:
            self.history.append(self._means.loss, self._means.accuracy, means.loss, means.accuracy)


def place_after(epoch):
    """Return the next place, in epochs, at which the network is validated."""
    return next((place for place in FIRST_PLACES if place > epoch), math.floor(epoch) + 1)


class Snapshot(NamedTuple):
    """A run with its network, as it was when another took its place."""

    state: dict  # the engine's attributes
    parameters: np.ndarray
    rng_states: list  # of the dropout layers


# Attributes of the engine that no new run replaces.
LASTING = ("data", "model_factory", "ledger", "judged_at", "failure", "_replaced")


def is_of_notebook(factory):
    """Has a cell of the notebook defined this class?"""
    is_class = isinstance(factory, type) and factory.__module__ == "__main__"
    return is_class and "." not in factory.__qualname__


def as_defined_now(factory):
    """Return a class of the notebook as the latest run of its cell has defined it."""
    now = is_of_notebook(factory) and getattr(sys.modules["__main__"], factory.__name__, None)
    return now if is_of_notebook(now) else factory


def dropout_states(model):
    """Return (layer, state of its random numbers) for each dropout layer."""
    return [(layer, copy.deepcopy(layer.rng.bit_generator.state)) for layer in dropouts(model)]


def dropouts(model):
    """Return the layers that drop activations: those with a rate."""
    return [layer for layer in getattr(model, "layers", ()) if hasattr(layer, "rate")]


def check_weight_decay(model, decay):
    """Raise a ValueError if weights are to shrink, but the network does not say which they are."""
    if decay and not hasattr(model, "weight_layers"):
        raise ValueError(
            f"weight_decay is {decay!r}, but the network has no weight_layers; expected 0"
        )


def set_dropout(model, rate):
    """Set the rate of all dropout layers.

    Raises
    ------
    ValueError
        If there are hidden layers but none that drops, and the rate is not 0.
    """
    layers = dropouts(model)
    if rate and not layers and len(getattr(model, "layers", ())) > 1:
        raise ValueError(f"dropout is {rate!r}, but the network has no dropout layers; expected 0")
    for layer in layers:
        layer.rate = rate
    if hasattr(model, "dropout"):
        model.dropout = rate
