"""A playground with a task and few knobs, in a real JupyterLab in a real Chromium."""

import pytest
from browser_fixtures import (
    HIDDEN,
    SCREENS,
    ZOOMED,
    Notebook,
    accessibility_faults,
    add_notebook,
    change_theme,
    fit_on_screen,
)
from test_browser_playground import CUT, SMALL, PlaygroundPage

pytestmark = pytest.mark.browser
playwright_api = pytest.importorskip("playwright.sync_api")

CELLS = [
    "from mlp_course import tasks\n"
    "from mlp_course.widgets import Playground\n"
    "few = 'images=1000 hidden=16 epochs=0'\n"
    "one = Playground(few, task=tasks.accuracy(0.6, updates=900), show=['learning_rate', 'seed'])\n"
    "one",
    "bare = Playground(few, task=tasks.smallest(0.5), show=[])\nbare",
    "repair = tasks.repair('init=zeros images=1000 epochs=6', 0.5)\n"
    "broken = Playground(task=repair, show=['init'])\nbroken",
]
WHOLE = "document.querySelectorAll('.mlp-playground[data-updates]').length === 3"
KNOBS = "e => [...e.querySelectorAll('[data-setting]')].map((knob) => knob.dataset.setting)"


class TaskPage(PlaygroundPage):
    """A playground with what its reader is told about the task."""

    @property
    def task(self):
        return self.root.get_by_role("region", name="Task", exact=True)

    @property
    def solved(self):
        return self.task.get_by_role("status")

    @property
    def progress(self):
        return self.task.locator(".pg-task-progress")


@pytest.fixture(scope="module")
def opened(chromium, server):
    add_notebook(server, "tasks_test", *CELLS)
    page = chromium.new_page(viewport=SCREENS["1280"])
    page.set_default_timeout(60_000)  # a busy machine takes its time
    yield Notebook(page, *server, "tasks_test")
    page.close()


@pytest.fixture(scope="module", params=SCREENS)
def notebook(opened, request):
    fit_on_screen(opened.page, SCREENS[request.param])
    opened.run_all()
    opened.page.wait_for_function(WHOLE)
    yield opened
    assert opened.problems() == []


@pytest.fixture
def one(notebook):
    return TaskPage(notebook.page, 0)


@pytest.fixture
def bare(notebook):
    """A playground that shows no knob."""
    return TaskPage(notebook.page, 1)


@pytest.fixture
def broken(notebook):
    return TaskPage(notebook.page, 2)


LISTEN = """status => {
  window.said = [];
  new MutationObserver(() => said.push(status.textContent))
    .observe(status, { childList: true, characterData: true, subtree: true });
}"""


def test_a_task_is_shown_and_once_solved_that_is_said_with_the_run(one, notebook):
    expect, page = playwright_api.expect, notebook.page
    expect(one.task).to_contain_text("Read 60 % of the validation images right, after at most 900")
    expect(one.progress).to_have_text("Not begun yet: press Train.")
    assert one.task.bounding_box()["y"] < one.button("Train").bounding_box()["y"]
    one.button("One batch").click()
    expect(one.progress).to_contain_text("Run 1: ")
    expect(one.progress).to_contain_text("asked for: 60 %. 899 updates left.")
    one.solved.evaluate(LISTEN)
    one.button("Train").click()
    expect(one.solved).to_contain_text("Solved by run 1. 6")
    one.wait(f"e.dataset.batches > {one.value('batches') + 100}")  # it goes on
    one.pause()
    assert page.evaluate("said") == [one.solved.inner_text()], "said once"
    expect(one.progress).to_have_text("")
    one.button("Rewind").click()
    expect(one.progress).to_have_text("Not begun yet: press Train.")
    one.button("One batch").click()
    expect(one.progress).to_contain_text("Run 2: ")
    expect(one.solved).to_contain_text("Solved by run 1. 6")
    mark = one.root.locator(".pg-task-mark")  # beside Train, where the task is out of sight
    for place in (one.task, one.root.get_by_label("All settings")):
        place.scroll_into_view_if_needed()
        assert not mark.evaluate(HIDDEN)
    assert len(page.evaluate("said")) == 1
    one.root.get_by_role("tab", name="Runs (2)").click()
    rows = one.root.locator(".pg-ledger tbody tr")
    expect(rows).to_have_count(2)
    mark = page.get_by_role("img", name="solved the task")
    expect(rows.filter(has=mark).get_by_role("rowheader")).to_have_text(["1 ✓"])


def test_hidden_knobs_are_not_there_and_cannot_be_changed_by_other_means(one, notebook):
    assert one.root.evaluate(KNOBS) == ["seed", "learning_rate"]
    assert one.root.get_by_role("slider", name="Dropout").count() == 0
    assert one.root.get_by_role("group", name="Data").count() == 0
    one.slider("Learning rate").press("ArrowRight")
    one.answered()
    assert notebook.ask("one.settings.learning_rate") == "0.2"
    one.button("New weights").click()
    one.wait("e.querySelector('.pg-seed').value === '1'")
    one.paste("learning_rate=0.5")
    complaint = one.root.locator(".pg-string .pg-complaint")
    playwright_api.expect(complaint).to_have_text(
        "Not accepted: only the knobs shown here can be changed; keep hidden=16 images=1000."
    )
    assert not complaint.evaluate(HIDDEN)
    assert notebook.ask("one.settings.learning_rate, one.settings.hidden") == "(0.2, (16,))"
    one.paste("images=1000 hidden=16 epochs=0 learning_rate=0.05")
    playwright_api.expect(complaint).to_have_text("")
    assert notebook.ask("one.settings.learning_rate, one.settings.seed") == "(0.05, 0)"


def test_without_knobs_train_and_its_toolbar_are_left(bare):
    assert bare.root.evaluate(KNOBS) == []
    assert not bare.root.locator(".pg-controls").is_visible()
    for name in ("Train", "One batch", "One epoch", "Rewind"):
        assert bare.button(name).is_visible()
    assert bare.root.get_by_label("pause after", exact=True).is_visible()
    assert bare.button("New weights").count() == 0
    widths = [
        bare.root.locator(place).bounding_box()["width"] for place in (".pg-charts", ".pg-page")
    ]
    assert widths[0] == widths[1], "the curves have the place of the knobs"


def test_a_run_that_code_has_trained_solves_it_too(bare, notebook):
    playwright_api.expect(bare.solved).to_have_text("")
    notebook.ask("bare.train(20)")
    playwright_api.expect(bare.solved).to_contain_text("Solved by run 1. 12,730 parameters: ")
    bare.wait("e.dataset.epoch === '20'")


def test_a_broken_run_is_repaired_with_one_knob(broken):
    expect, text = playwright_api.expect, "Change one setting, so that the network reads 50 %"
    expect(broken.task).to_contain_text(text)
    broken.button("One epoch").click()
    expect(broken.progress).to_contain_text("This is still the broken run")
    broken.root.get_by_label("Initial weights", exact=True).select_option("He")
    expect(broken.progress).to_contain_text("Not begun yet")
    broken.button("Train").click()
    expect(broken.solved).to_contain_text("Solved by run 2. Changed: init. ")


@pytest.fixture
def sizes(notebook):
    """The page's own size, and that which 200 % zoom leaves of the widest."""
    own = notebook.page.viewport_size
    yield [own, ZOOMED] if own["width"] == 1280 else [own]
    fit_on_screen(notebook.page, own)


def test_nothing_is_cut_and_nothing_moves_while_it_trains(one, bare, broken, sizes):
    for each in (one, bare, broken):
        for size in sizes:
            fit_on_screen(each.page, size)
            assert each.root.evaluate(CUT) == []
            assert each.root.evaluate(SMALL) == []
    one.paste("images=1000 hidden=16 epochs=0 learning_rate=0.01")
    playwright_api.expect(one.progress).to_have_text("Not begun yet: press Train.")
    one.button("One epoch").hover()  # what the click would scroll is scrolled before
    places = [one.button(name).bounding_box() for name in ("One batch", "One epoch")]
    one.button("One epoch").click()
    one.wait("e.dataset.running === 'false' && e.dataset.batches === '16'")
    playwright_api.expect(one.progress).to_contain_text("updates left.")
    assert [one.button(name).bounding_box() for name in ("One batch", "One epoch")] == places


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_no_accessibility_fault(notebook, one, theme):
    pytest.importorskip("axe_playwright_python")
    one.button("Rewind").click()
    one.wait("e.dataset.batches === '0'")
    one.button("One batch").click()
    playwright_api.expect(one.progress).to_contain_text("Run ")
    playwright_api.expect(one.solved).to_contain_text("Solved by run 1. ")
    change_theme(notebook.page, theme, ".mlp-playground")
    for i in range(3):
        cell = f".jp-Cell[data-windowed-list-index='{i}'] .mlp-playground"
        assert accessibility_faults(notebook.page, cell) == []
