"""Figures of notebook 02: what preprocessing does to the images and labels, and why."""

import numpy as np
from matplotlib.patches import Rectangle

from .style import (
    BLUE,
    DIGITS,
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


@figure(8.4, 2.8, columns=2, width_ratios=[1, 2.5])
def neighbours_in_a_row(axes, image, i, j):
    """Mark a pixel and the one below it in an image and in its flat row.

    Of the flat row three image rows are drawn, that of the pixel and the two that follow.

    Parameters
    ----------
    image : array, shape (height, width)
    i, j : int
        Row and column of the pixel.
    """
    height, width = image.shape
    tiles(axes[:1], [image], [f"{height} x {width} pixels"])
    start, end = i * width, (i + 3) * width
    ink = {"cmap": DIGITS, "vmin": 0, "vmax": 255, "interpolation": "nearest", "aspect": "auto"}
    strip = image.reshape(1, -1)[:, start:end]
    axes[1].imshow(strip, extent=(start - 0.5, end - 0.5, 0, 1), **ink)
    outline = {"fill": False, "edgecolor": "0.6", "linewidth": 0.8}
    axes[1].add_patch(Rectangle((start - 0.5, 0), end - start, 1, **outline))
    for k in range(i, i + 3):
        axes[1].plot([k * width - 0.5] * 2, [-0.3, 1.3], color=BLUE, linewidth=1.2)
        axes[1].text((k + 0.5) * width, 1.3, f"image row {k}", ha="center", va="center")
    marks = [
        (f"pixel ({i}, {j})", i, i - 2, ORANGE, "o"),
        (f"below it, ({i + 1}, {j})", i + 1, i + 4, VERMILION, "s"),
    ]
    for name, row, aside, colour, marker in marks:
        position = row * width + j
        style = {"color": colour, "marker": marker, "markersize": 7, "linestyle": "none"}
        style |= {"markeredgecolor": "black", "markeredgewidth": 0.8}
        # Side by side the two markers would hide each other, so each stands apart from its pixel.
        cell = {"facecolor": colour, "edgecolor": "black", "linewidth": 0.8}
        axes[0].add_patch(Rectangle((j - 0.5, row - 0.5), 1, 1, **cell))
        axes[0].plot([j, j - 6], [row, aside], color=colour, linewidth=1)
        axes[0].plot(j - 6, aside, **style)
        axes[1].add_patch(Rectangle((position - 0.5, 0), 1, 1, **cell))
        axes[1].plot([position, position], [0, -0.45], color=colour, linewidth=1)
        axes[1].plot(position, -0.45, label=f"{name}: position {position}", **style)
    first, second = i * width + j, (i + 1) * width + j
    axes[1].set(xlim=(start - 1, end), ylim=(-0.7, 1.6), yticks=[], xticks=[first, second])
    axes[1].set_xlabel("position in the flat row")
    axes[1].spines[["left", "bottom"]].set_visible(False)
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.32), "ncols": 2, "frameon": False}
    axes[1].legend(**below, handletextpad=0.2, columnspacing=1.2)
    axes[1].set_title(f"One above the other in the image, {second - first} apart in the row")
    return None, (
        f"On the left an image of {height} by {width} pixels. On the right three of its rows, "
        f"{i} to {i + 2}, end to end: the positions {start} to {end - 1} of the flat row of "
        f"{image.size}. Pixel ({i}, {j}) is marked at position {first}, the one below it at "
        f"{second}."
    )


@figure(6.4, 2.6, columns=2, width_ratios=[1, 2])
def readings_of_a_row(axes, row):
    """Draw the image that a flat row gives when it is read 28 and 56 numbers at a time.

    Parameters
    ----------
    row : array, shape (784,)
        One flattened image of MNIST.
    """
    readings = {
        "rows of 28: the image": row.reshape(28, 28),
        "rows of 56: even rows left, odd rows right": row.reshape(14, 56),
    }
    tiles(axes, readings.values(), readings)
    return None, (
        "Two images made of the same 784 numbers. Read 28 at a time they give the digit; in 14 "
        "rows of 56, two flat half-height digits side by side."
    )


@figure(5.6, height=lambda Y: 0.34 * len(Y) + 1.0)
def one_hot_rows(ax, Y, y):
    """Draw one-hot rows as a table of zeros and ones, each beside its label.

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
    right_for_first = rates[0] / 255**2
    ax.axvline(right_for_first, color="0.5", linestyle="--", linewidth=1, zorder=0)
    note(ax, f"{rates[0]:g}/255²", (right_for_first, 111), (5, 0), color="0.35", va="top")
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
    just_trained, others = percent.diagonal(), percent[~np.eye(*percent.shape, dtype=bool)]
    return (
        f"Just trained on: {just_trained.mean():.0f} % read; all others: {others.mean():.0f} %"
    ), (
        f"A table, a row for each part of the training and a column for each digit, with the "
        "percentage of validation images read correctly. Of the digit just trained on, along the "
        f"diagonal, {just_trained.mean():.0f} % on average; of all others {others.mean():.0f} %; "
        f"in the last row {percent[-1].mean():.0f} %."
    )


@figure(7.4, 4.2)
def lengths_of_stretches(ax, accuracies):
    """Draw what an epoch leads to, by the order of its batches and the learning rate.

    Parameters
    ----------
    accuracies : dict
        By learning rate, and then by the name of the order: validation accuracies, 0 to 1, one
        for each start. The first order is that of mixed batches.
    """
    names = list(next(iter(accuracies.values())))
    means = {
        rate: [100 * np.mean(values) for values in row.values()] for rate, row in accuracies.items()
    }
    ax.axhline(10, color="0.6", linestyle=":", linewidth=1)
    note(ax, "guessing", (-0.3, 10), (0, 4), color="0.35")
    for number, (rate, row) in enumerate(accuracies.items()):
        at = np.arange(len(names)) + 0.06 * (number - 1)
        style = look(number, size=7)
        ax.plot(at, means[rate], label=f"learning rate {rate:g}", **style)
        for x, values in zip(at, row.values(), strict=True):
            seeds = 100 * np.asarray(values)
            ax.vlines(x, seeds.min(), seeds.max(), color=style["color"], linewidth=1.5)
        for k in range(1, len(names)):
            beside = {"shift": (-7, -16), "ha": "right"} if number == 0 else {"shift": (9, 3)}
            note(ax, f"{means[rate][k]:.0f} %", (at[k], means[rate][k]), **beside)
    ax.set(xlim=(-0.35, len(names) - 0.6), ylim=(0, 104), ylabel="validation accuracy (%)")
    ax.set_xticks(range(len(names)), names)
    ax.set_xlabel("order of the batches (in a row: all of the same digit)")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 0.14), frameon=False)
    listed = "; ".join(
        f"rate {rate:g}: "
        + ", ".join(f"{name} {mean:.0f} %" for name, mean in zip(names, values, strict=True))
        for rate, values in means.items()
    )
    lost = ", ".join(f"{a:.0f} to {b:.0f} % at {rate:g}" for rate, (a, b, *_) in means.items())
    return (
        f"From mixed to {names[1]}: {lost}",
        f"Validation accuracy after one epoch, by the order of the batches, means over "
        f"{len(values)} starts: {listed}.",
    )
