"""Tasks: what their judges say of every kind of run, and what the playground's page is told."""

import math

import numpy as np
import pytest
from playground_fixtures import open_page

from mlp_course import tasks
from mlp_course.widgets import Playground
from mlp_course.widgets.ledger import Ledger, Run
from mlp_course.widgets.playground import CAN_BE_HIDDEN
from mlp_course.widgets.settings import NAMES, Settings
from mlp_helpers import MLP, SGD, fit


def run_of(*validations, settings="", changes=(), batches=None, paused=None):
    """Return a run of a ledger that was validated so: (updates, epoch, accuracy)."""
    run = Run(Settings.from_string(settings))
    for run.batches, run.epochs, accuracy in [(0, 0, 0.1), *validations]:
        run.add_validation(run.epochs, 1.0, accuracy)
    run.batches = batches or run.batches
    if paused is not None:
        run.between = (run.epochs, 1.0, paused)
    run.changes.extend(changes)
    run.number = 1
    return run


LIMITED, FREE = tasks.accuracy(0.95, updates=1000), tasks.accuracy(0.95)
SMALLEST = tasks.smallest(0.96)
BROKEN = "init=zeros epochs=6"
REPAIR, TWO = tasks.repair(BROKEN, 0.9), tasks.repair(Settings.from_string(BROKEN), 0.9, 2)
CHANGED = ["learning_rate 0.1→0.5 at epoch 1.20", "dropout 0→0.3 at epoch 1.50"]
JUDGED = {
    "enough, in time": (LIMITED, run_of((422, 0.5, 0.93), (844, 1, 0.95)), ""),
    "enough at the last update": (LIMITED, run_of((1000, 1, 0.951)), ""),
    "enough in time, and worse later": (LIMITED, run_of((900, 1, 0.951), (1800, 2, 0.9)), ""),
    "a rounded share": (LIMITED, run_of((900, 1, np.float32(5700 / 6000))), ""),
    "one image too few": (LIMITED, run_of((844, 1, 5699 / 6000)), "94.98 % so far"),
    "updates left": (LIMITED, run_of((844, 1, 0.9)), "asked for: 95 %. 156 updates left."),
    "one update left": (LIMITED, run_of((999, 1, 0.9)), "1 update left."),
    "none left": (LIMITED, run_of((422, 1, 0.9), batches=1000), "1,000 updates are used up"),
    "too late": (LIMITED, run_of((844, 1, 0.9), (1688, 2, 0.96)), "90.00 % at best within"),
    "too late, in words": (
        LIMITED,
        run_of((844, 1, 0.9), (1688, 2, 0.96)),
        "It came there only later.",
    ),
    "only too late": (LIMITED, run_of((1688, 1, 0.97)), "No validation came within its 1,000"),
    "a pause too late": (LIMITED, run_of((844, 1, 0.9), batches=1001, paused=0.97), "90.00 %"),
    "a pause in time": (LIMITED, run_of((500, 0.5, 0.9), batches=990, paused=0.95), ""),
    "a pause without a number": (LIMITED, run_of((844, 1, 0.9), paused=math.nan), "90.00 %"),
    "not validated": (LIMITED, run_of(batches=3), "Not validated yet. To pause is to validate"),
    "no number": (LIMITED, run_of((500, 1, math.nan)), "Not validated yet"),
    "a number, and then none": (FREE, run_of((9, 1, 0.96), (20, 2, math.nan)), ""),
    "infinite": (FREE, run_of((9, 1, -math.inf)), "Not validated yet"),
    "changed on the way": (
        LIMITED,
        run_of((844, 1, 0.99), changes=CHANGED[:1]),
        "It was changed on the way (learning_rate 0.1→0.5 at epoch 1.20), so its settings alone",
    ),
    "changed twice": (SMALLEST, run_of((844, 1, 0.99), changes=CHANGED), "1.20 and more)"),
    "as many updates as it likes": (FREE, run_of((90_000, 99, 0.96)), ""),
    "free, and not enough": (FREE, run_of((90_000, 99, 0.9)), "so far; asked for: 95 %."),
    "wrong labels in training": (LIMITED, run_of((844, 1, 0.96), settings="flipped=0.5"), ""),
    "exactly is not above": (SMALLEST, run_of((844, 1, 0.96)), "asked for: more than 96 %."),
    "above": (SMALLEST, run_of((844, 1, 5761 / 6000)), ""),
    "the broken run": (REPAIR, run_of((844, 1, 0.95), settings=BROKEN), "still the broken run"),
    "only the pause": (
        REPAIR,
        run_of((844, 1, 0.95), settings="init=zeros epochs=20"),
        "still the broken run",
    ),
    "repaired": (REPAIR, run_of((844, 1, 0.9), settings="init=xavier epochs=6"), ""),
    "repaired, whatever the pause": (REPAIR, run_of((844, 1, 0.9), settings="epochs=0"), ""),
    "two settings": (
        REPAIR,
        run_of((844, 1, 0.95), settings="learning_rate=1"),
        "differs from the broken run in init and learning_rate; only one setting may be changed.",
    ),
    "two are allowed": (TWO, run_of((844, 1, 0.95), settings="learning_rate=1"), ""),
    "three settings": (
        TWO,
        run_of((844, 1, 0.95), settings="learning_rate=1 hidden=7"),
        "in hidden, init and learning_rate; only at most 2 settings",
    ),
    "repaired too late": (
        REPAIR,
        run_of((844, 6, 0.8), (900, 7, 0.95), settings="epochs=0"),
        "80.00 % at best within its 6 epochs; asked for: 90 %. It came there only",
    ),
    "not repaired": (REPAIR, run_of((844, 6, 0.8)), "Its 6 epochs are used up."),
    "repaired on the way": (REPAIR, run_of((844, 1, 0.9), changes=CHANGED), "changed on the way"),
}


@pytest.mark.parametrize(("task", "run", "says"), JUDGED.values(), ids=JUDGED)
def test_what_a_run_lacks_is_said_in_words(task, run, says):
    missing = task.missing(run)
    assert says in missing and bool(says) == bool(missing)


def test_a_run_that_has_not_begun_lacks_everything():
    for task in (LIMITED, FREE, SMALLEST, REPAIR, tasks.own("Do nothing.", lambda run: True)):
        run = Run(Settings())
        assert task.missing(run) == "Not begun yet: press Train."
        assert task.state([], run) == {
            "text": task.text,
            "progress": task.missing(run),
            "solved": "",
            "solvers": [],
        }


TEXTS = {
    LIMITED: "Read 95 % of the validation images right, after at most 1,000 updates.",
    tasks.accuracy(0.965, updates=1): "Read 96.5 % of the validation images right, after at most "
    "1 update.",
    tasks.accuracy(0.57): "Read 57 % of the validation images right.",
    SMALLEST: "Find the network with the fewest parameters that reads more than 96 % of the "
    "validation images right.",
    REPAIR: "Something is wrong with these settings. Change one setting, so that the network reads "
    "90 % of the validation images right within 6 epochs.",
    tasks.repair("init=zeros epochs=0", 0.9, changes=3): "Something is wrong with these settings. "
    "Change at most 3 settings, so that the network reads 90 % of the validation images right.",
}


@pytest.mark.parametrize(("task", "text"), TEXTS.items(), ids=range(len(TEXTS)))
def test_the_text_of_a_task(task, text):
    assert task.text == text and repr(task) == f"Task: {text}"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: tasks.accuracy(95), "target is 95; expected a number above 0 and below 1"),
        (lambda: tasks.accuracy(0), "target is 0;"),
        (lambda: tasks.accuracy(math.nan), "target is nan;"),
        (lambda: tasks.accuracy("0.9"), "target is '0.9';"),
        (lambda: tasks.accuracy(0.9, updates=0), "updates is 0; expected a positive integer"),
        (lambda: tasks.accuracy(0.9, updates=2.5), "updates is 2.5;"),
        (lambda: tasks.smallest(True), "target is True;"),
        (lambda: tasks.smallest(1.5), "target is 1.5;"),
        (lambda: tasks.repair("init=zero", 0.9), "init is 'zero'; expected one of he, xavier"),
        (lambda: tasks.repair(None, 0.9), "settings is None; expected Settings or a settings"),
        (lambda: tasks.repair("init=zeros", 9), "target is 9;"),
        (lambda: tasks.repair("init=zeros", 0.9, changes=0), "changes is 0;"),
        (lambda: tasks.own("", bool), "text is ''; expected a sentence"),
        (lambda: tasks.own(bool, "text"), "text is <class 'bool'>; expected a sentence"),
        (lambda: tasks.own("Train.", "judge"), "judge is 'judge'; expected a function of a run"),
        (lambda: FREE.check(3), "playground is 3; expected a Playground"),
        (lambda: Playground(task="0.95"), "task is '0.95'; expected one of mlp_course.tasks"),
        (lambda: Playground(task=FREE, model_factory=MLP), "task and model_factory"),
        (lambda: Playground(show="seed"), "show is 'seed'; expected a list of some of hidden, act"),
        (lambda: Playground(show=3), "show is 3; expected a list of some of hidden, activation"),
        (
            lambda: Playground(show=["seed", "rate", "width"]),
            "show has 'rate', 'width'; the knobs are hidden, activation, .*, flipped$",
        ),
        (lambda: Playground(show=["epochs"]), "show has 'epochs'; the knobs are"),
    ],
)
def test_bad_arguments_are_named(make, says):
    with pytest.raises(ValueError, match=says):
        make()


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        (True, ""),
        (np.bool_(True), ""),
        ("  More layers.\n", "More layers."),
        (False, "The judge returned False; expected True, or words that say what is missing."),
        (None, "The judge returned None;"),
        ("", "The judge returned '';"),
        (1, "The judge returned 1;"),
        (math.nan, "The judge returned nan;"),
    ],
)
def test_a_judge_of_ones_own_says_true_or_what_is_missing(verdict, says):
    missing = tasks.own("Do it.", lambda run: verdict).missing(run_of((9, 1, 0.5)))
    assert missing.startswith(says) and bool(missing) == bool(says)


def test_what_a_judge_of_ones_own_raises_is_said():
    missing = tasks.own("Do it.", lambda run: run.accuracy > 0.9).missing(run_of((9, 1, 0.5)))
    assert missing == "The judge raised AttributeError: 'Run' object has no attribute 'accuracy'"


def test_what_is_solved_stays_solved():
    run = run_of((500, 0.5, 0.9), batches=990, paused=0.96)
    assert FREE.missing(run) == ""
    run.between = None  # it trains on
    run.changes.append("dropout 0→0.9 at epoch 2.00")
    run.settings = run.settings.replace(dropout=0.9)
    assert FREE.missing(run) == ""
    assert FREE.state([run], run)["solved"] == ("Solved by run 1. 96.00 % after 990 updates.")
    assert tasks.accuracy(0.95).missing(run), "but another task has not seen it"


def test_the_score_that_solved_it_is_told_whenever_that_was_seen():
    """What the clock has done between two looks at a run is no part of what is said of it."""
    run = run_of((422, 0.5, 0.94), (844, 1, 0.955), (1688, 2, 0.97))
    for task in (LIMITED, FREE, tasks.smallest(0.95)):
        assert "95.50 % after 844 updates." in task.state([run], run)["solved"]


def ledger_of(*runs):
    ledger = Ledger()
    for run in runs:
        run.number = 0
        ledger.enter(run)
    return ledger


def test_of_several_runs_the_first_is_named_or_the_smallest():
    scores = [("hidden=64", 0.955), ("hidden=64", 0.97), ("hidden=32", 0.965), ("hidden=40", 0.98)]
    runs = [run_of((900, 1, accuracy), settings=text) for text, accuracy in scores]
    ledger = ledger_of(*runs)
    assert tasks.accuracy(0.96).solved_by(ledger) is runs[1]
    assert tasks.smallest(0.96).solved_by(ledger) is runs[2]
    assert tasks.smallest(0.99).solved_by(ledger) is None
    said = tasks.smallest(0.96).state(ledger, runs[0])
    assert said["solved"].startswith("Solved by run 3. 25,450 parameters: 96.50 % after")
    assert said["progress"].startswith("Run 1: 95.50 % so far")
    assert said["solvers"] == [2, 3, 4]
    assert tasks.smallest(0.96).state(ledger, runs[1])["progress"] == ""
    repaired = ledger_of(
        *(run_of((900, 1, 0.95), settings=text) for text in ("seed=1", "epochs=0"))
    )
    assert TWO.solved_by(repaired).number == 2, "one change is less than two"


@pytest.mark.parametrize("hidden", [(), (1,), (128, 64), (512, 3, 20, 7)])
def test_parameters_are_those_of_the_network(hidden):
    network = MLP([784, *hidden, 10])
    assert tasks.parameters(Settings(hidden=hidden)) == network.parameters.size


def test_check_prints_what_is_to_be_said(page, capsys):
    task = tasks.accuracy(0.9)
    task.check(page.playground)
    page.send("batch")
    task.check(page.playground)
    page.playground.engine.run.between = (1, 0.1, 0.95)
    task.check(page.playground)
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == "Not attempted yet: no run has begun."
    assert second.startswith("Not yet. Run 1: ") and second.endswith("asked for: 90 %.")
    assert third == "Solved by run 1. 95.00 % after 1 update."


# -- in the playground ----------------------------------------------------------------------------

SMALL = "images=300 hidden=64 batch_size=10 epochs=0"
EASY = 0.5  # which it reads after two epochs of 30 updates


def open_task(few, monkeypatch, task, settings=SMALL, **options):
    return open_page(few, monkeypatch, settings, task=task, **options)


def test_the_page_is_told_how_far_a_run_is_and_which_one_has_solved_it(few, monkeypatch):
    page = open_task(few, monkeypatch, tasks.accuracy(EASY, updates=60))
    assert page.state["task"] == {
        "text": "Read 50 % of the validation images right, after at most 60 updates.",
        "progress": "Not begun yet: press Train.",
        "solved": "",
        "solvers": [],
    }
    page.send("batch")
    assert "59 updates left" in page.state["task"]["progress"]
    page.send("train")
    page.train_on(59)
    page.send("pause")
    assert page.state["task"]["progress"] == "" and page.state["task"]["solvers"] == [1]
    solved = page.state["task"]["solved"]
    assert solved.startswith("Solved by run 1. ") and solved.endswith("updates.")
    page.send("new_weights")
    assert page.state["task"]["progress"] == "Not begun yet: press Train."
    page.send("batch")
    assert page.state["task"]["progress"].startswith("Run 2: ")
    assert page.state["task"]["solved"] == solved
    page.forget()
    page.send("hello")
    assert page.state["task"]["solved"] == solved


def test_each_run_is_judged_once_for_all_that_the_page_is_told(few, monkeypatch):
    judged = []
    page = open_task(few, monkeypatch, tasks.own("Never.", lambda run: judged.append(run.number)))
    for seed in (1, 2):
        page.send("change", changes={"seed": seed})
        page.send("batch")
    judged.clear()
    page.send("hello")
    assert sorted(judged) == [1, 2] and "ledger" in page.state


def test_a_playground_in_words_names_its_task(few, monkeypatch):
    monkeypatch.setattr("mlp_course.widgets.engine.digits", lambda: few)
    assert repr(Playground(task=REPAIR)) == f"Playground('{BROKEN}', task={REPAIR!r})"
    assert repr(Playground(task=FREE)) == (
        "Playground(task=Task: Read 95 % of the validation images right.)"
    )


def test_what_is_changed_right_after_it_was_solved_undoes_nothing(few, monkeypatch):
    monkeypatch.setattr("mlp_course.widgets.playground.VIEWS_EVERY", 3600)
    page = open_task(few, monkeypatch, tasks.accuracy(EASY))
    page.send("train")
    while not page.playground.engine.run.best_val_accuracy >= EASY:  # NaN at first
        page.train_on()
    page.send("change", changes={"learning_rate": 0.01})
    assert page.state["task"]["solved"].startswith("Solved by run 1. ")


def test_runs_that_code_has_trained_count(few, monkeypatch):
    page = open_task(few, monkeypatch, tasks.accuracy(EASY))
    page.playground.train(epochs=2)
    assert page.state["task"]["solved"].startswith("Solved by run 1. ")
    assert page.playground.engine.epoch == 2 and not page.playground.running
    page = open_task(few, monkeypatch, tasks.accuracy(EASY))
    for seed in range(3):
        page.playground.load(f"{SMALL} seed={seed}")
        for _ in range(2):
            page.playground.engine.train_epoch()
    page.playground.load("images=100")
    assert page.state["task"]["solved"].startswith("Solved by run 1. ")


def test_training_from_python_pauses_what_trains_and_ends_where_it_diverges(page):
    page.send("train")
    page.ticks(2)
    begun = page.playground.engine.whole_epochs
    page.playground.train()
    assert not page.status["running"] and page.playground.engine.epoch == begun + 1
    page.playground.load("images=2000 batch_size=20 learning_rate=100")
    page.playground.train(epochs=50)
    assert page.status["diverged"]
    for epochs in (0, 1.5, True):
        with pytest.raises(ValueError, match=f"epochs is {epochs}; expected a positive integer"):
            page.playground.train(epochs)


def other_images(page):
    engine = page.playground.engine
    engine.X, engine.y = engine.data.X_val, engine.data.y_val


def learn_the_validation_images(page):
    data = page.playground.engine.data
    options = {"epochs": 30, "batch_size": 10, "optimizer": SGD(0.1), "progress": False}
    fit(page.playground.model, data.X_val, data.y_val, **options)


def take_the_weights_of_another(page):
    other = MLP([784, 64, 10], seed=8)
    fit(other, *page.playground.engine.data[:2], epochs=20, batch_size=10, optimizer=SGD(0.1))
    page.playground.model.parameters[...] = other.parameters


TRICKS = {
    "settings changed while it trained": lambda page: page.send(
        "change", changes={"learning_rate": 0.15}
    ),
    "and changed back": lambda page: [
        page.send("change", changes={"learning_rate": rate}) for rate in (0.3, 0.1)
    ],
    "images of another split": other_images,
    "trained on the validation images": learn_the_validation_images,
    "weights from elsewhere": take_the_weights_of_another,
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
@pytest.mark.parametrize("batches", [0, 1], ids=["at first", "on the way"])
def test_the_judge_is_not_fooled(few, monkeypatch, trick, batches):
    page = open_task(few, monkeypatch, tasks.accuracy(EASY))
    for _ in range(batches):
        page.send("batch")
    trick(page)
    page.playground.train(epochs=2)
    assert page.playground.ledger[1].best_val_accuracy > EASY
    if trick in (TRICKS["and changed back"], TRICKS["settings changed while it trained"]):
        is_fair = batches == 0  # before the first update they are just its settings
    else:
        is_fair = False
    assert bool(page.state["task"]["solved"]) == is_fair
    assert is_fair or "It was changed on the way" in page.state["task"]["progress"]
    page.send("rewind")
    if trick is not other_images:
        page.playground.train(epochs=2)
        assert page.state["task"]["solved"], "the same settings, this time alone"


def test_a_run_that_is_restored_or_undone_counts_its_own_updates(few, monkeypatch):
    page = open_task(few, monkeypatch, tasks.accuracy(0.99, updates=40))
    page.playground.train()
    page.send("restore", run=1)
    page.send("batch")
    assert "39 updates left" in page.state["task"]["progress"]
    page.send("undo")
    assert page.state["task"]["progress"].startswith("Run 1: ")
    page.send("batch")
    assert "9 updates left" in page.state["task"]["progress"]


def test_a_playground_begins_with_the_settings_that_are_to_be_repaired(few, monkeypatch):
    page = open_task(few, monkeypatch, tasks.repair("init=zeros images=300", 0.5), settings=None)
    assert page.playground.settings == Settings(init="zeros", images=300)
    page = open_task(few, monkeypatch, tasks.repair("init=zeros images=300", 0.5), settings=SMALL)
    assert page.playground.settings == Settings.from_string(SMALL)


def test_without_a_task_there_is_nothing_about_one(page):
    assert "task" not in page.state and page.playground.task is None
    assert page.state["knobs"]["shown"] == [name for name in NAMES if name != "epochs"]


# -- show -----------------------------------------------------------------------------------------


def test_only_the_knobs_that_are_shown_can_be_changed_on_the_page(few, monkeypatch):
    page = open_page(few, monkeypatch, SMALL, show=["learning_rate", "seed"])
    playground = page.playground
    assert page.state["knobs"]["shown"] == ["learning_rate", "seed"]
    page.send("change", changes={"learning_rate": 0.3, "seed": 4, "epochs": 3})
    assert (playground.settings.learning_rate, playground.settings.seed) == (0.3, 4)
    page.send("new_weights")
    assert playground.settings.seed == 5 and page.status["message"] == ""
    before = playground.settings
    kept = "only the knobs shown here can be changed; keep"
    for kind, content, values in [
        ("change", {"changes": {"hidden": [7]}}, "hidden=64"),
        ("change", {"changes": {"learning_rate": 0.5, "dropout": 0.5}}, "dropout=0"),
        ("paste", {"text": "learning_rate=0.5"}, "hidden=64 batch_size=10 images=300"),
        ("paste", {"text": f"{SMALL} flipped=0.3"}, "flipped=0"),
    ]:
        page.send(kind, **content)
        assert page.status["message"] == f"Not accepted: {kept} {values}."
        assert playground.settings == before
    page.send("paste", text=f"{SMALL} learning_rate=0.5 seed=9")
    assert page.status["message"] == "" and playground.settings.seed == 9
    playground.load("hidden=7 images=300")  # whoever wrote the lesson
    assert playground.settings.hidden == (7,)
    page.check()


def test_new_weights_go_with_the_seed(few, monkeypatch):
    page = open_page(few, monkeypatch, SMALL, show=[])
    page.send("new_weights")
    assert "keep seed=0" in page.status["message"] and page.playground.settings.seed == 0
    for kind in ("batch", "epoch", "rewind", "train", "pause", "undo"):
        page.send(kind)
        assert page.status["message"] == ""


@pytest.mark.parametrize("show", [[], ["learning_rate"], CAN_BE_HIDDEN])
def test_advice_that_would_change_a_hidden_knob_has_no_button(few, monkeypatch, show):
    page = open_page(few, monkeypatch, "init=zeros images=300 epochs=0", show=show)
    (finding,) = page.state["findings"]
    assert finding["key"] == "symmetric" and finding["text"]
    assert finding["button"] == ("Use He weights" if "init" in show else "")
    page.send("advice", key="symmetric")
    assert page.playground.settings.init == ("he" if "init" in show else "zeros")


def test_a_run_is_judged_at_the_limit_of_its_updates_however_it_comes_there():
    """Between the places where all runs are validated, and without a pause there."""
    task = tasks.accuracy(0.5, updates=50)
    ways = []
    for steps in (["train"], ["batch"] * 50 + ["train"]):
        playground = Playground("images=1000 hidden=16 learning_rate=0.03 epochs=8", task=task)
        for step in steps:
            if step == "batch":
                playground.engine.train_batch()
            else:
                playground.train(8)
        run = playground.ledger[1]
        ways.append((run.best(updates=50), run.validation))
    plain = Playground("images=1000 hidden=16 learning_rate=0.03 epochs=8")
    plain.train(8)
    assert ways[0][0] == ways[1][0] and ways[0][0].updates == 50
    for _, validation in ways:
        assert validation[:12] == plain.ledger[1].validation, "the curves are those of any run"
