"""Exercises and quiz of the notebook catch_the_bug."""

import numpy as np

from .exercise import Exercise, Mistake
from .outcome import same_numbers
from .quiz import Choice, Number, Quiz


def rounded(tolerance):
    """Return a judge of a number that may be rounded, to a relative tolerance."""

    def judge(result, expected, arguments):
        complaint = same_numbers(result, expected)
        if complaint == "Not this number." and abs(result / expected - 1) <= tolerance:
            return None
        return complaint

    return judge


# --- loss_floor ---------------------------------------------------------------------------------


def loss_floor_solution():
    scores = np.array([1] + 9 * [0])  # probabilities: they cannot differ by more than 1
    return -np.log(np.exp(1) / np.exp(scores).sum())


loss_floor = Exercise(
    name="loss_floor",
    task="The smallest cross-entropy of a right answer behind two softmaxes, for ten classes.",
    solution=loss_floor_solution,
    judge=rounded(0.001),
    mistakes=[
        Mistake(0.0, "Behind one softmax it is. The second one gets numbers up to 1 only."),
        Mistake(np.log(10), "That is for ten equal scores. Here the right one is 1, the others 0."),
        Mistake(2.303, "That is for ten equal scores. Here the right one is 1, the others 0."),
        Mistake(2.3, "That is for ten equal scores. Here the right one is 1, the others 0."),
        Mistake(np.e / (np.e + 9), "That is the probability. The loss is minus its logarithm."),
        Mistake(0.232, "That is the probability. The loss is minus its logarithm."),
        Mistake(np.log(np.e / (np.e + 9)), "The sign: a probability below 1 costs more than 0."),
        Mistake(-1.461, "The sign: a probability below 1 costs more than 0."),
        Mistake(np.log(np.e + 9), "That is the logarithm of the sum. Subtract the right score, 1."),
        Mistake(2.461, "That is the logarithm of the sum. Subtract the right score, 1."),
        Mistake(np.log(1 + 10 / np.e), "There are nine other classes, not ten."),
        Mistake(1.543, "There are nine other classes, not ten."),
    ],
    hints=[
        "The best that the first softmax can give is 1 for the right class and 0 for the nine "
        "others. The second takes these ten numbers as scores.",
        "Its probability for the right class is e / (e + 9), as exp(1) = e and exp(0) = 1.",
    ],
    praise="A training loss that comes to rest at this number gives the mistake away.",
)


# --- length_error -------------------------------------------------------------------------------


def length_error_solution():
    g, n = 64, 1  # the same direction, 64 times the length
    return abs(g - n) / (abs(g) + abs(n))


length_error = Exercise(
    name="length_error",
    task="The relative error of a gradient that is 64 times as long as the right one.",
    solution=length_error_solution,
    judge=rounded(0.001),
    mistakes=[
        Mistake(63.0, "That is |g - n| / |n|. The check divides by the sum of the two lengths."),
        Mistake(63 / 64, "That is |g - n| / |g|. The check divides by the sum of the two lengths."),
        Mistake(0.984, "That is |g - n| / |g|. The check divides by the sum of the two lengths."),
        Mistake(0.78, "That is for the eight examples of our check. Here there are 64."),
        Mistake(7 / 9, "That is for the eight examples of our check. Here there are 64."),
        Mistake(1.0, "Close to it. It would be 1 for a gradient of the opposite direction."),
        Mistake(64.0, "That is the ratio of the lengths."),
        Mistake(1 / 64, "That is the ratio of the lengths."),
        Mistake(63 / 66, "The sum of the lengths is 64 + 1."),
        Mistake(64 / 65, "The difference of the lengths is 64 - 1."),
        Mistake(0.985, "The difference of the lengths is 64 - 1."),
    ],
    hints=[
        "The relative error is |g - n| / (|g| + |n|).",
        "Where both point the same way, take n = 1 and g = 64.",
    ],
    praise="A relative error near 1 in every layer: the direction may be right all the same.",
)


# --- count_shared -------------------------------------------------------------------------------


def count_shared_solution(X, others):
    rows = {row.tobytes() for row in others}  # a set: looking something up takes no time
    return sum(row.tobytes() in rows for row in X)


def count_shared_inputs(rng):
    """Rows that are shared and rows that only look so, in numbers that tell the mistakes apart."""
    cases = []
    for n in (3, 5):
        rows = 100 * np.arange(1, 10)[:, np.newaxis] + 10 * np.arange(n)
        rows = (rows + rng.integers(1, 9, (9, 1))).astype(np.float32)
        image, single, summed, left, right, close, first, other, tail = rows
        same_sum = summed + np.eye(n, dtype=np.float32)[0] - np.eye(n, dtype=np.float32)[1]
        pieces, one_number, but_last = left.copy(), other.copy(), tail.copy()
        pieces[0], one_number[0] = right[0], first[0]
        but_last[-1] += 7  # a number that others has nowhere
        X = [image, image, single, image[::-1], *2 * [same_sum], *4 * [pieces]]
        X += [*8 * [close + np.float32(0.02)], *16 * [one_number], *32 * [but_last]]
        others = [*8 * [image], single, summed, left, right, close, first, tail]
        cases.append((rng.permutation(np.stack(X)), rng.permutation(np.stack(others))))
    X = rng.random((5, 6), dtype=np.float32)
    return [*cases, (X, X[[4, 4, 0]]), (X, rng.random((3, 6), dtype=np.float32))]


def shared_pairs(X, others):
    return sum(np.array_equal(one, other) for one in X for other in others)


def shared_set(X, others):
    return len(set(map(tuple, X.tolist())) & set(map(tuple, others.tolist())))


count_shared = Exercise(
    name="count_shared",
    task="Return how many of the rows of X are also rows of others.",
    solution=count_shared_solution,
    inputs=count_shared_inputs,
    mistakes=[
        Mistake(
            shared_pairs,
            "This counts pairs: a row of X that others has twice is counted twice.",
        ),
        Mistake(
            shared_set,
            "A row that X has twice is two of its rows, and should be counted twice.",
        ),
        Mistake(
            lambda X, others: count_shared_solution(others, X),
            "X and others have changed places: count the rows of X.",
        ),
        Mistake(
            lambda X, others: int(np.isin(X, others).all(axis=1).sum()),
            "This counts a row whose numbers all occur somewhere in others. The row itself has to.",
        ),
        Mistake(
            lambda X, others: count_shared_solution(np.sort(X, axis=1), np.sort(others, axis=1)),
            "This counts rows with the same numbers in another order.",
        ),
        Mistake(
            lambda X, others: int(np.isin(X.sum(axis=1), others.sum(axis=1)).sum()),
            "Two rows with the same sum need not be the same row.",
        ),
        Mistake(
            lambda X, others: len(X) - count_shared_solution(X, others),
            "This counts the rows that are not in others.",
        ),
        Mistake(
            lambda X, others: count_shared_solution(X, others) / len(X),
            "This is the share of the rows. The task asks for their number.",
        ),
        Mistake(
            lambda X, others: count_shared_solution(X, others) > 0,
            "This says whether there are any. The task asks how many.",
        ),
        Mistake(
            lambda X, others: sum(any((x == o).any() for o in others) for x in X),
            "One equal number is enough here. All numbers of the row have to agree.",
        ),
        Mistake(
            lambda X, others: sum(any(np.allclose(x, o, atol=0.5) for o in others) for x in X),
            "This counts rows that are only nearly equal.",
        ),
    ],
    hints=[
        "For each row of X, ask whether it is among the rows of others; count the yeses.",
        "Arrays cannot be put into a set, but `row.tobytes()` can, and so can `tuple(row)`.",
    ],
    praise="Use it whenever somebody hands you data in parts.",
)


# --- mean_over_examples -------------------------------------------------------------------------


def mean_over_examples_solution(means, sizes):
    return (means * sizes).sum() / sizes.sum()


def mean_over_examples_inputs(rng):
    cases = [(np.array([0.5, 0.8]), np.array([30, 10]))]
    for full, last, batches in ((64, 7, 5), (100, 40, 3), (1024, 1, 4)):
        sizes = np.array([full] * (batches - 1) + [last])
        cases.append((rng.uniform(0.2, 2, batches), sizes))
    return [*cases, (rng.uniform(0.2, 2, 4), np.array([40, 10, 25, 5]))]


mean_over_examples = Exercise(
    name="mean_over_examples",
    task="Return the mean over all examples, given the batches' means and sizes.",
    solution=mean_over_examples_solution,
    inputs=mean_over_examples_inputs,
    mistakes=[
        Mistake(
            lambda means, sizes: means.mean(),
            "This counts the last, smaller batch like all the others: each of its examples counts "
            "for too much.",
        ),
        Mistake(
            lambda means, sizes: (means[:-1] * sizes[:-1]).sum() / sizes[:-1].sum(),
            "This leaves out the last batch.",
        ),
        Mistake(
            lambda means, sizes: means[:-1].mean(),
            "This leaves out the last batch.",
        ),
        Mistake(
            lambda means, sizes: (means * sizes).sum(),
            "This is the sum over all examples. Divide it by their number.",
        ),
        Mistake(
            lambda means, sizes: (means * sizes).mean(),
            "This divides by the number of batches. Divide by that of the examples.",
        ),
        Mistake(
            lambda means, sizes: (means * sizes).sum() / (sizes[0] * len(sizes)),
            "This divides as if all the batches were full.",
        ),
        Mistake(
            lambda means, sizes: means.sum() / sizes.sum(),
            "The means are added up as they are. The sum over a batch is its mean times its size.",
        ),
        Mistake(
            lambda means, sizes: (means / sizes).sum() / (1 / sizes).sum(),
            "Here a smaller batch counts for more, and it should count for less.",
        ),
        Mistake(lambda means, sizes: means[-1], "This is the last batch alone."),
        Mistake(
            lambda means, sizes: (means * sizes).sum() / means.sum(),
            "This is the mean size, weighted by the means. It is the other way round.",
        ),
    ],
    hints=[
        "A batch's mean times its size is the sum over its examples.",
        "Add up these sums, and divide by the number of all examples, `sizes.sum()`.",
    ],
    praise="`RunningMeans` in the package does the same, one batch at a time.",
)


# --- gigabytes ----------------------------------------------------------------------------------


def gigabytes_solution():
    parameters, bytes_each, updates = 109_386, 4, 844 * 20
    return parameters * bytes_each * updates / 1e9


gigabytes = Exercise(
    name="gigabytes",
    task="How many gigabytes do the gradients of all updates take, in the training of notebook 05?",
    solution=gigabytes_solution,
    judge=rounded(0.005),
    mistakes=[
        Mistake(
            109_386 * 4 * 844 / 1e9,
            "That is one epoch. There are twenty.",
        ),
        Mistake(0.37, "That is one epoch. There are twenty."),
        Mistake(109_386 * 844 * 20 / 1e9, "So many billion numbers; each takes four bytes."),
        Mistake(1.85, "So many billion numbers; each takes four bytes."),
        Mistake(109_386 * 8 * 844 * 20 / 1e9, "A float32 takes four bytes, not eight."),
        Mistake(3.376, "That is for our small network. Notebook 05's has 109,386 parameters."),
        Mistake(6.88, "That is in GiB, of 2**30 bytes. Here a gigabyte is 1e9 bytes."),
        Mistake(14.8, "A float32 takes four bytes, not eight."),
        Mistake(109_386 * 4 * 20 / 1e9, "That is one gradient an epoch. There is one an update."),
        Mistake(109_386.0 * 4 * 844 * 20, "That is in bytes. A gigabyte is a billion of them."),
        Mistake(109_386 * 4 * 844 * 20 / 1e6, "That is in megabytes: a thousand make a gigabyte."),
        Mistake(109_386 * 4 * 54_000 * 20 / 1e9, "There is a gradient for each batch, not image."),
    ],
    hints=[
        "A gradient has as many numbers as there are parameters: 109,386, of four bytes each.",
        "There are 844 updates in each of the 20 epochs; a gigabyte is 1e9 bytes.",
    ],
    praise="A laptop with 8 GB runs out of memory, in the middle of the night.",
)


# --- which_check --------------------------------------------------------------------------------

# For each of the faults of sections 2 to 7: which check raises alarm, and why the others do not.
which_check = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "Before any training nothing has been done with a gradient yet.",
            "b": "Ten images can be learned by heart with a gradient that is right only roughly.",
            "c": "It compares every gradient with a number that was found without one.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "The gradient is the right one for this wrong loss, and nudging that loss agrees.",
            "b": "It wants a loss near 0, and behind two softmaxes no network gets there.",
            "c": "The scores of an untrained network differ little. After a second softmax they "
            "differ less.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "It compares lengths as well as directions, and no optimizer stands in between.",
            "b": "It trains with Adam, which hides this fault here as it did above.",
            "c": "It gives Adam a gradient of its own, and looks at what Adam makes of it.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "Ten images are learned by heart whoever else has seen them.",
            "b": "Each image still has its own label.",
            "c": "The same image stands in two parts, and comparing them shows it.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "In training dropout does what it should: a fifth is dropped, the mean is kept.",
            "b": "The same network, the same images, and another number: something is not at rest.",
            "c": "It checks a network without dropout.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "The images are what they always were; only whose label they bear has changed.",
            "b": "Where labels say nothing, a mean of all threes is a mean of everything.",
            "c": "Wrong labels give gradients too. They only lead nowhere.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "The start of the network has nothing to do with its inputs.",
            "b": "This check uses no network.",
            "c": "Through weights of 0 no gradient comes back.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "Paper was 0, and it is no longer.",
            "b": "The mean images have changed with the images, and still fit most of them.",
            "c": "Wrong inputs give gradients too.",
        },
    ),
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="b",
        feedback={
            "a": "A wrong gradient can point downhill too, only not as steeply.",
            "b": "With ReLU's slope wrong, our run still reached about 80 %.",
            "c": "Many faults leave the accuracy alone or nearly so; you have seen ten or more.",
        },
    ),
    Number(
        right=np.log(26),
        explanation="With no idea each letter gets the probability 1/26, and the loss is log 26.",
        near_misses={
            np.log(10): "That is for ten classes.",
            1 / 26: "That is the probability. The loss is minus its logarithm.",
            np.log2(26): "That is in bits; the series counts in nats.",
        },
    ),
    Choice(
        right="c",
        feedback={
            "a": "The gradient may be right: all that is known is that nobody has looked.",
            "b": "A small number shows that two things agree, and not which two.",
            "c": "A check that has never failed may be unable to. Plant a mistake and see.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "Labels at random can be learned by heart and not be foreseen. Whoever is right "
            "about them has seen them.",
            "b": "The training accuracy may be high: a large network learns labels by heart.",
            "c": "No learning rate makes random labels predictable.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "The images may be the same each time; so are they here.",
            "b": "Something random is active in evaluation, and dropout is the first suspect.",
            "c": "A wrong mean over batches gives the same wrong number each time.",
        },
    ),
)
