"""Narrow valleys in two dimensions, and walks through them (notebook 05)."""

import numpy as np

STEEPNESS = 100.0  # across the valley, as a multiple of that along it


def valley(degrees=0):
    """Return a valley and a place to start from, both turned by so many degrees.

    Returns
    -------
    H : array, shape (2, 2)
        The loss at w is ``w @ H @ w / 2`` and its gradient ``H @ w``; the bottom is at (0, 0).
    start : array, shape (2,)
    """
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn @ np.diag([1.0, STEEPNESS]) @ turn.T, turn @ [-8.0, 1.5]


def walk(H, start, step, memories=0, steps=60):
    """Return the places to which an optimizer comes, shape (steps + 1, 2).

    Parameters
    ----------
    H, start : arrays
        As ``valley`` returns them.
    step : callable
        ``step(w, *memory, g, t)`` returns ``(w, *memory)``; it may reuse its arrays. ``t`` is 1
        in the first step.
    memories : int
        How many vectors it remembers; they start at 0.
    steps : int
    """
    w, memory, path = start.copy(), [np.zeros(2) for _ in range(memories)], [start]
    for t in range(1, steps + 1):
        w, *memory = step(w, *memory, H @ w, t)
        path.append(np.copy(w))
    return np.array(path)
