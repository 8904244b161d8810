"""Mistakes as they are really made, each a small substitution that can be switched on and off.

    with planted("relu_slope"):
        outcome = small_run.run(seed=0)

Inside the block the package, or the program in ``small_run``, contains the mistake; after it,
everything is as before, also when an error ended the block. Other threads never see the mistake,
and neither would other processes: so a ``sweep`` inside the block stays in this one. To use all
cores, plant the mistake in the function that the sweep runs.

Each mistake is a function that replaces the right one, which stands above it in brackets. Its
docstring says what is wrong. What is planted is a copy under the right one's name, so that neither
an error nor a look at the objects gives away which mistake it is.
"""

import contextlib
import functools
import os
import sys
import threading
import types
from typing import NamedTuple

import numpy as np

from mlp_helpers import (
    MLP,
    Adam,
    Callback,
    Dropout,
    EarlyStopping,
    ReLU,
    SoftmaxCrossEntropy,
    StopTraining,
    check_gradients,
    flatten,
    log_softmax,
    scale_pixels,
    softmax,
)
from mlp_helpers.callbacks import RunningMeans, Step
from mlp_helpers.gradient_check import GradientReport, relative_error
from mlp_helpers.training import evaluation_steps

from . import small_run


class Fault(NamedTuple):
    """A mistake: its name, what is wrong in one line, and pairs (right function, wrong one)."""

    name: str
    what: str
    in_code: bool  # in the package; else in the program that uses it
    replacements: list


FAULTS = {}  # by name
replacing = {}  # right function -> wrong one, of the faults that are switched on
one_at_a_time = threading.RLock()
PLANTED = "<planted>"  # stands in tracebacks and warnings for the file of a mistake


def instead_of(right, fault=None):
    """Register the function below as a fault, or as a further part of the ``fault`` of a name."""

    def register(wrong):
        if fault is None:
            what, in_code = wrong.__doc__.strip(), right.__module__.startswith("mlp_helpers")
            FAULTS[wrong.__name__] = Fault(wrong.__name__, what, in_code, [])
        FAULTS[fault or wrong.__name__].replacements.append((right, disguised(wrong, right)))
        return wrong

    return register


def disguised(wrong, right):
    """Return a copy of a function with the name and docstring of another, and without a file."""
    names = {"co_name": right.__name__, "co_qualname": right.__qualname__}
    # A docstring is the first of a code's constants, too.
    told, constants = wrong.__doc__, wrong.__code__.co_consts
    names["co_consts"] = tuple(right.__doc__ if told and c == told else c for c in constants)
    code = wrong.__code__.replace(**names, co_filename=PLANTED, co_firstlineno=1)
    copy = types.FunctionType(code, wrong.__globals__, argdefs=wrong.__defaults__)
    copy.__kwdefaults__ = wrong.__kwdefaults__
    return functools.wraps(right)(copy)


@contextlib.contextmanager
def planted(*names):
    """Switch on the faults of these names, in a ``with`` statement.

    Where one of them is switched on already, it stays so to the end of the outer block. A
    ValueError says so if two different ones would replace the same function.
    """
    unknown = [name for name in names if name not in FAULTS]
    if unknown:
        raise ValueError(f"there is no fault {unknown[0]!r}; expected one of {', '.join(FAULTS)}")
    with one_at_a_time, contextlib.ExitStack() as stack:  # another thread's faults have to wait
        stack.enter_context(sweeps_in_this_process())
        for name in names:
            for right, wrong in FAULTS[name].replacements:
                stack.enter_context(replaced(right, wrong))
        names = name = None  # nor does this frame, which lives as long as the block, tell them
        yield


@contextlib.contextmanager
def sweeps_in_this_process():
    """Let no sweep start processes, unless it is asked for a number of them."""
    name = "MLP_HELPERS_CORES"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextlib.contextmanager
def replaced(right, wrong):
    """Put one function in the place of another, for this thread."""
    if replacing.get(right) is wrong:
        yield
        return
    if right in replacing:
        raise ValueError(f"{right.__qualname__} is replaced by another fault already")
    in_thread, name = threading.get_ident(), right.__name__

    @functools.wraps(right)
    def either(*args, **kwargs):
        return (wrong if threading.get_ident() == in_thread else right)(*args, **kwargs)

    replacing[right] = wrong
    for holder in holders(right):
        setattr(holder, name, either)
    try:
        yield
    finally:
        del replacing[right]
        for holder in holders(either):
            setattr(holder, name, right)
        in_thread = None  # whoever has kept the function for later gets the right one


def holders(function):
    """Return the class that a function is a method of, or all modules that have it by its name."""
    module, *inner = function.__module__, *function.__qualname__.split(".")[:-1]
    places = [getattr(sys.modules[module], *inner)] if inner else [*sys.modules.values()]
    return [place for place in places if vars(place).get(function.__name__) is function]


# ------------------------------------------------------------------------- faults in the package


@instead_of(ReLU.backward)
def relu_slope(self, dA):
    """ReLU's slope is 1 where A >= 0: after the activation, that is everywhere."""
    return dA * (self.A >= 0)


@instead_of(evaluation_steps)
def last_batch_lost(model, X, y, loss, batch_size=1024):
    """The evaluation leaves out the last batch, which is smaller than the others."""
    for start in range(0, len(X) - batch_size + 1, batch_size):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        value = loss.forward(model.forward(X_batch), y_batch)
        yield Step(value, loss.accuracy(), len(X_batch))


@instead_of(RunningMeans.add)
def last_batch_overweighted(self, step):
    """The mean over the batches counts the last, smaller one like all others."""
    self.batches += 1
    self.loss += (step.loss - self.loss) / self.batches
    self.accuracy += (step.accuracy - self.accuracy) / self.batches


@instead_of(softmax)
def softmax_unshifted(Z):
    """Softmax and its logarithm take the exponential of the scores as they are."""
    E = np.exp(Z)
    return E / E.sum(axis=-1, keepdims=True)


@instead_of(log_softmax, fault="softmax_unshifted")
def log_softmax_unshifted(Z):
    return Z - np.log(np.exp(Z).sum(axis=-1, keepdims=True))


@instead_of(log_softmax)
def softmax_over_batch(Z):
    """The softmax of the loss sums down the columns: over the batch, not over the classes."""
    shifted = Z - Z.max(axis=0)
    return shifted - np.log(np.exp(shifted).sum(axis=0))


@instead_of(SoftmaxCrossEntropy.backward)
def gradient_not_divided(self):
    """The gradient is summed over the batch; the mean's factor 1/B is missing."""
    return np.exp(self.log_P) - self.Y


@instead_of(SoftmaxCrossEntropy.backward)
def y_over_p(self):
    """The slope along the probabilities, -Y/P, is passed on as if it were that along the scores."""
    return -self.Y / np.exp(self.log_P) / len(self.Y)


@instead_of(SoftmaxCrossEntropy.value)
def softmax_twice(self):
    """The network's scores go through a softmax of their own before the loss applies another."""
    self.P = softmax(self.output)
    self.log_P = log_softmax(self.P)
    return -(self.Y * self.log_P).sum() / len(self.Y)


@instead_of(SoftmaxCrossEntropy.backward, fault="softmax_twice")
def back_through_both(self):
    dP = (np.exp(self.log_P) - self.Y) / len(self.Y)
    return self.P * (dP - (self.P * dP).sum(axis=1, keepdims=True))


@instead_of(SoftmaxCrossEntropy.value)
def zero_log_zero(self):
    """The loss takes the logarithm of a probability, which may be 0, and 0 log 0 is NaN."""
    self.log_P = np.log(softmax(self.output))
    return -(self.Y * self.log_P).sum() / len(self.Y)


@instead_of(Dropout.forward)
def dropout_left_on(self, A, training=False):
    """Dropout is active in evaluation too."""
    survivors = self.rng.random(A.shape, dtype=np.float32) >= self.rate
    self.mask = survivors / A.dtype.type(1 - self.rate)
    return A * self.mask


@instead_of(Dropout.forward)
def dropout_never_on(self, A, training=False):
    """Dropout does nothing, in training either."""
    self.mask = None
    return A


@instead_of(Dropout.forward)
def dropout_unscaled(self, A, training=False):
    """What dropout leaves over is not divided by 1 - rate."""
    if not training:
        self.mask = None
        return A
    self.mask = (self.rng.random(A.shape, dtype=np.float32) >= self.rate).astype(A.dtype)
    return A * self.mask


@instead_of(EarlyStopping.on_epoch_end)
def best_by_reference(self, model, history):
    """The best weights are kept without a copy, so they go on changing."""
    epoch = len(history.val_loss)
    if history.val_loss[-1] < self.best_loss:
        self.best_loss, self.best_epoch = history.val_loss[-1], epoch
        self.best_parameters = model.parameters
    elif epoch - self.best_epoch >= self.patience:
        raise StopTraining("early stopping")


@instead_of(Adam.update)
def adam_uncorrected(self, model, m, v, work):
    """Adam without its bias corrections: m and v start at 0, and count as if they did not."""
    m[...] = self.beta1 * m + (1 - self.beta1) * model.gradients
    v[...] = self.beta2 * v + (1 - self.beta2) * model.gradients**2
    model.parameters -= self.rate * m / (np.sqrt(v) + self.epsilon)


@instead_of(check_gradients)
def check_of_outputs(model, X, y, loss, *, epsilon=1e-5, max_entries=200, seed=0):
    """The gradient check nudges all parameters at once, and compares the network's outputs."""
    model, report = model.astype(np.float64), GradientReport()
    before = model.forward(X)
    model.parameters += 1e-7
    report.relative_error["outputs"] = relative_error(before, model.forward(X))
    report.checked["outputs"], report.kinks["outputs"] = before.size, 0
    return report


# ---------------------------------------------------------- faults in the program that uses it


@instead_of(small_run.network)
def wide_weights(seed):
    """The weights start from a normal distribution of standard deviation 1."""
    model, rng = MLP(small_run.LAYER_SIZES, dropout=0.2, seed=seed), np.random.default_rng(seed)
    for layer in model.weight_layers:
        layer.W = rng.normal(0, 1, layer.W.shape)
    return model


@instead_of(small_run.network)
def zero_weights(seed):
    """All weights start at 0, and no signal comes through."""
    return MLP(small_run.LAYER_SIZES, init="zeros", dropout=0.2, seed=seed)


@instead_of(small_run.shuffle)
def labels_left_behind(X, y, rng):
    """The images are shuffled, their labels are not."""
    return X[rng.permutation(len(X))], y


@instead_of(small_run.prepare)
def pixels_wrap(images):
    """The mean grey is subtracted in uint8, where 0 - 33 is 223."""
    return flatten(scale_pixels(images - np.uint8(33)))


@instead_of(small_run.divide)
def validation_in_training(X, y):
    """The images to choose by are among those to train on."""
    return (X[:4000], y[:4000]), (X[2500:4000], y[2500:4000])


@instead_of(small_run.to_choose_by)
def stopping_on_test(data):
    """The test images decide when the training ends."""
    return data.X_test, data.y_test


@instead_of(small_run.prepare_new)
def not_centred(images):
    """Images from elsewhere are not centred as the training images are."""
    return small_run.prepare(images)


@instead_of(small_run.score)
def arguments_swapped(model, X, y):
    """The loss gets the labels first and the network's output second."""
    loss = SoftmaxCrossEntropy()
    return loss.forward(y, model.forward(X)), loss.accuracy()


@instead_of(small_run.best_accuracy)
def key_misspelt(history):
    """The history is asked for a series that it does not have."""
    return max(history.val_acc)


@instead_of(small_run.observers)
def gradients_hoarded():
    """A list keeps the gradients of every update."""
    kept = []
    hoard = Callback()
    hoard.on_batch_end = lambda model, step: kept.append(model.gradients.copy())
    return [hoard]
