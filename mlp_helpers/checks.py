"""What checks the arguments of the package, in one place.

Each function returns its argument, ready for use, or raises a ValueError that names the argument
and says what came and what was expected.
"""

from numbers import Real

import numpy as np


def check_integer(name, value):
    """Return ``value`` as an int, if it is 1, 2, 3, ..."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} is {value!r}; expected a positive integer")
    return int(value)


def check_jobs(name, value):
    """Return ``value`` as an int, if it is 1, 2, 3, ... or -1, which stands for all cores."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or not (value == -1 or value >= 1):
        raise ValueError(f"{name} is {value!r}; expected a positive integer, or -1 for all cores")
    return int(value)


def check_number(name, value, below=np.inf, low=0):
    """Return ``value`` as a float, if it is from ``low`` to ``below``, which is not included."""
    if isinstance(value, bool) or not isinstance(value, Real) or not low <= value < below:
        raise ValueError(f"{name} is {value!r}; expected a number from {low} to below {below}")
    return float(value)


def check_optimizer(value):
    """Return ``value``, if it is an Optimizer or like one, and not its name or its class."""
    if isinstance(value, type) or not hasattr(value, "step"):
        raise ValueError(f"optimizer is {value!r}; expected an Optimizer, such as SGD(0.1)")
    return value


def check_dtype(dtype):
    """Return ``dtype`` as NumPy knows it, if it is float32 or float64."""
    if dtype is None or np.dtype(dtype) not in (np.float32, np.float64):
        raise ValueError(f"dtype is {dtype!r}; expected float32 or float64")
    return np.dtype(dtype)


def check_shape(name, value, shape):
    """Return ``value``, if it has this shape: broadcasting would hide a mistake."""
    if np.shape(value) != shape:
        raise ValueError(f"{name} has shape {np.shape(value)}; expected {shape}")
    return value


def check_same_length(X, y):
    """Return both as arrays, if there is a label for each row, and at least one row."""
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim == 0 or y.ndim == 0:
        raise ValueError(f"X has shape {X.shape} and y {y.shape}; expected a row for each example")
    if len(X) != len(y):
        raise ValueError(f"y has {len(y)} labels but X has {len(X)} rows")
    if len(X) == 0:
        raise ValueError("X has no rows")
    return X, y


def check_pair(name, value):
    """Return ``value``, if it has two parts: examples, and their labels."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise ValueError(f"{name} is a {type(value).__name__}; expected the two parts (X, y)")
    return value


def check_labels(name, y, num_classes=None):
    """Return ``y`` as an array, if it holds integers (N,), each from 0 to below ``num_classes``."""
    y = np.asarray(y)
    if y.ndim != 1 or y.dtype.kind not in "ui":
        what = f"shape {y.shape} and dtype {y.dtype}"
        hint = f". For class numbers pass {name}.astype(int)" if y.ndim == 1 else ""
        raise ValueError(f"{name} has {what}; expected integer labels (N,){hint}")
    if num_classes is not None and y.size and not 0 <= y.min() <= y.max() < num_classes:
        extremes = f"{y.min()} to {y.max()}"
        raise ValueError(f"{name} has labels from {extremes}; expected 0 to {num_classes - 1}")
    return y


def check_numbers(name, values, low=-np.inf, high=np.inf):
    """Return ``values`` as an array of floats, if they are finite and between the limits."""
    values = as_floats(values, name)
    if not np.isfinite(values).all():
        raise ValueError(f"{name} has values that are not finite; expected finite numbers")
    if values.size and not low <= values.min() <= values.max() <= high:
        extremes = f"{values.min():g} to {values.max():g}"
        raise ValueError(f"{name} has values from {extremes}; expected {low} to {high}")
    return values


def as_floats(Z, name="Z"):
    """Return ``Z`` as an array of floats: among unsigned integers, 1 - 2 would be 255."""
    Z = np.asarray(Z)
    if Z.dtype.kind not in "uifb":
        raise ValueError(f"{name} has dtype {Z.dtype}; expected numbers")
    return Z if Z.dtype.kind == "f" else Z.astype(float)
