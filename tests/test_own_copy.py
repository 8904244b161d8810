"""The reader's own copy of the notebooks: laid once for each edition, and never written over."""

import json
import re
import shutil

import nbformat
import pytest
from notebook_reading import FOLDER, NOTEBOOKS, prose, read

from mlp_course import own_copy
from mlp_course.exercises import progress_file
from mlp_helpers.files import whole_file

PICTURE = b"\x89PNG: stands for a picture"


def make_series(folder, edition, *names):
    """Store a series of notebooks with outputs, as they are in the repository."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    (folder / "pictures" / "pad.png").write_bytes(PICTURE)
    for name in names:
        shown = nbformat.v4.new_output("stream", text=f"edition {edition}")
        cells = [
            nbformat.v4.new_markdown_cell("[next](01_b.ipynb), [more](../benchmarks/RESULTS.md#a)"),
            nbformat.v4.new_code_cell("1", outputs=[shown], execution_count=1),
        ]
        cells[1].metadata = {"tags": ["folded"], "jupyter": {"source_hidden": True}}
        metadata = {"mlp_course": {"edition": edition}, "language_info": {"name": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / name)
    return folder


@pytest.fixture
def series(tmp_path):
    return make_series(tmp_path / "series", 2, "00_a.ipynb", "01_b.ipynb", "05_f.ipynb")


@pytest.fixture
def where(tmp_path):
    """A folder with a name as people have them."""
    folder = tmp_path / "Meine Übungen"
    folder.mkdir()
    return folder


def contents(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_copy_has_everything_but_the_outputs(series, where):
    before = contents(series)
    folder, news = own_copy.lay(where, series)
    assert folder == where / "my_notebooks"
    assert news == "Your own copy of the notebooks, edition 2, is in my_notebooks."
    names = {"00_a.ipynb", "01_b.ipynb", "05_f.ipynb", "pictures/pad.png", "progress.json"}
    assert set(contents(folder)) == names
    stored, copied = (
        nbformat.read(path, as_version=4) for path in (series / "00_a.ipynb", folder / "00_a.ipynb")
    )
    nbformat.validate(copied)
    assert copied.metadata == stored.metadata
    _, code = copied.cells
    assert (code.source, code.metadata) == ("1", stored.cells[1].metadata)
    assert code.outputs == [] and code.execution_count is None
    assert contents(series) == before


def test_work_is_left_as_it_is_and_what_was_deleted_comes_back(series, where):
    folder, _ = own_copy.lay(where, series)
    (folder / "00_a.ipynb").write_text("my work, half of it and no notebook")
    (folder / "digits_network.npz").write_bytes(b"trained for long")
    progress_file.write(folder / "progress.json", {"accuracy"})
    (folder / "01_b.ipynb").unlink()
    before = contents(folder)
    again, news = own_copy.lay(where, series)
    assert again == folder
    assert news == (
        "Your notebooks are in my_notebooks, as you left them. Laid there afresh: 01_b.ipynb."
    )
    after = contents(folder)
    assert before.items() <= after.items() and set(after) - set(before) == {"01_b.ipynb"}
    assert own_copy.lay(where, series) == (
        folder,
        "Your notebooks are in my_notebooks, as you left them.",
    )


def test_a_newer_edition_is_laid_beside_the_older_copy(series, where, tmp_path):
    old, _ = own_copy.lay(where, series)
    mine = nbformat.read(old / "00_a.ipynb", as_version=4)
    mine.cells[1].source = "1 + 1  # mine"
    nbformat.write(mine, old / "00_a.ipynb")
    progress_file.write(old / "progress.json", {"accuracy"})
    before = contents(old)

    make_series(series, 3, "00_a.ipynb", "01_b.ipynb", "02_c.ipynb", "05_f.ipynb")
    new, news = own_copy.lay(where, series)
    assert new == where / "my_notebooks_edition_3"
    assert news == (
        "Edition 3 of the notebooks is new here, and laid in my_notebooks_edition_3. "
        "Your work in my_notebooks is as you left it."
    )
    assert contents(old) == before
    assert own_copy.edition_of(new) == 3 and (new / "02_c.ipynb").exists()
    assert progress_file.passed(new / "progress.json") == {"accuracy"}

    assert own_copy.lay(where, series)[0] == new  # and no third one
    make_series(series, 2, "00_a.ipynb", "01_b.ipynb", "05_f.ipynb")  # back to the older package
    (series / "02_c.ipynb").unlink()
    assert own_copy.lay(where, series)[0] == old
    assert contents(old) == before


def test_what_the_notebooks_have_stored_goes_along_to_a_newer_edition(series, where):
    """The kept network and the reader's digits; no other file, and nothing that was deleted."""
    digits = "my_digits_images.gz"
    for edition in (2, 3, 4):
        make_series(series, edition, "00_a.ipynb", "01_b.ipynb", "05_f.ipynb")
        folder, news = own_copy.lay(where, series)
        if edition == 2:
            (folder / digits).write_bytes(b"2")
            (folder / "photo.jpg").write_bytes(b"2")
        if edition <= 3:
            (folder / own_copy.kept_network.FILE).write_bytes(str(edition).encode())
    kept = contents(folder)
    assert kept["digits_network.npz"] == b"3" and kept[digits] == b"2"  # each from the newest
    assert "photo.jpg" not in kept
    assert ", and laid in my_notebooks_edition_4, with your digits_network.npz, my_d" in news
    (folder / digits).unlink()
    own_copy.lay(where, series)
    assert not (folder / digits).exists()


def test_the_copy_of_an_edition_is_found_when_the_older_one_is_gone(series, where):
    old, _ = own_copy.lay(where, series)
    make_series(series, 3, "00_a.ipynb", "01_b.ipynb", "05_f.ipynb")
    new, _ = own_copy.lay(where, series)
    shutil.rmtree(old)
    said = "Your notebooks are in my_notebooks_edition_3, as you left them."
    assert own_copy.lay(where, series) == (new, said)
    assert not old.exists()


def test_a_renamed_copy_of_the_same_edition_is_no_earlier_one(series, where):
    folder, _ = own_copy.lay(where, series)
    progress_file.write(folder / "progress.json", {"accuracy"})
    folder.rename(where / "my_notebooks_old")
    again, news = own_copy.lay(where, series)
    assert again == folder and news.startswith("Your own copy of the notebooks, edition 2")
    assert progress_file.passed(folder / "progress.json") == set()


def test_a_copy_made_halfway_is_completed(series, where, monkeypatch):
    def runs_out_of_room(path):
        if path.name == "01_b.ipynb":
            raise OSError(28, "No space left on device")
        return whole_file(path)

    monkeypatch.setattr(own_copy, "whole_file", runs_out_of_room)
    with pytest.raises(OSError, match="No space"):
        own_copy.lay(where, series)
    monkeypatch.setattr(own_copy, "whole_file", whole_file)
    folder, _ = own_copy.lay(where, series)
    assert folder.name == "my_notebooks" and own_copy.edition_of(folder) == 2
    assert len([*folder.glob("*.ipynb")]) == 3


def test_a_notebook_of_ones_own_does_not_change_the_edition(series, where):
    folder, _ = own_copy.lay(where, series)
    make_series(folder, 7, "mine.ipynb")
    (folder / "notes.ipynb").write_text('{"cells": []}')
    assert own_copy.edition_of(folder) == 2


def test_a_folder_of_that_name_with_other_notebooks_is_left_alone(series, where):
    """Such as a copy by hand of the first edition, which said nothing of its number."""
    (where / "my_notebooks").mkdir()
    (where / "my_notebooks" / "00_a.ipynb").write_text("{}")
    folder, news = own_copy.lay(where, series)
    assert folder.name == "my_notebooks_edition_2" and "edition 2, is in" in news
    assert contents(where / "my_notebooks") == {"00_a.ipynb": b"{}"}


def test_when_both_names_are_taken_it_says_so(series, where):
    (where / "my_notebooks").write_text("a file")
    (where / "my_notebooks_edition_2").write_text("a file")
    with pytest.raises(FileExistsError, match="Give one of them another name"):
        own_copy.lay(where, series)


def test_a_link_out_of_the_series_stays_where_it_leads_somewhere(series, where):
    text = own_copy.lay(where, series)[0] / "00_a.ipynb"
    assert "[next](01_b.ipynb), [more](../benchmarks" in (series / "00_a.ipynb").read_text()
    assert read(text).cells[0].source == "[next](01_b.ipynb), more"
    text.unlink()
    (where / "benchmarks").mkdir()
    (where / "benchmarks" / "RESULTS.md").touch()
    own_copy.lay(where, series)
    assert read(text).cells[0].source == read(series / "00_a.ipynb").cells[0].source


def test_the_series_itself_has_one_edition_and_links_that_lead_somewhere_in_a_copy(where):
    assert own_copy.series() == FOLDER
    folder, _ = own_copy.lay(where)
    assert own_copy.edition_of(folder) == own_copy.edition_of(FOLDER)
    assert (folder / own_copy.FIRST).exists()
    for path in NOTEBOOKS:
        copied = read(folder / path.name)
        nbformat.validate(copied)
        assert not [cell for cell in copied.cells if cell.get("outputs")]
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", prose(folder / path.name)):
            assert (folder / link).exists(), link
    assert json.loads((folder / "progress.json").read_text()) == {"passed": []}
