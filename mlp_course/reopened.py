"""Notebooks without their kernel: a picture and words in the place of each widget.

A widget lives in the kernel that made it. `make refresh` stores the notebooks of the series without
them; a notebook that a reader has run and saved still names them, and `make lab` lays it open as if
it had been stored so. Otherwise JupyterLab would say "Error displaying widget".
"""

import base64
from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

WIDGET = "application/vnd.jupyter.widget-view+json"


def show_pictures(notebook, folder, missing_ok=False):
    """Take the widgets out of a notebook's outputs, and put pictures in where tags name them.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place. A cell tagged ``picture:NAME`` shows ``NAME.png``, and ``NAME.txt`` says
        what is to be seen; the output of any other widget stays as its plain text.
    folder : Path
        Where the pictures are.
    missing_ok : bool
        Whether a picture that is not there is left out.

    Raises
    ------
    FileNotFoundError
        If a picture is not there, and that is not ok.
    """
    for cell in notebook.cells:
        names = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("picture:")]
        pictures = [folder / f"{name.removeprefix('picture:')}.png" for name in names]
        for output in cell.get("outputs", []):
            if output.get("data", {}).pop(WIDGET, None):
                for picture in pictures:
                    if picture.exists() or not missing_ok:
                        add_picture(output, picture)


def add_picture(output, picture):
    output.data["image/png"] = base64.b64encode(picture.read_bytes()).decode()
    alt = picture.with_suffix(".txt").read_text(encoding="utf-8").strip()
    output.metadata["image/png"] = {"alt": alt}


class Reopened(AsyncLargeFileManager):
    """The files of a Jupyter server as they are, but for notebooks that no kernel runs for."""

    async def get(self, path, content=True, **options):
        model = await super().get(path, content, **options)
        if content and model["type"] == "notebook" and not await self.has_kernel(path):
            folder = Path(self._get_os_path(path)).parent / "pictures"
            show_pictures(model["content"], folder, missing_ok=True)
        return model

    async def has_kernel(self, path):
        sessions = await self.parent.session_manager.list_sessions()
        return any(session["path"] == path.strip("/") for session in sessions)
