"""The figures of notebook 08, and the runs that they draw."""

import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import planted_runs, plots
from mlp_course.planted_runs import Run, costs, symptom
from mlp_helpers import History

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


def run(val_accuracy, loss=0.5, reported=0.9, true=0.9, new=0.8):
    history = History()
    for epoch, value in enumerate(val_accuracy):
        history.append(loss + 1 / (epoch + 1), 0.5, 0.4, value)
    return Run(history, reported, true, new)


RIGHT = [run([0.8, 0.9, 0.92]), run([0.82, 0.91])]
FAULTY = [run([0.5, 0.6], loss=2), run([0.4, 0.7, 0.6], loss=3, reported=0.6)]


def test_faulty_runs_stand_beside_right_ones():
    axes = plots.faulty_beside_right(RIGHT, FAULTY, "bad_idea")
    text = words_of(axes)
    assert (
        "bad_idea: training loss at the end 2.5 to 3.33, best validation accuracy 60.0 to" in text
    )
    assert "reported on the test images 60.0 to 90.0 %" in text
    labels = [text.get_text() for text in axes[1].get_legend().texts]
    assert labels == ["right", "bad_idea"]
    mean = axes[1].lines[1].get_ydata()
    np.testing.assert_allclose(mean, [45, 65])  # as far as both have come
    title = title_of(axes)
    assert "Best accuracy: 91.5 % right, 65.0 % faulty" in title
    assert "Loss at the end: 0.92 right, 2.92 faulty" in title


def test_a_loss_that_was_huge_is_drawn_on_a_logarithmic_axis():
    assert plots.faulty_beside_right(RIGHT, FAULTY, "bad")[0].get_yscale() == "linear"
    assert plots.faulty_beside_right(RIGHT, [run([0.1, 0.1], loss=25)], "bad")[0].get_yscale() == (
        "log"
    )


def guessing(losses, stop_reason=None):
    history = History()
    for loss in losses:
        history.append(loss, 0.1, loss, 0.1)
    history.stop_reason = stop_reason
    return Run(history, 0.1, 0.1, 0.1)


@pytest.mark.parametrize(
    "faulty, words",
    [
        (run([0.92] * 3), "none"),
        (run([0.92] * 3, loss=0.6, true=0.89, reported=0.89, new=0.79), "none"),
        (run([0.87] * 3, true=0.86, reported=0.86, new=0.76), "learns less"),
        (run([0.92] * 3, loss=1.5), "loss stays high"),
        (run([0.92] * 3, loss=0.0), "loss falls too low"),
        (run([0.96] * 3), "validation too good"),
        (run([0.92] * 3, new=0.6), "fails on new images"),
        (run([0.92] * 3, reported=0.91), "reports too much"),
        (run([0.88] * 3, reported=0.87), "reports too little"),
        (guessing([2.31, 2.3]), "guesses, loss stays at 2.30"),
        (guessing([60, 5]), "guesses, huge loss"),
        (guessing([4, 60], "diverged"), "guesses, diverges"),
        (guessing([3, 2.6]), "guesses"),
        (run([0.8] * 3, loss=1.5, true=0.8, reported=0.8), "learns less, loss stays high"),
    ],
)
def test_symptoms_are_what_all_seeds_show(faulty, words):
    right = [run([0.9, 0.91, 0.92]), run([0.9, 0.91, 0.915])]
    assert symptom(right, [faulty, faulty], []) == words
    assert symptom(right, [faulty, right[1]], []) == "none"


def test_what_stops_and_what_fills_the_memory_is_a_symptom_too():
    assert symptom(RIGHT, None, ["dry_run"]) == "stops with an error"
    assert symptom(RIGHT, RIGHT, ["memory", "gradients"]) == "memory grows"


def test_one_symptom_counts_the_mistakes():
    runs = {"right": RIGHT, "one": [run([0.1, 0.12])], "other": [run([0.11, 0.09])]}
    title = title_of(plots.one_symptom(runs))
    assert title == "2 mistakes, one curve: all end between 9 and 12 %"


def test_alarms_are_marked_and_counted():
    alarms = {"one": ["a"], "two": ["a", "c"], "three": []}
    ax = plots.alarms_by_fault(alarms, "abc")
    marks = [text.get_text() for text in ax.texts]
    assert marks == ["●", "", "", "●", "", "●", "", "", ""]
    assert "three: none" in words_of(ax)
    assert title_of(ax) == "2 of 3 faults raise an alarm; a rings most often, for 2"


def test_costs_are_in_points_and_by_seed():
    cost = costs([run([1], true=0.9, new=0.8)], [run([1], reported=0.95, true=0.7, new=0.85)])
    assert [round(values.item(), 6) for values in cost.values()] == [20, 25, -5]
    assert [*cost] == ["lost", "reported", "new"]


def test_runs_in_other_processes_are_those_with_the_fault(monkeypatch):
    monkeypatch.setattr(planted_runs.small_run, "EPOCHS", 1)  # in this process
    monkeypatch.setattr(planted_runs, "sweep", in_this_process)
    (right,), (wrong,) = planted_runs.runs_of_each([(), ("wide_weights",)], seeds=(0,))
    assert right.reported == pytest.approx(right.true) and right.true > 0.75
    assert len(right.history.loss) == 1
    assert wrong.true < 0.5 and wrong.history.loss[0] > 10
    (again,) = planted_runs.planted_runs(seeds=(0,))
    assert again.history.loss == right.history.loss
    found = planted_runs.alarms_of_each([(), ("zero_weights",)])
    assert found[0] == [] and "every_layer_moves" in found[1]


def in_this_process(run, combinations, progress):
    return [run(**combination) for combination in combinations]
