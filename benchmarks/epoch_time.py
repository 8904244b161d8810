"""How fast is training? Prints the tables, and writes them to benchmarks/RESULTS.md.

    make bench                                       # about a quarter of an hour
    python benchmarks/epoch_time.py --quick          # does everything, measures nothing

Each contender runs in a process of its own, and they take turns, an epoch each, so that a change
of the machine's speed meets all alike. After a warm-up the median over the rounds is taken, and
ratios are medians of the ratios within a round. Leave the machine alone while it runs.
"""

import argparse
import contextlib
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from markdown_table import table
from parent import ChildProcess
from scaling import measure_scaling, scaling_tables
from threadpoolctl import threadpool_info

from mlp_course.comparison import (
    CONTENDERS,
    LAYER_SIZES,
    epochs_frame,
    initial_parameters,
    installed,
    median_ratio,
    ours,
    side_by_side,
    timed,
)
from mlp_helpers import MLP, SGD, Adam, Callback, fit, flatten, load_mnist, scale_pixels

BATCH_SIZES, LEARNING_RATES = {"sgd": 64, "adam": 32}, {"sgd": 0.1, "adam": 0.001}
TITLES = {"sgd": "SGD, batch 64", "adam": "Adam, batch 32"}

# How many times longer than ours the others should take, by the aims of this project; and why
# it may be less. How many times longer than the bare products they take says how much is possible.
GOALS = {
    "sgd": {
        "PyTorch": (2, "nearly half of its time goes into the same products."),
        "scikit-learn": (2, "it is NumPy too, and calls the same routines for the products."),
        "Keras": (5, "on JAX it compiles a whole update, so that little but products is left."),
        "textbook program": (2.5, "most of its time goes into products too, though of 64 bits."),
    },
    "adam": {
        "PyTorch": (2, "in NumPy, Adam is a dozen passes over memory, and they take time too."),
        "PyTorch, fused": (1.2, "one pass over memory does what takes NumPy a dozen."),
        "Keras": (4, "on JAX it compiles a whole update, so Adam is one pass over memory."),
    },
}

# The quickest of `recipe_search.py`: kind, learning rate, batch size. Adam takes as many epochs
# or more, and its updates take longer in every library.
TARGET_NETWORK = [784, 512, 10]
TO_TARGET = ("sgd", 0.3, 32)
LIBRARIES = ["mlp_helpers", "JAX", "PyTorch", "scikit-learn", "Keras"]


class Scale(NamedTuple):
    """How much is done: the real thing, or just enough to see that it runs."""

    rounds: int = 5
    images: int = 60_000
    epochs_with_compilation: int = 20
    target: float = 0.98
    most_epochs: int = 25
    scaling_examples: int = 6000
    scaling_rounds: int = 5
    short: bool = False


QUICK = Scale(2, 1000, 2, 0.5, 20, 640, 1, True)


def present(names, kind):
    """Return those contenders whose frameworks are installed; a line says what is left out."""
    return [name for name in names if installed(*CONTENDERS[kind][name].modules)]


def job(kind, name, scale, **more):
    """Return what a ChildProcess needs to know."""
    return {
        "kind": kind,
        "name": name,
        "batch_size": BATCH_SIZES[kind],
        "learning_rate": LEARNING_RATES[kind],
        "images": scale.images,
        **more,
    }


def epoch_table(times, reference="mlp_helpers"):
    """Return a table: the median time of each contender, and how it compares with another."""
    frame = epochs_frame(times, reference)
    rows = [
        [name, f"{median:.3f}", f"{shortest:.3f} to {longest:.3f}", f"{ratio:.2f}"]
        for name, median, shortest, longest, ratio in frame.itertuples()
    ]
    return table(["", "seconds an epoch", "range", f"to {reference}"], rows)


def epochs_in_turn(kind, one_thread, scale):
    """Return the times of all contenders by name, and the peak memory of each, in MB."""
    with contextlib.ExitStack() as stack:
        children = {
            name: stack.enter_context(ChildProcess(one_thread, **job(kind, name, scale)))
            for name in present(CONTENDERS[kind], kind)
        }
        times = side_by_side({name: child.epochs for name, child in children.items()}, scale.rounds)
        memory = {name: child.ask("memory") for name, child in children.items()}
    return times, memory


def goals_table(kind, by_default, one_thread):
    """Return a table: what was aimed at, what is, and why where it is less."""
    rows = []
    for name, (goal, reason) in GOALS[kind].items():
        if name in by_default:
            ratio = median_ratio(by_default, name, "mlp_helpers")
            row = [name, goal, f"{ratio:.2f}"]
            row += [f"{median_ratio(one_thread, name, 'mlp_helpers'):.2f}"]
            row += [f"{median_ratio(one_thread, name, 'bare products'):.2f}"]
            rows.append([*row, "reached" if ratio >= goal else f"not reached: {reason}"])
    header = ["times as long as mlp_helpers", "aim", "default threads", "one thread"]
    return table([*header, "one thread, to bare products", ""], rows)


def with_compilation(scale):
    """Return a table: ours against JAX in fresh processes, compilation counted."""
    n_epochs = scale.epochs_with_compilation
    times = {name: [] for name in present(["mlp_helpers", "JAX"], "sgd")}
    for _ in range(scale.rounds):
        for name, values in times.items():
            with ChildProcess(**job("sgd", name, scale)) as child:
                values.append(child.epochs(n_epochs))
    rows = [[name, f"{statistics.median(values):.2f}"] for name, values in times.items()]
    if "JAX" in times:
        ratio = median_ratio(times, "JAX", "mlp_helpers")
        rows.append(["JAX to mlp_helpers", f"{ratio:.2f} (the aim: at least 1)"])
    return table(["", f"seconds for {n_epochs} epochs, compilation counted"], rows)


def time_to_target(scale):
    """Return a table: seconds from the start of the process to the validation accuracy."""
    rows, runs, (kind, rate, batch_size) = [], {}, TO_TARGET
    names = present(LIBRARIES, kind)
    for seed in range(scale.rounds):
        for name in names:
            more = {"target": scale.target, "most_epochs": scale.most_epochs, "seed": seed}
            more |= {"learning_rate": rate, "batch_size": batch_size}
            more |= {"layer_sizes": TARGET_NETWORK}
            with ChildProcess(**job(kind, name, scale, **more)) as child:
                runs.setdefault(name, []).append(child.ask("until"))
    for name, results in runs.items():
        reached = [taken for taken, _ in results if taken is not None]
        epochs = [n for taken, n in results if taken is not None]
        # A run that never gets there counts as longer than all others.
        middle = sorted([*reached, *[np.inf] * (len(results) - len(reached))])[len(results) // 2]
        spread = f"{min(reached):.1f} to {max(reached):.1f}" if reached else ""
        row = [name, f"{kind}, rate {rate}, batch {batch_size}", f"{middle:.1f}", spread]
        rows.append([*row, ", ".join(map(str, epochs)), f"{len(reached)} of {len(results)}"])
    return table(["", "recipe", "seconds (median)", "range", "epochs", "got there"], rows)


class EpochTimes(Callback):
    """Records the time at the end of each epoch."""

    def on_fit_begin(self, model, validation_data):
        self.times = [time.perf_counter()]

    def on_epoch_end(self, model, history):
        self.times.append(time.perf_counter())


def adam_over_ten_epochs(X, y):
    """Return a sentence: does Adam slow down as its moments shrink?"""
    clock = EpochTimes()
    options = {"optimizer": Adam(), "callbacks": [clock], "progress": False}
    fit(MLP(LAYER_SIZES), X, y, epochs=10, batch_size=32, **options)
    first, *_, tenth = np.diff(clock.times)
    return f"Adam: first epoch {first:.3f} s, tenth {tenth:.3f} s, ratio {tenth / first:.2f}."


def memory_of_fit(X, y):
    """Return a sentence: what `fit` allocates over the data and the model."""
    model = MLP(LAYER_SIZES)
    options = {"optimizer": SGD(0.1), "validation_data": (X, y), "progress": False}
    tracemalloc.start()
    fit(model, X, y, epochs=1, batch_size=64, **options)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"`fit` allocates at most {peak / 1e6:.1f} MB over the data and the model."


def import_time():
    """Return a sentence: importing the package against importing NumPy, fresh processes in turn."""

    def fresh(module):
        command = [sys.executable, "-c", f"import {module}"]
        return timed(lambda: subprocess.run(command, check=True) and None)

    pairs = [(fresh("numpy"), fresh("mlp_helpers")) for _ in range(11)][1:]
    ratio = statistics.median(ours / numpy for numpy, ours in pairs)
    return (
        f"`import mlp_helpers` takes {ratio:.2f} times as long as `import numpy` (whole processes)."
    )


def memory_table(by_kind):
    """Return a table of the peak memory of each contender's process."""
    names = list(dict.fromkeys(name for memory in by_kind.values() for name in memory))
    rows = []
    for name in names:
        values = [memory.get(name) for memory in by_kind.values()]
        rows.append([name, *("–" if value is None else f"{value:.0f}" for value in values)])
    return table(["", *(f"{TITLES[kind]}, MB" for kind in by_kind)], rows)


def threads_of_fit(X, y, scale):
    """Return two tables: `fit` on one thread and on all, alone and beside a busy program."""
    start = initial_parameters()
    epoch = ours(X, y, BATCH_SIZES["sgd"], LEARNING_RATES["sgd"], start).epoch

    def on_all_threads():
        with patch("mlp_helpers.training.one_blas_thread", contextlib.nullcontext):
            epoch()

    turns = {"one thread": epoch, "all threads": on_all_threads}
    alone = epoch_table(side_by_side(turns, scale.rounds), "one thread")
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        beside = epoch_table(side_by_side(turns, scale.rounds), "one thread")
    finally:
        busy.kill()
        busy.wait()
    return f"Alone:\n\n{alone}\n\nBeside one program that keeps a core busy:\n\n{beside}"


def processor():
    """Return the processor's name and its number of cores."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = names[0].split(":")[1].strip() if names else name
    return f"{name}, {os.cpu_count()} cores"


def environment():
    """Return the processor, the system, and the versions of Python and NumPy."""
    blas = [f"{info['internal_api']} {info['version']}" for info in threadpool_info()]
    numpy = f"NumPy {np.__version__} ({', '.join(blas)})"
    return f"{processor()}; {platform.system()}, Python {platform.python_version()}, {numpy}"


def machine(scale):
    """Return the lines that say what this was measured on."""
    versions = []
    for package in ("jax", "optax", "keras", "scikit-learn", "torch"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions.append(f"{package} {importlib.metadata.version(package)}")
    return (
        f"{environment()}, {', '.join(versions)}. "
        f"Seconds an epoch are medians of {scale.rounds} rounds after a warm-up."
    )


def epochs_sections(scale):
    """Yield the sections with the epochs of all contenders, and that of their memory."""
    memory = {}
    for kind, title in TITLES.items():
        yield f"## {title}\n\nThreads as each library takes them by default:"
        by_default, memory[kind] = epochs_in_turn(kind, one_thread=False, scale=scale)
        yield epoch_table(by_default)
        yield "Every library fixed to one thread:"
        one_thread, _ = epochs_in_turn(kind, one_thread=True, scale=scale)
        yield epoch_table(one_thread)
        yield goals_table(kind, by_default, one_thread)
    yield (
        "## Memory\n\nThe most that a contender's process took once the images were read "
        "(188 MB as 32-bit numbers), with the library itself:"
    )
    yield memory_table(memory)


def report(scale, folder):
    """Measure everything; yield the report by sections, its figure written to ``folder`` if any."""
    (images, y), _ = load_mnist()
    X, y = flatten(scale_pixels(images[: scale.images])), y[: scale.images]
    yield (
        f"# How fast is training?\n\nWritten by `make bench`: epochs of {scale.images:,} images, "
        'network 784-128-64-10, 32-bit numbers. "Bare products" are an epoch\'s matrix products '
        "and nothing else: the least that can be done."
    )
    yield machine(scale)
    yield from epochs_sections(scale)
    yield memory_of_fit(X, y)
    yield "## One thread or all\n\n`fit` keeps matrix products on one thread. SGD, batch 64:"
    yield threads_of_fit(X, y, scale)
    yield (
        "## Compilation counted\n\nJAX compiles an epoch when it is first called. Fresh "
        "processes, SGD, batch 64:"
    )
    yield with_compilation(scale)
    yield (
        f"## Seconds to {scale.target:.0%} of the validation images\n\nFrom the start of a new "
        "process, its imports included, to the first epoch after which so many of 6,000 "
        "validation images are read. Each library at its best plain recipe "
        f"(`benchmarks/recipe_search.py`), network {'-'.join(map(str, TARGET_NETWORK))}; "
        "another initialisation each round."
    )
    yield time_to_target(scale)
    yield (
        "## Where the time goes\n\nSeconds for 60,000 images with `fit`, SGD; batches of 64 "
        "unless they vary."
    )
    results = measure_scaling(X, y, scale.scaling_rounds, scale.scaling_examples, scale.short)
    if folder:
        from mlp_course import plots

        axes = plots.where_the_time_goes(results)
        axes.flat[0].figure.savefig(folder / "scaling.png", dpi=90, metadata={"Software": None})
        yield f"![{axes.flat[0].figure.alt_text}](scaling.png)"
    yield scaling_tables(results)
    yield "## Also"
    yield adam_over_ten_epochs(X, y)
    yield import_time()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it runs; writes nothing")
    parser.add_argument("--output", type=Path, help="folder for RESULTS.md and scaling.png")
    arguments = parser.parse_args()
    folder = arguments.output or (None if arguments.quick else Path(__file__).parent)
    sections = []
    for section in report(QUICK if arguments.quick else Scale(), folder):
        print(section, end="\n\n", flush=True)
        sections.append(section)
    if folder:
        text = "\n\n".join(sections) + "\n"
        (folder / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
