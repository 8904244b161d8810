"""Figures of notebook 07: what each hyperparameter does to a training."""

import numpy as np
from matplotlib.patches import Rectangle

from .style import VERMILION, around_zero, curves, figure, heat_map, look, note, tiles

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


def validation_curves(ax, histories):
    """Draw the validation accuracy by epoch; return who is best at the end, in words."""
    curves(ax, {name: np.multiply(run.val_accuracy, 100) for name, run in histories.items()})
    ax.set(ylabel="validation accuracy (%)", ylim=(0, 100))
    return ahead({name: run.val_accuracy[-1] for name, run in histories.items()})


def ahead(accuracies):
    """Say which of several accuracies is the highest, by name."""
    best = max(accuracies, key=accuracies.get)
    return f"{best}, {accuracies[best]:.1%}"


@figure(8.5, 3.7, columns=2)
def compare_runs(axes, histories):
    """Draw several trainings: training loss on the left, validation accuracy on the right.

    Parameters
    ----------
    histories : dict
        Name of each training -> its History, with validation.
    """
    curves(axes[0], {name: history.loss for name, history in histories.items()})
    axes[0].set(ylabel="training loss (nats, log scale)", yscale="log")
    lowest = min(histories, key=lambda name: histories[name].loss[-1])
    axes[0].set_title(f"Lowest loss: {lowest}, {histories[lowest].loss[-1]:.2g}")
    axes[1].set_title(f"Best at the end: {validation_curves(axes[1], histories)}")
    axes[1].legend()
    words = "; ".join(
        f"{name}: {history.loss[0]:.3g} to {history.loss[-1]:.3g}, validation accuracy at the "
        f"end {history.val_accuracy[-1]:.1%}"
        for name, history in histories.items()
    )
    return None, f"Curves of {len(histories)} trainings. Training loss by epoch: {words}."


@figure(7.2, 3.7)
def lowered_rate(ax, kept, lowered, epoch):
    """Draw the validation accuracy with a steady learning rate, and with one lowered on the way.

    Parameters
    ----------
    kept, lowered : History
        Of trainings that are the same up to ``epoch``.
    epoch : int
        The last epoch before the rate was lowered.
    """
    runs = {"rate kept": kept, "rate lowered": lowered}
    runs = {name: 100 * np.asarray(run.val_accuracy) for name, run in runs.items()}
    curves(ax, runs)
    ax.axvline(epoch + 0.5, color="black", linestyle=":", linewidth=1.2)
    ax.text(epoch + 0.6, ax.get_ylim()[0], " lowered here", va="bottom", fontsize=9)
    ax.set_ylabel("validation accuracy (%)")
    ax.legend(loc="lower right")
    found, words = [], []
    for name, values in runs.items():
        low, last = f"{values[epoch:].min():.1f} %", f"{values[-1]:.1f} %"
        found.append(f"{low} ({name})")
        words.append(f"With the {name} the lowest value after that is {low}, the last {last}.")
    return (
        f"Lowest value after the line: {', '.join(found)}",
        f"Validation accuracy by epoch for two trainings that are equal up to epoch {epoch}. "
        f"{' '.join(words)}",
    )


@figure(
    8.5, lambda weights: 1.3 * len(weights) + 0.5, lambda weights: len(weights), lambda units: units
)
def units_by_start(axes, weights, accuracies, units=7):
    """Draw what the units of the first layer look for, one row for each way to start.

    Parameters
    ----------
    weights : dict
        Name of the initialisation -> weights of the trained first layer, shape (784, n).
    accuracies : sequence of float
        Validation accuracy of each.
    units : int
        How many units to draw.
    """
    found, words = [], []
    for row, (name, W), accuracy in zip(axes, weights.items(), accuracies, strict=True):
        largest, different = np.abs(W).max(), len(np.unique(W, axis=1).T)
        tiles(row, W.T[:units].reshape(-1, 28, 28), **around_zero(largest or 1))
        row[0].set_ylabel(f"{name}\n{accuracy:.1%}", rotation=0, ha="right", va="center")
        found.append(f"{different} ({name})")
        words.append(
            f"{name}: of {W.shape[1]} units {different} different, largest weight "
            f"{largest:.2g}, validation accuracy {accuracy:.1%}"
        )
    return (
        f"Different units after training: {', '.join(found)}",
        f"Weights of the first {units} hidden units as pictures of 28 by 28, red positive, blue "
        f"negative. {'; '.join(words)}.",
    )


@figure(8.5, 3.7, columns=2)
def gradients_by_layer(axes, norms, histories):
    """Draw how much gradient reaches each layer at the start, and what the training makes of it.

    Parameters
    ----------
    norms : dict
        Name of each network -> norms of the gradient of the weights, from the first layer on.
    histories : dict
        The same names, and perhaps more after them -> History, with validation.
    """
    curves(axes[0], norms)
    axes[0].set(xlabel="layer, from the input on", ylabel="gradient norm (log scale)", yscale="log")
    axes[0].legend()
    shares = {name: values[0] / values[-1] for name, values in norms.items()}
    weakest = min(shares, key=shares.get)
    axes[0].set_title(f"{weakest}: first layer {shares[weakest]:.1g} times the last")
    axes[1].set_title(f"Best at the end: {validation_curves(axes[1], histories)}")
    axes[1].legend(loc="center right")
    sizes = "; ".join(
        f"{name}: norm {values[0]:.2g} in the first layer and {values[-1]:.2g} in the last"
        for name, values in norms.items()
    )
    ends = ", ".join(f"{name} {run.val_accuracy[-1]:.1%}" for name, run in histories.items())
    return None, (
        "Left: norm of the gradient of each layer's weights before training. Right: validation "
        f"accuracy by epoch. {sizes}. Accuracy at the end: {ends}."
    )


@figure(
    width=8.5,
    height=3.3,
    columns=lambda losses: len(losses) + 1,
    width_ratios=lambda losses: [1] * len(losses) + [1.5],
)
def batch_noise(axes, losses, histories):
    """Draw the loss of every batch, and the validation accuracy after each epoch.

    Parameters
    ----------
    losses : dict
        Name of each training -> loss of every batch.
    histories : dict
        The same names -> History, with validation.
    """
    *panels, last = axes
    last.set_title(f"Best: {validation_curves(last, {name: histories[name] for name in losses})}")
    words = []
    for number, (ax, (name, values)) in enumerate(zip(panels, losses.items(), strict=True)):
        n_epochs, end = len(histories[name].loss), 100 * histories[name].val_accuracy[-1]
        epochs = np.arange(1, len(values) + 1) * n_epochs / len(values)
        dots = {**look(number, size=3), "linestyle": "none", "alpha": 0.5}
        if len(values) >= 500:
            dots["marker"] = "."
        ax.plot(epochs, np.maximum(values, 1e-4), **dots)
        ax.set(yscale="log", ylim=(1e-4, 40), xlabel="epoch", title=f"{name}: {len(values):,}")
        ax.set(xlim=(0, n_epochs), xticks=range(n_epochs + 1))
        ax.tick_params(labelleft=not number)
        note(last, name, (n_epochs, end), (8, 0), va="center")
        words.append(f"{name}: {len(values):,} updates, accuracy {end:.1f} % at the end")
    axes[0].set_ylabel("loss of each batch (log scale)")
    n_epochs = max(len(history.loss) for history in histories.values())
    last.set(xticks=range(1, n_epochs + 1), xlim=(0.85, 1.45 * n_epochs))
    return (
        "Updates in the same number of epochs, and what they achieve",
        "The loss of each batch (at least 0.0001), one panel a training, and the validation "
        f"accuracy of all by epoch. {'; '.join(words)}.",
    )


@figure(7.2, 3.8)
def gap_by_images(ax, histories):
    """Draw the accuracy on training and on validation images against how many there were.

    Parameters
    ----------
    histories : dict
        Number of training images -> History, with validation.
    """
    images = list(histories)
    ends = [(history.accuracy[-1], history.val_accuracy[-1]) for history in histories.values()]
    train, val = 100 * np.transpose(ends)
    curves(ax, {"training": train, "validation": val}, images)
    ax.vlines(images, val, train, color="0.5", linestyle=":")
    words, gaps = [], train - val
    for n, high, low in zip(images, train, val, strict=True):
        note(ax, f"{high - low:.1f}", (n, (high + low) / 2), (6, 0))
        words.append(f"{n:,} images: {high:.1f} % on them, {low:.1f} % on validation images")
    ax.set(xscale="log", xlabel="training images (log scale)", ylabel="accuracy at the end (%)")
    ax.set_xticks(images, [f"{n:,}" for n in images])
    ax.minorticks_off()
    ax.set_xlim(images[0] / 1.5, images[-1] * 1.9)
    ax.legend(loc="lower right")
    return (
        f"The gap: {gaps[0]:.1f} points with {images[0]:,} images, {gaps[-1]:.1f} with "
        f"{images[-1]:,}",
        f"Accuracy at the end of training by number of training images. {'; '.join(words)}.",
    )


@figure(7.6, 3.9)
def two_kinds_of_labels(ax, right, flipped, validation):
    """Draw how a network takes to right labels, and to wrong ones.

    Parameters
    ----------
    right, flipped : array, shape (epochs,)
        Share of the training images with a right, and with a flipped, label for which the
        network gives the label that stands there.
    validation : array, shape (epochs,)
        Validation accuracy.
    """
    names = "right labels, repeated", "validation images, read right", "wrong labels, repeated"
    shares = 100 * np.array([right, validation, flipped])
    curves(ax, dict(zip(names, shares, strict=True)))
    best = int(np.argmax(validation))
    ax.axvline(best + 1, color="0.5", linewidth=1)
    ax.set(ylabel="share of the images (%)", ylim=(0, 104))
    ax.legend(loc="center right")
    peak = f"best {validation[best]:.1%} in epoch {best + 1}"
    return (
        f"Validation: {peak}, at the end {validation[-1]:.1%}",
        f"Three curves over {len(right)} epochs. Right training labels that the network repeats: "
        f"{right[0]:.1%} at first, {right[-1]:.1%} at the end. Wrong ones: {flipped[0]:.1%}, then "
        f"{flipped[-1]:.1%}. Validation accuracy: {validation[0]:.1%}, {peak}, "
        f"{validation[-1]:.1%} at the end.",
    )


@figure(7.6, 3.9)
def accuracy_by_seconds(ax, runs, budget):
    """Draw the validation accuracy against the time that training has taken.

    Parameters
    ----------
    runs : dict
        Name of each training -> list of (seconds, accuracy).
    budget : float
        Seconds that each was given.
    """
    for number, (name, points) in enumerate(runs.items()):
        seconds, values = np.transpose(points)
        ax.plot(seconds, 100 * values, label=name, **look(number))
    ax.set(xlabel="seconds of training", ylabel="validation accuracy (%)", xlim=(0, None))
    ax.legend(loc="lower right")
    last = {name: points[-1][1] for name, points in runs.items()}
    listed = ", ".join(f"{name} {value:.1%}" for name, value in last.items())
    return (
        f"After {budget:g} seconds ahead: {ahead(last)}",
        f"Validation accuracy against seconds of training. After {budget:g} seconds: {listed}.",
    )


@figure(7.4, 3.9)
def sweep_map(ax, accuracies, learning_rates, widths):
    """Draw the result of a sweep as a map, with the best field framed.

    Parameters
    ----------
    accuracies : array, shape (len(widths), len(learning_rates))
        From 0 to 1.
    learning_rates, widths : sequence
        What the columns and rows stand for.
    """
    accuracies = np.asarray(accuracies)
    ticks = {"xticklabels": [f"{rate:g}" for rate in learning_rates], "yticklabels": list(widths)}
    numbers = {"annot": True, "fmt": ".1f", "cmap": "cividis"}
    heat_map(ax, 100 * accuracies, "validation accuracy (%)", **numbers, **ticks)
    row, column = np.unravel_index(np.nanargmax(accuracies), accuracies.shape)
    frame = {"fill": False, "edgecolor": VERMILION, "linewidth": 3, "clip_on": False}
    ax.add_patch(Rectangle((column, row), 1, 1, **frame))
    ax.set(xlabel="learning rate", ylabel="hidden units")
    best = f"learning rate {learning_rates[column]:g} and {widths[row]} units"
    best = f"{best}, {accuracies[row, column]:.1%}"
    rates = [learning_rates[i] for i in np.nanargmax(accuracies, axis=1)]
    by_width = [f"{n} units {rate:g}" for n, rate in zip(widths, rates, strict=True)]
    return (
        f"Best of {accuracies.size}: {best}",
        "Heat map of validation accuracy, learning rate from left to right and hidden units from "
        f"top to bottom. Best: {best}; worst {np.nanmin(accuracies):.1%}. Best rate with "
        f"{', '.join(by_width)}.",
    )
