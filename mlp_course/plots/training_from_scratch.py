"""Figures of notebook 05, and the learning curves that other notebooks draw too."""

from itertools import pairwise

import numpy as np

from mlp_helpers.activations import relu
from mlp_helpers.layers import ReLU

from .style import (
    BLACK,
    BLUE,
    GREEN,
    LINE_STYLES,
    ORANGE,
    SEQUENTIAL,
    SKY,
    VERMILION,
    YELLOW,
    around_zero,
    curves,
    dodged,
    figure,
    look,
    tiles,
)

__all__ = [
    "activation_histograms",
    "backpropagation_map",
    "gradient_check_errors",
    "hinge_approximations",
    "learning_curves",
    "linear_regions",
    "training_runs",
    "weight_tiles",
    "xor_in_two_planes",
]


@figure(8.4, 3.6, columns=2)
def learning_curves(axes, history):
    """Draw loss and accuracy by epoch, training against validation.

    Parameters
    ----------
    history : History, or list of lists
        As ``fit`` returns it; or ``[loss, accuracy]`` or ``[loss, accuracy, val_loss,
        val_accuracy]``, each with one value an epoch.
    """
    if hasattr(history, "loss"):
        history = [history.loss, history.accuracy, history.val_loss, history.val_accuracy]
    if len(history) not in (2, 4) or not len(history[0]):
        raise ValueError(
            f"history has {len(history)} lists; expected loss and accuracy, with or without those "
            "of validation, of at least one epoch"
        )
    loss, accuracy, val_loss, val_accuracy = map(np.array, [*history, [], []][:4])
    names = ("training", "validation") if len(val_loss) else ("training",)
    curves(axes[0], dict(zip(names, (loss, val_loss), strict=False)))
    curves(axes[1], dict(zip(names, (100 * accuracy, 100 * val_accuracy), strict=False)))
    axes[0].set_ylabel("loss (mean cross-entropy, nats)")
    axes[0].legend()
    axes[1].set_ylabel("accuracy (%)")
    axes[1].legend(loc="lower right")
    went = "falls" if loss[-1] < loss[0] else "rises" if loss[-1] > loss[0] else "stays"
    axes[0].set_title(f"The training loss {went} from {loss[0]:.3f} to {loss[-1]:.3f}")
    axes[1].set_title(f"Training accuracy ends at {accuracy[-1]:.2%}")
    text = (
        f"Learning curves over {len(loss)} epochs. Training: loss from {loss[0]:.3f} to "
        f"{loss[-1]:.3f}, accuracy from {accuracy[0]:.2%} to {accuracy[-1]:.2%}."
    )
    if len(val_loss):
        best = val_accuracy.argmax()
        axes[1].set_title(f"Validation: best {val_accuracy[best]:.2%}, in epoch {best + 1}")
        text += (
            f" Validation: loss from {val_loss[0]:.3f} to {val_loss[-1]:.3f}, smallest in epoch "
            f"{val_loss.argmin() + 1}; accuracy from {val_accuracy[0]:.2%} to "
            f"{val_accuracy[-1]:.2%}, highest in epoch {best + 1}."
        )
    return None, text


@figure(8.5, 3.7, columns=2)
def linear_regions(axes, model, limit=3.0, slice_at=0.0):
    """Draw a ReLU network from R² to R: its flat regions, and its values along one line.

    A region is a set of inputs for which the same units are on.

    Parameters
    ----------
    model : MLP
        Two inputs, one output, ReLU.
    limit : float
        Half the side of the square of inputs that is drawn.
    slice_at : float
        The second input along the line of the right picture.
    """
    left, right = axes
    side = np.linspace(-limit, limit, 401)
    points = np.dstack(np.meshgrid(side, side)).reshape(-1, 2)
    values = model.forward(points).reshape(401, 401)
    depths = list(relu_inputs(model, points))
    regions = len(np.unique(np.hstack(depths) > 0, axis=0))
    mesh = left.contourf(side, side, values, levels=24, cmap=SEQUENTIAL)
    ticks = np.linspace(values.min(), values.max(), 3).round(1)
    left.figure.colorbar(mesh, ax=left, ticks=ticks, label="output")
    for depth, Z in enumerate(depths):
        line = {"linestyles": LINE_STYLES[depth % 2], "linewidths": 1.1}
        for unit in Z.T.reshape(-1, 401, 401):
            left.contour(side, side, unit, [0], colors=VERMILION if depth else BLACK, **line)
    left.axhline(slice_at, color=GREEN, linestyle=":", linewidth=2)
    left.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    left.set_title(f"{regions} regions, a flat sheet on each")

    side = np.linspace(-limit, limit, 2001)
    points = np.stack([side, np.full_like(side, slice_at)], axis=1)
    output = model.forward(points)[:, 0]
    on = np.hstack(list(relu_inputs(model, points))) > 0
    kinks = np.flatnonzero((on[1:] != on[:-1]).any(axis=1))
    right.plot(side, output, color=BLUE)
    dots = {"color": ORANGE, "markeredgecolor": BLACK, "label": "a unit switches"}
    right.plot(side[kinks], output[kinks], "o", **dots)
    right.set(xlabel=f"$x_1$, along the dotted line $x_2 = {slice_at:g}$", ylabel="output")
    right.set_title(f"Straight strokes, kinks: {len(kinks)}")
    right.legend()
    return None, (
        f"Left: the output of a ReLU network with {len(depths)} hidden layers over a square of "
        f"inputs. Lines where a unit switches cut it into {regions} regions, and the output is a "
        "flat sheet on each. Those of the first layer (solid) are straight, those of later layers "
        "(dashed) bend where they cross others. Right: the output along the dotted line "
        f"x2 = {slice_at:g} is a chain of straight strokes with {len(kinks)} kinks, between "
        f"{values.min():.2f} and {values.max():.2f} on the square."
    )


def relu_inputs(model, A):
    """Yield the Z of each ReLU layer: its zeros are where units switch."""
    for layer in model.layers:
        if isinstance(layer, ReLU):
            yield A
        A = layer.forward(A)


@figure(8.4, 3.9, columns=2)
def xor_in_two_planes(axes, W1, b1, W2, b2):
    """Draw XOR solved by one hidden layer: the input plane, and the plane of the hidden units.

    Parameters
    ----------
    W1, b1 : array, shapes (2, 2) and (2,)
    W2, b2 : array, shapes (2, 1) and (1,)
    """
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    H = relu(X @ W1 + b1)
    inputs = np.meshgrid(np.linspace(-0.5, 1.5, 201), np.linspace(-0.5, 1.5, 201))
    hidden = np.meshgrid(np.linspace(-0.4, 2.4, 50), np.linspace(-0.4, 1.4, 50))
    planes = [(X, inputs, relu(np.dstack(inputs) @ W1 + b1)), (H, hidden, np.dstack(hidden))]
    for ax, (corners, grid, units) in zip(axes, planes, strict=True):
        output = (units @ W2 + b2)[..., 0]
        ax.contourf(*grid, output > 0.5, levels=[0.5, 1.5], colors=[YELLOW], alpha=0.5)
        ax.contour(*grid, output, levels=[0.5], colors=BLACK, linestyles="--")
        for label in (0, 1):
            style = {**look(label, size=11), "linestyle": "none", "label": f"XOR is {label}"}
            ax.plot(*corners[y == label].T, markeredgecolor=BLACK, zorder=3, **style)
    right = int(np.sum(((H @ W2 + b2)[:, 0] > 0.5) == (y == 1)))
    axes[0].set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], xlabel="$x_1$", ylabel="$x_2$")
    axes[0].set_title(f"Input plane: {right} of 4 corners right")
    axes[0].legend(loc="upper right")
    axes[1].set(xlabel="hidden unit $h_1$", ylabel="hidden unit $h_2$")
    axes[1].set_title(f"Hidden plane: {right} of 4 right, with one line")
    moves = [f"({a:g}, {b:g}) to ({h:g}, {k:g})" for a, b, h, k in np.hstack([X, H])]
    return None, (
        "Left: the four corners of the input plane; the shaded part, where the output is above "
        f"0.5, is a strip, and {right} of 4 corners are on the right side. Right: the plane of the "
        f"two hidden units, where the corners have moved ({', '.join(moves)}) and one straight "
        "line separates the two classes."
    )


@figure(7.6, 3.8)
def hinge_approximations(ax, x, target, approximations, interval):
    """Draw a curve and its approximations by straight strokes, inside and outside an interval.

    Parameters
    ----------
    x, target : array, shape (N,)
    approximations : dict
        Number of hidden units -> values, shape (N,).
    interval : (float, float)
        Where the hinges were placed.
    """
    inside = (x >= interval[0]) & (x <= interval[1])
    ax.axvspan(*interval, color=SKY, alpha=0.15)
    named = {f"{units} hidden units": values for units, values in approximations.items()}
    curves(ax, {"the curve": target, **named}, x, marker="")
    ax.lines[0].set(color=BLACK, linewidth=2.5, alpha=0.45)
    ax.set(xlabel="$x$", ylabel="value", ylim=(target.min() - 1.2, target.max() + 1.2))
    ax.legend(ncols=len(named) + 1, loc="upper center")
    found, words = [], []
    for units, values in approximations.items():
        error, far = (np.abs(values - target)[where].max() for where in (inside, ~inside))
        found.append(f"{error:.3f} ({units} units)")
        words.append(f"{error:.3f} with {units} units, but {far:.1f} outside")
    return (
        f"Largest error where the hinges are: {', '.join(found)}",
        "A curve and its approximations by ReLU networks with one hidden layer. Between "
        f"{interval[0]:.2f} and {interval[1]:.2f}, where the hinges are, the largest error is "
        f"{'; '.join(words)}.",
    )


@figure(
    width=8.5,
    height=lambda activations: 1.35 * len(activations) + 0.9,
    rows=lambda activations: len(activations),
    columns=lambda layers: len(layers),
    sharex=True,
)
def activation_histograms(axes, activations, layers=(1, 4, 7, 10)):
    """Draw the sizes of the activations layer by layer, one row for each initialisation.

    Parameters
    ----------
    activations : dict
        Name of the initialisation -> list of arrays (B, n), the activations of every hidden layer.
    layers : sequence of int
        Which hidden layers to draw, counted from 1.
    """
    drift, words = [], []
    for row, (name, arrays) in zip(axes, activations.items(), strict=True):
        for ax, layer in zip(row, layers, strict=True):
            draw_sizes(ax, arrays[layer - 1])
        row[0].set_ylabel(name)
        first, last = rms(arrays[0]), rms(arrays[-1])
        powers_of_ten = abs(np.log10(last / first)) if first and last else np.inf
        found = f"{name}: the only row that stays in place, {first:.2g} in the first layer"
        drift.append((powers_of_ten, f"{found}, {last:.2g} in the last"))
        words.append(f"{name} {first:.2g} in the first and {last:.2g} in the last")
    for top, bottom, layer in zip(axes[0], axes[-1], layers, strict=True):
        top.set_title(f"hidden layer {layer}", fontsize=10)
        bottom.set_xlabel("size, $\\log_{10} A$")
    axes[0, 0].set(xlim=(-4, 10), xticks=[-3, 0, 3, 6, 9])
    return (
        min(drift)[1],
        "Histograms of the activations that are not 0, by power of ten, in hidden layers "
        f"{', '.join(map(str, layers))}. Root mean square of all activations: {'; '.join(words)}.",
    )


def draw_sizes(ax, A):
    """Draw a histogram of the powers of ten of the activations, and the share that is 0."""
    size = rms(A)
    if size:
        ax.hist(np.log10(A[A > 0]), bins=np.arange(-4, 10.1, 0.25), color=BLUE)
        ax.axvline(np.log10(size), color=VERMILION, linestyle="--", linewidth=1.2)
    else:
        ax.text(0.5, 0.5, "nothing but zeros", transform=ax.transAxes, ha="center", va="center")
    ax.set_yticks([])
    words = f"{np.mean(A == 0):.0%} zero\nrms {size:.2g}"
    x, side = (0.02, "left") if size > 100 else (0.98, "right")  # where the bars are not
    ax.text(x, 0.95, words, transform=ax.transAxes, ha=side, va="top", fontsize=8)


def rms(A):
    """Return the root mean square: the typical size of an entry."""
    return float(np.sqrt(np.mean(np.square(A, dtype=np.float64))))


@figure(8.5, 3.9)
def backpropagation_map(ax, layer_sizes):
    """Draw the way of a batch through the network, and the way of the gradients back.

    Parameters
    ----------
    layer_sizes : list of int
        As for MLP.
    """

    def box(x, y, text, colour):
        frame = {"boxstyle": "round,pad=0.3", "fc": "white", "ec": colour, "lw": 1.6}
        ax.text(x, y, text, ha="center", va="center", fontsize=9, bbox=frame)

    def arrow(start, end, colour):
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.4})

    def small(x, y, text, size=8.5):
        ax.text(x, y, text, ha="center", fontsize=size)

    depth = len(layer_sizes) - 1
    names = ["X", *(f"{kind}{k}" for k in range(1, depth + 1) for kind in "ZA")]
    names[-1] = "P"
    forward = list(zip(names, np.repeat(layer_sizes, 2)[1:], strict=True))
    last = len(forward) - 1
    for place, (name, size) in enumerate(forward):
        box(place, 2, f"{name}\n(B, {size})", BLUE)
        if place:
            arrow((place - 0.66, 2), (place - 0.34, 2), BLUE)
        if 0 < place < last:
            box(place, 0, f"d{name}\n(B, {size})", ORANGE)
        if 1 < place < last:
            arrow((place - 0.34, 0), (place - 0.66, 0), ORANGE)
            done = f"@ W{place // 2 + 1}.T" if place % 2 else f"* (Z{place // 2} > 0)"
            small(place - 0.5, -0.52, done, size=8)
    arrow((last, 1.6), (last - 0.7, 0.15), ORANGE)
    ax.text(last - 0.05, 0.62, "(P - Y) / B", fontsize=9)
    for k, (n_in, n_out) in enumerate(pairwise(layer_sizes), start=1):
        place = 2 * k - 1
        small(place - 0.5, 2.85, f"W{k} ({n_in}, {n_out})\nb{k} ({n_out},)")
        arrow((place - 0.5, 2.78), (place - 0.5, 2.1), BLACK)
        kept = names[place - 1]
        small(place, -1.3, f"dW{k} = {kept}.T @ dZ{k}\ndb{k} = dZ{k}.sum(axis=0)")
        arrow((place, -0.42), (place, -0.72), ORANGE)
        ax.plot([place - 0.85, place - 0.15], [1.55, 0.42], ":", color=BLACK, linewidth=1.4)
    ax.text(-0.45, 0.75, "dotted: kept\nfor dW", fontsize=9)
    ax.set(xlim=(-0.6, last + 0.7), ylim=(-1.4, 3.5))
    ax.axis("off")
    return (
        f"Forward along the top, back along the bottom: {2 * depth} parameter gradients",
        f"Diagram. Forward, left to right: {', '.join(names)}. Backward, right to left: "
        f"{', '.join('d' + name for name in names[-2:0:-1])}. Each array below has the shape of "
        "the one above it. Each dZ, with the kept input of its layer, also gives that layer's dW "
        f"and db: {2 * depth} parameter gradients.",
    )


@figure(8.2, lambda reports: 1.2 + 0.55 * len(reports))
def gradient_check_errors(ax, reports):
    """Draw the relative errors of gradient checks on a logarithmic axis.

    Parameters
    ----------
    reports : dict
        What was checked -> GradientReport. The first is the right one.
    """
    arrays = next(iter(reports.values())).relative_error
    errors = {name: [r.relative_error[name] for r in reports.values()] for name in arrays}
    for values, shift, style in dodged(errors, gap=0.09):
        ax.plot(np.maximum(values, 1e-13), np.arange(len(reports)) + shift, **style)
    ax.axvspan(1e-13, 1e-7, color=SKY, alpha=0.2)
    ax.axvline(1e-7, color=BLACK, linestyle="--", linewidth=1)
    ax.set_yticks(range(len(reports)), list(reports))
    ax.set(xscale="log", xlim=(1e-13, 3), xlabel="relative error (0: equal, 1: opposite)")
    ax.invert_yaxis()
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=9)
    (right, worst), *faulty = ((name, r.max_relative_error) for name, r in reports.items())
    smallest = min((error for _, error in faulty), default=np.nan)
    stay = "below" if worst < 1e-7 else "not below"
    words = " ".join(f"{name}: up to {error:.2g}." for name, error in faulty)
    return (
        f"Right gradients stay {stay} $10^{{-7}}$; every fault reaches {smallest:.2g} or more",
        f"Relative errors of gradient checks, by parameter array. {right}: all {stay} 1e-7. "
        f"{words}",
    )


@figure(8.5, 3.7, rows=3, columns=lambda units: units)
def weight_tiles(axes, W_start, W, units=8):
    """Draw weights of the first layer as images: at the start, after training, and the difference.

    Parameters
    ----------
    W_start, W : array, shape (784, n)
    units : int
        How many to draw: those whose weights have moved furthest.
    """
    change = W - W_start
    chosen = np.argsort(-np.linalg.norm(change, axis=0), kind="stable")[:units]
    colours = around_zero(np.quantile(np.abs(W[:, chosen]), 0.995))  # few pixels are beyond it
    rows = {"start": W_start, "trained": W, "difference": change}
    for row, (name, weights) in zip(axes, rows.items(), strict=True):
        titles = [f"unit {unit}" for unit in chosen] if name == "start" else None
        tiles(row, weights[:, chosen].T.reshape(-1, 28, 28), titles, **colours)
        row[0].set_ylabel(name)
    bar = {"label": "weight", "shrink": 0.7, "extend": "both"}
    axes[0, 0].figure.colorbar(axes[0, 0].images[0], ax=axes, **bar)
    still = int(np.sum(np.all(change == 0, axis=1)))
    return (
        f"Training writes on top of the noise; weights of {still} of {len(W)} pixels stay put",
        f"Weights of {units} units of the first layer as 28 by 28 images, blue negative, red "
        "positive. At the start they are noise; the difference that training made is smooth, with "
        f"blobs and strokes in the middle. For {still} of {len(W)} pixels it is exactly 0.",
    )


@figure(8.2, 4.0)
def training_runs(ax, accuracies, test_accuracies):
    """Draw training accuracy after every epoch for several seeds, with the final test scores.

    Parameters
    ----------
    accuracies : array, shape (runs, epochs)
        Measured on the same training images after each epoch, from 0 to 1.
    test_accuracies : array, shape (runs,)
        On the test set, after the last epoch.
    """
    accuracies, test_accuracies = 100 * np.asarray(accuracies), 100 * np.asarray(test_accuracies)
    runs, epochs = accuracies.shape
    curves(ax, {f"seed {run}": values for run, values in enumerate(accuracies)})
    for run, test in enumerate(test_accuracies):
        ax.plot(epochs + 1 + 0.3 * run, test, **look(run, size=9), markeredgecolor=BLACK)
    ax.axvline(epochs + 0.5, color=BLACK, linewidth=0.8)
    ax.margins(y=0.12)  # room for the words
    place = {"y": 0.03, "transform": ax.get_xaxis_transform(), "fontsize": 9}
    ax.text(epochs + 0.3, s="training images", ha="right", **place)
    ax.text(epochs + 0.7, s="test images", **place)
    ax.set_ylabel("accuracy (%)")
    ax.set_xticks(range(2, epochs + 1, 2) if epochs > 10 else range(1, epochs + 1))
    ax.set_xlim(right=epochs + 3.6)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    drops = np.diff(accuracies, axis=1)
    run, epoch = np.unravel_index(drops.argmin(), drops.shape)
    down = f"{np.sum(drops < 0)} of {drops.size} steps"
    worst = f"go down, the worst by {-drops.min():.1f} points"
    ends, tests = [[f"{v:.2f} %" for v in of] for of in (accuracies[:, -1], test_accuracies)]
    return (
        f"{down} from epoch to epoch {worst}",
        f"Training accuracy after each of {epochs} epochs for {runs} seeds: {down} {worst} (seed "
        f"{run}, epoch {epoch + 2}). They end at {', '.join(ends)}; the test "
        f"scores are {', '.join(tests)}.",
    )
