"""Trainings that differ from the usual one in a single thing: in that, and in nothing else."""

import numpy as np
import pytest

from mlp_course.experiments import FirstStepsDivided, train_in_order
from mlp_helpers import MLP, SGD, fit


@pytest.fixture
def examples(rng):
    return rng.random((50, 6), dtype=np.float32), rng.integers(0, 3, 50)


def trained(examples, optimizer):
    model = MLP([6, 5, 3], seed=1)
    fit(model, *examples, epochs=1, batch_size=16, optimizer=optimizer, progress=False)
    return model


def test_train_in_order_is_fit_in_the_order_given(examples):
    order = np.random.default_rng(0).permutation(50)  # as fit draws it
    batches = [order[start : start + 16] for start in range(0, 50, 16)]
    model = MLP([6, 5, 3], seed=1)
    assert train_in_order(model, *examples, batches, learning_rate=0.1) is model
    assert np.array_equal(model.parameters, trained(examples, SGD(0.1)).parameters)
    other = train_in_order(MLP([6, 5, 3], seed=1), *examples, batches[::-1], learning_rate=0.1)
    assert not np.array_equal(other.parameters, model.parameters)


def test_first_steps_divided_is_sgd_but_for_the_first_weights(examples):
    X, y = examples[0][:16], examples[1][:16]  # a single update
    start, plain = MLP([6, 5, 3], seed=1), trained((X, y), SGD(0.1))
    divided = trained((X, y), FirstStepsDivided(0.1, divisor=4))
    step, smaller = (model.layers[0].W - start.layers[0].W for model in (plain, divided))
    assert np.allclose(step, 4 * smaller, atol=1e-6) and np.abs(smaller).max() > 1e-4
    n = start.layers[0].W.size
    assert np.array_equal(plain.parameters[n:], divided.parameters[n:])
    same = trained(examples, FirstStepsDivided(0.1, divisor=1))
    assert np.array_equal(same.parameters, trained(examples, SGD(0.1)).parameters)
