"""Figures of notebook 02: what preprocessing does to the images and labels, and why."""

import numpy as np
from matplotlib.patches import Rectangle

from .style import BLUE, ORANGE, SKY, curves, dodged, figure, heat_map, look, note, tiles

__all__ = [
    "row_major_order", "flat_digit", "readings_of_a_row", "rates_without_scaling", "one_hot_rows",
    "class_share_deviation", "accuracy_by_order",
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
    axes[0].set_title(f"Row after row: pixel (i, j) goes to position {width} i + j")
    axes[1].set(yticks=[], xlabel="position in the flat row")
    for i in range(height):
        axes[1].text(i * width + (width - 1) / 2, -0.62, f"row {i}", ha="center", va="bottom")
    return None, (
        f"A grid of {height} rows and {width} columns holds the values {image.tolist()}. Below it "
        f"the rows stand end to end in one line of {image.size}: {image.ravel().tolist()}."
    )


@figure(8.4, 2.7, columns=2, width_ratios=[1, 2.6])
def flat_digit(axes, image):
    """Draw an image beside its flat row of pixel values.

    Parameters
    ----------
    image : array, shape (height, width)
    """
    height, width = image.shape
    row = image.ravel()
    first, *_, last = np.flatnonzero(image.any(axis=1))
    tiles(axes[:1], [image], [f"{height} x {width} pixels"])
    for i in range(0, height, 2):  # every other image row is shaded
        axes[1].axvspan(i * width, (i + 1) * width, color="0.92", linewidth=0)
    axes[1].plot(row, color=BLUE, linewidth=1)
    axes[1].set(xlim=(0, row.size), ylabel="pixel value")
    axes[1].set_xlabel(f"position in the flat row (a stripe is one image row of {width})")
    axes[1].set_title(f"The same image as {row.size} numbers: ink in rows {first} to {last}")
    return None, (
        f"On the left an image of {height} by {width} pixels. On the right its {row.size} pixel "
        f"values as one curve, image row after image row. It is 0 up to position "
        f"{np.flatnonzero(row)[0]} and from {np.flatnonzero(row)[-1] + 1} on; in between each "
        f"image row from {first} to {last} adds one group of peaks, the highest {row.max()}."
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


@figure(7.0, 3.8)
def rates_without_scaling(ax, rates, accuracies, scaled):
    """Draw what unscaled pixels reach with several learning rates, and scaled ones with one.

    Parameters
    ----------
    rates : list of float
        Learning rates of the trainings on unscaled pixels.
    accuracies : list of float
        The validation accuracy that each of them ended with, 0 to 1.
    scaled : (float, float)
        Learning rate and validation accuracy of the training on scaled pixels.
    """
    shares, (rate, scaled_share) = 100 * np.array(accuracies), (scaled[0], 100 * scaled[1])
    ax.axhline(10, color="0.6", linestyle=":", linewidth=1)
    ax.text(min(rates), 11, "guessing", color="0.35", va="bottom")
    ax.plot(rates, shares, label="pixels 0 to 255", **look(0))
    ax.plot(rate, scaled_share, label="pixels 0 to 1", **{**look(1), "linestyle": "none"})
    for x, share in [*zip(rates, shares, strict=True), (rate, scaled_share)]:
        falling = share < shares.max() and x > rates[shares.argmax()]  # beside the line, not on it
        shift, side = ((6, 5), "left") if falling else ((0, 8), "center")
        note(ax, f"{share:.0f} %", (x, share), shift, ha=side)
    ax.set(xscale="log", ylim=(0, 108), xlabel="learning rate", ylabel="validation accuracy (%)")
    ax.legend(loc="center right", frameon=False)
    points = ", ".join(f"{r:g}: {s:.0f} %" for r, s in zip(rates, shares, strict=True))
    return (
        f"Unscaled, the best of {len(rates)} rates reaches {shares.max():.0f} %; "
        f"scaled {scaled_share:.0f} %",
        f"Validation accuracy against the learning rate. With pixels from 0 to 255: {points}. "
        f"With pixels from 0 to 1 and learning rate {rate:g}: {scaled_share:.0f} %.",
    )


@figure(5.6, height=lambda Y: 0.34 * len(Y) + 1.0)
def one_hot_rows(ax, Y, y):
    """Draw one-hot rows as a table of noughts and ones, each beside its label.

    Parameters
    ----------
    Y : array, shape (N, C)
    y : array of integers, shape (N,)
    """
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


@figure(7.0, 3.6)
def accuracy_by_order(ax, updates, accuracies):
    """Draw the accuracy during one epoch for several orders of the examples.

    Parameters
    ----------
    updates : list of int
        How many updates had been made at each point.
    accuracies : dict
        Validation accuracies, 0 to 1, at these points, by the name of the order.
    """
    shares = {name: 100 * np.array(values) for name, values in accuracies.items()}
    curves(ax, shares, updates)
    for name, values in shares.items():
        note(ax, name, (updates[-1], values[-1]), (6, 0), va="center")
    ax.set(ylim=(0, 100), xlabel="updates", ylabel="validation accuracy (%)")
    ax.set_xlim(0, updates[-1] * 1.13)
    words = "; ".join(f"{name}: from {v[0]:.0f} % to {v[-1]:.0f} %" for name, v in shares.items())
    return (
        f"Accuracy after one epoch: {', '.join(f'{n} {v[-1]:.0f} %' for n, v in shares.items())}",
        f"Validation accuracy during one epoch of {updates[-1]} updates. {words}.",
    )
