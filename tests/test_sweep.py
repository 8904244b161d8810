"""The sweep: in order, in parallel, and the same numbers wherever it runs."""

import os
from itertools import product

import numpy as np
import pytest
from joblib import parallel_config

from mlp_helpers import MLP, SGD, fit
from mlp_helpers.sweep import sweep

COMBINATIONS = [
    {"learning_rate": learning_rate, "units": units}
    for learning_rate, units in product((0.1, 1.0), (3, 5))
]


def train(X, y, learning_rate, units):
    """A small training: where it ran, and all parameters it arrived at."""
    model = MLP([X.shape[1], units, 3])
    fit(model, X, y, epochs=2, batch_size=16, optimizer=SGD(learning_rate), progress=False)
    return os.getpid(), model.parameters


def where(number):
    return number, os.getpid()


def fails(number):
    raise ValueError(f"number is {number}")


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    return rng.normal(size=(400, 500)).astype(np.float32), rng.integers(0, 3, 400)


@pytest.fixture(scope="module")
def serial(data):
    return sweep(train, COMBINATIONS, *data, n_jobs=1)


def test_parallel_processes_give_the_same_numbers(data, serial):
    parallel = sweep(train, COMBINATIONS, *data, n_jobs=2)
    assert {process for process, _ in serial} == {os.getpid()}
    assert os.getpid() not in {process for process, _ in parallel}
    for (_, expected), (_, parameters) in zip(serial, parallel, strict=True):
        assert np.array_equal(parameters, expected)
    assert len({parameters.tobytes() for _, parameters in parallel}) == len(COMBINATIONS)


def test_a_dask_cluster_gives_the_same_numbers(data, serial):
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    )
    with cluster, distributed.Client(cluster), parallel_config(backend="dask"):
        on_cluster = sweep(train, COMBINATIONS, *data)
    assert os.getpid() not in {process for process, _ in on_cluster}
    for (_, expected), (_, parameters) in zip(serial, on_cluster, strict=True):
        assert np.array_equal(parameters, expected)


def test_results_come_in_the_order_of_the_combinations():
    results = sweep(where, ({"number": n} for n in range(20)), n_jobs=2)
    assert [number for number, _ in results] == list(range(20))
    assert sweep(where, []) == []


def test_an_environment_variable_says_how_many_cores_there_are_for_it(monkeypatch):
    def processes(**options):
        return {
            process for _, process in sweep(where, [{"number": n} for n in range(4)], **options)
        }

    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "2")  # as if this machine had two
    assert os.getpid() not in processes()
    monkeypatch.setenv("MLP_HELPERS_CORES", "1")
    assert processes() == {os.getpid()}
    assert os.getpid() not in processes(n_jobs=2)  # who asks for a number gets it
    monkeypatch.setenv("MLP_HELPERS_CORES", "2")
    assert os.getpid() not in processes()


@pytest.mark.parametrize("cores", ["two", "0", "-2", "1.5", ""])
def test_another_word_there_is_refused_by_the_variables_name(cores, monkeypatch):
    monkeypatch.setenv("MLP_HELPERS_CORES", cores)
    told = f"^MLP_HELPERS_CORES is '?{cores}'?; expected a positive integer, or -1 for all cores$"
    with pytest.raises(ValueError, match=told):
        sweep(where, [{"number": 1}])
    assert sweep(where, [{"number": 1}], n_jobs=1) == [(1, os.getpid())]  # a number given is enough


def test_nothing_is_run_where_one_setting_is_none():
    ran = []
    with pytest.raises(ValueError, match=r"combinations is .*; expected a list of dict"):
        sweep(ran.append, [{}, None], 1, n_jobs=1)
    assert not ran


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_error_in_a_run_is_raised_here(n_jobs):
    with pytest.raises(ValueError, match="number is 3"):
        sweep(fails, [{"number": 3}], n_jobs=n_jobs)


@pytest.mark.parametrize("shown", ["0", "1"])
def test_the_bar_counts_runs(shown, monkeypatch, capsys):
    monkeypatch.setenv("MLP_HELPERS_PROGRESS", shown)
    sweep(where, [{"number": n} for n in range(3)], n_jobs=1)
    sweep(where, [{"number": n} for n in range(3)], n_jobs=1, progress=False)
    printed = capsys.readouterr().err
    assert ("3/3" in printed and "run/s" in printed) if shown == "1" else not printed
