"""The losses: how wrong the network is, as one number, and which way is down.

``forward`` returns the mean loss of a batch and keeps what ``backward`` needs; ``backward``
returns its gradient with respect to the network's output, ``(B, C)``. The mean's factor 1/B is
part of that gradient, so the layers need no knowledge of the batch size.
"""

import numpy as np

from .activations import log_softmax, sigmoid
from .checks import as_floats, check_numbers
from .preprocessing import one_hot


class Loss:
    """What all losses share: ``output`` and ``Y``, both ``(B, C)``, of the last batch."""

    targets_are_classes = True

    def forward(self, output, y):
        """Return the mean loss of a batch, a float; a ValueError if ``y`` does not fit.

        Parameters
        ----------
        output : array, shape (B, C)
            What the network returned.
        y : array
            Labels: integers ``(B,)`` or rows that sum to one ``(B, C)`` for a cross-entropy over
            classes, numbers of the output's shape for the other losses.
        """
        self.output, self.y = as_floats(output, "output"), np.asarray(y)
        # Labels in float64 would turn the gradients of a float32 network into float64 too.
        self.Y = self.targets(self.y, self.output.shape).astype(self.output.dtype, copy=False)
        return float(self.value())

    def value(self):
        """Return the mean loss of ``self.output`` and ``self.Y``."""
        raise NotImplementedError

    def backward(self):
        """Return the gradient of the last ``forward`` with respect to its output, (B, C)."""
        raise NotImplementedError

    def accuracy(self):
        """Return the share of right predictions in the last batch, from 0 to 1."""
        labels = self.y if self.y.ndim == 1 else self.Y.argmax(axis=1)
        read, top = self.output.argmax(axis=1), self.output.max(axis=1)  # NaN: its place, and NaN
        return int(np.count_nonzero((read == labels) & ~np.isnan(top))) / len(labels)

    def targets(self, y, shape):
        """Turn labels or targets into ``Y`` of the output's shape, or say why they do not fit."""
        y = np.asarray(y)
        if len(shape) != 2 or 0 in shape:
            raise ValueError(f"output has shape {shape}; expected (B, C)")
        are_labels = self.targets_are_classes and y.ndim == 1
        if y.shape != (shape[:1] if are_labels else shape):
            rows = f"labels ({shape[0]},) or rows {shape}" if self.targets_are_classes else shape
            raise ValueError(f"y has shape {y.shape}; the network's output asks for {rows}")
        return one_hot(y, shape[1]) if are_labels else self.check_targets(y)

    def check_targets(self, Y):
        """Return targets of the right shape, if they are such as this loss can take."""
        check_numbers("y", Y)
        if Y.min() < 0 or np.abs(Y.sum(axis=1) - 1).max() > 1e-3:
            what = "rows that do not sum to one, or negative numbers"
            raise ValueError(f"y has {what}; expected a probability for each class")
        return Y


class SoftmaxCrossEntropy(Loss):
    """Softmax and cross-entropy in one, on logits: ``-sum(Y * log_softmax(Z))``, mean over rows.

    The gradient is the difference of two rows of probabilities, ``(P - Y) / B``: notebook 03
    derives it. Working on logits avoids the logarithm of a probability that has become 0.
    """

    def value(self):
        self.log_P = log_softmax(self.output)  # (B, C)
        return -(self.Y * self.log_P).sum() / len(self.Y)

    def backward(self):
        return (np.exp(self.log_P) - self.Y) / len(self.Y)


class CrossEntropy(Loss):
    """Cross-entropy on probabilities: ``-sum(Y * log(P))``, mean over rows.

    For a network that ends in a Softmax layer. A probability below the smallest normal number
    of its type (1.2e-38 in float32) is taken to be that number: the loss of a confident mistake
    is large, but finite. SoftmaxCrossEntropy needs no such floor.
    """

    def value(self):
        if self.output.min() < 0 or self.output.max() > 1:  # NaN goes on, into the loss
            raise ValueError("output has values below 0 or above 1; expected probabilities")
        self.P = np.maximum(self.output, np.finfo(self.output.dtype).tiny)
        return -(self.Y * np.log(self.P)).sum() / len(self.Y)

    def backward(self):
        return -self.Y / self.P / len(self.Y)


class MeanSquaredError(Loss):
    """``(output - Y)²``, mean over all entries: rows and columns.

    For one output the accuracy counts which side of 0.5 it is on, as for classes 0 and 1.
    """

    targets_are_classes = False

    def check_targets(self, Y):
        return check_numbers("y", Y)

    def value(self):
        return np.mean((self.output - self.Y) ** 2)

    def backward(self):
        return 2 * (self.output - self.Y) / self.output.size

    def accuracy(self):
        if self.output.shape[1] == 1:
            return float(np.mean((self.output > 0.5) == (self.Y > 0.5)))
        return super().accuracy()


class BinaryCrossEntropy(Loss):
    """Sigmoid and cross-entropy in one, on logits, mean over all entries.

    Each column is a yes-or-no question of its own: several may be 1 in the same row. With
    ``P = sigmoid(Z)`` the loss is ``-Y log(P) - (1 - Y) log(1 - P)``, which equals
    ``log(1 + exp(Z)) - Y Z``; the gradient is ``P - Y`` over the number of entries. The accuracy
    is the share of right answers.
    """

    targets_are_classes = False

    def check_targets(self, Y):
        return check_numbers("y", Y, 0, 1)

    def value(self):
        return np.mean(np.logaddexp(0, self.output) - self.Y * self.output)

    def backward(self):
        return (sigmoid(self.output) - self.Y) / self.output.size

    def accuracy(self):
        return float(np.mean((self.output > 0) == (self.Y > 0.5)))
