"""What holds for every notebook as it is stored; nbval runs them, this reads them."""

import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
UNCOMPARED = {"nbval-ignore-output", "nbval-skip"}
pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path):
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def lines_of_code(source):
    lines = (line.strip() for line in source.splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def test_valid_and_normalised(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)


def test_ran_from_top_to_bottom_without_an_error(path):
    cells = [cell for cell in code_cells(path) if cell.source.strip()]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


def test_size_and_length_of_cells(path):
    assert path.stat().st_size < 1_000_000
    lengths = sorted(lines_of_code(cell.source) for cell in code_cells(path))
    assert lengths[-2] <= 12, "only one listing may be longer than 12 lines"


def test_every_picture_has_alt_text(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output.metadata["image/png"]["alt"]
                assert len(alt) > 40 and "nan" not in alt.lower().split(), alt


def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", prose(path)):
        assert (FOLDER / target).exists(), target


def test_uncompared_outputs_are_followed_by_a_claim(path):
    """A cell whose output is not compared asserts something, or one of the next three does."""
    cells = code_cells(path)
    for position, cell in enumerate(cells):
        if not cell.outputs or not UNCOMPARED & set(cell.metadata.get("tags", [])):
            continue
        following = "\n".join(c.source for c in cells[position : position + 4])
        assert "assert" in following, cell.source


def test_nothing_of_the_machine_is_stored(path):
    assert not re.search(r"/(home|root|tmp|Users|work)/", path.read_text(encoding="utf-8"))


def test_opening_says_what_to_expect(path):
    opening = prose(path)[:4000].lower()
    assert opening.startswith("# ")
    assert "minutes" in opening and "you will" in opening
