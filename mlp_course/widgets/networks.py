"""The network that a draw pad asks: one by itself, or that of a playground."""

import threading

import numpy as np

from mlp_helpers.activations import softmax
from mlp_helpers.layers import Sigmoid, Softmax

from . import views
from .saliency import gradient_times_input


class OfModel:
    """A network by itself."""

    name, trains = "model", False

    def __init__(self, model):
        self.model, self.lock, self._off = model, threading.RLock(), set()

    def check(self):
        """Raise a ValueError unless it is a network for images of 784 pixels and ten digits."""
        try:
            shape = np.shape(self.probabilities(np.zeros((28, 28), np.uint8)))
        except Exception as error:
            raise ValueError(f"the network cannot read an image of 784 pixels: {error}") from error
        if shape != (10,):
            raise ValueError(f"the network gives {shape} outputs for an image; expected (10,)")

    @property
    def units(self):
        """How many units the first hidden layer has; 0 without one."""
        layers = views.weight_layers(self.model)
        return int(layers[0].W.shape[1]) if len(layers) > 1 else 0

    @property
    def switched_off(self):
        """The units of the first hidden layer that are switched off, in order."""
        return tuple(sorted(unit for unit in self._off if unit < self.units))

    @property
    def off(self):
        """The units that are switched off, for each hidden layer, as ``views.walk`` takes them."""
        return [self.switched_off]

    def switch(self, unit):
        """Switch a unit of the first hidden layer off, or on again."""
        self._off ^= {views.checked_unit(unit, [self.units] if self.units else [])}

    def probabilities(self, image):
        return self._walk(image, self.off)[1]

    def all_on(self, image):
        """The probabilities with all units on."""
        return self._walk(image)[1]

    def hidden(self, image):
        """The activations of the hidden layers, (1, units) each."""
        return self._walk(image)[0]

    def saliency(self, image):
        """Gradient of the highest score times input, for each pixel: (28, 28)."""
        return gradient_times_input(self.model, as_row(image), self.off).reshape(28, 28)

    def show_drawing(self, image):
        """There is nowhere else to show it."""

    def forget(self, listener):
        """There is nobody who would call it."""

    def _walk(self, image, off=()):
        hidden, output = views.walk(self.model, as_row(image), off)
        last = getattr(self.model, "layers", [None])[-1]
        return hidden, (output if isinstance(last, (Softmax, Sigmoid)) else softmax(output))[0]


class OfPlayground(OfModel):
    """The network of a playground, as it is at this moment of training."""

    name = "playground"

    def __init__(self, playground):
        self.playground, self.lock = playground, playground.lock

    @property
    def model(self):
        return self.playground.model

    @property
    def trains(self):
        return self.playground.running

    @property
    def switched_off(self):
        return self.playground.switched_off

    @property
    def off(self):
        return self.playground.off_by_layer()

    def switch(self, unit):
        self.playground.switch(unit)

    def probabilities(self, image):
        return self.playground.probabilities(image)

    def show_drawing(self, image):
        self.playground.show_drawing(image)

    def forget(self, listener):
        if listener in self.playground.listeners:
            self.playground.listeners.remove(listener)


def as_row(image):
    """Return an image of bytes as the network's input, (1, 784)."""
    return image.reshape(1, 784).astype(np.float32) / 255
