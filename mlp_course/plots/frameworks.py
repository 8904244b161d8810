"""Figures of notebook 10, and the one of the benchmarks."""

import numpy as np
from matplotlib.ticker import LogLocator

from .style import BLUE, GREEN, ORANGE, SKY, VERMILION, curves, dodged, figure, look

__all__ = [
    "accuracy_by_system",
    "accuracy_by_updates",
    "epoch_times",
    "loss_by_pass",
    "where_the_time_goes",
]


@figure(7.2, 3.6)
def accuracy_by_system(ax, here, framework, reported):
    """Draw for each system the share of misread test images: here, in its framework, as reported.

    Errors on a logarithmic axis, since accuracies near 100 % would lie on top of each other.

    Parameters
    ----------
    here, framework, reported : dict of float
        Shares of test images by the system's name; a system may be missing from the last two.
    """
    names, words = list(here), []
    series = {"mlp_helpers": here, "its framework": framework, "as reported": reported}
    for shares, shift, style in dodged(series, gap=0.18):
        percent = 100 * np.array([shares.get(name) for name in names], dtype=float)
        ax.plot(100 - percent, np.arange(len(names)) + shift, **style)
        found = [f"{n} {p:.1f} %" for n, p in zip(names, percent, strict=True) if p >= 0]
        words.append(f"{style['label']}: {', '.join(found) or 'none'}")
    ax.set(yticks=range(len(names)), yticklabels=names, xscale="log")
    ax.set_xlabel("misread test images (%, log scale)")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.invert_yaxis()
    ax.grid(axis="y", color="0.92")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    gaps = [abs(here[name] - framework[name]) for name in names if framework.get(name) is not None]
    return (
        f"Here and in the framework: at most {100 * max(gaps):.1f} points apart"
        if gaps
        else "What the same recipes reach here",
        f"Test accuracy of {len(names)} systems. {'; '.join(words)}.",
    )


@figure(7.2, 4.0)
def accuracy_by_updates(ax, runs, updates_between):
    """Draw how the accuracy on unseen images grows with the number of updates.

    Parameters
    ----------
    runs : dict of lists of float
        Shares by the name of the run, one after every ``updates_between`` updates.
    updates_between : int
    """
    for number, (name, shares) in enumerate(runs.items()):
        updates, label = np.arange(1, len(shares) + 1), f"{name}: {shares[-1]:.1%}"
        percent = 100 * np.asarray(shares)
        ax.plot(updates_between * updates, percent, label=label, **look(number, size=4))
    ax.set(xlabel="updates, one image each", ylabel="accuracy on unseen images (%)")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.legend(loc="lower right")
    first, *_, last = runs.values()
    words = [f"{name}: from {shares[0]:.1%} to {shares[-1]:.1%}" for name, shares in runs.items()]
    return (
        f"From {first[-1]:.1%} to {last[-1]:.1%} of unseen images",
        f"Accuracy on unseen images by updates. {'; '.join(words)}.",
    )


@figure(6.4, 3.6)
def loss_by_pass(ax, runs):
    """Draw the training loss after each pass over the data, one curve a run.

    Parameters
    ----------
    runs : dict of lists of float
        Mean cross-entropies by the name of the run; the lists may differ in length.
    """
    curves(ax, runs)
    for number, line in enumerate(ax.lines):  # the curves nearly coincide
        line.set_markersize(max(7 - 2 * number, 3))
    ax.set(xlabel="pass over the training images", ylabel="loss (mean cross-entropy, nats)")
    ax.set_ylim(bottom=0)
    ax.legend()
    shared = min(map(len, runs.values()))
    apart = np.ptp([losses[:shared] for losses in runs.values()], axis=0).max()
    words = [f"{name}: {', '.join(f'{x:.3f}' for x in losses)}" for name, losses in runs.items()]
    return (
        f"Over {shared} passes the losses differ by at most {apart:.3f}",
        f"Training loss by pass. {'; '.join(words)}.",
    )


@figure(7.2, lambda times: 0.8 + 0.4 * len(times))
def epoch_times(ax, times, ours="mlp_helpers"):
    """Draw the median time of an epoch for each contender, the fastest on top.

    Parameters
    ----------
    times : dict of lists of float
        Seconds by name.
    ours : str
        Name of the contender that stands out.
    """
    medians = {name: float(np.median(seconds)) for name, seconds in times.items()}
    names = sorted(medians, key=medians.get)
    seconds = [medians[name] for name in names]
    bars = ax.barh(names, seconds, color=[BLUE if name == ours else SKY for name in names])
    bars[names.index(ours)].set_hatch("//")
    ax.bar_label(bars, fmt="%.2f", padding=3)
    ax.invert_yaxis()
    ax.set_xlabel("seconds an epoch (median)")
    ax.margins(x=0.1)
    slower = sum(value > medians[ours] for value in seconds)
    takes = "takes" if slower == 1 else "take"
    found = ", ".join(f"{name} {medians[name]:.2f} s" for name in names)
    return (
        f"{ours} takes {medians[ours]:.2f} s an epoch; {slower} {takes} longer",
        f"Median time of an epoch, fastest first: {found}.",
    )


@figure(
    width=9.0,
    height=lambda sweeps: 3.1 * -(-len(sweeps) // 2) + 0.4,
    rows=lambda sweeps: -(-len(sweeps) // 2),
    columns=2,
)
def where_the_time_goes(axes, sweeps):
    """Draw the parts of an epoch's time as shares, as the network or the data grows.

    Every bar is a whole; the seconds it stands for are written above it.

    Parameters
    ----------
    sweeps : dict
        For each quantity that varies, by the label of its axis: its values, and a dict that gives
        for each part the seconds at these values.
    """
    words, looks = [], [(SKY, ""), (ORANGE, "//"), (GREEN, ".."), (VERMILION, "xx")]
    looks = [{"color": colour, "hatch": hatch} for colour, hatch in looks]
    for ax, (label, (values, parts)) in zip(axes.flat, sweeps.items(), strict=False):
        names, seconds = [f"{value:,}" for value in values], np.array(list(parts.values()))
        whole = seconds.sum(axis=0)
        tops = 100 * seconds.cumsum(axis=0) / whole
        for part, top, share, style in zip(parts, tops, 100 * seconds / whole, looks, strict=False):
            bars = ax.bar(names, share, 0.8, top - share, label=part, **style)
        ax.bar_label(bars, [f"{total:.2g} s" for total in whole], fontsize=9, padding=1)
        end = seconds[:, -1] / whole[-1]
        most = f"{end.max():.0%} {list(parts)[end.argmax()]}"
        ax.set(xlabel=label, ylabel="share of the time (%)", ylim=(0, 112))
        ax.set_title(f"At {names[-1]}: {most}", fontsize=11)
        took = f"{whole[0]:.2f} to {whole[-1]:.2f} s, of which {most} at the end"
        words.append(f"{label} from {names[0]} to {names[-1]}: {took}")
    legend = axes[0, 0].get_legend_handles_labels()
    axes[0, 0].figure.legend(*legend, loc="outside upper center", ncols=4, frameon=False)
    return None, f"Where an epoch's time goes. {'; '.join(words)}."
