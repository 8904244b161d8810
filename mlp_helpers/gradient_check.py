"""Is the gradient right? Compare it with the slope of the loss itself (notebook 04)."""

import copy

import numpy as np

from .checks import check_integer, check_number, check_same_length
from .layers import Dropout, ReLU


class GradientReport:
    """What ``check_gradients`` found.

    Attributes
    ----------
    relative_error : dict
        For each parameter array, named like ``"layers[0].W"``, the distance between the two
        gradients ``|g - n| / (|g| + |n|)`` in Euclidean norms: 0 for equal, 1 for opposite.
    checked, kinks : dict
        How many entries were compared, and how many were left out at a kink of ReLU.
    """

    def __init__(self):
        self.relative_error, self.checked, self.kinks = {}, {}, {}

    @property
    def max_relative_error(self):
        """The largest relative error over all parameter arrays."""
        return float(np.max([*self.relative_error.values()]))  # NaN, if one of them is

    def __repr__(self):
        lines = [f"{'parameters':<16}{'relative error':>16}{'checked':>10}{'at kinks':>10}"]
        for name, error in self.relative_error.items():
            lines.append(f"{name:<16}{error:>16.1e}{self.checked[name]:>10}{self.kinks[name]:>10}")
        return "\n".join(lines)


def check_gradients(model, X, y, loss, *, epsilon=1e-5, max_entries=200, seed=0):
    """Compare the gradients of backpropagation with central differences of the loss.

    One parameter at a time is moved up and down by ``epsilon``; the slope of the loss is then
    ``(loss_up - loss_down) / (2 epsilon)``. Everything is computed on a copy of the network in
    float64: in float32 the difference of two nearly equal losses would keep about three digits.
    Dropout draws the same masks each time. The loss has no slope where a ReLU switches between
    off and on: an entry for which that happens is left out and counted.

    Parameters
    ----------
    model : Sequential
    X : array, shape (B, n_in)
        A few examples; random values are better than zeros, which hide mistakes.
    y : array, shape (B,) or (B, C)
    loss : Loss
    epsilon : float
        Size of the step. Smaller, and round-off grows; larger, and curvature shows.
    max_entries : int
        Parameter arrays with more entries are checked at this many, drawn at random.
    seed : int
        Draws those entries.

    Returns
    -------
    GradientReport
        A right gradient has relative errors below 1e-7; a wrong one mostly above 1e-3.
    """
    X, y = check_same_length(X, y)
    check_integer("max_entries", max_entries)
    epsilon = check_number("epsilon", epsilon, low=1e-12)
    model, rng, report = model.astype(np.float64), np.random.default_rng(seed), GradientReport()
    dropouts = [layer for layer in model.layers if isinstance(layer, Dropout)]
    states = [copy.deepcopy(layer.rng.bit_generator.state) for layer in dropouts]
    relus = [layer for layer in model.layers if isinstance(layer, ReLU)]

    def loss_and_switches():
        for layer, state in zip(dropouts, states, strict=True):
            layer.rng.bit_generator.state = state
        value = loss.forward(model.forward(X, training=True), y)
        return value, [layer.A > 0 for layer in relus]

    loss_and_switches()
    model.backward(loss.backward())
    gradients = model.gradients.copy()
    for name, positions in parameter_positions(model).items():
        if len(positions) > max_entries:
            positions = rng.choice(positions, max_entries, replace=False)
        analytic, numeric = [], []
        for i in positions:
            value = model.parameters[i]
            model.parameters[i] = value + epsilon
            loss_up, switches_up = loss_and_switches()
            model.parameters[i] = value - epsilon
            loss_down, switches_down = loss_and_switches()
            model.parameters[i] = value
            if all(map(np.array_equal, switches_up, switches_down)):
                analytic.append(gradients[i])
                numeric.append((loss_up - loss_down) / (2 * epsilon))
        if not analytic:
            raise ValueError(f"{name}: a ReLU switches at every entry; use other X or epsilon")
        report.relative_error[name] = relative_error(np.array(analytic), np.array(numeric))
        report.checked[name], report.kinks[name] = len(analytic), len(positions) - len(analytic)
    return report


def parameter_positions(model):
    """Return, for each parameter array by name, the positions of its entries in the flat vector."""
    positions, start = {}, 0
    for number, layer in enumerate(model.layers):
        for name in ("W", "b") if layer in model.weight_layers else ():
            size = getattr(layer, name).size
            positions[f"layers[{number}].{name}"] = np.arange(start, start + size)
            start += size
    return positions


def relative_error(g, n):
    """Return ``|g - n| / (|g| + |n|)`` in Euclidean norms; 0 if both are all zeros."""
    total = np.linalg.norm(g) + np.linalg.norm(n)
    return float(np.linalg.norm(g - n) / total) if total else 0.0
