"""Sliders that disturb a digit, and what a network makes of it at each step: notebook 09."""

import base64
import io

import ipywidgets as widgets
import numpy as np
from matplotlib.image import imsave

from mlp_helpers.preprocessing import flatten

from ..disturbances import disturbed
from ..plots.error_analysis import verdict
from ..plots.style import DIGITS
from .temperature import bar
from .two_features import in_words

SLIDERS = {  # argument of disturbed -> words, smallest, largest, step, start
    "right": ("right (pixels)", -10, 10, 1, 0),
    "down": ("down (pixels)", -10, 10, 1, 0),
    "degrees": ("rotation (°)", -90, 90, 5, 0),
    "thickness": ("thickness (steps)", -2, 3, 0.25, 0),
    "noise": ("noise (std.)", 0, 1, 0.05, 0),
    "contrast": ("contrast", -1, 1, 0.1, 1),
}


class DisturbedDigit(widgets.VBox):
    """Six sliders for what is done to an image, the image, and how a network reads it.

    Parameters
    ----------
    model : a network with 784 inputs and 10 outputs
    images : array of floats, shape (N, 28, 28), from 0 to 1
        To page through; validation images, as one tries things here until something happens.
    y : array of integers, shape (N,)

    Attributes
    ----------
    sliders : dict of FloatSlider
        By the names of the arguments of ``disturbances.disturbed``.
    number : int
        Which of the images is shown.
    picture : HTML
        The image and its ten bars, as text and boxes with an alt text.
    """

    def __init__(self, model, images, y):
        if np.shape(images) != (len(y), 28, 28) or not len(y):
            expected = f"({len(y)}, 28, 28), an image for each label, and at least one"
            raise ValueError(f"images has shape {np.shape(images)}; expected {expected}")
        self.model, self.images, self.y, self.number = model, np.asarray(images), np.asarray(y), 0
        self.sliders = {name: a_slider(*words) for name, words in SLIDERS.items()}
        self.again = widgets.Button(description="Undisturbed")
        self.next = widgets.Button(description="Next image")
        self.picture = widgets.HTML()
        sliders = widgets.VBox([*self.sliders.values(), widgets.HBox([self.again, self.next])])
        row = widgets.HBox([sliders, self.picture], layout={"flex_flow": "row wrap"})
        super().__init__([row])
        self.add_class("mlp-disturbed-digit")
        for slider in self.sliders.values():
            slider.observe(self.redraw, names="value")
        self.again.on_click(self.undo)
        self.next.on_click(self.show_next)
        self.redraw()

    @property
    def image(self):
        """What the network sees now, (28, 28)."""
        amounts = {name: slider.value for name, slider in self.sliders.items()}
        return disturbed(self.images[[self.number]], **amounts)[0]

    @property
    def probabilities(self):
        """What the network makes of it, (10,)."""
        return self.model.predict_proba(flatten(self.image[np.newaxis]))[0]

    def undo(self, button=None):
        """Put all sliders back to where they change nothing."""
        for name, (*_, start) in SLIDERS.items():
            self.sliders[name].value = start

    def show_next(self, button=None):
        """Go on to the next image; the sliders stay."""
        self.number = (self.number + 1) % len(self.images)
        self.redraw()

    def redraw(self, change=None):
        """Show the image as the sliders have it, and the answer."""
        self.picture.value = in_html(self.image, self.probabilities, int(self.y[self.number]))

    def __repr__(self):
        return "Six sliders that disturb a digit while a network reads it. Run this cell to try."


def a_slider(words, smallest, largest, step, start):
    """Return a slider with its words before it, all of one width."""
    return widgets.FloatSlider(
        value=start,
        min=smallest,
        max=largest,
        step=step,
        description=words,
        readout_format=".0f" if step >= 1 else ".2f",
        style={"description_width": "115px"},
        layout={"width": "360px"},
    )


def in_html(image, probabilities, y):
    """Return an image beside bars for ten probabilities, under a sentence that says what was read.

    Parameters
    ----------
    image : array, shape (28, 28), from 0 to 1
    probabilities : array, shape (10,)
    y : int
        The label.

    Returns
    -------
    str
    """
    png = io.BytesIO()
    imsave(png, np.clip(image, 0, 1), cmap=DIGITS, vmin=0, vmax=1, format="png")
    content = base64.b64encode(png.getvalue()).decode()
    style = "width:196px; height:196px; image-rendering:pixelated; border:1px solid #888"
    rows = "".join(
        f'<tr><td style="padding:0 6px; line-height:19px">{digit}</td>'
        f"<td>{bar(share, '150px', '12px')}</td>"
        f'<td style="padding:0 6px; font-family:monospace; line-height:19px">{share:.3f}</td></tr>'
        for digit, share in enumerate(probabilities)
    )
    return (
        in_words(verdict(probabilities, y), "margin:0 0 4px 12px")
        + '<div style="display:flex; align-items:center; margin-left:12px">'
        f'<img src="data:image/png;base64,{content}" style="{style}" '
        f'alt="The image as the network sees it, labelled {y}">'
        f'<table style="border-collapse:collapse; margin-left:8px">{rows}</table></div>'
    )
