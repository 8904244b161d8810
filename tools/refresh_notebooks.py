"""Run notebooks from a fresh kernel and store them with their outputs.

    python tools/refresh_notebooks.py [--edition] [notebooks/05_training_from_scratch.ipynb ...]

Without arguments, all notebooks. With ``--edition`` nothing is run: the notebooks only get the
number of the edition, which is that of the topmost heading in CHANGELOG.md.

Metadata that differs from run to run or from machine to machine (times, versions, execution
states) is removed, so that diffs mean something. What is kept is the edition and the tags, and
what follows from them: a cell tagged ``folded`` is closed in JupyterLab, and one tagged
``picture:NAME`` shows ``notebooks/pictures/NAME.png`` where there is no kernel for its widget. A
notebook that fails is left as it was.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from mlp_course.reopened import show_pictures

ROOT = Path(__file__).parents[1]
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def refresh(path):
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = metadata_of_notebook()
    # Several prints in one cell arrive in one or more messages; storing them as one is repeatable.
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        coalesce_streams=True,
        store_widget_state=False,
    )
    client.execute()
    notebook.metadata = metadata_of_notebook()
    for cell in notebook.cells:
        cell.metadata = metadata_from(cell.metadata.get("tags", []))
    show_pictures(notebook, path.parent / "pictures")
    nbformat.write(notebook, path)


def set_edition(path):
    """Give a notebook the metadata of the present edition, and leave all else as it is."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = metadata_of_notebook()
    nbformat.write(notebook, path)


def metadata_of_notebook():
    edition = {"mlp_course": {"edition": present_edition()}}
    return {"kernelspec": KERNEL, "language_info": {"name": "python"}} | edition


def present_edition():
    """Return the number in the topmost heading of CHANGELOG.md."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return int(re.search(r"^## Edition (\d+)", changes, re.M)[1])


def metadata_from(tags):
    """Return the metadata of a cell, which its tags decide."""
    metadata = {"tags": tags} if tags else {}
    return metadata | {"jupyter": {"source_hidden": True}} if "folded" in tags else metadata


def main():
    names = [name for name in sys.argv[1:] if name != "--edition"]
    store = set_edition if "--edition" in sys.argv else refresh
    notebooks = [Path(name).resolve() for name in names]
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"MLP_HELPERS_PROGRESS": "0", "MLP_COURSE_SCRATCH": scratch}
        for path in notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")):
            print(path.name, flush=True)
            store(path)


if __name__ == "__main__":
    main()
