"""Figures of the notebook softmax_cross_entropy."""

import numpy as np

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
    heat_map,
    note,
)

__all__ = [
    "softmax_steps", "temperature_panels", "surprise_curve", "cross_entropy_and_entropy",
    "one_score_moves", "jacobian_heatmap", "pushes_on_the_scores", "saturated_gradients",
]  # fmt: skip


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
    p, marked = np.linspace(0.002, 1, 500), np.asarray(probabilities, dtype=float)
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
def cross_entropy_and_entropy(ax, truth, prediction):
    """Draw cross-entropy against the prediction for two classes; the gap above entropy is KL.

    Parameters
    ----------
    truth, prediction : float
        The true and the predicted probability of the first class, strictly between 0 and 1. The
        curve shows all predictions, the arrows the one given.
    """
    q = np.linspace(0.01, 0.99, 491)
    entropy, high = binary_cross_entropy(truth, np.array([truth, prediction]))
    curve = binary_cross_entropy(truth, q)
    ax.plot(q, curve, color=BLUE, linewidth=2)
    ax.axhline(entropy, color=ORANGE, linewidth=2, linestyle="--")
    ax.fill_between(q, entropy, curve, color=SKY, alpha=0.25, hatch="//", edgecolor="white")
    ax.plot(truth, entropy, "o", color=BLACK, markersize=7)
    arrow = {"arrowstyle": "<->", "color": BLACK, "linewidth": 1.4}
    ax.annotate("", (prediction, entropy), (prediction, high), arrowprops=arrow)
    ax.annotate("", (prediction, 0), (prediction, entropy), arrowprops=arrow)
    ax.plot(prediction, high, "s", color=BLUE, markersize=7)
    kl = high - entropy
    words = {"va": "center", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5}}
    ax.text(prediction + 0.015, entropy + 0.38 * kl, f"KL {kl:.3f}", **words)
    ax.text(prediction + 0.015, entropy * 0.28, f"entropy {entropy:.3f}", **words)
    ax.text(prediction + 0.03, high, f"cross-entropy {high:.3f}", **words)
    ax.text(0.99, entropy - 0.04, "entropy", ha="right", va="top")
    ax.text(0.93, curve[-1], "cross-entropy", ha="right", va="center")
    ax.text(truth, entropy - 0.1, f"p = y = {truth:g}", ha="center", va="top")
    ax.set(xlabel="predicted probability p of the first class", xlim=(0, 1))
    ax.set(ylabel="average surprise, in nats", ylim=(0, max(2.4, 1.15 * high)))
    return (
        f"Predicting {prediction:g} where {truth:g} is true costs {kl:.3f} more than is needed",
        f"Cross-entropy as a curve over the predicted probability, for a true probability of "
        f"{truth:g}. It touches its lowest value, the entropy {entropy:.3f}, at p = {truth:g} and "
        f"rises on both sides. At p = {prediction:g} the cross-entropy {high:.3f} is the "
        f"entropy {entropy:.3f} plus the KL divergence {kl:.3f}, the gap between curve and line.",
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
    names = [f"$p_{j}$: {p[j]:.3f}, slope {slopes[j]:+.3f}".replace("-", "−") for j in classes]
    curves(ax, dict(zip(names, P.T, strict=True)), moved, markevery=40, linewidth=1.8)
    step = np.array([-1.3, 1.3])
    for j in classes:
        ax.plot(z[index] + step, p[j] + slopes[j] * step, color=BLACK, linewidth=1.1)
        ax.plot(z[index], p[j], MARKERS[j % len(MARKERS)], color=BLACK, markersize=7, zorder=3)
    ax.axvline(z[index], color=BLACK, linewidth=0.7, linestyle=":")
    ax.legend(loc="center left", fontsize=10, bbox_to_anchor=(0.0, 0.62), frameon=False)
    ax.set(xlabel=f"score $z_{index}$, the others held still", ylabel="probability", ylim=(0, 1))
    others = [f"{-slope:.3f}" for slope in np.delete(slopes, index)]
    points = "; ".join(f"p_{j} = {p[j]:.3f} with slope {slopes[j]:+.3f}" for j in classes)
    return (
        f"What $p_{index}$ gains, {slopes[index]:.3f} for each unit of score, "
        f"the others lose: {' + '.join(others)}",
        f"One curve for each probability while z_{index} moves from {moved[0]:g} to "
        f"{moved[-1]:g}: p_{index} rises, the others fall. "
        f"At z_{index} = {z[index]:g}, where tangents are drawn: {points}.",
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


@figure(8.2, 3.0, columns=3)
def pushes_on_the_scores(axes, p, y):
    """Draw prediction, target and their difference, the gradient, one bar for each class.

    Parameters
    ----------
    p, y : array, shape (C,)
        Predicted probabilities, and the target.
    """
    panels = [
        ("Prediction", "prediction $p$", p, "", BLUE),
        ("Target", "target $y$", y, "", GREEN),
        ("Gradient p - y", "gradient $p - y$", p - y, "+", ORANGE),
    ]
    words = []
    for ax, (name, label, values, sign, colour) in zip(axes, panels, strict=True):
        numbers = [f"{value:{sign}.3f}".replace("-", "−") for value in values]
        class_bars(ax, values, numbers, colour)
        ax.axhline(0, color=BLACK, linewidth=0.8)
        ax.set(ylabel=label, ylim=(-1.05, 1.18))
        words.append(f"{name}: {', '.join(f'{value:.3f}' for value in values)}.")
    right = int(np.argmax(y))
    worst = int(np.argmax(np.where(np.arange(len(p)) == right, -1, p)))
    return (
        f"A step downhill lifts score {right} most and lowers score {worst} most"
        if p[right] < y[right]
        else "The prediction equals the target: nothing to learn",
        f"Bar charts over the classes. {' '.join(words)}",
    )


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
        shift, ha, va = ((0, 9), "center", "bottom") if share > 0.1 else ((0, -5), "right", "top")
        note(ax, f"{share:.2g}", (gaps[at], share), shift, ha=ha, va=va, fontweight="bold")
    ax.axvline(0, color=BLACK, linewidth=0.8)
    ax.axvspan(0, gaps[-1], color=SKY, alpha=0.12)
    bottom = min(ce.min(), se.min())
    ax.text(gaps[0] * 0.03, bottom * 1.3, "right ", ha="right")
    ax.text(gaps[-1] * 0.03, bottom * 1.3, " wrong, ever more sure of it →")
    ax.legend(loc="lower left", bbox_to_anchor=(0.27, 0.1), frameon=False)
    ax.set(yscale="log", ylim=(bottom, 4), ylabel="gradient's size, as a share of its maximum")
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
