"""The quiz and the smaller widgets in a real JupyterLab in a real Chromium."""

import pytest
from browser_fixtures import add_notebook, drag

pytestmark = pytest.mark.browser


def test_quiz_answers_to_click_and_keyboard(open_notebook, server):
    add_notebook(
        server, "quiz", "from mlp_course.exercises import preprocessing as ex\nex.quiz.show()"
    )
    notebook = open_notebook("quiz")
    notebook.run_all()
    page, feedback = notebook.page, notebook.page.get_by_role("alert")
    first = page.get_by_title("Question 1: answer a")
    first.click(timeout=60_000)
    feedback.filter(has_text="Question 1, a: Not quite.").wait_for()
    first.focus()
    for key in ("Tab", "Tab", "Enter"):  # on to c, and press it
        page.keyboard.press(key)
    feedback.filter(has_text="Question 1, c: Right.").wait_for()
    page.get_by_label("Question 2").focus()
    page.keyboard.type("422")
    page.keyboard.press("Enter")
    feedback.filter(has_text="Question 2, 422: Right.").wait_for()
    assert feedback.count() == 2  # the new feedback on question 1 has replaced the old
    assert notebook.problems() == []


def test_temperature_slider_moves_by_keyboard(open_notebook, server):
    source = "from mlp_course.widgets import TemperatureSlider\nTemperatureSlider([1, 5, 3, 6])"
    add_notebook(server, "temperature", source)
    notebook = open_notebook("temperature")
    notebook.run_all()
    page = notebook.page
    page.get_by_text("At T = 1.00 the largest probability is 0.7020").wait_for(timeout=60_000)
    page.locator(".widget-hslider").get_by_role("slider").first.focus()
    for _ in range(2):  # each step multiplies T by 10 to the power 0.05
        page.keyboard.press("ArrowRight")
    changed = page.get_by_text("At T = 1.26 the largest probability is")
    changed.wait_for()
    assert "0.7020" not in changed.inner_text()
    assert notebook.problems() == []


def test_three_scores_move_by_keyboard_and_mouse(open_notebook, server):
    source = "from mlp_course.widgets import ThreeScores\nThreeScores(z=(1.0, 2.0, 3.0), y=2)"
    add_notebook(server, "scores", source)
    notebook = open_notebook("scores")
    notebook.run_all()
    page = notebook.page
    root = page.locator(".mlp-three-scores[data-theme]")
    root.wait_for(timeout=60_000)
    handle = page.get_by_role("slider", name="Score of class 0")
    handle.focus()
    page.keyboard.press("End")  # 5: the case that notebook 03 tells in numbers
    page.locator('.mlp-three-scores[data-loss="2.170"]').wait_for()
    assert root.locator(".ts-number").all_inner_texts()[1::2] == ["+0.844", "+0.042", "−0.886"]
    page.get_by_role("slider", name="Score of class 2").focus()
    page.keyboard.press("Home")
    page.locator('.mlp-three-scores[data-loss="10.049"]').wait_for()
    drag(page, handle, -2)
    assert float(handle.get_attribute("aria-valuenow")) < 5
    assert notebook.problems() == []


def test_a_digit_is_disturbed_by_keyboard_and_buttons(open_notebook, server):
    source = """\
import numpy as np
from mlp_course.widgets import DisturbedDigit
from mlp_helpers import MLP
images = np.zeros((2, 28, 28), dtype=np.float32)
images[:, 6:22, 12:16] = 1
disturbed = DisturbedDigit(MLP([784, 10], seed=0), images, [1, 4])
disturbed"""
    add_notebook(server, "disturbed", source)
    notebook = open_notebook("disturbed")
    notebook.run_all()
    page = notebook.page
    said = page.get_by_role("status")
    said.get_by_text("Read as").wait_for(timeout=60_000)
    page.get_by_role("slider").first.focus()
    before = page.get_by_alt_text("labelled 1").get_attribute("src")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelector('img[alt*=labelled]').src !== old", arg=before
    )
    assert notebook.ask("disturbed.sliders['right'].value") == "3.0"
    page.get_by_role("button", name="Next image").click()
    page.get_by_alt_text("labelled 4").wait_for()
    page.get_by_role("button", name="Undisturbed").click()
    for _ in range(50):
        if notebook.ask("disturbed.sliders['right'].value") == "0.0":
            break
        page.wait_for_timeout(100)
    assert notebook.ask("disturbed.sliders['right'].value") == "0.0"
    assert notebook.problems() == []
