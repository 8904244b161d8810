"""Exercises and quiz of the notebook preprocessing."""

import numpy as np

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- pixel_position -----------------------------------------------------------------------------


def pixel_position_solution():
    row, column, width = 5, 12, 28
    return row * width + column


pixel_position = Exercise(
    name="pixel_position",
    task="Find the column of X that pixel (5, 12) of a 28 x 28 image goes to.",
    solution=pixel_position_solution,
    mistakes=[
        Mistake(
            12 * 28 + 5,
            "This lays the columns end to end. NumPy lays the rows end to end (row-major order).",
        ),
        Mistake(
            5 * 28 + 12 + 1,
            "Off by one: rows, columns and positions are all counted from 0.",
        ),
        Mistake(
            4 * 28 + 12,
            "One row short: row 5 is counted from 0, so how many rows come before it?",
        ),
        Mistake(
            4 * 28 + 11,
            "Off by one row and one column: pixel (0, 0) goes to position 0, not 1.",
        ),
    ],
    hints=[
        "How many whole rows of pixels come before row 5?",
        "Each of those rows has 28 pixels. Then count on along row 5 itself.",
    ],
    praise="`np.ravel_multi_index((5, 12), (28, 28))` says the same.",
)


# --- scale_like_training ------------------------------------------------------------------------


def scale_like_training_solution(X_train, X_test):
    maximum = X_train.max()
    return X_train / maximum, X_test / maximum


def scale_like_training_inputs(rng):
    X = rng.integers(0, 200, (6, 5))
    X[0, 0] = 200
    # The test set's maximum is smaller in one case, and larger in the other.
    return [(X, X[1:4] // 2), (X[2:] // 2 + 1, X), (rng.uniform(1, 9, (4, 3)), X[:3, :3] + 1)]


def scaled_by_own_maximum(X_train, X_test):
    return X_train / X_train.max(), X_test / X_test.max()


def scaled_by_joint_maximum(X_train, X_test):
    maximum = max(X_train.max(), X_test.max())
    return X_train / maximum, X_test / maximum


def scaled_by_test_maximum(X_train, X_test):
    return X_train / X_test.max(), X_test / X_test.max()


def scaled_by_column(X_train, X_test):
    maximum = X_train.max(axis=0)
    return X_train / maximum, X_test / maximum


def divided_whole(X_train, X_test):
    return X_train // X_train.max(), X_test // X_train.max()


scale_like_training = Exercise(
    name="scale_like_training",
    task="Scale both sets by one number, so that the largest training value becomes 1.",
    solution=scale_like_training_solution,
    inputs=scale_like_training_inputs,
    mistakes=[
        Mistake(
            scaled_by_own_maximum,
            "Each set is divided by its own maximum: the same grey gets two different numbers, "
            "and the test set's largest value has leaked into its own preparation.",
        ),
        Mistake(
            scaled_by_joint_maximum,
            "The divisor depends on the test set. Nothing that is computed from test images may "
            "be used to prepare the training images.",
        ),
        Mistake(scaled_by_test_maximum, "This is the test set's maximum. Whose is allowed?"),
        Mistake(
            scaled_by_column,
            "Each column has its own divisor here. One number for the whole set is wanted.",
        ),
        Mistake(divided_whole, "`//` throws the fraction away, so nearly everything becomes 0."),
    ],
    hints=[
        "Which of the two sets may decide on the divisor?",
        "Compute one number from X_train, then divide both by it.",
    ],
    praise="Test values above 1 are fine: the network has to live with what it has not seen.",
)


# --- one_hot ------------------------------------------------------------------------------------


def one_hot_solution(y, num_classes):
    classes = np.arange(num_classes)  # (C,)
    return (y[:, np.newaxis] == classes).astype(np.float32)  # (N, 1) against (C,): (N, C)


def one_hot_inputs(rng):
    num_classes = int(rng.integers(4, 9))
    return [
        (rng.integers(0, num_classes, 12), num_classes),
        (np.array([0, 2, 1, 0]), 5),  # the largest class does not occur
        (np.array([3], dtype=np.uint8), 4),
    ]


def too_narrow(y, num_classes):
    return np.eye(y.max() + 1)[y]


def transposed(y, num_classes):
    return one_hot_solution(y, num_classes).T


def every_label_marked(y, num_classes):
    Y = np.zeros((len(y), num_classes))
    Y[:, y] = 1
    return Y


def counted_from_one(y, num_classes):
    return np.eye(num_classes)[y - 1]


one_hot = Exercise(
    name="one_hot",
    task="Turn labels y into one-hot rows with a single comparison.",
    solution=one_hot_solution,
    inputs=one_hot_inputs,
    mistakes=[
        Mistake(
            too_narrow,
            "The width follows the largest label that happens to occur in y. A batch without "
            "nines would get fewer columns than the next one. Which argument says the width?",
        ),
        Mistake(transposed, "The axes are swapped: examples are rows, classes are columns."),
        Mistake(
            every_label_marked,
            "Each row has a 1 for every label in y. Row i should only know about y[i].",
        ),
        Mistake(counted_from_one, "The 1 stands one column too far left: labels count from 0."),
    ],
    hints=[
        "In row i and column c there should be a 1 exactly if y[i] equals c.",
        "`np.arange(num_classes)` is the row of all classes. To compare every label with every "
        "class, the labels have to stand in a column: shape (N, 1).",
        "`y[:, np.newaxis] == np.arange(num_classes)` has shape (N, C); True counts as 1.",
    ],
    praise="Broadcasting compared N labels with C classes without a loop.",
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
    for counts, n in [((30, 40, 35), 10), ((25, 60), 7)]:
        y = rng.permutation(np.repeat(np.arange(len(counts)), counts))
        # The label can be read off from each row, so that strangers are found out.
        X = np.column_stack([np.arange(len(y)), y * 10])
        cases.append((X, y, n, rng))
    return cases


STRANGERS = "Images and labels no longer belong together: both need the same order."
UNEVEN = "In one of the parts, images and labels differ in number."
OVERLAP = "Some examples are in both parts. Those in validation must not be trained on."
LOST_OR_REPEATED = "Examples are lost or repeated: each one belongs in one of the parts, once."
UNBALANCED = "The validation part does not hold n examples of every class."
NEIGHBOURS = "The chosen examples are neighbours in the data, not a random choice. What is rng for?"


def judge_balanced_split(result, expected, arguments):
    X, y, n, _ = arguments
    (X_train, y_train), (X_val, y_val) = result
    X_train, y_train, X_val, y_val = map(np.asarray, (X_train, y_train, X_val, y_val))
    if len(X_train) != len(y_train) or len(X_val) != len(y_val):
        return UNEVEN
    if np.isin(X_val[:, 0], X_train[:, 0]).any():
        return OVERLAP
    if sorted([*X_train[:, 0], *X_val[:, 0]]) != X[:, 0].tolist():
        return LOST_OR_REPEATED
    if (X_train[:, 1] != 10 * y_train).any() or (X_val[:, 1] != 10 * y_val).any():
        return STRANGERS
    if not np.array_equal(np.unique_counts(y_val).counts, [n] * len(np.unique(y))):
        return UNBALANCED
    chosen = [np.isin(X[y == label, 0], X_val[:, 0]).nonzero()[0] for label in np.unique(y)]
    return NEIGHBOURS if all(np.ptp(positions) == n - 1 for positions in chosen) else None


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
    ],
    hints=[
        "Decide for every example whether it goes to validation: an array of N times False, in "
        "which some entries become True.",
        "`np.flatnonzero(y == label)` lists the positions of a class; `rng.choice(positions, n, "
        "replace=False)` draws n of them, none twice.",
        "With the finished mask, `X[mask], y[mask]` and `X[~mask], y[~mask]` are the two parts.",
    ],
    praise="One mask for X and y: so images and labels cannot come apart.",
)


# --- batches_of_epochs --------------------------------------------------------------------------


def batches_of_epochs_solution(X, y, batch_size, epochs, rng):
    for _ in range(epochs):
        order = rng.permutation(len(X))  # a new one for each epoch
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            yield X[batch], y[batch]


def batches_of_epochs_inputs(rng):
    y = rng.integers(0, 10, 50)
    X = np.column_stack([np.arange(50), y * 10])
    return [(X, y, 16, 2, rng), (X, y, 10, 3, rng), (X, y, 64, 2, rng)]


MIXED_UP = "In some batch, images and labels do not belong together: both need the same order."
TOO_LARGE = "Some batch has more or fewer examples than it should have."
DROPPED = "An epoch misses the examples that do not fill a whole batch. Keep the smaller last one."
WRONG_NUMBER = "The number of batches is wrong: every epoch deals out all examples once."
NOT_ONCE = "Within an epoch some examples come twice and others not at all."
UNSHUFFLED = "The examples come in the order in which they are stored."
SAME_ORDER = "Every epoch has the same order. Where is it drawn?"


def judge_batches_of_epochs(result, expected, arguments):
    X, _, batch_size, epochs, _ = arguments
    batches = [(np.asarray(X_batch), np.asarray(y_batch)) for X_batch, y_batch in result]
    sizes = [len(X_batch) for X_batch, _ in batches]
    wanted = [len(X_batch) for X_batch, _ in expected]
    if sizes == [size for size in wanted if size == batch_size] != wanted:
        return DROPPED
    if sizes != wanted:
        return TOO_LARGE if len(sizes) == len(wanted) else WRONG_NUMBER
    if any((10 * y_batch != X_batch[:, 1]).any() for X_batch, y_batch in batches):
        return MIXED_UP
    orders = np.concatenate([X_batch[:, 0] for X_batch, _ in batches]).reshape(epochs, len(X))
    if (np.sort(orders) != X[:, 0]).any():
        return NOT_ONCE
    if (orders == X[:, 0]).all(axis=1).any():
        return UNSHUFFLED
    return SAME_ORDER if (orders == orders[0]).all() else None


def without_the_last(X, y, batch_size, epochs, rng):
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            yield X[batch], y[batch]


def one_epoch_only(X, y, batch_size, epochs, rng):
    yield from batches_of_epochs_solution(X, y, batch_size, 1, rng)


def unshuffled(X, y, batch_size, epochs, rng):
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            yield X[start : start + batch_size], y[start : start + batch_size]


def one_order_for_all(X, y, batch_size, epochs, rng):
    order = rng.permutation(len(X))
    yield from unshuffled(X[order], y[order], batch_size, epochs, rng)


def two_orders(X, y, batch_size, epochs, rng):
    for _ in range(epochs):
        yield from unshuffled(rng.permutation(X), rng.permutation(y), batch_size, 1, rng)


def drawn_with_replacement(X, y, batch_size, epochs, rng):
    for _ in range(epochs):
        order = rng.integers(0, len(X), len(X))
        yield from unshuffled(X[order], y[order], batch_size, 1, rng)


batches_of_epochs = Exercise(
    name="batches_of_epochs",
    task="Deal out mini-batches for several epochs, in a new order each time.",
    solution=batches_of_epochs_solution,
    inputs=batches_of_epochs_inputs,
    judge=judge_batches_of_epochs,
    mistakes=[
        Mistake(without_the_last, DROPPED),
        Mistake(one_epoch_only, WRONG_NUMBER),
        Mistake(unshuffled, UNSHUFFLED),
        Mistake(one_order_for_all, SAME_ORDER),
        Mistake(two_orders, MIXED_UP),
        Mistake(drawn_with_replacement, NOT_ONCE),
    ],
    hints=[
        "Two loops: over the epochs, and within an epoch over the positions 0, B, 2 B, ... at "
        "which a batch starts.",
        "The order is drawn inside the first loop and outside the second.",
        "`order[start : start + batch_size]` is shorter at the end without any special case.",
    ],
    praise="This is the loop around every training of this series.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "255 is the right divisor, but not for this reason: nobody looked at the test "
            "images to find it.",
            "b": "Its own maximum depends on which images happen to be in the test set. In the toy "
            "example the same grey became two different numbers.",
            "c": "What the network was trained with is what it must be given later.",
            "d": "Without scaling the network meets inputs 255 times larger than any it has seen.",
        },
    ),
    Number(
        right=422,
        explanation="54,000 / 128 = 421.875: that is 421 full batches and one smaller one with 112 "
        "images.",
        near_misses={
            421: "And the images that are left over after 421 full batches?",
            421.875: "There is no such thing as part of an update. What happens to the rest?",
            844: "That is for batches of 64.",
            469: "That is for all 60,000 images. Here 6,000 are set aside.",
        },
        tolerance=1e-6,
    ),
    Choice(
        right="b",
        feedback={
            "a": "One-hot rows are larger than the labels: ten numbers instead of one.",
            "b": "As a number, 9 would be further from 1 than 2 is. As rows, all classes are "
            "equally far apart.",
            "c": "Labels can be drawn at random and compared as they are. That is not the point.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "Whole batches of one digit pull the network to that digit, then to the next.",
            "b": "Each image is used as often as before. Only the order has changed.",
            "c": "The order of the images takes no memory.",
        },
    ),
)
