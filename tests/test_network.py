"""The network: one vector of parameters, predictions, files."""

import copy
import json
import os
import pickle
import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp_helpers import (
    MLP,
    Dropout,
    Linear,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    sigmoid,
    softmax,
)


def assert_linked(model):
    """Assert that the layers' arrays, end to end, are the model's two vectors."""
    for vector, weights, biases in [
        (model.parameters, "W", "b"),
        (model.gradients, "dW", "db"),
    ]:
        arrays = [getattr(layer, n) for layer in model.weight_layers for n in (weights, biases)]
        assert all(np.shares_memory(array, vector) for array in arrays)
        vector[...] = np.arange(vector.size)
        np.testing.assert_array_equal(np.concatenate([array.ravel() for array in arrays]), vector)
    layer = model.weight_layers[-1]
    layer.W = np.full(layer.W.shape, 7.0)
    assert (model.parameters == 7).sum() >= layer.W.size


def small(**options):
    return MLP([4, 5, 3], **options)  # 43 parameters


# Construction


@pytest.mark.parametrize(
    "sizes, count", [([784, 128, 64, 10], 109_386), ([784, 256, 128, 10], 235_146), ([2, 3, 1], 13)]
)
def test_parameter_counts(sizes, count):
    model = MLP(sizes)
    assert model.parameters.shape == model.gradients.shape == (count,)
    assert [layer.n_parameters for layer in model.weight_layers] == [
        (n_in + 1) * n_out for n_in, n_out in pairwise(sizes)
    ]


@pytest.mark.parametrize(
    "options, layers",
    [
        ({}, [Linear, ReLU, Linear, ReLU, Linear]),
        ({"activation": "tanh"}, [Linear, Tanh, Linear, Tanh, Linear]),
        ({"activation": "sigmoid"}, [Linear, Sigmoid, Linear, Sigmoid, Linear]),
        ({"dropout": 0.2}, [Linear, ReLU, Dropout, Linear, ReLU, Dropout, Linear]),
    ],
)
def test_mlp_ends_in_logits(options, layers):
    assert [type(layer) for layer in MLP([5, 4, 3, 2], **options).layers] == layers


def test_same_seed_same_weights_and_dropout_disturbs_none():
    one, same, other = small(), small(), small(seed=1)
    np.testing.assert_array_equal(one.parameters, same.parameters)
    np.testing.assert_array_equal(one.parameters, small(dropout=0.5).parameters)
    assert not np.array_equal(one.parameters, other.parameters)
    assert not np.array_equal(small(seed=None).parameters, small(seed=None).parameters)
    layers = [Linear(4, 5), ReLU(), Linear(5, 3)]
    np.testing.assert_array_equal(Sequential(layers).parameters, one.parameters)


def test_each_dropout_draws_masks_of_its_own():
    masks = [layer.rng.random(5).tolist() for layer in MLP([2] * 4, dropout=0.5).layers[2::3]]
    assert masks[0] != masks[1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, "float32"])
def test_everything_is_computed_in_the_dtype(dtype, rng):
    model, loss = small(dtype=dtype, dropout=0.5), SoftmaxCrossEntropy()
    output = model.forward(rng.normal(size=(6, 4)), training=True)
    loss.forward(output, rng.integers(0, 3, 6))
    model.backward(loss.backward())
    dX = model.backward(loss.backward(), input_gradient=True)
    for array in (output, loss.backward(), dX, model.parameters, model.gradients):
        assert array.dtype == dtype
    assert dX.shape == (6, 4)


def never_built(*layers):
    return lambda: Sequential(layers)


SHARED = ReLU()
BAD_MODELS = {
    "one size": (lambda: MLP([784]), "layer_sizes"),
    "activation": (lambda: small(activation="gelu"), r"is 'gelu'; expected one of \['relu'"),
    "init": (lambda: small(init="random"), "init is 'random'"),
    "dropout": (lambda: small(dropout=1.0), "rate is 1.0"),
    "size 0": (lambda: MLP([4, 0, 3]), "n_out is 0"),
    "float16": (lambda: small(dtype=np.float16), "float32 or float64"),
    "astype int": (lambda: small().astype(int), "float32 or float64"),
    "no layers": (never_built(), "at least one layer"),
    "a function": (never_built(Linear(2, 3), np.tanh), "at least one layer"),
    "a class": (never_built(Linear(2, 3), ReLU), "at least one layer"),
    "sizes clash": (never_built(Linear(2, 3), ReLU(), Linear(4, 1)), "do not fit"),
    "twice": (never_built(Linear(2, 2), SHARED, Linear(2, 2), SHARED), "twice"),
}


@pytest.mark.parametrize("build, message", BAD_MODELS.values(), ids=BAD_MODELS)
def test_models_that_make_no_sense_are_refused(build, message):
    with pytest.raises(ValueError, match=message):
        build()


# One vector

DUPLICATES = {
    "new": lambda model: model,
    "copy.copy": copy.copy,
    "copy.deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
    "twice": lambda model: pickle.loads(pickle.dumps(copy.deepcopy(model))),
    "astype": lambda model: model.astype(np.float64),
}


@pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)
def test_layers_stay_linked_to_the_vectors(duplicate, rng):
    model = small(dropout=0.5)
    model.forward(rng.normal(size=(2, 4)), training=True)
    assert_linked(duplicate(model))
    assert_linked(model)


@pytest.mark.parametrize("duplicate", list(DUPLICATES.values())[1:], ids=list(DUPLICATES)[1:])
def test_copies_are_equal_and_independent(duplicate, rng):
    model, X = small(dropout=0.5), rng.normal(size=(6, 4))
    model.gradients = np.float32(rng.normal(size=43))
    twin = duplicate(model)
    np.testing.assert_array_equal(twin.parameters, model.parameters)
    np.testing.assert_array_equal(twin.gradients, model.gradients)
    for training in (False, True):  # the dropout masks are copied as well
        np.testing.assert_allclose(
            twin.forward(X, training), model.forward(X, training), rtol=1e-5, atol=1e-6
        )
    twin.parameters += 1
    assert not np.isclose(twin.parameters, model.parameters).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_copy_of_another_dtype_computes_in_it(dtype, rng):
    model, X = small(), rng.normal(size=(6, 4))
    twin = model.astype(dtype)
    arrays = twin.parameters, twin.gradients, twin.layers[0].W, twin.forward(X)
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert model.forward(X).dtype == model.parameters.dtype == np.float32


def test_assignment_writes_into_the_vectors():
    model = small()
    vectors = model.parameters, model.gradients
    model.parameters, model.gradients = np.ones(43), np.full(43, 2)
    model.layers[0].W, model.layers[2].db = np.zeros((4, 5)), [1, 2, 3]
    assert vectors[0].tolist() == [0] * 20 + [1] * 23
    assert vectors[1].tolist() == [2] * 40 + [1, 2, 3]
    assert model.parameters is vectors[0] and model.gradients is vectors[1]
    assert_linked(model)


@pytest.mark.parametrize("name", ["parameters", "gradients"])
@pytest.mark.parametrize("values", [1.0, np.zeros(1), np.zeros(42), np.zeros((1, 43))])
def test_vectors_of_a_wrong_shape_are_refused(name, values):
    with pytest.raises(ValueError, match=f"{name} has shape"):
        setattr(small(), name, values)


# Predictions


@pytest.mark.parametrize(
    "X, message",
    [
        (np.zeros(4), r"shape \(4,\); expected \(B, 4\)"),
        (np.zeros((2, 5)), r"shape \(2, 5\); expected \(B, 4\)$"),
        (np.zeros((2, 2, 2)), "flatten"),
        (np.zeros((2, 4), np.uint8), "scale_pixels"),
        ([["a"] * 4], "X has dtype <U1"),
    ],
)
@pytest.mark.parametrize("method", ["forward", "predict", "predict_proba"])
def test_inputs_that_do_not_fit_are_refused(method, X, message):
    with pytest.raises(ValueError, match=message):
        getattr(small(), method)(X)


@pytest.mark.parametrize(
    "last, to_probabilities",
    [([], softmax), ([Softmax()], np.asarray), ([Sigmoid()], np.asarray), ([Tanh()], softmax)],
)
def test_predict_proba_applies_softmax_only_to_scores(last, to_probabilities, rng):
    model, X = Sequential([Linear(4, 3), *last]), rng.normal(size=(7, 4))
    P = model.predict_proba(X)
    np.testing.assert_array_equal(P, to_probabilities(model.forward(X)))
    np.testing.assert_array_equal(model.predict(X), P.argmax(axis=1))


@pytest.mark.parametrize("last, to_probability", [([], sigmoid), ([Sigmoid()], np.asarray)])
def test_a_single_output_is_the_probability_of_class_1(last, to_probability, rng):
    model, X = Sequential([Linear(4, 1), *last]), rng.normal(size=(9, 4))
    P = model.predict_proba(X)
    assert P.shape == (9, 1)
    np.testing.assert_array_equal(P, to_probability(model.forward(X)))
    np.testing.assert_array_equal(model.predict(X), (P[:, 0] > 0.5).astype(int))
    assert 0 < model.predict(X).sum() < 9


def test_two_outputs_are_two_classes(rng):
    model, X = Sequential([Linear(4, 2)]), rng.normal(size=(9, 4))
    np.testing.assert_array_equal(model.predict_proba(X), softmax(model.forward(X)))
    np.testing.assert_array_equal(model.predict(X), model.forward(X).argmax(axis=1))
    assert 0 < model.predict(X).sum() < 9


def test_a_tie_is_class_0():
    model = Sequential([Linear(4, 1, "zeros")])
    assert model.predict_proba(np.ones((1, 4))) == 0.5 and model.predict(np.ones((1, 4))) == 0
    assert MLP([4, 3], init="zeros").predict(np.ones((1, 4))) == 0


@pytest.mark.parametrize("first", [[Tanh()], [Linear(3, 3)], [Dropout(0.5), Linear(3, 3)]])
def test_the_gradient_of_the_input_comes_from_any_first_layer(first, rng):
    model = Sequential([*first, Tanh(), Linear(3, 2)], dtype=np.float64)
    X, doutput, step = rng.normal(size=(1, 3)), rng.normal(size=(1, 2)), 1e-6 * np.eye(3)
    model.forward(X)
    dX = model.backward(doutput, input_gradient=True)
    ends = [np.sum(doutput * (model.forward(X + s) - model.forward(X - s))) for s in step]
    np.testing.assert_allclose(dX, [np.array(ends) / 2e-6], rtol=1e-6)


def test_the_gradient_of_the_input_comes_only_if_it_is_asked_for(rng):
    model = small()
    model.forward(rng.normal(size=(2, 4)))
    assert model.backward(np.ones((2, 3))) is None
    assert model.backward(np.ones((2, 3)), input_gradient=True).shape == (2, 4)


def test_predictions_take_any_number_of_rows_and_drop_nothing(rng):
    model, X = small(dropout=0.5), rng.normal(size=(2500, 4))
    P = model.predict_proba(X)
    np.testing.assert_allclose(P, softmax(model.forward(X)), rtol=1e-5)
    assert P.shape == (2500, 3) and model.predict(X).shape == (2500,)
    assert model.predict_proba(X[:0]).shape == (0, 3) and model.predict(X[:0]).shape == (0,)
    np.testing.assert_array_equal(model.predict(X[:3].tolist()), model.predict(X[:3]))


def test_accuracy_is_the_share_of_right_predictions(rng):
    model, X = small(), rng.normal(size=(10, 4))
    y = model.predict(X)
    y[:3] = (y[:3] + 1) % 3
    assert model.accuracy(X, y) == model.accuracy(X, y.tolist()) == 0.7
    assert model.accuracy(X[:1], y[:1]) == 0 and model.accuracy(X[9:], y[9:]) == 1
    with pytest.raises(ValueError, match="X has no rows"):
        model.accuracy(X[:0], y[:0])
    for wrong in (y[:9], np.eye(3)[y]):
        with pytest.raises(ValueError, match=r"y has 9 labels but X has 10|integer labels"):
            model.accuracy(X, wrong)


def test_summary(capsys):
    MLP([784, 128, 64, 10], dropout=0.5).summary()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Layer", "Output", "shape", "Parameters"]
    assert lines[1] == lines[-2] == "-" * len(lines[0])
    assert lines[2].split("  ")[0] == "Linear(784, 128, 'he')" and lines[2].endswith("100,480")
    assert [line.split()[-1] for line in lines if "Linear" in line][1:] == ["8,256", "650"]
    assert "Dropout(0.5)" in lines[4] and "(B, 128)" in lines[4]
    assert lines[-1] == "Parameters in total: 109,386"
    MLP([784, 100, 10], init="xavier").summary()  # a longer name keeps its distance
    assert "'xavier')  (B, 100)" in capsys.readouterr().out


# Files

MODELS = {
    "MLP": lambda: small(activation="tanh", init="xavier", dropout=0.25, seed=3),
    "MLP in float64": lambda: small(dtype=np.float64, init=0.5, seed=None),
    "NumPy's numbers": lambda: small(seed=np.int64(2), init=np.float32(0.5)),
    "Sequential": lambda: Sequential(
        [Linear(4, 6, 0.3), Tanh(), Dropout(0.5), Linear(6, 3), Sigmoid(), Linear(3, 3), Softmax()],
        seed=5,
    ),
}


@pytest.mark.parametrize("build", MODELS.values(), ids=MODELS)
def test_load_builds_what_was_saved(tmp_path, build, rng):
    model, path = build(), tmp_path / "model.npz"
    model.parameters += 1
    model.save(str(path))
    loaded = type(model).load(path)
    assert type(loaded) is type(model) and repr(loaded) == repr(model)
    assert loaded.parameters.dtype == model.parameters.dtype
    X = rng.normal(size=(5, 4))
    if model.seed is not None:  # the dropout masks are those of a new network of this seed
        np.testing.assert_array_equal(loaded.forward(X, True), model.forward(X, True))
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))
    assert_linked(loaded)
    assert os.listdir(tmp_path) == ["model.npz"]


@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    activation=st.sampled_from(["relu", "tanh", "sigmoid"]),
    dropout=st.sampled_from([0.0, 0.5]),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_any_mlp_survives_a_file(tmp_path_factory, sizes, activation, dropout, dtype):
    model = MLP(sizes, activation, dropout=dropout, dtype=dtype)
    path = tmp_path_factory.getbasetemp() / "any.npz"
    model.save(path)
    loaded = MLP.load(path)
    assert repr(loaded) == repr(model)
    assert loaded.parameters.tobytes() == model.parameters.tobytes()


@pytest.mark.parametrize("fault", [OSError("disk full"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("function", ["numpy.savez", "os.replace"])
def test_failing_save_keeps_the_old_file_and_leaves_no_litter(
    tmp_path, monkeypatch, fault, function
):
    def write_a_part_and_fail(file, *args, **kwargs):
        if function == "numpy.savez":
            file.write(b"PK\x03\x04 half a file")
        raise fault

    path = tmp_path / "model.npz"
    small().save(path)
    before = path.read_bytes()
    monkeypatch.setattr(function, write_a_part_and_fail)
    with pytest.raises(type(fault)):
        small(seed=1).save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model.npz"]


def test_files_saved_at_the_same_time_are_whole(tmp_path):
    """Many may save to one path: whoever reads it finds a whole file of one of them."""
    path, errors = tmp_path / "model.npz", []
    small().save(path)

    def save_often(seed):
        try:
            for _ in range(40):
                small(seed=seed).save(path)
        except OSError as error:
            errors.append(error)

    threads = [threading.Thread(target=save_often, args=[seed]) for seed in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert MLP.load(path).seed in range(3)
    assert not errors and os.listdir(tmp_path) == ["model.npz"]


def test_a_saved_file_may_be_read_by_whom_any_file_may_be_read(tmp_path):
    (tmp_path / "any").touch()
    small().save(tmp_path / "model.npz")
    modes = [(tmp_path / name).stat().st_mode for name in ("any", "model.npz")]
    assert modes[0] == modes[1]


def test_a_file_of_the_readers_own_is_left_alone(tmp_path):
    own = tmp_path / "model.npz.part"
    own.write_text("mine")
    small().save(tmp_path / "model.npz")
    assert own.read_text() == "mine"


def saved(tmp_path, **entries):
    path = tmp_path / "foreign.npz"
    np.savez(path, **entries)
    return path.read_bytes()


def saved_array(tmp_path):
    np.save(tmp_path / "foreign.npy", PARAMETERS)
    return (tmp_path / "foreign.npy").read_bytes()


DESCRIPTION = {"type": "MLP", "dtype": "float32", "layer_sizes": [4, 5, 3]}
PARAMETERS = np.zeros(43, np.float32)
FOREIGN = {
    "empty": lambda t: b"",
    "text": lambda t: b"no model at all",
    "pickle": lambda t: pickle.dumps({"parameters": [1, 2]}),
    "a single array": lambda t: saved_array(t),
    "other arrays": lambda t: saved(t, X=np.zeros(3)),
    "no parameters": lambda t: saved(t, description=json.dumps(DESCRIPTION)),
    "no description": lambda t: saved(t, parameters=PARAMETERS),
    **{
        name: lambda t, d=description: saved(t, description=d, parameters=PARAMETERS)
        for name, description in {
            "no JSON": "{",
            "a list": "[]",
            "a number": "5",
            "deep nesting": "[" * 100_000,
            "no type": json.dumps({"layer_sizes": [4, 5, 3]}),
            "unknown argument": json.dumps({**DESCRIPTION, "colour": "red"}),
            "wrong activation": json.dumps({**DESCRIPTION, "activation": "gelu"}),
            "wrong dtype": json.dumps({**DESCRIPTION, "dtype": "int32"}),
            "endless": json.dumps({**DESCRIPTION, "layer_sizes": [float("inf"), 3]}),
            "sizes are text": json.dumps({**DESCRIPTION, "layer_sizes": "abc"}),
        }.items()
    },
    "too few parameters": lambda t: saved(
        t, description=json.dumps(DESCRIPTION), parameters=PARAMETERS[:-1]
    ),
    "parameters are text": lambda t: saved(
        t, description=json.dumps(DESCRIPTION), parameters=np.full(43, "x")
    ),
    "object array": lambda t: saved(
        t, description=json.dumps(DESCRIPTION), parameters=np.array([None] * 43)
    ),
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_foreign_files_are_refused_by_name(tmp_path, content):
    path = tmp_path / "model.npz"
    path.write_bytes(content(tmp_path))
    with pytest.raises(ValueError, match=r"model\.npz"):
        MLP.load(path)


class Trap:
    """An object whose pickle makes a folder when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_no_code_of_a_file_is_run(tmp_path):
    trap = np.array([Trap(tmp_path / "sprung")] * 43)
    saved(tmp_path, description=json.dumps(DESCRIPTION), parameters=trap)
    with pytest.raises(ValueError, match=r"foreign\.npz"):
        MLP.load(tmp_path / "foreign.npz")
    assert os.listdir(tmp_path) == ["foreign.npz"]


def test_the_foreign_files_lack_only_what_their_names_say(tmp_path):
    saved(tmp_path, description=json.dumps(DESCRIPTION), parameters=PARAMETERS)
    assert not MLP.load(tmp_path / "foreign.npz").parameters.any()


def test_files_of_another_class_are_refused(tmp_path):
    path = tmp_path / "model.npz"
    small().save(path)
    with pytest.raises(ValueError, match=r"model\.npz is no Sequential.*holds a MLP"):
        Sequential.load(path)
    Sequential([Linear(2, 3)]).save(path)
    with pytest.raises(ValueError, match=r"model\.npz is no MLP.*holds a Sequential"):
        MLP.load(path)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        MLP.load(tmp_path / "nowhere.npz")


def test_truncated_and_damaged_files_are_refused(tmp_path, rng):
    path, model = tmp_path / "model.npz", small()
    model.save(path)
    content = path.read_bytes()
    for length in range(0, len(content), 7):
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"model\.npz"):
            MLP.load(path)
    for _ in range(300):
        damaged = bytearray(content)
        damaged[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        try:  # a flipped bit may lie in a date, but never changes what is loaded
            loaded = MLP.load(path)
        except ValueError as error:
            assert "model.npz" in str(error)
        else:
            assert loaded.parameters.tobytes() == model.parameters.tobytes()
