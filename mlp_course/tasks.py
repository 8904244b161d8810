"""Tasks for the playground: what is to be reached, and a judge of the runs that try.

    from mlp_course import tasks
    Playground(task=tasks.accuracy(0.95, updates=1000), show=["learning_rate", "batch_size"])

The tasks of this module count what a run's settings alone give, from the first update to the last:
whoever uses the same settings string solves the task too. So a run that was changed on the way does
not count. Scores are those of the validation images, with their right labels.
"""

import math
from itertools import pairwise
from numbers import Real
from typing import NamedTuple

import numpy as np

from mlp_helpers.checks import check_integer

from .widgets.settings import as_settings

TOLERANCE = 1e-6  # accuracies are rounded, and 5,700 of 6,000 images are to be 95 %


class Task:
    """What is to be reached, in words for the reader and as a judge of runs.

    Parameters
    ----------
    text : str
        The words.
    judge : callable
        Takes a Run of a playground's ledger. Returns True if it has solved the task, otherwise a
        string: what is still missing.
    told : callable, optional
        Takes a run that has solved it, and returns what is to be said of it.
    size : callable, optional
        Takes a run that has solved it, and returns a number. Of several runs the one with the
        smallest is named; by default it is the first.
    settings : Settings, optional
        What a playground begins with if it is given no settings of its own.
    updates : int, optional
        After so many updates a playground validates each run, besides the usual places.
    """

    def __init__(
        self, text, judge, told=lambda run: "", size=lambda run: 0, settings=None, updates=None
    ):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"text is {text!r}; expected a sentence")
        if not callable(judge):
            raise ValueError(f"judge is {judge!r}; expected a function of a run")
        self.text, self.judge, self.told, self.size = text.strip(), judge, told, size
        self.settings, self.updates = settings, updates
        self._solved = {}  # run -> what was told of it

    def missing(self, run):
        """Return in words what a run lacks, and nothing, "", if it has solved the task.

        What a run has solved once, it has solved, whatever is changed about it later.
        """
        if run in self._solved:
            return ""
        if not run.number:
            return "Not begun yet: press Train."
        try:
            verdict = self.judge(run)
        except Exception as error:  # of a reader's own judge
            return f"The judge raised {type(error).__name__}: {error}"
        if isinstance(verdict, (bool, np.bool_)) and verdict:
            self._solved[run] = self.told(run)
            return ""
        if isinstance(verdict, str) and verdict.strip():
            return verdict.strip()
        return f"The judge returned {verdict!r}; expected True, or words that say what is missing."

    def is_solved_by(self, run):
        """Return whether a run has solved the task."""
        return not self.missing(run)

    def solved_by(self, ledger):
        """Return the Run of a ledger that has solved the task, or None."""
        return self._best(filter(self.is_solved_by, ledger))

    def _best(self, solvers):
        return min(solvers, key=self.size, default=None)

    def state(self, ledger, run):
        """Return what a page shows.

        Parameters
        ----------
        ledger : Ledger
        run : Run
            The present one.

        Returns
        -------
        dict
            ``text``; ``progress``, what the present run lacks; ``solved``, which run has solved it
            best; and ``solvers``, the numbers of all that have. ``progress`` and ``solved`` are
            empty where there is nothing to be said.
        """
        judged = {each: self.missing(each) for each in {run, *ledger}}
        missing, solvers = judged[run], [each for each in ledger if not judged[each]]
        solver = self._best(solvers)
        return {
            "text": self.text,
            "progress": f"Run {run.number}: {missing}" if missing and run.number else missing,
            "solved": f"Solved by run {solver.number}. {self._solved[solver]}".rstrip()
            if solver
            else "",
            "solvers": [each.number for each in solvers],
        }

    def check(self, playground):
        """Print which run of a playground has solved the task, or what the last one lacks."""
        ledger = getattr(playground, "ledger", None)
        if ledger is None:
            raise ValueError(f"playground is {playground!r}; expected a Playground")
        if not len(ledger):
            print("Not attempted yet: no run has begun.")
            return
        state = self.state(ledger, ledger[len(ledger)])
        print(state["solved"] or f"Not yet. {state['progress']}")

    def __repr__(self):
        return f"Task: {self.text}"


def accuracy(target, updates=None):
    """Return the task to read a share of the validation images right.

    Parameters
    ----------
    target : float
        The share, above 0 and below 1. Reaching it is enough.
    updates : int, optional
        After how many updates at most. By default it does not matter.

    Returns
    -------
    Task
    """
    target = checked_share("target", target)
    most = math.inf if updates is None else check_integer("updates", updates)
    limit = "" if updates is None else f", after at most {counted(most, 'update')}"

    aim = Aim(target, updates=most)

    def judge(run):
        return changed(run) or aim.judge(run)

    def told(run):
        return scored(aim.reached(run))

    text = f"Read {percent(target)} of the validation images right{limit}."
    return Task(text, judge, told, updates=updates)


def smallest(target):
    """Return the task to find the network with the fewest parameters that reads well enough.

    It is solved by any network that does, and then by each that is smaller.

    Parameters
    ----------
    target : float
        The share of the validation images to be exceeded, above 0 and below 1.

    Returns
    -------
    Task
    """
    target = checked_share("target", target)
    aim = Aim(target, beyond=True)

    def judge(run):
        return changed(run) or aim.judge(run)

    def told(run):
        size = counted(parameters(run.settings), "parameter")
        return f"{size}: {scored(aim.reached(run))} Does a smaller one do it too?"

    text = (
        f"Find the network with the fewest parameters that reads more than {percent(target)} of "
        "the validation images right."
    )
    return Task(text, judge, told, size=lambda run: parameters(run.settings))


def repair(settings, target, changes=1):
    """Return the task to mend a run with as few changes of its settings as possible.

    Parameters
    ----------
    settings : Settings or str
        Those of the broken run; a playground with this task begins with them. If they say when to
        pause, the repaired run has as many epochs to reach its aim.
    target : float
        The share of the validation images to be read right, above 0 and below 1.
    changes : int, optional
        How many settings may be changed.

    Returns
    -------
    Task
    """
    broken, target = as_settings(settings), checked_share("target", target)
    most = check_integer("changes", changes)
    aim = Aim(target, epochs=broken.epochs or math.inf)
    allowed = "one setting" if most == 1 else f"at most {most} settings"
    within = f" within {counted(aim.epochs, 'epoch')}" if broken.epochs else ""

    def judge(run):
        names = different(run)
        if not names:
            return "This is still the broken run: nothing is changed in its settings."
        if len(names) > most:
            named = f"{', '.join(names[:-1])} and {names[-1]}"
            return f"It differs from the broken run in {named}; only {allowed} may be changed."
        return changed(run) or aim.judge(run)

    def different(run):
        # When to pause is no part of what is trained.
        return [name for name in run.settings.differences(broken) if name != "epochs"]

    def told(run):
        return f"Changed: {', '.join(different(run))}. {scored(aim.reached(run))}"

    text = (
        f"Something is wrong with these settings. Change {allowed}, so that the network reads "
        f"{percent(target)} of the validation images right{within}."
    )
    return Task(text, judge, told, size=lambda run: len(different(run)), settings=broken)


def own(text, judge):
    """Return a task of your own.

    Parameters
    ----------
    text : str
        A sentence: what is to be reached.
    judge : callable
        Takes a Run of the ledger, see ``mlp_course.widgets.ledger``: its ``settings``, what was
        changed on the way (``changes``), its ``batches``, the ``best()`` of its validations.
        Returns True if it has solved the task, otherwise a string: what is still missing.

    Returns
    -------
    Task

    Examples
    --------
    >>> def judge(run):
    ...     return len(run.settings.hidden) == 3 or "Three hidden layers are asked for."
    >>> own("Train three hidden layers.", judge)
    Task: Train three hidden layers.
    """
    return Task(text, judge)


def changed(run):
    """Say so if the run's settings alone do not give what it has reached."""
    if not run.changes:
        return ""
    more = " and more" if len(run.changes) > 1 else ""
    return (
        f"It was changed on the way ({run.changes[0]}{more}), so its settings alone do not give "
        "what it reaches. Rewind, and train it without a change."
    )


class Aim(NamedTuple):
    """An accuracy that a run is to reach, or to exceed, within some updates or epochs."""

    target: float
    updates: float = math.inf
    epochs: float = math.inf
    beyond: bool = False

    def judge(self, run):
        """Return True if the run has reached it, otherwise words: what is still missing."""
        if self.reached(run):
            return True
        limit = counted(self.updates, "update")
        if self.updates == math.inf:
            limit = counted(self.epochs, "epoch")
        score, ever = run.best(self.updates, self.epochs), run.best()
        if not score:
            what = f"No validation came within its {limit}." if ever else "Not validated yet."
            return f"{what} To pause is to validate too."
        asked = f"{'more than ' if self.beyond else ''}{percent(self.target)}"
        is_over = run.batches > self.updates or run.epochs > self.epochs
        when = f"at best within its {limit}" if is_over else "so far"
        words = f"{percent(score.accuracy, 2)} {when}; asked for: {asked}."
        if self._is_enough(ever):
            return f"{words} It came there only later."
        if run.batches >= self.updates or run.epochs >= self.epochs:
            return f"{words} Its {limit} {'is' if limit.startswith('1 ') else 'are'} used up."
        if self.updates < math.inf:
            return f"{words} {counted(self.updates - run.batches, 'update')} left."
        return words

    def reached(self, run):
        """Return the first Score with which the run has reached it, or None."""
        for score in run.scores():
            within = score.updates <= self.updates and score.epoch <= self.epochs
            if within and self._is_enough(score):
                return score
        return None

    def _is_enough(self, score):
        margin = score.accuracy - self.target
        return margin > TOLERANCE if self.beyond else margin >= -TOLERANCE


def scored(score):
    """Return a Score in words."""
    return f"{percent(score.accuracy, 2)} after {counted(score.updates, 'update')}."


def parameters(settings):
    """Return the number of weights and biases of the network that the settings describe."""
    sizes = [784, *settings.hidden, 10]
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def checked_share(name, value):
    """Return ``value`` as a float, if it is above 0 and below 1."""
    if not isinstance(value, Real) or not 0 < value < 1:
        raise ValueError(f"{name} is {value!r}; expected a number above 0 and below 1")
    return float(value)


def counted(n, what):
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def percent(share, digits=None):
    """Return a share in per cent; without ``digits``, with as many as it has."""
    return f"{100 * share:.{digits}f} %" if digits else f"{100 * share:.10g} %"
