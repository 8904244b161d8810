"""Figures of the notebook data_exploration."""

import numpy as np
import seaborn as sns

from .style import BLUE, ORANGE, SEQUENTIAL, VERMILION, describe, new_axes, show_digit

__all__ = [
    "digit_row",
    "digit_grid",
    "digit_sheet",
    "image_as_numbers",
    "grey_values",
    "label_counts",
    "mean_and_spread",
    "pixel_variation",
    "ink_by_digit",
    "typical_and_unusual",
    "look_alike_pairs",
    "nearest_other_digit",
    "template_accuracy",
    "centres_of_mass",
]


def digit_row(images, labels, axes=None):
    """Draw images side by side, each under its label.

    Parameters
    ----------
    images : array, shape (n, 28, 28)
    labels : array of integers, shape (n,)
    axes : array of n Axes, optional

    Returns
    -------
    array of n Axes
    """
    if axes is None:
        axes = new_axes(8.5, 1.35, columns=len(images), squeeze=False)[0]
    for ax, image, label in zip(axes, images, labels, strict=True):
        show_digit(ax, image, str(label))
    written = " ".join(map(str, labels))
    axes[0].figure.suptitle(f"{len(images)} images and their labels: {written}", fontsize=12)
    describe(axes[0], f"A row of {len(images)} handwritten digits, labelled {written}.")
    return axes


def digit_grid(images, labels, columns=3, axes=None):
    """Draw images in a grid, each under its label.

    Parameters
    ----------
    images : array, shape (n, 28, 28)
        n is a multiple of ``columns``.
    labels : array of integers, shape (n,)
    columns : int
    axes : array of Axes, shape (n / columns, columns), optional

    Returns
    -------
    array of Axes, shape (n / columns, columns)
    """
    rows = len(images) // columns
    if axes is None:
        axes = new_axes(1.25 * columns + 0.6, 1.4 * rows + 0.3, rows=rows, columns=columns)
    for ax, image, label in zip(axes.flat, images, labels, strict=True):
        show_digit(ax, image, f"label {label}")
    kinds = len(np.unique(labels))
    axes.flat[0].figure.suptitle(f"{len(images)} images, {kinds} different digits", fontsize=12)
    in_rows = "; ".join(" ".join(map(str, row)) for row in np.reshape(labels, (rows, columns)))
    describe(axes, f"A grid of {rows} by {columns} digits with labels {in_rows}, row by row.")
    return axes


def digit_sheet(images, y, per_digit=14, ax=None):
    """Draw a contact sheet: a row for each digit, a column for each example of it.

    Parameters
    ----------
    images : array, shape (N, 28, 28), uint8
    y : array of integers, shape (N,)
        Labels 0 to 9.
    per_digit : int
        The first so many images of each label are drawn.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(8.5, 0.53 * 10 + 0.4)
    chosen = [images[y == digit][:per_digit] for digit in range(10)]
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in chosen])  # (280, 28 per_digit)
    show_digit(ax, sheet)
    ax.set(yticks=28 * np.arange(10) + 13.5, yticklabels=range(10), ylabel="label")
    ax.tick_params(length=0)
    distinct = len({image.tobytes() for row in chosen for image in row})
    title = f"{per_digit} examples of each digit, {distinct} different images"
    ax.set_title(title, fontsize=12)
    describe(
        ax,
        f"A sheet with a row for each digit 0 to 9 and {per_digit} handwritten examples in each "
        f"row. All {distinct} have different pixels: some are slanted, thin, thick or open.",
    )
    return ax


def image_as_numbers(image, label, ax=None):
    """Draw one image with the value of every pixel written on it.

    Parameters
    ----------
    image : array, shape (28, 28), uint8
    label : int
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or axes_of_whole_cells(26, cells=28)
    ax.imshow(image, cmap="gray_r", vmin=0, vmax=255)
    for (i, j), value in np.ndenumerate(image):
        colour = "white" if value > 127 else ("black" if value else "0.7")
        ax.text(j, i, value, ha="center", va="center", fontsize=6, color=colour)
    ticks = np.arange(0, 28, 3)
    ax.set(xticks=ticks, yticks=ticks, xlabel="column j", ylabel="row i")
    inked = np.count_nonzero(image)
    ax.set_title(f"A {label} is {image.size} integers, of which {inked} are not zero")
    rows, columns = np.nonzero(image)
    describe(
        ax,
        f"A handwritten {label} of 28 by 28 pixels, the value of each written on it. {inked} of "
        f"{image.size} are not zero; the largest is {image.max()}. The ink fills rows "
        f"{rows.min()} to {rows.max()} and columns {columns.min()} to {columns.max()}.",
    )
    return ax


def axes_of_whole_cells(width, cells):
    """Return square Axes whose cells are ``width`` dots wide at the resolution of ``show``.

    All zeros then look alike to the last dot, and the picture compresses to half the size.
    """
    side, left, below, above = width * cells, 66, 50, 40  # dots
    across, up = left + side + 20, below + side + above
    ax = new_axes(across / 110, up / 110)
    ax.figure.set_layout_engine("none")
    ax.set_position([left / across, below / up, side / across, side / up])
    return ax


def grey_values(counts, ax=None):
    """Draw how often each pixel value occurs.

    Parameters
    ----------
    counts : array of integers, shape (256,)
        Number of pixels with the values 0 to 255.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(8.0, 3.6)
    percent = 100 * counts / counts.sum()
    ax.bar(np.arange(256), percent, width=1.0, color=BLUE)
    ax.set(yscale="log", xlim=(-4, 259), ylim=(percent[percent > 0].min() / 2, 250))
    ax.set(xlabel="pixel value (0 is paper, 255 full ink)", ylabel="share of all pixels (%)")
    ax.set_yticks([0.01, 0.1, 1, 10, 100], ["0.01", "0.1", "1", "10", "100"])
    paper, peak = percent[0], 128 + int(percent[128:].argmax())
    ax.annotate(f"0: {paper:.1f} %", (0, paper), (14, paper * 0.85), fontsize=9.5)
    ax.annotate(f"{peak}: {percent[peak]:.1f} %", (peak, percent[peak]), (peak - 30, 4.0))
    every = ", and every value occurs" if counts.min() > 0 else ""
    ax.set_title(f"{paper:.0f} % of all pixels are exactly 0{every}")
    describe(
        ax,
        f"Bars for the pixel values 0 to 255 on a logarithmic axis. {paper:.1f} % of the pixels "
        f"are 0. The most frequent dark value is {peak} with {percent[peak]:.1f} %. The others "
        f"share the remaining {100 - paper - percent[peak]:.1f} %.",
    )
    return ax


def label_counts(y_train, y_test, axes=None):
    """Draw how many images there are of each digit, in training and test data.

    Parameters
    ----------
    y_train, y_test : array of integers, shape (N,)
    axes : array of 2 Axes, optional

    Returns
    -------
    array of 2 Axes
    """
    if axes is None:
        axes = new_axes(8.5, 3.9, columns=2)
    sets = [("Training", y_train, BLUE, "white"), ("Test", y_test, ORANGE, "black")]
    words = []
    for ax, (name, y, colour, ink) in zip(axes, sets, strict=True):
        sns.countplot(x=y, ax=ax, color=colour, saturation=1)
        ax.bar_label(ax.containers[0], label_type="center", rotation=90, color=ink)
        counts = np.bincount(y, minlength=10)
        ax.axhline(len(y) / 10, color="black", linestyle="--", linewidth=1)
        low, high = counts.argmin(), counts.argmax()
        ax.set_title(f"{name}: from {counts[low]:,} ({low}s) to {counts[high]:,} ({high}s)")
        ax.set(xlabel="label", ylabel="images")
        ax.set_ylim(0, counts.max() * 1.1)
        listed = by_digit(counts)
        words.append(f"{name} images of each label: {listed}.")
    axes[1].set_ylabel("")
    describe(axes, f"Two count plots; a dashed line marks a tenth of the set. {' '.join(words)}")
    return axes


def mean_and_spread(means, deviations, axes=None):
    """Draw the mean image of each digit, and below it the standard deviation of its pixels.

    Parameters
    ----------
    means, deviations : array, shape (10, 28, 28)
        In pixel values.
    axes : array of Axes, shape (2, 10), optional

    Returns
    -------
    array of Axes, shape (2, 10)
    """
    if axes is None:
        axes = new_axes(8.5, 2.6, rows=2, columns=10)
    spread = deviations.mean(axis=(1, 2))
    for digit in range(10):
        show_digit(axes[0, digit], means[digit], str(digit))
        axes[1, digit].imshow(
            deviations[digit], cmap="magma", vmin=0, vmax=deviations.max(), interpolation="nearest"
        )
        axes[1, digit].set(xticks=[], yticks=[], xlabel=f"{spread[digit]:.0f}")
    axes[0, 0].set_ylabel("mean", fontsize=9.5)
    axes[1, 0].set_ylabel("deviation", fontsize=9.5)
    low, high = spread.argmin(), spread.argmax()
    title = f"The {low}s vary least, the {high}s most (numbers: mean standard deviation of a pixel)"
    axes[0, 0].figure.suptitle(title, fontsize=12)
    listed = by_digit(spread)
    describe(
        axes,
        "Ten mean images, each a soft and readable digit. Below each the standard deviation of "
        "every pixel: dark inside the typical stroke, bright along its edges. "
        f"Its mean over the pixels: {listed}.",
    )
    return axes


def pixel_variation(deviation, ax=None):
    """Draw how much each pixel varies, and mark the ones that never do.

    Parameters
    ----------
    deviation : array, shape (28, 28)
        Standard deviation of each pixel over all images, in pixel values.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(6.0, 4.8)
    sns.heatmap(
        deviation,
        ax=ax,
        cmap=SEQUENTIAL,
        square=True,
        xticklabels=4,
        yticklabels=4,
        cbar_kws={"label": "standard deviation (pixel values)"},
    )
    rows, columns = np.nonzero(deviation == 0)
    ax.scatter(columns + 0.5, rows + 0.5, marker="x", s=28, linewidths=1.2, color=VERMILION)
    ax.set_xticks(np.arange(0, 28, 4) + 0.5, range(0, 28, 4), rotation=0)
    ax.set_yticks(np.arange(0, 28, 4) + 0.5, range(0, 28, 4), rotation=0)
    ax.set(xlabel="column j", ylabel="row i")
    ax.set_title(f"{len(rows)} of {deviation.size} pixels never vary (crosses)")
    i, j = np.unravel_index(deviation.argmax(), deviation.shape)
    inner = np.count_nonzero((rows > 3) & (rows < 24) & (columns > 3) & (columns < 24))
    describe(
        ax,
        f"A heat map of the 28 by 28 pixels. {len(rows)} of them, marked with crosses, have "
        f"standard deviation 0; {inner} of these lie more than four pixels from the edge. The "
        f"largest deviation is {deviation[i, j]:.0f}, at row {i}, column {j}.",
    )
    return ax


def ink_by_digit(ink, y, ax=None):
    """Draw how the share of inked pixels is spread for each digit.

    Parameters
    ----------
    ink : array, shape (N,)
        Share of the pixels of each image that are not zero, 0 to 1.
    y : array of integers, shape (N,)
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(8.0, 3.8)
    sns.boxplot(x=y, y=100 * ink, ax=ax, color="#9ecae1", whis=(0, 100), linewidth=1)
    medians = [float(np.median(100 * ink[y == digit])) for digit in range(10)]
    for digit, value in enumerate(medians):
        ax.text(digit, 0.8, f"{value:.0f}", ha="center", fontsize=9.5, fontweight="bold")
    ax.text(-0.55, 0.8, "median", ha="right", fontsize=9.5)
    low, high = int(np.argmin(medians)), int(np.argmax(medians))
    ax.set(xlabel="label", ylabel="pixels with ink (%)", ylim=(0, None), xlim=(-1.4, 9.5))
    ax.set_title(
        f"Half of all {low}s ink less than {medians[low]:.0f} % of the pixels, "
        f"half of all {high}s more than {medians[high]:.0f} %"
    )
    listed = by_digit(medians)
    describe(
        ax,
        f"Box plots of the share of inked pixels for each digit. Medians in percent: {listed}. "
        f"Over all images the share goes from {100 * ink.min():.0f} to {100 * ink.max():.0f} %.",
    )
    return ax


def typical_and_unusual(images, y, distances, axes=None):
    """Draw, for each digit, the image closest to the digit's mean and the three farthest from it.

    Parameters
    ----------
    images : array, shape (N, 28, 28), uint8
    y : array of integers, shape (N,)
    distances : array, shape (N,)
        Distance of each image from the mean image of its label.
    axes : array of Axes, shape (4, 10), optional

    Returns
    -------
    array of Axes, shape (4, 10)
    """
    if axes is None:
        axes = new_axes(8.5, 4.5, rows=4, columns=10)
    for digit in range(10):
        members = np.flatnonzero(y == digit)
        order = members[np.argsort(distances[members], kind="stable")]
        chosen = [order[0], *order[:-4:-1]]
        for row, index in enumerate(chosen):
            show_digit(axes[row, digit], images[index], f"{distances[index]:.0f}")
    for row, name in enumerate(["closest", "farthest", "second", "third"]):
        axes[row, 0].set_ylabel(name)
    nearest, farthest = distances.argmin(), distances.argmax()
    title = (
        f"Distance from the mean of the same digit: from {distances[nearest]:.0f} "
        f"(a {y[nearest]}) to {distances[farthest]:.0f} (a {y[farthest]})"
    )
    axes[0, 0].figure.suptitle(title, fontsize=12)
    describe(
        axes,
        "A column for each digit 0 to 9: on top the image closest to the digit's mean, below it "
        f"the three farthest. The closest is {distances[nearest]:.0f} away (a {y[nearest]}), the "
        f"farthest {distances[farthest]:.0f} (a {y[farthest]}).",
    )
    return axes


def look_alike_pairs(images, y, pairs, distances, axes=None):
    """Draw pairs of images with different labels one above the other.

    Parameters
    ----------
    images : array, shape (N, 28, 28), uint8
    y : array of integers, shape (N,)
    pairs : array of integers, shape (n, 2)
        Indices of the two images of each pair.
    distances : array, shape (n,)
        Distance between the two images of each pair.
    axes : array of Axes, shape (2, n), optional

    Returns
    -------
    array of Axes, shape (2, n)
    """
    if axes is None:
        axes = new_axes(8.5, 2.9, rows=2, columns=len(pairs))
    for column, pair in enumerate(pairs):
        for ax, index in zip(axes[:, column], pair, strict=True):
            show_digit(ax, images[index], f"label {y[index]}")
        axes[1, column].set_xlabel(f"{distances[column]:.0f} apart", fontsize=9)
    named = [" and ".join(map(str, sorted(y[list(pair)]))) for pair in pairs]
    most = max(set(named), key=named.count)
    title = f"The closest images with different labels: {named.count(most)} of {len(pairs)} are"
    axes[0, 0].figure.suptitle(f"{title} {most}", fontsize=12)
    listed = ", ".join(f"{n} ({d:.0f} apart)" for n, d in zip(named, distances, strict=True))
    describe(axes, f"Pairs of images that look alike but have different labels: {listed}.")
    return axes


def nearest_other_digit(counts, ax=None):
    """Draw which other digit the closest image of another label shows.

    Parameters
    ----------
    counts : array of integers, shape (10, 10)
        Entry (i, j): for how many images of digit i the closest image of another digit is a j.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(6.0, 4.9)
    percent = 100 * counts / counts.sum(axis=1, keepdims=True)
    sns.heatmap(
        percent,
        ax=ax,
        cmap=SEQUENTIAL,
        square=True,
        annot=True,
        fmt=".0f",
        mask=np.eye(10, dtype=bool),
        linewidths=0.5,
        cbar_kws={"label": "share of the row (%)"},
    )
    ax.set(xlabel="label of the closest other digit", ylabel="label of the image")
    ax.tick_params(length=0, axis="both", rotation=0)
    i, j = np.unravel_index(percent.argmax(), percent.shape)
    ax.set_title(f"For {percent[i, j]:.0f} % of the {i}s the closest other digit is a {j}")
    strongest = percent.argmax(axis=1)
    listed = ", ".join(f"{k}: {m} ({percent[k, m]:.0f} %)" for k, m in enumerate(strongest))
    describe(
        ax,
        "A table of ten rows and columns: for the images of each digit, the label of the closest "
        f"image of another digit. The most frequent one for each: {listed}.",
    )
    return ax


def template_accuracy(y_true, y_pred, ax=None):
    """Draw the share of each digit that is read correctly.

    Parameters
    ----------
    y_true, y_pred : array of integers, shape (N,)
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(8.0, 3.6)
    percent = [100 * np.mean(y_pred[y_true == digit] == digit) for digit in range(10)]
    overall = 100 * np.mean(y_true == y_pred)
    bars = ax.bar(range(10), percent, color=BLUE)
    ax.bar_label(bars, fmt="%.0f", label_type="center", color="white")
    ax.axhline(overall, color="black", linestyle="--", linewidth=1)
    ax.text(9.6, overall + 1, f"all: {overall:.0f}", fontsize=9)
    ax.set(xticks=range(10), xlabel="label", ylabel="read correctly (%)", ylim=(0, 108))
    low, high = int(np.argmin(percent)), int(np.argmax(percent))
    ax.set_title(
        f"Nearest mean reads {percent[high]:.0f} % of the {high}s, "
        f"but only {percent[low]:.0f} % of the {low}s"
    )
    listed = by_digit(percent)
    describe(
        ax,
        f"Bars: percent of each digit read correctly by the nearest mean. {listed}. "
        f"A dashed line marks {overall:.0f} % over all digits.",
    )
    return ax


def centres_of_mass(rows, columns, ax=None):
    """Draw where the centres of mass of the images lie.

    Parameters
    ----------
    rows, columns : array, shape (N,)
        Centre of mass of each image, in pixels from the centre of the pixel (0, 0).
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(5.4, 4.4)
    edges = np.arange(12.8, 15.21, 0.05)
    counts, _, _ = np.histogram2d(rows, columns, bins=edges)
    picture = ax.imshow(counts, cmap=SEQUENTIAL, extent=(edges[0], edges[-1], edges[-1], edges[0]))
    ax.figure.colorbar(picture, label="images")
    for line in (13.5, 14.5):
        ax.axhline(line, color="black", linestyle="--", linewidth=0.8)
        ax.axvline(line, color="black", linestyle="--", linewidth=0.8)
    ax.set(xticks=[13, 13.5, 14, 14.5, 15], yticks=[13, 13.5, 14, 14.5, 15])
    ax.set(xlabel="column of the centre of mass", ylabel="row of the centre of mass")
    off = max(np.abs(rows - 14).max(), np.abs(columns - 14).max())
    ax.set_title(f"{len(rows):,} centres, each at most {off:.2f} pixels off either way")
    describe(
        ax,
        f"A map of the centres of mass of {len(rows)} images. None is more than {off:.2f} pixels "
        "from (14, 14) in either direction. Dashed lines mark the square of this pixel; the "
        "centres are spread all over it.",
    )
    return ax


def by_digit(values):
    """List ten numbers for an alt text, each after its digit."""
    return ", ".join(f"{digit}: {value:.0f}" for digit, value in enumerate(values))
