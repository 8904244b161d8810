"""The child process: it trains one contender, so that no library gets in another's way.

    python benchmarks/child.py '{"kind": "sgd", "name": "PyTorch", ...}'

``parent.py`` starts it and gives it orders on its standard input, a line each; it answers each
with a line of JSON.
"""

import time

BEGIN = time.perf_counter()  # before anything large is imported

import contextlib  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from mlp_course.comparison import CONTENDERS, initial_parameters  # noqa: E402
from mlp_helpers import (  # noqa: E402
    MLP,
    flatten,
    load_mnist,
    scale_pixels,
    train_validation_split,
)


def prepare(job, X, y):
    """Return the Training that ``job`` describes."""
    contender = CONTENDERS[job["kind"]][job["name"]]
    if "layer_sizes" not in job:
        return contender.prepare(
            X, y, job["batch_size"], job["learning_rate"], initial_parameters()
        )
    start = initial_parameters(job["seed"], job["layer_sizes"])
    options = {"layer_sizes": job["layer_sizes"]}
    return contender.prepare(X, y, job["batch_size"], job["learning_rate"], start, **options)


def seconds_of(training, epochs):
    """Return how long this many epochs take."""
    begin = time.perf_counter()
    for _ in range(epochs):
        training.epoch()
    return time.perf_counter() - begin


def until(job, X, y):
    """Train to a validation accuracy; return the seconds since the process began, and epochs.

    The same few lines score every library's network, in about 20 ms an epoch.
    """
    (X, y), validation = train_validation_split(X, y)
    training, judge = prepare(job, X, y), MLP(job["layer_sizes"])
    for epoch in range(1, job["most_epochs"] + 1):
        training.epoch()
        judge.parameters = training.parameters()
        if judge.accuracy(*validation) >= job["target"]:
            return time.perf_counter() - BEGIN, epoch
    return None, job["most_epochs"]


def forget_peak_memory():
    """Start the record anew where that can be done: reading the data has a peak of its own."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_memory():
    """Return the most memory that this process has taken, in MB; None where it is not known."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [row for row in status.read_text().splitlines() if row.startswith("VmHWM")]
        return int(line.split()[1]) * 1024 / 1e6
    with contextlib.suppress(ImportError):
        import resource

        unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main():
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print is not an answer
    job = json.loads(sys.argv[1])
    (images, y), _ = load_mnist()
    images, y = images[: job["images"]], y[: job["images"]]
    X = flatten(scale_pixels(images))
    del images
    forget_peak_memory()
    training = None if "target" in job else prepare(job, X, y)
    for order in sys.stdin:
        match order.split():
            case ["epochs", number]:
                answer = seconds_of(training, int(number))
            case ["until"]:
                answer = until(job, X, y)
            case ["memory"]:
                answer = peak_memory()
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
