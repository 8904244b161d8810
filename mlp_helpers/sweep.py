"""Many trainings at once, on all cores or on a cluster (notebook 07)."""

import os
import re

from .callbacks import progress_bar
from .checks import check_jobs


def sweep(run, combinations, *data, n_jobs=None, progress=True):
    """Call ``run`` for each combination of settings, in parallel processes; return the results.

    Every call gets what it needs as arguments and shares nothing with the others, so the results
    are the same on one core, on many, and on a cluster: inside
    ``with joblib.parallel_config(backend="dask"):`` the calls go to the Dask cluster that a
    ``dask.distributed.Client`` is connected to.

    Parameters
    ----------
    run : callable
        Called as ``run(*data, **combination)``.
    combinations : list of dict
        The keyword arguments of each call. The results come in their order.
    *data : objects
        Given to every call first. Processes on this machine share large arrays, read-only.
    n_jobs : int, default the environment variable MLP_HELPERS_CORES, else -1
        Number of processes; -1 for one on each core, 1 for none but this one.
    progress : bool
        Show a progress bar, unless the environment variable MLP_HELPERS_PROGRESS is 0.
    """
    # Imported here, so that importing the package takes NumPy alone.
    from joblib import Parallel, delayed

    if not callable(run):
        raise ValueError(f"run is {run!r}; expected a function")
    combinations = list(combinations)
    if not all(isinstance(combination, dict) for combination in combinations):
        raise ValueError(f"combinations is {combinations!r}; expected a list of dictionaries")
    if n_jobs is None:
        text = os.environ.get("MLP_HELPERS_CORES", "-1").strip()
        cores = int(text) if re.fullmatch(r"-?\d+", text) else text
        n_jobs = check_jobs("MLP_HELPERS_CORES", cores)
    n_jobs = check_jobs("n_jobs", n_jobs)
    calls = [delayed(run)(*data, **combination) for combination in combinations]
    with progress_bar(len(calls), progress, "run") as bar:
        bar.iterable = Parallel(n_jobs=n_jobs, return_as="generator")(calls)
        return list(bar)
