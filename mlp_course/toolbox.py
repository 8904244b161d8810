"""What to try before believing a network: small checks, each of which can fail.

Each takes the prepared data of ``small_run``, looks at the package and at the program as they are
at that moment, and returns a Finding. All together take about a second.
"""

import contextlib
import functools
import io
import math
import tracemalloc
from typing import NamedTuple

import numpy as np

from mlp_helpers import (
    MLP,
    Adam,
    Callback,
    EarlyStopping,
    Linear,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    gradient_check,
    training,
)

from . import small_run


class Finding(NamedTuple):
    """What a check found."""

    check: str
    alarm: bool
    words: str

    def __str__(self):
        return f"{'ALARM' if self.alarm else 'fine ':6}{self.check:<20} {self.words}"


CHECKS = {}  # by name, in the order of notebook 08's checklist


def check(function):
    """Register a check, which returns whether there is cause for alarm, and what it has seen."""

    @functools.wraps(function)
    def with_name(data):
        # What is said of a training that diverges stands in the finding.
        with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            return Finding(function.__name__, *function(data))

    CHECKS[function.__name__] = with_name
    return with_name


# ------------------------------------------------------------------------- before any training


@check
def dry_run(data):
    """Everything runs to its last line, with a few images."""
    few = data._replace(X_train=data.X_train[:100], y_train=data.y_train[:100])
    model = small_run.network(seed=0)
    try:
        history = small_run.train(model, few)
        small_run.best_accuracy(history)
        small_run.score(model, few.X_test[:100], few.y_test[:100])
    except Exception as error:
        return True, f"{type(error).__name__}: {error}"
    return False, f"all lines have run; {len(history.loss)} epochs"


@check
def inputs(data):
    """Paper is 0 and ink at most 1, as scale_pixels makes them."""
    X, corner = data.X_train, data.X_train.reshape(-1, 28, 28)[:, :3, :3].mean()
    words = f"values from {X.min():.2f} to {X.max():.2f}; in a corner {corner:.2f} on average"
    return not (X.min() >= 0 and X.max() <= 1 and corner < 0.05), words


@check
def labels_fit(data):
    """The nearest of the ten mean images reads about 80 %, as in notebook 01."""
    means = np.stack([data.X_train[data.y_train == k].mean(axis=0) for k in range(10)])
    distances = (means**2).sum(axis=1) - 2 * data.X_test @ means.T  # (N, 10), without |x|²
    share = np.mean(distances.argmin(axis=1) == data.y_test)
    return share < 0.6, f"the nearest mean image reads {share:.0%}"


@check
def duplicates(data):
    """No image is in two of the three parts: to train on, to choose by, to judge by."""
    to_choose_by, _ = small_run.to_choose_by(data)
    parts = {"train": data.X_train, "choose": to_choose_by, "test": data.X_test}
    rows = {name: {row.tobytes() for row in X} for name, X in parts.items()}
    pairs = [("train", "choose"), ("train", "test"), ("choose", "test")]
    counts = {f"{one}/{other}": len(rows[one] & rows[other]) for one, other in pairs}
    words = ", ".join(f"{name} {n}" for name, n in counts.items())
    return any(counts.values()), f"shared images: {words}"


@check
def new_images(data):
    """Images from elsewhere have their ink where the training images have it."""
    places = [centres_of_mass(X) for X in (data.X_train, data.X_new)]
    spreads = [np.std(centres) for centres in places]
    words = f"the ink's centre varies by {spreads[0]:.1f} pixels in training, {spreads[1]:.1f} here"
    return spreads[1] > spreads[0] + 1, words


def centres_of_mass(X):
    """Return row and column of the centre of mass of each image, shape (N, 2)."""
    images = X.reshape(-1, 28, 28)
    ink = np.stack([images.sum(axis=2), images.sum(axis=1)], axis=1)  # (N, 2, 28)
    return ink @ np.arange(28) / ink.sum(axis=2)


@check
def loss_at_start(data):
    """Before any training the loss is about log 10: ten classes, and no idea."""
    model, loss = small_run.network(seed=0), SoftmaxCrossEntropy()
    value = loss.forward(model.forward(data.X_val), data.y_val)
    return not abs(value - math.log(10)) < 0.5, f"loss {value:.2f}; log 10 is {math.log(10):.2f}"


@check
def every_layer_moves(data):
    """A first gradient is not 0 in any layer."""
    model, loss = small_run.network(seed=0), SoftmaxCrossEntropy()
    loss.forward(model.forward(data.X_train[:64], training=True), data.y_train[:64])
    model.backward(loss.backward())
    sizes = [np.abs(layer.dW).mean() for layer in model.weight_layers]
    return min(sizes) == 0, "mean |dW| by layer: " + ", ".join(f"{size:.0e}" for size in sizes)


@check
def check_the_check(data):
    """With a wrong gradient planted on purpose, the gradient check raises alarm."""

    class HalfTheSlope(ReLU):
        def backward(self, dA):
            return super().backward(dA) / 2

    rng = np.random.default_rng(0)
    model = Sequential([Linear(6, 5, 0.7), HalfTheSlope(), Linear(5, 10, 0.7)])
    X, y = rng.normal(size=(8, 6)), rng.integers(0, 10, 8)
    report = gradient_check.check_gradients(model, X, y, SoftmaxCrossEntropy())
    words = f"a halved slope gives a relative error of {report.max_relative_error:.0e}"
    return not report.max_relative_error > 1e-3, words


@check
def gradients(data):
    """The gradient check of notebook 04, on a small network with random biases."""
    rng, model = np.random.default_rng(0), MLP([6, 5, 4, 10], seed=0)
    model.parameters = rng.normal(0, 0.7, model.parameters.size)
    X, y = rng.normal(size=(8, 6)), rng.integers(0, 10, 8)
    report = gradient_check.check_gradients(model, X, y, SoftmaxCrossEntropy())
    wrong = [name for name, error in report.relative_error.items() if not error < 1e-6]
    words = f"largest relative error {report.max_relative_error:.0e}"
    return bool(wrong), f"{words}; wrong: {', '.join(wrong) or 'none'}"


@check
def extreme_scores(data):
    """The loss of scores like 1000 and -1000 is finite, and right."""
    Z = np.array([[1000, 0, -1000], [200, 0, -200]], np.float32)
    value = SoftmaxCrossEntropy().forward(Z, [1, 0])
    return not abs(value - 500) < 0.01, f"loss {value:.1f} for scores up to 1000; 500.0 is right"


@check
def dropout_masks(data):
    """In training a fifth of the activations is 0, and their mean is as without dropout."""
    layer = small_run.network(seed=0).layers[2]
    kept = layer.forward(np.ones((400, 64), np.float32), training=True)
    words = f"{np.mean(kept == 0):.0%} dropped, mean {kept.mean():.2f} in place of 1"
    return not (abs(np.mean(kept == 0) - 0.2) < 0.02 and abs(kept.mean() - 1) < 0.03), words


@check
def first_step(data):
    """Adam's first step moves each parameter by the learning rate."""
    model = MLP([3, 4], init="zeros")
    model.gradients = np.ones(model.gradients.size)
    Adam(0.002).step(model)
    step = np.abs(model.parameters).mean()
    return not abs(step / 0.002 - 1) < 0.01, f"first step {step:.4f} with a rate of 0.002"


@check
def batch_sizes(data):
    """An evaluation gives the same however it is cut into batches, and the same again."""
    model, X, y = small_run.network(seed=0), data.X_val, data.y_val
    X, y = X[np.argsort(y, kind="stable")], np.sort(y)  # so that no batch is like the others
    losses = [training.evaluate(model, X, y, batch_size=n)[0] for n in (1500, 1500, 1024, 100)]
    words = " ".join(f"{value:.3f}" for value in losses)
    return not np.ptp(losses) < 1e-3, f"loss in batches of 1500, 1500, 1024, 100: {words}"


# ------------------------------------------------------------------------ with short trainings


@check
def overfit_ten_images(data):
    """A network that cannot learn ten images by heart will not learn thousands."""
    X, y, model = data.X_train[:10], data.y_train[:10], small_run.network(seed=0)
    steps = training.training_steps(model, [(X, y)] * 300, SoftmaxCrossEntropy(), Adam(0.01))
    with training.one_blas_thread():
        for _ in run_until_it_breaks(steps):
            pass
    loss = SoftmaxCrossEntropy()
    value = loss.forward(model.forward(X), y)
    return (
        not value < 0.1,
        f"loss {abs(value):.3f}, accuracy {loss.accuracy():.0%} after 300 updates",
    )


def run_until_it_breaks(steps):
    """Yield what a generator yields; end with it, or when the loss is no number any more."""
    try:
        yield from steps
    except FloatingPointError:
        return


@check
def best_is_kept(data):
    """After early stopping the network has the best validation loss that its history shows."""
    X, y = data.X_train[:500], np.random.default_rng(0).integers(0, 10, 500)  # soon overfitted
    model = MLP(small_run.LAYER_SIZES, dropout=0.2, seed=0)  # whatever the program starts from
    settings = {"epochs": 8, "batch_size": 50, "progress": False}
    callbacks, others = [EarlyStopping(patience=2)], (data.X_val, data.y_val)
    history = training.fit(
        model, X, y, optimizer=Adam(0.01), validation_data=others, callbacks=callbacks, **settings
    )
    value, best = training.evaluate(model, *others)[0], min(history.val_loss, default=math.nan)
    return not abs(value - best) < 1e-3, f"best loss {best:.3f}, that of the network {value:.3f}"


@check
def shuffled_labels(data):
    """Trained on labels at random, a network cannot do better than chance on other images."""
    rng, (images, y) = np.random.default_rng(0), small_run.images_and_labels()
    X, y = small_run.prepare(images[:5500]), rng.permutation(y[:5500])
    (X, y), others = small_run.divide(X, y)
    X, y = X[-500:], y[-500:]  # few enough to be learned by heart
    model = MLP([784, 64, 10], seed=0)
    training.fit(model, X, y, epochs=20, batch_size=50, optimizer=Adam(0.003), progress=False)
    share = model.accuracy(*others)
    return share > 0.15, f"{share:.0%} of the images to choose by after training on chance"


@check
def memory(data):
    """A training does not hold more and more memory."""

    held, watch, model = [], Callback(), small_run.network(seed=0)
    watch.on_batch_end = lambda model, step: held.append(tracemalloc.get_traced_memory()[0])
    callbacks = [*small_run.observers(), watch]
    tracemalloc.start()
    settings = {"epochs": 1, "batch_size": 64, "optimizer": Adam(0.002), "progress": False}
    training.fit(model, data.X_train[:1280], data.y_train[:1280], callbacks=callbacks, **settings)
    tracemalloc.stop()
    grown = (held[-1] - held[9]) / 10 / 1000
    return grown > 50, f"{grown:.0f} kB more with each update"
