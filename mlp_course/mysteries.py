"""Cases to solve: runs with one or two faults that nobody names (notebook 08)."""

import numpy as np

from . import faults, small_run, toolbox
from .faults import FAULTS, planted

# One culprit comes from either list, two come one from each: so none hides the other.
IN_LEARNING = (
    "relu_slope",
    "gradient_not_divided",
    "softmax_twice",
    "dropout_never_on",
    "dropout_unscaled",
    "adam_uncorrected",
    "wide_weights",
)
AROUND_IT = (
    "labels_left_behind",
    "validation_in_training",
    "stopping_on_test",
    "not_centred",
    "last_batch_lost",
    "best_by_reference",
)


class Case:
    """A program with faults in it, to be found with any tool.

    Parameters
    ----------
    seed : int
        Draws the culprits; another seed, another case.
    culprits : int, optional
        1 or 2; by default the seed draws that too.

    In a ``with`` statement the faults are planted: ``with case: outcome = small_run.run()``.
    """

    def __init__(self, seed, culprits=None):
        if culprits not in (None, 1, 2):
            raise ValueError(f"culprits is {culprits!r}; expected 1, 2 or None")
        self.seed, self.culprits, self.hints_given = seed, culprits, 0
        self._open = []  # entered and not yet left

    def __enter__(self):
        block = planted(*drawn(self.seed, self.culprits))
        block.__enter__()
        self._open.append(block)
        return self

    def __exit__(self, kind, error, trace):
        step = trace  # what the reader sees of an error shows no place of a fault either
        while step is not None and step.tb_next is not None:
            if step.tb_next.tb_frame.f_code.co_filename in (faults.__file__, faults.PLANTED):
                step.tb_next = step.tb_next.tb_next
            else:
                step = step.tb_next
        return self._open.pop().__exit__(kind, error, trace)

    def __repr__(self):
        return f"Case(seed={self.seed}, culprits={self.culprits})"

    def examine(self, *checks):
        """Print what checks of the toolbox find in this case, given by name; by default all."""
        for name in checks:
            if name not in toolbox.CHECKS:
                print(f"There is no check {name!r}; there are {', '.join(toolbox.CHECKS)}.")
                return
        with self:
            data = small_run.get_data()
            for name in checks or toolbox.CHECKS:
                print(toolbox.CHECKS[name](data))

    def check(self, *names):
        """Print whether these names of faults are the culprits, all of them and no others."""
        print(self.verdict(*names))

    def verdict(self, *names):
        """Return the sentence that an answer is met with."""
        if len(names) == 1 and isinstance(names[0], (list, tuple, set)):
            names = tuple(names[0])
        if not names or any(name is ... for name in names):
            return "Not attempted. Replace the ... by the name of a fault, in quotation marks."
        if not all(isinstance(name, str) for name in names):
            return 'Give each name in quotation marks, as in "one_name", "other_name".'
        names = [name.strip().lower() for name in ",".join(names).split(",")]
        for name in names:
            if name not in FAULTS:
                return f"There is no fault {name!r}. The names stand in the table of section 8."
        guessed, culprits = set(names), drawn(self.seed, self.culprits)
        if len(guessed) > 2:
            return "Not yet. There are at most two culprits; name no more."
        if guessed == set(culprits):
            return "Solved. " + " ".join(f"{name}: {FAULTS[name].what}" for name in culprits)
        hits = len(guessed & set(culprits))
        if not hits:
            subject = f"{names[0]} is" if len(guessed) == 1 else "both are"
            return f"Not yet: {subject} innocent."
        if len(guessed) == 1:
            return f"{names[0]} is a culprit, and there is another."
        return "Not yet: one of the two is a culprit, the other is innocent."

    def hint(self):
        """Print the hints, one more with each call."""
        self.hints_given = min(self.hints_given + 1, 3)
        for number, text in enumerate(self.hints()[: self.hints_given], start=1):
            print(f"Hint {number} of 3: {text}")

    def hints(self):
        """Return three sentences, from a nudge to nearly the answer."""
        culprits = drawn(self.seed, self.culprits)
        places = ["in the package" if FAULTS[c].in_code else "in small_run" for c in culprits]
        count = "There is one culprit" if len(culprits) == 1 else "There are two culprits"
        where = " and ".join(places) if len({*places}) == len(places) else f"both {places[0]}"
        with self:
            data = small_run.get_data()
            findings = [check(data) for check in toolbox.CHECKS.values()]
        alarms = ", ".join(finding.check for finding in findings if finding.alarm)
        rng = np.random.default_rng(self.seed)
        innocent = [name for name in (*IN_LEARNING, *AROUND_IT) if name not in culprits]
        suspects = sorted([*culprits, *rng.choice(innocent, 3, replace=False).tolist()])
        return [
            f"{count}: {where}.",
            f"These checks raise alarm: {alarms}.",
            f"The suspects are {', '.join(suspects)}.",
        ]

    def reveal(self):
        """Print who it was."""
        for name in drawn(self.seed, self.culprits):
            print(f"{name}: {FAULTS[name].what}")


def drawn(seed, culprits):
    """Return the names of the culprits that a seed draws, one or two."""
    rng = np.random.default_rng([8, seed])
    count = culprits or rng.integers(1, 3)
    if count == 1:
        return (str(rng.choice([*IN_LEARNING, *AROUND_IT])),)
    return tuple(str(rng.choice(names)) for names in (IN_LEARNING, AROUND_IT))
