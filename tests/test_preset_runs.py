"""Trainings from settings strings: those of the playground, on one core or on many."""

import numpy as np
import pytest

from mlp_course.preset_runs import train, train_all
from mlp_course.widgets.engine import Engine
from mlp_course.widgets.settings import Settings
from mlp_helpers import Callback

SMALL = "images=300 hidden=12 epochs=2"
PRESETS = {
    "usual": SMALL,
    "all of it": "images=200 hidden=6-5 activation=tanh init=xavier dropout=0.2 optimizer=adam "
    "learning_rate=0.003 batch_size=50 weight_decay=0.1 flipped=0.3 epochs=2",
}


@pytest.mark.parametrize("settings", [*PRESETS.values(), Settings.from_string(SMALL)])
def test_training_is_that_of_the_playground_bit_for_bit(settings):
    run = train(settings)
    engine = Engine(settings if isinstance(settings, Settings) else Settings.from_string(settings))
    for _ in range(2):
        engine.train_epoch()
    assert np.array_equal(run.model.parameters, engine.model.parameters)
    assert run.history.val_accuracy == engine.history.val_accuracy
    assert run.accuracy == pytest.approx(run.history.val_accuracy[-1])
    assert run.fitted == np.mean(run.model.predict(engine.X) == engine.y)


def test_all_are_trained_with_each_seed_on_any_number_of_cores(monkeypatch):
    found = {}
    for cores in "12":
        monkeypatch.setenv("MLP_HELPERS_CORES", cores)
        found[cores] = train_all(PRESETS, seeds=(3, 0))
    for name, settings in PRESETS.items():
        for seed, *runs in zip((3, 0), found["1"][name], found["2"][name], strict=True):
            alone = train(f"{settings} seed={seed}")
            for run in runs:
                assert np.array_equal(run.model.parameters, alone.model.parameters)
                assert vars(run.history) == vars(alone.history)


def test_early_stopping_keeps_the_best_network(monkeypatch):
    monkeypatch.setenv("MLP_HELPERS_CORES", "1")
    long = {"long": "images=100 hidden=64 flipped=0.4 learning_rate=0.5 epochs=60"}
    (run,) = train_all(long, seeds=(0,), patience=2)["long"]
    history = run.history
    assert history.stop_reason == "early stopping" and len(history.loss) < 60
    best = int(np.argmin(history.val_loss))
    assert best == len(history.val_loss) - 3
    assert run.accuracy == pytest.approx(history.val_accuracy[best])


def test_callbacks_are_called():
    class Count(Callback):
        updates = 0

        def on_batch_end(self, model, step):
            self.updates += 1

    count = Count()
    train(SMALL, [count])
    assert count.updates == 10  # 300 images in batches of 64, twice


@pytest.mark.filterwarnings("ignore")
def test_a_run_that_diverges_says_so_only_where_it_is_alone(capsys, monkeypatch):
    monkeypatch.setenv("MLP_HELPERS_CORES", "1")
    text = "images=300 hidden=64-64-64-64 learning_rate=100 epochs=2"
    assert train(text).history.stop_reason == "diverged"
    assert "Training diverged in epoch 1" in capsys.readouterr().out
    (run,) = train_all({"far": text}, seeds=(0,))["far"]
    assert run.history.stop_reason == "diverged" and not capsys.readouterr().out
    assert 0 <= run.accuracy < 0.3


def test_settings_that_cannot_be_read_are_refused():
    with pytest.raises(ValueError, match="there is no setting 'rate'"):
        train_all({"a": "rate=2"})
