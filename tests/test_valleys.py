"""Walks through narrow valleys."""

import numpy as np

from mlp_course.valleys import valley, walk


def descend(w, g, t):
    return (w - 0.018 * g,)


def roll(w, v, g, t):
    v *= 0.9  # in place, as a reader may write it
    v += g
    w -= 0.018 * v
    return w, v


def test_a_turned_valley_is_as_steep():
    for degrees in (0, 30, 90):
        H, start = valley(degrees)
        assert np.allclose(np.linalg.eigvalsh(H), [1, 100])
        assert np.isclose(start @ H @ start, 64 + 225)


def test_plain_descent_is_a_power_of_a_matrix():
    H, start = valley(30)
    path = walk(H, start, descend, steps=7)
    assert path.shape == (8, 2)
    assert np.allclose(path[-1], np.linalg.matrix_power(np.eye(2) - 0.018 * H, 7) @ start)


def test_a_step_in_place_spoils_neither_the_path_nor_the_start():
    H, start = valley()
    path = walk(H, start, roll, memories=1)
    assert np.array_equal(path[0], valley()[1]) and len({tuple(place) for place in path}) == 61
    assert np.linalg.norm(path[-1]) < 0.5
