"""Trainings that stop over and go on."""

import numpy as np
import pytest

from mlp_course.long_runs import fresh_runs, go_on
from mlp_helpers import MLP, SGD, fit, flatten, load_mnist, scale_pixels

SIZES = [784, 8, 10]


@pytest.fixture(scope="module")
def data():
    (images, y), _ = load_mnist()
    X = flatten(scale_pixels(images[:600]))
    return X[:500], y[:500], X[500:], y[500:600]


def test_a_run_that_stops_over_is_that_of_one_piece_bit_for_bit(data):
    X, y, X_val, y_val = data
    start = fresh_runs(SIZES, (0.1, 0.2), (3,))
    whole = go_on(start, data, epochs=3)
    in_parts = go_on(go_on(start, data, epochs=1), data, epochs=2)
    for key, (model, _, history) in whole.items():
        assert np.array_equal(model.parameters, in_parts[key].model.parameters)
        assert vars(history) == vars(in_parts[key].history) and len(history.val_accuracy) == 3
    model = MLP(SIZES, seed=3)
    settings = {"epochs": 3, "batch_size": 64, "optimizer": SGD(0.2), "seed": 3}
    history = fit(model, X, y, validation_data=(X_val, y_val), **settings)
    assert np.array_equal(model.parameters, whole[0.2, 3].model.parameters)
    assert vars(history) == vars(whole[0.2, 3].history)


def test_the_run_that_goes_on_stays_as_it_was(data, monkeypatch):
    monkeypatch.setenv(
        "LOKY_MAX_CPU_COUNT", "1"
    )  # in this process, so nothing is copied on the way
    start = fresh_runs(SIZES, (0.1, 0.5), (0, 1))
    once, again = (go_on(start, data, epochs=1, rates=(0.5,)) for _ in range(2))
    assert [*once] == [(0.5, 0), (0.5, 1)]
    assert np.array_equal(once[0.5, 0].model.parameters, again[0.5, 0].model.parameters)
    assert start[0.5, 0].history.loss == []


def test_another_rate_gives_another_network_on_the_same_batches(data):
    start = fresh_runs(SIZES, (0.5,), (0,))
    tenth = go_on(start, data, epochs=1, times=0.1)[0.5, 0]
    same = go_on(fresh_runs(SIZES, (0.05,), (0,)), data, epochs=1)[0.05, 0]
    assert np.allclose(tenth.model.parameters, same.model.parameters)


@pytest.mark.filterwarnings("ignore")
def test_a_run_that_diverges_has_a_score_for_every_epoch(data, capsys):
    run = go_on(fresh_runs(SIZES, (1e30,), (0,)), data, epochs=3)[1e30, 0]
    assert len(run.history.val_accuracy) == len(run.history.loss) == 3
    assert np.isfinite(run.history.val_accuracy).all() and np.isfinite(run.model.parameters).all()
