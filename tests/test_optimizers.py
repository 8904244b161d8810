"""The optimizers, step by step against optax."""

import jax.numpy as jnp
import numpy as np
import optax
import pytest

from mlp_helpers import MLP, SGD, Adam

WEIGHTS_ONLY = [{"W": True, "b": False}] * 2  # what weight decay applies to


def decayed_sgd(decay, **options):
    return optax.chain(optax.add_decayed_weights(decay, WEIGHTS_ONLY), optax.sgd(**options))


PAIRS = {
    "SGD": (SGD(0.5), optax.sgd(0.5)),
    "momentum": (SGD(0.1, momentum=0.9), optax.sgd(0.1, momentum=0.9)),
    "weight decay": (SGD(0.1, weight_decay=0.3), decayed_sgd(0.3, learning_rate=0.1)),
    "momentum and weight decay": (
        SGD(0.1, momentum=0.5, weight_decay=0.3),
        decayed_sgd(0.3, learning_rate=0.1, momentum=0.5),
    ),
    "Adam": (Adam(), optax.adam(1e-3)),
    "Adam with other numbers": (
        Adam(0.01, beta1=0.8, beta2=0.9, epsilon=1e-2),
        optax.adam(0.01, b1=0.8, b2=0.9, eps=1e-2),
    ),
    "AdamW": (
        Adam(0.01, weight_decay=0.3),
        optax.adamw(0.01, weight_decay=0.3, mask=WEIGHTS_ONLY),
    ),
}


def tree(model, weights="W", biases="b"):
    linear = [model.layers[0], model.layers[2]]
    return [
        {"W": jnp.array(getattr(layer, weights)), "b": jnp.array(getattr(layer, biases))}
        for layer in linear
    ]


def random_network(rng):
    model = MLP([5, 4, 3])
    model.parameters = rng.normal(size=model.parameters.size)  # biases too
    return model


@pytest.mark.parametrize("steps", [1, 20])
@pytest.mark.parametrize("ours, theirs", PAIRS.values(), ids=PAIRS)
def test_steps_agree_with_optax(ours, theirs, steps, rng):
    model = random_network(rng)
    ours.reset()
    parameters = tree(model)
    state = theirs.init(parameters)
    for _ in range(steps):
        scale = 10.0 ** rng.integers(-6, 2)  # small gradients show where epsilon stands
        model.gradients = scale * rng.normal(size=model.gradients.size)
        updates, state = theirs.update(tree(model, "dW", "db"), state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        ours.step(model)
    for mine, expected in zip(tree(model), parameters, strict=True):
        for name in ("W", "b"):
            np.testing.assert_allclose(mine[name], expected[name], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("optimizer", [ours for ours, _ in PAIRS.values()], ids=PAIRS)
def test_a_step_changes_the_vector_in_place_and_keeps_its_dtype(optimizer, rng):
    model = random_network(rng)
    vector, before = model.parameters, model.parameters.copy()
    model.gradients = rng.normal(size=model.gradients.size)
    optimizer.step(model)
    assert model.parameters is vector and vector.dtype == np.float32
    assert (vector != before).all()
    assert optimizer.memory.dtype == np.float32


@pytest.mark.parametrize("ours", [SGD(0.1, weight_decay=0.5), Adam(0.1, weight_decay=0.5)])
def test_weight_decay_shrinks_weights_and_spares_biases(ours, rng):
    model = random_network(rng)
    before = model.parameters.copy()
    ours.step(model)  # the gradients are 0
    layer = model.layers[0]
    np.testing.assert_allclose(layer.W, 0.95 * before[:20].reshape(5, 4), rtol=1e-5)
    np.testing.assert_allclose(layer.b, before[20:24], atol=1e-9)


def one_step(optimizer, model):
    """Return how far a step with gradients of 1 moves the parameters."""
    before = model.parameters.copy()
    model.gradients = np.ones(model.gradients.size)
    optimizer.step(model)
    return before - model.parameters


@pytest.mark.parametrize("make", [lambda: Adam(0.1), lambda: SGD(0.1, momentum=0.9)])
@pytest.mark.parametrize("forget", ["reset", "another size", "another dtype", "another of both"])
def test_an_optimizer_forgets_completely(make, forget):
    optimizer, model = make(), MLP([3, 4, 2], dtype=np.float64)
    first = one_step(optimizer, model)
    for _ in range(20):
        one_step(optimizer, model)
    if forget == "reset":
        optimizer.reset()
    if forget == "another size":
        one_step(optimizer, MLP([2, 2], dtype=np.float64))
    if forget == "another dtype":
        one_step(optimizer, MLP([3, 4, 2]))
    if forget == "another of both":
        one_step(optimizer, MLP([2, 2]))
    np.testing.assert_allclose(one_step(optimizer, model), first, rtol=1e-12)


def test_learning_rate_may_change_between_steps():
    optimizer, model = SGD(0.1), MLP([2, 2], dtype=np.float64)
    optimizer.learning_rate = 0.4
    np.testing.assert_allclose(one_step(optimizer, model), 0.4)


@pytest.mark.parametrize("make", [SGD, Adam])
def test_a_learning_rate_may_be_a_function_of_the_updates_so_far(make):
    optimizer, model = make(lambda t: 0.5 / (t + 1)), MLP([2, 2], dtype=np.float64)
    moves = [one_step(optimizer, model)[0] for _ in range(4)]
    np.testing.assert_allclose(moves, [0.5, 0.25, 0.5 / 3, 0.125], rtol=1e-6)
    assert optimizer.t == 4
    assert type(optimizer.rate) is float and optimizer.rate == 0.125
    optimizer.reset()
    assert optimizer.t == 0 and optimizer.rate == 0.5
    np.testing.assert_allclose(one_step(optimizer, model), 0.5, rtol=1e-6)


@pytest.mark.parametrize("make", [SGD, Adam])
def test_the_rate_of_an_update_is_asked_for_once(make):
    asked, model = [], MLP([2, 2])
    optimizer = make(lambda t: asked.append(t) or 0.1)
    one_step(optimizer, model)
    asked.clear()
    for _ in range(5):
        one_step(optimizer, model)
    assert asked == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("make", [SGD, Adam])
def test_a_schedule_may_follow_a_number_and_a_number_a_schedule(make):
    optimizer, model = make(0.1), MLP([2, 2], dtype=np.float64)
    rates = []
    for rate in (0.1, lambda t: 0.1 * (t + 1), 0.7):
        optimizer.learning_rate = rate
        rates.append(one_step(optimizer, model)[0])
    np.testing.assert_allclose(rates, [0.1, 0.2, 0.7], rtol=1e-6)


@pytest.mark.parametrize("make", [SGD, Adam])
@pytest.mark.parametrize("bad", [-0.1, np.nan, np.inf, "0.1", None, 1j, True, np.array([0.1])])
def test_a_rate_that_makes_no_sense_is_refused_when_its_update_comes(make, bad):
    with pytest.raises(ValueError, match=r"learning_rate\(0\) is .*; expected a number from 0"):
        make(lambda t: bad)
    optimizer, model = make(lambda t: bad if t == 2 else 0.1), MLP([2, 2])
    one_step(optimizer, model)
    one_step(optimizer, model)
    before = model.parameters.copy()
    with pytest.raises(ValueError, match=r"learning_rate\(2\) is"):
        one_step(optimizer, model)
    np.testing.assert_array_equal(model.parameters, before)
    optimizer.learning_rate = bad
    with pytest.raises(ValueError, match="learning_rate is"):
        one_step(optimizer, model)


def test_numpys_numbers_from_a_schedule_make_the_same_steps(rng):
    after = []
    for rate in (0.01, np.float64(0.01), np.float32(0.01)):
        model, optimizer = MLP([4, 4, 2]), SGD(lambda t, rate=rate: rate)
        model.gradients = np.ones(model.gradients.size)
        optimizer.step(model)
        assert type(optimizer.rate) is float
        after.append(model.parameters)
    np.testing.assert_array_equal(after[0], after[1])
    np.testing.assert_allclose(after[0], after[2], rtol=1e-6)


@pytest.mark.parametrize("make", [SGD, Adam])
def test_numpys_numbers_make_the_same_steps(make, rng):
    """A rate from np.logspace must not turn a float32 network's arithmetic into 64 bits."""
    gradients, after = rng.standard_normal(34).astype(np.float32), []
    for rate in (0.01, np.float64(0.01)):
        model, optimizer = MLP([4, 4, 2]), make(rate, weight_decay=rate)
        model.gradients = np.resize(gradients, model.gradients.shape)
        for _ in range(3):
            optimizer.step(model)
        after.append(model.parameters)
    assert np.array_equal(*after)


def test_a_gradient_as_small_as_adams_epsilon_moves_by_half_the_rate():
    model, optimizer = MLP([2, 2], dtype=np.float64), Adam()
    before = model.parameters.copy()
    model.gradients = np.full(model.gradients.size, 1e-8)
    optimizer.step(model)
    np.testing.assert_allclose(before - model.parameters, 0.001 / 2, rtol=1e-6)


def test_adam_keeps_its_memory_out_of_the_subnormal_numbers():
    model, optimizer = MLP([3, 2]), Adam()
    one_step(optimizer, model)
    for _ in range(3000):
        model.gradients = np.zeros(8)
        optimizer.step(model)
    assert (np.abs(optimizer.memory) >= np.finfo(np.float32).tiny).all()


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: SGD(-0.1), "learning_rate is -0.1"),
        (lambda: SGD(float("nan")), "learning_rate is nan"),
        (lambda: Adam(float("inf")), "learning_rate is inf"),
        (lambda: SGD(0.1, weight_decay=-1), "weight_decay is -1"),
        (lambda: SGD(0.1, momentum=1), "momentum is 1"),
        (lambda: SGD(0.1, momentum=-0.5), "momentum is -0.5"),
        (lambda: Adam(beta1=1.0), "beta1 is 1.0"),
        (lambda: Adam(beta2=-1), "beta2 is -1"),
        (lambda: Adam(epsilon=-1), "epsilon is -1"),
        (lambda: SGD("0.1"), "learning_rate is '0.1'"),
        (lambda: SGD(None), "learning_rate is None"),
    ],
)
def test_settings_that_make_no_sense_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
