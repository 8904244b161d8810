"""The draw pad and the network of notebook 00: three hands in all sizes, and what is no digit."""

import numpy as np
import pytest
from handwriting import NO_DIGITS, network_of_notebook_00

from mlp_course.digits import digits
from mlp_course.drawn_digits import HANDS, strokes
from mlp_course.widgets.draw_pad import DrawPad
from mlp_course.widgets.likeness import ALIKE, looks_like_a_digit, similarity, validation_images
from mlp_helpers import MLP


@pytest.fixture(scope="module")
def model():
    return network_of_notebook_00()


def drawn(model, texts, **box):
    pad = DrawPad(model)
    for stroke in strokes(texts, **box):
        pad.draw(stroke)
    return pad


@pytest.mark.parametrize("hand", HANDS)
def test_ten_of_ten_are_read_in_each_hand(model, hand):
    assert [drawn(model, HANDS[hand][digit]).prediction for digit in range(10)] == [*range(10)]


@pytest.mark.parametrize(("width", "height"), [(180, 256), (36, 50), (20, 28)])
@pytest.mark.parametrize("hand", HANDS)
def test_huge_and_tiny_digits_are_read_too(model, hand, width, height):
    box = {"left": 30, "top": 12, "width": width, "height": height}
    read = [drawn(model, HANDS[hand][digit], **box).prediction for digit in range(10)]
    assert np.sum(np.array(read) == np.arange(10)) >= 9


@pytest.mark.parametrize("hand", HANDS)
def test_nobody_doubts_a_digit_that_is_drawn_well(model, hand):
    assert [drawn(model, HANDS[hand][digit]).doubt for digit in range(10)] == [""] * 10


@pytest.mark.parametrize("name", ["lines across", "star", "wave", "dots", "dot", "E", "F", "X"])
def test_doubt_is_said_of_what_is_no_digit(model, name):
    pad = drawn(model, NO_DIGITS[name])
    assert pad.probabilities.max() > 0.3, "the network has an answer all the same"
    assert "not look much like any of the 6,000 digits" in pad.doubt
    assert "may mean little" in pad.doubt


def test_two_thirds_of_letters_all_noise_and_few_digits_are_doubted(rng, mnist):
    letters = [
        drawn(MLP([784, 10]), texts).image for name, texts in NO_DIGITS.items() if len(name) == 1
    ]
    doubted = [not looks_like_a_digit(image) for image in letters]
    assert np.mean(doubted) > 0.6
    noise = np.clip(rng.normal(0, 100, (20, 28, 28)), 0, 255).astype(np.uint8)
    assert (similarity(noise) < ALIKE).all()
    # Training images, because those they are compared with are the validation images.
    images = np.rint(digits().X_train[:1000].reshape(-1, 28, 28) * 255).astype(np.uint8)
    assert 0.005 < np.mean(similarity(images) < ALIKE) < 0.035
    assert similarity(validation_images()[0][:50]) == pytest.approx(1, abs=1e-5)


def test_nothing_is_doubted_under_the_pen_nor_without_an_answer(model):
    pad = DrawPad(model)
    pad.sent = []
    pad.send = lambda content, buffers=None: pad.sent.append(content)

    def tell(kind, **content):
        pad._msg(pad, {"type": kind, "view": "a", "seq": 1, **content}, [])
        return pad.sent[-1]["doubt"]

    assert tell("hello") == pad.doubt == ""
    for stroke in strokes(NO_DIGITS["lines across"]):
        assert tell("draw", begin=True, points=stroke) == ""
    assert tell("refresh") == pad.doubt != ""
    assert tell("draw", begin=True, points=[(0, 0)]) == ""
    assert tell("clear") == ""
