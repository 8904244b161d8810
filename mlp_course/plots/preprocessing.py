"""Figures of notebook 02: what preprocessing does to the images and labels, and why."""

import numpy as np
from matplotlib.patches import Rectangle

from .style import (
    BLUE,
    GREEN,
    ORANGE,
    SKY,
    VERMILION,
    dodged,
    figure,
    heat_map,
    look,
    note,
    tiles,
)

__all__ = [
    "row_major_order", "neighbours_in_a_row", "readings_of_a_row", "one_hot_rows",
    "class_share_deviation", "rates_without_scaling", "digits_known",
]  # fmt: skip


@figure(8.0, 4.2, rows=2, height_ratios=lambda image: [len(image), 1.6])
def row_major_order(axes, image):
    """Draw a small image as a grid, and below it the flat row that it becomes.

    Parameters
    ----------
    image : array, shape (height, width)
        A few pixels; every value is written into its cell.
    """
    height, width = image.shape
    for ax, columns in zip(axes, (width, image.size), strict=True):
        for position, value in enumerate(image.flat):
            i, j = divmod(position, columns)
            shade = (SKY if position // width % 2 == 0 else ORANGE) + "55"
            cell = Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=shade, edgecolor="white", lw=2)
            ax.add_patch(cell)
            ax.text(j, i, str(value), ha="center", va="center", fontsize=11)
        ax.set(xlim=(-0.5, columns - 0.5), ylim=(image.size // columns - 0.5, -0.5))
        ax.set(aspect="equal", xticks=range(columns))
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
    axes[0].set(yticks=range(height), xlabel="column j", ylabel="row i")
    axes[0].set_title(f"Row after row: {height} rows of {width} become one of {image.size}")
    axes[1].set(yticks=[], xlabel="position in the flat row")
    for i in range(height):
        axes[1].text(i * width + (width - 1) / 2, -0.62, f"row {i}", ha="center", va="bottom")
    return None, (
        f"A grid of {height} rows and {width} columns holds the values {image.tolist()}. Below it "
        f"the rows stand end to end in one line of {image.size}: {image.ravel().tolist()}."
    )


@figure(8.4, 2.9, columns=2, width_ratios=[1, 2.4])
def neighbours_in_a_row(axes, image, i, j):
    """Mark a pixel and the one below it in an image and in its flat row.

    Parameters
    ----------
    image : array, shape (height, width)
    i, j : int
        Row and column of the pixel.
    """
    height, width = image.shape
    row = image.ravel()
    tiles(axes[:1], [image], [f"{height} x {width} pixels"])
    for k in range(0, height, 2):  # every other image row is shaded
        axes[1].axvspan(k * width, (k + 1) * width, color="0.92", linewidth=0)
    axes[1].plot(row, color=BLUE, linewidth=1)
    first, second = i * width + j, (i + 1) * width + j
    names = [f"pixel ({i}, {j})", f"below it, ({i + 1}, {j})"]
    for name, position, colour, marker in zip(
        names, (first, second), (ORANGE, VERMILION), "os", strict=True
    ):
        look = {"color": colour, "marker": marker, "markersize": 6, "linestyle": "none"}
        look |= {"markeredgecolor": "black", "markeredgewidth": 0.8}
        axes[0].plot(position % width, position // width, **look)
        axes[1].plot(position, row[position], label=f"{name}: position {position}", **look)
    axes[1].set(
        xlim=(0, row.size), ylim=(-10, 340), ylabel="pixel value", yticks=[0, 100, 200, 255]
    )
    axes[1].set_xlabel(f"position in the flat row (a stripe is one image row of {width})")
    axes[1].legend(loc="upper left", frameon=False, ncols=2, handletextpad=0.2, columnspacing=1.2)
    axes[1].set_title(f"One above the other in the image, {second - first} apart in the row")
    return None, (
        f"On the left an image of {height} by {width} pixels. On the right its {row.size} pixel "
        f"values as one curve, image row after image row: 0 up to position "
        f"{np.flatnonzero(row)[0]} and from {np.flatnonzero(row)[-1] + 1} on, with peaks between. "
        f"Pixel ({i}, {j}) is marked at position {first}, the one below it at {second}."
    )


@figure(7.6, 2.4, columns=3, width_ratios=[1, 1, 2])
def readings_of_a_row(axes, row):
    """Draw the image that a flat row gives when it is read in three ways.

    Parameters
    ----------
    row : array, shape (784,)
        One flattened image of MNIST.
    """
    readings = {
        "row after row:\nthe image": row.reshape(28, 28),
        "column after column:\nmirrored": row.reshape(28, 28, order="F"),
        "rows of 56: even rows left,\nodd rows right": row.reshape(14, 56),
    }
    tiles(axes, readings.values(), readings)
    return None, (
        "Three images made of the same 784 numbers. Read row after row, 28 at a time, they give "
        "the digit; column after column, the digit mirrored along its diagonal; in 14 rows of "
        "56, two flat half-height digits side by side."
    )


@figure(5.6, height=lambda Y: 0.34 * len(Y) + 1.0)
def one_hot_rows(ax, Y, y):
    """Draw one-hot rows as a table of noughts and ones, each beside its label.

    Parameters
    ----------
    Y : array, shape (N, C)
    y : array of integers, shape (N,)
    """
    Y = np.asarray(Y, dtype=float)
    heat_map(ax, Y, annot=True, fmt=".0f", vmax=1.4, linewidths=1, yticklabels=y)
    ax.set(xlabel="class", ylabel="label y of the example")
    pairs = zip(y, Y.argmax(axis=1), strict=True)
    rows = ", ".join(f"label {label}: column {column}" for label, column in pairs)
    return (
        f"{len(Y)} labels as {len(Y)} rows: the 1 stands in column y",
        f"A table of {len(Y)} rows and {Y.shape[1]} columns, all 0 but for one 1. {rows}.",
    )


@figure(7.0, 3.6)
def class_share_deviation(ax, y, samples):
    """Draw by how much the class shares of samples differ from those of all examples.

    Parameters
    ----------
    y : array of integers, shape (N,)
        All labels.
    samples : dict
        The labels of each sample, by the name that the legend shows.
    """
    classes = np.arange(y.max() + 1)

    def shares(labels):
        return 100 * np.bincount(labels, minlength=len(classes)) / len(labels)

    deviations = {name: shares(labels) - shares(y) for name, labels in samples.items()}
    ax.axhline(0, color="0.6", linewidth=1)
    for deviation, shift, style in dodged(deviations):
        ax.plot(classes + shift, deviation, **style)
    ax.set(xticks=classes, xlabel="class")
    ax.set_ylabel("share in the sample minus share\nin all labels (percentage points)")
    ax.legend(loc="upper right", frameon=False)
    worst = {name: int(np.abs(deviation).argmax()) for name, deviation in deviations.items()}
    largest = {name: f"{abs(deviations[name][k]):.2f}" for name, k in worst.items()}
    words = "; ".join(
        f"{name}, {len(samples[name]):,} labels: at most {largest[name]} percentage points, for "
        f"class {k}"
        for name, k in worst.items()
    )
    return (
        f"Largest deviation: {', '.join(f'{name} {value}' for name, value in largest.items())} "
        "points",
        f"Deviation of class shares from those of {len(y):,} labels. {words}.",
    )


@figure(7.4, 4.0)
def rates_without_scaling(ax, rates, accuracies, scaled):
    """Draw what unscaled pixels reach at several learning rates, from several starts.

    Parameters
    ----------
    rates : list of float
        Learning rates, the largest first.
    accuracies : dict
        By the name of the start: validation accuracies, 0 to 1, shape (seeds, rates).
    scaled : list of float
        The validation accuracies of scaled pixels, trained at the first of the rates.
    """
    shares = {name: 100 * np.asarray(values) for name, values in accuracies.items()}
    means = {name: values.mean(axis=0) for name, values in shares.items()}
    ax.axhline(10, color="0.6", linestyle=":", linewidth=1)
    ax.text(min(rates) * 0.8, 6, "guessing", color="0.35", va="center")
    for number, (name, values) in enumerate(shares.items()):
        style, best = look(number, size=6), means[name].argmax()
        at = np.array(rates) * (0.95, 1.05)[number % 2]  # so that the bars stand side by side
        ax.plot(at, means[name], label=f"pixels 0 to 255, {name}", **style)
        ax.vlines(at, values.min(axis=0), values.max(axis=0), color=style["color"], lw=1.5)
        top = (at[best], values.max(axis=0)[best])
        note(ax, f"{means[name][best]:.0f} %", top, (0, 6), ha="center")
    of_scaled = 100 * np.mean(scaled)
    star = {"color": GREEN, "marker": "*", "markersize": 13, "linestyle": "none"}
    ax.plot(rates[0], of_scaled, label="pixels 0 to 1", **star)
    note(ax, f"{of_scaled:.0f} %", (rates[0], of_scaled), (0, 8), ha="center")
    guess = max(mean[0] for mean in means.values())
    note(ax, f"{guess:.0f} %", (rates[0], guess), (0, 8), ha="center")
    ax.set(xscale="log", ylim=(0, 108), ylabel="validation accuracy (%)")
    ax.set_xlabel("learning rate (smaller steps to the left)")
    ax.legend(loc="center right", bbox_to_anchor=(1, 0.66), frameon=False)
    words = "; ".join(
        f"{name}: "
        + ", ".join(f"{r:g}: {m:.0f} %" for r, m in zip(rates, means[name], strict=True))
        for name in shares
    )
    best = ", ".join(f"{name} {m.max():.0f} %" for name, m in means.items())
    return (
        f"At its best rate: {best}",
        f"Validation accuracy against the learning rate, means over {len(values)} seeds. With "
        f"pixels from 0 to 255, {words}. With pixels from 0 to 1 and rate {rates[0]:g}: "
        f"{of_scaled:.0f} %.",
    )


@figure(8.4, 4.5, columns=2)
def digits_known(axes, shares):
    """Draw, after each part of an epoch, how many of the validation images are read correctly.

    Parameters
    ----------
    shares : dict
        By the name of the order: shares, 0 to 1, shape (parts, digits).
    """
    words = []
    for ax, (name, values) in zip(axes, shares.items(), strict=True):
        parts = range(1, len(values) + 1)
        percent = 100 * np.asarray(values)
        options = {"fmt": ".0f", "vmin": 0, "vmax": 100, "linewidths": 0.5, "square": True}
        heat_map(ax, percent, annot=True, annot_kws={"size": 8}, yticklabels=parts, **options)
        ax.set(xlabel="validation digit", title=f"{name}: {percent[-1].mean():.0f} % at the end")
        known = [int((row > 50).sum()) for row in percent]
        words.append(
            f"{name}: more than half are read correctly of {', '.join(map(str, known))} digits; "
            f"at the end {percent[-1].mean():.0f} % on average"
        )
    axes[0].set_ylabel("tenths of the epoch so far")
    return "Of each digit, per cent read correctly", (
        f"Two tables, a row for each part of an epoch and a column for each digit, with the "
        f"percentage of validation images read correctly. After the parts, {'; '.join(words)}."
    )
