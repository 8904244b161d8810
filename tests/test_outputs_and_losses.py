"""The trainings that compare outputs and losses do what they say, and leave their start alone."""

import numpy as np
import pytest

from mlp_course.outputs_and_losses import (
    accuracies_by_rate,
    answers_by_seed,
    squared_error_gradient,
    train_briefly,
)
from mlp_helpers import MeanSquaredError, SoftmaxCrossEntropy, one_hot, softmax


@pytest.fixture
def examples(rng):
    y = rng.integers(0, 10, 400)
    return (one_hot(y) + 0.1 * rng.random((400, 10))).astype(np.float32), y


def test_squared_error_gradient_is_the_measured_one(rng):
    Z, y = rng.normal(size=(3, 4)), np.array([1, 0, 3])
    G = squared_error_gradient(Z, y)
    for at in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[at] = 1e-6
        up, down = (np.mean((softmax(Z + s) - one_hot(y, 4)) ** 2) for s in (step, -step))
        assert np.isclose(G[at], (up - down) / 2e-6, atol=1e-8)


def test_train_briefly_steps_against_the_gradient_and_keeps_its_start(examples):
    W, b = np.zeros((10, 10), np.float32), np.zeros(10, np.float32)
    new_W, new_b = train_briefly(*examples, lambda Z, y: np.ones_like(Z), 0.5, W, b, seed=0)
    assert not W.any() and not b.any()
    assert np.allclose(new_b, -0.5 * 400)
    assert np.allclose(new_W, -0.5 * examples[0].sum(axis=0)[:, np.newaxis], rtol=1e-4)


def test_accuracies_stand_by_loss_rate_and_seed(examples):
    found = accuracies_by_rate(
        {"mse": squared_error_gradient}, 0, (*examples, *examples), (1, 30), 2
    )
    assert [*found] == ["mse"] and [*found["mse"]] == [1, 30]
    assert len(found["mse"][30]) == 2 and min(found["mse"][30]) > 0.9


@pytest.mark.parametrize("form", ["number", "rows", "labels"])
def test_answers_are_digits_whatever_the_outputs(examples, form):
    X, y = examples
    targets = {"number": y[:, np.newaxis].astype(np.float32), "rows": one_hot(y), "labels": y}[form]
    loss = SoftmaxCrossEntropy() if form == "labels" else MeanSquaredError()
    answers = answers_by_seed(X, targets, loss, 0.01, X[:50], seeds=(3, 5))
    assert answers.shape == (2, 50) and set(np.unique(answers)) <= set(range(10))
