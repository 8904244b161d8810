"""The sources of the pages, joined: inside a notebook one file cannot import another."""

from pathlib import Path


def joined(*names):
    """Return the text of these files of this folder, one after the other."""
    return "\n".join((Path(__file__).parent / name).read_text("utf-8") for name in names)
