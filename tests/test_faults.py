"""The mistakes of notebook 08: each is caught, and none stays behind."""

import contextlib
import inspect
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from notebook_reading import FOLDER, read
from planting import CAUGHT_BY

import mlp_helpers
from mlp_course import faults, small_run, toolbox
from mlp_course.exercises import catch_the_bug as ex
from mlp_course.faults import FAULTS, planted
from mlp_course.toolbox import CHECKS
from mlp_helpers import MLP, SGD, ReLU, SoftmaxCrossEntropy, fit, softmax, training
from mlp_helpers.sweep import sweep

TESTS = Path(__file__).parent
IN_CODE = [name for name, fault in FAULTS.items() if fault.in_code]

# For each fault the check of the toolbox that is to find it.
CHECK_FOR = {
    "relu_slope": "gradients",
    "last_batch_lost": "batch_sizes",
    "last_batch_overweighted": "batch_sizes",
    "softmax_unshifted": "extreme_scores",
    "softmax_over_batch": "gradients",
    "gradient_not_divided": "gradients",
    "y_over_p": "gradients",
    "softmax_twice": "overfit_ten_images",
    "zero_log_zero": "extreme_scores",
    "dropout_left_on": "batch_sizes",
    "dropout_never_on": "dropout_masks",
    "dropout_unscaled": "dropout_masks",
    "best_by_reference": "best_is_kept",
    "adam_uncorrected": "first_step",
    "check_of_outputs": "check_the_check",
    "wide_weights": "loss_at_start",
    "zero_weights": "every_layer_moves",
    "labels_left_behind": "labels_fit",
    "pixels_wrap": "inputs",
    "validation_in_training": "duplicates",
    "stopping_on_test": "duplicates",
    "not_centred": "new_images",
    "arguments_swapped": "dry_run",
    "key_misspelt": "dry_run",
    "gradients_hoarded": "memory",
}


# ------------------------------------------------------------------------------- each is caught


def test_the_tables_have_every_fault():
    assert [*CAUGHT_BY] == IN_CODE and [*CHECK_FOR] == [*FAULTS]
    assert len(set(CAUGHT_BY.values())) == len(CAUGHT_BY) >= 14


def test_each_fault_in_the_package_fails_its_unit_test():
    """It fails by what it asserts, and not because a fault stops it with another error."""
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=no", "-p", "planting", "-m", ""]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *CAUGHT_BY.values()],
        cwd=TESTS,
        env={**os.environ, "COLUMNS": "300"},
        capture_output=True,
        text=True,
    )
    failed = re.findall(r"^FAILED (?:tests/)?(test_.+?) - [Aa]ssert", done.stdout, re.M)
    assert {*failed} == {*CAUGHT_BY.values()}, done.stdout + done.stderr


@pytest.fixture(scope="module")
def right_data():
    return small_run.get_data()


@pytest.mark.parametrize("check", CHECKS)
def test_right_program_raises_no_alarm(check, right_data):
    finding = CHECKS[check](right_data)
    assert not finding.alarm, finding
    assert str(finding).startswith(f"fine  {check}") and len(str(finding)) < 120


@pytest.mark.parametrize("name, check", CHECK_FOR.items())
def test_each_fault_is_found_by_its_check(name, check):
    with planted(name):
        finding = CHECKS[check](small_run.get_data())
    assert finding.alarm, finding
    assert str(finding).startswith(f"ALARM {check}")


def test_every_check_is_there_for_a_fault():
    # Labels at random are for leaks of a kind that no comparison of images finds.
    assert set(CHECKS) - set(CHECK_FOR.values()) == {"shuffled_labels"}
    with planted("validation_in_training"):
        assert CHECKS["shuffled_labels"](small_run.get_data()).alarm


def shifted_copies(X, y):
    copies = np.roll(X[2500:4000].reshape(-1, 28, 28), 1, axis=2).reshape(-1, 784)
    return (X[:4000], y[:4000]), (copies, y[2500:4000])


def test_labels_at_random_find_shifted_copies_which_no_comparison_does():
    with faults.replaced(small_run.divide, shifted_copies):
        data = small_run.get_data()
        assert not CHECKS["duplicates"](data).alarm
        assert CHECKS["shuffled_labels"](data).alarm


NOTEBOOK = FOLDER / "08_catch_the_bug.ipynb"
# In the order of the notebook's questions.
ASKED = ["relu_slope", "softmax_twice", "gradient_not_divided", "validation_in_training"]
ASKED += ["dropout_left_on", "labels_left_behind", "zero_weights", "pixels_wrap"]


@pytest.mark.parametrize("number, fault", [*enumerate(ASKED, start=1)])
def test_of_the_checks_to_choose_from_the_right_one_raises_alarm_and_no_other(number, fault):
    text = "\n\n".join(cell.source.rstrip() for cell in read(NOTEBOOK).cells)
    question = re.compile(rf"^\*\*{number}\.\*\* Which .*?\n\n((- .*\n)+)", re.M)
    (where,) = (part for part in re.split(r"^## ", text, flags=re.M) if question.search(part))
    assert f'"{fault}"' in where
    choices = dict(re.findall(r"^- ([a-z])\) `(\w+)`", question.search(where)[1], re.M))
    with planted(fault):
        data = small_run.get_data()
        ringing = [letter for letter, name in choices.items() if CHECKS[name](data).alarm]
    assert len(choices) == 3 and ringing == [ex.which_check.questions[number].right]


def test_the_checklist_has_the_order_of_the_toolbox():
    (listed,) = (
        cell.source for cell in read(NOTEBOOK).cells if "**Before any training**" in cell.source
    )
    assert re.findall(r"\(`(\w+)`\)", listed) == [*CHECKS]
    without_training, _ = listed.split("**With short trainings**")
    source = inspect.getsource(toolbox).split("- with short trainings\n")[0]
    assert re.findall(r"\(`(\w+)`\)", without_training) == re.findall(
        r"^@check\ndef (\w+)", source, re.M
    )


# ------------------------------------------------------------------------- none stays behind


def everything():
    """Return what any of the faults replaces, as it is now."""
    pairs = (pair for fault in FAULTS.values() for pair in fault.replacements)
    return [(place, right.__name__) for right, _ in pairs for place in faults.holders(right)]


def short_training():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(150, 6)).astype(np.float32), rng.integers(0, 3, 150)
    model = MLP([6, 8, 3], dropout=0.2)
    history = fit(
        model,
        X,
        y,
        epochs=3,
        batch_size=64,
        optimizer=mlp_helpers.Adam(0.01),
        validation_data=(X, y),
        callbacks=[mlp_helpers.EarlyStopping(1)],
        progress=False,
    )
    return model.parameters.tobytes(), repr(vars(history))


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("ends", ["normally", "with an error"])
def test_afterwards_everything_is_as_before(name, ends):
    before = everything()
    with contextlib.suppress(ZeroDivisionError), planted(name):
        for right, _ in FAULTS[name].replacements:
            assert not faults.holders(right)
        if ends == "with an error":
            raise ZeroDivisionError
    assert everything() == before


def test_trainings_before_and_after_are_equal_to_the_bit():
    before = short_training()
    for name in IN_CODE:
        with np.errstate(all="ignore"), planted(name):
            planted_run = short_training()
        if name in ("relu_slope", "y_over_p", "adam_uncorrected", "dropout_left_on"):
            assert planted_run != before
        assert short_training() == before


def test_several_at_once_and_one_inside_another():
    backward, value = ReLU.backward, SoftmaxCrossEntropy.value
    with planted("relu_slope", "not_centred"):
        assert ReLU.backward is not backward
        with planted("zero_log_zero"):
            assert SoftmaxCrossEntropy.value is not value
        with planted("relu_slope"):  # again
            assert slope_at_0() == 1
        assert SoftmaxCrossEntropy.value is value and slope_at_0() == 1
    assert ReLU.backward is backward


def test_two_faults_for_one_function_are_refused_without_a_trace():
    before = everything()
    already = r"SoftmaxCrossEntropy\.backward is replaced by another"
    names = "relu_slope", "y_over_p", "gradient_not_divided"
    with pytest.raises(ValueError, match=already), planted(*names):
        pass
    assert everything() == before


def test_unknown_name_is_refused():
    told = "no fault 'bad'; expected one of relu_slope, "
    with pytest.raises(ValueError, match=told), planted("bad"):
        pass


def slope_at_0():
    layer = ReLU()
    layer.forward(np.zeros((1, 1)))
    return layer.backward(np.ones((1, 1))).item()


def in_another_thread(function):
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join(timeout=20)
    return results[0] if results else None


def test_another_thread_does_not_see_the_fault():
    with planted("relu_slope"):
        assert slope_at_0() == 1
        assert in_another_thread(slope_at_0) == 0


@pytest.mark.parametrize("cores", [None, "2"])
def test_a_sweep_inside_sees_the_fault_and_one_afterwards_has_its_processes_again(
    cores, monkeypatch
):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "2")  # as if this machine had two
    monkeypatch.delenv("MLP_HELPERS_CORES", raising=False)
    if cores:
        monkeypatch.setenv("MLP_HELPERS_CORES", cores)
    with pytest.raises(ZeroDivisionError), planted("relu_slope"):
        with planted("not_centred"):
            pass
        assert sweep(slope_at_0, [{}, {}]) == [1, 1]
        raise ZeroDivisionError
    assert os.environ.get("MLP_HELPERS_CORES") == cores
    assert os.getpid() not in sweep(os.getpid, [{}, {}])


def test_another_threads_faults_wait():
    ended = []

    def plant():
        with planted("relu_slope"):
            assert slope_at_0() == 1
        ended.append(True)

    with planted("relu_slope"):
        thread = threading.Thread(target=plant)
        thread.start()
        thread.join(timeout=0.2)
        assert not ended
    thread.join(timeout=20)
    assert ended and slope_at_0() == 0


def test_a_function_kept_from_inside_is_right_afterwards():
    Z = np.array([[1000.0, 0]])
    with planted("softmax_unshifted"), np.errstate(all="ignore"):
        from mlp_helpers import softmax as kept

        assert kept is softmax and np.isnan(kept(Z)).any()
    assert kept(Z).tolist() == [[1, 0]]
    backward = None
    with planted("relu_slope"):
        backward = ReLU.backward
    layer = ReLU()
    layer.forward(np.zeros((1, 1)))
    assert backward(layer, np.ones((1, 1))).item() == 0


def test_faults_reach_a_function_under_all_its_imports():
    with planted("last_batch_lost"):
        assert training.evaluation_steps is mlp_helpers.evaluation_steps
        assert len([*mlp_helpers.evaluation_steps(MLP([2, 2]), *two_rows(), loss(), 2)]) == 1
    assert len([*mlp_helpers.evaluation_steps(MLP([2, 2]), *two_rows(), loss(), 2)]) == 2


def two_rows():
    return np.ones((3, 2), np.float32), np.array([0, 1, 1])


def loss():
    return SoftmaxCrossEntropy()


# ------------------------------------------------------------------------- the faults themselves


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_each_says_in_a_line_what_is_wrong(fault):
    assert "\n" not in fault.what and fault.what.endswith(".") and 30 < len(fault.what) < 100
    for right, wrong in fault.replacements:
        assert (
            wrong.__code__.co_varnames[: wrong.__code__.co_argcount]
            == (right.__code__.co_varnames[: right.__code__.co_argcount])
        )


def test_parts_of_the_data_are_apart_and_as_large_as_they_say(right_data):
    lengths = [len(part) for part in right_data]
    assert lengths == [4000, 4000, 1500, 1500, 4000, 4000, 500]
    images, y = small_run.images_and_labels()
    label_of = {
        row.tobytes(): label for row, label in zip(small_run.prepare(images), y, strict=True)
    }
    for X, labels in (right_data[0:2], right_data[2:4], right_data[4:6]):
        assert [label_of[row.tobytes()] for row in X] == labels.tolist()


def test_images_from_elsewhere_are_those_of_the_test_pushed_aside(right_data):
    images = small_run.from_another_scanner()
    originals = small_run.images_and_labels()[0][5500:6000]
    assert (images.sum(axis=(1, 2)) == originals.sum(axis=(1, 2))).all()
    assert not (images == originals).all(axis=(1, 2)).any()
    centres = toolbox.centres_of_mass(right_data.X_new)
    assert np.quantile(np.abs(centres - 14), 0.9) < 0.8  # ink that left the image may spoil a few


def test_swapped_arguments_and_a_misspelt_key_stop_with_an_error_that_says_so():
    with planted("arguments_swapped"), pytest.raises(ValueError, match=r"output has shape \(1,\)"):
        small_run.score(small_run.network(0), np.zeros((1, 784)), np.array([3]))
    with planted("key_misspelt"), pytest.raises(AttributeError, match="val_acc"):
        small_run.best_accuracy(mlp_helpers.History())


def test_the_loss_behind_two_softmaxes_cannot_fall_below_its_floor():
    sure = np.array([[1000.0, *[0] * 9]])
    with planted("softmax_twice"):
        value = SoftmaxCrossEntropy().forward(sure, [0])
    assert value == pytest.approx(np.log(np.e + 9) - 1) == pytest.approx(1.4612, abs=1e-4)


def test_adam_hides_a_gradient_that_is_too_long_and_sgd_does_not():
    rng = np.random.default_rng(0)
    X, y, ends = rng.normal(size=(64, 6)), rng.integers(0, 3, 64), {}
    for name in (None, "gradient_not_divided"):
        for optimizer in (mlp_helpers.Adam(0.01), SGD(0.01)):
            model, steps = MLP([6, 3], dtype=np.float64), [(X, y)] * 5
            with planted(name) if name else contextlib.nullcontext():
                [*training.training_steps(model, steps, SoftmaxCrossEntropy(), optimizer)]
            ends[name, type(optimizer)] = model.parameters
    for kind, same in ((mlp_helpers.Adam, True), (SGD, False)):
        right, wrong = ends[None, kind], ends["gradient_not_divided", kind]
        assert np.allclose(right, wrong, atol=1e-5) == same
