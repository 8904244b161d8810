"""Disturbances against scipy's filters, the widget that turns them on, and the digits drawn."""

import base64
import io
import re

import numpy as np
import pytest
from matplotlib.image import imread
from scipy import ndimage

from mlp_course.disturbances import (
    DISTURBANCES,
    accuracies,
    add_noise,
    change_contrast,
    disturbed,
    examples,
    thicken,
)
from mlp_course.drawn_digits import drawn_digits
from mlp_course.widgets import DisturbedDigit
from mlp_helpers import MLP, read_idx, write_idx

CROSS = ndimage.generate_binary_structure(2, 1)[np.newaxis]


@pytest.fixture
def images(rng):
    images = np.zeros((4, 28, 28), dtype=np.float32)
    images[:, 6:22, 8:20] = rng.random((4, 16, 12), dtype=np.float32)
    return images


@pytest.mark.parametrize(
    "amount, morphology", [(1, ndimage.grey_dilation), (-1, ndimage.grey_erosion)]
)
def test_a_step_of_thickness_is_scipys_morphology(images, amount, morphology):
    once = morphology(images, footprint=CROSS)
    np.testing.assert_array_equal(thicken(images, amount), once)
    twice = morphology(once, footprint=CROSS)
    np.testing.assert_array_equal(thicken(images, 2 * amount), twice)
    np.testing.assert_allclose(thicken(images, 1.5 * amount), (once + twice) / 2, atol=1e-6)


def test_contrast_swaps_ink_and_paper():
    images = np.array([[[0, 1, 0.25]]], dtype=np.float32)
    np.testing.assert_allclose(change_contrast(images, -1), 1 - images)
    np.testing.assert_allclose(change_contrast(images, 0), 0.5)
    np.testing.assert_array_equal(change_contrast(images, 1), images)


def test_noise_has_its_standard_deviation_and_is_the_same_again():
    grey = np.full((50, 28, 28), 0.5, dtype=np.float32)
    noisy = add_noise(grey, 0.1)
    assert abs(noisy.std() - 0.1) < 0.001
    np.testing.assert_array_equal(noisy, add_noise(grey, 0.1))
    loud = add_noise(grey, 2)
    assert loud.min() == 0 and loud.max() == 1


@pytest.mark.parametrize("kind", DISTURBANCES)
def test_every_disturbance_has_a_strength_that_leaves_the_image_alone(images, kind):
    for change in DISTURBANCES[kind].ways.values():
        found = [change(images, amount) for amount in DISTURBANCES[kind].amounts]
        assert {(one.shape, one.dtype.name) for one in found} == {(images.shape, "float32")}
        unchanged = [np.allclose(one, images, atol=1e-6) for one in found]
        assert sum(unchanged) == 1


def test_the_four_ways_to_shift():
    image = np.zeros((1, 28, 28), dtype=np.float32)
    image[0, 10, 12] = 1
    ways = DISTURBANCES["shift"].ways
    places = {way: np.argwhere(change(image, 2)[0]).tolist() for way, change in ways.items()}
    assert places == {"right": [[10, 14]], "left": [[10, 10]], "down": [[12, 12]], "up": [[8, 12]]}


def test_accuracies_are_of_each_network_at_each_strength(images):
    models = [MLP([784, 10], seed=seed) for seed in (0, 1)]
    y = models[0].predict(images.reshape(4, 784))
    found = accuracies(models, images, y, "shift")
    assert {way: values.shape for way, values in found.items()} == dict.fromkeys(
        ("right", "left", "down", "up"), (2, 7)
    )
    other = models[1].accuracy(images.reshape(4, 784), y)
    for values in found.values():
        np.testing.assert_array_equal(values[:, 0], [1, other])


def test_examples_are_of_the_first_way(images):
    amounts, shown = examples(images[0])["shift"]
    np.testing.assert_array_equal(shown[amounts.index(3)][:, 3:], images[0][:, :-3])


# --- the widget ----------------------------------------------------------------------------------


@pytest.fixture
def widget(images):
    return DisturbedDigit(MLP([784, 10], seed=0), images, [3, 1, 4, 1])


def picture_of(widget):
    content = re.search('base64,([^"]*)', widget.picture.value)[1]
    return imread(io.BytesIO(base64.b64decode(content)), format="png")[..., 0]


def test_at_first_nothing_is_disturbed(widget, images):
    np.testing.assert_array_equal(widget.image, images[0])
    np.testing.assert_allclose(picture_of(widget), 1 - images[0], atol=0.01)
    assert "Read as" in widget.picture.value and "labelled 3" in widget.picture.value


def test_every_slider_at_both_ends_draws_and_answers(widget, images):
    before = widget.picture.value
    for name, slider in widget.sliders.items():
        for value in {slider.min, slider.max} - {slider.value}:
            slider.value = value
            assert widget.picture.value != before, name
            np.testing.assert_allclose(
                widget.image, disturbed(images[:1], **{name: value})[0], atol=1e-6
            )
            assert widget.picture.value.count("<tr>") == 10 and "nan" not in widget.picture.value
        widget.undo()
        assert widget.picture.value == before


def test_right_and_down_are_where_they_should_be(widget, images):
    widget.sliders["right"].value, widget.sliders["down"].value = 3, -2
    np.testing.assert_array_equal(widget.image[:-2, 3:], images[0][2:, :-3])


def test_buttons_go_on_and_back(widget, images):
    widget.sliders["noise"].value = 0.5
    widget.next.click()
    assert widget.number == 1 and widget.sliders["noise"].value == 0.5
    widget.again.click()
    np.testing.assert_array_equal(widget.image, images[1])
    for _ in range(3):
        widget.next.click()
    assert widget.number == 0


def test_images_that_do_not_fit_are_refused_in_words(images):
    for bad, y in [(images, [1, 2]), (images.reshape(4, 784), [1] * 4), (images[:0], [])]:
        with pytest.raises(ValueError, match=r"images has shape .* an image for each label"):
            DisturbedDigit(MLP([784, 10]), bad, y)


# --- the digits that stand in for a reader's -----------------------------------------------------


def test_drawn_digits_are_thirty_prepared_as_the_pad_does(tmp_path):
    images, y = drawn_digits()
    assert images.shape == (30, 28, 28) and images.dtype == y.dtype == np.uint8
    assert np.bincount(y).tolist() == [3] * 10
    rows, columns = np.indices((28, 28))
    for image in images.astype(float):
        ink = np.argwhere(image)
        assert np.ptp(ink, axis=0).max() <= 21 and image.max() > 200  # 20 by 20, and soft edges
        centre = [np.average(axis, weights=image) for axis in (rows, columns)]
        np.testing.assert_allclose(centre, 14, atol=1)
    write_idx(tmp_path / "drawn.gz", images)
    np.testing.assert_array_equal(read_idx(tmp_path / "drawn.gz"), images)
