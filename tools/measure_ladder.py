"""Measures the ladder of notebook 09 and what helps against overfitting: mlp_course/ladder.json.

    make ladder                                        # what is missing
    make ladder LADDER="--again 3000 wider"            # a table's rows, and one row more, anew
    make ladder LADDER=--quiet                         # what is missing, on a quiet machine
    make ladder LADDER=--only-seconds                  # the seconds that were not measured on one

A row is written as soon as a seed is done, so an interrupted measuring goes on where it was; a row
whose recipe has changed since is measured anew. The accuracies are the same whatever else the
machine does. The seconds are not: the two last options are for a machine that does nothing else,
and the file says of each row whether its seconds come from one.
"""

import argparse
import copy
import json
import os
import platform
import sys
import time
from dataclasses import asdict

import numpy as np
from threadpoolctl import threadpool_info

from mlp_course import ladder
from mlp_helpers import (
    accuracy,
    flatten,
    load_mnist,
    one_blas_thread,
    scale_pixels,
    train_validation_split,
)
from mlp_helpers.files import whole_file


def images():
    """Return X, y to learn from and X_val, y_val to judge by, as in the notebooks."""
    (pixels, y), _ = load_mnist()
    train, validation = train_validation_split(flatten(scale_pixels(pixels)), y)
    return *train, *validation


def all_recipes():
    """Return every recipe by its place in the file, the short trainings first."""
    rungs = {("rungs", name): step.recipe for name, step in ladder.LADDER.items()}
    remedies = {
        ("regularisation", str(images), name): recipe
        for images, table in ladder.REGULARISATION.items()
        for name, recipe in table.items()
    }
    return rungs | remedies


def described(recipe):
    """Return a recipe as JSON can hold it: what differs from a Recipe with nothing named."""
    if not isinstance(recipe, ladder.Recipe):
        return recipe.__name__
    usual = asdict(ladder.Recipe())
    changed = {name: value for name, value in asdict(recipe).items() if value != usual[name]}
    return json.loads(json.dumps(changed))


def seeds_of(recipe):
    """Return the seeds to measure with: one is enough where nothing is drawn."""
    return ladder.SEEDS if isinstance(recipe, ladder.Recipe) else ladder.SEEDS[:1]


def measure(recipe, data, seed):
    """Return the validation accuracy, and the seconds to train and to read."""
    X, y, X_val, y_val = data
    begin = time.perf_counter()
    with one_blas_thread():  # as in fit, so that the same seed gives the same number
        labels = ladder.train(recipe, X, y, seed).predict(X_val)
    return accuracy(y_val, labels), round(time.perf_counter() - begin, 1)


def machine():
    """Return what the figures were measured with."""
    blas = [f"{info['internal_api']} {info['version']}" for info in threadpool_info()]
    versions = {"python": platform.python_version(), "numpy": np.__version__, "blas": blas}
    return versions | {"cores": os.cpu_count()}


NOTHING = {"accuracies": [], "seconds": [], "quiet": False}


class Table:
    """The file ``ladder.json``: rows by their places, written after every change.

    Parameters
    ----------
    path : Path
        It need not exist yet.
    """

    def __init__(self, path):
        self.path, self.content = path, {}
        if path.exists():
            self.content = json.loads(path.read_text(encoding="utf-8"))

    def row(self, place, recipe):
        """Return the row at a place, an empty one if it is missing or of another recipe."""
        *folders, name = place
        table = self.content
        for folder in folders:
            table = table.setdefault(folder, {})
        if table.get(name, {}).get("recipe") != described(recipe):
            table[name] = {"recipe": described(recipe)} | copy.deepcopy(NOTHING)
        return table[name]

    def write(self):
        """Replace the file, in one step."""
        text = json.dumps(self.content | {"machine": machine()}, indent=1, sort_keys=True)
        with whole_file(self.path) as file:
            file.write(f"{text}\n".encode())


def measure_what_is_missing(table, recipes, data, quiet):
    """Complete the table, with the first seed for all recipes, then the second, and so on."""
    for number, seed in enumerate(ladder.SEEDS):
        for place, recipe in recipes.items():
            row = table.row(place, recipe)
            if seed in seeds_of(recipe) and len(row["accuracies"]) == number:
                score, seconds = measure(recipe, data, seed)
                row["accuracies"].append(round(score, 6))
                if quiet and not row["quiet"]:
                    row.update(seconds=[], quiet=True)
                if quiet == row["quiet"]:
                    row["seconds"].append(seconds)
                table.write()
                print(*place, f"seed {seed}: {score:.2%}, {seconds} s", flush=True)


def measure_seconds(table, recipes, data):
    """Replace the seconds of all recipes by those of one training each, on a quiet machine."""
    for place, recipe in recipes.items():
        row = table.row(place, recipe)
        if not row["quiet"]:
            score, seconds = measure(recipe, data, ladder.SEEDS[0])
            same = row["accuracies"][:1] == [round(score, 6)]
            row.update(seconds=[seconds], quiet=True)
            table.write()
            print(*place, f"{seconds} s", "" if same else f"but {score:.2%} here", flush=True)


def main(arguments=None, path=ladder.FILE, data=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="rows to measure, or tables: rungs, 3000")
    parser.add_argument("--again", action="store_true", help="also what is measured already")
    parser.add_argument("--quiet", action="store_true", help="the machine does nothing else")
    parser.add_argument("--only-seconds", action="store_true", help="implies --quiet")
    arguments = parser.parse_args(arguments)
    recipes = all_recipes()
    if unknown := {*arguments.names}.difference(*recipes):
        parser.error(f"nothing is named {', '.join(sorted(unknown))}")
    if arguments.names:
        recipes = {place: r for place, r in recipes.items() if {*place} & {*arguments.names}}
    table = Table(path)
    if arguments.again:
        for place, recipe in recipes.items():
            table.row(place, recipe).update(
                {"quiet": False} if arguments.only_seconds else copy.deepcopy(NOTHING)
            )
    data = data or images()
    if arguments.only_seconds:
        measure_seconds(table, recipes, data)
    else:
        measure_what_is_missing(table, recipes, data, arguments.quiet)


if __name__ == "__main__":
    sys.exit(main())
