"""An exercise that answers back: check, hint, solution."""

import copy
import inspect
import traceback
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np


class Mistake(NamedTuple):
    """A wrong answer that readers often give, and what to tell them."""

    answer: object  # a function like the solution, or for an exercise on a value, the value
    message: str


class Feedback(NamedTuple):
    """The verdict on an answer: "not attempted", "correct" or "not yet", and why."""

    status: str
    message: str


class Exercise:
    """One task for the reader, who writes a function or works out a value.

    Parameters
    ----------
    name : str
        The name under which the exercise's module holds it.
    task : str
        What to do, in one sentence.
    solution : function
        The answer; for a value a function without parameters that computes it. Its source is
        what ``solution()`` shows, so it is written to be read.
    inputs : function, optional
        Takes a numpy.random.Generator and returns a list of argument tuples for the reader's
        function: fresh random ones, and the edge cases. None if the answer is a value.
    mistakes : list of Mistake
        Wrong answers to recognise. An answer that does what one of them does gets its message.
    hints : list of str
        From a nudge to nearly the answer.
    judge : function, optional
        ``judge(result, expected, arguments)`` returns None if the result is right, else a
        message. The default compares shapes and numbers. Needed where many results are right.
    praise : str
        What to add when the answer is right: why it matters, or what to try next.
    """

    def __init__(
        self, name, task, solution, hints, inputs=None, mistakes=(), judge=None, praise=""
    ):
        self.name, self.task, self._solution, self.hints = name, task, solution, hints
        self.inputs, self.mistakes, self.praise = inputs, mistakes, praise
        self.judge = judge or same_numbers
        self.hints_given, self.passed = 0, False

    def check(self, answer):
        """Print what is to be said of an answer: right, wrong and why, or not attempted yet."""
        feedback = self.feedback(answer)
        self.passed = self.passed or feedback.status == "correct"
        print(f"{self.name}: {feedback.status}. {feedback.message}".rstrip())

    def hint(self):
        """Print the hints, one more with each call."""
        self.hints_given = min(self.hints_given + 1, len(self.hints))
        for number, text in enumerate(self.hints[: self.hints_given], start=1):
            print(f"Hint {number} of {len(self.hints)}: {text}")

    def solution(self):
        """Print the source of a right answer."""
        print(inspect.cleandoc(inspect.getsource(self._solution)))

    def feedback(self, answer):
        """Return the Feedback on an answer. Whatever the answer is, this raises nothing."""
        if is_stub(answer):
            return Feedback(
                "not attempted", "Replace the ... in the cell above, then run it and this one."
            )
        try:
            complaint = self._complaint(answer)
        except Exception as error:
            complaint = (
                f"The check could not make sense of the answer ({type(error).__name__}: {error})."
            )
        if complaint is None:
            return Feedback("correct", self.praise)
        return Feedback("not yet", self._recognised(answer) or complaint)

    def _complaint(self, answer):
        if self.inputs is None:
            return "" if callable(answer) else self.judge(answer, self._solution(), ())
        if not callable(answer):
            return f"Pass your function itself; this is {describe(answer)}."
        for arguments in self.inputs(np.random.default_rng()):
            complaint = self._try(answer, arguments)
            if complaint is not None:
                return complaint
        return None

    def _try(self, answer, arguments):
        """Return what is wrong with one result, or None."""
        given = copy.deepcopy(arguments)
        with np.errstate(all="ignore"):
            expected = collected(self._solution(*copy.deepcopy(arguments)))
            try:
                result = collected(answer(*given))
            except Exception as error:
                return f"Your code raised an exception:\n{own_lines(error, answer)}"
        if not all(map(same_bits, given, arguments)):
            return "Your function changes its input. Make a new array instead."
        if result is None:
            return "Your function returns None. Is the return missing?"
        if is_stub(result):
            return "Your function returns the ... of the stub."
        try:
            return self.judge(result, expected, arguments)
        except Exception:
            return f"Your function returned {describe(result)}; expected {describe(expected)}."

    def _recognised(self, answer):
        """Return the message of the mistake that gives the same results as ``answer``, or None."""
        for mistake in self.mistakes:
            try:
                if self.inputs is None:
                    same = same_numbers(answer, mistake.answer, ()) is None
                else:
                    cases = self.inputs(np.random.default_rng())
                    same = all(behaves_like(answer, mistake.answer, case) for case in cases)
            except Exception:
                same = False
            if same:
                return mistake.message
        return None


def is_stub(answer):
    """Is this the ``...`` of a stub, or a function whose body is nothing else?"""
    if answer is ...:
        return True
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    stubs = [compile(source, "", "exec").co_consts[0] for source in (STUB, STUB_WITH_DOCSTRING)]
    return code.co_code in [stub.co_code for stub in stubs] and code.co_consts[-1] is None


STUB = "def stub():\n    ..."
STUB_WITH_DOCSTRING = 'def stub():\n    "what to do"\n    ...'


def same_numbers(result, expected, arguments):
    """Return None if the two are equal up to rounding, else what differs first."""
    if isinstance(expected, (tuple, list)):
        if not isinstance(result, (tuple, list)) or len(result) != len(expected):
            return f"Expected {len(expected)} values; got {describe(result)}."
        complaints = (same_numbers(r, e, arguments) for r, e in zip(result, expected, strict=True))
        return next((complaint for complaint in complaints if complaint is not None), None)
    result, expected = np.asarray(result), np.asarray(expected)
    if expected.dtype.kind in "US":
        return None if result.shape == () and str(result) == str(expected) else "Not this one."
    if result.dtype.kind not in "biuf":
        return f"Expected {describe(expected)}; got {describe(result[()])}."
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


def behaves_like(answer, mistake, arguments):
    """Do the two functions return the same numbers, or raise the same error, for this input?"""
    with np.errstate(all="ignore"):
        return outcome(answer, arguments) == outcome(mistake, arguments) or (
            same_numbers(run(answer, arguments), run(mistake, arguments), arguments) is None
        )


def outcome(function, arguments):
    """Return the type of the exception that a function raises, or a value equal to no other."""
    try:
        function(*copy.deepcopy(arguments))
    except Exception as error:
        return type(error)
    return object()


def run(function, arguments):
    return collected(function(*copy.deepcopy(arguments)))


def collected(result):
    """Return the items of a generator as a list (at most 10,000), anything else as it is."""
    if inspect.isgenerator(result):
        return [item for item, _ in zip(result, range(10_000), strict=False)]
    return result


def same_bits(one, other):
    """Are two arguments equal, NaN included? Generators and the like are not compared."""
    if isinstance(one, np.ndarray):
        return (
            one.dtype == other.dtype
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same_bits, one, other))
    return True


def describe(value):
    """Say in a few words what a value is."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if callable(value):
        return "a function"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"a {type(value).__name__} with {len(list(value))} items"
    return f"{type(value).__name__} {str(value)[:60]!r}" if value is not None else "None"


def own_lines(error, answer):
    """Return the error with the lines of the reader's own code that led to it, and no others."""
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    lines = [f"  line {frame.lineno}: {frame.line}" for frame in frames]
    return "\n".join([*lines, f"  {type(error).__name__}: {error}"])
