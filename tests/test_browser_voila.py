"""The playground served without code, as a laptop, a tablet and a phone show it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest
from browser_fixtures import (
    HIDDEN,
    SCREENS,
    ZOOMED,
    accessibility_faults,
    draw,
    show_every_tab,
)
from test_browser_playground import CUT, SMALL

pytestmark = pytest.mark.browser
pytest.importorskip("axe_playwright_python")
playwright_api = pytest.importorskip("playwright.sync_api")
NOTEBOOK = Path(__file__).parents[1] / "teaching" / "playground.ipynb"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """What Voila says."""
    return tmp_path_factory.mktemp("log") / "voila.log"


@contextlib.contextmanager
def voila(home, log, *options):
    """Voila serving the playground, as `make playground` starts it; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    templates = f"{sys.prefix}/share/jupyter:{NOTEBOOK.parent}"
    command = [sys.executable, "-m", "voila", "--template=offline", "--no-browser"]
    command.append(f"--Voila.config_file_paths={NOTEBOOK.parent}")
    process = subprocess.Popen(
        [*command, f"--port={port}", *options, str(NOTEBOOK)],
        env={**os.environ, **folders, "JUPYTER_PATH": templates},
        stdout=subprocess.DEVNULL,
        stderr=log.open("w"),
        start_new_session=True,
    )
    try:
        address = wait_for(f"http://127.0.0.1:{port}", process)
        with pytest.raises(ConnectionRefusedError):  # another of this machine's own addresses
            socket.create_connection(("127.0.0.2", port), timeout=5).close()
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(15)


@pytest.fixture(scope="module")
def address(tmp_path_factory, log):
    with voila(tmp_path_factory.mktemp("voila"), log) as address:
        yield address


def wait_for(address, process):
    for _ in range(300):
        assert process.poll() is None, "Voila did not start"
        try:
            urllib.request.urlopen(f"{address}/static/", timeout=2)
        except urllib.error.HTTPError:
            return address  # it answers, if only that there is no such page
        except OSError:
            time.sleep(0.2)
    raise AssertionError("Voila did not answer within a minute")


@pytest.fixture(scope="module", params=SCREENS)
def page(chromium, address, log, request):
    """The page as a laptop, a tablet and a phone show it, opened by a link."""
    size = SCREENS[request.param]
    touched = size["width"] < 1000
    page = chromium.new_page(viewport=size, has_touch=touched, is_mobile=touched)
    page.set_default_timeout(60_000)  # a busy machine takes its time
    page.outside, page.faults, page.ended_before = [], [], kernels_ended(log)
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(own) else page.outside.append(r.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(
        f"{address}/?learning_rate=0.5&hidden=32&images=1000&epochs=0&voila-x=1",
        wait_until="commit",
    )
    page.while_it_starts = page.wait_for_selector("#loading_text", state="attached").evaluate(
        "e => getComputedStyle(e, '::after').content"
    )
    page.get_by_text("25,450 parameters").wait_for()
    yield page
    page.close()


@pytest.fixture
def train(page):
    return page.get_by_role("button", name="Train", exact=True)


def kernels_ended(log):
    return log.read_text().count("Kernel shutdown")


def is_touched(page):
    return page.evaluate("navigator.maxTouchPoints") > 0


def test_pad_and_train_are_on_the_first_screen(page, train):
    size = page.viewport_size
    paper = page.locator(".dp-paper")
    for element in (train, paper) if is_touched(page) else (train,):
        box = element.bounding_box()
        assert box["y"] > 0 and box["y"] + box["height"] < size["height"]
    if not is_touched(page):
        page.set_viewport_size(ZOOMED)
        assert paper.bounding_box()["y"] < ZOOMED["height"] / 2
        page.set_viewport_size(size)
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_the_settings_in_the_address_are_those_of_the_page_and_the_other_way_round(page):
    settings = page.get_by_label("All settings").input_value()
    assert settings.startswith("hidden=32 ") and "learning_rate=0.5" in settings
    page.get_by_label("Activation", exact=True).select_option("tanh")
    ours = "hidden=32&activation=tanh&learning_rate=0.5&images=1000&epochs=0"
    page.wait_for_url(f"**/?voila-x=1&{ours}")  # what is meant for the server stays


def test_a_class_can_train_and_pause(page, train):
    """Train and the curves stay in sight, whether it is clicked or tapped."""
    use = "tap" if is_touched(page) else "click"
    chart = page.locator(".pg-chart canvas").first
    getattr(train, use)()
    page.get_by_role("slider", name="Wrong labels").focus()
    pause = page.get_by_role("button", name="Pause", exact=True)
    assert not pause.evaluate(HIDDEN) and not chart.evaluate(HIDDEN)
    page.wait_for_function("document.querySelector('.mlp-playground').dataset.epoch > 1")
    getattr(pause, use)()
    train.wait_for()
    assert page.faults == []


SEVEN = [(0.25, 0.22), (0.75, 0.22), (0.45, 0.82)]  # in shares of the pad's side


def draw_by_finger(page, points):
    """Draw a stroke on the draw pad with a finger, through these points (shares of its side)."""
    box = page.locator(".dp-paper").bounding_box()
    device = page.context.new_cdp_session(page)

    def touch(kind, *points):
        places = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points
        ]
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", points[0])
    for (x, y), (to_x, to_y) in pairwise(points):
        for share in (0.25, 0.5, 0.75, 1):
            touch("touchMove", (x + share * (to_x - x), y + share * (to_y - y)))
    touch("touchEnd")


def test_nothing_is_cut_and_every_target_is_large_enough(page):
    for tab in page.get_by_role("tab").all():
        tab.click()
        for widget in WIDGETS:
            assert page.locator(widget).evaluate(CUT) == [], tab
            assert page.locator(widget).evaluate(SMALL) == [], tab
    page.get_by_role("tab").first.click()


def test_a_digit_is_drawn_by_mouse_or_finger_and_the_page_stays_where_it_is(page):
    paper = page.locator(".dp-paper")
    paper.scroll_into_view_if_needed()
    place = paper.bounding_box()
    (draw_by_finger if is_touched(page) else draw)(page, SEVEN)
    page.wait_for_selector(".mlp-draw-pad[data-waiting='0']:not([data-prediction='-1'])")
    assert paper.bounding_box() == place


def test_a_visitor_is_told_to_wait(page):
    assert "comes in a few seconds" in page.while_it_starts


def test_nothing_leaves_the_machine(page):
    assert page.outside == []


def test_no_code_is_shown(page):
    assert page.get_by_text("from mlp_helpers").count() == 0


# As in a page that has no theme: then the widgets' own plain colours are used.
THEME = """['content-font-color1', 'border-color1', 'border-color2', 'layout-color1',
  'layout-color2', 'brand-color1'].map((name) => `--jp-${name}`)"""
NO_THEME = f"e => {THEME}.forEach((name) => e.style.setProperty(name, 'initial'))"
WITH_THEME = f"e => {THEME}.forEach((name) => e.style.removeProperty(name))"
WIDGETS = (".mlp-playground", ".mlp-draw-pad")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_no_accessibility_fault_in_the_colours_of_the_readers_system(page, scheme):
    page.emulate_media(color_scheme=scheme)
    for widget in WIDGETS:
        page.wait_for_selector(f"{widget}[data-theme='{scheme}']")
    page.wait_for_timeout(300)  # for what fades from one colour to the other
    show_every_tab(page.locator(".mlp-playground"))
    for widget in WIDGETS:
        assert accessibility_faults(page, widget) == []
    for widget in WIDGETS:
        page.locator(widget).evaluate(NO_THEME)
    background = "e => getComputedStyle(e).backgroundColor"
    plain = {"dark": "rgb(17, 17, 17)", "light": "rgb(255, 255, 255)"}
    for widget in WIDGETS:
        assert page.locator(widget).evaluate(background) == plain[scheme]
        assert accessibility_faults(page, widget) == []
        page.locator(widget).evaluate(WITH_THEME)


BRIGHTEST = """() => {
  const canvas = document.querySelector('.pg-chart canvas');
  return Math.max(...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    .filter((_, i) => i % 4 === 0));
}"""
# What colours alone would say: each pair must differ.
TOLD_APART = """() => {
  const colour = (css, name) => getComputedStyle(document.querySelector(css))[name];
  const tab = (state) => colour(`.pg-tab[aria-selected=${state}]`, 'borderBottomColor');
  const bar = (css) => colour(css, 'backgroundColor');
  const cells = [...document.querySelectorAll('.pg-matrix .pg-wrong')];
  const sorted = cells.toSorted((a, b) => a.textContent - b.textContent);
  const cell = (i) => getComputedStyle(sorted.at(i)).backgroundColor;
  return {
    'open tab': [tab(true), tab(false)],
    'true digit': [bar('.pg-bars .pg-true'), bar('.pg-bars i:not(.pg-true)')],
    'frequent mistake': [cell(0), cell(-1)],
    'probability': [bar('.nw-true .nw-fill'), bar('.nw-track')],
  };
}"""


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_everything_can_be_told_in_a_system_with_high_contrast(page, scheme):
    page.emulate_media(color_scheme=scheme, forced_colors="active")
    show_every_tab(page.locator(".mlp-playground"))
    # Nothing replaces what a canvas is painted with, so it is given the system's own colours.
    text = "e => getComputedStyle(e).getPropertyValue('--mlp-text')"
    assert page.locator(".mlp-playground").evaluate(text) == "CanvasText"
    if scheme == "dark":
        page.wait_for_function(f"({BRIGHTEST})() === 255")  # the text of the curves is white
    page.get_by_role("button", name="Show a 3", exact=True).click()
    page.locator(".nw-true").wait_for()
    for name, (one, other) in page.evaluate(TOLD_APART).items():
        assert one != other, name
    for widget in (".mlp-playground", ".mlp-draw-pad"):
        assert accessibility_faults(page, widget) == []
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.wait_for_selector(".mlp-playground[data-theme='light']")


def test_the_runs_can_be_saved_as_a_file(page):
    page.get_by_role("tab", name="Runs (1)").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV file").click()
    header, run = Path(download.value.path()).read_text().splitlines()
    assert header.startswith("run,epochs,") and ",tanh," in run
    assert "cell" not in page.locator(".mlp-playground").inner_text()  # a visitor has none


def test_the_link_to_these_settings_is_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_text("copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_setting_in_the_address_that_cannot_be_read_is_said(page, address):
    page.goto(f"{address}/?learning_rate=fast&theme=light")
    page.locator(".pg-string").get_by_text("learning_rate=fast cannot be read").wait_for()
    assert page.url.endswith("?learning_rate=fast&theme=light")
    page.get_by_label("Activation", exact=True).select_option("tanh")
    page.wait_for_url("**/?theme=light&activation=tanh")
    assert page.faults == []


def test_its_kernels_end_with_the_visit(page, log):
    page.goto("about:blank")
    for _ in range(100):
        if kernels_ended(log) >= page.ended_before + 2:
            break
        page.wait_for_timeout(200)
    assert kernels_ended(log) == page.ended_before + 2  # the one before was left for a link


def kernel_under(home):
    """Return the id of the one kernel that belongs to the Voila with this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command, surroundings = ((process / n).read_bytes() for n in ("cmdline", "environ"))
            if b"ipykernel" in command and str(home).encode() in surroundings:
                found.append(int(process.name))
    (kernel,) = found
    return kernel


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for the kernel in /proc")
def test_a_kernel_that_is_lost_is_said_with_the_way_back(chromium, tmp_path):
    with voila(tmp_path, tmp_path / "log") as address:
        page = chromium.new_page(viewport=SCREENS["390"], has_touch=True, is_mobile=True)
        page.set_default_timeout(60_000)
        page.goto(f"{address}/?images=1000&hidden=32")
        page.get_by_text("25,450 parameters").wait_for()
        page.wait_for_selector(".mlp-draw-pad[data-waiting='0']")
        os.kill(kernel_under(tmp_path), signal.SIGKILL)
        page.get_by_role("button", name="One batch").tap()
        for widget in WIDGETS:
            said = page.locator(f"{widget}[data-lost='gone'] .mlp-lost")
            playwright_api.expect(said).to_contain_text("load this page again")
        assert page.get_by_role("button", name="One batch").is_disabled()
        page.reload()
        page.get_by_text("25,450 parameters").wait_for()
        page.get_by_role("button", name="One batch").tap()
        page.wait_for_selector(".mlp-playground[data-batches='1']")
        page.close()


@pytest.mark.slow
def test_the_kernel_of_a_page_that_ended_without_a_word_is_culled(chromium, tmp_path):
    """And that of a page that is only left open is not."""
    assert "cull_idle_timeout = 300" in (NOTEBOOK.parent / "voila.py").read_text()
    log = tmp_path / "log"
    soon = [f"--MappingKernelManager.cull_{name}" for name in ("idle_timeout=4", "interval=1")]
    with voila(tmp_path, log, *soon) as address:
        page = chromium.new_page()
        page.goto(f"{address}/?images=1000")
        page.wait_for_selector(".mlp-playground[data-updates]", timeout=60_000)
        page.wait_for_timeout(8_000)
        assert "Culling '" not in log.read_text()
        with pytest.raises(playwright_api.Error):
            page.goto("chrome://crash", timeout=2_000)
        for _ in range(120):
            if "Culling '" in log.read_text():
                return
            time.sleep(0.5)
    raise AssertionError(log.read_text())


def test_make_starts_it_in_the_same_way():
    recipe = (NOTEBOOK.parents[1] / "Makefile").read_text()
    assert '$(JUPYTER_PATH):$(CURDIR)/teaching"' in recipe
    assert '--Voila.config_file_paths="$(CURDIR)/teaching" --template=offline' in recipe
