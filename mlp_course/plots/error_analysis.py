"""Figures of the notebook error_analysis."""

import numpy as np

from mlp_helpers.metrics import calibration_bins, wilson_interval

from .style import BLUE, ORANGE, SKY, class_bars, dodged, figure, heat_map, note, rows_of, tiles

__all__ = [
    "image_and_probabilities",
    "grid_of_mistakes",
    "confusion_heat_maps",
    "second_choices",
    "confused_pairs",
    "errors_by_network",
    "errors_by_writers",
    "errors_by_teachers",
    "precision_and_recall",
    "reliability_diagram",
    "loss_by_temperature",
    "error_by_coverage",
]


@figure(8.2, 2.7, columns=2, width_ratios=[1, 2.1])
def image_and_probabilities(axes, image, probabilities, y_true=None):
    """Draw one image beside a bar chart of its ten probabilities.

    The bar of the class that was read is filled dark, that of the true class hatched and
    outlined; both are marked by words as well, so nothing depends on colour.

    Parameters
    ----------
    image : array, shape (28, 28)
    probabilities : array, shape (C,)
    y_true : int, optional
        The label, if it is known.
    """
    title, y_pred = verdict(probabilities, y_true), int(np.argmax(probabilities))
    tiles(axes[:1], [image], [title])
    bars = class_bars(axes[1], probabilities, colour=SKY)
    bars[y_pred].set_facecolor(BLUE)
    marks = {y_pred: "right" if y_pred == y_true else "answer"}
    if y_true not in (None, y_pred):
        bars[y_true].set(facecolor=ORANGE, hatch="////", linewidth=1.6)
        marks[int(y_true)] = "truth"
    for label, word in marks.items():
        # Next to the taller bar of the class read, the word "truth" points away from it.
        away = np.sign(label - y_pred) if abs(label - y_pred) <= 2 else 0
        side = {-1: "right", 0: "center", 1: "left"}[away]
        note(axes[1], word, (label, probabilities[label]), (-5 * away, 4), ha=side, fontsize=9)
    axes[1].set(ylim=(0, 1.18), yticks=[0, 0.5, 1], xlabel="digit", ylabel="probability")
    order = np.argsort(-np.asarray(probabilities), kind="stable")
    listed = [f"{k} {percent(probabilities[k])}" for k in order if probabilities[k] >= 0.01]
    return None, f"{title}. Probabilities: {', '.join(listed)}."


def verdict(probabilities, y_true=None):
    """Say in a few words how an image was read: "Read as 9 (62 %), is a 4"."""
    y_pred = int(np.argmax(probabilities))
    wrong = f", is {a_digit(y_true)}"
    truth = "" if y_true is None else ", right" if y_pred == y_true else wrong
    return f"Read as {y_pred} ({percent(probabilities[y_pred])}){truth}"


def a_digit(k):
    """Write a digit with its article: "a 7", "an 8"."""
    return f"{'an' if k == 8 else 'a'} {k}"


def percent(share):
    """Write a share as whole per cent, without calling 0.999 certain or 0.001 impossible."""
    if 0 < share < 0.01 or share > 0.999:
        return "under 1 %" if share < 0.01 else "over 99.9 %"
    return f"{100 * share:.{int(share >= 0.99)}f} %"


@figure(
    width=8.5,
    height=lambda images, columns: 10.2 / columns * rows_of(images, columns) + 0.3,
    rows=rows_of,
    columns=lambda columns: columns,
)
def grid_of_mistakes(axes, images, y_true, y_pred, columns=10, title=None):
    """Draw images in a grid, each under its label and what it was read as: "4 → 9".

    Parameters
    ----------
    images : array, shape (K, 28, 28)
    y_true, y_pred : array of integers, shape (K,)
    columns : int
    title : str, optional
        The default counts the images.
    """
    pairs = [f"{t} → {p}" for t, p in zip(y_true, y_pred, strict=True)]
    tiles(axes, images, pairs)
    title = title or f"{len(images)} mistakes: label → what the network read"
    return title, f"{len(images)} misread images, label → read as: {', '.join(pairs)}."


@figure(7.4, 4.1, columns=2)
def confusion_heat_maps(axes, counts, name="test images"):
    """Draw a confusion matrix as counts and as shares of each row.

    The colours are for the errors alone: the diagonal, which holds nearly everything, is left
    grey, or nothing else could be told apart. Cells that would show 0 or 0.0 are empty.

    Parameters
    ----------
    counts : array of integers, shape (C, C)
        Rows are true classes, columns predicted ones.
    name : str
        What was counted, for the titles.
    """
    shares = 100 * counts / counts.sum(axis=1, keepdims=True)
    off_diagonal_heat_map(axes[0], counts, ".0f")
    off_diagonal_heat_map(axes[1], shares, ".1f")
    axes[0].set_ylabel("true class (label)")
    right, total = np.trace(counts), counts.sum()
    title = f"Confusion matrix, {total:,} {name}: counts, and % of each row"
    words = f"Confusion matrix of {total:,} {name}: {right:,} on the diagonal, {total - right:,} "
    if right == total:
        return f"Confusion matrix, {total:,} {name}: not one error", f"{words}errors."
    most = largest_off_diagonal(counts, 5)
    worst = int(np.argmin(np.diag(shares)))
    axes[0].set_title(most_frequent_error(counts), fontsize=10.5)
    missed = f"the {worst}s are missed\nmost, {100 - shares[worst, worst]:.1f} % of them"
    axes[1].set_title(f"In % of each row: {missed}", fontsize=10.5)
    errors = [f"{i} read as {j} {counts[i, j]} times" for i, j in most if counts[i, j]]
    return title, f"{words}errors. The most frequent: {', '.join(errors)}."


def most_frequent_error(counts):
    """Name the largest entry off the diagonal, and what shares its place, as a title."""
    largest = largest_off_diagonal(counts, 4)
    most = [(i, j) for i, j in largest if counts[i, j] == counts[tuple(largest[0])]]
    words = [f"{i} read as {j}, {counts[i, j]} of {counts[i].sum():,}" for i, j in most[:2]]
    if len(most) == 1:
        return f"The most frequent error:\n{words[0]}"
    return f"Most frequent: {words[0]},\nand {words[1]}{', and others' * (len(most) > 2)}"


def off_diagonal_heat_map(ax, values, form):
    """Draw one heat map whose colours are for the entries off the diagonal."""
    texts = np.array([[format(value, form) for value in row] for row in values])
    texts[texts.astype(float) == 0] = ""  # too rare to show
    diagonal = np.eye(len(values), dtype=bool)
    errors = {"mask": diagonal, "vmin": 0, "vmax": values[~diagonal].max() or 1, "linewidths": 0.5}
    heat_map(ax, values, annot=texts, fmt="", annot_kws={"fontsize": 7.5}, **errors)
    for k, text in enumerate(np.diag(texts)):
        ax.text(k + 0.5, k + 0.5, text, ha="center", va="center", fontsize=7.5)
    ax.set(facecolor="#dddddd", xlabel="read as")


def largest_off_diagonal(matrix, top):
    """Return the places (i, j) of the ``top`` largest entries off the diagonal, largest first."""
    order = np.argsort(np.diag(np.diag(matrix)) - matrix, axis=None, kind="stable")[:top]
    return np.transpose(np.unravel_index(order, matrix.shape)).tolist()


@figure(4.6, 4.2)
def second_choices(ax, table):
    """Draw which class comes second, for each true class, as a heat map of row shares.

    Parameters
    ----------
    table : array of integers, shape (C, C)
        Entry (i, j): images of class i that were read correctly and whose second most probable
        class is j.
    """
    shares = 100 * table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    off_diagonal_heat_map(ax, shares, ".0f")
    ax.set(xlabel="second choice", ylabel="true class, read correctly")
    [(i, j)] = largest_off_diagonal(shares, 1)
    leaders = ", ".join(f"{k}: {row.argmax()} ({row.max():.0f} %)" for k, row in enumerate(shares))
    return (
        f"In % of each row: the second choice for {a_digit(i)}\n"
        f"is most often {j} ({shares[i, j]:.0f} %)",
        f"Most frequent second choice for images read correctly, by true class. {leaders}.",
    )


@figure(6.8, lambda top: 0.42 * top + 1.2)
def confused_pairs(ax, counts, top=8):
    """Draw the most confused pairs, both directions of each, with 95 % intervals.

    Parameters
    ----------
    counts : array of integers, shape (C, C)
        Rows are true classes, columns predicted ones.
    top : int
        Pairs with the most errors in both directions together.
    """
    pairs = np.array(largest_off_diagonal(np.triu(counts + counts.T), top))
    ways = {"one way": pairs.T, "the other": pairs.T[::-1]}
    for (i, j), shift, style in dodged(ways, gap=0.34):
        share, bars = percent_and_bars(counts[i, j], counts.sum(axis=1)[i])
        ax.errorbar(share, np.arange(top) + shift, xerr=bars, **style)
        for k, end in enumerate(share + bars[1]):
            words = f"{i[k]} → {j[k]}: {counts[i[k], j[k]]}"
            note(ax, words, (end, k + shift), (5, 0), va="center", fontsize=8.5)
    ax.set(yticks=range(top), yticklabels=[f"{i} and {j}" for i, j in pairs])
    ax.set(xlabel="% of the images of the true class, with 95 % interval")
    ax.set_xlim(0, 1.15 * ax.get_xlim()[1])  # room for the words beside the longest interval
    ax.invert_yaxis()
    words = "; ".join(f"{i} → {j} {counts[i, j]}, {j} → {i} {counts[j, i]}" for i, j in pairs)
    i, j = pairs[0]
    return (
        f"Most confused pair: {i} and {j}, {counts[i, j]} errors one way, {counts[j, i]} the other",
        f"Errors of the {top} most confused pairs, true class → read as: {words}.",
    )


def percent_and_bars(k, n):
    """Return k / n in per cent, and how far the 95 % interval reaches below and above it."""
    share, (low, high) = k / n, wilson_interval(k, n)
    return 100 * share, 100 * np.maximum([share - low, high - share], 0)


@figure(6.8, lambda top: 0.44 * top + 1.1)
def errors_by_network(ax, matrices, top=10):
    """Draw how often each of several networks makes the errors that are frequent overall.

    Parameters
    ----------
    matrices : list of arrays, shape (C, C)
        One confusion matrix for each network, of the same images.
    top : int
        Number of errors shown.
    """
    errors = largest_off_diagonal(sum(matrices), top)
    numbers = np.array([[counts[i, j] for i, j in errors] for counts in matrices])
    few, many = numbers.min(axis=0), numbers.max(axis=0)
    ax.hlines(range(top), few, many, color="#bbbbbb", zorder=0)
    networks = {f"network {k}": line for k, line in enumerate(numbers)}
    for line, shift, style in dodged(networks, gap=0.13):
        ax.plot(line, np.arange(top) + shift, **style)
    names = [f"{i} → {j}" for i, j in errors]
    ax.set(yticks=range(top), yticklabels=names, xlim=(0, None))
    ax.set(xlabel="errors among the test images", ylabel="true class → read as")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.invert_yaxis()
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    k = int((many - few).argmax())
    words = [f"{n} {', '.join(map(str, of))}" for n, of in zip(names, numbers.T, strict=True)]
    return (
        f"The same recipe, other seeds: {names[k]} happens {few[k]} to {many[k]} times",
        f"Counts of the most frequent errors in {len(matrices)} networks: {'; '.join(words)}.",
    )


@figure(6.6, lambda misread: 0.42 * len(misread) + 1.3)
def errors_by_writers(ax, misread, student):
    """Draw how often each of several networks misreads each of two groups, with 95 % intervals.

    Parameters
    ----------
    misread : array of bool, shape (K, N)
        A row for each network.
    student : array of bool, shape (N,)
        True for the first group, False for the second.
    """
    groups, places = {"first 5,001 images": student, "last 4,999 images": ~student}, len(misread)
    rates = []
    for group, shift, style in dodged(groups, gap=0.26):
        share, bars = percent_and_bars(misread[:, group].sum(axis=1), group.sum())
        ax.errorbar(share, np.arange(places) + shift, xerr=bars, capsize=2, **style)
        rates.append(share)
    ax.set(yticks=range(places), yticklabels=[f"network {k}" for k in range(places)])
    ax.set(xlabel="% misread (bars: 95 % interval)", xlim=(0, None))
    ax.invert_yaxis()
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    ratio = rates[0] / rates[1]
    words = [f"{k}: {a:.2f} %, {b:.2f} %" for k, (a, b) in enumerate(zip(*rates, strict=True))]
    return (
        f"The first part is misread {ratio.min():.1f} to {ratio.max():.1f} times as often as the "
        "last",
        f"Share of misread images in the first 5,001 and the last 4,999 test images, for "
        f"{places} networks. {'; '.join(words)}.",
    )


@figure(8.4, 2.8)
def errors_by_teachers(ax, names, misread, student):
    """Draw the error rates of two groups of writers against who wrote the training images.

    Parameters
    ----------
    names : list of str, length G
        Who wrote the training images.
    misread : array of bool, shape (G, S, N)
        For each of them, and each seed, which of the test images are misread.
    student : array of bool, shape (N,)
        Who wrote the test images.
    """
    words, places = [], np.arange(len(names))
    for group, shift, style in dodged({"students": student, "employees": ~student}, gap=0.2):
        rates = 100 * misread[..., group].mean(axis=-1)  # (G, S)
        shifts = np.repeat(places + shift, rates.shape[1])
        style["label"] = f"{style['label']}' test images"
        ax.plot(rates.ravel(), shifts, **style)
        words.append([f"{', '.join(f'{r:.1f}' for r in of)} %" for of in rates])
    means = 100 * np.stack([misread[..., g].mean((1, 2)) for g in (student, ~student)])
    ax.set(yticks=places, yticklabels=names, ylabel="learned from", ylim=(len(names) - 0.5, -0.5))
    ax.set(xlabel="% misread (one mark for each seed)", xlim=(0, None))
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    ratios = means[0] / means[1]
    told = [f"{n}: students {a}, employees {b}" for n, a, b in zip(names, *words, strict=True)]
    return (
        f"Students are misread {ratios[0]:.1f} times as often as employees\nafter learning from "
        f"{names[0]}, {ratios[-1]:.1f} times after {names[-1]} (means of the seeds)",
        f"Error rates by who wrote the training images. {'; '.join(told)}.",
    )


@figure(6.6, 3.4)
def precision_and_recall(ax, counts):
    """Draw precision and recall of each class with 95 % intervals.

    Parameters
    ----------
    counts : array of integers, shape (C, C)
        Rows are true classes, columns predicted ones.
    """
    hits, classes, shares = np.diag(counts), np.arange(len(counts)), []
    totals = {"precision": counts.sum(axis=0), "recall": counts.sum(axis=1)}
    for of, shift, style in dodged(totals, gap=0.26):
        share, bars = percent_and_bars(hits, of)
        ax.errorbar(classes + shift, share, bars, capsize=2, **style)
        shares.append(share)
    ax.set(xticks=classes, xlabel="class", ylabel="% (bars: 95 % interval)")
    ax.set_ylim(bottom=ax.get_ylim()[0] - 0.8)  # room for the legend
    ax.legend(ncols=2, loc="lower left", frameon=False)
    precision, recall = shares
    p, r = precision.argmin(), recall.argmin()
    words = "; ".join(f"{k}: {precision[k]:.1f} %, {recall[k]:.1f} %" for k in classes)
    return (
        f"Lowest recall: {r} ({recall[r]:.1f} %); lowest precision: {p} ({precision[p]:.1f} %)",
        f"Precision and recall by class. {words}.",
    )


@figure(5.2, 4.2, rows=2, height_ratios=[2.2, 1], sharex=True)
def reliability_diagram(axes, confidence, correct, n_bins=15):
    """Draw how often predictions are right against how sure the network was of them.

    Parameters
    ----------
    confidence : array, shape (N,)
        Probability of the predicted class.
    correct : array of bool, shape (N,)
        Whether the prediction is right.
    n_bins : int
        Bins of equal width.
    """
    n, x, y = calibration_bins(confidence, correct, n_bins)
    last, used, left = n[-1] / n.sum(), n > 0, np.arange(n_bins) / n_bins
    n, x, y, left = n[used], x[used], y[used], left[used]
    _, bars = percent_and_bars(np.round(y * n), n)
    axes[0].plot([0, 1], [0, 1], "--", color="black", label="as sure as right")
    dots = {"fmt": "o", "color": BLUE, "label": "a bin, with 95 % interval"}
    axes[0].errorbar(x, y, bars / 100, capsize=2, **dots)
    axes[0].set(ylabel="share that is right", ylim=(-0.03, 1.03), xlim=(0, 1.01))
    axes[0].legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    columns = axes[1].bar(left, n, 1 / n_bins, align="edge", color=SKY, edgecolor="black", lw=0.6)
    axes[1].bar_label(columns, padding=2, fontsize=7.5)
    axes[1].set(yscale="log", ylim=(0.5, 5 * len(confidence)))
    axes[1].set(xlabel="confidence: probability of the class read", ylabel="predictions")
    error = np.sum(n * abs(x - y)) / n.sum()
    bins = "; ".join(f"{c:.2f}: {r:.2f} of {k}" for c, r, k in zip(x, y, n, strict=True))
    return (
        f"Confidence {100 * np.mean(confidence):.1f} % on average, "
        f"right {100 * np.mean(correct):.1f} %:\n"
        f"expected calibration error {100 * error:.2f} points",
        f"Reliability diagram. Expected calibration error {100 * error:.2f} percentage points. "
        f"{100 * last:.0f} % of {n.sum():,} predictions are in the last bin. "
        f"Mean confidence of a bin, and share that is right: {bins}.",
    )


@figure(5.2, 3.0)
def loss_by_temperature(ax, temperatures, losses):
    """Draw the validation loss against the temperature that divides the logits.

    Parameters
    ----------
    temperatures, losses : array, shape (K,)
    """
    T, losses = np.asarray(temperatures), np.asarray(losses)
    best, start = int(losses.argmin()), float(np.interp(1, T, losses))
    ax.plot(T, losses, color=ORANGE)
    ax.plot(1, start, "s", color="black")
    ax.plot(T[best], losses[best], "o", color="black")
    note(ax, f"as trained: {start:.4f}", (1, start), (8, 6))
    note(ax, f"smallest: {losses[best]:.4f}", (T[best], losses[best]), (0, -16), ha="center")
    ax.margins(y=0.15)
    ax.set(xlabel="temperature T", ylabel="validation loss (nats)")
    return (
        f"The validation loss is smallest at T = {T[best]:.2f}",
        f"Validation loss for temperatures from {T[0]:.2f} to {T[-1]:.2f}: "
        f"{start:.4f} at T = 1, smallest ({losses[best]:.4f}) at T = {T[best]:.2f}.",
    )


@figure(5.8, 3.3)
def error_by_coverage(ax, confidence, correct, threshold=None):
    """Draw the error among the answered images against the share that is answered.

    Parameters
    ----------
    confidence : array, shape (N,)
        Probability of the predicted class.
    correct : array of bool, shape (N,)
    threshold : float, optional
        Marks the point at which predictions below this confidence are refused.
    """
    order = np.argsort(-np.asarray(confidence), kind="stable")
    answered = np.arange(1, len(order) + 1)
    error = 100 * np.cumsum(~np.asarray(correct)[order]) / answered
    ax.plot(100 * answered / len(order), error, color=BLUE)
    ax.set(xlabel="coverage: images answered (%)", ylabel="errors among the answered (%)")
    ax.set(xlim=(60, 100.5), ylim=(0, None))
    title = words = f"Answering all {len(order):,} images: {error[-1]:.2f} % errors."
    if threshold is not None:
        kept = int(np.sum(np.asarray(confidence) >= threshold))
        x, y = 100 * kept / len(order), error[kept - 1]
        ax.plot(x, y, "o", color="black")
        note(ax, f"threshold {threshold:.2f}", (x, y), (-8, 10), ha="right")
        title = f"Refusing {100 - x:.1f} % cuts the errors from {error[-1]:.2f} % to {y:.2f} %"
        words = f"{words} {title}, with the threshold {threshold:.2f}."
    steps = [f"{c} %: {error[len(order) * c // 100 - 1]:.2f} %" for c in (70, 80, 90, 95)]
    return title, f"{words} Errors by coverage: {'; '.join(steps)}."
