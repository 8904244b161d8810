"""How times are taken, side by side, and compared."""

import cProfile
import pstats
import statistics
import time
from pathlib import Path


def timed(function):
    """Return the seconds that a call of ``function`` takes, by its own clock if it has one."""
    begin = time.perf_counter()
    by_its_own_clock = function()
    return time.perf_counter() - begin if by_its_own_clock is None else by_its_own_clock


def side_by_side(turns, rounds):
    """Let contenders take turns, so that a change of the machine's speed meets all alike.

    Parameters
    ----------
    turns : dict of functions
        By name. Each trains for an epoch; if it returns a number, that is how many seconds it
        took by its own clock.
    rounds : int
        Rounds that count; one more before them warms everything up.

    Returns
    -------
    dict of lists of float
        By name, ``rounds`` times in seconds.
    """
    times = {name: [] for name in turns}
    for round_number in range(rounds + 1):
        for name, turn in turns.items():
            taken = timed(turn)
            if round_number > 0:
                times[name].append(taken)
    return times


def median_ratio(times, name, reference):
    """Return the median, over the rounds, of one contender's time to that of another."""
    pairs = zip(times[name], times[reference], strict=True)
    return statistics.median(value / other for value, other in pairs)


def epochs_frame(times, reference="mlp_helpers"):
    """Return the times as a pandas DataFrame, one row a contender.

    Parameters
    ----------
    times : dict of lists of float
        As ``side_by_side`` returns it.
    reference : str
        The contender that the others are compared with, by ratios within a round.

    Returns
    -------
    DataFrame
        Median, shortest and longest time in seconds, rounded to milliseconds, and the median of
        the ratios to the reference.
    """
    import pandas as pd

    columns = ["seconds an epoch", "shortest", "longest", f"to {reference}"]
    rows = {
        name: [statistics.median(t), min(t), max(t), median_ratio(times, name, reference)]
        for name, t in times.items()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return frame.round({**dict.fromkeys(columns, 3), columns[-1]: 2})


def own_times(function, most=6):
    """Profile a call; return the functions that take most of its time, without what they call.

    Returns
    -------
    Series
        Per cent of the whole time, by the function's name and file, the longest first.
    """
    import pandas as pd

    profile = cProfile.Profile()
    profile.runcall(function)
    stats = pstats.Stats(profile).stats  # (file, line, function): (..., ..., own time, ...)
    named = {
        f"{name}, {Path(file).name}:{line}" if line else name: values[2]
        for (file, line, name), values in stats.items()
    }
    seconds = pd.Series(named, name="% of the time").sort_values(ascending=False)
    return (100 * seconds / seconds.sum()).round(1).head(most)
