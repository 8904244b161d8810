"""Small runs with a mistake planted, over several seeds: what they say, and what is true."""

import contextlib
import io
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


def alarms_of_each(groups):
    """Return, for each of several groups of faults, the list of the checks that raise alarm."""
    return sweep(alarms, [{"faults": group} for group in groups], progress=False)


def alarms(faults):
    """Return the names of the checks that raise alarm with these faults planted."""
    with planted(*faults):
        data = small_run.get_data()
        findings = [check(data) for check in toolbox.CHECKS.values()]
    return [finding.check for finding in findings if finding.alarm]
