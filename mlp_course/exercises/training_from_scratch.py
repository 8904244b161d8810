"""Exercises and quiz of the notebook training_from_scratch."""

import copy
from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np

from .backpropagation import backward_solution as backward
from .exercise import YIELDS, Exercise, Mistake
from .outcome import description_of, run, same_bits, same_numbers
from .quiz import Choice, Number, Quiz


class StepExercise(Exercise):
    """An exercise whose function may change its arguments.

    What the judge gets is a pair: what the function returned, and some of its arguments as they
    are afterwards.

    Parameters
    ----------
    afterwards : slice
        Which arguments count. What happens to the others is the function's own affair.
    in_place : bool
        Whether the arguments are the result, and what is returned counts for nothing if they
        have changed.
    """

    def __init__(self, *, afterwards, in_place=False, **others):
        super().__init__(**others)
        self.afterwards, self.in_place = afterwards, in_place

    def _run(self, answer, arguments):
        return run(self._with_arguments(answer), arguments)

    def _judged(self, result, arguments):
        expected = self._with_arguments(self._solution)(*arguments)
        try:
            return self.judge(result, expected, arguments)
        except Exception:
            return f"Got {description_of(result[0])}; expected other things in it."

    def _with_arguments(self, function):
        def on_copies(*arguments):
            given = copy.deepcopy(arguments)
            returned = function(*given)
            if isinstance(returned, Iterator):  # nothing has happened yet in a generator
                return YIELDS, []
            if returned is None or (self.in_place and not same_bits(given, arguments)):
                returned = ()
            return returned, [*given[self.afterwards]]

        return on_copies


def returned_nothing(returned):
    return isinstance(returned, tuple) and not returned


# --- gradient_step ------------------------------------------------------------------------------


def gradient_step_solution(parameters, gradients, learning_rate):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= learning_rate * dW
        b -= learning_rate * db


def pairs(rng, layer_sizes):
    """Return a random (W, b) for each layer."""
    shapes = pairwise(layer_sizes)
    return [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in shapes]


def gradient_step_inputs(rng):
    layers = [(3, 4, 2), (2, 3), (4, 4, 4, 4)]
    rates = [0.1, 0.5, 0.02]
    return [(pairs(rng, n), pairs(rng, n), rate) for n, rate in zip(layers, rates, strict=True)]


NOT_IN_PLACE = (
    "The new values are right, but the arrays in `parameters` still hold the old ones. Change the "
    "arrays themselves: `W = W - ...` makes a new array and leaves the old one as it was, "
    "`W -= ...` writes into it."
)


def judge_of_gradient_step(result, expected, arguments):
    if result[0] is YIELDS:
        return YIELDS
    (returned, (parameters, gradients)), (_, (wanted, untouched)) = result, expected
    if differs(gradients, untouched):
        return "Your function changes the gradients too. Leave them as they are."
    if not differs(parameters, wanted):
        return None
    if not differs(parameters, arguments[0]):
        if not differs(returned, wanted):
            return NOT_IN_PLACE
        return (
            "After your function the parameters are what they were before it. A loop that says "
            "`W = W - ...` makes new arrays and forgets them; `W -= ...` writes into the old ones."
        )
    for layer, pair in enumerate(wanted):
        for name, got, right in zip("Wb", parameters[layer], pair, strict=True):
            if same_numbers(got, right) is not None:
                return f"{name} of layer {layer} (counted from 0) is not what it should be."
    return None


def differs(one, other):
    """Are two nested lists of arrays different?"""
    try:
        return same_numbers(flat(one), flat(other)) is not None
    except Exception:  # something of which NumPy can make nothing
        return True


def flat(nested):
    if isinstance(nested, (list, tuple)):
        return np.concatenate([flat(part) for part in nested]) if nested else np.zeros(0)
    return np.ravel(nested)


def step_variant(weights=lambda W, dW, rate: W - rate * dW, biases=None, layers=slice(None)):
    """Return the solution with one thing changed, for the mistakes below."""

    def step(parameters, gradients, learning_rate):
        for (W, b), (dW, db) in zip(parameters[layers], gradients[layers], strict=True):
            W[...] = weights(W, dW, learning_rate)
            b[...] = (biases or weights)(b, db, learning_rate)

    return step


gradient_step = StepExercise(
    name="gradient_step",
    afterwards=slice(0, 2),  # parameters and gradients
    in_place=True,
    task="Move every array of the parameters one step downhill, in place.",
    solution=gradient_step_solution,
    inputs=gradient_step_inputs,
    judge=judge_of_gradient_step,
    mistakes=[
        Mistake(
            step_variant(lambda W, dW, rate: W + rate * dW),
            "This climbs: the gradient points to where the loss rises.",
        ),
        Mistake(
            step_variant(lambda W, dW, rate: W - dW),
            "The learning rate is missing: the whole gradient is subtracted.",
        ),
        Mistake(
            step_variant(lambda W, dW, rate: rate * dW),
            "The parameters are replaced by the step. They should be moved by it.",
        ),
        Mistake(
            step_variant(lambda W, dW, rate: -rate * dW),
            "The parameters are replaced by the step. They should be moved by it.",
        ),
        Mistake(
            step_variant(lambda W, dW, rate: dW),
            "The parameters are now the gradients. They should be moved against them.",
        ),
        Mistake(
            step_variant(lambda W, dW, rate: rate * (W - dW)),
            "The learning rate belongs to the gradient alone: W - learning_rate * dW has no "
            "parentheses.",
        ),
        Mistake(
            step_variant(biases=lambda b, db, rate: b),
            "The weights are right, and the biases have not moved.",
        ),
        Mistake(
            step_variant(biases=lambda b, db, rate: b - db),
            "The weights are right; in the biases' line the learning rate is missing.",
        ),
        Mistake(
            step_variant(biases=lambda b, db, rate: b + rate * db),
            "The weights go downhill and the biases uphill.",
        ),
        Mistake(
            step_variant(weights=lambda W, dW, rate: W, biases=lambda b, db, rate: b - rate * db),
            "The biases are right, and the weights have not moved.",
        ),
        Mistake(
            step_variant(lambda W, dW, rate: W - 0.1 * dW),
            "The learning rate is always 0.1 here. Use the one that your function is given.",
        ),
        Mistake(
            step_variant(layers=slice(0, 1)),
            "Only the first layer has moved. Does a `return` stand inside the loop?",
        ),
        Mistake(
            step_variant(layers=slice(-1, None)),
            "Only the last layer has moved. Do the two steps stand inside the loop?",
        ),
        Mistake(
            step_variant(lambda W, dW, rate: W - rate * dW / len(W)),
            "The steps are too short: divided by a number of rows. The mean over the batch is in "
            "the gradient already.",
        ),
    ],
    hints=[
        "`for (W, b), (dW, db) in zip(parameters, gradients):` brings together what belongs "
        "together.",
        "Subtract the learning rate times the gradient, from W and from b.",
        "`-=` changes an array in place; `W = W - ...` would give the name W to a new array.",
    ],
    praise="Three lines, and whatever the network, its training is many of them.",
)


# --- train_epoch --------------------------------------------------------------------------------
# The functions that the notebook has by then, for the solution to call.

sgd_step = gradient_step_solution


def forward(parameters, X):
    A = [X]
    for W, b in parameters[:-1]:
        A.append(np.maximum(A[-1] @ W + b, 0))
    W, b = parameters[-1]
    return [*A, A[-1] @ W + b]


def softmax_cross_entropy(Z, y):
    rows = np.arange(len(y))
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = np.exp(log_P)
    dZ[rows, y] -= 1
    return -log_P[rows, y].mean(), dZ / len(y)


def train_epoch_solution(parameters, batches, learning_rate):
    losses = []
    for X_batch, y_batch in batches:
        A = forward(parameters, X_batch)
        loss, dZ = softmax_cross_entropy(A[-1], y_batch)
        gradients = backward(parameters, A, dZ)
        sgd_step(parameters, gradients, learning_rate)
        losses.append(loss)
    return losses


def train_epoch_inputs(rng):
    cases = []
    for layer_sizes, sizes, rate in [((3, 4, 2), (5, 5, 3), 0.5), ((4, 5, 5, 3), (6, 4), 0.2)]:
        batches = [
            (rng.normal(size=(n, layer_sizes[0])), rng.integers(layer_sizes[-1], size=n))
            for n in sizes
        ]
        # An iterator, since the notebook hands a generator: neither has a length.
        cases.append((pairs(rng, layer_sizes), iter(batches), rate))
    return cases


def judge_of_train_epoch(result, expected, arguments):
    if result[0] is YIELDS:
        return YIELDS
    (losses, (parameters,)), (wanted_losses, (wanted,)) = result, expected
    moved_right = not differs(parameters, wanted)
    if returned_nothing(losses):
        end = "the parameters are right, but " if moved_right else ""
        return f"Your function returns None; {end}the list of losses is to be returned too."
    n = len(wanted_losses)
    same_losses = same_numbers(losses, wanted_losses) is None
    if moved_right and same_losses:
        return None
    if not moved_right and same_losses:
        return "The losses are right, but the parameters have not arrived where they should."
    if moved_right:
        return (
            f"The parameters are right. Return a list of the losses of the {n} batches, each from "
            f"before its step; yours is {description_of(losses)}."
        )
    return (
        f"Neither the losses nor the parameters are right after {n} batches. For each batch: "
        "forward, loss, backward, step."
    )


def epoch_variant(
    results=lambda losses: losses,
    rate=lambda learning_rate: learning_rate,
    step=sgd_step,
    of=lambda batches: batches,
    recorded=lambda loss, parameters, X, y: loss,
):
    """Return the solution with one thing changed, for the mistakes below."""

    def train_epoch(parameters, batches, learning_rate):
        losses = []
        for X_batch, y_batch in of(batches):
            A = forward(parameters, X_batch)
            loss, dZ = softmax_cross_entropy(A[-1], y_batch)
            step(parameters, backward(parameters, A, dZ), rate(learning_rate))
            losses.append(recorded(loss, parameters, X_batch, y_batch))
        return results(losses)

    return train_epoch


def one_step_for_all_batches(parameters, batches, learning_rate):
    losses, sums = [], None
    for X_batch, y_batch in batches:
        A = forward(parameters, X_batch)
        loss, dZ = softmax_cross_entropy(A[-1], y_batch)
        new = backward(parameters, A, dZ)
        added = [(s[0] + n[0], s[1] + n[1]) for s, n in zip(sums or new, new, strict=True)]
        sums = new if sums is None else added
        losses.append(loss)
    sgd_step(parameters, sums, learning_rate)
    return losses


def step_after_the_loop(parameters, batches, learning_rate):
    losses = []
    for X_batch, y_batch in batches:
        A = forward(parameters, X_batch)
        loss, dZ = softmax_cross_entropy(A[-1], y_batch)
        gradients = backward(parameters, A, dZ)
        losses.append(loss)
    sgd_step(parameters, gradients, learning_rate)
    return losses


def train_epoch_on_gradients_of_loss(parameters, batches, learning_rate):
    gradients_in_place_of_losses = []
    for X_batch, y_batch in batches:
        A = forward(parameters, X_batch)
        _, dZ = softmax_cross_entropy(A[-1], y_batch)
        sgd_step(parameters, backward(parameters, A, dZ), learning_rate)
        gradients_in_place_of_losses.append(dZ)
    return gradients_in_place_of_losses


def train_epoch_divided_again(parameters, batches, learning_rate):
    losses = []
    for X_batch, y_batch in batches:
        A = forward(parameters, X_batch)
        loss, dZ = softmax_cross_entropy(A[-1], y_batch)
        sgd_step(parameters, backward(parameters, A, dZ / len(y_batch)), learning_rate)
        losses.append(loss)
    return losses


NEVER_MOVES = (
    "The losses are computed, but the parameters never move. Go back with `backward`, and take a "
    "step with `sgd_step`, which changes its first argument: the parameters."
)
ONE_BY_ONE = (
    "`batches` deals out its pairs one after the other: no length, and no places to ask for. "
    "A for loop takes them as they come."
)
train_epoch = StepExercise(
    name="train_epoch",
    afterwards=slice(0, 1),  # the parameters
    task="Train on every batch once, and return the list of their losses.",
    solution=train_epoch_solution,
    inputs=train_epoch_inputs,
    judge=judge_of_train_epoch,
    mistakes=[
        Mistake(epoch_variant(step=lambda parameters, gradients, rate: None), NEVER_MOVES),
        Mistake(epoch_variant(of=len), ONE_BY_ONE),
        Mistake(epoch_variant(of=lambda batches: batches[0]), ONE_BY_ONE),
        Mistake(
            epoch_variant(recorded=lambda loss, parameters, X, y: loss * len(y)),
            "The parameters are right. Each loss is multiplied by the size of its batch: the mean "
            "that softmax_cross_entropy returns is meant.",
        ),
        Mistake(
            train_epoch_divided_again,
            "The first loss is right, and from then on the steps are too short: dZ holds the "
            "division by the size of the batch already.",
        ),
        Mistake(
            epoch_variant(rate=lambda learning_rate: -learning_rate),
            "This climbs. `sgd_step` has the minus already.",
        ),
        Mistake(
            epoch_variant(rate=lambda learning_rate: 0.1),
            "The learning rate is always 0.1 here. Use the one that your function is given.",
        ),
        Mistake(
            epoch_variant(results=lambda losses: losses[-1]),
            "Only the last loss comes back. Collect them all in a list.",
        ),
        Mistake(
            epoch_variant(results=np.mean),
            "This is the mean of the losses. Return them all, in a list.",
        ),
        Mistake(
            epoch_variant(results=sum),
            "This is the sum of the losses. Return them all, in a list.",
        ),
        Mistake(
            epoch_variant(of=lambda batches: islice(batches, 1)),
            "Training stops after the first batch. Does the `return` stand inside the loop?",
        ),
        Mistake(
            epoch_variant(of=lambda batches: islice(batches, 1), results=lambda losses: losses[0]),
            "Training stops after the first batch. Does the `return` stand inside the loop?",
        ),
        Mistake(
            epoch_variant(
                recorded=lambda loss, parameters, X, y: softmax_cross_entropy(
                    forward(parameters, X)[-1], y
                )[0]
            ),
            "The parameters are right. The losses are those after each step; the one from before "
            "it was there already, and costs nothing.",
        ),
        Mistake(
            train_epoch_on_gradients_of_loss,
            "The parameters are right, but the list holds dZ where the losses should be: "
            "softmax_cross_entropy returns the loss first.",
        ),
        Mistake(
            one_step_for_all_batches,
            "All the gradients are taken at the start, as if for a single step. Take a step after "
            "each batch, so that the next one sees it.",
        ),
        Mistake(
            step_after_the_loop,
            "One step, with the gradient of the last batch. Does `sgd_step` stand inside the loop?",
        ),
        Mistake(
            epoch_variant(step=lambda *arguments: [sgd_step(*arguments) for _ in range(2)]),
            "Two steps are taken with each gradient.",
        ),
        Mistake(
            epoch_variant(
                step=lambda parameters, gradients, rate: sgd_step(
                    parameters[-1:], gradients[-1:], rate
                )
            ),
            "Only the last layer moves. Pass all the parameters on.",
        ),
    ],
    hints=[
        "`for X_batch, y_batch in batches:` and in it four steps, one line each.",
        "Forward; loss and dZ from the last entry of what `forward` returns; backward; step.",
        "`backward` wants the parameters, the list that `forward` returned, and dZ.",
        "Append each loss to a list, and return the list after the loop.",
    ],
    praise="Forward, loss, backward, step: the heart of every training program.",
)


# --- momentum_step ------------------------------------------------------------------------------


def momentum_step_solution(w, v, g, learning_rate, momentum):
    v = momentum * v + g
    w = w - learning_rate * v
    return w, v


def momentum_step_inputs(rng):
    return [
        (rng.normal(size=5), rng.normal(size=5), rng.normal(size=5), 0.1, 0.9),
        (rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), 0.5, 0.6),
        (rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), 0.2, 0.0),  # plain SGD
    ]


def judge_of_vectors(*names):
    """Return a judge of a step that returns arrays with these names, perhaps its own.

    The first, w, is made of the others, and so it is the last to be complained of.
    """

    def judge(result, expected, arguments):
        if result[0] is YIELDS:
            return YIELDS
        (returned, g_afterwards), (wanted, g) = result, expected
        if returned_nothing(returned):
            return (
                f"Your function returns None. Whether it changes its arrays in place or makes new "
                f"ones, {', '.join(names)} are to be returned."
            )
        if not np.array_equal(g_afterwards, g):
            return "Your function changes its input g. Leave the gradient as it is."
        if not isinstance(returned, (list, tuple, np.ndarray)) or len(returned) != len(names):
            return (
                f"Return {len(names)} arrays, {', '.join(names)}; got {description_of(returned)}."
            )
        pairs_of = zip(names, returned, wanted, strict=True)
        wrong = {n: same_numbers(got, right) for n, got, right in pairs_of}
        wrong = {name: complaint for name, complaint in wrong.items() if complaint is not None}
        if not wrong:
            return None
        fine = [name for name in names if name not in wrong]
        name = next(name for name in [*names[1:], names[0]] if name in wrong)
        complaint = wrong[name]
        also = f" {' and '.join(fine)} {'is' if len(fine) == 1 else 'are'} right." if fine else ""
        return f"{name}: {complaint}{also}"

    return judge


def velocity_of(formula, move=lambda w, v, new, g, rate, momentum: w - rate * new):
    """Return the solution with another formula for the velocity, or for the move."""

    def step(w, v, g, learning_rate, momentum):
        new = formula(v, g, learning_rate, momentum)
        return move(w, v, new, g, learning_rate, momentum), new

    return step


def plain_velocity(v, g, rate, momentum):
    return momentum * v + g


momentum_step = StepExercise(
    name="momentum_step",
    afterwards=slice(2, 3),  # g
    task="Return the weights and the velocity after one step of SGD with momentum.",
    solution=momentum_step_solution,
    inputs=momentum_step_inputs,
    judge=judge_of_vectors("w", "v"),
    mistakes=[
        Mistake(
            velocity_of(plain_velocity, lambda w, v, new, g, rate, momentum: w - rate * v),
            "The weights move with the old velocity. Update the velocity first.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: momentum * v + (1 - momentum) * g),
            "This is a running mean of the gradients, as in Adam. Here all of g is added.",
        ),
        Mistake(
            velocity_of(
                lambda v, g, rate, momentum: momentum * v - rate * g,
                lambda w, v, new, g, rate, momentum: w + new,
            ),
            "This is how Keras writes it: its velocity holds the learning rate and the minus, and "
            "with a constant rate the weights go the same way. Here v is a sum of gradients, and "
            "rate and minus come with the move.",
        ),
        Mistake(
            velocity_of(
                lambda v, g, rate, momentum: momentum * v + rate * g,
                lambda w, v, new, g, rate, momentum: w - new,
            ),
            "The learning rate is inside the velocity. That is another convention, and with a "
            "constant rate the weights go the same way; here it belongs to the move.",
        ),
        Mistake(
            velocity_of(
                plain_velocity,
                lambda w, v, new, g, rate, momentum: w - rate * (momentum * new + g),
            ),
            "This is Nesterov's variant, which looks a step ahead. The velocity is right; move by "
            "the velocity itself.",
        ),
        Mistake(
            velocity_of(plain_velocity, lambda w, v, new, g, rate, momentum: w + rate * new),
            "This climbs: the gradient points to where the loss rises.",
        ),
        Mistake(
            velocity_of(plain_velocity, lambda w, v, new, g, rate, momentum: w - rate * g),
            "The weights move by the gradient alone, and the velocity is never used.",
        ),
        Mistake(
            velocity_of(plain_velocity, lambda w, v, new, g, rate, momentum: w - new),
            "The velocity is right. The move lacks the learning rate.",
        ),
        Mistake(
            velocity_of(plain_velocity, lambda w, v, new, g, rate, momentum: w),
            "The velocity is right, but the weights have not moved.",
        ),
        Mistake(
            velocity_of(
                plain_velocity, lambda w, v, new, g, rate, momentum: w - rate * new - rate * g
            ),
            "The gradient is in the velocity already, and is subtracted once more.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: v + momentum * g),
            "The share `momentum` is kept of the old velocity. Here it is taken of the gradient.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: momentum * (v + g)),
            "Only the old velocity is made smaller; the new gradient comes in whole.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: v + g),
            "Nothing of the old velocity is forgotten, so it grows and grows. Keep only a share.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: (1 - momentum) * v + g),
            "`momentum` is the share that is kept, not the one that is lost.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: (1 - momentum) * v + momentum * g),
            "A running mean, and with the two shares exchanged. Keep `momentum` of v, add g.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: momentum * v - g),
            "A sign: the velocity is a sum of gradients. The minus comes with the move.",
        ),
        Mistake(
            velocity_of(lambda v, g, rate, momentum: 0.9 * v + g),
            "The momentum is always 0.9 here. Use the one that your function is given.",
        ),
        Mistake(
            lambda w, v, g, rate, momentum: momentum_step_solution(w, v, g, momentum, rate),
            "learning_rate and momentum are exchanged: momentum belongs to the velocity, the "
            "learning rate to the move.",
        ),
        Mistake(
            lambda w, v, g, rate, momentum: (w - rate * (momentum * v + g), v),
            "The weights are right, and the velocity that comes back is the old one.",
        ),
        Mistake(
            lambda *arguments: momentum_step_solution(*arguments)[::-1],
            "Both are right, in the wrong order: first w, then v.",
        ),
        Mistake(
            lambda *arguments: momentum_step_solution(*arguments)[0],
            "The weights are right. Return the velocity too: the next step needs it.",
        ),
    ],
    hints=[
        "Two lines: first the new velocity, then the new weights.",
        "The new velocity is a share of the old one plus the gradient.",
        "The weights move by learning_rate times the new velocity, downhill.",
    ],
    praise=(
        "With a gradient that stays the same, the velocity grows towards g / (1 - momentum): "
        "with 0.9, to ten times the gradient."
    ),
)


# --- adam_step ----------------------------------------------------------------------------------


def adam_step_solution(w, m, v, g, t, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_corrected = m / (1 - beta1**t)
    v_corrected = v / (1 - beta2**t)
    w = w - learning_rate * m_corrected / (np.sqrt(v_corrected) + epsilon)
    return w, m, v


def adam_step_inputs(rng):
    cases = []
    for t, rate, beta1, beta2, epsilon in [
        (1, 0.1, 0.9, 0.999, 1e-8),
        (3, 0.5, 0.7, 0.95, 0.05),  # an epsilon that shows where it stands
        (40, 0.02, 0.8, 0.99, 1e-3),
    ]:
        w, m, v, g = rng.normal(size=(4, 5))
        start = t == 1  # then there is nothing to remember
        cases.append((w, 0 * m if start else m, 0 * v if start else v**2, g, t, rate))
        cases[-1] += (beta1, beta2, epsilon)
    return cases


def adam_variant(
    mean=lambda m, g, beta1: beta1 * m + (1 - beta1) * g,
    square=lambda v, g, beta2: beta2 * v + (1 - beta2) * g**2,
    first=lambda m, beta1, t: m / (1 - beta1**t),
    second=lambda v, beta2, t: v / (1 - beta2**t),
    step=lambda m, v, epsilon: m / (np.sqrt(v) + epsilon),
    sign=-1,
):
    """Return the solution with one thing changed, for the mistakes below."""

    def adam_step(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
        m, v = mean(m, g, beta1), square(v, g, beta2)
        direction = step(first(m, beta1, t), second(v, beta2, t), epsilon)
        return w + sign * learning_rate * direction, m, v

    return adam_step


def adam_that_returns_corrected(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    w, m, v = adam_step_solution(w, m, v, g, t, learning_rate, beta1, beta2, epsilon)
    return w, m / (1 - beta1**t), v / (1 - beta2**t)


def adam_with_old_means(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    _, m_new, v_new = adam_step_solution(w, m, v, g, t, learning_rate, beta1, beta2, epsilon)
    return adam_variant(mean=lambda m, *_: m, square=lambda v, *_: v)(
        w, m, v, g, t, learning_rate, beta1, beta2, epsilon
    )[0], m_new, v_new  # fmt: skip


def adam_with_the_corrections_moved(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_with_the_gradient(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return w - learning_rate * g / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_without_rate(w, m, v, g, t, learning_rate, beta1, beta2, epsilon):
    return adam_step_solution(w, m, v, g, t, 1, beta1, beta2, epsilon)


adam_step = StepExercise(
    name="adam_step",
    afterwards=slice(3, 4),  # g
    task="Return the weights and both running means after one step of Adam.",
    solution=adam_step_solution,
    inputs=adam_step_inputs,
    judge=judge_of_vectors("w", "m", "v"),
    mistakes=[
        Mistake(
            adam_variant(first=lambda m, *_: m, second=lambda v, *_: v),
            "m and v are right. The move uses them without the bias correction.",
        ),
        Mistake(
            adam_variant(second=lambda v, *_: v),
            "m and v are right. In the move only m is corrected; v needs it too.",
        ),
        Mistake(
            adam_variant(first=lambda m, *_: m),
            "m and v are right. In the move only v is corrected; m needs it too.",
        ),
        Mistake(
            adam_variant(
                first=lambda m, beta1, t: m / (1 - beta1),
                second=lambda v, beta2, t: v / (1 - beta2),
            ),
            "The bias correction is the same in every step: right in the first, too large from "
            "then on. Where does t come in?",
        ),
        Mistake(
            adam_variant(
                first=lambda m, beta1, t: m / (1 - beta1 * t),
                second=lambda v, beta2, t: v / (1 - beta2 * t),
            ),
            "The betas are multiplied by t. Powers are meant, beta1**t and beta2**t.",
        ),
        Mistake(
            adam_variant(
                first=lambda m, beta1, t: m * (1 - beta1**t),
                second=lambda v, beta2, t: v * (1 - beta2**t),
            ),
            "The correction makes the means smaller. They start too small: divide.",
        ),
        Mistake(
            adam_variant(
                first=lambda m, beta1, t: m / (1 - beta1 ** (t + 1)),
                second=lambda v, beta2, t: v / (1 - beta2 ** (t + 1)),
            ),
            "t counts from 1 already; there is nothing to add to it.",
        ),
        Mistake(
            adam_that_returns_corrected,
            "w is right, but the corrected means come back. The next step goes on from the "
            "uncorrected ones.",
        ),
        Mistake(
            adam_with_old_means,
            "m and v are right, but the move uses the old ones.",
        ),
        Mistake(
            adam_with_the_corrections_moved,
            "The correction has moved to the learning rate, as in the shortcut that the paper "
            "mentions. There epsilon means something else, and here it shows: correct m and v.",
        ),
        Mistake(
            adam_variant(step=lambda m, v, epsilon: m / np.sqrt(v + epsilon)),
            "epsilon stands under the root. It is added to the root.",
        ),
        Mistake(
            adam_variant(step=lambda m, v, epsilon: m / np.sqrt(v)),
            "epsilon is missing. Without it a gradient that was always 0 gives 0/0.",
        ),
        Mistake(
            adam_variant(step=lambda m, v, epsilon: m / np.sqrt(v) + epsilon),
            "m and v are right. epsilon is added to the quotient: the root and epsilon need "
            "parentheses.",
        ),
        Mistake(
            adam_variant(
                first=lambda m, beta1, t: m / (1 - beta1) ** t,
                second=lambda v, beta2, t: v / (1 - beta2) ** t,
            ),
            "m and v are right. In the correction the power is taken of 1 - beta; it belongs to "
            "beta alone.",
        ),
        Mistake(
            adam_with_the_gradient,
            "m and v are right. The move divides the gradient itself; the corrected m should stand "
            "there.",
        ),
        Mistake(
            adam_variant(square=lambda v, g, beta2: beta2 * v + (1 - beta2) * g * 2),
            "m is right. In v the gradient is doubled: the square is g**2.",
        ),
        Mistake(
            adam_without_rate,
            "m and v are right. The move lacks the learning rate.",
        ),
        Mistake(
            adam_variant(step=lambda m, v, epsilon: m / (v + epsilon)),
            "The square root is missing: v is a mean of squares.",
        ),
        Mistake(
            adam_variant(step=lambda m, v, epsilon: m),
            "v is computed and never used: divide the move by its root.",
        ),
        Mistake(adam_variant(sign=1), "This climbs: the gradient points to where the loss rises."),
        Mistake(
            adam_variant(square=lambda v, g, beta2: beta2 * v + (1 - beta2) * g),
            "m is right. v is a running mean of squares, and g is not squared.",
        ),
        Mistake(
            adam_variant(square=lambda v, g, beta2: beta2 * v + ((1 - beta2) * g) ** 2),
            "m is right. In v the factor (1 - beta2) is squared along with g.",
        ),
        Mistake(
            adam_variant(square=lambda v, g, beta2: beta2 * v + g**2),
            "m is right. In v the new square counts in full; in a running mean its share is "
            "1 - beta2.",
        ),
        Mistake(
            adam_variant(mean=lambda m, g, beta1: beta1 * m + g),
            "v is right. In m the new gradient counts in full, as in momentum; in a running mean "
            "its share is 1 - beta1.",
        ),
        Mistake(
            adam_variant(
                mean=lambda m, g, beta1: beta1 * m + g, square=lambda v, g, beta2: beta2 * v + g**2
            ),
            "In both running means the new value counts in full. Its share is 1 - beta.",
        ),
        Mistake(
            adam_variant(
                mean=lambda m, g, beta1: (1 - beta1) * m + beta1 * g,
                square=lambda v, g, beta2: (1 - beta2) * v + beta2 * g**2,
            ),
            "The shares are exchanged: beta is what is kept of the old mean.",
        ),
        Mistake(
            lambda w, m, v, g, t, rate, beta1, beta2, epsilon: adam_step_solution(
                w, m, v, g, t, rate, beta2, beta1, epsilon
            ),
            "beta1 and beta2 are exchanged: beta1 belongs to m, beta2 to v.",
        ),
        Mistake(
            lambda *arguments: adam_step_solution(*arguments)[0],
            "The weights are right. Return m and v too: the next step needs them.",
        ),
        Mistake(
            lambda *arguments: (
                adam_step_solution(*arguments)[1:] + adam_step_solution(*arguments)[:1]
            ),
            "All three are right, in another order: first w, then m, then v.",
        ),
    ],
    hints=[
        "Five lines: the new m, the new v, m corrected, v corrected, the new w.",
        "m keeps the share beta1 of its old value and takes in (1 - beta1) of g; v does the same "
        "with beta2 and the square of g.",
        "The corrected ones get names of their own, because m and v themselves are returned.",
        "The move is learning_rate times the corrected m, divided by the root of the corrected v "
        "plus epsilon.",
    ],
    praise="So many lines are behind the optimizer that most programs take by default.",
)


# --- cosine_rate --------------------------------------------------------------------------------


def cosine_rate_solution(update, updates, highest):
    return highest * (1 + np.cos(np.pi * update / updates)) / 2


def cosine_rate_inputs(rng):
    inside = [(int(rng.integers(1, n)), n, rng.uniform(0.1, 1)) for n in (8, 101, 4220)]
    return [(0, 100, 0.4), (100, 100, 0.4), (25, 100, 0.2), *inside]


RATE_RISES = "The rate begins at 0 and rises. It should begin at the highest and fall."
cosine_rate = Exercise(
    name="cosine_rate",
    task="Return the learning rate after so many updates, falling along half a cosine wave.",
    solution=cosine_rate_solution,
    inputs=cosine_rate_inputs,
    mistakes=[
        Mistake(
            lambda update, updates, highest: highest * (1 - update / updates),
            "It begins and ends right, and goes there in a straight line. In between, it should "
            "follow a cosine.",
        ),
        Mistake(
            lambda update, updates, highest: highest * np.cos(np.pi * update / updates),
            "At the end this is -highest: a negative learning rate would climb. The cosine goes "
            "from 1 to -1; shift and shrink it first.",
        ),
        Mistake(
            lambda update, updates, highest: highest * (1 + np.cos(np.pi * update / updates)),
            "At the start this is twice the highest rate.",
        ),
        Mistake(
            lambda update, updates, highest: highest * (1 - np.cos(np.pi * update / updates)) / 2,
            RATE_RISES,
        ),
        Mistake(
            lambda update, updates, highest: highest * np.sin(np.pi * update / updates), RATE_RISES
        ),
        Mistake(
            lambda update, updates, highest: highest * np.cos(np.pi * update / updates / 2),
            "A quarter of a wave, which ends in a slope. Half a wave is level at both ends.",
        ),
        Mistake(
            lambda update, updates, highest: (
                highest * (1 + np.cos(2 * np.pi * update / updates)) / 2
            ),
            "A whole wave: at the end the rate is high again. Half a wave goes from 0 to π.",
        ),
        Mistake(
            lambda update, updates, highest: highest * (1 + np.cos(180 * update / updates)) / 2,
            "np.cos takes radians: half a wave is π, not 180.",
        ),
        Mistake(
            lambda update, updates, highest: highest * (1 + np.cos(update / updates)) / 2,
            "π is missing: half a wave goes from 0 to π, this one from 0 to 1.",
        ),
        Mistake(
            lambda update, updates, highest: (1 + np.cos(np.pi * update / updates)) / 2,
            "That is the share of the highest rate. Multiply.",
        ),
        Mistake(
            lambda update, updates, highest: (
                highest * (1 + np.cos(np.pi * updates / max(update, 1))) / 2
            ),
            "The fraction stands upside down: it should go from 0 to 1.",
        ),
        Mistake(
            lambda update, updates, highest: (
                highest * (1 + np.cos(np.pi * (update // updates))) / 2
            ),
            "// cuts off the fraction, so the rate stays at its highest until the very end.",
        ),
        Mistake(
            lambda update, updates, highest: highest + (1 + np.cos(np.pi * update / updates)) / 2,
            "The highest rate is a factor, not something to add.",
        ),
        Mistake(
            lambda update, updates, highest: (
                highest * (1 + np.cos(np.pi * update / (updates - 1))) / 2
            ),
            "Almost: the rate should be 0 after `updates` updates, not after one less.",
        ),
        Mistake(
            lambda update, updates, highest: (
                highest * (1 + np.cos(np.pi * update / (updates + 1))) / 2
            ),
            "Almost: the rate should be 0 after `updates` updates, not after one more.",
        ),
        Mistake(
            lambda update, updates, highest: highest * np.abs(np.cos(np.pi * update / updates)),
            "With the absolute value the rate falls to 0 in the middle and rises again. Shift and "
            "shrink the cosine instead.",
        ),
        Mistake(
            lambda update, updates, highest: highest * (1 + np.cos(3.14 * update / updates)) / 2,
            "Almost: 3.14 is π to two decimals. np.pi is all of it.",
        ),
        Mistake(
            lambda update, updates, highest: highest * 1 + np.cos(np.pi * update / updates) / 2,
            "Multiplication comes before addition: put the sum in parentheses.",
        ),
    ],
    hints=[
        "update / updates goes from 0 to 1. What is the cosine of π times that?",
        "It goes from 1 to -1. Add 1 and halve it, and it goes from 1 to 0.",
        "Multiply by the highest rate.",
    ],
    praise="Halfway through, half of the highest rate is left.",
)


# --- spread_of_count ----------------------------------------------------------------------------


def spread_of_count_solution():
    n, p = 10_000, 0.02
    return np.sqrt(n * p * (1 - p))


spread_of_count = Exercise(
    name="spread_of_count",
    task="By how many images does the number of misread ones typically differ from 200?",
    solution=spread_of_count_solution,
    mistakes=[
        Mistake(0.0014, "That is the standard deviation of the share. How many images is it?"),
        Mistake(0.14, "That is in percentage points. How many of the 10,000 images is it?"),
        Mistake(0.0014**2, "That is the variance of the share, its square root is 0.0014."),
        Mistake(196.0, "That is the variance of the count. Take its square root."),
        Mistake(200.0, "So many are misread on average. By how many does it vary?"),
        *(
            Mistake(
                value,
                "Close: this leaves out the factor 1 - p. Keep it, and the root is a whole number.",
            )
            for value in (np.sqrt(200.0), 14.142, 14.14, 14.1)
        ),
        *(
            Mistake(value, "Close: the factor 1 - p belongs under the root.")
            for value in (0.98 * np.sqrt(200.0), 13.859, 13.86, 13.9)
        ),
        Mistake(140.0, "A factor of ten: 0.14 points is 0.0014 as a share."),
        Mistake(1.4, "A factor of ten: 0.14 points is 0.0014 as a share."),
        Mistake(100.0, "That is the root of 10,000. How often is an image misread?"),
        Mistake(28.0, "That is two standard deviations."),
        Mistake(9800.0, "So many are read rightly on average. By how many does that vary?"),
    ],
    hints=[
        "The share varies by 0.0014. The count is 10,000 times the share.",
        "Or directly: the variance of a count is n p (1 - p), and the standard deviation its root.",
    ],
    praise="The count of the right ones varies by as much: what one gains the other loses.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Number(
        right=3240,
        explanation="54,000 / 50 = 1,080 batches in each of 3 epochs.",
        near_misses={
            1080: "That is one epoch.",
            162_000: "So many images are shown. Each batch of 50 makes one update.",
            3: "An epoch makes many updates: one for each batch.",
        },
        tolerance=1e-9,
    ),
    Choice(
        right="a",
        feedback={
            "a": "The gradient at 0 is -6, and 0 + 0.5 · 6 = 3.",
            "b": "That is what the rate 1 does. Compute the first step: the gradient at 0 is -6.",
            "c": "Only with rates above 1. Compute the first step: the gradient at 0 is -6.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "Both values belong to the validation images.",
            "b": "Fewer mistakes, and dearer ones: the mean loss can stay where it is.",
            "c": "The steps may be too long at either rate. Split the loss: that of the misread "
            "images, and that of the rest.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "Adam divides by the root of the mean square, so the size of the gradient cancels "
            "in the first step.",
            "b": "After the first step, corrected, m is g and the root of v is |g|: their quotient "
            "is 1 or -1, whatever the size of g.",
            "c": "The size of g cancels, but its sign stays.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "They were not trained on, but they decided which of 20 networks is reported.",
            "b": "The best of 20 owes something to chance. Choose on validation images, then score "
            "the test set once.",
            "c": "Perhaps, but then the 21st value would have the same fault.",
        },
    ),
)
