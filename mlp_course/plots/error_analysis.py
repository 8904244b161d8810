"""Figures of the notebook error_analysis."""

import numpy as np
import seaborn as sns

from mlp_helpers.metrics import calibration_bins, wilson_interval

from .style import (
    BLACK,
    BLUE,
    COLOURS,
    ORANGE,
    SEQUENTIAL,
    SKY,
    VERMILION,
    describe,
    figure_of,
    new_axes,
    show_image,
)

__all__ = [
    "image_and_probabilities",
    "images_and_probabilities",
    "grid_of_mistakes",
    "confusion_heat_maps",
    "second_choices",
    "confused_pairs",
    "errors_by_network",
    "precision_and_recall",
    "reliability_diagram",
    "loss_by_temperature",
    "error_by_coverage",
]


def image_and_probabilities(image, probabilities, y_true=None, axes=None):
    """Draw one image above a bar chart of its ten probabilities.

    The bar of the class that was read is filled dark, that of the true class hatched and
    outlined; both are marked by words as well, so nothing depends on colour.

    Parameters
    ----------
    image : array, shape (28, 28)
    probabilities : array, shape (C,)
        One probability for each class.
    y_true : int, optional
        The label; None if it is not known.
    axes : array of two Axes, optional
        For the image and for the bars.

    Returns
    -------
    array of two Axes
    """
    if axes is None:
        axes = new_axes(3.0, 3.5, rows=2, height_ratios=[1.25, 1])
    title = verdict(probabilities, y_true)
    show_image(axes[0], image, title)
    probability_bars(axes[1], probabilities, y_true)
    describe(axes[0], f"{title}. Probabilities: {in_words(probabilities)}.")
    return axes


def verdict(probabilities, y_true=None):
    """Say in a few words how an image was read: "Read as 9 (62 %), is a 4"."""
    y_pred = int(np.argmax(probabilities))
    text = f"Read as {y_pred} ({percent(probabilities[y_pred])})"
    if y_true is None:
        return text
    return (
        f"{text}, right"
        if y_pred == y_true
        else f"{text}, is {'an' if y_true == 8 else 'a'} {y_true}"
    )


def probability_bars(ax, probabilities, y_true=None):
    """Draw the bars of the probabilities; mark the class read and the true class."""
    classes, y_pred = np.arange(len(probabilities)), int(np.argmax(probabilities))
    bars = ax.bar(classes, probabilities, color=SKY, edgecolor=BLACK, linewidth=0.6)
    bars[y_pred].set_facecolor(BLUE)
    marks = {y_pred: "read"}
    if y_true is not None:
        marks = {y_pred: "right"} if y_pred == y_true else {**marks, int(y_true): "true"}
        if y_pred != y_true:
            bars[y_true].set(facecolor=ORANGE, hatch="////", linewidth=1.6)
    for label, words in marks.items():
        # Next to the taller bar of the class read, the word "true" points away from it.
        side = "center" if label == y_pred or abs(label - y_pred) > 2 else None
        side = side or ("left" if label > y_pred else "right")
        shift = {"center": 0, "left": -5, "right": 5}[side]
        ax.annotate(
            words,
            (label, float(probabilities[label])),
            (shift, 2),
            textcoords="offset points",
            ha=side,
            fontsize=9,
        )
    ax.set(xticks=classes, ylim=(0, 1.18), yticks=[0, 0.5, 1], xlabel="class", ylabel="probability")
    for label, tick in zip(classes, ax.get_xticklabels(), strict=True):
        tick.set_fontweight("bold" if label in marks else "normal")


def percent(share):
    """Write a share as whole per cent, without calling 0.999 certain or 0.001 impossible."""
    if share > 0.999:
        return "over 99.9 %"
    if share >= 0.99:
        return f"{100 * share:.1f} %"
    return f"{100 * share:.0f} %" if share >= 0.01 or share == 0 else "under 1 %"


def in_words(probabilities):
    """List the classes of at least 1 %, most probable first."""
    order = np.argsort(-np.asarray(probabilities), kind="stable")
    parts = [f"{k} {percent(probabilities[k])}" for k in order if probabilities[k] >= 0.01]
    return ", ".join(parts)


def images_and_probabilities(images, P, y_true=None, columns=4, axes=None):
    """Draw several images, each above the bars of its probabilities.

    Parameters
    ----------
    images : array, shape (K, 28, 28)
    P : array, shape (K, C)
        Probabilities, one row for each image.
    y_true : array of integers, shape (K,), optional
    columns : int
    axes : array of Axes, shape (2 * rows, columns), optional
        Images in the even rows, bars in the odd ones.

    Returns
    -------
    array of Axes
    """
    y_true = [None] * len(images) if y_true is None else y_true
    rows = -(-len(images) // columns)
    if axes is None:
        ratios = [1.15, 1] * rows
        axes = new_axes(8.0, 2.6 * rows, rows=2 * rows, columns=columns, height_ratios=ratios)
    axes = np.asarray(axes).reshape(2 * rows, columns)
    for k in range(rows * columns):
        pair = axes[2 * (k // columns) : 2 * (k // columns) + 2, k % columns]
        if k < len(images):
            image_and_probabilities(images[k], P[k], y_true[k], axes=pair)
            pair[0].set_title(verdict(P[k], y_true[k]).replace(", ", ",\n"), fontsize=9)
            pair[1].set_ylabel("probability" if k % columns == 0 else "")
            pair[1].tick_params(labelleft=k % columns == 0)
            pair[1].set_xlabel("class" if k + columns >= len(images) else "")
        else:
            [ax.set_axis_off() for ax in pair]
    cases = [verdict(p, y) for p, y in zip(P, y_true, strict=True)]
    describe(axes, f"{len(images)} images above their probabilities. {'; '.join(cases)}.")
    return axes


def grid_of_mistakes(images, y_true, y_pred, columns=10, title=None, axes=None):
    """Draw images in a grid, each under its label and what it was read as: "4 → 9".

    Parameters
    ----------
    images : array, shape (K, 28, 28)
    y_true, y_pred : array of integers, shape (K,)
    columns : int
    title : str, optional
        Of a new figure; the default counts the images.
    axes : array of Axes, optional
        At least K of them.

    Returns
    -------
    array of Axes
    """
    if axes is None:
        rows = -(-len(images) // columns)
        axes = new_axes(8.5, 8.5 / columns * 1.2 * rows + 0.3, rows=rows, columns=columns)
        title = title or f"{len(images)} mistakes: label → what the network read"
        figure_of(axes).suptitle(title, fontsize=12)
    cells = np.asarray(axes).ravel()
    pairs = [f"{t} → {p}" for t, p in zip(y_true, y_pred, strict=True)]
    for ax in cells[len(images) :]:
        ax.set_axis_off()
    for ax, image, pair in zip(cells, images, pairs, strict=False):
        show_image(ax, image, pair)
    describe(axes, f"{len(images)} misread images, label → read as: {', '.join(pairs)}.")
    return axes


def confusion_heat_maps(counts, name="test images", axes=None):
    """Draw a confusion matrix as counts and as shares of each row.

    The colours are for the errors alone: the diagonal, which holds nearly everything, is left
    grey, or nothing else could be told apart. Cells that would show 0 or 0.0 are empty.

    Parameters
    ----------
    counts : array of integers, shape (C, C)
        Rows are true classes, columns predicted ones.
    name : str
        What was counted, for the titles.
    axes : array of two Axes, optional

    Returns
    -------
    array of two Axes
    """
    axes = new_axes(7.4, 4.1, columns=2) if axes is None else np.asarray(axes)
    shares = 100 * counts / counts.sum(axis=1, keepdims=True)
    off_diagonal_heat_map(axes[0], counts, "{:.0f}")
    off_diagonal_heat_map(axes[1], shares, "{:.1f}")
    axes[1].set_ylabel("")
    worst = int(np.argmin(np.diag(shares)))
    (i, j, count), *_ = frequent_errors(counts)
    axes[0].set_title(
        f"{i} read as {j} is the most frequent error:\n{count} of {counts[i].sum():,}",
        fontsize=10.5,
    )
    missed = 100 - shares[worst, worst]
    axes[1].set_title(
        f"In % of each row: the {worst}s are missed\nmost, {missed:.1f} % of them", fontsize=10.5
    )
    figure_of(axes).suptitle(
        f"Confusion matrix, {counts.sum():,} {name}: counts, and % of each row", fontsize=12
    )
    describe(axes, confusion_in_words(counts, name))
    return axes


def off_diagonal_heat_map(ax, values, number):
    """Draw one heat map whose colours are for the entries off the diagonal."""
    diagonal = np.eye(len(values), dtype=bool)
    text = [[number.format(value) for value in row] for row in values]
    text = [["" if float(cell) == 0 else cell for cell in row] for row in text]  # too rare to show
    errors = values[~diagonal]
    shared = {"cbar": False, "linewidths": 0.5, "linecolor": "white", "fmt": ""}
    small = {"fontsize": 7.5}
    sns.heatmap(
        values,
        mask=diagonal,
        annot=text,
        annot_kws=small,
        cmap=SEQUENTIAL,
        vmin=0,
        vmax=errors.max() or 1,
        ax=ax,
        **shared,
    )
    sns.heatmap(
        np.zeros_like(values),
        mask=~diagonal,
        annot=text,
        cmap=["#dddddd"],
        ax=ax,
        annot_kws={**small, "color": BLACK},
        **shared,
    )
    ax.set(xlabel="read as", ylabel="true class (label)")
    ax.tick_params(length=0, labelrotation=0)


def frequent_errors(counts, top=1):
    """Return the ``top`` most frequent errors as tuples (true class, read as, count)."""
    errors = counts - np.diag(np.diag(counts))
    order = np.argsort(-errors, axis=None, kind="stable")[:top]
    rows, columns = np.unravel_index(order, counts.shape)
    return [(int(i), int(j), int(errors[i, j])) for i, j in zip(rows, columns, strict=True)]


def confusion_in_words(counts, name):
    """The alt text of a confusion matrix: how much is right, and the most frequent errors."""
    right, total = np.trace(counts), counts.sum()
    errors = ", ".join(f"{i} read as {j} {n} times" for i, j, n in frequent_errors(counts, 5) if n)
    return (
        f"Confusion matrix of {total:,} {name}: {right:,} on the diagonal, {total - right:,} "
        f"errors. The most frequent: {errors}."
    )


def second_choices(table, ax=None):
    """Draw which class comes second, for each true class, as a heat map of row shares.

    Parameters
    ----------
    table : array of integers, shape (C, C)
        Entry (i, j): images of class i that were read right and whose second most probable
        class is j.

    Returns
    -------
    Axes
    """
    ax = new_axes(4.6, 4.2) if ax is None else ax
    shares = 100 * table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    off_diagonal_heat_map(ax, shares, "{:.0f}")
    ax.set(xlabel="second choice", ylabel="true class, read right")
    i, j = np.unravel_index(shares.argmax(), shares.shape)
    ax.set_title(
        f"In % of each row: the second choice for a {i}\nis most often {j} ({shares[i, j]:.0f} %)"
    )
    leaders = ", ".join(f"{k}: {row.argmax()} ({row.max():.0f} %)" for k, row in enumerate(shares))
    describe(ax, f"Most frequent second choice for images read right, by true class. {leaders}.")
    return ax


def confused_pairs(counts, top=8, ax=None):
    """Draw the most confused pairs, both directions of each, with 95 % intervals.

    Parameters
    ----------
    counts : array of integers, shape (C, C)
        Rows are true classes, columns predicted ones.
    top : int
        Pairs with the most errors in both directions together.

    Returns
    -------
    Axes
    """
    ax = new_axes(6.8, 0.42 * top + 1.2) if ax is None else ax
    pairs = most_confused_pairs(counts, top)
    totals = counts.sum(axis=1)
    for sign, marker, colour, style in [(-1, "o", BLUE, "-"), (1, "s", VERMILION, "--")]:
        for row, (i, j) in enumerate(pairs):
            true, read = (i, j) if sign < 0 else (j, i)
            low, high = wilson_interval(counts[true, read], totals[true])
            y, share = row + 0.17 * sign, counts[true, read] / totals[true]
            ax.plot([100 * low, 100 * high], [y, y], style, color=colour)
            ax.plot(100 * share, y, marker, color=colour)
            ax.annotate(
                f"{true} → {read}: {counts[true, read]}",
                (100 * high, y),
                (5, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
            )
    ax.set(yticks=range(top), yticklabels=[f"{i} and {j}" for i, j in pairs])
    ax.set(xlabel="% of the images of the true class, with 95 % interval")
    ax.set_xlim(0, 1.15 * ax.get_xlim()[1])  # room for the words beside the longest interval
    ax.invert_yaxis()
    (i, j), *_ = pairs
    ax.set_title(
        f"Most confused pair: {i} and {j}, {counts[i, j]} errors one way, {counts[j, i]} the other"
    )
    words = "; ".join(f"{i} → {j} {counts[i, j]}, {j} → {i} {counts[j, i]}" for i, j in pairs)
    describe(ax, f"Errors of the {top} most confused pairs, true class → read as: {words}.")
    return ax


def most_confused_pairs(counts, top):
    """Return pairs (i, j), i < j, in the order of their errors in both directions together."""
    both = np.triu(counts + counts.T, k=1)
    order = np.argsort(-both, axis=None, kind="stable")[:top]
    return [(int(i), int(j)) for i, j in zip(*np.unravel_index(order, both.shape), strict=True)]


def errors_by_network(matrices, top=10, ax=None):
    """Draw how often each of several networks makes the errors that are frequent overall.

    Parameters
    ----------
    matrices : list of arrays, shape (C, C)
        One confusion matrix for each network, of the same images.
    top : int
        Number of errors shown.

    Returns
    -------
    Axes
    """
    ax = new_axes(6.4, 0.32 * top + 1.3) if ax is None else ax
    rows = frequent_errors(sum(matrices), top)
    numbers = np.array([[counts[i, j] for i, j, _ in rows] for counts in matrices])
    for row in range(top):
        ax.plot(
            [numbers[:, row].min(), numbers[:, row].max()], [row, row], color="#bbbbbb", zorder=0
        )
    for k, line in enumerate(numbers):
        ax.plot(
            line,
            np.arange(top) + 0.16 * (k - (len(matrices) - 1) / 2),
            "os^Dv"[k % 5],
            color=COLOURS[k],
            label=f"network {k}",
        )
    ax.set(yticks=range(top), yticklabels=[f"{i} → {j}" for i, j, _ in rows])
    ax.set(xlabel="errors among the test images", ylabel="true class → read as", xlim=(0, None))
    ax.invert_yaxis()
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    spread = np.ptp(numbers, axis=0)
    i, j, _ = rows[int(spread.argmax())]
    few, many = numbers[:, spread.argmax()].min(), numbers[:, spread.argmax()].max()
    ax.set_title(f"The same recipe, other seeds: {i} → {j} happens {few} to {many} times")
    words = "; ".join(
        f"{i} → {j} " + ", ".join(map(str, column))
        for (i, j, _), column in zip(rows, numbers.T, strict=True)
    )
    describe(ax, f"Counts of the most frequent errors in {len(matrices)} networks: {words}.")
    return ax


def precision_and_recall(counts, ax=None):
    """Draw precision and recall of each class with 95 % intervals.

    Parameters
    ----------
    counts : array of integers, shape (C, C)
        Rows are true classes, columns predicted ones.

    Returns
    -------
    Axes
    """
    ax = new_axes(6.6, 3.4) if ax is None else ax
    hits, classes = np.diag(counts), np.arange(len(counts))
    values = {"precision": counts.sum(axis=0), "recall": counts.sum(axis=1)}
    for (name, totals), shift, marker, colour in zip(
        values.items(), (-0.13, 0.13), "os", (BLUE, VERMILION), strict=True
    ):
        share, (low, high) = hits / totals, wilson_interval(hits, totals)
        ax.errorbar(
            classes + shift,
            100 * share,
            100 * np.array([share - low, high - share]),
            fmt=marker,
            color=colour,
            capsize=2,
            label=name,
        )
    ax.set(xticks=classes, xlabel="class", ylabel="% (bars: 95 % interval)")
    ax.set_ylim(bottom=ax.get_ylim()[0] - 0.8)  # room for the legend
    ax.legend(ncols=2, loc="lower left", frameon=False)
    precision, recall = 100 * hits / values["precision"], 100 * hits / values["recall"]
    p, r = int(precision.argmin()), int(recall.argmin())
    ax.set_title(
        f"Lowest recall: {r} ({recall[r]:.1f} %); lowest precision: {p} ({precision[p]:.1f} %)"
    )
    words = "; ".join(f"{k}: {precision[k]:.1f} %, {recall[k]:.1f} %" for k in classes)
    describe(ax, f"Precision and recall by class. {words}.")
    return ax


def reliability_diagram(confidence, correct, n_bins=15, axes=None):
    """Draw how often predictions are right against how sure the network was of them.

    Parameters
    ----------
    confidence : array, shape (N,)
        Probability of the predicted class.
    correct : array of bool, shape (N,)
        Whether the prediction is right.
    n_bins : int
        Bins of equal width.
    axes : array of two Axes, optional
        For the diagram, and for the number of predictions in each bin.

    Returns
    -------
    array of two Axes
    """
    if axes is None:
        axes = new_axes(5.2, 4.2, rows=2, height_ratios=[2.2, 1], sharex=True)
    n, mean_confidence, share_right = calibration_bins(confidence, correct, n_bins)
    used = n > 0
    low, high = wilson_interval(np.round(share_right[used] * n[used]), n[used])
    x, y = mean_confidence[used], share_right[used]
    axes[0].plot([0, 1], [0, 1], "--", color=BLACK, label="as sure as right")
    axes[0].errorbar(
        x,
        y,
        [np.maximum(y - low, 0), np.maximum(high - y, 0)],
        fmt="o",
        color=BLUE,
        capsize=2,
        label="a bin, with 95 % interval",
    )
    axes[0].set(ylabel="share that is right", ylim=(-0.03, 1.03), xlim=(0, 1.01))
    axes[0].legend(loc="lower right", frameon=False)
    edges = np.linspace(0, 1, n_bins + 1)
    axes[1].bar(edges[:-1], n, width=1 / n_bins, align="edge", color=SKY, edgecolor=BLACK, lw=0.6)
    axes[1].set(yscale="log", ylim=(0.5, 5 * len(confidence)))
    axes[1].set(xlabel="confidence: probability of the class read", ylabel="predictions")
    for edge, count in zip(edges[:-1][used], n[used], strict=True):
        axes[1].annotate(
            str(count),
            (edge + 0.5 / n_bins, count),
            (0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=7.5,
        )
    error = np.sum(n[used] * abs(x - y)) / n.sum()
    axes[0].set_title(
        f"Confidence {100 * np.mean(confidence):.1f} % on average, "
        f"right {100 * np.mean(correct):.1f} %:\n"
        f"expected calibration error {100 * error:.2f} points"
    )
    bins = "; ".join(f"{c:.2f}: {r:.2f} of {k}" for c, r, k in zip(x, y, n[used], strict=True))
    describe(
        axes,
        f"Reliability diagram. Expected calibration error {100 * error:.2f} percentage points. "
        f"{100 * n[-1] / n.sum():.0f} % of {n.sum():,} predictions are in the last bin. "
        f"Mean confidence of a bin, and share that is right: {bins}.",
    )
    return axes


def loss_by_temperature(temperatures, losses, ax=None):
    """Draw the validation loss against the temperature that divides the logits.

    Parameters
    ----------
    temperatures, losses : array, shape (K,)

    Returns
    -------
    Axes
    """
    ax = new_axes(5.2, 3.0) if ax is None else ax
    temperatures, losses = np.asarray(temperatures), np.asarray(losses)
    best = int(losses.argmin())
    start = float(np.interp(1, temperatures, losses))
    ax.plot(temperatures, losses, color=ORANGE)
    ax.plot(1, start, "s", color=BLACK)
    ax.plot(temperatures[best], losses[best], "o", color=BLACK)
    ax.annotate(f"as trained: {start:.4f}", (1, start), (8, 6), textcoords="offset points")
    lowest = (temperatures[best], losses[best])
    ax.annotate(
        f"smallest: {losses[best]:.4f}", lowest, (0, -16), textcoords="offset points", ha="center"
    )
    ax.margins(y=0.15)
    ax.set(xlabel="temperature T", ylabel="validation loss (nats)")
    ax.set_title(f"The validation loss is smallest at T = {temperatures[best]:.2f}")
    describe(
        ax,
        f"Validation loss for temperatures from {temperatures[0]:.2f} to {temperatures[-1]:.2f}: "
        f"{start:.4f} at T = 1, smallest ({losses[best]:.4f}) at T = {temperatures[best]:.2f}.",
    )
    return ax


def error_by_coverage(confidence, correct, threshold=None, ax=None):
    """Draw the error among the answered images against the share that is answered.

    Parameters
    ----------
    confidence : array, shape (N,)
        Probability of the predicted class.
    correct : array of bool, shape (N,)
    threshold : float, optional
        Marks the point at which predictions below this confidence are refused.

    Returns
    -------
    Axes
    """
    ax = new_axes(5.8, 3.3) if ax is None else ax
    order = np.argsort(-np.asarray(confidence), kind="stable")
    answered = np.arange(1, len(order) + 1)
    error = np.cumsum(~np.asarray(correct)[order]) / answered
    ax.plot(100 * answered / len(order), 100 * error, color=BLUE)
    ax.set(xlabel="coverage: images answered (%)", ylabel="errors among the answered (%)")
    ax.set(xlim=(60, 100.5), ylim=(0, None))
    words = f"Answering all {len(order):,} images: {100 * error[-1]:.2f} % errors."
    ax.set_title(words)
    if threshold is not None:
        kept = int(np.sum(np.asarray(confidence) >= threshold))
        x, y = 100 * kept / len(order), 100 * error[kept - 1]
        ax.plot(x, y, "o", color=BLACK)
        ax.annotate(
            f"threshold {threshold:.2f}", (x, y), (-8, 10), textcoords="offset points", ha="right"
        )
        title = (
            f"Refusing {100 - x:.1f} % cuts the errors from {100 * error[-1]:.2f} % to {y:.2f} %"
        )
        ax.set_title(title)
        words = f"{words} {title}, with the threshold {threshold:.2f}."
    steps = "; ".join(
        f"{c} %: {100 * error[len(order) * c // 100 - 1]:.2f} %" for c in (70, 80, 90, 95)
    )
    describe(ax, f"{words} Errors by coverage: {steps}.")
    return ax
