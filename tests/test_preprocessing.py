"""Scaling, flattening, one-hot rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst

from mlp_helpers import flatten, one_hot, scale_pixels


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64])
def test_scale_pixels_divides_by_255_whatever_the_maximum(dtype):
    images = np.array([[0, 51, 102]], dtype=dtype)
    X = scale_pixels(images)
    assert X.dtype == np.float32
    np.testing.assert_array_equal(X, np.array([[0, 0.2, 0.4]], dtype=np.float32))
    assert scale_pixels(np.array([255], dtype)) == 1


def test_scale_pixels_leaves_its_input_alone_and_takes_lists_and_nothing():
    images = np.arange(4, dtype=np.uint8)
    scale_pixels(images)
    assert images.tolist() == [0, 1, 2, 3]
    assert scale_pixels([[0, 255]]).tolist() == [[0, 1]]
    assert scale_pixels(np.zeros((0, 28, 28), int)).shape == (0, 28, 28)


@pytest.mark.parametrize(
    "images, message",
    [
        (np.zeros(3), "float64.*as they are"),
        (np.zeros(3, np.float32), "float32"),
        (np.zeros(3, bool), "bool"),
        (np.array(["1"]), "expected integers"),
        (np.array([0, 256]), "from 0 to 256"),
        (np.array([-1, 0]), "from -1 to 0"),
    ],
)
def test_scale_pixels_refuses_what_are_no_pixels(images, message):
    with pytest.raises(ValueError, match=message):
        scale_pixels(images)


@given(images=nst.arrays(np.uint8, nst.array_shapes(min_dims=2, max_dims=4, min_side=0)))
def test_flatten_is_undone_by_reshape(images):
    X = flatten(images)
    assert X.ndim == 2 and len(X) == len(images) and X.dtype == images.dtype
    np.testing.assert_array_equal(X.reshape(images.shape), images)


def test_flatten_goes_row_by_row_and_shares_memory():
    images = np.arange(24).reshape(2, 3, 4)
    X = flatten(images)
    assert X[1, 2 * 4 + 3] == images[1, 2, 3]
    assert np.shares_memory(X, images)


@pytest.mark.parametrize("images", [np.zeros(784), 5, []])
def test_flatten_refuses_less_than_two_axes(images):
    with pytest.raises(ValueError, match="newaxis"):
        flatten(images)


@given(st.integers(1, 12).flatmap(lambda C: st.tuples(st.just(C), st.lists(st.integers(0, C - 1)))))
def test_one_hot_rows(case):
    num_classes, labels = case
    y = np.array(labels, dtype=int)
    Y = one_hot(y, num_classes)
    assert Y.shape == (len(y), num_classes) and Y.dtype == np.float32
    np.testing.assert_array_equal(Y, np.eye(num_classes)[y])


def test_one_hot_has_ten_columns_even_if_classes_are_absent():
    assert one_hot([3, 1]).shape == (2, 10)
    assert one_hot(np.array([9], np.uint8)).argmax() == 9


@pytest.mark.parametrize(
    "y, message",
    [
        ([0, 10], "labels from 0 to 10; expected 0 to 9"),
        ([-1, 2], "from -1 to 2"),
        ([0.0, 1.0], "float64"),
        ([True, False], "bool"),
        (["1"], "expected integer labels"),
        ([[0, 1]], r"\(1, 2\)"),
        (3, r"shape \(\)"),
    ],
)
def test_one_hot_refuses_other_labels(y, message):
    with pytest.raises(ValueError, match=message):
        one_hot(y)
