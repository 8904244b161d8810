"""What is going wrong in a training, in words, and what to try."""

import math
from typing import NamedTuple

import numpy as np

from .settings import KNOBS
from .views import idle_shares, units_are_equal, walk

GUESSING = math.log(10)  # the loss of a network that gives each digit the probability 1/10
INIT_NAMES = KNOBS["init"].choices
PROBE = 512  # validation images on which the activations are looked at
# A rate at which a training of this kind goes well more often than not. Advice to change the rate
# leads towards it, never to and fro around it.
USUAL_RATE = {"sgd": 0.1, "momentum": 0.01, "adam": 0.001}
# Who finds the cause of a trouble need not hear of what follows from it.
FOLLOWS = {
    "symmetric": ("no learning", "plateau", "underfitting"),
    "wrong labels": ("overfitting", "no learning", "plateau", "underfitting"),
    "adam": ("dead", "saturated", "rising", "no learning", "plateau", "underfitting"),
    "dropout": ("dead", "saturated", "rising", "no learning", "plateau", "underfitting"),
    "weight decay": ("dead", "saturated", "no learning", "plateau", "underfitting"),
    "overfitting": ("plateau",),
    "small network": ("plateau", "underfitting"),
    "plateau": ("underfitting",),
    "dead": ("no learning", "plateau", "underfitting"),
    "saturated": ("no learning", "plateau", "underfitting"),
}


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
        wrong_labels,
        rate_for_adam,
        much_dropout,
        much_weight_decay,
        overfitting,
        idle_units,
        rising_loss,
        no_learning,
        small_network,
        plateau,
        underfitting,
    )
    findings = [finding for check in checks if (finding := check(engine))]
    explained = {key for finding in findings for key in FOLLOWS.get(finding.key, ())}
    return [finding for finding in findings if finding.key not in explained]


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


def wrong_labels(engine):
    """Some labels are wrong, and the network has no way to know which."""
    flipped, train = engine.settings.flipped, recent(engine, 8)
    if flipped < 0.05 or not has_trained(engine):
        return None
    right = 1 - flipped
    if flipped >= 0.9:
        seen = (
            "The right digit stands on fewer of its images than most wrong ones do, so it is the "
            "last that the network would say."
        )
    elif train[1] > right + 0.05:
        seen = (
            f"Only {rounded(right)} are right, and the network repeats {percent(train[1])} of what "
            "it was given: it learns the wrong ones by heart."
        )
    else:
        seen = (
            "The network can't know which. At first it learns what the right ones have in common; "
            "given time, it learns the wrong ones by heart as well."
        )
    return Finding(
        "wrong labels",
        f"{rounded(flipped)} of the training labels are wrong",
        seen,
        {"flipped": 0.0},
        "Right labels",
    )


def rate_for_adam(engine):
    """Adam was chosen, and the rate is one for SGD; to be said before any harm is done."""
    rate, usual = engine.settings.learning_rate, USUAL_RATE["adam"]
    if engine.settings.optimizer != "adam" or rate <= 20 * usual:
        return None
    return Finding(
        "adam",
        f"A learning rate of {rate:g} is large for Adam",
        "With Adam each parameter moves by about the learning rate in every update, however small "
        f"its gradient. A rate of {usual:g} is usual.",
        {"learning_rate": usual},
        f"Learning rate {usual:g}, from the start",
        rewind=True,
    )


def much_dropout(engine):
    """So many units are silenced that the rest can't learn."""
    settings, train = engine.settings, recent(engine, 8)
    if settings.dropout <= 0.5 or not settings.hidden or train is None or train[1] >= 0.9:
        return None
    if not has_trained(engine) and not idle_units(engine):
        return None
    return Finding(
        "dropout",
        f"Much dropout: each update works with {rounded(1 - settings.dropout)} of the hidden units",
        f"With the others silenced, {percent(train[1])} of the training images are right: little "
        "of the network is left to learn with.",
        {"dropout": 0.1},
        "Dropout 0.1, from the start",
        rewind=True,
    )


def much_weight_decay(engine):
    """The weights are pulled back to 0 as fast as they learn."""
    settings, train = engine.settings, recent(engine, 8)
    # Adam's gradients are rescaled and the decay is not, so it takes a larger one to hold them, and
    # time to take hold: by 1 / (rate * decay) updates the weights shrink to a third.
    adam = settings.optimizer == "adam"
    if adam and engine.batches * settings.learning_rate * settings.weight_decay < 2:
        return None
    is_strong = settings.weight_decay >= (1 if adam else 0.01)
    if not is_strong or not has_trained(engine) or train[1] >= 0.945:
        return None
    if train[0] <= 0.93 * GUESSING and not learns_little(engine):
        return None
    return Finding(
        "weight decay",
        f"Strong weight decay: {percent(train[1])} of the training images are right",
        f"A weight decay of {settings.weight_decay:g} pulls the weights back to 0 about as fast as "
        "the gradient moves them away.",
        {"weight_decay": 0.0},
        "No weight decay, from the start",
        rewind=True,
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
    share, layer = rounded(shares[worst]), worst + 1
    if settings.init == 1.0:
        changes = {"init": fitting_init(settings)}
        button = f"Use {INIT_NAMES[changes['init']]} weights"
        advice = "Weights from N(0, 1) are too large for a layer with many inputs."
    elif settings.init == 0.01 and (recent_loss(engine, 4) or 0) > 0.93 * GUESSING:
        return None  # so small weights that nothing arrives: no_learning says so
    elif min(settings.hidden) < 16:
        changes, button = more_units(settings)
        advice = "In so small a layer a few such units are many; a larger one has others left."
    elif settings.learning_rate < USUAL_RATE[settings.optimizer] / 100:
        changes, button, advice = {}, "", "At so small a rate it is not the steps that did it."
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
    if engine.epoch < 0.2 or not loss or loss < (1.5 if guesses(engine) else 1) * GUESSING:
        return None
    title = f"The loss is {loss:.3g}, and guessing would give {GUESSING:.2f}"
    if engine.settings.init == 1.0:
        return large_weights("rising", title, engine.settings)
    rate = smaller(engine.settings.learning_rate, 10)
    return Finding(
        "rising",
        title,
        "The network is confident and wrong. Shorter steps are the first thing to try.",
        {"learning_rate": rate},
        f"Learning rate {rate:g}, from the start",
        rewind=True,
    )


def no_learning(engine):
    """After half an epoch the network still guesses."""
    settings, loss = engine.settings, recent_loss(engine, 4)
    if not has_trained(engine):
        return None
    if not guesses(engine) or not 0.93 * GUESSING < loss < 1.5 * GUESSING:
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
    if settings.init == 1.0 and settings.hidden:
        return large_weights("no learning", title, settings)
    if settings.init == 0.01 and settings.hidden:
        return Finding(
            "no learning",
            title,
            "With weights this small the signal fades from layer to layer, and the gradient "
            "fades on its way back. Weights scaled to the number of inputs keep both alive.",
            {"init": fitting_init(settings)},
            f"Use {INIT_NAMES[fitting_init(settings)]} weights",
        )
    usual = USUAL_RATE[settings.optimizer]
    if settings.learning_rate < usual:
        rate = min(usual, larger(settings.learning_rate, 10))
        return Finding(
            "no learning",
            title,
            f"Steps with a learning rate of {settings.learning_rate:g} are very short. "
            "It can be raised while the training runs.",
            {"learning_rate": rate},
            f"Learning rate {rate:g}",
        )
    text = "It may only need more updates: train for longer."
    if settings.learning_rate > usual:
        text += " If that changes nothing, start again with shorter steps."
    return Finding("no learning", title, text)


def overfitting(engine):
    """Validation has become worse while training still improves."""
    points, settings = engine.run.validations(), engine.settings
    train = recent(engine, 8)
    if len(points) < 4 or engine.epoch < 1.5 or train is None or train[1] < 0.6:
        return None
    losses = [loss for _, loss, _ in points]
    best = int(np.argmin(losses))
    latest, gap = losses[-1], points[-1][2]
    # One bad point may be chance: the last three must all be clearly above the best.
    risen = min(losses[-3:]) > 1.05 * losses[best] and train[0] < latest / 2
    apart = train[1] - gap > 0.04 and train[0] < latest / 2
    if not (risen or apart):
        return None
    title = "Overfitting"
    seen = f"Training images: {percent(train[1])} right; validation images: {percent(gap)}" + (
        f", and their loss rises since epoch {points[best][0]:.2g}. " if risen else ". "
    )
    # Few images alone don't make a network that is worse than guessing, or nearly so.
    if latest > 0.6 * GUESSING and settings.init == 1.0 and settings.hidden:
        return large_weights("overfitting", f"{title} from weights that are too large", settings)
    if latest > 0.6 * GUESSING and settings.learning_rate > 3 * USUAL_RATE[settings.optimizer]:
        rate = smaller(settings.learning_rate, 10)
        return Finding(
            "overfitting",
            f"{title}, with a validation loss of {latest:.3g}",
            seen + "Long steps made large weights, and large weights are sure when they are wrong.",
            {"learning_rate": rate},
            f"Learning rate {rate:g}, from the start",
            rewind=True,
        )
    why = "The network begins to know its training images by heart. "
    if settings.images < 20_000:
        images = min(KNOBS["images"].high, 10 * settings.images)
        return Finding(
            "overfitting",
            f"{title}: {settings.images:,} images are few",
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
            "Dropout 0.3, from the start",
            rewind=True,
        )
    return Finding("overfitting", title, seen + why + "This is a good moment to stop.")


def small_network(engine):
    """Not even the training images are learned, and the network is too small to do it."""
    settings, train = engine.settings, recent(engine, 8)
    if (settings.hidden and min(settings.hidden) >= 16) or not learns_little(engine):
        return None
    if settings.hidden:
        changes, button = more_units(settings)
        text = f"A layer of {min(settings.hidden)} units lets little through. Give it more."
    else:
        changes, button = {"hidden": (128,)}, "Add a layer of 128 units"
        text = (
            "Without a hidden layer the network can only add up pixels. A hidden layer lets it "
            "combine them."
        )
    return Finding("small network", underfitting_title(train), text, changes, button)


def plateau(engine):
    """The training loss has stopped falling, far from 0."""
    settings, (level, gain) = engine.settings, level_and_gain(engine)
    if engine.epoch < 3 or level is None:
        return None
    if level < 0.02 or level > 0.93 * GUESSING or gain > 0.01 * level:
        return None
    rate, usual = settings.learning_rate, USUAL_RATE[settings.optimizer]
    text, changes, button = "It did not fall in the last epoch. ", {}, ""
    if rate > usual / 3:
        changes = {"learning_rate": smaller(rate, 3)}
        text += (
            "Steps of this length may jump to and fro across a valley; shorter ones can go down "
            "into it."
        )
    elif rate < usual / 20:
        changes = {"learning_rate": larger(rate, 10)}
        text += "Steps this short lead nowhere in so few updates."
    else:
        text += "The rate is small already: perhaps this is as far as it goes."
    if changes:
        button = f"Learning rate {changes['learning_rate']:g}"
    title = f"A plateau: the training loss stays at about {level:.3g}"
    return Finding("plateau", title, text, changes, button)


def underfitting(engine):
    """Even the training images are not learned, and progress is slow."""
    settings, train = engine.settings, recent(engine, 8)
    if not learns_little(engine):
        return None
    title = underfitting_title(train)
    if settings.dropout > 0.3:
        return Finding(
            "underfitting",
            title,
            f"With a dropout rate of {settings.dropout:g} little of the network is left.",
            {"dropout": 0.1},
            "Dropout 0.1",
        )
    if settings.init == 1.0 and settings.hidden:
        return large_weights("underfitting", title, settings)
    usual = USUAL_RATE[settings.optimizer]
    rate = min(usual, larger(settings.learning_rate, 10))
    if settings.learning_rate > usual / 10:
        return Finding("underfitting", title, "The loss may still be falling. Train for longer.")
    return Finding(
        "underfitting",
        title,
        "The loss may still be falling. Train for longer, or take longer steps.",
        {"learning_rate": rate},
        f"Learning rate {rate:g}",
    )


def large_weights(key, title, settings):
    """Return the finding that the initial weights are to blame, which were far too large."""
    init = fitting_init(settings)
    return Finding(
        key,
        title,
        "Initial weights from N(0, 1) make large and wrong outputs of any image, and what is "
        "learned is small beside them.",
        {"init": init},
        f"Use {INIT_NAMES[init]} weights",
    )


def underfitting_title(train):
    return f"Underfitting: only {percent(train[1])} of the training images are right"


def has_trained(engine):
    """Has it trained for long enough to be judged?"""
    return engine.epoch >= 0.5 and engine.batches >= 20 and recent(engine, 1) is not None


def guesses(engine):
    """Are hardly more training images right than by guessing, whatever the loss?"""
    return recent(engine, 4)[1] <= 0.3


def learns_little(engine):
    """Are the training images far from learned, though better than guessed, and slow to come?"""
    train, (level, gain) = recent(engine, 8), level_and_gain(engine)
    if level is None or gain > 0.1 * level:
        return False
    return train[1] < 0.945 and recent_loss(engine, 4) <= 0.93 * GUESSING


def more_units(settings):
    """Return the change that makes each small layer one of 64 units, and what its button says."""
    return {"hidden": tuple(max(n, 64) for n in settings.hidden)}, "At least 64 units a layer"


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


def rounded(share):
    return f"{100 * share:.0f} %"


def percent(share):
    return f"{100 * share:.1f} %"


def sentence(text):
    return f"{text[:1].upper()}{text[1:]}."
