"""The figures of notebooks 00 and 01 draw, and take their numbers from the data."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers import title_of

from mlp_course import plots

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (400, 28, 28), dtype=np.uint8)


@pytest.fixture
def y():
    return np.arange(400) % 10


def figures(images, y):
    """Yield each figure's axes, and a text that its title must hold."""
    yield plots.digit_row(images[:4], y[:4]), "4 images and their labels"
    yield (
        plots.digit_grid(images[:6], [3, 3, 3, 5, 5, 7]),
        "drawn at random: no 0, 1, 2, 4, 6, 8, 9",
    )
    yield plots.digit_sheet(images, y, per_digit=4), "40 different"
    image = images[0].copy()
    image[:14] = 0
    image[14:] |= 1
    yield plots.image_as_numbers(image, 8), "392 are not zero"
    yield plots.grey_values(np.array([300] + 254 * [0] + [100])), "75 %"
    yield plots.label_counts(y, np.append(y, 7)), "41 (7s)"
    spread = np.arange(1, 11)[:, np.newaxis, np.newaxis] * np.ones((28, 28))
    varied = "9s vary least and the 0s most; the 0s have the least ink, the 9s the most"
    yield plots.mean_and_spread(spread, spread[::-1]), varied
    yield plots.pixel_variation(image.astype(float)), "392 of 784"
    points = np.array([[1.0, 0.0], [1.0, 2.0], [3.0, 1.0], [5.0, 1.0]])
    two = np.array([6, 6, 6, 9]), images[:4], np.array([[1.0, 1.0], [4.0, 1.0]])
    yield plots.two_features(points, *two, (6, 9), ("ink", "width")), "75.0 % of the 6s and 9s"
    yield plots.typical_and_unusual(images, y, np.arange(400.0)), "0 (a 0) to 399 (a 9)"
    pairs, apart = np.array([[0, 1], [10, 11], [3, 4]]), np.array([1.0, 2.0, 3.0])
    yield plots.look_alike_pairs(images, y, pairs, apart), "2 of 3 pairs are 0 and 1"
    table = np.ones((10, 10), dtype=int)
    table[4, 9] = 91
    yield plots.nearest_other_digit(table), "For 91 % of the 4s the closest other digit is a 9"
    read = plots.labels_and_answers(y, np.where(y == 5, 1, y))
    yield read, "40 of the 40 1s are found, but 40 other digits are read as 1 too"
    ways = {"as they are": y / 10, "scaled": -y / 10}
    yield plots.ink_and_strangers(y / 10, ways), "as they are: correlation 1.00"
    yield plots.digits_as_read(images[:8], y[:8], np.minimum(y[:8], 5), columns=4), "6 of 8"
    yield plots.series_map(images[0]), "11 notebooks"


def test_every_figure_draws_and_says_what_it_shows(images, y):
    for ax, expected in figures(images, y):
        assert expected in title_of(ax)


def test_single_figures_draw_into_axes_that_exist():
    _, ax = plt.subplots()
    assert plots.labels_and_answers(np.arange(10), np.arange(10), ax=ax) is ax


def test_two_features_whose_means_agree_have_no_boundary(images):
    """A feature that is the same for all images tells nothing, and draws no line."""
    points, means = np.ones((4, 2)), np.ones((2, 2))
    axes = plots.two_features(points, np.array([3, 3, 8, 8]), images[:4], means, (3, 8), ("a", "b"))
    assert not axes[0].get_lines()[2:]
    assert "50.0 %" in title_of(axes)


def test_one_feature_alone_is_drawn_as_two_histograms_that_the_line_cuts(images):
    """Upwards the first digit, downwards the second; what lies beyond the line has a black edge."""
    points, y = np.array([0.0, 1, 2, 9, 8, 9, 10, 4])[:, np.newaxis], np.repeat([3, 8], 4)
    means, names = np.array([[2.0], [8.0]]), ("ink", "ink")
    axes = plots.two_features(
        np.repeat(points, 2, axis=1), y, images[:8], np.repeat(means, 2, axis=1), (3, 8), names
    )
    assert "75.0 % of the 3s and 8s lie on their own side" in title_of(axes)
    heights = [[bar.get_height() for bar in bars] for bars in axes[0].containers]
    assert [*map(sum, heights)] == [3, 1, -3, -1]  # of each digit the right ones, then the others
    assert "The 3s, circles, upwards, lie around 2.0" in axes[0].figure.alt_text


def test_a_share_has_no_axis_below_0(images):
    points, means = np.array([[0.0, 5], [1, 40], [2, 90]]), np.array([[0.5, 20.0], [2, 90]])
    ax, _ = plots.two_features(points, np.array([3, 3, 8]), images[:3], means, (3, 8), ("a", "b"))
    assert ax.get_xlim()[0] == 0 and ax.get_ylim()[0] >= 0
    lowered = points - 1, np.array([3, 3, 8]), images[:3], means - 1
    ax, _ = plots.two_features(*lowered, (3, 8), ("a", "b"))
    assert ax.get_xlim()[0] < -1


@pytest.mark.parametrize("names", [("a", "b"), ("a", "a")])
def test_both_sides_of_the_line_are_tinted_with_the_colour_of_their_digit(images, names):
    """The mean of each digit lies on its own tint, whichever of them is on the left."""
    points = np.array([[0.0, 0.0], [10.0, 10.0]])
    for y in ([3, 8], [8, 3]):
        means = points[np.argsort(y)]
        axes = plots.two_features(points, np.array(y), images[:2], means, (3, 8), names)
        figure = axes[0].figure
        figure.canvas.draw()
        shown = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].astype(int)
        for place, k in (((0.2, 0.4), 0), ((0.8, 0.6), 1)):
            x, up = axes[0].transAxes.transform(place).astype(int)
            red, _, blue = shown[len(shown) - up, x]
            assert (blue > red) == (y[k] == 3)
