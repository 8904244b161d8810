"""Figures of notebook 04, and the learning curves that other notebooks draw too."""

from itertools import pairwise

import numpy as np

from mlp_helpers.activations import relu
from mlp_helpers.layers import ReLU

from .style import (
    BLACK,
    BLUE,
    COLOURS,
    DIVERGING,
    GREEN,
    LINE_STYLES,
    ORANGE,
    SEQUENTIAL,
    SKY,
    VERMILION,
    YELLOW,
    describe,
    figure_of,
    new_axes,
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


def learning_curves(history, axes=None):
    """Draw loss and accuracy by epoch, training against validation.

    Parameters
    ----------
    history : History, or list of lists
        As ``fit`` returns it; or ``[loss, accuracy]`` or ``[loss, accuracy, val_loss,
        val_accuracy]``, each with one value an epoch.
    axes : two Axes, optional

    Returns
    -------
    array of Axes
    """
    loss, accuracy, val_loss, val_accuracy = curves_of(history)
    axes = new_axes(8.4, 3.6, columns=2) if axes is None else np.asarray(axes)
    draw_curve_pair(axes[0], loss, val_loss)
    axes[0].set(ylabel="loss (mean cross-entropy, nats)")
    draw_curve_pair(axes[1], 100 * accuracy, 100 * val_accuracy)
    axes[1].set(ylabel="accuracy (%)")
    axes[0].set_title(f"The training loss {went(loss)} from {loss[0]:.3f} to {loss[-1]:.3f}")
    if len(val_loss):
        best = val_accuracy.argmax()
        axes[1].set_title(f"Validation: best {val_accuracy[best]:.2%}, in epoch {best + 1}")
    else:
        axes[1].set_title(f"Training accuracy ends at {accuracy[-1]:.2%}")
    describe(axes, learning_curves_in_words(loss, accuracy, val_loss, val_accuracy))
    return axes


def learning_curves_in_words(loss, accuracy, val_loss, val_accuracy):
    """The alt text: where each curve starts and ends."""
    text = (
        f"Learning curves over {len(loss)} epochs. Training: loss from {loss[0]:.3f} to "
        f"{loss[-1]:.3f}, accuracy from {accuracy[0]:.2%} to {accuracy[-1]:.2%}."
    )
    if len(val_loss):
        text += (
            f" Validation: loss from {val_loss[0]:.3f} to {val_loss[-1]:.3f}, smallest in epoch "
            f"{val_loss.argmin() + 1}; accuracy from {val_accuracy[0]:.2%} to "
            f"{val_accuracy[-1]:.2%}, highest in epoch {val_accuracy.argmax() + 1}."
        )
    return text


def curves_of(history):
    """Return loss, accuracy, val_loss and val_accuracy as arrays; the last two may be empty."""
    if hasattr(history, "loss"):
        history = [history.loss, history.accuracy, history.val_loss, history.val_accuracy]
    arrays = [np.asarray(values, dtype=float) for values in history]
    if len(arrays) not in (2, 4) or not len(arrays[0]):
        raise ValueError(
            f"history has {len(arrays)} lists; expected loss and accuracy, with or without those "
            "of validation, of at least one epoch"
        )
    return (*arrays, np.array([]), np.array([]))[:4]


def draw_curve_pair(ax, training, validation):
    """Two curves over the epochs, told apart by colour, line style and marker."""
    epochs = np.arange(1, len(training) + 1)
    ax.plot(epochs, training, color=BLUE, marker="o", markersize=4, label="training")
    if len(validation):
        ax.plot(
            epochs, validation, "--", color=ORANGE, marker="s", markersize=4, label="validation"
        )
    ax.set_xlabel("epoch")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()


def went(values):
    """Say in a word where a curve ends, compared with its start."""
    return "falls" if values[-1] < values[0] else "rises" if values[-1] > values[0] else "stays"


def linear_regions(model, limit=3.0, slice_at=0.0, axes=None):
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
    axes : two Axes, optional

    Returns
    -------
    array of Axes
    """
    axes = new_axes(8.5, 3.7, columns=2) if axes is None else np.asarray(axes)
    side = np.linspace(-limit, limit, 401)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    values = model.forward(points).reshape(401, 401)
    depths = list(relu_inputs(model, points))
    regions = len(np.unique(np.hstack(depths) > 0, axis=0))
    mesh = axes[0].contourf(side, side, values, levels=24, cmap=SEQUENTIAL)
    axes[0].figure.colorbar(
        mesh,
        ax=axes[0],
        ticks=np.linspace(values.min(), values.max(), 3).round(1),
        label="output",
    )
    for depth, Z in enumerate(depths):
        for column in Z.T:
            axes[0].contour(
                side,
                side,
                column.reshape(401, 401),
                levels=[0],
                colors=BLACK if depth == 0 else VERMILION,
                linestyles=LINE_STYLES[depth % 2],
                linewidths=1.1,
            )
    axes[0].axhline(slice_at, color=GREEN, linestyle=":", linewidth=2)
    axes[0].set(
        xlabel="$x_1$",
        ylabel="$x_2$",
        aspect="equal",
        title=f"{regions} regions, a flat sheet on each",
    )
    kinks = draw_slice(axes[1], model, limit, slice_at)
    describe(
        axes,
        f"Left: the output of a ReLU network with {len(depths)} hidden layers over a square of "
        f"inputs. Lines where a unit switches cut it into {regions} "
        f"regions, and the output is a flat sheet on each. Those of the first "
        f"layer (solid) are straight, those of later layers (dashed) bend where they cross others. "
        f"Right: the output along the dotted line x2 = {slice_at:g} is a chain of straight strokes "
        f"with {kinks} kinks, between {values.min():.2f} and {values.max():.2f} on the square.",
    )
    return axes


def draw_slice(ax, model, limit, slice_at):
    """Draw the output along a horizontal line, mark the kinks, and return how many there are."""
    line = np.linspace(-limit, limit, 2001)
    points = np.stack([line, np.full_like(line, slice_at)], axis=1)
    output = model.forward(points)[:, 0]
    switches = np.hstack(list(relu_inputs(model, points))) > 0
    at = np.flatnonzero((switches[1:] != switches[:-1]).any(axis=1))
    ax.plot(line, output, color=BLUE)
    ax.plot(line[at], output[at], "o", color=ORANGE, markeredgecolor=BLACK, label="a unit switches")
    ax.set(
        xlabel=f"$x_1$, along the dotted line $x_2 = {slice_at:g}$",
        ylabel="output",
        title=f"Straight strokes, kinks: {len(at)}",
    )
    ax.legend()
    return len(at)


def relu_inputs(model, X):
    """Yield the Z of each ReLU layer: its zeros are where units switch."""
    A = X
    for layer in model.layers:
        if isinstance(layer, ReLU):
            yield A
        A = layer.forward(A)


def xor_in_two_planes(W1, b1, W2, b2, axes=None):
    """Draw XOR solved by one hidden layer: the input plane, and the plane of the hidden units.

    Parameters
    ----------
    W1, b1 : array, shapes (2, 2) and (2,)
    W2, b2 : array, shapes (2, 1) and (1,)
    axes : two Axes, optional

    Returns
    -------
    array of Axes
    """
    axes = new_axes(8.4, 3.9, columns=2) if axes is None else np.asarray(axes)
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    H = relu(X @ W1 + b1)
    output = (H @ W2 + b2)[:, 0]
    right = int(np.sum((output > 0.5) == (y == 1)))
    side = np.linspace(-0.5, 1.5, 201)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    surface = (relu(grid @ W1 + b1) @ W2 + b2).reshape(201, 201)
    for ax, points in zip(axes, (X, H), strict=True):
        for label, marker, colour in [(0, "o", BLUE), (1, "s", ORANGE)]:
            ax.plot(
                *points[y == label].T,
                marker,
                color=colour,
                markersize=11,
                markeredgecolor=BLACK,
                label=f"XOR is {label}",
                zorder=3,
            )
    axes[0].contourf(side, side, surface > 0.5, levels=[0.5, 1.5], colors=[YELLOW], alpha=0.5)
    axes[0].contour(side, side, surface, levels=[0.5], colors=BLACK, linestyles="--")
    axes[0].set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    axes[0].set(xlabel="$x_1$", ylabel="$x_2$", title=f"Input plane: {right} of 4 corners right")
    h1, h2 = np.meshgrid(np.linspace(-0.4, 2.4, 50), np.linspace(-0.4, 1.4, 50))
    hidden_output = h1 * W2[0, 0] + h2 * W2[1, 0] + b2[0]
    axes[1].contourf(h1, h2, hidden_output > 0.5, levels=[0.5, 1.5], colors=[YELLOW], alpha=0.5)
    axes[1].contour(h1, h2, hidden_output, levels=[0.5], colors=BLACK, linestyles="--")
    axes[1].set(
        xlabel="hidden unit $h_1$",
        ylabel="hidden unit $h_2$",
        title=f"Hidden plane: {right} of 4 right, with one line",
    )
    axes[0].legend(loc="upper right", frameon=True)
    corners = ", ".join(
        f"({a:g}, {b:g}) to ({h[0]:g}, {h[1]:g})" for (a, b), h in zip(X, H, strict=True)
    )
    describe(
        axes,
        f"Left: the four corners of the input plane; the shaded part, where the output is above "
        f"0.5, is a strip, and {right} of 4 corners are on the right side. Right: the plane of the "
        f"two hidden units, where the corners have moved ({corners}) and one straight line "
        f"separates the two classes.",
    )
    return axes


def hinge_approximations(x, target, approximations, interval, ax=None):
    """Draw a curve and its approximations by straight strokes, inside and outside an interval.

    Parameters
    ----------
    x, target : array, shape (N,)
    approximations : dict
        Number of hidden units -> values, shape (N,).
    interval : (float, float)
        Where the hinges were placed.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(7.6, 3.8) if ax is None else ax
    inside = (x >= interval[0]) & (x <= interval[1])
    ax.axvspan(*interval, color=SKY, alpha=0.15)
    ax.plot(x, target, color=BLACK, linewidth=2.5, alpha=0.45, label="the curve")
    errors = {}
    for style, (units, values) in enumerate(approximations.items(), start=1):
        ax.plot(
            x, values, LINE_STYLES[style % 4], color=COLOURS[style], label=f"{units} hidden units"
        )
        error = np.abs(values - target)
        errors[units] = error[inside].max(), error[~inside].max()
    ax.set(xlabel="$x$", ylabel="value", ylim=(target.min() - 1.2, target.max() + 1.2))
    ax.set_title(
        "Largest error where the hinges are: "
        + ", ".join(f"{inner:.3f} ({units} units)" for units, (inner, _) in errors.items())
    )
    ax.legend(ncols=len(errors) + 1, loc="upper center")
    describe(
        ax,
        f"A curve and its approximations by ReLU networks with one hidden layer. Between "
        f"{interval[0]:.2f} and {interval[1]:.2f}, where the hinges are, the largest error is "
        + "; ".join(
            f"{inner:.3f} with {units} units, but {outer:.1f} outside"
            for units, (inner, outer) in errors.items()
        )
        + ".",
    )
    return ax


def activation_histograms(activations, layers=(1, 4, 7, 10), axes=None):
    """Draw the sizes of the activations layer by layer, one row for each initialisation.

    Parameters
    ----------
    activations : dict
        Name of the initialisation -> list of arrays (B, n), the activations of every hidden layer.
    layers : sequence of int
        Which hidden layers to draw, counted from 1.
    axes : array of Axes, shape (number of initialisations, number of layers), optional

    Returns
    -------
    array of Axes
    """
    if axes is None:
        axes = new_axes(
            8.5, 1.35 * len(activations) + 0.9, len(activations), len(layers), sharex=True
        )
    sizes = {name: [rms(A) for A in arrays] for name, arrays in activations.items()}
    for row, (name, arrays) in zip(axes, activations.items(), strict=True):
        for ax, layer in zip(row, layers, strict=True):
            draw_sizes(ax, arrays[layer - 1])
        row[0].set_ylabel(name)
    for ax, layer in zip(axes[0], layers, strict=True):
        ax.set_title(f"hidden layer {layer}", fontsize=10)
    axes[0, 0].set(xlim=(-4, 10), xticks=[-3, 0, 3, 6, 9])
    for ax in axes[-1]:
        ax.set_xlabel("size, $\\log_{10} A$")
    steadiest = min(sizes, key=lambda name: unsteadiness(sizes[name]))
    figure_of(axes).suptitle(
        f"{steadiest}: the only row that stays in place, {sizes[steadiest][0]:.2g} in the first "
        f"layer, {sizes[steadiest][-1]:.2g} in the last",
        fontsize=12,
    )
    words = "; ".join(
        f"{name} {values[0]:.2g} in the first and {values[-1]:.2g} in the last"
        for name, values in sizes.items()
    )
    describe(
        axes,
        f"Histograms of the activations that are not 0, by power of ten, in hidden layers "
        f"{', '.join(map(str, layers))}. Root mean square of all activations: {words}.",
    )
    return axes


def draw_sizes(ax, A):
    """A histogram of the powers of ten of the activations, and the share that is 0."""
    alive = A[A > 0]
    if alive.size:
        ax.hist(np.log10(alive), bins=np.arange(-4, 10.1, 0.25), color=BLUE)
        ax.axvline(np.log10(rms(A)), color=VERMILION, linestyle="--", linewidth=1.2)
    else:
        ax.text(0.5, 0.5, "nothing but zeros", transform=ax.transAxes, ha="center", va="center")
    ax.set_yticks([])
    note = f"{np.mean(A == 0):.0%} zero\nrms {rms(A):.2g}"
    x, side = (0.02, "left") if rms(A) > 100 else (0.98, "right")  # where the bars are not
    ax.text(x, 0.95, note, transform=ax.transAxes, ha=side, va="top", fontsize=8)


def rms(A):
    """Root mean square: the typical size of an entry."""
    return float(np.sqrt(np.mean(np.square(A, dtype=np.float64))))


def unsteadiness(sizes):
    """How many powers of ten the sizes move between the first layer and the last."""
    return abs(np.log10(sizes[-1] / sizes[0])) if sizes[0] and sizes[-1] else np.inf


def backpropagation_map(layer_sizes, ax=None):
    """Draw the way of a batch through the network, and the way of the gradients back.

    Parameters
    ----------
    layer_sizes : list of int
        As for MLP.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(8.5, 3.9) if ax is None else ax
    last = len(layer_sizes) - 1
    forward = [("X", layer_sizes[0])]
    for number, size in enumerate(layer_sizes[1:], start=1):
        forward.append((f"Z{number}", size))
        forward.append((f"A{number}" if number < last else "P", size))
    for place, (name, size) in enumerate(forward):
        draw_box(ax, place, 2, f"{name}\n(B, {size})", BLUE)
        if place:
            draw_arrow(ax, (place - 0.66, 2), (place - 0.34, 2), BLUE)
    for place in range(1, len(forward) - 1):
        name, size = forward[place]
        draw_box(ax, place, 0, f"d{name}\n(B, {size})", ORANGE)
        if place > 1:
            draw_arrow(ax, (place - 0.34, 0), (place - 0.66, 0), ORANGE)
            depth = place // 2
            done = f"* (Z{depth} > 0)" if place % 2 == 0 else f"@ W{depth + 1}.T"
            ax.text(place - 0.5, -0.52, done, ha="center", fontsize=8)
    draw_arrow(ax, (len(forward) - 1, 1.6), (len(forward) - 1.7, 0.15), ORANGE)
    ax.text(len(forward) - 1.05, 0.62, "(P - Y) / B", fontsize=9)
    for number, (n_in, n_out) in enumerate(pairwise(layer_sizes), start=1):
        place = 2 * number - 1
        text = f"W{number} ({n_in}, {n_out})\nb{number} ({n_out},)"
        ax.text(place - 0.5, 2.85, text, ha="center", fontsize=8.5)
        draw_arrow(ax, (place - 0.5, 2.78), (place - 0.5, 2.1), BLACK)
        kept = f"A{number - 1}" if number > 1 else "X"
        text = f"dW{number} = {kept}.T @ dZ{number}\ndb{number} = dZ{number}.sum(axis=0)"
        ax.text(place, -1.3, text, ha="center", fontsize=8.5)
        draw_arrow(ax, (place, -0.42), (place, -0.72), ORANGE)
    for place in range(0, 2 * last, 2):
        ax.plot([place + 0.15, place + 0.85], [1.55, 0.42], ":", color=BLACK, linewidth=1.4)
    ax.text(-0.45, 0.75, "dotted: kept\nfor dW", fontsize=9)
    ax.set(xlim=(-0.6, len(forward) - 0.3), ylim=(-1.4, 3.5))
    ax.axis("off")
    n_gradients = 2 * last
    ax.set_title(f"Forward along the top, back along the bottom: {n_gradients} parameter gradients")
    describe(
        ax,
        f"Diagram. Forward, left to right: {', '.join(name for name, _ in forward)}. Backward, "
        f"right to left: {', '.join('d' + name for name, _ in forward[-2:0:-1])}. Each array "
        f"below has the shape of the one above it. Each dZ, with the kept input of its layer, also "
        f"gives that layer's dW and db: {n_gradients} parameter gradients.",
    )
    return ax


def draw_box(ax, x, y, text, colour):
    """Text in a rounded box."""
    box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": colour, "linewidth": 1.6}
    ax.text(x, y, text, ha="center", va="center", fontsize=9, bbox=box)


def draw_arrow(ax, start, end, colour):
    """An arrow from one point to another."""
    arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.4}
    ax.annotate("", end, start, arrowprops=arrow)


def gradient_check_errors(reports, ax=None):
    """Draw the relative errors of gradient checks on a logarithmic axis.

    Parameters
    ----------
    reports : dict
        What was checked -> GradientReport. The first is the right one.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(8.2, 1.2 + 0.55 * len(reports)) if ax is None else ax
    right, *faulty = reports
    names = list(reports[right].relative_error)
    for row, report in enumerate(reports.values()):
        for place, name in enumerate(names):
            ax.plot(
                max(report.relative_error[name], 1e-13),
                row + 0.09 * (place - len(names) / 2),
                "osD^vP"[place % 6],
                color=COLOURS[place % 6],
                markersize=7,
                markeredgecolor=BLACK,
                markeredgewidth=0.5,
                label=name if row == 0 else None,
            )
    ax.axvspan(1e-13, 1e-7, color=SKY, alpha=0.2)
    ax.axvline(1e-7, color=BLACK, linestyle="--", linewidth=1)
    ax.set_yticks(range(len(reports)), list(reports))
    ax.set(xscale="log", xlim=(1e-13, 3), xlabel="relative error (0: equal, 1: opposite)")
    ax.invert_yaxis()
    worst = max(reports[right].relative_error.values())
    smallest = min((reports[name].max_relative_error for name in faulty), default=np.nan)
    verdict = "below" if worst < 1e-7 else "not below"
    ax.set_title(
        f"Right gradients stay {verdict} $10^{{-7}}$; every fault reaches {smallest:.2g} or more"
    )
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=9)
    describe(
        ax,
        f"Relative errors of gradient checks, by parameter array. {right}: all {verdict} 1e-7. "
        + " ".join(f"{name}: up to {reports[name].max_relative_error:.2g}." for name in faulty),
    )
    return ax


def weight_tiles(W_start, W, units=8, axes=None):
    """Draw weights of the first layer as images: at the start, after training, and the difference.

    Parameters
    ----------
    W_start, W : array, shape (784, n)
    units : int
        How many to draw: those whose weights have moved furthest.
    axes : array of Axes, shape (3, units), optional

    Returns
    -------
    array of Axes
    """
    axes = new_axes(8.5, 3.7, 3, units) if axes is None else axes
    change = W - W_start
    moved = np.linalg.norm(change, axis=0)
    chosen = np.argsort(-moved, kind="stable")[:units]
    bound = np.quantile(np.abs(W[:, chosen]), 0.995)  # a few pixels beyond it are cut off
    rows = [("start", W_start), ("trained", W), ("difference", change)]
    for row, (name, weights) in zip(axes, rows, strict=True):
        for ax, unit in zip(row, chosen, strict=True):
            tile = weights[:, unit].reshape(28, 28)
            mesh = ax.imshow(tile, cmap=DIVERGING, vmin=-bound, vmax=bound, interpolation="nearest")
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color="0.75")
        row[0].set_ylabel(name)
    for ax, unit in zip(axes[0], chosen, strict=True):
        ax.set_title(f"unit {unit}", fontsize=9, loc="center")
    figure = figure_of(axes)
    figure.colorbar(mesh, ax=axes, label="weight", shrink=0.7, extend="both")
    still = int(np.sum(np.all(change == 0, axis=1)))
    figure.suptitle(
        f"Training writes over the noise; weights of {still} of {len(W)} pixels stay put"
    )
    describe(
        axes,
        f"Weights of {units} units of the first layer as 28 by 28 images, blue negative, red "
        f"positive. At the start they are noise; the difference that training made is smooth, with "
        f"blobs and strokes in the middle. For {still} of {len(W)} pixels it is exactly 0.",
    )
    return axes


def training_runs(accuracies, test_accuracies, ax=None):
    """Draw training accuracy after every epoch for several seeds, with the final test scores.

    Parameters
    ----------
    accuracies : array, shape (runs, epochs)
        Measured on the same training images after each epoch, from 0 to 1.
    test_accuracies : array, shape (runs,)
        On the test set, after the last epoch.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(8.2, 4.0) if ax is None else ax
    accuracies, test_accuracies = 100 * np.asarray(accuracies), 100 * np.asarray(test_accuracies)
    epochs = np.arange(1, accuracies.shape[1] + 1)
    for run, (values, test) in enumerate(zip(accuracies, test_accuracies, strict=True)):
        look = {"color": COLOURS[run % 7], "marker": "os^Dv"[run % 5]}
        ax.plot(epochs, values, LINE_STYLES[run % 4], markersize=4, label=f"seed {run}", **look)
        ax.plot(
            epochs[-1] + 1 + 0.3 * run,
            test,
            markersize=9,
            markeredgecolor=BLACK,
            linestyle="",
            **look,
        )
    drops = np.diff(accuracies, axis=1)
    run, epoch = np.unravel_index(drops.argmin(), drops.shape)
    n_drops = int(np.sum(drops < 0))
    ax.set(xlabel="epoch", ylabel="accuracy (%)")
    ax.set_title(
        f"{n_drops} of {drops.size} steps from epoch to epoch go down, the worst by "
        f"{-drops.min():.1f} points"
    )
    ax.axvline(epochs[-1] + 0.5, color=BLACK, linewidth=0.8)
    for x, side, text in [(0.3, "right", "training images"), (0.7, "left", "test images")]:
        ax.annotate(
            text, (epochs[-1] + x, 0.03), xycoords=("data", "axes fraction"), ha=side, fontsize=9
        )
    ax.set_xlim(right=epochs[-1] + 3.6)  # room for the words
    ax.set_xticks(epochs[1::2] if len(epochs) > 10 else epochs)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    describe(
        ax,
        f"Training accuracy after each of {len(epochs)} epochs for {len(accuracies)} seeds: "
        f"{n_drops} of {drops.size} steps go down, the worst by {-drops.min():.1f} points (seed "
        f"{run}, epoch {epoch + 2}). They end at "
        f"{', '.join(f'{value:.2f} %' for value in accuracies[:, -1])}; the test scores are "
        f"{', '.join(f'{value:.2f} %' for value in test_accuracies)}.",
    )
    return ax
