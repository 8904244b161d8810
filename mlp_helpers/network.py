"""The network: layers in a row, and one vector that holds all their parameters."""

import copy
import json
import os
from itertools import pairwise
from pathlib import Path

import numpy as np

from . import layers as layer_types
from .activations import sigmoid, softmax
from .checks import check_dtype, check_same_length
from .layers import Dropout, Layer, Linear, ReLU, Sigmoid, Softmax, Tanh, WritesInPlace
from .metrics import accuracy

ACTIVATIONS = {"relu": ReLU, "tanh": Tanh, "sigmoid": Sigmoid}


class Sequential(WritesInPlace):
    """Layers applied one after the other.

    Parameters
    ----------
    layers : list of Layer
        In the order in which they are applied. Their weights are drawn anew from ``seed``.
    seed : int or None
        The same seed gives the same initial weights and dropout masks; None differs each time.
    dtype : float32 or float64
        Type of the parameters and of everything computed with them.

    Attributes
    ----------
    layers : list of Layer
    parameters, gradients : array, shape (n_parameters,)
        All weights and biases in one flat vector, and the gradient of the loss with respect to
        it. The ``W``, ``b``, ``dW`` and ``db`` of the layers are views into these two vectors: a
        change to either side shows at once on the other.
    """

    arrays = ("parameters", "gradients")

    def __init__(self, layers, seed=0, dtype=np.float32):
        self.layers, self.seed, self.dtype = list(layers), seed, check_dtype(dtype)
        check_layers(self.layers)
        self._share()
        rng = np.random.default_rng(seed)
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.initialise(rng)
            elif isinstance(layer, Dropout):
                (layer.rng,) = rng.spawn(1)  # does not disturb the weights drawn after it

    @property
    def weight_layers(self):
        """The layers that have weights, from input to output."""
        return [layer for layer in self.layers if isinstance(layer, Linear)]

    def _share(self):
        """Lay the layers' arrays end to end in two vectors, which they share from then on."""
        layers, start = self.weight_layers, 0
        W_and_b = [array.ravel() for layer in layers for array in (layer.W, layer.b)]
        dW_and_db = [array.ravel() for layer in layers for array in (layer.dW, layer.db)]
        vars(self).update(
            parameters=np.concatenate([[], *W_and_b], dtype=self.dtype),
            gradients=np.concatenate([[], *dW_and_db], dtype=self.dtype),
        )
        for layer in layers:
            part = slice(start, start + layer.n_parameters)
            layer.share(self.parameters[part], self.gradients[part])
            start = part.stop

    # A copy's layers come with arrays of their own, and from these it makes its own vectors.
    def __getstate__(self):
        return {name: value for name, value in vars(self).items() if name not in self.arrays}

    def __setstate__(self, state):
        vars(self).update(state)
        self._share()

    def forward(self, X, training=False):
        """Return the network's output.

        Parameters
        ----------
        X : array, shape (B, n_in)
            Inputs; converted to the network's dtype.
        training : bool
            True while training: dropout is active.

        Returns
        -------
        array, shape (B, n_out)
            For an MLP the logits.

        Raises
        ------
        ValueError
            If ``X`` has the wrong shape, or holds unscaled uint8 pixels.
        """
        A = self._checked(X)
        for layer in self.layers:
            A = layer.forward(A, training=training)
        return A

    def backward(self, doutput, input_gradient=False):
        """Fill ``gradients``, given the gradient of the loss with respect to the output.

        Parameters
        ----------
        doutput : array, shape (B, n_out)
            As ``loss.backward()`` returns it, for the batch that went through ``forward`` last.
        input_gradient : bool
            Ask for the gradient with respect to the input too.

        Returns
        -------
        array, shape (B, n_in), or None
        """
        first = self.layers[0]
        for layer in reversed(self.layers[1:]):
            doutput = layer.backward(doutput)
        if isinstance(first, Linear):
            return first.backward(doutput, input_gradient)
        return first.backward(doutput)

    def predict_proba(self, X):
        """Return probabilities, shape (N, C).

        The softmax of the output, unless the last layer is a Softmax or Sigmoid already. A
        network with a single output gives the probability of class 1, shape (N, 1): its sigmoid.
        """
        output = self._output(X)
        if isinstance(self.layers[-1], (Softmax, Sigmoid)):
            return output
        return softmax(output) if output.shape[1] > 1 else sigmoid(output)

    def predict(self, X):
        """Return the most probable class of each row, integers of shape (N,)."""
        P = self.predict_proba(X)
        return P.argmax(axis=1) if P.shape[1] > 1 else (P[:, 0] > 0.5).astype(int)

    def accuracy(self, X, y):
        """Return the share of rows whose predicted class is the label in ``y (N,)``."""
        check_same_length(X, y)
        return accuracy(y, self.predict(X))

    def summary(self):
        """Print a table of the layers, their output shapes and numbers of parameters."""
        longest = max(len(repr(layer)) for layer in self.layers)
        width, line = None, f"{{:<{max(24, longest + 2)}}}{{:<16}}{{:>12}}"
        title = line.format("Layer", "Output shape", "Parameters")
        print(title, "-" * len(title), sep="\n")
        for layer in self.layers:
            width = getattr(layer, "n_out", width)
            print(line.format(repr(layer), f"(B, {width or '?'})", f"{layer.n_parameters:,}"))
        print("-" * len(title), f"Parameters in total: {self.parameters.size:,}", sep="\n")

    def astype(self, dtype):
        """Return a copy whose parameters and arithmetic have this dtype."""
        twin = copy.deepcopy(self)
        twin.dtype = check_dtype(dtype)
        twin._share()
        return twin

    def save(self, path):
        """Write the network to a file, from which ``load`` builds it again.

        The file is an ordinary ``.npz``: the parameters, and a description of the layers as
        text. It appears under its name only when it is complete.

        Parameters
        ----------
        path : str or Path
        """
        description = {"type": type(self).__name__, "dtype": self.dtype.name, **self._arguments()}
        text = json.dumps(description, default=lambda number: number.item())  # NumPy's numbers
        unfinished = Path(f"{path}.part")
        try:
            with open(unfinished, "wb") as file:
                np.savez(file, description=text, parameters=self.parameters)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)

    @classmethod
    def load(cls, path):
        """Build a network from a file that ``save`` wrote.

        Raises
        ------
        ValueError
            If the file is damaged, cut short, or not one of this class.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                description, parameters = json.loads(str(file["description"])), file["parameters"]
            if (kind := description.pop("type")) != cls.__name__:
                raise ValueError(f"it holds a {kind}")
            model = cls._from_arguments(description)
            model.parameters = parameters
        except FileNotFoundError:
            raise
        except Exception as error:  # damage shows in many ways: as wrong zip, JSON, names, sizes
            raise ValueError(f"{path} is no {cls.__name__} written by save: {error}") from None
        return model

    def _arguments(self):
        layers = [[type(layer).__name__, layer.arguments()] for layer in self.layers]
        return {"layers": layers, "seed": self.seed}

    @classmethod
    def _from_arguments(cls, arguments):
        built = [getattr(layer_types, name)(**values) for name, values in arguments.pop("layers")]
        return cls(built, **arguments)

    def _output(self, X, batch_size=1024):
        """The output for any number of rows, in batches that keep the memory small."""
        X = self._checked(X)
        starts = range(0, len(X) or 1, batch_size)
        return np.concatenate([self.forward(X[start : start + batch_size]) for start in starts])

    def _checked(self, X):
        X = np.asarray(X)
        n_in = next((layer.n_in for layer in self.layers if isinstance(layer, Linear)), None)
        if X.ndim != 2 or n_in not in (None, X.shape[1]):
            hint = ". Images are turned into rows by flatten" if X.ndim > 2 else ""
            raise ValueError(f"X has shape {X.shape}; expected (B, {n_in or 'n_in'}){hint}")
        if X.dtype == np.uint8:
            raise ValueError("X has dtype uint8, as raw pixels have; expected scale_pixels(X)")
        return X.astype(self.dtype, copy=False)

    def __repr__(self):
        return f"{type(self).__name__}([{', '.join(map(repr, self.layers))}])"


class MLP(Sequential):
    """A multilayer perceptron: linear maps with an activation after each but the last.

    Parameters
    ----------
    layer_sizes : list of int
        Lengths of the input, of each hidden layer, and of the output.
    activation : {"relu", "tanh", "sigmoid"}
    init : {"he", "xavier", "zeros"} or float
        See Linear.
    dropout : float
        Rate of the Dropout after each activation; 0 for none.
    seed : int or None
    dtype : float32 or float64
        See Sequential.

    Examples
    --------
    >>> model = MLP([784, 128, 64, 10])
    >>> model.parameters.size
    109386
    """

    def __init__(
        self, layer_sizes, activation="relu", init="he", dropout=0.0, seed=0, dtype=np.float32
    ):
        if len(layer_sizes) < 2:
            raise ValueError(f"layer_sizes is {layer_sizes!r}; expected input and output size")
        if activation not in ACTIVATIONS:
            names = ", ".join(ACTIVATIONS)
            raise ValueError(f"activation is {activation!r}; expected one of {names}")
        self.layer_sizes = [int(size) for size in layer_sizes]
        self.activation, self.init, self.dropout = activation, init, dropout
        layers = [Linear(layer_sizes[0], layer_sizes[1], init)]
        for n_in, n_out in pairwise(layer_sizes[1:]):
            layers.append(ACTIVATIONS[activation]())
            if dropout:
                layers.append(Dropout(dropout))
            layers.append(Linear(n_in, n_out, init))
        super().__init__(layers, seed=seed, dtype=dtype)

    def _arguments(self):
        names = ["layer_sizes", "activation", "init", "dropout", "seed"]
        return {name: getattr(self, name) for name in names}

    @classmethod
    def _from_arguments(cls, arguments):
        return cls(**arguments)


def check_layers(layers):
    """Raise a ValueError unless the layers fit one another."""
    if not layers or not all(isinstance(layer, Layer) for layer in layers):
        raise ValueError(f"layers is {layers!r}; expected a list with at least one layer")
    if len({id(layer) for layer in layers}) < len(layers):
        raise ValueError("layers has the same layer twice; make a new one for each place")
    for one, following in pairwise(layer for layer in layers if isinstance(layer, Linear)):
        if one.n_out != following.n_in:
            raise ValueError(f"layers do not fit: {one} is followed by {following}")
