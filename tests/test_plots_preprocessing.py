"""The figures of notebook 02: what is drawn, and the words computed from it."""

import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_helpers import load_mnist

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")

GRID = np.arange(12).reshape(3, 4) + 100


@pytest.fixture(scope="module")
def image():
    return load_mnist()[0][0][0]


def test_row_major_order_writes_every_value_into_its_cell():
    axes = plots.row_major_order(GRID)
    in_grid = {text.get_position(): text.get_text() for text in axes[0].texts}
    in_row = {text.get_position(): text.get_text() for text in axes[1].texts}
    for i in range(3):
        for j in range(4):
            assert in_grid[j, i] == in_row[4 * i + j, 0] == str(GRID[i, j])
    assert "3 rows of 4 become one of 12" in title_of(axes)
    assert str(GRID.ravel().tolist()) in words_of(axes)


def test_neighbours_in_a_row_are_marked_where_they_stand(image):
    axes = plots.neighbours_in_a_row(image, 6, 13)
    row, above, below = axes[1].lines
    assert np.array_equal(row.get_ydata(), image.ravel())
    for line, position in [(above, 6 * 28 + 13), (below, 7 * 28 + 13)]:
        assert line.get_xdata() == position and line.get_ydata() == image.ravel()[position]
        assert str(position) in line.get_label()
    assert [(*line.get_xdata(), *line.get_ydata()) for line in axes[0].lines] == [(13, 6), (13, 7)]
    assert "28 apart" in title_of(axes)
    assert "Pixel (6, 13) is marked at position 181, the one below it at 209" in words_of(axes)


def test_readings_of_a_row_are_made_of_the_same_numbers(image):
    axes = plots.readings_of_a_row(image.ravel())
    drawn = [np.asarray(ax.images[0].get_array()) for ax in axes]
    assert np.array_equal(drawn[0], image)
    assert np.array_equal(drawn[1], image.T)
    assert np.array_equal(drawn[2].ravel(), image.ravel())


RATES = [0.1, 0.01, 0.001]
BY_START = {
    "plain": [[0.1, 0.3, 0.2], [0.1, 0.5, 0.2]],
    "mended": [[0.1, 0.7, 0.9], [0.1, 0.9, 0.92]],
}


def test_rates_without_scaling_compares_the_starts_at_their_best():
    ax = plots.rates_without_scaling(RATES, BY_START, [0.93, 0.95])
    assert "best rate: plain 40 %, mended 91 %" in title_of(ax)
    assert "over 2 seeds" in words_of(ax)
    assert "plain: 0.1: 10 %, 0.01: 40 %" in words_of(ax)
    notes = [text.get_text() for text in ax.texts if "%" in text.get_text()]
    assert sorted(notes) == ["10 %", "40 %", "91 %", "94 %"]


def test_digits_known_writes_a_table_for_each_order():
    shares = {"Sorted": np.eye(3), "Shuffled": np.array([[0.2] * 3, [0.6] * 3, [0.9] * 3])}
    axes = plots.digits_known(shares)
    assert "Sorted: 33 % at the end" in title_of(axes)
    assert "Shuffled: 90 % at the end" in title_of(axes)
    assert [text.get_text() for text in axes[0].texts[:4]] == ["100", "0", "0", "0"]
    assert "Sorted: more than half are read correctly of 1, 1, 1 digits" in words_of(axes)
    assert "Shuffled: more than half are read correctly of 0, 3, 3 digits" in words_of(axes)


def test_one_hot_rows_are_labelled():
    y = np.array([2, 0, 1])
    ax = plots.one_hot_rows(np.arange(4) == y[:, np.newaxis], y)  # as a reader may have made them
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2", "0", "1"]
    assert "3 rows and 4 columns" in words_of(ax)
    assert "label 2: column 2" in words_of(ax)


def test_class_share_deviation_is_in_percentage_points():
    y = np.repeat([0, 1], 50)
    ax = plots.class_share_deviation(y, {"lopsided": np.array([0, 0, 0, 1]), "fair": y})
    drawn = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 2]
    assert np.allclose(drawn[1], [25, -25])
    assert np.allclose(drawn[2], 0)
    assert "lopsided, 4 labels: at most 25.00 percentage points" in words_of(ax)
    assert "fair, 100 labels: at most 0.00" in words_of(ax)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.rates_without_scaling(RATES, BY_START, [0.9], ax=ax),
        lambda ax: plots.one_hot_rows(np.eye(3), np.arange(3), ax=ax),
        lambda ax: plots.class_share_deviation(np.arange(3), {"all": np.arange(3)}, ax=ax),
    ],
)
def test_given_axes_are_used(draw):
    ax = plots.style.new_axes()
    assert draw(ax) is ax
    assert words_of(ax)


def test_given_rows_of_axes_are_used(image):
    for draw, data, count in [
        (plots.row_major_order, (GRID,), 2),
        (plots.neighbours_in_a_row, (image, 6, 13), 2),
        (plots.readings_of_a_row, (image.ravel(),), 3),
        (plots.digits_known, ({"one": np.eye(3), "two": np.eye(3)},), 2),
    ]:
        axes = plots.style.new_axes(rows=count)
        assert draw(*data, axes=axes) is axes
