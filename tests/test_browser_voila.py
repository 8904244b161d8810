"""The playground served without code, and its accessibility, in a real Chromium."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from browser_fixtures import accessibility_faults

pytestmark = pytest.mark.browser
pytest.importorskip("axe_playwright_python")
NOTEBOOK = Path(__file__).parents[1] / "teaching" / "playground.ipynb"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """What Voila says."""
    return tmp_path_factory.mktemp("log") / "voila.log"


@pytest.fixture(scope="module")
def address(tmp_path_factory, log):
    """Voila serving the playground, as `make playground` starts it; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("voila")
    folders = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    templates = f"{sys.prefix}/share/jupyter:{NOTEBOOK.parent}"
    command = [sys.executable, "-m", "voila", "--template=offline", "--no-browser"]
    command.append(f"--Voila.config_file_paths={NOTEBOOK.parent}")
    process = subprocess.Popen(
        [*command, f"--port={port}", str(NOTEBOOK)],
        env={**os.environ, **folders, "JUPYTER_PATH": templates},
        stdout=subprocess.DEVNULL,
        stderr=log.open("w"),
        start_new_session=True,
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(15)


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


@pytest.fixture(scope="module")
def page(chromium, address):
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.outside, page.faults = [], []
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(own) else page.outside.append(r.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(address, timeout=60_000)
    page.get_by_role("button", name="Train", exact=True).wait_for(timeout=60_000)
    yield page
    page.close()


def test_a_class_can_train_and_pause(page):
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text(re.compile(r"epoch 0\.[1-9]|epoch [1-9]")).first.wait_for(timeout=30_000)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for(timeout=10_000)
    assert page.faults == []


def test_nothing_leaves_the_machine(page):
    assert page.outside == []


def test_make_starts_it_in_the_same_way():
    recipe = (NOTEBOOK.parents[1] / "Makefile").read_text()
    assert '$(JUPYTER_PATH):$(CURDIR)/teaching"' in recipe
    assert '--Voila.config_file_paths="$(CURDIR)/teaching" --template=offline' in recipe


def test_no_code_is_shown(page):
    assert page.get_by_text("from mlp_helpers").count() == 0


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_no_accessibility_fault_in_any_view(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.wait_for_selector(f".mlp-playground[data-theme='{scheme}']")
    page.wait_for_timeout(300)  # for what fades from one colour to the other
    for tab in page.get_by_role("tab").all():
        tab.click()
        page.wait_for_timeout(100)
        assert accessibility_faults(page, ".mlp-playground") == []
    assert accessibility_faults(page, ".mlp-draw-pad") == []


BRIGHTEST = """() => {
  const canvas = document.querySelector('.pg-chart canvas');
  return Math.max(...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    .filter((_, i) => i % 4 === 0));
}"""


def test_curves_are_drawn_in_the_colours_of_a_system_with_high_contrast(page):
    page.emulate_media(color_scheme="dark", forced_colors="active")
    page.wait_for_function(f"({BRIGHTEST})() === 255", timeout=5_000)  # its text is white
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.wait_for_selector(".mlp-playground[data-theme='light']")


def test_a_phone_has_pad_and_train_on_its_first_screen_and_its_kernel_ends_with_the_visit(
    chromium, address, log
):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark"
    )
    page = context.new_page()
    page.goto(f"{address}/?learning_rate=0.5&hidden=32&images=1000", timeout=60_000)
    train = page.get_by_role("button", name="Train", exact=True)
    train.wait_for(timeout=60_000)
    # The settings in the address are those of the page, and the other way round.
    page.get_by_text("25,450 parameters").wait_for()
    settings = page.get_by_label("All settings").input_value()
    assert settings.startswith("hidden=32 ") and "learning_rate=0.5" in settings
    page.get_by_label("Activation", exact=True).select_option("tanh")
    page.wait_for_url("**/?hidden=32&activation=tanh&learning_rate=0.5&images=1000")
    page.evaluate("document.querySelector('#rendered_cells').scrollTo(0, 0)")
    for element in (page.locator(".dp-paper"), train):
        box = element.bounding_box()
        assert box["y"] > 0 and box["y"] + box["height"] < 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    # Train and the curves stay in sight; the theme is that of the reader's system.
    train.tap()
    page.get_by_role("slider", name="Wrong labels").focus()
    assert 0 <= page.get_by_role("button", name="Pause", exact=True).bounding_box()["y"] < 20
    page.get_by_role("button", name="Pause", exact=True).tap()
    train.wait_for()
    for widget in (".mlp-playground", ".mlp-draw-pad"):
        assert page.get_attribute(widget, "data-theme") == "dark"
        assert accessibility_faults(page, widget) == []
    page.get_by_role("tab", name="Runs (1)").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV file").click()
    header, run = Path(download.value.path()).read_text().splitlines()
    assert header.startswith("run,epochs,") and ",tanh," in run
    before = log.read_text().count("Kernel shutdown")
    page.goto("about:blank")
    for _ in range(50):
        if log.read_text().count("Kernel shutdown") > before:
            break
        page.wait_for_timeout(200)
    assert log.read_text().count("Kernel shutdown") == before + 1  # no other page's
    context.close()


def test_a_setting_in_the_address_that_cannot_be_read_is_said(page, address):
    page.goto(f"{address}/?learning_rate=fast", timeout=60_000)
    page.locator(".pg-string").get_by_text("learning_rate=fast cannot be read").wait_for(
        timeout=60_000
    )
    assert page.url.endswith("?learning_rate=fast")
    assert page.faults == []
