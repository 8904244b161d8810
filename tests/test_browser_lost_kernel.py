"""A kernel or a server that goes away is said on the page at once, and there is a way back."""

import json
import os
import shutil
import signal

import nbformat
import pytest
from browser_fixtures import (
    NOTEBOOKS,
    SCREENS,
    WATCH_KERNEL,
    ZOOMED,
    Notebook,
    accessibility_faults,
    add_notebook,
    draw,
    fit_on_screen,
    jupyterlab,
    settled,
)
from test_browser_playground import CUT

from mlp_course.reopened import WIDGET

pytestmark = pytest.mark.browser

CELLS = [
    "from mlp_course.widgets import DrawPad, Playground\n"
    "playground = Playground('images=1000 epochs=0 hidden=16')\nplayground",
    "pad = DrawPad(playground)\npad",
]
IN_USE = """() => [...document.querySelectorAll('.mlp-playground, .mlp-draw-pad')].flatMap(
  (root) => [...root.querySelectorAll('button:enabled, input:enabled, select:enabled')])
  .map((element) => element.textContent || element.labels[0].textContent)"""
READABLE = ["All settings", "Confusion", "Copy", "Digits", "Layers", "Mistakes", "Network"]
READABLE += ["Runs", "Weights"]
IN_SIGHT = """e => {
  const box = e.getBoundingClientRect();
  const page = e.closest('.jp-WindowedPanel-outer').getBoundingClientRect();
  return page.top - 1 <= box.top && box.bottom <= page.bottom + 1;
}"""
OPEN_WITHOUT_KERNEL = """async (path) => {
  await jupyterapp.restored;
  await jupyterapp.commands.execute(
    'docmanager:open', { path, kernelPreference: { shouldStart: false } });
}"""
NEW_KERNEL = "jupyterapp.shell.currentWidget.sessionContext.changeKernel({ name: 'python3' })"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("jupyter")


@pytest.fixture(scope="module")
def server(home):
    with jupyterlab(home) as address_and_token:
        yield address_and_token


@pytest.fixture(scope="module")
def page(chromium):
    page = chromium.new_page(viewport=SCREENS["1280"])
    page.set_default_timeout(60_000)  # a busy machine takes its time
    yield page
    page.close()


@pytest.fixture(scope="module")
def notebook(page, server):
    add_notebook(server, "lost", *CELLS)
    # On a phone JupyterLab begins with a file browser over most of it, and keeps that share.
    page.set_viewport_size(SCREENS["1280"])
    return Notebook(page, *server, "lost")


def start(notebook):
    """Run the cells, and train a little."""
    notebook.run_all()
    page = notebook.page
    page.wait_for_selector(".mlp-playground[data-updates]:not([data-lost])")
    page.wait_for_selector(".mlp-draw-pad[data-waiting='0']:not([data-lost])")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("tab", name="Runs (1)").wait_for()


def pause(page):
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_selector(".mlp-playground[data-running='false']")


def use_of_the_pad(page):
    page.locator(".dp-paper").scroll_into_view_if_needed()
    draw(page, [(0.5, 0.2), (0.5, 0.8)])


def check_lost(notebook, why):
    """The page says so and names the way back, its buttons are off, its run can still be read."""
    page = notebook.page
    for widget in (".mlp-playground", ".mlp-draw-pad"):
        said = page.locator(f"{widget}[data-lost='{why}'] .mlp-lost")
        said.get_by_text("run the cell again").wait_for()
    assert page.get_by_role("button", name="Pause", exact=True).count() == 0
    assert "Training" not in page.inner_text(".pg-status")
    assert {text.split(" (")[0] for text in page.evaluate(IN_USE)} == set(READABLE)
    said = page.locator(".mlp-playground .mlp-lost")
    for size in [ZOOMED, *reversed(SCREENS.values())]:
        fit_on_screen(page, size)
        page.get_by_label("All settings").click()  # far below Train
        assert said.evaluate(IN_SIGHT), size
    page.get_by_role("tab", name="Runs (1)").click()
    assert page.get_by_role("button", name="Restore the settings of run 1").is_disabled()


def as_a_reader_saves_it(notebook):
    """Put the widgets of a kernel in the place of the pictures that are stored."""
    for cell in notebook.cells:
        if any(tag.startswith("picture:") for tag in cell.metadata.get("tags", [])):
            for output in cell.outputs:
                del output.data["image/png"]
                output.data[WIDGET] = {"model_id": "gone", "version_major": 2, "version_minor": 0}
    return notebook


@pytest.mark.parametrize("saved_by", ["the series", "a reader"])
def test_a_notebook_without_its_kernel_shows_pictures_of_the_widgets(page, server, home, saved_by):
    name = "07_hyperparameter_playground.ipynb"
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    if saved_by == "a reader":
        notebook = as_a_reader_saves_it(notebook)
        shutil.copytree(NOTEBOOKS / "pictures", home / "notebooks" / "pictures")
    nbformat.write(notebook, home / "notebooks" / name)
    base, token = server
    page.goto(f"{base}/lab/workspaces/stored?reset&token={token}")
    page.wait_for_function("window.jupyterapp")
    page.evaluate(OPEN_WITHOUT_KERNEL, name)
    for source in ("playground = Playground(", "DrawPad(playground)"):
        cell = page.locator(".jp-CodeCell").filter(has_text=source).first
        picture = cell.locator(".jp-RenderedImage img")
        for size in SCREENS.values():
            fit_on_screen(page, size)
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("e => e.complete && e.naturalWidth") > 1000
            place = picture.locator("xpath=..")
            assert picture.bounding_box()["width"] <= place.bounding_box()["width"]
            assert place.evaluate("e => e.scrollWidth <= e.clientWidth")
    said = page.locator(".jp-Notebook").inner_text()
    assert "Error displaying widget" not in said and "Loading widget" not in said


def test_a_reload_leaves_a_stopped_playground_that_can_be_used(notebook):
    page, root = notebook.page, notebook.page.locator(".mlp-playground")
    start(notebook)
    for size in SCREENS.values():
        fit_on_screen(page, size)
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        assert notebook.problems() == []  # the page forgets them
        page.reload()
        # JupyterLab gives the kernel four seconds to name its widgets: a busy machine exceeds them.
        ready = ".mlp-playground[data-updates], .jp-OutputArea:text('Error')"
        while page.wait_for_selector(ready):
            if root.count():
                break
            page.reload()
        page.evaluate(WATCH_KERNEL)
        fit_on_screen(page, size)  # the file browser may have come back
        assert root.get_attribute("data-running") == "false"
        assert notebook.ask("playground.running") == "False"
        before = notebook.ask("playground.engine.batches")
        assert before == root.get_attribute("data-batches") != "0"
        # Nothing is cut, once JupyterLab has found its places.
        page.wait_for_function(f"e => !({CUT})(e).length", arg=root.element_handle())
        page.get_by_role("button", name="One batch").click()
        page.wait_for_selector(f".mlp-playground[data-batches='{int(before) + 1}']")
        page.get_by_role("button", name="Train", exact=True).click()  # what the next one stops
        page.wait_for_selector(".mlp-playground[data-running='true']")
    pause(page)


# A page looks each second how its kernel is, and wonders after 1.5 s without answer: not this one.
NEVER_LOOK = """() => {
  const own = { setInterval: window.setInterval, setTimeout: window.setTimeout };
  window.neverLooked = 0;
  for (const [name, often] of [['setInterval', 1000], ['setTimeout', 1500]]) {
    window[name] = (act, ms, ...rest) => {
      const isOurs = ms === often && /watch|wonder/.test(act);
      if (!isOurs) return own[name].call(window, act, ms, ...rest);
      window.neverLooked += 1;
      return 0;
    };
  }
  window.lookAgain = () => Object.assign(window, own);
}"""


@pytest.fixture
def only_told(notebook):
    """The page notices nothing by itself: what it says of a kernel it was told by an event."""
    page = notebook.page
    page.evaluate(NEVER_LOOK)
    yield notebook
    page.evaluate("lookAgain()")
    assert page.evaluate("neverLooked") > 2  # both widgets were about to look, and to wonder


def test_a_restarted_kernel_is_said_at_once_and_the_cell_brings_it_back(only_told):
    """With the event that carries it, without a look at the kernel or a wait for its answer."""
    notebook, page = only_told, only_told.page
    start(notebook)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    check_lost(notebook, "gone")
    assert accessibility_faults(page, ".mlp-playground") == []
    use_of_the_pad(page)  # it would not be read, so nothing is drawn
    assert "Nothing drawn yet" in page.inner_text(".dp-headline")
    start(notebook)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert notebook.problems() == []


INK = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value < 128);
}"""


def check_between(notebook, batches):
    """The loss is said, what was drawn still stands there, and nothing was an error."""
    page = notebook.page
    for widget in (".mlp-playground", ".mlp-draw-pad"):
        page.locator(f"{widget}[data-lost='gone'] .mlp-lost").wait_for()
    assert page.inner_text(".pg-status") == "Ended"
    assert page.get_attribute(".mlp-playground", "data-batches") == batches
    assert page.locator(".dp-paper").evaluate(INK)
    assert notebook.faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_what_is_done_before_the_loss_is_said_is_no_error_and_not_lost_in_silence(notebook, screen):
    page = notebook.page
    fit_on_screen(page, SCREENS[screen])
    start(notebook)
    pause(page)
    batches = page.get_attribute(".mlp-playground", "data-batches")
    kernel = int(notebook.ask("__import__('os').getpid()"))
    # JupyterLab says it too, sooner or later, in a dialog over the whole page.
    dialog = page.get_by_role("dialog").filter(has_text="Kernel Restarting")
    page.add_locator_handler(dialog, lambda dialog: dialog.get_by_role("button").last.click())
    os.kill(kernel, signal.SIGSTOP)  # it hears nothing any more, and nobody knows
    use_of_the_pad(page)
    page.get_by_role("button", name="One batch").click()
    os.kill(kernel, signal.SIGKILL)
    check_between(notebook, batches)
    assert page.inner_text(".dp-headline").split("\n")[-1] == "No answer"
    page.remove_locator_handler(dialog)


def test_a_stroke_during_which_the_kernel_goes_is_no_error(notebook):
    page = notebook.page
    start(notebook)
    pause(page)
    batches = page.get_attribute(".mlp-playground", "data-batches")
    page.locator(".dp-paper").scroll_into_view_if_needed()
    box = page.locator(".dp-paper").bounding_box()
    x, y, length = (
        box["x"] + box["width"] / 2,
        box["y"] + 0.2 * box["height"],
        0.3 * box["height"],
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + length, steps=5)
    page.evaluate("""() => {
      jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart();
      document.querySelector('.pg-more button').click();
    }""")
    page.mouse.move(x, y + 2 * length, steps=5)
    page.mouse.up()
    check_between(notebook, batches)


# A kernel that is busy until there is a file called "free".
BUSY = """() => {
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  const code = `
import pathlib, time
with playground.lock:
    while not pathlib.Path("free").exists():
        time.sleep(0.05)`;
  kernel.requestExecute({ code });
}"""


def test_a_busy_kernel_is_said_and_the_page_goes_on_by_itself(notebook, home):
    """What was done before that was said is done as soon as the kernel is free."""
    page, free = notebook.page, home / "notebooks" / "free"
    start(notebook)
    pause(page)
    for size in SCREENS.values():
        fit_on_screen(page, size)
        batches = int(page.get_attribute(".mlp-playground", "data-batches"))
        free.unlink(missing_ok=True)
        page.evaluate(BUSY)
        use_of_the_pad(page)
        page.get_by_role("button", name="One batch").click()
        said = page.locator(".mlp-playground[data-lost='silent'] .mlp-lost")
        said.get_by_text("The kernel has not answered for some seconds").wait_for()
        assert said.evaluate(IN_SIGHT), size
        assert page.get_by_role("button", name="One batch").is_disabled()
        page.locator(".mlp-draw-pad[data-lost='silent']").wait_for()
        free.touch()
        page.wait_for_selector(f".mlp-playground[data-lost=''][data-batches='{batches + 1}']")
        assert said.count() == 0 and page.get_by_role("button", name="One batch").is_enabled()
        page.wait_for_selector(".mlp-draw-pad[data-lost=''][data-waiting='0']")
        assert length_of_the_stroke(notebook) > 150, "of 168"
        page.locator(".mlp-draw-pad").get_by_role("button", name="Clear", exact=True).click()
        settled(page, -1)
    assert notebook.problems() == []


def length_of_the_stroke(notebook):
    """Return how far the only stroke on the kernel's paper goes down."""
    (stroke,) = json.loads(notebook.ask("[[float(y) for _, y in each] for each in pad.strokes]"))
    return max(stroke) - min(stroke)


def test_a_server_that_comes_back_is_gone_on_with(notebook, home):
    page = notebook.page
    start(notebook)  # it trains: one that rests sends nothing, and notices less
    dialog = page.get_by_role("dialog")
    page.add_locator_handler(dialog, lambda dialog: dialog.get_by_role("button").last.click())
    (info,) = (home / "run").glob("jpserver-*.json")
    server = int(info.stem.split("-")[1])
    os.kill(server, signal.SIGSTOP)
    try:
        said = page.locator(".mlp-playground[data-lost='server'] .mlp-lost")
        said.get_by_text("This page goes on by itself if it comes back").wait_for()
        assert page.get_by_role("button", name="One batch").is_disabled()
    finally:
        os.kill(server, signal.SIGCONT)
    page.wait_for_selector(".mlp-playground[data-lost='']")
    assert page.locator(".mlp-lost").all_inner_texts() == ["", ""]
    before = page.get_attribute(".mlp-playground", "data-batches")
    page.get_by_role("button", name="One batch").click()
    page.wait_for_function(f"document.querySelector('.mlp-playground').dataset.batches > {before}")
    page.remove_locator_handler(dialog)
    assert notebook.faults == []


def test_a_kernel_that_was_shut_down_is_noticed(notebook):
    """At the next look, which comes each second: there may be no event."""
    start(notebook)
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    check_lost(notebook, "gone")
    assert notebook.faults == []


def test_a_server_that_stops_is_noticed(notebook, home):
    """When it is asked whether it is there: at the next look, each second, and 1.5 s after it."""
    page = notebook.page
    page.evaluate(NEW_KERNEL)
    start(notebook)
    # JupyterLab says it too, sooner or later, in a dialog over the whole page.
    dialog = page.get_by_role("dialog").filter(has_text="Server Connection Error")
    page.add_locator_handler(dialog, lambda dialog: dialog.get_by_role("button").last.click())
    (info,) = (home / "run").glob("jpserver-*.json")
    os.kill(int(info.stem.split("-")[1]), signal.SIGKILL)
    check_lost(notebook, "server")
    assert "Nothing drawn yet" in page.inner_text(".dp-headline")
