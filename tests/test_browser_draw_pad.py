"""The draw pad in a real browser: draw a digit with the mouse, and see it read."""

import pytest
from browser_fixtures import accessibility_faults, add_notebook, change_theme, draw, settled

pytestmark = pytest.mark.browser

SOURCE = """\
from mlp_helpers import MLP, SGD, fit, flatten, load_mnist, scale_pixels
from mlp_course.widgets.draw_pad import DrawPad
(images, y), _ = load_mnist()
model = MLP([784, 64, 10])
X = flatten(scale_pixels(images[:20000]))
_ = fit(model, X, y[:20000], epochs=3, batch_size=32, optimizer=SGD(0.1))
pad = DrawPad(model)
pad"""
SEVEN = [(0.25, 0.22), (0.75, 0.22), (0.45, 0.82)]  # in shares of the pad's side

# Are the weights painted in colour? The style sheet, which names the colours, may arrive late.
COLOURED = """() => {
  const canvas = document.querySelector('.dp-tile canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, i) => i % 4 === 0 && value !== data[i + 1]);
}"""


@pytest.fixture
def notebook(open_notebook, server):
    add_notebook(server, "draw_pad", SOURCE)
    notebook = open_notebook("draw_pad")
    notebook.run_all()
    notebook.page.wait_for_selector(".mlp-draw-pad .dp-tile", timeout=60_000)
    notebook.page.locator(".mlp-draw-pad").scroll_into_view_if_needed()
    return notebook


def test_draw_a_seven_and_break_the_network(notebook):
    page = notebook.page
    settled(page, -1)
    assert "Nothing drawn yet" in page.inner_text(".dp-headline")
    page.wait_for_function(COLOURED, timeout=10_000)
    draw(page, SEVEN)
    settled(page, 7)
    page.wait_for_function(
        "document.querySelector('.dp-spoken').textContent.includes('It reads a 7')"
    )
    number = page.locator(".dp-best .dp-number").inner_text()
    # Another stroke, and back.
    draw(page, [(0.2, 0.9), (0.8, 0.9)])
    page.get_by_role("button", name="Undo").press("Enter")
    settled(page, 7)
    page.wait_for_function(
        "text => document.querySelector('.dp-best .dp-number').textContent === text", arg=number
    )
    # Switch the unit off that responds most; its mark and the numbers show it.
    page.evaluate(
        """() => {
          const tile = document.querySelector('button.dp-tile');  // the strongest comes first
          if (tile.lastChild.style.width === '100%') tile.click();
        }"""
    )
    page.wait_for_selector("button.dp-tile[aria-pressed='true']")
    assert "1 unit off" in page.inner_text(".dp-bar-note")
    page.get_by_role("button", name="All units on").click()
    page.wait_for_selector("button.dp-tile[aria-pressed='true']", state="detached")
    page.get_by_role("button", name="Clear").click()
    settled(page, -1)
    assert notebook.problems() == []


def test_a_second_view_shows_the_same_drawing(notebook):
    """The strokes are kept in Python, so every view of the pad has them."""
    page = notebook.page
    draw(page, SEVEN)
    settled(page, 7)
    page.evaluate("jupyterapp.commands.execute('notebook:create-output-view')")
    page.wait_for_function("document.querySelectorAll('.mlp-draw-pad').length === 2")
    page.wait_for_function(
        "document.querySelectorAll('.mlp-draw-pad[data-prediction=\"7\"]').length === 2"
    )
    assert notebook.problems() == []


SHOWN = """() => [...document.querySelectorAll('button.dp-tile')].map((tile) => tile.title)"""


def test_every_unit_can_be_reached_and_switched_off_by_keyboard(notebook):
    page = notebook.page
    draw(page, SEVEN)
    settled(page, 7)
    page.get_by_label("Order").select_option("by number")
    page.wait_for_function(f"({SHOWN})()[0] === 'Unit 0'")
    first = page.evaluate(SHOWN)
    assert (
        page.get_by_role("button", name="Previous units").get_attribute("aria-disabled") == "true"
    )
    page.get_by_role("button", name="Next units").press("Enter")
    page.get_by_text("page 2 of 2").wait_for()
    page.wait_for_function(f"({SHOWN})().length === 16")
    second = page.evaluate(SHOWN)
    assert first + second == [f"Unit {unit}" for unit in range(64)]
    page.locator("button.dp-tile[tabindex='0']").press("End")
    page.keyboard.press("Enter")
    page.wait_for_selector("button.dp-tile[aria-pressed='true']")
    assert notebook.ask("pad.switched_off") == "(63,)"
    page.get_by_role("button", name="Previous units").press("Enter")
    page.get_by_text("page 1 of 2").wait_for()
    page.wait_for_selector("button.dp-tile[aria-pressed='true']", state="detached")
    page.get_by_label("Order").select_option("strongest response first")
    page.wait_for_function(f"({SHOWN})()[0] !== 'Unit 0' || ({SHOWN})()[1] !== 'Unit 1'")
    lines = page.evaluate(
        "() => [...document.querySelectorAll('.dp-response')].map((e) => parseFloat(e.style.width))"
    )
    assert lines == sorted(lines, reverse=True) and lines[0] == 100
    page.wait_for_function(COLOURED)
    assert notebook.problems() == []


def test_on_a_phone_drawing_and_answer_are_in_sight_and_the_units_folded(notebook):
    page = notebook.page
    page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    for width, beside in ((768, True), (480, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 844})
        root = page.locator(".mlp-draw-pad")
        units = root.get_by_role("button", name="All units on")
        units.wait_for(state="hidden")
        paper, answer = (root.locator(name).bounding_box() for name in (".dp-paper", ".dp-answer"))
        assert (answer["y"] < paper["y"] + paper["height"]) == beside
        edge = root.bounding_box()["x"] + root.bounding_box()["width"]
        assert answer["x"] + answer["width"] <= edge + 1
        assert root.bounding_box()["height"] < (760 if beside else 920)
    root.get_by_text("The units of the first layer").press("Enter")
    units.wait_for()
    page.set_viewport_size({"width": 1280, "height": 900})
    root.get_by_text("The units of the first layer", exact=True).wait_for(state="hidden")
    assert units.is_visible() and notebook.problems() == []


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_no_accessibility_fault(notebook, theme):
    pytest.importorskip("axe_playwright_python")
    page = notebook.page
    draw(page, SEVEN)
    settled(page, 7)
    page.locator("button.dp-tile").first.click()
    page.wait_for_selector("button.dp-tile[aria-pressed='true']")
    change_theme(page, theme, ".mlp-draw-pad")
    assert accessibility_faults(page, ".mlp-draw-pad") == []
