"""The interactive figure of notebook 01: two digits, two features, and a straight boundary."""

import base64
import html
import io

import anywidget
import ipywidgets as widgets
import matplotlib
import numpy as np
import traitlets
from matplotlib.figure import Figure

from ..plots.data_exploration import PLANE_AND_SHEET, TWO_FEATURES, two_features
from ..plots.style import STYLE
from .sources import joined


class TwoFeatures(widgets.VBox):
    """Four menus, for two digits and two features, and the figure that belongs to them.

    The boundary lies halfway between the means of the two digits, which come from the images to
    learn from; the points and the score are those of the validation images. Ordinary menus and a
    picture with words: the keyboard reaches them, and a screen reader reads each new score.

    Parameters
    ----------
    features : dict
        Maps the name of each feature to a function from images (N, 28, 28) to numbers (N,).
    learn, validation : tuple of (images, y)
        images : array, shape (N, 28, 28); y : array of integers, shape (N,), labels 0 to 9.
    digits, chosen : tuple of two
        What the menus say at first: two digits, and the names of two features (the first two, if
        none are given). A feature may be chosen twice: the figure then shows what it does alone.

    Attributes
    ----------
    one, other, across, up : Menu
        The menus.
    picture : HTML
        The figure, with its alt text, and a sentence with the score for screen readers.
    """

    def __init__(self, features, learn, validation, digits=(6, 9), chosen=None):
        self.features, self._values = dict(features), {}
        self.learn, self.validation = learn, validation
        across, up = chosen or list(self.features)[:2]
        self.one = Menu(description="one digit", options=[*range(10)], value=digits[0])
        self.other = Menu(description="the other", options=[*range(10)], value=digits[1])
        self.across = Menu(description="across", options=[*self.features], value=across)
        self.up = Menu(description="up", options=[*self.features], value=up)
        self.picture = widgets.HTML()
        menus = [widgets.HBox(pair) for pair in ((self.one, self.other), (self.across, self.up))]
        super().__init__([*menus, self.picture])
        for choice in (self.one, self.other, self.across, self.up):
            choice.observe(self.redraw, names="value")
        self.redraw()

    def plane(self, digits, names):
        """Return where the images of two digits lie in the plane of two features.

        Returns
        -------
        points : array, shape (n, 2)
            The validation images of the two digits.
        y : array of integers, shape (n,)
        images : array, shape (n, 28, 28)
        means : array, shape (2, 2)
            A row for each digit, from the images to learn from.
        """
        (_, y_learn), (images, y) = self.learn, self.validation
        learn, points = (
            np.stack([self._feature(name, part) for name in names], axis=1) for part in (0, 1)
        )
        means = np.stack([learn[y_learn == digit].mean(axis=0) for digit in digits])
        shown = np.isin(y, digits)
        return points[shown], y[shown], images[shown], means

    def score(self, digits, names):
        """Return the share of the validation images of two digits that are on their own side.

        Parameters
        ----------
        digits : tuple of two int
        names : tuple of two str
            Features.
        """
        points, y, _, (one, other) = self.plane(digits, names)
        nearer_to_other = ((points - other) ** 2).sum(axis=1) < ((points - one) ** 2).sum(axis=1)
        return float(np.mean(np.where(nearer_to_other, digits[1], digits[0]) == y))

    def _feature(self, name, part):
        """Return a feature of all images of a part, worked out when it is first asked for."""
        if (name, part) not in self._values:
            images = (self.learn, self.validation)[part][0]
            values = np.asarray(self.features[name](images), dtype=float)
            if values.shape != (len(images),):
                raise ValueError(
                    f"the feature {name!r} has shape {values.shape}, expected ({len(images)},)"
                )
            if not np.isfinite(values).all():
                raise ValueError(f"the feature {name!r} is NaN or infinite for some images")
            self._values[name, part] = values
        return self._values[name, part]

    def redraw(self, change=None):
        """Draw what the menus say."""
        digits, names = (self.one.value, self.other.value), (self.across.value, self.up.value)
        if digits[0] == digits[1]:
            message = in_words(f"Both menus say {digits[0]}. Choose two different digits.")
            self.picture.value = f'<div style="{OF_THE_SAME_SIZE}">{message}</div>'
            return
        with matplotlib.rc_context(STYLE):
            size = TWO_FEATURES["width"], TWO_FEATURES["height"]
            figure = Figure(size, layout=TWO_FEATURES["layout"])
            axes = figure.subplots(1, 2, gridspec_kw=PLANE_AND_SHEET)
            two_features(*self.plane(digits, names), digits, names, axes=axes)
        self.picture.value = as_image(figure) + in_words(self._sentence(), UNSEEN)

    def _sentence(self):
        digits, names = (self.one.value, self.other.value), (self.across.value, self.up.value)
        by = f"{names[0]} and {names[1]}" if names[0] != names[1] else f"{names[0]} alone"
        right = f"{self.score(digits, names):.1%}".replace("%", " %")
        return f"{digits[0]} or {digits[1]}, told by {by}: {right} on their own side."

    def __repr__(self):
        return (
            "A figure with four menus, for two digits and two features. Run this cell to use them."
        )


class Menu(anywidget.AnyWidget):
    """A menu with its name before it, which the keyboard reaches in JupyterLab too.

    Attributes
    ----------
    description : str
    options : list
    value : one of the options
    """

    _esm = joined("menu.js")
    description = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.Any().tag(sync=True)

    @traitlets.validate("value")
    def _one_of_the_options(self, proposal):
        if proposal["value"] not in self.options:
            raise traitlets.TraitError(f"{proposal['value']!r} is not in the menu")
        return proposal["value"]


WIDTH, HEIGHT = (100 * TWO_FEATURES[side] for side in ("width", "height"))
# A message takes as much room as the figure, so that what stands below does not jump.
OF_THE_SAME_SIZE = f"width:{WIDTH:.0f}px; max-width:100%; aspect-ratio:{WIDTH:.0f}/{HEIGHT:.0f}"
# The score stands in the title of the figure. A screen reader needs it as text.
UNSEEN = "position:absolute; width:1px; height:1px; margin:0; overflow:hidden; clip-path:inset(50%)"


def as_image(figure):
    """Return a Matplotlib figure as an image in HTML, with its alt text."""
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=150)  # for screens with small pixels
    content, alt = base64.b64encode(png.getvalue()).decode(), html.escape(figure.alt_text)
    style = f"width:{WIDTH:.0f}px; max-width:100%"
    return f'<img src="data:image/png;base64,{content}" alt="{alt}" style="{style}">'


def in_words(sentence, style=""):
    """Return a sentence in HTML that a screen reader reads as soon as it has changed."""
    return f'<p role="status" style="{style}">{html.escape(sentence)}</p>'
