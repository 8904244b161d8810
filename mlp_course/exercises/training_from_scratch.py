"""Exercise and quiz of the notebook training_from_scratch."""

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz

# --- momentum_step ------------------------------------------------------------------------------


def momentum_step_solution(w, v, g, learning_rate, momentum):
    v = momentum * v + g
    w = w - learning_rate * v
    return w, v


def momentum_step_inputs(rng):
    return [
        (rng.normal(size=5), rng.normal(size=5), rng.normal(size=5), 0.1, 0.9),
        (rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), 0.5, 0.5),
        (rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), 0.2, 0.0),  # plain SGD
    ]


def step_with_old_velocity(w, v, g, learning_rate, momentum):
    return w - learning_rate * v, momentum * v + g


def step_with_running_mean(w, v, g, learning_rate, momentum):
    v = momentum * v + (1 - momentum) * g
    return w - learning_rate * v, v


def step_with_rate_in_velocity(w, v, g, learning_rate, momentum):
    v = momentum * v + learning_rate * g
    return w - v, v


def step_uphill(w, v, g, learning_rate, momentum):
    v = momentum * v + g
    return w + learning_rate * v, v


def step_with_gradient_only(w, v, g, learning_rate, momentum):
    return w - learning_rate * g, momentum * v + g


def step_in_reverse_order(w, v, g, learning_rate, momentum):
    return momentum_step_solution(w, v, g, learning_rate, momentum)[::-1]


momentum_step = Exercise(
    name="momentum_step",
    task="Return the weights and the velocity after one step of SGD with momentum.",
    solution=momentum_step_solution,
    inputs=momentum_step_inputs,
    mistakes=[
        Mistake(
            step_with_old_velocity,
            "The weights move with the old velocity. Update the velocity first.",
        ),
        Mistake(
            step_with_running_mean,
            "This is a running mean of the gradients, as in Adam. Here all of g is added.",
        ),
        Mistake(
            step_with_rate_in_velocity,
            "The learning rate is inside the velocity. That is another convention, and with a "
            "constant rate the weights go the same way; here it belongs to the move.",
        ),
        Mistake(step_uphill, "This climbs: the gradient points to where the loss rises."),
        Mistake(
            step_with_gradient_only,
            "The weights move by the gradient alone, and the velocity is never used.",
        ),
        Mistake(step_in_reverse_order, "Both are right, in the wrong order: first w, then v."),
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
        right="c",
        feedback={
            "a": "The split is random and has the same mix of digits. Measured at the same moment, "
            "both give nearly the same value.",
            "b": "Validation images are never trained on. That is their whole point.",
            "c": "The first batches of the epoch were judged while the network knew very little, "
            "and they count in the mean.",
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
