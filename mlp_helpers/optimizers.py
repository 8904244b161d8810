"""The optimizers: what to do with a gradient.

Each works on the network's flat vectors, so a step is a few lines whatever the layers are. The
factors are Python's numbers: one 64-bit number of NumPy's would turn a pass over a float32 vector
into 64-bit arithmetic, with conversions there and back.
"""

import math

import numpy as np

from .checks import check_number


class Optimizer:
    """What all optimizers share: a learning rate, and a memory of ``n_vectors`` for ``update``.

    The learning rate and the weight decay may be changed between two steps.

    Attributes
    ----------
    t : int
        Updates so far.
    rate : float
        The learning rate of the latest update, or before there is one that of the first.
    """

    def __init__(self, learning_rate, weight_decay):
        self.learning_rate = learning_rate
        self.weight_decay = check_number("weight_decay", weight_decay)
        self.reset()

    def reset(self):
        """Forget earlier steps, as before training another network."""
        self.memory, self.t = None, 0
        self.rate = self._next_rate()

    def _next_rate(self):
        if callable(self.learning_rate):
            return check_number(f"learning_rate({self.t})", self.learning_rate(self.t))
        return check_number("learning_rate", self.learning_rate)

    def step(self, model):
        """Update ``model.parameters`` in place from ``model.gradients``."""
        wanted = (self.n_vectors, *model.parameters.shape), model.parameters.dtype
        if self.memory is None or (self.memory.shape, self.memory.dtype) != wanted:
            self.reset()
            self.memory = np.zeros(*wanted)
        # Python's numbers, even where NumPy's were given or set since the last step.
        self.rate, self.weight_decay = self._next_rate(), float(self.weight_decay)
        self.t += 1
        self.update(model, *self.memory)


class SGD(Optimizer):
    """Stochastic gradient descent: a step downhill, with or without momentum.

    Parameters
    ----------
    learning_rate : float, or function of the number of updates so far
        Length of the step, as a multiple of the gradient. Functions come from ``schedules``.
    momentum : float
        Share of the last step's velocity that is kept: ``v = momentum * v + g``, then
        ``parameters -= learning_rate * v`` (Polyak, "Some methods of speeding up the convergence
        of iteration methods", 1964). With 0 this is plain gradient descent.
    weight_decay : float
        L2 penalty: this multiple of the weights, not of the biases, is added to the gradient.
    """

    n_vectors = 1

    def __init__(self, learning_rate, momentum=0.0, weight_decay=0.0):
        self.momentum = check_number("momentum", momentum, below=1)
        super().__init__(learning_rate, weight_decay)

    def update(self, model, velocity):
        """Change the parameters and, with momentum, the velocity of the same length."""
        if self.weight_decay:
            for layer in model.weight_layers:
                layer.dW += self.weight_decay * layer.W
        if self.momentum:
            velocity *= self.momentum
            velocity += model.gradients
            model.parameters -= self.rate * velocity
        else:
            model.parameters -= self.rate * model.gradients


class Adam(Optimizer):
    """Adaptive moment estimation: a step of about the learning rate for every parameter.

    Algorithm 1 of Kingma and Ba, "Adam: a method for stochastic optimization", 2015; the weight
    decay of Loshchilov and Hutter, "Decoupled weight decay regularization", 2019 (AdamW).

    Parameters
    ----------
    learning_rate : float, or function of the number of updates so far, as for SGD
    beta1, beta2 : float
        Shares of the running means of the gradient and of its square that are kept each step.
    epsilon : float
        Added to the root of the mean square, after the bias correction.
    weight_decay : float
        Each step shrinks the weights, not the biases, by ``learning_rate * weight_decay``.
    """

    n_vectors = 3

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0):
        self.beta1 = check_number("beta1", beta1, below=1)
        self.beta2 = check_number("beta2", beta2, below=1)
        self.epsilon = check_number("epsilon", epsilon)
        super().__init__(learning_rate, weight_decay)

    def update(self, model, m, v, work):
        """Change the parameters and the running means; ``work`` is for what comes in between."""
        if self.weight_decay:
            for layer in model.weight_layers:
                layer.W *= 1 - self.rate * self.weight_decay
        # Where gradients stay near 0, m, v and g² would decay into numbers below 1e-38, which many
        # processors handle ten times more slowly. This is far too little to change a result.
        model.gradients += 1e-17
        np.multiply(model.gradients, 1 - self.beta1, out=work)
        m *= self.beta1
        m += work  # m = beta1 m + (1 - beta1) g
        np.square(model.gradients, out=work)
        work *= 1 - self.beta2
        v *= self.beta2
        v += work  # v = beta2 v + (1 - beta2) g²
        # The bias corrections m / (1 - beta1ᵗ) and v / (1 - beta2ᵗ) are numbers, not vectors:
        # applied to the learning rate and to epsilon they cost nothing.
        correction = math.sqrt(1 - self.beta2**self.t)
        np.sqrt(v, out=work)
        work += float(self.epsilon) * correction
        np.divide(m, work, out=work)
        work *= self.rate * correction / (1 - self.beta1**self.t)
        model.parameters -= work
