"""The network: layers in a row, and one vector that holds all their parameters."""

import copy
import json
from itertools import pairwise

import numpy as np

from . import layers as layer_types
from .activations import sigmoid, softmax
from .checks import as_floats, check_dtype, check_labels, check_numbers, check_same_length
from .files import whole_file
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
    parameters, gradients : array, shape (n_parameters,)
        All weights and biases in one flat vector, and the gradient of the loss with respect to
        it. The ``W``, ``b``, ``dW`` and ``db`` of the layers are views into these two vectors: a
        change to either side shows at once on the other.
    """

    arrays = ("parameters", "gradients")
    recipe = None  # how it was trained, if it comes from a file that says so

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

    def forward(self, X, training=False):
        """Return the network's output: for an MLP the logits, ``(B, n_out)``.

        Parameters
        ----------
        X : array, shape (B, n_in)
            Inputs; converted to the network's dtype. Raw uint8 pixels are refused.
        training : bool
            True while training: dropout is active.
        """
        A = self._check_input(X)
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
            Return the gradient with respect to the input too, ``(B, n_in)``.
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
        X, rows = self._check_input(X), 1024  # at a time, to keep the memory small
        batches = (X[start : start + rows] for start in range(0, len(X) or 1, rows))
        output = check_numbers("the output for X", np.concatenate([*map(self.forward, batches)]))
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
        return accuracy(check_labels("y", y), self.predict(X))

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

    @property
    def weight_layers(self):
        """The layers that have weights, from input to output."""
        return [layer for layer in self.layers if isinstance(layer, Linear)]

    def _share(self):
        """Move the layers' arrays into two new vectors, of which they are views from then on."""
        n_parameters, start = sum(layer.n_parameters for layer in self.layers), 0
        vectors = np.zeros((2, n_parameters), self.dtype)
        vars(self).update(parameters=vectors[0], gradients=vectors[1])
        for layer in self.weight_layers:
            end = start + layer.n_parameters
            layer.share(self.parameters[start:end], self.gradients[start:end])
            start = end

    # A copy's layers come with arrays of their own, and these move into vectors of its own.
    def __getstate__(self):
        return {name: value for name, value in vars(self).items() if name not in self.arrays}

    def __setstate__(self, state):
        vars(self).update(state)
        self._share()

    def __copy__(self):
        return copy.deepcopy(self)  # sharing the layers, it would take them from the original

    def astype(self, dtype):
        """Return a copy whose parameters and arithmetic have this dtype."""
        twin = copy.deepcopy(self)
        twin.dtype = check_dtype(dtype)
        twin._share()
        return twin

    def save(self, path, recipe=None):
        """Write the network to the file ``path``, from which ``load`` builds it again.

        An ordinary ``.npz``, which appears under its name only when it is complete. ``recipe``,
        whatever JSON can hold, tells how the network was trained; ``load`` gives it back.
        """
        description = {"type": type(self).__name__, "dtype": self.dtype.name, **self._arguments()}
        text = json.dumps(description | {"recipe": recipe}, default=np.generic.item)
        with whole_file(path) as file:
            np.savez(file, description=text, parameters=self.parameters)

    @classmethod
    def load(cls, path):
        """Build a network from the file ``path``, which ``save`` wrote.

        A file that is damaged, cut short or not one of this class raises a ValueError.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                description, parameters = json.loads(str(file["description"])), file["parameters"]
            if (kind := description.pop("type")) != cls.__name__:
                raise ValueError(f"it holds a {kind}")
            recipe, model = description.pop("recipe", None), cls._from_arguments(description)
            model.parameters, model.recipe = parameters, recipe
        except (FileNotFoundError, IsADirectoryError, PermissionError):
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

    def _check_input(self, X):
        X = np.asarray(X)
        n_in = next((layer.n_in for layer in self.weight_layers), None)
        if X.ndim != 2 or n_in not in (None, X.shape[1]):
            hint = ". Images are turned into rows by flatten" if X.ndim > 2 else ""
            raise ValueError(f"X has shape {X.shape}; expected (B, {n_in or 'n_in'}){hint}")
        if X.dtype == np.uint8:
            raise ValueError("X has dtype uint8, as raw pixels have; expected scale_pixels(X)")
        return as_floats(X, "X").astype(self.dtype, copy=False)

    def __repr__(self):
        return f"{type(self).__name__}([{', '.join(map(repr, self.layers))}])"


class MLP(Sequential):
    """A multilayer perceptron: linear maps with an activation after each but the last.

    Parameters
    ----------
    layer_sizes : list of int
        Lengths of the input, of each hidden layer, and of the output, whose numbers are logits.
    activation : {"relu", "tanh", "sigmoid"}
    init : {"he", "xavier", "zeros"} or float, as for Linear
    dropout : float
        Rate of the Dropout after each activation; 0 for none.
    seed, dtype : as for Sequential
    """

    def __init__(
        self, layer_sizes, activation="relu", init="he", dropout=0.0, seed=0, dtype=np.float32
    ):
        if len(layer_sizes) < 2:
            raise ValueError(f"layer_sizes is {layer_sizes!r}; expected input and output size")
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation is {activation!r}; expected one of {[*ACTIVATIONS]}")
        self.layer_sizes = [int(size) for size in layer_sizes]
        # A dropout that makes no sense is refused, also where there is no place for one.
        self.activation, self.init, self.dropout = activation, init, Dropout(dropout).rate
        layers = [Linear(layer_sizes[0], layer_sizes[1], init)]
        for n_in, n_out in pairwise(layer_sizes[1:]):
            layers.append(ACTIVATIONS[activation]())
            if dropout:
                layers.append(Dropout(dropout))
            layers.append(Linear(n_in, n_out, init))
        super().__init__(layers, seed=seed, dtype=dtype)

    def _arguments(self):
        names = "layer_sizes", "activation", "init", "dropout", "seed"
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
