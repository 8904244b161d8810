"""The draw pad without a browser: MNIST's own step, and every message the pad can receive."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mlp_course.digits import digits
from mlp_course.widgets import Playground
from mlp_course.widgets.centring import centre_of_mass, centring_steps, fit_into
from mlp_course.widgets.draw_pad import DrawPad
from mlp_helpers import MLP, SGD, fit

SEVEN = [(70, 60), (210, 60), (130, 230)]


@pytest.fixture(scope="module")
def trained():
    data, model = digits(), MLP([784, 32, 10])
    fit(
        model, data.X_train[:8000], data.y_train[:8000], epochs=3, batch_size=32, optimizer=SGD(0.1)
    )
    return model


@pytest.fixture
def pad(trained):
    return watched(DrawPad(trained))


def watched(pad):
    """Keep what the pad sends, in ``pad.sent``."""
    pad.sent = []
    pad.send = lambda content, buffers=None: pad.sent.append((content, buffers))
    return pad


def tell(pad, kind, **content):
    pad._msg(pad, {"type": kind, "view": "a", "seq": 1, **content}, [])
    return pad.sent[-1][0] if pad.sent else None


def enlarged(image, rng):
    """A digit four times as large, somewhere on a larger field."""
    field = np.zeros((160, 160), np.float32)
    top, left = rng.integers(0, 48, 2)
    field[top : top + 112, left : left + 112] = np.kron(image.reshape(28, 28), np.ones((4, 4)))
    return field


# -- the step of MNIST's makers ----------------------------------------------------------------


def test_mnist_digits_come_back_exactly(rng):
    """Up to rounding of float32; 1,999 of the first 2,000 training images do."""
    X = digits().X_val[:100]
    back = np.array([centring_steps(enlarged(x, rng)).centred.ravel() for x in X])
    same = np.abs(back - X).max(axis=1) < 1e-6
    assert same.sum() >= 99


def test_accuracy_survives_enlarging_and_centring(trained, rng):
    data = digits()
    X, y = data.X_val[:1000], data.y_val[:1000]
    back = np.array([centring_steps(enlarged(x, rng)).centred.ravel() for x in X])
    assert trained.accuracy(X, y) > 0.88
    assert abs(trained.accuracy(back, y) - trained.accuracy(X, y)) <= 0.02


def test_fitting_keeps_proportions_and_ink():
    ink = np.ones((80, 33), np.float32)
    fitted = fit_into(ink, 20)
    assert fitted.shape == (20, 8)
    assert np.allclose(fitted, 1, atol=1e-6)


def test_the_centre_of_mass_is_in_the_middle_pixel():
    ink = np.zeros((60, 60), np.float32)
    ink[5:45, 10:14] = ink[41:45, 10:30] = 1  # an L
    row, column = centre_of_mass(centring_steps(ink).centred)
    assert 14 <= row < 15 and 14 <= column < 15


def test_no_ink_gives_an_empty_field():
    steps = centring_steps(np.zeros((50, 40)))
    assert steps.cropped.size == steps.fitted.size == 0
    assert steps.centred.shape == (28, 28) and not steps.centred.any()


# -- drawing -----------------------------------------------------------------------------------


def test_a_drawn_seven_is_read(pad):
    pad.draw(SEVEN)
    assert pad.prediction == 7
    assert pad.image.shape == (28, 28) and pad.image.max() == 255
    assert np.isclose(pad.probabilities.sum(), 1)


def test_a_drawing_that_is_only_shrunk_keeps_its_place():
    pad = DrawPad(MLP([784, 8, 10]))
    assert not pad.only_shrunk.any()
    pad.draw([(200, 40), (240, 40)])
    rows, columns = np.nonzero(pad.only_shrunk)
    assert pad.only_shrunk.shape == (28, 28) and pad.only_shrunk.dtype == np.uint8
    assert (rows.min(), rows.max()) == (3, 4)  # 40 / 10, and the pen is 6 wide
    assert (columns.min(), columns.max()) == (19, 24)
    assert np.isclose(pad.only_shrunk.sum() / 255, pad._paper.ink.sum() / 16, rtol=0.01)


def test_pieces_of_a_stroke_are_the_whole_stroke(pad):
    pad.draw(SEVEN)
    whole = pad.image
    pad.clear()
    tell(pad, "draw", begin=True, points=SEVEN[:1])
    for point in SEVEN[1:]:
        tell(pad, "draw", begin=False, points=[point])
    assert np.array_equal(pad.image, whole) and len(pad.strokes) == 1


def test_undo_and_clear(pad):
    pad.draw(SEVEN)
    before = pad.image
    pad.draw([(0, 0), (280, 280)])
    assert not np.array_equal(pad.image, before)
    pad.undo()
    assert np.array_equal(pad.image, before)
    pad.clear()
    assert pad.strokes == [] and not pad.image.any()
    assert pad.prediction is None and pad.probabilities is None
    pad.undo()
    assert np.array_equal(pad.image, before)
    for _ in range(3):  # the strokes, and once more
        pad.undo()
    assert pad.strokes == [] and pad.prediction is None


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [[(140, 140)]],
        [[(0, 0), (0, 280)]],
        [[(-500, -500), (-400, -300)]],
        [[(0, y), (280, y)] for y in range(0, 281, 10)],
    ],
    ids=["empty", "dot", "edge", "outside", "all black"],
)
def test_odd_drawings_are_no_trouble(pad, strokes):
    for stroke in strokes:
        pad.draw(stroke)
    answer = tell(pad, "hello")
    assert answer["message"] == ""
    assert np.isfinite(pad.steps.centred).all()
    assert (answer["P"] is None) == (not pad.image.any())
    assert answer["P"] is None or np.isclose(sum(answer["P"]), 1)


messages = st.one_of(
    st.builds(
        lambda begin, points: {"type": "draw", "begin": begin, "points": points},
        st.booleans(),
        st.lists(st.tuples(st.floats(-400, 700), st.floats(-400, 700)), max_size=6),
    ),
    st.builds(
        lambda begin, points: {"type": "erase", "begin": begin, "points": points},
        st.booleans(),
        st.lists(st.tuples(st.floats(-400, 700), st.floats(-400, 700)), max_size=6),
    ),
    st.sampled_from(["hello", "bye", "undo", "clear", "all_on", "refresh", "noise"]).map(
        lambda kind: {"type": kind, "view": "a"}
    ),
    st.integers(-1, 10).map(lambda digit: {"type": "take", "digit": digit}),
    st.tuples(st.integers(-30, 30), st.integers(-30, 30)).map(
        lambda way: {"type": "move", "dx": way[0], "dy": way[1]}
    ),
    st.tuples(st.sampled_from(["centre", "saliency"]), st.booleans()).map(
        lambda pair: {"type": pair[0], "on": pair[1]}
    ),
    st.integers(-1, 33).map(lambda unit: {"type": "switch", "unit": unit}),
    st.integers(-1, 2).map(lambda page: {"type": "page", "page": page}),
    st.booleans().map(lambda way: {"type": "sort", "by_strength": way}),
    st.sampled_from(
        [
            *(None, 1, {}, {"type": []}, {"type": "draw"}, {"type": "draw", "points": [[1]]}),
            {"type": "draw", "points": [[float("nan"), 1]]},
            *({"type": "switch", "unit": "x"}, {"type": "noise", "amount": "x"}),
            *({"type": "move", "dx": 0.5, "dy": None}, {"type": "take", "digit": [7]}),
        ]
    ),
)


@hypothesis_settings(max_examples=40)
@given(st.lists(messages, max_size=12))
def test_no_message_does_harm(trained, sequence):
    before = trained.parameters.copy()
    pad = watched(DrawPad(trained))
    for message in sequence:
        pad._msg(pad, message, [])
    P = pad.probabilities
    assert P is None or (np.isfinite(P).all() and P.shape == (10,))
    assert (P is None) == pad._paper.is_empty
    assert np.array_equal(trained.parameters, before)


def test_wrong_strokes_are_refused_in_words(pad):
    with pytest.raises(ValueError, match="list of points"):
        pad.draw("abc")
    with pytest.raises(ValueError, match="finite"):
        pad.draw([(float("inf"), 0)])
    with pytest.raises(ValueError, match="first hidden layer has 32"):
        pad.switch(32)
    assert "can have 20,000 points" in tell(pad, "draw", points=[[1, 1]] * 20_001)["message"]


# -- the network -------------------------------------------------------------------------------


def test_a_unit_switched_off_is_a_row_of_zero_weights(trained, pad):
    pad.draw(SEVEN)
    all_on = pad.probabilities
    pad.switch(5)
    pad.switch(7)
    twin = trained.astype(np.float32)
    twin.layers[2].W[[5, 7]] = 0
    X = pad.image.reshape(1, 784).astype(np.float32) / 255
    assert pad.switched_off == (5, 7)
    assert np.allclose(pad.probabilities, twin.predict_proba(X)[0], atol=1e-6)
    assert np.allclose(pad.sent[-1][0]["P_all"], all_on)
    pad.all_on()
    assert pad.switched_off == () and np.array_equal(pad.probabilities, all_on)


def test_asking_leaves_no_trace_in_the_layers(trained):
    X = digits().X_val[:5]
    trained.forward(X)
    pad = DrawPad(trained)
    gradients = trained.gradients.copy()
    pad.draw(SEVEN)
    assert pad.saliency.any()
    assert trained.layers[0].X is X and np.array_equal(trained.gradients, gradients)


def test_networks_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="784 pixels"):
        DrawPad(MLP([2, 3, 10]))
    with pytest.raises(ValueError, match="expected"):
        DrawPad(MLP([784, 3]))


def test_a_broken_network_is_reported_in_words():
    model = MLP([784, 8, 10])
    pad = watched(DrawPad(model))
    model.parameters[...] = np.nan
    pad.draw(SEVEN)
    assert pad.prediction is None and "not finite" in pad.sent[-1][0]["message"]


def test_a_network_without_a_hidden_layer():
    pad = watched(DrawPad(MLP([784, 10])))
    units = tell(pad, "hello")["units"]
    assert not units["hidden"] and units["units"] == 10 and pad._network.units == 0
    assert "no hidden layer" in tell(pad, "switch", unit=0)["message"]


# -- pages of units ------------------------------------------------------------------------------


def wide(rng=0):
    return watched(DrawPad(MLP([784, 100, 10], seed=rng)))


def weights_of(model, units):
    """The weights of these units as the page paints them."""
    W = model.layers[0].W
    scaled = np.rint(W[:, units] * (127 / np.abs(W).max()))
    return scaled.T.reshape(-1, 28, 28).astype(np.int8)


def test_every_unit_stands_on_one_of_the_pages():
    pad = wide()
    seen = []
    for page in range(3):
        units = tell(pad, "page", page=page)["units"]
        assert (units["page"], units["pages"], units["units"]) == (page, 3, 100)
        tiles = np.frombuffer(pad.sent[-1][1][units["tiles"]["buffer"]], np.int8)
        expected = weights_of(pad._network.model, units["shown"])
        assert np.array_equal(tiles.reshape(expected.shape), expected)
        seen += units["shown"]
    assert seen == list(range(100))  # in their order, as long as nothing is drawn
    pad.draw(SEVEN)
    assert sorted(
        u for page in range(3) for u in tell(pad, "page", page=page)["units"]["shown"]
    ) == (seen)


def test_strongest_response_comes_first_or_the_order_is_by_number():
    pad = wide()
    pad.draw(SEVEN)
    units = tell(pad, "refresh")["units"]
    hidden = np.abs(pad._network.hidden(pad.image)[0][0])
    assert (
        units["by_strength"] and units["shown"] == np.argsort(-hidden, kind="stable")[:48].tolist()
    )
    assert units["response"][0] == 1 and units["response"] == sorted(units["response"])[::-1]
    tell(pad, "page", page=2)
    units = tell(pad, "sort", by_strength=False)["units"]
    assert units["shown"] == list(range(48)) and units["page"] == 0
    assert np.allclose(units["response"], hidden[:48] / hidden.max())


def test_the_order_rests_under_the_pen_and_when_units_are_switched_off():
    pad = wide()
    pad.draw(SEVEN)
    before = tell(pad, "refresh")["units"]["shown"]
    drawing = tell(pad, "draw", begin=True, points=[(20, 250), (260, 250)])["units"]["shown"]
    after = tell(pad, "refresh")["units"]["shown"]
    assert before == drawing != after
    assert tell(pad, "switch", unit=after[0])["units"]["shown"] == after


def test_weights_are_sent_only_if_they_are_others():
    pad = wide()
    assert "tiles" in tell(pad, "hello")["units"]
    assert "tiles" not in tell(pad, "draw", begin=True, points=SEVEN)["units"]
    assert "tiles" in tell(pad, "refresh")["units"]  # sorted
    for kind, content in [("switch", {"unit": 3}), ("all_on", {}), ("refresh", {})]:
        assert "tiles" not in tell(pad, kind, **content)["units"]
    pad._network.model.layers[0].W[5, :] += 1
    assert "tiles" in tell(pad, "refresh")["units"]
    assert "tiles" in tell(pad, "hello")["units"]  # a second view, or a page loaded again
    sizes = [sum(map(len, buffers)) for _, buffers in pad.sent]
    assert max(sizes) < 60_000


@pytest.mark.parametrize("page", [-1, 3, 1.5, None, "1", True])
def test_a_page_that_is_not_there_is_refused_in_words(page):
    assert "there are 3, counted from 0" in tell(wide(), "page", page=page)["message"]


# -- with a playground -------------------------------------------------------------------------


def test_the_answer_follows_a_playground():
    playground = Playground("images=1000 hidden=24")
    pad = watched(DrawPad(playground))
    tell(pad, "hello")
    pad.draw(SEVEN)
    before, sent = pad.probabilities, len(pad.sent)
    playground._msg(playground, {"type": "batch", "view": "p", "seq": 1}, [])
    assert len(pad.sent) > sent
    assert not np.array_equal(pad.sent[-1][0]["P"], before)
    pad.switch(3)
    assert playground.switched_off == pad.switched_off == (3,)
    # A network with fewer units; then a pad that nobody looks at, and one that is closed.
    playground._msg(playground, {"type": "change", "changes": {"hidden": [2]}}, [])
    assert pad.switched_off == () and pad.sent[-1][0]["units"]["units"] == 2
    tell(pad, "bye")
    sent = len(pad.sent)
    playground._msg(playground, {"type": "batch", "view": "p", "seq": 2}, [])
    assert len(pad.sent) == sent
    pad.close()
    assert playground.listeners == []
