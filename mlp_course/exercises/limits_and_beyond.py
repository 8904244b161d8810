"""Exercises and quiz of the notebook limits_and_beyond."""

import numpy as np

from mlp_helpers import wilson_interval

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- permuted_start -----------------------------------------------------------------------------


def permuted_start_solution(W, order):
    return W[order]


def permuted_start_inputs(rng):
    """Orders that are not their own inverse, for layers with more units than pixels."""
    cases = []
    for n_in, n_out in [(5, 7), (6, 9), (8, 8)]:
        order = np.roll(np.arange(n_in), 2)
        order[[0, 1]] = order[[1, 0]]
        cases.append((rng.normal(size=(n_in, n_out)), order))
    return cases


def rows_to_their_places(W, order):
    permuted = np.empty_like(W)
    permuted[order] = W
    return permuted


permuted_start = Exercise(
    name="permuted_start",
    task="Return the first layer's weights with which the permuted images give the same sums.",
    solution=permuted_start_solution,
    inputs=permuted_start_inputs,
    mistakes=[
        Mistake(
            lambda W, order: W[:, order],
            "This permutes the columns, which belong to the units. Which axis belongs to pixels?",
        ),
        Mistake(
            rows_to_their_places,
            "This is the permutation backwards: row k goes to place order[k]. In X[:, order] place "
            "k gets the pixel order[k].",
        ),
        Mistake(
            lambda W, order: W,
            "These are the same weights at the same places, and other pixels stand there now.",
        ),
        Mistake(
            lambda W, order: W[order][:, order],
            "The rows are right. The columns belong to the units, and those stay where they are.",
        ),
        Mistake(lambda W, order: W[order].T, "A layer's weights have a row for each pixel."),
        Mistake(lambda W, order: W[::-1], "This turns the order round. Use `order`."),
        Mistake(
            lambda W, order: np.sort(W, axis=0),
            "This sorts each unit's weights by size. Their new order is `order`.",
        ),
    ],
    hints=[
        "A unit's sum is the pixel times its weight, added up over all pixels. Whatever the order, "
        "each pixel has to meet its own weight.",
        "Pixel `order[k]` stands at place k now. Whose weights belong in row k?",
        "`X[:, order]` permutes the columns of X. The same index on the rows of W is all it takes.",
    ],
    praise="A sum does not ask in which order its terms come.",
)


# --- filtered -----------------------------------------------------------------------------------


def filtered_solution(image, kernel):
    rows, columns = image.shape
    sums = np.zeros((rows - 2, columns - 2))
    for i in range(rows - 2):
        for j in range(columns - 2):
            sums[i, j] = (image[i : i + 3, j : j + 3] * kernel).sum()
    return sums


def filtered_inputs(rng):
    sizes = [(5, 5), (4, 7), (6, 4), (3, 3)]
    return [(rng.random(size), rng.normal(size=(3, 3)).round(2)) for size in sizes]


def with_a_frame(image, kernel):
    return filtered_solution(np.pad(image, 1), kernel)


def one_step_short(image, kernel):
    return filtered_solution(image, kernel)[:-1, :-1]


def product_of_matrices(image, kernel):
    rows, columns = image.shape
    places = np.ndindex(rows - 2, columns - 2)
    sums = [(image[i : i + 3, j : j + 3] @ kernel).sum() for i, j in places]
    return np.reshape(sums, (rows - 2, columns - 2))


def beyond_the_edge(image, kernel):
    sums = np.zeros((26, 26))
    for i in range(26):
        for j in range(26):
            sums[i, j] = (image[i : i + 3, j : j + 3] * kernel).sum()
    return sums


def changed_kernel(change):
    """Return the solution with a changed kernel."""
    return lambda image, kernel: filtered_solution(image, change(kernel))


filtered = Exercise(
    name="filtered",
    task="Slide a 3 by 3 filter over an image: at each place the sum of nine products.",
    solution=filtered_solution,
    inputs=filtered_inputs,
    mistakes=[
        Mistake(
            changed_kernel(lambda kernel: kernel[::-1, ::-1]),
            "The filter is turned by half a turn, as mathematicians do in a convolution. Deep "
            "learning's libraries, and this exercise, lay it on as it stands.",
        ),
        Mistake(changed_kernel(np.transpose), "Rows and columns of the filter are swapped."),
        Mistake(
            changed_kernel(lambda kernel: kernel[:, ::-1]),
            "Left and right of the filter are swapped.",
        ),
        Mistake(
            changed_kernel(lambda kernel: kernel[::-1]),
            "The filter stands on its head.",
        ),
        Mistake(
            beyond_the_edge,
            "The filter runs off the image. This one is not 28 by 28: there are rows - 2 and "
            "columns - 2 places, both from `image.shape`.",
        ),
        Mistake(
            with_a_frame,
            "The filter reaches beyond the edge here. Only those places count at which all nine "
            "pixels lie in the image, so there are two rows and two columns fewer.",
        ),
        Mistake(
            one_step_short,
            "The last place is missing. In a side of n pixels the filter has n - 2 places.",
        ),
        Mistake(
            changed_kernel(lambda kernel: kernel / 9),
            "This is the mean of the nine products. The task asks for their sum.",
        ),
        Mistake(
            lambda image, kernel: np.maximum(filtered_solution(image, kernel), 0),
            "Sums below 0 have become 0. That is a ReLU behind the filter, and not asked for here.",
        ),
        Mistake(
            product_of_matrices,
            "`@` is the product of two matrices. Here each pixel meets the number that lies on it: "
            "`*`.",
        ),
        Mistake(
            changed_kernel(np.ones_like),
            "These are the sums of the pixels alone. Each has to be multiplied by its number in "
            "the filter.",
        ),
        Mistake(
            lambda image, kernel: abs(filtered_solution(image, kernel)),
            "The signs are gone. A sum below 0 stays below 0.",
        ),
        Mistake(
            lambda image, kernel: filtered_solution(image, kernel).ravel(),
            "The sums are right, but they stand in one long row. They form an image of their own.",
        ),
        Mistake(
            lambda image, kernel: filtered_solution(image, kernel).T,
            "Rows and columns of the result are swapped.",
        ),
    ],
    hints=[
        "How many places are there for the filter? In a row of n pixels its left edge can stand at "
        "0, 1, ..., n - 3.",
        "The piece of the image below the filter is `image[i : i + 3, j : j + 3]`.",
        "At each place: `(image[i : i + 3, j : j + 3] * kernel).sum()`.",
    ],
    praise="The same nine numbers at every place: that is the whole idea.",
)


# --- dense_parameters ---------------------------------------------------------------------------


def dense_parameters_solution():
    pixels, places = 28 * 28, 26 * 26
    return pixels * places + places  # a weight for each pair, a bias for each place


dense_parameters = Exercise(
    name="dense_parameters",
    task="How many parameters has a fully connected layer from 784 pixels to 676 sums?",
    solution=dense_parameters_solution,
    mistakes=[
        Mistake(784 * 676, "Those are the weights. Each of the 676 sums has a bias too."),
        Mistake(784 * 676 + 784, "The biases belong to the 676 sums, not to the pixels."),
        Mistake(784 * 676 + 1, "Each of the 676 sums has a bias of its own."),
        Mistake(784 * 784 + 784, "There are 26 times 26 sums, not 28 times 28."),
        Mistake(784 * 784, "There are 26 times 26 sums, and each has a bias."),
        Mistake(10, "That is the filter. The layer shares nothing: count its weights."),
        Mistake(9 * 676 + 676, "In a fully connected layer each sum sees all 784 pixels."),
        Mistake(10 * 676, "In a fully connected layer each sum sees all 784 pixels."),
        Mistake(784 + 676, "A weight for each pair of pixel and sum: multiply."),
    ],
    hints=[
        "Notebook 04 has the formula: inputs times outputs, and a bias for each output.",
        "784 inputs, and 26 * 26 = 676 outputs.",
    ],
    praise="Against 10: a filter shares its nine weights and one bias between all places.",
)


# --- shifted ------------------------------------------------------------------------------------


def shifted_solution(images, down, right):
    (_, height, width), d, r = images.shape, abs(down), abs(right)
    framed = np.pad(images, ((0, 0), (d, d), (r, r)))  # a frame of paper, as wide as needed
    return framed[:, d - down : d - down + height, r - right : r - right + width]


def shifted_inputs(rng):
    moves = [(1, 2), (-2, 1), (0, -1), (2, 0), (-1, -3), (0, 0)]
    return [(rng.random((3, 5, 6)), *move) for move in moves]


def framed_with(mode):
    """Return the solution with something else than paper where the image has moved away from."""

    def moved(images, down, right):
        (_, height, width), d, r = images.shape, abs(down), abs(right)
        framed = np.pad(images, ((0, 0), (d, d), (r, r)), mode=mode)
        return framed[:, d - down : d - down + height, r - right : r - right + width]

    return moved


def cut_off(images, down, right):
    whole = shifted_solution(images, down, right)
    rows = slice(max(down, 0), len(whole[0]) + min(down, 0))
    return whole[:, rows, max(right, 0) : whole.shape[2] + min(right, 0)]


shifted = Exercise(
    name="shifted",
    task="Move images by whole pixels: down and to the right, with 0 coming in.",
    solution=shifted_solution,
    inputs=shifted_inputs,
    mistakes=[
        Mistake(
            lambda images, down, right: np.roll(images, (down, right), axis=(1, 2)),
            "What leaves the image on one side comes in on the other. `np.roll` does that; on "
            "paper there is nothing but paper, 0.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, right, down),
            "down and right have changed places. Rows are axis 1, columns axis 2.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, -down, -right),
            "It moves the other way: up, and to the left.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, down, -right),
            "It moves to the left where it should move to the right.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, -down, right),
            "It moves up where it should move down.",
        ),
        Mistake(
            lambda images, down, right: np.roll(images, (down, right), axis=(0, 1)),
            "This moves images within the batch. Axis 0 counts the images; rows are axis 1.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, down, 0),
            "It moves down, but not to the right.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, 0, right),
            "It moves to the right, but not down.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, max(down, 0), max(right, 0)),
            "Negative numbers do nothing here. They should move up, and to the left.",
        ),
        Mistake(
            lambda images, down, right: shifted_solution(images, abs(down), abs(right)),
            "Negative numbers move down and to the right here. They should move up and to the "
            "left.",
        ),
        Mistake(
            framed_with("edge"),
            "The edge is stretched to fill the gap. What comes in should be 0.",
        ),
        Mistake(framed_with("reflect"), "The gap shows a mirror image. What comes in should be 0."),
        Mistake(
            cut_off,
            "The result is smaller than the image. Put it into an array of zeros of the old size.",
        ),
        Mistake(lambda images, down, right: images, "The images have not moved."),
    ],
    hints=[
        "Begin with `result = np.zeros_like(images)`, and copy into it the part that stays in the "
        "image.",
        "Moved down by 2, the rows 0, 1, ... of the image become the rows 2, 3, ...: "
        "`result[:, 2:] = images[:, :-2]`. With 0 and with negative numbers that goes wrong: "
        "`[:-0]` is empty.",
        "No cases are needed with a frame of zeros, `np.pad(images, ((0, 0), (d, d), (r, r)))` "
        "with `d, r = abs(down), abs(right)`: cut out the piece that begins at row `d - down` and "
        "column `r - right`.",
    ],
    praise="Whatever leaves the sheet is gone: moved back, the image has lost it.",
)


# --- between_pixels (further) -------------------------------------------------------------------


def between_pixels_solution(image, row, column):
    i, j = int(row), int(column)
    down, right = row - i, column - j
    upper = (1 - right) * image[i, j] + right * image[i, j + 1]
    lower = (1 - right) * image[i + 1, j] + right * image[i + 1, j + 1]
    return (1 - down) * upper + down * lower


def between_pixels_inputs(rng):
    places = [(0.25, 1.5), (2.0, 0.75), (1.4, 2.0), (2.9, 1.1), (0.0, 0.0)]
    return [(rng.random((4, 5)), *place) for place in places]


def mean_of_four(image, row, column):
    i, j = int(row), int(column)
    return image[i : i + 2, j : j + 2].mean()


def shares_turned_round(image, row, column):
    i, j = int(row), int(column)
    four = image[i : i + 2, j : j + 2]
    return between_pixels_solution(four[::-1, ::-1], row - i, column - j)


between_pixels = Exercise(
    name="between_pixels",
    task="What does an image show at a place between its pixels? Mix the four around it.",
    solution=between_pixels_solution,
    inputs=between_pixels_inputs,
    mistakes=[
        Mistake(
            lambda image, row, column: image[round(row), round(column)],
            "This is the nearest pixel. Mix the four around the place, the nearer the more.",
        ),
        Mistake(
            lambda image, row, column: image[int(row), int(column)],
            "This is the pixel up and to the left. Mix the four around the place.",
        ),
        Mistake(
            shares_turned_round,
            "The further pixels count for more here. Near the upper one, the upper one's share is "
            "large: 1 - down, not down.",
        ),
        Mistake(mean_of_four, "All four count alike here. The nearer ones should count for more."),
        Mistake(
            lambda image, row, column: between_pixels_solution(image, int(row), column),
            "This mixes along the row only. The row below has a share as well.",
        ),
        Mistake(
            lambda image, row, column: between_pixels_solution(image, row, int(column)),
            "This mixes along the column only. The column to the right has a share as well.",
        ),
        Mistake(
            lambda image, row, column: between_pixels_solution(
                image, int(row) + column - int(column), int(column) + row - int(row)
            ),
            "The two shares have changed places: what lies between rows is down, between columns "
            "right.",
        ),
    ],
    hints=[
        "A place a quarter of the way from one pixel to the next shows three quarters of the one "
        "and one quarter of the other.",
        "Do it along the upper row, then along the lower one, then between the two results.",
        "`upper = (1 - right) * image[i, j] + right * image[i, j + 1]`, with `i, j = int(row), "
        "int(column)` and `right = column - j`.",
    ],
    praise="Bilinear interpolation: `sample` in the package does it for all pixels at once.",
)


# --- reading with one's own eyes ----------------------------------------------------------------


def compare_readings(own, y, y_pred, errors):
    """Print how often a reader's reading of some errors agrees with the labels, and what follows.

    Parameters
    ----------
    own : str
        A character for each image: a digit, or anything else for "cannot be read".
    y, y_pred : array of integers, shape (N,)
        Labels, and what the network read.
    errors : int
        All errors of the network, of which these are a part.
    """
    own = "".join(str(own).split())
    if not own:
        print(f"Nothing is typed yet: {len(y)} characters, such as 7 or ?.")
        return
    if len(own) != len(y):
        print(f"You typed {len(own)} characters for {len(y)} images.")
        return
    readings = np.array([int(c) if c in "0123456789" else -1 for c in own])
    agree, unread = np.sum(readings == y), np.sum(readings == -1)
    print(
        f"Of {len(y)} images you read {agree} as the label says, {np.sum(readings == y_pred)} as "
        f"the network does, and {unread} not at all."
    )
    low, high = wilson_interval(agree, len(y))
    print(f"Of all {errors} errors you might read {low:.0%} to {high:.0%} as their labels say.")


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "Nothing is lost: each pixel is still there, at another place.",
            "b": "A sum has no order, so nothing in the network knows where a pixel was.",
            "c": "The five seeds of each kind overlap: the order makes no visible difference.",
        },
    ),
    Number(
        right=26,
        explanation="25 weights and one bias, whatever the size of the image.",
        near_misses={
            25: "Those are the weights. There is a bias too.",
            10: "That is a filter of 3 by 3.",
            784 * 576 + 576: "That is a fully connected layer. A filter shares its weights.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "They stand for the images that will come, so they are left as those are.",
            "b": "Then they would answer another question: how well distorted digits are read.",
            "c": "Training images cannot judge a choice: the network has learned from them.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "One run could have done that by chance: other seeds move by as much.",
            "b": "It may have helped. These two runs cannot tell.",
            "c": "A difference within the spread of seeds asks for more seeds, of both.",
        },
    ),
    Number(
        right=0.8,
        explanation="2.5 % down to 1.7 % is 0.8 points, which is a third of all errors.",
        near_misses={
            32: "That is the share of the errors that is gone. Points are a difference: 2.5 - 1.7.",
            8: "Per 1,000 images. In points: 2.5 - 1.7.",
            0.008: "As a share of 1. In percentage points: 2.5 - 1.7.",
        },
    ),
)

further_quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "The place is nearer to the left column than to the right one.",
            "b": "The nearer column counts 0.75 and the upper row 0.5; the three others are 0.",
            "c": "That is the share of the pixel to the right, which is the further one.",
        },
    ),
    first=6,
)
