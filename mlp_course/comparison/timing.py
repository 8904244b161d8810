"""How times are taken, side by side, and put into tables."""

import statistics
import time


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


def table(header, rows):
    """Return a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def median_ratio(times, name, reference):
    """Return the median, over the rounds, of one contender's time to that of another."""
    pairs = zip(times[name], times[reference], strict=True)
    return statistics.median(value / other for value, other in pairs)


def epoch_table(times, ours="mlp_helpers"):
    """Return a table: the median time of each contender, and how it compares with ours.

    Parameters
    ----------
    times : dict of lists of float
        As ``side_by_side`` returns it.
    ours : str
        The contender that the others are compared with, by ratios within a round.
    """
    rows = []
    for name, values in times.items():
        rows.append(
            [
                name,
                f"{statistics.median(values):.3f}",
                f"{min(values):.3f} to {max(values):.3f}",
                f"{median_ratio(times, name, ours):.2f}",
            ]
        )
    return table(["", "seconds an epoch", "range", f"to {ours}"], rows)
