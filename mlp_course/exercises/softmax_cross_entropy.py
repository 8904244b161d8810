"""Exercises and quizzes of the notebook softmax_cross_entropy."""

import numpy as np

from mlp_helpers.activations import log_softmax, softmax
from mlp_helpers.preprocessing import one_hot

from .exercise import Exercise, Mistake
from .outcome import same_numbers
from .quiz import Choice, Number, Quiz


def number_in(value):
    """Return the one number that a value is, or None."""
    try:
        array = np.asarray(value)
        return float(array.item()) if array.size == 1 and array.dtype.kind in "biuf" else None
    except Exception:
        return None


# --- product_entry ------------------------------------------------------------------------------


def product_entry_solution():
    return 0 * 0 + 3 * (-2) + 1 * 1 + 2 * 2


ENTRIES = [
    Mistake(
        7,
        "This is the entry in row 0, column 1. Python counts from 0: row 1 is the second row, "
        "column 2 the third column.",
    ),
    Mistake(9, "The row is the right one, but this belongs to column 1 of W."),
    Mistake(5, "The row is the right one, but this belongs to column 0 of W."),
    Mistake(4, "The column is the right one, but this belongs to the first row of X."),
    Mistake(11, "One of the four weights is negative; its product counts as negative too."),
    Mistake(
        6,
        "You have multiplied the sum of the row by the sum of the column. Multiply pair by pair "
        "first, and add up afterwards.",
    ),
    Mistake(0, "With the bias added this would be right. The bias comes later: the product only."),
]


def one_integer(result, expected, arguments):
    """Say of a number whether it is the entry, and never which one it should have been."""
    number = number_in(result)
    if number is None:
        return "The entry is a single number."
    if abs(number - expected) < 1e-6:
        return None
    slips = (slip.message for slip in ENTRIES if abs(number - slip.answer) < 1e-6)
    words = "Not this number. Write the row above the column and multiply pair by pair."
    return next(slips, words)


product_entry = Exercise(
    name="product_entry",
    task="Work out the entry of X @ W in row 1, column 2 by hand.",
    solution=product_entry_solution,
    judge=one_integer,
    mistakes=ENTRIES,
    hints=[
        "Row 1 of X is (0, 3, 1, 2). Which numbers stand in the last column of W?",
        "Four products, added up. One of them is negative.",
    ],
    praise="One row, one column, one number: all the others are made in the same way.",
)


# --- plain_softmax ------------------------------------------------------------------------------


def plain_softmax_solution(Z):
    E = np.exp(Z)  # (B, C)
    return E / E.sum(axis=1, keepdims=True)


def plain_softmax_inputs(rng):
    """Scores that overflow nothing; B and C differ but once, so that a wrong axis shows."""
    shapes = [(4, 3), (2, 6), (3, 3), (1, 2)]
    return [*((rng.normal(0, 2, shape),) for shape in shapes), (np.array([[0, 0, 1], [3, 1, 2]]),)]


def filled_in_its_own_kind(Z):
    """Fill an array like Z, which cuts off what stands behind the point if Z holds integers."""
    P = np.zeros_like(Z)
    P[:] = plain_softmax_solution(Z)
    return P


plain_softmax = Exercise(
    name="plain_softmax",
    task="Write softmax for a batch of scores, row by row.",
    solution=plain_softmax_solution,
    inputs=plain_softmax_inputs,
    mistakes=[
        Mistake(
            lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1),
            "Where B and C differ NumPy refuses, and where they are equal the numbers are wrong: "
            "the B sums were lined up with the columns. They should stand as a column of shape "
            "(B, 1).",
        ),
        Mistake(
            lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
            "Your columns sum to 1, not your rows. Examples are rows: which axis holds the "
            "classes of one example?",
        ),
        Mistake(
            lambda Z: np.exp(Z) / np.exp(Z).sum(),
            "All your numbers together sum to 1, so the examples of the batch compete with each "
            "other. Each row needs a sum of its own.",
        ),
        Mistake(
            lambda Z: Z / Z.sum(axis=1, keepdims=True),
            "You divide the scores themselves by their sum, which goes wrong as soon as one is "
            "negative. What should be done to them first?",
        ),
        Mistake(
            lambda Z: Z / np.exp(Z).sum(axis=1, keepdims=True),
            "The sums are right. But above them stand the scores, where their exponentials belong.",
        ),
        Mistake(
            lambda Z: np.exp(Z).sum(axis=1, keepdims=True),
            "These are the sums of the rows. What is to be divided by them?",
        ),
        Mistake(np.exp, "These are the exponentials. The division is still to come."),
        Mistake(
            lambda Z: np.exp(Z) / np.exp(Z).max(axis=1, keepdims=True),
            "Your largest entry is 1 in each row, so the rows do not sum to 1. Divide by the sum.",
        ),
        Mistake(
            lambda Z: np.exp(Z) / Z.sum(axis=1, keepdims=True),
            "You divide by the sum of the scores. Which numbers have to share a sum of 1?",
        ),
        Mistake(
            lambda Z: softmax(-Z),
            "The lowest score gets the highest probability here. A sign has slipped in.",
        ),
        Mistake(
            lambda Z: softmax(Z * np.log(2)),
            "Your rows sum to 1, but one point of score counts as a factor of 2 and not of e.",
        ),
        Mistake(
            lambda Z: 1 / (1 + np.exp(-Z)),
            "Each of your numbers depends on one score alone. The scores of a row should compete.",
        ),
        Mistake(log_softmax, "These are the logarithms of the probabilities."),
        Mistake(
            lambda Z: np.exp(Z) / np.exp(Z).mean(axis=1, keepdims=True),
            "You divide by the mean of the row, so each row sums to C. Divide by its sum.",
        ),
        Mistake(
            lambda Z: np.exp(Z).sum(axis=1, keepdims=True) / np.exp(Z),
            "This is upside down: the sum of the row belongs below the line.",
        ),
        Mistake(
            lambda Z: np.exp(Z) / np.exp(Z.sum(axis=1, keepdims=True)),
            "You add up the scores first and take the exponential of their sum. The exponentials "
            "themselves are to be added up.",
        ),
        Mistake(
            lambda Z: np.exp(Z) // np.exp(Z).sum(axis=1, keepdims=True),
            "// cuts off what stands behind the point, so every probability becomes 0. Use /.",
        ),
        Mistake(
            lambda Z: 100 * plain_softmax_solution(Z),
            "These are percentages. Probabilities run from 0 to 1, and each row sums to 1.",
        ),
        Mistake(
            lambda Z: softmax(softmax(Z)),
            "You have put probabilities through softmax once more.",
        ),
        Mistake(
            filled_in_its_own_kind,
            "Z may hold integers, and then np.zeros_like(Z) does too: every probability put into "
            "it is cut down to 0 or 1. Make an array of floats.",
        ),
        Mistake(
            lambda Z: 2.718**Z / (2.718**Z).sum(axis=1, keepdims=True),
            "Very nearly: 2.718 is e to three decimals only. np.exp has all of them.",
        ),
        Mistake(
            lambda Z: 2.7183**Z / (2.7183**Z).sum(axis=1, keepdims=True),
            "Very nearly: 2.7183 is e to four decimals only. np.exp has all of them.",
        ),
        Mistake(
            lambda Z: plain_softmax_solution(Z).round(4),
            "Right to four decimals. The table rounds so that it can be read; your function "
            "should return all the digits it has.",
        ),
        Mistake(
            lambda Z: Z**2 / (Z**2).sum(axis=1, keepdims=True),
            "Squares are positive, but -3 would beat 2. Which function keeps the order?",
        ),
    ],
    hints=[
        "E holds the exponentials, a row for each example. Each row has a sum of its own.",
        "E.sum(axis=1) has shape (B,); with keepdims=True it has shape (B, 1).",
        "Divide E, as a whole, by E.sum(axis=1, keepdims=True).",
    ],
    praise="P.sum(axis=1) should be all ones: a test worth keeping.",
)


# --- stable_softmax -----------------------------------------------------------------------------


def stable_softmax_solution(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))  # (..., C)
    return E / E.sum(axis=-1, keepdims=True)


def stable_softmax_inputs(rng):
    """Scores near 0, far from it and far apart, in batches and as a single row."""
    return [
        (rng.normal(0, 2, (4, 3)),),
        (rng.normal(5000, 300, (3, 4)),),
        (np.array([[0.0, 1000.0]]),),
        (np.array([[0.0, 2000.0]]),),
        (np.array([[0.0, 1500.0, 1500.0]]),),
        (np.array([[0.0, 1.0], [1000.0, 1001.0]]),),
        (np.array([[0.0, -1.0], [-1000.0, -1001.0]]),),
        (np.array([[60, 100, 95], [1, 2, 3]], dtype=np.float32),),
        (rng.normal(0, 2, 5),),
    ]


def shifted_by(shift):
    """Return softmax with another number taken away from the scores than each row's maximum."""

    def function(Z):
        E = np.exp(Z - shift(Z))
        return E / E.sum(axis=-1, keepdims=True)

    return function


def sums_as_a_row(Z):
    E = np.exp(Z - Z.max(axis=-1))
    return E / E.sum(axis=-1)


def maximum_as_a_row(Z):
    E = np.exp(Z - Z.max(axis=-1))
    return E / E.sum(axis=-1, keepdims=True)


def sum_as_a_row(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1)


def along_axis_1(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


OF_ROWS = {"axis": -1, "keepdims": True}
stable_softmax = Exercise(
    name="stable_softmax",
    task="Write softmax for scores of any size, for a batch (B, C) or a single row (C,).",
    solution=stable_softmax_solution,
    inputs=stable_softmax_inputs,
    mistakes=[
        Mistake(
            shifted_by(lambda Z: 0.0),
            "This is right for small scores, but from about 709 on (88.7 in float32) it returns "
            "NaN. What can be taken away from each row without changing its probabilities?",
        ),
        Mistake(
            plain_softmax_solution,
            "This is still the softmax of exercise 2. Large scores give NaN, and a single row has "
            "no axis 1.",
        ),
        Mistake(
            along_axis_1,
            "Right for a batch. A single row has only axis 0; with axis=-1, the last one, the "
            "function takes both.",
        ),
        Mistake(
            sums_as_a_row,
            "The maximum and the sum of each row have to stand as a column; keepdims does it.",
        ),
        Mistake(
            maximum_as_a_row,
            "The sums stand as a column, the maxima do not: their shape is (B,), where (B, 1) is "
            "needed. Give max the same keepdims.",
        ),
        Mistake(
            sum_as_a_row,
            "The maxima stand as a column, the sums do not: their shape is (B,), where (B, 1) is "
            "needed. Give sum the same keepdims.",
        ),
        Mistake(
            shifted_by(lambda Z: Z.max()),
            "You subtract the largest score of the whole batch. A row that lies far below it "
            "becomes nothing but zeros, and 0/0 is NaN. Each row has a maximum of its own.",
        ),
        Mistake(
            shifted_by(lambda Z: Z.min(**OF_ROWS)),
            "You subtract the smallest score of each row; then the largest can still overflow. "
            "Try [[0, 2000]].",
        ),
        Mistake(
            shifted_by(lambda Z: Z.mean(**OF_ROWS)),
            "You subtract the mean of each row; a score far above the mean still overflows. Try "
            "[[0, 2000]].",
        ),
        Mistake(
            shifted_by(lambda Z: (Z.max(**OF_ROWS) + Z.min(**OF_ROWS)) / 2),
            "You subtract the middle between the largest and the smallest score; a row that is "
            "spread wide still overflows at its upper end. Try [[0, 2000]].",
        ),
        Mistake(
            shifted_by(lambda Z: np.abs(Z).max(**OF_ROWS)),
            "You subtract the largest score by size, sign ignored. A row of very negative scores "
            "is pushed even further down, to nothing but zeros.",
        ),
        Mistake(
            lambda Z: shifted_by(lambda Z: 0.0)(np.clip(Z, -80, 80)),
            "Clipping keeps exp from overflowing, but two large scores become equal, and their "
            "difference is what counts.",
        ),
        Mistake(
            lambda Z: shifted_by(lambda Z: 0.0)(Z / Z.max(**OF_ROWS)),
            "Dividing by the maximum changes the differences between the scores, so the "
            "probabilities change as well. Subtracting does not.",
        ),
        Mistake(
            lambda Z: np.nan_to_num(shifted_by(lambda Z: 0.0)(Z)),
            "Replacing NaN by a number hides the overflow and leaves a wrong answer. Prevent the "
            "overflow instead.",
        ),
        Mistake(
            lambda Z: np.exp(Z - Z.max(**OF_ROWS)),
            "The shift is right. What is missing is the division by the sum.",
        ),
        Mistake(
            lambda Z: np.exp(Z - Z.max(**OF_ROWS)) / np.exp(Z).sum(**OF_ROWS),
            "The top of the fraction is shifted and the bottom is not; the shift cancels only if "
            "it is in both.",
        ),
    ],
    hints=[
        "Take away from each row the number that makes its largest score 0.",
        "Z.max(axis=-1, keepdims=True) is that number, as a column for a batch.",
        "Shift first; then exp and the division, both on the shifted scores, with axis=-1.",
    ],
    praise="It takes one row or many, and scores of any size.",
)


# --- loss_from_labels ---------------------------------------------------------------------------


def loss_from_labels_solution(Z, y):
    m = Z.max(axis=1)  # (B,)
    log_sum_exp = m + np.log(np.exp(Z - m[:, np.newaxis]).sum(axis=1))  # (B,)
    return np.mean(log_sum_exp - Z[np.arange(len(y)), y])


def loss_from_labels_inputs(rng):
    """Batches; scores that overflow; a right class with a probability too small to be stored.

    And one score so large that a small one, added to it, is lost. Within its row nothing is added
    to it; a table of B by B, whose mean is right on paper, adds it to the numbers of other rows.
    """
    cases = [(rng.normal(0, 2, (B, C)), rng.integers(0, C, B)) for B, C in [(4, 3), (7, 5), (1, 2)]]
    huge = np.array([[1.0, 800.0, 799.0], [2.0, 1.0, 0.0]])
    hopeless = np.array([[0.0, 900.0, 10.0], [2.0, 1.0, 0.0]])
    apart = np.array([[0.0, 1.0], [1000.0, 1001.0], [-900.0, -901.0]])
    absorbing = np.array([[0.0, 1e17, 0.0], [1.0, 2.0, 3.0]])
    labels = [np.array([1, 0]), np.array([0, 0]), np.array([1, 0, 1]), np.array([1, 1])]
    return [*cases, *zip((huge, hopeless, apart, absorbing), labels, strict=True)]


def chosen_log_p(Z, y):
    return log_softmax(Z)[np.arange(len(y)), y]


def picked_p(Z, y):
    return softmax(Z)[np.arange(len(y)), y]


def without_shift(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


def unshifted_log_sum_exp(Z, y):
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y])


def shift_not_added_back(Z, y):
    log_sum = np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1))
    return np.mean(log_sum - Z[np.arange(len(y)), y])


def log_sum_exp(Z):
    return np.logaddexp.reduce(Z, axis=1)


def one_shift_for_all(Z, y):
    m = Z.max()
    return np.mean(m + np.log(np.exp(Z - m).sum(axis=1)) - Z[np.arange(len(y)), y])


def table_of_rows_and_columns(Z, y):
    m = Z.max(axis=1, keepdims=True)
    return np.mean(m + np.log(np.exp(Z - m).sum(axis=1)) - Z[np.arange(len(y)), y])


def table_from_the_sums(Z, y):
    m = Z.max(axis=1, keepdims=True)
    log_sum_exp = m + np.log(np.exp(Z - m).sum(axis=1, keepdims=True))
    return np.mean(log_sum_exp - Z[np.arange(len(y)), y])


def table_from_the_maxima(Z, y):
    m = Z.max(axis=1)
    log_sum = np.log(np.exp(Z - m[:, np.newaxis]).sum(axis=1, keepdims=True))
    return np.mean(m + log_sum - Z[np.arange(len(y)), y])


def maxima_as_a_row(Z, y):
    m = Z.max(axis=1)
    return np.mean(m + np.log(np.exp(Z - m).sum(axis=1)) - Z[np.arange(len(y)), y])


TABLE = (
    "One of your arrays stands as a column (B, 1) where another has shape (B,), and together they "
    "make a table of B by B. On paper its mean is still right; but 10,000 examples make 100 "
    "million entries, and large scores swallow small ones of other rows. Print the shapes."
)
EPSILONS = (1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-300)  # what programs add to p, but for 1e-12


def loss_limited_by(epsilon):
    return lambda Z, y: -np.mean(np.log(picked_p(Z, y) + epsilon))


def limited(epsilon):
    """Say what adding this number to the probability does."""
    return (
        f"Never infinite, but no longer right: {epsilon:g} limits the surprise to "
        f"{-np.log(epsilon):.1f}, and the right class in one of the tests trails by 900 points."
    )


ALL_COLUMNS = (
    "Indexing by [:, y] takes all the columns in y from every row, a table of B by B. You want one "
    "entry from each row: give NumPy a row number for each label as well."
)
VANISHED = (
    "Right for most scores, but infinite in one of the tests: there the right class's "
    "probability is too small to be stored and has become 0. Can you get the logarithm "
    "without going through the probability?"
)
loss_from_labels = Exercise(
    name="loss_from_labels",
    task="Write the mean cross-entropy of a batch from scores and integer labels.",
    solution=loss_from_labels_solution,
    inputs=loss_from_labels_inputs,
    mistakes=[
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).sum(),
            "This is the sum over the batch. Twice as many examples would make it twice as "
            "large; the loss of a batch is the mean.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).sum() / Z.size,
            "You divided by the number of entries, B times C. One example contributes one "
            "surprise: by how many is the sum to be divided?",
        ),
        Mistake(lambda Z, y: -log_softmax(Z)[:, y].mean(), ALL_COLUMNS),
        Mistake(lambda Z, y: -np.log(softmax(Z))[:, y].mean(), ALL_COLUMNS),
        Mistake(lambda Z, y: -np.log(softmax(Z) + 1e-12)[:, y].mean(), ALL_COLUMNS),
        Mistake(
            lambda Z, y: -log_softmax(Z).mean(),
            "You average over all classes. Only the right class of each example counts.",
        ),
        Mistake(
            lambda Z, y: -log_softmax(Z).max(axis=1).mean(),
            "You take the class with the highest score. The surprise is that of the right class.",
        ),
        Mistake(lambda Z, y: -np.mean(np.log(picked_p(Z, y))), VANISHED),
        Mistake(
            lambda Z, y: -np.mean(np.sum(one_hot(y, Z.shape[1]) * np.log(softmax(Z)), axis=1)),
            "Right while every probability can be stored. Where one has become 0 its logarithm is "
            "minus infinity, and 0 times infinity is NaN. Work from the scores.",
        ),
        Mistake(
            lambda Z, y: -np.mean(np.log(picked_p(Z, y) + 1e-12)),
            "Never infinite, but no longer right: 1e-12 limits the surprise to 27.6, and the right "
            "class in one of the tests trails by 900 points. Every loss beyond that is the same, "
            "however wrong the scores are.",
        ),
        *(Mistake(loss_limited_by(epsilon), limited(epsilon)) for epsilon in EPSILONS),
        Mistake(table_of_rows_and_columns, TABLE),
        Mistake(table_from_the_sums, TABLE),
        Mistake(table_from_the_maxima, TABLE),
        Mistake(
            maxima_as_a_row,
            "The maxima have the shape (B,), so NumPy lines them up with the columns of Z. Inside "
            "exp they should stand as a column: m[:, np.newaxis], or keepdims=True.",
        ),
        Mistake(
            lambda Z, y: [loss_from_labels_solution(Z, y)],
            "This is the right number in a list or an array; return one number, not a list of one.",
        ),
        Mistake(
            lambda Z, y: -np.mean(np.nan_to_num(np.log(picked_p(Z, y)))),
            "nan_to_num has turned an infinite surprise into the largest number there is. The "
            "true one, in one of the tests, is 900: work from the scores.",
        ),
        Mistake(
            lambda Z, y: np.mean(log_sum_exp(Z)),
            "This is log-sum-exp alone. The score of the right class is still to be subtracted.",
        ),
        Mistake(
            lambda Z, y: np.mean(log_sum_exp(Z) + Z[np.arange(len(y)), y]),
            "The score of the right class is added. It makes the loss smaller, not larger.",
        ),
        Mistake(
            lambda Z, y: -np.log(np.mean(picked_p(Z, y))),
            "You take the mean of the probabilities, and then its logarithm. The loss is the mean "
            "of the surprises: logarithm first.",
        ),
        Mistake(
            one_shift_for_all,
            "You subtract the largest score of the whole batch. A row that lies far below it "
            "becomes nothing but zeros, and log 0 is minus infinity. Each row needs its own.",
        ),
        Mistake(
            lambda Z, y: -np.mean(np.log(without_shift(Z)[np.arange(len(y)), y])),
            "Right for small scores; for large ones exp overflows and the result is NaN. The "
            "shift is missing, and the logarithm should not go through the probability.",
        ),
        Mistake(
            unshifted_log_sum_exp,
            "The formula is right, but for large scores exp overflows, and for scores far below "
            "0 the sum becomes 0. Log-sum-exp needs the shift as softmax does.",
        ),
        Mistake(
            shift_not_added_back,
            "The maximum was subtracted inside the logarithm and not added again outside.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).mean() / np.log(10),
            "Your result is 2.3 times too small: a logarithm to base 10 has slipped in.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y).mean() / np.log(2),
            "Your result is in bits: a logarithm to base 2 has slipped in.",
        ),
        Mistake(
            lambda Z, y: np.mean(Z.max(axis=1) - Z[np.arange(len(y)), y]),
            "You subtract from the largest score. Log-sum-exp is close to it, but not the same.",
        ),
        Mistake(
            lambda Z, y: np.mean((softmax(Z) - one_hot(y, Z.shape[1])) ** 2),
            "This is a squared error. The loss here is the surprise of the right class.",
        ),
        Mistake(
            lambda Z, y: chosen_log_p(Z, y).mean(),
            "Your loss is negative. Going downhill on it would make the network worse.",
        ),
        Mistake(
            chosen_log_p,
            "You return one number for each example, with the sign missing too. The loss of a "
            "batch is a single number.",
        ),
        Mistake(
            lambda Z, y: -chosen_log_p(Z, y),
            "These are the right surprises, one for each example. The loss of a batch is a "
            "single number.",
        ),
    ],
    hints=[
        "For one row it is the log-sum-exp of all scores, minus the score of the right class.",
        "Z[np.arange(len(y)), y] picks from each row the score that its label names.",
        "m = Z.max(axis=1); log-sum-exp is m + np.log(np.exp(Z - m[:, np.newaxis]).sum(axis=1)); "
        "subtract the picked scores and take the mean.",
    ],
    praise="It agrees with the formula on every test, the hopeless case included.",
)


# --- p_minus_y ----------------------------------------------------------------------------------


def p_minus_y_solution(Z, y):
    return (softmax(Z) - one_hot(y, Z.shape[1])) / len(y)  # (B, C)


def p_minus_y_inputs(rng):
    sizes = [(4, 3), (5, 12), (1, 2), (6, 10)]
    cases = [(rng.normal(0, 2, (B, C)), rng.integers(0, C, B)) for B, C in sizes]
    return [*cases, (np.array([[1000.0, 1001.0, 999.0], [0.0, 1.0, 2.0]]), np.array([0, 2]))]


def over_columns(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def only_the_right_class(Z, y):
    return (picked_p(Z, y) - 1) / len(y)


def minus_one_in_columns(Z, y):
    P = softmax(Z)
    P[:, y] -= 1
    return P


WHOLE_COLUMNS = (
    "P[:, y] is the columns named in y, in every row. You want one entry of each row: give NumPy a "
    "row number for each label as well."
)
p_minus_y = Exercise(
    name="p_minus_y",
    task="Write the gradient of the mean cross-entropy with respect to the scores.",
    solution=p_minus_y_solution,
    inputs=p_minus_y_inputs,
    mistakes=[
        Mistake(
            lambda Z, y: -p_minus_y_solution(Z, y),
            "Every sign is reversed. The right class's entry must be negative: raising its score "
            "lowers the loss.",
        ),
        Mistake(
            lambda Z, y: p_minus_y_solution(Z, y) * len(y),
            "The factor 1/B is missing: the loss is a mean over the batch, so each example has "
            "1/B of a say.",
        ),
        Mistake(
            lambda Z, y: p_minus_y_solution(Z, y) / Z.shape[1],
            "You divided by the number of classes too. The loss is a mean over examples only.",
        ),
        Mistake(
            lambda Z, y: softmax(Z) - one_hot(y, Z.shape[1]) / len(y),
            "Only the target is divided by B: division comes before subtraction. Put the "
            "difference in parentheses.",
        ),
        Mistake(
            lambda Z, y: softmax(Z) / len(y) - one_hot(y, Z.shape[1]),
            "Only the probabilities are divided by B. Put the difference in parentheses.",
        ),
        Mistake(
            lambda Z, y: one_hot(y, Z.shape[1]) - softmax(Z),
            "Two things at once: every sign is reversed, and the factor 1/B is missing.",
        ),
        Mistake(
            lambda Z, y: softmax(Z),
            "These are the probabilities. The target is still to be subtracted, and the loss is a "
            "mean over the batch.",
        ),
        Mistake(
            lambda Z, y: p_minus_y_solution(Z, y) * len(y) ** 2,
            "You multiply by the number of examples. The loss is a mean over them.",
        ),
        Mistake(
            lambda Z, y: p_minus_y_solution(Z, y) * len(y) / Z.shape[1],
            "You divided by the number of classes. The loss is a mean over examples: divide by "
            "their number.",
        ),
        Mistake(
            lambda Z, y: (softmax(Z) - one_hot(y)) / len(y),
            "one_hot makes ten columns unless it is told how many. These scores have another "
            "number of classes: Z.shape[1].",
        ),
        Mistake(
            lambda Z, y: softmax(Z) - one_hot(y),
            "one_hot makes ten columns unless it is told how many: Z.shape[1]. And the loss is a "
            "mean over the batch, so 1/B is missing too.",
        ),
        Mistake(lambda Z, y: minus_one_in_columns(Z, y) / len(y), WHOLE_COLUMNS),
        Mistake(minus_one_in_columns, WHOLE_COLUMNS),
        Mistake(
            lambda Z, y: (softmax(softmax(Z)) - one_hot(y, Z.shape[1])) / len(y),
            "You have put probabilities through softmax once more.",
        ),
        Mistake(
            lambda Z, y: (softmax(Z) - one_hot(y, Z.shape[1])) ** 2 / len(y),
            "The square is too much: it belongs to another loss. The gradient is the difference.",
        ),
        Mistake(
            lambda Z, y: (softmax(Z) + one_hot(y, Z.shape[1])) / len(y),
            "You add the target. Prediction minus target.",
        ),
        Mistake(
            lambda Z, y: softmax(Z) / len(y),
            "These are the probabilities over B. Where does the target come in?",
        ),
        Mistake(
            lambda Z, y: softmax(Z) - y[:, np.newaxis],
            "You subtract the labels as numbers. The target of a row is one-hot: 1 for the right "
            "class, 0 for the others.",
        ),
        Mistake(
            lambda Z, y: (softmax(Z) - y[:, np.newaxis]) / len(y),
            "You subtract the labels as numbers from every column. The target of a row is one-hot.",
        ),
        Mistake(
            lambda Z, y: (over_columns(Z) - one_hot(y, Z.shape[1])) / len(y),
            "Your softmax runs along the wrong axis: its columns sum to 1, not its rows.",
        ),
        Mistake(
            lambda Z, y: (Z - one_hot(y, Z.shape[1])) / len(y),
            "You subtract the target from the scores. It has to be compared with probabilities.",
        ),
        Mistake(
            lambda Z, y: (without_shift(Z) - one_hot(y, Z.shape[1])) / len(y),
            "Right for small scores, NaN for scores in the hundreds: use the softmax that does "
            "not overflow.",
        ),
        Mistake(
            only_the_right_class,
            "One number for each example: the slope of its right class. The other scores have "
            "slopes too, so the result has the shape of Z.",
        ),
        Mistake(
            lambda Z, y: (log_softmax(Z) - one_hot(y, Z.shape[1])) / len(y),
            "You subtract the target from the logarithm of the probabilities.",
        ),
    ],
    hints=[
        "For one row it is p - y, with y as a one-hot row.",
        "softmax(Z) is P; one_hot(y, Z.shape[1]) is Y.",
        "The loss is a mean over B examples, so the difference is divided by len(y).",
    ],
    praise="It has the shape of Z, and each of its rows sums to 0.",
)


# --- training_step ------------------------------------------------------------------------------

score_gradient = p_minus_y_solution  # the notebook's name for it


def training_step_solution(W, b, X, y, learning_rate):
    dZ = score_gradient(X @ W + b, y)  # (B, C)
    dW = X.T @ dZ  # (n_in, C)
    db = dZ.sum(axis=0)  # (C,)
    return W - learning_rate * dW, b - learning_rate * db


def training_step_inputs(rng):
    """Batches of small made-up images; B, n_in and C are all different, but once."""
    cases = []
    for B, n_in, C in [(5, 4, 3), (2, 6, 4), (7, 3, 12), (4, 4, 4)]:
        W, b, X = rng.normal(size=(n_in, C)), rng.normal(size=C), rng.random((B, n_in))
        cases.append((W, b, X, rng.integers(0, C, B), float(rng.uniform(0.1, 2))))
    return cases


def step_with(of_W=lambda dW, B: dW, of_b=lambda db, B: db):
    """Return a training step in which one of the gradients is changed."""

    def function(W, b, X, y, learning_rate):
        dZ = score_gradient(X @ W + b, y)
        dW, db = of_W(X.T @ dZ, len(y)), of_b(dZ.sum(axis=0), len(y))
        return W - learning_rate * dW, b - learning_rate * db

    return function


def both(change):
    return step_with(change, change)


def gradients_only(W, b, X, y, learning_rate):
    dZ = score_gradient(X @ W + b, y)
    return X.T @ dZ, dZ.sum(axis=0)


def without_bias_in_the_scores(W, b, X, y, learning_rate):
    dZ = score_gradient(X @ W, y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0)


def step_at(rate):
    """Return a training step that doesn't look at the learning rate that it is given."""
    return lambda W, b, X, y, learning_rate: training_step_solution(W, b, X, y, rate)


def at_a_fixed_rate(rate):
    return f"You step at the rate {rate:g}, whatever the fifth argument says."


def step_from(slopes):
    """Return a training step with other slopes along the scores."""

    def function(W, b, X, y, learning_rate):
        dZ = slopes(W, b, X, y)
        return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0)

    return function


def transposed_product(W, b, X, y, learning_rate):
    dZ = score_gradient(X @ W + b, y)
    return W - learning_rate * dZ.T @ X, b - learning_rate * dZ.sum(axis=0)


def sum_over_classes(W, b, X, y, learning_rate):
    dZ = score_gradient(X @ W + b, y)
    return W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=1)


def scaled_gradients(W, b, X, y, learning_rate):
    dW, db = gradients_only(W, b, X, y, learning_rate)
    return learning_rate * dW, learning_rate * db


def rate_forgotten_for_W(W, b, X, y, learning_rate):
    dW, db = gradients_only(W, b, X, y, learning_rate)
    return W - dW, b - learning_rate * db


def rate_forgotten_for_b(W, b, X, y, learning_rate):
    dW, db = gradients_only(W, b, X, y, learning_rate)
    return W - learning_rate * dW, b - db


def b_after_W(W, b, X, y, learning_rate):
    W, _ = training_step_solution(W, b, X, y, learning_rate)
    return W, training_step_solution(W, b, X, y, learning_rate)[1]


def both_arrays(result, expected, arguments):
    """Compare the new weights and the new bias, and say which of them is wrong."""
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return "Return two arrays, the new W and the new b."
    words = [same_numbers(got, right) for got, right in zip(result, expected, strict=True)]
    if words[0] and words[1]:
        return f"Neither array is right. The new W: {words[0]} The new b: {words[1]}"
    if words[0]:
        return f"The new b is right, the new W is not: {words[0]}"
    return f"The new W is right, the new b is not: {words[1]}" if words[1] else None


training_step = Exercise(
    name="training_step",
    task="Write one step of training: return the new W and the new b.",
    solution=training_step_solution,
    inputs=training_step_inputs,
    judge=both_arrays,
    mistakes=[
        Mistake(
            both(lambda g, B: -g),
            "You step uphill: the gradient points to a larger loss. Which sign takes you down?",
        ),
        Mistake(
            both(lambda g, B: g / B),
            "You divided by B once more. score_gradient has the 1/B of the mean in it already.",
        ),
        Mistake(
            both(lambda g, B: g * B),
            "Your step is B times too long: where has the 1/B of the mean gone?",
        ),
        Mistake(
            step_with(of_b=lambda db, B: db / B),
            "W is right. For b you took the mean over the batch, but dZ already holds the factor "
            "1/B: the contributions of the examples are added up.",
        ),
        Mistake(
            step_with(of_W=lambda dW, B: dW / B),
            "b is right. For W you divided by B once more, and dZ already holds that factor.",
        ),
        Mistake(
            step_with(of_b=lambda db, B: 0),
            "W is right, and b has not moved. If you have added up all of dZ: its rows sum to 0, "
            "so the whole does too. Sum over the examples only, for each class by itself.",
        ),
        Mistake(step_with(of_W=lambda dW, B: 0), "b is right, and W has not moved."),
        Mistake(
            step_with(of_b=lambda db, B: -db),
            "W is right. b went uphill.",
        ),
        Mistake(
            step_with(of_W=lambda dW, B: -dW),
            "b is right. W went uphill.",
        ),
        Mistake(
            rate_forgotten_for_W,
            "b is right. The step of W does not use the learning rate.",
        ),
        Mistake(
            rate_forgotten_for_b,
            "W is right. The step of b does not use the learning rate.",
        ),
        Mistake(
            b_after_W,
            "W is right. But b uses a dZ computed with the new W. Compute dZ once, from the old W "
            "and b, and use it for both.",
        ),
        Mistake(
            gradients_only,
            "These are the two gradients. The step is still to come: subtract the learning rate "
            "times each of them from W and from b.",
        ),
        Mistake(
            scaled_gradients,
            "This is how far W and b have to move. Return where they arrive.",
        ),
        Mistake(
            transposed_product,
            "dZ.T @ X has a row for each class and a column for each pixel, and W has it the "
            "other way round. Which of the two has to be transposed?",
        ),
        Mistake(
            sum_over_classes,
            "For b you add up the classes of each example, which leaves a number for each "
            "example. b has one for each class.",
        ),
        Mistake(
            lambda W, b, X, y, learning_rate: training_step_solution(W, b, X, y, 1.0),
            "The directions are right. What is the fifth argument for?",
        ),
        *(Mistake(step_at(rate), at_a_fixed_rate(rate)) for rate in (0.01, 0.1, 0.3, 0.5)),
        Mistake(
            step_from(lambda W, b, X, y: score_gradient(X @ W - b, y)),
            "The scores you start from are X @ W minus the bias. It is added.",
        ),
        Mistake(
            step_from(lambda W, b, X, y: softmax(X @ W + b) / len(y)),
            "Your dZ holds the probabilities over B. The target is missing in it: what does "
            "score_gradient return?",
        ),
        Mistake(
            step_from(lambda W, b, X, y: softmax(X @ W + b)),
            "Your dZ holds the probabilities alone. score_gradient takes away the target and "
            "divides by B.",
        ),
        Mistake(
            lambda *arguments: training_step_solution(*arguments)[::-1],
            "Both are right, but they come in the wrong order: W first, then b.",
        ),
        Mistake(
            lambda *arguments: training_step_solution(*arguments)[0],
            "You return the new W only. The bias learns too.",
        ),
        Mistake(
            without_bias_in_the_scores,
            "The scores you start from are X @ W without the bias.",
        ),
    ],
    hints=[
        "In the order of the text: the scores, dZ from score_gradient, then dW and db.",
        "A matrix product adds up over the two inner lengths, and you want to add up over the "
        "images. So the images have to be inside: which of X and dZ must be transposed?",
        "dW = X.T @ dZ; db = dZ.sum(axis=0); return W - learning_rate * dW and "
        "b - learning_rate * db.",
    ],
    praise="This is one update. Training is nothing but many of these.",
)


# --- softmax_backward ---------------------------------------------------------------------------


def softmax_backward_solution(P, dP):
    return P * (dP - np.sum(P * dP, axis=1, keepdims=True))  # (B, C)


def softmax_backward_inputs(rng):
    shapes = [(4, 3), (2, 6), (3, 3)]
    return [(softmax(rng.normal(0, 2, shape)), rng.normal(size=shape)) for shape in shapes]


softmax_backward = Exercise(
    name="softmax_backward",
    task="From slopes along the probabilities make slopes along the scores, row by row.",
    solution=softmax_backward_solution,
    inputs=softmax_backward_inputs,
    mistakes=[
        Mistake(
            lambda P, dP: P * (1 - P) * dP,
            "You use the diagonal of the Jacobian only. Each score acts on every probability, so "
            "the other paths count too.",
        ),
        Mistake(
            lambda P, dP: P * (dP - np.sum(P * dP, axis=1)),
            "The sums of the rows are lined up with the columns, or do not fit at all. They "
            "should stand as a column of shape (B, 1).",
        ),
        Mistake(
            lambda P, dP: P * (dP - np.sum(P * dP, axis=0, keepdims=True)),
            "You sum over the examples. The sum runs over the classes of one example.",
        ),
        Mistake(
            lambda P, dP: P * (dP - np.sum(P * dP)),
            "You sum over the whole batch, so the examples mix. Each row has a sum of its own.",
        ),
        Mistake(
            lambda P, dP: P * (dP - np.sum(dP, axis=1, keepdims=True)),
            "In the sum each dp_j is weighted; look at what stands beside it.",
        ),
        Mistake(
            lambda P, dP: P * (dP - np.mean(P * dP, axis=1, keepdims=True)),
            "You take the mean over the classes. The paths add up.",
        ),
        Mistake(
            lambda P, dP: dP - np.sum(P * dP, axis=1, keepdims=True),
            "The bracket is right. The factor in front of it is missing.",
        ),
        Mistake(
            lambda P, dP: P * dP - np.sum(P * dP, axis=1, keepdims=True),
            "The first part is right. In the second the sum is to be multiplied by p_i as well, "
            "which can be taken out of it but not left out.",
        ),
        Mistake(
            lambda P, dP: -softmax_backward_solution(P, dP),
            "Every sign is reversed.",
        ),
        Mistake(
            lambda P, dP: P * dP,
            "This is the first half, the part with delta. The second half is still to come.",
        ),
        Mistake(
            lambda P, dP: P * (dP + np.sum(P * dP, axis=1, keepdims=True)),
            "One sign is wrong: the entries off the diagonal of the Jacobian are negative.",
        ),
        Mistake(
            lambda P, dP: softmax_backward_solution(softmax(P), dP),
            "P holds probabilities already; you have put them through softmax once more.",
        ),
        Mistake(
            lambda P, dP: P * (dP - np.sum(P * dP, axis=1, keepdims=True)) / len(P),
            "You divided by B. The incoming dP already holds whatever factor the loss has.",
        ),
    ],
    hints=[
        "On paper, entry i of dp @ J is the sum over j of dp_j p_j (delta_ij - p_i).",
        "The part with delta leaves p_i dp_i; from the other, p_i can be taken out of the sum.",
        "P times (dP minus the row sums of P * dP), the sums as a column.",
    ],
    praise="It returns the slopes along the scores, for any loss behind the softmax.",
)


# --- log_softmax_jacobian -----------------------------------------------------------------------


def log_softmax_jacobian_solution(z):
    p = softmax(z)  # (C,)
    return np.eye(len(z)) - p  # row j, column i: delta_ij - p_i


def log_softmax_jacobian_inputs(rng):
    return [(rng.normal(0, 1.5, C),) for C in (3, 4, 2)]


log_softmax_jacobian = Exercise(
    name="log_softmax_jacobian",
    task="Write the Jacobian of log_softmax: in row j, column i, the slope of log p_j along z_i.",
    solution=log_softmax_jacobian_solution,
    inputs=log_softmax_jacobian_inputs,
    mistakes=[
        Mistake(
            lambda z: log_softmax_jacobian_solution(z).T,
            "All numbers are there, but row and column are swapped. Softmax's own Jacobian is "
            "symmetric and hides this mistake; here each row must sum to 0. Does yours?",
        ),
        Mistake(
            lambda z: np.diag(1 - softmax(z)),
            "Only the diagonal is filled. But log p_j changes when any score rises, because "
            "every score is part of the sum.",
        ),
        Mistake(
            lambda z: np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)),
            "This is the Jacobian of softmax itself. The logarithm outside adds one more factor "
            "by the chain rule; what is the derivative of log p?",
        ),
        Mistake(
            lambda z: -log_softmax_jacobian_solution(z),
            "Every sign is reversed: raising z_j should raise log p_j, so the diagonal is "
            "positive.",
        ),
        Mistake(
            lambda z: 1 - softmax(z),
            "This is the diagonal, as a row. The result is a table with C rows and C columns.",
        ),
        Mistake(
            lambda z: np.ones((len(z), len(z))) - softmax(z),
            "You have 1 everywhere. The score z_j is part of log p_j only; off the diagonal the "
            "first term has no slope.",
        ),
        Mistake(
            lambda z: np.tile(-softmax(z), (len(z), 1)),
            "This is the slope of the second term, minus log-sum-exp. The first term, z_j, has a "
            "slope too.",
        ),
        Mistake(
            lambda z: np.eye(len(z)) - log_softmax(z),
            "The slope of log-sum-exp along a score is a probability, not the logarithm of one.",
        ),
        Mistake(
            lambda z: np.eye(len(z)) + softmax(z),
            "Log-sum-exp is subtracted, so its slope is too.",
        ),
        Mistake(
            lambda z: np.diag(1 / softmax(z)),
            "This is the slope of the logarithm alone, 1/p. The slopes of p along the scores are "
            "missing.",
        ),
    ],
    hints=[
        "log p_j is z_j minus the log-sum-exp of all scores. Differentiate the two parts.",
        "The slope of z_j along z_i is 1 if i = j, else 0. The slope of log-sum-exp along z_i is "
        "p_i, whatever j is.",
        "In NumPy: the identity np.eye(C) minus p; broadcasting subtracts p from each row.",
    ],
    praise="Multiply its row of the right class by -1, and p - y stands there.",
)


# --- temperature --------------------------------------------------------------------------------


def temperature_solution(Z, T):
    Z = Z / T  # (B, C)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def temperature_inputs(rng):
    """Small, odd-shaped, very large and widely spread scores; B and C differ."""
    return [
        (rng.normal(0, 2, (4, 3)), 1.0),
        (rng.normal(0, 2, (5, 3)), rng.uniform(1.5, 4)),
        (rng.normal(0, 2, (2, 6)), rng.uniform(0.2, 0.8)),
        (rng.normal(5000, 300, (3, 4)), 2.0),
        (np.array([[0.0, 1000.0]]), 1.0),
        (np.array([[0.0, 2000.0]]), 1.0),
        (np.array([[0.0, 1.0], [1000.0, 1001.0]]), 1.0),
        (np.array([[0.0, 1000.0]]), 100.0),
        (np.array([[3.0, 1.0, 2.0]]), 0.001),
    ]


def at_temperature(shift):
    """Return softmax(Z / T) with another shift of the divided scores than each row's maximum."""

    def function(Z, T):
        E = np.exp(Z / T - shift(Z / T))
        return E / E.sum(axis=1, keepdims=True)

    return function


def over_everything(Z, T):
    E = np.exp(Z / T - (Z / T).max())
    return E / E.sum()


def powers(Z, T):
    R = softmax(Z) ** (1 / T)
    return R / R.sum(axis=1, keepdims=True)


def shift_before_the_division(Z, T):
    E = np.exp(Z / T - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


temperature = Exercise(
    name="temperature",
    task="Write softmax(Z / T) for a batch, row by row, safe for scores of any size.",
    solution=temperature_solution,
    inputs=temperature_inputs,
    mistakes=[
        Mistake(
            lambda Z, T: over_columns(Z / T),
            "Your columns sum to 1, not your rows. Examples are rows: which axis holds the "
            "classes of one example? Print P.sum(axis=1) to see it.",
        ),
        Mistake(
            over_everything,
            "All your numbers together sum to 1, so the examples of the batch compete with each "
            "other. Each row needs a sum of its own; think of keepdims.",
        ),
        Mistake(
            at_temperature(lambda Z: 0.0),
            "This is right for small scores, but for scores in the thousands it returns NaN. "
            "What can be taken away from each row without changing its probabilities?",
        ),
        Mistake(
            at_temperature(lambda Z: Z.min(axis=1, keepdims=True)),
            "You subtract the smallest score of each row; then the largest can still overflow. "
            "Try [[0, 2000]] at T = 1.",
        ),
        Mistake(
            at_temperature(lambda Z: Z.mean(axis=1, keepdims=True)),
            "You subtract the mean of each row; a score far above it still overflows. Try "
            "[[0, 2000]] at T = 1.",
        ),
        Mistake(
            at_temperature(lambda Z: Z.max()),
            "You subtract the largest score of the whole batch. A row far below it becomes "
            "nothing but zeros; try [[0, 1], [1000, 1001]].",
        ),
        Mistake(
            shift_before_the_division,
            "You take the maximum of Z and subtract it from Z / T. At T = 1 the two fit; "
            "otherwise the largest exponent is not 0. Divide first.",
        ),
        Mistake(
            powers,
            "On paper this is the same, since the T-th root of an exponential is one too. But a "
            "probability that has become 0 stays 0: try [[0, 1000]] at T = 100, where 0.000045 "
            "should come out. Start from the scores.",
        ),
        Mistake(
            lambda Z, T: softmax(Z * T),
            "At T = 1 this is right, else it is upside down: a high temperature should make the "
            "probabilities more alike, and yours makes them more extreme.",
        ),
        Mistake(
            lambda Z, T: softmax(Z) / T,
            "Your rows do not sum to 1 unless T is 1. The temperature divides the scores, not "
            "the probabilities.",
        ),
        Mistake(
            lambda Z, T: softmax(softmax(Z) / T),
            "You put probabilities through softmax once more. T divides the scores.",
        ),
        Mistake(
            lambda Z, T: softmax(Z),
            "T has no effect on your result. A division after exp cancels between the top and the "
            "bottom of the fraction, and subtracting T from all scores changes none of their "
            "differences. It divides the scores.",
        ),
    ],
    hints=[
        "Start from the softmax that survives large scores. Only one thing is new.",
        "Divide the scores first. Everything after that works on the divided scores.",
        "Z = Z / T, then the maximum of each row with axis=1 and keepdims=True.",
    ],
    praise="Notebook 06 uses this T to make a network's probabilities more honest.",
)


# --- temperature_gradient -----------------------------------------------------------------------


def temperature_gradient_solution(Z, y, T):
    B, C = Z.shape
    return (softmax(Z / T) - one_hot(y, C)) / (B * T)  # (B, C)


def temperature_gradient_inputs(rng):
    return [
        (rng.normal(0, 2, (B, C)), rng.integers(0, C, B), T)
        for B, C, T in [(4, 3, 1.0), (5, 3, 2.5), (3, 6, 0.4)]
    ]


temperature_gradient = Exercise(
    name="temperature_gradient",
    task="Write the gradient of the mean cross-entropy of softmax(Z / T) with respect to Z.",
    solution=temperature_gradient_solution,
    inputs=temperature_gradient_inputs,
    mistakes=[
        Mistake(
            lambda Z, y, T: -temperature_gradient_solution(Z, y, T),
            "Every sign is reversed. The right class's entry must be negative: raising its score "
            "lowers the loss.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * len(y),
            "The factor 1/B is missing: the loss is a mean over the batch, so each example has "
            "1/B of a say.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * T,
            "At T = 1 this is right. One factor of the chain rule is missing: the inner function "
            "is Z / T, and what is its slope along Z?",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * T * T,
            "You multiply by T. The slope of Z / T along Z is another number.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * len(y) * T,
            "The probabilities and the target are right. Two factors are missing: one from the "
            "mean over the batch, one from the slope of Z / T.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) / Z.shape[1],
            "You divided by the number of classes too. The loss is a mean over examples only.",
        ),
        Mistake(
            lambda Z, y, T: (softmax(Z) - one_hot(y, Z.shape[1])) / len(y),
            "This is the gradient without a temperature. Which probabilities does the loss see?",
        ),
        Mistake(
            lambda Z, y, T: (softmax(Z) - one_hot(y, Z.shape[1])) / (len(y) * T),
            "The factors are right; but the loss sees the probabilities at temperature T.",
        ),
        Mistake(
            lambda Z, y, T: (softmax(Z * T) - one_hot(y, Z.shape[1])) / (len(y) * T),
            "The factors are right. In softmax the scores are divided by T, not multiplied.",
        ),
        Mistake(
            lambda Z, y, T: (over_columns(Z / T) - one_hot(y, Z.shape[1])) / (len(y) * T),
            "Your softmax runs along the wrong axis: its columns sum to 1, not its rows.",
        ),
        Mistake(
            lambda Z, y, T: -temperature_gradient_solution(Z, y, T) * T,
            "Two things at once: every sign is reversed, and the slope of Z / T along Z is "
            "missing.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) * len(y) / Z.shape[1],
            "You divided by the number of classes. The loss is a mean over examples: divide by "
            "their number.",
        ),
        Mistake(
            lambda Z, y, T: temperature_gradient_solution(Z, y, T) / T,
            "You have the factor 1/T twice. Z / T is divided by T once.",
        ),
        Mistake(
            lambda Z, y, T: (softmax(Z / T) - one_hot(y, Z.shape[1]) / T) / len(y),
            "Only the target is divided by T. Put the difference in parentheses.",
        ),
        Mistake(
            lambda Z, y, T: softmax(Z / T) / (len(y) * T),
            "These are the probabilities. Where does the target come in?",
        ),
    ],
    hints=[
        "Call the divided scores U = Z / T. You know the gradient with respect to U.",
        "The chain rule adds one factor: the slope of U along Z.",
        "(softmax(Z / T) - Y) times 1/B times 1/T. one_hot(y, C) makes Y.",
    ],
    praise="Check any gradient of your own with numerical_gradient, as the notebook does.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "They would if softmax divided the scores by their sum. It divides exponentials.",
            "b": "Each exponential is multiplied by the same number, which cancels. The shift by "
            "the maximum rests on this.",
            "c": "Only differences of scores matter, and all differences have stayed the same.",
            "d": "With a careless program, perhaps; with the shift, no. Mathematically nothing "
            "changes at all.",
        },
    ),
    Number(
        right=-np.log(0.2),
        explanation="The surprise is -log(0.2), about 1.609. The article took the logarithm to "
        "base 10, np.log10, which makes every loss 2.3 times too small.",
        near_misses={
            -np.log10(0.2): "This is what the article printed: a logarithm to base 10.",
            -np.log2(0.2): "This is the surprise in bits. In nats it is the natural logarithm.",
            np.log(0.2): "The size is right. A loss is never negative here: what is missing?",
            -np.log(0.8): "This is the surprise of an event with probability 0.8.",
            0.2: "This is the probability itself. How surprising is it?",
        },
    ),
    Number(
        right=-0.3,
        explanation="p - y = 0.7 - 1 = -0.3: a step against the gradient raises this score.",
        near_misses={
            0.3: "The sign is reversed: this would push the right class's score down.",
            0.7: "That is p. The target of the right class is 1; subtract it.",
            -1 / 0.7: "That is the derivative with respect to the probability. The question asks "
            "for the score.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "Each example adds (p - y) times its pixel. If the pixel was 0 in all of them, "
            "there is nothing to add, and the weight stays where it was.",
            "b": "A step is only taken where the loss depends on the weight. Does it, if the "
            "pixel is 0?",
            "c": "The gradient is the pixel times p - y, summed over the examples. Put a 0 in.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "At this rate it is behind; at a larger one it caught up.",
            "b": "At a larger rate it trained the same network to 89 %.",
            "c": "At a rate of its own choosing it kept up in our experiment.",
        },
    ),
)

further_quiz = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "Its rows and its columns sum to 0 alike, since it is symmetric. Which of the "
            "two is meant?",
            "b": "Positive entries stand on the diagonal: a score lifts its own probability.",
            "c": "One score moves, the probabilities change, and their sum stays 1: the changes "
            "cancel.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "Softmax makes the tags compete: two that are both present can't both be near 1.",
            "b": "Each tag is a yes-or-no question of its own, so each has its own sigmoid.",
            "c": "Softmax with squared error still lets the tags compete.",
        },
    ),
    Number(
        right=0.5,
        explanation="Dividing by 0.5 doubles the scores, so halving them first makes up for it.",
        near_misses={
            2: "That would be the factor to make up for T = 2.",
            1: "At T = 0.5 the scores count double. Which factor undoes that?",
        },
    ),
    first=6,
)
