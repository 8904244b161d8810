"""What the tests of the figures share: the words that come with a figure."""

import matplotlib.pyplot as plt

from mlp_course.plots.style import figure_of


def words_of(ax):
    """Return a figure's alt text, after checking that there are whole sentences of it."""
    text = figure_of(ax).alt_text
    assert text.endswith(".") and len(text) > 40
    return text


def title_of(ax):
    """Return all titles of a figure as one line.

    The figure must draw, have an alt text, and be the only one that is open; it is closed.
    """
    figure = figure_of(ax)
    assert words_of(ax)
    figure.canvas.draw()
    assert plt.get_fignums() in ([], [figure.number])
    plt.close(figure)
    titles = [axes.get_title(place) for axes in figure.axes for place in ("left", "center")]
    return " | ".join(filter(None, [*titles, figure.get_suptitle()])).replace("\n", " ")
