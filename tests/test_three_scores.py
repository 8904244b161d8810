"""The three scores to drag: Python's numbers, and in a real browser the same on the page."""

import json

import numpy as np
import pytest
from browser_fixtures import (
    Notebook,
    accessibility_faults,
    add_notebook,
    change_theme,
    drag,
)

from mlp_course.widgets import ThreeScores
from mlp_course.widgets.three_scores import LIMIT

# -- without a browser ----------------------------------------------------------------------------


def test_probabilities_loss_and_gradient():
    scores = ThreeScores()
    e = np.exp([1, 2, 3])
    assert np.allclose(scores.probabilities, e / e.sum())
    assert np.isclose(scores.loss, -np.log(e[2] / e.sum()))
    assert np.allclose(scores.gradient, e / e.sum() - [0, 0, 1])
    assert np.isclose(scores.gradient.sum(), 0)


def test_it_follows_what_is_assigned():
    scores = ThreeScores(np.array([0, 0, 0]), y=1)
    assert scores.z == [0, 0, 0] and np.isclose(scores.loss, np.log(3))
    scores.z, scores.y = [LIMIT, -LIMIT, 0], 1
    assert np.isclose(scores.loss, 2 * LIMIT, atol=0.01) and scores.gradient[1] < -0.99


@pytest.mark.parametrize(
    "z", [(1, 2), [[1, 2, 3]], (1, 2, 5.1), (1, 2, np.nan), "123", (1, 2, None)], ids=str
)
def test_bad_scores_are_refused_in_words(z):
    with pytest.raises(ValueError, match=r"z is .*; expected"):
        ThreeScores(z)


@pytest.mark.parametrize("y", [-1, 3])
def test_a_bad_class_is_refused_in_words(y):
    with pytest.raises(ValueError, match="expected 0, 1 or 2"):
        ThreeScores(y=y)


def test_what_is_refused_changes_nothing():
    scores = ThreeScores()
    with pytest.raises(ValueError, match="from -5 to 5"):
        scores.z = [0, 0, 9]
    assert scores.z == [1, 2, 3]


def test_repr_is_a_sentence_that_stands_for_it():
    assert repr(ThreeScores((1, 2, -0.5), y=1)) == (
        "Three scores to drag, now 1, 2 and −0.5; the right class is 1. "
        "Probabilities 0.254, 0.690 and 0.057; loss 0.372."
    )


# -- in a browser ---------------------------------------------------------------------------------

SHOWN = """() => {
  const root = document.querySelector('.mlp-three-scores');
  const texts = (selector) => [...root.querySelectorAll(selector)].map((e) => e.textContent);
  const numbers = texts('.ts-number');
  const [p, gradient] = [0, 1].map((k) => numbers.filter((_, i) => i % 2 === k));
  return { p, gradient, loss: texts('.ts-loss')[0], ways: texts('.ts-way') };
}"""


@pytest.fixture(scope="module")
def page_of_scores(chromium, server):
    add_notebook(
        server,
        "scores",
        "from mlp_course.widgets import ThreeScores\nscores = ThreeScores()\nscores",
    )
    page = chromium.new_page(viewport={"width": 1150, "height": 900})
    notebook = Notebook(page, *server, "scores")
    notebook.run_all()
    page.wait_for_selector(".mlp-three-scores[data-theme]", timeout=60_000)
    yield notebook
    assert notebook.problems() == []
    page.close()


@pytest.fixture
def notebook(page_of_scores):
    """Each test begins with the scores 1, 2, 3 and the right class 2."""
    page = page_of_scores.page
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("radio", name="class 2").check()
    agree(page_of_scores, [1, 2, 3], 2)
    return page_of_scores


def slider(notebook, i):
    return notebook.page.get_by_role("slider", name=f"Score of class {i}")


def agree(notebook, z, y):
    """Wait until page and kernel have these scores, and compare all that the page shows."""
    root = notebook.page.locator(".mlp-three-scores")
    for _ in range(50):
        if notebook.ask("scores.z, scores.y") == str((list(map(float, z)), y)):
            break
        notebook.page.wait_for_timeout(100)
    assert notebook.ask("scores.z, scores.y") == str((list(map(float, z)), y))
    assert json.loads(root.get_attribute("data-z")) == list(z)
    twin, shown = ThreeScores(z, y), notebook.page.evaluate(SHOWN)
    assert shown["p"] == [f"{p:.3f}" for p in twin.probabilities]
    signed = [f"{g:+.3f}".replace("-", "−") for g in twin.gradient]
    assert shown["gradient"] == [text if "0.000" not in text else "0.000" for text in signed]
    assert shown["loss"] == f"{twin.loss:.3f}"
    ways = ["raise →" if g < 0 else "← lower" for g in twin.gradient.round(3)]
    assert shown["ways"] == [
        w if g else "stays" for w, g in zip(ways, twin.gradient.round(3), strict=True)
    ]


@pytest.mark.browser
def test_drag_with_the_mouse(notebook):
    drag(notebook.page, slider(notebook, 0), units=2)
    agree(notebook, [3, 2, 3], 2)
    drag(notebook.page, slider(notebook, 2), units=-20)  # far out of the page's part
    agree(notebook, [3, 2, -5], 2)


@pytest.mark.browser
def test_press_on_the_line(notebook):
    line = notebook.page.locator(".ts-line").nth(1)
    box = line.bounding_box()
    line.click(position={"x": box["width"] * 0.1, "y": box["height"] / 2})
    agree(notebook, [1, -4, 3], 2)


@pytest.mark.browser
def test_every_key_of_a_slider(notebook):
    handle = slider(notebook, 0)
    for key, z in [
        *[("ArrowRight", 1.1), ("ArrowUp", 1.2), ("ArrowLeft", 1.1), ("ArrowDown", 1)],
        *[("Shift+ArrowRight", 2), ("PageUp", 3), ("PageDown", 2), ("Shift+ArrowLeft", 1)],
        *[("End", 5), ("ArrowRight", 5), ("Home", -5), ("PageUp", -4)],
    ]:
        handle.press(key)
        assert float(handle.get_attribute("aria-valuenow")) == z, key
    agree(notebook, [-4, 2, 3], 2)
    assert handle.get_attribute("aria-valuetext") == "−4.0, probability 0.001"


@pytest.mark.browser
def test_another_right_class_and_a_step_downhill(notebook):
    notebook.page.get_by_role("radio", name="class 0").check()
    agree(notebook, [1, 2, 3], 0)
    notebook.page.get_by_role("button", name="One step downhill").click()
    agree(notebook, (ThreeScores(y=0).z - ThreeScores(y=0).gradient).tolist(), 0)
    notebook.page.get_by_text("It raises the score of class 0").wait_for()


@pytest.mark.browser
def test_the_page_follows_what_python_assigns(notebook):
    notebook.page.evaluate(
        """code => jupyterapp.shell.currentWidget.sessionContext.session.kernel
             .requestExecute({ code }).done""",
        "scores.z, scores.y = [0, -1, 0.5], 1",
    )
    notebook.page.wait_for_selector(".mlp-three-scores[data-z='[0,-1,0.5]'][data-y='1']")
    agree(notebook, [0, -1, 0.5], 1)


@pytest.mark.browser
def test_touch_moves_a_handle(notebook):
    """A finger's events, as Chromium makes them of touches."""
    box = slider(notebook, 1).bounding_box()
    width = notebook.page.locator(".ts-line").nth(1).bounding_box()["width"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = notebook.page.context.new_cdp_session(notebook.page)
    for kind, points in [
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x - 0.15 * width, "y": y}]),
        ("touchMove", [{"x": x - 0.3 * width, "y": y}]),
        ("touchEnd", []),
    ]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    agree(notebook, [1, -1, 3], 2)


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [960, 340])
def test_no_accessibility_fault_and_large_targets(notebook, theme, width):
    pytest.importorskip("axe_playwright_python")
    page, root = notebook.page, notebook.page.locator(".mlp-three-scores")
    root.evaluate("(e, width) => (e.style.maxWidth = `${width}px`)", width)
    change_theme(page, theme, ".mlp-three-scores")
    assert accessibility_faults(page, ".mlp-three-scores") == []
    for target in page.locator(".mlp-three-scores :is(.ts-handle, .ts-class, button)").all():
        box = target.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24
    assert root.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
