"""The losses: values against scikit-learn and by hand, labels good and bad."""

from contextlib import nullcontext

import numpy as np
import pytest
import scipy.special
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from mlp_helpers import (
    BinaryCrossEntropy,
    CrossEntropy,
    MeanSquaredError,
    SoftmaxCrossEntropy,
    one_hot,
    softmax,
)
from mlp_helpers.losses import Loss

LOSSES = [SoftmaxCrossEntropy, CrossEntropy, MeanSquaredError, BinaryCrossEntropy]
OVER_CLASSES = [SoftmaxCrossEntropy, CrossEntropy]


@pytest.mark.parametrize("dtype, tolerance", [(np.float32, 1e-6), (np.float64, 1e-13)])
def test_cross_entropies_agree_with_scikit_learn(rng, dtype, tolerance):
    Z = rng.normal(0, 3, (50, 10)).astype(dtype)
    y = rng.integers(0, 10, 50)
    expected = sklearn.metrics.log_loss(y, softmax(Z.astype(float)), labels=range(10))
    assert SoftmaxCrossEntropy().forward(Z, y) == pytest.approx(expected, rel=tolerance)
    assert CrossEntropy().forward(softmax(Z), y) == pytest.approx(expected, rel=tolerance)


def test_mean_squared_error_is_the_mean_over_all_entries(rng):
    output, Y = rng.normal(size=(2, 6, 4))
    expected = sklearn.metrics.mean_squared_error(Y, output)
    assert MeanSquaredError().forward(output, Y) == pytest.approx(expected, rel=1e-14)


def test_binary_cross_entropy_is_the_mean_over_all_entries(rng):
    Z, Y = rng.normal(size=(6, 4)), rng.integers(0, 2, (6, 4))
    per_column = [
        sklearn.metrics.log_loss(Y[:, i], scipy.special.expit(Z[:, i]), labels=[0, 1])
        for i in range(4)
    ]
    assert BinaryCrossEntropy().forward(Z, Y) == pytest.approx(np.mean(per_column), rel=1e-13)


@pytest.mark.parametrize("p, expected", [(0.95, 0.051), (0.50, 0.693), (0.01, 4.605), (0.2, 1.609)])
def test_cross_entropy_of_the_published_examples(p, expected):
    P = np.array([[(1 - p) / 2, p, (1 - p) / 2]])
    assert round(CrossEntropy().forward(P, [1]), 3) == expected
    assert round(SoftmaxCrossEntropy().forward(np.log(P), [1]), 3) == expected


@pytest.mark.parametrize("loss_type", OVER_CLASSES)
@pytest.mark.parametrize("label_dtype", [np.int64, np.uint8, list])
def test_integer_labels_mean_the_same_as_one_hot_rows(loss_type, label_dtype, rng):
    P = softmax(rng.normal(size=(8, 10)).astype(np.float32))
    y = rng.integers(0, 10, 8)
    labels = y.tolist() if label_dtype is list else y.astype(label_dtype)
    results = []
    for targets in (labels, one_hot(y), one_hot(y).astype(np.float64), one_hot(y).astype(int)):
        loss = loss_type()
        results.append((loss.forward(P, targets), loss.backward().tobytes(), loss.accuracy()))
        assert loss.backward().dtype == np.float32
    assert len(set(results)) == 1


@pytest.mark.parametrize("loss_type", LOSSES)
def test_any_probabilities_may_be_targets(loss_type, rng):
    Y = softmax(rng.normal(size=(5, 3)))
    loss = loss_type()
    P = softmax(rng.normal(size=(5, 3)))
    value, gradient = loss.forward(P, Y), loss.backward()
    assert np.isfinite(value) and gradient.shape == (5, 3)
    direction = rng.normal(size=(5, 3))
    slope = (loss.forward(P + 1e-6 * direction, Y) - loss.forward(P - 1e-6 * direction, Y)) / 2e-6
    assert slope == pytest.approx(np.sum(gradient * direction), rel=1e-6)


def test_integer_scores_do_not_truncate_the_targets():
    Y = np.array([[0.5, 0.5, 0, 0]])
    whole, floats = SoftmaxCrossEntropy(), SoftmaxCrossEntropy()
    assert whole.forward([[1, 5, 3, 6]], Y) == floats.forward(np.array([[1.0, 5, 3, 6]]), Y)


@given(st.floats(-300, 300, width=32), st.integers(0, 2))
def test_softmax_cross_entropy_is_exact_and_finite_for_confident_scores(z, label):
    loss = SoftmaxCrossEntropy()
    Z = np.array([[z, 0, -z]], np.float32)
    exact = scipy.special.logsumexp(Z.astype(float)) - float(Z[0, label])
    assert loss.forward(Z, [label]) == pytest.approx(exact, rel=1e-6, abs=1e-6)
    np.testing.assert_allclose(loss.backward(), softmax(Z) - one_hot([label], 3), atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_confident_mistakes_stay_finite(dtype):
    Z = np.array([[1e4, -1e4], [-1e4, 1e4]], dtype)
    for loss, output, y in [
        (SoftmaxCrossEntropy(), Z, [1, 0]),
        (CrossEntropy(), softmax(Z), [1, 0]),
        (BinaryCrossEntropy(), Z, Z < 0),
    ]:
        assert np.isfinite(loss.forward(output, y)) and np.isfinite(loss.backward()).all()
        assert loss.accuracy() == 0
    assert SoftmaxCrossEntropy().forward(Z, [1, 0]) == pytest.approx(2e4)
    assert BinaryCrossEntropy().forward(Z, Z < 0) == pytest.approx(1e4)


def test_accuracies():
    Z = np.array([[3.0, -1, 0], [0, 1, 2], [2, 1, 0], [-1, 1, 0]])
    for loss in (SoftmaxCrossEntropy(), CrossEntropy()):
        loss.forward(softmax(Z), [0, 2, 1, 1])
        assert loss.accuracy() == 0.75
    loss = BinaryCrossEntropy()  # each entry is a question of its own: positive means yes
    loss.forward(Z, np.ones((4, 3)))
    assert loss.accuracy() == 0.5
    loss = MeanSquaredError()
    loss.forward(Z, one_hot([0, 2, 1, 1], 3))
    assert loss.accuracy() == 0.75
    loss.forward(np.array([[0.1], [0.9], [0.6], [-4]]), [[0], [1], [0], [0]])
    assert loss.accuracy() == 0.75


def test_on_the_fence_the_answer_is_no():
    squared, binary = MeanSquaredError(), BinaryCrossEntropy()
    for target, share in ((0, 1), (1, 0)):
        squared.forward(np.array([[0.5]]), [[target]])
        binary.forward(np.array([[0.0, 0.0]]), [[target, target]])
        assert squared.accuracy() == binary.accuracy() == share
    squared.forward(np.array([[0.7]]), [[1]])
    assert squared.accuracy() == 1
    squared.forward(np.array([[0.2]]), [[0.5]])
    binary.forward(np.array([[-1.0]]), [[0.5]])
    assert squared.accuracy() == binary.accuracy() == 1


@pytest.mark.parametrize("loss_type", LOSSES)
def test_a_single_row_is_a_batch(loss_type):
    Z, Y = np.array([[0.3, 0.7]]), np.array([[0.0, 1.0]])
    assert loss_type().forward(Z, Y) == pytest.approx(loss_type().forward(Z[[0, 0]], Y[[0, 0]]))


@pytest.mark.parametrize("method", ["value", "backward"])
def test_a_loss_without_its_own_methods_says_so(method):
    with pytest.raises(NotImplementedError):
        getattr(Loss(), method)()


@pytest.mark.parametrize("loss_type", OVER_CLASSES)
def test_rows_sum_to_one_within_a_thousandth(loss_type):
    for excess, fits in ((9e-4, True), (1.1e-3, False), (-9e-4, True), (-1.1e-3, False)):
        Y = np.array([[0.5, 0.5 + excess]])
        with nullcontext() if fits else pytest.raises(ValueError, match="sum to one"):
            loss_type().forward(np.array([[0.4, 0.6]]), Y)


ROWS = np.full((4, 3), 1 / 3)
BAD_LABELS = {
    "floats": ([0.0, 1.0, 2.0, 0.0], r"float64.*y\.astype\(int\)"),
    "booleans": ([True, False, True, True], "bool"),
    "strings": (["a", "b", "a", "b"], "integer labels"),
    "too large": ([0, 1, 2, 3], "labels from 0 to 3; expected 0 to 2"),
    "negative": ([0, 1, 2, -1], "from -1 to 2"),
    "too few": ([0, 1, 2], r"shape \(3,\).*labels \(4,\)"),
    "too many": ([0] * 5, r"shape \(5,\)"),
    "too narrow": (np.full((4, 2), 0.5), r"shape \(4, 2\).*rows \(4, 3\)"),
    "a column": ([[0], [1], [2], [0]], r"shape \(4, 1\)"),
    "a number": (1, r"shape \(\)"),
    "a third axis": (np.zeros((4, 3, 1)), r"shape \(4, 3, 1\)"),
    "rows of 2": (2 * ROWS, "sum to one"),
    "negative share": (np.tile([2.0, -0.5, -0.5], (4, 1)), "negative"),
    "NaN": (np.full((4, 3), np.nan), "not finite"),
    "rows of strings": (np.full((4, 3), "1"), "y has dtype <U1; expected numbers"),
}


def with_entry(place, value):
    Y = ROWS.copy()
    Y[place] = value
    return Y


BAD_LABELS |= {
    "one NaN": (with_entry((2, 1), np.nan), "not finite"),
    "one row too large": (with_entry((3, 0), 0.5), "sum to one"),
    "one negative share": (with_entry(1, [-0.5, 1, 0.5]), "negative"),
    "one label too large": ([0, 1, 2, 3], "labels from 0 to 3"),
}


@pytest.mark.parametrize("loss_type", OVER_CLASSES)
def test_rows_of_whole_numbers_are_labels_too(loss_type):
    labels, loss = [0, 2, 1, 1], loss_type()
    expected = loss.forward(ROWS, labels)
    assert loss.forward(ROWS, one_hot(labels, 3).astype(np.uint8)) == pytest.approx(expected)


@pytest.mark.parametrize("loss_type", OVER_CLASSES)
@pytest.mark.parametrize("y, message", BAD_LABELS.values(), ids=BAD_LABELS)
def test_bad_labels_are_refused_by_cross_entropies(loss_type, y, message):
    with pytest.raises(ValueError, match=message):
        loss_type().forward(ROWS, y)


@pytest.mark.parametrize("loss_type", [MeanSquaredError, BinaryCrossEntropy])
@pytest.mark.parametrize(
    "y, message",
    [
        ([0, 1, 2, 0], r"shape \(4,\); .*asks for \(4, 3\)"),
        (np.zeros((4, 1)), r"shape \(4, 1\)"),
        (np.zeros((3, 4)), r"shape \(3, 4\)"),
        (np.full((4, 3), np.inf), "not finite"),
        (np.full((4, 3), None), "object"),
    ],
)
def test_bad_targets_are_refused(loss_type, y, message):
    with pytest.raises(ValueError, match=message):
        loss_type().forward(ROWS, y)


@pytest.mark.parametrize("value", [-1, 1.5])
def test_binary_cross_entropy_refuses_what_is_no_probability(value):
    with pytest.raises(ValueError, match="expected 0 to 1"):
        BinaryCrossEntropy().forward(ROWS, np.full((4, 3), value))
    MeanSquaredError().forward(ROWS, np.full((4, 3), value))  # which takes any number


@pytest.mark.parametrize("loss_type", LOSSES)
def test_output_must_be_rows(loss_type):
    with pytest.raises(ValueError, match=r"output has shape \(3,\)"):
        loss_type().forward(ROWS[0], ROWS[0])
