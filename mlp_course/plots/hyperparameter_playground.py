"""Figures of notebook 06: what each hyperparameter does to a training."""

import numpy as np
import seaborn as sns
from matplotlib.patches import Rectangle

from .style import (
    BLACK,
    BLUE,
    DIVERGING,
    ORANGE,
    VERMILION,
    describe,
    figure_of,
    look,
    new_axes,
)

__all__ = [
    "accuracy_by_seconds",
    "batch_noise",
    "compare_runs",
    "gap_by_images",
    "gradients_by_layer",
    "lowered_rate",
    "sweep_map",
    "two_kinds_of_labels",
    "units_by_start",
]


def compare_runs(histories, axes=None):
    """Draw several trainings: training loss on the left, validation accuracy on the right.

    Parameters
    ----------
    histories : dict
        Name of each training -> its History, with validation.
    axes : two Axes, optional

    Returns
    -------
    array of Axes
    """
    axes = new_axes(8.5, 3.7, columns=2) if axes is None else np.asarray(axes)
    for number, (name, history) in enumerate(histories.items()):
        epochs = np.arange(1, len(history.loss) + 1)
        axes[0].plot(epochs, history.loss, label=name, **look(number))
        axes[1].plot(epochs, np.multiply(history.val_accuracy, 100), label=name, **look(number))
    axes[0].set(xlabel="epoch", ylabel="training loss (nats, log scale)", yscale="log")
    axes[1].set(xlabel="epoch", ylabel="validation accuracy (%)", ylim=(0, 100))
    for ax in axes:
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[1].legend(loc="best")
    lowest = min(histories, key=lambda name: histories[name].loss[-1])
    best = max(histories, key=lambda name: histories[name].val_accuracy[-1])
    axes[0].set_title(f"Lowest loss: {lowest}, {histories[lowest].loss[-1]:.2g}")
    axes[1].set_title(f"Best at the end: {best}, {histories[best].val_accuracy[-1]:.1%}")
    words = "; ".join(
        f"{name}: {history.loss[0]:.3g} to {history.loss[-1]:.3g}, validation accuracy at the "
        f"end {history.val_accuracy[-1]:.1%}"
        for name, history in histories.items()
    )
    describe(axes, f"Curves of {len(histories)} trainings. Training loss by epoch: {words}.")
    return axes


def lowered_rate(kept, lowered, epoch, ax=None):
    """Draw the validation accuracy with a steady learning rate, and with one lowered on the way.

    Parameters
    ----------
    kept, lowered : History
        Of trainings that are the same up to ``epoch``.
    epoch : int
        The last epoch before the rate was lowered.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.2, 3.7) if ax is None else ax
    curves = {"rate kept": kept.val_accuracy, "rate lowered": lowered.val_accuracy}
    lowest = {}
    for number, (name, values) in enumerate(curves.items()):
        values = 100 * np.asarray(values)
        ax.plot(np.arange(1, len(values) + 1), values, label=name, **look(number))
        lowest[name] = values[epoch:].min()
    ax.axvline(epoch + 0.5, color=BLACK, linestyle=":", linewidth=1.2)
    ax.text(epoch + 0.6, ax.get_ylim()[0], " lowered here", va="bottom", fontsize=9)
    ax.set(xlabel="epoch", ylabel="validation accuracy (%)")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="lower right")
    ax.set_title(
        "Lowest value after the line: "
        + ", ".join(f"{value:.1f} % ({name})" for name, value in lowest.items())
    )
    describe(
        ax,
        f"Validation accuracy by epoch for two trainings that are equal up to epoch {epoch}. "
        + " ".join(
            f"With the {name} the lowest value after that is {lowest[name]:.1f} %, the last "
            f"{100 * values[-1]:.1f} %."
            for name, values in curves.items()
        ),
    )
    return ax


def units_by_start(weights, accuracies, units=7, axes=None):
    """Draw what the units of the first layer look for, one row for each way to start.

    Parameters
    ----------
    weights : dict
        Name of the initialisation -> weights of the trained first layer, shape (784, n).
    accuracies : sequence of float
        Validation accuracy of each.
    units : int
        How many units to draw.
    axes : array of Axes, shape (len(weights), units), optional

    Returns
    -------
    array of Axes, shape (len(weights), units)
    """
    if axes is None:
        axes = new_axes(8.5, 1.3 * len(weights) + 0.5, len(weights), units, squeeze=False)
    different, words = {}, []
    for row, (name, W), accuracy in zip(axes, weights.items(), accuracies, strict=True):
        different[name] = len(np.unique(W, axis=1).T)
        limit = np.abs(W).max() or 1
        for ax, column in zip(row, W.T, strict=False):
            ax.imshow(column.reshape(28, 28), cmap=DIVERGING, vmin=-limit, vmax=limit)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color="0.6")
        row[0].set_ylabel(f"{name}\n{accuracy:.1%}", rotation=0, ha="right", va="center")
        words.append(
            f"{name}: of {W.shape[1]} units {different[name]} different, largest weight "
            f"{np.abs(W).max():.2g}, validation accuracy {accuracy:.1%}"
        )
    figure_of(axes).suptitle(
        "Different units after training: "
        + ", ".join(f"{number} ({name})" for name, number in different.items()),
        fontsize=12,
    )
    describe(
        axes,
        f"Weights of the first {units} hidden units as pictures of 28 by 28, red positive, blue "
        f"negative. {'; '.join(words)}.",
    )
    return axes


def gradients_by_layer(norms, histories, axes=None):
    """Draw how much gradient reaches each layer at the start, and what the training makes of it.

    Parameters
    ----------
    norms : dict
        Name of each network -> norms of the gradient of the weights, from the first layer on.
    histories : dict
        Names, those of ``norms`` and perhaps more -> History, with validation.
    axes : two Axes, optional

    Returns
    -------
    array of Axes
    """
    axes = new_axes(8.5, 3.7, columns=2) if axes is None else np.asarray(axes)
    for number, (name, history) in enumerate(histories.items()):
        if name in norms:
            layers = np.arange(1, len(norms[name]) + 1)
            axes[0].plot(layers, norms[name], label=name, **look(number))
        values = np.multiply(history.val_accuracy, 100)
        axes[1].plot(np.arange(1, len(values) + 1), values, label=name, **look(number))
    axes[0].set(xlabel="layer, from the input on", ylabel="gradient norm (log scale)", yscale="log")
    axes[1].set(xlabel="epoch", ylabel="validation accuracy (%)", ylim=(0, 100))
    for ax in axes:
        ax.xaxis.get_major_locator().set_params(integer=True)
    for ax in axes:
        ax.legend(loc="center right" if ax is axes[1] else "best")
    shares = {name: values[0] / values[-1] for name, values in norms.items()}
    weakest = min(shares, key=shares.get)
    axes[0].set_title(f"{weakest}: first layer {shares[weakest]:.1g} times the last")
    last = {name: history.val_accuracy[-1] for name, history in histories.items()}
    best = max(last, key=last.get)
    axes[1].set_title(f"Best at the end: {best}, {last[best]:.1%}")
    describe(
        axes,
        "Left: norm of the gradient of each layer's weights before training. Right: validation "
        "accuracy by epoch. "
        + "; ".join(
            f"{name}: norm {values[0]:.2g} in the first layer and {values[-1]:.2g} in the last"
            for name, values in norms.items()
        )
        + ". Accuracy at the end: "
        + ", ".join(f"{name} {value:.1%}" for name, value in last.items())
        + ".",
    )
    return axes


def batch_noise(losses, histories, axes=None):
    """Draw the loss of every batch, and the validation accuracy after each epoch.

    Parameters
    ----------
    losses : dict
        Name of each training -> loss of every batch.
    histories : dict
        The same names -> History, with validation.
    axes : array of Axes, length len(losses) + 1, optional

    Returns
    -------
    array of Axes
    """
    if axes is None:
        axes = new_axes(8.5, 3.3, columns=len(losses) + 1, width_ratios=[1] * len(losses) + [1.5])
    words = []
    for number, (name, values) in enumerate(losses.items()):
        style, ax, history = look(number), axes[number], histories[name]
        epochs = np.arange(1, len(values) + 1) * len(history.loss) / len(values)
        marker = style["marker"] if len(values) < 500 else "."
        ax.plot(epochs, np.maximum(values, 1e-4), marker, color=style["color"], alpha=0.5, ms=3)
        ax.set(yscale="log", ylim=(1e-4, 40), xlabel="epoch", title=f"{name}: {len(values):,}")
        ax.set_xlim(0, len(history.loss))
        ax.xaxis.get_major_locator().set_params(integer=True)
        if number:
            ax.set_yticklabels([])
        accuracy = np.multiply(history.val_accuracy, 100)
        axes[-1].plot(np.arange(1, len(accuracy) + 1), accuracy, **style)
        axes[-1].annotate(
            name, (len(accuracy), accuracy[-1]), (8, 0), textcoords="offset points", va="center"
        )
        words.append(f"{name}: {len(values):,} updates, accuracy {accuracy[-1]:.1f} % at the end")
    axes[0].set_ylabel("loss of each batch (log scale)")
    axes[-1].set(xlabel="epoch", ylabel="validation accuracy (%)", ylim=(0, 100))
    n_epochs = max(len(history.loss) for history in histories.values())
    axes[-1].set_xticks(range(1, n_epochs + 1))
    axes[-1].set_xlim(0.85, 1.45 * n_epochs)
    last = {name: history.val_accuracy[-1] for name, history in histories.items()}
    best = max(last, key=last.get)
    axes[-1].set_title(f"Best: {best}, {last[best]:.1%}")
    figure_of(axes).suptitle("Updates in the same number of epochs, and what they achieve")
    describe(
        axes,
        "The loss of each batch (at least 0.0001), one panel a training, and the validation "
        f"accuracy of all by epoch. {'; '.join(words)}.",
    )
    return axes


def gap_by_images(histories, ax=None):
    """Draw the accuracy on training and on validation images against how many there were.

    Parameters
    ----------
    histories : dict
        Number of training images -> History, with validation.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.2, 3.8) if ax is None else ax
    images = np.array(list(histories))
    train = np.array([100 * history.accuracy[-1] for history in histories.values()])
    val = np.array([100 * history.val_accuracy[-1] for history in histories.values()])
    ax.plot(images, train, "-o", color=BLUE, label="training")
    ax.plot(images, val, "--s", color=ORANGE, label="validation")
    ax.vlines(images, val, train, color="0.5", linestyle=":")
    for n, high, low in zip(images, train, val, strict=True):
        ax.annotate(
            f"{high - low:.1f}", (n, (high + low) / 2), xytext=(6, 0), textcoords="offset points"
        )
    ax.set(xscale="log", xlabel="training images (log scale)", ylabel="accuracy at the end (%)")
    ax.set_xticks(images, [f"{n:,}" for n in images])
    ax.minorticks_off()
    ax.set_xlim(images[0] / 1.5, images[-1] * 1.9)
    ax.legend(loc="lower right")
    gaps = train - val
    ax.set_title(
        f"The gap: {gaps[0]:.1f} points with {images[0]:,} images, {gaps[-1]:.1f} with "
        f"{images[-1]:,}"
    )
    describe(
        ax,
        "Accuracy at the end of training by number of training images. "
        + "; ".join(
            f"{n:,} images: {high:.1f} % on them, {low:.1f} % on validation images"
            for n, high, low in zip(images, train, val, strict=True)
        )
        + ".",
    )
    return ax


def two_kinds_of_labels(right, flipped, validation, ax=None):
    """Draw how a network takes to right labels, and to wrong ones.

    Parameters
    ----------
    right, flipped : array, shape (epochs,)
        Share of the training images with a right, and with a flipped, label for which the
        network gives the label that stands there.
    validation : array, shape (epochs,)
        Validation accuracy.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.6, 3.9) if ax is None else ax
    epochs = np.arange(1, len(right) + 1)
    curves = [
        ("right labels, repeated", right, BLUE, "-", "o"),
        ("validation images, read right", validation, ORANGE, "--", "s"),
        ("wrong labels, repeated", flipped, VERMILION, ":", "^"),
    ]
    for name, values, colour, style, marker in curves:
        values = 100 * np.asarray(values)
        ax.plot(epochs, values, color=colour, linestyle=style, marker=marker, ms=4, label=name)
    best = int(np.argmax(validation))
    ax.axvline(best + 1, color="0.5", linewidth=1)
    ax.set(xlabel="epoch", ylabel="share of the images (%)", ylim=(0, 104))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="center right")
    ax.set_title(
        f"Validation: best {validation[best]:.1%} in epoch {best + 1}, at the end "
        f"{validation[-1]:.1%}"
    )
    describe(
        ax,
        f"Three curves over {len(right)} epochs. Right training labels that the network repeats: "
        f"{right[0]:.1%} at first, {right[-1]:.1%} at the end. Wrong ones: {flipped[0]:.1%}, then "
        f"{flipped[-1]:.1%}. Validation accuracy: {validation[0]:.1%}, best {validation[best]:.1%} "
        f"in epoch {best + 1}, {validation[-1]:.1%} at the end.",
    )
    return ax


def accuracy_by_seconds(runs, budget, ax=None):
    """Draw the validation accuracy against the time that training has taken.

    Parameters
    ----------
    runs : dict
        Name of each training -> list of (seconds, accuracy).
    budget : float
        Seconds that each was given.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.6, 3.9) if ax is None else ax
    for number, (name, points) in enumerate(runs.items()):
        seconds, values = np.array(points).T
        ax.plot(seconds, 100 * values, label=name, **look(number))
    last = {name: points[-1][1] for name, points in runs.items()}
    best = max(last, key=last.get)
    ax.set(xlabel="seconds of training", ylabel="validation accuracy (%)", xlim=(0, None))
    ax.legend(loc="lower right")
    ax.set_title(f"After {budget:g} seconds ahead: {best}, {last[best]:.1%}")
    describe(
        ax,
        f"Validation accuracy against seconds of training. After {budget:g} seconds: "
        + ", ".join(f"{name} {value:.1%}" for name, value in last.items())
        + ".",
    )
    return ax


def sweep_map(accuracies, learning_rates, widths, ax=None):
    """Draw the result of a sweep as a map, with the best field framed.

    Parameters
    ----------
    accuracies : array, shape (len(widths), len(learning_rates))
        From 0 to 1.
    learning_rates, widths : sequence
        What the columns and rows stand for.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.4, 3.9) if ax is None else ax
    accuracies = np.asarray(accuracies)
    sns.heatmap(
        100 * accuracies,
        ax=ax,
        annot=True,
        fmt=".1f",
        cmap="cividis",
        xticklabels=[f"{rate:g}" for rate in learning_rates],
        yticklabels=list(widths),
        cbar_kws={"label": "validation accuracy (%)"},
    )
    row, column = np.unravel_index(np.nanargmax(accuracies), accuracies.shape)
    frame = {"fill": False, "edgecolor": VERMILION, "linewidth": 3, "clip_on": False}
    ax.add_patch(Rectangle((column, row), 1, 1, **frame))
    ax.set(xlabel="learning rate", ylabel="hidden units")
    ax.tick_params(axis="y", rotation=0)
    best = f"learning rate {learning_rates[column]:g} and {widths[row]} units"
    ax.set_title(f"Best of {accuracies.size}: {best}, {accuracies[row, column]:.1%}")
    per_row = [learning_rates[i] for i in np.nanargmax(accuracies, axis=1)]
    describe(
        ax,
        f"Heat map of validation accuracy, learning rate from left to right and hidden units from "
        f"top to bottom. Best: {best}, {accuracies[row, column]:.1%}; worst "
        f"{np.nanmin(accuracies):.1%}. Best rate with "
        + ", ".join(f"{n} units {rate:g}" for n, rate in zip(widths, per_row, strict=True))
        + ".",
    )
    return ax
