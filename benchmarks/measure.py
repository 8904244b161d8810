"""How times are taken and put into tables, here and in notebook 08."""

import ast
import inspect
import os
import platform
import statistics
import textwrap
import time
from pathlib import Path
from typing import NamedTuple


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


class Entry(NamedTuple):
    """One recipe, run in one place."""

    accuracy: float
    seconds: float
    lines: int


class Ledger:
    """Runs recipes, and keeps for each its test accuracy, its time, and its length."""

    def __init__(self):
        self.entries = {}

    def run(self, system, place, recipe, *helpers):
        """Run a recipe, note how it went, and return the network that it trained.

        Parameters
        ----------
        system : str
            The letter of the system.
        place : str
            "here" or "framework".
        recipe : function without arguments
            Returns a network and its accuracy on test data.
        *helpers : functions
            What the recipe calls, where its lines count too.
        """
        begin = time.perf_counter()
        model, accuracy = recipe()
        taken = time.perf_counter() - begin
        self.entries[system, place] = Entry(
            accuracy, taken, sum(map(code_lines, (recipe, *helpers)))
        )
        print(f"{system}, {place}: {accuracy:.2%} of the test images, {taken:.1f} s.")
        return model

    def accuracies(self, place):
        """Return the test accuracies "here" or in the "framework", by the systems' letters."""
        return {name: e.accuracy for (name, where), e in self.entries.items() if where == place}

    def table(self, systems):
        """Return the table of all systems.

        Parameters
        ----------
        systems : dict
            For each letter: framework or None, parameters, epochs, and the accuracy that the
            source reports, as text.
        """
        rows = []
        for letter, (framework, parameters, epochs, reported) in systems.items():
            here, there = (self.entries.get((letter, place)) for place in ("here", "framework"))
            rows.append([letter, framework or "none", f"{parameters:,}", epochs])
            rows[-1] += [percent(here and here.accuracy), percent(there and there.accuracy)]
            rows[-1] += [reported]
            rows[-1] += [f"{entry.seconds:.1f}" if entry else "–" for entry in (here, there)]
            rows[-1] += [entry.lines if entry else "–" for entry in (here, there)]
        header = ["", "framework", "parameters", "epochs", "test here", "in the framework"]
        header += ["reported", "seconds here", "seconds there", "lines here", "lines there"]
        return table(header, rows)


def percent(share):
    """Return a share in words of a table."""
    return "–" if share is None else f"{share:.2%}"


def code_lines(function):
    """Return how many lines a function takes, without its docstring, comments and blank lines."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if ast.get_docstring(definition) is not None:
        definition.body = definition.body[1:]
    source = inspect.getsource(function).splitlines()
    body = range(definition.body[0].lineno - 1, definition.end_lineno)
    used = [number for number in body if source[number].strip()]
    return 1 + sum(not source[number].strip().startswith("#") for number in used)


def processor():
    """Return the processor's name and its number of cores."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = names[0].split(":")[1].strip() if names else name
    return f"{name}, {os.cpu_count()} cores"
