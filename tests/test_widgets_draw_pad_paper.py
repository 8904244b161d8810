"""The draw pad's paper, and what can be done on it besides drawing, without a browser."""

import numpy as np
import pytest

from mlp_course.widgets.draw_pad import DrawPad
from mlp_course.widgets.likeness import compared_with, validation_images
from mlp_course.widgets.paper import PEN, THINNEST, Paper, draw_line, shifted
from mlp_helpers import MLP

STROKE = [(100, 80), (180, 80), (120, 200)]


@pytest.fixture
def pad():
    pad = DrawPad(MLP([784, 16, 10]))
    pad.sent = []
    pad.send = lambda content, buffers=None: pad.sent.append((content, buffers))
    return pad


def tell(pad, kind, **content):
    pad._msg(pad, {"type": kind, "view": "a", "seq": 1, **content}, [])
    return pad.sent[-1][0]


def image_of(pad, place):
    return np.frombuffer(pad.sent[-1][1][place["buffer"]], np.uint8).reshape(place["shape"])


# -- the pen -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shrink", [0.2, 0.35, 0.6, 0.9])
def test_a_drawing_means_the_same_in_any_size(shrink):
    """The same amount of ink, nearly: lines go by whole units, and no line is thinner than 6."""
    large, small = Paper(), Paper()
    points = np.array([(20, 20), (220, 20), (60, 260)]) * 0.8
    large.draw(points)
    small.draw(points * shrink + 15)
    assert large.pen > small.pen >= THINNEST
    assert 0.85 < small.seen.sum() / large.seen.sum() < 1.3


def test_the_line_grows_with_the_drawing_until_it_is_the_whole_pen():
    paper, pens = Paper(), []
    for x in (40, 60, 140, 200, 270):
        paper.draw([(x, 40)], begin=x == 40)
        pens.append(paper.pen)
        whole = Paper()
        whole.draw(paper.sheet.strokes[0].points)
        assert np.array_equal(paper.ink, whole.ink)  # lines drawn already have become wider
    assert pens == [THINNEST, THINNEST, 12, 19, PEN]


def test_on_a_picture_the_pen_is_as_wide_as_its_lines(pad):
    pad.take(1)
    pad.draw([(40, 40), (50, 40)])
    assert pad._paper.pen == PEN


def test_the_rubber_leaves_paper_and_no_line_of_its_own():
    ink = np.ones((112, 112), np.float32)
    draw_line(ink, [(0, 140), (280, 140)], PEN, erases=True)
    assert not ink[52:60].any() and ink[:50].all() and ink[62:].all()
    draw_line(ink, [(0, 0), (280, 280)], PEN, erases=True)
    assert not ink[30, 30] and ink[0, -1] == ink[-1, 0] == 1
    paper = Paper()
    paper.draw(STROKE)
    drawn = paper.ink.copy()
    paper.draw([(0, 80), (280, 80)], erases=True)
    assert paper.ink[:30].sum() == 0 and (paper.ink <= drawn).all()
    paper.draw([(100, 80), (120, 80)])  # ink comes over what was rubbed out
    assert paper.ink[32, 40] == 1


# -- a validation image ----------------------------------------------------------------------------


def test_a_validation_image_is_seen_as_it_is_and_another_one_next_time(pad):
    images, y = validation_images()
    for digit in (3, 3, 7, 3):
        pad.take(digit)
        assert y[pad._taken] == digit
        assert np.array_equal(pad.image, images[pad._taken])
        assert f"Validation image {pad._taken}, a {digit}" in pad.sent[-1][0]["sheet"]["words"]
        assert not pad.sent[-1][0]["centred"]
    first, second = np.flatnonzero(y == 3)[:2]
    assert pad._taken == first  # after a 7 the 3s begin anew
    pad.take(3)
    assert pad._taken == second
    pad._taken = np.flatnonzero(y == 3)[-1]
    pad.take(3)
    assert pad._taken == first  # round and round


def test_the_images_are_those_of_the_validation_split_that_all_use(mnist):
    from mlp_course.digits import digits

    images, y = validation_images()
    assert np.array_equal(images.reshape(6000, 784) / np.float32(255), digits().X_val)
    assert np.array_equal(y, digits().y_val)


def test_the_pad_reads_no_images_before_they_are_asked_for(pad):
    validation_images.cache_clear()
    compared_with.cache_clear()
    pad.draw(STROKE)  # in a cell: no page shows it yet
    pad.clear()
    tell(pad, "hello")
    tell(pad, "draw", begin=True, points=STROKE)
    assert validation_images.cache_info().currsize == 0
    tell(pad, "refresh")  # the pen is lifted, and the drawing compared
    assert validation_images.cache_info().currsize == 1


def test_moving_shifts_what_is_seen_until_it_is_centred(pad):
    pad.take(4)
    image = pad.image
    pad.move(2, -2)
    moved = shifted(image, 2, -2)
    assert np.array_equal(pad.image, moved) and not np.array_equal(moved, image)
    assert "moved 2 right and 2 up, as it stands" in pad.sent[-1][0]["sheet"]["words"]
    pad.centre()
    assert np.array_equal(pad.image, image)  # MNIST's own step puts its digits where they were
    assert pad.sent[-1][0]["sheet"]["words"].endswith("centred") and pad.sent[-1][0]["centred"]
    pad.centre(False)
    assert np.array_equal(pad.image, moved)
    pad.undo()
    assert np.array_equal(pad.image, image)


def test_what_is_moved_over_the_edge_comes_back(pad):
    pad.take(0)
    image = pad.image
    for _ in range(12):
        pad.move(1, 0)
    assert pad.image.sum() < 0.8 * image.sum()
    pad.move(-12, 0)
    assert np.array_equal(pad.image, image)
    with pytest.raises(ValueError, match="cannot be moved off the paper"):
        pad.move(-28, 0)
    assert np.array_equal(pad.image, image)


def test_strokes_are_moved_with_the_picture_and_moves_in_a_row_are_one_step(pad):
    pad.take(5)
    pad.draw([(20, 20), (40, 20)])
    before = pad.only_shrunk
    pad.move(2, 3)
    pad.move(1, 1)
    assert np.array_equal(pad.only_shrunk, shifted(before, 3, 4))
    assert pad.strokes == [[[50, 60], [70, 60]]]
    pad.undo()
    assert np.array_equal(pad.only_shrunk, before)
    pad.undo()
    assert pad.strokes == [] and pad.image.any()
    pad.undo()
    assert not pad.image.any()


def test_a_drawing_can_be_moved_and_seen_as_it_stands(pad):
    pad.draw(STROKE)
    centred = pad.image
    pad.move(4, 0)
    assert np.array_equal(pad.image, centred)
    pad.centre(False)
    assert np.array_equal(pad.image, pad.only_shrunk)
    assert not np.array_equal(pad.image, centred)
    pad.clear()
    assert pad._paper.sheet.is_centred  # for the next drawing


def test_noise_is_added_to_what_is_seen_and_laid_on_the_paper(pad):
    pad.draw(STROKE)
    clean = pad.image.astype(float) / 255
    pad.add_noise(0.2)
    noisy = pad.image.astype(float) / 255
    assert np.array_equal(pad.image, pad.only_shrunk) and pad.strokes == []
    empty = noisy[clean == 0]
    assert (empty == 0).mean() == pytest.approx(0.5, abs=0.08)  # below 0 there is no ink
    assert empty[empty > 0].mean() == pytest.approx(0.2 * np.sqrt(2 / np.pi), rel=0.1)
    assert noisy[clean == 1].mean() > 0.8
    assert "Drawing, with noise, as it stands" in pad.sent[-1][0]["sheet"]["words"]
    pad.undo()
    assert np.array_equal(pad.image, np.rint(255 * clean))
    pad.clear()
    pad.add_noise()
    assert pad.prediction is not None
    assert pad.sent[-1][0]["sheet"]["words"] == "Noise, as it stands"


def test_erasing_takes_part_of_an_image_away(pad):
    pad.take(8)
    image = pad.image.astype(int)
    pad.erase([(0, 140), (280, 140)])
    assert not pad.image[13:15].any()
    assert np.array_equal(pad.image[:12], image[:12])
    pad.undo()
    assert np.array_equal(pad.image, image)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda pad: pad.take(10), "digit is 10; expected 0 to 9"),
        (lambda pad: pad.take("7"), "digit is '7'"),
        (lambda pad: pad.move(1, 0), "nothing on the paper"),
        (lambda pad: pad.move(0.5, 0), "dx is 0.5; expected a whole number"),
        (lambda pad: pad.move(0, 29), "dy is 29"),
        (lambda pad: pad.add_noise(0), "amount is 0; expected a number above 0"),
        (lambda pad: pad.add_noise(float("nan")), "amount is nan"),
        (lambda pad: pad.erase("abc"), "list of points"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_the_paper(pad, act, words):
    with pytest.raises(ValueError, match=words):
        act(pad)
    assert pad._paper.is_empty
    pad.draw(STROKE)
    assert pad.sent[-1][0]["message"] == ""


# -- what the page is told -------------------------------------------------------------------------


def test_the_page_is_told_what_is_on_the_paper(pad):
    tell(pad, "take", digit=2)
    sheet = tell(pad, "draw", begin=True, points=STROKE)
    assert "sheet" not in sheet  # the page has drawn the stroke itself
    sheet = tell(pad, "refresh")["sheet"]
    assert sheet["strokes"] == [{"points": [list(map(float, p)) for p in STROKE], "erases": False}]
    assert np.array_equal(image_of(pad, sheet["picture"]), validation_images()[0][pad._taken])
    last = pad.sent[-1][0]["steps"][-1]
    assert np.array_equal(image_of(pad, last), pad.image)
    tell(pad, "erase", begin=True, points=STROKE[:1])
    assert tell(pad, "refresh")["sheet"]["strokes"][-1]["erases"]
    assert "off the paper" in tell(pad, "move", dx=-28, dy=0)["message"]
    assert "expected 0 to 9" in tell(pad, "take", digit=-1)["message"]
    assert tell(pad, "clear")["sheet"] == {"strokes": [], "picture": None, "words": ""}
