"""What the browser tests share: a Chromium, a JupyterLab, a notebook open in it.

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


# For a module and no longer: two of them at once in one process get in each other's way.
@pytest.fixture(scope="module")
def chromium():
    playwright_api = pytest.importorskip("playwright.sync_api")
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if path is None:
        message = "no Chromium found; on Debian and Ubuntu: apt-get install chromium"
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(message)
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A JupyterLab with its own home, on a port that is free; yields its address and token."""
    home, token = tmp_path_factory.mktemp("jupyter"), secrets.token_hex(8)
    shutil.copytree(NOTEBOOKS, home / "notebooks")
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
            *("--LabApp.news_url=None",),
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
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

    def problems(self):
        return [*self.page.evaluate("window.kernelErrors"), *self.faults, *self.outside]


@pytest.fixture
def open_notebook(chromium, server):
    pages = []

    def open_one(name):
        pages.append(chromium.new_page(viewport={"width": 1280, "height": 900}))
        return Notebook(pages[-1], *server, name)

    yield open_one
    for page in pages:
        page.close()
