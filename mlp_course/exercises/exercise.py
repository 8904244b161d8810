"""An exercise that answers back: check, hint, solution.

``Exercise.feedback`` is the heart: it runs the reader's function and the solution on the same
inputs, compares what came out, and looks whether one of the known mistakes does the same.
"""

import functools
import inspect
import textwrap
from numbers import Number
from typing import NamedTuple

import numpy as np

from . import progress_file
from .outcome import (
    Outcome,
    description_of,
    kind_of,
    own_lines,
    run,
    same_numbers,
    same_outcome,
    shortened,
    size,
)


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
        what ``solution()`` shows, so it is written to be read. Random numbers come from a
        generator among its arguments, never from elsewhere.
    hints : list of str
        From a nudge to nearly the answer.
    inputs : function, optional
        Takes a numpy.random.Generator and returns a list of argument tuples for the reader's
        function: fresh random ones, and the edge cases. None if the answer is a value.
    mistakes : list of Mistake
        Wrong answers to recognise. An answer that does what one of them does, on every input,
        gets its message; raising the same exception is doing the same.
    judge : function, optional
        ``judge(result, expected, arguments)`` returns None if the result is right, else a
        message. The default compares shapes and numbers. Needed where many results are right.
    shows_input : bool, optional
        Whether a complaint names the input for which the result was wrong, if it is short. By
        default it does unless there is a judge.
    praise : str or function
        What to add when the answer is right: why it matters, or what to try next. A function is
        ``praise(result, arguments)``, called for the first input.
    """

    def __init__(
        self,
        name,
        task,
        solution,
        hints,
        inputs=None,
        mistakes=(),
        judge=None,
        praise="",
        shows_input=None,
    ):
        self.name, self.task, self._solution, self.hints = name, task, solution, hints
        self.inputs, self.mistakes, self.praise = inputs, mistakes, praise
        self.judge = judge or same_numbers
        self.shows_input = judge is None if shows_input is None else shows_input
        self.hints_given, self.passed = 0, False
        self._ours = []  # the series' versions that a notebook has offered

    def __repr__(self):
        return f"Exercise {self.name}: {self.task}"

    def check(self, answer):
        """Print what is to be said of an answer: right, wrong and why, or not attempted yet."""
        feedback = self.feedback(answer)
        if feedback.status == "correct":
            self.passed = True
            progress_file.keep(self.name)
        print(f"{self.name}: {feedback.status}. {feedback.message}".rstrip())

    def choose(self, own, ours):
        """Return the reader's own answer if it passes the check, else ours, and print which.

        Parameters
        ----------
        own, ours : object
            What the reader has written, and the series' version of it. The notebook goes on with
            the one that is returned, so that it runs whether or not the exercise was done.
        """
        status = self.feedback(own).status
        self._ours.append(ours)
        if status == "correct":
            usable = self._in_our_form(own)
            note = "" if usable is own else ", and turns its result into the form of ours"
            print(f"{self.name}: the notebook goes on with yours{note}.")
            return usable
        why = "is not written yet" if status == "not attempted" else "does not pass the check yet"
        print(f"{self.name}: yours {why}, so the notebook goes on with ours.")
        return ours

    def _in_our_form(self, own):
        """Return an answer whose result the notebook can use as it would ours; itself if it can.

        A right result may be a list where ours is an array; what follows in the notebook is
        written for arrays.
        """
        if not self.inputs:
            return in_form(own, self._solution())
        if isinstance(own, type):
            return own
        cases = self.inputs(np.random.default_rng())
        right, given = ([run(f, case) for case in cases] for f in (self._solution, own))
        pairs = [(got.result, of.result) for got, of in zip(given, right, strict=True)]
        if all(in_form(result, form) is result for result, form in pairs):
            return own
        form, yielded = right[0].result, right[0].yielded

        @functools.wraps(own)
        def with_our_form(*args, **kwargs):
            result = own(*args, **kwargs)
            if yielded:
                return (in_form(part, form[0]) for part in result)
            return in_form(result, form)

        return with_our_form

    def hint(self):
        """Print the hints, one more with each call."""
        self.hints_given = min(self.hints_given + 1, len(self.hints))
        for number, text in enumerate(self.hints[: self.hints_given], start=1):
            print(f"Hint {number} of {len(self.hints)}: {text}")

    def solution(self):
        """Print the source of a right answer."""
        print(textwrap.dedent(inspect.getsource(self._solution)).rstrip())

    def feedback(self, answer):
        """Return the Feedback on an answer. Whatever the answer is, this raises nothing."""
        try:
            return self._feedback(answer)
        except KeyboardInterrupt as error:  # the stop button, because the answer takes for ever
            return Feedback("not yet", f"Your code was interrupted:\n{own_lines(error, answer)}")
        except Exception:
            return Feedback("not yet", "The check cannot make sense of this answer.")

    def _feedback(self, answer):
        if is_stub(answer):
            return NOT_ATTEMPTED
        # After the notebook went on with ours, the reader's name stands for it. (Two equal numbers
        # can be one object, so for those this says nothing.)
        if any(answer is ours for ours in self._ours) and not isinstance(answer, Number):
            return OURS
        if callable(answer) != (self.inputs is not None):
            wanted = "your function itself" if self.inputs else "the value, not a function"
            return Feedback("not yet", f"Pass {wanted}; this is {description_of(answer)}.")
        cases = self.inputs(np.random.default_rng()) if self.inputs else [()]
        outcomes = [self._run(answer, case) for case in cases]
        if any(is_stub(outcome.result) for outcome in outcomes):
            return NOT_ATTEMPTED
        for outcome, case in zip(outcomes, cases, strict=True):
            complaint = self._complaint(outcome, case, answer)
            if complaint is not None:
                return Feedback("not yet", self._recognised(outcomes, cases) or complaint)
        if not self._draws_from_its_argument(answer, outcomes[0], cases[0]):
            return Feedback("not yet", NOT_FROM_RNG)
        praise = self.praise
        if callable(praise):
            praise = praise(outcomes[0].result, cases[0])
        return Feedback("correct", praise)

    def _run(self, answer, arguments):
        return run(answer, arguments) if self.inputs else Outcome(answer)

    def _draws_from_its_argument(self, answer, outcome, arguments):
        """Does the result follow from the generator among the arguments, if there is one?"""
        if not any(map(is_generator, arguments)):
            return True
        other = tuple(np.random.default_rng() if is_generator(a) else a for a in arguments)
        again, otherwise = self._run(answer, arguments), self._run(answer, other)
        return same_outcome(outcome, again) and not same_outcome(outcome, otherwise)

    def _complaint(self, outcome, arguments, answer):
        """Return what is wrong with one outcome, or None."""
        if outcome.error:
            complaint = f"Your code raised an exception:\n{own_lines(outcome.error, answer)}"
        elif outcome.changed:
            complaint = "Your function changes its input. Make a new array instead."
        elif outcome.result is None and not self.inputs:
            complaint = "This is None, no value. print(...) shows something and gives nothing back."
        elif outcome.result is None:
            missing = "yield" if inspect.isgeneratorfunction(self._solution) else "return"
            complaint = f"Your function returns None. Is the {missing} missing?"
        elif outcome.yielded and not run(self._solution, arguments).yielded:
            complaint = YIELDS if inspect.isgeneratorfunction(answer) else ITERATES
        elif size(outcome.result) > 100_000:
            complaint = f"Your function returns {description_of(outcome.result)}: far too many."
        else:
            complaint = self._judged(outcome.result, arguments)
        if complaint is None:
            return None
        if outcome.printed:
            complaint += f"\nYour function printed:\n{shortened(outcome.printed, 400)}"
        called_with = ", ".join(map(repr, arguments))
        if self.shows_input and 0 < len(called_with) < 160:
            complaint += f"\nThat was for the input ({called_with})."
        return complaint

    def _judged(self, result, arguments):
        expected = run(self._solution, arguments).result
        try:
            return self.judge(result, expected, arguments)
        except Exception:
            got, wanted = description_of(result), kind_of(expected)
            return f"Got {got}; expected {wanted if wanted != got else 'other things in it'}."

    def _recognised(self, outcomes, cases):
        """Return the message of the mistake that has the same outcomes, or None."""
        for mistake in self.mistakes:
            same = (
                same_outcome(outcome, self._run(mistake.answer, case))
                for outcome, case in zip(outcomes, cases, strict=True)
            )
            if all(same):
                return mistake.message
        return None


OURS = Feedback(
    "not attempted",
    "This is our version. Run your own cell first; if it stops with an error, look there.",
)
NOT_ATTEMPTED = Feedback(
    "not attempted", "Replace the ... in the cell above, then run it and this one."
)

YIELDS = "Your function yields its result; it should return it, all at once."
ITERATES = (
    "Your function returns an iterator, which hands out its values one by one. Return them all at "
    "once, in a list or an array."
)

NOT_FROM_RNG = (
    "The random choice does not come from rng. Draw from the generator that is passed in, and from "
    "nothing else: whoever passes one with the same seed wants the same result again."
)


def in_form(result, form):
    """Return a result with arrays, lists, tuples and numbers where ``form`` has them.

    It is the same object if it has that form already. A list may be longer or shorter than that
    of ``form``: its parts all get the form of the first.
    """
    if isinstance(form, np.ndarray):
        array = np.asarray(result)  # of np.matrix and the like it makes a plain array
        fits = np.can_cast(array.dtype, form.dtype, "same_kind")
        return array if fits else array.astype(form.dtype)
    if isinstance(form, (tuple, list)) and form:
        forms = form if isinstance(form, tuple) else [form[0]] * len(result)
        parts = [in_form(part, of) for part, of in zip(result, forms, strict=True)]
        unchanged = all(part is given for part, given in zip(parts, result, strict=True))
        return result if unchanged and type(result) is type(form) else type(form)(parts)
    if isinstance(form, Number) and not isinstance(result, (int, float, np.generic)):
        return result.item() if isinstance(result, np.ndarray) else float(result)
    return result


def is_generator(argument):
    return isinstance(argument, np.random.Generator)


def is_stub(answer):
    """Is this, or does it hold, the ``...`` of a stub? Or a function with nothing else in it?"""
    if answer is ... or (isinstance(answer, (tuple, list)) and any(a is ... for a in answer)):
        return True
    code = getattr(answer, "__code__", None)
    stubs = [empty.__code__.co_code, empty_with_docstring.__code__.co_code]
    is_empty = code is not None and code.co_code in stubs and code.co_consts[-1] is None
    return is_empty and not returns_none(answer)


def returns_none(function):
    """Does it end with pass or return None? Compiled that is the same as dots, so read it."""
    try:
        last_line = inspect.getsource(function).rstrip().split("\n")[-1].split("#")[0]
        return last_line.split(":")[-1].strip() in NOTHING
    except (OSError, TypeError):  # no source
        return False


NOTHING = ("pass", "return", "return None")


def empty(): ...


def empty_with_docstring():
    """What the function should do."""
