"""How fast is training? Prints the tables, and writes them to benchmarks/RESULTS.md.

    make bench

Contenders take turns, an epoch each, so that a change of the machine's speed meets all alike;
after a warm-up the median over the rounds is taken, and ratios are medians of the ratios within
a round. Leave the machine alone while it runs.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
from contenders import (
    LAYER_SIZES,
    bare_products,
    mlp_helpers_adam,
    mlp_helpers_sgd,
    textbook_program,
)
from threadpoolctl import threadpool_info, threadpool_limits

from mlp_helpers import MLP, SGD, Adam, Callback, fit, flatten, load_mnist, scale_pixels

ROUNDS = 7
RESULTS = Path(__file__).with_name("RESULTS.md")


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def epochs_side_by_side(X, y, batch_size, contenders):
    """Return a table: seconds an epoch, and ratios to the others' times of the same round."""
    epochs = {name: prepare(X, y, batch_size) for name, prepare in contenders.items()}
    times = {name: [] for name in epochs}
    for round_number in range(ROUNDS + 1):
        for name, epoch in epochs.items():
            # One BLAS thread, as `fit` takes for such batches, unless the name says otherwise.
            with threadpool_limits(None if "default" in name else 1, user_api="blas"):
                taken = seconds(epoch)
            if round_number > 0:
                times[name].append(taken)
    rows = []
    for name, values in times.items():
        to_bare = [v / bare for v, bare in zip(values, times["bare products"], strict=True)]
        to_ours = [v / ours for v, ours in zip(values, times["mlp_helpers"], strict=True)]
        rows.append(
            [
                name,
                f"{statistics.median(values):.3f}",
                f"{min(values):.3f} to {max(values):.3f}",
                f"{statistics.median(to_bare):.2f}",
                f"{statistics.median(to_ours):.2f}",
            ]
        )
    header = ["", "seconds an epoch", "range", "to bare products", "to mlp_helpers"]
    return table(header, rows)


class EpochTimes(Callback):
    """Records the time at the end of each epoch."""

    def on_fit_begin(self, model, validation_data):
        self.times = [time.perf_counter()]

    def on_epoch_end(self, model, history):
        self.times.append(time.perf_counter())


def adam_over_ten_epochs(X, y):
    """Return a sentence: does Adam slow down as its moments shrink?"""
    clock = EpochTimes()
    model, optimizer = MLP(LAYER_SIZES), Adam()
    fit(
        model,
        X,
        y,
        epochs=10,
        batch_size=32,
        optimizer=optimizer,
        callbacks=[clock],
        progress=False,
    )
    first, *_, tenth = np.diff(clock.times)
    return f"Adam: first epoch {first:.3f} s, tenth {tenth:.3f} s, ratio {tenth / first:.2f}."


def memory_of_fit(X, y):
    """Return a sentence: what `fit` allocates over the data and the model."""
    model = MLP(LAYER_SIZES)
    tracemalloc.start()
    fit(
        model,
        X,
        y,
        epochs=1,
        batch_size=64,
        optimizer=SGD(0.1),
        validation_data=(X, y),
        progress=False,
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"`fit` allocates at most {peak / 1e6:.1f} MB over the data and the model."


def import_time():
    """Return a sentence: importing the package against importing NumPy, fresh processes in turn."""

    def fresh(module):
        return seconds(
            lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        )

    pairs = [(fresh("numpy"), fresh("mlp_helpers")) for _ in range(11)][1:]
    ratio = statistics.median(ours / numpy for numpy, ours in pairs)
    return (
        f"`import mlp_helpers` takes {ratio:.2f} times as long as `import numpy` (whole processes)."
    )


def machine():
    """Return the lines that say what this was measured on."""
    cpu = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].split(":")[1].strip() if names else cpu
    blas = [f"{info['internal_api']} {info['version']}" for info in threadpool_info()]
    return (
        f"{cpu}, {os.cpu_count()} cores; Python {platform.python_version()}, "
        f"NumPy {np.__version__} ({', '.join(blas)}), median of {ROUNDS} epochs."
    )


def main():
    (images, y), _ = load_mnist()
    X = flatten(scale_pixels(images))
    report = [
        "# How fast is training?",
        "Written by `make bench`: one epoch of 60,000 images, network 784-128-64-10, float32.",
        machine(),
        "## SGD, batch 64",
        epochs_side_by_side(
            X,
            y,
            64,
            {
                "bare products": bare_products,
                "mlp_helpers": mlp_helpers_sgd,
                "textbook program": textbook_program,
                "textbook program, default threads": textbook_program,
            },
        ),
        "## Adam, batch 32",
        epochs_side_by_side(
            X, y, 32, {"bare products": bare_products, "mlp_helpers": mlp_helpers_adam}
        ),
        adam_over_ten_epochs(X, y),
        "## Memory and import",
        memory_of_fit(X, y),
        import_time(),
    ]
    text = "\n\n".join(report) + "\n"
    print(text)
    RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
