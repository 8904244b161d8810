"""Figures of the notebook softmax_cross_entropy, and its temperature slider."""

import ipywidgets as widgets
import numpy as np
import seaborn as sns

from mlp_helpers.activations import softmax

from .style import (
    BLACK,
    BLUE,
    COLOURS,
    DIVERGING,
    GREEN,
    LINE_STYLES,
    ORANGE,
    SKY,
    VERMILION,
    describe,
    figure_of,
    new_axes,
)

__all__ = [
    "softmax_steps",
    "temperature_panels",
    "TemperatureSlider",
    "surprise_curve",
    "cross_entropy_and_entropy",
    "one_score_moves",
    "jacobian_heatmap",
    "pushes_on_the_scores",
    "saturated_gradients",
]

MARKERS = ["o", "s", "^", "D"]


def softmax_steps(z, axes=None):
    """Draw the two steps of softmax side by side: scores, exponentials, probabilities.

    Parameters
    ----------
    z : array, shape (C,)
        Scores.
    axes : three Axes, optional

    Returns
    -------
    array of three Axes
    """
    z = np.asarray(z, dtype=float)
    axes = new_axes(8.2, 3.0, columns=3) if axes is None else np.asarray(axes)
    steps = [
        ("scores $z$", z, ".3g"),
        (r"exponentials $e^{z}$", np.exp(z), ".3g"),
        (r"probabilities $p$", softmax(z), ".3f"),
    ]
    for ax, (name, values, form), colour in zip(axes, steps, (SKY, ORANGE, BLUE), strict=True):
        bars = ax.bar(range(len(z)), values, color=colour, edgecolor=BLACK, linewidth=0.6)
        ax.bar_label(bars, [f"{value:{form}}" for value in values], padding=2, fontsize=9.5)
        ax.axhline(0, color=BLACK, linewidth=0.8)
        ax.set(xlabel="class", ylabel=name, xticks=range(len(z)))
        ax.margins(y=0.14)
    best, share, part = z.argmax(), softmax(z).max(), np.maximum(z, 0).max() / np.abs(z).sum()
    figure_of(axes).suptitle(
        f"The highest score, {z.max():.3g}, is {100 * part:.0f} % of the scores' sum "
        f"but gets {100 * share:.0f} % of the probability",
        x=0.01,
        ha="left",
        fontsize=12,
    )
    describe(
        axes,
        "Three bar charts over the classes. "
        + " ".join(
            f"{name}: {', '.join(f'{value:{form}}' for value in values)}."
            for name, (_, values, form) in zip(
                ("Scores", "Their exponentials", "The probabilities, which sum to 1"),
                steps,
                strict=True,
            )
        )
        + f" Class {best} has the highest bar in each.",
    )
    return axes


def temperature_panels(z, temperatures=(0.5, 1, 4), axes=None):
    """Draw the probabilities softmax(z / T) for several temperatures T.

    Parameters
    ----------
    z : array, shape (C,)
        Scores.
    temperatures : sequence of float
        In rising order.
    axes : as many Axes, optional

    Returns
    -------
    array of Axes
    """
    z = np.asarray(z, dtype=float)
    if axes is None:
        axes = new_axes(8.2, 3.0, columns=len(temperatures), sharey=True, squeeze=False)[0]
    rows = softmax(z / np.reshape(temperatures, (-1, 1)))  # (number of temperatures, C)
    for ax, temperature, p in zip(axes, temperatures, rows, strict=True):
        bars = ax.bar(range(len(z)), p, color=BLUE, edgecolor=BLACK, linewidth=0.6)
        ax.bar_label(bars, [f"{value:.3f}" for value in p], padding=2, fontsize=9)
        ax.set(xlabel="class", xticks=range(len(z)), ylim=(0, 1.12))
        ax.set_title(f"T = {temperature:g}", loc="center", fontsize=10.5)
    axes[0].set_ylabel("probability")
    first, last = rows[0].max(), rows[-1].max()
    figure_of(axes).suptitle(
        f"From T = {temperatures[0]:g} to T = {temperatures[-1]:g} the largest probability "
        f"{'falls' if last < first else 'rises'} from {first:.2f} to {last:.2f}; "
        "the order stays",
        x=0.01,
        ha="left",
        fontsize=12,
    )
    panels = (
        f"T = {temperature:g}: {', '.join(f'{value:.3f}' for value in p)}"
        for temperature, p in zip(temperatures, rows, strict=True)
    )
    scores = ", ".join(f"{score:g}" for score in z)
    describe(
        axes,
        f"Bar charts of softmax(z / T) for the scores {scores}, one for each temperature. "
        + "; ".join(panels)
        + ".",
    )
    return axes


class TemperatureSlider(widgets.VBox):
    """A slider for the temperature, with the probabilities of some scores below it.

    Parameters
    ----------
    z : array, shape (C,)
        Scores.

    Attributes
    ----------
    slider : FloatLogSlider
        The temperature, from 0.1 to 10.
    picture : HTML
        The bars. They are text and boxes, so a change needs no plotting.
    """

    def __init__(self, z):
        self.z = np.asarray(z, dtype=float)
        self.slider = widgets.FloatLogSlider(
            value=1, base=10, min=-1, max=1, step=0.05, readout_format=".2f"
        )
        self.slider.description = "T"
        self.picture = widgets.HTML()
        super().__init__([self.slider, self.picture])
        self.slider.observe(self.redraw, names="value")
        self.redraw()

    def redraw(self, change=None):
        """Show the probabilities at the slider's temperature."""
        self.picture.value = probability_bars(self.z, self.slider.value)

    def __repr__(self):
        return f"A slider for the temperature T, now {self.slider.value:.2g}."


def probability_bars(z, temperature):
    """Return softmax(z / temperature) as bars in HTML, with the entropy below.

    Parameters
    ----------
    z : array, shape (C,)
    temperature : float
        Above 0.

    Returns
    -------
    str
    """
    p = softmax(np.asarray(z, dtype=float) / temperature)
    rows = "".join(
        f'<tr><td style="padding:2px 8px">class {label}</td>'
        f'<td style="padding:2px 8px; text-align:right">score {score:g}</td>'
        f'<td style="width:300px"><div style="width:{100 * value:.1f}%; height:1.1em; '
        f'background:{BLUE}"></div></td>'
        f'<td style="padding:2px 8px; font-family:monospace">{value:.4f}</td></tr>'
        for label, (score, value) in enumerate(zip(z, p, strict=True))
    )
    entropy = -np.sum(p * np.log(np.maximum(p, np.finfo(float).tiny)))
    return (
        f'<table style="border-collapse:collapse">{rows}</table>'
        f"<p>At T = {temperature:.2f} the largest probability is {p.max():.4f}. "
        f"The entropy, explained further down, is {abs(entropy):.3f} of at most "
        f"{np.log(len(p)):.3f}.</p>"
    )


def surprise_curve(probabilities, ax=None):
    """Draw the surprise -log(p) and mark it at some probabilities.

    Parameters
    ----------
    probabilities : array, shape (n,)
        Between 0 and 1.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(6.6, 3.8) if ax is None else ax
    p = np.linspace(0.002, 1, 500)
    ax.plot(p, -np.log(p), color=BLUE, linewidth=2)
    marked = np.asarray(probabilities, dtype=float)
    surprise = -np.log(marked)
    ax.plot(marked, surprise, "o", color=VERMILION, markersize=7, zorder=3)
    for x, y in zip(marked, surprise, strict=True):
        left = x > 0.75  # keep the words inside the frame
        ax.annotate(
            f"p = {x:.2f}: {y:.3f}",
            (x, y),
            xytext=(6 if left else 10, 14 if left else 3),
            textcoords="offset points",
            ha="right" if left else "left",
        )
    low, high = marked.min(), marked.max()
    ratio = np.log(low) / np.log(high)
    ax.set_title(
        f"The surprise at p = {low:.2f} is {ratio:.0f} times that at p = {high:.2f}", loc="left"
    )
    ax.set(
        xlabel="probability given to what happened",
        ylabel="surprise −log(p), in nats",
        xlim=(-0.02, 1.02),
        ylim=(-0.15, 6.4),
    )
    points = ", ".join(f"{y:.3f} at p = {x:.2f}" for x, y in zip(marked, surprise, strict=True))
    describe(
        ax,
        f"The curve of -log(p): it falls from very large values near p = 0 to 0 at p = 1. "
        f"Marked are {points}.",
    )
    return ax


def cross_entropy_and_entropy(truth, prediction, ax=None):
    """Draw cross-entropy against the prediction for two classes; the gap above entropy is KL.

    Parameters
    ----------
    truth, prediction : float
        The true and the predicted probability of the first class, strictly between 0 and 1. The
        curve shows all predictions, the arrows the one given.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.2, 4.2) if ax is None else ax
    q = np.linspace(0.01, 0.99, 491)
    entropy, at_prediction = binary_cross_entropy(truth, np.array([truth, prediction]))
    curve = binary_cross_entropy(truth, q)
    ax.plot(q, curve, color=BLUE, linewidth=2)
    ax.axhline(entropy, color=ORANGE, linewidth=2, linestyle="--")
    ax.fill_between(q, entropy, curve, color=SKY, alpha=0.25, hatch="//", edgecolor="white")
    ax.plot(truth, entropy, "o", color=BLACK, markersize=7)
    low, high = entropy * 0.28, at_prediction
    arrow = {"arrowstyle": "<->", "color": BLACK, "linewidth": 1.4}
    ax.annotate("", (prediction, entropy), (prediction, high), arrowprops=arrow)
    ax.annotate("", (prediction, 0), (prediction, entropy), arrowprops=arrow)
    ax.plot(prediction, high, "s", color=BLUE, markersize=7)
    kl = at_prediction - entropy
    words = {"va": "center", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5}}
    ax.text(prediction + 0.015, entropy + 0.38 * kl, f"KL {kl:.3f}", **words)
    ax.text(prediction + 0.015, low, f"entropy {entropy:.3f}", **words)
    ax.text(prediction + 0.03, high, f"cross-entropy {at_prediction:.3f}", **words)
    ax.text(0.99, entropy - 0.04, "entropy", ha="right", va="top")
    ax.text(0.93, curve[-1], "cross-entropy", ha="right", va="center")
    ax.text(truth, entropy - 0.1, f"p = y = {truth:g}", ha="center", va="top")
    ax.set_title(
        f"Predicting {prediction:g} where {truth:g} is true costs {kl:.3f} more than is needed",
        loc="left",
    )
    ax.set(
        xlabel="predicted probability p of the first class",
        ylabel="average surprise, in nats",
        xlim=(0, 1),
        ylim=(0, max(2.4, 1.15 * at_prediction)),
    )
    describe(
        ax,
        f"Cross-entropy as a curve over the predicted probability, for a true probability of "
        f"{truth:g}. It touches its lowest value, the entropy {entropy:.3f}, at p = {truth:g} and "
        f"rises on both sides. At p = {prediction:g} the cross-entropy {at_prediction:.3f} is the "
        f"entropy {entropy:.3f} plus the KL divergence {kl:.3f}, the gap between curve and line.",
    )
    return ax


def binary_cross_entropy(truth, q):
    """Return the cross-entropy of two classes, in nats; ``q`` is the first one's probability."""
    return -truth * np.log(q) - (1 - truth) * np.log(1 - q)


def one_score_moves(z, index, ax=None):
    """Draw all probabilities while one score moves, with the tangents at its present value.

    Parameters
    ----------
    z : array, shape (C,)
        Scores; C is at most 4.
    index : int
        Which of them moves.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.2, 4.2) if ax is None else ax
    z = np.asarray(z, dtype=float)
    moved = np.linspace(z[index] - 4, z[index] + 4, 321)
    scores = np.repeat(z[np.newaxis], len(moved), axis=0)  # (321, C)
    scores[:, index] = moved
    curves, p = softmax(scores), softmax(z)
    slopes = p * ((np.arange(len(z)) == index) - p[index])
    step = np.array([-1.3, 1.3])
    for j, (slope, style) in enumerate(zip(slopes, LINE_STYLES, strict=False)):
        name = f"$p_{j}$: {p[j]:.3f}, slope {slope:+.3f}".replace("-", "−")
        marker = {"marker": MARKERS[j], "markevery": 40, "markersize": 5}
        ax.plot(moved, curves[:, j], style, color=COLOURS[j], linewidth=1.8, label=name, **marker)
        ax.plot(z[index] + step, p[j] + slope * step, color=BLACK, linewidth=1.1)
        ax.plot(z[index], p[j], MARKERS[j], color=BLACK, markersize=7, zorder=3)
    ax.axvline(z[index], color=BLACK, linewidth=0.7, linestyle=":")
    ax.legend(loc="center left", fontsize=10, bbox_to_anchor=(0.0, 0.62), frameon=False)
    others = [f"{-slope:.3f}" for j, slope in enumerate(slopes) if j != index]
    ax.set_title(
        f"What $p_{index}$ gains, {slopes[index]:.3f} for each unit of score, "
        f"the others lose: {' + '.join(others)}",
        loc="left",
    )
    ax.set(xlabel=f"score $z_{index}$, the others held still", ylabel="probability", ylim=(0, 1))
    points = "; ".join(
        f"p_{j} = {p[j]:.3f} with slope {slopes[j]:+.3f}" for j in range(len(slopes))
    )
    describe(
        ax,
        f"One curve for each probability while z_{index} moves from {moved[0]:g} to "
        f"{moved[-1]:g}: p_{index} rises, the others fall. "
        f"At z_{index} = {z[index]:g}, where tangents are drawn: {points}.",
    )
    return ax


def jacobian_heatmap(J, ax=None):
    """Draw a Jacobian with its numbers: row j is p_j, column i is z_i.

    Parameters
    ----------
    J : array, shape (C, C)
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(6.4, 4.2) if ax is None else ax
    limit = np.abs(J).max()
    sns.heatmap(
        J,
        annot=[[f"{value:+.3f}".replace("-", "−") for value in row] for row in J],
        fmt="",
        cmap=DIVERGING,
        vmin=-limit,
        vmax=limit,
        square=True,
        linewidths=1,
        ax=ax,
        cbar_kws={"label": "slope"},
        xticklabels=[f"$z_{i}$" for i in range(len(J))],
        yticklabels=[f"$p_{j}$" for j in range(len(J))],
    )
    ax.tick_params(length=0, labelrotation=0)
    diagonal = np.diag(J)
    rest = J[~np.eye(len(J), dtype=bool)]
    if (diagonal > 0).all() and (rest < 0).all():
        finding = "Each score lifts its own probability"
    else:
        finding = "Slopes of the outputs"
    sums = np.abs(J.sum(axis=0)).max() < 1e-12
    ax.set_title(finding + (";\nevery column sums to 0" if sums else ""), loc="left")
    ax.set(xlabel="this score rises", ylabel="this probability changes")
    rows = "; ".join(", ".join(f"{value:+.3f}" for value in row) for row in J)
    describe(ax, f"Heat map of a {len(J)} by {len(J)} Jacobian. Its rows: {rows}.")
    return ax


def pushes_on_the_scores(p, y, axes=None):
    """Draw prediction, target and their difference, the gradient, one bar for each class.

    Parameters
    ----------
    p, y : array, shape (C,)
        Predicted probabilities, and the target.
    axes : three Axes, optional

    Returns
    -------
    array of three Axes
    """
    axes = new_axes(8.2, 3.0, columns=3) if axes is None else np.asarray(axes)
    difference = p - y
    panels = [("prediction $p$", p, BLUE), ("target $y$", y, GREEN)]
    panels.append(("gradient $p - y$", difference, ORANGE))
    for ax, (name, values, colour) in zip(axes, panels, strict=True):
        bars = ax.bar(range(len(p)), values, color=colour, edgecolor=BLACK, linewidth=0.6)
        form = "{:+.3f}" if ax is axes[2] else "{:.3f}"
        ax.bar_label(bars, [form.format(v).replace("-", "−") for v in values], padding=2)
        ax.axhline(0, color=BLACK, linewidth=0.8)
        ax.set(xlabel="class", ylabel=name, xticks=range(len(p)), ylim=(-1.05, 1.18))
    right = int(np.argmax(y))
    worst = int(np.argmax(np.where(np.arange(len(p)) == right, -1, p)))
    figure_of(axes).suptitle(
        f"A step downhill lifts score {right} most and lowers score {worst} most"
        if difference[right] < 0
        else "The prediction equals the target: nothing to learn",
        x=0.01,
        ha="left",
        fontsize=12,
    )
    describe(
        axes,
        "Bar charts over the classes. "
        + " ".join(
            f"{name}: {', '.join(f'{value:.3f}' for value in values)}."
            for name, values in [("Prediction", p), ("Target", y), ("Gradient p - y", difference)]
        ),
    )
    return axes


def saturated_gradients(gaps, cross_entropy, squared_error, marked, ax=None):
    """Draw two losses' gradients, each relative to its own maximum, against how wrong we are.

    Parameters
    ----------
    gaps : array, shape (n,)
        Score of a wrong class minus score of the right one, in rising order.
    cross_entropy, squared_error : array, shape (n,)
        Derivatives of the two losses with respect to the score of the right class.
    marked : float
        The gap at which the curves are compared in words.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.6, 4.4) if ax is None else ax
    at = int(np.argmin(np.abs(np.asarray(gaps) - marked)))
    relative = [np.abs(g) / np.abs(g).max() for g in (cross_entropy, squared_error)]
    for values, name, colour, style, marker in zip(
        relative,
        ("softmax + cross-entropy", "softmax + mean squared error"),
        (BLUE, VERMILION),
        ("-", "--"),
        ("o", "s"),
        strict=True,
    ):
        every = max(1, len(values) // 14)
        ax.semilogy(
            gaps, values, style, color=colour, linewidth=2, marker=marker, markevery=every,
            label=name,
        )  # fmt: skip
        ax.plot(gaps[at], values[at], marker, color=BLACK, markersize=8, zorder=3)
        above = values[at] > 0.1
        ax.annotate(
            f"{values[at]:.2g}",
            (gaps[at], values[at]),
            xytext=(0, 9 if above else -5),
            textcoords="offset points",
            ha="center" if above else "right",
            va="bottom" if above else "top",
            fontweight="bold",
        )
    ax.axvline(0, color=BLACK, linewidth=0.8)
    ax.axvspan(0, gaps[-1], color=SKY, alpha=0.12)
    bottom = min(values.min() for values in relative)
    ax.text(gaps[0] * 0.03, bottom * 1.3, "right ", ha="right")
    ax.text(gaps[-1] * 0.03, bottom * 1.3, " wrong, ever more sure of it →")
    ax.legend(loc="lower left", bbox_to_anchor=(0.27, 0.1), frameon=False)
    ax.set_title(
        f"Wrong by {gaps[at]:g}: cross-entropy pushes with {100 * relative[0][at]:.0f} % of its "
        f"strength,\nsquared error with {100 * relative[1][at]:.2f} % of its own",
        loc="left",
    )
    ax.set(
        xlabel="score of the wrong class minus score of the right class",
        ylabel="gradient's size, as a share of its maximum",
        ylim=(bottom, 4),
    )
    describe(
        ax,
        "Size of the gradient with respect to the right class's score, on a logarithmic scale, "
        f"against the lead of a wrong class, from {gaps[0]:g} to {gaps[-1]:g}. Both are small "
        "where the right class leads. Where the wrong class leads, cross-entropy stays at its "
        f"maximum ({relative[0][at]:.2g} of it at {gaps[at]:g}), and squared error falls again, "
        f"to {relative[1][at]:.2g} of its maximum at {gaps[at]:g}.",
    )
    return ax
