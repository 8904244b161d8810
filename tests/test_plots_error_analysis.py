"""The figures of notebook 06, and the functions it builds, against formulas of others."""

import ast
import json
import math
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from helpers import title_of, words_of
from scipy import stats
from sklearn import metrics as oracle

from mlp_course import plots
from mlp_course.plots.style import figure_of
from mlp_helpers import (
    calibration_bins,
    classification_report,
    confusion_matrix,
    wilson_interval,
)

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "06_error_analysis.ipynb"
RNG = np.random.default_rng(5)
IMAGES = RNG.integers(0, 256, (12, 28, 28), dtype=np.uint8)
P = RNG.dirichlet(np.full(10, 0.3), 12)
Y_TRUE = RNG.integers(0, 10, 3000)
Y_PRED = np.where(RNG.random(3000) < 0.9, Y_TRUE, RNG.integers(0, 10, 3000))
COUNTS = confusion_matrix(Y_TRUE, Y_PRED)
CONFIDENCE = RNG.uniform(0.2, 1, 3000) ** 0.3
CORRECT = RNG.random(3000) < CONFIDENCE
STUDENT = np.arange(400) < 200
TEACHERS = ["employees alone", "both", "students alone"]
MISREAD = RNG.random((3, 4, 400)) < np.where(STUDENT, 0.2, 0.1)  # teachers, seeds, images


@pytest.fixture(scope="module")
def built():
    """The functions that stand in the notebook's cells: stubs, and our versions of them."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    definitions = [
        node
        for source in sources
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    ]
    names = {"np": np, "math": math}
    exec(compile(ast.Module(definitions, type_ignores=[]), str(NOTEBOOK), "exec"), names)
    return names


FIGURES = {
    "image_and_probabilities": lambda: plots.image_and_probabilities(IMAGES[0], P[0], 3),
    "grid_of_mistakes": lambda: plots.grid_of_mistakes(IMAGES, Y_TRUE[:12], Y_PRED[:12]),
    "confusion_heat_maps": lambda: plots.confusion_heat_maps(COUNTS),
    "second_choices": lambda: plots.second_choices(COUNTS - np.diag(np.diag(COUNTS))),
    "confused_pairs": lambda: plots.confused_pairs(COUNTS),
    "errors_by_network": lambda: plots.errors_by_network([COUNTS, COUNTS.T, COUNTS]),
    "errors_by_writers": lambda: plots.errors_by_writers(MISREAD[0], STUDENT),
    "errors_by_teachers": lambda: plots.errors_by_teachers(TEACHERS, MISREAD, STUDENT),
    "precision_and_recall": lambda: plots.precision_and_recall(COUNTS),
    "reliability_diagram": lambda: plots.reliability_diagram(CONFIDENCE, CORRECT),
    "loss_by_temperature": lambda: plots.loss_by_temperature([0.5, 1, 2], [0.4, 0.3, 0.2]),
    "error_by_coverage": lambda: plots.error_by_coverage(CONFIDENCE, CORRECT, 0.8),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figure_draws_and_has_alt_text(name, capsys):
    ax = FIGURES[name]()
    assert words_of(ax)
    figure_of(ax).canvas.draw()
    plots.show(ax)


@pytest.mark.parametrize(
    ("name", "columns", "arguments"),
    [
        ("second_choices", 1, (COUNTS,)),
        ("confused_pairs", 1, (COUNTS,)),
        ("error_by_coverage", 1, (CONFIDENCE, CORRECT)),
        ("confusion_heat_maps", 2, (COUNTS,)),
        ("image_and_probabilities", 2, (IMAGES[0], P[0])),
    ],
)
def test_figure_uses_the_axes_it_is_given(name, columns, arguments):
    axes = matplotlib.figure.Figure().subplots(1, columns)
    option = {"ax" if columns == 1 else "axes": axes}
    assert getattr(plots, name)(*arguments, **option) is axes


def test_heat_maps_write_the_diagonal_on_grey_and_leave_out_what_would_be_zero():
    counts = np.diag(np.arange(10) + 970)
    counts[4, 9], counts[0, 2] = 9, 1
    for ax, written in zip(plots.confusion_heat_maps(counts), ("9", "0.9"), strict=True):
        texts = {text.get_position(): text.get_text() for text in ax.texts}
        assert texts[9.5, 4.5] == written and texts[3.5, 4.5] == ""
        assert texts[4.5, 4.5] == ("974" if written == "9" else "99.1")
        (mesh,) = ax.collections
        assert np.array_equal(np.ma.getmaskarray(mesh.get_array()), np.eye(10, dtype=bool))
        assert mesh.get_clim() == (0, float(mesh.get_array().max()))


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0, "0 %"),
        (0.001, "under 1 %"),
        (0.014, "1 %"),
        (0.62, "62 %"),
        (0.994, "99.4 %"),
        (0.9995, "over 99.9 %"),
    ],
)
def test_shares_are_neither_called_certain_nor_impossible(share, written):
    text = figure_of(plots.image_and_probabilities(IMAGES[0], [share, 0, 0])).alt_text
    assert text.startswith(f"Read as 0 ({written})")


def test_titles_are_computed_from_the_data():
    counts = np.diag(np.full(10, 973))
    counts[4, 9], counts[9, 4], counts[3, 5] = 9, 4, 2
    title = title_of(plots.confusion_heat_maps(counts)).split(" | ")[0]
    assert title == "The most frequent error: 4 read as 9, 9 of 982"
    counts[5, 3] = 9
    title = title_of(plots.confusion_heat_maps(counts)).split(" | ")[0]
    assert title == "Most frequent: 4 read as 9, 9 of 982, and 5 read as 3, 9 of 982"
    counts[8, 3] = 9
    title = title_of(plots.confusion_heat_maps(counts)).split(" | ")[0]
    assert title.endswith("and 5 read as 3, 9 of 982, and others")
    counts[5, 3] = counts[8, 3] = 0
    title = title_of(plots.confused_pairs(counts))
    assert title == "Most confused pair: 4 and 9, 9 errors one way, 4 the other"


@pytest.mark.parametrize(
    ("y_true", "title"),
    [(4, "Read as 9 (62 %), is a 4"), (9, "Read as 9 (62 %), right"), (None, "Read as 9 (62 %)")],
)
def test_image_and_probabilities_says_what_was_read(y_true, title):
    probabilities = np.full(10, 0.001)
    probabilities[9], probabilities[4] = 0.62, 0.372
    axes = plots.image_and_probabilities(IMAGES[0], probabilities, y_true)
    assert title_of(axes) == title
    assert words_of(axes).startswith(title)
    words = {text.get_text() for text in axes[1].texts}
    assert words == {4: {"answer", "truth"}, 9: {"right"}, None: {"answer"}}[y_true]
    hatches = [k for k, bar in enumerate(axes[1].patches) if bar.get_hatch()]
    assert hatches == ([4] if y_true == 4 else [])


@pytest.mark.parametrize(("k", "n"), [(0, 10), (1, 10), (9, 982), (10, 10), (225, 10_000)])
def test_wilson_interval_agrees_with_scipy(k, n):
    expected = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert np.allclose(wilson_interval(k, n, stats.norm.ppf(0.975)), expected, atol=1e-12)
    assert np.allclose(wilson_interval(k, n), expected, atol=1e-4)


@pytest.mark.parametrize(("k", "m"), [(10, 2), (6, 6), (0, 1), (11, 0), (17, 6), (61, 2)])
def test_sign_test_agrees_with_scipy(built, k, m):
    for number in (int, np.int64):  # 2**63 does not fit into a NumPy integer
        p = built["sign_test"](number(k), number(m))
        assert np.isclose(p, stats.binomtest(k, k + m).pvalue, atol=0)


@pytest.mark.parametrize("n", [0, 5, 6, 12, 17, 40])
def test_false_alarms_are_as_frequent_as_the_binomial_distribution_says(built, n):
    heads = np.arange(n + 1)
    p_values = np.array([stats.binomtest(int(k), n).pvalue if n else 1 for k in heads])
    expected = stats.binom.pmf(heads, n, 0.5)[p_values <= 0.05].sum()
    assert np.isclose(built["false_alarm_ours"](n), expected)


def test_calibration_bins_agree_with_binned_statistics():
    edges = np.linspace(0, 1, 16)
    n, mean_confidence, share_right = calibration_bins(CONFIDENCE, CORRECT, 15)
    assert np.array_equal(n, np.histogram(CONFIDENCE, edges)[0])
    for values, means in [(CONFIDENCE, mean_confidence), (CORRECT, share_right)]:
        expected = stats.binned_statistic(CONFIDENCE, values, "mean", edges).statistic
        assert np.allclose(means, np.nan_to_num(expected))


def test_expected_calibration_error_agrees_with_its_definition(built):
    bins = np.digitize(CONFIDENCE, np.linspace(0, 1, 16)[1:-1])
    sums = [abs(np.sum(CONFIDENCE[bins == b] - CORRECT[bins == b])) for b in range(15)]
    assert np.isclose(built["calibration_error_ours"](CONFIDENCE, CORRECT), sum(sums) / 3000)


def test_confidence_of_exactly_one_is_in_the_last_bin():
    assert calibration_bins(np.array([1.0]), np.array([True]), 4)[0].tolist() == [0, 0, 0, 1]


def test_second_choice_is_named_with_its_article():
    table = np.ones((10, 10), dtype=int)
    table[8, 3] = 50
    assert "for an 8" in title_of(plots.second_choices(table))


def test_matrix_and_report_of_the_notebook_agree_with_scikit_learn(built):
    matrix = built["count_confusions_ours"](Y_TRUE, Y_PRED, 10)
    assert np.array_equal(matrix, oracle.confusion_matrix(Y_TRUE, Y_PRED))
    report = classification_report(Y_TRUE, Y_PRED)
    expected = oracle.precision_recall_fscore_support(Y_TRUE, Y_PRED)
    ours = (report.precision, report.recall, report.f1, report.support)
    assert np.allclose(ours, expected)
    assert np.isclose(built["macro_f1_ours"](matrix), report.macro_f1)
    for k in range(10):
        assert np.isclose(built["recall_of_ours"](Y_TRUE, Y_PRED, k), report.recall[k])


def test_a_matrix_without_an_error_says_so():
    axes = plots.confusion_heat_maps(np.diag(np.full(10, 973)), "training images")
    assert words_of(axes) == (
        "Confusion matrix of 9,730 training images: 9,730 on the diagonal, 0 errors."
    )
    assert "not one error" in title_of(axes)


def test_errors_of_writers_are_rates_with_intervals():
    misread = np.zeros((2, 400), dtype=bool)
    misread[0, [0, 1, 2, 3, 4, 5, 200, 201]] = True  # 6 of 200 and 2 of 200
    misread[1, [0, 1, 200]] = True
    ax = plots.errors_by_writers(misread, STUDENT)
    assert "0: 3.00 %, 1.00 %; 1: 1.00 %, 0.50 %" in words_of(ax)
    assert title_of(ax) == "The first part is misread 2.0 to 3.0 times as often as the last"


def test_errors_of_teachers_compare_the_first_with_the_last():
    misread = np.zeros((2, 1, 400), dtype=bool)
    misread[0, 0, [0, 1, 2, 3, 4, 5, 200, 201]] = True
    misread[1, 0, [0, 1, 2, 200, 201]] = True
    ax = plots.errors_by_teachers(["employees", "students"], misread, STUDENT)
    assert "employees: students 3.0 %, employees 1.0 %" in words_of(ax)
    assert title_of(ax) == (
        "Students are misread 3.0 times as often as employees after learning from employees, "
        "1.5 times after students (means of the seeds)"
    )
