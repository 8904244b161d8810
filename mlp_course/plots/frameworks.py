"""Figures of notebook 08, and the one of the benchmarks."""

import numpy as np
from matplotlib.ticker import LogLocator, NullLocator

from .style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    SKY,
    VERMILION,
    describe,
    look,
    new_axes,
)

__all__ = [
    "accuracy_by_system",
    "accuracy_by_updates",
    "epoch_times",
    "loss_by_pass",
    "where_the_time_goes",
]


def accuracy_by_system(here, framework, reported, ax=None):
    """Draw for each system the share of misread test images: here, in its framework, as reported.

    Errors on a logarithmic axis, since accuracies near 100 % would lie on top of each other.

    Parameters
    ----------
    here, framework, reported : dict of float
        Shares of test images by the system's name; a system may be missing from the last two.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.2, 3.6) if ax is None else ax
    names, words = list(here), []
    series = [
        ("mlp_helpers", here, BLUE, "o", -0.18),
        ("its framework", framework, ORANGE, "s", 0.0),
        ("as reported", reported, BLACK, "|", 0.18),
    ]
    for label, values, colour, marker, shift in series:
        rows = [row for row, name in enumerate(names) if values.get(name) is not None]
        shares = [100 * values[names[row]] for row in rows]
        ax.plot(
            [100 - share for share in shares],
            np.array(rows) + shift,
            linestyle="none",
            marker=marker,
            markersize=8 if marker != "|" else 13,
            markeredgewidth=2 if marker == "|" else 0.5,
            color=colour,
            label=label,
        )
        found = [f"{names[row]} {share:.1f} %" for row, share in zip(rows, shares, strict=True)]
        words.append(f"{label}: {', '.join(found) or 'none'}")
    ax.set(yticks=range(len(names)), yticklabels=names, xscale="log")
    ax.set_xlabel("misread test images (%, log scale)")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_locator(NullLocator())
    ax.invert_yaxis()
    ax.grid(axis="y", color="0.92")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    both = [name for name in names if framework.get(name) is not None]
    gap = max((abs(here[name] - framework[name]) for name in both), default=0)
    ax.set_title(
        f"Here and in the framework: at most {100 * gap:.1f} points apart"
        if both
        else "What the same recipes reach here"
    )
    describe(ax, f"Test accuracy of {len(names)} systems. {'; '.join(words)}.")
    return ax


def accuracy_by_updates(runs, updates_between, ax=None):
    """Draw how the accuracy on unseen images grows with the number of updates.

    Parameters
    ----------
    runs : dict of lists of float
        Shares by the name of the run, one after every ``updates_between`` updates.
    updates_between : int
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.2, 4.0) if ax is None else ax
    words = []
    for number, (name, shares) in enumerate(runs.items()):
        updates = updates_between * np.arange(1, len(shares) + 1)
        ax.plot(
            updates,
            100 * np.asarray(shares),
            label=f"{name}: {shares[-1]:.1%}",
            **look(number, size=4),
        )
        words.append(f"{name}: from {shares[0]:.1%} to {shares[-1]:.1%}")
    ax.set(xlabel="updates, one image each", ylabel="accuracy on unseen images (%)")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.legend(loc="lower right")
    first, *_, last = runs.values()
    ax.set_title(f"From {first[-1]:.1%} to {last[-1]:.1%} of unseen images")
    describe(ax, f"Accuracy on unseen images by updates. {'; '.join(words)}.")
    return ax


def loss_by_pass(runs, ax=None):
    """Draw the training loss after each pass over the data, one curve a run.

    Parameters
    ----------
    runs : dict of lists of float
        Mean cross-entropies by the name of the run; the lists may differ in length.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(6.4, 3.6) if ax is None else ax
    words = []
    for number, (name, losses) in enumerate(runs.items()):
        passes = np.arange(1, len(losses) + 1)
        ax.plot(passes, losses, label=name, **look(number, size=max(7 - 2 * number, 3)))
        words.append(f"{name}: {', '.join(f'{loss:.3f}' for loss in losses)}")
    ax.set(xlabel="pass over the training images", ylabel="loss (mean cross-entropy, nats)")
    ax.set_ylim(bottom=0)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    shared = min(map(len, runs.values()))
    curves = np.array([losses[:shared] for losses in runs.values()])
    ax.set_title(f"Over {shared} passes the losses differ by at most {np.ptp(curves, 0).max():.3f}")
    describe(ax, f"Training loss by pass. {'; '.join(words)}.")
    return ax


def epoch_times(times, ours="mlp_helpers", ax=None):
    """Draw the median time of an epoch for each contender, the fastest on top.

    Parameters
    ----------
    times : dict of lists of float
        Seconds by name.
    ours : str
        Name of the contender that stands out.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    medians = dict(sorted(((n, float(np.median(t))) for n, t in times.items()), key=lambda p: p[1]))
    ax = new_axes(7.2, 0.8 + 0.4 * len(medians)) if ax is None else ax
    names = list(medians)
    bars = ax.barh(names, list(medians.values()), color=[BLUE if n == ours else SKY for n in names])
    bars[names.index(ours)].set_hatch("//")
    ax.bar_label(bars, fmt="%.2f", padding=3)
    ax.invert_yaxis()
    ax.set_xlabel("seconds an epoch (median)")
    slower = sum(value > medians[ours] for value in medians.values())
    takes = "takes" if slower == 1 else "take"
    ax.set_title(f"{ours} takes {medians[ours]:.2f} s an epoch; {slower} {takes} longer")
    ax.margins(x=0.1)
    found = ", ".join(f"{name} {value:.2f} s" for name, value in medians.items())
    describe(ax, f"Median time of an epoch, fastest first: {found}.")
    return ax


def where_the_time_goes(sweeps, axes=None):
    """Draw the parts of an epoch's time as shares, as the network or the data grows.

    Parameters
    ----------
    sweeps : dict
        For each quantity that varies, by the label of its axis: its values, and a dict that gives
        for each part the seconds at these values.
    axes : array of Axes, optional
        One for each quantity.

    Returns
    -------
    array of Axes
        Every bar is a whole; the seconds it stands for are written above it.
    """
    if axes is None:
        rows = -(-len(sweeps) // 2)
        axes = new_axes(9.0, 3.1 * rows + 0.4, rows=rows, columns=2, squeeze=False)
    axes, words = np.asarray(axes), []
    hatches, colours = ["", "//", "..", "xx"], [SKY, ORANGE, GREEN, VERMILION]
    for ax, (label, (values, parts)) in zip(axes.flat, sweeps.items(), strict=False):
        names, whole = [f"{value:,}" for value in values], np.sum(list(parts.values()), axis=0)
        bottom = np.zeros(len(values))
        for (part, taken), hatch, colour in zip(parts.items(), hatches, colours, strict=False):
            shares = 100 * np.asarray(taken) / whole
            bars = ax.bar(names, shares, 0.8, bottom, label=part, hatch=hatch, color=colour)
            bottom += shares
        ax.bar_label(bars, [f"{seconds:.2g} s" for seconds in whole], fontsize=9, padding=1)
        at_the_end = {part: taken[-1] / whole[-1] for part, taken in parts.items()}
        most = max(at_the_end, key=at_the_end.get)
        ax.set(xlabel=label, ylabel="share of the time (%)", ylim=(0, 112))
        ax.set_title(f"At {names[-1]}: {at_the_end[most]:.0%} {most}", fontsize=11)
        words.append(
            f"{label} from {names[0]} to {names[-1]}: {whole[0]:.2f} to {whole[-1]:.2f} s, "
            f"of which {at_the_end[most]:.0%} {most} at the end"
        )
    handles, labels = axes.flat[0].get_legend_handles_labels()
    axes.flat[0].figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False)
    describe(axes, f"Where an epoch's time goes. {'; '.join(words)}.")
    return axes
