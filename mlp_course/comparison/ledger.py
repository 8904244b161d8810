"""What each recipe came to: its accuracy, its time and its length."""

import ast
import inspect
import textwrap
import time
from typing import NamedTuple

from .timing import table


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
