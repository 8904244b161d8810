"""Figures of notebook 05, and the learning curves that other notebooks draw too."""

import numpy as np

from .style import (
    BLACK,
    around_zero,
    curves,
    figure,
    look,
    tiles,
)

__all__ = [
    "learning_curves",
    "training_runs",
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
