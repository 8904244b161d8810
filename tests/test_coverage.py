"""Nothing of the five published systems gets lost: each element stands where the table says.

``coverage.csv`` has a row for each: the heading under which it stands and, in ``phrase``, words
that the section must hold, separated by ``|``. A row has no heading while it is listed as awaited
here.
"""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from notebook_reading import FOLDER, read, tagged

with Path(__file__).with_name("coverage.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
AWAITED = set()  # elements that still have to come into a notebook that stands


def lines(path):
    """Yield what a reader sees, line by line: the level of a heading, else 0, and the text."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            in_code = False
            for line in cell.source.splitlines():
                in_code ^= line.startswith("```")
                heading = None if in_code else re.match(r"(#+) (.*)", line)
                yield (len(heading[1]), heading[2]) if heading else (0, line)
        elif cell.cell_type == "code" and not tagged(cell, "folded"):
            yield 0, cell.source
            for output in cell.outputs:
                yield 0, output.get("text", "")
                yield 0, output.get("data", {}).get("text/plain", "")
                yield 0, output.get("metadata", {}).get("image/png", {}).get("alt", "")


@cache
def sections(path):
    """Return (heading, text) pairs; a text goes on to the next heading of its level or above."""
    found, current = [], []
    for level, line in lines(path):
        if level:
            current = [(above, texts) for above, texts in current if above < level]
        for _, texts in current:
            texts.append(line)
        if level > 1:
            texts = []
            found.append((line, texts))
            current.append((level, texts))
    return [(heading, plain("\n".join(texts))) for heading, texts in found]


def plain(text):
    return " ".join(text.casefold().split())


def test_the_table_is_complete():
    assert Counter(row["system"] for row in ROWS) == {"K": 38, "L": 20, "H": 25, "T": 30, "S": 19}
    assert len(ROWS) == 132
    assert len({(row["system"], plain(row["element"])) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert all(value == value.strip() for value in row.values()), row
        assert row["element"] and bool(row["heading"]) == bool(row["phrase"]), row


def test_only_what_is_awaited_is_without_headings():
    without = {(row["system"], row["element"]) for row in ROWS if not row["heading"]}
    assert without == AWAITED, "say under which heading it stands"


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["heading"]],
    ids=lambda row: f"{row['system']}: {row['element']}",
)
def test_element_stands_under_its_heading(row):
    texts = [
        text
        for heading, text in sections(FOLDER / f"{row['notebook']}.ipynb")
        if heading == row["heading"]
    ]
    assert len(texts) == 1, f"{row['notebook']} has {len(texts)} headings {row['heading']!r}"
    missing = [phrase for phrase in row["phrase"].split(" | ") if plain(phrase) not in texts[0]]
    assert not missing, f"not under {row['heading']!r} of {row['notebook']}"
