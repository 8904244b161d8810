"""The ladder of notebook 09: what stands in its table, and how it gets there."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlp_course import kept_network, ladder
from mlp_helpers import MLP, SGD, Adam, accuracy, fit, flatten, scale_pixels

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

import measure_ladder as tool

TINY = ladder.Recipe(hidden=(8,), epochs=1)
PLACES = {("rungs", "one"): TINY, ("rungs", "two"): ladder.MeanImages}
PLACES[("regularisation", "300", "none")] = replace(TINY, images=300)


@pytest.fixture
def data(mnist):
    (images, y), _ = mnist
    X = flatten(scale_pixels(images[:800]))
    return X[:600], y[:600], X[600:], y[600:800]


@pytest.fixture
def recipes(monkeypatch):
    """Three short trainings in the place of the real ones."""
    monkeypatch.setattr(tool, "all_recipes", lambda: PLACES)


def stored(path):
    return json.loads(path.read_text(encoding="utf-8"))


def row_at(content, place):
    for name in place:
        content = content[name]
    return content


def test_the_tables_recipes_are_those_of_the_code():
    """With all seeds, and no row left over from a rung that has gone."""
    content, recipes = ladder.measurements(), tool.all_recipes()
    for place, recipe in recipes.items():
        row = row_at(content, place)
        assert row["recipe"] == tool.described(recipe)
        assert len(row["accuracies"]) == len(tool.seeds_of(recipe))
        assert isinstance(row["quiet"], bool) and row["seconds"] and min(row["seconds"]) >= 0
    assert [*content["rungs"]] == sorted(ladder.LADDER)
    sizes = content["regularisation"]
    assert {size: [*table] for size, table in sizes.items()} == {
        str(images): sorted(table) for images, table in ladder.REGULARISATION.items()
    }


def test_rungs_are_read_in_order():
    rungs = ladder.rungs()
    assert [rung.name for rung in rungs] == [*ladder.LADDER]
    assert ladder.rung("wider") == rungs[[*ladder.LADDER].index("wider")]
    for rung in rungs:
        low, high = rung.band
        assert low < min(rung.accuracies) <= rung.mean <= max(rung.accuracies) < high
    remedies = ladder.regularisation()
    assert [*remedies] == [3000, 54_000] and remedies[3000]["dropout"].recipe.dropout > 0
    assert all(row.name == name for table in remedies.values() for name, row in table.items())


def test_band():
    row = ladder.Measured("a", TINY, (0.97, 0.971, 0.9735), 1.0, True)
    assert row.band == pytest.approx((0.9645, 0.979)) and row.mean == pytest.approx(0.9715)


@pytest.mark.parametrize("name, step", ladder.LADDER.items())
def test_each_rung_has_one_below_it(name, step):
    order = [*ladder.LADDER]
    assert step.below in order[: order.index(name)] or (order[0] == name and step.below is None)


def test_the_network_of_notebook_05_is_a_rung():
    known, recipe = kept_network.RECIPE, ladder.LADDER["two hidden layers"].recipe
    assert [784, *recipe.hidden, 10] == known["layer_sizes"]
    for name in ("learning_rate", "batch_size", "epochs"):
        assert getattr(recipe, name) == known[name]
    assert recipe == ladder.Recipe()  # and nothing else


def test_a_recipe_is_what_fit_is_given(data):
    X, y, *_ = data
    recipe = ladder.Recipe(hidden=(8, 6), epochs=2, dropout=0.1, weight_decay=1e-3)
    trained = ladder.train(recipe, X, y, seed=3)
    model, optimizer = MLP([784, 8, 6, 10], dropout=0.1, seed=3), SGD(0.2, weight_decay=1e-3)
    fit(model, X, y, epochs=2, batch_size=64, optimizer=optimizer, seed=3, progress=False)
    np.testing.assert_array_equal(trained.parameters, model.parameters)


CHANGES = [
    {"images": 300},
    {"epochs": 3},
    {"batch_size": 100},
    {"optimizer": "adam", "learning_rate": 1e-3},
    {"learning_rate": 0.1},
    {"momentum": 0.5},
    {"schedule": "cosine"},
    {"dropout": 0.5},
    {"weight_decay": 0.01},
    {"distortions": {"shift": 2}},
    {"averaged": 0.9},
    {"patience": 1},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(change))
def test_each_part_of_a_recipe_matters_and_the_seed_repeats_it(change, data):
    X, y, *_ = data
    recipe = replace(ladder.Recipe(hidden=(8,), epochs=2), **change)
    one, again = (ladder.train(recipe, X, y, seed=0).parameters for _ in range(2))
    np.testing.assert_array_equal(one, again)
    plain = ladder.train(ladder.Recipe(hidden=(8,), epochs=2), X, y, seed=0).parameters
    assert not np.array_equal(one, plain)
    assert not np.array_equal(one, ladder.train(recipe, X, y, seed=1).parameters)


def test_every_part_of_a_recipe_is_changed_above():
    assert {name for change in CHANGES for name in change} | {"hidden"} == {*vars(TINY)}


def test_the_rate_has_fallen_to_nothing_at_the_end():
    recipe = ladder.Recipe(optimizer="adam", learning_rate=0.01, schedule="cosine")
    optimizer = ladder.optimizer_of(recipe, updates=10)
    assert isinstance(optimizer, Adam)
    assert [optimizer.learning_rate(t) for t in (0, 5, 10)] == pytest.approx([0.01, 0.005, 0])


def test_readers_without_a_network(data):
    X, y, X_val, _ = data
    means = ladder.train_rung("mean images", X, y, 0).predict(X_val)
    distances = [
        [np.linalg.norm(x - X[y == digit].mean(axis=0)) for digit in range(10)] for x in X_val
    ]
    np.testing.assert_array_equal(means, np.argmin(distances, axis=1))
    nearest = ladder.train_rung("nearest neighbour", X, y, 0)
    assert nearest.predict(X).tolist() == y.tolist()  # each is nearest to itself
    one = y[np.linalg.norm(X - X_val[7], axis=1).argmin()]
    assert nearest.predict(X_val)[7] == one and len(nearest.predict(X_val)) == 200


@pytest.mark.parametrize("rung", [ladder.rung, lambda name: ladder.train_rung(name, 0, 0, 0)])
def test_names_that_are_none_are_refused(rung):
    with pytest.raises(ValueError, match="name is 'widest'; expected one of mean images, "):
        rung("widest")


def test_an_interrupted_measuring_goes_on_where_it_was(tmp_path, data, recipes, monkeypatch):
    whole, parts = tmp_path / "whole.json", tmp_path / "parts.json"
    tool.main([], whole, data)
    measure, calls = tool.measure, []

    def interrupted(recipe, data, seed):
        calls.append(seed)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return measure(recipe, data, seed)

    monkeypatch.setattr(tool, "measure", interrupted)
    with pytest.raises(KeyboardInterrupt):
        tool.main([], parts, data)
    assert len(row_at(stored(parts), ("rungs", "one"))["accuracies"]) == 1
    tool.main([], parts, data)
    assert calls == [0, 0, 0, 0, 1, 1, 2, 2]  # the third again, and those that were not reached
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.json", "whole.json"]
    for place, recipe in PLACES.items():
        one, other = (row_at(stored(path), place) for path in (whole, parts))
        assert one["accuracies"] == other["accuracies"]
        assert len(one["accuracies"]) == len(one["seconds"]) == len(tool.seeds_of(recipe))
    tool.main([], parts, data)
    assert len(calls) == 8
    scores = row_at(stored(parts), ("rungs", "one"))["accuracies"]
    X, y, X_val, y_val = data
    by_hand = [accuracy(y_val, ladder.train(TINY, X, y, s).predict(X_val)) for s in ladder.SEEDS]
    assert scores == pytest.approx(by_hand)


def test_what_is_measured_again(tmp_path, data, recipes, monkeypatch):
    path, calls = tmp_path / "ladder.json", []
    tool.main([], path, data)
    measure = tool.measure
    monkeypatch.setattr(tool, "measure", lambda *a: calls.append(a[0]) or measure(*a))
    tool.main(["--again", "two"], path, data)
    assert calls == [ladder.MeanImages]
    changed = replace(TINY, epochs=2)
    monkeypatch.setitem(PLACES, ("rungs", "one"), changed)
    tool.main(["300"], path, data)  # a table's name
    assert len(calls) == 1
    tool.main(["--again", "300"], path, data)
    assert calls.pop() == calls.pop() == calls.pop() == replace(TINY, images=300)
    tool.main([], path, data)
    assert calls[1:] == [changed] * 3
    assert row_at(stored(path), ("rungs", "one"))["recipe"] == {"hidden": [8], "epochs": 2}


def test_seconds_alone(tmp_path, data, recipes, capsys, monkeypatch):
    path, measure, calls = tmp_path / "ladder.json", tool.measure, []
    tool.main([], path, data)
    before = stored(path)
    monkeypatch.setattr(tool, "measure", lambda *a: calls.append(a[2]) or measure(*a))
    tool.main(["--only-seconds", "one", "two"], path, data)
    tool.main(["--only-seconds"], path, data)
    assert calls == [0, 0, 0]  # those that were done are not done again
    after = stored(path)
    for place in PLACES:
        one, other = row_at(before, place), row_at(after, place)
        assert one["accuracies"] == other["accuracies"] and len(other["seconds"]) == 1
        assert other["quiet"] and not one["quiet"]
    assert "but" not in capsys.readouterr().out
    tool.main(["--only-seconds", "--again", "two"], path, data)
    assert len(calls) == 4 and stored(path)["rungs"]["two"]["accuracies"]


def test_seconds_of_a_quiet_machine_replace_the_others(tmp_path, data, recipes, monkeypatch):
    path, clock = tmp_path / "ladder.json", iter(range(20))
    monkeypatch.setattr(tool, "measure", lambda *_: (0.5, next(clock)))
    monkeypatch.setattr(ladder, "SEEDS", (0,))
    tool.main(["one"], path, data)
    monkeypatch.setattr(ladder, "SEEDS", (0, 1, 2))
    tool.main(["--quiet", "one"], path, data)
    row = stored(path)["rungs"]["one"]
    assert row["seconds"] == [1, 2] and row["quiet"] and len(row["accuracies"]) == 3
    monkeypatch.setattr(ladder, "SEEDS", (0, 1, 2, 3))
    tool.main(["one"], path, data)  # seconds of another kind do not mix with them
    row = stored(path)["rungs"]["one"]
    assert row["seconds"] == [1, 2] and row["quiet"] and len(row["accuracies"]) == 4


def test_rows_that_are_none_are_refused(tmp_path, data, capsys):
    with pytest.raises(SystemExit):
        tool.main(["widest"], tmp_path / "ladder.json", data)
    assert "nothing is named widest" in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


def above(higher, lower):
    """Whether every seed of one row is better than every seed of another."""
    return min(higher.accuracies) > max(lower.accuracies)


RISES = [
    ("softmax regression", "mean images"),
    ("nearest neighbour", "softmax regression"),
    ("two hidden layers", "softmax regression"),
    ("wider", "two hidden layers"),
    ("shifts", "dropout"),
    ("bending", "dropout"),
    ("longer", "shifts"),
]


@pytest.mark.parametrize("higher, lower", RISES)
def test_rungs_that_rise(higher, lower):
    assert above(ladder.rung(higher), ladder.rung(lower))


@pytest.mark.parametrize("remedy", ["none", "weight decay", "dropout", "early stopping"])
@pytest.mark.parametrize("images", [3000, 54_000])
def test_augmentation_helps_more_than_other_remedies(images, remedy):
    rows = ladder.regularisation()[images]
    assert above(rows["augmentation"], rows[remedy])
