"""What the browser tests share: a Chromium, a JupyterLab, a notebook open in it.

tools/make_pictures.py uses the same, but for the fixtures.

conftest.py registers this module, so that its fixtures are found by their names. Without Chromium
these tests are skipped; with REQUIRE_BROWSER=1 they fail instead.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Kernel errors leave no trace in the page, so they are collected from the kernel's messages.
WATCH_KERNEL = """async () => {
  await jupyterapp.restored;
  const panel = jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  window.kernelErrors = [];
  panel.sessionContext.iopubMessage.connect((_, message) => {
    if (message.header.msg_type === 'error') window.kernelErrors.push(message.content.evalue);
  });
}"""


# What the kernel answers to an expression, as the next cell would see it.
ASK = """async expression => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const asked = kernel.requestExecute({code: '', silent: true, user_expressions: {it: expression}});
  const answer = (await asked.done).content.user_expressions.it;
  if (answer.status === 'error') throw new Error(answer.evalue);
  return answer.data['text/plain'];
}"""
NO_CHROMIUM = "no Chromium found; on Debian and Ubuntu: apt-get install chromium"
# What a reader may have before them: a laptop, a tablet, a phone.
SCREENS = {
    "1280": {"width": 1280, "height": 720},
    "768": {"width": 768, "height": 1024},
    "390": {"width": 390, "height": 844},
}
ZOOMED = {"width": 640, "height": 360}  # what 200 % leaves of the widest
# Is something else where the middle of this element is, or nothing at all?
HIDDEN = """e => {
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return e !== top && !e.contains(top);
}"""


def chromium_path():
    """Return where a Chromium is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def launched_chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def jupyterlab(home):
    """A JupyterLab with its own ``home``, on a port that is free; yields its address and token.

    It serves the notebooks in ``home / "notebooks"``.
    """
    token = secrets.token_hex(8)
    (home / "notebooks").mkdir(exist_ok=True)
    settings = home / "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"windowingMode": "none"}))  # keep all cells in the page
    news = home / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    folders = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "run"}
    environment = {f"JUPYTER_{name}": str(home / folder) for name, folder in folders.items()}
    environment["JUPYTERLAB_SETTINGS_DIR"] = str(home / "settings")
    environment["JUPYTERLAB_WORKSPACES_DIR"] = str(home / "workspaces")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", "--port=0", "--expose-app-in-browser"),
            *(f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home / 'notebooks'}"),
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--ServerApp.contents_manager_class=mlp_course.reopened.Reopened",
        ],
        env={**os.environ, **environment, "MLP_HELPERS_PROGRESS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield address_of(process, home / "run", token), token
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)


def address_of(process, runtime_folder, token):
    """Wait until the server answers, and return its address."""
    for _ in range(300):
        assert process.poll() is None, "JupyterLab did not start"
        with contextlib.suppress(OSError, StopIteration, json.JSONDecodeError):
            info = json.loads(next(runtime_folder.glob("jpserver-*.json")).read_text())
            urllib.request.urlopen(f"{info['url']}api/status?token={token}", timeout=2)
            return info["url"].rstrip("/")
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not answer within a minute")


def add_notebook(server, name, *sources):
    """Save a notebook with these code cells where the server finds it."""
    import nbformat

    base, token = server
    content = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    document = {"type": "notebook", "format": "json", "content": content}
    request = urllib.request.Request(
        f"{base}/api/contents/{name}.ipynb?token={token}",
        json.dumps(document).encode(),
        method="PUT",
    )
    urllib.request.urlopen(request).close()


class Notebook:
    """A notebook open in the browser, with everything that went wrong so far."""

    def __init__(self, page, base, token, name):
        self.page, self.outside, self.faults = page, set(), []
        own = (base, base.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else self.outside.add(r.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(f"{base}/lab/workspaces/{name}/tree/{name}.ipynb?reset&token={token}")
        ready = (
            "window.jupyterapp && window.jupyterapp.shell && window.jupyterapp.shell.currentWidget"
        )
        page.wait_for_function(ready, timeout=60_000)
        page.evaluate(WATCH_KERNEL)

    def run_all(self):
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")

    def ask(self, expression):
        """Return the kernel's value of an expression, as text."""
        return self.page.evaluate(ASK, expression)

    def problems(self):
        return [*self.page.evaluate("window.kernelErrors"), *self.faults, *self.outside]


def fit_on_screen(page, size):
    """Give JupyterLab's page this size, with its file browser only where there is room for it."""
    page.set_viewport_size(size)
    has_room = size["width"] > 1000
    if page.locator("#jp-left-stack").is_visible() != has_room:
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")


def draw(page, points):
    """Draw a stroke on the draw pad with the mouse, through these points (shares of its side)."""
    box = page.locator(".dp-paper").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=12)
    page.mouse.up()


def drag(page, handle, units):
    """Drag a handle of the three scores with the mouse, by so many units of its line."""
    box, line = handle.bounding_box(), handle.locator("xpath=..").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + units * line["width"] / 10, y, steps=5)
    page.mouse.up()


def settled(page, prediction):
    """Wait until the pad's page has all answers, and this digit (-1: none) is read."""
    page.wait_for_selector(
        f".mlp-draw-pad[data-waiting='0'][data-prediction='{prediction}']", timeout=15_000
    )


def accessibility_faults(page, selector):
    """Return what axe-core finds wrong in a part of the page."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"]}  # what passes would be most of what it sends
    violations = Axe().run(page, context=selector, options=options).response["violations"]
    # Of what rank its headings are depends on the notebook around it.
    found = [violation for violation in violations if violation["id"] != "heading-order"]
    return [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found]


def show_every_tab(root):
    """Show what is in all tabs of a playground at once: axe-core is as quick as with one."""
    for tab in reversed(root.get_by_role("tab").all()):
        tab.click()
        root.locator("[role='tabpanel']:visible:not(:empty)").wait_for()
    # The network is drawn when the kernel has answered.
    named = "e => [...e.querySelectorAll('.nw-node')].every((node) => node.ariaLabel)"
    root.page.wait_for_function(named, arg=root.element_handle())
    root.evaluate("e => e.querySelectorAll('.pg-panel').forEach((e) => (e.hidden = false))")


def change_theme(page, theme, selector):
    """Switch JupyterLab to "Light" or "Dark", and wait until the widget has seen it."""
    name = f"JupyterLab {theme}"
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
    page.wait_for_selector(f"{selector}[data-theme='{theme.lower()}']")
    page.wait_for_timeout(300)  # for what fades from one colour to the other


# For a module and no longer: two of them at once in one process get in each other's way.
@pytest.fixture(scope="module")
def chromium():
    expect = pytest.importorskip("playwright.sync_api").expect
    if chromium_path() is None:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(NO_CHROMIUM)
    expect.set_options(timeout=30_000)  # a busy machine takes its time
    with launched_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A JupyterLab that serves the notebooks of the series; yields its address and token."""
    home = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(NOTEBOOKS, home / "notebooks")
    with jupyterlab(home) as address_and_token:
        yield address_and_token


@pytest.fixture
def open_notebook(chromium, server):
    pages = []

    def open_one(name):
        pages.append(chromium.new_page(viewport={"width": 1280, "height": 900}))
        return Notebook(pages[-1], *server, name)

    yield open_one
    for page in pages:
        page.close()
