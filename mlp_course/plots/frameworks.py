"""Figures of notebook 10, and the one of the benchmarks."""

from types import SimpleNamespace

import numpy as np

from .style import (
    BLACK,
    BLUE,
    COLOURS,
    GREEN,
    MARKERS,
    ORANGE,
    SKY,
    VERMILION,
    curves,
    figure,
    look,
    spread,
)

__all__ = [
    "record",
    "rows_of_a_run",
    "two_histories",
    "held_out_parts",
    "loss_by_pass",
    "accuracy_by_updates",
    "where_the_time_goes",
]


@figure(7.4, 3.2)
def record(ax, result):
    """Draw how a number was made, from left to right, with each value and its gradient.

    An arrow carries what is passed back along it; a box has the sum of these.

    Parameters
    ----------
    result : object with data, grad, name, parents and rule
        A Tensor of the notebook, of single numbers, after ``backward``; parents are drawn as far
        to the right as what they are made into allows.
    """
    depths, order = {}, []

    def visit(node, depth):
        if id(node) not in depths:
            order.append(node)
        depths[id(node)] = max(depth, depths.get(id(node), 0))
        for parent in node.parents:
            visit(parent, depth + 1)

    visit(result, 0)
    columns = {}
    for node in order:
        columns.setdefault(depths[id(node)], []).append(node)
    places = {
        # What lies between makes room for arrows that pass it.
        id(node): (-depth, (len(nodes) - 1) / 2 - row - 0.4 * (0 < depth < max(columns)))
        for depth, nodes in columns.items()
        for row, node in enumerate(nodes)
    }
    arrow = {"arrowstyle": "-|>", "color": "0.4", "shrinkA": 34, "shrinkB": 34}
    label = {"ha": "center", "va": "center", "color": VERMILION, "fontsize": 11}
    label["bbox"] = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    words, shares = [], {}
    for node in order:
        gradients = node.rule(node.grad) if node.parents else ()
        for parent, gradient in zip(node.parents, gradients, strict=True):
            ends = np.array([places[id(node)], places[id(parent)]])
            ax.annotate("", *ends, arrowprops=arrow)
            ax.text(*ends.mean(axis=0), f"← {gradient:g}", **label)
            shares.setdefault(id(parent), []).append(f"{gradient:g} from {node.name}")
    for node in order:
        text = f"{node.name}\n{node.data:g}\ngradient {node.grad:g}"
        box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": BLUE}
        box |= {} if node.parents else {"facecolor": "#EAF3FA", "linewidth": 2}
        ax.text(*places[id(node)], text, ha="center", va="center", bbox=box, fontsize=10.5)
        of = f", {' and '.join(shares[id(node)])}" if id(node) in shares else ""
        words.append(f"{node.name} has the value {node.data:g}, the gradient {node.grad:g}{of}")
    last = min(-depth for depth in columns)
    ax.set(xlim=(last - 0.5, 0.5), ylim=(-1.1, 1.1))
    ax.set_axis_off()
    return (
        "Values were made from left to right; gradients came back, and add up",
        f"How {result.name} was made, {len(order)} boxes. {'; '.join(words)}.",
    )


@figure(9.0, 3.7, columns=2, sharey=True)
def rows_of_a_run(axes, runs, reported):
    """Draw the accuracy after each epoch, on training and on test images, beside rows of a table.

    Parameters
    ----------
    runs : array, shape (seeds, epochs, 2)
        Shares of the training images and of the test images.
    reported : dict
        For each epoch of the table the two shares that it has.
    """
    words = []
    for side, (ax, of) in enumerate(zip(axes, ("training", "test"), strict=True)):
        percent = 100 * np.asarray(runs)[..., side]
        for number, run in enumerate(percent):
            ax.plot(range(1, len(run) + 1), run, label=f"seed {number}", **look(number, size=3))
        points = {epoch: 100 * pair[side] for epoch, pair in reported.items()}
        mark = {"color": BLACK, "marker": "*", "markersize": 14, "linestyle": "none"}
        ax.plot([*points], [*points.values()], label="as reported", **mark)
        for epoch, value in points.items():
            ours = f"here {spread(percent[:, epoch - 1], '.1f')} %"
            words.append(f"{of} images, epoch {epoch}: {ours}, as reported {value:.1f} %")
        below = sum(value < percent[:, epoch - 1].min() for epoch, value in points.items())
        ax.set(xlabel="epoch", ylabel=f"accuracy on {of} images (%)")
        ax.set_xlim(0, np.shape(runs)[1] + 1)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_title(f"{below} of {len(points)} rows lie below every seed", fontsize=11)
    axes[1].legend(loc="lower right")
    return None, f"Accuracy by epoch, {len(runs)} seeds. {'; '.join(words)}."


@figure(9.0, 3.6, columns=2)
def two_histories(axes, histories):
    """Draw loss and accuracy by epoch for several runs, training dashed and validation solid.

    Parameters
    ----------
    histories : dict
        By the name of the run: what ``fit`` returns, here or in Keras.
    """
    words = []
    histories = {
        name: SimpleNamespace(**getattr(history, "history", vars(history)))
        for name, history in histories.items()
    }
    for number, (name, history) in enumerate(histories.items()):
        colour, marker = COLOURS[number], MARKERS[number]
        for prefix, style, size in (("", "--", 3), ("val_", "-", 5)):
            kind = "validation" if prefix else "training"
            loss, accuracy = (
                np.array(getattr(history, prefix + what)) for what in ("loss", "accuracy")
            )
            line = {"color": colour, "linestyle": style, "marker": marker, "markersize": size}
            for ax, values in zip(axes, (loss, 100 * accuracy), strict=True):
                ax.plot(range(1, len(values) + 1), values, label=f"{name}, {kind}", **line)
            words.append(
                f"{name}, {kind}: loss from {loss[0]:.3f} to {loss[-1]:.3f}, accuracy from "
                f"{accuracy[0]:.2%} to {accuracy[-1]:.2%}"
            )
    for ax, label in zip(axes, ("loss (mean cross-entropy, nats)", "accuracy (%)"), strict=True):
        ax.set(xlabel="epoch", ylabel=label)
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[1].legend(loc="lower right")
    last = [(h.accuracy[-1], h.val_accuracy[-1]) for h in histories.values()]
    lowest = [int(np.argmin(h.val_loss)) + 1 for h in histories.values()]
    axes[0].set_title(
        f"Validation loss is lowest in epoch {' and '.join(map(str, lowest))}", fontsize=11
    )
    gaps = " and ".join(f"{100 * (train - val):.1f}" for train, val in last)
    axes[1].set_title(f"At the end {gaps} points apart", fontsize=11)
    return None, f"Loss and accuracy by epoch. {'; '.join(words)}."


@figure(7.4, 4.0)
def held_out_parts(ax, parts, wrong, student):
    """Draw the errors on held-out parts, of all images and of each group of writers.

    Parameters
    ----------
    parts : dict of arrays of integers, shape (n,)
        The places of the images of each part, by its name.
    wrong : array of bool, shape (parts, seeds, n)
        Which of them were misread.
    student : array of bool, shape (N,)
        For each image of the training set: did a student write it?
    """
    words, groups = [], {"all": None, "students'": True, "employees'": False}
    for number, (group, by_student) in enumerate(groups.items()):
        for row, (held, of_seeds) in enumerate(zip(parts.values(), wrong, strict=True)):
            chosen = np.full(len(held), True) if group == "all" else student[held] == by_student
            percent = 100 * of_seeds[:, chosen].mean(axis=1)
            label = {"label": f"{group} images"} if row == 0 else {}
            style = {**look(number, size=7), "linestyle": "none"} | label
            ax.plot(percent, np.full(len(percent), row + 0.22 * (number - 1)), **style)
            of_part = f"{[*parts][row]}, {group} images"
            words.append(f"{of_part}: {percent.mean():.2f} % ({spread(percent, '.2f')} %)")
    shares = [f"{name}\n({student[held].mean():.0%} by students)" for name, held in parts.items()]
    ax.set(yticks=range(len(parts)), yticklabels=shares, ylim=(len(parts) - 0.5, -0.5))
    ax.set(xlabel="misread held-out images (%), one point per seed", xlim=(0, None))
    ax.grid(axis="y", color="0.92")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=3, frameon=False)
    means = {name: 100 * of.mean() for name, of in zip(parts, wrong, strict=True)}
    first, *others = means.values()
    rest = f"of the others {spread(others, '.1f')} %"
    return (
        f"Of {next(iter(parts))}, {first:.1f} % are misread; {rest}",
        f"Error on held-out images, mean of the seeds and range. {'; '.join(words)}.",
    )


@figure(6.4, 3.6)
def loss_by_pass(ax, runs):
    """Draw the training loss after each pass over the data, one curve a run.

    Parameters
    ----------
    runs : dict of lists of float
        Mean cross-entropies by the name of the run; the lists may differ in length.
    """
    curves(ax, runs)
    for number, line in enumerate(ax.lines):  # the curves nearly coincide
        line.set_markersize(max(7 - 2 * number, 3))
    ax.set(xlabel="pass over the training images", ylabel="loss (mean cross-entropy, nats)")
    ax.set_ylim(bottom=0)
    ax.legend()
    shared = min(map(len, runs.values()))
    apart = np.ptp([losses[:shared] for losses in runs.values()], axis=0).max()
    words = [f"{name}: {', '.join(f'{x:.3f}' for x in losses)}" for name, losses in runs.items()]
    return (
        f"Over {shared} passes the losses differ by at most {apart:.3f}",
        f"Training loss by pass. {'; '.join(words)}.",
    )


@figure(7.2, 4.0)
def accuracy_by_updates(ax, runs, updates_between):
    """Draw how the accuracy on unseen images grows with the number of updates.

    Parameters
    ----------
    runs : dict of lists of float
        Shares by the name of the run, one after every ``updates_between`` updates; the first run
        is the one as published.
    updates_between : int
    """
    for number, (name, shares) in enumerate(runs.items()):
        updates, label = np.arange(1, len(shares) + 1), f"{name}: {shares[-1]:.1%}"
        percent = 100 * np.asarray(shares)
        ax.plot(updates_between * updates, percent, label=label, **look(number, size=4))
    ax.set(xlabel="updates, one image each", ylabel="accuracy on unseen images (%)")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.legend(loc="lower right")
    first, best = next(iter(runs.values())), max(shares[-1] for shares in runs.values())
    words = [f"{name}: from {shares[0]:.1%} to {shares[-1]:.1%}" for name, shares in runs.items()]
    return (
        f"The start decides: {first[-1]:.1%} as published, up to {best:.1%} with another",
        f"Accuracy on unseen images by updates. {'; '.join(words)}.",
    )


@figure(
    width=9.0,
    height=lambda sweeps: 3.1 * -(-len(sweeps) // 2) + 0.4,
    rows=lambda sweeps: -(-len(sweeps) // 2),
    columns=2,
)
def where_the_time_goes(axes, sweeps):
    """Draw the parts of an epoch's time as shares, as the network or the data grows.

    Every bar is a whole; the seconds it stands for are written above it.

    Parameters
    ----------
    sweeps : dict
        For each quantity that varies, by the label of its axis: its values, and a dict that gives
        for each part the seconds at these values.
    """
    words, looks = [], [(SKY, ""), (ORANGE, "//"), (GREEN, ".."), (VERMILION, "xx")]
    looks = [{"color": colour, "hatch": hatch} for colour, hatch in looks]
    for ax, (label, (values, parts)) in zip(axes.flat, sweeps.items(), strict=False):
        names, seconds = [f"{value:,}" for value in values], np.array(list(parts.values()))
        whole = seconds.sum(axis=0)
        tops = 100 * seconds.cumsum(axis=0) / whole
        for part, top, share, style in zip(parts, tops, 100 * seconds / whole, looks, strict=False):
            bars = ax.bar(names, share, 0.8, top - share, label=part, **style)
        ax.bar_label(bars, [f"{total:.2g} s" for total in whole], fontsize=9, padding=1)
        end = seconds[:, -1] / whole[-1]
        most = f"{end.max():.0%} {list(parts)[end.argmax()]}"
        ax.set(xlabel=label, ylabel="share of the time (%)", ylim=(0, 112))
        ax.set_title(f"At {names[-1]}: {most}", fontsize=11)
        took = f"{whole[0]:.2f} to {whole[-1]:.2f} s, of which {most} at the end"
        words.append(f"{label} from {names[0]} to {names[-1]}: {took}")
    legend = axes[0, 0].get_legend_handles_labels()
    axes[0, 0].figure.legend(*legend, loc="outside upper center", ncols=4, frameon=False)
    return None, f"Where an epoch's time goes. {'; '.join(words)}."
