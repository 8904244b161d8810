"""The playground in a real JupyterLab in a real Chromium: every control, as a reader uses it."""

import json
import re

import pytest
from browser_fixtures import WATCH_KERNEL, Notebook, add_notebook

pytestmark = pytest.mark.browser
playwright_api = pytest.importorskip("playwright.sync_api")

CELLS = [
    "from mlp_course.widgets import Playground\none = Playground('images=20000 epochs=0')\none",
    "other = Playground('images=1000 hidden=16')\nother",
]


class PlaygroundPage:
    """One of the playgrounds in the page, with the controls that a reader would look for."""

    def __init__(self, page, number):
        self.page, self.root = page, page.locator(".mlp-playground").nth(number)

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def slider(self, label):
        return self.root.get_by_role("slider", name=label, exact=True)

    def value(self, name):
        """Return what the page knows: running, epoch, batches or updates."""
        return json.loads(self.root.get_attribute(f"data-{name}"))

    def wait(self, condition):
        """Wait until a condition on the root element ``e`` holds."""
        element = self.root.element_handle()
        self.page.wait_for_function(f"e => {condition}", arg=element, timeout=15_000)

    def train_for(self, batches):
        goal = self.value("batches") + batches
        self.button("Train").click()
        self.wait(f"e.dataset.batches >= {goal}")

    def pause(self):
        self.button("Pause").click()
        self.wait("e.dataset.running === 'false'")

    def paste(self, text):
        field = self.root.get_by_label("All settings")
        field.fill(text)
        self.button("Use this text").click()


@pytest.fixture(scope="module")
def notebook(chromium, server):
    add_notebook(server, "playground_test", *CELLS)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    opened = Notebook(page, *server, "playground_test")
    opened.run_all()
    page.wait_for_function(
        "document.querySelectorAll('.mlp-playground[data-updates]').length === 2"
    )
    yield opened
    assert opened.problems() == []
    page.close()


@pytest.fixture
def one(notebook):
    return PlaygroundPage(notebook.page, 0)


@pytest.fixture
def other(notebook):
    return PlaygroundPage(notebook.page, 1)


@pytest.fixture
def ask(notebook):
    """Ask the kernel for the value of an expression, as the next cell would."""
    return notebook.ask


def test_train_change_the_rate_while_training_pause_and_rewind(one, ask, notebook):
    initial = ask("float(abs(one.model.parameters).sum())")
    one.train_for(200)
    rate = one.slider("Learning rate")
    rate.focus()
    batches = one.value("batches")
    for _ in range(2):
        rate.press("ArrowRight")
    one.wait(f"e.dataset.batches > {batches + 100}")
    assert one.value("running")
    one.pause()
    stopped_at = one.value("batches")
    assert ask("one.settings.learning_rate") == "0.5" == rate.get_attribute("aria-valuetext")
    assert "learning_rate=0.5" in ask("one.engine.run.changes")
    notebook.page.wait_for_timeout(400)
    assert ask("one.engine.batches") == str(stopped_at)
    assert ask("float(abs(one.model.parameters).sum())") != initial
    assert one.root.get_by_role("status").first.inner_text() == "Paused"
    one.button("Rewind").click()
    one.wait("e.dataset.batches === '0'")
    assert ask("float(abs(one.model.parameters).sum())") == initial


def test_sliders_by_mouse_and_by_keyboard(one, ask):
    one.paste("images=20000")
    batch_size = one.slider("Batch size")
    box = batch_size.bounding_box()
    batch_size.click(position={"x": box["width"] - 3, "y": box["height"] / 2})
    assert batch_size.get_attribute("aria-valuetext") == "1024"
    assert one.root.locator("output, .pg-value:not([aria-hidden='true'])").count() == 0  # said once
    batch_size.press("Home")
    assert batch_size.get_attribute("aria-valuetext") == "1"
    layer = one.slider("Units in layer 1, slider")
    layer.press("End")
    one.wait("e.textContent.includes('435,402 parameters')")
    one.button("Add a layer").click()
    one.wait("e.textContent.includes('439,562 parameters')")
    one.button("Remove layer 1").click()
    one.root.get_by_label("Units in layer 1", exact=True).fill("500")
    one.root.get_by_label("Units in layer 1", exact=True).press("Enter")
    one.root.get_by_label("Activation", exact=True).select_option("tanh")
    one.root.get_by_label("Optimiser", exact=True).select_option("Adam")
    one.wait("e.textContent.includes('425,214 parameters')")
    assert ask("one.settings.hidden, one.settings.batch_size") == "((500, 64), 1)"
    assert ask("one.settings.activation, one.settings.optimizer") == "('tanh', 'adam')"
    one.root.get_by_label("pause after", exact=True).fill("1")
    one.root.get_by_label("pause after", exact=True).press("Tab")
    one.root.get_by_label("Units in layer 1", exact=True).fill("5000")
    one.root.get_by_label("Units in layer 1", exact=True).press("Enter")
    one.root.get_by_text("each of 1 to 512 units").wait_for()
    assert ask("one.settings.epochs, one.settings.hidden") == "(1, (500, 64))"


def test_keyboard_reaches_every_control_in_order(one, notebook):
    one.button("Train").focus()
    seen = []
    for _ in range(60):
        seen.append(
            notebook.page.evaluate(
                "(e => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent)"
                "(document.activeElement)"
            )
        )
        notebook.page.keyboard.press("Tab")
    wanted = [
        "One batch",
        "One epoch",
        "Rewind",
        "New weights",
        "pause after",
        "Remove layer 1",
        "Activation",
        "Initial weights",
        "Seed",
        "Dropout",
        "Optimiser",
        "Learning rate",
        "Batch size",
        "Weight decay",
        "Images",
        "Wrong labels",
        "Network",
        "All settings",
    ]
    places = [seen.index(name) for name in wanted]
    assert places == sorted(places)
    one.root.get_by_role("tab", name="Weights").focus()
    for name in ("Layers", "Digits", "Mistakes", "Confusion", "Runs"):
        notebook.page.keyboard.press("ArrowRight")
        playwright_api.expect(one.root.get_by_role("tabpanel", name=name)).not_to_be_empty()


def test_divergence_is_said_in_words_and_one_click_helps(one, ask):
    one.paste("images=20000 init=1 seed=3 learning_rate=100")
    one.wait("e.querySelector('.pg-seed').value === '3'")
    one.button("Train").click()
    diagnosis = one.root.get_by_role("region", name="Diagnosis")
    diagnosis.get_by_text("The training diverged in epoch 1").wait_for()
    one.wait("e.dataset.running === 'false'")
    assert "NaN" not in one.root.inner_text()
    diagnosis.get_by_role("button").click()
    diagnosis.get_by_text("Press Train").wait_for()
    assert ask("one.settings.learning_rate") == "10.0"


def test_settings_string_goes_from_one_playground_to_another(one, other, ask):
    text = "hidden=20-30 activation=tanh init=xavier seed=7 images=500"
    one.paste(text)
    one.wait("e.textContent.includes('16,640 parameters')")
    full = one.root.get_by_label("All settings").input_value()
    other.paste(full)
    other.wait("e.textContent.includes('16,640 parameters')")
    assert ask("one.settings == other.settings") == "True"
    assert ask("bool((one.model.parameters == other.model.parameters).all())") == "True"
    other.paste("learning_rate=fast")
    other.root.get_by_text("learning_rate=fast cannot be read; expected a number").wait_for()
    assert ask("one.settings == other.settings") == "True"


def test_what_was_refused_is_said_beside_the_field_and_what_was_typed_is_kept(one, ask):
    before = ask("one.settings.to_string()")
    one.paste("learning_rate=fast")
    line = one.root.locator(".pg-string")
    line.get_by_text("learning_rate=fast cannot be read; expected a number").wait_for()
    field = one.root.get_by_label("All settings")
    assert field.input_value() == "learning_rate=fast"
    assert field.get_attribute("aria-invalid") == "true"
    assert one.root.locator(".pg-message").inner_text() == ""  # once is enough
    one.paste("  ")
    line.get_by_text("the field is empty").wait_for()
    seed = one.root.locator("[data-setting='seed']")
    seed.get_by_role("spinbutton").fill("")
    seed.get_by_role("spinbutton").press("Tab")
    seed.get_by_text("seed is empty; expected a whole number from 0").wait_for()
    assert line.locator(".pg-complaint").inner_text() == ""  # a new action, and no old complaint
    epochs = one.root.get_by_label("pause after", exact=True)
    epochs.fill("2.5")
    epochs.press("Enter")
    one.root.locator(".pg-more").get_by_text("epochs is 2.5; expected a whole number").wait_for()
    assert ask("one.settings.to_string()") == before
    one.paste("seed=0")  # accepted, and written out in full
    one.wait("e.querySelector('.pg-text').value.startsWith('hidden=')")
    assert (
        one.root.get_by_role("alert").all_inner_texts()
        == [""] * one.root.get_by_role("alert").count()
    )


def test_what_is_being_typed_is_left_alone_whatever_is_answered_meanwhile(one, ask):
    field = one.root.get_by_label("All settings")
    field.fill("images=1000 seed=")
    ask("one.load('seed=5')")
    one.wait("e.querySelector('.pg-seed').value === '5'")
    field.press_sequentially("4")
    assert field.input_value() == "images=1000 seed=4"
    field.press("Enter")
    one.wait("e.querySelector('.pg-seed').value === '4'")


def test_two_clicks_on_train_before_the_answer_start_one_training(one):
    one.button("Train").evaluate("button => { button.click(); button.click(); }")
    one.wait("e.dataset.batches > 50")
    one.pause()


def test_a_changed_layer_can_be_undone(one, ask):
    one.paste("images=1000 hidden=16")
    one.wait("e.textContent.includes('12,730 parameters')")
    one.train_for(20)
    one.pause()
    batches = one.value("batches")
    one.button("Add a layer").click()
    one.wait("e.dataset.batches === '0'")
    one.button("Undo").click()
    one.wait(f"e.dataset.batches === '{batches}' && e.textContent.includes('12,730 parameters')")
    assert ask("one.settings.hidden") == "(16,)"


def test_two_playgrounds_train_side_by_side_and_keep_a_ledger(one, other, ask):
    one.paste("images=1000 epochs=0 hidden=32")
    other.paste("images=1000 epochs=0 hidden=16 seed=1")
    one.wait("e.textContent.includes('25,450 parameters')")
    other.wait("e.textContent.includes('12,730 parameters')")
    one.button("Train").click()
    other.train_for(100)
    one.wait("e.dataset.batches > 100")
    assert one.value("running") and other.value("running")
    other.pause()
    one.wait(f"e.dataset.batches > {one.value('batches') + 100}")
    one.pause()
    one.button("New weights").click()
    one.wait("e.dataset.batches === '0'")
    one.button("One epoch").click()
    one.wait("e.dataset.running === 'false' && Number(e.dataset.epoch) === 1")
    one.root.get_by_role("tab", name="Runs").click()
    first = ask("one.engine.run.number - 1")
    one.root.get_by_label(f"Overlay the curve of run {first}", exact=True).check()
    one.button(f"Restore the settings of run {first}").click()
    one.wait("e.dataset.batches === '0'")
    assert ask("one.settings.seed, one._overlaid") == f"(0, ({first},))"
    assert ask("len(one.ledger.to_frame()) == len(one.ledger)") == "True"


def reload(notebook):
    """Load the saved notebook again; its kernel goes on."""
    notebook.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    assert notebook.problems() == []  # the page forgets them
    notebook.page.reload()
    notebook.page.wait_for_function(
        "document.querySelectorAll('.mlp-playground[data-updates]').length === 2"
    )
    notebook.page.evaluate(WATCH_KERNEL)


def test_a_reload_leaves_a_stopped_playground_that_can_be_used(notebook, one, ask):
    one.paste("epochs=0")
    one.wait("e.textContent.includes('109,386 parameters')")
    one.train_for(50)
    reload(notebook)
    assert not one.value("running") and ask("one.running") == "False"
    batches = one.value("batches")
    assert batches >= 50
    one.train_for(20)
    one.pause()
    assert one.value("batches") >= batches + 20


def test_the_controls_are_built_from_the_limits_and_choices_in_python(notebook, one, ask):
    tables = "__import__('mlp_course.widgets.settings', fromlist=['settings'])"
    ask(f"setattr({tables}.KNOBS['dropout'], 'high', 0.5)")
    ask(f"setattr({tables}.KNOBS['epochs'], 'high', 77)")
    ask(f"{tables}.KNOBS['activation'].choices.update(swish='Swish')")
    ask(f"setattr({tables}.KNOBS['hidden'], 'most', 3)")
    reload(notebook)
    dropout = one.slider("Dropout")
    dropout.press("End")
    assert dropout.get_attribute("aria-valuetext") == "50 %"
    assert one.root.get_by_label("pause after", exact=True).get_attribute("max") == "77"
    activations = one.root.get_by_label("Activation", exact=True).get_by_role("option")
    assert activations.all_inner_texts() == ["ReLU", "tanh", "sigmoid", "Swish"]
    one.button("Add a layer").click()
    one.wait("e.textContent.includes('113,546 parameters')")
    assert one.button("Add a layer").is_disabled()


def test_values_at_an_epoch_by_keyboard_and_pointer_and_a_legend_of_other_runs(one, ask, notebook):
    page, root = notebook.page, one.root
    one.paste("images=1000 hidden=16 epochs=3")
    one.wait("e.textContent.includes('12,730 parameters') && e.dataset.batches === '0'")
    for _ in range(2):
        one.button("Train").click()
        one.wait("e.dataset.epoch === '3' && e.dataset.running === 'false'")
        number = int(ask("one.engine.run.number"))
        if one.root.get_by_label("Seed", exact=True).input_value() == "0":
            one.button("New weights").click()
            one.wait("e.dataset.batches === '0'")
    root.get_by_role("tab", name="Runs").click()
    legend, ledger = root.locator(".pg-legend"), root.locator(".pg-ledger")
    while ledger.get_by_role("checkbox", checked=True).count():  # of other tests
        ledger.get_by_role("checkbox", checked=True).first.uncheck()
    for run in (number - 1, number):  # the present run has its curve already
        root.get_by_label(f"Overlay the curve of run {run}", exact=True).check()
    legend.get_by_text(f"run {number - 1}").wait_for()
    one.wait("e.querySelectorAll('.pg-legend li').length === 1")
    assert f"run {number} " not in legend.inner_text()
    loss = one.slider("Loss by epoch")
    now = loss.get_attribute("aria-valuetext")
    loss.focus()
    for key in ("ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    one.wait("e.querySelector('.pg-chart canvas').ariaValueText.startsWith('epoch 2:')")
    past = "[v for v in one.ledger[{}].validation if v[0] == 2][0]"
    said = loss.get_attribute("aria-valuetext")
    assert f"validation {float(ask(past.format(number) + '[1]')):.3g}" in said
    assert re.search(r"training \d\.\d", said)
    assert f"run {number - 1} {float(ask(past.format(number - 1) + '[1]')):.3g}" in said
    shown = re.search(rf"run {number - 1}\s+[\d.]+, ([\d.]+) %", legend.inner_text())[1]
    accuracy_then = float(ask(past.format(number - 1) + "[2]"))
    assert float(shown) == pytest.approx(100 * accuracy_then, abs=0.06)
    page.keyboard.press("Escape")
    one.wait(f"e.querySelector('.pg-chart canvas').ariaValueText === {json.dumps(now)}")
    accuracy = one.slider("Accuracy by epoch")
    box = accuracy.bounding_box()
    before = box, root.locator(".pg-findings").bounding_box()
    accuracy.hover(position={"x": 42 + (box["width"] - 52) / 3, "y": 60})
    one.wait("e.querySelectorAll('.pg-chart canvas')[1].ariaValueText.startsWith('epoch 1:')")
    assert (accuracy.bounding_box(), root.locator(".pg-findings").bounding_box()) == before
    page.mouse.move(5, 5)
    one.wait(f"e.querySelector('.pg-chart canvas').ariaValueText === {json.dumps(now)}")


def test_a_unit_is_enlarged_with_its_numbers_and_each_knob_has_a_help(one, ask):
    root = one.root
    one.paste("images=1000 hidden=16")
    one.wait("e.textContent.includes('12,730 parameters') && e.dataset.batches === '0'")
    root.get_by_role("tab", name="Weights").click()
    root.locator(".pg-tile").nth(3).hover()
    enlarged = root.locator(".pg-enlarged")
    enlarged.get_by_text("Unit 3", exact=True).wait_for()
    largest, smallest = (
        float(ask(f"float(one.model.layers[0].W[:, 3].{f}())")) for f in ("max", "min")
    )
    numbers = re.findall(r"[+−]\d\.\d+", enlarged.inner_text())
    assert [float(n.replace("−", "-")) for n in numbers] == pytest.approx(
        [smallest, largest], abs=0.005
    )
    root.locator(".pg-tile[tabindex='0']").focus()
    one.page.keyboard.press("End")
    enlarged.get_by_text("Unit 15", exact=True).wait_for()
    helps = root.get_by_role("button", name="What is this").all()
    assert len(helps) == 12  # one for each setting
    for each in helps:
        text = root.locator(f"#{each.get_attribute('aria-controls')}")
        assert not text.is_visible()
        each.press("Enter")
        assert text.is_visible() and len(text.inner_text()) > 30
        each.press("Enter")


SCREENS = {"desk": (1280, 720), "tablet": (768, 1024), "phone": (390, 844), "200 %": (640, 360)}
HIDDEN_BEHIND = """e => {
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return e !== top && !e.contains(top);
}"""
CUT = """root => [...root.querySelectorAll('*')].filter((e) =>
    e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 && e.type !== 'text'
    && getComputedStyle(e).overflowX !== 'visible').map((e) => e.className)
  .concat([...root.querySelectorAll('*')].filter((e) =>
    e.offsetParent && e.clientWidth > 1
    && e.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
  .map((e) => e.className + ' stands out'))"""
SMALL = """root => [...root.querySelectorAll('button, input, select')]
  .filter((e) => e.offsetParent).map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width < 24 || box.height < 24)
  .map(([e]) => e.ariaLabel || e.textContent || e.id)"""


@pytest.fixture(params=SCREENS)
def screen(notebook, one, request):
    """The first playground on this screen, with two runs of which one is compared."""
    page = notebook.page
    page.set_viewport_size(dict(zip(("width", "height"), SCREENS[request.param], strict=True)))
    left_is_open = page.locator("#jp-left-stack").is_visible()
    if left_is_open != (request.param == "desk"):
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    one.paste("images=1000 hidden=16 epochs=0")
    one.wait("e.textContent.includes('12,730 parameters') && e.dataset.batches === '0'")
    yield one
    page.set_viewport_size({"width": 1280, "height": 900})
    if not page.locator("#jp-left-stack").is_visible():
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")


def test_train_and_the_curves_stay_in_sight_while_knobs_are_turned(screen):
    """The page does not jump when training begins, either."""
    root = screen.root
    train, chart = root.locator(".pg-primary"), root.locator(".pg-chart canvas").first
    screen.button("Train").scroll_into_view_if_needed()
    for knob in map(screen.slider, ("Dropout", "Batch size", "Wrong labels")):
        knob.focus()
        knob.press("ArrowRight")
        for element in (knob, train, chart):
            assert not element.evaluate(HIDDEN_BEHIND), element
    knob.press("ArrowLeft")
    places = [element.bounding_box() for element in (knob, train)]
    screen.train_for(30)
    assert [element.bounding_box() for element in (knob, train)] == places
    screen.pause()
    assert [element.bounding_box() for element in (knob, train)] == places


def test_nothing_is_cut_and_every_target_is_large_enough(screen):
    root = screen.root
    screen.train_for(30)
    screen.pause()
    screen.button("What is this: Dropout").click()
    for tab in ("Network", "Weights", "Layers", "Digits", "Mistakes", "Confusion", "Runs"):
        root.get_by_role("tab", name=tab).click()
        if tab == "Runs":
            root.get_by_role("checkbox").first.check()
        assert root.evaluate(CUT) == [], tab
        assert root.evaluate(SMALL) == [], tab
    root.get_by_role("checkbox").first.uncheck()
    screen.button("What is this: Dropout").click()
    findings = root.locator(".pg-findings")
    assert findings.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
