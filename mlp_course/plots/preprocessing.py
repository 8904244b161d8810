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
    "class_share_deviation", "rates_without_scaling", "digits_known", "lengths_of_stretches",
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
        # Side by side the two markers would hide each other, so each stands apart from its pixel.
        row_of_pixel, aside = position // width, (j - 6, i - 2 if position == first else i + 4)
        axes[0].add_patch(Rectangle((j - 0.5, row_of_pixel - 0.5), 1, 1, facecolor=colour))
        axes[0].plot([j, aside[0]], [row_of_pixel, aside[1]], color=colour, linewidth=1)
        axes[0].plot(*aside, **look)
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
    for text in ax.texts:
        text.set_color("0.62" if text.get_text() == "0" else "white")
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


@figure(8.0, 4.3)
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
    ax.text(rates[-2] * 1.6, 6, "guessing", color="0.35", va="center")
    for number, (name, values) in enumerate(shares.items()):
        style, best = look(number, size=6), means[name].argmax()
        at = np.array(rates) * (0.95, 1.05)[number % 2]  # so that the bars stand side by side
        ax.plot(at, means[name], label=f"pixels 0 to 255, {name}", **style)
        ax.vlines(at, values.min(axis=0), values.max(axis=0), color=style["color"], lw=1.5)
        top = (at[best], values.max(axis=0)[best])
        note(ax, f"{means[name][best]:.1f} %", top, (0, 6), ha="center")
    of_scaled = 100 * np.mean(scaled)
    star = {"color": GREEN, "marker": "*", "markersize": 13, "linestyle": "none"}
    ax.plot(rates[0], of_scaled, label="pixels 0 to 1", **star)
    note(ax, f"{of_scaled:.1f} %", (rates[0], of_scaled), (0, 8), ha="center")
    guess = max(mean[0] for mean in means.values())
    note(ax, f"{guess:.1f} %", (rates[0], guess), (0, 8), ha="center")
    for power, divisor in enumerate(("255", "255²"), start=1):
        ax.axvline(rates[0] / 255**power, color="0.5", linestyle="--", linewidth=1, zorder=0)
        note(ax, f" {rates[0]:g}/{divisor}", (rates[0] / 255**power, 104), (2, 0), color="0.35")
    ax.set(xscale="log", ylim=(0, 112), ylabel="validation accuracy (%)")
    ax.set_xlabel("learning rate (log scale, smaller steps to the left)")
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.17), "ncols": 3, "frameon": False}
    ax.legend(**below)
    words = "; ".join(
        f"{name}: "
        + ", ".join(f"{r:g}: {m:.1f} %" for r, m in zip(rates, means[name], strict=True))
        for name in shares
    )
    best = ", ".join(f"{name} {m.max():.1f} %" for name, m in means.items())
    return (
        f"At its best rate: {best}",
        f"Validation accuracy against the learning rate, means over {len(values)} seeds. With "
        f"pixels from 0 to 255, {words}. With pixels from 0 to 1 and rate {rates[0]:g}: "
        f"{of_scaled:.1f} %.",
    )


@figure(5.6, 4.7)
def digits_known(ax, shares):
    """Draw, while one digit after the other is trained, how many of each are read correctly.

    Parameters
    ----------
    shares : array, shape (parts, digits)
        Shares, 0 to 1; part k of the training holds digit k alone.
    """
    percent = 100 * np.asarray(shares)
    options = {"fmt": ".0f", "vmin": 0, "vmax": 100, "linewidths": 0.5}
    names = [f"the {digit}s" for digit in range(len(percent))]
    heat_map(ax, percent, annot=True, annot_kws={"size": 9}, yticklabels=names, **options)
    ax.set(xlabel="validation digit", ylabel="trained last on")
    known = [int((row > 50).sum()) for row in percent]
    return f"Per cent read correctly: {percent[-1].mean():.0f} % at the end", (
        f"A table, a row for each part of the training and a column for each digit, with the "
        f"percentage of validation images read correctly. More than half are read correctly of "
        f"{', '.join(map(str, known))} digits; at the end {percent[-1].mean():.0f} % on average."
    )


@figure(7.4, 4.0)
def lengths_of_stretches(ax, accuracies, mixed):
    """Draw what an epoch leads to against the number of batches of one digit in a row.

    Parameters
    ----------
    accuracies : dict
        By the number of batches in a row: validation accuracies, 0 to 1, one for each seed.
    mixed : list of float
        Those after an epoch of mixed batches.
    """
    means = {n: 100 * np.mean(values) for n, values in accuracies.items()}
    ax.axhline(100 * np.mean(mixed), color=GREEN, linestyle="--", linewidth=1.5)
    note(ax, f"mixed batches: {100 * np.mean(mixed):.0f} %", (max(means), 100 * np.mean(mixed)),
         (0, 5), ha="right", color=GREEN)  # fmt: skip
    ax.axhline(10, color="0.6", linestyle=":", linewidth=1)
    note(ax, "guessing", (1, 10), (0, -12), color="0.35")
    ax.plot(list(means), list(means.values()), **look(0, size=6))
    for n, values in accuracies.items():
        ax.plot([n] * len(values), 100 * np.asarray(values), ".", color=BLUE, alpha=0.5)
        close = means[n] > 100 * np.mean(mixed) - 8  # the line above leaves no room
        note(ax, f"{means[n]:.0f} %", (n, means[n]), (-10, -17) if close else (9, 4))
    ax.set(xscale="log", ylim=(0, 104), ylabel="validation accuracy (%)")
    ax.set_xticks(list(means), map(str, means))
    ax.minorticks_off()
    ax.set_xlabel("batches of one digit in a row, before another digit comes (log scale)")
    first, *_, last = means.items()
    words = ", ".join(f"{n}: {mean:.0f} %" for n, mean in means.items())
    return (
        f"Batches of a single digit: {first[1]:.0f} % with {first[0]} in a row, {last[1]:.0f} % "
        f"with {last[0]}",
        f"Validation accuracy after one epoch against the number of batches of one digit in a "
        f"row, means over {len(mixed)} seeds: {words}. Mixed: {100 * np.mean(mixed):.0f} %.",
    )
