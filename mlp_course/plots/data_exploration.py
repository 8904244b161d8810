"""Figures of the notebook data_exploration."""

import numpy as np
from matplotlib.lines import Line2D

from .style import (
    BLACK,
    BLUE,
    DIGITS,
    ORANGE,
    SEQUENTIAL,
    VERMILION,
    class_bars,
    figure,
    figure_of,
    heat_map,
    note,
    show_image,
    tiles,
)

__all__ = [
    "digit_row", "digit_grid", "digit_sheet", "image_as_numbers", "grey_values", "label_counts",
    "two_features", "mean_and_spread", "pixel_variation", "typical_and_unusual",
    "labels_and_answers", "look_alike_pairs", "ink_and_strangers", "nearest_other_digit",
]  # fmt: skip


@figure(8.5, 1.35, columns=lambda images: len(images))
def digit_row(axes, images, labels):
    """Draw images side by side, each under its label.

    Parameters
    ----------
    images : array, shape (n, 28, 28)
    labels : array of integers, shape (n,)
    """
    tiles(axes, images, labels)
    written = " ".join(map(str, labels))
    return (
        f"{len(images)} images and their labels",
        f"A row of {len(images)} handwritten digits, labelled {written}.",
    )


@figure(
    width=lambda columns: 1.25 * columns + 0.6,
    height=lambda images, columns: 1.4 * (len(images) // columns) + 0.3,
    rows=lambda images, columns: len(images) // columns,
    columns=lambda columns: columns,
)
def digit_grid(axes, images, labels, columns=3):
    """Draw images in a grid, each under its label.

    Parameters
    ----------
    images : array, shape (n, 28, 28)
        n is a multiple of ``columns``.
    labels : array of integers, shape (n,)
    columns : int
    """
    tiles(axes, images, [f"label {label}" for label in labels])
    by_row = np.reshape(labels, (-1, columns))
    in_rows = "; ".join(" ".join(map(str, row)) for row in by_row)
    missing = sorted({*range(10)} - {*map(int, labels)})
    without = f"no {', '.join(map(str, missing))}" if missing else "every digit"
    return (
        f"{len(images)} images drawn at random: {without} among them",
        f"A grid of {len(by_row)} by {columns} digits with labels {in_rows}, row by row.",
    )


@figure(7.0, 4.7)
def digit_sheet(ax, images, y, per_digit=14):
    """Draw a contact sheet: a row for each digit, a column for each example of it.

    Parameters
    ----------
    images : array, shape (N, 28, 28), uint8
    y : array of integers, shape (N,)
        Labels 0 to 9.
    per_digit : int
        The first so many images of each label are drawn.
    """
    chosen = [images[y == digit][:per_digit] for digit in range(10)]
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in chosen])  # (280, 28 per_digit)
    show_image(ax, sheet)
    ax.set(yticks=28 * np.arange(10) + 13.5, yticklabels=range(10), ylabel="label")
    ax.tick_params(length=0)
    distinct = len({image.tobytes() for row in chosen for image in row})
    return (
        f"{per_digit} examples of each digit, {distinct} different images",
        f"A sheet with a row for each digit 0 to 9 and {per_digit} handwritten examples in each "
        f"row. All {distinct} have different pixels: some are slanted, thin, thick or open.",
    )


# Each of the 28 by 28 cells is 26 of the 814 by 814 dots that ``show`` makes of the figure: all
# zeros then look alike to the last dot, and the picture compresses to half the size.
MARGINS = {"left": 66 / 814, "right": 794 / 814, "bottom": 50 / 814, "top": 778 / 814}


@figure(7.4, 7.4, layout="none", gridspec_kw=MARGINS)
def image_as_numbers(ax, image, label):
    """Draw one image with the value of every pixel written on it.

    Parameters
    ----------
    image : array, shape (28, 28), uint8
    label : int
    """
    ax.imshow(image, cmap=DIGITS, vmin=0, vmax=255)
    for (i, j), value in np.ndenumerate(image):
        colour = "white" if value > 127 else ("black" if value else "0.5")
        ax.text(j, i, value, ha="center", va="center", fontsize=6, color=colour)
    ticks = np.arange(0, 28, 2)
    ax.set(xticks=ticks, yticks=ticks, xlabel="column j", ylabel="row i")
    inked = np.count_nonzero(image)
    rows, columns = np.nonzero(image)
    return (
        f"A {label} is {image.size} integers, of which {inked} are not zero",
        f"A handwritten {label} of 28 by 28 pixels, the value of each written on it. {inked} of "
        f"{image.size} are not zero; the largest is {image.max()}. The ink fills rows "
        f"{rows.min()} to {rows.max()} and columns {columns.min()} to {columns.max()}.",
    )


@figure(8.0, 3.6)
def grey_values(ax, counts):
    """Draw how often each pixel value occurs.

    Parameters
    ----------
    counts : array of integers, shape (256,)
        Number of pixels with the values 0 to 255.
    """
    percent = 100 * counts / counts.sum()
    ax.bar(np.arange(256), percent, width=1.0, color=BLUE)
    ax.set(yscale="log", xlim=(-4, 259), ylim=(percent[percent > 0].min() / 2, 250))
    ax.set(xlabel="pixel value (0 is paper, 255 full ink)", ylabel="share of all pixels (%)")
    ax.set_yticks([0.01, 0.1, 1, 10, 100], ["0.01", "0.1", "1", "10", "100"])
    paper, peak = percent[0], 128 + int(percent[128:].argmax())
    ax.annotate(f"0: {paper:.1f} %", (0, paper), (14, paper * 0.85), fontsize=9.5)
    ax.annotate(f"{peak}: {percent[peak]:.1f} %", (peak, percent[peak]), (peak - 30, 4.0))
    every = ", and every value occurs" if counts.min() > 0 else ""
    return (
        f"{paper:.0f} % of all pixels are exactly 0{every}",
        f"Bars for the pixel values 0 to 255 on a logarithmic axis. {paper:.1f} % of the pixels "
        f"are 0. The most frequent dark value is {peak} with {percent[peak]:.1f} %. The others "
        f"share the remaining {100 - paper - percent[peak]:.1f} %.",
    )


@figure(8.5, 3.9, columns=2)
def label_counts(axes, y_train, y_test):
    """Draw how many images there are of each digit, in training and test data.

    Parameters
    ----------
    y_train, y_test : array of integers, shape (N,)
    """
    sets = [("Training", y_train, BLUE, "white"), ("Test", y_test, ORANGE, "black")]
    words = []
    for ax, (name, y, colour, ink) in zip(axes, sets, strict=True):
        counts = np.bincount(y, minlength=10)
        bars = class_bars(ax, counts, colour=colour)
        ax.bar_label(bars, fmt="{:,.0f}", label_type="center", fontsize=7.5, color=ink)
        ax.axhline(len(y) / 10, color=BLACK, linestyle="--", linewidth=1)
        low, high = counts.argmin(), counts.argmax()
        ax.set_title(f"{name}: from {counts[low]:,} ({low}s) to {counts[high]:,} ({high}s)")
        ax.set(xlabel="label", ylim=(0, counts.max() * 1.1))
        words.append(f"{name} images of each label: {by_digit(counts)}.")
    axes[0].set_ylabel("images")
    return None, f"Two count plots; a dashed line marks a tenth of the set. {' '.join(words)}"


# Shared with the interactive version of the figure, which needs axes of the same form.
TWO_FEATURES = {"width": 8.5, "height": 5.2, "layout": "none"}
PLANE_AND_SHEET = {
    "width_ratios": [2.2, 1],
    "left": 0.08,
    "right": 0.99,
    "bottom": 0.1,
    "top": 0.88,
}


@figure(**TWO_FEATURES, columns=2, gridspec_kw=PLANE_AND_SHEET)
def two_features(axes, points, y, images, means, digits, names):
    """Draw images as points in the plane of two features, and the boundary of two digits.

    The boundary is the line halfway between the means of the two digits, at right angles to the
    way from one to the other: on either side of it one of the two means is closer.

    Parameters
    ----------
    points : array, shape (N, 2)
        The two features of each image.
    y : array of integers, shape (N,)
        Labels; each is one of ``digits``.
    images : array, shape (N, 28, 28), uint8
    means : array, shape (2, 2)
        Means of the features, a row for each of ``digits``.
    digits : tuple of two int
    names : tuple of two str
        The features. If both are the same one, its histograms are drawn in place of the plane.
    """
    plane, beside = axes
    side = ((points[:, np.newaxis] - means) ** 2).sum(axis=2).argmin(axis=1)  # (N,) 0 or 1
    right = np.array(digits)[side] == y
    alone = names[0] == names[1]
    (draw_line if alone else draw_plane)(plane, points, y, right, means, digits, names)
    key(plane, digits)
    sheet_of_wrong_side(beside, [images[(y == digit) & ~right] for digit in digits], digits)
    share, own = 100 * right.mean(), [100 * right[y == digit].mean() for digit in digits]
    a, b = digits
    if alone:
        words = (
            f"Two histograms of {names[0]}, together {len(y)} images. The {a}s, circles, upwards, "
            f"lie around {means[0][0]:.1f}; the {b}s, triangles, downwards, around "
            f"{means[1][0]:.1f}. A straight line"
        )
    else:
        words = (
            f"A scatter plot of {len(y)} images, {names[0]} to the right and {names[1]} upwards. "
            f"The {a}s, circles, lie around ({means[0][0]:.1f}, {means[0][1]:.1f}); the {b}s, "
            f"triangles, around ({means[1][0]:.1f}, {means[1][1]:.1f}). A straight line"
        )
    return (
        f"{share:.1f} % of the {a}s and {b}s lie on their own side of the line",
        f"{words} halfway between the two leaves {own[0]:.1f} % of the {a}s and {own[1]:.1f} % of "
        f"the {b}s on their own side. Beside it a few images from the wrong side.",
    )


LOOKS = [(BLUE, "o"), (ORANGE, "^")]  # of the two digits
TINTS = {"colors": [BLUE, ORANGE], "alpha": 0.09, "zorder": 0}


def key(ax, digits):
    """Say above the axes what the markers and the black rims mean."""
    handles = [
        Line2D([], [], color=colour, marker=marker, linestyle="none", label=str(digit))
        for digit, (colour, marker) in zip(digits, LOOKS, strict=True)
    ]
    rim = {"markerfacecolor": "none", "markeredgecolor": BLACK, "linestyle": "none"}
    handles.append(Line2D([], [], marker="o", label="black rim: on the wrong side", **rim))
    place = {"loc": "lower center", "bbox_to_anchor": (0.5, 0.99), "borderaxespad": 0.2}
    ax.legend(handles=handles, ncols=3, frameon=False, fontsize=9, handletextpad=0.2, **place)


def draw_plane(ax, points, y, right, means, digits, names):
    """Draw images as points, both means, and the line halfway between them."""
    upper = int(means[1][1] > means[0][1])  # its name stands above it, the other's below
    for k, (digit, mean, (colour, marker)) in enumerate(zip(digits, means, LOOKS, strict=True)):
        for correct, edge in ((True, "none"), (False, BLACK)):
            some = points[(y == digit) & (right == correct)]
            style = {"color": colour, "marker": marker, "edgecolors": edge, "linewidths": 0.9}
            ax.scatter(*some.T, s=20, alpha=0.55 if correct else 1, **style)
        ax.plot(*mean, marker, color=colour, markersize=13, markeredgecolor=BLACK, zorder=4)
        place = {"ha": "center", "va": "bottom" if k == upper else "top"}
        shift = (0, 11 if k == upper else -11)
        note(ax, f"mean {digit}", mean, shift, bbox=WHITE, fontsize=9.5, zorder=5, **place)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, reach = (low + high) / 2, 0.53 * max(*(high - low), 1e-9)
    start = middle - reach
    start = np.where(low >= 0, np.maximum(start, 0), start)  # a share is never below 0
    # One scale for both, in a square: a right angle looks like one.
    (left, bottom), (end, top) = start, start + 2 * reach
    ax.set(xlim=(left, end), ylim=(bottom, top), xlabel=names[0], ylabel=names[1], box_aspect=1)
    apart = means[1] - means[0]
    if apart.any():
        halfway, across = means.mean(axis=0), np.array([-apart[1], apart[0]])
        corners = np.array([[[x, y] for x in (left, end)] for y in (bottom, top)])
        beyond = (corners - halfway) @ apart  # above 0 where the second mean is closer
        limit = np.abs(beyond).max() + 1
        ax.contourf((left, end), (bottom, top), beyond, [-limit, 0, limit], **TINTS)
        ax.plot(*means.T, color="white", linewidth=4.5, zorder=3)  # lifts the dots off the points
        ax.plot(*means.T, color=BLACK, linestyle=":", linewidth=2.6, zorder=3)
        ax.axline(halfway, halfway + across, color=BLACK, linewidth=1.6)


def draw_line(ax, points, y, right, means, digits, names):
    """Draw one feature alone: a digit's histogram upwards, the other's downwards, and the border.

    The border is an edge of the bars, so that each lies on one side of it.
    """
    values, border = points[:, 0], means[:, 0].mean()
    width = max(np.ptp(values) / 40, 1e-9)
    first, last = (np.floor((v - border) / width) for v in (values.min(), values.max()))
    edges = border + width * np.arange(first, last + 2)
    tallest = 1
    for sign, digit, mean, (colour, marker) in zip((1, -1), digits, means, LOOKS, strict=True):
        for correct, edge in ((True, "none"), (False, BLACK)):
            heights, _ = np.histogram(values[(y == digit) & (right == correct)], edges)
            tallest = max(tallest, heights.max())
            bars = {"color": colour, "edgecolor": edge, "align": "edge", "linewidth": 0.9}
            ax.bar(edges[:-1], sign * heights, width, alpha=0.6 if correct else 1, **bars)
        ax.plot(mean[0], 0, marker, color=colour, markersize=13, markeredgecolor=BLACK, zorder=4)
        place = {"ha": "center", "va": "bottom" if sign > 0 else "top"}
        shift = (0, 11 * sign)
        note(ax, f"mean {digit}", (mean[0], 0), shift, bbox=WHITE, fontsize=9.5, zorder=5, **place)
    ax.axhline(0, color=BLACK, linewidth=0.8)
    reach = 1.08 * tallest
    ax.set(xlim=(edges[0] - width, edges[-1] + width), ylim=(-reach, reach), box_aspect=1)
    ax.set(xlabel=names[0], ylabel=f"images: {digits[0]}s upwards, {digits[1]}s downwards")
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    apart = means[1, 0] - means[0, 0]
    if apart:
        ax.axvline(border, color=BLACK, linewidth=1.6)
        colours = [BLUE, ORANGE] if apart > 0 else [ORANGE, BLUE]
        for start, end, colour in zip(
            (edges[0] - width, border), (border, edges[-1] + width), colours, strict=True
        ):
            ax.axvspan(start, end, color=colour, alpha=0.09, linewidth=0, zorder=0)


def sheet_of_wrong_side(ax, wrong, digits, rows=3, columns=4):
    """Draw the first images of both digits that lie on the wrong side, in two blocks."""
    sheet = np.zeros((2 * rows * 28 + 14, columns * 28))
    for block, images in enumerate(wrong):
        for k, image in enumerate(images[: rows * columns]):
            top, left = 28 * (k // columns) + block * (28 * rows + 14), 28 * (k % columns)
            sheet[top : top + 28, left : left + 28] = image
    ax.imshow(sheet, cmap=DIGITS, vmin=0, vmax=255, interpolation="nearest")
    ax.set(xticks=[], yticks=[14 * rows, 14 * rows + 28 * rows + 14])
    labels = [f"{digits[k]}s beyond\nthe line" for k in (0, 1)]
    ax.set_yticklabels(labels, rotation=90, va="center", ha="center", multialignment="center")
    ax.tick_params(length=0, pad=12)
    ax.spines[:].set_visible(False)


@figure(8.5, 2.9, rows=2, columns=10)
def mean_and_spread(axes, means, deviations):
    """Draw the mean image of each digit, and below it the standard deviation of its pixels.

    Parameters
    ----------
    means, deviations : array, shape (10, 28, 28)
        In pixel values.
    """
    ink, spread = means.mean(axis=(1, 2)), deviations.mean(axis=(1, 2))
    tiles(axes[0], means, range(10))
    tiles(axes[1], deviations, cmap=SEQUENTIAL, vmin=0, vmax=deviations.max())
    ticks = [(0, 100, 200), (0, 50, 100)]
    rows = zip(axes, ("mean", "deviation"), (ink, spread), ticks, strict=True)
    for row, name, averages, values in rows:
        row[0].set_ylabel(name, fontsize=9.5)
        for ax, average in zip(row, averages, strict=True):
            ax.set_xlabel(f"{average:.0f}")
        figure_of(row).colorbar(row[0].images[0], ax=row, ticks=values, pad=0.01)
    return (
        f"The {spread.argmin()}s vary least and the {spread.argmax()}s most; "
        f"the {ink.argmin()}s have the least ink, the {ink.argmax()}s the most",
        "Ten mean images, each a soft and readable digit. Below each the standard deviation of "
        "every pixel: large along the edges of the typical stroke, smaller inside it. "
        f"Its mean over the pixels: {by_digit(spread)}. The mean ink: {by_digit(ink)}.",
    )


@figure(6.0, 4.8)
def pixel_variation(ax, deviation):
    """Draw how much each pixel varies, and mark the ones that never do.

    Parameters
    ----------
    deviation : array, shape (28, 28)
        Standard deviation of each pixel over all images, in pixel values.
    """
    every = {"xticklabels": 4, "yticklabels": 4}
    heat_map(ax, deviation, "standard deviation (pixel values)", square=True, **every)
    rows, columns = np.nonzero(deviation == 0)
    ax.scatter(columns + 0.5, rows + 0.5, marker="x", s=28, linewidths=1.2, color=VERMILION)
    ax.set(xlabel="column j", ylabel="row i")
    i, j = np.unravel_index(deviation.argmax(), deviation.shape)
    inner = np.count_nonzero((rows > 3) & (rows < 24) & (columns > 3) & (columns < 24))
    return (
        f"{len(rows)} of {deviation.size} pixels never vary (crosses)",
        f"A heat map of the 28 by 28 pixels. {len(rows)} of them, marked with crosses, have "
        f"standard deviation 0; {inner} of these lie more than four pixels from the edge. The "
        f"largest deviation is {deviation[i, j]:.0f}, at row {i}, column {j}.",
    )


@figure(8.5, 4.5, rows=4, columns=10)
def typical_and_unusual(axes, images, y, distances):
    """Draw, for each digit, the image closest to the digit's mean and the three farthest from it.

    Parameters
    ----------
    images : array, shape (N, 28, 28), uint8
    y : array of integers, shape (N,)
    distances : array, shape (N,)
        Distance of each image from the mean image of its label.
    """
    for digit, column in enumerate(axes.T):
        members = np.flatnonzero(y == digit)
        order = members[np.argsort(distances[members], kind="stable")]
        chosen = [order[0], *order[:-4:-1]]
        tiles(column, images[chosen], [f"{distance:.0f}" for distance in distances[chosen]])
    for ax, name in zip(
        axes[:, 0], ["closest", "farthest", "2nd farthest", "3rd farthest"], strict=True
    ):
        ax.set_ylabel(name)
    nearest, farthest = distances.argmin(), distances.argmax()
    close, far = (f"{'an' if y[at] == 8 else 'a'} {y[at]}" for at in (nearest, farthest))
    return (
        f"Distance from the mean of the same digit: from {distances[nearest]:.0f} "
        f"({close}) to {distances[farthest]:.0f} ({far})",
        "A column for each digit 0 to 9: on top the image closest to the digit's mean, below it "
        f"the three farthest. The closest is {distances[nearest]:.0f} away ({close}), the "
        f"farthest {distances[farthest]:.0f} ({far}).",
    )


@figure(8.5, 3.9)
def labels_and_answers(ax, y_true, y_pred):
    """Draw for each digit how many images are found, missed, and read as it by mistake.

    Parameters
    ----------
    y_true, y_pred : array of integers, shape (N,)
    """
    shown, read = np.bincount(y_true, minlength=10), np.bincount(y_pred, minlength=10)
    found = np.bincount(y_true[y_true == y_pred], minlength=10)
    missed, intruders = shown - found, read - found
    edges = {"edgecolor": BLACK, "linewidth": 0.6, "width": 0.7}
    ax.bar(range(10), found, color=BLUE, label="found", **edges)
    above = ax.bar(range(10), missed, bottom=found, color="white", label="missed", **edges)
    below = ax.bar(
        range(10), -intruders, color=ORANGE, hatch="///", label="other digits, read as it", **edges
    )
    for bars, counts in ((above, missed), (below, intruders)):
        ax.bar_label(bars, counts, padding=2, fontsize=9)
    ax.axhline(0, color=BLACK, linewidth=0.8)
    top = shown.max()
    ax.set(xlabel="digit", ylabel="images", xticks=range(10))
    ax.set_ylim(-1.4 * max(intruders.max(), 1), 1.35 * top)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    ax.legend(frameon=False, ncols=3, loc="upper right")
    most = int(np.argmax(intruders))
    listed = "; ".join(
        f"{d}: {found[d]} found, {missed[d]} missed, {intruders[d]} others" for d in range(10)
    )
    return (
        f"{found[most]} of the {shown[most]} {most}s are found, but {intruders[most]} other "
        f"digits are read as {most} too",
        "A bar for each digit. Upwards the images with this label, found or missed; downwards the "
        f"images of other digits that are read as it. {listed}.",
    )


@figure(8.5, 2.9, rows=2, columns=lambda pairs: len(pairs))
def look_alike_pairs(axes, images, y, pairs, distances):
    """Draw pairs of images with different labels one above the other.

    Parameters
    ----------
    images : array, shape (N, 28, 28), uint8
    y : array of integers, shape (N,)
    pairs : array of integers, shape (n, 2)
        Indices of the two images of each pair.
    distances : array, shape (n,)
        Distance between the two images of each pair.
    """
    pairs = np.asarray(pairs)
    for column, pair, distance in zip(axes.T, pairs, distances, strict=True):
        tiles(column, images[pair], [f"label {label}" for label in y[pair]])
        column[1].set_xlabel(f"{distance:.0f} apart", fontsize=9)
    named = [" and ".join(map(str, sorted(y[pair]))) for pair in pairs]
    most = max(set(named), key=named.count)
    listed = ", ".join(f"{n} ({d:.0f} apart)" for n, d in zip(named, distances, strict=True))
    return (
        f"Closest strangers: {named.count(most)} of {len(pairs)} pairs are {most}",
        f"Pairs of images that look alike but have different labels: {listed}.",
    )


@figure(8.5, 3.9, columns=2)
def ink_and_strangers(axes, ink, distances):
    """Draw the distance of each image to the closest stranger against its ink, in several ways.

    Parameters
    ----------
    ink : array, shape (N,)
        Share of the pixels of each image that are not zero.
    distances : dict
        Two entries: what was done to the images, and the distances, shape (N,).
    """
    words = []
    for ax, (name, values) in zip(axes, distances.items(), strict=True):
        # Shades begin below 0, so that a single image is seen.
        places = ax.hexbin(100 * ink, values, gridsize=34, mincnt=1, cmap=SEQUENTIAL, vmin=-8)
        bar = figure_of(axes).colorbar(places, ax=ax, pad=0.02)
        bar.ax.set_ylim(1, max(places.get_array().max(), 2))
        if ax is axes[-1]:
            bar.set_label("images in a cell")
        r = np.corrcoef(ink, values)[0, 1]
        ax.set(title=f"{name}: correlation {r:.2f}", xlabel="pixels with ink (%)")
        words.append(f"{name}, the correlation of the two is {r:.2f}")
    axes[0].set_ylabel("distance to the closest stranger")
    return None, (
        f"Two maps of {len(ink)} images, darker where there are more of them: the share of pixels "
        "with ink to the right, the distance to the closest image of another digit upwards. With "
        f"{'; with '.join(words)}."
    )


@figure(6.0, 4.9)
def nearest_other_digit(ax, counts):
    """Draw which other digit the closest image of another label shows.

    Parameters
    ----------
    counts : array of integers, shape (10, 10)
        Entry (i, j): for how many images of digit i the closest image of another digit is a j.
    """
    percent = 100 * counts / counts.sum(axis=1, keepdims=True)
    same = np.eye(10, dtype=bool)
    numbers = {"annot": True, "fmt": ".0f", "linewidths": 0.5}
    heat_map(ax, percent, "share of the row (%)", square=True, mask=same, **numbers)
    ax.set(xlabel="label of the closest other digit", ylabel="label of the image")
    i, j = np.unravel_index(percent.argmax(), percent.shape)
    strongest = enumerate(percent.argmax(axis=1))
    listed = ", ".join(f"{k}: {m} ({percent[k, m]:.0f} %)" for k, m in strongest)
    return (
        f"For {percent[i, j]:.0f} % of the {i}s the closest other digit is a {j}",
        "A table of ten rows and columns: for the images of each digit, the label of the closest "
        f"image of another digit. The most frequent one for each: {listed}.",
    )


WHITE = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}


def by_digit(values):
    """List ten numbers for an alt text, each after its digit."""
    return ", ".join(f"{digit}: {value:.0f}" for digit, value in enumerate(values))
