"""Exercises and quiz of the notebook preprocessing."""

import numpy as np

from .exercise import Exercise, Mistake
from .outcome import same_numbers
from .quiz import Choice, Number, Quiz

FRACTIONS_GONE = "The fractions are gone. By `//`, or by a type that holds whole numbers?"


def marked_rows(y):
    """Return a row for each label, from which its position and the label can be read off."""
    return np.column_stack([np.arange(len(y)), 10 * y])


def strangers(X, y):
    """Say whether some of the ``marked_rows`` stand beside another label than their own."""
    return (np.asarray(X)[:, 1] != 10 * np.asarray(y)).any()


# --- flatten ------------------------------------------------------------------------------------


def flatten_solution(images):
    return images.reshape(len(images), -1)


def flatten_inputs(rng):
    shapes = [(2, 3, 2), (4, 3, 5), (1, 6, 2), (2, 28, 28)]
    return [((rng.permutation(np.prod(s)) % 256).astype(np.uint8).reshape(s),) for s in shapes]


flatten = Exercise(
    name="flatten",
    task="Turn a set of images (N, height, width) into rows (N, height * width).",
    solution=flatten_solution,
    inputs=flatten_inputs,
    mistakes=[
        Mistake(
            lambda images: images.reshape(-1),
            "All images have become one long row. Each of them should have a row of its own.",
        ),
        Mistake(
            lambda images: images.reshape(len(images), 784),
            "This fits images of 28 x 28 alone. Let `reshape` work out the second length.",
        ),
        Mistake(
            lambda images: images.reshape(-1, 784),
            "784 is right for images of 28 x 28 alone. Which length is the same for all sizes?",
        ),
        Mistake(
            lambda images: flatten_solution(images).T,
            "Here each image is a column. In this series an image is a row.",
        ),
        Mistake(
            lambda images: images.reshape(-1, len(images)),
            "N is the number of rows of the result, not of its columns: N is the first length.",
        ),
        Mistake(
            lambda images: flatten_solution(images.transpose(0, 2, 1)),
            "Each image is read column after column. The picture above reads row after row.",
        ),
        Mistake(
            lambda images: images[0].reshape(-1),
            "Only the first image has been flattened. All N are wanted, a row for each.",
        ),
        Mistake(
            lambda images: images.reshape(images.shape[1], -1),
            "The first length is the height of an image here. It should be the number of images.",
        ),
        Mistake(
            lambda images: images.reshape(-1, images.shape[2]),
            "The rows of pixels are still apart: lay those of one image end to end.",
        ),
        Mistake(
            lambda images: images,
            "The images come back as they were. Which two axes should become one?",
        ),
    ],
    hints=[
        "The first axis stays as it is; `len(images)` is its length.",
        "One length may be written as -1, and `reshape` works it out.",
        "`images.reshape(first_length, -1)`.",
    ],
    praise="Nothing is lost: `flatten(images).reshape(images.shape)` brings the images back.",
)


# --- one_hot ------------------------------------------------------------------------------------


def one_hot_solution(y, num_classes=10):
    Y = np.zeros((len(y), num_classes), dtype=np.float32)  # (N, C)
    for i, label in enumerate(y):
        Y[i, label] = 1
    return Y


def one_hot_inputs(rng):
    num_classes = int(rng.integers(5, 9))
    return [
        (rng.integers(0, num_classes, 12), num_classes),
        (np.array([0, 2, 1, 0]), 5),  # the largest class does not occur
        (np.array([3], dtype=np.uint8), 4),
        (np.array([11, 3, 0]), 12),  # more than there are digits
        (rng.permutation(9)[:7],),  # ten classes, unless one says otherwise
    ]


def judge_one_hot(result, expected, arguments):
    if np.shape(result) == (len(expected), 10) != expected.shape:
        return TEN_COLUMNS
    return same_numbers(result, expected)


def transposed(y, num_classes=10):
    return one_hot_solution(y, num_classes).T


def every_label_marked(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    Y[:, y] = 1
    return Y


def first_row_only(y, num_classes=10):
    return one_hot_solution(y, num_classes)[0]


def one_row_for_all(y, num_classes=10):
    return one_hot_solution(y, num_classes).max(axis=0)


def without_the_ones_elsewhere(y, num_classes=10):
    return 1 - one_hot_solution(y, num_classes)


def first_row_of_many(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    Y[0, y[0]] = 1
    return Y


def whole_rows(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    Y[y] = 1
    return Y


def labels_in_their_columns(y, num_classes=10):
    return one_hot_solution(y, num_classes) * y[:, np.newaxis]


def without_the_row(left_out):
    def answer(y, num_classes=10):
        Y = one_hot_solution(y, num_classes)
        Y[left_out] = 0
        return Y

    return answer


def row_and_column_swapped(y, num_classes=10):
    Y = np.zeros((len(y), num_classes))
    for i, label in enumerate(y):
        Y[label, i] = 1
    return Y


TEN_COLUMNS = "There are always ten columns here, whatever num_classes says."


one_hot = Exercise(
    name="one_hot",
    task="Turn N labels into N rows of num_classes numbers, each with a single 1.",
    solution=one_hot_solution,
    inputs=one_hot_inputs,
    judge=judge_one_hot,
    shows_input=True,
    mistakes=[
        Mistake(
            lambda y, num_classes=10: np.eye(y.max() + 1)[y],
            "The width follows the largest label that happens to occur in y. A batch without "
            "nines would get fewer columns than the next one. Which argument says the width?",
        ),
        Mistake(
            lambda y, num_classes=10: np.eye(len(np.unique(y)))[
                np.unique(y, return_inverse=True)[1]
            ],
            "Only labels that occur in y get a column, so the same digit would stand in different "
            "columns of different batches.",
        ),
        Mistake(
            lambda y, num_classes=10: np.eye(10)[y][:, :num_classes],
            "Ten columns are made first, and some of them cut off. What if num_classes is 12?",
        ),
        Mistake(transposed, "The axes are swapped: examples are rows, classes are columns."),
        Mistake(
            every_label_marked,
            "Each row has a 1 for every label in y. Row i should only know about y[i].",
        ),
        Mistake(
            lambda y, num_classes=10: np.eye(num_classes)[y - 1],
            "The 1 stands one column too far left: labels count from 0.",
        ),
        Mistake(
            first_row_only,
            "One row comes back, the first. Does the `return` stand inside the loop?",
        ),
        Mistake(
            first_row_of_many,
            "Only the first row has its 1. Does the `return` stand inside the loop?",
        ),
        Mistake(
            one_row_for_all,
            "All labels are marked in one and the same row. Each label needs a row of its own.",
        ),
        Mistake(
            without_the_ones_elsewhere,
            "0 and 1 have changed places: the 1 marks the class, and the rest is 0.",
        ),
        Mistake(
            whole_rows,
            "Whole rows are filled with ones, those whose numbers occur among the labels. In row i "
            "only the column y[i] should get a 1.",
        ),
        Mistake(
            labels_in_their_columns,
            "The right column holds the label itself. It should hold a 1 (and for a 0 as well).",
        ),
        Mistake(
            without_the_row(0),
            "The first row is still all 0. Places are counted from 0: where does your loop begin?",
        ),
        Mistake(
            without_the_row(-1),
            "The last row is still all 0. `range(n)` ends with n - 1 by itself.",
        ),
        Mistake(
            row_and_column_swapped,
            "Row and column have changed places between the brackets: the example says which row, "
            "its label which column.",
        ),
        Mistake(
            lambda y, num_classes=10: np.ones((len(y), num_classes)),
            "Every entry is 1. With what should the matrix begin, so that the one 1 stands out?",
        ),
        Mistake(
            lambda y, num_classes=10: np.zeros((len(y), num_classes)),
            "All entries are still 0. Which one of each row should become 1?",
        ),
        Mistake(
            lambda y, num_classes=10: y,
            "The labels come back as they were. N rows of num_classes numbers are wanted.",
        ),
    ],
    hints=[
        "Begin with a matrix of zeros, `np.zeros((len(y), num_classes))`.",
        "Then go through the labels, and set one entry of each row. In which column?",
        "`for i, label in enumerate(y):` gives the number of the row and its label; the entry is "
        "`Y[i, label]`.",
    ],
    praise="The way back is `Y.argmax(axis=1)`: in which column does the 1 stand?",
)


# --- scale_pixels -------------------------------------------------------------------------------


def scale_pixels_solution(images):
    return images.astype(np.float32) / 255


def scale_pixels_inputs(rng):
    only_grey = np.array([[51, 68], [102, 204]], dtype=np.uint8)  # neither paper nor full ink
    paper_and_grey = np.array([[0, 51], [102, 204]], dtype=np.uint8)
    greys = rng.integers(20, 200, (3, 4, 5), dtype=np.uint8)
    greys[:, 0, 0] = 210, 230, 250  # each image has a maximum of its own
    return [
        (only_grey,),
        (paper_and_grey,),
        (greys,),
        (rng.integers(0, 256, (2, 784), dtype=np.uint8),),
    ]


def judge_scale_pixels(result, expected, arguments):
    kind = getattr(result, "dtype", np.dtype(np.float32))
    if kind != np.float32 and np.allclose(result, expected, atol=1e-3):
        return f"The numbers are right, but their type is {kind}; float32 was asked for."
    complaint = same_numbers(result, expected)
    return IN_A_LIST if complaint is None and not hasattr(result, "dtype") else complaint


IN_A_LIST = (
    "The numbers are right, but a list has no float32. `np.array(..., dtype=np.float32)` makes an "
    "array of it."
)


def divided_in_place(images):
    images /= 255
    return images


scale_pixels = Exercise(
    name="scale_pixels",
    task="Map pixel values from 0...255 to float32 numbers from 0 to 1.",
    solution=scale_pixels_solution,
    inputs=scale_pixels_inputs,
    judge=judge_scale_pixels,
    shows_input=True,
    mistakes=[
        Mistake(
            lambda images: images.astype(np.float32) / images.max(),
            "The divisor is the largest value in these images. In others it would be another one, "
            "and the same grey a different number.",
        ),
        Mistake(
            lambda images: images // 255,
            FRACTIONS_GONE,
        ),
        Mistake(
            lambda images: images.astype(np.float32) / 256,
            "256 is how many values a byte has. Which is the largest of them?",
        ),
        Mistake(
            lambda images: images.astype(np.float32),
            "The type is right, and the pixels still run up to 255.",
        ),
        Mistake(
            lambda images: 1 - images / 255,
            "Light and dark have changed places: paper should be 0, full ink 1.",
        ),
        Mistake(
            lambda images: images / images.max(axis=(-2, -1), keepdims=True),
            "Each image is divided by its own maximum. One number should do for all images.",
        ),
        Mistake(
            lambda images: images / images.max(axis=-1, keepdims=True),
            "Each row is divided by its own maximum. One number should do for all pixels.",
        ),
        Mistake(
            lambda images: (images - images.min()) / (images.max() - images.min()),
            "This stretches whatever range the images have. One fixed divisor is wanted.",
        ),
        Mistake(
            lambda images: (images - images.min()) / 255,
            "The smallest of these pixels is subtracted as well, so a grey would depend on the "
            "others beside it. Only a division is wanted.",
        ),
        Mistake(
            lambda images: (images - images.mean()) / images.std(),
            "That is standardising, with mean and spread. Here a division by one number will do.",
        ),
        Mistake(
            lambda images: np.clip(images, 0, 1),
            "`clip` cuts off everything above 1. A grey should keep its share of full ink.",
        ),
        Mistake(
            divided_in_place,
            "An array of bytes has no room for fractions, so `/=` refuses. Make a new array, of "
            "another type.",
        ),
    ],
    hints=[
        "Two steps: change the type, then divide by one number.",
        "`images.astype(np.float32)` is the same array in another type. The largest byte is 255.",
    ],
    praise="Paper is 0, full ink is 1, and each number takes four bytes.",
)


# --- scale_like_training ------------------------------------------------------------------------


def scale_like_training_solution(X_train, X_test):
    return X_train / X_train.max(), X_test / X_train.max()


def scale_like_training_inputs(rng):
    X = rng.integers(20, 200, (6, 5))
    X[0, 0] = 200
    # The test set's maximum is smaller in one case, and larger in the other.
    return [(X, X[1:4] // 2), (X[2:] // 2 + 1, X), (rng.uniform(1, 9, (4, 3)), X[:3, :3] + 1)]


def scaled_by_joint_maximum(X_train, X_test):
    maximum = max(X_train.max(), X_test.max())
    return X_train / maximum, X_test / maximum


def scaled_by_what_is_left(X_train, X_test):
    X_train = X_train / X_train.max()
    X_test = X_test / X_train.max()
    return X_train, X_test


def scaled_in_place(X_train, X_test):
    X_train /= X_train.max()
    X_test /= X_train.max()
    return X_train, X_test


def scaled_by_rows(X_train, X_test):
    return [X / X.max(axis=1, keepdims=True) for X in (X_train, X_test)]


def standardised(X_train, X_test):
    mean, spread = X_train.mean(), X_train.std()
    return (X_train - mean) / spread, (X_test - mean) / spread


def stretched(X_train, X_test):
    low, high = X_train.min(), X_train.max()
    return (X_train - low) / (high - low), (X_test - low) / (high - low)


scale_like_training = Exercise(
    name="scale_like_training",
    task="Scale both sets by one number, so that the largest training value becomes 1.",
    solution=scale_like_training_solution,
    inputs=scale_like_training_inputs,
    mistakes=[
        Mistake(
            lambda X_train, X_test: (X_train / X_train.max(), X_test / X_test.max()),
            "Each set is divided by its own maximum: the same grey gets two different numbers, "
            "and the test set's largest value has leaked into its own preparation.",
        ),
        Mistake(
            scaled_by_joint_maximum,
            "The divisor depends on the test set. Nothing that is computed from test images may "
            "be used to prepare the training images.",
        ),
        Mistake(
            lambda X_train, X_test: (X_train / X_test.max(), X_test / X_test.max()),
            "This is the test set's maximum. Whose is allowed?",
        ),
        Mistake(
            lambda X_train, X_test: (X_train / 255, X_test / 255),
            "255 would be fair, since it comes from no data at all. But the largest training value "
            "is to become 1 here, and it need not be 255.",
        ),
        Mistake(
            lambda X_train, X_test: (
                X_train / X_train.max(),
                np.clip(X_test / X_train.max(), 0, 1),
            ),
            "Test values above 1 are cut off. They really are larger than anything in training; "
            "let them stand.",
        ),
        Mistake(
            scaled_by_what_is_left,
            "The test values come back as they were. Are they divided at all? If so, by what: once "
            "X_train is overwritten, its maximum is 1.",
        ),
        Mistake(
            scaled_in_place,
            "An array of whole numbers has no room for fractions, so `/=` refuses, and it would "
            "change the arrays that were handed in. Make new ones.",
        ),
        Mistake(
            scaled_by_rows,
            "Each row is divided by its own maximum. One number for all images is wanted.",
        ),
        Mistake(
            standardised,
            "That is standardising, with mean and spread. Only a division was asked for.",
        ),
        Mistake(
            stretched,
            "The smallest training value is subtracted as well. Only a division was asked for.",
        ),
        Mistake(
            lambda X_train, X_test: (X_train / X_train.max(axis=0), X_test / X_train.max(axis=0)),
            "Each column has its own divisor here. One number for the whole set is wanted.",
        ),
        Mistake(
            lambda X_train, X_test: (X_train // X_train.max(), X_test // X_train.max()),
            FRACTIONS_GONE,
        ),
        Mistake(
            lambda X_train, X_test: (X_test / X_train.max(), X_train / X_train.max()),
            "The divisor is right, but the two sets come back in the wrong order.",
        ),
        Mistake(
            lambda X_train, X_test: X_test / X_train.max(),
            "The divisor is right. Both sets are wanted: training first, then test.",
        ),
    ],
    hints=[
        "Which of the two sets may decide on the divisor?",
        "Both are divided by the same number. `return one, other` returns two arrays.",
    ],
    praise="Test values above 1 are fine: the network has to live with what it has not seen.",
)


# --- minibatches --------------------------------------------------------------------------------


def minibatches_solution(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def minibatches_inputs(rng):
    y = rng.integers(0, 10, 150)
    return [(marked_rows(y), y, batch_size, rng) for batch_size in (16, 10, 64, 200)]


RETURNED = "`return` ends the function with the first batch. `yield` hands it out and goes on."
LABELS_FIRST = "The labels come first here. The loops of this series expect images, then labels."
ONE_AT_A_TIME = "Images and labels are handed out one after the other. Each `yield` hands out both."
NO_PAIRS = "Each batch should be a pair: images (rows), labels."
ALL_AT_ONCE = "All the examples come at once. Hand them out in batches of batch_size."
NO_BATCH = "Not a single batch is handed out."
SINGLE = "One example at a time is handed out. A batch holds batch_size of them, as arrays."
NOT_ROWS = "Positions are handed out instead of the rows of X that stand there."
AS_LISTS = "The batches are right, but lists. Hand out arrays: X[positions] is one."
MIXED_UP = "In some batch, images and labels do not belong together: both need the same order."
WRONG_SIZE = "Some batch has more or fewer examples than it should have."
DROPPED = "The examples that do not fill a whole batch are missing. Keep the smaller last one."
EMPTY = "There is an empty batch. When the batch size divides N, nothing is left for another one."
WRONG_NUMBER = "The number of batches is wrong: all examples are dealt out once."
NOT_ONCE = "Some examples come twice and others not at all."
UNSHUFFLED = "The examples come in the order in which they are stored. What is rng for?"
ONLY_BATCHES = "Some batch holds neighbours of the data. Draw the order of all examples first."


def judge_minibatches(result, expected, arguments):
    X, _, batch_size, _ = arguments
    if len(result) == 0:
        return NO_BATCH
    axes = [np.ndim(part) if isinstance(part, np.ndarray) else None for part in result]
    if axes == [2, 1] and len(X) > batch_size:
        return RETURNED if len(result[0]) < len(X) else ALL_AT_ONCE
    if axes == [2, 1] * (len(axes) // 2):
        return ONE_AT_A_TIME
    if not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in result):
        return NO_PAIRS
    if all(np.ndim(y_batch) == 0 or len(y_batch) == 1 for _, y_batch in result):
        return SINGLE
    if any(np.ndim(X_batch) == 1 and np.ndim(y_batch) == 2 for X_batch, y_batch in result):
        return LABELS_FIRST
    if any(np.ndim(X_batch) == 1 for X_batch, _ in result):
        return NOT_ROWS
    sizes, wanted = ([len(y_batch) for _, y_batch in batches] for batches in (result, expected))
    if sizes == [len(X)] != wanted:
        return ALL_AT_ONCE
    if 0 in sizes:
        return EMPTY
    if sizes == [size for size in wanted if size == batch_size] != wanted:
        return DROPPED
    if sizes != wanted and sorted(sizes) == sorted(wanted) and has_neighbours(result, len(X)):
        return ONLY_BATCHES
    if sizes[0] != wanted[0] and sizes == batch_sizes(len(X), sizes[0]):
        return f"A full batch holds {sizes[0]} examples here, but batch_size is {batch_size}."
    if sizes != wanted:
        return WRONG_SIZE if len(sizes) == len(wanted) else WRONG_NUMBER
    if any(strangers(*pair) for pair in result):
        return MIXED_UP
    order = np.concatenate([np.asarray(X_batch)[:, 0] for X_batch, _ in result])
    if (np.sort(order) != X[:, 0]).any():
        return NOT_ONCE
    if (order == X[:, 0]).all():
        return UNSHUFFLED
    if has_neighbours(result, len(X)):
        return ONLY_BATCHES
    return None if all(isinstance(X_batch, np.ndarray) for X_batch, _ in result) else AS_LISTS


def batch_sizes(n, size):
    """Return the sizes of batches when n examples are dealt out ``size`` at a time."""
    return [min(size, n - start) for start in range(0, n, size)]


def has_neighbours(batches, n):
    """Say whether some batch of n ``marked_rows`` holds a stretch of them, in whatever order."""
    orders = [np.asarray(X_batch)[:, 0] for X_batch, _ in batches]
    return any(np.ptp(o) == len(o) - 1 for o in orders if 5 <= len(o) < n)


def first_batch_returned(X, y, batch_size, rng):
    batch = rng.permutation(len(X))[:batch_size]
    return X[batch], y[batch]


def labels_first(X, y, batch_size, rng):
    for X_batch, y_batch in minibatches_solution(X, y, batch_size, rng):
        yield y_batch, X_batch


def one_after_the_other(X, y, batch_size, rng):
    for X_batch, y_batch in minibatches_solution(X, y, batch_size, rng):
        yield X_batch
        yield y_batch


def all_at_once(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return X[order], y[order]


def images_only(X, y, batch_size, rng):
    for X_batch, _ in minibatches_solution(X, y, batch_size, rng):
        yield X_batch


def one_example_at_a_time(X, y, batch_size, rng):
    for i in rng.permutation(len(X)):
        yield X[i], y[i]


def positions_only(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield batch, y[batch]


def as_lists(X, y, batch_size, rng):
    for X_batch, y_batch in minibatches_solution(X, y, batch_size, rng):
        yield X_batch.tolist(), y_batch.tolist()


def without_the_last(X, y, batch_size, rng, more=0):
    order = rng.permutation(len(X))
    for number in range(len(X) // batch_size + more):
        batch = order[number * batch_size : (number + 1) * batch_size]
        yield X[batch], y[batch]


def with_an_empty_one(X, y, batch_size, rng):
    yield from without_the_last(X, y, batch_size, rng, more=1)


def one_too_many_in_each(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size + 1]
        yield X[batch], y[batch]


def twice_through(X, y, batch_size, rng):
    yield from minibatches_solution(X, y, batch_size, rng)
    yield from minibatches_solution(X, y, batch_size, rng)


def unshuffled(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def two_orders(X, y, batch_size, rng):
    yield from unshuffled(rng.permutation(X), rng.permutation(y), batch_size, rng)


def drawn_with_replacement(X, y, batch_size, rng):
    order = rng.integers(0, len(X), len(X))
    yield from unshuffled(X[order], y[order], batch_size, rng)


def shuffled_within_batches(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        batch = start + rng.permutation(len(y[start : start + batch_size]))
        yield X[batch], y[batch]


minibatches = Exercise(
    name="minibatches",
    task="Deal out all examples once, in random order, in batches of batch_size.",
    solution=minibatches_solution,
    inputs=minibatches_inputs,
    judge=judge_minibatches,
    mistakes=[
        Mistake(first_batch_returned, RETURNED),
        Mistake(labels_first, LABELS_FIRST),
        Mistake(one_after_the_other, ONE_AT_A_TIME),
        Mistake(all_at_once, ALL_AT_ONCE),
        Mistake(images_only, NO_PAIRS),
        Mistake(one_example_at_a_time, SINGLE),
        Mistake(positions_only, NOT_ROWS),
        Mistake(as_lists, AS_LISTS),
        Mistake(without_the_last, DROPPED),
        Mistake(with_an_empty_one, EMPTY),
        Mistake(one_too_many_in_each, WRONG_SIZE),
        Mistake(twice_through, WRONG_NUMBER),
        Mistake(unshuffled, UNSHUFFLED),
        Mistake(two_orders, MIXED_UP),
        Mistake(drawn_with_replacement, NOT_ONCE),
        Mistake(shuffled_within_batches, ONLY_BATCHES),
    ],
    hints=[
        "Draw one order of all positions, before the loop. How many are there?",
        "`range(0, len(X), batch_size)` gives the places at which a batch starts.",
        "`order[start : start + batch_size]` is shorter at the end without any special case. Use "
        "it for X and for y, and `yield` both.",
    ],
    praise="Every example comes once, beside its own label, and the last ones are not forgotten.",
)


# --- balanced_split -----------------------------------------------------------------------------


def balanced_split_solution(X, y, n, rng):
    in_validation = np.zeros(len(y), dtype=bool)
    for label in np.unique(y):
        positions = np.flatnonzero(y == label)
        in_validation[rng.choice(positions, n, replace=False)] = True
    return (X[~in_validation], y[~in_validation]), (X[in_validation], y[in_validation])


def balanced_split_inputs(rng):
    cases = []
    for counts, n in [((30, 40, 35), 10), ((25, 60), 9)]:
        y = rng.permutation(np.repeat(np.arange(len(counts)), counts))
        cases.append((marked_rows(y), y, n, rng))
    return cases


STRANGERS = "Images and labels no longer belong together: both need the same order."
UNEVEN = "In one of the parts, images and labels differ in number."
OVERLAP = "Some examples are in both parts. Those in validation must not be trained on."
LOST_OR_REPEATED = "Examples are lost or repeated: each one belongs in one of the parts, once."
UNBALANCED = "The validation part does not hold n examples of every class."
NEIGHBOURS = "Those chosen of a class are neighbours in the data, not a random choice. Use rng."
REGULAR = (
    "Those chosen of a class stand at equal distances in the data, the same ones each time. Let "
    "rng choose."
)
SWAPPED = "The two parts come in the wrong order: training first, then validation."
FOUR = "Four arrays side by side. Two pairs are wanted: (X_train, y_train), (X_val, y_val)."
ONE_PAIR = "Only one pair comes back. The other examples belong to a second one."
BY_KIND = "Both X stand in one pair and both y in the other. Pair each X with its own y."


def judge_balanced_split(result, expected, arguments):
    X, y, n, _ = arguments
    if len(result) == 4:
        return FOUR
    if isinstance(result[0], np.ndarray):
        return ONE_PAIR
    (X_train, y_train), (X_val, y_val) = result
    X_train, y_train, X_val, y_val = map(np.asarray, (X_train, y_train, X_val, y_val))
    if y_train.ndim == 2 and X_val.ndim == 1:
        return BY_KIND
    if len(X_train) != len(y_train) or len(X_val) != len(y_val):
        return UNEVEN
    if np.isin(X_val[:, 0], X_train[:, 0]).any():
        return OVERLAP
    if sorted([*X_train[:, 0], *X_val[:, 0]]) != X[:, 0].tolist():
        return LOST_OR_REPEATED
    if strangers(X_train, y_train) or strangers(X_val, y_val):
        return STRANGERS
    wanted = [n] * len(np.unique(y))
    if not np.array_equal(np.unique_counts(y_val).counts, wanted):
        swapped = np.array_equal(np.unique_counts(y_train).counts, wanted)
        return SWAPPED if swapped else UNBALANCED
    chosen = [np.isin(X[y == label, 0], X_val[:, 0]).nonzero()[0] for label in np.unique(y)]
    if any(np.ptp(positions) == n - 1 for positions in chosen):
        return NEIGHBOURS
    return REGULAR if any(np.ptp(np.diff(positions)) == 0 for positions in chosen) else None


def split_into_strangers(X, y, n, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    return balanced_split_solution(X, y, n, rng)


def split_with_overlap(X, y, n, rng):
    _, validation = balanced_split_solution(X, y, n, rng)
    return (X, y), validation


def split_with_repeats(X, y, n, rng):
    drawn = [rng.choice(np.flatnonzero(y == c), n) for c in np.unique(y)]
    validation = np.concatenate([*drawn, drawn[0][:1]])
    train = np.setdiff1d(np.arange(len(y)), validation)
    return (X[train], y[train]), (X[validation], y[validation])


def split_without_balance(X, y, n, rng):
    order, n_val = rng.permutation(len(y)), n * len(np.unique(y)) + 1
    train, validation = order[n_val:], order[:n_val]
    return (X[train], y[train]), (X[validation], y[validation])


def split_of_the_first(X, y, n, rng):
    in_validation = np.zeros(len(y), dtype=bool)
    for label in np.unique(y):
        in_validation[np.flatnonzero(y == label)[:n]] = True
    return (X[~in_validation], y[~in_validation]), (X[in_validation], y[in_validation])


def split_backwards(X, y, n, rng):
    return balanced_split_solution(X, y, n, rng)[::-1]


def split_into_four(X, y, n, rng):
    training, validation = balanced_split_solution(X, y, n, rng)
    return (*training, *validation)


def split_without_the_rest(X, y, n, rng):
    return balanced_split_solution(X, y, n, rng)[1]


def split_by_kind(X, y, n, rng):
    (X_train, y_train), (X_val, y_val) = balanced_split_solution(X, y, n, rng)
    return (X_train, X_val), (y_train, y_val)


balanced_split = Exercise(
    name="balanced_split",
    task="Set aside n random examples of every class for validation.",
    solution=balanced_split_solution,
    inputs=balanced_split_inputs,
    judge=judge_balanced_split,
    mistakes=[
        Mistake(split_into_strangers, STRANGERS),
        Mistake(split_with_overlap, OVERLAP),
        Mistake(split_with_repeats, LOST_OR_REPEATED),
        Mistake(split_without_balance, UNBALANCED),
        Mistake(split_of_the_first, NEIGHBOURS),
        Mistake(split_backwards, SWAPPED),
        Mistake(split_into_four, FOUR),
        Mistake(split_by_kind, BY_KIND),
        Mistake(split_without_the_rest, ONE_PAIR),
    ],
    hints=[
        "Decide for every example whether it goes to validation: an array of N times False, in "
        "which some entries become True.",
        "`np.flatnonzero(y == label)` lists the positions of a class; `rng.choice(positions, n, "
        "replace=False)` draws n of them, none twice.",
        "With the finished mask, `X[mask], y[mask]` and `X[~mask], y[~mask]` are the two parts.",
    ],
    praise="Every class has its n, and each image still has its own label.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "Their own maximum depends on which photographs happen to come together. In the "
            "small example the same grey became two different numbers.",
            "b": "That number would have to be computed from the new photographs, and with others "
            "the same grey would become something else.",
            "c": "What the network was trained with is what it must be given later.",
        },
    ),
    Number(
        right=422,
        explanation="54,000 / 128 = 421.875: that is 421 full batches and one smaller one with 112 "
        "images.",
        near_misses={
            421: "And the images that are left over after 421 full batches?",
            **dict.fromkeys(
                [421.875, 421.88, 421.9, 421_875],  # "421,875" is a decimal comma
                "There is no such thing as part of an update. What happens to the rest?",
            ),
            938: "That is for all 60,000 images in batches of 64.",
            844: "That is for batches of 64.",
            **dict.fromkeys(
                [469, 468, 468.75, 468.8, 468_750, 46_875],
                "That is for all 60,000 images. Here 6,000 are set aside.",
            ),
        },
        tolerance=1e-6,
    ),
    Choice(
        right="b",
        feedback={
            "a": "We tried 0.000001 as well, and from this start it did worse.",
            "b": "With the first weights divided by 255 as well, the same rate read nine in ten.",
            "c": "The raw pixels were floats already. What counted was how large they were.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "Whole stretches of one digit pull the network to that digit, and away from the "
            "others. Shuffling breaks them, whatever order the data came in.",
            "b": "Shuffling promises no such thing. And at a rate of 0.1 even batches of a single "
            "digit cost only a few points, where the next was always of another.",
            "c": "One batch of each digit in turn is a fixed order too, and at a rate of 0.1 it "
            "cost only a few points.",
        },
    ),
)
