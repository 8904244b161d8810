"""What the tests of the notebooks share: their cells, their stubs, and the time they take."""

import re
from pathlib import Path

import nbformat

from mlp_course.exercises import MODULES

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CHECK = re.compile(r"^ex\.(\w+)\.check\((\w+)\)", re.M)


def path_of(module):
    """Return the path of the notebook to which a module of exercises belongs."""
    return FOLDER / f"{MODULES[module]:02d}_{module}.ipynb"


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


def prose(path):
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def lines_of_code(source):
    lines = (line.strip() for line in source.splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def stubs(cells):
    """Return the position of each stub cell, with the names of its exercise and of its answer.

    A stub is the code cell before the one that checks it, whatever text stands between them.
    """
    found, previous = {}, None
    for position, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        check = CHECK.search(cell.source)
        if check:
            found[previous] = check.groups()
        previous = position
    return found


def minutes(cells):
    """Return the time that cells take, by the series' formula.

    A minute for 170 words of prose or 10 lines of code, 5 for an exercise, a case to solve or a
    task of the playground, 1 for an exercise whose answer is a single expression: its dots stand
    behind ``=`` or ``return``. Folded cells take none.
    """
    total, of_exercise = 0, stubs(cells)
    for position, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            total += words(cell.source) / 170
        elif not tagged(cell, "folded"):
            total += lines_of_code(cell.source) / 10
        if position in of_exercise:
            total += 1 if re.search(r"(=|return) \.\.\.$", cell.source, re.M) else 5
        if cell.cell_type == "code":
            total += 5 * bool(re.search(r"case\.check\(|Playground\(.*task=", cell.source, re.S))
    return total


def words(source):
    """Count the words of two letters or more outside of formulas and code."""
    plain = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|```.*?```", " ", source, flags=re.S)
    return len(re.findall(r"[A-Za-z]{2,}", plain))
