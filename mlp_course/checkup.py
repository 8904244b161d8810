"""Does everything work on this machine? One line a check, for the day before a lesson."""

import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path


def check_up(where):
    """Print a line for each check, and return whether all of them passed.

    Parameters
    ----------
    where : Path
        The folder in which the reader's copy of the notebooks is, or will be.
    """
    passed = True
    for name, (check, advice) in CHECKS.items():
        try:
            line = f"ok       {name}: {check(where)}"
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            line, passed = f"PROBLEM  {name}: {reason}\n         {advice}", False
        print(line, flush=True)
    print("Everything works." if passed else "Not everything works; see above.", flush=True)
    return passed


def python_and_packages(where):
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "jupyterlab"))
    return f"{platform.python_version()} on {platform.system()}, {packages}"


def data(where):
    from mlp_helpers import load_mnist

    (images, _), (test_images, _) = load_mnist()
    return f"{len(images) + len(test_images):,} images"


def training(where):
    """Train the series' network for about two seconds on a laptop: two epochs."""
    from mlp_helpers import MLP, SGD, fit, flatten, load_mnist, scale_pixels

    (images, labels), _ = load_mnist()
    X = flatten(scale_pixels(images))  # (60000, 784)
    model, start = MLP([784, 128, 64, 10], seed=0), time.perf_counter()
    learned, others = slice(54_000), slice(54_000, None)
    fit(
        model,
        X[learned],
        labels[learned],
        epochs=2,
        batch_size=64,
        optimizer=SGD(0.1),
        progress=False,
    )
    seconds, read = time.perf_counter() - start, model.accuracy(X[others], labels[others])
    if read < 0.9:
        raise ArithmeticError(f"only {read:.0%} of new digits are read after two epochs")
    return f"{read:.0%} of new digits are read after two epochs, in {seconds:.1f} seconds"


def kernel(where):
    """Start the kernel that the notebooks name, and let it compute."""
    from jupyter_client.manager import start_new_kernel

    # What a kernel has to say of itself is no news here; what fails is raised.
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=120, **quiet)
    try:
        asked = {"it": "__import__('sys').prefix, 6 * 7"}
        reply = client.execute_interactive(
            "import mlp_course", silent=True, user_expressions=asked, timeout=120
        )["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["status"] != "ok":
        raise RuntimeError(reply["evalue"])
    answer = reply["user_expressions"]["it"]["data"]["text/plain"]
    if answer != repr((sys.prefix, 42)):
        raise RuntimeError(f"it runs in another environment: {answer}")
    return "it starts, and computes"


def widgets(where):
    """Are the two widget libraries here, and with them what JupyterLab needs to show them?"""
    from jupyter_core.paths import jupyter_path

    shown = []
    for library, extension in {
        "ipywidgets": "@jupyter-widgets/jupyterlab-manager",
        "anywidget": "anywidget",
    }.items():
        folders = [Path(folder) / extension for folder in jupyter_path("labextensions")]
        if not any((folder / "package.json").exists() for folder in folders):
            raise FileNotFoundError(f"JupyterLab's extension {extension} is not installed")
        shown.append(f"{library} {version(library)}")
    from mlp_course.widgets import DrawPad
    from mlp_helpers import MLP

    DrawPad(MLP([784, 10]))
    return ", ".join(shown)


def folder(where):
    probe = where / f".probe-{os.getpid()}"
    try:
        probe.touch(exist_ok=False)  # tempfile does not come back on Windows: cpython, issue 66305
    finally:
        probe.unlink(missing_ok=True)
    return f"{where} can be written"


AGAIN = "Delete the environment's folder, .venv, and start again."
CHECKS = {
    "Python": (python_and_packages, AGAIN),
    "data": (data, "Get the file mlp_helpers/mnist.npz anew, from where the series came from."),
    "training": (training, AGAIN),
    "kernel": (kernel, f"A firewall may block the machine's own ports. If not: {AGAIN}"),
    "widgets": (widgets, AGAIN),
    "folder": (folder, "Copy the series to a folder of your own, and start there."),
}
