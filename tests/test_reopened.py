"""A notebook that a reader has saved with its widgets, as it is opened again."""

import asyncio
import base64
from types import SimpleNamespace

import nbformat
import pytest
from traitlets.config import Configurable

from mlp_course.reopened import WIDGET, Reopened

PICTURE = b"\x89PNG: stands for a picture"


class Server(Configurable):
    """A Jupyter server of which the only thing to know is for which notebooks kernels run."""

    def __init__(self, *running):
        super().__init__()

        async def list_sessions():
            return [{"path": path} for path in running]

        self.session_manager = SimpleNamespace(list_sessions=list_sessions)


@pytest.fixture
def folder(tmp_path):
    """A notebook with two widgets, one of which has a picture; and a copy without pictures."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "pad.png").write_bytes(PICTURE)
    (tmp_path / "pictures" / "pad.txt").write_text("A pad, in use.\n")
    data = {WIDGET: {"model_id": "x"}, "text/plain": "A widget."}
    pad, own = (
        nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("execute_result", data)])
        for _ in range(2)
    )
    pad.metadata.tags = ["exercise", "picture:pad"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("A pad"), pad, own])
    (tmp_path / "copies").mkdir()
    for path in (tmp_path / "saved.ipynb", tmp_path / "copies" / "saved.ipynb"):
        nbformat.write(notebook, path)
    return tmp_path


def opened(folder, path, *running):
    """Return the data of the two widgets' outputs, and the whole model."""
    manager = Reopened(root_dir=str(folder), parent=Server(*running))
    model = asyncio.run(manager.get(path))
    return [cell.outputs[0].data for cell in model["content"].cells[1:]], model


def test_without_a_kernel_pictures_and_words_stand_for_the_widgets(folder):
    (pad, own), model = opened(folder, "saved.ipynb", "another.ipynb")
    assert base64.b64decode(pad["image/png"]) == PICTURE and WIDGET not in pad
    alt = model["content"].cells[1].outputs[0].metadata["image/png"]["alt"]
    assert alt == "A pad, in use."
    assert own == {"text/plain": "A widget."}


def test_a_file_is_only_shown_so_and_a_notebook_with_its_kernel_is_as_it_is(folder):
    before = (folder / "saved.ipynb").read_bytes()
    opened(folder, "saved.ipynb")
    assert (folder / "saved.ipynb").read_bytes() == before
    for data in opened(folder, "/saved.ipynb", "saved.ipynb")[0]:
        assert set(data) == {WIDGET, "text/plain"}


def test_a_copy_without_the_pictures_can_be_opened(folder):
    pad, own = opened(folder, "copies/saved.ipynb")[0]
    assert pad == own == {"text/plain": "A widget."}


def test_other_files_and_folders_are_served_as_ever(folder):
    manager = Reopened(root_dir=str(folder), parent=Server())
    assert asyncio.run(manager.get("pictures/pad.txt"))["content"] == "A pad, in use.\n"
    assert {item["name"] for item in asyncio.run(manager.get(""))["content"]} >= {"saved.ipynb"}
    assert asyncio.run(manager.get("saved.ipynb", content=False))["content"] is None
