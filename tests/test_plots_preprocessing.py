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
    (strip,) = axes[1].images
    assert np.array_equal(strip.get_array(), image[6:9].reshape(1, -1))
    assert strip.get_extent()[:2] == [6 * 28 - 0.5, 9 * 28 - 0.5]
    marked = [line for line in axes[1].lines if line.get_label().startswith(("pixel", "below"))]
    for line, position in zip(marked, [6 * 28 + 13, 7 * 28 + 13], strict=True):
        assert line.get_xdata() == position and str(position) in line.get_label()
    cells = [(cell.get_x() + 0.5, cell.get_y() + 0.5) for cell in axes[0].patches]
    assert cells == [(13, 6), (13, 7)]
    leaders = [line for line in axes[0].lines if len(line.get_xdata()) == 2]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in leaders] == cells
    assert "28 apart" in title_of(axes)
    assert "Pixel (6, 13) is marked at position 181, the one below it at 209" in words_of(axes)


def test_readings_of_a_row_are_made_of_the_same_numbers(image):
    axes = plots.readings_of_a_row(image.ravel())
    drawn = [np.asarray(ax.images[0].get_array()) for ax in axes]
    assert np.array_equal(drawn[0], image)
    assert drawn[1].shape == (14, 56) and np.array_equal(drawn[1].ravel(), image.ravel())


RATES = [0.1, 0.01, 0.001]
BY_START = {
    "plain": [[0.1, 0.3, 0.2], [0.1, 0.5, 0.2]],
    "mended": [[0.1, 0.7, 0.9], [0.1, 0.9, 0.92]],
}


def test_rates_without_scaling_compares_the_starts_at_their_best():
    ax = plots.rates_without_scaling(RATES, BY_START, [0.93, 0.95])
    assert "best rate: plain 40.0 %, mended 91.0 %" in title_of(ax)
    assert "over 2 seeds" in words_of(ax)
    assert "plain: 0.1: 10.0 %, 0.01: 40.0 %" in words_of(ax)
    notes = [text.get_text() for text in ax.texts if "%" in text.get_text()]
    assert sorted(notes) == ["10.0 %", "40.0 %", "91.0 %", "94.0 %"]


def test_rates_without_scaling_marks_the_rate_that_mends_the_first_layer():
    ax = plots.rates_without_scaling(RATES, BY_START, [0.93, 0.95])
    marked = [line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1]
    assert np.isclose(0.1 / 255**2, marked).any()
    assert any(text.get_text().startswith("0.1/255²") for text in ax.texts)


def test_digits_known_writes_a_table():
    ax = plots.digits_known(np.eye(3))
    assert "Just trained on: 100 % read; all others: 0 %" in title_of(ax)
    assert [text.get_text() for text in ax.texts[:4]] == ["100", "0", "0", "0"]
    assert "100 % on average; of all others 0 %; in the last row 33 %" in words_of(ax)


REACHED = {
    0.1: {"mixed": [0.93, 0.95], "1 in a row": [0.9, 0.92], "5 in a row": [0.5, 0.5]},
    0.5: {"mixed": [0.96, 0.98], "1 in a row": [0.3, 0.5], "5 in a row": [0.1, 0.1]},
}


def test_lengths_of_stretches_shows_means_and_seeds():
    ax = plots.lengths_of_stretches(REACHED)
    assert "From mixed to 1 in a row: 94 to 91 % at 0.1, 97 to 40 % at 0.5" in title_of(ax)
    assert "rate 0.5: mixed 97 %, 1 in a row 40 %, 5 in a row 10 %" in words_of(ax)
    assert "means over 2 starts" in words_of(ax)
    curves = [line.get_ydata() for line in ax.lines if len(line.get_xdata()) == 3]
    assert np.allclose(curves, [[94, 91, 50], [97, 40, 10]])
    bars = [bar.get_segments()[0][:, 1] for bar in ax.collections]
    assert np.allclose(bars[:2], [(93, 95), (90, 92)])


def test_one_hot_rows_are_labelled():
    y = np.array([2, 0, 1])
    ax = plots.one_hot_rows(np.arange(4) == y[:, np.newaxis], y)  # as a reader may have made them
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2", "0", "1"]
    assert "3 rows and 4 columns" in words_of(ax)
    assert "label 2: column 2" in words_of(ax)
    shades = {text.get_text(): text.get_color() for text in ax.texts}
    assert shades == {"0": "0.62", "1": "white"}


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
        lambda ax: plots.digits_known(np.eye(3), ax=ax),
        lambda ax: plots.lengths_of_stretches(REACHED, ax=ax),
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
        (plots.readings_of_a_row, (image.ravel(),), 2),
    ]:
        axes = plots.style.new_axes(rows=count)
        assert draw(*data, axes=axes) is axes
