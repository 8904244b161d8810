"""Run notebooks from a fresh kernel and store them with their outputs.

    python tools/refresh_notebooks.py [notebooks/05_training_from_scratch.ipynb ...]

Without arguments, all notebooks. Metadata that differs from run to run or from machine to
machine (times, versions, execution states) is removed, so that diffs mean something. What is kept
is the tags, and what follows from them: a cell tagged ``folded`` is closed in JupyterLab, and one
tagged ``picture:NAME`` shows ``notebooks/pictures/NAME.png`` where there is no kernel for its
widget. A notebook that fails is left as it was.
"""

import base64
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
WIDGET = "application/vnd.jupyter.widget-view+json"


def refresh(path):
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
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
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = metadata_from(tags)
        # A widget lives in the kernel that made it. Without one, its picture and its text stay.
        for output in cell.get("outputs", []):
            if output.get("data", {}).pop(WIDGET, None):
                add_picture(output, tags, path.parent / "pictures")
    nbformat.write(notebook, path)


def metadata_from(tags):
    """Return the metadata of a cell, which its tags decide."""
    metadata = {"tags": tags} if tags else {}
    return metadata | {"jupyter": {"source_hidden": True}} if "folded" in tags else metadata


def add_picture(output, tags, folder):
    """Put the picture that a tag names, and the words for it, beside a widget's plain text."""
    for name in (tag.removeprefix("picture:") for tag in tags if tag.startswith("picture:")):
        picture = (folder / f"{name}.png").read_bytes()
        output.data["image/png"] = base64.b64encode(picture).decode()
        alt = (folder / f"{name}.txt").read_text(encoding="utf-8").strip()
        output.metadata["image/png"] = {"alt": alt}


def main():
    os.environ |= {"MLP_HELPERS_PROGRESS": "0", "MLP_COURSE_RETRAIN": "1"}
    folder = Path(__file__).parents[1] / "notebooks"
    for path in [Path(name).resolve() for name in sys.argv[1:]] or sorted(folder.glob("*.ipynb")):
        print(path.name, flush=True)
        refresh(path)


if __name__ == "__main__":
    main()
