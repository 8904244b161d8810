"""Figures of notebook 08: faulty runs beside right ones, and which check finds which fault."""

import numpy as np

from .style import VERMILION, band, figure, heat_map, look, spread

__all__ = ["alarms_by_fault", "faulty_beside_right", "one_symptom"]


@figure(8.5, 3.7, columns=2)
def faulty_beside_right(axes, right, faulty, name):
    """Draw training loss and validation accuracy of right and faulty runs, a band over the seeds.

    Parameters
    ----------
    right, faulty : list of Run
        One for each seed.
    name : str
        Of the fault.
    """
    looks = {"right": look(0, size=4), name: look(1, size=4) | {"color": VERMILION}}
    groups = dict(zip(looks, (right, faulty), strict=True))
    words, ends = [], []
    for ax, series, factor in zip(axes, ("loss", "val_accuracy"), (1, 100), strict=True):
        for label, runs in groups.items():
            values = [factor * np.array(getattr(run.history, series)) for run in runs]
            band(ax, values, label=label, **looks[label])
        ax.set_xlabel("epoch")
        ax.xaxis.get_major_locator().set_params(integer=True)
    for label, runs in groups.items():
        loss = [run.history.loss[-1] for run in runs]
        best = [100 * max(run.history.val_accuracy) for run in runs]
        reported = [100 * run.reported for run in runs]
        ends.append((np.mean(loss), np.mean(best)))
        words.append(
            f"{label}: training loss at the end {spread(loss, '.3g')}, best validation accuracy "
            f"{spread(best, '.1f')} %, reported on the test images {spread(reported, '.1f')} %"
        )
    if max(max(run.history.loss) for run in (*right, *faulty)) > 20:
        axes[0].set_yscale("log")
    axes[0].set_ylabel("training loss (nats)")
    axes[1].set_ylabel("validation accuracy (%)")
    axes[1].legend(loc="best", title=f"range of {len(right)} seeds, mean")
    axes[0].set_title(f"Loss at the end: {ends[0][0]:.2f} right, {ends[1][0]:.2f} faulty")
    axes[1].set_title(f"Best accuracy: {ends[0][1]:.1f} % right, {ends[1][1]:.1f} % faulty")
    return None, (
        f"Right and faulty runs by epoch, {len(right)} seeds of each. {'; '.join(words)}."
    )


@figure(7.4, 3.8)
def one_symptom(ax, runs):
    """Draw the validation accuracy of runs with several faults, a line for each seed.

    Parameters
    ----------
    runs : dict
        Name of a fault, or "right" -> list of Run.
    """
    lasts = {}
    for number, (name, of_seeds) in enumerate(runs.items()):
        style = look(number, size=4)
        for run in of_seeds:
            label = name if run is of_seeds[0] else None
            values = 100 * np.array(run.history.val_accuracy)
            ax.plot(np.arange(1, len(values) + 1), values, **style, label=label, alpha=0.8)
        lasts[name] = [100 * run.history.val_accuracy[-1] for run in of_seeds]
    ax.set(xlabel="epoch", ylabel="validation accuracy (%)", ylim=(0, 100))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="center right")
    faulty = [value for name, values in lasts.items() if name != "right" for value in values]
    count = len([name for name in runs if name != "right"])
    ends = "; ".join(f"{name} {spread(values, '.1f')} %" for name, values in lasts.items())
    return (
        f"{count} mistakes, one curve: all end between {min(faulty):.0f} and {max(faulty):.0f} %",
        f"Validation accuracy by epoch of runs with different faults. At the end: {ends}.",
    )


@figure(8.5, height=lambda alarms: 1.9 + 0.235 * len(alarms))
def alarms_by_fault(ax, alarms, checks):
    """Draw a table of faults and checks, with a mark where a check raises alarm.

    Parameters
    ----------
    alarms : dict
        Name of a fault -> names of the checks that raise alarm.
    checks : sequence of str
    """
    checks = [*checks]
    table = np.array([[check in found for check in checks] for found in alarms.values()])
    marks = np.where(table, "●", "")
    heat_map(ax, table, annot=marks, fmt="", vmax=2, linewidths=0.6, linecolor="0.85")
    ax.set_xticks(np.arange(len(checks)) + 0.5, checks, rotation=55, ha="right", fontsize=9)
    ax.set_yticks(np.arange(len(alarms)) + 0.5, [*alarms], fontsize=9)
    found = table.any(axis=1).sum()
    busiest = checks[table.sum(axis=0).argmax()]
    listed = "; ".join(f"{name}: {', '.join(which) or 'none'}" for name, which in alarms.items())
    return (
        f"{found} of {len(alarms)} faults raise an alarm; {busiest} rings most often, for "
        f"{table.sum(axis=0).max()}",
        f"Which of {len(checks)} checks raise alarm for each of {len(alarms)} faults. {listed}.",
    )
