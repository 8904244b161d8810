"""Run notebooks from a fresh kernel and store them with their outputs.

    python tools/refresh_notebooks.py [notebooks/04_training_from_scratch.ipynb ...]

Without arguments, all notebooks. Metadata that differs from run to run or from machine to
machine (times, versions, execution states) is removed, so that diffs mean something. A notebook
that fails is left as it was.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_CELL_METADATA = {"tags"}
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
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in KEPT_CELL_METADATA}
        # A widget lives in the kernel that made it. Without one, its text is what can be read.
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
    nbformat.write(notebook, path)


def main():
    os.environ["MLP_HELPERS_PROGRESS"] = "0"
    folder = Path(__file__).parents[1] / "notebooks"
    for path in [Path(name).resolve() for name in sys.argv[1:]] or sorted(folder.glob("*.ipynb")):
        print(path.name, flush=True)
        refresh(path)


if __name__ == "__main__":
    main()
