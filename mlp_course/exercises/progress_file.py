"""Which exercises have been passed: a small file beside the reader's copy of the notebooks.

The copy brings the file. Where there is none nothing is kept, as in ``notebooks/``: neither the
tests nor `make refresh` find a trace of an earlier day, or leave one.
"""

import contextlib
import json
from pathlib import Path

from mlp_helpers.files import whole_file

NAME = "progress.json"
# A kernel starts in the folder of its notebook; where the reader goes from there is no matter.
FILE = Path(NAME).absolute()


def passed(path=None):
    """Return the names of the exercises that were passed, as a set.

    Parameters
    ----------
    path : Path, optional
        The file, by default that of the folder in which Python was started. If it is not there,
        or not readable, the set is empty.
    """
    try:
        return names_in(path or FILE)
    except OSError:
        return set()


def names_in(path):
    """Return the names in a file, none if it is damaged; raises OSError if it cannot be read."""
    try:
        names = json.loads(path.read_text(encoding="utf-8-sig"))["passed"]
        return {name for name in names if isinstance(name, str)}
    except (ValueError, TypeError, KeyError):
        return set()


def keep(name):
    """Add the name of an exercise to the file, if there is one."""
    # A file that cannot be read or written must not stop a check; and one that cannot be read just
    # now, because another program has it open, must not be written over.
    with contextlib.suppress(OSError):
        kept = names_in(FILE)
        if name not in kept:
            write(FILE, kept | {name})


def write(path, names):
    """Write a file of progress, as a whole or not at all."""
    with whole_file(path) as file:
        file.write((json.dumps({"passed": sorted(names)}, indent=1) + "\n").encode())
