"""Figures of notebook 02: what preprocessing does to the images and labels, and why."""

import numpy as np
import seaborn as sns
from matplotlib.patches import Rectangle

from .style import (
    BLUE,
    COLOURS,
    ORANGE,
    SKY,
    describe,
    figure_of,
    look,
    new_axes,
    show_image,
)

__all__ = [
    "row_major_order",
    "flat_digit",
    "readings_of_a_row",
    "rates_without_scaling",
    "one_hot_rows",
    "class_share_deviation",
    "accuracy_by_order",
]


def row_major_order(image, axes=None):
    """Draw a small image as a grid, and below it the flat row that it becomes.

    Parameters
    ----------
    image : array, shape (height, width)
        A few pixels; every value is written into its cell.
    axes : array of two Axes, optional

    Returns
    -------
    array of two Axes
    """
    height, width = image.shape
    if axes is None:
        axes = new_axes(8.0, 4.2, rows=2, gridspec_kw={"height_ratios": [height, 1.6]})
        figure_of(axes).get_layout_engine().set(hspace=0.12)  # keep the two grids' labels apart
    for ax, columns in zip(axes, (width, image.size), strict=True):
        for position, value in enumerate(image.flat):
            i, j = divmod(position, columns)
            shade = (SKY if position // width % 2 == 0 else ORANGE) + "55"
            ax.add_patch(_square(j, i, shade))
            ax.text(j, i, str(value), ha="center", va="center", fontsize=11)
        ax.set(
            xlim=(-0.5, columns - 0.5),
            ylim=(image.size // columns - 0.5, -0.5),
            aspect="equal",
            xticks=range(columns),
        )
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
    axes[0].set(yticks=range(height), xlabel="column j", ylabel="row i")
    axes[0].set_title(f"Row after row: pixel (i, j) goes to position {width} i + j")
    axes[1].set(yticks=[], xlabel="position in the flat row")
    for i in range(height):
        axes[1].text(i * width + (width - 1) / 2, -0.62, f"row {i}", ha="center", va="bottom")
    describe(
        axes,
        f"A grid of {height} rows and {width} columns holds the values {image.tolist()}. Below it "
        f"the rows stand end to end in one line of {image.size}: {image.ravel().tolist()}.",
    )
    return axes


def _square(j, i, colour):
    return Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=2)


def flat_digit(image, axes=None):
    """Draw an image beside its flat row of pixel values.

    Parameters
    ----------
    image : array, shape (height, width)
    axes : array of two Axes, optional

    Returns
    -------
    array of two Axes
    """
    if axes is None:
        axes = new_axes(8.4, 2.7, columns=2, gridspec_kw={"width_ratios": [1, 2.6]})
    height, width = image.shape
    row = image.ravel()
    inked = np.flatnonzero(image.any(axis=1))
    first, last = int(inked[0]), int(inked[-1])
    show_image(axes[0], image, f"{height} x {width} pixels")
    for i in range(0, height, 2):  # every other image row is shaded
        axes[1].axvspan(i * width, (i + 1) * width, color="0.92", linewidth=0)
    axes[1].plot(row, color=BLUE, linewidth=1)
    axes[1].set(
        xlim=(0, row.size),
        xlabel=f"position in the flat row (a stripe is one image row of {width})",
        ylabel="pixel value",
    )
    axes[1].set_title(f"The same image as {row.size} numbers: ink in rows {first} to {last}")
    describe(
        axes,
        f"On the left an image of {height} by {width} pixels. On the right its {row.size} pixel "
        f"values as one curve, image row after image row. It is 0 up to position "
        f"{np.flatnonzero(row)[0]} and from {np.flatnonzero(row)[-1] + 1} on; in between each "
        f"image row from {first} to {last} adds one group of peaks, the highest {row.max()}.",
    )
    return axes


def readings_of_a_row(row, axes=None):
    """Draw the image that a flat row gives when it is read in three ways.

    Parameters
    ----------
    row : array, shape (784,)
        One flattened image of MNIST.
    axes : array of three Axes, optional

    Returns
    -------
    array of three Axes
    """
    if axes is None:
        axes = new_axes(7.6, 2.4, columns=3, gridspec_kw={"width_ratios": [1, 1, 2]})
    readings = {
        "row after row:\nthe image": row.reshape(28, 28),
        "column after column:\nmirrored": row.reshape(28, 28, order="F"),
        "rows of 56: even rows left,\nodd rows right": row.reshape(14, 56),
    }
    for ax, (title, image) in zip(axes, readings.items(), strict=True):
        show_image(ax, image, title)
    describe(
        axes,
        "Three images made of the same 784 numbers. Read row after row, 28 at a time, they give "
        "the digit; column after column, the digit mirrored along its diagonal; in 14 rows of "
        "56, two flat half-height digits side by side.",
    )
    return axes


def rates_without_scaling(rates, accuracies, scaled, ax=None):
    """Draw what unscaled pixels reach with several learning rates, and scaled ones with one.

    Parameters
    ----------
    rates : list of float
        Learning rates of the trainings on unscaled pixels.
    accuracies : list of float
        The validation accuracy that each of them ended with, 0 to 1.
    scaled : (float, float)
        Learning rate and validation accuracy of the training on scaled pixels.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.0, 3.8) if ax is None else ax
    shares, (rate, scaled_share) = 100 * np.array(accuracies), (scaled[0], 100 * scaled[1])
    ax.axhline(10, color="0.6", linestyle=":", linewidth=1)
    ax.text(min(rates), 11, "guessing", color="0.35", va="bottom")
    ax.plot(rates, shares, color=ORANGE, marker="o", linestyle="--", label="pixels 0 to 255")
    ax.plot([rate], [scaled_share], color=BLUE, marker="D", linestyle="", label="pixels 0 to 1")
    for x, share in [*zip(rates, shares, strict=True), (rate, scaled_share)]:
        falling = share < shares.max() and x > rates[shares.argmax()]  # beside the line, not on it
        place = {"xytext": (6, 5) if falling else (0, 8), "ha": "left" if falling else "center"}
        ax.annotate(f"{share:.0f} %", (x, share), textcoords="offset points", **place)
    ax.set(xscale="log", ylim=(0, 108), xlabel="learning rate", ylabel="validation accuracy (%)")
    ax.set_title(
        f"Unscaled, the best of {len(rates)} rates reaches {shares.max():.0f} %; "
        f"scaled {scaled_share:.0f} %"
    )
    ax.legend(loc="center right", frameon=False)
    points = ", ".join(f"{r:g}: {s:.0f} %" for r, s in zip(rates, shares, strict=True))
    describe(
        ax,
        f"Validation accuracy against the learning rate. With pixels from 0 to 255: {points}. "
        f"With pixels from 0 to 1 and learning rate {rate:g}: {scaled_share:.0f} %.",
    )
    return ax


def one_hot_rows(Y, y, ax=None):
    """Draw one-hot rows as a table of noughts and ones, each beside its label.

    Parameters
    ----------
    Y : array, shape (N, C)
    y : array of integers, shape (N,)
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(5.6, 0.34 * len(Y) + 1.0) if ax is None else ax
    sns.heatmap(Y, ax=ax, annot=True, fmt=".0f", cmap="Blues", vmax=1.4, cbar=False, linewidths=1)
    ax.set_yticklabels([str(label) for label in y], rotation=0)
    ax.tick_params(length=0)
    ax.set(xlabel="class", ylabel="label y of the example")
    ax.set_title(f"{len(Y)} labels as {len(Y)} rows: the 1 stands in column y")
    rows = ", ".join(
        f"label {label}: column {row.argmax()}" for label, row in zip(y, Y, strict=True)
    )
    describe(ax, f"A table of {len(Y)} rows and {Y.shape[1]} columns, all 0 but for one 1. {rows}.")
    return ax


def class_share_deviation(y, samples, ax=None):
    """Draw by how much the class shares of samples differ from those of all examples.

    Parameters
    ----------
    y : array of integers, shape (N,)
        All labels.
    samples : dict
        The labels of each sample, by the name that the legend shows.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.0, 3.6) if ax is None else ax
    num_classes = int(y.max()) + 1
    classes = np.arange(num_classes)

    def shares(labels):
        return 100 * np.bincount(labels, minlength=num_classes) / len(labels)

    ax.axhline(0, color="0.6", linewidth=1)
    words, largest = [], []
    for number, (name, labels) in enumerate(samples.items()):
        deviation = shares(labels) - shares(y)
        ax.plot(
            classes + 0.16 * (number - (len(samples) - 1) / 2),
            deviation,
            color=[ORANGE, BLUE, *COLOURS[2:]][number],
            marker="os^D"[number % 4],
            linestyle="",
            label=name,
        )
        worst = int(np.abs(deviation).argmax())
        largest.append(f"{name} {abs(deviation[worst]):.2f}")
        words.append(
            f"{name}, {len(labels):,} labels: at most {abs(deviation[worst]):.2f} percentage "
            f"points, for class {worst}"
        )
    ax.set(
        xticks=classes,
        xlabel="class",
        ylabel="share in the sample minus share\nin all labels (percentage points)",
    )
    ax.set_title(f"Largest deviation: {', '.join(largest)} points")
    ax.legend(loc="upper right", frameon=False)
    describe(ax, f"Deviation of class shares from those of {len(y):,} labels. {'; '.join(words)}.")
    return ax


def accuracy_by_order(updates, curves, ax=None):
    """Draw the accuracy during one epoch for several orders of the examples.

    Parameters
    ----------
    updates : list of int
        How many updates had been made at each point.
    curves : dict
        Validation accuracies, 0 to 1, at these points, by the name of the order.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.0, 3.6) if ax is None else ax
    words, ends = [], []
    for number, (name, accuracies) in enumerate(curves.items()):
        shares = 100 * np.array(accuracies)
        ax.plot(
            updates,
            shares,
            **look(number, size=4),
        )
        ax.annotate(
            name, (updates[-1], shares[-1]), (6, 0), textcoords="offset points", va="center"
        )
        ends.append(f"{name} {shares[-1]:.0f} %")
        words.append(f"{name}: from {shares[0]:.0f} % to {shares[-1]:.0f} %")
    ax.set(ylim=(0, 100), xlabel="updates", ylabel="validation accuracy (%)")
    ax.set_xlim(0, updates[-1] * 1.13)
    ax.set_title(f"Accuracy after one epoch: {', '.join(ends)}")
    describe(
        ax,
        f"Validation accuracy during one epoch of {updates[-1]} updates. {'; '.join(words)}.",
    )
    return ax
