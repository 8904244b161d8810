"""Distances of many images at once: the same as one by one, and as scikit-learn's."""

import numpy as np
import pytest

from mlp_course import distances
from mlp_course.distances import closest_pairs, distances_to_strangers, squared_distances


@pytest.fixture
def images(rng):
    return rng.integers(0, 256, (30, 28, 28), dtype=np.uint8)


def test_whole_numbers_give_exact_distances(images, monkeypatch):
    monkeypatch.setattr(distances, "BLOCK", 7)  # blocks of 7, and a rest
    wide = images.astype(np.int64)
    expected = [[((a - b) ** 2).sum() for b in wide] for a in wide[:5]]
    np.testing.assert_array_equal(squared_distances(images[:5], images), expected)


def test_fractions_give_distances_that_scikit_learn_gives(rng):
    pairwise = pytest.importorskip("sklearn.metrics.pairwise")
    a, b = rng.normal(size=(4, 9)), rng.normal(size=(6, 9))
    np.testing.assert_allclose(squared_distances(a, b), pairwise.euclidean_distances(a, b) ** 2)


def test_no_distance_is_below_zero(rng):
    a = 1e-3 * rng.normal(size=(50, 3)) + 1e6
    assert squared_distances(a, a).min() == 0


def test_only_strangers_have_a_finite_distance(images):
    y = np.arange(30) % 3
    table = distances_to_strangers(images, y)
    assert np.isinf(table[y[:, np.newaxis] == y]).all()
    assert table[0, 1] == np.linalg.norm(images[0].astype(float) - images[1])


def test_closest_pairs_come_in_order_and_once():
    inf = np.inf
    table = np.array([[inf, 5, 2, 9], [5, inf, 4, 8], [2, 4, inf, 3], [9, 8, 3, inf]])
    pairs, apart = closest_pairs(table, 3)  # 0 and 2 find each other, 3 finds 2, 1 finds 2
    assert pairs.tolist() == [[0, 2], [2, 3], [1, 2]]
    assert apart.tolist() == [2, 3, 4]
