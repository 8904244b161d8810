"""The playground without a browser: every message it can receive, and any order of them."""

import signal
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playground_fixtures import open_page

from mlp_course.widgets import Playground, stop_button, views
from mlp_course.widgets.engine import Engine
from mlp_course.widgets.settings import KNOBS, Choice, Settings
from mlp_helpers import MLP
from mlp_helpers.activations import softmax


def test_what_each_tab_is_sent_is_what_numpy_finds(few, monkeypatch):
    page = open_page(few, monkeypatch, "images=2000 batch_size=32 epochs=0 hidden=100-9")
    start = page.playground.model.layers[0].W.copy()
    for kind in ("rewind", "batch"):  # two runs, the second of them in its second epoch
        page.send("epoch")
        page.train_on(1000)
        page.send(kind)
    page.send("weights", page=1, minus_start=True)
    page.send("overlay", runs=[2])
    sent, model = page.answer_to("hello"), page.playground.model
    learned = model.layers[0].W - start
    tiles = np.rint(127 * learned[:, 48:96].T / np.abs(learned).max())
    assert np.abs(sent["weights"]["tiles"].reshape(48, 784) - tiles).max() <= 1
    P = softmax(model.forward(few.X_val))
    read, counts = P.argmax(axis=1), np.zeros((10, 10), int)
    np.add.at(counts, (few.y_val, read), 1)
    assert sent["confusion"] == counts.tolist() != counts.T.tolist()
    wrong = np.flatnonzero(read != few.y_val)
    worst = wrong[np.argsort(-P[wrong].max(axis=1), kind="stable")][:12]
    mistakes = sent["mistakes"]
    assert mistakes["labels"] == few.y_val[worst].tolist()
    assert mistakes["predicted"] == read[worst].tolist()
    assert mistakes["confidence"] == pytest.approx(P[worst].max(axis=1), abs=1e-5)
    assert np.array_equal(mistakes["pixels"], views.pixels(few.X_val[worst]))
    assert (mistakes["wrong"], mistakes["of"]) == (len(wrong), 300)
    ten = [np.flatnonzero(few.y_val == digit)[0] for digit in range(10)]
    assert sent["digits"]["labels"] == list(range(10))
    assert np.allclose(sent["digits"]["P"], P[ten], atol=1e-6)
    norms = [np.linalg.norm(layer.dW) for layer in model.weight_layers]
    assert sent["layers"]["gradients"] == pytest.approx(norms, rel=1e-5)
    (overlay,) = sent["overlays"]
    assert np.array_equal(overlay["validation"], page.playground.ledger[2].validation_array())


def test_train_tick_pause(page):
    page.ticks()
    assert page.status["batches"] == 0, "it only trains when it was told to"
    page.send("train")
    page.ticks(3)
    assert page.status["running"] and page.status["batches"] > 0
    stale = page.status["clock"]
    page.send("pause")
    batches = page.status["batches"]
    page.ticks(2)
    page.send("train")
    page.send("tick", clock=stale)
    assert page.playground.engine.batches == batches, "ticks of before the pause do nothing"
    page.ticks()
    assert page.playground.engine.batches > batches
    page.check()


def test_views_that_take_long_are_sent_less_often(page, monkeypatch):
    """Otherwise a large network would be looked at more than it is trained."""
    now, cost = [1000.0], [0.0]

    def slow_diagnosis(engine):
        now[0] += cost[0]
        return []

    monkeypatch.setattr("mlp_course.widgets.playground.time.perf_counter", lambda: now[0])
    monkeypatch.setattr("mlp_course.widgets.playground.diagnose", slow_diagnosis)

    def seconds_between_views():
        page.send("train")
        start, page.state["findings"] = now[0], None
        while page.state["findings"] is None and now[0] < start + 60:
            now[0] += 0.125
            page.playground._report({"tick": True})
        return now[0] - cost[0] - start

    assert seconds_between_views() == 0.25
    cost[0] = 1.0
    assert seconds_between_views() == 4


def test_it_pauses_after_the_epochs_asked_for(page):
    page.send("change", changes={"epochs": 3})
    for whole_epochs in (3, 6):
        page.send("train")
        for _ in range(500):
            page.ticks()
            if not page.status["running"]:
                break
        assert page.status["epoch"] == whole_epochs and page.status["val_loss"] is not None
    page.send("epoch")
    while page.status["running"]:
        page.ticks()
    assert page.status["epoch"] == 7
    assert page.playground.engine.validation.batches == page.status["batches"]


@pytest.mark.parametrize(
    "stop",
    [lambda page: page.send("pause"), lambda page: page.playground.load("images=100")],
    ids=["pause", "load"],
)
def test_a_tick_that_is_under_way_is_interrupted(few, monkeypatch, stop):
    """Left alone it would go on for an hour."""
    page = open_page(few, monkeypatch, "images=2000 batch_size=1 epochs=0")
    monkeypatch.setattr("mlp_course.widgets.playground.TICK", 3600.0)
    page.send("train")
    tick = threading.Thread(target=page.ticks, daemon=True)
    tick.start()
    while page.playground.engine.batches == 0 and tick.is_alive():
        time.sleep(0.001)
    stopper = threading.Thread(target=stop, args=[page], daemon=True)
    stopper.start()
    for thread in (stopper, tick):
        thread.join(60)
        assert not thread.is_alive()
    assert not page.playground.running


def test_a_reload_leaves_a_stopped_and_whole_page(page):
    page.send("train")
    page.ticks(3)
    page.forget()
    page.playground._ticked -= 60  # for a minute nobody has asked to go on
    page.send("hello")
    assert not page.status["running"]
    sections = {
        "knobs",
        "settings",
        "curves",
        "weights",
        "layers",
        "digits",
        "mistakes",
        "confusion",
    }
    assert sections | {"findings", "ledger", "overlays"} <= set(page.state)
    assert {"pixels", "labels"} <= set(page.state["digits"])
    page.check()


def test_divergence_is_shown_in_words_and_one_click_helps(page):
    page.send("paste", text="images=2000 batch_size=20 learning_rate=100")
    page.send("train")
    while page.status["running"]:
        page.ticks()
    assert page.status["diverged"]
    (finding,) = page.state["findings"]
    assert "diverged in epoch 1" in finding["title"] and "initial weights" in finding["text"]
    page.send("advice", key="diverged")
    assert page.playground.settings.learning_rate == 10 and not page.status["diverged"]
    assert page.status["batches"] == 0 and "diverged" in page.state["ledger"][0]["notes"]
    page.check()


def test_settings_string_and_restore(page):
    text = str(Settings(hidden=(7,), images=200, seed=4))
    page.send("paste", text=text)
    assert page.state["settings"]["text"] == text
    page.send("batch")
    page.send("change", changes={"hidden": [], "learning_rate": 0.7})
    page.send("batch")
    page.send("restore", run=1)
    assert page.state["settings"]["text"] == text and page.status["batches"] == 0
    page.send("overlay", runs=[1, 2])
    assert [o["run"] for o in page.state["overlays"]] == [1, 2]
    page.send("overlay", runs=[])
    assert page.state["overlays"] == []
    page.check()


def test_load_always_starts_a_new_run(page):
    playground = page.playground
    start = playground.model.parameters.copy()
    same, live = str(playground.settings), str(playground.settings.replace(learning_rate=0.7))
    for wanted in (same, live, Settings.from_string(live), "hidden=3 images=100"):
        page.send("train")
        page.ticks(2)
        ended, (heard, playground.listeners) = playground.engine.run, ([], [])
        rate = ended.settings.learning_rate
        playground.listeners.append(heard.append)
        page.forget()
        playground.load(wanted)
        assert page.messages == 1 and heard == [playground]
        assert page.state["settings"]["text"] == str(playground.settings)
        assert not playground.running and playground.engine.batches == 0
        assert ended.batches and not ended.changes and ended.settings.learning_rate == rate
        if playground.settings.hidden == (128, 64):
            assert np.array_equal(playground.model.parameters, start)
        page.send("overlay", runs=[])
        page.check()
    assert playground.settings == Settings(hidden=(3,), images=100)
    page.send("batch")
    page.forget()
    page.send("paste", text=str(playground.settings))  # the page's way to the same
    assert page.status["batches"] == 0 and page.messages == 1


def test_load_starts_anew_after_a_divergence(page):
    page.playground.load("images=2000 batch_size=20 learning_rate=100")
    page.send("train")
    while page.status["running"]:
        page.ticks()
    assert page.status["diverged"]
    page.playground.load(page.playground.settings)
    assert not page.status["diverged"]


@pytest.mark.parametrize("settings", ["learning_rate=fast", "images=1", None, 3])
def test_load_refuses_what_it_cannot_read_and_changes_nothing(page, settings):
    page.send("train")
    page.ticks(2)
    before = page.playground.engine.run, page.playground.settings, page.playground.engine.batches
    page.forget()
    with pytest.raises(ValueError, match="expected"):
        page.playground.load(settings)
    assert page.messages == 0 and page.playground.running
    engine = page.playground.engine
    assert before == (engine.run, engine.settings, engine.batches)


def test_switch_a_unit_from_the_next_cell(page):
    playground, heard = page.playground, []
    playground.listeners.append(heard.append)
    page.forget()
    playground.switch(3)
    playground.switch(np.int64(0))
    assert playground.switched_off == (0, 3) == tuple(page.state["weights"]["off"])
    assert page.messages == len(heard) == 2
    playground.switch(3)
    assert playground.switched_off == (0,)
    for unit in (128, -1, True, "x", None):
        with pytest.raises(ValueError, match=f"unit is {unit!r}; the first hidden layer has 128"):
            playground.switch(unit)
    playground.load("hidden=none images=100")
    with pytest.raises(ValueError, match="unit is 0, but the network has no hidden layer"):
        playground.switch(0)
    assert "no hidden layer" in page.status["message"]


def test_restoring_leaves_the_run_that_ends_as_it_was(page):
    page.send("paste", text=str(Settings(hidden=(7,), images=200, learning_rate=0.1)))
    page.send("batch")
    page.send("rewind")
    page.send("change", changes={"learning_rate": 0.7})
    page.send("batch")
    page.send("restore", run=1)
    assert [run.settings.learning_rate for run in page.playground.ledger] == [0.1, 0.7]


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        ("change", {"changes": {"learning_rate": -1}}, "learning_rate is -1"),
        ("change", {"changes": {"hidden": [600]}}, "hidden is (600,)"),
        ("change", {"changes": {"hidden": None}}, "hidden is None"),
        ("change", {"changes": {"hidden": [None, 3]}}, "hidden is (empty, 3); expected at most 4"),
        ("change", {"changes": {"seed": None}}, "seed is empty; expected a whole number from 0"),
        ("change", {"changes": {"nonsense": 1}}, "there is no setting 'nonsense'"),
        ("change", {}, "changes is None"),
        ("paste", {"text": "faster"}, "cannot read 'faster'"),
        ("restore", {"run": 3}, "there is no run 3"),
        ("restore", {}, "there is no run None"),
        ("overlay", {"runs": [9]}, "there is no run 9"),
        ("overlay", {"runs": None}, "not iterable"),
        ("switch", {"unit": 128}, "unit is 128; the first hidden layer has 128"),
        ("switch", {}, "unit is None; the first hidden layer has 128"),
    ],
)
def test_a_bad_message_is_refused_in_words(page, kind, content, says):
    page.send("batch")
    before = page.playground.settings, page.playground.model.parameters.copy()
    page.send(kind, **content)
    assert says in page.status["message"]
    assert page.playground.settings == before[0]
    assert np.array_equal(page.playground.model.parameters, before[1])
    page.send("batch")
    assert page.status["message"] == ""


def test_unknown_messages_are_ignored(page):
    for content in ({}, {"type": "explode"}, None, "train", {"type": None}):
        page.playground._msg(None, content, [])
    page.check()


def test_the_ledger_goes_to_the_page_as_a_csv_file(page):
    page.send("batch")
    sent = []
    page.playground.send = lambda content, buffers=(): sent.append(content)
    page.send("ledger_csv")
    assert [content["type"] for content in sent] == ["ledger_csv", "update"]
    assert sent[0]["text"] == page.playground.ledger.to_csv()
    assert (sent[0]["view"], sent[0]["seq"]) == ("a page", 1)


def test_a_ping_is_answered_however_busy_the_playground_is(page):
    sent = []
    page.playground.send = lambda content, buffers=(): sent.append(content)
    with page.playground.lock:
        thread = threading.Thread(target=page.send, args=["ping"])
        thread.start()
        thread.join(60)
        assert not thread.is_alive() and sent == [{"type": "pong"}]


def test_a_second_view_changes_nothing(page):
    page.send("change", changes={"seed": None})
    refused = page.status["message"]
    page.send("hello", view="another")
    assert refused and page.status["message"] == refused
    page.send("train")
    page.train_on(2)
    before, validations = page.status, page.playground.engine.run.validations()
    page.forget()
    page.send("hello", view="another")
    assert page.status == before and page.status["running"] and "mistakes" in page.state
    assert page.playground.engine.run.validations() == validations
    page.train_on()
    assert page.status["batches"] > before["batches"]
    page.check()


def test_text_that_is_used_starts_a_new_run_also_from_live_settings(page, few):
    """A rate of 2 has ruined the network; the text without it must not go on from there."""
    page.send("paste", text="images=1000 epochs=1 learning_rate=2")
    for text in (None, "images=1000 epochs=1"):
        if text:
            page.send("paste", text=text)
            assert page.status["batches"] == 0
        page.send("train")
        while page.status["running"]:
            page.ticks()
    fresh = Playground("images=1000 epochs=1")
    fresh.engine.train_epoch()
    assert np.array_equal(page.playground.model.parameters, fresh.model.parameters)


@pytest.mark.parametrize("text", ["", "  "])
def test_no_text_is_refused_and_resets_nothing(page, text):
    page.send("batch")
    page.send("paste", text=text)
    assert "the field is empty" in page.status["message"]
    assert page.status["batches"] == 1 and page.playground.settings.images == 300


@pytest.mark.parametrize(
    "replace",
    [
        lambda page: page.send("change", changes={"hidden": [5]}),
        lambda page: page.send("change", changes={"images": 200}),
        lambda page: page.send("rewind"),
        lambda page: page.send("new_weights"),
        lambda page: page.send("paste", text="images=300 batch_size=7 dropout=0.5 learning_rate=1"),
        lambda page: page.playground.load("hidden=none images=100"),
    ],
    ids=["layer", "images", "rewind", "new weights", "paste", "load"],
)
def test_a_run_that_was_replaced_can_be_brought_back(few, monkeypatch, replace):
    text = "images=300 batch_size=32 epochs=0 dropout=0.2 optimizer=momentum"
    page, other = open_page(few, monkeypatch, text), open_page(few, monkeypatch, text)
    assert page.status["undo"] is None
    for each in (page, other):
        for _ in range(13):
            each.send("batch")
    settings, validations = page.playground.settings, page.playground.engine.run.validations()
    replace(page)
    assert page.status["undo"] == 1 and page.status["batches"] == 0
    page.send("batch")
    page.send("undo")
    assert page.status["undo"] == 2 and page.status["batches"] == 13
    assert page.playground.settings == settings and page.state["settings"]["text"] == str(settings)
    assert page.playground.engine.run.validations() == validations
    page.check()
    for each in (page, other):
        each.send("batch")
    assert np.array_equal(page.playground.model.parameters, other.playground.model.parameters)
    page.send("undo")
    assert page.playground.engine.run.number == 2 and page.status["batches"] == 1
    page.check()


def test_without_a_run_there_is_nothing_to_undo(page):
    page.send("change", changes={"hidden": [5]})
    page.send("undo")
    assert page.status["undo"] is None
    assert page.status["message"] == "Not accepted: there is no earlier run to go back to."


def test_a_class_that_refuses_loses_no_run(few, monkeypatch):
    class Own(MLP):
        def __init__(self, sizes, activation, init, dropout, seed):
            super().__init__(sizes, activation, init, seed=seed)

    page = open_page(few, monkeypatch, model_factory=Own)
    page.send("batch")
    before = page.playground.model.parameters.copy()
    page.send("paste", text="images=300 dropout=0.5")
    assert "no dropout layers" in page.status["message"] and page.status["batches"] == 1
    assert np.array_equal(page.playground.model.parameters, before)
    page.check()


def test_what_the_next_cell_can_use(page, few):
    playground, heard = page.playground, []
    playground.listeners.append(heard.append)
    page.send("train")
    page.train_on(2)
    assert len(heard) >= 2 and set(heard) == {playground}  # the start, and each answer to a tick
    page.send("pause")
    image = few.X_val[0]
    P = playground.model.predict_proba(image[np.newaxis])[0]
    assert np.allclose(playground.probabilities(image), P)
    assert np.allclose(playground.probabilities(views.pixels(image)[0]), P, atol=1e-5)
    page.send("switch", unit=3)
    page.send("switch", unit=0)
    page.send("switch", unit=3)
    assert playground.switched_off == (0,) == tuple(page.state["weights"]["off"])
    assert not np.allclose(playground.probabilities(image), P)
    with pytest.raises(ValueError, match=r"image has shape \(3,\); expected \(28, 28\)"):
        playground.probabilities(np.zeros(3))
    assert playground.history is playground.engine.run.history
    assert len(playground.ledger.to_frame()) == 1


def test_repr_is_short_and_repeatable(few, monkeypatch):
    monkeypatch.setattr("mlp_course.widgets.engine.digits", lambda: few)
    assert repr(Playground()) == "Playground()"
    playground = Playground(Settings(hidden=(), learning_rate=0.5))
    assert repr(playground) == "Playground('hidden=none learning_rate=0.5')"
    assert repr(eval(repr(playground))) == repr(playground)
    assert playground._repr_mimebundle_()[0]["text/plain"] == repr(playground)
    with pytest.raises(ValueError, match="no setting"):
        Playground("speed=1")


def test_two_playgrounds_do_not_disturb_each_other(few, monkeypatch):
    one, other = open_page(few, monkeypatch), open_page(few, monkeypatch)
    parameters = other.playground.model.parameters.copy()
    one.send("train")
    one.ticks(3)
    one.send("change", changes={"learning_rate": 0.3})
    assert np.array_equal(other.playground.model.parameters, parameters)
    assert not other.playground.running and other.playground.settings.learning_rate == 0.1
    other.check()


@pytest.mark.parametrize(
    "error",
    [
        *(RuntimeError("no backward yet"), ValueError("shapes (3,) and (4,) not aligned")),
        *(KeyError("W"), TypeError("unsupported operand"), StopIteration("too late")),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("place", ["forward", "backward"])
def test_what_the_readers_class_raises_is_said_as_it_is(few, monkeypatch, error, place):
    """Again and again, whatever is pressed; and once the class is mended, Train works."""

    class Own(MLP):
        pass

    page = open_page(few, monkeypatch, model_factory=Own)
    page.send("train")
    page.train_on(2)
    page.send("pause")

    def broken(self, *args, **options):
        raise error

    words = f"Your network raised {type(error).__name__}: {error}. Once it is mended, run"
    with monkeypatch.context() as slip:
        slip.setattr(Own, place, broken)
        for kind in ("train", "batch", "train"):
            page.send(kind)
            page.train_on()
            assert not page.status["running"] and page.status["message"].startswith(words)
            assert page.playground.error is error
            page.check()
    page.send("train")
    page.train_on()
    assert page.status["running"] and page.status["message"] == ""
    while page.playground.engine.epoch < 2:
        page.ticks()
    page.send("pause")
    sound = Engine(page.playground.settings, data=few)
    while sound.batches < page.playground.engine.batches:
        sound.train_batch()
    assert np.array_equal(page.playground.model.parameters, sound.model.parameters)


def class_of_a_cell(monkeypatch, **methods):
    """Return a class, as a cell of the notebook defines it: the name is that of the latest."""
    own = type("Own", (MLP,), {"__module__": "__main__", **methods})
    monkeypatch.setattr(sys.modules["__main__"], "Own", own, raising=False)
    return own


def test_a_class_that_is_mended_in_its_own_cell_is_taken_with_the_next_training(few, monkeypatch):
    def broken(self, doutput):
        raise ValueError("first draft.")

    page = open_page(few, monkeypatch, model_factory=class_of_a_cell(monkeypatch, backward=broken))
    page.send("train")
    page.train_on()
    said = "Your network raised ValueError: first draft. Once Own is mended and its cell run again"
    assert page.status["message"].startswith(said)
    still = class_of_a_cell(monkeypatch, backward=broken)
    page.send("batch")
    assert page.status["message"].startswith(said) and type(page.playground.model) is still
    own = class_of_a_cell(monkeypatch)
    for kind in ("train", "epoch", "batch"):
        page.send(kind)
        page.train_on(3)
        assert type(page.playground.model) is own, "no new class, no new run"
        assert ("Own was defined anew" in page.status["message"]) == (kind == "train")
    page.send("pause")
    page.check()
    (run,) = page.playground.ledger
    assert run.batches == page.playground.engine.batches
    # What is defined while a run lies there takes its place, and gives it back with Undo.
    newer = class_of_a_cell(monkeypatch)
    page.send("epoch")
    page.train_on(1000)
    assert page.playground.engine.epoch == 1, "one epoch, of the new run"
    assert type(page.playground.model) is newer and len(page.playground.ledger) == 2
    page.send("undo")
    page.send("batch")
    assert type(page.playground.model) is own and page.playground.engine.run is run
    page.send("new_weights")
    assert type(page.playground.model) is newer


@pytest.mark.parametrize(
    "place",
    [
        {"__module__": "a_module"},
        {"__module__": "__main__", "__qualname__": "function.<locals>.Own"},
    ],
)
def test_only_a_class_of_the_notebook_is_looked_up_by_its_name(few, monkeypatch, place):
    class_of_a_cell(monkeypatch)
    page = open_page(few, monkeypatch, model_factory=type("Own", (MLP,), place))
    page.send("batch")
    page.send("new_weights")
    assert type(page.playground.model) is page.playground.engine.model_factory
    assert page.playground.engine.model_factory.__module__ == place["__module__"]
    assert page.playground.engine.model_factory is not sys.modules["__main__"].Own


def test_a_class_that_cannot_be_looked_at_is_said_too(few, monkeypatch):
    page = open_page(few, monkeypatch)

    def broken(*args):
        raise AttributeError("no W")

    monkeypatch.setattr(page.playground.model.layers[0], "forward", broken)
    page.send("images")
    assert page.status["message"] == "Your network raised AttributeError: no W"


def test_the_stop_button_pauses(page):
    """As JupyterLab's, in a training on the main thread: no update is left half done."""
    page.send("train")
    page.train_on(2)
    forward, model = page.playground.model.forward, page.playground.model

    def pressed(X, training=False):
        if training:
            signal.raise_signal(signal.SIGINT)
        return forward(X, training)

    model.forward = pressed
    page.train_on()
    model.forward = forward
    assert not page.status["running"] and page.status["message"] == ""
    batches = page.status["batches"]
    assert page.playground.engine.run.validations()[-1][0] == page.status["epoch"]
    page.ticks()
    assert page.playground.engine.batches == batches
    page.send("train")
    page.train_on()
    assert page.status["running"] and page.status["batches"] > batches
    page.check()


def test_a_second_press_interrupts_what_does_not_come_to_its_end(page):
    page.send("train")
    page.train_on(2)
    forward, model, batches = page.playground.model.forward, page.playground.model, []

    def endless(X, training=False):
        batches.append(page.playground.engine.batches)
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    model.forward = endless
    page.train_on()
    model.forward = forward
    assert not page.status["running"] and page.status["message"] == ""
    assert page.playground.engine.batches == batches[0]
    page.send("train")
    page.train_on()
    assert page.status["running"] and page.status["batches"] > batches[0]
    page.check()


def test_the_stop_button_reaches_a_training_on_another_thread(page, monkeypatch):
    """An idle kernel ignores the button, unless what it puts back after a cell is changed."""
    heard = []
    kernel = SimpleNamespace(saved_sigint_handler=lambda *_: heard.append("before"))
    monkeypatch.setattr(stop_button, "running_kernel", lambda: kernel)
    for _ in range(2):
        stop_button.listen(page.playground)
    page.send("train")
    page.ticks()
    kernel.saved_sigint_handler(signal.SIGINT, None)
    assert heard == ["before"] and page.playground.running
    thread = threading.Thread(target=page.ticks)
    thread.start()
    thread.join()
    assert not page.status["running"] and page.playground.engine._is_validated
    kernel.saved_sigint_handler(signal.SIGINT, None)
    page.send("train")
    page.train_on()
    assert page.status["running"], "a press while nothing trains is not kept for the next time"


# Any order of actions

# Few units, few images: the point is the order of the actions.
small = {
    "hidden": st.lists(st.sampled_from([1, 5, 512]), max_size=4),
    **{
        name: st.sampled_from(list(knob.choices))
        for name, knob in KNOBS.items()
        if isinstance(knob, Choice)
    },
    "seed": st.sampled_from([0, 2**32 - 1]),
    "batch_size": st.sampled_from([1, 7, 64, 1024]),
    "images": st.sampled_from([100, 101, 300]),
    "epochs": st.sampled_from([0, 1, 10_000]),
    **{
        name: st.sampled_from([KNOBS[name].low, KNOBS[name].high, KNOBS[name].high / 2])
        for name in ("dropout", "learning_rate", "weight_decay", "flipped")
    },
}
actions = st.one_of(
    *[
        st.just((kind, {}))
        for kind in (
            *("train", "pause", "batch", "epoch", "rewind", "new_weights", "hello", "images"),
            *("undo", "undo", "ping", "ledger_csv"),
            *("tick", "tick", "tick"),
        )
    ],
    *[
        value.map(lambda v, name=name: ("change", {"changes": {name: v}}))
        for name, value in small.items()
    ],
    st.integers(-1, 4).map(lambda run: ("restore", {"run": run})),
    st.lists(st.integers(0, 3), max_size=2).map(lambda runs: ("overlay", {"runs": runs})),
    st.sampled_from(["diverged", "dead", "adam", "wrong labels", "symmetric", "rising"]).map(
        lambda key: ("advice", {"key": key})
    ),
    st.integers(-1, 5).map(lambda unit: ("switch", {"unit": unit})),
    st.integers(0, 5).map(lambda layer: ("switch", {"unit": 0, "layer": layer})),
    st.sampled_from(
        [
            *({"open": True}, {"open": True}, {"open": False}, {"digit": 3}, {"misread": -1}),
            *({"unit": [0, 4]}, {"unit": [2, 0]}, {"drawing": True}),
            *({"damage": {"noise": 1.0}}, {"damage": {"biases": False, "share": 0.5}}),
        ]
    ).map(lambda content: ("look", content)),
    st.sampled_from([("mend", {}), ("weights", {"page": 1}), ("weights", {"minus_start": True})]),
    st.sampled_from(["", "hidden=3 images=100", "nonsense", "images=1"]).map(
        lambda text: ("paste", {"text": text})
    ),
)


@given(sequence=st.lists(actions, max_size=14))
@settings(max_examples=25)
def test_any_sequence_of_actions_leaves_a_consistent_playground(few, sequence):
    with pytest.MonkeyPatch.context() as monkeypatch:
        # images=100 is small; pasting "" asks for 54,000, of which there are 2,000 here.
        page = open_page(few, monkeypatch, "images=100 hidden=5")
        for kind, content in sequence:
            if kind == "tick":
                page.ticks()
            else:
                page.send(kind, **content)
            assert page.playground.error is None
        page.send("pause")
        page.check()
        initial = MLP(
            [784, *page.playground.settings.hidden, 10],
            init=page.playground.settings.init,
            seed=page.playground.settings.seed,
        )
        page.send("rewind")
        page.check()
        assert np.array_equal(page.playground.model.parameters, initial.parameters)
