"""The tool that stores notebooks: what it keeps of a cell, and what it puts in from the tags."""

import base64
import importlib.util
from pathlib import Path

import nbformat
import pytest

TOOL = Path(__file__).parents[1] / "tools" / "refresh_notebooks.py"
SPEC = importlib.util.spec_from_file_location("refresh_notebooks", TOOL)
tool = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tool)

PICTURE = b"\x89PNG: stands for a picture"
WIDGET_CELL = """\
from ipywidgets import IntSlider


class Slider(IntSlider):
    def __repr__(self):
        return "A slider."


Slider()
"""


@pytest.fixture
def stored(tmp_path):
    """A notebook of three cells, refreshed."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "slider.png").write_bytes(PICTURE)
    (tmp_path / "pictures" / "slider.txt").write_text("A slider, in use.\n")
    plain, folded, widget = map(nbformat.v4.new_code_cell, ["1 + 1", "assert True", WIDGET_CELL])
    plain.metadata = {"collapsed": True, "jupyter": {"source_hidden": True}}
    folded.metadata.tags = ["folded"]
    widget.metadata.tags = ["picture:slider"]
    path = tmp_path / "notebook.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[plain, folded, widget]), path)
    tool.refresh(path)
    return nbformat.read(path, as_version=4)


def test_metadata_follows_from_the_tags_and_holds_nothing_else(stored):
    plain, folded, widget = stored.cells
    assert plain.metadata == {}
    assert folded.metadata == {"tags": ["folded"], "jupyter": {"source_hidden": True}}
    assert widget.metadata == {"tags": ["picture:slider"]}
    assert plain.outputs[0].data["text/plain"] == "2"


def test_picture_takes_the_place_of_a_widget_that_has_no_kernel(stored):
    (output,) = stored.cells[2].outputs
    assert set(output.data) == {"text/plain", "image/png"}
    assert output.data["text/plain"] == "A slider."
    assert base64.b64decode(output.data["image/png"]) == PICTURE
    assert output.metadata["image/png"]["alt"] == "A slider, in use."


def test_missing_picture_leaves_the_notebook_as_it_was(tmp_path):
    cell = nbformat.v4.new_code_cell(WIDGET_CELL, metadata={"tags": ["picture:none"]})
    path = tmp_path / "notebook.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    before = path.read_bytes()
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        tool.refresh(path)
    assert path.read_bytes() == before


def test_edition_is_set_without_running_anything(tmp_path, monkeypatch):
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## Edition 12 (May)\n\n## Edition 3\n")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    shown = nbformat.v4.new_output("stream", text="as it was")
    cell = nbformat.v4.new_code_cell("1 / 0", outputs=[shown], execution_count=7)
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"mlp_course": {"edition": 3}})
    path = tmp_path / "notebook.ipynb"
    nbformat.write(notebook, path)
    tool.set_edition(path)
    stored = nbformat.read(path, as_version=4)
    assert stored.cells == notebook.cells
    assert stored.metadata.mlp_course == {"edition": 12}
    assert stored.metadata.kernelspec.name == "python3"
