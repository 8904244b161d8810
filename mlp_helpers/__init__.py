"""A multilayer perceptron from nothing but NumPy, written to be read.

The modules in the order in which the notebooks build them: data, preprocessing, activations,
losses, layers, network, gradient_check, optimizers, training, callbacks, metrics, schedules,
augmentation, and on request ``sweep``. What the notebooks show and ask is in another package,
``mlp_course``.

Data and settings that do not fit raise a ValueError that names the argument, what came and what
was expected (``checks``); the docstrings say so only where there is more to say.
"""

from .activations import log_softmax, relu, sigmoid, softmax, tanh
from .augmentation import Distortions, elastic, rotate, sample, scale, shear, shift
from .callbacks import Callback, EarlyStopping, EpochAverage, ExponentialAverage, StopTraining
from .data import load_mnist, minibatches, read_idx, train_validation_split, write_idx
from .gradient_check import check_gradients
from .layers import Dropout, Linear, ReLU, Sigmoid, Softmax, Tanh
from .losses import BinaryCrossEntropy, CrossEntropy, MeanSquaredError, SoftmaxCrossEntropy
from .metrics import (
    accuracy,
    calibration_bins,
    classification_report,
    confusion_matrix,
    wilson_interval,
)
from .network import MLP, Sequential
from .optimizers import SGD, Adam
from .preprocessing import flatten, one_hot, scale_pixels
from .schedules import cosine, one_cycle, step_decay
from .training import History, evaluate, evaluation_steps, fit, one_blas_thread, training_steps

# In the order in which the series meets them.
# fmt: off
__all__ = [
    "load_mnist", "read_idx", "scale_pixels", "flatten", "one_hot", "train_validation_split",
    "minibatches", "softmax", "log_softmax", "relu", "tanh", "sigmoid", "SoftmaxCrossEntropy",
    "CrossEntropy", "MeanSquaredError", "BinaryCrossEntropy", "Linear", "ReLU", "Tanh", "Sigmoid",
    "Softmax", "Dropout", "Sequential", "MLP", "check_gradients", "SGD", "Adam", "training_steps",
    "fit", "evaluate", "evaluation_steps", "History", "Callback", "EarlyStopping", "StopTraining",
    "one_blas_thread", "accuracy", "confusion_matrix", "wilson_interval", "classification_report",
    "calibration_bins", "sample", "shift", "rotate", "scale", "shear", "elastic", "Distortions",
    "step_decay", "cosine", "one_cycle", "EpochAverage", "ExponentialAverage", "write_idx",
]
# fmt: on
