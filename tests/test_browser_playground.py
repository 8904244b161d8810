"""The playground in a real JupyterLab in a real Chromium: every control, as a reader uses it.

All of it on a laptop, a tablet and a phone, with playgrounds of its own for each.
"""

import ast
import json
import re
from pathlib import Path

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
    show_every_tab,
)

pytestmark = pytest.mark.browser
playwright_api = pytest.importorskip("playwright.sync_api")

CELLS = [
    "from mlp_course.widgets import DrawPad, Playground\n"
    "one = Playground('images=20000 epochs=0')\none",
    """\
from mlp_helpers import MLP
class NoGradient(Exception):
    pass
class Mine(MLP):
    def backward(self, doutput):
        raise NoGradient("dW of layer 2 is missing")
other = Playground('images=1000 hidden=16')
other""",
    "mine = Playground('images=1000 hidden=16 epochs=0', Mine)\nmine",
    "DrawPad(other)",
]
WHOLE = "document.querySelectorAll('.mlp-playground[data-updates]').length === 3"


class PlaygroundPage:
    """One of the playgrounds in the page, with the controls that a reader would look for."""

    def __init__(self, page, number):
        self.page = page
        self.root = page.locator(".jp-NotebookPanel .mlp-playground").nth(number)

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
        self.page.wait_for_function(f"e => {condition}", arg=element)

    def answered(self):
        """Wait until the kernel has answered all that was asked on this page."""
        self.wait("e.dataset.answered === e.dataset.asked")

    def train_for(self, batches):
        """Train for some batches at least; to be paused after that the settings need epochs=0."""
        goal = self.value("batches") + batches
        self.button("Train").click()
        self.wait(f"e.dataset.batches >= {goal}")

    def pause(self):
        self.button("Pause").click()
        self.wait("e.dataset.running === 'false'")
        self.answered()

    def paste(self, text):
        field = self.root.get_by_label("All settings")
        field.fill(text)
        self.button("Use this text").click()
        self.answered()


@pytest.fixture(scope="module")
def opened(chromium, server):
    add_notebook(server, "playground_test", *CELLS)
    page = chromium.new_page(viewport=SCREENS["1280"], has_touch=True)
    page.set_default_timeout(60_000)  # a busy machine takes its time
    yield Notebook(page, *server, "playground_test")
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
    return PlaygroundPage(notebook.page, 0)


@pytest.fixture
def other(notebook):
    return PlaygroundPage(notebook.page, 1)


@pytest.fixture
def mine(notebook):
    """The playground of a reader's own class, which has a fault."""
    return PlaygroundPage(notebook.page, 2)


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
    assert "→0.5 at epoch" in ask("one.engine.run.changes")
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
    one.wait("e.querySelector('.pg-text').value.includes('optimizer=adam')")
    assert "425,214 parameters" in one.root.inner_text()
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
    flag = one.button("Go to the diagnosis")  # where it is not beside the curves
    if one.root.bounding_box()["width"] > 760:
        assert not flag.is_visible()
    else:
        flag.click()
        assert not diagnosis.evaluate(HIDDEN)
    diagnosis.get_by_role("button").click()
    diagnosis.get_by_text("Press Train").wait_for()
    assert ask("one.settings.learning_rate") == "10.0"


CAUSES = {
    "images=1000 flipped=0.5 epochs=3": ("50 % of the training labels are wrong", "flipped", 0.0),
    "images=100 hidden=32 batch_size=10 epochs=12": (
        "Overfitting: 100 images are few",
        "images",
        1000,
    ),
    "images=1000 dropout=0.9 epochs=3": ("Much dropout", "dropout", 0.1),
    "images=1000 weight_decay=0.1 epochs=8": ("Strong weight decay", "weight_decay", 0.0),
}


def test_the_diagnosis_names_the_cause_first_and_its_advice_is_one_click(one, ask):
    first = one.root.locator(".pg-finding").first
    for text, (title, name, value) in CAUSES.items():
        one.paste(text)
        one.wait("e.dataset.batches === '0' && e.querySelector('.pg-text').value.length > 80")
        one.button("Train").click()
        one.wait("e.dataset.running === 'false' && e.dataset.batches > 0")
        first.get_by_text(title).wait_for()
        first.get_by_role("button").click()
        first.get_by_text(title).wait_for(state="detached")
        assert ask(f"one.settings.{name}") == repr(value)
    one.root.get_by_label("Optimiser", exact=True).select_option("Adam")
    first.get_by_role("button", name="Learning rate 0.001, from the start").click()
    one.wait("e.querySelector('[data-setting=learning_rate] input').ariaValueText === '0.001'")
    assert ask("one.settings.learning_rate, one.engine.batches") == "(0.001, 0)"


def test_what_a_readers_class_raises_is_shown_as_it_is_and_once_mended_it_trains(mine, ask):
    message = mine.root.locator(".pg-message")
    mine.slider("Wrong labels").focus()  # far below the top of a narrow page
    for _ in range(2):  # the second time as well: not what came of the first
        updates = mine.value("updates")
        mine.button("Train").click()
        mine.wait(f"e.dataset.updates >= {updates + 2} && e.dataset.running === 'false'")
        message.get_by_text("Your network raised NoGradient: dW of layer 2 is missing").wait_for()
        assert not message.evaluate(HIDDEN)
        assert ask("type(mine.error).__name__, mine.running") == "('NoGradient', False)"
    message.get_by_text("Once Mine is mended and its cell run again").wait_for()
    ask("exec('class Mine(MLP): pass', globals())")  # as its cell does, run again
    mine.train_for(20)
    assert message.inner_text() == "Mine was defined anew: this is a new run, with the new class."
    mine.pause()
    mine.train_for(20)
    assert message.inner_text() == ""
    mine.pause()
    assert ask("len(mine.ledger), type(mine.model) is Mine") == "(1, True)"


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
    complaint = line.get_by_text("learning_rate=fast cannot be read; expected a number")
    complaint.wait_for()
    assert not complaint.evaluate(HIDDEN)  # nor is it out of sight
    one.root.get_by_role("tab", name="Network").click()
    updates = one.value("updates")
    for output in one.root.locator(".nw-output").all()[:2]:  # pointed at in passing
        output.hover()
    one.wait(f"e.dataset.updates > {updates}")
    assert "cannot be read" in line.inner_text()
    field = one.root.get_by_label("All settings")
    assert field.input_value() == "learning_rate=fast"
    assert field.get_attribute("aria-invalid") == "true"
    assert one.root.locator(".pg-message").inner_text() == ""  # once is enough
    one.paste("  ")
    line.get_by_text("the field is empty").wait_for()
    seed = one.root.locator("[data-setting='seed']")
    number = seed.get_by_role("spinbutton")
    has = number.input_value()
    number.fill("")
    number.press("Tab")
    seed.get_by_text("seed is empty; expected a whole number from 0").wait_for()
    assert number.input_value() == ""
    assert line.locator(".pg-complaint").inner_text() == ""  # a new action, and no old complaint
    epochs = one.root.get_by_label("pause after", exact=True)
    epochs.fill("2.5")
    epochs.press("Enter")
    one.root.locator(".pg-more").get_by_text("epochs is 2.5; expected a whole number").wait_for()
    assert epochs.input_value() == "2.5"
    assert number.input_value() == has  # a new action, and the old text is given up
    assert ask("one.settings.to_string()") == before
    assert not line.locator(".pg-complaint").is_visible()
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
    one.paste("images=1000 hidden=16 epochs=0")
    one.wait("e.dataset.batches === '0'")
    one.button("Train").evaluate("button => { button.click(); button.click(); }")
    one.wait("e.dataset.batches > 50")
    one.pause()


def test_text_that_is_used_starts_a_new_run_also_from_settings_that_could_be_changed_live(one, ask):
    one.paste("images=1000 hidden=16 epochs=0 learning_rate=2")
    one.wait("e.textContent.includes('12,730 parameters') && e.dataset.batches === '0'")
    one.train_for(20)
    one.pause()
    number = int(ask("one.engine.run.number"))
    one.paste("images=1000 hidden=16 epochs=0")
    one.wait("e.dataset.batches === '0'")
    one.button("One batch").click()
    one.wait("e.dataset.batches === '1'")
    assert ask("one.settings.learning_rate, one.engine.run.changes") == "(0.1, [])"
    assert int(ask("one.engine.run.number")) == number + 1


def test_a_changed_layer_can_be_undone(one, ask):
    one.paste("images=1000 hidden=16 epochs=0")
    one.wait("e.textContent.includes('12,730 parameters') && e.dataset.batches === '0'")
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


def test_equal_runs_are_one_curve_however_they_were_trained(one, ask):
    """The clock has no say in what is validated, nor have pauses."""
    root, loss = one.root, one.slider("Loss by epoch")
    for way in (
        ["Train"],
        ["One batch", "One batch", "Train"],
        ["One epoch", "One batch", "Train"],
    ):
        one.paste("images=1000 hidden=16 epochs=2 seed=4")
        one.wait("e.dataset.batches === '0' && e.querySelector('.pg-text').value.length > 80")
        for name in way:
            batches = one.value("batches")
            one.button(name).click()
            one.wait(f"e.dataset.batches > {batches} && e.dataset.running === 'false'")
        assert one.value("epoch") == 2
    last = int(ask("one.engine.run.number"))
    show_curves_of(one, ())
    alone = painted(one.slider("Accuracy by epoch"))
    show_curves_of(one, (last - 2, last - 1))
    best = root.locator(".pg-ledger [data-title='best']").all_inner_texts()[:3]
    assert len(set(best)) == 1 and best[0].endswith("%")
    loss.press("Home")
    epochs = int(loss.get_attribute("aria-valuemax")) + 1
    assert epochs > 4  # each epoch, and some places in the first
    for i in range(epochs):
        one.wait(f"e.querySelector('.pg-chart canvas').ariaValueNow === '{i}'")
        said = re.findall(r"(?:validation|run \d+) ([\d.]+)", loss.get_attribute("aria-valuetext"))
        assert len(said) == 3 and len(set(said)) == 1, said
        loss.press("ArrowRight")
    loss.press("Escape")
    one.wait("e.querySelector('.pg-chart canvas').ariaValueText.startsWith('epoch 2:')")
    one.wait(f"e.querySelector('.pg-chart canvas').ariaValueNow === '{epochs - 1}'")
    # In the gaps of the dashed curve there is more now, but nowhere else.
    more = painted(one.slider("Accuracy by epoch")) - alone
    near = {(x + i, y + j) for x, y in alone for i in range(-3, 4) for j in range(-3, 4)}
    assert more and more <= near


def show_curves_of(one, runs):
    """Show the curves of these other runs, and of no more."""
    one.root.get_by_role("tab", name="Runs").click()
    ledger = one.root.locator(".pg-ledger")
    ledger.wait_for()
    checked = "e => [...e.querySelectorAll(':checked')].map((box) => box.dataset.key)"
    for key in ledger.evaluate(checked):
        ledger.locator(f"[data-key='{key}']").uncheck()
    for run in runs:
        ledger.get_by_label(f"Overlay the curve of run {run}", exact=True).check()
    one.answered()  # else the curves of as many others would do
    one.wait(f"e.querySelectorAll('.pg-legend li').length === {len(runs)}")


def train_two(one, ask, text):
    """Train with two seeds to the end, and show the first run's curve beside the second's."""
    for seed in (1, 2):
        one.paste(f"{text} seed={seed}")
        one.wait(f"e.dataset.batches === '0' && e.querySelector('.pg-seed').value === '{seed}'")
        one.button("Train").click()
        one.wait("e.dataset.running === 'false' && e.dataset.batches > 0")
    show_curves_of(one, [int(ask("one.engine.run.number")) - 1])


def painted(chart):
    """Return the pixels of a chart on which there is anything."""
    place = """canvas => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return [...Array(data.length / 4).keys()].filter((i) => data[4 * i + 3])
        .map((i) => [i % canvas.width, Math.floor(i / canvas.width)]);
    }"""
    return set(map(tuple, chart.evaluate(place)))


def test_the_runs_can_be_saved_as_a_file(one, ask, notebook):
    one.button("One batch").click()
    one.root.get_by_role("tab", name="Runs (").click()
    with notebook.page.expect_download() as download:
        one.button("Save as CSV file").click()
    assert download.value.suggested_filename == "playground_runs.csv"
    saved = Path(download.value.path()).read_bytes().decode()
    assert saved == ast.literal_eval(ask("one.ledger.to_csv()"))
    assert len(saved.splitlines()) == 1 + int(ask("len(one.ledger)"))


def test_a_second_view_changes_nothing(notebook, one, ask):
    page = notebook.page
    one.paste("images=20000 epochs=0 seed=5")
    one.wait("e.dataset.batches === '0' && e.querySelector('.pg-seed').value === '5'")
    one.train_for(50)
    run, settings = ask("one.engine.run.number"), ask("str(one.settings)")
    page.evaluate("""async () => {
      const panel = jupyterapp.shell.currentWidget;
      panel.content.activeCellIndex = 0;
      await jupyterapp.commands.execute('notebook:create-output-view');
      window.showNotebook = () => jupyterapp.shell.activateById(panel.id);
    }""")
    second = page.locator(".jp-LinkedOutputView .mlp-playground")
    second.get_by_text("Pause", exact=True).wait_for()
    batches = one.value("batches")
    for root in (one.root, second):
        page.wait_for_function(
            f"e => e.dataset.batches > {batches + 50} && e.dataset.running === 'true'",
            arg=root.element_handle(),
        )
    to_its_end = """e => {
      const area = e.closest('.jp-OutputArea');
      area.scrollTop = 1e6;
      return area.scrollTop;
    }"""
    assert second.evaluate(to_its_end) > 0
    page.evaluate("showNotebook()")
    assert ask("one.engine.run.number") == run and ask("str(one.settings)") == settings
    # What one of them does, both show; and the first goes on when the second is closed.
    second.get_by_role("button", name="Pause", exact=True).dispatch_event("click")
    one.wait("e.dataset.running === 'false'")
    one.train_for(20)
    page.evaluate("""() => {
      const views = [...jupyterapp.shell.widgets('main')];
      views.find((view) => view.node.querySelector('.jp-LinkedOutputView')).dispose();
    }""")
    second.wait_for(state="detached")
    one.wait(f"e.dataset.batches > {one.value('batches') + 50}")
    one.pause()


def test_the_controls_are_built_from_the_limits_and_choices_in_python(notebook, one, ask):
    tables = "__import__('mlp_course.widgets.settings', fromlist=['settings'])"
    ask(f"globals().update(kept=__import__('copy').deepcopy({tables}.KNOBS))")
    ask(f"setattr({tables}.KNOBS['dropout'], 'high', 0.5)")
    ask(f"setattr({tables}.KNOBS['epochs'], 'high', 77)")
    ask(f"{tables}.KNOBS['activation'].choices.update(swish='Swish')")
    ask(f"setattr({tables}.KNOBS['hidden'], 'most', 3)")
    notebook.run_all()
    notebook.page.wait_for_function(WHOLE)
    ask(f"{tables}.KNOBS.update(kept)")  # for what follows
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
    legend = root.locator(".pg-legend")
    show_curves_of(one, [number - 1])
    root.get_by_label(f"Overlay the curve of run {number}", exact=True).check()
    legend.get_by_text(f"run {number - 1}").wait_for()
    one.wait("e.querySelectorAll('.pg-legend li').length === 1")  # the present run has its curve
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
    # A finger hides what it points at: what it chose stays until something else is touched.
    accuracy.tap(position={"x": 42 + 2 * (box["width"] - 52) / 3, "y": 60})
    one.wait("e.querySelectorAll('.pg-chart canvas')[1].ariaValueText.startsWith('epoch 2:')")
    assert f"run {number - 1}" in legend.inner_text()
    root.get_by_role("tab", name="Runs").tap()
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
    one.page.mouse.move(5, 5)
    root.locator(".pg-tile[tabindex='0']").focus()
    one.page.keyboard.press("End")
    enlarged.get_by_text("Unit 15", exact=True).wait_for()
    # A finger looks first, and switches off with its second touch.
    for off in ("()", "(5,)", "()"):
        root.locator(".pg-tile").nth(5).tap()
        enlarged.get_by_text("Unit 5", exact=True).wait_for()
        one.answered()
        assert ask("one.switched_off") == off
    helps = root.get_by_role("button", name="What is this").all()
    assert len(helps) == 12  # one for each setting
    for each in helps:
        text = root.locator(f"#{each.get_attribute('aria-controls')}")
        assert not text.is_visible()
        each.press("Enter")
        assert text.is_visible() and len(text.inner_text()) > 30
        each.press("Enter")


# What is not there in full width, and what stands out of the page.
CUT = """root => [...root.querySelectorAll('*')].filter((e) =>
    e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 && e.type !== 'text'
    && getComputedStyle(e).overflowX !== 'visible').map((e) => e.className)
  .concat([...root.querySelectorAll('*')].filter((e) =>
    e.offsetParent && e.clientWidth > 1
    && e.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
  .map((e) => e.className + ' stands out'))"""
SMALL = """root => [...root.querySelectorAll('button, input, select, summary, [tabindex="0"]')]
  .filter((e) => e.offsetParent).map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width < 24 || box.height < 24)
  .map(([e]) => e.ariaLabel || e.textContent || e.id)"""


@pytest.fixture
def sizes(notebook):
    """The page's own size, and that which 200 % zoom leaves of the widest."""
    own = notebook.page.viewport_size
    yield [own, ZOOMED] if own["width"] == 1280 else [own]
    fit_on_screen(notebook.page, own)


def test_an_advice_can_be_clicked_while_it_trains(one, ask):
    """Its numbers change with every update; the button stays what and where it is."""
    one.paste("images=100 hidden=32 batch_size=10 epochs=0")
    one.wait("e.dataset.batches === '0'")
    one.train_for(200)
    advice = one.button("Use 1,000 images")
    advice.wait_for()
    button, batches = advice.element_handle(), one.value("batches")
    one.wait(f"e.dataset.batches > {batches + 1000}")
    assert button.evaluate("e => e.isConnected") and one.value("running")
    said = one.root.locator(".pg-readout")
    assert said.evaluate("e => e.scrollHeight <= e.clientHeight"), said.inner_text()
    advice.click()
    one.wait("e.dataset.batches === '0'")
    assert ask("one.settings.images") == "1000"


def test_a_run_keeps_its_row_however_often_it_is_written_meanwhile(one, ask):
    """So a click or a key that begins before the ledger comes anew, and ends after it, counts."""
    one.paste("images=1000 hidden=16 epochs=0 seed=6")
    one.wait("e.dataset.batches === '0' && e.querySelector('.pg-seed').value === '6'")
    one.train_for(20)
    show_curves_of(one, ())
    number = ask("one.engine.run.number")
    box = one.root.get_by_label(f"Overlay the curve of run {number}", exact=True)
    restore = one.button(f"Restore the settings of run {number}").element_handle()
    row, page = one.root.locator(".pg-ledger tbody tr").first, one.page

    def wait_for_another_row():
        written = row.inner_text()
        one.wait(f"e.querySelector('.pg-ledger tbody tr').innerText !== {json.dumps(written)}")

    box.focus()
    page.keyboard.down("Space")
    wait_for_another_row()
    page.keyboard.up("Space")
    playwright_api.expect(box).to_be_checked()
    one.answered()
    assert ask("one._overlaid") == f"({number},)"
    wait_for_another_row()
    assert box.evaluate("e => e === document.activeElement")
    assert restore.evaluate("e => e.isConnected")
    restore.evaluate("e => e.click()")
    one.wait("e.dataset.running === 'false' && e.dataset.batches === '0'")


def press_while_the_page_grows(one, element, then=lambda: None):
    """Hold the mouse button down on an element while the page above it becomes higher."""
    page, mouse = one.page, one.page.mouse
    element.scroll_into_view_if_needed()
    before = element.bounding_box()
    mouse.move(before["x"] + before["width"] / 2, before["y"] + before["height"] / 2)
    mouse.down()
    one.root.evaluate("e => (e.style.marginTop = '80px')")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    after = element.bounding_box()
    assert abs(after["y"] - before["y"]) > before["height"], "it is no longer under the pointer"
    then()
    mouse.up()
    one.root.evaluate("e => (e.style.marginTop = '')")


def test_a_press_counts_though_the_page_grows_before_the_button_is_released(one, ask):
    """A row of the ledger stays the same one, but not in the same place."""
    one.paste("images=1000 hidden=16 epochs=0 seed=8")
    one.button("One batch").click()
    one.wait("e.dataset.batches === '1'")
    show_curves_of(one, ())
    number = ask("one.engine.run.number")
    box = one.root.get_by_label(f"Overlay the curve of run {number}", exact=True)
    restore = one.button(f"Restore the settings of run {number}")
    press_while_the_page_grows(one, box)
    playwright_api.expect(box).to_be_checked()
    one.answered()
    assert ask("one._overlaid") == f"({number},)"
    # Who draws the pointer away before the release has changed their mind.
    press_while_the_page_grows(one, restore, lambda: one.page.mouse.move(5, 5))
    one.answered()
    assert one.value("batches") == 1
    press_while_the_page_grows(one, restore)
    one.wait("e.dataset.batches === '0'")


def test_train_and_the_curves_stay_in_sight_while_knobs_are_turned(one, sizes):
    """The page does not jump when training begins, either."""
    root = one.root
    train, chart = root.locator(".pg-primary"), root.locator(".pg-chart canvas").first
    for size in sizes:
        fit_on_screen(one.page, size)
        one.paste("images=1000 hidden=16 epochs=0")
        one.wait("e.textContent.includes('12,730 parameters') && e.dataset.batches === '0'")
        for start in (one.button("Add a layer"), root.get_by_label("All settings")):
            for name in ("Dropout", "Batch size", "Wrong labels"):
                start.focus()  # above the knobs, or below them
                knob = one.slider(name)
                knob.focus()
                knob.press("ArrowRight")
                for element in (knob, train, chart):
                    assert not element.evaluate(HIDDEN), (name, element)
        first = root.get_by_role("tab").first
        first.focus()
        assert not first.evaluate(HIDDEN)
        knob.focus()
        places = [element.bounding_box() for element in (knob, train)]
        one.train_for(30)
        assert [element.bounding_box() for element in (knob, train)] == places
        one.pause()
        assert [element.bounding_box() for element in (knob, train)] == places


def test_a_tab_that_is_opened_comes_out_from_under_the_curves(one):
    """Beside the network they are scrolled away, beside the others they stay in sight."""
    network, digits = (one.root.get_by_role("tab", name=name) for name in ("Network", "Digits"))
    network.click()
    network.evaluate("e => e.scrollIntoView({ block: 'start' })")
    one.page.mouse.move(5, 5)  # on no knob, beside which they stay as well
    digits.click()
    figure = one.root.locator(".pg-digits figure").first
    figure.wait_for()
    for element in (digits, figure):
        assert not element.evaluate(HIDDEN), element


def test_nothing_is_cut_and_every_target_is_large_enough(one, ask, sizes):
    root = one.root
    train_two(one, ask, "images=1000 hidden=16 flipped=0.5 epochs=3")
    one.root.get_by_text("50 % of the training labels are wrong").wait_for()
    one.button("What is this: Dropout").click()
    for size in sizes:
        fit_on_screen(one.page, size)
        for tab in root.get_by_role("tab").all():
            tab.click()
            assert root.evaluate(CUT) == [], tab
            assert root.evaluate(SMALL) == [], tab
        charts = root.locator(".pg-chart canvas").all()
        assert len({chart.bounding_box()["y"] for chart in charts}) == 1, size
        findings = root.locator(".pg-findings")
        assert findings.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    one.button("What is this: Dropout").click()


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_no_accessibility_fault_with_any_tab_open(notebook, one, ask, theme):
    pytest.importorskip("axe_playwright_python")
    page = notebook.page
    page.emulate_media(color_scheme="dark" if theme == "Light" else "light")  # the theme decides
    train_two(one, ask, "images=100 hidden=32 batch_size=10 epochs=12")
    one.root.get_by_text("Overfitting: 100 images are few").wait_for()
    one.button("What is this: Dropout").click()
    one.paste("learning_rate=fast")
    one.root.get_by_text("learning_rate=fast cannot be read").wait_for()
    change_theme(page, theme, ".mlp-playground")
    show_every_tab(one.root)
    first = ".jp-Cell[data-windowed-list-index='0'] .mlp-playground"
    assert accessibility_faults(page, first) == []
    assert accessibility_faults(page, ".mlp-draw-pad") == []
    one.root.get_by_role("tab").first.click()
    one.button("What is this: Dropout").click()
