"""Exercises and quiz of the notebook backpropagation."""

import functools
from itertools import pairwise

import numpy as np

from mlp_helpers.activations import softmax
from mlp_helpers.layers import Layer

from . import toy_network as toy
from .exercise import Exercise, Feedback, Mistake
from .outcome import description_of, exception_text, run, same_numbers
from .quiz import Choice, Number, Quiz
from .toy_network import A1, A2, W1, W2, W3, Z1, Z2, Z3, P, X, Y
from .toy_network import toy_batch as toy_batch
from .toy_network import toy_parameters as toy_parameters


def known(*pairs):
    """Return mistakes from pairs of a wrong answer and what to say of it."""
    return [Mistake(*pair) for pair in pairs]


# --- relu ---------------------------------------------------------------------------------------


def relu_solution(Z):
    return np.maximum(Z, 0)


def relu_inputs(rng):
    Z = 2 * rng.normal(size=(4, 3))
    Z[0] = -2, 0, 3
    return [(Z,), (rng.permutation([-1.5, 0.0, 0.5, 2.5]),), (rng.normal(size=(2, 3, 2)),)]


relu = Exercise(
    name="relu",
    task="Return Z with 0 in the place of every negative number.",
    solution=relu_solution,
    inputs=relu_inputs,
    mistakes=known(
        (lambda Z: max(Z, 0),
         "Python's max asks whether the whole array is larger than 0, and there is no such answer. "
         "NumPy has a function that compares entry by entry."),
        (lambda Z: np.max(Z, 0),
         "np.max looks for the largest along an axis, and takes the 0 for the number of that axis. "
         "Its longer-named relative compares entry by entry."),
        (lambda Z: np.max(Z), "That is the largest number of all. Each entry has its own ReLU."),
        (lambda Z: np.minimum(Z, 0), "That keeps what is negative, and should keep the rest."),
        (lambda Z: np.maximum(-Z, 0), "A minus too many: what was negative comes out positive."),
        (lambda Z: np.abs(Z), "A negative number becomes 0, and does not just lose its sign."),
        (lambda Z: Z > 0, "That says where Z is positive. What is positive is to be kept itself."),
        (lambda Z: np.clip(Z, 0, 1), "Cut off at 1 too: ReLU has no upper end."),
        (lambda Z: np.maximum(Z, 1), "The smallest output of ReLU is 0; yours is 1."),
        (lambda Z: Z[Z > 0],
         "The negative numbers have gone, and the shape with them. Put 0 in their place."),
        (lambda Z: np.maximum(Z, 0.01 * Z),
         "What is negative comes through a little: that is a leaky ReLU. Ours gives 0."),
        (lambda Z: Z, "Z comes back as it was: what is negative has to become 0."),
        (lambda Z: np.zeros_like(Z), "Everything is 0 now. What is positive is to be kept."),
        (lambda Z: [[max(z, 0) for z in row] for row in Z],
         "Right for two axes, but Z may have one, or three. Let NumPy go through the entries."),
        (lambda Z: [max(z, 0) for z in Z],
         "This goes along one axis, but Z may have two. Let NumPy go through the entries."),
    ),
    hints=[
        "NumPy has a function that takes two things and returns the larger of the two, entry by "
        "entry.",
        "np.max is another one: it looks for the largest of all. The one you need has a longer "
        "name.",
        "np.maximum compares an array with another, or with a single number.",
    ],
    praise="One line, and it works on arrays of every shape.",
)  # fmt: skip

# --- he_start -----------------------------------------------------------------------------------


def he_start_solution(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))


def he_start_inputs(rng):
    # So many weights that their mean, spread and tails are known well enough to be judged.
    return [(150, 60, rng), (60, 150, rng)]


DEVIATIONS = [  # a wrong standard deviation, as a function of n_in and n_out, and what to say of it
    (lambda n_in, n_out: 2 / n_in, "2 / n_in is the variance. The standard deviation is its root."),
    (lambda n_in, n_out: np.sqrt(2 / n_out),
     "The root is of 2 / n_out: that is how many units the layer has. How many numbers does each "
     "of them add up?"),
    (lambda n_in, n_out: np.sqrt(1 / n_in),
     "The 2 is missing. What ReLU sets to 0 is not made up for."),
    (lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
     "That is Xavier initialisation. He initialisation asks for n_in alone."),
    (lambda n_in, n_out: np.sqrt(2) / n_in, "The root is of 2 alone; n_in belongs under it."),
    (lambda n_in, n_out: 1 / n_in, "The standard deviation of yours is 1 / n_in."),
    (lambda n_in, n_out: np.sqrt(n_in / 2),
     "Upside down: the more inputs, the smaller the weights."),
    (lambda n_in, n_out: np.sqrt(2 * n_in),
     "The more inputs, the smaller the weights. Divide by n_in."),
    (lambda n_in, n_out: np.sqrt(1 / n_out), "The root is of 1 / n_out. Read the formula again."),
    (lambda n_in, n_out: np.sqrt(2 / (n_in * n_out)),
     "The root is of 2 / (n_in n_out). Each unit adds up n_in numbers, however many units there "
     "are."),
    (lambda n_in, n_out: 1.0, "That is N(0, 1), whatever n_in. Where does the formula come in?"),
]  # fmt: skip
UNIFORM = (
    "The weights are spread evenly between two limits. Draw them from the normal distribution, "
    "where small ones are more frequent."
)
NOT_NORMAL = "The standard deviation is right, but the distribution is not normal."
MEAN_FIRST = (
    "The weights should lie around 0, and yours do not. In rng.normal(mean, deviation, shape) the "
    "mean comes first."
)
TURNED_WEIGHTS = (
    "Rows and columns are exchanged: in X @ W each input has a row of W, and each unit a column."
)
WITH_BIASES = "Return the weights alone. The biases start at 0 and need no drawing."
ALIKE = "Many of the weights are equal. Each is to be drawn for itself."


def judge_of_start(result, expected, arguments):
    n_in, n_out, _ = arguments
    if isinstance(result, tuple) and len(result) == 2:
        return WITH_BIASES
    W = as_numbers(result)
    if W is None:
        return f"W should be an array of numbers; this is {description_of(result)}."
    if W.shape != (n_in, n_out):
        if W.shape == (n_out, n_in):
            return TURNED_WEIGHTS
        return (
            f"For n_in = {n_in} and n_out = {n_out} the shape should be ({n_in}, {n_out}); yours "
            f"is {W.shape}."
        )
    if not np.isfinite(W).all():
        return "W holds NaN or infinity."
    if len(np.unique(np.abs(W))) < 0.9 * W.size:
        return ALIKE
    W = W.astype(float)
    mean, deviation = W.mean(), W.std()
    tails = np.mean((W - mean) ** 4) / deviation**4  # 3 for a normal distribution, 1.8 for an even
    if tails < 2.2:
        return UNIFORM
    if abs(mean) > 5 * deviation / np.sqrt(W.size):
        return MEAN_FIRST
    if np.isclose(deviation, np.sqrt(2 / n_in), rtol=0.04, atol=0):
        return None if abs(tails - 3) < 0.5 else NOT_NORMAL
    for of, said in DEVIATIONS:
        if np.isclose(deviation, of(n_in, n_out), rtol=0.04, atol=0):
            return said
    return (
        f"For n_in = {n_in} and n_out = {n_out} the standard deviation of yours is "
        f"{deviation:.3g}. Which is it by the formula?"
    )


def drawn(deviation):
    """Return a wrong answer: weights with another standard deviation."""
    return lambda n_in, n_out, rng: rng.normal(0, deviation(n_in, n_out), (n_in, n_out))


he_start = Exercise(
    name="he_start",
    task="Draw the weights of a layer from n_in to n_out by He initialisation.",
    solution=he_start_solution,
    inputs=he_start_inputs,
    judge=judge_of_start,
    mistakes=known(
        *((drawn(deviation), said) for deviation, said in DEVIATIONS),
        (lambda n_in, n_out, rng: rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)), TURNED_WEIGHTS),
        (lambda n_in, n_out, rng: rng.normal(np.sqrt(2 / n_in), size=(n_in, n_out)), MEAN_FIRST),
        (lambda n_in, n_out, rng: rng.uniform(
            -np.sqrt(2 / n_in), np.sqrt(2 / n_in), (n_in, n_out)), UNIFORM),
        (lambda n_in, n_out, rng: np.sqrt(2 / n_in) * rng.random((n_in, n_out)), UNIFORM),
        (lambda n_in, n_out, rng: np.sqrt(2 / n_in) * rng.laplace(
            0, np.sqrt(1 / 2), (n_in, n_out)), NOT_NORMAL),
        (lambda n_in, n_out, rng: np.full((n_in, n_out), rng.normal(0, np.sqrt(2 / n_in))), ALIKE),
        (lambda n_in, n_out, rng: (
            rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out)), WITH_BIASES),
    ),
    hints=[
        "rng.normal(mean, deviation, shape) draws an array from the normal distribution. Which "
        "mean, which deviation, which shape?",
        "W has a row for each input and a column for each unit: its shape is (n_in, n_out).",
        "The mean is 0, and the standard deviation the root of 2 / n_in.",
    ],
    praise="The biases need no chance: they start at 0.",
)  # fmt: skip

# --- dZ3, dW3, ... db1: one array after the other -------------------------------------------------

B = len(X)
FORWARD = {"X": X, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
BACK = {name: getattr(toy, name) for name in ("dZ3", "dA2", "dZ2", "dA1", "dZ1")}
WEIGHTS = {"W1": W1, "W2": W2, "W3": W3, "dW3": toy.dW3_solution(), "dW2": toy.dW2_solution()}
MASKS = {1: Z1 > 0, 2: Z2 > 0}
OTHER_MASK = {f"dZ{k}": BACK[f"dA{k}"] * MASKS[3 - k] for k in (1, 2)}
NEIGHBOURS = {**FORWARD, "Z3": Z3, "P": P, "Y": Y, **BACK, **WEIGHTS}

SIGN = "Every entry that is not 0 has the wrong sign."
TOO_LARGE = (
    f"Every entry that is not 0 is {B} times too large. The loss is a mean over the {B} examples: "
    "where did its 1/B get lost?"
)
TOO_SMALL = (
    f"Every entry that is not 0 is {B} times too small: divided by B once too often. The 1/B of "
    "the mean is in dZ3 already, and travels with it."
)
TURNED = "Rows and columns are exchanged."
FACTORS = [  # a factor, what to say of it alone, and after another slip
    (-1, [SIGN], ["And the sign is wrong."]),
    (B, [TOO_LARGE], ["And the 1/B is missing."]),
    (1 / B, [TOO_SMALL], ["And it is divided by B once too often."]),
    (2, ["Twice as large as it should be."], ["And it is twice too large."]),
    (-B, [SIGN, "And the 1/B is missing."], ["And the sign is wrong.", "And the 1/B is missing."]),
    (-1 / B, [SIGN, "And it is divided by B once too often."],
     ["And the sign is wrong.", "And it is divided by B once too often."]),
]  # fmt: skip


def slips_of_dZ3():
    """Yield wrong values of dZ3, each with a list of what to say of it."""
    table = [
        (P - Y, f"The 1/B is missing. The loss is a mean over the batch of {B}."),
        (Y - P, "Y - P has the wrong sign, and the 1/B of the mean is missing."),
        (P, "These are the probabilities, and nothing of the targets is in them yet."),
        (P - Y / B, "Only Y is divided by B: division comes before subtraction."),
        *((-Y * np.log(P) / n, "These are the losses of the examples. Here their slope is wanted.")
          for n in (1, B)),
        (-Y / P, "This is the slope along the probabilities P, not along the scores Z3, and the "
         "1/B is missing too."),
        (2 * (P - Y) / B, "Twice as large as it should be. A 2 comes from squares, and "
         "cross-entropy has none."),
        ((Y - P) / B, "Every entry has the wrong sign: is it P - Y or Y - P?"),
        (P / B, "Y is missing: so far every score is being pushed down, the true class's too."),
        ((P - Y) / (P - Y).size, "Divided by the number of all entries. The mean of the loss is "
         "over the rows: there is one loss for each example."),
        ((P - Y) / 2, "Divided by the number of classes. The mean is over the examples."),
        ((P - Y).mean(axis=0), "Averaged over the batch. Each example has its own Z3; the mean "
         "enters as a factor 1/B, and all rows stay."),
        (-Y / P / B, "This is the slope along the probabilities P, not along the scores Z3. "
         "Notebook 03 took the step through softmax."),
        ((P - Y) * P * (1 - P) / B, "A factor P (1 - P) too many. With cross-entropy it cancels."),
        (P * (1 - P) / B, "P (1 - P) is the slope of a probability along its own score. The "
         "loss does not appear in it, nor do the targets."),
        ((P - Y) ** 2 / B, "The square is the slope of nothing here; it has lost all signs."),
        (B * (P - Y), "Multiplied by B. The loss is a mean over the batch, so the factor is 1/B."),
        ((P - Y) / B**2, "Divided by B twice. The mean brings it in once."),
        ((P - toy.y[:, np.newaxis]) / B, "The labels were subtracted as numbers, from both "
         "columns. Subtract the one-hot targets Y."),
        (np.abs(P - Y) / B, "An absolute value has taken the signs away. They say which way to "
         "move each score."),
        ((Z3 - Y) / B, "Z3 in the place of P: softmax has been left out."),
        ((P - (1 - Y)) / B, "1 - Y in the place of Y: the targets are exchanged."),
        ((P - Y) * Y / B, "Only the entry of the right class is there. The loss depends on the "
         "other score too, through the sum in softmax."),
        ((1 - P) / B, "1 in the place of Y and the sign turned: the targets differ from row to "
         "row."),
    ]  # fmt: skip
    yield from ((value, [said]) for value, said in table)


def instead(name, wanted, layer):
    """Return what to say of one array in the place of another: nothing if it is the same."""
    if name == wanted:
        return []
    if name == f"dA{wanted[-1]}":
        return [f"{name} in the place of {wanted}: the mask has been left out."]
    said = f"{name} in the place of {wanted}."
    if name[0] == "Z":
        said += f" Layer {layer} was fed with what came out of the ReLU."
    elif name[0] in "XA":
        said += f" Which array went into layer {layer}?"
    elif name[:2] == wanted[:2]:
        said += f" It is that of layer {name[-1]}."
    return [said]


def slopes_at(layer):
    """Yield what may be taken for the dZ of a layer, with what to say of it."""
    right = f"dZ{layer}"
    yield BACK[right], []
    yield from ((array, instead(name, right, layer)) for name, array in BACK.items())
    yield P / B, [f"P in the place of {right}: the targets have been forgotten."]
    yield Y, [f"Y in the place of {right}: the probabilities have been forgotten."]
    if right in OTHER_MASK:
        yield OTHER_MASK[right], [f"The mask in {right} is that of layer {3 - layer}."]


def slips_of_weights(layer):
    """Yield wrong values of a dW, each with a list of what to say of it."""
    wanted = ("X", "A1", "A2")[layer - 1]
    A, dZ = FORWARD[wanted], BACK[f"dZ{layer}"]
    for a, d in zip(A, dZ, strict=True):
        yield np.outer(a, d), [f"This is the share of one example. All {B} use W{layer}."]
    fed = [(array, instead(name, wanted, layer)) for name, array in FORWARD.items()]
    fed += [
        (mask, [f"A{k} > 0 in the place of A{k}: that says only which units were on.",
                *instead(f"A{k}", wanted, layer)])
        for k, mask in MASKS.items()
    ]  # fmt: skip
    for left, said_of_left in fed:
        for right, said_of_right in slopes_at(layer):
            said = [*said_of_left, *said_of_right]
            yield left.T @ right, said
            yield (
                np.einsum("ki,kj->kij", left, right),
                [
                    *said,
                    f"A product for each example. What the {B} examples contribute to "
                    f"W{layer}, which they share, has still to be brought together.",
                ],
            )
            yield (
                np.outer(left.sum(axis=0), right.sum(axis=0)),
                [
                    *said,
                    "Each factor was added up by itself. The products are to be added, "
                    "example by example.",
                ],
            )
            if left.shape == right.shape:
                yield left * right, [
                    *said, "* multiplies entry by entry, and each row is still one example. Here "
                    "a matrix product is wanted."]  # fmt: skip


def slips_of_biases(layer):
    """Yield wrong values of a db, each with a list of what to say of it."""
    column, wrong_axis = np.s_[:, np.newaxis], (
        "Reduced along the wrong axis: this has an entry for each example, not for each unit."
    )  # fmt: skip
    everything = "Reduced over everything. Each unit has its own bias."
    for dZ, said in slopes_at(layer):
        yield (
            dZ.mean(axis=0),
            [
                *said,
                "Reduced over the right axis, but this is a mean over the batch, and a sum is "
                f"wanted. The 1/B of the loss is in dZ{layer} already.",
            ],
        )
        yield dZ.sum(axis=0), said
        yield from ((value, [*said, wrong_axis]) for value in (dZ.sum(axis=1), dZ.mean(axis=1)))
        yield from ((value, [*said, everything]) for value in (dZ.sum(), dZ.mean()))
        yield (
            dZ.sum(axis=0, keepdims=True),
            [*said, f"The numbers are right, but b{layer} has one axis."],
        )
        yield (
            dZ.sum(axis=0)[column],
            [*said, f"The numbers are right, but as a column; b{layer} has one axis."],
        )
        yield dZ, [
            *said, f"A row for each example, but all examples share one b{layer}. What happens to "
            "contributions along several paths?"]  # fmt: skip
    dW = getattr(toy, f"dW{layer}_solution")()
    yield dW.sum(axis=0), [f"dW{layer} was added up. The bias is not fed with A: start from dZ."]


def slips_of_activations(layer):
    """Yield wrong values of the dA below a layer, each with a list of what to say of it."""
    below = layer - 1
    yield (
        np.einsum("kj,ij->kij", BACK[f"dZ{layer}"], WEIGHTS[f"W{layer}"]),
        [
            "The paths to the outputs are kept apart. What comes back along several paths is "
            "added up."
        ],
    )
    yield (
        BACK[f"dZ{layer}"] @ np.linalg.pinv(WEIGHTS[f"W{layer}"]),
        ["Going back is not undoing: the inverse is not needed."],
    )
    masks = [
        (1, []),
        (MASKS[below], [f"The mask of the ReLU is in it already. That step comes next; dA{below} "
                        "is what arrives before it."]),
        (MASKS[3 - below], [f"A mask is in it already, and that of layer {3 - below}. Masks come "
                            "with the next step."]),
    ]  # fmt: skip
    for dZ, said in slopes_at(layer):
        for name, W in WEIGHTS.items():
            if name[0] == "d":
                of = [f"{name} in the place of W{layer}: back it goes through the weights."]
            elif name != f"W{layer}":
                of = [f"The weights are those of layer {name[-1]}. Which layer lies between "
                      f"A{below} and Z{layer}?"]  # fmt: skip
            else:
                of = []
            for V, turn in [(W.T, []), (W, [f"W{layer} has not been turned."])]:
                if dZ.shape[1] == len(V) and V.shape[1] == W2.shape[0]:
                    for mask, masked in masks:
                        yield dZ @ V * mask, [*said, *of, *turn, *masked]


def slips_of_mask(layer):
    """Yield wrong values of the dZ behind a ReLU, each with a list of what to say of it."""
    dA, Z, other, mask = BACK[f"dA{layer}"], FORWARD[f"Z{layer}"], 3 - layer, MASKS[layer]
    under = [(dA, [])]
    if layer == 1:
        under += [
            (toy.dZ2, ["dZ2 in the place of dA1: the step through W2 has been left out."]),
            (toy.dZ2 @ W2, ["W2 has not been turned."]),
            (toy.dA2, ["dA2 in the place of dA1: it is a layer too high."]),
            (toy.dA2 @ W2.T, ["dA2 in the place of dZ2: the mask of layer 2 has been left out."]),
        ]
    over = [
        (mask, []),
        (1, [f"Nothing has been blocked. Either the mask is missing, or it asks A{layer} >= 0, "
             "which is true everywhere."]),
        (MASKS[other], [f"The mask is that of layer {other}. It fits, as both layers are equally "
                        f"wide. But this ReLU worked on Z{layer}."]),
        (mask & MASKS[other], ["Two masks are laid over it. Each ReLU has its own place."]),
        (Z, [f"Multiplied by Z{layer} itself. ReLU's slope is not its input."]),
        (np.maximum(Z, 0), [f"Multiplied by A{layer}: that is ReLU's output, and here its slope "
                            "is wanted."]),
        (FORWARD[f"Z{other}"], [f"Multiplied by Z{other}.", "Neither the layer nor the slope is "
                                "the right one."]),
        (FORWARD[f"A{other}"], [f"Multiplied by A{other}.", "Neither the layer nor the slope is "
                                "the right one."]),
        (np.sign(Z), [f"Multiplied by the sign of Z{layer}: where the unit was off, this gives -1, "
                      "and ReLU's slope there is 0."]),
        (1 - FORWARD[f"A{layer}"] ** 2, ["That is the slope of tanh. This unit is a ReLU."]),
        (Z < 0, ["It lets pass what should be blocked, and blocks what should pass."]),
        *((np.where(mask, 1, leak), ["Where a unit was off a little still comes through. That is "
                                     "the slope of a leaky ReLU; ours is flat there."])
          for leak in (0.01, 0.1)),
    ]  # fmt: skip
    for array, said in under:
        yield from ((array * gate, [*said, *of_gate]) for gate, of_gate in over)
        yield (
            np.maximum(array, 0),
            [
                *said,
                f"The ReLU was applied to dA{layer}: the mask asks for the sign of the "
                "gradient, and should ask whether the unit was on.",
            ],
        )
        yield (
            array * (array > 0) * mask,
            [*said, "Besides the units that were off, negative gradients are blocked too."],
        )
    yield mask * 1.0, ["This is the mask alone. What is it to be laid over?"]
    yield (dA > 0) * 1.0, [
        f"This asks for the sign of dA{layer}, and is a mask alone. It should ask whether the "
        "unit was on; and what is it to be laid over?"]  # fmt: skip


@functools.cache
def slips(name):
    """Return wrong values of an array and what to say of each, those of the fewest slips first.

    Each way of going wrong is also taken with a wrong sign, a wrong factor, or turned.
    """
    right, layer = BACK.get(name, getattr(toy, f"{name}_solution")()), int(name[-1])
    ways = {
        "dW": slips_of_weights,
        "db": slips_of_biases,
        "dA": lambda below: slips_of_activations(below + 1),
        "dZ": slips_of_mask if layer < 3 else lambda _: slips_of_dZ3(),
    }
    values = [*ways[name[:2]](layer), (right, [])]
    values.append((np.abs(right), ["An absolute value has taken the signs away."]))
    values += [
        (array, [f"These are the numbers of {other}."])
        for other, array in NEIGHBOURS.items()
        if array.shape == right.shape
    ]
    found = []
    for value, said in values:
        for factor, alone, besides in [(1, [], []), *FACTORS]:
            of_factor = besides if said else alone
            found.append((factor * value, said + of_factor))
            if value.ndim == 2:
                found.append((factor * value.T, [*said, TURNED, *(besides if factor != 1 else [])]))
    found = [(value, said) for value, said in found if said and np.any(value)]
    return sorted(found, key=lambda entry: len(entry[1]))


def of_array(name, hints, praise=""):
    """Return the exercise on one array, whose answer is compared with central differences."""
    solution, slopes = getattr(toy, f"{name}_solution"), toy.central_differences(name[1:])
    right = solution()

    def judge(result, expected=None, arguments=()):
        numbers = as_numbers(result)
        if numbers is None:
            return f"{name} should be an array of numbers; this is {description_of(result)}."
        complaint = comparison(name, numbers, slopes)
        if complaint is None:
            return None
        same = (said for value, said in slips(name) if same_numbers(numbers, value) is None)
        return " ".join([*next(same, of_factor(name, numbers, slopes)), complaint])

    return Exercise(
        name=name,
        task=f"Compute {name}, the slopes of the loss along the entries of {name[1:]}.",
        solution=solution,
        mistakes=known((np.zeros_like(right), "Nothing but zeros so far.")),
        judge=judge,
        hints=hints,
        praise=f"All {right.size} entries agree with central differences. {praise}".strip(),
    )


def of_factor(name, result, slopes):
    """Say by what factor an array is off, if by one and the same, or that it is a step already."""
    start = getattr(toy, name[1:])
    for array, said in [
        (result, "Every entry that is not 0 is {:.3g} times what it should be."),
        (result - start if result.shape == start.shape else result,
         f"That is {name[1:]} after a step already. Here the slopes alone are wanted."),
    ]:  # fmt: skip
        if array.shape == slopes.shape and np.any(array):
            factor = np.sum(array * slopes) / np.sum(slopes**2)
            if np.allclose(array, factor * slopes, rtol=1e-6, atol=1e-7):
                return [said.format(factor)]
    return []


def as_numbers(result):
    """Return an answer as an array of numbers, or None if it is no such thing."""
    try:
        result = np.asarray(result)
        result = result.astype(float) if result.dtype.kind in "Ob" else result
    except (TypeError, ValueError):
        return None
    return result if result.dtype.kind in "biuf" else None


def comparison(name, result, slopes):
    """Return None if an array agrees with the slopes, else what differs most."""
    if same_numbers(result, slopes) is None:
        return None
    if result.shape != slopes.shape:
        return (
            f"{name} has shape {result.shape}, and {name[1:]} has shape {slopes.shape}: a gradient "
            "has the shape of its variable."
        )
    if not np.isfinite(result).all():
        return f"{name} holds NaN or infinity."
    off = np.abs(result - slopes)
    place = np.unravel_index(off.argmax(), off.shape)
    index = ", ".join(map(str, place))
    not_zero = np.abs(slopes) > 1e-9  # zeros agree too easily to be counted
    agree = int(np.sum(np.isclose(result, slopes, rtol=1e-6, atol=1e-7)[not_zero]))
    for digits in range(4, 10):  # as many as it takes to tell the two apart
        nudging, yours = (
            f"{round(array[place], digits) + 0.0:.{digits}f}" for array in (slopes, result)
        )  # + 0.0: never -0.0
        if nudging != yours:
            break
    return (
        f"By nudging, the slope along {name[1:]}[{index}] is {nudging}; your {name}[{index}] is "
        f"{yours}. Of the {not_zero.sum()} entries that are not 0, {agree} agree."
    )


def of_layer(layer, hints, praise=""):
    """Return the exercise on the dW and the db of a layer, as a pair."""
    parts = [of_array(f"d{kind}{layer}", []) for kind in "Wb"]
    first, second = (part.name for part in parts)

    def judge(result, expected=None, arguments=()):
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            return f"Expected a pair, {first} and {second}; got {description_of(result)}."
        for part, value in zip(parts, result, strict=True):
            status, message = part.feedback(value)
            if status != "correct":
                return f"{first} is right. {message}" if part is parts[1] else message
        return None

    solution = getattr(toy, f"{first}_{second}_solution")
    dW, db = solution()
    return Exercise(
        name=f"{first}_{second}",
        task=f"Compute the pair {first}, {second}: the slopes along W{layer} and b{layer}.",
        solution=solution,
        mistakes=known(
            ((db, dW), f"The pair is the wrong way round: first {first}, then {second}."),
        ),
        judge=judge,
        hints=hints,
        praise=f"All {dW.size + db.size} entries agree with central differences. {praise}".strip(),
    )


dZ3 = of_array(
    "dZ3",
    hints=[
        "Notebook 03 ended with this formula, for one example and then for a batch.",
        "Probabilities minus one-hot targets, and then the factor that comes from the mean.",
    ],
    praise="In each row the two entries cancel: what one score gains the other loses.",
)

dW3 = of_array(
    "dW3",
    hints=[
        "Write the shapes down: A2 (5, 4), dZ3 (5, 2), and the result (4, 2) like W3.",
        "The 5 examples must be the inner axis of the product, the one that is summed over: "
        "turn one of the two arrays with .T.",
    ],
    praise="The product has added up the five examples by itself.",
)

db3 = of_array(
    "db3",
    hints=[
        "Take the rule for dW3 and put 1 for the input.",
        "What is left is dZ3, added up over the examples; which axis are they on?",
    ],
)

dA2 = of_array(
    "dA2",
    hints=[
        "Shapes: dZ3 (5, 2), W3 (4, 2), and the result (5, 4) like A2.",
        "The 2 outputs are the axis that is summed over; turn W3 so that they meet.",
    ],
)

dZ2 = of_array(
    "dZ2",
    hints=[
        "ReLU's slope is 1 where its input was positive, and 0 elsewhere.",
        "A comparison such as Z > 0 makes an array of True and False, which multiplies as 1 and 0.",
    ],
    praise="The first example has a row of zeros: all four of its units are off.",
)

dW2_db2 = of_layer(
    2,
    hints=[
        "The rules are those of dW3 and db3, a layer down. Which array went into layer 2?",
        "A pair is written with a comma: (the product, the sum over the examples).",
    ],
)

dA1 = of_array(
    "dA1",
    hints=["The rule is that of dA2, a layer down.", "W2 is square: which way round must it go?"],
)

dZ1 = of_array(
    "dZ1",
    hints=["The rule is that of dZ2, a layer down.", "Which array did the first ReLU work on?"],
)

dW1_db1 = of_layer(
    1,
    hints=[
        "The rules are those of dW3 and db3, two layers down. What went into the first layer?",
        "A pair is written with a comma: (the product, the sum over the examples).",
    ],
    praise="Those were the last: you have backpropagated through three layers.",
)

# --- backward -------------------------------------------------------------------------------------


def backward_solution(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            W = parameters[i][0]
            dZ = (dZ @ W.T) * (A[i] > 0)
    return gradients[::-1]


def backward_inputs(rng):
    # Square layers first: there slips still fit.
    return [backward_case(rng, sizes) for sizes in [(3, 4, 4, 4, 4), (3, 5, 2), (4, 3)]]


def backward_case(rng, layer_sizes):
    """Return parameters, the A of a way forward, and some dZ. No hidden layer is all off or on."""
    while True:
        A, parameters = [rng.normal(size=(6, layer_sizes[0]))], []
        for shape in pairwise(layer_sizes):
            W, b = rng.normal(size=shape), rng.normal(size=shape[1])
            parameters.append((W, b))
            A.append(A[-1] @ W + b)
            if len(parameters) < len(layer_sizes) - 1:
                A[-1] = np.maximum(A[-1], 0)
        if all(0.2 < np.mean(hidden > 0) < 0.8 for hidden in A[1:-1]):
            return parameters, A, rng.normal(size=A[-1].shape)


def judge_of_layers(result, expected, arguments):
    """Return None, or which array of which layer is the first to be wrong, from the output back."""
    if not isinstance(result, (list, tuple)) or len(result) != len(expected):
        return (
            f"For a network of {len(expected)} layers a list of {len(expected)} pairs (dW, db) is "
            f"expected; got {description_of(result)}."
        )
    depth = len(expected)
    for layer in reversed(range(depth)):
        if not isinstance(result[layer], (list, tuple)) or len(result[layer]) != 2:
            return (
                f"Entry {layer} should be a pair (dW, db); it is {description_of(result[layer])}."
            )
        for name, got, wanted in zip(("dW", "db"), result[layer], expected[layer], strict=True):
            complaint = same_numbers(got, wanted)
            if complaint is not None:
                above = "" if layer == depth - 1 else " The layers above it are right."
                return f"{name} of layer {layer} (counted from 0): {complaint}{above}"
    return None


def loop_variant(
    weight=lambda A, dZ: A.T @ dZ,
    bias=lambda dZ: dZ.sum(axis=0),
    down=lambda dZ, W: dZ @ W.T,
    mask=lambda A, i: A[i] > 0,
    of=lambda parameters, i: parameters[i][0],
    order=lambda gradients: gradients[::-1],
    fed=lambda A, i: A[i],
    last=0,
):
    """Return the solution with one thing changed, for the mistakes below."""

    def gradients_of(parameters, A, dZ):
        gradients = []
        for i in reversed(range(last, len(parameters))):
            gradients.append((weight(fed(A, i), dZ), bias(dZ)))
            if i > 0:
                dZ = down(dZ, of(parameters, i)) * mask(A, i)
        return order(gradients)

    return gradients_of


def pair_of(A, dZ, below):
    return A.T @ dZ, dZ.sum(axis=0)


def passes_nothing_down(parameters, A, dZ):
    return [(A[i].T @ dZ, dZ.sum(axis=0)) for i in range(len(parameters))]


def masks_before_going_down(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ * (A[i + 1] > 0)) @ parameters[i][0].T
    return gradients[::-1]


def step_by_step(gradients_at, step):
    """Return a way back made of two functions: the pair of layer i, and the dZ below it."""

    def gradients_of(parameters, A, dZ):
        gradients = []
        for i in reversed(range(len(parameters))):
            below = step(dZ, parameters[i][0], A[i]) if i > 0 else dZ
            gradients.append(gradients_at(A[i], dZ, below))
            dZ = below
        return gradients[::-1]

    return gradients_of


def goes_down_through_dW(parameters, A, dZ):
    gradients = []
    for i in reversed(range(len(parameters))):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ gradients[-1][0].T) * (A[i] > 0)
    return gradients[::-1]


def returns_in_the_loop(parameters, A, dZ):
    i = len(parameters) - 1
    return [(A[i].T @ dZ, dZ.sum(axis=0))]


def goes_forwards(parameters, A, dZ):
    gradients = []
    for i in range(len(parameters)):
        gradients.append((A[i].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ parameters[i][0].T) * (A[i] > 0)
    return gradients


backward = Exercise(
    name="backward",
    task="Return (dW, db) of every layer, for a network of any depth, as a loop.",
    solution=backward_solution,
    inputs=backward_inputs,
    judge=judge_of_layers,
    mistakes=known(
        (loop_variant(order=lambda gradients: gradients),
         "All pairs are right, and stand in the order in which you found them: the last layer "
         "first. Turn the list round."),
        (loop_variant(fed=lambda A, i: A[i + 1]),
         "db is right, dW of every layer is not: it is built from what came out of the layer, "
         "and should be from what went in."),
        (loop_variant(fed=lambda A, i: A[i + 1], mask=lambda A, i: A[i + 1] > 0),
         "Both dW and the mask take what came out of layer i. Both want what went in."),
        (loop_variant(order=lambda gradients: [pair[::-1] for pair in gradients[::-1]]),
         "The pairs are the wrong way round: dW comes first, then db."),
        (loop_variant(order=lambda gradients: [*zip(*gradients[::-1], strict=True)]),
         "These are two lists, one of the dW and one of the db. Return one list, with a pair for "
         "each layer."),
        (loop_variant(weight=lambda A, dZ: A.T @ dZ / len(A), bias=lambda dZ: dZ.mean(axis=0)),
         "Everything is divided by B once too often; the 1/B is in the dZ you are given."),
        (loop_variant(bias=lambda dZ: dZ.mean(axis=0)),
         "db of every layer is a mean over the batch; all dW are right. The 1/B is in dZ "
         "already."),
        (loop_variant(bias=lambda dZ: dZ.sum(axis=0, keepdims=True)),
         "db of every layer has one axis too many: b has shape (n_out,)."),
        (loop_variant(weight=lambda A, dZ: dZ.T @ A),
         "dW of every layer is transposed: it must have the shape of its W."),
        (loop_variant(weight=lambda A, dZ: A.T @ dZ / len(A)),
         "dW of every layer is divided by B once too often; the 1/B is in dZ already."),
        (loop_variant(mask=lambda A, i: 1),
         "The last layer is right, those below it are not: on the way down nothing is blocked "
         "where a ReLU was off."),
        (loop_variant(mask=lambda A, i: A[i]),
         "The last layer is right, those below it are not: on the way down A is multiplied in, "
         "where only the question whether it is positive counts."),
        (loop_variant(mask=lambda A, i: A[i - 1] > 0),
         "The last layer is right, those below it are not: the mask is of the layer below. Which "
         "ReLU made the input of layer i?"),
        (loop_variant(mask=lambda A, i: A[i + 1] > 0),
         "The last layer is right, those below it are not: the mask is of the layer above. Which "
         "ReLU made the input of layer i?"),
        (loop_variant(of=lambda parameters, i: parameters[i - 1][0]),
         "The last layer is right, those below it are not: dZ goes down through the weights of "
         "the wrong layer."),
        (loop_variant(down=lambda dZ, W: dZ @ W),
         "The last layer is right, those below it are not: W has to be turned on the way down."),
        (loop_variant(last=1),
         "The gradients of the first layer are missing: the loop stops one layer too early."),
        (passes_nothing_down,
         "The last layer is right, those below it are not: every layer gets the dZ of the last. "
         "On the way down it has to change."),
        (masks_before_going_down,
         "The mask comes too early, before the product with W.T: it even blocks what comes from "
         "the loss. Layer i passes dZ through its W.T first, then through the ReLU below it."),
        (step_by_step(pair_of, lambda dZ, W, A: (dZ @ W.T) * (dZ @ W.T > 0)),
         "The last layer is right, those below it are not: the mask asks for the sign of what "
         "comes back. It should ask whether the unit was on."),
        (step_by_step(pair_of, lambda dZ, W, A: dZ @ W.T * A > 0),
         "The last layer is right, those below it are not: * comes before >, so the whole product "
         "is compared with 0. Put the mask in parentheses."),
        (step_by_step(lambda A, dZ, below: (A.T @ below, below.sum(axis=0)),
                      lambda dZ, W, A: (dZ @ W.T) * (A > 0)),
         "dZ goes down too early: dW and db of a layer are computed from the dZ of the layer "
         "below. First the pair, then the step."),
        (goes_down_through_dW,
         "The last layer is right, those below it are not: dZ goes down through dW, and should go "
         "through the weights."),
        (returns_in_the_loop,
         "One pair only: is the return inside the loop? Indent it less."),
        (loop_variant(fed=lambda A, i: A[0]),
         "All db are right, dW is not: it uses A[0] for every layer. Layer i was fed with A[i]."),
        (loop_variant(bias=lambda dZ: dZ.sum(axis=1)),
         "db of every layer is added up along the wrong axis: it has an entry for each example. "
         "All dW are right."),
        (loop_variant(weight=lambda A, dZ: -A.T @ dZ, bias=lambda dZ: -dZ.sum(axis=0)),
         "Every sign is wrong. The minus of a step downhill comes later, in training."),
        (loop_variant(order=lambda gradients: [g for pair in gradients[::-1] for g in pair]),
         "The arrays stand one after the other. Put the two of each layer in a pair, (dW, db)."),
        (goes_forwards,
         "The loop starts at the first layer, but dZ belongs to the last one. Go in reverse."),
    ),
    hints=[
        "for i in reversed(range(len(parameters))): dZ belongs to layer i. What are its dW and db?",
        "What layer i was fed with is A[i]. Append the pair (dW, db) to a list.",
        "Then turn dZ into that of the layer below, unless i is 0: two steps, which you wrote as "
        "dA2 and dZ2. A[i] > 0 is the mask, since a ReLU's output is positive where its input is.",
        "The list was filled from the last layer to the first: return it turned round, [::-1].",
    ],
    praise="Whatever the depth, these lines stay the same.",
)  # fmt: skip

# --- tanh_layer -----------------------------------------------------------------------------------


class tanh_layer_solution(Layer):
    def forward(self, Z, training=False):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


def tanh_layer_inputs(rng):
    cases = [(rng.normal(size=(B, 4)), rng.normal(size=(B, 4))) for B in (3, 5)]
    return [*cases, tuple(rng.normal(size=(2, 4, 4)).astype(np.float32))]


class LayerExercise(Exercise):
    """An exercise whose answer is a class: a layer with ``forward`` and ``backward``."""

    def _feedback(self, answer):
        if isinstance(answer, type):
            if not issubclass(answer, Layer):
                return Feedback(
                    "not yet",
                    "The class must inherit from Layer, or Sequential cannot take it: "
                    f"class {answer.__name__}(Layer).",
                )
        elif isinstance(answer, Layer):
            return Feedback("not yet", "Pass the class itself, without parentheses.")
        elif isinstance(answer, np.ufunc):
            return Feedback("not yet", "Pass the class; this is a function of NumPy.")
        return super()._feedback(answer)

    def _run(self, answer, arguments):
        return run(as_function(answer), arguments)

    def _judged(self, result, arguments):
        return self.judge(result, as_function(self._solution)(*arguments), arguments)

    def _complaint(self, outcome, arguments, answer):
        text = exception_text(outcome.error)
        if "unexpected keyword argument 'training'" in text:
            return (
                "Sequential calls forward(Z, training=...). Keep the second parameter, even if "
                "tanh has no use for it."
            )
        if isinstance(outcome.error, NotImplementedError):
            missing = [m for m in ("forward", "backward") if getattr(answer, m) is vars(Layer)[m]]
            return f"The class has no method {' and no '.join(missing)}. Is the name spelt so?"
        if isinstance(outcome.error, TypeError) and ("positional" in text or "multiple" in text):
            return f"Has every method self as its first parameter?\n  {text}"
        if "object has no attribute" in text:
            return f"backward asks for something that forward has not kept on self:\n  {text}"
        return super()._complaint(outcome, arguments, answer)


def as_function(layer_type):
    """Return what a layer does with a batch and with what comes back, as a function of both."""
    if not isinstance(layer_type, type):
        return layer_type

    def forward_and_backward(Z, dA):
        layer, other = layer_type(), layer_type()
        other.forward(np.ones((2, 3)), training=True)
        layer.forward(dA, training=True)  # an earlier batch
        A = layer.forward(Z, training=True)
        other.forward(np.zeros((2, 3)), training=True)
        if A is None:
            dZ = layer.backward(dA)
            return ... if dZ is None else (A, dZ, dZ)
        A = A.copy() if isinstance(A, np.ndarray) else A
        dZ = layer.backward(dA)
        outside = layer_type()
        outside.forward(Z, training=False)
        try:
            return A, dZ, outside.backward(dA)
        except (AttributeError, TypeError):  # nothing was kept
            return A, dZ, None

    return forward_and_backward


def judge_of_layer(result, expected, arguments):
    (A, dZ, dZ_outside), (A_expected, dZ_expected, _) = result, expected
    if A is None or dZ is None:
        method = "forward" if A is None else "backward"
        return f"{method} returns None. Is it still to be written, or is its return missing?"
    for method, got, wanted in [("forward", A, A_expected), ("backward", dZ, dZ_expected)]:
        complaint = same_numbers(got, wanted)
        if complaint is not None:
            right = "forward is right. " if method == "backward" else ""
            return f"{right}In {method}: {complaint}"
        if not isinstance(got, np.ndarray) or got.dtype != wanted.dtype:
            return (
                f"In {method} the numbers are right, but they come as {description_of(got)}. The "
                f"layers around it want an array of the input's dtype, {wanted.dtype}."
            )
    if dZ_outside is None or same_numbers(dZ_outside, dZ_expected) is not None:
        return (
            "With training=True the layer is right, with training=False it is not, and a gradient "
            "check goes forward with False. What backward needs must always be kept."
        )
    return None


def layer_variant(forward=np.tanh, backward=None):
    """Return a layer with one thing wrong; ``backward(dA, Z, A)``."""

    class Variant(Layer):
        def forward(self, Z, training=False):
            self.Z, self.A = Z, np.tanh(Z)
            return forward(Z)

        def backward(self, dA):
            return (backward or (lambda dA, Z, A: dA * (1 - A**2)))(dA, self.Z, self.A)

    return Variant


class RemembersTheFirst(Layer):
    def forward(self, Z, training=False):
        if not hasattr(self, "A"):
            self.A = np.tanh(Z)
        return np.tanh(Z)

    def backward(self, dA):
        return dA * (1 - self.A**2)


class SharesItsMemory(Layer):
    kept = None

    def forward(self, Z, training=False):
        type(self).kept = np.tanh(Z)
        return self.kept

    def backward(self, dA):
        return dA * (1 - self.kept**2)


tanh_layer = LayerExercise(
    name="tanh_layer",
    task="Write a layer class Tanh, with forward and backward.",
    solution=tanh_layer_solution,
    inputs=tanh_layer_inputs,
    judge=judge_of_layer,
    mistakes=known(
        (layer_variant(backward=lambda dA, Z, A: 1 - A**2),
         "forward is right. backward returns the slope alone: what comes from above, dA, has to "
         "be multiplied by it."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - np.tanh(A) ** 2)),
         "forward is right. In backward tanh is applied once too often: the output that forward "
         "keeps is tanh(Z) already."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - Z**2)),
         "forward is right. In backward the slope is computed from Z, the input; the formula "
         "wants the output."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - dA**2)),
         "forward is right. In backward the slope is computed from dA. It depends on what went "
         "forward, and forward has to keep that."),
        (layer_variant(backward=lambda dA, Z, A: dA * (A > 0)),
         "forward is right. The slope in backward is ReLU's."),
        (layer_variant(backward=lambda dA, Z, A: dA * A),
         "forward is right. In backward dA is multiplied by the output, not by the slope."),
        (layer_variant(backward=lambda dA, Z, A: dA),
         "forward is right. backward hands dA on as it came; the slope of tanh is missing."),
        (layer_variant(backward=lambda dA, Z, A: dA + (1 - A**2)),
         "forward is right. In backward dA and the slope are added. The chain rule multiplies."),
        (layer_variant(backward=lambda dA, Z, A: dA / (1 - A**2)),
         "forward is right. backward divides by the slope. The chain rule multiplies."),
        (layer_variant(backward=lambda dA, Z, A: dA * 1 - A**2),
         "forward is right. In backward parentheses are missing: dA belongs to the whole slope."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - A)),
         "forward is right. In backward the slope is 1 - A; a square is missing."),
        (layer_variant(backward=lambda dA, Z, A: dA * (A**2 - 1)),
         "forward is right. In backward the sign is wrong: tanh rises everywhere."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 + A**2)),
         "forward is right. In backward a sign is wrong: where tanh flattens out, the slope must "
         "become smaller."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - A) ** 2),
         "forward is right. In backward too much is squared: at A = -1, where tanh is flat, this "
         "slope is 4."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - np.abs(A))),
         "forward is right. The slope in backward is right at -1, 0 and 1, and too small between "
         "them."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - 2 * A)),
         "forward is right. In backward two times A stands where A squared is wanted."),
        (layer_variant(backward=lambda dA, Z, A: dA * -2 * A),
         "forward is right. In backward the slope is differentiated once more. Stop a step "
         "earlier."),
        (layer_variant(backward=lambda dA, Z, A: dA * 2 * (1 - A**2)),
         "forward is right. backward returns twice too much: at A = 0 the slope is 1."),
        (layer_variant(backward=lambda dA, Z, A: dA * (1 - A ^ 2)),
         "In Python a power is written **; ^ means something else."),
        (layer_variant(backward=lambda dA, Z, A: dA * A * (1 - A)),
         "forward is right. The slope in backward is the sigmoid's."),
        (layer_variant(forward=lambda Z: 1 / (1 + np.exp(-Z))), "forward is the sigmoid's."),
        (layer_variant(backward=lambda dA, Z, A: np.tanh(dA)),
         "forward is right. backward sends dA through tanh: that is forward once more."),
        (layer_variant(forward=lambda Z: np.maximum(Z, 0)), "forward is ReLU's."),
        (layer_variant(forward=lambda Z: Z), "forward returns its input unchanged."),
        (RemembersTheFirst,
         "backward uses the first batch that ever went forward. Each forward has to keep its "
         "own."),
        (SharesItsMemory,
         "What forward keeps is shared by all layers of this class. Keep it on self."),
    ),
    hints=[
        "forward computes np.tanh(Z), and keeps what backward will need: self.A = ...",
        "backward receives dA and returns dZ: the chain rule, dA times the slope of tanh.",
        "For the slope write tanh as (e^z - e^-z) / (e^z + e^-z), use the quotient rule, and split "
        "the result in two fractions.",
        "The slope is 1 minus a power of tanh(z), and tanh(z) is A.",
    ],
    praise="Your layer has all that Sequential asks of one. Keeping the output has saved work: the "
    "slope costs one multiplication.",
)  # fmt: skip

# --- tanh_network_gradients -----------------------------------------------------------------------


def tanh_network_gradients_solution(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1 + b1)  # (B, n)
    P = softmax(A1 @ W2 + b2)  # (B, C)
    dZ2 = (P - Y) / len(X)  # (B, C)
    dW2, db2 = A1.T @ dZ2, dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2.T) * (1 - A1**2)  # (B, n)
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    return dW1, db1, dW2, db2


def tanh_network_gradients_inputs(rng):
    return [
        (
            rng.normal(size=(B, n_in)),
            np.eye(C)[rng.integers(C, size=B)],
            rng.normal(size=(n_in, n)),
            rng.normal(size=n),
            rng.normal(size=(n, C)),
            rng.normal(size=C),
        )
        for B, n_in, n, C in [(6, 4, 4, 4), (2, 3, 2, 4)]
    ]


FOUR = ("dW1", "db1", "dW2", "db2")


def judge_of_four(result, expected, arguments):
    """Return None, or which of the four arrays are wrong."""
    if not isinstance(result, (list, tuple)) or len(result) != 4:
        return f"Expected 4 arrays; got {description_of(result)}."
    found = [
        (name, complaint)
        for name, got, wanted in zip(FOUR, result, expected, strict=True)
        if (complaint := same_numbers(got, wanted)) is not None
    ]
    if not found:
        return None
    right = [name for name in FOUR if name not in dict(found)]
    said = f" Right: {', '.join(right)}." if right else ""
    return f"Wrong: {', '.join(dict(found))}.{said} {found[-1][0]}: {found[-1][1]}"


def tanh_variant(
    scale=len,
    slope=lambda A1, Z1: 1 - A1**2,
    sign=1,
    fed=lambda A1, Z1: A1,
    bias=lambda dZ: dZ.sum(axis=0),
    turn=lambda W: W.T,
    pick=lambda *four: four,
    bend=np.tanh,
    shift=1,
    end=softmax,
    start=lambda P, Y: P - Y,
):
    """Return the solution with one thing changed, for the mistakes below."""

    def gradients(X, Y, W1, b1, W2, b2):
        Z1 = X @ W1 + shift * b1
        A1 = bend(Z1)
        dZ2 = sign * start(end(A1 @ W2 + shift * b2), Y) / scale(X)
        dZ1 = (dZ2 @ turn(W2)) * slope(A1, Z1)
        return pick(X.T @ dZ1, bias(dZ1), fed(A1, Z1).T @ dZ2, bias(dZ2))

    return gradients


SECOND_RIGHT = "dW2 and db2 are right. On the way to dW1 and db1"
tanh_network_gradients = Exercise(
    name="tanh_network_gradients",
    task="Return all four gradients of a network with one tanh layer and softmax cross-entropy.",
    solution=tanh_network_gradients_solution,
    inputs=tanh_network_gradients_inputs,
    judge=judge_of_four,
    mistakes=known(
        (tanh_variant(scale=lambda X: 1),
         "All four are B times too large. The loss is a mean over the batch: where does its 1/B "
         "enter?"),
        (tanh_variant(scale=lambda X: len(X) ** 2), "All four are B times too small: divided by B "
         "twice."),
        (tanh_variant(scale=lambda X: 4 * len(X)),
         "Divided by the number of all entries of Y. The mean is over the examples."),
        (tanh_variant(bend=lambda Z: np.maximum(Z, 0)),
         "On the way forward stands a ReLU; this network has tanh."),
        (tanh_variant(bend=lambda Z: np.maximum(Z, 0), slope=lambda A1, Z1: A1 > 0),
         "That is a network with ReLU, forward and back; this one has tanh."),
        (tanh_variant(shift=0), "The biases are missing on the way forward."),
        (tanh_variant(end=lambda Z: Z), "The scores stand where P should: softmax is missing."),
        (tanh_variant(start=lambda P, Y: (P - Y) * P * (1 - P)),
         "A factor P (1 - P) too many: with cross-entropy it cancels."),
        (tanh_variant(bias=lambda dZ: dZ.sum(axis=0, keepdims=True)),
         "dW1 and dW2 are right; db1 and db2 have one axis too many."),
        (tanh_variant(pick=lambda dW1, db1, dW2, db2: ((dW1, db1), (dW2, db2))),
         "These are two pairs. Return the four arrays one after the other."),
        (tanh_variant(slope=lambda A1, Z1: 1), f"{SECOND_RIGHT} the slope of tanh is missing."),
        (tanh_variant(slope=lambda A1, Z1: A1 > 0),
         f"{SECOND_RIGHT} the slope used is ReLU's; this network has tanh."),
        (tanh_variant(slope=lambda A1, Z1: 1 - np.tanh(A1) ** 2),
         f"{SECOND_RIGHT}, in the slope, tanh is applied once too often: A1 is its output."),
        (tanh_variant(slope=lambda A1, Z1: 1 - Z1**2),
         f"{SECOND_RIGHT} the slope is computed from Z1 where the formula wants A1."),
        (tanh_variant(fed=lambda A1, Z1: Z1),
         "dW2 is wrong, the other three are right: layer 2 was fed with A1, not with Z1."),
        (tanh_variant(bias=lambda dZ: dZ.mean(axis=0)),
         "dW1 and dW2 are right; db1 and db2 are means over the batch. The 1/B is in dZ2 "
         "already."),
        (tanh_variant(turn=lambda W: W), f"{SECOND_RIGHT} W2 has to be turned."),
        (tanh_variant(sign=-1), "All four have the wrong sign: is it P - Y or Y - P?"),
        (tanh_variant(pick=lambda dW1, db1, dW2, db2: (dW2, db2, dW1, db1)),
         "All four are right, in the wrong order: dW1, db1, dW2, db2."),
        (tanh_variant(pick=lambda dW1, db1, dW2, db2: (dW1.T, db1, dW2.T, db2)),
         "dW1 and dW2 are transposed: each has the shape of its W. db1 and db2 are right."),
    ),
    hints=[
        "Go forward first, and keep A1 and P. Then start at the end: what is dZ2?",
        "dZ2 = (P - Y) / B. From it follow dW2 and db2, and what comes back to A1.",
        "dA1 = dZ2 @ W2.T; the slope of tanh turns it into dZ1; then dW1 and db1 as before, with X "
        "in the place of A1.",
    ],
    praise="That is backpropagation from one end to the other, written by you.",
)  # fmt: skip

# --- quiz -----------------------------------------------------------------------------------------

quiz = Quiz(
    Number(
        right=235_146,
        explanation="785 · 256 + 257 · 128 + 129 · 10 = 200,960 + 32,896 + 1,290.",
        near_misses={
            234_752: "These are the weights. Which parameters are missing?",
            235_930: "The input layer has no biases: they belong to the layer that is fed.",
            109_386: "That is the network of this notebook, 784-128-64-10.",
        },
        tolerance=1e-9,
    ),
    Choice(
        right="c",
        feedback={
            "a": "It has as many parameters as before, but they describe a smaller family: three "
            "affine maps in a row are one.",
            "b": "The softmax comes after the scores and cannot bend them between the layers.",
            "c": "Three affine maps in a row are one, and softmax regression is softmax after one "
            "affine map.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "It is worse than slow. The gradient of a weight contains the values on both its "
            "ends, and at least one of them is 0 everywhere. What is left that can change?",
            "b": "All hidden units are 0 and stay so. The output biases learn how frequent each "
            "digit is, and that is all.",
            "c": "With all scores at 0 each digit gets the probability 1/10, and the loss is "
            "ln 10, quite finite.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "The way back starts from P and Y. The loss itself is for people: to plot, and to "
            "compare by nudging.",
            "b": "Look at dZ3 = (P - Y) / B: is the loss in it?",
            "c": "No line of the way back reads the loss, so nothing raises an error.",
        },
    ),
    Number(
        right=0.5,
        explanation="The gradient is three times too long: (3 - 1) / (3 + 1).",
        near_misses={
            2 / 3: "That is the value for B = 5, as in this notebook. Here B = 3.",
            2: "Divide by the sum of both lengths, not by the right one alone.",
            3: "The gradient is three times too long, but the error is |g - n| / (|g| + |n|).",
            1 / 3: "That is the factor which is missing. Put g = 3 n into |g - n| / (|g| + |n|).",
        },
    ),
)

further_quiz = Quiz(
    Choice(
        right="a",
        feedback={
            "a": "And it says nothing about inputs that are not among the examples.",
            "b": "One hidden layer is enough for the theorem, if it may be as wide as it needs.",
            "c": "It holds for ReLU too: this notebook built such a network from hinges.",
        },
    ),
    Number(
        right=7,
        explanation="Three lines that cross each other in three different points: 1 + 3 + 3.",
        near_misses={
            8: "Each unit is on or off, which makes 8 combinations, but three lines reach only "
            "some of them. Draw the lines.",
            6: "That is if all three lines meet in one point. Move one of them a little.",
            4: "That is for parallel lines, or for two units.",
        },
        tolerance=1e-9,
    ),
    first=6,
)
