"""The reader's own copy of the notebooks: one for each edition, and never written over.

The series itself stays as it is stored, with its outputs, in ``notebooks/`` of a clone or within
the installed package. In the copy the outputs are cleared, so that a question comes before its
answer. The number of the edition stands in each notebook's metadata, where it stays when
JupyterLab saves the notebook.
"""

import json
import re
from collections import Counter
from pathlib import Path

import nbformat

from mlp_helpers.files import whole_file

from . import kept_network
from .exercises import progress_file

FOLDER = "my_notebooks"
# What the notebooks themselves have stored for the reader, and look for again.
STORED = (kept_network.FILE, "my_digits_*.gz")
FIRST = "00_start_here.ipynb"


def series():
    """Return the folder of the series with its outputs: in the wheel, or else in the clone."""
    package = Path(__file__).parent
    inside = package / "notebooks"
    return inside if inside.exists() else package.parent / "notebooks"


def lay(where, source=None):
    """Make the reader's copy of the present edition, or complete it; change nothing in it.

    What is missing in it, because it is new or was deleted for a fresh start, is laid there.

    Parameters
    ----------
    where : Path
        The folder in which the copy is to be: ``my_notebooks``, or, beside the copy of an earlier
        edition, ``my_notebooks_edition_N``.
    source : Path, optional
        The folder of the series, if it is not the one that belongs to this package.

    Returns
    -------
    folder : Path
    news : str
        Where the copy is, and whether it is new, in a sentence or two.

    Raises
    ------
    FileExistsError
        If both names are taken by something else.
    """
    source = source or series()
    edition = edition_of(source)
    folder = place(where, edition)
    earlier = [old for old, of in copies(where).items() if of < edition]
    is_new = edition_of(folder) is None
    carried = carry(folder, earlier) if is_new else []
    laid = complete(folder, source, earlier)
    if is_new and earlier:
        names = " and ".join(old.name for old in earlier)
        beside = f", with your {', '.join(carried)}" if carried else ""
        return folder, (
            f"Edition {edition} of the notebooks is new here, and laid in {folder.name}{beside}. "
            f"Your work in {names} is as you left it."
        )
    if is_new:
        return folder, f"Your own copy of the notebooks, edition {edition}, is in {folder.name}."
    again = f" Laid there afresh: {', '.join(laid)}." if laid else ""
    return folder, f"Your notebooks are in {folder.name}, as you left them.{again}"


def edition_of(folder):
    """Return the edition that most notebooks in a folder are of, or None if none says."""
    found = Counter()
    for path in folder.glob("*.ipynb"):
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            found[int(notebook["metadata"]["mlp_course"]["edition"])] += 1
        except (OSError, ValueError, TypeError, KeyError):
            continue  # a notebook of the reader's own, or a damaged one
    return max(found, key=found.get) if found else None


def copies(where):
    """Return the edition of each folder with a reader's copy, in the order of their names."""
    folders = sorted(path for path in where.glob(f"{FOLDER}*") if path.is_dir())
    editions = {folder: edition_of(folder) for folder in folders}
    return {folder: edition for folder, edition in editions.items() if edition is not None}


def place(where, edition):
    """Return the folder for the copy of an edition: the one that holds it, or a free one."""
    names = (FOLDER, f"{FOLDER}_edition_{edition}")
    folders = [where / name for name in names]
    held = [folder for folder in folders if edition_of(folder) == edition]
    free = [path for path in folders if not path.exists() or is_without_notebooks(path)]
    for folder in held + free:
        return folder
    raise FileExistsError(
        f"{' and '.join(names)} hold something else than the notebooks of edition {edition}. "
        "Give one of them another name, then start again."
    )


def is_without_notebooks(path):
    return path.is_dir() and not any(path.glob("*.ipynb"))


def carry(folder, earlier):
    """Copy what the notebooks have stored for the reader from the newest earlier copy that has it.

    Return the names. It comes before the notebooks, so that a copy made halfway begins again.
    """
    folder.mkdir(exist_ok=True)
    carried = set()
    for old in sorted(earlier, key=edition_of, reverse=True):
        for path in (path for name in STORED for path in old.glob(name)):
            if not (folder / path.name).exists():
                with whole_file(folder / path.name) as file:
                    file.write(path.read_bytes())
                carried.add(path.name)
    return sorted(carried)


def complete(folder, source, earlier):
    """Lay into a folder what is not there yet, and return the names of the notebooks laid."""
    folder.mkdir(exist_ok=True)
    missing = [path for path in sorted(source.glob("*.ipynb")) if not (folder / path.name).exists()]
    for path in missing:
        text = nbformat.writes(for_the_reader(path, folder))
        with whole_file(folder / path.name) as file:
            file.write(f"{text}\n".encode())
    # What a widget without its kernel is shown as; see mlp_course.reopened.
    (folder / "pictures").mkdir(exist_ok=True)
    for picture in (source / "pictures").glob("*.*"):
        if not (folder / "pictures" / picture.name).exists():
            with whole_file(folder / "pictures" / picture.name) as file:
                file.write(picture.read_bytes())
    progress = folder / progress_file.NAME
    if not progress.exists():
        kept = (progress_file.passed(old / progress_file.NAME) for old in earlier)
        progress_file.write(progress, set().union(*kept))
    return [path.name for path in missing]


def for_the_reader(path, folder):
    """Return a notebook without its outputs, for a folder.

    A link that leads out of the series, and nowhere from this folder, becomes its words.
    """
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = re.sub(
                r"\[([^]]+)\]\((\.\./[^)#]+)[^)]*\)",
                lambda link: link[0] if (folder / link[2]).exists() else link[1],
                cell.source,
            )
    return notebook
