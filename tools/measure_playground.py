"""How quick is the playground? Drives the real page, and prints a table beside what is aimed at.

    make bench-playground                            # some six minutes
    python tools/measure_playground.py --quick       # does everything, measures little

What it has measured is told line by line while it goes on, for the table comes at the end.
Times are the page's own, from a click to the picture that answers it. The rate is compared with
that of ``fit`` on the same settings in the same kernel; the two take turns, so that a change of the
machine's speed meets both. Leave the machine alone while it runs: the load average is printed too.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from browser_fixtures import (  # noqa: E402
    NO_CHROMIUM,
    Notebook,
    add_notebook,
    chromium_path,
    jupyterlab,
    launched_chromium,
)
from markdown_table import table  # noqa: E402


class Network(NamedTuple):
    """What is measured, for how many epochs its rate is taken, and what is aimed at."""

    settings: str
    epochs: int
    first_point: int  # ms
    updates: int  # a second
    pause: int  # ms
    share: int  # of fit's rate, in percent


NETWORKS = {
    "128-64, batch 64": Network("hidden=128-64 batch_size=64", 5, 300, 10, 250, 75),
    "512 x 4, batch 1024": Network(
        "hidden=512-512-512-512 batch_size=1024", 1, 1000, None, 500, None
    ),
}


class Scale(NamedTuple):
    """How much is done: the real thing, or just enough to see that it runs."""

    rounds: int = 7
    seconds: float = 4
    images: int = 54_000


QUICK = Scale(2, 1, 5000)
NOTEBOOK = """\
import time
from mlp_course.widgets import Playground
from mlp_helpers import MLP, fit
playground = Playground("epochs=0")

def seconds_of_fit(epochs):
    s, engine = playground.settings, playground.engine
    data = engine.data
    model = MLP([784, *s.hidden, 10], activation=s.activation, init=s.init, seed=s.seed)
    started = time.perf_counter()
    fit(model, engine.X, engine.y, epochs=epochs, batch_size=s.batch_size,
        optimizer=s.new_optimizer(), validation_data=(data.X_val, data.y_val), progress=False)
    return time.perf_counter() - started

playground"""
# Each click, and each picture that is drawn after news has come: when, and of what.
RECORD = """() => {
  const root = document.querySelector('.mlp-playground');
  window.record = [];
  const note = (what) => record.push({ what, at: performance.now(),
    runs: root.dataset.running === 'true', batches: Number(root.dataset.batches) });
  root.addEventListener('click', () => note('click'), true);
  let frame = null;
  new MutationObserver(() => {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      note('picture');
    });
  }).observe(root, { attributeFilter: ['data-updates'] });
}"""


class Measured:
    """A playground open in the page, and the measures that are taken of it."""

    def __init__(self, browser, server):
        self.sizes = []  # of the messages while it trains, in bytes
        page = self.page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("websocket", lambda socket: socket.on("framereceived", self.weigh))
        add_notebook(server, "measure", NOTEBOOK)
        self.notebook = Notebook(page, *server, "measure")
        self.notebook.run_all()
        page.wait_for_selector(".mlp-playground[data-updates]", timeout=60_000)
        page.evaluate(RECORD)

    def weigh(self, message):
        if isinstance(message, bytes) and b'"tick": true' in message:
            self.sizes.append(len(message))

    def click(self, name):
        self.page.evaluate("record.length = 0")
        self.page.locator(".mlp-playground").get_by_role("button", name=name, exact=True).click()

    def wait(self, condition):
        self.page.wait_for_function(f"record.some((r) => {condition})", timeout=300_000)

    def ms_until(self, condition):
        """Return the time from the click to the first picture for which this holds."""
        self.wait(condition)
        # What was drawn before the click was recorded as well.
        return self.page.evaluate(f"""() => {{
          const since = record.slice(record.findIndex((r) => r.what === 'click'));
          return since.find((r) => {condition}).at - since[0].at;
        }}""")

    def use(self, settings):
        """Start with these settings, from the initial weights."""
        self.page.get_by_label("All settings").fill(settings)
        self.click("Use this text")
        self.wait("r.what === 'picture' && !r.batches")

    def start_and_pause(self, seconds):
        """Return how long after Train the first point came, updates a second, and the pause."""
        self.click("Rewind")
        self.wait("r.what === 'picture' && !r.batches")
        self.page.wait_for_timeout(500)
        self.click("Train")
        first_point = self.ms_until("r.batches > 0")
        self.page.wait_for_timeout(1000 * seconds)
        times = self.page.evaluate("record.filter((r) => r.batches).map((r) => r.at)")
        updates = 1000 * (len(times) - 1) / (times[-1] - times[0])
        self.click("Pause")
        pause = self.ms_until("r.what === 'picture' && !r.runs")
        self.page.wait_for_timeout(500)  # for the validation that goes with it
        return first_point, updates, pause

    def share_of_fit(self, epochs):
        """Return the playground's rate as a share of that of ``fit``."""
        self.click("Train")
        ours = self.ms_until("r.what === 'picture' && !r.runs && r.batches") / 1000
        return float(self.notebook.ask(f"seconds_of_fit({epochs})")) / ours


def measure(name, network, measured, scale):
    """Return the rows of the table for one network: a quantity, what was measured, the aim."""

    def told(what, take):
        """Take a measure again and again; yield each."""
        for i in range(scale.rounds):
            values = take()
            say(f"{name}, round {i + 1} of {scale.rounds}: {what.format(*values)}")
            yield values

    measured.use(f"{network.settings} images={scale.images} epochs=0")
    measured.start_and_pause(scale.seconds)  # to warm up
    measured.sizes.clear()
    what = "first point {:.0f} ms, {:.1f} updates/s, pause {:.0f} ms"
    times = told(what, lambda: measured.start_and_pause(scale.seconds))
    first_points, updates, pauses = zip(*times, strict=True)
    kib = [size / 1024 for size in measured.sizes]
    measured.use(f"{network.settings} images={scale.images} epochs={network.epochs}")
    measured.share_of_fit(network.epochs)  # in its first epoch a playground validates more often
    shares = told("{:.0f} % of fit's rate", lambda: [100 * measured.share_of_fit(network.epochs)])
    return [
        row("ms from Train to the first point", first_points, max, network.first_point),
        row("updates a second", updates, min, network.updates),
        row("ms from Pause to standing still", pauses, max, network.pause),
        row("% of fit's rate", [share for (share,) in shares], min, network.share),
        row("KiB a message", kib, max),
    ]


def say(words):
    """Tell whoever waits, beside the table, which may be on its way to a file."""
    print(words, file=sys.stderr, flush=True)


def row(name, values, worst, aim=None):
    """Return a quantity, its median and its worst value, and the aim."""
    sign = "≤" if worst is max else "≥"
    text = f"{statistics.median(values):.0f} ({worst(values):.0f})"
    return [name, text, f"{sign} {aim}" if aim else "–"]


def main():
    if chromium_path() is None:
        sys.exit(NO_CHROMIUM)
    scale = QUICK if "--quick" in sys.argv[1:] else Scale()
    say("Starting JupyterLab and a browser.")
    load = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        jupyterlab(Path(home)) as server,
        launched_chromium() as browser,
    ):
        measured = Measured(browser, server)
        columns = [measure(*each, measured, scale) for each in NETWORKS.items()]
        if measured.notebook.problems():
            raise RuntimeError(measured.notebook.problems())
    print(
        f"Median of {scale.rounds} rounds, and the worst. Load average before {load:.1f}, after "
        f"{os.getloadavg()[0]:.1f}; {os.cpu_count()} cores.\n"
    )
    header = ["", *(cell for name in NETWORKS for cell in (name, "aim"))]
    print(table(header, [[*a, *b[1:]] for a, b in zip(*columns, strict=True)]))


if __name__ == "__main__":
    main()
