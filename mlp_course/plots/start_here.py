"""Figures of the notebook start_here."""

import textwrap
from itertools import pairwise

import matplotlib.patches as patches
import numpy as np

from .style import COLOURS, DIGITS, VERMILION, figure, show_image

__all__ = ["digits_as_read", "series_map"]


@figure(
    8.5,
    height=lambda images, columns: 1.12 * (len(images) // columns) + 0.35,
    rows=lambda images, columns: len(images) // columns,
    columns=lambda columns: columns,
)
def digits_as_read(axes, images, y_true, y_pred, columns=8):
    """Draw images with what the network read; a wrong answer has a thick frame and the label.

    Parameters
    ----------
    images : array, shape (n, 28, 28)
        n is a multiple of ``columns``.
    y_true, y_pred : array of integers, shape (n,)
    columns : int
    """
    errors = []
    for ax, image, true, read in zip(axes.flat, images, y_true, y_pred, strict=True):
        show_image(ax, image, str(read) if read == true else f"{read}, but is {true}")
        if read != true:
            ax.spines[:].set(color=VERMILION, linewidth=3)
            errors.append(f"a {true} read as {read}")
    right = len(images) - len(errors)
    return (
        f"{right} of {len(images)} digits read correctly",
        f"A grid of {len(images)} handwritten digits, each under what the network read; {right} "
        f"are right. Wrong: {', '.join(errors) or 'none'}.",
    )


CARDS = [  # number, title, what it is about
    (0, "Start here", "Train a network, watch it read; the map of the course."),
    (1, "Data exploration", "70,000 images as numbers; a first reader without a network."),
    (2, "Preprocessing", "From images to rows of numbers, labels to vectors, in batches."),
    (3, "Softmax and\ncross-entropy", "From scores to probabilities, a loss, its gradient P − Y."),
    (5, "Training from\nscratch", "The network, backpropagation, gradient descent: 50 lines."),
    (6, "Error analysis", "Where it errs, how sure it is, when to ask a person."),
    (7, "Hyperparameter\nplayground", "Predict, turn a knob, and watch the network train."),
    (10, "Same network in\nframeworks", "Keras, scikit-learn and PyTorch beside our own."),
]
COLUMNS = 3
CARD_WIDTH, CARD_HEIGHT, GAP = 3.0, 2.85, 0.45
ARROW = {"arrowstyle": "-|>", "color": "0.3"}


@figure(8.5, 8.45)
def series_map(ax, image):
    """Draw the notebooks of the series as cards, in the order in which they are read.

    Parameters
    ----------
    image : array, shape (28, 28)
        A digit for the small drawings on the cards.
    """
    rows = -(-len(CARDS) // COLUMNS)
    for place, (number, title, text) in enumerate(CARDS):
        x = (place % COLUMNS) * (CARD_WIDTH + GAP)
        y = (rows - 1 - place // COLUMNS) * (CARD_HEIGHT + GAP)
        colour = COLOURS[place % 6]
        draw_card(ax, x, y, number, title, text, colour)
        SKETCHES[place](ax, x + 0.45, y + 0.15, colour, image)
        draw_arrow_to_next(ax, x, y, place)
    ax.set(xlim=(-0.1, COLUMNS * (CARD_WIDTH + GAP) - GAP + 0.1))
    ax.set(ylim=(-0.1, rows * (CARD_HEIGHT + GAP) - GAP + 0.5))  # the title inside
    ax.set_aspect("equal")
    ax.axis("off")
    ax.set_title(
        f"The course in {len(CARDS)} notebooks: from pixels to a network you know", pad=-12
    )
    listed = " ".join(f"{number:02d} {' '.join(t.split())}: {text}" for number, t, text in CARDS)
    return None, f"A map of {len(CARDS)} cards, joined by arrows in reading order. {listed}"


def draw_card(ax, x, y, number, title, text, colour):
    """A rounded card with a number, a title and what is built there; room for a sketch below."""
    corners = {"boxstyle": "round,pad=0,rounding_size=0.15", "edgecolor": colour, "linewidth": 2.2}
    ax.add_patch(patches.FancyBboxPatch((x, y), CARD_WIDTH, CARD_HEIGHT, fill=False, **corners))
    box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": colour, "lw": 2}
    bold = {"va": "center", "fontweight": "bold"}
    top = y + CARD_HEIGHT
    ax.text(x + 0.36, top - 0.4, f"{number:02d}", ha="center", fontsize=11, bbox=box, **bold)
    ax.text(x + 0.75, top - 0.4, title, fontsize=11.5, linespacing=1.05, **bold)
    ax.text(x + 0.15, top - 0.85, textwrap.fill(text, 33), va="top", fontsize=9, linespacing=1.25)


def draw_arrow_to_next(ax, x, y, place):
    """Join a card to the following one: to the right, or from the end of the row to the next."""
    if place == len(CARDS) - 1:
        return
    if place % COLUMNS < COLUMNS - 1:
        level = y + CARD_HEIGHT / 2
        start, end = (x + CARD_WIDTH + 0.04, level), (x + CARD_WIDTH + GAP - 0.04, level)
    else:
        left, right, lane = CARD_WIDTH / 2, x + CARD_WIDTH / 2, y - GAP / 2  # between two rows
        ax.plot([right, right, left], [y - 0.04, lane, lane], color="0.3", linewidth=1.6)
        start, end = (left, lane), (left, y - GAP + 0.02)
    straight = {"mutation_scale": 16, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(patches.FancyArrowPatch(start, end, **ARROW, **straight))


# The sketches: each fills a field 2.1 wide and 1.2 high whose lower left corner is (x, y).


def put_image(ax, image, x, y, size):
    ax.imshow(image, cmap=DIGITS, extent=(x, x + size, y, y + size), interpolation="nearest")
    put_box(ax, x, y, size, size, fill=False, edgecolor="0.7", linewidth=0.8)


def put_box(ax, x, y, width, height, **options):
    ax.add_patch(patches.Rectangle((x, y), width, height, **options))


def put_arrow(ax, left, right, y):
    ax.annotate("", (right, y), (left, y), arrowprops=ARROW)


def reading(ax, x, y, colour, image):
    put_image(ax, image, x, y, 1.2)
    put_arrow(ax, x + 1.28, x + 1.72, y + 0.6)
    ax.text(x + 1.95, y + 0.58, "?", ha="center", va="center", fontsize=26, color=colour)


def counts(ax, x, y, colour, image):
    for k, height in enumerate([0.8, 1.05, 0.82, 0.86, 0.78, 0.7, 0.8, 0.92, 0.78, 0.82]):
        put_box(ax, x + 0.21 * k, y + 0.16, 0.16, height, color=colour)
        ax.text(x + 0.21 * k + 0.08, y, k, ha="center", va="bottom", fontsize=6.5)


def flattening(ax, x, y, colour, image):
    put_image(ax, image, x, y + 0.32, 0.88)
    put_arrow(ax, x + 1.0, x + 1.5, y + 0.75)
    ax.text(x + 1.6, y + 0.75, "(N, 784)", va="center", fontsize=8.5, family="monospace")
    strip = image[12:14].reshape(1, -1)
    ax.imshow(strip, cmap=DIGITS, extent=(x, x + 2.2, y, y + 0.16), aspect="auto")
    put_box(ax, x, y, 2.2, 0.16, fill=False, edgecolor=colour, linewidth=1.2)


def probabilities(ax, x, y, colour, image):
    for k, (score, probability) in enumerate([(0.3, 0.08), (0.95, 0.9), (0.55, 0.24)]):
        put_box(ax, x + 0.26 * k, y + 0.05, 0.2, score, color="0.75")
        put_box(ax, x + 1.4 + 0.26 * k, y + 0.05, 0.2, probability, color=colour)
    put_arrow(ax, x + 0.85, x + 1.3, y + 0.5)
    ax.text(x + 0.36, y + 1.08, "scores", ha="center", fontsize=8)
    ax.text(x + 1.76, y + 1.08, "probabilities", ha="center", fontsize=8)


def network(ax, x, y, colour, image):
    columns = [[y + 0.6 + 0.27 * (k - (n - 1) / 2) for k in range(n)] for n in (5, 4, 3, 2)]
    put_network(ax, [x + 0.1, x + 0.75, x + 1.4, x + 2.05], columns, colour, 0.6)


def put_network(ax, places, columns, colour, linewidth):
    """Neurons at the heights ``columns`` of each layer, and lines from layer to layer."""
    layers = [*zip(places, columns, strict=True)]
    for (left, ends), (right, others) in pairwise(layers):
        for end in ends:
            for other in others:
                ax.plot([left, right], [end, other], "0.75", linewidth=linewidth, zorder=1)
    for place, heights in layers:
        ax.scatter([place] * len(heights), heights, s=42, color=colour, edgecolors="0.25", zorder=2)


def confusions(ax, x, y, colour, image):
    size, off = 0.24, {(1, 3): 0.55, (3, 1): 0.3, (2, 4): 0.4, (0, 2): 0.2}
    for i, j in np.ndindex(5, 5):
        cell = x + 0.45 + size * j, y + size * (4 - i), size, size
        put_box(ax, *cell, facecolor="0.25" if i == j else "white", edgecolor="0.7", lw=0.6)
        if (i, j) in off:
            put_box(ax, *cell, color=colour, alpha=off[i, j], lw=0)


def sliders(ax, x, y, colour, image):
    epochs = np.linspace(0, 1, 30)
    for k, (speed, style) in enumerate([(2, ":"), (4, "--"), (9, "-")]):
        level = y + 1.0 - 0.32 * k
        ax.plot([x, x + 0.75], [level, level], color="0.6", linewidth=2)
        ax.scatter([x + 0.15 + 0.22 * k], [level], s=45, color=colour, edgecolors="0.25", zorder=2)
        curve = y + 0.1 + np.exp(-speed * epochs)
        ax.plot(x + 1.1 + 1.05 * epochs, curve, color=colour, linestyle=style, linewidth=1.8)
    ax.plot([x + 1.1, x + 1.1, x + 2.2], [y + 1.15, y, y], color="0.4", linewidth=1)


def two_columns(ax, x, y, colour, image):
    for name, left, shade in [("ours", x, colour), ("library", x + 1.35, "0.75")]:
        heights = [y + 0.4, y + 0.7, y + 1.0], [y + 0.55, y + 0.85]
        put_network(ax, [left + 0.1, left + 0.7], heights, shade, 0.8)
        ax.text(left + 0.4, y, name, ha="center", fontsize=8)
    ax.text(x + 1.08, y + 0.67, "=", ha="center", va="center", fontsize=18)


SKETCHES = [reading, counts, flattening, probabilities, network, confusions, sliders, two_columns]
