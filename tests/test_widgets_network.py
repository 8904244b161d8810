"""What the playground's first tab is sent: sums against NumPy, units drawn, damage that mends."""

import math
from pathlib import Path

import numpy as np
import pytest
from playground_fixtures import Page, places

from mlp_course.widgets import DrawPad, Playground, network_view, views
from mlp_course.widgets.network_view import Damage, choose, contributions, walk
from mlp_helpers import MLP, Linear
from mlp_helpers.activations import softmax


class OpenPage(Page):
    """A page with its first tab open: it keeps the arrays of what it was sent last."""

    def __init__(self, playground):
        super().__init__(playground)
        self.arrays, self.sizes = {}, []

    def receive(self, content, buffers=()):
        super().receive(content, buffers)
        network = content.get("network")
        if network:
            self.arrays = {
                place["buffer"]: np.frombuffer(buffers[place["buffer"]], place["dtype"]).reshape(
                    place["shape"]
                )
                for place in places(network)
            }
            self.network = network

    def array(self, place):
        return self.arrays[place["buffer"]]

    @property
    def X(self):
        """The image that is shown, as the network takes it."""
        return self.playground._network._image(self.playground.engine)[0]

    @property
    def P(self):
        return self.array(self.network["P"])


@pytest.fixture
def few_open(few, monkeypatch):
    """Return how to open a page with these settings, and its first tab with it."""

    def open_one(settings="images=300 batch_size=32 epochs=0", **options):
        monkeypatch.setattr("mlp_course.widgets.engine.digits", lambda: few)
        monkeypatch.setattr("mlp_course.widgets.playground.TICK", 0.005)
        page = OpenPage(Playground(settings, **options))
        page.send("hello", network=True)
        return page

    return open_one


def look(page, **content):
    page.send("look", **content)
    assert page.status["message"] == ""


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("hidden", [(), (7,), (30, 20), (12, 11, 10, 9)])
def test_contributions_and_bias_add_up_to_the_sums(few, rng, hidden, activation):
    """Against NumPy alone, whatever is drawn of a layer."""
    model = MLP([784, *hidden, 10], activation=activation, seed=3)
    model.parameters[...] = rng.normal(0, 0.1, model.parameters.size)
    function = {
        "relu": lambda Z: Z * (Z > 0),
        "tanh": np.tanh,
        "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    }[activation]
    A, sources = few.X_val[:1].astype(np.float64), None
    sums, output = walk(model, few.X_val[:1])
    assert len(sums) == len(hidden) + 1
    for each, layer in zip(sums, views.weight_layers(model), strict=True):
        Z = np.einsum("i,ij->j", A[0], layer.W) + layer.b
        units = rng.permutation(len(Z))[:6]
        terms = contributions(each, sources, units)
        assert terms.shape == (49 if sources is None else len(sources) + 1, len(units))
        assert terms.sum(axis=0) + layer.b[units] == pytest.approx(Z[units], abs=1e-4)
        assert each.Z[0] == pytest.approx(Z, abs=1e-4)
        if sources is not None:
            one = A[0, sources[1]] * layer.W[sources[1], units[2]]
            assert terms[1, 2] == pytest.approx(one, abs=1e-5)
        A, sources = function(Z)[np.newaxis], units
    assert output[0] == pytest.approx(Z, abs=1e-4)


def test_a_square_of_the_image_contributes_what_its_pixels_do(few):
    model = MLP([784, 5, 10], seed=1)
    X, W = few.X_val[:1], model.layers[0].W
    terms = contributions(walk(model, X)[0][0], None, np.array([4]))
    image, weights = X.reshape(28, 28), W[:, 4].reshape(28, 28)
    square = (image * weights)[8:12, 16:20].sum()  # the third row, the fifth column
    assert terms[2 * 7 + 4, 0] == pytest.approx(square, abs=1e-5)


@pytest.mark.parametrize("settings", ["hidden=none", "hidden=40-30", "hidden=12-3 activation=tanh"])
def test_what_is_sent_is_the_network_as_it_is(few_open, settings):
    page = few_open(f"images=300 epochs=0 {settings}")
    page.send("train")
    page.train_on(20)
    model, X = page.playground.model, page.X
    hidden, logits = views.walk(model, X)
    assert np.allclose(page.P, softmax(logits)[0], atol=1e-6)
    A, biases = [*hidden, logits], [layer.b for layer in views.weight_layers(model)]
    sources = None
    for i, layer in enumerate(page.network["layers"]):
        W = views.weight_layers(model)[i].W
        assert layer["units"] == W.shape[1] and len(layer["shown"]) == min(W.shape[1], 10)
        assert np.allclose(page.array(layer["said"]), A[i][0, layer["shown"]], atol=1e-5)
        Z = (X if i == 0 else A[i - 1]) @ W + biases[i]
        terms = page.array(layer["terms"])
        assert len(terms) == (49 if sources is None else len(sources) + 1)
        total = terms.sum(axis=0) + biases[i][layer["shown"]]
        assert np.allclose(total, Z[0, layer["shown"]], atol=1e-4)
        sources = layer["shown"]


def test_it_is_sent_with_every_update_and_only_while_the_tab_is_open(few_open):
    page = few_open()
    page.send("train")
    for _ in range(3):
        page.state.pop("network", None)
        page.ticks()
        assert "network" in page.state
    page.send("look", open=False)
    page.state.pop("network", None)
    page.ticks(3)
    assert "network" not in page.state
    page.send("hello", view="another", network=True)  # one that opened while it trained
    assert "pixels" in page.state["network"]["image"] and page.state["network"]["pictures"]
    page.send("look", view="another", open=False)
    page.state.pop("network")
    page.ticks()
    assert "network" not in page.state


def test_an_update_is_small(few_open):
    """10 a second at 128-64: this is all that each of them brings of this tab."""
    page = few_open()
    page.send("train")
    page.ticks()
    for _ in range(3):
        page.playground._views_are_due = math.inf
        page.ticks()
        assert sum(array.nbytes for array in page.arrays.values()) < 4000
        assert "pictures" not in page.network and "pixels" not in page.network["image"]


def test_the_units_drawn_contribute_most_and_keep_their_places():
    size = np.array([1.0, 9, 3, 8, 2, 7])
    assert choose(size, most=3).tolist() == [1, 3, 5]
    assert choose(size, most=6).tolist() == [0, 1, 2, 3, 4, 5]
    assert choose(size, most=3, kept=[0]).tolist() == [0, 1, 3]
    shown = np.array([1, 3, 5])
    size[2] = 10  # the largest, but not 1.5 times the weakest that is drawn
    assert choose(size, shown, most=3).tolist() == [1, 3, 5]
    size[[2, 4]] = 20, 19
    assert choose(size, shown, most=3).tolist() == [1, 3, 2], "one at a time"
    assert choose(size, np.array([1, 3, 2]), most=3).tolist() == [1, 4, 2]
    assert choose(size, shown, most=3, kept=[5]).tolist() == [1, 2, 5]
    assert choose(size, shown, most=3, kept=[0]).tolist() == [1, 2, 0], "in the weakest's place"
    assert shown.tolist() == [1, 3, 5], "what was given is left alone"


def test_the_digit_that_is_shown(few_open, few):
    page = few_open()
    X = {}
    for _ in range(2):
        look(page, digit=7)
        place = page.network["image"]["name"]
        assert few.y_val[place] == 7 == page.network["image"]["label"]
        pixels = page.array(page.network["image"]["pixels"])[0]
        assert np.array_equal(pixels, views.pixels(few.X_val[[place]])[0])
        assert np.allclose(page.P, page.playground.probabilities(few.X_val[place]), atol=1e-6)
        X[place] = pixels
    assert len(X) == 2, "again for the next one"
    sevens = np.flatnonzero(few.y_val == 7)
    assert list(X) == sevens[:2].tolist()


def test_misread_images_forwards_and_back(few_open, few):
    page = few_open("images=2000 epochs=0")
    page.send("epoch")
    page.train_on(100)
    wrong = np.flatnonzero(page.playground.model.predict(few.X_val) != few.y_val)
    assert page.network["misread"] == len(wrong) > 2
    seen = []
    for step in (1, 1, -1, -1, -1, 1):
        look(page, misread=step)
        seen.append(page.network["image"]["name"])
        assert page.P.argmax() != page.network["image"]["label"]
    assert set(seen) <= set(wrong.tolist())
    assert seen[0] == seen[2] and seen[5] == seen[3], "there and back"


def test_a_drawing_on_the_pad_is_shown_until_a_digit_is_chosen(few_open):
    page = few_open()
    pad = DrawPad(page.playground)
    assert not page.network["drawing"]
    pad.draw([(140, 60), (140, 220)])
    assert page.network["image"] | {"pixels": 0} == {"name": "drawing", "label": None, "pixels": 0}
    assert np.array_equal(page.array(page.network["image"]["pixels"])[0], pad.image)
    assert np.allclose(page.P, pad.probabilities, atol=1e-6)
    look(page, digit=2)
    assert page.network["image"]["label"] == 2 and page.network["drawing"]
    look(page, drawing=True)
    assert page.network["image"]["name"] == "drawing"
    pad.clear()
    assert page.network["image"]["label"] == 2 and not page.network["drawing"]


def test_a_unit_that_is_looked_at_tells_its_sum(few_open, few):
    page = few_open("images=300 epochs=0 hidden=40-30 activation=tanh")
    page.send("train")
    page.train_on(20)
    page.send("pause")
    model, X = page.playground.model, page.X
    hidden, logits = views.walk(model, X)
    inputs, outputs = [X, *hidden], [*hidden, softmax(logits)]
    searched = views.walk(model, few.X_val[:1000])
    said = [*searched[0], searched[1]]
    for layer, unit in ((0, 39), (1, 0), (2, 4)):
        look(page, unit=[layer, unit])
        told = page.network["unit"]
        linear = views.weight_layers(model)[layer]
        terms = inputs[layer][0] * linear.W[:, unit]
        largest = np.argsort(-np.abs(terms), kind="stable")[:4]
        assert [term[0] for term in told["terms"]] == largest.tolist()
        for i, a, w, term in told["terms"]:
            assert (a, w) == pytest.approx((inputs[layer][0, i], linear.W[i, unit]), abs=1e-5)
            assert term == pytest.approx(a * w, abs=1e-5)
        total = sum(term[3] for term in told["terms"]) + told["others"] + told["bias"]
        assert total == pytest.approx(told["sum"], abs=1e-4)
        assert told["bias"] == pytest.approx(linear.b[unit]) and told["n"] == len(terms)
        assert told["said"] == pytest.approx(outputs[layer][0, unit], abs=1e-5)
        assert told["function"] == ("softmax" if layer == 2 else "Tanh")
        if layer < 2:
            assert unit in page.network["layers"][layer]["shown"], "it is drawn in any case"
            next_W = views.weight_layers(model)[layer + 1].W
            for goal, given in told["goes"]:
                one = hidden[layer][0, unit] * next_W[unit, goal]
                assert given == pytest.approx(one, abs=1e-5)
        best = np.argsort(-said[layer][:, unit], kind="stable")[:6]
        assert told["labels"] == few.y_val[best].tolist()
        assert np.allclose(told["excited"], said[layer][best, unit], atol=1e-4)
        assert np.array_equal(page.array(told["images"]), views.pixels(few.X_val[best]))
    look(page, unit=None)
    assert "unit" not in page.network


def test_a_unit_looks_for_what_it_has_learned(few_open, few):
    page = few_open("images=300 epochs=0 hidden=40-30")
    start = page.playground.model.layers[0].W.copy()
    assert not page.array(page.network["pictures"][0]).any(), "nothing is learned at the start"
    page.send("train")
    page.train_on(20)
    page.send("pause")
    first, second = (page.network["layers"][i]["shown"] for i in (0, 1))
    learned = (page.playground.model.layers[0].W - start)[:, first[2]]
    picture = page.array(page.network["pictures"][0])[2]
    assert np.corrcoef(picture, learned)[0, 1] > 0.999 and np.abs(picture).max() == 127
    A = views.walk(page.playground.model, few.X_val)[0][1][:, second[5]]
    covariance = [np.cov(A, column, bias=True)[0, 1] for column in few.X_val.T]
    picture = page.array(page.network["pictures"][1])[5]
    assert np.corrcoef(picture, covariance)[0, 1] > 0.999


def test_the_units_drawn_contribute_most_to_this_digit(few_open, rng):
    page = few_open("images=2000 epochs=0 hidden=40-30")
    model = page.playground.model
    for layer in model.weight_layers[1:]:  # units that say much, and are little heard
        layer.W *= rng.uniform(0.1, 2, (layer.n_in, 1)).astype(np.float32)
    look(page, digit=4)  # chosen afresh for it
    for i, A in enumerate(views.walk(model, page.X)[0]):
        given = np.abs(A[0][:, np.newaxis] * model.weight_layers[i + 1].W).sum(axis=1)
        assert page.network["layers"][i]["shown"] == sorted(np.argsort(-given)[:10])


def test_units_of_any_layer_are_switched_off_and_on_again(few_open, few):
    page = few_open("images=300 epochs=0 hidden=40-30")
    image = few.X_val[page.network["image"]["name"]]
    whole = page.P.copy()
    unit = page.network["layers"][1]["shown"][3]
    page.send("switch", layer=2, unit=unit)
    assert page.network["layers"][1]["off"] == [unit]
    (_, second), _ = views.walk(page.playground.model, image[np.newaxis])
    second = second.copy()
    second[0, unit] = 0
    last = views.weight_layers(page.playground.model)[-1]
    assert np.allclose(page.P, softmax(second @ last.W + last.b)[0], atol=1e-6)
    assert not np.allclose(page.P, whole)
    assert np.allclose(page.playground.probabilities(image), page.P, atol=1e-6)
    assert page.playground.switched_off == (), "which are those of the first layer"
    page.send("switch", unit=3)
    assert page.playground.switched_off == (3,) and page.network["damage"]["off"] == 2
    page.send("switch", layer=2, unit=unit)
    page.send("switch", unit=3)
    assert np.array_equal(page.P, whole)
    page.send("switch", layer=3, unit=0)
    assert "layer is 3; there are 2 hidden ones" in page.status["message"]
    page.send("switch", layer=2, unit=30)
    assert "unit is 30; layer 2 has 30" in page.status["message"]


DAMAGES = [{"noise": 0.5}, {"biases": False}, {"share": 0.5, "layer": 1}]


@pytest.mark.parametrize("damage", DAMAGES, ids=["noise", "biases", "units"])
def test_damage_changes_what_is_shown_and_nothing_else(few_open, few, damage):
    page, other = few_open("images=2000 epochs=0"), few_open("images=2000 epochs=0")
    for each in (page, other):
        for _ in range(3):
            each.send("epoch")
            each.train_on(1000)
    whole, bits = page.P.copy(), page.playground.model.parameters.tobytes()
    look(page, damage=damage)
    assert not np.allclose(page.P, whole)
    assert page.network["damage"]["any"]
    scores = page.network["damage"]["scores"]
    assert scores["images"] == len(few.X_val)
    model = page.playground.model
    assert scores["whole"] == pytest.approx(model.accuracy(few.X_val, few.y_val))
    assert scores["damaged"] < scores["whole"] or damage == {"biases": False}
    assert page.playground.model.parameters.tobytes() == bits
    # It trains on as if nothing had happened, and what is shown is the damage on what it learned.
    before = page.P.copy()
    for each in (page, other):
        each.send("batch")
        each.send("epoch")
        each.train_on(1000)
    assert not np.array_equal(page.P, before)
    assert np.array_equal(model.parameters, other.playground.model.parameters)
    assert page.status["val_loss"] == other.status["val_loss"]
    page.send("mend")
    assert not page.network["damage"]["any"] and page.network["damage"]["scores"] is None
    assert np.array_equal(page.P, other.P)
    assert np.allclose(page.P, model.predict_proba(few.X_val[[page.network["image"]["name"]]])[0])


def test_what_damage_does_against_numpy(few):
    model, X = MLP([784, 20, 15, 10], seed=2), few.X_val[:50]
    for layer in views.weight_layers(model):
        layer.b = np.linspace(-0.2, 0.3, layer.n_out)
    (W1, b1), (W2, b2), (W3, b3) = ((each.W, each.b) for each in views.weight_layers(model))

    def outputs(weights, biases, mask):
        A1 = np.maximum(X @ weights[0] + biases[0], 0)
        A2 = np.maximum(A1 @ weights[1] + biases[1], 0) * mask
        return A2 @ weights[2] + biases[2]

    Ws, bs, on = (W1, W2, W3), (b1, b2, b3), np.ones(15)
    damage = Damage(biases=False)
    assert np.allclose(walk(model, X, damage)[1], outputs(Ws, (0, 0, 0), on), atol=1e-4)
    damage = Damage(share=0.4, layer=1)
    off = damage.off([], [20, 15])
    more = Damage(share=0.6, layer=1).off([], [20, 15])
    assert off[0] == more[0] == set() and len(off[1]) == 6
    assert len(more[1]) == 9 and off[1] < more[1], "these and more"
    mask = np.array([unit not in off[1] for unit in range(15)])
    assert np.allclose(walk(model, X, damage, off)[1], outputs(Ws, bs, mask), atol=1e-4)
    damage = Damage(noise=0.5)
    noisy = [damage.weights(layer, i)[0] for i, layer in enumerate(views.weight_layers(model))]
    for W, with_noise in zip(Ws, noisy, strict=True):
        assert (with_noise - W).std() == pytest.approx(0.5 * W.std(), rel=0.1)
    assert np.allclose(walk(model, X, damage)[1], outputs(noisy, bs, on), atol=1e-3)
    assert np.array_equal(walk(model, X, damage)[1], walk(model, X, damage)[1]), "the same noise"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"digit": 10}, "digit is 10; expected 0 to 9"),
        ({"digit": None}, "digit is None"),
        ({"misread": 0}, "misread is 0"),
        ({"unit": [0, 128]}, "unit is [0, 128]; expected a layer and a unit"),
        ({"unit": [3, 0]}, "unit is [3, 0]"),
        ({"unit": "x"}, "unit is 'x'"),
        ({"unit": [0]}, "unit is [0]"),
        ({"damage": {"noise": -1}}, "noise is -1; expected a number from 0 to 3"),
        ({"damage": {"noise": "x"}}, "noise is 'x'"),
        ({"damage": {"share": True}}, "share is True"),
        ({"damage": {"biases": 1}}, "biases is 1; expected True or False"),
        ({"damage": {"layer": -1}}, "layer is -1"),
        ({"damage": {"fire": 1}}, "damage is {'fire': 1}"),
        ({"damage": None}, "damage is None"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(few_open, content, says):
    page = few_open()
    before = vars(page.playground._network).copy()
    page.send("look", **content)
    assert says in page.status["message"]
    for name in ("damage", "unit", "drawing", "_place"):
        assert vars(page.playground._network)[name] == before[name]
    page.send("look")  # which is no action: what was said stays
    assert says in page.status["message"]
    page.send("rewind")
    assert page.status["message"] == ""


def test_another_network_takes_its_place(few_open):
    page = few_open("images=300 hidden=40-30")
    look(page, unit=[1, 29])
    page.send("switch", layer=2, unit=29)
    look(page, damage={"share": 0.5, "layer": 1})
    for hidden in ([12], [], [3, 3, 3, 3], [512, 1]):
        page.send("change", changes={"hidden": hidden})
        assert [layer["units"] for layer in page.network["layers"]] == [*hidden, 10]
        assert "unit" not in page.network
        page.send("batch")
    page.send("mend")
    assert page.playground._network.damage == Damage()


def test_the_same_settings_draw_the_same_units(few_open):
    one, other = few_open(), few_open()
    assert one.network["layers"] == other.network["layers"]
    one.send("batch")
    one.send("rewind")
    assert [layer["shown"] for layer in one.network["layers"]] == [
        layer["shown"] for layer in other.network["layers"]
    ]


class Doubled(Linear):
    """A reader's own layer, which does more than its weights say."""

    def forward(self, X, training=False):
        return 2 * super().forward(X, training)


class OfDoubled(MLP):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.layers[0].__class__ = Doubled


class Bare:
    """A reader's own class that shows nothing of what is inside."""

    def __init__(self, sizes, **options):
        self.model = MLP(sizes, **options)
        self.parameters, self.gradients = self.model.parameters, self.model.gradients
        self.forward, self.backward = self.model.forward, self.model.backward


@pytest.mark.parametrize(
    ("own", "says"),
    [(OfDoubled, "Layer 1 of this network gives something else"), (Bare, "no list called layers")],
)
def test_what_cannot_be_drawn_is_said(few_open, own, says):
    page = few_open(model_factory=own)
    assert says in page.network["obstacle"]
    for content in ({"digit": 3}, {"unit": [0, 0]}, {"damage": {"noise": 1}}, {"misread": 1}):
        look(page, **content)
        assert says in page.network["obstacle"]


def test_a_class_of_ones_own_with_the_same_interface_is_drawn(few_open):
    class Plain:
        """A linear layer as a reader writes it: no flat vector, no names."""

        def __init__(self, W, b):
            self.W, self.b = W, b

        def forward(self, X, training=False):
            return X @ self.W + self.b

    class Own:
        def __init__(self, sizes, seed=0, **options):
            self.parameters = np.random.default_rng(seed).normal(0, 0.1, 7850).astype(np.float32)
            self.gradients = np.zeros_like(self.parameters)
            self.layers = [Plain(self.parameters[:7840].reshape(784, 10), self.parameters[7840:])]

        def forward(self, X, training=False):
            return self.layers[0].forward(X)

    page = few_open("hidden=none", model_factory=Own)
    assert "obstacle" not in page.network and len(page.network["layers"]) == 1
    look(page, unit=[0, 3])
    assert page.network["unit"]["sum"] == pytest.approx(math.log(page.P[3]) + constant(page), 1e-3)


def constant(page):
    """What softmax takes away from each logit."""
    logits = page.playground.model.forward(page.X).astype(np.float64)
    return math.log(np.exp(logits).sum())


def test_numbers_that_are_not_finite_are_not_drawn(few_open):
    page = few_open()
    page.playground.model.parameters[-1] = np.nan
    look(page)
    assert "not finite" in page.network["obstacle"]


def test_looking_leaves_the_layers_of_the_network_alone(few_open):
    page = few_open()
    page.send("batch")
    kept = [vars(layer).copy() for layer in page.playground.model.layers]
    look(page, damage={"noise": 1, "biases": False, "share": 0.3})
    look(page, unit=[0, 5])
    for layer, before in zip(page.playground.model.layers, kept, strict=True):
        assert all(vars(layer)[name] is value for name, value in before.items())


def test_the_start_of_a_layer(few_open):
    page = few_open("images=300 hidden=20-9")
    engine = page.playground.engine
    starts = [layer.W.copy() for layer in views.weight_layers(engine.model)]
    page.send("batch")
    for layer, start in zip(views.weight_layers(engine.model), starts, strict=True):
        assert np.array_equal(engine.start_of(layer), start)
        assert not np.array_equal(layer.W, start)
    assert engine.start_of(Linear(784, 20)) is None, "a layer from elsewhere"


def test_all_units_of_the_weights_tab_are_reachable(few_open):
    page = few_open("images=300 hidden=100")
    model, start = page.playground.model, page.playground.model.layers[0].W.copy()
    page.send("batch")
    seen = []
    for number in range(3):
        page.send("weights", page=number)
        weights = page.state["weights"]
        assert (weights["page"], weights["pages"]) == (number, 3)
        seen += range(weights["first"], weights["first"] + weights["tiles"]["shape"][0])
    assert seen == list(range(100))
    assert weights["largest"] == pytest.approx(np.abs(model.layers[0].W).max())
    page.send("weights", minus_start=True)
    weights = page.state["weights"]
    assert weights["minus_start"] and weights["page"] == 2
    assert weights["largest"] == pytest.approx(np.abs(model.layers[0].W - start).max())
    page.send("weights", page=3)
    assert "page is 3; there are 3, counted from 0" in page.status["message"]
    page.send("change", changes={"hidden": [5]})
    assert page.state["weights"]["page"] == 0 and page.state["weights"]["pages"] == 1


def test_the_pages_number_is_that_of_the_module():
    source = Path(network_view.__file__).with_name("network.js").read_text("utf-8")
    assert f"const SQUARES = {network_view.SQUARES};" in source
    assert network_view.SQUARES * network_view.SIDE == 28
