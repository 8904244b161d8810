"""What each recipe came to: its accuracy, its time and its length."""

import ast
import inspect
import textwrap
import time
from typing import NamedTuple


class Entry(NamedTuple):
    """One recipe, run in one place."""

    accuracy: float
    seconds: float
    lines: int


FORMATS = {"accuracy": ".2%", "seconds": ".1f", "lines": "d"}


class RecipeLedger:
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

    def to_frame(self, systems):
        """Return a pandas DataFrame to be read, one row a system; the numbers are in ``entries``.

        Parameters
        ----------
        systems : dict
            For each letter: framework or "none", parameters, epochs, and the accuracy that the
            source reports, as text.

        Returns
        -------
        DataFrame
            Text but for the numbers of epochs; a dash where a recipe was not run.
        """
        import pandas as pd

        rows = {}
        for system, (framework, parameters, epochs, reported) in systems.items():
            rows[system] = {"framework": framework, "parameters": f"{parameters:,}"}
            rows[system] |= {"epochs": epochs, "accuracy reported": reported}
            for field, form in FORMATS.items():
                for word, place in {"here": "here", "there": "framework"}.items():
                    entry = self.entries.get((system, place))
                    text = format(getattr(entry, field), form) if entry else "–"
                    rows[system][f"{field} {word}"] = text
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("system")


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
