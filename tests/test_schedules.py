"""Schedules of the learning rate, against their formulas, optax and PyTorch."""

import math
import pickle

import jax
import numpy as np
import optax
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp_helpers import MLP, SGD, Adam, cosine, one_cycle, step_decay


def values(schedule, updates):
    """The rates of the updates, and of two after the end."""
    return [schedule(t) for t in [*range(updates + 2), 10 * updates + 50]]


def assert_same(ours, theirs, updates):
    expected = jax.vmap(theirs)(np.array([*range(updates + 2), 10 * updates + 50]))
    np.testing.assert_allclose(values(ours, updates), expected, 2e-5, 1e-8)  # optax has 32 bits


@pytest.mark.parametrize("rate, factor, every", [(0.5, 0.1, 7), (3, 0.9, 1)])
def test_step_decay_agrees_with_optax(rate, factor, every):
    theirs = optax.exponential_decay(rate, every, factor, staircase=True)
    assert_same(step_decay(rate, factor, every), theirs, 3 * every)


def test_step_decay_by_hand():
    schedule = step_decay(0.8, 0.5, 3)
    assert [schedule(t) for t in range(10)] == 3 * [0.8] + 3 * [0.4] + 3 * [0.2] + [0.1]


@pytest.mark.parametrize("rate, updates, share", [(0.5, 60, 0), (0.1, 7, 0.2), (0.1, 1, 1.5)])
def test_cosine_agrees_with_optax(rate, updates, share):
    theirs = optax.cosine_decay_schedule(rate, updates, share)
    assert_same(cosine(rate, updates, share * rate), theirs, updates)


def test_cosine_is_the_formula_of_the_paper():
    """η = η_min + (η_max - η_min) (1 + cos(π T_cur / T_i)) / 2"""
    schedule = cosine(0.9, 50, 0.1)
    for t in range(51):
        expected = 0.1 + 0.5 * (0.9 - 0.1) * (1 + math.cos(math.pi * t / 50))
        assert math.isclose(schedule(t), expected)


def test_cosine_ends_at_0_unless_told_otherwise():
    assert cosine(0.5, 10)(10) == 0 == cosine(0.5, 10)(11)
    assert cosine(0.5, 10)(5) == 0.25


# optax rounds the end of the rise to a whole update, ours does not: shares that come out even.
@pytest.mark.parametrize("rate, updates, warm_up", [(0.5, 60, 0.1), (2, 10, 0.9)])
def test_one_cycle_agrees_with_optax(rate, updates, warm_up):
    theirs = optax.cosine_onecycle_schedule(updates, rate, warm_up, div_factor=10)
    assert_same(one_cycle(rate, updates, warm_up, start=0.1, final=1e-5), theirs, updates)


def test_one_cycle_by_default_has_the_numbers_of_optax():
    assert_same(one_cycle(0.1, 200), optax.cosine_onecycle_schedule(200, 0.1), 200)


def test_one_cycle_agrees_with_pytorch():
    """Whose ends come one update earlier: the first one after them is not counted."""
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    # A rise to update 29, and a fall to update 99: 30 of 100, less one each.
    theirs = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=100)
    rise, whole = 0.3 * 100 - 1, 100 - 1
    ours, expected = one_cycle(0.1, whole, rise / whole), []
    for _ in range(100):
        expected.append(theirs.get_last_lr()[0])
        optimizer.step()
        theirs.step() if len(expected) < 100 else None
    np.testing.assert_allclose([ours(t) for t in range(100)], expected, rtol=1e-6, atol=1e-12)


def test_one_cycle_by_hand():
    schedule = one_cycle(1.0, 8, warm_up=0.5, start=0.2, final=0.1)
    low_to_high = 0.2 + 0.8 * (1 - math.sqrt(0.5)) / 2
    expected = {0: 0.2, 1: low_to_high, 2: 0.6, 4: 1.0, 6: 0.55, 8: 0.1, 9: 0.1, 1000: 0.1}
    for t, rate in expected.items():
        assert math.isclose(schedule(t), rate)


@given(updates=st.integers(1, 300), warm_up=st.floats(0, 0.99))
def test_one_cycle_rises_and_falls(updates, warm_up):
    rates = [one_cycle(1.0, updates, warm_up)(t) for t in range(updates + 1)]
    top = math.ceil(warm_up * updates)
    assert (np.diff(rates[:top]) > 0).all() and (np.diff(rates[top:]) < 0).all()
    assert max(rates) <= 1 and math.isclose(rates[-1], 4e-6)


def test_without_warm_up_the_cycle_begins_at_its_top():
    assert one_cycle(0.5, 10, warm_up=0)(0) == 0.5


SCHEDULES = {
    "step decay": step_decay(0.1, 0.5, 10),
    "cosine": cosine(0.1, 100),
    "one cycle": one_cycle(0.1, 100),
}


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_schedules_can_be_sent_to_other_processes(schedule):
    copy = pickle.loads(pickle.dumps(Adam(schedule))).learning_rate
    assert values(copy, 100) == values(schedule, 100)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
@pytest.mark.parametrize("kind", [SGD, Adam])
def test_training_by_a_schedule_is_training_by_its_numbers(schedule, kind):
    models, optimizers = [MLP([4, 3]), MLP([4, 3])], [kind(schedule), kind(1.0)]
    rng = np.random.default_rng(0)
    for t in range(30):
        gradients = rng.normal(size=15)
        optimizers[1].learning_rate = schedule(t)
        for model, optimizer in zip(models, optimizers, strict=True):
            model.gradients = gradients
            optimizer.step(model)
    np.testing.assert_array_equal(models[0].parameters, models[1].parameters)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: step_decay(-1, 0.5, 3), "rate is -1"),
        (lambda: step_decay(1, 1.0, 3), "factor is 1.0; expected a number from 0 to below 1"),
        (lambda: step_decay(1, 0.5, 0), "every is 0"),
        (lambda: cosine("1", 3), "rate is '1'"),
        (lambda: cosine(1, 2.5), "updates is 2.5"),
        (lambda: cosine(1, 3, -0.1), "final is -0.1"),
        (lambda: one_cycle(None, 3), "rate is None"),
        (lambda: one_cycle(1, 0), "updates is 0"),
        (lambda: one_cycle(1, 3, 1), "warm_up is 1; expected a number from 0 to below 1"),
        (lambda: one_cycle(1, 3, start=-1), "start is -1"),
        (lambda: one_cycle(1, 3, final=math.nan), "final is nan"),
    ],
)
def test_schedules_that_make_no_sense_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
