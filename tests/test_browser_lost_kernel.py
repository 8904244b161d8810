"""A kernel or a server that goes away is said on the page at once, and there is a way back."""

import os
import signal

import pytest
from browser_fixtures import add_notebook, draw, jupyterlab

pytestmark = pytest.mark.browser

CELLS = [
    "from mlp_course.widgets import DrawPad, Playground\n"
    "playground = Playground('images=1000 epochs=0 hidden=16')\nplayground",
    "DrawPad(playground)",
]
IN_USE = """() => [...document.querySelectorAll('.mlp-playground, .mlp-draw-pad')].flatMap(
  (root) => [...root.querySelectorAll('button:enabled, input:enabled, select:enabled')])
  .map((element) => element.textContent || element.labels[0].textContent)"""
READABLE = ["All settings", "Confusion", "Copy", "Digits", "Layers", "Mistakes", "Network"]
READABLE += ["Runs", "Weights"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("jupyter")


@pytest.fixture(scope="module")
def server(home):
    with jupyterlab(home) as address_and_token:
        yield address_and_token


@pytest.fixture
def notebook(open_notebook, server):
    add_notebook(server, "lost", *CELLS)
    notebook = open_notebook("lost")
    start(notebook)
    return notebook


def start(notebook):
    """Run the cells, and train a little."""
    notebook.run_all()
    page = notebook.page
    page.wait_for_selector(".mlp-playground[data-updates]:not([data-lost])", timeout=60_000)
    page.wait_for_selector(".mlp-draw-pad[data-waiting='0']:not([data-lost])", timeout=60_000)
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("tab", name="Runs (1)").wait_for()


def use_of_the_pad(page):
    page.locator(".dp-paper").scroll_into_view_if_needed()
    draw(page, [(0.5, 0.2), (0.5, 0.8)])


def check_lost(notebook, why):
    """The page says so and names the way back, its buttons are off, its run can still be read."""
    page = notebook.page
    for widget in (".mlp-playground", ".mlp-draw-pad"):
        said = page.locator(f"{widget}[data-lost='{why}'] .mlp-lost")
        said.get_by_text("run the cell again").wait_for(timeout=15_000)
    assert page.get_by_role("button", name="Pause", exact=True).count() == 0
    assert "Training" not in page.inner_text(".pg-status")
    assert {text.split(" (")[0] for text in page.evaluate(IN_USE)} == set(READABLE)
    page.get_by_role("tab", name="Runs (1)").click()
    assert page.get_by_role("button", name="Restore the settings of run 1").is_disabled()


def test_a_restarted_kernel_is_said_at_once_and_the_cell_brings_it_back(notebook):
    page = notebook.page
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    check_lost(notebook, "gone")
    use_of_the_pad(page)  # it would not be read, so nothing is drawn
    assert "Nothing drawn yet" in page.inner_text(".dp-headline")
    start(notebook)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert notebook.problems() == []


def test_a_kernel_that_was_shut_down_is_noticed(notebook):
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    check_lost(notebook, "gone")
    assert notebook.faults == []


def test_a_server_that_stops_is_noticed(notebook, home):
    page = notebook.page
    # JupyterLab says it too, sooner or later, in a dialog over the whole page.
    dialog = page.get_by_role("dialog").filter(has_text="Server Connection Error")
    page.add_locator_handler(dialog, lambda dialog: dialog.get_by_role("button").last.click())
    (info,) = (home / "run").glob("jpserver-*.json")
    os.kill(int(info.stem.split("-")[1]), signal.SIGKILL)
    check_lost(notebook, "server")
    assert "Nothing drawn yet" in page.inner_text(".dp-headline")
