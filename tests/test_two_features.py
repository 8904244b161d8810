"""The menus of notebook 01 as plain functions: every choice draws, scores, and has words."""

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from mlp_course.widgets import TwoFeatures

FEATURES = {
    "ink (%)": lambda images: 100 * (images > 0).mean(axis=(1, 2)),
    "left (%)": lambda images: images[:, :, :14].mean(axis=(1, 2)) / 2.55,
    "nothing <&>": lambda images: np.zeros(len(images)),
}


@pytest.fixture
def data(rng):
    images = rng.integers(0, 256, (60, 28, 28), dtype=np.uint8)
    y = np.arange(60) % 10
    images[rng.random(images.shape) < y[:, np.newaxis, np.newaxis] / 10] = 0  # the more, the less
    return (images[:40], y[:40]), (images[40:], y[40:])


@pytest.fixture
def plane(data):
    return TwoFeatures(FEATURES, *data)


def alt_of(plane):
    return re.search(r'alt="([^"]*)"', plane.picture.value)[1]


def test_every_choice_draws_a_picture_with_words(plane):
    for menu in (plane.one, plane.other, plane.across, plane.up):
        for option in {menu.options[0], menu.options[1], menu.options[-1]}:
            menu.value = option
            digits = plane.one.value, plane.other.value
            if digits[0] == digits[1]:
                assert "Choose two different digits" in plane.picture.value
                assert "aspect-ratio:850/520" in plane.picture.value  # nothing below it jumps
                continue
            encoded = re.search('base64,([^"]*)', plane.picture.value)[1]
            assert Image.open(io.BytesIO(base64.b64decode(encoded))).size == (1275, 780)
            assert f"The {digits[0]}s, circles" in alt_of(plane)
            assert f"The {digits[1]}s" not in alt_of(plane) and f"{digits[1]}s, tri" in alt_of(
                plane
            )
    assert not plt.get_fignums()  # no figure of pyplot's, which nobody would close


def test_score_is_the_share_nearer_to_their_own_mean(plane, data):
    (X_learn, y_learn), (X_val, y_val) = data
    names, right = list(FEATURES)[:2], []

    def points(X):
        return np.stack([FEATURES[name](X) for name in names], axis=1)

    means = {digit: points(X_learn[y_learn == digit]).mean(axis=0) for digit in (2, 7)}
    for point, label in zip(points(X_val), y_val, strict=True):
        if label in means:
            apart = {digit: np.linalg.norm(point - mean) for digit, mean in means.items()}
            right.append(min(apart, key=apart.get) == label)
    assert plane.score((2, 7), names) == plane.score((7, 2), names) == np.mean(right)
    assert np.mean(right) > 0.5


def test_new_score_is_in_the_picture_and_in_a_sentence_for_screen_readers(plane):
    plane.one.value, plane.other.value = 1, 8
    score = f"{plane.score((1, 8), (plane.across.value, plane.up.value)):.1%}".replace("%", " %")
    assert f">1 or 8, told by ink (%) and left (%): {score} on their own" in plane.picture.value
    assert '<p role="status" style="position:absolute; width:1px' in plane.picture.value
    plane.up.value = plane.across.value
    assert "told by ink (%) alone" in plane.picture.value
    assert "Two histograms of ink (%)" in alt_of(plane)


def test_a_feature_without_any_information_draws_and_is_quoted(plane):
    plane.across.value = plane.up.value = "nothing <&>"
    assert "told by nothing &lt;&amp;&gt; alone: 50.0 %" in plane.picture.value
    assert "nothing &lt;&amp;&gt;" in alt_of(plane)


def test_first_menus_say_what_they_were_told(data):
    plane = TwoFeatures(FEATURES, *data, digits=(3, 8), chosen=("left (%)", "left (%)"))
    assert (plane.one.value, plane.other.value) == (3, 8)
    assert plane.across.value == plane.up.value == "left (%)"


@pytest.mark.parametrize(
    "feature, complaint",
    [
        (lambda images: images.mean(), r"'own' has shape \(\), expected \(40,\)"),
        (lambda images: images.mean(axis=1), r"'own' has shape \(40, 28\)"),
        (lambda images: np.full(len(images), np.nan), "'own' is NaN or infinite"),
    ],
)
def test_a_feature_that_is_none_is_named(data, feature, complaint):
    with pytest.raises(ValueError, match=complaint):
        TwoFeatures({**FEATURES, "own": feature}, *data, chosen=("own", "own"))


def test_words_stand_for_it_where_there_is_no_kernel(plane):
    assert len(repr(plane)) < 110  # ipywidgets cuts longer ones
    assert plane._repr_mimebundle_()["text/plain"] == repr(plane)
