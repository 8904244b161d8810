"""Answers to the exercises of notebook 10, as readers write them."""

import numpy as np

# --- unbroadcast --------------------------------------------------------------------------------


def one_axis_at_a_time(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def sum_and_reshape(gradient, shape):
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i in range(gradient.ndim) if padded[i] == 1)
    return gradient.sum(axis=axes).reshape(shape)


def where_shapes_differ(gradient, shape):
    while len(gradient.shape) != len(shape):
        gradient = np.sum(gradient, 0)
    for axis, (long, short) in enumerate(zip(gradient.shape, shape, strict=True)):
        if long != short:
            gradient = gradient.sum(axis, keepdims=True)
    return gradient


def add_at_places(gradient, shape):
    result = np.zeros(shape)
    places = np.broadcast_to(np.arange(result.size).reshape(shape), gradient.shape)
    np.add.at(result.reshape(-1), places.ravel(), gradient.ravel())
    return result


def with_bincount(gradient, shape):
    size = int(np.prod(shape))
    places = np.broadcast_to(np.arange(size).reshape(shape), gradient.shape)
    return np.bincount(places.ravel(), gradient.ravel(), size).reshape(shape)


def as_a_list(gradient, shape):
    return one_axis_at_a_time(gradient, shape).tolist()


def mean_and_reshape(gradient, shape):
    ratio = np.prod(shape) / gradient.size
    return one_axis_at_a_time(gradient, shape) * ratio


def in_place(gradient, shape):
    gradient *= 2
    return one_axis_at_a_time(gradient / 2, shape)


# --- from_torch ---------------------------------------------------------------------------------


def loop_and_hstack(arrays):
    parts = []
    for array in arrays:
        parts.append(array.T.flatten())
    return np.hstack(parts)


def in_pairs(arrays):
    result = np.array([])
    for W, b in zip(arrays[::2], arrays[1::2], strict=True):
        result = np.append(np.append(result, W.transpose()), b)
    return result


def number_by_number(arrays):
    numbers = []
    for array in arrays:
        if array.ndim == 1:
            numbers.extend(array)
        else:
            for column in range(array.shape[1]):
                for row in range(array.shape[0]):
                    numbers.append(array[row, column])
    return numbers


def transposed_in_place(arrays):
    for i in range(len(arrays)):
        arrays[i] = arrays[i].T
    return np.concatenate([a.ravel() for a in arrays])


def square_of_first(arrays):
    return np.concatenate([arrays[0].T.ravel(), *[a.ravel() for a in arrays[1:]]])


RIGHT = {
    "unbroadcast": [
        one_axis_at_a_time,
        sum_and_reshape,
        where_shapes_differ,
        add_at_places,
        with_bincount,
        as_a_list,
    ],
    "from_torch": [
        lambda arrays: np.concatenate([array.T.ravel() for array in arrays]),
        lambda arrays: np.concatenate([array.ravel(order="F") for array in arrays]),
        lambda arrays: np.hstack([np.ravel(array.T) for array in arrays]),
        loop_and_hstack,
        in_pairs,
        number_by_number,
    ],
    "mean_rate": [0.64, 64 * 0.01, np.array(0.64), np.float32(0.64)],
    "early_epsilon": [
        lambda epsilon, beta2, t: epsilon * np.sqrt(1 - beta2**t),
        lambda epsilon, beta2, t: epsilon * (1 - beta2**t) ** 0.5,
        lambda epsilon, beta2, t: np.array(epsilon) * np.sqrt(1 - np.power(beta2, t)),
        lambda epsilon, beta2, t: epsilon / (1 / np.sqrt(1 - beta2**t)),
        lambda epsilon, beta2, t: np.sqrt(epsilon**2 * (1 - beta2**t)),
        lambda epsilon, beta2, t: epsilon * np.exp(0.5 * np.log1p(-(beta2**t))),
    ],
}
WRONG = {
    "unbroadcast": [
        (
            lambda gradient, shape: gradient.sum(axis=tuple(range(gradient.ndim - len(shape)))),
            "length 1 that was stretched",
        ),
        (
            lambda gradient, shape: gradient.sum(
                axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True
            ),
            "fewer axes",
        ),
        (mean_and_reshape, "This is the mean"),
        (
            lambda gradient, shape: np.squeeze(one_axis_at_a_time(gradient, shape)),
            "axes of length 1 are lost",
        ),
        (lambda gradient, shape: gradient.sum(axis=0), "Right for a bias"),
        (lambda gradient, shape: np.full(shape, gradient.sum()), "each number gets the sum"),
        (lambda gradient, shape: gradient, "as it came"),
        (lambda gradient, shape: gradient.copy(), "as it came"),
        (lambda gradient, shape: np.zeros(shape), "numbers are not"),
        (lambda gradient, shape: gradient.reshape(shape), "raised an exception"),
        (lambda gradient, shape: np.resize(gradient, shape), "numbers are not"),
        (lambda gradient, shape: print(one_axis_at_a_time(gradient, shape)), "returns None"),
        (in_place, "changes its input"),
        (lambda gradient, shape: gradient.sum(), "Expected shape"),
    ],
    "from_torch": [
        (lambda arrays: np.concatenate([a.ravel() for a in arrays]), "Transpose it"),
        (lambda arrays: np.concatenate([a.flatten() for a in arrays]), "Transpose it"),
        (
            lambda arrays: np.concatenate([a.T.ravel() for a in [*arrays[::2], *arrays[1::2]]]),
            "then all biases",
        ),
        (lambda arrays: np.concatenate([a.T.ravel() for a in arrays[::-1]]), "wrong order"),
        (lambda arrays: np.concatenate([a.T.ravel() for a in arrays[::2]]), "biases are missing"),
        (lambda arrays: [a.T for a in arrays], "become one vector"),
        (square_of_first, "numbers are not"),
        (transposed_in_place, "changes its input"),
        (lambda arrays: print(loop_and_hstack(arrays)), "returns None"),
        (lambda arrays: np.concatenate([a.T for a in arrays]), "raised an exception"),
        (lambda arrays: loop_and_hstack(arrays)[:-1], "Expected shape"),
        (lambda arrays: loop_and_hstack(arrays)[np.newaxis], "Expected shape"),
    ],
    "mean_rate": [
        (0.01 / 64, "other way round"),
        (0.01, "64 times shorter"),
        (64, "how many times longer"),
        (7.5, "number of batches"),
        (0.08, "No root"),
        ("0.64", "Expected a number"),
        (0.6, "Not this number"),
    ],
    "early_epsilon": [
        (lambda epsilon, beta2, t: epsilon / np.sqrt(1 - beta2**t), "the other way"),
        (lambda epsilon, beta2, t: epsilon * (1 - beta2**t), "root is missing"),
        (lambda epsilon, beta2, t: epsilon * np.sqrt(1 - beta2), "first step only"),
        (lambda epsilon, beta2, t: epsilon * np.sqrt(abs(1 - beta2 * t)), "to the power of t"),
        (lambda epsilon, beta2, t: epsilon * np.sqrt(beta2**t), "What is corrected"),
        (lambda epsilon, beta2, t: epsilon, "Unchanged"),
        (lambda epsilon, beta2, t: 0, "Not this number"),
        (lambda epsilon, beta2, t: epsilon / (1 - beta2**t), "Not this number"),
        (lambda epsilon, beta2, t: print(epsilon), "returns None"),
        (lambda epsilon, beta2, t: [epsilon, t], "Expected shape"),
        (lambda epsilon, beta2, t: epsilon * sqrt(t), "raised an exception"),  # noqa: F821
    ],
}  # fmt: skip
