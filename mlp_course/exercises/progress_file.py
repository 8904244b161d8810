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
        names = json.loads((path or FILE).read_text(encoding="utf-8"))["passed"]
        return {name for name in names if isinstance(name, str)}
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def keep(name):
    """Add the name of an exercise to the file, if there is one."""
    if FILE.exists() and name not in passed():
        with contextlib.suppress(OSError):  # a file that cannot be written must not stop a check
            write(FILE, passed() | {name})


def write(path, names):
    """Write a file of progress, as a whole or not at all."""
    with whole_file(path) as file:
        file.write((json.dumps({"passed": sorted(names)}, indent=1) + "\n").encode())
