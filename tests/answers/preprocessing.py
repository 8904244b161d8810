"""Answers to the exercises of notebook 02, as readers write them."""

import random

import numpy as np

import mlp_helpers

# ---------------------------------------------------------------------------------- flatten


def flatten_in_a_loop(images):
    rows = []
    for image in images:
        rows.append(image.ravel())
    return np.array(rows)


def flatten_into_zeros(images):
    count, height, width = images.shape
    rows = np.zeros((count, height * width))
    for k in range(count):
        for i in range(height):
            for j in range(width):
                rows[k, i * width + j] = images[k, i, j]
    return rows


def flatten_into_bytes(images):
    count, height, width = images.shape
    rows = np.zeros((count, height * width), dtype=np.uint8)
    for k, image in enumerate(images):
        for i in range(height):
            rows[k, i * width : (i + 1) * width] = image[i]
    return rows


def flatten_by_setting_the_shape(images):
    rows = images.copy()
    rows.shape = (len(images), images[0].size)
    return rows


def flatten_in_place(images):
    images[images > 0] = 1
    return images.reshape(len(images), -1)


def flatten_without_return(images):
    images.reshape(len(images), -1)


# ---------------------------------------------------------------------------------- one_hot


def one_hot_in_two_loops(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i in range(len(y)):
        for c in range(num_classes):
            if y[i] == c:
                Y[i, c] = 1
    return Y


def one_hot_of_lists(y, num_classes=10):
    return np.array([[1 if c == label else 0 for c in range(num_classes)] for label in y])


def one_hot_in_a_flat_row(y, num_classes=10):
    Y = np.zeros(len(y) * num_classes, dtype=int)
    Y[np.arange(len(y)) * num_classes + y] = 1
    return Y.reshape(len(y), num_classes)


def one_hot_put_along_axis(y, num_classes=10):
    Y = np.zeros((len(y), num_classes), dtype=np.float32)
    np.put_along_axis(Y, y[:, np.newaxis].astype(int), 1, axis=1)
    return Y


def one_hot_stacked(y, num_classes=10):
    return np.vstack([np.arange(num_classes) == label for label in y]).astype(np.uint8)


def one_hot_with_rows_first(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    Y[y] = 1
    return Y


def one_hot_with_return_in_the_loop(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i, label in enumerate(y):
        Y[i, label] = 1
        return Y


def one_hot_with_axes_swapped(y, num_classes=10):
    Y = np.zeros((num_classes, len(y)))
    for i, label in enumerate(y):
        Y[label, i] = 1
    return Y


def one_hot_into_columns_from_one(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i, label in enumerate(y):
        Y[i, label - 1] = 1
    return Y


def one_hot_holding_labels(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i, label in enumerate(y):
        Y[i, label] = label
    return Y


def one_hot_of_all_labels(y, num_classes=10):
    Y = np.zeros(num_classes)
    for label in y:
        Y[label] = 1
    return Y


def one_hot_of_ten(y, num_classes=10):
    Y = np.zeros((len(y), 10))
    for i, label in enumerate(y):
        Y[i, label] = 1
    return Y


def one_hot_from_the_second(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i in range(1, len(y)):
        Y[i, y[i]] = 1
    return Y


def one_hot_but_for_the_last(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i in range(len(y) - 1):
        Y[i, y[i]] = 1
    return Y


def one_hot_with_places_swapped(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i in range(len(y)):
        Y[y[i], i] = 1
    return Y


def one_hot_with_arrays_swapped(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    Y[y, np.arange(len(y))] = 1
    return Y


def one_hot_in_ones(y, num_classes=10):
    Y = np.ones((len(y), num_classes))
    Y[np.arange(len(y)), y] = 1
    return Y


def one_hot_without_return(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    Y[np.arange(len(y)), y] = 1


# ----------------------------------------------------------------------------- scale_pixels


def scale_with_out(images):
    scaled = np.empty(images.shape, dtype=np.float32)
    np.divide(images, 255, out=scaled)
    return scaled


def scale_own_copy_in_place(images):
    scaled = images.astype("float32")
    scaled /= 255
    return scaled


def scale_image_by_image(images):
    return np.stack([image.astype(np.float32) / 255 for image in images])


def scale_from_a_table(images):
    return (np.arange(256) / 255).astype(np.float32)[images]


def scale_in_place(images):
    images /= 255
    return images


def scale_the_given_array(images):
    images[...] = images / 255
    return images


# ----------------------------------------------------------------------- scale_like_training


def like_training_with_a_name(X_train, X_test):
    largest = np.max(X_train)
    return X_train / largest, X_test / largest


def like_training_in_loops(X_train, X_test):
    largest = max(value for row in X_train for value in row)
    scaled = [[[value / largest for value in row] for row in X] for X in (X_train, X_test)]
    return scaled


def like_training_on_copies(X_train, X_test):
    X_train, X_test = X_train.astype(float), X_test.astype(float)
    X_test /= X_train.max()
    X_train /= X_train.max()
    return X_train, X_test


def like_training_with_rows(X_train, X_test):
    largest = X_train.max(axis=1, keepdims=True).max(axis=0, keepdims=True)
    return X_train / largest, X_test / largest


def like_training_sorted(X_train, X_test):
    factor = 1 / np.sort(X_train, axis=None)[-1]
    return [X_train * factor, X_test * factor]


def overwritten_first(X_train, X_test):
    X_train = X_train / X_train.max()
    X_test = X_test / X_train.max()
    return X_train, X_test


def clipped(X_train, X_test):
    largest = X_train.max()
    return X_train / largest, np.minimum(X_test / largest, 1)


def joint(X_train, X_test):
    largest = np.concatenate([X_train.ravel(), X_test.ravel()]).max()
    return X_train / largest, X_test / largest


def in_place(X_train, X_test):
    largest = X_train.max()
    X_train[...] = X_train / largest
    X_test[...] = X_test / largest
    return X_train, X_test


def in_place_with_a_name(X_train, X_test):
    largest = X_train.max()
    X_train /= largest
    X_test /= largest
    return X_train, X_test


def in_place_by_division(X_train, X_test):
    X_train /= X_train.max()
    X_test /= X_train.max()
    return X_train, X_test


def standardised(X_train, X_test):
    mean, spread = X_train.mean(), X_train.std()
    return (X_train - mean) / spread, (X_test - mean) / spread


# ------------------------------------------------------------------------------ minibatches


def batches_as_a_list(X, y, batch_size, rng):
    order, batches = rng.permutation(len(X)), []
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        batches.append((X[batch], y[batch]))
    return batches


def batches_of_shuffled_copies(X, y, batch_size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    X, y = X[order], y[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def batches_while_some_are_left(X, y, batch_size, rng):
    left = rng.permutation(len(X))
    while len(left):
        batch, left = left[:batch_size], left[batch_size:]
        yield X[batch], y[batch]


def batches_by_number(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    for number in range(int(np.ceil(len(X) / batch_size))):
        batch = order[number * batch_size : (number + 1) * batch_size]
        yield X.take(batch, axis=0), y.take(batch)


def batches_by_splitting(X, y, batch_size, rng):
    order = rng.choice(len(X), len(X), replace=False)
    for batch in np.split(order, range(batch_size, len(X), batch_size)):
        yield [X[batch], y[batch]]


def batches_row_by_row(X, y, batch_size, rng):
    images, labels = [], []
    for i in rng.permutation(len(X)):
        images.append(X[i])
        labels.append(y[i])
        if len(images) == batch_size:
            yield np.array(images), np.array(labels)
            images, labels = [], []
    if images:
        yield np.array(images), np.array(labels)


def batches_with_an_empty_last_one(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size + 1):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]


def batches_rounded_down(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]


def batches_of_full_size_only(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X) - batch_size + 1, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def batches_of_labels_and_images(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield y[batch], X[batch]


def batches_with_return(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        return X[batch], y[batch]


def batches_unshuffled(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def batches_from_an_own_generator(X, y, batch_size, rng):
    yield from mlp_helpers.minibatches(X, y, batch_size, np.random.default_rng(0))


def batches_from_a_fresh_generator(X, y, batch_size, rng):
    yield from mlp_helpers.minibatches(X, y, batch_size, np.random.default_rng())


def batches_from_the_random_module(X, y, batch_size, rng):
    order = list(range(len(X)))
    random.shuffle(order)
    yield from batches_unshuffled(X[order], y[order], batch_size, rng)


def batches_in_two_orders(X, y, batch_size, rng):
    first, second = rng.permutation(len(X)), rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield X[first[start : start + batch_size]], y[second[start : start + batch_size]]


def batches_drawn_one_by_one(X, y, batch_size, rng):
    for _ in range(0, len(X), batch_size):
        batch = rng.choice(len(X), min(batch_size, len(X)), replace=False)
        yield X[batch], y[batch]


def batches_drawn_anew(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        batch = rng.permutation(len(X))[start : start + batch_size]
        yield X[batch], y[batch]


def batches_shuffled_as_wholes(X, y, batch_size, rng):
    first, *others, last = range(0, len(X), batch_size)
    for start in [*rng.permutation(others), first, last]:
        yield X[start : start + batch_size], y[start : start + batch_size]


def batches_of_a_rotated_order(X, y, batch_size, rng):
    order = np.roll(np.arange(len(X)), rng.integers(1, len(X)))
    yield from batches_unshuffled(X[order], y[order], batch_size, rng)


def batches_backwards(X, y, batch_size, rng):
    yield from batches_unshuffled(X[::-1], y[::-1], batch_size, rng)


def batches_of_every_other(X, y, batch_size, rng):
    order = np.arange(len(X)).reshape(-1, 2).T.ravel()
    yield from batches_unshuffled(X[order], y[order], batch_size, rng)


def batches_of_single_examples(X, y, batch_size, rng):
    for i in rng.permutation(len(X)):
        yield X[i : i + 1], y[i : i + 1]


def batches_shuffling_the_input(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[...], y[...] = X[order], y[order]
    yield from batches_unshuffled(X, y, batch_size, rng)


def batches_without_end(X, y, batch_size, rng):
    while True:
        yield from mlp_helpers.minibatches(X, y, batch_size, rng)


def batches_of_positions(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield order[start : start + batch_size], y[order[start : start + batch_size]]


def batches_all_at_once(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return X[order], y[order]


def batches_of_everything(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    yield X[order], y[order]


def batches_without_yield(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def batches_of_64(X, y, batch_size, rng):
    yield from mlp_helpers.minibatches(X, y, 64, rng)


def batches_of_ten_at_a_time(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), 10):
        yield X[order[start : start + 10]], y[order[start : start + 10]]


def batches_with_the_short_one_anywhere(X, y, batch_size, rng):
    for start in rng.permutation(range(0, len(X), batch_size)):
        yield X[start : start + batch_size], y[start : start + batch_size]


def batches_of_bare_examples(X, y, batch_size, rng):
    for i in rng.permutation(len(X)):
        yield X[i], y[i]


def batches_of_positions_only(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield order[start : start + batch_size]


def batches_of_labels_only(X, y, batch_size, rng):
    for _, y_batch in mlp_helpers.minibatches(X, y, batch_size, rng):
        yield y_batch


def batches_one_after_the_other(X, y, batch_size, rng):
    for X_batch, y_batch in mlp_helpers.minibatches(X, y, batch_size, rng):
        yield X_batch
        yield y_batch


def batches_of_three(X, y, batch_size, rng):
    batches = mlp_helpers.minibatches(X, y, batch_size, rng)
    for number, (X_batch, y_batch) in enumerate(batches):
        yield number, X_batch, y_batch


def batches_of_images_only(X, y, batch_size, rng):
    for X_batch, _ in mlp_helpers.minibatches(X, y, batch_size, rng):
        yield X_batch


# --------------------------------------------------------------------------- balanced_split


def split_with_two_lists(X, y, n, rng):
    train, val = [], []
    for label in np.unique(y):
        positions = rng.permutation(np.flatnonzero(y == label))
        val.extend(positions[:n])
        train.extend(positions[n:])
    return (X[train], y[train]), (X[val], y[val])


def split_counting(X, y, n, rng):
    taken, train, val = {}, [], []
    for i in rng.permutation(len(y)):
        taken[y[i]] = taken.get(y[i], 0) + 1
        (val if taken[y[i]] <= n else train).append(i)
    return (X[train], y[train]), (X[val], y[val])


def split_with_deletion(X, y, n, rng):
    val = np.concatenate(
        [rng.choice(np.flatnonzero(y == c), size=n, replace=False) for c in range(y.max() + 1)]
    )
    return (np.delete(X, val, axis=0), np.delete(y, val)), (X[val], y[val])


def split_with_sets(X, y, n, rng):
    val = [i for c in set(y.tolist()) for i in rng.permutation(np.where(y == c)[0])[:n]]
    train = sorted(set(range(len(y))) - set(val))
    return [X[train], y[train]], [X[val], y[val]]


def split_of_a_shuffled_copy(X, y, n, rng):
    order = rng.permutation(len(y))
    X, y = X[order], y[order]
    chosen = np.zeros(len(y), dtype=bool)
    for c in np.unique(y):
        chosen[np.where(y == c)[0][:n]] = True
    return (X[~chosen], y[~chosen]), (X[chosen], y[chosen])


def split_with_shuffle(X, y, n, rng):
    val = []
    for c in np.unique(y):
        members = np.nonzero(y == c)[0]
        rng.shuffle(members)
        val += list(members[:n])
    rest = np.setdiff1d(np.arange(len(y)), val)
    return (X[rest].tolist(), y[rest].tolist()), (X[val].tolist(), y[val].tolist())


def split_from_an_own_generator(X, y, n, rng):
    return split_with_two_lists(X, y, n, np.random.default_rng(0))


def split_from_a_fresh_generator(X, y, n, rng):
    return split_counting(X, y, n, np.random.default_rng())


def split_of_the_first(X, y, n, rng):
    val = np.concatenate([np.flatnonzero(y == c)[:n] for c in np.unique(y)])
    return (np.delete(X, val, axis=0), np.delete(y, val)), (X[val], y[val])


def split_by_share(X, y, n, rng):
    order, size = rng.permutation(len(y)), n * len(np.unique(y)) + 1
    return (X[order[size:]], y[order[size:]]), (X[order[:size]], y[order[:size]])


def split_with_replacement(X, y, n, rng):
    val = np.concatenate([rng.choice(np.flatnonzero(y == c), 3 * n) for c in np.unique(y)])
    return (np.delete(X, val, axis=0), np.delete(y, val)), (X[val], y[val])


def split_keeping_all_for_training(X, y, n, rng):
    return (X, y), split_with_two_lists(X, y, n, rng)[1]


def split_validation_first(X, y, n, rng):
    training, validation = split_with_two_lists(X, y, n, rng)
    return validation, training


def split_like_scikit_learn(X, y, n, rng):
    (X_train, y_train), (X_val, y_val) = split_with_two_lists(X, y, n, rng)
    return X_train, X_val, y_train, y_val


def split_images_and_labels(X, y, n, rng):
    (X_train, y_train), (X_val, y_val) = split_with_two_lists(X, y, n, rng)
    return (X_train, X_val), (y_train, y_val)


def split_in_two_orders(X, y, n, rng):
    (X_train, y_train), (X_val, y_val) = split_with_two_lists(X, y, n, rng)
    return (rng.permutation(X_train), y_train), (rng.permutation(X_val), y_val)


def split_of_every_second(X, y, n, rng):
    val = np.concatenate([np.flatnonzero(y == c)[::2][:n] for c in np.unique(y)])
    return (np.delete(X, val, axis=0), np.delete(y, val)), (X[val], y[val])


def split_one_class_only(X, y, n, rng):
    val = rng.choice(np.flatnonzero(y == 0), n, replace=False)
    return (np.delete(X, val, axis=0), np.delete(y, val)), (X[val], y[val])


def split_with_one_random_class(X, y, n, rng):
    val = [rng.choice(np.flatnonzero(y == 0), n, replace=False)]
    val = np.concatenate([*val, *(np.flatnonzero(y == c)[-n:] for c in range(1, y.max() + 1))])
    return (np.delete(X, val, axis=0), np.delete(y, val)), (X[val], y[val])


def split_forgetting_the_rest(X, y, n, rng):
    _, validation = split_with_two_lists(X, y, n, rng)
    return validation


RIGHT = {
    "flatten": [
        flatten_in_a_loop,
        flatten_into_zeros,
        flatten_into_bytes,
        lambda images: [image.ravel() for image in images],
        lambda images: images.reshape(len(images), -1).tolist(),
        flatten_by_setting_the_shape,
        lambda images: images.reshape(images.shape[0], images.shape[1] * images.shape[2]),
        lambda images: images.reshape(-1, images[0].size),
        lambda images: np.concatenate([images[:, i] for i in range(images.shape[1])], axis=1),
        lambda images: np.array([[*image.flat] for image in images]),
        lambda images: images.astype(np.float32).reshape(len(images), -1),
        mlp_helpers.flatten,
    ],
    "one_hot": [
        one_hot_in_two_loops,
        one_hot_of_lists,
        one_hot_in_a_flat_row,
        one_hot_put_along_axis,
        one_hot_stacked,
        lambda y, num_classes=10: np.eye(num_classes)[y].tolist(),
        lambda y, num_classes=10: np.eye(num_classes)[y],
        lambda y, num_classes=10: y[:, np.newaxis] == np.arange(num_classes),
        lambda y, num_classes=10: np.identity(num_classes, dtype=np.float32).take(y, axis=0),
        mlp_helpers.one_hot,
    ],
    "scale_pixels": [
        scale_with_out,
        scale_own_copy_in_place,
        scale_image_by_image,
        scale_from_a_table,
        lambda images: np.float32(images) / 255,
        lambda images: (images / 255).astype(np.float32),
        lambda images: images / np.float32(255),
        lambda images: np.divide(images, 255, dtype=np.float32),
        lambda images: np.interp(images, [0, 255], [0, 1]).astype(np.float32),
        mlp_helpers.scale_pixels,
    ],
    "scale_like_training": [
        like_training_with_a_name,
        like_training_in_loops,
        like_training_on_copies,
        like_training_with_rows,
        like_training_sorted,
        lambda X_train, X_test: [X / X_train.max() for X in (X_train, X_test)],
        lambda X_train, X_test: (
            (X_train / X_train.max()).astype(np.float32),
            (X_test / X_train.max()).astype(np.float32),
        ),
    ],
    "minibatches": [
        batches_as_a_list,
        batches_of_shuffled_copies,
        batches_while_some_are_left,
        batches_by_number,
        batches_by_splitting,
        batches_row_by_row,
        mlp_helpers.minibatches,
    ],
    "balanced_split": [
        split_with_two_lists,
        split_counting,
        split_with_deletion,
        split_with_sets,
        split_of_a_shuffled_copy,
        split_with_shuffle,
    ],
}

WRONG = {
    "flatten": [
        (lambda images: images.reshape(-1), "one long row"),
        (lambda images: images.ravel(), "one long row"),
        (lambda images: images.reshape(len(images), 784), "28 x 28 alone"),
        (lambda images: images.reshape(-1, 784), "28 x 28 alone"),
        (lambda images: images.reshape(-1, 28 * 28), "28 x 28 alone"),
        (lambda images: images.reshape(60000, -1), "cannot reshape"),
        (lambda images: images.reshape(len(images), -1).T, "each image is a column"),
        (lambda images: images.reshape(-1, len(images)), "the number of rows of the result"),
        (lambda images: images.reshape(len(images), -1, order="F"), "column after column"),
        (lambda images: np.array([image.T.ravel() for image in images]), "column after column"),
        (lambda images: images[0].reshape(-1), "Only the first image"),
        (lambda images: images.reshape(images.shape[1], -1), "the height of an image"),
        (lambda images: images.reshape(-1, images.shape[2]), "still apart"),
        (lambda images: images, "as they were"),
        (lambda images: images.reshape(-1, -1), "can only specify one unknown dimension"),
        (flatten_without_return, "Is the return missing?"),
        (flatten_in_place, "changes its input"),
    ],
    "one_hot": [
        (lambda y, num_classes=10: np.eye(y.max() + 1)[y], "happens to occur in y"),
        (lambda y, num_classes=10: np.eye(10)[y], "always ten columns"),
        (lambda y, num_classes=10: np.eye(10)[y][:, :num_classes], "What if num_classes is 12"),
        (lambda y, num_classes=10: np.eye(num_classes)[y].T, "axes are swapped"),
        (lambda y, num_classes=10: np.eye(num_classes)[y - 1], "labels count from 0"),
        (lambda y, num_classes=10: np.eye(num_classes), "Expected shape"),
        (lambda y, num_classes=10: np.zeros((len(y), num_classes)), "still 0"),
        (lambda y, num_classes=10: y, "The labels come back"),
        (lambda y, num_classes=10: 1 - np.eye(num_classes)[y], "changed places"),
        (lambda y, num_classes=None: np.eye(num_classes or y.max() + 1)[y], "Expected shape"),
        (one_hot_with_rows_first, "Whole rows"),
        (one_hot_with_return_in_the_loop, "inside the loop"),
        (one_hot_with_axes_swapped, "axes are swapped"),
        (one_hot_into_columns_from_one, "labels count from 0"),
        (one_hot_holding_labels, "holds the label itself"),
        (one_hot_of_all_labels, "one and the same row"),
        (one_hot_of_ten, "always ten columns"),
        (
            lambda y, num_classes=10: [[int(c == k) for c in range(10)] for k in y],
            "always ten columns",
        ),
        (one_hot_from_the_second, "The first row is still all 0"),
        (one_hot_but_for_the_last, "The last row is still all 0"),
        (one_hot_with_places_swapped, "Row and column have changed places"),
        (one_hot_with_arrays_swapped, "Row and column have changed places"),
        (one_hot_in_ones, "Every entry is 1"),
        (one_hot_without_return, "Is the return missing?"),
    ],
    "scale_pixels": [
        (lambda images: images / 255, "their type is float64; float32 was asked for"),
        (lambda images: (images / 255).astype(np.float16), "float32 was asked for"),
        (lambda images: images // 255, "The fractions are gone"),
        (lambda images: images.astype(np.float32) / images.max(), "largest value in these images"),
        (lambda images: images / np.max(images), "largest value in these images"),
        (lambda images: images.astype(np.float32) / 256, "how many values a byte has"),
        (lambda images: images.astype(np.float32), "still run up to 255"),
        (lambda images: (1 - images / 255).astype(np.float32), "changed places"),
        (lambda images: np.clip(images, 0, 1).astype(np.float32), "cuts off everything above 1"),
        (lambda images: (images / 255).astype(np.uint8), "The fractions are gone"),
        (lambda images: (images - images.mean()) / images.std(), "standardising"),
        (lambda images: (images / 255).tolist(), "a list has no float32"),
        (lambda images: ((images - images.min()) / 255).astype(np.float32), "is subtracted"),
        (lambda images: images.dtype(np.float32) / 255, "not callable"),
        (lambda images: images / images.max(axis=-1, keepdims=True), "Each row is divided"),
        (scale_in_place, "no room for fractions"),
        (lambda images: images.astype(np.float32) / 254, "That was for the input (array([[ 51"),
        (scale_the_given_array, "changes its input"),
    ],
    "scale_like_training": [
        (overwritten_first, "once X_train is overwritten"),
        (lambda X_train, X_test: (X_train / X_train.max(), X_test), "come back as they were"),
        (lambda X_train, X_test: (X_train / 255, X_test / 255), "need not be 255"),
        (clipped, "cut off"),
        (joint, "depends on the test set"),
        (
            lambda X_train, X_test: [X / X.max() for X in (X_train, X_test)],
            "divided by its own maximum",
        ),
        (
            lambda X_train, X_test: (X_train / X_test.max(), X_test / X_test.max()),
            "the test set's maximum",
        ),
        (
            lambda X_train, X_test: (X_test / X_train.max(), X_train / X_train.max()),
            "wrong order",
        ),
        (lambda X_train, X_test: X_test / X_train.max(), "Both sets are wanted"),
        (lambda X_train, X_test: X_train / X_train.max(), "Expected 2 values"),
        (
            lambda X_train, X_test: (X_train // X_train.max(), X_test // X_train.max()),
            "The fractions are gone",
        ),
        (
            lambda X_train, X_test: (X_train / X_train.max(0), X_test / X_train.max(0)),
            "its own divisor",
        ),
        (standardised, "That is standardising"),
        (in_place_with_a_name, "no room for fractions"),
        (in_place_by_division, "no room for fractions"),
        (
            lambda X_train, X_test: (
                (X_train / X_train.max()).astype(int),
                (X_test / X_train.max()).astype(int),
            ),
            "The fractions are gone",
        ),
        (
            lambda X_train, X_test: [X / X.max(axis=1, keepdims=True) for X in (X_train, X_test)],
            "Each row is divided",
        ),
        (in_place, "changes its input"),
    ],
    "minibatches": [
        (batches_with_an_empty_last_one, "empty batch"),
        (batches_rounded_down, "do not fill a whole batch"),
        (batches_of_full_size_only, "do not fill a whole batch"),
        (batches_of_labels_and_images, "The labels come first"),
        (batches_all_at_once, "All the examples come at once"),
        (batches_of_everything, "All the examples come at once"),
        (batches_without_yield, "Is the yield missing?"),
        (batches_with_return, "`yield` hands it out and goes on"),
        (batches_unshuffled, "in which they are stored"),
        (batches_from_an_own_generator, "does not come from rng"),
        (batches_from_a_fresh_generator, "does not come from rng"),
        (batches_from_the_random_module, "does not come from rng"),
        (batches_in_two_orders, "do not belong together"),
        (batches_drawn_one_by_one, "more or fewer examples"),
        (batches_drawn_anew, "come twice"),
        (batches_shuffled_as_wholes, "neighbours of the data"),
        (batches_of_a_rotated_order, "neighbours of the data"),
        (batches_backwards, "neighbours of the data"),
        (batches_of_64, "holds 64 examples here, but batch_size is 16"),
        (batches_of_ten_at_a_time, "holds 10 examples here, but batch_size is 16"),
        (batches_with_the_short_one_anywhere, "neighbours of the data"),
        (batches_of_every_other, "does not come from rng"),
        (batches_of_single_examples, "One example at a time"),
        (batches_of_bare_examples, "One example at a time"),
        (batches_of_positions_only, "Each batch should be a pair"),
        (batches_of_labels_only, "Each batch should be a pair"),
        (batches_one_after_the_other, "Each `yield` hands out both"),
        (batches_of_three, "Each batch should be a pair"),
        (lambda X, y, batch_size, rng: rng.permutation(len(X)), "Each batch should be a pair"),
        (lambda X, y, batch_size, rng: [], "Not a single batch"),
        (batches_shuffling_the_input, "changes its input"),
        (batches_without_end, "number of batches is wrong"),
        (batches_of_positions, "Positions are handed out"),
        (batches_of_images_only, "Each batch should be a pair"),
    ],
    "balanced_split": [
        (split_from_an_own_generator, "does not come from rng"),
        (split_from_a_fresh_generator, "does not come from rng"),
        (split_of_the_first, "neighbours in the data"),
        (split_of_every_second, "at equal distances"),
        (split_by_share, "does not hold n examples"),
        (split_with_replacement, "lost or repeated"),
        (split_keeping_all_for_training, "in both parts"),
        (split_validation_first, "training first, then validation"),
        (split_like_scikit_learn, "Two pairs are wanted"),
        (split_images_and_labels, "Pair each X with its own y"),
        (split_in_two_orders, "no longer belong together"),
        (split_one_class_only, "does not hold n examples"),
        (split_with_one_random_class, "neighbours in the data"),
        (split_forgetting_the_rest, "Only one pair"),
    ],
}
