"""Three scores to drag, and what softmax and cross-entropy make of them: notebook 03."""

import anywidget
import numpy as np
import traitlets

from mlp_helpers.activations import softmax
from mlp_helpers.losses import SoftmaxCrossEntropy

from .sources import joined

LIMIT = 5  # scores go from -LIMIT to LIMIT, as in three_scores.js


class ThreeScores(anywidget.AnyWidget):
    """Three scores to drag: probabilities, loss and gradient move with them.

    The page computes what it shows by itself, so that nothing has to wait for the kernel; the
    properties here compute the same with ``mlp_helpers``.

    Parameters
    ----------
    z : sequence of 3 numbers
        The scores, from -5 to 5.
    y : {0, 1, 2}
        The right class.

    Attributes
    ----------
    z : list of float
        The scores as they stand now. Assign to it, and the page follows.
    y : int
        The right class as it is chosen now.

    Examples
    --------
    >>> scores = ThreeScores([0, 0, 0], y=1)
    >>> scores.probabilities.round(4), round(scores.loss, 4)
    (array([0.3333, 0.3333, 0.3333]), 1.0986)
    >>> scores.gradient.round(4)
    array([ 0.3333, -0.6667,  0.3333])
    """

    _esm = joined("elements.js", "drawing.js", "three_scores.js")
    _css = joined("shared.css", "three_scores.css")

    z = traitlets.List(traitlets.Float()).tag(sync=True)
    y = traitlets.Int().tag(sync=True)
    _start = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(self, z=(1.0, 2.0, 3.0), y=2):
        scores = checked_scores(z)
        super().__init__(z=scores, y=y, _start=scores)

    @property
    def probabilities(self):
        """``softmax(z)``, shape (3,)."""
        return softmax(np.array(self.z))

    @property
    def loss(self):
        """``-log(p)`` of the right class's probability."""
        return self._forward()[1]

    @property
    def gradient(self):
        """The gradient of the loss with respect to the scores, P - Y, shape (3,)."""
        return self._forward()[0].backward()[0]

    def _forward(self):
        loss = SoftmaxCrossEntropy()
        return loss, loss.forward(np.array([self.z]), np.array([self.y]))

    @traitlets.validate("z")
    def _check_z(self, proposal):
        return checked_scores(proposal["value"])

    @traitlets.validate("y")
    def _check_y(self, proposal):
        if proposal["value"] not in (0, 1, 2):
            raise ValueError(f"y is {proposal['value']!r}; expected 0, 1 or 2")
        return proposal["value"]

    def __repr__(self):
        return (
            f"Three scores to drag, now {listed(self.z, '.4g')}; the right class is {self.y}. "
            f"Probabilities {listed(self.probabilities, '.3f')}; loss {self.loss:.3f}."
        )


def checked_scores(z):
    """Return the three scores as a list of float, or say what is wrong with them."""
    scores = np.asarray(z)
    if scores.shape != (3,) or scores.dtype.kind not in "iuf":
        raise ValueError(f"z is {z!r}; expected three numbers")
    if not (np.abs(scores) <= LIMIT).all():  # a NaN is not either
        raise ValueError(f"z is {z!r}; expected scores from -{LIMIT} to {LIMIT}")
    return scores.astype(float).tolist()


def listed(numbers, form):
    """Return three numbers as they stand in a sentence."""
    first, second, third = (format(number, form).replace("-", "−") for number in numbers)
    return f"{first}, {second} and {third}"
