"""Figures of notebook 09: what the network sees, what disturbs it, and how far it can be taken."""

import numpy as np

from .style import (
    BLUE,
    ORANGE,
    around_zero,
    band,
    figure,
    look,
    minus,
    note,
    rows_of,
    show_image,
    spread,
    tiles,
)

__all__ = [
    "accuracy_by_disturbance",
    "accuracy_by_shift",
    "distorted_digits",
    "disturbed_digits",
    "filter_at_work",
    "ladder_of_errors",
    "numbered_images",
    "original_and_permuted",
    "own_digits",
    "permuted_against_original",
    "remedies_by_images",
    "scrambled_weights",
]


@figure(8.5, 2.3, rows=2, columns=lambda images: len(images))
def original_and_permuted(axes, images, order, y):
    """Draw images, and below each the same image with its pixels in another order.

    Parameters
    ----------
    images : array, shape (K, 28, 28)
    order : array of integers, shape (784,)
    y : array of integers, shape (K,)
    """
    permuted = images.reshape(len(images), -1)[:, order].reshape(images.shape)
    tiles(axes[0], images, [str(label) for label in y])
    tiles(axes[1], permuted)
    axes[1, 0].set_ylabel("permuted")
    labels = ", ".join(map(str, y))
    return (
        "The same pixels below, all images permuted alike",
        f"{len(images)} digits, labelled {labels}, and below each the same pixels in another "
        "order, one order for all: to the eye nothing but scattered dots.",
    )


@figure(7.0, 2.3)
def permuted_against_original(ax, original, permuted):
    """Draw the accuracies of networks on original and on permuted images, a mark for each seed.

    Parameters
    ----------
    original, permuted : array, shape (seeds,)
        Shares of the validation images.
    """
    groups = {"as they are": original, "permuted": permuted}
    for place, values in enumerate(groups.values()):
        ax.plot(
            100 * np.asarray(values),
            [place] * len(values),
            **look(place, 7) | {"linestyle": "none"},
        )
        ax.plot(100 * np.mean(values), place, "|", color="black", markersize=22)
    ax.set(yticks=[0, 1], yticklabels=[*groups], ylim=(1.6, -0.6))
    ax.set_xlabel("validation accuracy (%), a mark for each seed, a line for their mean")
    words = [
        f"{name}: mean {100 * np.mean(values):.2f} %, seeds {spread(100 * values, '.2f')} %"
        for name, values in groups.items()
    ]
    difference = 100 * abs(np.mean(original) - np.mean(permuted))
    range_of_seeds = 100 * max(np.ptp(original), np.ptp(permuted))
    return (
        f"The means differ by {difference:.2f} points, seeds by up to {range_of_seeds:.2f}",
        f"Validation accuracy, pixels as they are and permuted. {'; '.join(words)}.",
    )


@figure(8.5, 2.5, rows=2, columns=lambda units: units)
def scrambled_weights(axes, change, order, units=8):
    """Draw what units of a first layer learned from permuted images: as it stands, and put back.

    Parameters
    ----------
    change : array, shape (784, n)
        The weights minus their start, in the order of the permuted pixels.
    order : array of integers, shape (784,)
        ``X[:, order]`` were the permuted images.
    units : int
        Those that moved furthest are shown.
    """
    chosen = np.argsort(-np.linalg.norm(change, axis=0), kind="stable")[:units]
    put_back = np.empty_like(change)
    put_back[order] = change
    steps = []
    for row, columns in zip(axes, (change, put_back), strict=True):
        images = columns.T[chosen].reshape(-1, 28, 28)
        for ax, image in zip(row, images, strict=True):
            show_image(ax, image, **around_zero(abs(image).max()))
        steps.append(np.abs(np.diff(images, axis=2)).mean() / np.abs(images).mean())
    axes[0, 0].set_ylabel("as it stands")
    axes[1, 0].set_ylabel("put back")
    return (
        "The same learned weights: scrambled above, put back in order below",
        f"What {units} units learned from permuted images, red where ink counts for a unit. As it "
        f"stands: scattered dots; neighbouring weights differ by {steps[0]:.1f} times their mean "
        f"size. With the pixels put back in order: strokes and blobs; {steps[1]:.1f} times.",
    )


@figure(
    8.5,
    lambda shown: 1.32 * len(shown) + 0.4,
    rows=lambda shown: len(shown),
    columns=lambda shown: max(len(images) for _, images in shown.values()),
)
def disturbed_digits(axes, shown):
    """Draw one digit under several disturbances, a row for each.

    Parameters
    ----------
    shown : dict
        Name of a disturbance -> (amounts, images (K, 28, 28)).
    """
    for row, (name, (amounts, images)) in zip(axes, shown.items(), strict=True):
        tiles(row, images, [minus(f"{amount:g}") for amount in amounts])
        row[0].set_ylabel(name)
    listed = "; ".join(
        f"{name} {', '.join(f'{amount:g}' for amount in amounts)}"
        for name, (amounts, _) in shown.items()
    )
    return (
        "One digit, disturbed in five ways: how far can you still read it?",
        f"One digit in rows, each with another disturbance. {listed}.",
    )


@figure(8.5, 5.2, rows=2, columns=3, sharey=True)
def accuracy_by_disturbance(axes, found, disturbances):
    """Draw accuracy against the strength of each disturbance, a band over several networks.

    Parameters
    ----------
    found : dict
        Kind -> way -> array (networks, amounts), shares from 0 to 1.
    disturbances : dict
        Kind -> Disturbance.
    """
    words, axes = [], np.ravel(axes)
    for ax, (kind, ways) in zip(axes, found.items(), strict=False):
        unit, amounts, _ = disturbances[kind]
        for number, (way, values) in enumerate(ways.items()):
            band(ax, 100 * values, amounts, **look(number, size=4), label=way)
        if len(ways) > 1:
            ax.legend(fontsize=8.5, frameon=False)
        ax.axhline(10, color="0.5", linewidth=1, linestyle=":")
        ax.set(title=kind, xlabel=unit, ylim=(0, 102))
        ax.set_xticks(amounts, [minus(f"{a:g}") for a in amounts], fontsize=8)
        if amounts[0] > amounts[-1]:
            ax.invert_xaxis()
        means = {way: 100 * values.mean(axis=0) for way, values in ways.items()}
        told = [
            f"{way} {', '.join(f'{a:g}: {v:.0f}' for a, v in zip(amounts, line, strict=True))}"
            for way, line in means.items()
        ]
        words.append(f"{kind} ({unit}): {'; '.join(told)}")
    for ax in axes[::3]:
        ax.set_ylabel("validation accuracy (%)")
    count = len(next(iter(found["shift"].values())))
    axes[-1].set_axis_off()
    legend = f"line: mean of {count} networks\nband: their range\ndotted: guessing"
    axes[-1].text(0.1, 0.5, legend, transform=axes[-1].transAxes, va="center", linespacing=1.6)
    swapped = 100 * found["contrast"]["contrast"][:, -1].mean()
    at_three = np.mean([100 * values[:, 3].mean() for values in found["shift"].values()])
    return (
        f"Moved by 3 pixels, {at_three:.0f} % are still read; "
        f"ink and paper swapped, {swapped:.0f} %",
        f"Accuracy in % by the strength of each disturbance, means of {count} networks. "
        f"{'. '.join(words)}.",
    )


@figure(6.6, 4.3, rows=2, columns=3)
def filter_at_work(axes, images, kernel, results):
    """Draw two images, a filter with its numbers, and what the filter makes of each.

    Parameters
    ----------
    images : array, shape (2, 28, 28)
    kernel : array, shape (3, 3)
    results : array, shape (2, 26, 26)
    """
    limit = abs(results).max()
    names = ("image", "shifted image")
    for (left, middle, right), name, image, result in zip(
        axes, names, images, results, strict=True
    ):
        show_image(left, image, name)
        show_image(middle, kernel, "filter", **around_zero(2 * abs(kernel).max()))
        for (i, j), value in np.ndenumerate(kernel):
            middle.text(j, i, minus(f"{value:g}"), ha="center", va="center", fontsize=13)
        show_image(right, result, "result (26 × 26)", **around_zero(limit))
    where = [np.unravel_index(result.argmax(), result.shape) for result in results]
    (row, column), (moved_row, moved_column) = where
    return (
        "Below, the image is shifted: so is the result",
        f"A digit, a filter of 3 by 3 and the result, red above 0 and blue below; then the same "
        f"with the digit shifted. The largest number stands in row {row}, column {column}, then in "
        f"row {moved_row}, column {moved_column}.",
    )


@figure(7.4, 3.6)
def accuracy_by_shift(ax, found):
    """Draw accuracy against how far the images were shifted, a band over seeds for each training.

    Parameters
    ----------
    found : dict
        Name of a training -> array (networks, 7) for shifts by 0 to 6 pixels.
    """
    words = []
    for number, (name, values) in enumerate(found.items()):
        band(ax, 100 * values, np.arange(values.shape[1]), **look(number), label=name)
        means = ", ".join(f"{mean:.1f}" for mean in 100 * values.mean(axis=0))
        words.append(f"{name}: {means} %")
    ax.set(xlabel="shift of the validation images (pixels)", ylabel="accuracy (%)", ylim=(0, 102))
    ax.legend(loc="lower left", title="trained on images (mean and range of seeds)")
    at_four = [100 * values[:, 4].mean() for values in found.values()]
    return (
        f"At 4 pixels: {at_four[0]:.0f} % without shifts in training, {at_four[1]:.0f} % with them",
        f"Validation accuracy for images shifted by 0 to 6 pixels, mean of four directions. "
        f"{'; '.join(words)}.",
    )


@figure(
    8.5,
    lambda shown: 1.04 * len(shown) + 0.4,
    rows=lambda shown: len(shown),
    columns=lambda shown: len(next(iter(shown.values()))),
)
def distorted_digits(axes, shown):
    """Draw what distortions make of one digit: a row for each, a column for each draw.

    Parameters
    ----------
    shown : dict
        Name of a distortion -> images (K, 28, 28).
    """
    for row, (name, images) in zip(axes, shown.items(), strict=True):
        tiles(row, images)
        row[0].set_ylabel(name, fontsize=9.5)
    return (
        "One digit, distorted at random: each row in its own way",
        f"One training image in {len(next(iter(shown.values())))} versions for each distortion: "
        f"{', '.join(shown)}.",
    )


@figure(lambda table: 5.8 if len(table) == 1 else 8.5, 3.4, columns=lambda table: len(table))
def remedies_by_images(axes, table):
    """Draw the validation error with each remedy against overfitting, a mark for each seed.

    Parameters
    ----------
    table : dict
        Number of training images -> remedy -> array (seeds,) of accuracies. The remedy "none" is
        what the others are compared with; its range is shaded.
    """
    words = []
    for ax, (images, accuracies) in zip(axes, table.items(), strict=True):
        errors = {name: 100 * (1 - np.array(values)) for name, values in accuracies.items()}
        ax.axvspan(errors["none"].min(), errors["none"].max(), color=BLUE, alpha=0.15)
        for place, values in enumerate(errors.values()):
            ax.plot(values, [place] * len(values), **look(0, 6) | {"linestyle": "none"})
            ax.plot(values.mean(), place, "|", color="black", markersize=16)
        ax.set(yticks=range(len(errors)), yticklabels=[*errors])
        ax.set_xlabel("validation error (%): seeds, and their mean")
        ax.set_ylim(max(map(len, table.values())) - 0.5, -0.5)  # the same rows on the same level
        best = min(errors, key=lambda name: errors[name].mean())
        verdict = "no remedy helps" if best == "none" else f"{best} helps most"
        ax.set_title(f"{images:,} images: {verdict}", fontsize=10.5)
        told = "; ".join(f"{name} {spread(values, '.2f')} %" for name, values in errors.items())
        words.append(f"{images:,} images: {told}")
    return None, f"Validation error with each remedy, range of the seeds. {'. '.join(words)}."


@figure(8.5, lambda rungs: 0.42 * len(rungs) + 1.4)
def ladder_of_errors(ax, rungs, ideas, yardstick=None):
    """Draw the validation error of every rung on a logarithmic axis, with its cost in words.

    The seconds stand there if the machine did nothing else when they were measured.

    Parameters
    ----------
    rungs : list of Measured
        From the first to the last.
    ideas : list of str
        The one idea of each.
    yardstick : tuple of (str, float), optional
        Words and an error in per cent to compare with.
    """
    errors = [100 * (1 - np.array(rung.accuracies)) for rung in rungs]
    for place, (rung, values) in enumerate(zip(rungs, errors, strict=True)):
        ax.plot(values, [place] * len(values), **look(0, 6) | {"linestyle": "none"})
        words = f"{values.mean():.2f} %{cost(rung)}"
        note(ax, words, (values.max(), place), (8, 0), va="center", fontsize=8.5)
    if yardstick:
        words, value = yardstick
        ax.axvline(value, color=ORANGE, linestyle="--")
        note(ax, words, (value, 0), (6, 0), va="center", fontsize=8.5)
    names = [f"{r.name}: {idea}" for r, idea in zip(rungs, ideas, strict=True)]
    ax.set(yticks=range(len(rungs)), yticklabels=names, xscale="log")
    lowest = min([values.min() for values in errors] + ([yardstick[1]] if yardstick else []))
    ax.set_xlim(0.8 * lowest, 3.4 * max(values.max() for values in errors))
    ticks = [tick for tick in (0.3, 0.5, 1, 2, 5, 10, 20) if tick > 0.8 * lowest]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.set_xlabel("validation error (%), logarithmic; a mark for each seed")
    ax.invert_yaxis()
    told = "; ".join(
        f"{rung.name} {spread(values, '.2f')} %{cost(rung)}"
        for rung, values in zip(rungs, errors, strict=True)
    )
    return (
        f"From {errors[0].mean():.0f} % errors to {errors[-1].mean():.2f} %",
        f"Validation error of each rung: {told}.",
    )


def cost(rung):
    """Say how many seconds a rung takes, if they are known from a quiet machine."""
    return f", {rung.seconds:.{int(rung.seconds < 1)}f} s" if rung.quiet else ""


@figure(
    8.5,
    lambda images, columns: 10.4 / columns * rows_of(images, columns) + 0.3,
    rows=rows_of,
    columns=lambda columns: columns,
)
def numbered_images(axes, images, columns=10):
    """Draw images under their numbers from 1 on, without their labels.

    Parameters
    ----------
    images : array, shape (K, 28, 28)
    columns : int
    """
    tiles(axes, images, [str(number) for number in range(1, len(images) + 1)])
    return (
        f"{len(images)} images that the network misreads: what do you read?",
        f"{len(images)} misread images, numbered, without their labels.",
    )


@figure(
    8.5,
    lambda images, columns: 10.2 / columns * rows_of(images, columns) + 0.3,
    rows=rows_of,
    columns=lambda columns: columns,
)
def own_digits(axes, images, meant, read, columns=10):
    """Draw a reader's digits, each under what was meant and what was read: "4 → 9".

    Parameters
    ----------
    images : array, shape (K, 28, 28)
    meant, read : array of integers, shape (K,)
    columns : int
    """
    pairs = [f"{m} → {r}" for m, r in zip(meant, read, strict=True)]
    tiles(axes, images, pairs)
    right = int(np.sum(np.equal(meant, read)))
    return (
        f"Meant → read: {right} of {len(images)} as they were meant",
        f"{len(images)} digits from elsewhere, meant → read: {', '.join(pairs)}.",
    )
