"""What running a reader's function came to, whatever it did, and whether two outcomes agree."""

import contextlib
import copy
import io
import os
import traceback
from collections.abc import Iterator, Sized
from itertools import islice
from typing import NamedTuple

import numpy as np


class Outcome(NamedTuple):
    """What running a function came to."""

    result: object = None
    error: BaseException | None = None
    changed: bool = False  # did it change its arguments?
    printed: str = ""
    yielded: bool = False  # did it yield its values one by one, or return an iterator of them?


def run(function, arguments):
    """Run a function on copies of the arguments and return the Outcome."""
    given, output = copy.deepcopy(arguments), io.StringIO()
    result, failure, yielded = None, None, False
    with np.errstate(all="ignore"), contextlib.redirect_stdout(output):
        try:
            result = function(*given)
            yielded = isinstance(result, Iterator)
            if yielded:  # a generator may never end
                result = list(islice(result, 1000))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too
            failure = error
    return Outcome(result, failure, not same_bits(given, arguments), output.getvalue(), yielded)


def same_outcome(one, other):
    """Did two functions return the same numbers, or raise the same exception?"""
    if one.error or other.error:
        return exception_text(one.error) == exception_text(other.error)
    if one.result is None or other.result is None:
        return one.result is other.result and one.changed == other.changed
    try:
        return same_numbers(one.result, other.result) is None and one.changed == other.changed
    except Exception:  # something of which NumPy can make nothing
        return False


def same_numbers(result, expected, arguments=()):
    """Return None if the two are equal up to rounding, else what differs first."""
    if isinstance(expected, (tuple, list)):
        if not isinstance(result, (tuple, list, np.ndarray)) or len(result) != len(expected):
            return f"Expected {len(expected)} values; got {description_of(result)}."
        complaints = (same_numbers(r, e) for r, e in zip(result, expected, strict=True))
        return next((complaint for complaint in complaints if complaint is not None), None)
    result, expected = np.asarray(result), np.asarray(expected)
    if expected.dtype.kind in "US":
        return None if result.shape == () and str(result) == str(expected) else "Not this one."
    if result.dtype.kind not in "biuf":
        return f"Expected {kind_of(expected)}; got {description_of(result[()])}."
    if result.shape != expected.shape:
        return f"Expected shape {expected.shape}; got {result.shape}."
    if not np.isfinite(result).all() and np.isfinite(expected).all():
        return "The result holds NaN or infinity. For which input does that happen?"
    tolerance = 1e-4 if np.float32 in (result.dtype, expected.dtype) else 1e-6
    if not np.allclose(result, expected, rtol=tolerance, atol=1e-7, equal_nan=True):
        return (
            "The shape is right, but the numbers are not." if result.shape else "Not this number."
        )
    return None


def same_bits(one, other):
    """Are two arguments equal, NaN included? Random generators and the like are not compared."""
    if isinstance(one, np.ndarray):
        same_kind = one.dtype == other.dtype and one.shape == other.shape
        return same_kind and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return same_bits([*one.items()], [*other.items()])
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same_bits, one, other))
    return not isinstance(one, (int, float, str)) or one is other or one == other


def size(value):
    """Return the number of items of an array or a collection, and 1 for anything else."""
    if isinstance(value, np.ndarray):
        return value.size
    return len(value) if isinstance(value, Sized) else 1


def description_of(value):
    """Say in a few words what a value is."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or callable(value):
        return "None" if value is None else "a function"
    if isinstance(value, Sized) and not isinstance(value, str):
        return f"a {type(value).__name__} with {len(value)} items"
    return f"{type(value).__name__} {shortened(repr(value), 60)}"


def kind_of(value):
    """Say what sort of thing a right answer is, and nothing of its value."""
    if isinstance(value, str):
        return "a word"
    is_number = isinstance(value, (int, float)) or getattr(value, "shape", None) == ()
    return "a number" if is_number else description_of(value)


def shortened(text, length):
    """Return the text, with its middle left out if it is longer than ``length`` characters."""
    text = text.strip()
    half = length // 2
    return text if len(text) <= length else f"{text[:half]} ... {text[-half:]}"


def own_lines(error, answer):
    """Return the exception and the lines of the reader's own code that led to it, no others."""
    code = getattr(answer, "__code__", None)
    # The cells of a notebook are files of one folder, so functions from other cells count too.
    folder = os.path.dirname(code.co_filename) if code else None
    frames = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in frames if os.path.dirname(frame.filename) == folder]
    lines = [f"  line {frame.lineno}: {frame.line}".rstrip(": ") for frame in frames[-4:]]
    return "\n".join([*lines, f"  {exception_text(error)}"])


def exception_text(error):
    """Return the last line of a traceback, ``ValueError: ...``; works for broken exceptions too."""
    return shortened(traceback.format_exception_only(error)[-1], 400) if error else ""
