"""The best plain MLP of five minutes: two workers train it, and the report says what came of it."""

import json
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from mlp_helpers import flatten, load_mnist, scale_pixels

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import record  # noqa: E402

TINY = record.Recipe(hidden=(16,), epochs=2, rounds=2, batch_size=32)


@pytest.fixture(scope="module")
def digits():
    (images, y), _ = load_mnist()
    return flatten(scale_pixels(images[:500])), y[:500]


@pytest.fixture
def seen(monkeypatch):
    """The workers of a training, with the labels that each of them has trained on."""
    workers, train = {}, record.Worker.train

    def watched(worker, X, y):
        workers.setdefault(worker, []).extend(y)
        return train(worker, X, y)

    monkeypatch.setattr(record.Worker, "train", watched)
    return workers


def test_the_same_seed_gives_the_same_network(digits):
    one, again, other = (record.train(*digits, TINY, seed).parameters for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one, other)


def test_every_image_is_learned_once_an_epoch_by_one_of_the_workers(digits, seen):
    X, _ = digits
    model = record.train(X, np.arange(500) % 10, TINY, seed=0)
    assert len(seen) == 2
    assert sorted(chain(*seen.values())) == sorted([*np.arange(500) % 10] * TINY.epochs)
    assert {len(labels) for labels in seen.values()} == {500}
    for worker in seen:  # they have met again at the end
        np.testing.assert_array_equal(worker.model.parameters, model.parameters)


def test_the_rate_falls_to_nothing_with_the_last_update(digits, seen):
    record.train(*digits, TINY, seed=0)
    for worker in seen:
        assert worker.optimizer.t == worker.updates == 2 * 2 * 4
        assert worker.optimizer.learning_rate(worker.updates) == pytest.approx(0, abs=1e-9)


def test_the_network_is_the_mean_of_what_the_workers_have_learned(digits, seen):
    """Without distortions one round of two workers is two trainings and a mean."""
    X, y = digits
    still = replace(TINY, epochs=1, rounds=1, shift=0, rotation=0, scale=0, shear=0, elastic=0)
    model = record.train(X, y, still, seed=0)
    halves = np.array_split(np.random.default_rng(0).permutation(500), 2)
    alone = []
    for half in halves:
        worker = record.Worker(record.start(still, 784, 0), still, 8, np.random.default_rng(9))
        alone.append(worker.train(X[half], y[half]))
    assert not np.allclose(*alone)
    np.testing.assert_allclose(model.parameters, np.mean(alone, axis=0), atol=1e-7)


def test_distortions_become_weaker_in_the_course_of_the_training():
    recipe = record.Recipe(shift=2, rotation=10, weaker=0.5)
    assert [recipe.distortions(share).shift for share in (0, 0.5, 1)] == [2, 1.5, 1]
    assert recipe.distortions(1).rotation == 5


def test_the_report_keeps_its_prose():
    runs = [
        {"seed": 0, "wrong": 60, "of": 10_000, "seconds": 280.4},
        {"seed": 1, "wrong": 50, "of": 10_000, "seconds": 290.0},
    ]
    block = record.as_table(runs, "test")
    assert block.splitlines()[2:] == [
        "| 0 | 99.40% | 60 of 10,000 | 280 |",
        "| 1 | 99.50% | 50 of 10,000 | 290 |",
        "| mean | 99.450% | 55.0 | 285 |",
    ]
    text = record.REPORT.read_text(encoding="utf-8")
    changed = record.written(text, block)
    assert block in changed and record.written(changed, block) == changed
    before, after = text.split(record.BEGIN)[0], text.split(record.END)[1]
    assert changed.startswith(before) and changed.endswith(after)


def test_another_recipe_is_not_for_the_test_images():
    command = [sys.executable, str(BENCHMARKS / "record.py"), "--epochs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "for --validation only" in done.stderr


def test_validation_leaves_the_test_images_alone(monkeypatch, digits):
    def without_test_images():
        (images, y), (test_images, _) = load_mnist()
        return (images[:2000], y[:2000]), (np.zeros_like(test_images[:7]), np.zeros(7, int))

    monkeypatch.setattr(record, "load_mnist", without_test_images)
    run = record.one_run(TINY, seed=0, validation=True)
    assert run["of"] == 200 and json.dumps(run)
    assert record.one_run(TINY, seed=0, validation=False)["of"] == 7
