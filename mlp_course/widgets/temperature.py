"""A slider for the temperature of softmax, in the further sections of notebook 03."""

import ipywidgets as widgets
import numpy as np

from mlp_helpers.activations import softmax

from ..plots.style import BLUE

TRACK = "rgba(128, 128, 128, 0.18)"  # what a bar of length 1 would cover, in any theme


class TemperatureSlider(widgets.VBox):
    """A slider for the temperature, with the probabilities of some scores below it.

    Parameters
    ----------
    z : array, shape (C,)
        Scores.

    Attributes
    ----------
    slider : FloatLogSlider
        The temperature, from 0.1 to 10.
    picture : HTML
        The bars. They are text and boxes, so a change needs no plotting.
    """

    def __init__(self, z):
        self.z = np.asarray(z, dtype=float)
        self.slider = widgets.FloatLogSlider(
            value=1, base=10, min=-1, max=1, step=0.05, readout_format=".2f", description="T"
        )
        self.picture = widgets.HTML()
        super().__init__([self.slider, self.picture])
        self.slider.observe(self.redraw, names="value")
        self.redraw()

    def redraw(self, change=None):
        """Show the probabilities at the slider's temperature."""
        self.picture.value = bars_in_html(self.z, self.slider.value)

    def __repr__(self):
        return f"A slider for the temperature T, now {self.slider.value:.2g}."


def bar(share, width, height):
    """Return a bar in HTML for a share from 0 to 1; width and height are those of a whole."""
    return (
        f'<div style="width:{width}; height:{height}; background:{TRACK}">'
        f'<div style="width:{100 * share:.1f}%; height:100%; background:{BLUE}"></div></div>'
    )


def bars_in_html(z, temperature):
    """Return softmax(z / temperature) as bars in HTML, with the entropy below.

    Parameters
    ----------
    z : array, shape (C,)
    temperature : float
        Above 0.

    Returns
    -------
    str
    """
    p = softmax(np.asarray(z, dtype=float) / temperature)
    rows = "".join(
        f'<tr><td style="padding:2px 8px">class {label}</td>'
        f'<td style="padding:2px 8px; text-align:right">score {score:g}</td>'
        f"<td>{bar(value, '400px', '1.1em')}</td>"
        f'<td style="padding:2px 8px; font-family:monospace">{value:.4f}</td></tr>'
        for label, (score, value) in enumerate(zip(z, p, strict=True))
    )
    entropy = -np.sum(p * np.log(np.maximum(p, np.finfo(float).tiny)))
    return (
        f'<table style="border-collapse:collapse">{rows}</table>'
        f'<p style="line-height:1.5">At T = {temperature:.2f} the largest probability is '
        f"{p.max():.4f}. The entropy is {abs(entropy):.3f} of at most {np.log(len(p)):.3f}.</p>"
    )
