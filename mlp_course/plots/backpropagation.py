"""Figures of notebook 04."""

import re
from itertools import pairwise, product

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import LightSource

from mlp_helpers.activations import relu
from mlp_helpers.layers import ReLU

from .style import (
    BLACK,
    BLUE,
    COLOURS,
    GREEN,
    LINE_STYLES,
    ORANGE,
    SKY,
    VERMILION,
    YELLOW,
    around_zero,
    curves,
    figure,
    heat_map,
    look,
)

__all__ = [
    "functions_of_two_inputs",
    "linear_regions",
    "xor_in_two_planes",
    "activation_sizes",
    "arrays_on_the_way",
    "backpropagation_map",
    "slope_errors",
    "gradient_check_errors",
    "activations_and_slopes",
    "xor_trainings",
    "hinge_approximations",
]


@figure(8.5, 2.7, columns=lambda models: len(models), subplot_kw={"projection": "3d"})
def functions_of_two_inputs(axes, models, limit=3.0):
    """Draw networks from R² to R as landscapes over the plane of their inputs.

    Parameters
    ----------
    models : dict
        Name -> network with two inputs and one output.
    limit : float
        Half the side of the square of inputs that is drawn.
    """
    spans = []
    for ax, (name, model) in zip(axes, models.items(), strict=True):
        points, values = over_a_square(model, limit, size=141)
        colours = hillshade(values, limit)
        ax.plot_surface(
            *np.moveaxis(points.reshape(*values.shape, 2), 2, 0),
            values,
            facecolors=colormaps["Blues_r"](0.15 + 0.7 * colours),
            rcount=141,
            ccount=141,
            linewidth=0,
            antialiased=False,
            shade=False,
        )
        ax.view_init(elev=38, azim=-60)
        ax.set_box_aspect((1, 1, 0.6), zoom=1.0)
        height = [values.min(), values.max()]
        ax.set(xlabel="$x_1$", ylabel="$x_2$", xticks=[], yticks=[], zlim=height)
        ax.set_zticks(height, [f"{value:.0f}" for value in height], fontsize=8)
        ax.tick_params("z", pad=-2)
        ax.xaxis.labelpad = ax.yaxis.labelpad = -14
        ax.set_title(name, fontsize=10)
        spans.append(f"{name} from {values.min():.2f} to {values.max():.2f}")
    return (
        f"One formula, {len(models)} sets of parameters: {len(models)} functions",
        f"{len(models)} panels, each the output of a network as a landscape over a square of "
        "inputs. All look like paper folded along straight lines, each folded in its own way. "
        f"Output: {'; '.join(spans)}.",
    )


def over_a_square(model, limit, size):
    """Return the points (size², 2) of a square grid, and the output there (size, size)."""
    side = np.linspace(-limit, limit, size)
    points = np.dstack(np.meshgrid(side, side)).reshape(-1, 2)
    return points, model.forward(points).reshape(size, size)


def hillshade(values, limit):
    """Return how bright each point is in a light from the upper left: one grey on a flat sheet."""
    step = 2 * limit / (len(values) - 1)
    # Rows run upwards here, and a light source expects them downwards: hence the sign of dy.
    steepness = np.hypot(*np.gradient(values, step)).mean()
    light = LightSource(azdeg=315, altdeg=50)
    return light.hillshade(values, dx=step, dy=step, vert_exag=0.45 / steepness)


@figure(8.5, 3.9, columns=2)
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
    points, values = over_a_square(model, limit, size=301)
    square = (-limit, limit, -limit, limit)
    lit = hillshade(values, limit)
    lit = (lit - lit.min()) / np.ptp(lit)  # as much contrast as there is room for
    left.imshow(lit, cmap="gray", origin="lower", extent=square, vmin=-0.5, vmax=1.05)
    depths = list(relu_inputs(model, points))
    regions = len(np.unique(np.hstack(depths) > 0, axis=0))
    side = np.linspace(-limit, limit, len(values))
    for depth, Z in enumerate(depths):
        line = {"linestyles": LINE_STYLES[depth], "linewidths": 2, "colors": COLOURS[depth]}
        for unit in Z.T.reshape(-1, len(values), len(values)):
            left.contour(side, side, unit, [0], **line)
    bends = np.array([*places_of_bends(depths, len(values))], dtype=int).reshape(-1, 2)
    left.plot(*side[bends].T, "o", mec=BLACK, mfc="white", markersize=6, label="a bend")
    left.axhline(slice_at, color=BLACK, linestyle=":", linewidth=2)
    left.set(xlabel="$x_1$", ylabel="$x_2$")
    left.set_title(f"{regions} regions, a flat sheet on each")
    if len(bends):
        left.legend(loc="upper right", fontsize=9)

    side = np.linspace(-limit, limit, 2001)
    points = np.stack([side, np.full_like(side, slice_at)], axis=1)
    output = model.forward(points)[:, 0]
    right.plot(side, output, color=BLACK, linewidth=1.2)
    kinks = set()
    for depth, Z in enumerate(relu_inputs(model, points)):
        switches = np.flatnonzero((np.diff(Z > 0, axis=0)).any(axis=1))
        kinks.update(switches)
        style = {**look(depth, size=7), "label": f"layer {depth + 1}: a unit switches"}
        right.plot([], [], **style)  # for the legend: the line of the left picture, and the dot
        right.plot(side[switches], output[switches], **{**style, "linestyle": "", "label": None})
    right.set(xlabel=f"$x_1$, along the dotted line $x_2 = {slice_at:g}$", ylabel="output")
    right.set_title(f"{counted(len(kinks), 'kink')}, straight strokes between")
    right.legend()
    return None, (
        f"Left: the output of a ReLU network with {len(depths)} hidden layers over a square of "
        f"inputs, as a relief lit from one side. Lines where a unit switches cut it into {regions} "
        "regions, and each has one even shade of grey: the output is a flat sheet on each. Lines "
        "of the first layer (solid) are straight, those of later layers (dashed) bend where they "
        f"cross others, at {len(bends)} marked places. Right: the output along the dotted line "
        f"x2 = {slice_at:g} is a chain of straight strokes with {len(kinks)} kinks, between "
        f"{values.min():.2f} and {values.max():.2f} on the square."
    )


def places_of_bends(depths, size):
    """Yield where the line of a unit crosses one of a layer before it, as (column, row)."""
    before = np.zeros((size, size, 0))
    for Z in depths:
        on = (Z > 0).reshape(size, size, -1)
        for first, second in product(np.moveaxis(before, 2, 0), np.moveaxis(on, 2, 0)):
            # Both switch within a square of 2 by 2 points; neighbouring such squares are one place.
            both = switches_in_squares(first.astype(bool)) & switches_in_squares(second)
            found = np.argwhere(both)[:, ::-1]
            while len(found):
                near = np.abs(found - found[0]).max(axis=1) < size / 20
                yield np.rint(found[near].mean(axis=0)).astype(int)
                found = found[~near]
        before = np.concatenate([before, on], axis=2)


def switches_in_squares(on):
    """Return, for every square of 2 by 2 grid points, whether a unit is on at some, not at all."""
    corners = np.stack([on[:-1, :-1], on[1:, :-1], on[:-1, 1:], on[1:, 1:]])
    return corners.any(axis=0) & ~corners.all(axis=0)


def counted(number, noun):
    """Return a number in words with its noun, for the beginning of a title."""
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
    named = words[number] if number < len(words) else f"{number:,}"
    return f"{named} {noun}{'' if number == 1 else 's'}"


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
        ax.plot([], [], "s", color=YELLOW, alpha=0.5, markersize=11, label="output above 0.5")
        ax.contour(*grid, output, levels=[0.5], colors=BLACK, linestyles="--")
        ax.plot([], [], "--", color=BLACK, label="output 0.5")
        for label in (0, 1):
            style = {**look(label, size=11), "linestyle": "none", "label": f"XOR is {label}"}
            ax.plot(*corners[y == label].T, markeredgecolor=BLACK, zorder=3, **style)
        places, shared = np.unique(corners, axis=0, return_counts=True)
        for place, number in zip(places[shared > 1], shared[shared > 1], strict=True):
            beside = {"xytext": (9, -13), "textcoords": "offset points", "fontsize": 9}
            ax.annotate(f"{number} corners", place, **beside)
    right = int(np.sum(((H @ W2 + b2)[:, 0] > 0.5) == (y == 1)))
    axes[0].set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], xlabel="$x_1$", ylabel="$x_2$")
    axes[0].set_title(f"Input plane: {right} of 4 corners right, with two lines")
    axes[1].legend(loc="upper left", fontsize=9)
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
def activation_sizes(ax, sizes):
    """Draw how large activations are from layer to layer, a line for each seed.

    Parameters
    ----------
    sizes : dict
        Name of the initialisation -> array (seeds, layers), the root mean square of the
        activations of every hidden layer.
    """
    words, steady = [], []  # the name of each start and how much it grows, the steadiest first
    for number, (name, by_layer) in enumerate(sizes.items()):
        layers = np.arange(1, by_layer.shape[1] + 1)
        style = look(number, size=4)
        for run, values in enumerate(by_layer):
            ax.plot(layers, values, **style, alpha=0.6, label=name if run == 0 else None)
        first, last = np.median(by_layer[:, 0]), np.median(by_layer[:, -1])
        words.append(f"{name}: from {first:.2g} to {last:.2g}")
        steady.append((abs(np.log10(last / first)), name, by_layer[:, -1] / by_layer[:, 0]))
    seeds, depth = by_layer.shape
    ax.set(yscale="log", xlabel="hidden layer", ylabel="size of the activations (rms)")
    ax.set_xticks(layers)
    ax.legend(loc="upper left")
    _, name, ratios = min(steady, key=lambda entry: entry[0])
    layers = counted(depth, "layer").lower()
    return (
        f"With {name} the size stays: {ratios.min():.1f} to {ratios.max():.1f} times over {layers}",
        f"Root mean square of the activations in hidden layers 1 to {depth}, for {seeds} seeds. "
        f"Medians in the first and the last layer: {'; '.join(words)}.",
    )


@figure(
    10.0,
    2.85,
    columns=lambda arrays: len(arrays),
    width_ratios=lambda arrays: [array.shape[1] for array in arrays.values()],
)
def arrays_on_the_way(axes, arrays):
    """Draw small arrays with their numbers, negative in blue, positive in red, exact 0 in grey.

    Parameters
    ----------
    arrays : dict
        Name -> array (B, n), in the order in which they are computed.
    """
    words = []
    for ax, (name, array) in zip(axes, arrays.items(), strict=True):
        limit = 2 * np.abs(array).max() or 1  # pale, so that the numbers can be read
        ax.imshow(np.ma.masked_equal(array, 0), **around_zero(limit))
        ax.set_facecolor("0.87")  # shows where an entry is exactly 0
        for (row, column), value in np.ndenumerate(array):
            text = f"{round(value, 2) + 0.0:.2f}".replace("-", "−") if value else "0"
            ax.text(column, row, text, ha="center", va="center", fontsize=7)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="0.75")
        ax.set_title(f"{name}\n{array.shape}", fontsize=9.5)
        words.append(f"{name} {array.shape}, {np.mean(array == 0):.0%} zero")
    axes[0].set_ylabel(f"{len(array)} examples")
    axes[0].figure.get_layout_engine().set(h_pad=0.12)  # room between the title and the names
    zeros = [f"{n} {np.mean(array == 0):.0%}" for n, array in arrays.items() if (array == 0).any()]
    bent = [np.array_equal(A, relu(Z)) and (Z < 0).any() for Z, A in pairwise(arrays.values())]
    title = f"Exactly 0 (grey): {', '.join(zeros)} of the entries"
    return (
        "From Z to A every negative number becomes 0" if any(bent) else title,
        "Arrays with their numbers, negative ones blue, positive ones red, exact zeros grey: "
        f"{'; '.join(words)}.",
    )


@figure(8.5, 4.1)
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

    def arrow(start, end, colour, **style):
        whole = {"arrowstyle": "->", "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", end, start, arrowprops={**whole, "color": colour, **style})

    def done(x, text, colour):
        ax.text(x, -0.75, text, ha="center", fontsize=8.5, color=colour)

    depth = len(layer_sizes) - 1
    names = ["X", *(f"{kind}{k}" for k in range(1, depth + 1) for kind in "ZA")]
    names[-1] = "P"
    forward = list(zip(names, np.repeat(layer_sizes, 2)[1:], strict=True))
    last = len(forward) - 1
    for place, (name, size) in enumerate(forward):
        box(place, 3.4, f"{name}\n(B, {size})", BLUE)
        if place:
            arrow((place - 0.7, 3.4), (place - 0.3, 3.4), BLUE)
        if 0 < place < last:
            box(place, 0, f"d{name}\n(B, {size})", ORANGE)
        if 1 < place < last:
            arrow((place - 0.3, 0), (place - 0.7, 0), ORANGE)
            through_weights = place % 2
            rule = f"@ W{place // 2 + 1}.T" if through_weights else f"* (Z{place // 2} > 0)"
            done(place - 0.5, rule, GREEN if through_weights else VERMILION)
    ax.plot([last, last], [2.95, 0], color=ORANGE, linewidth=1.4)
    arrow((last, 0), (last - 0.7, 0), ORANGE)
    done(last - 0.4, "(P - Y) / B", BLACK)
    for k, (n_in, n_out) in enumerate(pairwise(layer_sizes), start=1):
        kept, at, back = 2 * k - 2, 2 * k - 1.5, 2 * k - 1
        box(at, 4.85, f"W{k} ({n_in}, {n_out}),  b{k} ({n_out},)", GREEN)
        arrow((at, 4.6), (at, 3.5), GREEN)
        box(at, 1.7, f"dW{k} = {names[kept]}.T @ dZ{k}\ndb{k} = dZ{k}.sum(axis=0)", GREEN)
        arrow((kept + 0.1, 2.95), (at - 0.25, 2.15), BLUE, linestyle=":", lw=1.8)
        arrow((back - 0.1, 0.45), (at + 0.25, 1.25), ORANGE)
    ax.set(xlim=(-0.65, last + 0.5), ylim=(-0.9, 5.2))
    ax.axis("off")
    return (
        f"Forward along the top, back along the bottom: {2 * depth} parameter gradients",
        f"Diagram. Forward, left to right: {', '.join(names)}. Backward, right to left: "
        f"{', '.join('d' + name for name in names[-2:0:-1])}. Each array below has the shape of "
        "the one above it. Each dZ, with the kept input of its layer (dotted arrow), also gives "
        f"that layer's dW and db, below its W and b: {2 * depth} parameter gradients.",
    )


@figure(7.6, 3.8)
def slope_errors(ax, errors):
    """Draw the error of a nudged slope by the size of the nudge.

    Parameters
    ----------
    errors : dict
        Name of a type of number -> dict of epsilon -> relative error.
    """
    words = []
    for number, (name, by_step) in enumerate(errors.items()):
        steps, values = np.array([*by_step]), np.array([*by_step.values()])
        ax.plot(steps, np.maximum(values, 1e-13), **look(number, size=6), label=name)
        best = np.nanargmin(values)  # some answers give NaN where the nudge is lost in rounding
        words.append((values[best], steps[best], name))
    ax.axhline(1e-7, color=BLACK, linestyle="--", linewidth=1)
    middle = np.sqrt(steps.min() * steps.max())
    words_at = {"ha": "center", "va": "bottom", "fontsize": 9}
    ax.text(middle, 1.5e-7, "counts as right below this line", **words_at)
    ax.set(xscale="log", yscale="log", xlabel="nudge $\\varepsilon$", ylabel="relative error")
    ax.legend(loc="lower left")
    found = [f"about $10^{{{round(np.log10(error))}}}$ in {name}" for error, _, name in words]
    return (
        f"The smallest error: {', '.join(found)}",
        "Relative error of a slope found by nudging, against the size of the nudge, on logarithmic "
        "axes. Each curve falls to a lowest point and rises again as the nudge shrinks: "
        + "; ".join(f"{name} {error:.0e} at a nudge of {step:.0e}" for error, step, name in words)
        + ".",
    )


@figure(8.5, 3.2, columns=lambda functions: len(functions), sharey=True)
def activations_and_slopes(axes, functions, limit=4.0):
    """Draw activation functions with their slopes, which are taken from neighbouring points.

    Parameters
    ----------
    functions : dict
        Name -> function of an array.
    limit : float
        They are drawn from -limit to limit.
    """
    z, steepest = np.linspace(-limit, limit, 401), []
    for ax, (name, function) in zip(axes, functions.items(), strict=True):
        values = function(z)
        slopes = np.gradient(values, z)
        ax.axhline(0, color="0.8", linewidth=0.8)
        curves(ax, {"output $a$": values, "slope $da/dz$": slopes}, z, marker="")
        ax.set(xlabel="$z$", ylim=(-1.2, 1.7))
        ax.set_title(f"{name}: slope at most {slopes.max():.2g}", fontsize=10)
        steepest.append(f"{name} {slopes.max():.2g}, at the ends {slopes[0]:.2g} and "
                        f"{slopes[-1]:.2g}")  # fmt: skip
    axes[0].legend(loc="upper left", fontsize=9)
    axes[0].set_ylabel("value")
    return None, (
        f"Activation functions and their slopes from z = {-limit:g} to {limit:g}. Largest slope: "
        f"{'; '.join(steepest)}."
    )


@figure(8.5, 2.9, columns=lambda losses: len(losses), sharey=True)
def xor_trainings(axes, losses, solved=0.01):
    """Draw the loss of many trainings on XOR, a panel for each kind of network.

    Parameters
    ----------
    losses : dict
        Name -> array (runs, steps).
    solved : float
        A run that ends below this loss counts as solved.
    """
    words = []
    for number, (ax, (name, runs)) in enumerate(zip(axes, losses.items(), strict=True)):
        done = int(np.sum(runs[:, -1] < solved))
        steps = np.arange(1, runs.shape[1] + 1)
        ax.plot(steps, runs.T, color=look(number)["color"], linewidth=0.9, alpha=0.7)
        ax.set(yscale="log", ylim=(1e-6, 3), xlabel="step")
        ax.axhline(solved, color=BLACK, linestyle="--", linewidth=0.9)
        ax.set_title(f"{name}: {done} of {len(runs)}", fontsize=10)
        words.append(f"{name} {done} of {len(runs)}, the worst ends at {runs[:, -1].max():.2g}")
    axes[0].set_ylabel("mean squared error")
    return (
        f"Runs that solve XOR, of {len(runs)} starts each (loss below {solved:g})",
        f"The loss of {len(runs)} trainings on XOR by step, for each kind of network. Solved: "
        f"{'; '.join(words)}.",
    )


@figure(7.6, height=lambda reports: 1.0 + 0.45 * len(reports))
def gradient_check_errors(ax, reports):
    """Draw a table of the relative errors of gradient checks, those above 1e-7 on colour.

    Parameters
    ----------
    reports : dict
        What was checked -> GradientReport. The first is the right one.
    """
    names = [gradient_name(name) for name in next(iter(reports.values())).relative_error]
    errors = np.array([[*report.relative_error.values()] for report in reports.values()])
    marks = [[f"{e:.0e}" if e < 1e-3 else f"{e:.2f}" for e in row] for row in errors]
    heat_map(
        ax, errors >= 1e-7, cmap="Oranges", annot=np.array(marks), fmt="", vmax=4, linewidths=1
    )
    ax.set_xticks(np.arange(len(names)) + 0.5, names)
    ax.set_yticks(np.arange(len(reports)) + 0.5, [*reports])
    ax.xaxis.tick_top()
    (right, worst), *faulty = ((name, r.max_relative_error) for name, r in reports.items())
    smallest = min((error for _, error in faulty), default=np.nan)
    stay = "below" if worst < 1e-7 else "not below"
    caught = [
        f"{name}: {', '.join(np.array(names)[row >= 1e-7]) or 'none'}, up to {row.max():.2g}."
        for name, row in zip(reports, errors, strict=True)
    ]
    return (
        f"Right gradients stay {stay} $10^{{-7}}$; "
        f"each fault takes some array to {smallest:.2g} or more",
        f"Relative errors of gradient checks, by parameter array. {right}: all {stay} 1e-7. "
        f"Above it: {' '.join(caught[1:])}",
    )


def gradient_name(parameter):
    """Return dW1 for layers[0].W, db2 for layers[2].b, where every other layer is affine."""
    layer, kind = re.fullmatch(r"layers\[(\d+)\]\.(\w)", parameter).groups()
    return f"d{kind}{int(layer) // 2 + 1}"


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
