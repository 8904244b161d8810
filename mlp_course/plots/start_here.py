"""Figures of the notebook start_here."""

import textwrap

import matplotlib.patches as patches
import numpy as np

from .style import BLUE, DIGITS, GREEN, ORANGE, PURPLE, SKY, VERMILION, describe, new_axes

__all__ = ["digits_as_read", "series_map"]


def digits_as_read(images, y_true, y_pred, columns=8, axes=None):
    """Draw images with what the network read; a wrong answer has a thick frame and the label.

    Parameters
    ----------
    images : array, shape (n, 28, 28)
        n is a multiple of ``columns``.
    y_true, y_pred : array of integers, shape (n,)
    columns : int
    axes : array of Axes, shape (n / columns, columns), optional

    Returns
    -------
    array of Axes, shape (n / columns, columns)
    """
    rows = len(images) // columns
    if axes is None:
        axes = new_axes(8.5, 1.12 * rows + 0.35, rows=rows, columns=columns, squeeze=False)
    for ax, image, true, read in zip(axes.flat, images, y_true, y_pred, strict=True):
        ax.imshow(image, cmap=DIGITS, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.set_title(f"{read}" if read == true else f"{read}, but is {true}", fontsize=10, pad=3)
        wrong = {"visible": True, "color": VERMILION, "linewidth": 3}
        ax.spines[:].set(**({"visible": True, "color": "0.8"} if read == true else wrong))
    right = int(np.sum(np.equal(y_true, y_pred)))
    axes.flat[0].figure.suptitle(f"{right} of {len(images)} digits read correctly", fontsize=12)
    errors = [f"a {t} read as {p}" for t, p in zip(y_true, y_pred, strict=True) if t != p]
    describe(
        axes,
        f"A grid of {len(images)} handwritten digits, each under what the network read; {right} "
        f"are right. Wrong: {', '.join(errors) or 'none'}.",
    )
    return axes


CARDS = [  # number, title, what it is about, colour
    (
        0,
        "Start here",
        "Train a network, watch it read; the map of the course.",
        BLUE,
    ),
    (1, "Data exploration", "70,000 images as numbers; a first reader without a network.", ORANGE),
    (2, "Preprocessing", "From images to rows of numbers, labels to vectors, in batches.", GREEN),
    (
        3,
        "Softmax and\ncross-entropy",
        "From scores to probabilities, a loss, its gradient P − Y.",
        PURPLE,
    ),
    (4, "Training from\nscratch", "The network, backpropagation, gradient descent: 50 lines.", SKY),
    (5, "Error analysis", "Where it errs, how sure it is, when to ask a person.", VERMILION),
    (6, "Hyperparameter\nplayground", "Predict, turn a knob, and watch the network train.", BLUE),
    (8, "Same network in\nframeworks", "Keras, scikit-learn and PyTorch beside our own.", ORANGE),
]
COLUMNS = 3
CARD_WIDTH, CARD_HEIGHT, GAP = 3.0, 2.85, 0.45


def series_map(image, ax=None):
    """Draw the notebooks of the series as cards, in the order in which they are read.

    Parameters
    ----------
    image : array, shape (28, 28)
        A digit for the small drawings on the cards.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(8.5, 8.45)
    rows = -(-len(CARDS) // COLUMNS)
    for place, ((number, title, text, colour), sketch) in enumerate(
        zip(CARDS, SKETCHES, strict=True)
    ):
        x = (place % COLUMNS) * (CARD_WIDTH + GAP)
        y = (rows - 1 - place // COLUMNS) * (CARD_HEIGHT + GAP)
        draw_card(ax, x, y, number, title, text, colour)
        sketch(ax, x + 0.45, y + 0.15, colour, image)
        draw_arrow_to_next(ax, x, y, place)
    ax.set(xlim=(-0.1, COLUMNS * (CARD_WIDTH + GAP) - GAP + 0.1))
    ax.set(ylim=(-0.1, rows * (CARD_HEIGHT + GAP) - GAP + 0.5))  # the title inside
    ax.set_aspect("equal")
    ax.axis("off")
    ax.set_title(
        f"The course in {len(CARDS)} notebooks: from pixels to a network you know", pad=-12
    )
    listed = " ".join(
        f"{number:02d} {' '.join(title.split())}: {text}" for number, title, text, _ in CARDS
    )
    describe(ax, f"A map of {len(CARDS)} cards, joined by arrows in reading order. {listed}")
    return ax


def draw_card(ax, x, y, number, title, text, colour):
    """A rounded card with a number, a title and what is built there; room for a sketch below."""
    ax.add_patch(
        patches.FancyBboxPatch(
            (x, y),
            CARD_WIDTH,
            CARD_HEIGHT,
            boxstyle="round,pad=0,rounding_size=0.15",
            fill=False,
            edgecolor=colour,
            linewidth=2.2,
        )
    )
    top = y + CARD_HEIGHT
    ax.text(
        x + 0.36,
        top - 0.4,
        f"{number:02d}",
        ha="center",
        va="center",
        fontsize=11,
        fontweight="bold",
        bbox={"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": colour, "lw": 2},
    )
    ax.text(
        x + 0.75,
        top - 0.4,
        title,
        va="center",
        fontsize=11.5,
        fontweight="bold",
        linespacing=1.05,
    )
    ax.text(x + 0.15, top - 0.85, textwrap.fill(text, 33), va="top", fontsize=9, linespacing=1.25)


def draw_arrow_to_next(ax, x, y, place):
    """Join a card to the following one: to the right, or from the end of the row to the next."""
    if place == len(CARDS) - 1:
        return
    style = {"arrowstyle": "-|>", "mutation_scale": 16, "color": "0.3", "linewidth": 1.6}
    if place % COLUMNS < COLUMNS - 1:
        level = y + CARD_HEIGHT / 2
        start, end = (x + CARD_WIDTH + 0.04, level), (x + CARD_WIDTH + GAP - 0.04, level)
        ax.add_patch(patches.FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **style))
    else:
        lane = y - GAP / 2  # between two rows of cards
        ax.plot(
            [x + CARD_WIDTH / 2, x + CARD_WIDTH / 2, CARD_WIDTH / 2],
            [y - 0.04, lane, lane],
            color="0.3",
            linewidth=1.6,
        )
        start, end = (CARD_WIDTH / 2, lane), (CARD_WIDTH / 2, y - GAP + 0.02)
        ax.add_patch(patches.FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **style))


# The sketches: each fills a field 2.1 wide and 1.2 high whose lower left corner is (x, y).


def put_image(ax, image, x, y, size):
    ax.imshow(image, cmap=DIGITS, extent=(x, x + size, y, y + size), interpolation="nearest")
    ax.add_patch(patches.Rectangle((x, y), size, size, fill=False, edgecolor="0.7", linewidth=0.8))


def sketch_reading(ax, x, y, colour, image):
    put_image(ax, image, x, y, 1.2)
    ax.annotate(
        "",
        (x + 1.72, y + 0.6),
        (x + 1.28, y + 0.6),
        arrowprops={"arrowstyle": "-|>", "color": "0.3"},
    )
    ax.text(x + 1.95, y + 0.58, "?", ha="center", va="center", fontsize=26, color=colour)


def sketch_counts(ax, x, y, colour, image):
    heights = [0.8, 1.05, 0.82, 0.86, 0.78, 0.7, 0.8, 0.92, 0.78, 0.82]
    for k, height in enumerate(heights):
        ax.add_patch(patches.Rectangle((x + 0.21 * k, y + 0.16), 0.16, height, color=colour))
        ax.text(x + 0.21 * k + 0.08, y, k, ha="center", va="bottom", fontsize=6.5)


def sketch_flatten(ax, x, y, colour, image):
    put_image(ax, image, x, y + 0.32, 0.88)
    ax.annotate(
        "",
        (x + 1.5, y + 0.75),
        (x + 1.0, y + 0.75),
        arrowprops={"arrowstyle": "-|>", "color": "0.3"},
    )
    ax.text(x + 1.6, y + 0.75, "(N, 784)", va="center", fontsize=8.5, family="monospace")
    strip = image[12:14].reshape(1, -1)
    ax.imshow(strip, cmap=DIGITS, extent=(x, x + 2.2, y, y + 0.16), aspect="auto")
    ax.add_patch(patches.Rectangle((x, y), 2.2, 0.16, fill=False, edgecolor=colour, linewidth=1.2))


def sketch_probabilities(ax, x, y, colour, image):
    for k, (score, probability) in enumerate([(0.3, 0.08), (0.95, 0.9), (0.55, 0.24)]):
        ax.add_patch(patches.Rectangle((x + 0.26 * k, y + 0.05), 0.2, score, color="0.75"))
        ax.add_patch(
            patches.Rectangle((x + 1.4 + 0.26 * k, y + 0.05), 0.2, probability, color=colour)
        )
    ax.annotate(
        "",
        (x + 1.3, y + 0.5),
        (x + 0.85, y + 0.5),
        arrowprops={"arrowstyle": "-|>", "color": "0.3"},
    )
    ax.text(x + 0.36, y + 1.08, "scores", ha="center", fontsize=8)
    ax.text(x + 1.76, y + 1.08, "probabilities", ha="center", fontsize=8)


def sketch_network(ax, x, y, colour, image):
    layers = [(x + 0.1, 5), (x + 0.75, 4), (x + 1.4, 3), (x + 2.05, 2)]
    levels = [[y + 0.6 + 0.27 * (k - (n - 1) / 2) for k in range(n)] for _, n in layers]
    for (left, _), (right, _), ends, others in zip(
        layers, layers[1:], levels, levels[1:], strict=False
    ):
        for end in ends:
            for other in others:
                ax.plot([left, right], [end, other], color="0.75", linewidth=0.6, zorder=1)
    for (place, _), heights in zip(layers, levels, strict=True):
        ax.scatter([place] * len(heights), heights, s=42, color=colour, edgecolors="0.25", zorder=2)


def sketch_confusions(ax, x, y, colour, image):
    size, off = 0.24, {(1, 3): 0.55, (3, 1): 0.3, (2, 4): 0.4, (0, 2): 0.2}
    for i in range(5):
        for j in range(5):
            place = (x + 0.45 + size * j, y + size * (4 - i))
            shade = "0.25" if i == j else "white"
            ax.add_patch(
                patches.Rectangle(place, size, size, facecolor=shade, edgecolor="0.7", lw=0.6)
            )
            if (i, j) in off:
                ax.add_patch(
                    patches.Rectangle(place, size, size, color=colour, alpha=off[i, j], lw=0)
                )


def sketch_knobs(ax, x, y, colour, image):
    epochs = np.linspace(0, 1, 30)
    for k, (speed, style) in enumerate([(2, ":"), (4, "--"), (9, "-")]):
        level = y + 1.0 - 0.32 * k
        ax.plot([x, x + 0.75], [level, level], color="0.6", linewidth=2)
        ax.scatter([x + 0.15 + 0.22 * k], [level], s=45, color=colour, edgecolors="0.25", zorder=2)
        curve = y + 0.1 + np.exp(-speed * epochs)
        ax.plot(x + 1.1 + 1.05 * epochs, curve, color=colour, linestyle=style, linewidth=1.8)
    ax.plot([x + 1.1, x + 1.1, x + 2.2], [y + 1.15, y, y], color="0.4", linewidth=1)


def sketch_side_by_side(ax, x, y, colour, image):
    names = [("ours", x), ("library", x + 1.35)]
    for name, left in names:
        put_network(ax, left, y + 0.3, colour if name == "ours" else "0.75")
        ax.text(left + 0.4, y, name, ha="center", fontsize=8)
    ax.text(x + 1.08, y + 0.67, "=", ha="center", va="center", fontsize=18)


def put_network(ax, x, y, colour):
    """Two layers of three and two neurons, 0.8 wide and 0.8 high."""
    left, right = [y + 0.1, y + 0.4, y + 0.7], [y + 0.25, y + 0.55]
    for end in left:
        for other in right:
            ax.plot([x + 0.1, x + 0.7], [end, other], color="0.75", linewidth=0.8, zorder=1)
    places = [x + 0.1] * 3 + [x + 0.7] * 2
    ax.scatter(places, left + right, s=42, color=colour, edgecolors="0.25", zorder=2)


SKETCHES = [
    sketch_reading,
    sketch_counts,
    sketch_flatten,
    sketch_probabilities,
    sketch_network,
    sketch_confusions,
    sketch_knobs,
    sketch_side_by_side,
]
