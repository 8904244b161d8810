"""Small runs with a mistake planted, over several seeds: what they say, and what is true."""

import contextlib
import io
import math
from typing import NamedTuple

import numpy as np

from mlp_helpers import History
from mlp_helpers.sweep import sweep

from . import small_run, toolbox
from .faults import planted


class Run(NamedTuple):
    """One run, seen from inside and from outside."""

    history: History
    reported: float  # what the program itself says of its accuracy on the test images
    true: float  # the same network on the same images, by the right evaluation
    new: float  # its accuracy on the images from another scanner, as the program prepares them


def planted_runs(*faults, sgd=False, seeds=(0, 1, 2)):
    """Return a list with a Run for each seed, with these faults planted; by name, or none."""
    return runs_of_each([faults], sgd, seeds)[0]


def runs_of_each(groups, sgd=False, seeds=(0, 1, 2)):
    """Return what ``planted_runs`` does, for each of several groups of faults, all at once."""
    settings = [{"faults": group, "seed": seed, "sgd": sgd} for group in groups for seed in seeds]
    runs = sweep(one_run, settings, progress=False)
    return [runs[start : start + len(seeds)] for start in range(0, len(runs), len(seeds))]


def one_run(faults, seed, sgd):
    """Return the Run with these faults and this seed."""
    said = io.StringIO()  # by fit, of a run that diverges
    with contextlib.redirect_stdout(said), planted(*faults):
        data, model, history, _, reported = small_run.run(seed, sgd)
    new = model.accuracy(data.X_new, data.y_test[: len(data.X_new)])
    return Run(history, reported, model.accuracy(data.X_test, data.y_test), new)


def costs(right, faulty):
    """Return three differences in percentage points, each an array with one for each seed.

    Parameters
    ----------
    right, faulty : list of Run
        With the same seeds.

    Returns
    -------
    dict of arrays
        "lost": by how much the faulty run's network is worse; "reported": by how much more than
        the truth the faulty program says; "new": by how much its network is worse on the images
        from another scanner.
    """
    right, faulty = (
        {name: np.array([getattr(run, name) for run in runs]) for name in Run._fields[1:]}
        for runs in (right, faulty)
    )
    differences = {
        "lost": right["true"] - faulty["true"],
        "reported": faulty["reported"] - faulty["true"],
        "new": right["new"] - faulty["new"],
    }
    return {name: np.round(100 * values, 6) + 0.0 for name, values in differences.items()}  # no -0


def symptom(right, faulty, alarms):
    """Return in a few words what somebody sees of a fault who has only used the program.

    Parameters
    ----------
    right, faulty : list of Run
        With the same seeds; of a fault that ends the program at once there are none.
    alarms : list of str
        The checks that raise alarm: only "dry_run" (does it stop?) and "memory" count here.

    Returns
    -------
    str
        What all seeds show, or "none".
    """
    if "dry_run" in alarms:
        return "stops with an error"
    cost, words = costs(right, faulty), []
    first, last = ([run.history.loss[place] for run in faulty] for place in (0, -1))
    usual = [run.history.loss[-1] for run in right]
    if max(run.true for run in faulty) < 0.25:
        words.append("guesses")
        if all(run.history.stop_reason == "diverged" for run in faulty):
            words.append("diverges")
        elif min(first) > 10 * math.log(10):
            words.append("huge loss")
        elif max(abs(loss - math.log(10)) for loss in last) < 0.05:
            words.append("loss stays at 2.30")
    else:
        if min(cost["lost"]) > 1.5:  # more than chance does
            words.append("learns less")
        if min(last) > 1.5 * max(usual):
            words.append("loss stays high")
        elif 1.5 * max(last) < min(usual):
            words.append("loss falls too low")
        ahead, usually = (
            [100 * (max(run.history.val_accuracy) - run.reported) for run in runs]
            for runs in (faulty, right)
        )
        if min(ahead) > max(usually) + 1.5:
            words.append("validation too good")
        if min(cost["new"] - cost["lost"]) > 10:
            words.append("fails on new images")
    for sign, direction in ((1, "much"), (-1, "little")):
        if min(sign * cost["reported"]) > 0.01:
            words.append(f"reports too {direction}")
    if "memory" in alarms:
        words.append("memory grows")
    return ", ".join(words) or "none"


def alarms_of_each(groups):
    """Return, for each of several groups of faults, the list of the checks that raise alarm."""
    return sweep(alarms, [{"faults": group} for group in groups], progress=False)


def alarms(faults):
    """Return the names of the checks that raise alarm with these faults planted."""
    with planted(*faults):
        data = small_run.get_data()
        findings = [check(data) for check in toolbox.CHECKS.values()]
    return [finding.check for finding in findings if finding.alarm]
