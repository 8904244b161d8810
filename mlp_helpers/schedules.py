"""Learning rates that change along the training: long steps first, short ones at the end.

Each of these returns a function of the number of updates that have been made, 0 for the first
one; ``SGD`` and ``Adam`` take it in place of a number, and so they take any function of the
reader's own. When a schedule has come to its end it stays there. The functions can be pickled, as
parallel sweeps need it.
"""

import math
from functools import partial

from .checks import check_integer, check_number


def step_decay(rate, factor, every):
    """Multiply the learning rate by ``factor`` after every so many updates.

    Parameters
    ----------
    rate : float
        The learning rate at the start.
    factor : float
        Below 1, such as 0.1.
    every : int
        Updates between one change and the next. There is no end.
    """
    factor = check_number("factor", factor, below=1)
    return partial(_step_decay, check_number("rate", rate), factor, check_integer("every", every))


def _step_decay(rate, factor, every, t):
    return rate * factor ** (t // every)


def cosine(rate, updates, final=0.0):
    """Let the learning rate fall along half a cosine wave: slowly, then fast, then slowly.

    Equation 5 of Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
    2017, without restarts.

    Parameters
    ----------
    rate : float
        The learning rate at the start.
    updates : int
        Updates until the end: epochs times batches in an epoch.
    final : float
        The learning rate at the end and after it.
    """
    rate, final = check_number("rate", rate), check_number("final", final)
    return partial(_cosine, rate, check_integer("updates", updates), final)


def _cosine(rate, updates, final, t):
    share = min(t / updates, 1)
    return final + (rate - final) * (1 + math.cos(math.pi * share)) / 2


def one_cycle(rate, updates, warm_up=0.3, start=0.04, final=4e-6):
    """Let the learning rate rise to its highest value, then fall, each along half a cosine wave.

    Smith and Topin, "Super-convergence: very fast training of neural networks using large learning
    rates", 2018, with cosines for their straight lines, and the numbers, of PyTorch's OneCycleLR.

    Parameters
    ----------
    rate : float
        The highest learning rate.
    updates : int
        Updates until the end: epochs times batches in an epoch.
    warm_up : float
        The share of the updates in which the rate rises.
    start, final : float
        The learning rate at the start, and at the end and after it, as shares of ``rate``.
    """
    rate, updates = check_number("rate", rate), check_integer("updates", updates)
    warm_up = check_number("warm_up", warm_up, below=1) * updates
    start, final = check_number("start", start) * rate, check_number("final", final) * rate
    return partial(_one_cycle, rate, updates, warm_up, start, final)


def _one_cycle(rate, updates, warm_up, start, final, t):
    if t < warm_up:
        return _cosine(start, warm_up, rate, t)
    return _cosine(rate, updates - warm_up, final, t - warm_up)
