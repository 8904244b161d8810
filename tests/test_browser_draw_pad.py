"""The draw pad in a real browser: drawing, images, keyboard, and what it says of the answer."""

import ast

import numpy as np
import pytest
from browser_fixtures import (
    SCREENS,
    ZOOMED,
    Notebook,
    accessibility_faults,
    add_notebook,
    change_theme,
    draw,
    fit_on_screen,
    settled,
)
from handwriting import NO_DIGITS
from test_browser_playground import CUT, SMALL

from mlp_course.drawn_digits import strokes

pytestmark = pytest.mark.browser

SOURCE = """\
import numpy as np
from mlp_helpers import MLP, SGD, fit, flatten, load_mnist, scale_pixels
from mlp_course.widgets.draw_pad import DrawPad
from mlp_course.widgets.likeness import validation_images
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


@pytest.fixture(scope="module")
def opened(chromium, server):
    add_notebook(server, "draw_pad", SOURCE)
    page = chromium.new_page(viewport=SCREENS["1280"], has_touch=True)
    page.set_default_timeout(60_000)  # a busy machine takes its time
    notebook = Notebook(page, *server, "draw_pad")
    notebook.run_all()
    page.wait_for_selector(".mlp-draw-pad .dp-tile")
    yield notebook
    page.close()


@pytest.fixture
def notebook(opened):
    """The pad with a new sheet of paper, all units on, on a laptop."""
    page = opened.page
    fit_on_screen(page, SCREENS["1280"])
    opened.ask("(pad.clear(), pad.all_on(), pad.show_saliency(False))")
    page.get_by_label("Order").select_option("strongest response first")
    page.get_by_role("button", name="Draw", exact=True).click()
    paper(page).scroll_into_view_if_needed()
    settled(page, -1)
    yield opened
    assert opened.problems() == []


def the_pad(page):
    return page.locator(".mlp-draw-pad").first


def paper(page):
    return the_pad(page).get_by_role("application", name="The paper")


def answered(page):
    """Wait until Python has answered all that was asked."""
    page.wait_for_selector(".mlp-draw-pad[data-waiting='0']")


# What the paper shows at the middle of each of 28 x 28 pixels, 0 paper to 255 ink.
ON_PAPER = """() => {
  const paper = document.querySelector('.dp-paper'), n = paper.width / 28;
  const { data } = paper.getContext('2d').getImageData(0, 0, paper.width, paper.height);
  const middle = (x) => Math.round((x + 0.5) * n);
  const at = (x, y) => 255 - data[4 * (middle(y) * paper.width + middle(x))];
  return [...Array(28).keys()].map((y) => [...Array(28).keys()].map((x) => at(x, y)));
}"""


def image(notebook, name):
    """Return an image that the pad has in Python, (28, 28)."""
    answered(notebook.page)
    return np.array(ast.literal_eval(notebook.ask(f"pad.{name}.tolist()")))


def on_paper(notebook):
    """Return what is on the paper, the same on the page as in Python, if it has no strokes."""
    seen = image(notebook, "only_shrunk")
    assert np.abs(seen - np.array(notebook.page.evaluate(ON_PAPER))).max() <= 1
    return seen


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


SHOWN = """() => [...document.querySelectorAll('button.dp-tile')].map((tile) => tile.title)"""


def test_every_unit_can_be_reached_and_switched_off_by_keyboard(notebook):
    page = notebook.page
    draw(page, SEVEN)
    settled(page, 7)
    page.get_by_label("Order").select_option("by number")
    answered(page)
    first = page.evaluate(SHOWN)
    assert (
        page.get_by_role("button", name="Previous units").get_attribute("aria-disabled") == "true"
    )
    page.get_by_role("button", name="Next units").press("Enter")
    answered(page)
    assert page.get_by_text("page 2 of 2").is_visible()
    second = page.evaluate(SHOWN)
    assert first + second == [f"Unit {unit}" for unit in range(64)]
    page.locator("button.dp-tile[tabindex='0']").press("End")
    page.keyboard.press("Enter")
    page.wait_for_selector("button.dp-tile[aria-pressed='true']")
    assert notebook.ask("pad.switched_off") == "(63,)"
    page.get_by_role("button", name="Previous units").press("Enter")
    answered(page)
    assert page.get_by_text("page 1 of 2").is_visible()
    assert page.locator("button.dp-tile[aria-pressed='true']").count() == 0
    page.get_by_label("Order").select_option("strongest response first")
    answered(page)
    lines = page.evaluate(
        "() => [...document.querySelectorAll('.dp-response')].map((e) => parseFloat(e.style.width))"
    )
    assert lines == sorted(lines, reverse=True) and lines[0] == 100
    page.wait_for_function(COLOURED)


def test_a_digit_is_taken_moved_centred_and_erased_by_keyboard(notebook):
    page, sheet = notebook.page, paper(notebook.page)
    words = the_pad(page).locator(".dp-words")
    sheet.focus()
    page.keyboard.press("4")
    words.get_by_text("a 4, as it stands").wait_for()
    taken = on_paper(notebook)
    assert notebook.ask("np.array_equal(pad.image, validation_images()[0][pad._taken])") == "True"
    settled(page, int(notebook.ask("pad.prediction")))
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    words.get_by_text("moved 2 right and 2 up, as it stands").wait_for()
    moved = on_paper(notebook)
    assert np.array_equal(moved[:26, 2:], taken[2:, :26])
    assert the_pad(page).get_by_text("As it stands, 28").is_visible()
    page.keyboard.press("c")
    words.get_by_text("moved 2 right and 2 up, centred").wait_for()
    assert np.array_equal(image(notebook, "image"), taken)
    assert the_pad(page).get_by_text("Centred in 28").is_visible()
    # Rub the middle column out: from the middle up to the edge, then all the way down.
    page.keyboard.press("e")
    page.keyboard.press("Space")
    for _ in range(14):
        page.keyboard.press("ArrowUp")
    for _ in range(27):
        page.keyboard.press("ArrowDown")
    the_pad(page).get_by_text("Rubber down, row 27, column 14").wait_for(state="attached")
    page.keyboard.press("Space")
    the_pad(page).get_by_text("Rubber up, row 27").wait_for(state="attached")
    assert not image(notebook, "only_shrunk")[:, 14].any() and moved[:, 14].any()
    page.keyboard.press("Backspace")
    assert np.array_equal(on_paper(notebook), moved)
    page.keyboard.press("n")
    words.get_by_text("with noise, as it stands").wait_for()
    noisy = on_paper(notebook)
    assert np.count_nonzero(noisy) > np.count_nonzero(taken) + 100
    page.keyboard.press("4")  # the next one
    words.get_by_text("a 4, as it stands").wait_for()
    assert not np.array_equal(on_paper(notebook), taken)


def test_a_one_is_drawn_by_keyboard_alone(notebook):
    page = notebook.page
    paper(page).focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    for _ in range(17):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page, 1)
    assert len(ast.literal_eval(notebook.ask("pad.strokes"))[0]) == 18


def test_a_digit_is_taken_drawn_on_dragged_and_erased_with_the_mouse(notebook):
    page, pad = notebook.page, the_pad(notebook.page)
    pad.get_by_role("button", name="Take a 1").click()
    pad.get_by_text("a 1, as it stands").wait_for()
    taken = on_paper(notebook)
    draw(page, [(0.5, 0.5), (0.6, 0.45), (0.7, 0.4)])  # two pixels right and up, then three
    pad.get_by_text("moved 6 right and 3 up").wait_for()
    on_paper(notebook)
    pad.get_by_role("button", name="Undo").click()
    assert np.array_equal(on_paper(notebook), taken)
    pad.get_by_role("button", name="Draw", exact=True).click()
    draw(page, [(0.2, 0.1), (0.5, 0.1)])
    answered(page)
    assert ast.literal_eval(notebook.ask("len(pad.strokes)")) == 1
    pad.get_by_role("button", name="Erase").click()
    draw(page, [(0.1, 0.1), (0.9, 0.1), (0.1, 0.12)])
    assert not image(notebook, "only_shrunk")[2].any()
    pad.get_by_role("button", name="Centre").click()
    page.wait_for_selector(".mlp-draw-pad button[aria-pressed='true']:text-is('Centre')")
    assert notebook.ask("pad._paper.sheet.is_centred") == "True"


def test_the_line_on_the_paper_is_the_one_that_is_read(notebook):
    """It grows with the drawing."""
    page = notebook.page
    inks = []
    for reach in (0.02, 0.25, 0.9):
        draw(page, [(0.05, 0.5), (0.05 + reach, 0.5)])
        answered(page)
        ink = float(notebook.ask("pad._paper.ink.mean().item()"))
        assert page.evaluate(INK) == pytest.approx(ink, abs=0.002)
        inks.append(page.evaluate(THICKNESS))
        page.get_by_role("button", name="Clear").click()
        settled(page, -1)
    assert inks == [pytest.approx(n, abs=1.5) for n in (6, 8, 24)]


INK = """() => {
  const paper = document.querySelector('.dp-paper');
  const { data } = paper.getContext('2d').getImageData(0, 0, paper.width, paper.height);
  return 1 - data.reduce((sum, x, i) => (i % 4 ? sum : sum + x), 0) / 255 / (data.length / 4);
}"""
THICKNESS = """() => {
  const paper = document.querySelector('.dp-paper'), x = Math.round(paper.width * 0.055);
  const { data } = paper.getContext('2d').getImageData(x, 0, 1, paper.height);
  return data.reduce((sum, value, i) => (i % 4 ? sum : sum + 1 - value / 255), 0) / 2;
}"""


def test_doubt_is_said_of_a_tangle_and_not_of_a_seven(notebook):
    page, pad = notebook.page, the_pad(notebook.page)
    draw(page, SEVEN)
    settled(page, 7)
    assert pad.locator(".dp-doubt").inner_text() == ""
    pad.get_by_role("button", name="Clear").click()
    for stroke in strokes(NO_DIGITS["lines across"]):
        draw(page, [(x / 280, y / 280) for x, y in stroke])
    pad.locator(".dp-doubt").get_by_text("does not look much like").wait_for()
    pad.locator(".dp-spoken").get_by_text("does not look much like").wait_for(state="attached")
    assert notebook.ask("bool(pad.doubt)") == "True"


# How many pixels are more red than blue, or more blue than red.
COLOURED_PIXELS = """() => {
  const context = document.querySelector('.dp-pixels').getContext('2d');
  const { data } = context.getImageData(0, 0, 28, 28);
  return data.filter((red, i) => i % 4 === 0 && red !== data[i + 2]).length;
}"""


def test_the_pixels_that_speak_are_shown_in_colour_and_in_words(notebook):
    page, pad = notebook.page, the_pad(notebook.page)
    toggle = pad.get_by_role("button", name="Which pixels speak")
    draw(page, SEVEN)
    settled(page, 7)
    toggle.press("Enter")
    picture = pad.get_by_role("img", name="Most for the 7")
    picture.wait_for()
    assert toggle.get_attribute("aria-pressed") == "true"
    row, column = ast.literal_eval(
        notebook.ask("tuple(map(int, np.unravel_index(pad.saliency.argmax(), (28, 28))))")
    )
    assert f"Most for the 7: row {row}, column {column}." in picture.get_attribute("aria-label")
    assert page.evaluate(COLOURED_PIXELS) > 20
    assert pad.get_by_text("Red ink speaks for the 7").is_visible()
    draw(page, [(0.3, 0.5), (0.7, 0.5)])
    answered(page)
    best = notebook.ask("pad.prediction")
    pad.get_by_text(f"Red ink speaks for the {best}").wait_for()
    toggle.click()
    picture.wait_for(state="hidden")


def test_drawing_and_answer_are_in_sight_and_nothing_is_cut(notebook):
    page, root = notebook.page, the_pad(notebook.page)
    units = root.get_by_role("button", name="All units on")
    notebook.ask("(pad.take(8), pad.move(3, 0), pad.show_saliency())")
    answered(page)
    for size in [ZOOMED, *SCREENS.values()]:
        fit_on_screen(page, size)
        units.wait_for(state="visible" if size["width"] > 1000 else "hidden")
        box = {name: root.locator(f".dp-{name}").bounding_box() for name in ("sheet", "answer")}
        beside = box["answer"]["y"] < box["sheet"]["y"] + box["sheet"]["height"]
        assert beside == (size["width"] > 390)
        root.locator(".dp-keys").evaluate("e => (e.open = true)")
        assert root.evaluate(CUT) == [], size
        assert root.evaluate(SMALL) == [], size
        root.locator(".dp-keys").evaluate("e => (e.open = false)")
    fit_on_screen(page, SCREENS["390"])
    root.get_by_text("The units of the first layer").press("Enter")
    units.wait_for()
    fit_on_screen(page, SCREENS["1280"])
    root.get_by_text("The units of the first layer", exact=True).wait_for(state="hidden")
    assert units.is_visible()


def test_what_is_pressed_can_be_told_in_forced_colours(notebook):
    page = notebook.page
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    tools = the_pad(page).locator(".dp-tools button")
    page.emulate_media(forced_colors="active")
    pressed, other = (tools.nth(i).evaluate(colours) for i in (0, 1))
    page.emulate_media(forced_colors="none")
    assert pressed[0] != other[0] and pressed[1] != other[1]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_no_accessibility_fault(notebook, theme, screen):
    """In use: drawn on, in doubt, a unit off, and all that can be unfolded shown."""
    pytest.importorskip("axe_playwright_python")
    page = notebook.page
    for stroke in strokes(NO_DIGITS["lines across"]):
        draw(page, [(x / 280, y / 280) for x, y in stroke])
    notebook.ask("pad.show_saliency()")
    page.wait_for_selector(".dp-doubt:not(:empty)")
    page.wait_for_selector(".dp-pixels:visible")
    page.locator("button.dp-tile").first.click()
    page.wait_for_selector("button.dp-tile[aria-pressed='true']")
    fit_on_screen(page, SCREENS[screen])
    if screen != "1280":  # what is needed less is folded away
        the_pad(page).get_by_role("button", name="All units on").wait_for(state="hidden")
    the_pad(page).locator("details").evaluate_all("all => all.forEach((e) => (e.open = true))")
    change_theme(page, theme, ".mlp-draw-pad")
    assert accessibility_faults(page, ".mlp-draw-pad") == []


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
