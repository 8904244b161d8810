"""What can be chosen in the playground, and how it is read and written."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp_course.widgets import views
from mlp_course.widgets.network_view import Damage
from mlp_course.widgets.settings import (
    DAMAGE_KNOBS,
    KNOBS,
    NAMES,
    Choice,
    Number,
    Settings,
    knobs,
)
from mlp_helpers import SGD, Adam

WIDGETS = Path(views.__file__).parent

anything_in_range = st.builds(
    Settings,
    hidden=st.lists(st.integers(1, 512), max_size=4).map(tuple),
    **{
        name: st.sampled_from(list(knob.choices))
        for name, knob in KNOBS.items()
        if isinstance(knob, Choice)
    },
    **{
        name: (st.integers if knob.whole else st.floats)(knob.low, knob.high)
        for name, knob in KNOBS.items()
        if isinstance(knob, Number)
    },
)


@given(anything_in_range)
def test_settings_string_round_trip(settings):
    assert Settings.from_string(settings.to_string()) == settings


def test_a_short_settings_string_leaves_the_rest_at_its_default():
    wanted = Settings(hidden=(64, 32), learning_rate=0.5)
    assert Settings.from_string("hidden=64-32, learning_rate=0.5") == wanted
    assert Settings.from_string("") == Settings()
    assert Settings.from_string("hidden=none").hidden == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("learning_rate", "expected name=value"),
        ("learning_rate=", "expected name=value"),
        ("learning_rate=fast", "expected a number"),
        ("learning_rate=nan", "learning_rate is nan"),
        ("learning_rate=1000", "learning_rate is 1000.0; expected a number from 1e-06 to 100"),
        ("batch_size=1.5", "batch_size=1.5 cannot be read; expected a whole number"),
        ("batch_size=0", "batch_size is 0; expected a whole number from 1 to 1,024"),
        ("images=60000", "images is 60000; expected a whole number from 100 to 54,000"),
        ("hidden=12-x", "expected sizes such as 128-64, or none"),
        ("hidden=1-1-1-1-1", "expected at most 4 layers"),
        ("activation=swish", "activation is 'swish'; expected one of relu, tanh, sigmoid"),
        ("init=0.5", "init is 0.5; expected one of he, xavier, 0.01, 1.0, zeros"),
        ("seed=1 seed=2", "seed stands twice"),
        ("lr=1", "there is no setting 'lr'; the settings are hidden, activation"),
        ("0.1 64", "cannot read '0.1'"),
    ],
)
def test_a_bad_settings_string_is_refused_in_words(text, says):
    with pytest.raises(ValueError, match=r"expected|there is|stands") as error:
        Settings.from_string(text)
    assert says in str(error.value)


def test_bad_values_are_refused_by_name():
    for name in NAMES:
        for value in (None, "no such thing", -1, True, float("nan"), [None]):
            with pytest.raises(ValueError, match=f"^{name} is "):
                Settings(**{name: value})


@pytest.mark.parametrize(
    ("name", "kind", "momentum"),
    [("sgd", SGD, 0.0), ("momentum", SGD, 0.9), ("adam", Adam, None)],
)
def test_new_optimizer(name, kind, momentum):
    chosen = Settings(optimizer=name, learning_rate=0.02, weight_decay=0.3)
    optimizer = chosen.new_optimizer()
    assert type(optimizer) is kind and optimizer is not chosen.new_optimizer()
    assert (optimizer.learning_rate, optimizer.weight_decay) == (0.02, 0.3)
    assert getattr(optimizer, "momentum", None) == momentum


def test_a_brief_line_says_what_is_unusual():
    assert Settings().brief() == "128-64 relu he · sgd 0.1, batch 64"
    unusual = Settings(hidden=(), dropout=0.2, images=2000, flipped=0.3, seed=4, epochs=3)
    assert unusual.brief() == (
        "no hidden layer relu he · sgd 0.1, batch 64 · dropout 0.2 · 2,000 images · "
        "30 % wrong labels · seed 4"
    )


def test_every_choice_and_stop_of_the_page_can_be_set():
    for name, stops in knobs()["stops"].items():
        low, high = knobs()["limits"][name]
        assert list(stops) == sorted(set(stops)) and stops[-1] == high and low <= stops[0]
        for stop in stops:
            if name in DAMAGE_KNOBS:
                assert getattr(Damage(**{name: stop}), name) == stop
            else:
                Settings(hidden=[stop]) if name == "units" else Settings(**{name: stop})
    for name, choices in knobs()["choices"].items():
        values = [value for value, _ in choices]
        assert [getattr(Settings(**{name: value}), name) for value in values] == values


def test_every_knob_is_in_the_table_and_has_a_short_help():
    assert tuple(KNOBS) == NAMES
    help_of = knobs()["help"]
    assert tuple(DAMAGE_KNOBS) == tuple(vars(Damage()))
    assert set(help_of) == {*NAMES, "units", *DAMAGE_KNOBS} and len(set(help_of.values())) == len(
        help_of
    )
    for text in help_of.values():
        assert text.endswith(".") and 20 < len(text) < 170


def test_an_empty_field_is_refused_in_words():
    for name in ("seed", "learning_rate"):
        with pytest.raises(ValueError, match=f"^{name} is empty; expected a "):
            Settings(**{name: None})


def test_limits_stand_in_python_alone(monkeypatch):
    """A changed limit changes the message and what the page is sent; its code has none."""
    units = KNOBS["hidden"].units
    everything = [Settings().hidden, KNOBS["hidden"].most, list(KNOBS["init"].choices)]
    for knob in (*KNOBS.values(), *DAMAGE_KNOBS.values(), units):
        if isinstance(knob, Number):
            everything.append([knob.low, knob.high, *knob.stops])
    ours = set(map(float, re.findall(r"(?<![\w.])\d[\d.]*(?:e-?\d+)?", str(everything))))
    code = (WIDGETS / "controls.js").read_text("utf-8")
    code += (WIDGETS / "network.js").read_text("utf-8").partition("class DamageBox")[2]
    number = r"(?<![\w.])\d[\d_,]*(?:\.\d+)?(?:e-?\d+)?"
    theirs = {float(re.sub("[_,]", "", text.rstrip(","))) for text in re.findall(number, code)}
    assert {0.9, 512, 54_000, 1e-6} < ours and {0, 1, 6000} < theirs
    assert theirs & ours <= {0, 1}
    monkeypatch.setattr(KNOBS["dropout"], "high", 0.5)
    assert knobs()["limits"]["dropout"] == (0, 0.5) and knobs()["stops"]["dropout"][-1] == 0.5
    with pytest.raises(ValueError, match=r"dropout is 0.6; expected a number from 0 to 0.5"):
        Settings(dropout=0.6)
