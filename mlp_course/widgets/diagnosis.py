"""What is going wrong in a training, in words, and what to try."""

import math
from typing import NamedTuple

import numpy as np

from .settings import KNOBS
from .views import idle_shares, units_are_equal, walk

GUESSING = math.log(10)  # the loss of a network that gives each digit the probability 1/10
INIT_NAMES = KNOBS["init"].choices
PROBE = 512  # validation images on which the activations are looked at


class Finding(NamedTuple):
    """One thing that is going wrong.

    Attributes
    ----------
    key : str
        Its kind, such as "overfitting".
    title, text : str
        What is seen and why, and what to try.
    changes : dict
        Settings that the suggestion changes; empty if it changes none.
    button : str
        What the button that applies them says.
    rewind : bool
        Whether applying it starts again from the same initial weights.
    """

    key: str
    title: str
    text: str
    changes: dict = {}  # noqa: RUF012 - never changed
    button: str = ""
    rewind: bool = False


def diagnose(engine):
    """Return what is going wrong with the present run, the gravest first.

    Parameters
    ----------
    engine : Engine

    Returns
    -------
    list of Finding
        Empty while nothing is amiss, or too little has been trained to say.
    """
    if engine.diverged:
        return [diverged(engine)]
    checks = (
        symmetric_units,
        idle_units,
        rising_loss,
        no_learning,
        overfitting,
        plateau,
        underfitting,
    )
    findings = [finding for check in checks if (finding := check(engine))]
    # What explains why nothing is learned makes the general remark about it superfluous.
    if len(findings) > 1 and findings[0].key in ("symmetric", "dead", "saturated"):
        findings = [f for f in findings if f.key not in ("no learning", "plateau", "underfitting")]
    return findings


def diverged(engine):
    fault, settings = engine.diverged, engine.settings
    where = (
        f"the end of epoch {engine.whole_epochs}" if engine.whole_epochs else "its initial weights"
    )
    if settings.init == 1.0 and settings.hidden and settings.learning_rate <= 0.1:
        changes, cause = (
            {"init": fitting_init(settings)},
            ("The initial weights are so large that the first gradients are enormous."),
        )
        button = f"Use {INIT_NAMES[changes['init']]} weights"
    else:
        changes = {"learning_rate": smaller(settings.learning_rate, 10)}
        cause = (
            f"With a learning rate of {fault.learning_rate:g} each step overshoots the valley "
            "and lands higher than it started, and the next gradient is larger still."
        )
        button = f"Learning rate {changes['learning_rate']:g}, from the start"
    return Finding(
        "diverged",
        f"The training diverged in epoch {fault.epoch}, at batch {fault.batch}",
        f"{sentence(fault.reason)} {cause} The network has gone back to {where}.",
        changes,
        button,
        rewind=True,
    )


def symmetric_units(engine):
    if not engine.settings.hidden or not units_are_equal(engine.model):
        return None
    return Finding(
        "symmetric",
        "All units of the first layer are the same",
        "They started with equal weights, so they get equal gradients and stay equal: the layer "
        "has the power of a single unit. Random initial weights break the symmetry.",
        {"init": fitting_init(engine.settings)},
        f"Use {INIT_NAMES[fitting_init(engine.settings)]} weights",
    )


def idle_units(engine):
    """Dead ReLUs or saturated units, in the layer that has most of them."""
    settings = engine.settings
    shares = layer_shares(engine)
    if not shares or units_are_equal(engine.model):
        return None
    worst = int(np.argmax(shares))
    if shares[worst] < 0.4:
        return None
    share, layer = f"{shares[worst]:.0%}", worst + 1
    if settings.init == 1.0:
        changes = {"init": fitting_init(settings)}
        button = f"Use {INIT_NAMES[changes['init']]} weights"
        advice = "Weights from N(0, 1) are too large for a layer with many inputs."
    else:
        changes = {"learning_rate": smaller(settings.learning_rate, 5)}
        button = f"Learning rate {changes['learning_rate']:g}, from the start"
        advice = "Large steps drive units there; a smaller learning rate does so less often."
    if settings.activation == "relu":
        return Finding(
            "dead",
            f"{share} of the units in hidden layer {layer} are dead",
            f"They give 0 for every image, so their gradient is 0 and they can't come back. "
            f"{advice}",
            changes,
            button,
            rewind=True,
        )
    return Finding(
        "saturated",
        f"{share} of the units in hidden layer {layer} are saturated",
        f"Their {settings.activation} is at its flat ends for nearly every image; where the slope "
        f"is nearly 0, so is the gradient. {advice}",
        changes,
        button,
        rewind=True,
    )


def rising_loss(engine):
    """The loss is far above that of guessing, and not because it has just begun."""
    loss = recent_loss(engine, 4)
    if engine.epoch < 0.2 or not loss or loss < 1.5 * GUESSING:
        return None
    rate = smaller(engine.settings.learning_rate, 10)
    return Finding(
        "rising",
        f"The loss is {loss:.3g}, and guessing would give {GUESSING:.2f}",
        "The network is confident and wrong. Either the steps are too long, or the initial "
        "weights were far too large. Shorter steps are the first thing to try.",
        {"learning_rate": rate},
        f"Learning rate {rate:g}, from the start",
        rewind=True,
    )


def no_learning(engine):
    """After half an epoch the network still guesses."""
    settings, loss = engine.settings, recent_loss(engine, 4)
    if engine.epoch < 0.5 or engine.batches < 20 or not loss or settings.flipped > 0.7:
        return None
    if not 0.93 * GUESSING < loss < 1.5 * GUESSING:
        return None
    title = f"No progress yet: the loss is {loss:.2f}, that of guessing"
    if settings.activation == "sigmoid" and len(settings.hidden) > 1:
        return Finding(
            "no learning",
            title,
            "The slope of a sigmoid is at most 1/4, and each layer multiplies the gradient by "
            "such a slope: little arrives at the first layers. Compare the gradient norms by "
            "layer. ReLU has slope 1 where it is active.",
            {"activation": "relu", "init": "he"},
            "Use ReLU with He weights",
        )
    if settings.init == 0.01 and settings.hidden:
        return Finding(
            "no learning",
            title,
            "With weights this small the signal fades from layer to layer, and the gradient "
            "fades on its way back. Weights scaled to the number of inputs keep both alive.",
            {"init": fitting_init(settings)},
            f"Use {INIT_NAMES[fitting_init(settings)]} weights",
        )
    if settings.learning_rate < 0.1:
        rate = larger(settings.learning_rate, 10)
        return Finding(
            "no learning",
            title,
            f"Steps with a learning rate of {settings.learning_rate:g} are very short. "
            "It can be raised while the training runs.",
            {"learning_rate": rate},
            f"Learning rate {rate:g}",
        )
    rate = smaller(settings.learning_rate, 10)
    return Finding(
        "no learning",
        title,
        "The steps may have been so long that they broke the network at the start.",
        {"learning_rate": rate},
        f"Learning rate {rate:g}, from the start",
        rewind=True,
    )


def overfitting(engine):
    """Validation has become worse while training still improves."""
    points, settings = engine.run.validations(), engine.settings
    train = recent(engine, 8)
    if len(points) < 4 or engine.epoch < 1.5 or train is None:
        return None
    losses = [loss for _, loss, _ in points]
    best = int(np.argmin(losses))
    latest, gap = losses[-1], points[-1][2]
    # One bad point may be chance: the last three must all be clearly above the best.
    risen = min(losses[-3:]) > 1.05 * losses[best] and train[0] < latest / 2
    apart = train[1] - gap > 0.04 and train[0] < latest / 2
    if not (risen or apart) or settings.flipped == 1:
        return None
    title = "Overfitting"
    seen = f"Training images: {percent(train[1])} right; validation images: {percent(gap)}" + (
        f", and their loss rises since epoch {points[best][0]:.2g}. " if risen else ". "
    )
    if settings.flipped:
        why = "Some training labels are wrong, and the network begins to learn them by heart. "
    else:
        why = "The network begins to know its training images by heart. "
    if settings.images < 20_000:
        images = min(KNOBS["images"].high, 3 * settings.images)
        return Finding(
            "overfitting",
            title,
            seen + why + "More images are the best remedy.",
            {"images": images},
            f"Use {images:,} images",
        )
    if settings.dropout < 0.2 and settings.hidden:
        return Finding(
            "overfitting",
            title,
            seen + why + "Dropout keeps units from relying on one another; or stop here.",
            {"dropout": 0.3},
            "Dropout 0.3",
        )
    decay = max(1e-4, larger(settings.weight_decay, 10)) if settings.weight_decay < 0.01 else None
    if decay is None:
        return Finding("overfitting", title, seen + why + "This is a good moment to stop.")
    return Finding(
        "overfitting",
        title,
        seen + why + "Weight decay keeps the weights small; or stop here.",
        {"weight_decay": decay},
        f"Weight decay {decay:g}",
    )


def plateau(engine):
    """The training loss has stopped falling, far from 0."""
    level, gain = level_and_gain(engine)
    if engine.epoch < 3 or level is None or engine.settings.flipped > 0.05:
        return None
    if level < 0.02 or level > 0.93 * GUESSING or gain > 0.01 * level:
        return None
    rate = smaller(engine.settings.learning_rate, 3)
    return Finding(
        "plateau",
        f"A plateau: the training loss stays at about {level:.3g}",
        "It did not fall in the last epoch. Steps of this length may jump to and fro across a "
        "valley; shorter ones can go down into it.",
        {"learning_rate": rate},
        f"Learning rate {rate:g}",
    )


def underfitting(engine):
    """Even the training images are not learned, and progress is slow."""
    settings, train = engine.settings, recent(engine, 8)
    level, gain = level_and_gain(engine)
    if level is None or settings.flipped > 0.05 or gain > 0.1 * level:
        return None
    if train[1] >= 0.945 or train[0] > 0.93 * GUESSING:
        return None
    title = f"Underfitting: only {percent(train[1])} of the training images are right"
    if settings.dropout > 0.3:
        return Finding(
            "underfitting",
            title,
            f"With a dropout rate of {settings.dropout:g} too little of the network is left.",
            {"dropout": 0.1},
            "Dropout 0.1",
        )
    if settings.weight_decay > 1e-3:
        return Finding(
            "underfitting",
            title,
            f"A weight decay of {settings.weight_decay:g} pulls the weights back to 0 faster than "
            "they learn.",
            {"weight_decay": 0.0},
            "No weight decay",
        )
    if not settings.hidden:
        return Finding(
            "underfitting",
            title,
            "Without a hidden layer the network can only add up pixels. A hidden layer lets it "
            "combine them.",
            {"hidden": (128,)},
            "Add a layer of 128 units",
        )
    if min(settings.hidden) < 16:
        return Finding(
            "underfitting",
            title,
            f"A layer of {min(settings.hidden)} units lets little through. Give it more.",
            {"hidden": tuple(max(n, 64) for n in settings.hidden)},
            "At least 64 units a layer",
        )
    rate = larger(settings.learning_rate, 3)
    return Finding(
        "underfitting",
        title,
        "The loss may still be falling. Train for longer, or take longer steps.",
        {"learning_rate": rate},
        f"Learning rate {rate:g}",
    )


def fitting_init(settings):
    """Return the initialisation made for this activation."""
    return "he" if settings.activation == "relu" else "xavier"


def layer_shares(engine):
    """Return the share of dead or saturated units of each hidden layer."""
    with np.errstate(all="ignore"):
        hidden, _ = walk(engine.model, engine.data.X_val[:PROBE])
    return idle_shares(hidden, engine.settings.activation)


def recent(engine, most):
    """Return the mean loss and accuracy of the last points of the training curve, or None."""
    points = engine.run.curve.points[-most:]
    if not points:
        return None
    _, loss, accuracy = np.mean(points, axis=0)
    return float(loss), float(accuracy)


def recent_loss(engine, most):
    """Return the mean training loss of the last points of the curve, or None."""
    values = recent(engine, most)
    return None if values is None else values[0]


def level_and_gain(engine):
    """Return the mean training loss of the last epoch, and by how much it fell from the one before.

    None and None if there are not two epochs, or too few points in them.
    """
    epochs, losses, _ = engine.run.curve.array()
    late = losses[epochs > engine.epoch - 1]
    before = losses[(epochs > engine.epoch - 2) & (epochs <= engine.epoch - 1)]
    if engine.epoch < 2 or min(len(late), len(before)) < 4:
        return None, None
    return float(late.mean()), float(before.mean() - late.mean())


def smaller(rate, factor):
    """Return a learning rate divided by a factor, with two digits, within the limits."""
    return max(KNOBS["learning_rate"].low, float(f"{rate / factor:.1e}"))


def larger(rate, factor):
    """Return a learning rate multiplied by a factor, with two digits, within the limits."""
    return min(KNOBS["learning_rate"].high, float(f"{rate * factor:.1e}"))


def percent(share):
    return f"{100 * share:.1f} %"


def sentence(text):
    return f"{text[:1].upper()}{text[1:]}."
