"""The layers a network is made of: what each computes, and how its gradient flows back.

``forward`` takes the output of the layer before and keeps what ``backward`` will need.
``backward`` takes the gradient of the loss with respect to the layer's output and returns the
gradient with respect to its input: the chain rule, one factor a layer. Gradients are named
after their variable: ``dZ`` is the derivative of the loss with respect to ``Z``, and has its
shape. B is the number of examples in a batch.
"""

import numpy as np

from . import activations
from .checks import as_floats, check_integer, check_number, check_shape


class WritesInPlace:
    """Assigning to one of the ``arrays`` writes into it: a part of it, or a whole, is shared."""

    arrays = ()

    def __setattr__(self, name, value):
        if name not in self.arrays:
            super().__setattr__(name, value)
        elif value is not (array := getattr(self, name)):  # as it is after -=, which has written
            array[...] = check_shape(name, as_floats(value, name), array.shape)


class Layer(WritesInPlace):
    """What all layers share: most have no parameters, and none keeps its activations in a file."""

    n_parameters = 0
    names = ()  # of the constructor's arguments, from which the layer can be built again
    remembered = ()  # names of the arrays that forward keeps for backward

    def forward(self, X, training=False):
        """Return the layer's output for the input ``X (B, n_in)``."""
        raise NotImplementedError

    def backward(self, doutput):
        """Return the gradient with respect to the input, given the one of the output."""
        raise NotImplementedError

    def arguments(self):
        """Return the constructor's arguments by name."""
        return {name: getattr(self, name) for name in self.names}

    def __getstate__(self):
        # Copies and pickles leave the activations of the last batch behind: they can be large.
        return {name: value for name, value in vars(self).items() if name not in self.remembered}

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self.arguments().values()))})"


class Linear(Layer):
    """A linear map and a shift: ``Z = X @ W + b``.

    Parameters
    ----------
    n_in, n_out : int
        Lengths of an input row and an output row.
    init : {"he", "xavier", "zeros"} or float
        How the weights are drawn: see ``initial_std``. The biases start at 0.

    Attributes
    ----------
    W, dW : array, shape (n_in, n_out)
        Weights, and the gradient of the loss with respect to them.
    b, db : array, shape (n_out,)
        Biases, and their gradient.
    """

    arrays, remembered, names = ("W", "b", "dW", "db"), ("X",), ("n_in", "n_out", "init")

    def __init__(self, n_in, n_out, init="he"):
        self.n_in, self.n_out = check_integer("n_in", n_in), check_integer("n_out", n_out)
        self.std = initial_std(init, self.n_in, self.n_out)
        self.init = init if isinstance(init, str) else float(init)
        self.n_parameters = (self.n_in + 1) * self.n_out
        self.share(*np.zeros((2, self.n_parameters), dtype=np.float32))
        self.initialise(np.random.default_rng(0))

    def forward(self, X, training=False):
        self.X = X  # (B, n_in)
        return X @ self.W + self.b  # (B, n_in) @ (n_in, n_out) + (n_out,)

    def backward(self, dZ, input_gradient=True):
        self.dW = np.dot(self.X.T, dZ)  # (n_in, B) @ (B, n_out)
        self.db = dZ.sum(axis=0)  # (n_out,)
        if input_gradient:  # nobody needs it at the first layer, where it costs most
            return dZ @ self.W.T  # (B, n_out) @ (n_out, n_in)

    def initialise(self, rng):
        """Draw new weights, set the biases to 0."""
        self.W = rng.normal(0, self.std, (self.n_in, self.n_out))
        self.b = np.zeros(self.n_out)

    def share(self, parameters, gradients):
        """Move W and b into the one vector, dW and db into the other, and keep views of them."""
        n, shape = self.n_in * self.n_out, (self.n_in, self.n_out)
        views = {"W": parameters[:n].reshape(shape), "b": parameters[n:]}
        views |= {"dW": gradients[:n].reshape(shape), "db": gradients[n:]}
        for name, view in views.items():
            view[...] = vars(self).get(name, 0)
        vars(self).update(views)


class ReLU(Layer):
    """``A = max(Z, 0)``. The slope is 1 where Z > 0, else 0."""

    remembered = ("A",)

    def forward(self, Z, training=False):
        self.A = activations.relu(Z)
        return self.A

    def backward(self, dA):
        return check_shape("dA", dA, self.A.shape) * (self.A > 0)


class Tanh(Layer):
    """``A = tanh(Z)``. The slope is 1 - A²."""

    remembered = ("A",)

    def forward(self, Z, training=False):
        self.A = activations.tanh(Z)
        return self.A

    def backward(self, dA):
        return check_shape("dA", dA, self.A.shape) * (1 - self.A**2)


class Sigmoid(Layer):
    """``A = 1 / (1 + exp(-Z))``. The slope is A (1 - A)."""

    remembered = ("A",)

    def forward(self, Z, training=False):
        self.A = activations.sigmoid(Z)
        return self.A

    def backward(self, dA):
        return check_shape("dA", dA, self.A.shape) * self.A * (1 - self.A)


class Softmax(Layer):
    """``P = softmax(Z)``, row by row.

    Every probability depends on every score, so the derivative of a row is a matrix, the
    Jacobian ``diag(p) - p pᵀ``. Its product with the incoming gradient needs no matrix:
    ``p * dp - p (p · dp)``.
    """

    remembered = ("P",)

    def forward(self, Z, training=False):
        self.P = activations.softmax(Z)
        return self.P

    def backward(self, dP):
        inner = np.sum(self.P * check_shape("dP", dP, self.P.shape), axis=-1, keepdims=True)
        return self.P * (dP - inner)


class Dropout(Layer):
    """While training, set each activation to 0 with probability ``rate``; else do nothing.

    The survivors are divided by ``1 - rate``, so that the expected value stays the same and
    nothing needs to change when the network is used (Srivastava et al., "Dropout", 2014, section
    10). The rate, from 0 to below 1, may be changed during training.
    """

    remembered, names = ("mask",), ("rate",)

    def __init__(self, rate):
        self.rate = check_number("rate", rate, below=1)
        self.rng = np.random.default_rng(0)  # a network replaces it by one of its own seed

    def forward(self, A, training=False):
        if not training or self.rate == 0:
            self.mask = None
            return A
        survivors = self.rng.random(A.shape, dtype=np.float32) >= self.rate
        self.mask = survivors / np.result_type(A, np.float32).type(1 - self.rate)  # (B, n)
        return A * self.mask

    def backward(self, dA):
        return dA if self.mask is None else check_shape("dA", dA, self.mask.shape) * self.mask


def initial_std(init, n_in, n_out):
    """Return the standard deviation of the normal distribution that initial weights come from.

    "he": ``sqrt(2 / n_in)`` (He et al., "Delving deep into rectifiers", 2015, equation 10);
    "xavier": ``sqrt(2 / (n_in + n_out))`` (Glorot and Bengio, "Understanding the difficulty of
    training deep feedforward neural networks", 2010, equation 12); "zeros": 0; or a number.
    """
    named = {"he": np.sqrt(2 / n_in), "xavier": np.sqrt(2 / (n_in + n_out)), "zeros": 0.0}
    std = named.get(init) if isinstance(init, str) else init
    if std is None:
        raise ValueError(f"init is {init!r}; expected 'he', 'xavier', 'zeros' or a number")
    return check_number("init", std)
