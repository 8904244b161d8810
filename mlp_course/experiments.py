"""Trainings that differ from the usual one in a single thing, for the notebooks' experiments."""

from mlp_helpers.losses import SoftmaxCrossEntropy
from mlp_helpers.optimizers import SGD
from mlp_helpers.training import one_blas_thread, training_steps


class FirstStepsDivided(SGD):
    """SGD that divides the slopes for the first layer's weights before each step.

    Parameters
    ----------
    learning_rate : float
    divisor : float
    """

    def __init__(self, learning_rate, divisor):
        super().__init__(learning_rate)
        self.divisor = divisor

    def update(self, model, velocity):
        model.weight_layers[0].dW /= self.divisor
        super().update(model, velocity)


def train_in_order(model, X, y, batches, learning_rate):
    """Train a network on given batches, one update for each, in the order in which they come.

    Otherwise as ``fit`` does with SGD, which would deal out batches of its own, shuffled.

    Parameters
    ----------
    model : Sequential
        Changed in place.
    X : array, shape (N, n_in)
    y : array of integers, shape (N,)
    batches : iterable of arrays of integers
        Each holds the positions of a batch's examples.
    learning_rate : float

    Returns
    -------
    Sequential
        The same ``model``.
    """
    pairs = ((X[batch], y[batch]) for batch in batches)
    with one_blas_thread():  # as in fit: quicker with small batches
        for _ in training_steps(model, pairs, SoftmaxCrossEntropy(), SGD(learning_rate)):
            pass
    return model
