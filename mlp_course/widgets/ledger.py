"""The ledger: every run is a row, with its settings, its result and its curves."""

import csv
import io
import math
from typing import NamedTuple

import numpy as np

from mlp_helpers.callbacks import RunningMeans
from mlp_helpers.training import History

from .settings import NAMES, Settings, written

MOST_POINTS = 480


class Curve:
    """Training loss and accuracy by epoch, smoothed: each point is the mean of many batches.

    Points are ``interval`` epochs apart. When they become too many to draw, neighbours are
    merged and the interval doubles, so a long run takes no more memory than a short one.
    """

    def __init__(self):
        self.interval = 1 / 24
        self.points = []  # (epoch, loss, accuracy)
        self._begin(0.0)

    def _begin(self, epoch):
        self.start, self.end, self.means = epoch, epoch, RunningMeans()

    def add(self, epoch, step):
        """Take in the Step that ended at ``epoch``, a number such as 1.25."""
        self.means.add(step)
        self.end = epoch
        # A little tolerance: fractions of an epoch are sums of rounded numbers.
        if epoch - self.start >= self.interval * (1 - 1e-9):
            self.points.append(self._point())
            self._begin(epoch)
            if len(self.points) > MOST_POINTS:
                self._thin()

    def cut(self, epoch):
        """Forget everything after ``epoch``: the network has gone back to it."""
        self.points = [point for point in self.points if point[0] <= epoch]
        self._begin(epoch)

    def array(self):
        """Return epoch, loss and accuracy, float32 of shape (3, n); the last point is young."""
        points = list(self.points)
        if self.means.batches and (not points or self.end - self.start > self.interval / 4):
            points.append(self._point())
        return np.array(points, np.float32).reshape(-1, 3).T

    def _point(self):
        # A batch's value holds for the network before it: the middle of the interval.
        return ((self.start + self.end) / 2, self.means.loss, self.means.accuracy)

    def _thin(self):
        pairs = np.array(self.points[: len(self.points) // 2 * 2]).reshape(-1, 2, 3)
        rest = self.points[len(pairs) * 2 :]
        self.points = [tuple(map(float, point)) for point in pairs.mean(axis=1)] + rest
        self.interval *= 2


class Score(NamedTuple):
    """What a validation came to, and after how many updates and epochs."""

    updates: int
    epoch: float
    accuracy: float


class Run:
    """One training from fresh weights.

    Attributes
    ----------
    number : int
        Its row in the ledger, from 1; 0 before its first batch.
    settings : Settings
        As they are now, or were last.
    changes : list of str
        What was changed while it trained, and when: what its settings alone do not tell.
    epochs, batches, seconds : float, int, float
    outcome : str
        Empty, or what ended it, such as "diverged in epoch 2".
    curve : Curve
        Training loss and accuracy.
    validation : list of (epoch, loss, accuracy)
        At the fixed places that are the same for all runs.
    between : (epoch, loss, accuracy) or None
        Where the run has paused or ended, if that is at none of these places. Training on forgets
        it, so a run looks the same whether it was paused on the way or not.
    history : History
        As ``fit`` returns it.
    """

    def __init__(self, settings):
        self.number, self.settings, self.changes = 0, settings, []
        self.epochs, self.batches, self.seconds = 0.0, 0, 0.0
        self.outcome, self._scores = "", []  # at the fixed places, each better than any before
        self.curve, self.validation, self.between, self.history = Curve(), [], None, History()

    @property
    def best_val_accuracy(self):
        """The best accuracy in a validation that followed a batch; NaN before the first."""
        score = self.best()
        return score.accuracy if score else math.nan

    def best(self, updates=math.inf, epochs=math.inf):
        """Return the best Score among its validations that followed a batch, or None.

        Parameters
        ----------
        updates, epochs : number, optional
            Only validations after at most so many count.
        """
        within = [s for s in self.scores() if s.updates <= updates and s.epoch <= epochs]
        return within[-1] if within else None

    def scores(self):
        """Return the Scores of its validations that followed a batch and were the best so far."""
        scores = list(self._scores)
        if self.between and self.between[2] > self._best:
            epoch, _, accuracy = self.between
            scores.append(Score(self.batches, epoch, accuracy))  # no batch has followed yet
        return scores

    @property
    def _best(self):
        return self._scores[-1].accuracy if self._scores else -1

    def add_validation(self, epoch, loss, accuracy):
        """Take in the result of the validation at a fixed place, after ``epoch`` epochs."""
        self.validation.append((epoch, loss, accuracy))
        if len(self.validation) > MOST_POINTS:
            # The first is kept, for it shows the untrained network, and so is the last.
            self.validation = self.validation[:1] + self.validation[2::2]
        self.add_score(epoch, accuracy)

    def add_score(self, epoch, accuracy):
        """Take in what it has scored at a place that is the same for all runs of a playground."""
        if self.batches and accuracy > self._best:  # which no NaN is
            self._scores.append(Score(self.batches, epoch, float(accuracy)))

    def go_back(self, epoch):
        """Forget the curves after ``epoch``, where the network is after a divergence."""
        self.outcome, self.history.stop_reason = "", None
        self.curve.cut(epoch)
        self.validation = [point for point in self.validation if point[0] <= epoch]

    def validations(self):
        """Return (epoch, loss, accuracy) of each validation, the last at the present place."""
        return [*self.validation, self.between] if self.between else list(self.validation)

    def validation_array(self):
        """Return epoch, loss and accuracy, float32 of shape (3, n)."""
        return np.array(self.validations(), np.float32).reshape(-1, 3).T

    def row(self):
        """Return the run as a row of the ledger's table: what came of it, and its settings."""
        settings = {name: getattr(self.settings, name) for name in NAMES}
        settings["hidden"] = written(self.settings.hidden)
        settings["stop_after"] = settings.pop("epochs")  # the row's "epochs" are those trained
        return {
            "run": self.number,
            "epochs": round(self.epochs, 3),
            "batches": self.batches,
            "best_val_accuracy": self.best_val_accuracy,
            "seconds": round(self.seconds, 3),
            "changes": "; ".join(self.changes),
            "outcome": self.outcome,
            **settings,
        }

    def __repr__(self):
        return (
            f"Run {self.number}: {self.epochs:.2f} epochs, "
            f"best validation accuracy {self.best_val_accuracy:.4f}, {self.settings}"
        )


COLUMNS = tuple(Run(Settings()).row())


class Ledger:
    """All runs of a playground that made at least one update, in order.

    Attributes
    ----------
    runs : list of Run
    """

    def __init__(self):
        self.runs = []

    def enter(self, run):
        """Give a run its row, unless it has one."""
        if not run.number:
            self.runs.append(run)
            run.number = len(self.runs)

    def __getitem__(self, number):
        """Return the run of this number, which counts from 1 as on the screen."""
        if isinstance(number, bool) or number not in range(1, len(self.runs) + 1):
            raise KeyError(f"there is no run {number!r}; the ledger has {len(self.runs)}")
        return self.runs[int(number) - 1]

    def __len__(self):
        return len(self.runs)

    def __iter__(self):
        return iter(self.runs)

    def to_frame(self):
        """Return the ledger as a pandas DataFrame, one row a run, one column a setting."""
        import pandas as pd

        frame = pd.DataFrame([run.row() for run in self.runs], columns=COLUMNS)
        return frame.set_index("run")

    def to_csv(self):
        """Return the ledger as the text of a CSV file, with the same rows and columns."""
        text = io.StringIO()
        table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(run.row() for run in self.runs)
        return text.getvalue()

    def __repr__(self):
        return f"Ledger of {len(self.runs)} runs"
