"""Files that are whole, or not there: nothing is left half-written."""

import contextlib
import os
import uuid
from pathlib import Path


@contextlib.contextmanager
def whole_file(path):
    """Open a binary file to write in a ``with`` statement; it appears as ``path`` when it is done.

    If writing fails or is interrupted, what was there before stays, and nothing is left behind.
    """
    unfinished = Path(f"{path}.{uuid.uuid4().hex}.part")  # nobody else's, even of the same path
    try:
        with open(unfinished, "xb") as file:
            yield file
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
