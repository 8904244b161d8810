"""The figures of notebook 09: their titles and words are those of the data they draw."""

from types import SimpleNamespace

import numpy as np
import pytest
from helpers import title_of, words_of
from scipy import signal

from mlp_course import plots
from mlp_course.disturbances import DISTURBANCES, examples
from mlp_course.exercises import limits_and_beyond as ex

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")

RNG = np.random.default_rng(3)
IMAGES = RNG.random((8, 28, 28), dtype=np.float32)
ORDER = RNG.permutation(784)


def measured(name, *accuracies, seconds=3.0, quiet=True):
    return SimpleNamespace(name=name, accuracies=accuracies, seconds=seconds, quiet=quiet)


def test_permuted_images_hold_the_same_pixels_in_the_given_order():
    axes = plots.original_and_permuted(IMAGES, ORDER, np.arange(8))
    for k in range(8):
        above, below = (axes[row, k].images[0].get_array() for row in (0, 1))
        np.testing.assert_array_equal(below.ravel(), above.ravel()[ORDER])
    assert "labelled 0, 1, 2, 3, 4, 5, 6, 7" in words_of(axes)
    assert "all images permuted alike" in title_of(axes)


def test_difference_of_the_means_stands_beside_the_range_of_the_seeds():
    ax = plots.permuted_against_original(np.array([0.96, 0.97]), np.array([0.955, 0.967]))
    assert "as they are: mean 96.50 %, seeds 96.00 to 97.00 %" in words_of(ax)
    assert title_of(ax) == "The means differ by 0.40 points, seeds by up to 1.20"


def test_weights_are_put_back_where_their_pixels_belong():
    drawn = np.zeros((784, 3))
    drawn.reshape(28, 28, 3)[5:20, 10:12] = [1, 3, 2]  # vertical strokes
    axes = plots.scrambled_weights(drawn[ORDER], ORDER, units=2)
    np.testing.assert_array_equal(axes[1, 0].images[0].get_array(), drawn[:, 1].reshape(28, 28))
    np.testing.assert_array_equal(axes[1, 1].images[0].get_array(), drawn[:, 2].reshape(28, 28))
    np.testing.assert_array_equal(axes[0, 0].images[0].get_array().ravel(), drawn[ORDER, 1])
    # Two steps of height 3 in each of 15 rows of 27 steps, against 30 pixels of height 3.
    steps = (15 * 2 / (28 * 27)) / (30 / 784)
    assert f"strokes and blobs; {steps:.1f} times." in words_of(axes)
    assert "put back in order below" in title_of(axes)


def test_one_digit_in_all_disturbances():
    shown = examples(IMAGES[0])
    axes = plots.disturbed_digits(shown)
    assert [row[0].get_ylabel() for row in axes] == list(DISTURBANCES)
    assert axes[1, 0].get_title() == "−60" and axes.shape == (5, 7)
    np.testing.assert_array_equal(axes[4, 6].images[0].get_array(), shown["contrast"][1][6])
    assert "shift 0, 1, 2, 3, 4, 5, 6" in words_of(axes)
    assert "One digit, disturbed" in title_of(axes)


def test_accuracy_by_disturbance_names_the_shift_by_three():
    found = {
        kind: {way: RNG.random((3, len(d.amounts))) for way in d.ways}
        for kind, d in DISTURBANCES.items()
    }
    for values in found["shift"].values():
        values[:, 3] = [0.2, 0.3, 0.4]
    found["contrast"]["contrast"][:, -1] = [0.05, 0.06, 0.07]
    axes = plots.accuracy_by_disturbance(found, DISTURBANCES)
    assert "right 0: " in words_of(axes) and "means of 3 networks" in words_of(axes)
    line = axes[1, 0].lines[0]
    np.testing.assert_allclose(line.get_ydata(), 100 * found["thickness"]["thicker"].mean(axis=0))
    assert axes[1, 1].xaxis_inverted() and not axes[0, 0].xaxis_inverted()
    title = "Moved by 3 pixels, 30 % are still read; ink and paper swapped, 6 %"
    assert axes[1, 2].texts[0].get_text().startswith("line: mean of 3 networks")
    assert title in title_of(axes)


def test_filter_at_work_says_where_the_largest_number_went():
    image = np.zeros((28, 28))
    image[10:13, 7:9] = 1
    both = np.stack([image, np.roll(image, (2, 3), axis=(0, 1))])
    kernel = np.array([[-1, 0, 1]] * 3)
    results = np.stack([signal.correlate2d(one, kernel, mode="valid") for one in both])
    axes = plots.filter_at_work(both, kernel, results)
    assert "stands in row 10, column 5, then in row 12, column 8" in words_of(axes)
    assert [text.get_text() for text in axes[0, 1].texts] == ["−1", "0", "1"] * 3
    assert [row[0].get_title() for row in axes] == ["image", "shifted image"]
    assert "shifted: so is the result" in title_of(axes)


def test_shift_curves_are_compared_at_four_pixels():
    found = {"as they are": np.full((2, 7), 0.3), "shifted": np.full((3, 7), 0.9)}
    ax = plots.accuracy_by_shift(found)
    assert "shifted: 90.0, " in words_of(ax)
    assert title_of(ax) == "At 4 pixels: 30 % without shifts in training, 90 % with them"


def test_distorted_digits_have_a_row_for_each_distortion():
    axes = plots.distorted_digits({"shift": IMAGES, "elastic": IMAGES[::-1]})
    assert axes.shape == (2, 8) and axes[1, 0].get_ylabel() == "elastic"
    assert "in 8 versions for each distortion: shift, elastic." in words_of(axes)
    assert "distorted at random" in title_of(axes)


def test_remedies_are_drawn_as_errors_and_the_best_is_named():
    table = {
        3000: {"none": [0.93, 0.94], "dropout": np.array([0.95, 0.96])},
        54_000: {"none": [0.98, 0.982], "dropout": [0.97, 0.98]},
    }
    axes = plots.remedies_by_images(table)
    assert "3,000 images: none 6.00 to 7.00 %; dropout 4.00 to 5.00 %" in words_of(axes)
    np.testing.assert_allclose(axes[0].lines[0].get_xdata(), [7, 6])
    title = title_of(axes)
    assert "3,000 images: dropout helps most" in title
    assert "54,000 images: no remedy helps" in title
    assert len(plots.remedies_by_images({3000: table[3000]})) == 1


def test_ladder_goes_from_the_first_rung_to_the_last():
    rungs = [measured("mean images", 0.8), measured("last", 0.99, 0.992, 0.991, seconds=61.4)]
    ax = plots.ladder_of_errors(rungs, ["nearest", "all"], ("a yardstick", 0.35))
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "mean images: nearest",
        "last: all",
    ]
    assert {"20.00 %, 3 s", "0.90 %, 61 s", "a yardstick"} == {text.get_text() for text in ax.texts}
    assert "last 0.80 to 1.00 %, 61 s" in words_of(ax)
    assert ax.get_xlim()[0] < 0.35 and title_of(ax) == "From 20 % errors to 0.90 %"


def test_ladder_without_a_yardstick():
    rungs = [measured("one", 0.9, seconds=0.24), measured("two", 0.95, quiet=False)]
    ax = plots.ladder_of_errors(rungs, "ab")
    assert {text.get_text() for text in ax.texts} == {"10.00 %, 0.2 s", "5.00 %"}
    assert 1 < ax.get_xlim()[0] < 5 and title_of(ax) == "From 10 % errors to 5.00 %"


def test_numbered_images_keep_their_labels_to_themselves():
    axes = plots.numbered_images(IMAGES, columns=5)
    assert [ax.get_title() for ax in axes.flat[:8]] == [*"12345678"]
    assert "8 misread images, numbered, without their labels." in words_of(axes)
    assert "what do you read?" in title_of(axes)


def test_own_digits_are_counted():
    axes = plots.own_digits(IMAGES[:3], np.array([1, 2, 3]), np.array([1, 7, 3]))
    assert "3 digits from elsewhere, meant → read: 1 → 1, 2 → 7, 3 → 3." in words_of(axes)
    assert "Meant → read: 2 of 3 as they were meant" in title_of(axes)


# --- what the exercises compare with -------------------------------------------------------------


def test_filter_of_the_exercise_is_scipys_correlation(rng):
    image, kernel = rng.random((9, 7)), rng.normal(size=(3, 3))
    expected = signal.correlate2d(image, kernel, mode="valid")
    np.testing.assert_allclose(ex.filtered._solution(image, kernel), expected)


def test_own_readings_are_counted(capsys):
    y, y_pred = np.array([3, 5, 7, 9]), np.array([5, 5, 1, 4])
    for typed, said in [
        ("", "Nothing is typed yet: 4 characters"),
        ("35", "You typed 2 characters for 4 images"),
        ("3 5 ?4", "Of 4 images you read 2 as the label says, 2 as the network does, and 1 not"),
        ("35?4", "Of all 77 errors you might read 15% to 85% as their labels say."),
        (3579, "you read 4 as the label says, 1 as the network does, and 0 not at all"),
        ("²5?9", "you read 2 as the label says, 1 as the network does, and 2 not at all"),
    ]:
        ex.compare_readings(typed, y, y_pred, errors=77)
        assert said in capsys.readouterr().out
