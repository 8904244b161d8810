"""The training loop: what it returns, how it ends, and what it refuses to begin."""

import copy
import re
import signal
import threading
import warnings
from contextlib import nullcontext

import numpy as np
import pytest
import threadpoolctl

from mlp_helpers import (
    MLP,
    SGD,
    Adam,
    BinaryCrossEntropy,
    Callback,
    CrossEntropy,
    Distortions,
    EarlyStopping,
    EpochAverage,
    ExponentialAverage,
    History,
    Linear,
    MeanSquaredError,
    Sequential,
    Softmax,
    SoftmaxCrossEntropy,
    StopTraining,
    Tanh,
    evaluate,
    fit,
    flatten,
    minibatches,
    one_blas_thread,
    one_hot,
    scale_pixels,
    shift,
    training,
    training_steps,
)
from mlp_helpers.callbacks import RunningMeans, Step

N, BATCH = 100, 32  # three whole batches and one of 4


@pytest.fixture
def toy(rng):
    """100 examples of 3 classes that a small network can learn."""
    X = rng.normal(size=(N, 6)).astype(np.float32)
    return X, X[:, :3].argmax(axis=1)


def network(**options):
    return MLP([6, 8, 3], **options)


def train(model, data, epochs=2, batch_size=BATCH, optimizer=None, **options):
    """A short training in which a warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        optimizer = optimizer or SGD(0.1)
        return fit(
            model, *data, epochs=epochs, batch_size=batch_size, optimizer=optimizer, **options
        )


def raiser(error, method="on_batch_end", at=3):
    """A callback whose method raises an exception the ``at``-th time it is called."""
    calls = []

    def method_that_raises(self, *args):
        calls.append(args)
        if len(calls) == at:
            raise error

    return type("Raiser", (Callback,), {method: method_that_raises})()


def threads():
    return [
        pool["num_threads"]
        for pool in threadpoolctl.threadpool_info()
        if pool["user_api"] == "blas"
    ]


@pytest.fixture(autouse=True)
def two_threads():
    """Every training, however it ends, gives the BLAS threads back."""
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        before = threads()
        yield
        assert threads() == before


# What a training does


@pytest.mark.parametrize("make", [lambda: SGD(0.5), lambda: SGD(0.1, 0.9), lambda: Adam(0.01)])
def test_learns_and_leaves_a_history(toy, make, capsys):
    model = network()
    history = train(model, toy, epochs=40, optimizer=make(), validation_data=toy)
    assert history.loss[-1] < history.loss[0] / 2
    assert history.accuracy[-1] > 0.85
    assert model.accuracy(*toy) == history.val_accuracy[-1] > 0.85
    assert history.stop_reason is None
    lengths = {len(getattr(history, name)) for name in vars(history) if name != "stop_reason"}
    assert lengths == {40}
    assert repr(history).startswith("History of 40 epochs: loss 0.")
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""


def test_same_seed_same_bits(toy):
    def parameters(seed=0, **options):
        model = network(dropout=0.3)
        train(model, toy, epochs=3, seed=seed, **options)
        return model.parameters.tobytes()

    assert parameters() == parameters() == parameters(validation_data=toy)
    assert parameters() != parameters(seed=1)


def test_fit_is_the_loop_a_reader_would_write(toy):
    ours, theirs, loss, rng = network(), network(), SoftmaxCrossEntropy(), np.random.default_rng(0)
    history = train(ours, toy, epochs=2)
    with one_blas_thread():
        for epoch in range(2):
            values, right, sizes = [], 0, []
            for X_batch, y_batch in minibatches(*toy, BATCH, rng):
                logits = theirs.forward(X_batch, training=True)
                values.append(loss.forward(logits, y_batch))
                right += (logits.argmax(axis=1) == y_batch).sum()
                sizes.append(len(X_batch))
                theirs.backward(loss.backward())
                theirs.parameters -= np.float32(0.1) * theirs.gradients
            assert history.loss[epoch] == pytest.approx(np.average(values, weights=sizes))
            assert history.accuracy[epoch] == pytest.approx(right / N)
    np.testing.assert_allclose(ours.parameters, theirs.parameters, rtol=1e-6, atol=1e-7)


def test_dropout_is_on_while_training_and_off_in_validation(toy):
    model, on, off = network(dropout=0.5), [], []
    look = type(
        "Look",
        (Callback,),
        {
            "on_batch_end": lambda *_: on.append(model.layers[2].mask is not None),
            "on_epoch_end": lambda *_: off.append(model.layers[2].mask is None),
        },
    )()
    train(model, toy, validation_data=toy, callbacks=[look])
    assert on == [True] * 8 and off == [True] * 2


def test_validation_takes_the_loss_of_the_training(toy):
    X, y = toy
    model, Y = network(), one_hot(y, 3)
    history = train(model, (X, Y), loss=MeanSquaredError(), validation_data=(X, Y))
    assert history.val_loss[-1] == pytest.approx(np.mean((model.forward(X) - Y) ** 2), rel=1e-6)
    assert history.val_loss[-1] == evaluate(model, X, Y, MeanSquaredError())[0]


def test_training_steps_use_the_ragged_last_batch(toy, rng):
    model, sizes, before = network(), [], []
    batches = minibatches(*toy, BATCH, rng)
    steps = training_steps(model, batches, SoftmaxCrossEntropy(), SGD(0.1))
    for step in steps:
        sizes.append(step.batch_size)
        before.append(model.parameters.copy())
    assert sizes == [32, 32, 32, 4]
    assert not np.array_equal(before[-1], before[-2])  # the last batch made an update too


@pytest.mark.parametrize("batch_size", [1, 3, 32, 99, 100, 1024])
def test_evaluation_counts_every_row_the_same(toy, batch_size):
    model, loss = network(), SoftmaxCrossEntropy()
    whole = loss.forward(model.forward(toy[0]), toy[1])
    value, accuracy = evaluate(model, *toy, batch_size=batch_size)
    assert value == pytest.approx(whole, rel=1e-6)
    assert accuracy == pytest.approx(model.accuracy(*toy), rel=1e-12)


def test_evaluation_neither_trains_nor_drops(toy):
    model = network(dropout=0.5)
    before = model.parameters.copy()
    assert evaluate(model, *toy) == evaluate(model, *toy)
    np.testing.assert_array_equal(model.parameters, before)


def test_every_run_starts_with_a_fresh_optimizer(toy):
    optimizer, results = Adam(0.01), []
    for _ in range(2):
        model = network()
        train(model, toy, optimizer=optimizer)
        results.append(model.parameters.tobytes())
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "last, loss, targets",
    [
        ([Softmax()], CrossEntropy(), lambda y: y),
        ([Softmax()], CrossEntropy(), lambda y: one_hot(y, 3)),
        ([Softmax()], MeanSquaredError(), lambda y: one_hot(y, 3)),
        ([], BinaryCrossEntropy(), lambda y: one_hot(y, 3).astype(int)),
        ([], None, lambda y: y.tolist()),
    ],
)
def test_trains_with_every_loss(toy, last, loss, targets):
    model = Sequential([Linear(6, 8), Tanh(), Linear(8, 3), *last])
    y = targets(toy[1])
    history = train(
        model, (toy[0], y), 30, loss=loss, optimizer=Adam(0.02), validation_data=(toy[0], y)
    )
    assert history.val_loss[-1] < history.val_loss[0]
    assert model.accuracy(*toy) > 0.8


@pytest.mark.parametrize(
    "convert", [list, lambda a: a.tolist(), lambda a: a.astype(float), np.asfortranarray]
)
def test_lists_and_other_arrays_train_alike(toy, convert):
    results = []
    for X in (toy[0], convert(toy[0])):
        model = network()
        train(model, (X, toy[1].tolist()))
        results.append(model.parameters)
    np.testing.assert_allclose(*results, rtol=1e-5, atol=1e-6)


def test_xor_is_learned_by_a_2_3_1_network():
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    model = Sequential([Linear(2, 3, "xavier"), Tanh(), Linear(3, 1, "xavier"), Tanh()])
    history = train(
        model, (X, Y), epochs=800, batch_size=4, loss=MeanSquaredError(), optimizer=SGD(0.5)
    )
    assert history.loss[-1] < 0.01 and history.accuracy[-1] == 1


def test_unscaled_floats_are_allowed(rng):
    X = rng.integers(0, 256, (N, 6)).astype(np.float32)
    assert len(train(network(), (X, np.arange(N) % 3), optimizer=SGD(1e-5)).loss) == 2


# Callbacks


def test_callbacks_are_called_in_order(toy):
    calls = []

    class Diary(Callback):
        def __init__(self, name):
            self.name = name

        def on_fit_begin(self, model, validation_data):
            calls.append((self.name, "begin", validation_data))

        def on_batch_end(self, model, step):
            calls.append((self.name, "batch", step.batch_size))

        def on_epoch_end(self, model, history):
            calls.append((self.name, "epoch", len(history.loss)))

        def on_fit_end(self, model):
            calls.append((self.name, "end", None))

    train(network(), toy, callbacks=[Diary("a"), Diary("b")])
    expected = [("begin", None)]
    for epoch in (1, 2):
        expected += [("batch", 32)] * 3 + [("batch", 4), ("epoch", epoch)]
    expected += [("end", None)]
    assert calls == [(name, *event) for event in expected for name in "ab"]


@pytest.mark.parametrize("method, epochs", [("on_batch_end", 0), ("on_epoch_end", 3)])
def test_a_callback_can_end_the_training(toy, capsys, method, epochs):
    model, stop = network(), StopTraining("good enough")
    history = train(model, toy, epochs=9, callbacks=[raiser(stop, method)])
    assert history.stop_reason == "good enough" and len(history.loss) == epochs
    assert capsys.readouterr().out == ""


def test_an_error_in_a_callback_is_the_readers_own(toy):
    with pytest.raises(ZeroDivisionError):
        train(network(), toy, callbacks=[raiser(ZeroDivisionError())])


def test_early_stopping_keeps_the_best_network(toy, rng):
    X_val, y_val = rng.normal(size=(50, 6)), rng.integers(0, 3, 50)  # nothing to be learned
    model, stopping = network(), EarlyStopping(patience=4)
    history = train(
        model, toy, 500, optimizer=Adam(0.01), validation_data=(X_val, y_val), callbacks=[stopping]
    )
    best = int(np.argmin(history.val_loss))
    assert history.stop_reason == "early stopping"
    assert len(history.val_loss) == best + 1 + 4
    assert evaluate(model, X_val, y_val)[0] == pytest.approx(history.val_loss[best], rel=1e-6)


@pytest.mark.parametrize("losses", [[0.5] * 9, [0.5, *[np.nextafter(0.5, 1)] * 8]])
def test_a_plateau_is_no_progress(losses):
    """Three epochs without a better loss, by default: neither equal ones nor worse ones count."""
    stopping, model, history = EarlyStopping(), network(), History()
    stopping.on_fit_begin(model, ())
    with pytest.raises(StopTraining, match="early stopping"):
        for loss in losses:
            history.append(1.0, 0.0, loss, 0.0)
            stopping.on_epoch_end(model, history)
            model.parameters += 1
    assert len(history.val_loss) == 4
    stopping.on_fit_end(model)
    np.testing.assert_array_equal(model.parameters, network().parameters)


def test_a_seed_is_0_unless_another_is_given(toy):
    results = []
    for options in ({}, {"seed": 0}, {"seed": np.random.default_rng(0)}):
        model = network()
        train(model, toy, **options)
        results.append(model.parameters.tobytes())
    assert len(set(results)) == 1


def test_early_stopping_starts_anew_with_each_fit(toy):
    stopping, results = EarlyStopping(patience=1), []
    for _ in range(2):
        model = network()
        train(model, toy, 5, validation_data=toy, callbacks=[stopping])
        results.append(model.parameters.tobytes())
    assert results[0] == results[1]


def test_early_stopping_asks_for_validation_data(toy):
    model = network()
    before = model.parameters.copy()
    with pytest.raises(ValueError, match="validation_data is None"):
        train(model, toy, callbacks=[EarlyStopping()])
    np.testing.assert_array_equal(model.parameters, before)


# Interrupted

INTERRUPTED = re.compile(r"Training was interrupted in epoch (\d), after batch (\d); .+\.\n")


@pytest.mark.parametrize(
    "method, at, epochs, place",
    [
        ("on_batch_end", 1, 0, ("1", "1")),
        ("on_batch_end", 6, 1, ("2", "2")),
        ("on_epoch_end", 2, 2, ("2", "4")),
    ],
)
def test_interrupted_training_returns_what_it_has(toy, capsys, method, at, epochs, place):
    model = network()
    history = train(
        model, toy, 5, callbacks=[raiser(KeyboardInterrupt(), method, at)], validation_data=toy
    )
    assert history.stop_reason == "interrupted"
    assert len(history.loss) == len(history.val_loss) == epochs
    assert INTERRUPTED.fullmatch(capsys.readouterr().out).groups() == place
    assert not np.array_equal(model.parameters, network().parameters)  # it keeps its updates
    assert np.isfinite(model.parameters).all()
    assert train(model, toy).stop_reason is None  # and can be trained on


@pytest.mark.parametrize("where", ["forward", "backward"])
def test_interrupts_in_the_middle_of_a_step(toy, capsys, where, monkeypatch):
    model, calls, original = network(), [], getattr(Linear, where)

    def interrupted(self, *args, **kwargs):
        calls.append(1)
        if len(calls) == 12:
            raise KeyboardInterrupt
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Linear, where, interrupted)
    history = train(model, toy, 5)
    assert history.stop_reason == "interrupted"
    assert INTERRUPTED.fullmatch(capsys.readouterr().out)
    assert np.isfinite(model.parameters).all()


def test_ctrl_c(toy, capsys):
    press = type(
        "Press", (Callback,), {"on_batch_end": lambda *_: signal.raise_signal(signal.SIGINT)}
    )()
    # A shell starts its background jobs deaf to Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert train(network(), toy, callbacks=[press]).stop_reason == "interrupted"
    finally:
        signal.signal(signal.SIGINT, before)
    assert INTERRUPTED.fullmatch(capsys.readouterr().out)


def test_an_interrupt_before_the_first_batch(toy, capsys, monkeypatch):
    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "one_blas_thread", interrupted)
    assert train(network(), toy).stop_reason == "interrupted"
    assert "epoch 1, after batch 0" in capsys.readouterr().out


def test_an_interrupt_in_the_first_epoch_keeps_its_updates_despite_early_stopping(toy):
    model = network()
    callbacks = [EarlyStopping(), raiser(KeyboardInterrupt())]
    train(model, toy, 5, callbacks=callbacks, validation_data=toy)
    assert not np.array_equal(model.parameters, network().parameters)


# Diverged

DIVERGED = re.compile(
    r"Training diverged in epoch (\d), after batch (\d): the loss became (nan|inf|infinite)\. "
    r"The learning rate (\S+) is probably too large\. The network has gone back to (.+)\.\n"
)


@pytest.mark.parametrize("optimizer", [SGD(1e20), SGD(1e30, momentum=0.9), Adam(1e25)])
def test_diverged_training_goes_back(toy, capsys, optimizer):
    model = network()
    history = train(model, toy, 3, optimizer=optimizer, validation_data=toy)
    assert history.stop_reason == "diverged" and history.loss == history.val_loss == []
    epoch, _, _, rate, place = DIVERGED.fullmatch(capsys.readouterr().out).groups()
    assert (epoch, float(rate), place) == ("1", optimizer.learning_rate, "its start")
    np.testing.assert_array_equal(model.parameters, network().parameters)


@pytest.mark.parametrize("rates", [[1e25] * 9, [0.1, 0.2, 1e25, 0.5, 0.6, 0.7]])
def test_a_divergence_names_the_rate_of_the_latest_update(toy, capsys, rates):
    history = train(network(), toy, 3, optimizer=SGD(lambda t: rates[t]), batch_size=50)
    assert history.stop_reason == "diverged"
    assert float(DIVERGED.fullmatch(capsys.readouterr().out).group(4)) == 1e25


def test_a_divergence_before_any_update_names_the_first_rate(toy, capsys):
    model = network()
    model.parameters = np.full(model.parameters.size, 1e30)
    train(model, toy, optimizer=SGD(lambda t: 0.5 + t))
    assert DIVERGED.fullmatch(capsys.readouterr().out).group(4) == "0.5"


def test_a_learning_rate_of_a_million_ends_in_words_or_in_finite_numbers(mnist, capsys):
    (images, labels), _ = mnist
    X, model = images[:2000].reshape(-1, 784) / 255, MLP([784, 128, 64, 10])
    history = train(model, (X, labels[:2000]), 3, optimizer=SGD(1e6))
    assert history.stop_reason == "diverged"
    assert DIVERGED.fullmatch(capsys.readouterr().out)
    assert np.isfinite(model.parameters).all()


# Averages of the weights


class Trail(Callback):
    """Remembers the parameters after every update, and after every epoch."""

    def on_fit_begin(self, model, validation_data):
        self.updates, self.epochs = [], []

    def on_batch_end(self, model, step):
        self.updates.append(model.parameters.astype(float))

    def on_epoch_end(self, model, history):
        self.epochs.append(model.parameters.astype(float))


@pytest.mark.parametrize("epochs", [1, 3, 5, 7])
def test_the_epoch_average_is_the_mean_of_the_last_epochs(toy, epochs):
    """The last five, by default, or as many as there are."""
    for average, number in [(EpochAverage(), 5), (EpochAverage(2), 2)]:
        model, trail = network(), Trail()
        train(model, toy, epochs, callbacks=[average, trail])
        expected = np.mean(trail.epochs[-number:], axis=0)
        np.testing.assert_allclose(model.parameters, expected, rtol=1e-5, atol=1e-7)
        assert model.parameters.dtype == np.float32


@pytest.mark.parametrize("decay", [0, 0.5, 0.9, None])
def test_the_exponential_average_weighs_by_age(toy, decay):
    average = ExponentialAverage() if decay is None else ExponentialAverage(decay)
    model, trail = network(), Trail()
    train(model, toy, 5, callbacks=[average, trail])
    weights = (0.999 if decay is None else decay) ** np.arange(len(trail.updates))[::-1]
    expected = np.average(trail.updates, axis=0, weights=weights)
    np.testing.assert_allclose(model.parameters, expected, rtol=1e-5, atol=1e-6)


AVERAGES = {"epochs": EpochAverage(2), "exponential": ExponentialAverage(0.9)}
each_average = pytest.mark.parametrize("average", AVERAGES.values(), ids=AVERAGES)


@each_average
def test_training_goes_on_from_the_weights_and_not_from_their_average(toy, average):
    model, alone = network(), network()
    history = train(model, toy, 3, callbacks=[average], validation_data=toy)
    expected = train(alone, toy, 3, validation_data=toy)
    assert history.loss == expected.loss and history.val_loss == expected.val_loss
    assert not np.array_equal(model.parameters, alone.parameters)


@each_average
@pytest.mark.parametrize("error", [KeyboardInterrupt(), StopTraining("enough")])
@pytest.mark.parametrize("at, epochs", [(11, 2), (12, 2), (5, 1), (3, 0)])
def test_whole_epochs_count_however_a_training_ends(toy, average, error, at, epochs, capsys):
    """Without one the network is left as it is: with three updates, and no average of them."""
    model, expected = network(), network()
    train(model, toy, 5, callbacks=[average, raiser(error, at=at)])
    if epochs:
        train(expected, toy, epochs, callbacks=[average])
    else:
        train(expected, toy, callbacks=[raiser(error, at=at)])
    np.testing.assert_array_equal(model.parameters, expected.parameters)


@each_average
@pytest.mark.parametrize("after, epochs", [(10, 2), (3, 0)])
def test_what_explodes_is_in_no_average(toy, average, after, epochs, capsys):
    model, expected = network(), network()
    history = train(model, toy, 5, callbacks=[average, Explosion(after, np.inf)])
    assert history.stop_reason == "diverged"
    if epochs:
        train(expected, toy, epochs, callbacks=[average])
    np.testing.assert_array_equal(model.parameters, expected.parameters)


@each_average
def test_an_average_starts_anew_with_each_fit(toy, average):
    results = []
    for _ in range(2):
        model = network()
        train(model, toy, 3, callbacks=[average])
        results.append(model.parameters.tobytes())
    assert results[0] == results[1]


@each_average
def test_the_last_callback_that_exchanges_the_weights_has_its_way(toy, average):
    stopping, results = EarlyStopping(), {}
    for name, callbacks in [
        ("average", [average]),
        ("average last", [stopping, average]),
        ("stopping", [stopping]),
        ("stopping last", [average, stopping]),
    ]:
        model = network()
        train(model, toy, 4, callbacks=callbacks, validation_data=toy)
        results[name] = model.parameters.tobytes()
    assert results["average"] == results["average last"] != results["stopping"]
    assert results["stopping"] == results["stopping last"]


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: EpochAverage(0), "epochs is 0"),
        (lambda: EpochAverage(1.5), "epochs is 1.5"),
        (lambda: ExponentialAverage(1), "decay is 1; expected a number from 0 to below 1"),
        (lambda: ExponentialAverage(-0.1), "decay is -0.1"),
    ],
)
def test_averages_of_nothing_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# Augmentation


def test_augmented_batches_take_the_place_of_the_batches(toy):
    """The reader's loop, with each batch distorted before its update."""
    model, by_hand = network(), network()
    history = train(model, toy, augment=lambda X, rng: X[:, ::-1] * 2)
    rng, loss, optimizer, losses = np.random.default_rng(0), SoftmaxCrossEntropy(), SGD(0.1), []
    for _ in range(2):
        total = 0
        for X_batch, y_batch in minibatches(*toy, BATCH, rng):
            total += loss.forward(by_hand.forward(X_batch[:, ::-1] * 2), y_batch) * len(X_batch)
            by_hand.backward(loss.backward())
            optimizer.step(by_hand)
        losses.append(total / N)
    np.testing.assert_allclose(model.parameters, by_hand.parameters, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(history.loss, losses, rtol=1e-6)


@pytest.mark.parametrize("seed", [0, 7, np.random.default_rng(3)])
def test_augmentation_draws_from_a_generator_of_its_own(toy, seed):
    """One that draws and returns the batch leaves every number as it is, dropout's too."""

    def draw(X, rng):
        rng.random(1000)
        return X

    results = []
    for augment in (None, draw):
        model = network(dropout=0.3)
        history = train(model, toy, augment=augment, seed=copy.deepcopy(seed))
        results.append((model.parameters.tobytes(), history.loss))
    assert results[0] == results[1]


def test_augmentation_is_seeded_and_differs_from_batch_to_batch(toy):
    def drawn(seed):
        draws = []

        def augment(X, rng):
            draws.append(rng.random())
            return X

        train(network(), toy, augment=augment, seed=seed)
        return draws

    first, other = drawn(0), drawn(1)
    assert first == drawn(0) and len(set(first)) == 8
    assert not set(first) & set(other)
    order = np.random.default_rng(0)
    assert not set(first) & set(order.random(1000))  # nor are they those that deal out the batches


def test_validation_data_and_the_images_themselves_are_not_augmented(toy):
    X, y = toy
    before, seen = X.copy(), []

    def augment(X, rng):
        seen.append(len(X))
        X *= 0  # its own copy
        return X

    train(network(), toy, validation_data=(X[:50], y[:50]), augment=augment)
    np.testing.assert_array_equal(X, before)
    assert seen == 2 * [32, 32, 32, 4]


def test_an_augmentation_of_another_shape_is_refused(toy):
    with pytest.raises(ValueError, match=r"X has shape \(32, 5\); expected \(B, 6\)"):
        train(network(), toy, augment=lambda X, rng: X[:, 1:])


def test_an_augmentation_that_gives_nan_is_a_divergence(toy, capsys):
    history = train(network(), toy, augment=lambda X, rng: X * np.nan)
    assert history.stop_reason == "diverged"


def test_distortions_distort_what_is_trained_on(mnist):
    images, labels = flatten(scale_pixels(mnist[0][0][:200])), mnist[0][1][:200]
    plain, distorted = (MLP([784, 16, 10]) for _ in range(2))
    train(plain, (images, labels), 30)
    distortions = Distortions(shift=2, rotation=10, elastic=1)
    history = train(distorted, (images, labels), 30, augment=distortions)
    moved = shift(images, 2, 2)
    assert distorted.accuracy(moved, labels) > plain.accuracy(moved, labels) + 0.1
    assert history.stop_reason is None


class Explosion(Callback):
    """Makes a number of the network as large as it can be, after a given update."""

    def __init__(self, after, value):
        self.left, self.value = after, value

    def on_batch_end(self, model, step):
        self.left -= 1
        if self.left == 0:
            model.layers[2].W[0, 0] = self.value


@pytest.mark.parametrize("value", [np.inf, np.nan])
@pytest.mark.parametrize(
    "after, epoch, batch, epochs",
    [(2, "1", "2", 0), (4, "1", "4", 0), (6, "2", "2", 1), (8, "2", "4", 1), (20, "5", "4", 4)],
    ids=["first epoch", "its last batch", "second epoch", "its last batch.", "the very last batch"],
)
@pytest.mark.parametrize("validate", [True, False])
def test_the_last_whole_epoch_is_kept(toy, capsys, value, after, epoch, batch, epochs, validate):
    model, reference = network(), network()
    options = {"validation_data": toy} if validate else {}
    history = train(model, toy, 5, callbacks=[Explosion(after, value)], **options)
    assert history.stop_reason == "diverged"
    assert len(history.loss) == epochs and np.isfinite(history.loss + history.val_loss).all()
    said = DIVERGED.fullmatch(capsys.readouterr().out).groups()
    assert said[:2] == (epoch, batch)
    assert said[4] == (f"the end of epoch {epochs}" if epochs else "its start")
    if epochs:
        train(reference, toy, epochs)
    np.testing.assert_array_equal(model.parameters, reference.parameters)


def test_validation_that_overflows_is_a_divergence(toy, capsys):
    X_val = np.full((10, 6), 1e38, np.float32)
    history = train(network(), toy, 2, validation_data=(X_val, np.zeros(10, int)))
    assert history.stop_reason == "diverged"
    assert DIVERGED.fullmatch(capsys.readouterr().out)


def test_numbers_too_large_for_float32_are_a_divergence_without_warnings(toy, capsys):
    history = train(network(), (toy[0].astype(float) * 1e300, toy[1]))
    assert history.stop_reason == "diverged"
    assert DIVERGED.fullmatch(capsys.readouterr().out)


# Refused before anything happens

GOOD_X, GOOD_Y = np.ones((10, 6)), np.arange(10) % 3


def with_value(value):
    X = GOOD_X.copy()
    X[7, 2] = value
    return X


BAD_DATA = {
    "NaN in X": (with_value(np.nan), GOOD_Y, "NaN"),
    "infinity in X": (with_value(np.inf), GOOD_Y, "infinite"),
    "minus infinity in X": (with_value(-np.inf), GOOD_Y, "infinite"),
    "uint8": (GOOD_X.astype(np.uint8), GOOD_Y, "scale_pixels"),
    "images": (np.ones((10, 2, 3)), GOOD_Y, "flatten"),
    "one image": (np.ones(6), np.zeros(6, int), r"expected \(B, 6\)"),
    "too many columns": (np.ones((10, 7)), GOOD_Y, r"expected \(B, 6\)"),
    "no columns": (np.ones((10, 0)), GOOD_Y, r"expected \(B, 6\)"),
    "no rows": (GOOD_X[:0], GOOD_Y[:0], "no rows"),
    "text": ([["a"] * 6] * 10, GOOD_Y, "X has dtype <U1"),
    "float labels": (GOOD_X, GOOD_Y.astype(float), r"y\.astype\(int\)"),
    "labels too large": (GOOD_X, GOOD_Y + 1, "labels from 1 to 3; expected 0 to 2"),
    "labels negative": (GOOD_X, GOOD_Y - 1, "labels from -1 to 1"),
    "only the last label": (GOOD_X, np.array([0] * 9 + [3]), "labels from 0 to 3"),
    "too few labels": (GOOD_X, GOOD_Y[:9], "y has 9 labels but X has 10 rows"),
    "too many labels": (GOOD_X[:9], GOOD_Y, "y has 10 labels but X has 9 rows"),
    "too many classes": (GOOD_X, one_hot(GOOD_Y, 4), r"y has shape \(10, 4\)"),
    "rows that do not sum to one": (GOOD_X, np.ones((10, 3)), "sum to one"),
    "NaN labels": (GOOD_X, np.full((10, 3), np.nan), "finite"),
    "no arrays": (3, 4, "expected a row for each example"),
}


@pytest.mark.parametrize("X, y, message", BAD_DATA.values(), ids=BAD_DATA)
@pytest.mark.parametrize("place", ["training", "validation"])
def test_bad_data_is_refused_before_anything_changes(X, y, message, place):
    model, optimizer = network(dropout=0.5), Adam(0.1)
    train(model, (GOOD_X, GOOD_Y), optimizer=optimizer)
    before, masks = model.parameters.copy(), model.layers[2].rng.bit_generator.state
    begun = raiser(AssertionError("training began"), "on_fit_begin", at=1)
    good = (GOOD_X, GOOD_Y)
    data, validation_data = ((X, y), None) if place == "training" else (good, (X, y))
    with pytest.raises(ValueError, match=message):
        train(model, data, callbacks=[begun], optimizer=optimizer, validation_data=validation_data)
    np.testing.assert_array_equal(model.parameters, before)
    assert model.layers[2].rng.bit_generator.state == masks
    assert optimizer.t == 2


@pytest.mark.parametrize("loss", [MeanSquaredError(), BinaryCrossEntropy()])
@pytest.mark.parametrize("y", [GOOD_Y, np.ones((10, 1)), np.ones((10, 4))])
def test_targets_that_do_not_match_the_output_are_refused(loss, y):
    with pytest.raises(ValueError, match=r"y has shape .* asks for \(10, 3\)"):
        train(network(), (GOOD_X, y), loss=loss)


@pytest.mark.parametrize("name", ["epochs", "batch_size"])
@pytest.mark.parametrize("value", [0, -1, 1.5, "3"])
def test_counts_must_be_positive_integers(name, value):
    with pytest.raises(ValueError, match=f"{name} is"):
        train(network(), (GOOD_X, GOOD_Y), **{name: value})


# Threads and the progress bar


@pytest.mark.parametrize("batch_size", [1, BATCH, N])
def test_training_runs_on_one_thread(toy, batch_size):
    seen = []
    look = type("Look", (Callback,), {"on_batch_end": lambda *_: seen.append(threads())})()
    train(network(), toy, 1, batch_size, callbacks=[look])
    assert set(seen.pop()) == {1}


def test_the_limit_stays_until_the_last_of_overlapping_trainings_ends():
    first, second = one_blas_thread(), one_blas_thread()
    with first:
        second.__enter__()
    assert set(threads()) == {1}
    second.__exit__(None, None, None)  # the fixture sees that two threads are back


def test_any_thread_may_take_the_limit(toy):
    """Here the main thread was the first to set one, and holds it still."""
    seen = []

    def look():
        with one_blas_thread():
            seen.extend(threads())

    other = threading.Thread(target=look)
    other.start()
    other.join()
    assert set(seen) == {1} and set(threads()) == {2}


def test_a_training_keeps_no_other_thread_from_a_limit_of_its_own(toy):
    seen = []

    def look():
        with threadpoolctl.threadpool_limits(1, user_api="blas"):
            seen.extend(threads())

    with one_blas_thread():
        pass
    other = threading.Thread(target=look)
    other.start()
    other.join()
    assert set(seen) == {1}


def test_the_same_numbers_whatever_else_trains(mnist):
    """Other trainings that begin and end meanwhile must not change how products are summed."""
    (images, y), _ = mnist
    data = flatten(scale_pixels(images[:4000])), y[:4000]
    small_data = data[0][:64, :6], y[:64] % 3

    def parameters(batch_size):
        model = MLP([784, 128, 10])
        train(model, data, 2, batch_size)
        return model.parameters.tobytes()

    alone, done = [parameters(64), parameters(1000)], threading.Event()

    def keep_training():
        while not done.is_set():
            train(network(), small_data, 1, 8)

    other = threading.Thread(target=keep_training)
    other.start()
    try:
        assert [parameters(64), parameters(1000)] == alone
    finally:
        done.set()
        other.join()


@pytest.mark.parametrize("epochs, batch_size", [(2, 32), (1, 1), (3, N)])
def test_the_bar_shows_loss_and_accuracy(toy, capsys, monkeypatch, epochs, batch_size):
    monkeypatch.delenv("MLP_HELPERS_PROGRESS")
    history = train(network(), toy, epochs, batch_size)
    captured = capsys.readouterr()
    assert captured.out == ""
    last = captured.err.split("\r")[-1]
    assert f"epoch {epochs} of {epochs}" in last and "100%" in last
    assert f"loss {history.loss[-1]:.4f}, accuracy {history.accuracy[-1]:.4f}" in last


@pytest.mark.parametrize("setting, progress", [("0", True), ("1", False)])
def test_the_bar_can_be_switched_off(toy, capsys, monkeypatch, setting, progress):
    monkeypatch.setenv("MLP_HELPERS_PROGRESS", setting)
    train(network(), toy, progress=progress)
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""


@pytest.mark.parametrize("stops", [ZeroDivisionError(), StopTraining("enough"), None])
def test_the_bar_is_closed_however_a_training_ends(toy, monkeypatch, stops):
    monkeypatch.setenv("MLP_HELPERS_PROGRESS", "1")
    bars = []

    class Bar:
        def __init__(self, total, unit):
            self.total, self.count, self.words, self.closed = total, 0, {}, False
            bars.append(self)

        def update(self):
            self.count += 1

        def set_postfix_str(self, words, refresh):
            self.words[self.count + 1] = words.split(",")[0]
            assert not refresh  # it is drawn with the count, and no more often

        def close(self):
            self.closed = True

    monkeypatch.setattr("tqdm.auto.tqdm", Bar)
    callbacks = [raiser(stops, at=1)] if stops else []
    with (
        pytest.raises(ZeroDivisionError) if isinstance(stops, ZeroDivisionError) else nullcontext()
    ):
        train(network(), toy, 2, 1, callbacks=callbacks)
    (bar,) = bars
    assert bar.closed and bar.total == 200
    if stops is None:  # every 50 batches, and an epoch has 100
        assert bar.count == 200
        one, two = "epoch 1 of 2", "epoch 2 of 2"
        assert bar.words == {50: one, 100: one, 150: two, 200: two}


def test_callbacks_hear_the_end_of_a_training_that_an_error_ends(toy):
    ended = []
    ear = type("Ear", (Callback,), {"on_fit_end": lambda *_: ended.append(True)})()
    with pytest.raises(ZeroDivisionError):
        train(network(), toy, callbacks=[ear, raiser(ZeroDivisionError())])
    assert ended == [True]


def test_the_mean_of_one_step_is_that_step_to_the_bit():
    means = RunningMeans()
    for step in (Step(1e-20, 0.3, 7), Step(1 / 3, 1.0, 64)):
        means.reset()
        means.add(step)
        assert (means.loss, means.accuracy) == (step.loss, step.accuracy)


def test_a_history_says_how_many_epochs_there_were_and_where_they_ended():
    history = History()
    assert repr(history) == "History of 0 epochs: nothing yet"
    history.append(0.75, 0.5)
    history.append(0.5, 0.625)
    assert repr(history) == "History of 2 epochs: loss 0.5000, accuracy 0.6250"
    history = History()
    history.append(0.75, 0.5, 1.25, 0.25)
    history.stop_reason = "early stopping"
    last = "loss 0.7500, accuracy 0.5000, val_loss 1.2500, val_accuracy 0.2500"
    assert repr(history) == f"History of 1 epochs: {last}"


def test_what_a_training_returns_are_plain_numbers(toy):
    history = train(network(), toy, validation_data=toy)
    values = [*history.loss, *history.accuracy, *history.val_loss, *history.val_accuracy]
    assert {type(value) for value in [*values, *evaluate(network(), *toy)]} == {float}


@pytest.mark.parametrize("validation_data", [GOOD_X, (GOOD_X,), (GOOD_X, GOOD_Y, GOOD_Y), ()])
def test_validation_data_has_two_parts(validation_data):
    with pytest.raises(ValueError, match=r"validation_data is a .*; expected the two parts"):
        train(network(), (GOOD_X, GOOD_Y), validation_data=validation_data)


@pytest.mark.parametrize("batch_size", [0, -1, 1.5])
def test_evaluation_refuses_other_batch_sizes(toy, batch_size):
    with pytest.raises(ValueError, match="batch_size is"):
        evaluate(network(), *toy, batch_size=batch_size)


def test_the_bar_closes_when_training_diverges(toy, capsys, monkeypatch):
    monkeypatch.setenv("MLP_HELPERS_PROGRESS", "1")
    train(network(), toy, optimizer=SGD(1e20))
    captured = capsys.readouterr()
    assert DIVERGED.search(captured.out) and captured.err.endswith("\n")
