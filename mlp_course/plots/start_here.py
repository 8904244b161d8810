"""Figures of the notebook start_here."""

import textwrap
from itertools import pairwise

import matplotlib.patches as patches
import matplotlib.patheffects as effects
import numpy as np
from matplotlib import colormaps

from mlp_helpers.activations import softmax
from mlp_helpers.layers import Linear
from mlp_helpers.preprocessing import flatten, scale_pixels

from .error_analysis import verdict
from .style import (
    BLUE,
    COLOURS,
    DIGITS,
    NEGATIVE,
    ORANGE,
    POSITIVE,
    SKY,
    VERMILION,
    figure,
    figure_of,
    show_image,
)
from .training_from_scratch import learning_curves

__all__ = [
    "digits_as_read", "curves_that_cross", "centres_of_mass", "read_by_networks",
    "network_drawing", "series_map",
]  # fmt: skip


@figure(
    8.5,
    height=lambda images, columns: 1.2 * (len(images) // columns) + 0.35,
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
        show_image(ax, image)
        ax.set_title(str(read) if read == true else f"{read}, but is {true}", fontsize=9.5, pad=3)
        if read != true:
            ax.spines[:].set(color=VERMILION, linewidth=3)
            errors.append(f"a {true} read as {read}")
    right = len(images) - len(errors)
    axes.flat[0].figure.get_layout_engine().set(hspace=0.12)
    return (
        f"{right} of {len(images)} digits read correctly",
        f"A grid of {len(images)} handwritten digits, each under what the network read; {right} "
        f"are right. Wrong: {', '.join(errors) or 'none'}.",
    )


@figure(8.4, 3.6, columns=2)
def curves_that_cross(axes, history):
    """Draw the ``learning_curves``; a title says by how many points validation leads or lags.

    Parameters
    ----------
    history : History
        With validation.
    """
    learning_curves(history, loss_name="loss", axes=axes)
    lead = 100 * (np.array(history.val_accuracy) - history.accuracy)
    first, last = (f"{abs(d):.1f} {'ahead' if d > 0 else 'behind'}" for d in lead[[0, -1]])
    axes[0].set_title(f"Training loss: {history.loss[0]:.3f} to {history.loss[-1]:.3f}")
    axes[1].set_title(f"Validation: {first}, then {last}")
    return None, (
        f"{figure_of(axes).alt_text} In percentage points validation accuracy is {first} at "
        f"first, {last} in the end."
    )


@figure(
    8.5,
    height=lambda images: 0.6 + 8.5 / max(4, len(images)),
    columns=lambda images: len(images),
)
def centres_of_mass(axes, images):
    """Draw images, each with its centre of mass.

    The dotted lines cross where MNIST's digits have theirs, in row and column 14.

    Parameters
    ----------
    images : dictionary of arrays, shape (28, 28)
        By name.
    """
    facts, n_centred = [], 0
    for ax, (name, image) in zip(np.ravel(axes), images.items(), strict=True):
        row, column = put_centre_of_mass(ax, image, name)
        facts.append(f"{name}: centre of mass ({row:.1f}, {column:.1f})")
        n_centred += max(abs(row - 14), abs(column - 14)) <= 0.5
    return (
        f"{n_centred} of {len(images)} have their centre of mass where the lines cross",
        f"{len(images)} images. {'; '.join(facts)}.",
    )


def put_centre_of_mass(ax, image, name):
    """Draw an image with its centre of mass, and return that: row, column."""
    show_image(ax, image, name)
    ax.axhline(14, color=BLUE, linestyle=":", linewidth=1)
    ax.axvline(14, color=BLUE, linestyle=":", linewidth=1)
    row, column = (np.average(places, weights=image) for places in np.indices(image.shape))
    mark = {"marker": "D", "markersize": 8, "color": ORANGE, "markeredgecolor": "white"}
    ax.plot(column, row, **mark)
    return row, column


@figure(
    8.5,
    height=lambda images: 0.95 + 8.5 / max(4, len(images)),
    columns=lambda images: len(images),
)
def read_by_networks(axes, images, y_true, readings):
    """Draw variants of one digit, each above what several networks read in it.

    The dotted lines cross where MNIST's digits have their centre of mass, in row and column 14; a
    diamond marks that of the image. A thick frame is for images that most networks misread.

    Parameters
    ----------
    images : dictionary of arrays, shape (28, 28)
        By name.
    y_true : int
        What each of them shows.
    readings : array of integers, shape (networks, images)
    """
    right = (np.asarray(readings) == y_true).sum(axis=0)
    facts, found = [], {"Misread": [], "Read": []}
    for ax, (name, image), read, n in zip(
        np.ravel(axes), images.items(), np.transpose(readings), right, strict=True
    ):
        row, column = put_centre_of_mass(ax, image, name)
        listed = " ".join(map(str, read))
        ax.set_xlabel(f"read as {listed}\n{n} of {len(read)} right")
        if 2 * n < len(read):
            ax.spines[:].set(color=VERMILION, linewidth=3)
        found["Misread" if 2 * n < len(read) else "Read"].append(name)
        facts.append(f"{name}: centre of mass ({row:.1f}, {column:.1f}), read as {listed}")
    said = [f"{words}: {', '.join(names)}" for words, names in found.items() if names]
    return (
        ". ".join(said),
        f"{len(images)} images of a {y_true} and what {len(readings)} networks read. "
        f"{'; '.join(facts)}.",
    )


# The drawing of the network. Lengths are in inches, from the lower left corner.

COLUMN = 5.3  # height of a column of units
IMAGE = 2.2  # side of the image, on the left at half the height
FIRST, LAST = 3.55, 6.75  # from the left edge to the first hidden layer, and to the scores
BARS, FULL_BAR = 7.66, 1.05  # where the bars begin, and how long a probability of 1 is
LOWERS = {"color": NEGATIVE, "linestyle": (0, (3, 1.6))}  # a connection that lowers its unit
EDGE = [effects.withStroke(linewidth=5, foreground="black")]
TRACED = {"color": POSITIVE, "linewidth": 2.8, "path_effects": EDGE}  # one way to the answer
SMALL = {"ha": "center", "fontsize": 9.5, "color": "0.3", "linespacing": 1.2}


@figure(8.5, 6.5)
def network_drawing(ax, model, image, connections=30, order_of=None):
    """Draw a network, and one image on its way from the pixels to the probabilities.

    Every unit is drawn, the darker the larger its activation. Of the connections between two
    layers only the strongest are, by what they contribute: activation times weight. A solid red
    line raises the unit it leads to, a dashed blue one lowers it, by the more the thicker it is.
    One way to the answer is traced back: what raises the highest score most, what raises that
    unit most, and so on.

    The units of a hidden layer have no order of their own. Here those that are 0 stand in the
    middle, the others near the scores that they raise.

    Parameters
    ----------
    model : MLP
        With ReLU after each hidden layer.
    image : array, shape (28, 28)
    connections : int
        How many are drawn between two layers.
    order_of : array, shape (28, 28), optional
        Place the units as for this image, so that two drawings can be compared.
    """
    flows, activations = passage(model, as_row(image))
    scores = activations.pop()
    places = places_of_units(flows if order_of is None else passage(model, as_row(order_of))[0])
    put_pixels(ax, image)
    path = strongest_path(flows, scores)
    for flow, starts, ends, step in zip(flows, places, places[1:], path, strict=False):
        put_connections(ax, strongest(flow, connections), starts, ends, step)
        middle = (max(starts[:, 0].mean(), IMAGE / 2) + ends[:, 0].mean()) / 2
        words = f"{min(connections, flow.size)} of\n{flow.size:,}"
        ax.text(middle, -0.12, words, va="top", **SMALL)
    for activation, place in zip(activations[1:], places[1:], strict=False):
        put_units(ax, activation, place)
    put_scores(ax, scores, places[-1])
    put_headings(ax, activations, scores, places)
    put_key(ax)
    ax.set(xlim=(-0.05, 8.85), ylim=(-0.55, COLUMN + 0.78), aspect="equal")
    ax.axis("off")
    return words_about_passage(flows, activations, scores, connections)


def as_row(image):
    """Turn one image into the row of 784 numbers that a network takes."""
    return flatten(scale_pixels(image[np.newaxis]))[0]


def passage(model, x):
    """Follow one example through a network.

    Parameters
    ----------
    model : Sequential
    x : array, shape (n_in,)

    Returns
    -------
    flows : list of array, shape (n_in, n_out)
        For each layer with weights: what each input contributes to each output, activation times
        weight. Summed over the inputs, and with the biases added, they are the layer's result.
    activations : list of array
        The example, the results of the layers in between, and the scores.
    """
    A, flows, activations = x[np.newaxis], [], [x]
    for layer in model.layers:
        if isinstance(layer, Linear):
            flows.append(A[0][:, np.newaxis] * layer.W)
        A = layer.forward(A)
        if not isinstance(layer, Linear):
            activations.append(A[0])
    return flows, [*activations, A[0]]


def places_of_units(flows):
    """Return where the pixels and the units of each layer stand: a list of arrays (n, 2)."""
    row, column = np.divmod(np.arange(784), 28)
    x, y = (column + 0.5) * IMAGE / 28, (COLUMN + IMAGE) / 2 - (row + 0.5) * IMAGE / 28
    columns = np.linspace(LAST, FIRST, len(flows), endpoint=len(flows) > 2)
    places = [column_of_units(flows[-1].shape[1], LAST)]
    for flow, x_of_column in zip(flows[:0:-1], columns[1:], strict=True):
        # From the right to the left: the centre of the units that each of these raises.
        raised = np.maximum(flow, 0)
        total, middle = raised.sum(axis=1), COLUMN / 2
        level = np.where(total > 0, raised @ places[0][:, 1] / np.maximum(total, 1e-12), middle)
        place = np.empty((len(flow), 2))
        place[np.argsort(-level, kind="stable")] = column_of_units(len(flow), x_of_column)
        places.insert(0, place)
    return [np.column_stack([x, y]), *places]


def column_of_units(n, x):
    """Return n places below each other; if there are many, in two columns, to and fro."""
    stagger = 0.16 if n > 64 else 0
    y = COLUMN * (1 - (np.arange(n) + 0.5) / n)
    return np.column_stack([x + stagger * (np.arange(n) % 2 - 0.5), y])


def strongest(flow, connections):
    """Yield the largest entries of a matrix, by size without sign, from small to large.

    Each is (row, column, value); zeros are left out.
    """
    for place in np.argsort(-np.abs(flow), axis=None, kind="stable")[:connections][::-1]:
        row, column = np.unravel_index(place, flow.shape)
        if flow[row, column]:
            yield row, column, flow[row, column]


def strongest_path(flows, scores):
    """Trace the highest score back to a pixel: for each layer (start, end), or None where it ends.

    Each step goes to the unit that contributes most; if nothing does, there is no way.
    """
    path, end = [], scores.argmax()
    for flow in flows[::-1]:
        start = None if end is None or flow[:, end].max() <= 0 else flow[:, end].argmax()
        path.insert(0, None if start is None else (start, end))
        end = start
    return path


def put_pixels(ax, image):
    """The image: ink lies above the lines that start from it, paper below."""
    low, high = (COLUMN - IMAGE) / 2, (COLUMN + IMAGE) / 2
    put_box(ax, 0, low, IMAGE, IMAGE, facecolor="white", edgecolor="0.7", lw=0.8, zorder=0.5)
    ink = {"cmap": DIGITS, "vmin": 0, "vmax": 255, "alpha": np.clip(image / 120, 0, 1)}
    ax.imshow(image, **ink, extent=(0, IMAGE, low, high), interpolation="nearest", zorder=4)


def put_connections(ax, lines, starts, ends, traced=None):
    """Draw (start, end, contribution) as curves, and behind them the field that all would fill.

    The one that is ``traced``, a pair (start, end), is drawn above them, with a dark edge.
    """
    lines, along = list(lines), np.linspace(0, 1, 24)
    rise = along**2 * (3 - 2 * along)  # from 0 to 1, level at both ends

    def curve(start, end):
        return start[0] + (end[0] - start[0]) * along, start[1] + (end[1] - start[1]) * rise

    if len(starts) < 784:
        left, right = starts[:, 0].mean(), ends[:, 0].mean()
        put_box(ax, left, 0, right - left, COLUMN, color="0.965", linewidth=0, zorder=0.4)
    largest = max((abs(value) for *_, value in lines), default=1)
    for start, end, value in lines:
        share = abs(value) / largest
        # Pale, so that the one way stands out among some ninety lines.
        width = {"linewidth": 0.3 + 1.7 * share, "alpha": 0.12 + 0.4 * share}
        sign = {"color": POSITIVE} if value > 0 else LOWERS
        ax.plot(*curve(starts[start], ends[end]), **sign, **width, zorder=1 + share)
    if traced is not None:
        ax.plot(*curve(starts[traced[0]], ends[traced[1]]), **TRACED, zorder=3)


def put_units(ax, activation, places):
    """The units of a hidden layer as circles: white with a pale rim if they are 0."""
    shade = np.maximum(activation, 0) / max(activation.max(), 1e-12)
    rim = np.where(shade > 0, "0.15", "0.72")
    grey = {"c": shade, "cmap": DIGITS, "vmin": 0, "vmax": 1, "edgecolors": rim}
    size = 34 if len(places) <= 64 else 24
    ax.scatter(*places.T, s=size, linewidths=0.6, zorder=5, **grey)


def put_scores(ax, scores, places):
    """The outputs: a circle with the digit, its score, and a bar for its probability."""
    best, shade = scores.argmax(), np.clip(scores / max(scores.max(), 1e-12), 0, 1)
    for digit, (x, y) in enumerate(places):
        ink, bar = "white" if shade[digit] > 0.5 else "black", BLUE if digit == best else SKY
        rim = {"edgecolor": "0.15", "linewidth": 1, "zorder": 5}
        ax.add_patch(patches.Circle((x, y), 0.17, facecolor=colormaps[DIGITS](shade[digit]), **rim))
        at_centre = {"ha": "center", "va": "center_baseline", "zorder": 6}
        ax.text(x, y, digit, color=ink, fontsize=11, **at_centre)
        score = f"{scores[digit]:.1f}".replace("-", "\N{MINUS SIGN}")
        ax.text(x + 0.7, y, score, ha="right", va="center_baseline", fontsize=9.5)
        length = FULL_BAR * softmax(scores[np.newaxis])[0, digit]
        put_box(ax, BARS, y - 0.14, length, 0.28, facecolor=bar, edgecolor="black", linewidth=0.6)
    ax.plot([BARS, BARS], [0.05, COLUMN - 0.05], color="0.3", linewidth=0.8)


def put_headings(ax, activations, scores, places):
    """Say above each column what it is, and of the hidden ones how many units are active."""
    above = {"ha": "center", "va": "bottom", "fontsize": 10.5, "linespacing": 1.2}
    ax.text(IMAGE / 2, (COLUMN + IMAGE) / 2 + 0.1, "784 pixels", **above)
    for activation, place in zip(activations[1:], places[1:], strict=False):
        columns = "in two columns,\n" if len(np.unique(place[:, 0])) > 1 else ""
        words = f"{len(activation)} units,\n{columns}{(activation > 0).sum()} active"
        ax.text(place[:, 0].mean(), COLUMN + 0.08, words, **above)
    ax.text(LAST + 0.25, COLUMN + 0.08, f"{len(scores)} scores", **above)
    ax.text(BARS + FULL_BAR / 2, COLUMN + 0.08, "probabilities", **above)


def put_key(ax):
    """Say what the looks of lines and circles mean, below the image."""
    for level, words, look in [
        (0.86, "raises", {"color": POSITIVE, "linewidth": 2}),
        (0.55, "lowers", {**LOWERS, "linewidth": 2}),
        (0.24, "one way to the answer", TRACED),
    ]:
        ax.plot([0.02, 0.42], [level, level], **look)
        ax.text(0.54, level, words, va="center_baseline", fontsize=10.5)
    for x, words, activation in [(0.1, "large", 1), (0.95, "small", 0.3), (1.8, "0", 0)]:
        put_units(ax, np.array([activation, 1]), np.array([[x, 1.2], [0.1, 1.2]]))
        ax.text(x + 0.14, 1.2, words, va="center_baseline", fontsize=10.5)
    ax.text(0.92, -0.12, "of the connections\nthe strongest are drawn:", va="top", **SMALL)


def words_about_passage(flows, activations, scores, connections):
    """Return the title and the alt text of a ``network_drawing``."""
    P, hidden = softmax(scores[np.newaxis])[0], activations[1:]
    active, units = sum(int((a > 0).sum()) for a in hidden), sum(map(len, hidden))
    title = f"{verdict(P)}: {active} of {units} hidden units are active"
    layers = [f"{len(a)} units, {(a > 0).sum()} of them active" for a in hidden]
    drawn = [f"{min(connections, flow.size)} of {flow.size:,}" for flow in flows]
    to_silent = [
        value < 0
        for flow, activation in zip(flows, hidden, strict=False)
        for _, end, value in strongest(flow, connections)
        if activation[end] == 0
    ]
    listed = ", ".join(f"{digit} {score:.1f}" for digit, score in enumerate(scores))
    return title, (
        f"A network with an image of a digit on its way through it, from left to right: 784 "
        f"pixels; {'; '.join(layers)}; {len(scores)} scores. All units are drawn, and of the "
        f"connections the strongest by contribution: {', '.join(drawn)}. Of the "
        f"{len(to_silent)} that lead to a unit that is 0, {sum(to_silent)} lower it. "
        f"Scores: {listed}. {verdict(P)}."
    )


CARDS = [  # number, title, what it is about, minutes (of the core, of everything)
    (0, "Start here", "Train a network, watch it read; the map of the course.", (25, 25)),
    (1, "Data exploration", "70,000 images as numbers; a first reader of digits.", (45, 50)),
    (2, "Preprocessing", "From images to rows, labels to vectors, in batches.", (40, 45)),
    (3, "Softmax and\ncross-entropy", "From scores to a loss; the smallest network.", (55, 90)),
    (4, "Backpropagation", "Hidden layers, and the way back, array by array.", (65, 85)),
    (5, "Training from\nscratch", "Gradient descent, and a program of fifty lines.", (60, 65)),
    (6, "Error analysis", "Where it errs, how sure it is, whose digits it misreads.", (45, 60)),
    (7, "Hyperparameter\nplayground", "Predict, turn a knob, watch the network train.", (60, 60)),
    (8, "Catch the bug", "Real mistakes, planted: predict, see, find the check.", (60, 60)),
    (9, "Limits and\nbeyond", "What it cannot see, and how far it can be taken.", (45, 55)),
    (10, "Same network in\nframeworks", "Keras, scikit-learn, PyTorch beside our own.", (50, 60)),
]
COLUMNS = 3
CARD_WIDTH, CARD_HEIGHT, GAP = 3.0, 2.65, 0.45
LAST_IN_ORDER = 5  # place of the card after which the others may be read in any order
CARD_COLOURS = [*COLOURS[:6], "0.45", "#8C564B", "#4B3B8F", "#7A7A00", "#1F8A8A"]  # all differ
ARROW = {"arrowstyle": "-|>", "color": "0.3"}


@figure(8.5, 10.7)
def series_map(ax, image, progress=None):
    """Draw the notebooks of the series as cards, and which one has to be read before which.

    Parameters
    ----------
    image : array, shape (28, 28)
        A digit for the small drawings on the cards.
    progress : dictionary, optional
        For a notebook's number how many of its exercises were passed, of how many.
    """
    progress = progress or {}
    rows = -(-len(CARDS) // COLUMNS)
    for place, (number, title, text, minutes) in enumerate(CARDS):
        x = (place % COLUMNS) * (CARD_WIDTH + GAP)
        y = (rows - 1 - place // COLUMNS) * (CARD_HEIGHT + GAP)
        colour = CARD_COLOURS[place]
        draw_card(ax, x, y, number, title, text, colour)
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        time = {"va": "center", "ha": "right", "fontsize": 9, "bbox": paper}
        ax.text(x + CARD_WIDTH - 0.22, y, spent(*minutes), **time)
        if number in progress:
            passed = "\N{CHECK MARK} {} of {}".format(*progress[number])
            ax.text(x + 0.22, y, passed, **{**time, "ha": "left"})
        SKETCHES[place](ax, x + 0.45, y + 0.22, colour, image)
        draw_arrow_from(ax, x, y, place)
    ax.set(xlim=(-0.3, COLUMNS * (CARD_WIDTH + GAP) - GAP + 0.1))
    ax.set(ylim=(-0.1, rows * (CARD_HEIGHT + GAP) - GAP + 0.5))  # the title inside
    ax.set_aspect("equal")
    ax.axis("off")
    ax.set_title(
        f"The course in {len(CARDS)} notebooks: from pixels to a network you know", pad=-14
    )
    listed = " ".join(
        f"{number:02d} {' '.join(title.split())} ({spent(*minutes)}): {text}"
        + (" Exercises passed: {} of {}.".format(*progress[number]) if number in progress else "")
        for number, title, text, minutes in CARDS
    )
    names = [f"{number:02d}" for number, *_ in CARDS]
    in_order, others = names[: LAST_IN_ORDER + 1], names[LAST_IN_ORDER + 1 :]
    return None, (
        f"A map of {len(CARDS)} cards. Arrows lead from {' to '.join(in_order)}, and from there to "
        f"each of {', '.join(others)}. {listed}"
    )


def spent(core, everything):
    """Say how long a notebook takes: "45 min", or "65 min, all: 105" with further sections."""
    return f"{core} min" + (f", all: {everything}" if everything > core else "")


def draw_card(ax, x, y, number, title, text, colour):
    """A rounded card with a number, a title and what is built there; room for a sketch below."""
    corners = {"boxstyle": "round,pad=0,rounding_size=0.15", "edgecolor": colour, "linewidth": 2.2}
    ax.add_patch(patches.FancyBboxPatch((x, y), CARD_WIDTH, CARD_HEIGHT, fill=False, **corners))
    box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": colour, "lw": 2}
    bold = {"va": "center", "fontweight": "bold"}
    top = y + CARD_HEIGHT
    ax.text(x + 0.36, top - 0.36, f"{number:02d}", ha="center", fontsize=11, bbox=box, **bold)
    ax.text(x + 0.75, top - 0.36, title, fontsize=11.5, linespacing=1.05, **bold)
    ax.text(x + 0.15, top - 0.74, textwrap.fill(text, 31), va="top", fontsize=9, linespacing=1.25)


def draw_arrow_from(ax, x, y, place):
    """Join a card to the one after it, or the last of the ordered ones to all that remain."""
    if place > LAST_IN_ORDER:
        return
    if place % COLUMNS < COLUMNS - 1:
        level = y + CARD_HEIGHT / 2
        ways = [((x + CARD_WIDTH + 0.04, level), (x + CARD_WIDTH + GAP - 0.04, level))]
    else:
        last = len(CARDS) - 1 if place == LAST_IN_ORDER else place + 1
        start, lane, ways = (x + CARD_WIDTH / 2, y - 0.04), y - GAP / 2, []  # between two rows
        for first in range(place + 1, last + 1, COLUMNS):
            row = range(first, min(first + COLUMNS, last + 1))
            middles = [CARD_WIDTH / 2 + (n % COLUMNS) * (CARD_WIDTH + GAP) for n in row]
            more = row[-1] < last  # then the line goes on down the left edge
            end = -GAP / 2 if more else middles[-1] if start[0] < 0 else middles[0]
            line = {"color": "0.3", "linewidth": 1.6}
            ax.plot([start[0], start[0], end], [start[1], lane, lane], **line)
            ways += [((middle, lane), (middle, lane - GAP / 2 + 0.02)) for middle in middles]
            start, lane = (end, lane), lane - CARD_HEIGHT - GAP
    straight = {"mutation_scale": 16, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    for start, end in ways:
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


def downhill(ax, x, y, colour, image):
    valley = np.linspace(-1, 1, 60)
    ax.plot(x + 1.1 + valley, y + 0.1 + valley**2, color="0.6", linewidth=1.8)
    steps = np.array([-0.98, -0.6, -0.33, -0.15, -0.04])
    ax.plot(x + 1.1 + steps, y + 0.17 + steps**2, "o-", color=colour, mec="0.25", markersize=6)


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


def magnifier(ax, x, y, colour, image):
    curve = np.linspace(0, 1, 30)
    for height, style in [(0.95, "-"), (0.6, "--")]:
        level = y + 0.1 + height * (1 - np.exp(-5 * curve))
        ax.plot(x + 2.0 * curve, level, color=colour, linestyle=style, linewidth=1.8)
    ax.plot([x, x, x + 2.1], [y + 1.15, y, y], color="0.4", linewidth=1)
    ax.add_patch(patches.Circle((x + 1.3, y + 0.8), 0.3, fill=False, edgecolor="0.25", linewidth=2))
    ax.plot([x + 1.51, x + 1.85], [y + 0.59, y + 0.25], color="0.25", linewidth=3.5)


def steps_up(ax, x, y, colour, image):
    for k, height in enumerate([0.25, 0.6, 0.82, 0.95, 1.03]):
        put_box(ax, x + 0.42 * k, y + 0.05, 0.36, height, color="0.75" if k < 4 else colour)
    ax.text(x + 1.86, y + 1.1, "99 %", ha="center", va="bottom", fontsize=8)


def two_columns(ax, x, y, colour, image):
    for name, left, shade in [("ours", x, colour), ("library", x + 1.35, "0.75")]:
        heights = [y + 0.4, y + 0.7, y + 1.0], [y + 0.55, y + 0.85]
        put_network(ax, [left + 0.1, left + 0.7], heights, shade, 0.8)
        ax.text(left + 0.4, y, name, ha="center", fontsize=8)
    ax.text(x + 1.08, y + 0.67, "=", ha="center", va="center", fontsize=18)


SKETCHES = [
    reading,
    counts,
    flattening,
    probabilities,
    network,
    downhill,
    confusions,
    sliders,
    magnifier,
    steps_up,
    two_columns,
]
