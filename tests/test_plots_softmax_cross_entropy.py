"""Figures and slider of notebook 03: they draw, and their words follow the data."""

import numpy as np
import pytest
from helpers import title_of, words_of
from matplotlib import pyplot as plt

from mlp_course import plots
from mlp_course.plots.style import figure_of, look
from mlp_course.widgets.temperature import TemperatureSlider, bars_in_html
from mlp_helpers import softmax

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")

Z = np.array([1.0, 2.0, 3.0])
P = softmax(Z)
TARGET = np.array([0.0, 1.0, 0.0])
GAPS = np.linspace(-10, 15, 101)
RIGHT = 1 / (1 + np.exp(GAPS))


X, W = (
    np.array([[1, 0, 2, 1], [0, 3, 1, 2]]),
    np.array([[2, 1, 0], [1, 2, -2], [0, 3, 1], [1, 0, 2]]),
)
WEIGHTS = np.random.default_rng(0).normal(size=(784, 10))
RUNS = {"zeros": np.array([[2.3, 0.1], [0.3, 0.91]]), "means": np.array([[0.8, 0.8], [0.4, 0.9]])}
BY_RATE = {
    "cross-entropy": {0.1: [0.8, 0.9], 1: [0.6, 0.7]},
    "squared error": {0.1: [0.5, 0.6], 1: [0.7, 0.8], 10: [0.1, 0.2]},
}

FIGURES = {
    "matrix_product": (
        lambda **at: plots.matrix_product(X, W, 1, 2, **at),
        1,
        "Row 1 meets column 2:  0·0 + 3·(−2) + 1·1 + 2·2 = −1",
    ),
    "regression_curves": (
        lambda **at: plots.regression_curves(RUNS, {"nearest mean": 0.799}, every=100, **at),
        2,
        "Up to 91.0 %",
    ),
    "accuracy_by_rate": (
        lambda **at: plots.accuracy_by_rate({"zeros": BY_RATE, "wild": BY_RATE}, **at),
        2,
        "squared error stays 10 points behind from zeros; squared",
    ),
    "softmax_steps": (lambda **at: plots.softmax_steps(Z, **at), 3, "67 %"),
    "temperature_panels": (lambda **at: plots.temperature_panels([1, 5, 3, 6], **at), 3, "0.88"),
    "surprise_curve": (lambda **at: plots.surprise_curve([0.95, 0.01], **at), 1, "90 times"),
    "cross_entropy_and_entropy": (
        lambda **at: plots.cross_entropy_and_entropy(0.7, 0.2, **at),
        1,
        "0.583",
    ),
    "one_score_moves": (lambda **at: plots.one_score_moves(Z, 1, **at), 1, "0.185"),
    "jacobian_heatmap": (
        lambda **at: plots.jacobian_heatmap(np.diag(P) - np.outer(P, P), **at),
        1,
        "every column sums to 0",
    ),
    "pushes_on_the_scores": (lambda **at: plots.pushes_on_the_scores(P, TARGET, **at), 3, "lifts"),
    "saturated_gradients": (
        lambda **at: plots.saturated_gradients(
            GAPS, RIGHT - 1, -0.4 * RIGHT * (1 - RIGHT) ** 2, 10, **at
        ),
        1,
        "0.03 %",
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figure_has_alt_text_and_states_its_finding(name):
    draw, _, finding = FIGURES[name]
    assert finding in title_of(draw())


@pytest.mark.parametrize("name", FIGURES)
def test_figure_draws_into_given_axes(name):
    draw, columns, _ = FIGURES[name]
    figure, axes = plt.subplots(1, columns)
    drawn = draw(**({"ax": axes} if columns == 1 else {"axes": axes}))
    assert figure_of(drawn) is figure


def test_product_shows_one_entry_and_leaves_the_others_to_the_reader():
    ax = plots.matrix_product(X, W, 0, 1)
    written = [text.get_text() for text in ax.texts]
    assert written.count("?") == 5 and written.count("7") == 1
    assert "(2, 4)" in words_of(ax) and "−1" not in words_of(ax)


def test_score_in_pictures_adds_up_the_products():
    x = np.zeros(784)
    x[[100, 300]] = 1, 0.5
    axes = plots.score_in_pictures(x, WEIGHTS, [2, 7])
    scores = x @ WEIGHTS
    best = max((2, 7), key=lambda k: scores[k])
    assert f"The {best} wins with {scores[best]:.1f} points to" in title_of(axes)
    for line, k in zip(axes, (2, 7), strict=True):
        assert line[2].get_xlabel() == f"sum: {scores[k]:.1f}"
        assert np.isclose(line[2].images[0].get_array().sum(), scores[k])


def test_weights_of_each_class_stand_in_one_column():
    axes = plots.weights_by_class({"means": np.abs(WEIGHTS), "learned": WEIGHTS})
    assert np.array_equal(axes[1, 3].images[0].get_array(), WEIGHTS[:, 3].reshape(28, 28))
    alike = np.corrcoef(np.abs(WEIGHTS).ravel(), WEIGHTS.ravel())[0, 1]
    assert f"correlation of the rows: {alike:.2f}" in title_of(axes)


def test_spots_are_ringed_in_both_versions_of_the_weights():
    w = np.zeros(784)
    w[[28 * 3 + 5, 28 * 9 + 7]] = 0.5, -2
    axes = plots.weights_with_spots({"here": w, "there": -w}, 5, {"up": (3, 5), "down": (9, 7)})
    assert "Two spots: spot 1 from +25 to −25 %, spot 2 from −100 to +100 % of the" in title_of(
        axes
    )
    assert [len(ax.lines) for ax in axes] == [2, 2]
    here, there = w.copy(), w.copy()
    here[0], there[0] = 8, 4
    axes = plots.weights_with_spots(
        {"here": here, "there": there}, 5, {"up": (3, 5), "down": (9, 7)}
    )
    assert "Both spots weigh more: spot 1 from +6 to +12 %" in title_of(axes)


def test_curves_of_the_regression_are_whole_or_say_where_they_come_from():
    losses, accuracies = plots.regression_curves(RUNS, {}, every=100)
    low, high = losses.get_ylim()
    assert low < 0.3 and high > 2.3 and losses.get_yscale() == "log"
    assert [text.get_text() for text in losses.texts] == ["2.300", "0.800"]
    assert accuracies.get_ylim() == (75, 95)
    assert [text.get_text() for text in accuracies.texts] == ["zeros: starts at 10.0 %"]
    assert [text.get_text() for text in losses.get_legend().texts] == [*RUNS]
    losses, _ = plots.regression_curves({"zeros": RUNS["zeros"]}, {}, every=100)
    assert losses.get_legend() is None


def test_curves_without_an_end_leave_the_panel():
    ax = plots.cross_entropy_and_entropy(0.7, 0.2)
    curve = ax.lines[0].get_ydata()
    assert min(curve[0], curve[-1]) > ax.get_ylim()[1]
    ax = plots.surprise_curve([0.95, 0.01])
    assert ax.lines[0].get_ydata()[0] > ax.get_ylim()[1]


def test_title_says_from_which_starts_the_second_loss_keeps_up():
    losses = {"one loss": {1: [0.9, 0.8]}, "the other": {1: [0.2], 10: [0.84]}}
    axes = plots.accuracy_by_rate({"here": losses, "there": losses, "far off": BY_RATE})
    assert title_of(axes).endswith(
        "the other keeps up from here and from there; "
        "squared error stays 10 points behind from far off"
    )
    (ax,) = plots.accuracy_by_rate({"here": losses})
    assert title_of(ax).endswith("the other keeps up from here")
    poor = {"one loss": {1: [0.9]}, "the other": {1: [0.6]}}
    axes = plots.accuracy_by_rate({"here": losses, "there": poor})
    assert title_of(axes).endswith("keeps up from here; it stays 30 points behind from there")


def test_the_best_rates_are_labelled_in_the_colours_of_their_curves():
    (ax,) = plots.accuracy_by_rate({"zeros": BY_RATE})
    labels = {text.get_text(): text.get_color() for text in ax.texts}
    assert labels == {"85 %": look(0)["color"], "75 %": look(1)["color"]}


def test_titles_follow_the_data():
    assert "costs 0.000" in title_of(plots.cross_entropy_and_entropy(0.5, 0.5))
    axes = plots.pushes_on_the_scores(TARGET, TARGET)
    assert "nothing to learn" in title_of(axes)
    axes = plots.temperature_panels(Z, temperatures=(4, 1))
    assert "rises" in title_of(axes)
    assert "sums to 0" not in title_of(plots.jacobian_heatmap(np.eye(3) - P))


def test_slider_at_the_ends_of_its_range():
    widget = TemperatureSlider([1, 5, 3, 6])
    assert ">0.7020<" in widget.picture.value
    widget.slider.value = 0.1
    assert ">1.0000<" in widget.picture.value and "nan" not in widget.picture.value
    widget.slider.value = 10
    assert ">0.3075<" in widget.picture.value
    assert "now 10" in repr(widget)
    assert not plt.get_fignums()  # no pyplot state


def test_bars_survive_extreme_scores():
    assert "nan" not in bars_in_html([-1000, 0, 1000], 0.1)
