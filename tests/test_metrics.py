"""The metrics, against scikit-learn and SciPy."""

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mlp_helpers import (
    accuracy,
    calibration_bins,
    classification_report,
    confusion_matrix,
    wilson_interval,
)

# Few labels of ten: most classes are absent from y_true, from y_pred, or from both.
PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30)


@given(pairs=PAIRS, dtype=st.sampled_from([np.uint8, np.int64, np.uint64]))
def test_agrees_with_scikit_learn(pairs, dtype):
    y_true, y_pred = np.array(pairs, dtype).T
    assert accuracy(y_true, y_pred) == sklearn.metrics.accuracy_score(y_true, y_pred)
    counts = confusion_matrix(y_true, y_pred)
    np.testing.assert_array_equal(
        counts, sklearn.metrics.confusion_matrix(y_true, y_pred, labels=range(10))
    )
    assert counts.dtype.kind == "i" and counts.sum() == len(pairs)
    report = classification_report(y_true, y_pred)
    by_class = sklearn.metrics.precision_recall_fscore_support(
        y_true, y_pred, labels=range(10), zero_division=0
    )
    ours = (report.precision, report.recall, report.f1, report.support)
    np.testing.assert_allclose(ours, by_class, rtol=1e-14)
    macro = sklearn.metrics.precision_recall_fscore_support(
        y_true, y_pred, average="macro", zero_division=0
    )[:3]
    np.testing.assert_allclose(
        (report.macro_precision, report.macro_recall, report.macro_f1), macro, rtol=1e-14
    )
    assert report.accuracy == accuracy(y_true, y_pred)


def test_by_hand():
    y_true, y_pred = [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2]
    assert confusion_matrix(y_true, y_pred, 3).tolist() == [[2, 1, 0], [0, 1, 1], [0, 0, 1]]
    report = classification_report(y_true, y_pred, num_classes=3)
    np.testing.assert_allclose(report.precision, [1, 1 / 2, 1 / 2])
    np.testing.assert_allclose(report.recall, [2 / 3, 1 / 2, 1])
    assert report.support.tolist() == [3, 2, 1]
    assert report.macro_precision == pytest.approx(2 / 3)


def test_the_report_is_a_table():
    lines = repr(classification_report([0, 0, 1], [0, 1, 1], num_classes=3)).splitlines()
    assert lines[0].split() == ["class", "precision", "recall", "F1", "support"]
    assert lines[1].split() == ["0", "1.0000", "0.5000", "0.6667", "2"]
    assert lines[3].split() == ["2", "0.0000", "0.0000", "0.0000", "0"]
    assert lines[4].split() == ["macro", "0.7500", "0.7500", "0.6667", "3"]
    assert lines[5] == "accuracy 0.6667" and len({len(line) for line in lines[:5]}) == 1


@pytest.mark.parametrize("metric", [accuracy, confusion_matrix, classification_report])
@pytest.mark.parametrize(
    "y_true, y_pred, message",
    [
        ([0, 1], [0, 1, 2], "y_true has 2 labels but y_pred has 3"),
        (np.zeros(0, int), np.zeros(0, int), "y_true has no labels"),
        ([0.0, 1.0], [0, 1], "y_true has shape .* float64"),
        ([0, 1], np.eye(2), r"y_pred has shape \(2, 2\)"),
        ([0, 1], [True, False], "y_pred .* bool"),
        (["0"], [0], "expected integer labels"),
        (3, 3, r"y_true has shape \(\)"),
    ],
)
def test_wrong_labels_are_refused(metric, y_true, y_pred, message):
    with pytest.raises(ValueError, match=message):
        metric(y_true, y_pred)


@pytest.mark.parametrize("metric", [confusion_matrix, classification_report])
@pytest.mark.parametrize("labels", [[0, 10], [-1, 2]])
def test_labels_out_of_range_are_refused_by_name(metric, labels):
    with pytest.raises(ValueError, match=f"y_true has labels from {labels[0]} to {labels[1]}"):
        metric(labels, [0, 0])
    with pytest.raises(ValueError, match=f"y_pred has labels from {labels[0]} to {labels[1]}"):
        metric([0, 0], labels)


# Intervals and calibration


def test_wilson_interval_agrees_with_scipy():
    for k, n in [(0, 5), (3, 10), (980, 1000), (7, 7)]:
        theirs = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
        np.testing.assert_allclose(wilson_interval(k, n), theirs, atol=1e-4)
    low, high = wilson_interval(np.array([3, 980]), np.array([10, 1000]))
    assert low.shape == high.shape == (2,) and low[1] == wilson_interval(980, 1000)[0]
    assert wilson_interval(5, 10, z=0) == (0.5, 0.5)


@pytest.mark.parametrize(
    "k, n, message",
    [
        (11, 10, r"k is 11\.0 and n is 10\.0"),
        (-1, 10, "k has values from -1"),
        (0, 0, "n has values from 0"),
        ([1, 4], [3, 3], "k is"),
        ("3", 10, "k has dtype"),
        (np.nan, 10, "k has .* not finite"),
    ],
)
def test_wilson_interval_refuses_what_is_no_share(k, n, message):
    with pytest.raises(ValueError, match=message):
        wilson_interval(k, n)


@pytest.mark.parametrize("z", [-1, np.nan, np.inf, "a", None])
def test_wilson_interval_refuses_what_is_no_width(z):
    with pytest.raises(ValueError, match="z is"):
        wilson_interval(3, 10, z)


def test_wilson_interval_stays_within_0_and_1():
    n = np.arange(1, 200)
    assert (wilson_interval(0 * n, n)[0] >= 0).all() and (wilson_interval(n, n)[1] <= 1).all()


def test_calibration_bins_by_hand():
    n, confidence, right = calibration_bins([0.0, 0.5, 0.6, 1.0], [True, False, True, True], 2)
    assert n.tolist() == [1, 3]  # a bin contains its lower edge, the last one 1 as well
    np.testing.assert_allclose(confidence, [0, 0.7])
    np.testing.assert_allclose(right, [1, 2 / 3])
    n, confidence, right = calibration_bins(np.array([0.95]), np.array([True]), 10)
    assert n.tolist() == [0] * 9 + [1] and confidence[0] == right[0] == 0  # empty bins
    for values in calibration_bins([0.05], [True], 10):
        assert len(values) == 10 and not values[1:].any()
    assert len(calibration_bins([0.05], [True])[0]) == 15


@pytest.mark.parametrize(
    "confidence, correct, n_bins, message",
    [
        ([0.5, 1.1], [True, True], 15, "confidence has values from 0.5 to 1.1"),
        ([0.5, -0.1], [True, True], 15, "confidence has values from -0.1"),
        ([0.5, np.nan], [True, True], 15, "confidence has .* not finite"),
        ([0.5, 0.6], [True], 15, "correct has shape"),
        ([[0.5, 0.6]], [True, True], 15, "confidence has shape"),
        ([0.5], [2], 15, "correct has values from 2"),
        ([0.5], ["yes"], 15, "correct has dtype"),
        ([0.5], [True], 0, "n_bins is 0"),
    ],
)
def test_calibration_bins_refuse_what_does_not_fit(confidence, correct, n_bins, message):
    with pytest.raises(ValueError, match=message):
        calibration_bins(confidence, correct, n_bins)
