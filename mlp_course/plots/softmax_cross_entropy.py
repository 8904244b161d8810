"""Figures of the notebook softmax_cross_entropy."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, NullLocator

from mlp_helpers.activations import softmax

from .style import (
    BLACK,
    BLUE,
    GREEN,
    MARKERS,
    ORANGE,
    SKY,
    VERMILION,
    around_zero,
    class_bars,
    curves,
    figure,
    figure_of,
    heat_map,
    look,
    minus,
    note,
    show_image,
    tiles,
)

__all__ = [
    "matrix_product", "score_in_pictures", "softmax_steps", "temperature_panels", "surprise_curve",
    "cross_entropy_and_entropy", "one_score_moves", "jacobian_heatmap", "pushes_on_the_scores",
    "regression_curves", "weights_by_class", "weights_with_spots", "accuracy_by_rate",
    "saturated_gradients",
]  # fmt: skip


@figure(7.6, 4.3)
def matrix_product(ax, X, W, row, column):
    """Draw ``X @ W`` with W above the result, so that each row meets each column at its entry.

    Only one entry of the result is filled in, the others are left to the reader.

    Parameters
    ----------
    X : array, shape (B, n)
    W : array, shape (n, C)
    row, column : int
        The entry whose row of X and column of W are marked.
    """
    (B, n), C, gap = X.shape, W.shape[1], 0.8
    entry = X[row] @ W[:, column]
    product = np.full((B, C), "?", dtype=object)
    product[row, column] = f"{entry:g}"
    marked = np.zeros((B, C), dtype=bool)
    marked[row, column] = True
    rows, columns = np.arange(B) == row, np.arange(C) == column
    number_grid(ax, X, (0, n + gap), np.tile(rows, (n, 1)).T, SKY)
    number_grid(ax, W, (n + gap, 0), np.tile(columns, (n, 1)), SKY)
    number_grid(ax, product, (n + gap, n + gap), marked, ORANGE)
    right = n + gap + C + 0.25
    ax.text(n / 2, n + gap - 0.15, f"X {X.shape}: images", ha="center", va="bottom")
    ax.text(right, n / 2, f"W {W.shape}:\nweights, a column for each class", va="center")
    ax.text(right, n + gap + B / 2, f"X @ W {(B, C)}: scores", va="center")
    ax.set(xlim=(-0.1, right + 4.6), ylim=(n + gap + B + 0.1, -0.1), aspect="equal")
    ax.set_axis_off()
    factors = [
        f"{x:g}·{w:g}" if w >= 0 else f"{x:g}·({w:g})"
        for x, w in zip(X[row], W[:, column], strict=True)
    ]
    result = minus(f"{' + '.join(factors)} = {entry:g}")
    return (
        f"Row {row} meets column {column}:  {result}",
        f"Three grids of numbers. X of shape {X.shape} stands on the left, W of shape {W.shape} "
        f"above, and their product of shape {(B, C)} where the rows of X meet the columns of W. "
        f"Row {row} of X and column {column} of W are marked, and where they meet: {result}. "
        f"The rows of X: {in_rows(X)}. The rows of W: {in_rows(W)}.",
    )


def number_grid(ax, values, corner, marked, colour):
    """Draw a table of numbers as boxes, from its upper left ``corner`` (x, y) on."""
    for (i, j), value in np.ndenumerate(values):
        place = (corner[0] + j, corner[1] + i)
        face = colour if marked[i, j] else "white"
        ax.add_patch(Rectangle(place, 1, 1, facecolor=face, edgecolor="0.5"))
        style = {"ha": "center", "va": "center", "fontsize": 11}
        weight = "bold" if marked[i, j] else "normal"
        ax.text(place[0] + 0.5, place[1] + 0.5, minus(str(value)), fontweight=weight, **style)


def in_rows(values):
    return "; ".join(" ".join(f"{value:g}" for value in line) for line in values)


@figure(7.2, 4.6, rows=lambda classes: len(classes), columns=3)
def score_in_pictures(axes, x, W, classes):
    """Draw how an image gets its scores, a row for each class: pixel times weight, added up.

    Parameters
    ----------
    x : array, shape (784,)
    W : array, shape (784, C)
    classes : list of int
        The columns of W to show, two or more.
    """
    shape, scores = (28, 28), x @ W[:, classes]
    between = {"ha": "center", "va": "center", "fontsize": 18}
    for line, k, score in zip(axes, classes, scores, strict=True):
        colours, w = around_zero(0.8 * np.abs(W[:, k]).max()), W[:, k]
        show_image(line[0], x.reshape(shape), "the image")
        show_image(line[1], w.reshape(shape), f"the weights of the {k}", **colours)
        show_image(line[2], (x * w).reshape(shape), "pixel times weight", **colours)
        for ax, sign in zip(line, "×=", strict=False):
            ax.text(1.13, 0.5, sign, transform=ax.transAxes, **between)
        line[2].set_xlabel(f"sum: {score:.1f}", fontsize=11)
    order = np.argsort(-scores)
    highest, second = scores[order[:2]]
    listed = ", ".join(f"{score:.1f} for the {k}" for k, score in zip(classes, scores, strict=True))
    return (
        f"The {classes[order[0]]} wins with {highest:.1f} points to {second:.1f}",
        "A row of three pictures for each class: the image of a digit, times the weights of the "
        f"class, is a picture of the products, pixel by pixel. They add up to {listed}.",
    )


@figure(8.2, 3.0, columns=3)
def softmax_steps(axes, z):
    """Draw the two steps of softmax side by side: scores, exponentials, probabilities.

    Parameters
    ----------
    z : array, shape (C,)
        Scores.
    """
    z = np.asarray(z, dtype=float)
    steps = [
        ("Scores", "scores $z$", z, ".3g", SKY),
        ("Their exponentials", "exponentials $e^{z}$", np.exp(z), ".3g", ORANGE),
        ("The probabilities, which sum to 1", "probabilities $p$", softmax(z), ".3f", BLUE),
    ]
    words = []
    for ax, (name, label, values, form, colour) in zip(axes, steps, strict=True):
        numbers = [f"{value:{form}}" for value in values]
        class_bars(ax, values, numbers, colour)
        ax.axhline(0, color=BLACK, linewidth=0.8)
        ax.set_ylabel(label)
        ax.margins(y=0.14)
        words.append(f"{name}: {', '.join(numbers)}.")
    share, part = softmax(z).max(), np.maximum(z, 0).max() / np.abs(z).sum()
    return (
        f"The highest score, {z.max():.3g}, is {100 * part:.0f} % of the scores' sum "
        f"but gets {100 * share:.0f} % of the probability",
        f"Three bar charts over the classes. {' '.join(words)} Class {z.argmax()} has the highest "
        "bar in each.",
    )


@figure(8.2, 3.0, columns=lambda temperatures: len(temperatures), sharey=True)
def temperature_panels(axes, z, temperatures=(0.5, 1, 4)):
    """Draw the probabilities softmax(z / T) for several temperatures T.

    Parameters
    ----------
    z : array, shape (C,)
        Scores.
    temperatures : sequence of float
        In rising order.
    """
    largest, panels = [], []
    for ax, temperature in zip(axes, temperatures, strict=True):
        p = softmax(np.asarray(z, dtype=float) / temperature)
        numbers = [f"{value:.3f}" for value in p]
        class_bars(ax, p, numbers)
        ax.set_ylim(0, 1.12)
        ax.set_title(f"T = {temperature:g}", fontsize=10.5)
        largest.append(p.max())
        panels.append(f"T = {temperature:g}: {', '.join(numbers)}")
    axes[0].set_ylabel("probability")
    first, last = largest[0], largest[-1]
    scores = ", ".join(f"{score:g}" for score in z)
    return (
        f"From T = {temperatures[0]:g} to T = {temperatures[-1]:g} the largest probability "
        f"{'falls' if last < first else 'rises'} from {first:.2f} to {last:.2f}; the order stays",
        f"Bar charts of softmax(z / T) for the scores {scores}, one for each temperature. "
        f"{'; '.join(panels)}.",
    )


@figure(6.6, 3.8)
def surprise_curve(ax, probabilities):
    """Draw the surprise -log(p) and mark it at some probabilities.

    Parameters
    ----------
    probabilities : array, shape (n,)
        Between 0 and 1.
    """
    # Up to the upper edge, and beyond: the curve has no end there.
    p, marked = np.geomspace(1e-4, 1, 500), np.asarray(probabilities, dtype=float)
    ax.plot(p, -np.log(p), color=BLUE, linewidth=2)
    ax.plot(marked, -np.log(marked), "o", color=VERMILION, markersize=7, zorder=3)
    points = [(x, -np.log(x)) for x in marked]
    for x, y in points:
        shift, side = ((6, 14), "right") if x > 0.75 else ((10, 3), "left")  # inside the frame
        note(ax, f"p = {x:.2f}: {y:.3f}", (x, y), shift, ha=side)
    low, high = marked.min(), marked.max()
    ax.set(xlabel="probability given to what happened", ylabel="surprise −log(p), in nats")
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.15, 6.4))
    ratio = np.log(low) / np.log(high)
    return (
        f"The surprise at p = {low:.2f} is {ratio:.0f} times that at p = {high:.2f}",
        f"The curve of -log(p): it falls from very large values near p = 0 to 0 at p = 1. "
        f"Marked are {', '.join(f'{y:.3f} at p = {x:.2f}' for x, y in points)}.",
    )


@figure(7.2, 4.2)
def cross_entropy_and_entropy(ax, truth, prediction, others=()):
    """Draw cross-entropy against the prediction for two classes; the gap above entropy is KL.

    Parameters
    ----------
    truth, prediction : float
        The true and the predicted probability of the first class, strictly between 0 and 1. The
        curve shows all predictions, the arrows the one given.
    others : sequence of float
        Predictions that are marked on the curve.
    """
    q = softmax(np.stack([np.linspace(-12, 12, 999), np.zeros(999)], axis=1))[:, 0]  # to 0 and 1
    entropy, high = binary_cross_entropy(truth, np.array([truth, prediction]))
    curve = binary_cross_entropy(truth, q)
    ax.plot(q, curve, color=BLUE, linewidth=2)
    ax.axhline(entropy, color=ORANGE, linewidth=2, linestyle="--")
    ax.fill_between(q, entropy, curve, color=SKY, alpha=0.3, linewidth=0)
    ax.plot(truth, entropy, "o", color=BLACK, markersize=7)
    arrow = {"arrowstyle": "<->", "color": BLACK, "linewidth": 1.4}
    ax.annotate("", (prediction, entropy), (prediction, high), arrowprops=arrow)
    ax.annotate("", (prediction, 0), (prediction, entropy), arrowprops=arrow)
    ax.plot(prediction, high, "s", color=BLUE, markersize=7)
    marked = {other: binary_cross_entropy(truth, other) for other in others}
    for other, height in marked.items():
        ax.plot(other, height, "D", color=BLUE, markersize=6)
        shift, side = ((7, 6), "left") if other < truth else ((-9, -3), "right")
        note(ax, f"{other:g}: {height:.3f}", (other, height), shift, ha=side)
    kl = high - entropy
    words = {"va": "center", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5}}
    ax.text(prediction + 0.015, entropy + 0.38 * kl, f"KL {kl:.3f}", **words)
    ax.text(prediction + 0.015, entropy * 0.28, f"entropy {entropy:.3f}", **words)
    ax.text(prediction + 0.03, high, f"cross-entropy {high:.3f}", **words)
    ax.text(truth, entropy - 0.1, f"p = y = {truth:g}", ha="center", va="top")
    ax.set(xlabel="predicted probability p of the first class", xlim=(-0.02, 1.02))
    ax.set(ylabel="average surprise, in nats", ylim=(0, max(2.4, 1.15 * high)))
    return (
        f"Predicting {prediction:g} where {truth:g} is true costs {kl:.3f} more than is needed",
        f"Cross-entropy as a curve over the predicted probability, for a true probability of "
        f"{truth:g}. It touches its lowest value, the entropy {entropy:.3f}, at p = {truth:g} and "
        f"rises on both sides, beyond the upper edge as p comes near 0 or 1. "
        f"At p = {prediction:g} the cross-entropy {high:.3f} is the "
        f"entropy {entropy:.3f} plus the KL divergence {kl:.3f}, the gap between curve and line."
        + "".join(f" Marked too: {height:.3f} at p = {at:g}." for at, height in marked.items()),
    )


def binary_cross_entropy(truth, q):
    """Return the cross-entropy of two classes, in nats; ``q`` is the first one's probability."""
    return -truth * np.log(q) - (1 - truth) * np.log(1 - q)


@figure(7.2, 4.2)
def one_score_moves(ax, z, index):
    """Draw all probabilities while one score moves, with the tangents at its present value.

    Parameters
    ----------
    z : array, shape (C,)
        Scores.
    index : int
        Which of them moves.
    """
    z = np.asarray(z, dtype=float)
    moved, classes = np.linspace(z[index] - 4, z[index] + 4, 321), np.arange(len(z))
    P, p = softmax(np.where(classes == index, moved[:, np.newaxis], z)), softmax(z)  # P: (321, C)
    slopes = p * ((classes == index) - p[index])
    step = np.array([-0.8, 0.8])
    for j in classes:
        line = {**look(j), "marker": "", "linewidth": 1.8}
        ax.plot(moved, P[:, j], **line)
        tangent = {"color": line["color"], "linewidth": 6, "alpha": 0.35}
        ax.plot(z[index] + step, p[j] + slopes[j] * step, **tangent, solid_capstyle="round")
        ax.plot(z[index], p[j], "o", color=BLACK, markersize=6, zorder=3)
        words = minus(f"$p_{j}$ = {p[j]:.3f}, slope {slopes[j]:+.3f}")
        # To the left, between the curves: below those that lie above the rising one.
        shift = (-16, 14) if j == index else (-22, -10) if p[j] > p[index] else (-62, 13)
        leader = {"arrowstyle": "-", "color": BLACK, "linewidth": 0.7, "shrinkB": 4}
        at = z[index], p[j]
        note(ax, words, at, shift, ha="right", fontsize=10.5, arrowprops=leader)
    ax.axvline(z[index], color=BLACK, linewidth=0.7, linestyle=":")
    ax.set(xlabel=f"score $z_{index}$, the others held still", ylabel="probability", ylim=(0, 1))
    others = [f"{-slope:.3f}" for slope in np.delete(slopes, index)]
    points = "; ".join(f"p_{j} = {p[j]:.3f} with slope {slopes[j]:+.3f}" for j in classes)
    return (
        f"What $p_{index}$ gains, {slopes[index]:.3f} for each unit of score, "
        f"the others lose: {' + '.join(others)}",
        f"One curve for each probability while z_{index} moves from {moved[0]:g} to "
        f"{moved[-1]:g}: p_{index} rises, the others fall. "
        f"At z_{index} = {z[index]:g}, where short tangents are drawn: {points}.",
    )


@figure(6.4, 4.2)
def jacobian_heatmap(ax, J):
    """Draw a Jacobian with its numbers: row j is p_j, column i is z_i.

    Parameters
    ----------
    J : array, shape (C, C)
    """
    numbers = [[f"{value:+.3f}" for value in row] for row in J]
    cells = {"annot": np.char.replace(numbers, "-", "−"), "fmt": "", "linewidths": 1}
    heat_map(ax, J, "slope", square=True, **cells, **around_zero(np.abs(J).max()))
    ax.set(xlabel="this score rises", xticklabels=[f"$z_{i}$" for i in range(len(J))])
    ax.set(ylabel="this probability changes", yticklabels=[f"$p_{j}$" for j in range(len(J))])
    own = np.eye(len(J), dtype=bool)
    lifts = (J[own] > 0).all() and (J[~own] < 0).all()
    finding = "Each score lifts its own probability" if lifts else "Slopes of the outputs"
    sums = ";\nevery column sums to 0" if np.abs(J.sum(axis=0)).max() < 1e-12 else ""
    rows = "; ".join(map(", ".join, numbers))
    return finding + sums, f"Heat map of a {len(J)} by {len(J)} Jacobian. Its rows: {rows}."


@figure(8.2, 3.0, columns=3, sharey=True)
def pushes_on_the_scores(axes, p, y):
    """Draw prediction, target and their difference, the gradient, one bar for each class.

    Parameters
    ----------
    p, y : array, shape (C,)
        Predicted probabilities, and the target.
    """
    panels = [
        ("Prediction", "prediction $p$", p, "", BLUE),
        ("Target", "− target $y$", y, "", GREEN),
        ("Gradient p - y", "= gradient $p - y$", p - y, "+", ORANGE),
    ]
    words = []
    for ax, (name, label, values, sign, colour) in zip(axes, panels, strict=True):
        numbers = [minus(f"{value:{sign}.3f}") for value in values]
        class_bars(ax, values, numbers, colour)
        ax.axhline(0, color=BLACK, linewidth=0.8)
        ax.set(ylim=(-1.05, 1.18))
        ax.set_title(label, fontsize=11)
        words.append(f"{name}: {', '.join(f'{value:.3f}' for value in values)}.")
    right = int(np.argmax(y))
    worst = int(np.argmax(np.where(np.arange(len(p)) == right, -1, p)))
    return (
        f"A step downhill lifts score {right} most and lowers score {worst} most"
        if p[right] < y[right]
        else "The prediction equals the target: nothing to learn",
        f"Bar charts over the classes. {' '.join(words)}",
    )


@figure(8.5, 3.7, columns=2)
def regression_curves(axes, runs, baselines, every):
    """Draw loss and accuracy on validation data in the course of training, for several starts.

    Parameters
    ----------
    runs : dict
        Name of a start to an array of shape (n, 2): loss and accuracy, from before the first step.
    baselines : dict
        Name to an accuracy, drawn as a horizontal line.
    every : int
        Steps from one measurement to the next.
    """
    left, right = axes
    steps = every * np.arange(len(next(iter(runs.values()))))
    spaced = {"markevery": max(1, len(steps) // 12), "linewidth": 1.8}
    curves(left, {name: run[:, 0] for name, run in runs.items()}, steps, **spaced)
    curves(right, {name: 100 * run[:, 1] for name, run in runs.items()}, steps, **spaced)
    for name, value in baselines.items():
        right.axhline(100 * value, color=BLACK, linewidth=1, linestyle=":")
        note(
            right,
            f"{name}: {100 * value:.1f} %",
            (steps[-1], 100 * value),
            (0, -3),
            ha="right",
            va="top",
        )
    ends = {name: run[-1] for name, run in runs.items()}
    lowest = min(end[0] for end in ends.values())
    left.set(xlabel="step", ylabel="loss (nats, logarithmic scale)", yscale="log")
    left.yaxis.set_major_locator(FixedLocator([0.3, 0.5, 1, 2]))
    left.yaxis.set_minor_locator(NullLocator())
    left.yaxis.set_major_formatter("{x:g}")
    for run in runs.values():
        note(left, f"{run[0, 0]:.3f}", (steps[0], run[0, 0]), (14, -4))
    if len(runs) > 1:
        left.legend(frameon=False, loc="center right")
    right.set(xlabel="step", ylabel="accuracy (%)", ylim=(75, 95), yticks=range(75, 96, 5))
    right.grid(axis="y", color="0.88")
    firsts = {name: 100 * run[0, 1] for name, run in runs.items()}
    below = [f"{name}: starts at {first:.1f} %" for name, first in firsts.items() if first < 75]
    note(right, "\n".join(below), (steps[0], 75), (24, 6), va="bottom")
    text = "; ".join(
        f"{name}: loss from {runs[name][0, 0]:.3f} to {end[0]:.3f}, accuracy from "
        f"{runs[name][0, 1]:.1%} to {end[1]:.1%}"
        for name, end in ends.items()
    )
    lines = ", ".join(f"{name} {value:.1%}" for name, value in baselines.items())
    best = max(end[1] for end in ends.values())
    left.set_title(f"The loss comes down to {lowest:.3f}")
    right.set_title(f"Up to {100 * best:.1f} % of the validation images")
    return None, (
        f"Two panels of curves over {steps[-1]} steps of training, on validation data. {text}. "
        f"Dotted lines: {lines}."
    )


@figure(10.0, height=lambda rows: 1.05 * len(rows) + 0.6, rows=lambda rows: len(rows), columns=10)
def weights_by_class(axes, rows):
    """Draw the ten columns of several weight matrices as images, one matrix a row.

    Parameters
    ----------
    rows : dict
        Name to an array of shape (784, 10).
    """
    words = []
    for number, (line, (name, W)) in enumerate(zip(axes, rows.items(), strict=True)):
        colours = around_zero(np.quantile(np.abs(W), 0.995))  # few pixels are beyond it
        titles = None if number else range(10)
        tiles(line, W.T.reshape(-1, 28, 28), titles, **colours)
        line[0].set_ylabel(name, fontsize=9.5)
        share = f"{100 * (W < 0).mean():.0f} %"
        plain = name.replace("\n", " ")
        words.append(f"{plain}: {share} of the weights are negative")
    if layout := figure_of(axes).get_layout_engine():
        layout.set(w_pad=0.01, h_pad=0.02, wspace=0.01, hspace=0.01)
    first, *_, last = rows.values()
    alike = np.array([np.corrcoef(*pair)[0, 1] for pair in zip(first.T, last.T, strict=True)])
    whole = np.corrcoef(first.ravel(), last.ravel())[0, 1]
    return (
        f"Red speaks for a digit, blue against it; correlation of the rows: {whole:.2f}",
        "Rows of ten images of weights, one for each digit; positive weights are red, negative "
        f"ones blue, each row on a scale of its own. {'; '.join(words)}. "
        f"Correlation of the first and the last row, digit by digit: "
        f"{', '.join(f'{r:.2f}' for r in alike)}.",
    )


@figure(8.2, height=4.4, columns=2)
def weights_with_spots(axes, weights, digit, spots):
    """Draw one digit's weights in two versions, large, with rings around some pixels.

    Parameters
    ----------
    weights : dict
        Name to an array of shape (784,). The names are two.
    digit : int
    spots : dict
        Name of a spot to (row, column).
    """
    for ax, (name, w) in zip(axes, weights.items(), strict=True):
        colours = around_zero(np.quantile(np.abs(w), 0.995))
        show_image(ax, w.reshape(28, 28), name, **colours)
        for number, (row, column) in enumerate(spots.values()):
            size, ring = (22, 26)[number % 2], {"fillstyle": "none", "color": BLACK}
            ax.plot(column, row, "o", markersize=size, markeredgewidth=1.6, **ring)
            note(ax, f"{number + 1}", (column, row), (16, 10), fontweight="bold", fontsize=12)
    values = [[w.reshape(28, 28)[spot] / np.abs(w).max() for spot in spots.values()]
              for w in weights.values()]  # fmt: skip
    listed = [
        f"spot {number} from {100 * before:+.0f} to {100 * after:+.0f} %"
        for number, (before, after) in enumerate(zip(*values, strict=True), start=1)
    ]
    finding = minus(f"{', '.join(listed)} of the largest weight")
    grown = all(abs(after) > abs(before) for before, after in zip(*values, strict=True))
    lead = "Both spots weigh more" if grown else "Two spots"
    return (
        f"{lead}:\n{finding}",
        f"The weights of the digit {digit} as two images: {'; '.join(weights)}. Positive ones are "
        f"red, negative ones blue. Two spots are ringed, {' and '.join(spots)}, with their share "
        f"of the image's largest weight, from the first to the second: {finding}.",
    )


@figure(
    lambda panels: 2.4 + 3.0 * len(panels), 4.0, columns=lambda panels: len(panels), sharey=True
)
def accuracy_by_rate(axes, panels):
    """Draw the accuracy that each loss reaches at each learning rate: a dot a seed, their mean.

    Parameters
    ----------
    panels : dict
        Start of the training to a dict: name of a loss to a dict: rate to accuracies, one a seed.
        The losses are two.
    """
    words = []
    for ax, (title, losses) in zip(axes, panels.items(), strict=True):
        for number, (name, by_rate) in enumerate(losses.items()):
            rates, scores = [*by_rate], 100 * np.array([*by_rate.values()])  # (rates, seeds)
            means, dots = scores.mean(axis=1), look(number, size=4)
            ax.plot(rates, means, **{**dots, "marker": ""}, linewidth=1.8)
            ax.plot(rates, scores, **{**dots, "linestyle": "none"}, alpha=0.7)
            ax.plot([], [], **dots, label=name if ax is axes[0] else None)
            best, colour = int(means.argmax()), dots["color"]
            ring = {"markersize": 13, "fillstyle": "none", "color": colour, "markeredgewidth": 2}
            ax.plot(rates[best], means[best], "o", **ring)
            label = {"ha": "center", "va": "bottom", "color": colour}
            above = max(scores[best].max(), means[best] + 2)
            note(ax, f"{means[best]:.0f} %", (rates[best], above), (0, 7), **label)
            listed = ", ".join(f"{m:.1f} at {rate:g}" for rate, m in zip(rates, means, strict=True))
            words.append(f"{title}, {name}: {listed}")
        ax.set(xscale="log", xlabel="learning rate", ylim=(0, 103), yticks=range(0, 101, 20))
        ax.xaxis.set_major_formatter("{x:g}")
        if len(panels) > 1:  # else it stands in the figure's title
            ax.set_title(title, fontsize=10.5)
    axes[0].set_ylabel("accuracy (%)")
    figure_of(axes).legend(loc="outside lower center", ncols=2, frameon=False)
    return (
        "At the best rates (circled) " + ";\n".join(how_far_behind(panels)),
        "Accuracy on validation data over the learning rate, mean of the seeds. "
        f"{'; '.join(words)}.",
    )


def how_far_behind(panels, level=2):
    """Yield in words from which starts the second loss is level with the first, and how far else.

    The means at the best rates are compared; ``level`` points of accuracy or less are level.
    """
    behind = {}
    for start, losses in panels.items():
        first, second = (100 * max(map(np.mean, rates.values())) for rates in losses.values())
        behind[start] = first - second, [*losses][1]
    said = None
    if level_from := [start for start, (points, _) in behind.items() if points <= level]:
        said = behind[level_from[0]][1]
        yield f"{said} keeps up from {' and from '.join(level_from)}"
    for start, (points, name) in behind.items():
        if points > level:
            yield f"{'it' if name == said else name} stays {points:.0f} points behind from {start}"


@figure(7.6, 4.4)
def saturated_gradients(ax, gaps, cross_entropy, squared_error, marked):
    """Draw two losses' gradients, each relative to its own maximum, against how wrong we are.

    Parameters
    ----------
    gaps : array, shape (n,)
        Score of a wrong class minus score of the right one, in rising order.
    cross_entropy, squared_error : array, shape (n,)
        Derivatives of the two losses with respect to the score of the right class.
    marked : float
        The gap at which the curves are compared in words.
    """
    at = int(np.argmin(np.abs(np.asarray(gaps) - marked)))
    ce, se = (np.abs(g) / np.abs(g).max() for g in (cross_entropy, squared_error))
    losses = {"softmax + cross-entropy": ce, "softmax + mean squared error": se}
    curves(ax, losses, gaps, linewidth=2, markevery=max(1, len(gaps) // 14))
    for share, marker in zip((ce[at], se[at]), MARKERS, strict=False):
        ax.plot(gaps[at], share, marker, color=BLACK, markersize=8, zorder=3)
        shift, ha, va = ((0, 9), "center", "bottom") if share > 0.1 else ((-9, -6), "right", "top")
        note(ax, f"{share:.2g}", (gaps[at], share), shift, ha=ha, va=va)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    ax.axvspan(0, gaps[-1], color=SKY, alpha=0.12)
    bottom = min(ce.min(), se.min())
    ax.text(gaps[0] * 0.03, bottom * 1.3, "right ", ha="right")
    ax.text(gaps[-1] * 0.03, bottom * 1.3, " wrong, ever more sure of it →")
    ax.legend(loc="lower left", bbox_to_anchor=(0.27, 0.1), frameon=False)
    ax.set(yscale="log", ylim=(bottom / 2, 4), ylabel="gradient's size, as a share of its maximum")
    ax.set_xlabel("score of the wrong class minus score of the right class")
    return (
        f"Wrong by {gaps[at]:g}: cross-entropy pushes with {100 * ce[at]:.0f} % of its "
        f"strength,\nsquared error with {100 * se[at]:.2f} % of its own",
        "Size of the gradient with respect to the right class's score, on a logarithmic scale, "
        f"against the lead of a wrong class, from {gaps[0]:g} to {gaps[-1]:g}. Both are small "
        "where the right class leads. Where the wrong class leads, cross-entropy stays at its "
        f"maximum ({ce[at]:.2g} of it at {gaps[at]:g}), and squared error falls again, "
        f"to {se[at]:.2g} of its maximum at {gaps[at]:g}.",
    )
