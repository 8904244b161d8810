"""Figures of notebook 05, and the learning curves that other notebooks draw too."""

import numpy as np

from .style import BLACK, around_zero, curves, figure, look, tiles

__all__ = [
    "learning_curves",
    "narrow_valleys",
    "runs_by_rate",
    "shorter_steps",
    "weight_tiles",
]


@figure(8.4, 3.6, columns=2)
def learning_curves(axes, history, loss_name="loss (mean cross-entropy, nats)"):
    """Draw loss and accuracy by epoch, training against validation.

    Parameters
    ----------
    history : History, or list of lists
        As ``fit`` returns it; or ``[loss, accuracy]`` or ``[loss, accuracy, val_loss,
        val_accuracy]``, each with one value an epoch.
    loss_name : str
        What the loss is called on its axis.
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
    axes[0].set_ylabel(loss_name)
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


@figure(8.5, 3.7, rows=3, columns=lambda units: units)
def weight_tiles(axes, W_start, W, units=8):
    """Draw weights of the first layer as images: at the start, after training, and the difference.

    Parameters
    ----------
    W_start, W : array, shape (784, n)
    units : int
        How many to draw: those whose weights have moved furthest, and a typical one, which half
        of the units outdo in that.
    """
    change = W - W_start
    furthest_first = np.argsort(-np.linalg.norm(change, axis=0), kind="stable")
    chosen = np.append(furthest_first[: units - 1], furthest_first[len(furthest_first) // 2])
    colours = around_zero(np.quantile(np.abs(W[:, chosen]), 0.995))  # few pixels are beyond it
    rows = {"start": W_start, "trained": W, "difference": change}
    for row, (name, weights) in zip(axes, rows.items(), strict=True):
        titles = [f"unit {unit}" for unit in chosen] if name == "start" else None
        if titles:
            titles[-1] += ", typical"
        tiles(row, weights[:, chosen].T.reshape(-1, 28, 28), titles, **colours)
        row[0].set_ylabel(name)
    blank = np.all(change == 0, axis=1)
    if blank.any() and not blank.all():
        for ax in axes[-1]:
            ax.contour(blank.reshape(28, 28), [0.5], colors=BLACK, linewidths=0.8)
    bar = {"label": "weight", "shrink": 0.7, "extend": "both"}
    axes[0, 0].figure.colorbar(axes[0, 0].images[0], ax=axes, **bar)
    still = int(blank.sum())
    return (
        f"Training writes on top of the noise; weights of {still} of {len(W)} pixels stay put",
        f"Weights of {units} units of the first layer as 28 by 28 images, blue negative, red "
        "positive. At the start they are noise; the difference that training made is smooth, with "
        f"blobs and strokes in the middle, and fainter in the last, typical unit. For {still} of "
        f"{len(W)} pixels, which a black line encloses, it is exactly 0.",
    )


def runs(ax, by_rate, first=1, **options):
    """Draw a thin curve for each seed and a thick one for their mean, for each rate; in %."""
    for number, (rate, values) in enumerate(by_rate.items()):
        values = 100 * np.asarray(values)
        epochs = np.arange(first, first + values.shape[1])
        style = {**look(number, size=4), **options}
        thin = {"color": style["color"], "linestyle": style["linestyle"], "alpha": 0.45}
        ax.plot(epochs, values.T, linewidth=0.8, **thin)
        ax.plot(epochs, values.mean(axis=0), label=f"rate {rate:g}", **style)
    ax.set(xlabel="epoch", ylabel="accuracy on validation images (%)")
    ax.xaxis.get_major_locator().set_params(integer=True)


@figure(8.4, 4.0)
def runs_by_rate(ax, by_rate):
    """Draw validation accuracy after each epoch: thin for each seed, thick for the mean.

    Parameters
    ----------
    by_rate : dict
        Learning rate -> array, shape (seeds, epochs), from 0 to 1.
    """
    runs(ax, by_rate)
    ax.legend(title="mean (thick), seeds (thin)", loc="lower right")
    means = {rate: 100 * np.mean(values, axis=0) for rate, values in by_rate.items()}
    later = [mean[2:].min() for mean in means.values() if len(mean) > 2]
    if later:  # the first two epochs would press the others together
        bottom = min(later) - 0.3
        ax.set_ylim(bottom=bottom)
        below = [f"{m[0]:.2f} (rate {rate:g})" for rate, m in means.items() if m[0] < bottom]
        lowest = min(100 * np.min(values, axis=0)[1:].min() for values in by_rate.values())
        what = "some seeds, and after epoch 1\nthe means" if lowest < bottom else "after epoch 1"
        text = f"off the scale: {what} {', '.join(below)}" if below else ""
        ax.text(0.28, 0.03, text, transform=ax.transAxes, fontsize=9)
    seeds, epochs = np.shape(next(iter(by_rate.values())))
    first, last = (max(means, key=lambda rate: means[rate][epoch]) for epoch in (0, -1))
    also = "leads still" if first == last else f"{last:g} leads"
    at = [
        f"rate {rate:g}: {mean[0]:.2f} % after the first epoch, {mean[-1]:.2f} % after the last"
        for rate, mean in means.items()
    ]
    return (
        f"After one epoch the rate {first:g} leads; after {epochs} epochs {also}",
        f"Accuracy on validation images after each of {epochs} epochs, for {seeds} seeds and their "
        f"mean. {'; '.join(at)}.",
    )


@figure(8.5, 3.8, columns=lambda by_rate: len(by_rate), sharey=True)
def shorter_steps(axes, by_rate, shorter, epochs):
    """Draw the ends of trainings, and how they would have ended with a tenth of the rate.

    Parameters
    ----------
    by_rate, shorter : dict
        Learning rate -> validation accuracy after each epoch, shape (seeds, epochs), from 0 to 1.
    epochs : int
        In how many of the last epochs the two differ.
    """
    words = []
    for number, (ax, rate) in enumerate(zip(axes, by_rate, strict=True)):
        kept, cut = 100 * np.asarray(by_rate[rate]), 100 * np.asarray(shorter[rate])
        parting = kept.shape[1] - epochs
        shown = np.arange(parting - 6, kept.shape[1])
        colour = look(number)["color"]  # that of the rate in runs_by_rate
        before, after = shown[:-epochs], shown[-epochs - 1 :]
        ax.plot(before + 1, kept[:, before].T, color=colour, alpha=0.4, linewidth=1)
        for name, values, style in (
            (f"rate {rate:g} to the end", kept, {"color": colour, "marker": "o"}),
            (f"rate {rate / 10:g} at the end", cut, {"color": BLACK, "marker": "s", "ls": "--"}),
        ):
            lines = ax.plot(after + 1, values[:, after].T, markersize=4, **style)
            lines[0].set_label(name)
        ax.axvline(parting, color=BLACK, linewidth=0.8, linestyle=":")
        gain = np.mean(cut[:, -1] - kept[:, -1])
        ax.set_title(f"Shorter steps after {rate:g}: {gain:+.2f} points".replace("-", "−"))
        ax.set_xlabel("epoch")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, fontsize=9)
        ends = [", ".join(f"{value:.2f} %" for value in values[:, -1]) for values in (kept, cut)]
        words.append(f"with rate {rate:g} to the end they reach {ends[0]}, with a tenth {ends[1]}")
    axes[0].set_ylabel("accuracy on validation images (%)")
    return None, (
        f"The ends of {len(kept)} trainings for each rate; from epoch {parting} on each goes on in "
        f"two ways: {'; '.join(words)}."
    )


@figure(8.5, 4.1, columns=lambda valleys: len(valleys), sharey=True)
def narrow_valleys(axes, valleys):
    """Draw the paths of several optimizers from one start to the bottom of narrow valleys.

    Parameters
    ----------
    valleys : dict
        Name of a valley -> (H, paths): the loss at w is ``w @ H @ w / 2``, and ``paths`` maps the
        name of an optimizer to the places it came to, shape (steps + 1, 2).
    """
    side = np.linspace(-9.2, 3.4, 253), np.linspace(-5.6, 2.2, 157)
    grid = np.stack(np.meshgrid(*side), axis=-1)
    words = []
    for ax, (name, (H, paths)) in zip(axes, valleys.items(), strict=True):
        height = np.sqrt(np.einsum("...i,ij,...j", grid, H, grid))
        ax.contour(*side, height, [1, 2, 4, 8, 16, 32], colors="0.65", linewidths=0.8)
        left = {}
        for number, (optimizer, path) in enumerate(paths.items()):
            path = np.asarray(path)
            left[optimizer] = np.linalg.norm(path[-1])
            label = f"{optimizer}: {left[optimizer]:.1f} from the bottom"
            style = {**look(number, size=2.5 + number), "linewidth": 1, "zorder": 2 + number}
            ax.plot(*path.T, **style, label=label)
            end = {"markersize": 8, "markeredgecolor": BLACK, "zorder": 6}
            ax.plot(*path[-1], "o", color=style["color"], **end)
        ax.plot(0, 0, "*", color=BLACK, markersize=11, zorder=5)
        ax.set(xlabel="$w_1$", aspect="equal", xlim=side[0][[0, -1]], ylim=side[1][[0, -1]])
        ax.set_anchor("N")  # what height is left over goes to the legend
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), fontsize=9)
        closest, furthest = min(left, key=left.get), max(left, key=left.get)
        ax.set_title(f"{name}:\n{closest} closest, {furthest} furthest")
        distances = ", ".join(f"{optimizer} {distance:.2f}" for optimizer, distance in left.items())
        words.append(f"{name}, after {len(path) - 1} steps: {distances}")
    axes[0].set_ylabel("$w_2$")
    return None, (
        "Contour lines of narrow valleys, and the paths of several optimizers from one start. "
        f"Distance from the bottom: {'. '.join(words)}."
    )
