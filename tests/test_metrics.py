"""The metrics, against scikit-learn."""

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from mlp_helpers import accuracy, classification_report, confusion_matrix

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
