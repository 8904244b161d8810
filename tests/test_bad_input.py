"""Whatever a public function is given, it answers rightly, or says what is wrong: in every case.

``rows`` has a row for each public function, class and method: how it is called, and of what kind
each argument is. A kind lists forms that mean the same (a list, a view, another type of number) and
values that must be refused. A test compares the rows with the signatures, so that no argument can
be without a kind. What is refused or taken leaves the arguments as they were.
"""

import copy
import importlib
import inspect
import pickle
import pkgutil
import re
import subprocess
import sys
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst

import mlp_helpers
from mlp_helpers import MLP, SGD, Adam, Dropout, Linear, ReLU, Sequential, Softmax, Tanh
from mlp_helpers.sweep import sweep


class Kind(NamedTuple):
    """Functions of an argument's good value: to other forms, to ``(bad value, words of error)``."""

    same: dict = {}  # noqa: RUF012 (never changed)
    bad: dict = {}  # noqa: RUF012

    def but(self, same=(), bad=(), without=()):
        """Return this kind with further entries, and without some."""
        parts = (self.same, dict(same)), (self.bad, dict(bad))
        return Kind(
            *({n: v for n, v in (old | new).items() if n not in without} for old, new in parts)
        )


def value(bad, words):
    """One bad value, whatever the good one is."""
    return lambda good: (bad, words)


def turned(form, words):
    """The good value in a bad form; the argument's name stands before the words."""
    return lambda good: (form(good), NAMED + words)


def one(place, entry, words, dtype=None):
    """The good array with one bad entry."""

    def spoilt(good):
        array = np.array(good, dtype)
        array[place] = entry
        return array, words

    return spoilt


def every_second(good):
    return np.repeat(good, 2, axis=-1)[..., ::2]


def read_only(good):
    array = np.array(good)
    array.flags.writeable = False
    return array


# The first word of an error is the argument's name, in NAMED; elsewhere NumPy or Python says it.
NAMED = "^{name} "
A_NUMBER = NAMED + "has dtype .*; expected numbers"

ARRAY = Kind(
    {
        "a list": lambda good: good.tolist(),
        "a view with gaps": every_second,
        "backwards": lambda good: good[..., ::-1].copy()[..., ::-1],
        "columns first": np.asfortranarray,
        "read-only": read_only,
        "the other byte order": lambda good: good.astype(good.dtype.newbyteorder("S")),
    },
    {"ragged": value([[1.0, 2.0], [3.0]], "inhomogeneous shape")},
)
NO_NUMBERS = {
    "text": lambda good: (good.astype(str), A_NUMBER),
    "objects": lambda good: (good.astype(object), A_NUMBER),
    "with None": one((0, 0), None, A_NUMBER, object),
    "complex": lambda good: (good + 1j, A_NUMBER),
    "dates": lambda good: (good.astype("datetime64[s]"), A_NUMBER),
    "None": value(None, "(Z|output) has dtype object|X has shape"),
}
# The good values are whole numbers, so that they may come as integers.
WHOLE = {"int64": lambda good: good.astype(int), "int8": lambda good: good.astype(np.int8)}
SCORES = ARRAY.but(WHOLE, NO_NUMBERS)
OF_ROWS = {  # for what needs a last axis
    "no columns": value(np.zeros((2, 0)), "zero-size array"),
}
IN_LAYER = ARRAY.but(bad={"text": NO_NUMBERS["text"]}, without=["a list", "ragged"])
INPUTS = SCORES.but(
    bad={
        "one row": lambda good: (good[0], r"X has (shape \(3,\); expected \(B, 3\)|3 rows)"),
        "a number": value(1.0, NAMED + r"has shape \(\)"),
        "images": lambda good: (good[:, np.newaxis], NAMED + "has shape .* flatten"),
        "a column less": lambda good: (good[:, :-1], NAMED + r"has shape \(\d, 2\)"),
        "raw pixels": lambda good: (good.astype(np.uint8), NAMED + "has dtype uint8.*scale_pixels"),
    }
)
FINITE = {
    "one NaN": one((1, 1), np.nan, "{name} .*(NaN|not finite)"),
    "one infinite": one((1, 1), np.inf, "{name} .*(infinite|not finite)"),
}
ONE_NAN = {"one NaN": one((1, 1), np.nan, "X has values that are not finite")}
PAIRED = {
    "a row less": lambda good: (good[:-1], "X"),
    "a row more": lambda good: (np.concatenate([good, good[:1]]), "X"),
    "no rows": lambda good: (good[:0], "X"),
    "no axis": value(1, "X"),
}
EXAMPLES = ARRAY.but(bad=PAIRED)
LABELS = ARRAY.but(
    {"uint8": lambda good: good.astype(np.uint8), "uint64": lambda good: good.astype(np.uint64)},
    {
        "floats": lambda good: (good.astype(float), r"{name} has .*expected integer labels"),
        "booleans": lambda good: (good > 0, "{name} has .*bool"),
        "text": lambda good: (good.astype(str), "{name} has .*expected integer labels"),
        "objects": lambda good: (good.astype(object), "{name} has .*object"),
        "with NaN": one(0, np.nan, "{name} has .*float64", float),
        "a column": lambda good: (good[:, np.newaxis], r"{name} has shape \(4, 1\)"),
        "a number": value(1, r"{name} (has shape \(\)|\(\))"),
        "one too few": lambda good: (good[:-1], r"has (3$|3 labels|shape \(3,\))"),
        "one too many": lambda good: (np.append(good, 0), r"has (5 labels|shape \(5,\))|has 4"),
        "none": lambda good: (good[:0], r"has (0$|0 labels|no labels|shape \(0,\))"),
    },
    without=["ragged"],
)
IN_RANGE = {
    "one negative": one(-1, -1, "{name} has labels from -1 to"),
    "one too large": one(-1, 3, "{name} has labels from . to 3; expected 0 to 2"),
    "one huge": one(-1, 2**63, "{name} has labels from . to 9223372036854775808", np.uint64),
}
CLASSES = LABELS.but(bad=IN_RANGE)
PIXELS = ARRAY.but(
    {"int64": lambda good: good.astype(int), "int16": lambda good: good.astype(np.int16)},
    {
        "floats": lambda good: (good / 255, NAMED + "has dtype float64.*as they are"),
        "booleans": lambda good: (good > 0, NAMED + "has dtype bool"),
        "text": lambda good: (good.astype(str), NAMED + "has dtype <U"),
        "objects": lambda good: (good.astype(object), NAMED + "has dtype object"),
        "with NaN": one((0, 0), np.nan, NAMED + "has dtype float64", float),
        "one negative": one(
            (0, 0), -1, NAMED + "has values from -1 to 255; expected 0 to 255", int
        ),
        "one too large": one((0, 0), 256, NAMED + "has values from . to 256", int),
        "one huge": one((0, 0), 2**62, NAMED + "has values from", int),
        "None": value(None, NAMED + "has dtype object"),
    },
)
COUNT = Kind(
    {"of NumPy": np.int64, "in 8 bits": np.uint8},
    {
        str(bad): value(bad, NAMED + "is .*; expected a positive integer")
        for bad in (0, -1, 2.5, 2.0, True, "2", None, float("nan"), (2,), np.array(2))
    },
)
NUMBER = Kind(
    {"of NumPy": np.float64, "in 32 bits": np.float32, "a fraction": Fraction},
    {
        str(bad): value(bad, NAMED + "is .*; expected a number from 0")
        for bad in (-0.5, float("nan"), float("inf"), True, "0.5", None, 1j, (0.5,), np.array(0.5))
    },
)
NUMBER_OR_FUNCTION = NUMBER.but(
    {"a function": lambda good: lambda t: good},
    {"of nonsense": value(lambda t: float("nan"), NAMED[:-1] + r"\(0\) is nan; expected a number")},
)
SHARE = NUMBER.but(bad={"1": value(1, NAMED + "is 1; expected a number from 0 to below 1")})
RATE = Kind(SHARE.same, {what: value(spoil(0)[0], "^rate is") for what, spoil in SHARE.bad.items()})
EPSILON = Kind(
    NUMBER.same,
    {
        w: value(spoil(0)[0], NAMED + "is .*; expected a number from 1e-12")
        for w, spoil in NUMBER.bad.items()
    }
    | {"0": value(0, NAMED + "is 0; expected a number from 1e-12")},
)
SEED = Kind(
    {"of NumPy": np.int64},
    {
        "negative": value(-1, "expected non-negative integer"),
        "broken": value(1.5, "SeedSequence expects int"),
    },
)
DTYPE = Kind(
    {"by name": lambda good: np.dtype(good).name, "of Python": lambda good: float},
    {
        str(bad): value(bad, NAMED + "is .*; expected float32 or float64")
        for bad in (None, int, bool, "float16", complex, ">f4")
    }
    | {"no type": value("numbers", "not understood")},
)
FLAG = Kind({"of NumPy": np.bool_, "a number": int})
OBJECT = Kind({}, {"something else": value(object(), "object")})
ANYTHING = Kind()
LAYERS = Kind(
    {"a tuple": tuple},
    {
        "none": value([], NAMED + "is .*at least one layer"),
        "a class": lambda good: ([*good, ReLU], NAMED + "is .*at least one layer"),
        "sizes that clash": lambda good: ([*good, Linear(7, 2)], NAMED + "do not fit"),
        "one twice": lambda good: ([*good, good[1]], NAMED + "has the same layer twice"),
        "a number": value(3, "not iterable"),
    },
)
JOBS = Kind(
    {"of NumPy": np.int64, "all cores": lambda good: -1, "by default": lambda good: None},
    {
        str(bad): value(bad, NAMED + "is .*; expected a positive integer, or -1 for all cores")
        for bad in (0, -2, 1.0, True, "two", "1", float("nan"), (1,), np.array(1))
    },
)
SETTINGS = Kind(
    {"a tuple": tuple, "a generator": iter},
    {
        str(bad): value(bad, NAMED + "is [^;]*; expected a list of dictionaries")
        for bad in ({"a": 1}, [{"a": 1}, 2], [None], "ab", np.eye(2))
    }
    | {
        "a number": value(3, "not iterable"),
        "other names": value([{"c": 1}], "unexpected keyword argument 'c'"),
    },
)
LAYER_SIZES = Kind(
    {"an array": np.array, "8 bits": np.uint8, "a tuple": tuple},
    {
        "one": value([3], NAMED + "is .*; expected input and output size"),
        "nothing between": value([3, 0, 2], "^n_out is 0"),
        "halves": value([3, 2.5, 2], "^n_out is 2.5"),
        "text": value("342", "^n_in is '3'"),
        "NaN": value([3, float("nan")], "NaN"),
        "a number": value(3, "has no len"),
    },
)
INIT = NUMBER.but(bad={"a word": value("best", NAMED + "is 'best'; expected 'he', 'xavier'")})
INIT = INIT.but(
    without=["0.5", "None"], bad={"None": value(None, NAMED + "is None; expected 'he'")}
)
ACTIVATION = Kind({}, {"a word": value("gelu", NAMED + "is 'gelu'; expected one of")})
PATH = Kind(
    {"a string": str},
    {
        "None": value(None, "NoneType|is no"),
        "a place that is not there": value("/not/there", "/not/there"),
    },
)
PLACE = PATH.but(without=["None"])  # any value has a name as a string
COUNTS = Kind(
    {
        "int8": lambda good: np.array(good, np.int8),
        "uint8": lambda good: np.array(good, np.uint8),
        "a list": lambda good: good.tolist(),
        "floats": lambda good: good.astype(float),
    },
    {
        "text": lambda good: (good.astype(str), A_NUMBER),
        "None": value(None, A_NUMBER),
        "NaN": one(0, np.nan, NAMED + "has values that are not finite", float),
        "negative": one(0, -1, NAMED + "has values from -1"),
        "another shape": lambda good: (np.append(good, [1, 1]), "shapes"),
    },
)
OUTPUT = SCORES.but(
    bad={
        "one row": lambda good: (good[0], NAMED + r"has shape \(3,\); expected \(B, C\)"),
        "a number": value(1.0, NAMED + r"has shape \(\)"),
        "three axes": lambda good: (good[np.newaxis], NAMED + "has shape"),
        "no rows": lambda good: (good[:0], NAMED + r"has shape \(0, 3\)"),
        "no columns": lambda good: (good[:, :0], NAMED + r"has shape \(4, 0\)"),
        "a row less": lambda good: (good[:-1], r"y has shape .*output asks for"),
    }
)
TARGETS = ARRAY.but(
    WHOLE | {"booleans": lambda good: good > 0},
    NO_NUMBERS
    | FINITE
    | {
        "None": value(None, "y has shape"),
        "labels": lambda good: (good.argmax(axis=1), r"y has shape \(4,\).*asks for \(4, 3\)"),
        "a column less": lambda good: (good[:, :-1], r"y has shape \(4, 2\)"),
        "a row less": lambda good: (good[:-1], r"y has shape \(3, 3\)"),
    },
)
SHARES = {
    "one negative": one((1, 1), -1, "y has values from -1 to 1; expected 0 to 1"),
    "one too large": one((1, 1), 2, "y has values from 0 to 2; expected 0 to 1"),
}
LIKE_OUTPUT = Kind(
    {key: form for key, form in ARRAY.same.items() if key != "the other byte order"},
    {
        "a number": value(1.0, r"shape"),
        "a row of all": lambda good: (good[:1], "shape"),
        "one row": lambda good: (good[0], "shape"),
        "a column": lambda good: (good[:, :1], "shape"),
        "turned": lambda good: (good.T, "shape"),
    },
)


IMAGES = ARRAY.but(
    bad=FINITE
    | {
        "raw pixels": turned(lambda good: good.astype(np.uint8), "has dtype uint8.*scale_pixels"),
        "whole numbers": turned(lambda good: good.astype(int), "has dtype int64; expected floats"),
        "booleans": turned(lambda good: good > 0, "has dtype bool"),
        "text": turned(lambda good: good.astype(str), "has dtype <U"),
        "objects": turned(lambda good: good.astype(object), "has dtype object"),
        "complex": turned(lambda good: good + 1j, "has dtype complex128"),
        "one row": turned(lambda good: good[0], r"has shape \(9,\); expected \(B, height, width\)"),
        "no squares": turned(lambda good: good[:, 1:], r"has shape \(4, 8\)"),
        "four axes": turned(lambda good: good[None, None], r"has shape \(1, 1, 4, 9\)"),
    },
)
PER_IMAGE = ARRAY.but(
    {"a column of numbers": np.array},
    {
        "text": lambda good: (good.astype(str), A_NUMBER),
        "objects": lambda good: (good.astype(object), A_NUMBER),
        "None": value(None, A_NUMBER),
        "with NaN": one(1, np.nan, NAMED + "has values that are not finite"),
        "infinite": value(np.inf, NAMED + "has values that are not finite"),
        "too large": one(1, 1e7, NAMED + "has values from .* to 1e\\+07; expected .* to 1000000"),
        "one too few": lambda good: (
            good[1:],
            NAMED + r"has shape \(3,\); expected a number, or 4",
        ),
        "a column": lambda good: (good[:, np.newaxis], NAMED + r"has shape \(4, 1\)"),
    },
    without=["ragged"],
)
STRENGTH = PER_IMAGE.but(bad={"far": one(1, -1e7, NAMED + "has values from -1e\\+07")})
NOT_NEGATIVE = PER_IMAGE.but(bad={"negative": one(1, -1, NAMED + "has values from -1 to")})
ABOVE_ZERO = NOT_NEGATIVE.but(bad={"zero": one(1, 0, NAMED + "has values from 0 to 1.5")})
PLACES = ARRAY.but(
    WHOLE,
    {
        "with NaN": one((0, 0, 0), np.nan, NAMED + "has values that are not finite"),
        "text": lambda good: (good.astype(str), A_NUMBER),
        "far": one((0, 0, 0), 1e7, NAMED + "has values from .* to 1e\\+07"),
        "a number": value(1.0, NAMED + r"has shape \(\); expected \(4, 3, 3\)"),
        "one image's": lambda good: (good[0], NAMED + r"has shape \(3, 3\)"),
    },
    without=["ragged"],
)
SMOOTHNESS = Kind(
    {"of NumPy": np.float64, "a fraction": Fraction},
    {
        str(bad): value(bad, NAMED + "is .*; expected a number from 1 to below")
        for bad in (0, 0.5, -1, float("nan"), float("inf"), True, "2", None, np.array(2.0))
    },
)


class Row(NamedTuple):
    """How a public name is called, and what with: ``(kind, good value)`` for each argument."""

    call: object
    arguments: dict


Z = np.array([[1.0, -2, 3], [0, 5, -1], [2, 2, 0], [-3, 1, 4]])
P = mlp_helpers.softmax(Z)
Y = np.eye(3)[[0, 2, 1, 1]]
y = np.array([0, 2, 1, 1])
IMAGE_ROWS = np.resize(Z, (4, 9)) / 4  # of 3 x 3 pixels
PLACE_ROWS = np.resize([0.0, 1, 2, -1, 1], (4, 3, 3))
ONE_EACH = np.array([0.5, 1, 1.5, 0.25])
PIXEL_IMAGES = np.array([[0, 51, 255], [1, 2, 3]], np.uint8)


def network(kind=MLP):
    sizes = {"seed": 1, "dtype": np.float64}
    model = MLP([3, 4, 3], "tanh", **sizes)
    return model if kind is MLP else Sequential([Linear(3, 4), Tanh(), Linear(4, 3)], **sizes)


def built(make, *names):
    """Build an object, and return the numbers that it has then."""

    def call(**arguments):
        thing = make(**arguments)
        return [getattr(thing, name) for name in names]

    return call


def method(make, name, first=()):
    """Call a method of a new object, after others with their arguments: ``("forward", X)``."""

    def call(**arguments):
        thing = make()
        for before, *values in first:
            getattr(thing, before)(*values)
        outcome = getattr(thing, name)(**arguments)
        return outcome, getattr(thing, "gradients", 0)

    return call


def trained(**arguments):
    model = arguments["model"] = copy.deepcopy(arguments["model"])
    history = mlp_helpers.fit(**{"progress": False} | arguments)
    return model.parameters, history.loss, history.val_loss


def steps(**arguments):
    model = arguments["model"] = copy.deepcopy(arguments["model"])
    return [*mlp_helpers.training_steps(**arguments)], model.parameters


def split(**arguments):
    return [*mlp_helpers.train_validation_split(**arguments)]


def stepped(make):
    def call(model):
        model = copy.deepcopy(model)
        make().step(model)
        return model.parameters

    return call


def scheduled(make):
    def call(**arguments):
        schedule = make(**arguments)
        return [schedule(t) for t in range(0, 300, 7)]

    return call


def saved(tmp_path, kind):
    def call(path, **arguments):
        network(kind).save(path, **arguments)
        return kind.load(path).parameters

    return call


def settings_in_row(data, a=7, b=8):
    return data, a, b


def rows(tmp_path):
    """Return the table; some of its values are files in ``tmp_path``."""
    idx, model_path = tmp_path / "labels-idx", tmp_path / "model.npz"
    idx.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]))
    rng, model, loss = np.random.default_rng, network(), mlp_helpers.SoftmaxCrossEntropy
    table = {
        "load_mnist": Row(mlp_helpers.load_mnist, {}),
        "read_idx": Row(mlp_helpers.read_idx, {"path": (PATH, idx)}),
        "scale_pixels": Row(mlp_helpers.scale_pixels, {"images": (PIXELS, PIXEL_IMAGES)}),
        "flatten": Row(
            mlp_helpers.flatten,
            {
                "images": (
                    ARRAY.but(
                        bad={
                            "one image's row": lambda good: (good[0, 0], NAMED + "has .*newaxis"),
                            "a number": value(3, NAMED + r"has shape \(\)"),
                            "None": value(None, NAMED + r"has shape \(\)"),
                        }
                    ),
                    Z.reshape(2, 2, 3),
                )
            },
        ),
        "one_hot": Row(
            mlp_helpers.one_hot,
            {
                "y": (CLASSES.but(without=["one too few", "one too many", "none"]), y),
                "num_classes": (COUNT, 3),
            },
        ),
        "train_validation_split": Row(
            split,
            {
                "X": (EXAMPLES, Z),
                "y": (
                    EXAMPLES.but(bad={"rows": lambda good: (Y, NAMED + "has shape .*stratify")}),
                    y,
                ),
                "validation_fraction": (SHARE, 0.5),
                "seed": (SEED, 3),
                "stratify": (FLAG, True),
            },
        ),
        "minibatches": Row(
            lambda rng, **a: [*mlp_helpers.minibatches(rng=copy.deepcopy(rng), **a)],
            {
                "X": (EXAMPLES, Z),
                "y": (EXAMPLES, y),
                "batch_size": (COUNT, 3),
                "rng": (OBJECT, rng(0)),
            },
        ),
        "check_gradients": Row(
            lambda **a: vars(mlp_helpers.check_gradients(**a)),
            {
                "model": (OBJECT, model),
                "X": (INPUTS, Z),
                "y": (CLASSES, y),
                "loss": (OBJECT, loss()),
                "epsilon": (EPSILON, 0.5),
                "max_entries": (COUNT, 2),
                "seed": (SEED, 3),
            },
        ),
        "SGD": Row(
            built(SGD, "rate", "momentum", "weight_decay"),
            {
                "learning_rate": (NUMBER_OR_FUNCTION, 0.5),
                "momentum": (SHARE, 0.5),
                "weight_decay": (NUMBER, 0.5),
            },
        ),
        "Adam": Row(
            built(Adam, "rate", "beta1", "beta2", "epsilon", "weight_decay"),
            {
                "learning_rate": (NUMBER_OR_FUNCTION, 0.5),
                "beta1": (SHARE, 0.5),
                "beta2": (SHARE, 0.5),
                "epsilon": (NUMBER, 0.5),
                "weight_decay": (NUMBER, 0.5),
            },
        ),
        "SGD.step": Row(stepped(partial(SGD, 0.1)), {"model": (OBJECT, model)}),
        "Adam.step": Row(stepped(Adam), {"model": (OBJECT, model)}),
        "training_steps": Row(
            steps,
            {
                "model": (OBJECT, model),
                "batches": (OBJECT, [(Z, y), (Z[:1], y[:1])]),
                "loss": (OBJECT, loss()),
                "optimizer": (OBJECT, SGD(0.1)),
            },
        ),
        "fit": Row(
            trained,
            {
                "model": (OBJECT, model),
                "X": (INPUTS.but(bad=FINITE), Z),
                "y": (CLASSES, y),
                "epochs": (COUNT, 3),
                "batch_size": (COUNT, 3),
                "optimizer": (
                    Kind(
                        {},
                        {
                            str(bad): value(bad, NAMED + "is .*; expected an Optimizer, such as")
                            for bad in (SGD, "adam", None)
                        },
                    ),
                    SGD(0.1),
                ),
                "loss": (OBJECT, loss()),
                "validation_data": (
                    Kind(
                        {"a list": list},
                        {
                            "X alone": value(Z, NAMED + "is a ndarray; expected the two parts"),
                            "three": value((Z, y, y), NAMED + "is a tuple"),
                            "with NaN": value((Z * np.nan, y), "X holds values that are NaN"),
                            "other labels": value((Z, y + 1), "y has labels from 1 to 3"),
                        },
                    ),
                    (Z, y),
                ),
                "callbacks": (OBJECT.but({"a tuple": tuple}), []),
                "augment": (
                    Kind(
                        {"a partial function": partial},
                        {
                            "no function": value(3, "not callable"),
                            "another shape": value(lambda X, rng: X[:, 1:], "^X has shape"),
                            "other rows": value(lambda X, rng: X[1:], "y has shape|labels|rows"),
                        },
                    ),
                    lambda X, rng: -X,
                ),
                "seed": (SEED, 3),
                "progress": (FLAG, False),
            },
        ),
        "History": Row(mlp_helpers.History, {}),
        "History.append": Row(
            lambda values: mlp_helpers.History().append(*values), {"values": (ANYTHING, (1.0, 0.5))}
        ),
        "Callback": Row(mlp_helpers.Callback, {}),
        "EarlyStopping": Row(
            built(mlp_helpers.EarlyStopping, "patience"), {"patience": (COUNT, 3)}
        ),
        "StopTraining": Row(mlp_helpers.StopTraining, {}),
        "EpochAverage": Row(built(mlp_helpers.EpochAverage, "epochs"), {"epochs": (COUNT, 3)}),
        "ExponentialAverage": Row(
            built(mlp_helpers.ExponentialAverage, "decay"), {"decay": (SHARE, 0.5)}
        ),
        "step_decay": Row(
            scheduled(mlp_helpers.step_decay),
            {"rate": (NUMBER, 0.5), "factor": (SHARE, 0.5), "every": (COUNT, 3)},
        ),
        "cosine": Row(
            scheduled(mlp_helpers.cosine),
            {"rate": (NUMBER, 0.5), "updates": (COUNT, 200), "final": (NUMBER, 0.5)},
        ),
        "one_cycle": Row(
            scheduled(mlp_helpers.one_cycle),
            {
                "rate": (NUMBER, 0.5),
                "updates": (COUNT, 200),
                "warm_up": (SHARE, 0.5),
                "start": (NUMBER, 0.5),
                "final": (NUMBER, 0.5),
            },
        ),
        "write_idx": Row(
            lambda path, array: mlp_helpers.write_idx(path, array) or mlp_helpers.read_idx(path),
            {
                "path": (PLACE, tmp_path / "new-idx"),
                "array": (
                    ARRAY.but(
                        {"in 32 bits": lambda good: good.astype(np.int32)},
                        {
                            "64 bits": turned(lambda good: good.astype(int), "has dtype int64"),
                            "text": turned(lambda good: good.astype(str), "has dtype <U"),
                            "objects": turned(lambda good: good.astype(object), "has dtype obj"),
                            "booleans": turned(lambda good: good > 1, "has dtype bool"),
                            "complex": turned(lambda good: good + 1j, "has dtype complex"),
                            "a number": turned(lambda good: good[0, 0], r"has shape \(\)"),
                            "None": turned(lambda good: None, "has dtype object"),
                        },
                        without=["a list"],
                    ),
                    PIXEL_IMAGES,
                ),
            },
        ),
        "one_blas_thread": Row(mlp_helpers.one_blas_thread, {}),
        "sweep": Row(
            lambda run, combinations, data, **a: sweep(run, combinations, *data, **a),
            {
                "run": (
                    Kind(
                        {"a partial function": partial},
                        {
                            str(bad): value(bad, NAMED + "is .*; expected a function")
                            for bad in (None, "abs", 3, [abs])
                        },
                    ),
                    settings_in_row,
                ),
                "combinations": (SETTINGS, [{"a": 1, "b": 2}, {"b": 3}]),
                "data": (ANYTHING, (4,)),
                "n_jobs": (JOBS, 1),
                "progress": (FLAG, False),
            },
        ),
        "wilson_interval": Row(
            mlp_helpers.wilson_interval,
            {
                "k": (COUNTS, np.array([3, 90])),
                "n": (
                    COUNTS.but(bad={"zero": one(0, 0, NAMED + "has values from 0")}).but(
                        bad={"less than k": one(0, 2, "k is .* and n is .*; expected k from 0")}
                    ),
                    np.array([100, 120]),
                ),
                "z": (NUMBER, 0.5),
            },
        ),
        "calibration_bins": Row(
            mlp_helpers.calibration_bins,
            {
                "confidence": (
                    ARRAY.but(
                        bad={
                            "text": lambda good: (good.astype(str), A_NUMBER),
                            "one NaN": one(1, np.nan, NAMED + "has values that are not finite"),
                            "one negative": one(1, -0.1, NAMED + "has values from -0.1 to"),
                            "one too large": one(1, 1.1, NAMED + "has values from 0.25 to 1.1"),
                            "a column": lambda good: (good[:, np.newaxis], NAMED + "has shape"),
                            "one too few": lambda good: (good[:-1], "^correct has shape"),
                        },
                        without=["ragged"],
                    ),
                    np.array([0.25, 0.5, 0.75, 1]),
                ),
                "correct": (
                    ARRAY.but(
                        {"numbers": lambda good: good.astype(float)},
                        {
                            "text": lambda good: (good.astype(str), A_NUMBER),
                            "counts": lambda good: (2 * good, NAMED + "has values from 0 to 2"),
                            "one too few": lambda good: (good[:-1], NAMED + "has shape"),
                            "a column": lambda good: (good[:, np.newaxis], NAMED + "has shape"),
                        },
                        without=["ragged"],
                    ),
                    np.array([True, False, True, True]),
                ),
                "n_bins": (COUNT, 3),
            },
        ),
    }
    for name, arguments in {
        "sample": {"rows": (PLACES, PLACE_ROWS), "columns": (PLACES, PLACE_ROWS[::-1])},
        "shift": {"down": (STRENGTH, ONE_EACH), "right": (STRENGTH, ONE_EACH)},
        "rotate": {"degrees": (STRENGTH, ONE_EACH)},
        "scale": {"factor": (ABOVE_ZERO, ONE_EACH)},
        "shear": {"slant": (STRENGTH, ONE_EACH)},
        "elastic": {
            "strength": (NOT_NEGATIVE, ONE_EACH),
            "smoothness": (SMOOTHNESS, 2),
            "rng": (OBJECT, rng(0)),
        },
    }.items():
        table[name] = Row(
            lambda name=name, **a: getattr(mlp_helpers, name)(**copy.deepcopy(a)),
            {"images": (IMAGES, IMAGE_ROWS)} | arguments,
        )
    table["Distortions"] = Row(
        lambda **a: mlp_helpers.Distortions(**a)(IMAGE_ROWS, rng(0)),
        dict.fromkeys(("shift", "rotation", "scale", "shear", "elastic"), (NUMBER, 0.5))
        | {"smoothness": (SMOOTHNESS, 2)},
    )
    for name in ("relu", "tanh", "sigmoid"):
        table[name] = Row(getattr(mlp_helpers, name), {"Z": (SCORES, Z)})
    for name in ("softmax", "log_softmax"):
        table[name] = Row(getattr(mlp_helpers, name), {"Z": (SCORES.but(bad=OF_ROWS), Z)})
    for name, output, target in [
        ("SoftmaxCrossEntropy", (OUTPUT, Z), (CLASSES, y)),
        (
            "CrossEntropy",
            (
                OUTPUT.but(
                    bad={
                        "scores": value(Z, NAMED + "has values below 0 or above 1"),
                        "one negative": one((1, 1), -1e-3, NAMED + "has values below 0"),
                        "one too large": one((1, 1), 1.001, NAMED + "has .*above 1"),
                    }
                ),
                Y,
            ),
            (CLASSES, y),
        ),
        ("MeanSquaredError", (OUTPUT, Z), (TARGETS, Y)),
        ("BinaryCrossEntropy", (OUTPUT, Z), (TARGETS.but(bad=SHARES), Y)),
    ]:
        make = getattr(mlp_helpers, name)
        table[name] = Row(make, {})
        table[f"{name}.forward"] = Row(method(make, "forward"), {"output": output, "y": target})
    for name, make, inputs, gradient in [
        ("Linear", partial(Linear, 3, 3), "X", "dZ"),
        ("ReLU", ReLU, "Z", "dA"),
        ("Tanh", Tanh, "Z", "dA"),
        ("Sigmoid", mlp_helpers.Sigmoid, "Z", "dA"),
        ("Softmax", Softmax, "Z", "dP"),
        ("Dropout", partial(Dropout, 0.5), "A", "dA"),
    ]:
        kind = SCORES.but(bad=OF_ROWS if name == "Softmax" else {})
        if name in ("Linear", "Dropout"):
            kind = Kind({n: f for n, f in (ARRAY.same | WHOLE).items() if n != "a list"})
        first, flags = [("forward", Z, True)], {"training": (FLAG, True)}
        table[name] = Row(make, {})
        table[f"{name}.forward"] = Row(method(make, "forward"), {inputs: (kind, Z)} | flags)
        flags = {"input_gradient": (FLAG, True)} if name == "Linear" else {}
        gradients = {gradient: (LIKE_OUTPUT.but(without=["a list"] * (name == "Linear")), Z[::-1])}
        table[f"{name}.backward"] = Row(method(make, "backward", first), gradients | flags)
    table["Linear"] = Row(
        built(Linear, "W", "b"),
        {  # 200 + 100 is more than 8 bits hold
            "n_in": (COUNT, 200),
            "n_out": (COUNT, 100),
            "init": (Kind({"of NumPy": np.str_}, INIT.bad), "xavier"),
        },
    )
    table["Dropout"] = Row(built(Dropout, "rate"), {"rate": (SHARE, 0.5)})
    table["Sequential"] = Row(
        built(Sequential, "parameters"),
        {
            "layers": (LAYERS, [Linear(3, 4), Tanh(), Linear(4, 3)]),
            "seed": (SEED, 3),
            "dtype": (DTYPE, np.float64),
        },
    )
    table["MLP"] = Row(
        built(MLP, "parameters", "dropout"),
        {
            "layer_sizes": (LAYER_SIZES, [3, 3]),  # with no place for a dropout
            "activation": (ACTIVATION, "tanh"),
            "init": (INIT, 0.5),
            "dropout": (RATE, 0.5),
            "seed": (SEED, 3),
            "dtype": (DTYPE, np.float64),
        },
    )
    network(MLP).save(model_path)
    for kind in (Sequential, MLP):
        name, make = kind.__name__, partial(network, kind)
        path = tmp_path / f"{name}.npz"
        network(kind).save(path)
        gradient = {"doutput": (LIKE_OUTPUT.but(without=["a list"]), Z[::-1])}
        table |= {
            f"{name}.forward": Row(
                method(make, "forward"), {"X": (INPUTS, Z), "training": (FLAG, True)}
            ),
            f"{name}.backward": Row(
                method(make, "backward", [("forward", Z, True)]),
                gradient | {"input_gradient": (FLAG, True)},
            ),
            f"{name}.predict_proba": Row(
                method(make, "predict_proba"), {"X": (INPUTS.but(bad=ONE_NAN), Z)}
            ),
            f"{name}.predict": Row(method(make, "predict"), {"X": (INPUTS.but(bad=ONE_NAN), Z)}),
            f"{name}.accuracy": Row(
                method(make, "accuracy"),
                {"X": (INPUTS.but(bad=ONE_NAN), Z), "y": (LABELS, y)},
            ),
            f"{name}.astype": Row(
                lambda dtype, make=make: make().astype(dtype).parameters,
                {"dtype": (DTYPE, np.float64)},
            ),
            f"{name}.save": Row(
                saved(tmp_path, kind),
                {
                    "path": (PLACE, tmp_path / "new.npz"),
                    "recipe": (Kind({}, {"a set": value({1}, "set")}), {"epochs": 3}),
                },
            ),
            f"{name}.load": Row(
                lambda path, kind=kind: kind.load(path).parameters, {"path": (PATH, path)}
            ),
        }
    for name in ("evaluate", "evaluation_steps"):
        table[name] = Row(
            lambda name=name, **a: [*getattr(mlp_helpers, name)(**a)],
            {
                "model": (OBJECT, model),
                "X": (INPUTS, Z),
                "y": (CLASSES, y),
                "loss": (OBJECT, loss()),
                "batch_size": (COUNT, 5),
            },
        )
    for name in ("accuracy", "confusion_matrix", "classification_report"):
        kind = LABELS if name == "accuracy" else CLASSES
        row = {"y_true": (kind, y), "y_pred": (kind, y[::-1].copy())}
        if name != "accuracy":
            row["num_classes"] = (COUNT, 3)
        function = getattr(mlp_helpers, name)
        table[name] = Row(function, row)
    table["classification_report"] = Row(
        lambda **a: vars(mlp_helpers.classification_report(**a)),
        table["classification_report"].arguments,
    )
    return table


# Called by the package itself, with what it has checked.
INTERNAL = {"Linear.initialise", "Linear.share", "SGD.update", "Adam.update"} | {
    f"{loss}.{name}"
    for loss in ("SoftmaxCrossEntropy", "CrossEntropy", "MeanSquaredError", "BinaryCrossEntropy")
    for name in ("targets", "check_targets")
}
INTERNAL |= {
    f"{kind}.on_{when}"
    for kind in ("Callback", "EarlyStopping", "EpochAverage", "ExponentialAverage")
    for when in ("fit_begin", "batch_end", "epoch_end", "fit_end")
}


def on_request():
    """Return by name what stands, besides, in modules that ``import mlp_helpers`` leaves alone."""
    script = "import sys, mlp_helpers; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "mlp_helpers.training" in loaded.stdout.split(), loaded.stderr
    names = [f"mlp_helpers.{module.name}" for module in pkgutil.iter_modules(mlp_helpers.__path__)]
    modules = map(importlib.import_module, sorted({*names} - {*loaded.stdout.split()}))
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", None) == module.__name__ and name[0] != "_"
    }


def signatures():
    """Return the names of the arguments of all public functions, classes and methods."""
    found, public = {}, {name: getattr(mlp_helpers, name) for name in mlp_helpers.__all__}
    for name, thing in (public | on_request()).items():
        if inspect.isclass(thing) and issubclass(thing, Exception):
            found[name] = []
            continue
        found[name] = [*inspect.signature(thing).parameters]
        for inner, function in inspect.getmembers(thing, inspect.isroutine):
            if inspect.isclass(thing) and inner[0] != "_":
                parameters = [p for p in inspect.signature(function).parameters if p != "self"]
                found |= {f"{name}.{inner}": parameters} if parameters else {}
    return {name: parameters for name, parameters in found.items() if name not in INTERNAL}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return rows(tmp_path_factory.mktemp("rows"))


SIGNATURES = signatures()
WITH_ARGUMENTS = [name for name, arguments in SIGNATURES.items() if arguments]


def test_every_public_name_and_argument_has_its_place(table):
    assert set(table) == set(SIGNATURES)
    for name, row in table.items():
        assert [*row.arguments] == SIGNATURES[name], name
    for name in INTERNAL:
        kind, inner = name.split(".")
        assert callable(getattr(getattr(mlp_helpers, kind), inner))


def numbers(outcome):
    """Return all numbers in an outcome, end to end."""
    if isinstance(outcome, dict):
        return numbers([*outcome.values()])
    if isinstance(outcome, (tuple, list)):
        return np.concatenate([numbers(part) for part in outcome] or [np.zeros(0)])
    return np.ravel(0.0 if outcome is None else outcome).astype(float)


def called(row, **changed):
    """Call with the good arguments, some of them changed; none may be changed by the call."""
    arguments = {name: good for name, (_, good) in row.arguments.items()} | changed
    kept = {n: v for n, v in arguments.items() if isinstance(v, (np.ndarray, list, tuple))}
    kept = {n: v for n, v in kept.items() if "Linear" not in repr(v)}  # layers are taken over
    before = pickle.dumps(kept)
    try:
        return row.call(**arguments)
    finally:
        assert pickle.dumps(kept) == before, "an argument was changed"


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_other_forms_mean_the_same(name, table):
    row, wrong = table[name], []
    expected = numbers(called(row))
    for argument, (kind, good) in row.arguments.items():
        for form, change in kind.same.items():
            try:
                outcome = numbers(called(row, **{argument: change(good)}))
                np.testing.assert_allclose(outcome, expected, rtol=1e-6)
            except Exception as error:
                wrong.append(f"{argument}, {form}: {error!r}")
    assert not wrong, "\n".join(wrong)


ERRORS = ValueError, TypeError, AttributeError, OSError  # the last three are Python's own words


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_what_does_not_fit_is_refused(name, table):
    row, wrong = table[name], []
    for argument, (kind, good) in row.arguments.items():
        for what, spoil in kind.bad.items():
            bad, words = spoil(good)
            try:
                called(row, **{argument: bad})
            except ERRORS as error:
                if not re.search(words.format(name=argument), str(error)):
                    wrong.append(f"{argument}, {what}: {error!r}")
            else:
                wrong.append(f"{argument}, {what}: taken")
    assert not wrong, "\n".join(wrong)


# What a table cannot say


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "softmax", "log_softmax", "forward"])
def test_a_number_that_is_none_shows_in_its_own_row_and_nowhere_else(name):
    function, bad = getattr(mlp_helpers, name, network().forward), Z.copy()
    bad[1, 2] = np.nan
    outcome = function(bad)
    assert np.isnan(outcome[1]).any()
    np.testing.assert_allclose(outcome[[0, 2, 3]], function(Z)[[0, 2, 3]])


def test_infinite_scores_give_the_limits():
    ends = np.array([[-np.inf, 0, np.inf]])
    assert mlp_helpers.relu(ends).tolist() == [[0, 0, np.inf]]
    assert mlp_helpers.sigmoid(ends).tolist() == [[0, 0.5, 1]]
    assert mlp_helpers.tanh(ends).tolist() == [[-1, 0, 1]]
    assert mlp_helpers.softmax(ends[:, :2]).tolist() == [[0, 1]]
    assert mlp_helpers.log_softmax(ends[:, :2]).tolist() == [[-np.inf, 0]]


def test_scores_that_are_no_numbers_are_no_right_answers():
    """The largest of three NaN would be the first: class 0."""
    bad = Z.copy()
    bad[1] = np.nan
    value, share = mlp_helpers.evaluate(network(), bad, np.zeros(4, int))
    assert np.isnan(value) and share <= 0.75
    loss = mlp_helpers.SoftmaxCrossEntropy()
    loss.forward(np.full((4, 3), np.nan), np.zeros(4, int))
    assert loss.accuracy() == 0


@pytest.mark.parametrize("bad", [np.full(31, "7"), np.full(31, None), np.full(31, 1j)])
@pytest.mark.parametrize("name", ["parameters", "gradients"])
def test_what_is_put_into_a_network_are_numbers(name, bad):
    model, layer = network(), Linear(1, 31)
    before = model.parameters.copy()
    with pytest.raises(ValueError, match=f"{name} has dtype .*; expected numbers"):
        setattr(model, name, bad)
    np.testing.assert_array_equal(model.parameters, before)
    with pytest.raises(ValueError, match=r"W has dtype .*; expected numbers"):
        layer.W = bad[np.newaxis]


def test_no_rows_give_no_rows():
    for name in ("softmax", "log_softmax", "relu", "tanh", "sigmoid"):
        assert getattr(mlp_helpers, name)(Z[:0]).shape == (0, 3)
    model = network()
    assert model.forward(Z[:0]).shape == model.predict_proba(Z[:0]).shape == (0, 3)
    assert model.predict(Z[:0]).shape == (0,) and mlp_helpers.one_hot(y[:0], 3).shape == (0, 3)
    assert mlp_helpers.scale_pixels(np.zeros((0, 784), np.uint8)).shape == (0, 784)
    assert mlp_helpers.flatten(np.zeros((0, 28, 28))).shape == (0, 784)


@pytest.mark.parametrize("method", ["predict", "predict_proba"])
def test_a_network_without_finite_numbers_predicts_nothing(method):
    """The largest of three NaN would be the first: class 0."""
    model = MLP([3, 4, 3])
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="the output for X has values"):
        getattr(model, method)(np.full((2, 3), 1e300))
    model.layers[2].b[0] = np.inf
    with pytest.raises(ValueError, match="the output for X has values that are not finite"):
        getattr(model, method)(Z)


def test_counts_of_few_bits_do_not_wrap():
    """In 8 bits 200 + 200 is 144, and 255 + 1 is 0."""
    X, labels, size = np.tile(Z, (75, 1)), np.tile(y, 75), np.uint8(200)
    rng, model, loss = np.random.default_rng(0), MLP([3, 3]), mlp_helpers.SoftmaxCrossEntropy()
    assert [len(batch) for batch, _ in mlp_helpers.minibatches(X, labels, size, rng)] == [200, 100]
    steps = mlp_helpers.evaluation_steps(model, X, labels, loss, size)
    assert [step.batch_size for step in steps] == [200, 100]
    history = mlp_helpers.fit(
        model, Z, y, epochs=np.uint8(255), batch_size=np.uint8(4), optimizer=SGD(0.1)
    )
    assert len(history.loss) == 255


def test_labels_left_over_after_the_last_batch_are_no_evaluation():
    """Two batches of 2 rows would find their labels, and the last two labels nobody."""
    steps = mlp_helpers.evaluation_steps(
        network(), Z, [*y, 0, 0], mlp_helpers.SoftmaxCrossEntropy(), 2
    )
    with pytest.raises(ValueError, match="y has 6 labels but X has 4 rows"):
        next(steps)


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, bool])
def test_dropout_takes_whole_numbers(dtype):
    layer = Dropout(0.75)
    output = layer.forward(np.ones((50, 4), dtype), training=True)
    assert set(np.unique(output)) == {0, 4}


SHAPES = nst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)


@pytest.mark.parametrize("layer_type", [ReLU, Tanh, mlp_helpers.Sigmoid, Softmax, Dropout, Linear])
@given(shape=SHAPES.filter(lambda shape: shape != (4, 3)))
def test_a_gradient_of_any_other_shape_is_refused(layer_type, shape):
    layer = {Dropout: partial(Dropout, 0.5), Linear: partial(Linear, 3, 3)}.get(
        layer_type, layer_type
    )()
    layer.forward(Z, training=True)
    with pytest.raises(ValueError):
        layer.backward(np.ones(shape))


@given(output=SHAPES, targets=SHAPES)
def test_losses_take_the_shapes_they_say_and_no_others(output, targets):
    for name in ("SoftmaxCrossEntropy", "MeanSquaredError", "BinaryCrossEntropy"):
        loss = getattr(mlp_helpers, name)()
        for shape in (output, output[:1], targets):
            are_labels = name == "SoftmaxCrossEntropy" and len(shape) == 1
            good = (
                np.zeros(shape, int) if are_labels else np.full(shape, 1 / max(1, *shape[-1:], 1))
            )
            fits = len(output) == 2 and 0 not in output
            if fits and shape == (output[:1] if are_labels else output):
                assert np.isfinite(loss.forward(np.ones(output), good))
            else:
                with pytest.raises(ValueError, match=r"^(y|output) has shape"):
                    loss.forward(np.ones(output), good)


TYPES = [bool, np.int8, np.uint8, np.int64, np.float16, np.float32, ">f8"]


@given(shape=SHAPES, dtype=st.sampled_from(TYPES), seed=st.integers(0, 99))
def test_activations_keep_the_shape_whatever_the_type(shape, dtype, seed):
    scores = np.random.default_rng(seed).integers(0, 9, shape).astype(dtype)
    names = ["relu", "tanh", "sigmoid"]
    names += ["softmax", "log_softmax"] if shape and shape[-1] else []
    for name in names:
        outcome = getattr(mlp_helpers, name)(scores)
        assert np.shape(outcome) == shape and outcome.dtype.kind == "f"
        expected = getattr(mlp_helpers, name)(scores.astype(float))
        tolerance = 3e-3 if scores.dtype == np.float16 else 1e-6
        np.testing.assert_allclose(outcome, expected, rtol=tolerance, atol=tolerance)
