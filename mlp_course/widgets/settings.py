"""What can be chosen in the playground, with its limits, as one value that can be copied.

One table, ``KNOBS``, says of each setting what it may be and what it does. The settings are checked
by it, and the page builds its controls from it: ``knobs`` is what it is sent.
"""

import dataclasses
import math
from dataclasses import dataclass
from numbers import Integral, Real

from mlp_helpers.optimizers import SGD, Adam

MOMENTUM = 0.9


@dataclass
class Choice:
    """A setting that is one of a few values.

    Attributes
    ----------
    help : str
        What it does, in a sentence or two for the page.
    choices : dict
        Value -> what the page calls it.
    """

    help: str
    choices: dict

    def check(self, name, value):
        """Return the one of the choices that ``value`` is."""
        for choice in self.choices:
            # True equals 1.0, but it is no choice.
            if type(value) is not bool and value == choice:
                return choice
        names = ", ".join(map(str, self.choices))
        raise ValueError(f"{name} is {value!r}; expected one of {names}")

    def read(self, text):
        """Return the value that ``text`` stands for; whether it is a choice is checked later."""
        has_numbers = any(isinstance(choice, float) for choice in self.choices)
        return float(text) if has_numbers and not text[:1].isalpha() else text


@dataclass
class Number:
    """A setting that is a number, from ``low`` to ``high``.

    Attributes
    ----------
    help : str
        What it does, in a sentence or two for the page.
    low, high : int or float
    stops : sequence of numbers
        Where its slider stops, as far as the limits allow it; a settings string reaches what is
        between. None for a setting without a slider.
    whole : bool
    """

    help: str
    low: float
    high: float
    stops: tuple = ()
    whole: bool = False

    def check(self, name, value):
        """Return ``value`` as an int or a float between the limits."""
        if value is None:  # a field of the page that was cleared
            raise ValueError(f"{name} is empty; expected {self.expected()}")
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        fits = is_whole(value) if self.whole else is_number
        if not fits or not self.low <= value <= self.high:
            raise ValueError(f"{name} is {value!r}; expected {self.expected()}")
        return int(value) if self.whole else float(value)

    def read(self, text):
        """Return the number that ``text`` stands for; its range is checked later."""
        return int(text) if self.whole else float(text)

    def expected(self):
        """Say what it has to be."""
        if self.whole:
            return f"a whole number from {self.low} to {self.high:,}"
        return f"a number from {self.low:g} to {self.high:g}"


@dataclass
class Layers:
    """The sizes of the hidden layers.

    Attributes
    ----------
    help : str
        What it does, in a sentence or two for the page.
    most : int
        How many layers there may be.
    units : Number
        What each size may be.
    """

    help: str
    most: int
    units: Number

    def check(self, name, value):
        """Return ``value`` as a tuple of int."""
        value = tuple(value) if isinstance(value, (list, tuple)) else value
        low, high = self.units.low, self.units.high
        fits = isinstance(value, tuple) and len(value) <= self.most
        if not fits or not all(is_whole(n) and low <= n <= high for n in value):
            shown = (
                repr(value).replace("None", "empty") if isinstance(value, tuple) else repr(value)
            )
            raise ValueError(
                f"{name} is {shown}; expected at most {self.most} layers, "
                f"each of {low} to {high} units, such as (128, 64)"
            )
        return tuple(int(n) for n in value)

    def read(self, text):
        """Return the sizes that ``text`` stands for; their range is checked later."""
        return () if text == "none" else tuple(int(size) for size in text.split("-"))


@dataclass
class Switch:
    """What is on or off.

    Attributes
    ----------
    help : str
        What it does, in a sentence or two for the page.
    """

    help: str

    def check(self, name, value):
        """Return ``value``, which is True or False."""
        if not isinstance(value, bool):
            raise ValueError(f"{name} is {value!r}; expected True or False")
        return value


TWENTIETHS = [i / 20 for i in range(21)]
KNOBS = {
    "hidden": Layers(
        "The hidden layers, from the input on, and the units of each. Without any, the ten outputs "
        "look at the pixels directly.",
        most=4,
        units=Number(
            "Units of this layer: how many things it can look for.",
            *(1, 512),
            (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512),
            whole=True,
        ),
    ),
    "activation": Choice(
        "The bend after each hidden layer. Without a bend two layers could do no more than one.",
        {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"},
    ),
    "init": Choice(
        "How the initial weights are drawn. He is made for ReLU, Xavier for tanh and sigmoid; a "
        "number is the standard deviation of a normal distribution.",
        {
            "he": "He",
            "xavier": "Xavier",
            0.01: "normal, 0.01",
            1.0: "normal, 1",
            "zeros": "zeros",
        },
    ),
    "seed": Number(
        "Draws the initial weights, the order of the images and the dropout masks: the same seed "
        "gives the same training again.",
        *(0, 2**32 - 1),
        whole=True,
    ),
    "dropout": Number(
        "Share of the hidden units that are silenced at random in each batch, while training only.",
        *(0, 0.9),
        TWENTIETHS,
    ),
    "optimizer": Choice(
        "What makes a step of a gradient. SGD follows it; momentum keeps 0.9 of the step before; "
        "Adam divides each parameter's gradient by its usual size.",
        {"sgd": "SGD", "momentum": f"SGD, momentum {MOMENTUM}", "adam": "Adam"},
    ),
    "learning_rate": Number(
        "How long the steps are: with SGD a multiple of the gradient; with Adam about as much as "
        "each parameter moves, and 0.001 is usual.",
        *(1e-6, 100),
        [float(f"{m}e{power}") for power in range(-5, 3) for m in (1, 2, 5)],
    ),
    "batch_size": Number(
        "How many images share one update.",
        *(1, 1024),
        [2**power for power in range(11)],
        whole=True,
    ),
    "weight_decay": Number(
        "How strongly each update pulls the weights towards 0.",
        *(0, 1),
        (0, 1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1),
    ),
    "images": Number(
        "How many of the training images are used. The validation images are always the same.",
        *(100, 54_000),
        (100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000, 54_000),
        whole=True,
    ),
    "flipped": Number(
        "Share of the training labels that are replaced by a wrong one. The validation images keep "
        "their right labels.",
        *(0, 1),
        TWENTIETHS,
    ),
    "epochs": Number(
        "Training pauses each time this many epochs, rounds through all images, are complete; 0 "
        "for never.",
        *(0, 10_000),
        whole=True,
    ),
}
# What can be broken on the first tab. It is no setting: a training knows nothing of it.
DAMAGE_KNOBS = {
    "noise": Number(
        "Adds normal noise to each weight. Its size is given in σ, the standard deviation of the "
        "weights of the same layer.",
        *(0, 3),
        (0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3),
    ),
    "biases": Switch("The biases of all layers are replaced by 0."),
    "share": Number(
        "This share of the units of one hidden layer give 0. A larger share hits the same units, "
        "and more.",
        *(0, 1),
        TWENTIETHS[::2],
    ),
    "layer": Number(
        "The hidden layer whose units are off.", 0, KNOBS["hidden"].most - 1, whole=True
    ),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that decides how a training in the playground goes.

    Equal settings give equal trainings on the same machine, so a settings string is all that
    two people need to compare their results. The table ``KNOBS`` of this module says what each may
    be, and so does the error when it is not.

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
        for name, knob in KNOBS.items():
            checked = knob.check(name, getattr(self, name))
            object.__setattr__(self, name, checked)  # the way round the freeze

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
        ``stops`` of the numbers, ``units`` being those of a layer, and of what can be broken;
        ``help``, a sentence or two on each; ``defaults``, a settings string; ``most_layers``; and
        ``new_layer``, the units of a layer that is added to a network without any.
    """
    layers = KNOBS["hidden"]
    everything = {**KNOBS, "units": layers.units, **DAMAGE_KNOBS}
    numbers = {name: knob for name, knob in everything.items() if isinstance(knob, Number)}
    return {
        "choices": {
            name: list(knob.choices.items())
            for name, knob in KNOBS.items()
            if isinstance(knob, Choice)
        },
        "limits": {name: (knob.low, knob.high) for name, knob in numbers.items()},
        "stops": {
            name: [stop for stop in knob.stops if knob.low <= stop <= knob.high]
            for name, knob in numbers.items()
            if knob.stops
        },
        "help": {name: knob.help for name, knob in everything.items()},
        "defaults": Settings().to_string(),
        "most_layers": layers.most,
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
    knob = KNOBS[name]
    try:
        return knob.read(text)
    except ValueError:
        is_whole_number = isinstance(knob, Number) and knob.whole
        expected = "a whole number" if is_whole_number else "a number"
        if isinstance(knob, Layers):
            expected = "sizes such as 128-64, or none"
        raise ValueError(f"{name}={text} cannot be read; expected {expected}") from None
