"""What can be chosen in the playground, with its limits, as one value that can be copied.

The page builds its controls from these tables: ``knobs`` is what it is sent.
"""

import dataclasses
import math
from dataclasses import dataclass
from numbers import Integral, Real

from mlp_helpers.optimizers import SGD, Adam

MOMENTUM = 0.9
CHOICES = {  # each with its name on the page
    "activation": {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"},
    "init": {
        "he": "He",
        "xavier": "Xavier",
        0.01: "normal, 0.01",  # the standard deviation
        1.0: "normal, 1",
        "zeros": "zeros",
    },
    "optimizer": {"sgd": "SGD", "momentum": f"SGD, momentum {MOMENTUM}", "adam": "Adam"},
}
WHOLE_NUMBERS = {
    "seed": (0, 2**32 - 1),
    "batch_size": (1, 1024),
    "images": (100, 54_000),
    "epochs": (0, 10_000),
}
NUMBERS = {
    "dropout": (0, 0.9),
    "learning_rate": (1e-6, 100),
    "weight_decay": (0, 1),
    "flipped": (0, 1),
}
MOST_LAYERS, MOST_UNITS = 4, 512
# Where the sliders stop, as far as the limits allow it; a settings string reaches what is between.
STOPS = {
    "units": (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512),
    "dropout": [i / 20 for i in range(21)],
    "learning_rate": [float(f"{m}e{power}") for power in range(-5, 3) for m in (1, 2, 5)],
    "batch_size": [2**power for power in range(11)],
    "weight_decay": (0, 1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1),
    "images": (100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000, 54_000),
    "flipped": [i / 20 for i in range(21)],
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that decides how a training in the playground goes.

    Equal settings give equal trainings on the same machine, so a settings string is all that
    two people need to compare their results. The tables ``CHOICES``, ``WHOLE_NUMBERS`` and
    ``NUMBERS`` of this module say what each may be, and so does the error when it is not.

    Parameters
    ----------
    hidden : tuple of int
        Units of each hidden layer; empty for a network without one.
    activation : str
    init : str or float
        A number is the standard deviation of normally distributed weights.
    seed : int
        Draws the initial weights, the order of the examples and the dropout masks.
    dropout : float
        The rate, as a share.
    optimizer : str
        "momentum" is SGD that keeps ``MOMENTUM`` of its velocity.
    learning_rate : float
    batch_size : int
    weight_decay : float
    images : int
        How many of the training images are used.
    flipped : float
        Share of the training labels that are replaced by a wrong one.
    epochs : int
        Training pauses after this many epochs; 0 for never.

    Raises
    ------
    ValueError
        If a value is out of its range; the message names it.
    """

    hidden: tuple = (128, 64)
    activation: str = "relu"
    init: str | float = "he"
    seed: int = 0
    dropout: float = 0.0
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    batch_size: int = 64
    weight_decay: float = 0.0
    images: int = 54_000
    flipped: float = 0.0
    epochs: int = 10

    def __post_init__(self):
        checked = {"hidden": check_hidden(self.hidden)}
        for name, choices in CHOICES.items():
            checked[name] = check_choice(name, getattr(self, name), choices)
        for name, limits in WHOLE_NUMBERS.items():
            checked[name] = check_whole_number(name, getattr(self, name), *limits)
        for name, limits in NUMBERS.items():
            checked[name] = check_number(name, getattr(self, name), *limits)
        for name, value in checked.items():
            object.__setattr__(self, name, value)  # the way round the freeze, once

    def replace(self, **changes):
        """Return settings with some values changed.

        Raises
        ------
        ValueError
            If a name is not that of a setting, or its value is out of range.
        """
        for name in changes:
            check_name(name)
        return dataclasses.replace(self, **changes)

    def differences(self, other):
        """Return the names of the settings in which the two differ."""
        return [name for name in NAMES if getattr(self, name) != getattr(other, name)]

    def new_optimizer(self):
        """Return the optimizer that the settings ask for, fresh."""
        if self.optimizer == "adam":
            return Adam(self.learning_rate, weight_decay=self.weight_decay)
        momentum = MOMENTUM if self.optimizer == "momentum" else 0.0
        return SGD(self.learning_rate, momentum, self.weight_decay)

    def to_string(self):
        """Return the settings as a line of text that ``from_string`` reads."""
        return " ".join(f"{name}={written(getattr(self, name))}" for name in NAMES)

    @classmethod
    def from_string(cls, text):
        """Read settings from text such as ``"hidden=64-32 learning_rate=0.5"``.

        Parameters
        ----------
        text : str
            ``name=value`` pairs with blanks between them, in any order. A setting that is not
            mentioned has its default. ``hidden=none`` is a network without hidden layers.

        Raises
        ------
        ValueError
            If a part of the text cannot be read; the message says which and why.
        """
        values = {}
        for part in text.replace(",", " ").split():
            name, equals, value = part.partition("=")
            if not equals or not value:
                raise ValueError(f"cannot read {part!r}; expected name=value, as in batch_size=64")
            check_name(name)
            if name in values:
                raise ValueError(f"{name} stands twice in the settings")
            values[name] = read_value(name, value)
        return cls(**values)

    def brief(self):
        """Return a line for people: what always matters, and what is not as usual."""
        s = {name: written(getattr(self, name)) for name in NAMES}
        unusual = {
            "dropout": f"dropout {s['dropout']}",
            "weight_decay": f"decay {s['weight_decay']}",
            "images": f"{self.images:,} images",
            "flipped": f"{self.flipped:.0%} wrong labels".replace("%", " %"),
            "seed": f"seed {s['seed']}",
        }
        different = self.differences(Settings())
        hidden = s["hidden"] if self.hidden else "no hidden layer"
        return " · ".join(
            [
                f"{hidden} {s['activation']} {s['init']}",
                f"{s['optimizer']} {s['learning_rate']}, batch {s['batch_size']}",
                *(text for name, text in unusual.items() if name in different),
            ]
        )

    def __str__(self):
        return self.to_string()


NAMES = tuple(field.name for field in dataclasses.fields(Settings))


def knobs():
    """Return what the page builds its controls from, ready to be sent.

    Returns
    -------
    dict
        ``choices``: for each name a list of (value, what the page calls it); ``limits`` and
        ``stops`` of the numbers, ``units`` being those of a layer; ``most_layers``; and
        ``new_layer``, the units of a layer that is added to a network without any.
    """
    limits = {**WHOLE_NUMBERS, **NUMBERS, "units": (1, MOST_UNITS)}
    return {
        "choices": {name: list(choices.items()) for name, choices in CHOICES.items()},
        "limits": limits,
        "stops": {
            name: [stop for stop in stops if limits[name][0] <= stop <= limits[name][1]]
            for name, stops in STOPS.items()
        },
        "most_layers": MOST_LAYERS,
        "new_layer": Settings().hidden[-1],
    }


def as_settings(settings):
    """Return Settings as they are, and for a settings string those that it describes.

    Raises
    ------
    ValueError
        If it is neither, or the text cannot be read.
    """
    if isinstance(settings, str):
        return Settings.from_string(settings)
    if not isinstance(settings, Settings):
        raise ValueError(f"settings is {settings!r}; expected Settings or a settings string")
    return settings


def check_name(name):
    """Raise a ValueError unless there is a setting of this name."""
    if name not in NAMES:
        raise ValueError(f"there is no setting {name!r}; the settings are {', '.join(NAMES)}")


def check_hidden(hidden):
    """Return the sizes of the hidden layers as a tuple of int."""
    hidden = tuple(hidden) if isinstance(hidden, (list, tuple)) else hidden
    fits = isinstance(hidden, tuple) and len(hidden) <= MOST_LAYERS
    if not fits or not all(is_whole(n) and 1 <= n <= MOST_UNITS for n in hidden):
        raise ValueError(
            f"hidden is {hidden!r}; expected at most {MOST_LAYERS} layers, "
            f"each of 1 to {MOST_UNITS} units, such as (128, 64)"
        )
    return tuple(int(n) for n in hidden)


def check_choice(name, value, choices):
    """Return the one of ``choices`` that ``value`` is."""
    for choice in choices:
        # True equals 1.0, but it is no choice.
        if type(value) is not bool and value == choice:
            return choice
    raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(str, choices))}")


def check_whole_number(name, value, low, high):
    """Return ``value`` as an int between the limits."""
    if not is_whole(value) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; expected a whole number from {low} to {high:,}")
    return int(value)


def check_number(name, value, low, high):
    """Return ``value`` as a float between the limits."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; expected a number from {low:g} to {high:g}")
    return float(value)


def is_whole(value):
    """Is this a whole number? A browser sends 3 for 3.0, but Python may pass 3.0."""
    if isinstance(value, bool):
        return False
    return isinstance(value, Integral) or (
        isinstance(value, float) and math.isfinite(value) and value == int(value)
    )


def written(value):
    """Return a setting's value as it stands in a settings string."""
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or "none"
    # repr gives back exactly the same float when it is read.
    return str(int(value)) if value == 0 else str(value)


def read_value(name, text):
    """Return the value that ``text`` stands for; its range is checked elsewhere."""
    if name in ("activation", "optimizer") or (name == "init" and text[:1].isalpha()):
        return text
    try:
        if name == "hidden":
            return () if text == "none" else tuple(int(size) for size in text.split("-"))
        return int(text) if name in WHOLE_NUMBERS else float(text)
    except ValueError:
        expected = {"hidden": "sizes such as 128-64, or none"}.get(
            name, "a whole number" if name in WHOLE_NUMBERS else "a number"
        )
        raise ValueError(f"{name}={text} cannot be read; expected {expected}") from None
