"""The network that goes from notebook 05 to notebook 06."""

import json
from pathlib import Path

import numpy as np
import pytest

from mlp_course.kept_network import FILE, RECIPE, find, keep, train
from mlp_helpers import MLP, SGD, fit, flatten, load_mnist, scale_pixels, train_validation_split
from mlp_helpers.sweep import sweep

SMALL = RECIPE | {"layer_sizes": [784, 8, 10], "epochs": 2, "seed": 3, "images": 500}


@pytest.fixture(scope="module")
def data():
    (images, y), _ = load_mnist()
    return flatten(scale_pixels(images[:500])), y[:500]


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.delenv("MLP_COURSE_SCRATCH")
    return tmp_path / "network.npz"


def test_recipe_is_for_the_images_that_the_split_leaves():
    (images, y), _ = load_mnist()
    (X, _), _ = train_validation_split(images, y)
    assert len(X) == RECIPE["images"]


def test_training_follows_every_word_of_the_recipe(data):
    model = MLP([784, 8, 10], init="he", seed=3)
    fit(model, *data, epochs=2, batch_size=64, optimizer=SGD(0.2), seed=3)
    assert np.array_equal(train(SMALL, *data).parameters, model.parameters)
    changes = {"init": "xavier", "learning_rate": 0.1, "batch_size": 32, "epochs": 1, "seed": 4}
    for name, value in (changes | {"layer_sizes": [784, 9, 10]}).items():
        other = train(SMALL | {name: value}, *data).parameters
        assert not np.array_equal(other, model.parameters), name


def test_training_in_another_process_is_the_same_bit_for_bit(data):
    (there,) = sweep(train, [{"recipe": SMALL, "X": data[0], "y": data[1]}], n_jobs=2)
    assert np.array_equal(there.parameters, train(SMALL, *data).parameters)


def test_train_refuses_other_images(data):
    with pytest.raises(ValueError, match="X has 499 rows; the recipe is for 500 images"):
        train(SMALL, data[0][1:], data[1][1:])


def test_what_was_kept_is_found_bit_for_bit(data, path, capsys):
    model = train(SMALL, *data)
    assert keep(model, SMALL, path) == str(path)
    found = find(SMALL, path)
    assert np.array_equal(found.parameters, model.parameters) and found.recipe == SMALL
    assert capsys.readouterr().out == (
        f"This is the network kept in {path}, which was made by this recipe.\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    {
        "layer_sizes": [784, 9, 10],
        "init": "xavier",
        "learning_rate": 0.1,
        "batch_size": 32,
        "epochs": 3,
        "seed": 0,
        "images": 400,
    }.items(),
)
def test_another_recipe_is_refused_and_the_difference_named(data, path, capsys, name, value):
    keep(MLP([784, 8, 10]), SMALL | {name: value}, path)
    assert find(SMALL, path) is None
    out = capsys.readouterr().out
    assert f"was made otherwise: {name} {value} instead of {SMALL[name]}." in out


@pytest.mark.parametrize(
    "other", [{"layer_sizes": [784, 7, 10]}, {"layer_sizes": [784, 8, 10], "activation": "tanh"}]
)
def test_a_network_that_is_not_as_its_recipe_says_is_refused(path, capsys, other):
    keep(MLP(**other), SMALL, path)
    assert find(SMALL, path) is None
    assert "not the one that its recipe describes" in capsys.readouterr().out


@pytest.mark.parametrize("recipe", [None, 7, "0.2", {}])
def test_a_network_without_a_recipe_is_refused(path, capsys, recipe):
    MLP([784, 8, 10]).save(path, recipe)
    assert find(SMALL, path) is None
    assert "learning_rate None instead of 0.2" in capsys.readouterr().out


def test_files_that_are_no_networks_are_refused(path, capsys):
    assert find(SMALL, path) is None
    assert "there is no file" in capsys.readouterr().out
    path.write_bytes(b"not a zip")
    assert find(SMALL, path) is None
    assert "cannot be used" in capsys.readouterr().out
    path.unlink()
    path.mkdir()
    assert find(SMALL, path) is None
    assert "cannot be used" in capsys.readouterr().out


def test_under_test_nothing_kept_is_used(data, path, capsys, monkeypatch):
    keep(train(SMALL, *data), SMALL, path)
    monkeypatch.setenv("MLP_COURSE_SCRATCH", str(path.parent))
    assert find(SMALL, path) is None
    assert "trained afresh" in capsys.readouterr().out


def test_under_test_a_readers_file_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(FILE).write_text("the reader's")
    path = keep(MLP([2, 3]), {"epochs": 1})  # with the folder that conftest.py has named
    assert MLP.load(path).recipe == {"epochs": 1} and Path(path).parent != tmp_path
    assert Path(FILE).read_text() == "the reader's"


def test_a_reader_keeps_it_in_the_current_folder(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    assert keep(MLP([2, 3]), RECIPE) == FILE and Path(FILE).exists()


def test_files_of_before_recipes_still_load(path):
    model = MLP([2, 3])
    model.save(path, {"epochs": 1})
    assert MLP.load(path).recipe == {"epochs": 1} and model.recipe is None
    with np.load(path) as file:
        description, parameters = json.loads(str(file["description"])), file["parameters"]
    del description["recipe"]
    np.savez(path, description=json.dumps(description), parameters=parameters)
    assert MLP.load(path).recipe is None
