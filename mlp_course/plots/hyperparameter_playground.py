"""Figures of notebook 07: what each hyperparameter does to a training, over several seeds."""

import textwrap

import numpy as np
from matplotlib.patches import Rectangle

from .style import SKY, VERMILION, band, dodged, figure, heat_map, look, note, spread

__all__ = [
    "compare_runs",
    "fitted_and_read",
    "rates_of_optimizers",
    "remedies",
    "sweep_map",
    "two_kinds_of_labels",
]


def per_cent(runs):
    """Return the validation accuracy of each of several runs, in per cent."""
    return 100 * np.array([run.accuracy for run in runs])


def seeds_of(groups):
    """Say how many seeds each of the groups of runs has."""
    return f"{len(next(iter(groups.values())))} seeds"


@figure(8.5, 3.7, columns=2)
def compare_runs(axes, groups):
    """Draw training loss and validation accuracy by epoch, a band over the seeds.

    Parameters
    ----------
    groups : dict
        Name -> list of Run, one for each seed.
    """
    for number, (name, runs) in enumerate(groups.items()):
        style = look(number) | {"label": name}
        band(axes[0], [run.history.loss for run in runs], **style)
        band(axes[1], [100 * np.array(run.history.val_accuracy) for run in runs], **style)
    # A loss beyond 30 is as bad as any; it would press together what is to be compared.
    highest = max(run.history.loss[0] for runs in groups.values() for run in runs)
    axes[0].set(ylabel="training loss (nats, log scale)", yscale="log")
    if highest > 30:
        axes[0].set_ylim(top=30)
        note(axes[0], f"one begins at {highest:.0e}", (1, 30), (4, -4), va="top", fontsize=9)
    axes[1].set(ylabel="validation accuracy (%)", ylim=(0, 100))
    for ax in axes:
        ax.set_xlabel("epoch")
        ax.xaxis.get_major_locator().set_params(integer=True)
    title = f"mean and range\nof {seeds_of(groups)}"
    axes[1].legend(title=title, fontsize=9, loc="upper left", bbox_to_anchor=(1, 1))
    losses = {name: [run.history.loss[-1] for run in runs] for name, runs in groups.items()}
    lowest = min(losses, key=lambda name: np.mean(losses[name]))
    best = max(groups, key=lambda name: per_cent(groups[name]).mean())
    axes[0].set_title(f"Lowest loss: {lowest}, {np.mean(losses[lowest]):.2g}")
    axes[1].set_title(f"Best at the end: {best}, {per_cent(groups[best]).mean():.1f} %")
    words = "; ".join(
        f"{name}: training loss {spread(losses[name], '.3g')}, validation accuracy "
        f"{spread(per_cent(runs), '.1f')} %"
        for name, runs in groups.items()
    )
    return None, (
        f"Training loss and validation accuracy by epoch, {seeds_of(groups)} each. At the end: "
        f"{words}."
    )


@figure(8.5, 3.9, columns=lambda patients: len(patients), sharey=True)
def fitted_and_read(axes, patients):
    """Draw the accuracy on training and on validation images, for several trainings side by side.

    Parameters
    ----------
    patients : dict
        Name -> dict of name of a treatment -> list of Run, one for each seed. The first of them is
        the untreated patient.
    """
    words = []
    for ax, (patient, groups) in zip(axes, patients.items(), strict=True):
        at, runs = np.arange(len(groups)), list(groups.values())
        series = {
            "training images": [[100 * run.fitted for run in of] for of in runs],
            "validation images": [per_cent(of) for of in runs],
        }
        train, val = (np.mean(values, axis=1) for values in series.values())
        ax.vlines(at, val, train, color="0.6", linestyle=":", zorder=1)
        for values, shift, style in dodged(series, gap=0.2):
            values, x = np.array(values), np.arange(len(values[0])) - (len(values[0]) - 1) / 2
            ax.plot((at[:, None] + shift + 0.05 * x).ravel(), values.ravel(), **style)
        best = max(groups, key=lambda name: per_cent(groups[name]).mean())
        ax.set_title(f"{patient}: most right with\n{best}, {val.max():.0f} %")
        ax.set_xticks(at, [textwrap.fill(name, 10) for name in groups], fontsize=9)
        ax.set_xlim(-0.6, len(groups) - 0.4)
        words += [
            f"{patient}, {name}: {t:.1f} % of its training images, {v:.1f} % of the validation "
            "images"
            for name, t, v in zip(groups, train, val, strict=True)
        ]
    axes[0].set_ylabel("accuracy at the end (%)")
    axes[-1].legend(loc="lower right", title=f"a mark for each of {seeds_of(groups)}", fontsize=9)
    return (
        None,
        f"Accuracy at the end of training, means of {seeds_of(groups)}. {'; '.join(words)}.",
    )


@figure(7.6, 3.9)
def two_kinds_of_labels(ax, right, wrong, validation):
    """Draw how a network takes to right labels, and to wrong ones, a band over the seeds.

    Parameters
    ----------
    right, wrong : array, shape (seeds, epochs)
        Share of the training images with a right, and with a wrong, label for which the network
        gives the label that stands there.
    validation : array, shape (seeds, epochs)
        Validation accuracy.
    """
    shares = {
        "right labels, repeated": 100 * np.array(right),
        "validation images, read right": 100 * np.array(validation),
        "wrong labels, repeated": 100 * np.array(wrong),
    }
    for number, (name, values) in enumerate(shares.items()):
        band(ax, values, label=name, **look(number, size=4))
    means = {name: values.mean(axis=0) for name, values in shares.items()}
    read = means["validation images, read right"]
    best = int(np.argmax(read))
    ax.axvline(best + 1, color="0.5", linewidth=1)
    ax.set(xlabel="epoch", ylabel="share of the images (%)", ylim=(0, 104))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="center left", title=f"mean and range of {len(right)} seeds", fontsize=9)
    peak = f"best {read[best]:.1f} % after epoch {best + 1}"
    listed = "; ".join(
        f"{name}: {values[0]:.1f} % after the first epoch, {values[-1]:.1f} % at the end"
        for name, values in means.items()
    )
    return (
        f"Validation: {peak}, at the end {read[-1]:.1f} %",
        f"Three curves over {len(read)} epochs, means of {len(right)} seeds. {listed}. Validation: "
        f"{peak}.",
    )


@figure(8.5, 3.6, columns=lambda settings: len(settings))
def remedies(axes, settings):
    """Draw the validation accuracy with each of several remedies, a mark for each seed.

    Parameters
    ----------
    settings : dict
        Name of a setting -> dict of name of a remedy -> list of Run. The first of them is the
        training without any, whose range over the seeds is shown as a band.
    """
    words = []
    for ax, (setting, groups) in zip(axes, settings.items(), strict=True):
        names, values = list(groups), [per_cent(runs) for runs in groups.values()]
        places = np.arange(len(names))[::-1]
        ax.axvspan(values[0].min(), values[0].max(), color=SKY, alpha=0.25, linewidth=0)
        for number, (place, of) in enumerate(zip(places, values, strict=True)):
            style = look(number, size=6) | {"linestyle": "none"}
            ax.plot(of, np.full(len(of), place), **style)
        ax.set(xlabel="validation accuracy (%)", ylim=(-0.6, len(names) - 0.4))
        ax.set_yticks(places, names)
        ax.tick_params(labelleft=ax is axes[0])
        ax.grid(axis="x", color="0.9")
        gains = [of.mean() - values[0].mean() for of in values]
        best = int(np.argmax(gains))
        ax.set_title(f"{setting}: most from\n{names[best]}, {gains[best]:+.1f} points")
        words += [
            f"{setting}, {name}: {spread(of, '.1f')} %, {gain:+.1f} points on average"
            for name, of, gain in zip(names, values, gains, strict=True)
        ]
    return None, (
        f"Validation accuracy with several remedies, {seeds_of(groups)} each; a band marks the "
        f"range without any. {'; '.join(words)}."
    )


@figure(7.6, 4.0)
def rates_of_optimizers(ax, optimizers):
    """Draw the validation accuracy by learning rate, a curve for each optimizer.

    Parameters
    ----------
    optimizers : dict
        Name -> dict of learning rate -> list of Run, one for each seed.
    """
    found, words = [], []
    for number, (name, by_rate) in enumerate(optimizers.items()):
        rates, values = list(by_rate), [per_cent(runs) for runs in by_rate.values()]
        band(ax, np.transpose(values), rates, label=name, **look(number))
        means = np.mean(values, axis=1)
        best = int(np.argmax(means))
        found.append(f"{name} {means[best]:.1f} %")
        words.append(f"{name}: best at {rates[best]:g}, {spread(values[best], '.1f')} %")
    ax.set(xscale="log", xlabel="learning rate (log scale)", ylabel="validation accuracy (%)")
    lowest = min(per_cent(runs).min() for by in optimizers.values() for runs in by.values())
    ax.set_ylim(max(0, 10 * (lowest // 10)), 100)
    ax.legend(title=f"mean and range of {seeds_of(by_rate)}", fontsize=9)
    return (
        f"Each at its best rate: {', '.join(found)}",
        f"Validation accuracy by learning rate, {seeds_of(by_rate)} each. {'; '.join(words)}.",
    )


@figure(7.4, 3.9)
def sweep_map(ax, accuracies, learning_rates, batch_sizes):
    """Draw the result of a sweep as a map, with the best of each row framed.

    Parameters
    ----------
    accuracies : array, shape (len(batch_sizes), len(learning_rates))
        From 0 to 1.
    learning_rates, batch_sizes : sequence
        What the columns and rows stand for.
    """
    accuracies = np.asarray(accuracies)
    rates = [f"{rate:g}" for rate in learning_rates]
    numbers = {"annot": True, "fmt": ".1f", "cmap": "cividis"}
    ticks = {"xticklabels": rates, "yticklabels": [f"{size:,}" for size in batch_sizes]}
    heat_map(ax, 100 * accuracies, "validation accuracy (%)", **numbers, **ticks)
    frame = {"fill": False, "edgecolor": VERMILION, "linewidth": 3, "clip_on": False}
    columns = np.nanargmax(accuracies, axis=1)
    for row, column in enumerate(columns):
        ax.add_patch(Rectangle((column, row), 1, 1, **frame))
    ax.set(xlabel="learning rate", ylabel="batch size")
    listed = "; ".join(
        f"batches of {size:,}: {rates[column]}, {values[column]:.1%}"
        for size, column, values in zip(batch_sizes, columns, accuracies, strict=True)
    )
    return (
        f"Best rate: from {rates[columns[0]]} with batches of {batch_sizes[0]:,} to "
        f"{rates[columns[-1]]} with {batch_sizes[-1]:,}",
        "Heat map of validation accuracy, learning rate from left to right and batch size from top "
        f"to bottom. Best rate for {listed}. Lowest accuracy {np.nanmin(accuracies):.1%}.",
    )
