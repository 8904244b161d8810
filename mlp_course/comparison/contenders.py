"""What is compared: a network, 784-128-64-10 by default, trained by several libraries alike.

Each contender is a function that takes the images ``X (N, 784)`` float32 in [0, 1], the integer
labels ``y (N,)``, a batch size, a learning rate, a flat vector of initial parameters and the
layer sizes, prepares what is not part of training, and returns a Training. All of them minimise
the mean cross-entropy of a batch, draw a new order of the examples for each epoch, and use the
smaller last batch; all but the textbook's program compute in float32.
``tests/test_benchmarks.py`` asserts that they end up with the same parameters.

The frameworks are imported inside the functions: a process that measures one loads only that.
"""

from collections.abc import Callable
from functools import partial
from itertools import count, pairwise
from typing import NamedTuple

import numpy as np

from mlp_helpers import MLP, SGD, Adam, fit

LAYER_SIZES = [784, 128, 64, 10]


class Training(NamedTuple):
    """A training that has been prepared.

    ``epoch()`` trains for one epoch; ``parameters()`` returns them as they are then, in the order
    of ``MLP.parameters``: the weights of a layer row by row, then its biases, layer after layer.
    """

    epoch: Callable
    parameters: Callable


def initial_parameters(seed=0, layer_sizes=LAYER_SIZES):
    """Return He's initial weights and biases of 0 as a flat vector."""
    return MLP(layer_sizes, seed=seed).parameters


def arrays_of(parameters, layer_sizes=LAYER_SIZES):
    """Return the weights and biases in a flat vector, ``[W1, b1, W2, b2, ...]``."""
    model = MLP(layer_sizes)
    model.parameters = parameters
    return [array.copy() for layer in model.weight_layers for array in (layer.W, layer.b)]


def flat(arrays):
    """The way back: one vector from ``[W1, b1, W2, b2, ...]``."""
    return np.concatenate([np.asarray(array).ravel() for array in arrays])


def bare_products(
    X,
    y,
    batch_size,
    learning_rate=None,
    start=None,
    layer_sizes=LAYER_SIZES,
    dtype=np.float32,
):
    """Only the matrix products of an epoch: what no implementation can do without.

    Forward, a layer's output; backward, the gradient of its weights and, but for the first
    layer, of its input. Inputs and outputs are arrays that stand ready.
    """
    rng = np.random.default_rng(0)

    def filled(*shape):
        return rng.standard_normal(shape).astype(dtype)

    pairs = list(pairwise(layer_sizes))
    W = [filled(n_in, n_out) for n_in, n_out in pairs]
    dW = [np.empty_like(weights) for weights in W]
    A = [filled(batch_size, n_in) for n_in, _ in pairs]
    dA = [np.empty_like(activations) for activations in A]
    Z = [filled(batch_size, n_out) for _, n_out in pairs]

    def products(B):
        for i in range(len(W)):
            np.dot(A[i][:B], W[i], out=Z[i][:B])
        for i in reversed(range(len(W))):
            np.dot(A[i][:B].T, Z[i][:B], out=dW[i])  # matmul is slow at a batch of one
            if i > 0:
                np.dot(Z[i][:B], W[i].T, out=dA[i][:B])

    def epoch():
        for begin in range(0, len(X), batch_size):
            products(min(batch_size, len(X) - begin))

    return Training(epoch, lambda: start)


def ours(X, y, batch_size, learning_rate, start, layer_sizes=LAYER_SIZES, optimizer=SGD):
    """``fit`` of this project."""
    model = MLP(layer_sizes)
    model.parameters = start
    rule, seeds = KeepsItsMemory(optimizer(learning_rate)), count()

    def epoch():
        fit(
            model,
            X,
            y,
            epochs=1,
            batch_size=batch_size,
            optimizer=rule,
            seed=next(seeds),
            progress=False,
        )

    return Training(epoch, model.parameters.copy)


class KeepsItsMemory:
    """An optimizer that ``fit`` does not reset: one epoch continues where the last one ended."""

    def __init__(self, optimizer):
        self.optimizer, self.step = optimizer, optimizer.step
        self.rate = optimizer.rate

    def reset(self):
        """Keep everything."""


def textbook_program(X, y, batch_size, learning_rate, start, dtype=np.float64):
    """The textbook's fifty lines in their usual form, plain SGD.

    Parameters in float64, a new array for every intermediate result, one-hot labels for the
    whole set, a shuffled copy of the data each epoch.
    """
    rng = np.random.default_rng(0)
    Y = np.eye(10, dtype=dtype)[y]
    names = ["W1", "b1", "W2", "b2", "W3", "b3"]
    parameters = {
        name: np.atleast_2d(array.astype(dtype))
        for name, array in zip(names, arrays_of(start), strict=True)
    }

    def step(X_batch, Y_batch):
        p = parameters
        Z1 = X_batch @ p["W1"] + p["b1"]
        A1 = np.maximum(0, Z1)
        Z2 = A1 @ p["W2"] + p["b2"]
        A2 = np.maximum(0, Z2)
        Z3 = A2 @ p["W3"] + p["b3"]
        E = np.exp(Z3 - Z3.max(axis=1, keepdims=True))
        P = E / E.sum(axis=1, keepdims=True)
        loss = -np.mean(np.sum(Y_batch * np.log(P + 1e-12), axis=1))
        gradients = {}
        dZ3 = (P - Y_batch) / len(X_batch)
        gradients["W3"] = A2.T @ dZ3
        gradients["b3"] = dZ3.sum(axis=0, keepdims=True)
        dZ2 = (dZ3 @ p["W3"].T) * (Z2 > 0)
        gradients["W2"] = A1.T @ dZ2
        gradients["b2"] = dZ2.sum(axis=0, keepdims=True)
        dZ1 = (dZ2 @ p["W2"].T) * (Z1 > 0)
        gradients["W1"] = X_batch.T @ dZ1
        gradients["b1"] = dZ1.sum(axis=0, keepdims=True)
        for name in p:
            p[name] = p[name] - learning_rate * gradients[name]
        return loss

    def epoch():
        order = rng.permutation(len(X))
        X_shuffled, Y_shuffled = X[order], Y[order]
        for begin in range(0, len(X), batch_size):
            step(X_shuffled[begin : begin + batch_size], Y_shuffled[begin : begin + batch_size])

    return Training(epoch, lambda: flat(parameters.values()))


def in_keras(X, y, batch_size, learning_rate, start, layer_sizes=LAYER_SIZES, optimizer="SGD"):
    """Keras 3 on its JAX backend, by ``compile`` and ``fit``."""
    import keras

    hidden = [keras.layers.Dense(size, activation="relu") for size in layer_sizes[1:-1]]
    model = keras.Sequential(
        [keras.Input([layer_sizes[0]]), *hidden, keras.layers.Dense(layer_sizes[-1])]
    )
    model.set_weights(arrays_of(start, layer_sizes))
    model.compile(
        optimizer=getattr(keras.optimizers, optimizer)(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )

    def epoch():
        model.fit(X, y, epochs=1, batch_size=batch_size, verbose=0)

    return Training(epoch, lambda: flat(model.get_weights()))


def in_scikit_learn(
    X, y, batch_size, learning_rate, start, layer_sizes=LAYER_SIZES, optimizer="sgd"
):
    """scikit-learn's MLPClassifier without its weight decay and momentum, by ``partial_fit``."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        layer_sizes[1:-1],
        solver=optimizer,
        batch_size=batch_size,
        learning_rate_init=learning_rate,
        momentum=0,
        alpha=0,
        random_state=np.random.RandomState(0),  # of a number each call would make the same order
    )
    # Weights cannot be handed in; but once a first step has made them they can be overwritten,
    # and without the optimizer of that step the next one starts afresh.
    model.partial_fit(X[:batch_size], y[:batch_size], classes=np.arange(10))
    arrays = [a for pair in zip(model.coefs_, model.intercepts_, strict=True) for a in pair]
    for array, value in zip(arrays, arrays_of(start, layer_sizes), strict=True):
        array[...] = value
    del model._optimizer

    def epoch():
        model.partial_fit(X, y)

    return Training(epoch, lambda: flat(arrays))


def in_pytorch(
    X, y, batch_size, learning_rate, start, layer_sizes=LAYER_SIZES, optimizer="SGD", **options
):
    """PyTorch, eager, in a loop that slices tensors: several times faster than a DataLoader."""
    import torch

    layers = []
    for n_in, n_out in pairwise(layer_sizes):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), arrays_of(start, layer_sizes), strict=True):
            parameter.copy_(torch.from_numpy(value.T))  # PyTorch keeps W as (n_out, n_in)
    rule = getattr(torch.optim, optimizer)(model.parameters(), lr=learning_rate, **options)
    X, y = torch.from_numpy(X), torch.from_numpy(y.astype(np.int64))

    def epoch():
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = torch.nn.functional.cross_entropy(model(X[batch]), y[batch])
            rule.zero_grad()
            loss.backward()
            rule.step()

    def parameters():
        return flat([parameter.detach().numpy().T for parameter in model.parameters()])

    return Training(epoch, parameters)


def in_jax(X, y, batch_size, learning_rate, start, layer_sizes=LAYER_SIZES, optimizer="sgd"):
    """JAX and Optax: a whole epoch is one compiled function, its loop a ``scan``."""
    import jax
    import jax.numpy as jnp
    import optax

    rule = getattr(optax, optimizer)(learning_rate)
    X, y = jnp.asarray(X), jnp.asarray(y.astype(np.int32))
    whole = len(X) - len(X) % batch_size  # examples in batches of full size

    def loss(arrays, X_batch, y_batch):
        A = X_batch
        for W, b in zip(arrays[:-2:2], arrays[1:-2:2], strict=True):
            A = jax.nn.relu(A @ W + b)
        logits = A @ arrays[-2] + arrays[-1]
        return optax.softmax_cross_entropy_with_integer_labels(logits, y_batch).mean()

    def step(state, batch):
        arrays, memory = state
        value, gradients = jax.value_and_grad(loss)(arrays, X[batch], y[batch])
        updates, memory = rule.update(gradients, memory, arrays)
        return (optax.apply_updates(arrays, updates), memory), value

    @jax.jit
    def compiled_epoch(state, key):
        order = jax.random.permutation(key, len(X))
        state, _ = jax.lax.scan(step, state, order[:whole].reshape(-1, batch_size))
        return step(state, order[whole:])[0] if whole < len(X) else state

    arrays = [jnp.asarray(array) for array in arrays_of(start, layer_sizes)]
    state, key = (arrays, rule.init(arrays)), jax.random.key(0)

    def epoch():
        nonlocal state, key
        key, now = jax.random.split(key)
        state = jax.block_until_ready(compiled_epoch(state, now))

    return Training(epoch, lambda: flat(state[0]))


class Contender(NamedTuple):
    """A function as above, and the modules it needs besides NumPy and ``mlp_helpers``."""

    prepare: Callable
    modules: tuple = ()


# In the order of the tables.
WITH_SGD = {
    "bare products": Contender(bare_products),
    "mlp_helpers": Contender(ours),
    "textbook program": Contender(textbook_program),
    "JAX": Contender(in_jax, ("jax", "optax")),
    "PyTorch": Contender(in_pytorch, ("torch",)),
    "scikit-learn": Contender(in_scikit_learn, ("sklearn",)),
    "Keras": Contender(in_keras, ("keras",)),
}
WITH_ADAM = {
    "bare products": Contender(bare_products),
    "mlp_helpers": Contender(partial(ours, optimizer=Adam)),
    "JAX": Contender(partial(in_jax, optimizer="adam"), ("jax", "optax")),
    "PyTorch, fused": Contender(partial(in_pytorch, optimizer="Adam", fused=True), ("torch",)),
    "PyTorch": Contender(partial(in_pytorch, optimizer="Adam"), ("torch",)),
    "scikit-learn": Contender(partial(in_scikit_learn, optimizer="adam"), ("sklearn",)),
    "Keras": Contender(partial(in_keras, optimizer="Adam"), ("keras",)),
}
CONTENDERS = {"sgd": WITH_SGD, "adam": WITH_ADAM}
# One thing changed, to see what it costs: the bits of a number.
IN_OTHER_BITS = {
    "textbook, 32 bits": partial(textbook_program, dtype=np.float32),
    "bare products, 64 bits": partial(bare_products, dtype=np.float64),
}


def epochs(names, kind, X, y, batch_size, learning_rate):
    """Prepare contenders from the same start; return a function for each that trains for an epoch.

    Parameters
    ----------
    names : list of str
    kind : {"sgd", "adam"}
    X, y, batch_size, learning_rate
        As for the contenders.
    """
    return {
        name: CONTENDERS[kind][name]
        .prepare(X, y, batch_size, learning_rate, initial_parameters())
        .epoch
        for name in names
    }


def one_change(X, y, batch_size, learning_rate):
    """Prepare the textbook program in 32 bits and the bare products in 64, as ``epochs`` does."""
    return {
        name: prepare(X, y, batch_size, learning_rate, initial_parameters()).epoch
        for name, prepare in IN_OTHER_BITS.items()
    }
