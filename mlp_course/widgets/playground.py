"""The playground as a widget: messages from the browser in, small arrays out."""

import contextlib
import math
import threading
import time

import anywidget
import numpy as np

from mlp_helpers.checks import check_integer
from mlp_helpers.network import MLP
from mlp_helpers.preprocessing import scale_pixels
from mlp_helpers.training import one_blas_thread

from . import views
from .diagnosis import PROBE, diagnose
from .engine import Engine, is_of_notebook
from .network_view import NetworkView
from .packet import Packet
from .settings import NAMES, Settings, as_settings, is_whole, knobs, written
from .sources import joined
from .stop_button import listen, pausing

TICK = 0.07  # seconds of training for one tick; pausing has to wait for no more than two
# The curves are sent with every tick, the other views less often: they take a fifth of the time.
VIEWS_EVERY, VIEWS_PAUSE = 0.25, 4  # seconds, and multiples of what the views took last
LEDGER_EVERY = 1.0
# A page that trains sends one tick after the other. After this many seconds without any there is
# none, whatever was said last.
SILENCE = 1.5
# What can be hidden: all but when to pause, which stands beside Train.
CAN_BE_HIDDEN = tuple(name for name in NAMES if name != "epochs")


class Playground(anywidget.AnyWidget):
    """A network that trains before your eyes, with every setting in reach.

    The browser holds the clock: it sends a tick, Python trains for some 70 ms and answers with
    small arrays, which the browser draws. When the page is closed no ticks come, and the training
    stands still. There are no threads here; but JupyterLab may deliver two messages on different
    threads, so one lock guards everything that trains or changes the network.

    The test images of MNIST never appear: a playground is for trying things until they work, and
    whatever has been chosen by its score cannot be judged by that score any more.

    Parameters
    ----------
    settings : Settings or str, optional
        What to start with; a settings string as the playground shows it does too. By default what
        the task begins with, if it says so.
    model_factory : callable, optional
        Called with the arguments of ``MLP``, which is the default: your own class can take its
        place if it has the interface of ``MLP``. When its cell has been changed and run again, the
        next training takes the new class, and is a new run.
    task : Task, optional
        What the reader is to reach, from ``mlp_course.tasks``. The page shows it, how far the
        present run is, and which run has solved it. It is for the series' own networks, about
        which the settings say everything.
    show : list of str, optional
        The knobs that are shown, by the names of their settings; all by default. The others cannot
        be changed on the page: they keep the values that ``settings`` and ``load`` give them. What
        changes a knob goes with it: "New weights" with the seed, advice with what it advises.

    Attributes
    ----------
    listeners : list of callable
        Called with the playground after whatever happened to it: each message from its page,
        ticks included, and each call of ``load`` and ``switch``.
    lock : threading.RLock
        Held while the network trains. Hold it to use ``model`` while it does.
    error : Exception or None
        What your own class raised last. Raise it again to see where it came from.

    Examples
    --------
    >>> Playground("hidden=64-32 learning_rate=0.5")
    Playground('hidden=64-32 learning_rate=0.5')
    """

    _esm = joined(
        *("elements.js", "connection.js", "drawing.js", "tiles.js", "toolbar.js", "controls.js"),
        *("curves.js", "network.js", "unit.js", "views.js", "tabs.js", "settings_line.js"),
        *("task.js", "playground.js"),
    )
    _css = joined("shared.css", "playground.css", "network.css")

    def __init__(self, settings=None, model_factory=None, *, task=None, show=None):
        self.task, self._shown = checked_task(task, model_factory), checked_names(show)
        if settings is None and task is not None:
            settings = task.settings
        if settings is not None:
            settings = as_settings(settings)
        self.engine = Engine(settings, model_factory)  # before there is a widget to be left behind
        self.engine.judged_at = task and task.updates
        self.lock, self.listeners, self.error = threading.RLock(), [], None
        self.running, self._clock, self._until, self._ticked = False, 0, None, float("-inf")
        self._pause_is_asked = self._is_stopped = self._is_acting = False
        self._message, self._overlaid, self._round, self._off = "", (), 0, set()
        self._weights_page, self._minus_start, self._network = 0, False, NetworkView()
        self._forget_what_was_sent()
        super().__init__()
        self.on_msg(self._msg)
        listen(self)

    # -- for the next cell ----------------------------------------------------------------------

    @property
    def model(self):
        """The network as it is at this moment."""
        return self.engine.model

    @property
    def history(self):
        """The present run's history, as ``fit`` returns it."""
        return self.engine.history

    @property
    def ledger(self):
        """All runs so far; ``ledger.to_frame()`` gives a pandas table."""
        return self.engine.ledger

    @property
    def settings(self):
        """The present Settings."""
        return self.engine.settings

    def probabilities(self, image):
        """Return what the network makes of an image, as it is at this moment of training.

        Parameters
        ----------
        image : array, shape (28, 28) or (784,)
            Integers from 0 to 255, or numbers from 0 to 1; ink is high.

        Returns
        -------
        array, shape (10,)
            Probabilities of the ten digits, without the hidden units that are switched off.
        """
        image = np.asarray(image)
        if image.size != 784:
            raise ValueError(f"image has shape {image.shape}; expected (28, 28) or (784,)")
        X = image.reshape(1, 784)
        X = scale_pixels(X) if X.dtype.kind in "ui" else X.astype(np.float32)
        with self.lock:
            return views.probabilities(self.model, X, self.off_by_layer())[0]

    @property
    def switched_off(self):
        """The units of the first hidden layer that are switched off, in order."""
        return tuple(sorted(unit for layer, unit in self._off if layer == 1))

    def load(self, settings):
        """Pause, and start a new run with these settings from their initial weights.

        Parameters
        ----------
        settings : Settings or str
            What a settings string does not mention has its default.

        Raises
        ------
        ValueError
            If it is neither, or the text cannot be read. Nothing is changed then.
        """
        settings = as_settings(settings)
        self._pause_is_asked = True  # ends a tick that is under way, so without the lock
        with self._action():
            self.running, run = False, self.engine.run
            if self.engine.batches or self.engine.diverged:
                self.engine.rewind()  # first, so that the run that ends keeps its own settings
            different = settings.differences(self.settings)
            try:
                self.engine.change(**{name: getattr(settings, name) for name in different})
            except Exception:
                if self.engine.run is not run:
                    self.engine.undo()
                raise
            self._network_is_new()

    def train(self, epochs=1):
        """Train from Python, for some epochs or until it diverges. The pages show it.

        Parameters
        ----------
        epochs : int
            An epoch that has begun counts as one.
        """
        epochs = check_integer("epochs", epochs)
        self._pause_is_asked = True  # ends a tick that is under way, so without the lock
        with self._action():
            self.running = False
            self._take_newest_class()
            for _ in range(epochs):
                self.engine.train_epoch()
                if self.engine.diverged:
                    break
                self._report({})

    def stop(self):
        """Pause at the next opportunity, as the notebook's stop button does. Nothing is awaited."""
        if self.running:
            self._is_stopped = self._pause_is_asked = True

    def switch(self, unit, layer=1):
        """Switch a unit off in the predictions for single images, or on again.

        Parameters
        ----------
        unit : int
            Its number in its layer, from 0.
        layer : int
            The hidden layer, from 1.

        Raises
        ------
        ValueError
            If there is no such unit.
        """
        with self._action():
            self._off ^= {(layer, views.checked_unit(unit, self.settings.hidden, layer))}

    def show_drawing(self, image):
        """Show on the first tab what the network makes of a drawing, as a draw pad asks for.

        Parameters
        ----------
        image : array, uint8, shape (28, 28), or None
            255 is full ink. None shows a validation image again.
        """
        with self.lock:
            is_news = self._network.take_drawing(image)
            if is_news and self._network.viewers and not self.running:
                self._report({})  # a training does with its next tick

    def off_by_layer(self):
        """The units that are switched off, a set for each hidden layer."""
        layers = range(1, len(self.settings.hidden) + 1)
        return [{unit for layer, unit in self._off if layer == one} for one in layers]

    def __repr__(self):
        default = Settings()
        changed = self.settings.differences(default)
        parts = [part for part in str(self.settings).split() if part.split("=")[0] in changed]
        words = [repr(" ".join(parts))] if parts else []
        words += [f"task={self.task!r}"] if self.task else []
        return f"Playground({', '.join(words)})"

    # -- messages -------------------------------------------------------------------------------

    def _msg(self, _widget, content, _buffers):
        """Take a message from the browser. Whatever it is, the playground stays usable."""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "ping":
            self.send({"type": "pong"})  # without the lock: is anybody there, however busy?
        if kind == "pause":
            self._pause_is_asked = True  # ends a tick that is under way, so without the lock
        try:
            if kind == "tick":
                with self.lock, pausing(self.stop):
                    self._tick(content)
                self._tell_listeners()
            elif isinstance(kind, str) and kind in ACTIONS:
                with self._action(content):
                    ACTIONS[kind](self, content)
        except KeyboardInterrupt:  # the stop button, and more than once
            with self.lock:
                self.running = False
                self._report(self._answer(content), everything=True)

    @contextlib.contextmanager
    def _action(self, message=None):
        """Surround an action: nothing trains meanwhile, and all pages hear once what came of it.

        What went wrong is said on the page. For a message from there that is all; where there is
        none, somebody in Python is acting, who gets the exception as well.
        """
        with self.lock:
            if self._is_acting:  # a message's handler has called a public method
                yield
                return
            self._is_acting, failure = True, None
            # Who opens a page, or only looks at something, has done nothing about what was said.
            if not message or message.get("type") not in ("hello", "look"):
                self._message = ""
            try:
                yield
            except Exception as error:
                failure = error
                is_refusal = isinstance(error, (ValueError, KeyError, TypeError))
                if is_refusal and error is not self.engine.failure:
                    self._message = in_words(error)
                else:
                    self._fail(error)
            finally:
                self._is_acting = False
            # What only the first tab shows is answered at once, and the other views left alone.
            is_light = message and message.get("type") == "look"
            self._report(self._answer(message or {}), everything=not is_light)
        self._tell_listeners()
        if failure and message is None:
            raise failure

    def _tell_listeners(self):
        for listener in list(self.listeners):
            listener(self)

    def _fail(self, error):
        """Say what the reader's own class has raised."""
        if isinstance(error.__cause__, StopIteration):  # which no generator lets through
            error = error.__cause__
        self.running, self.error = False, error
        self._message = f"Your network raised {type(error).__name__}: {error}"
        factory = self.engine.model_factory
        if is_of_notebook(factory):
            name = factory.__name__
            way_out = f"Once {name} is mended and its cell run again, Train takes it anew."
        else:
            way_out = "Once it is mended, run its cell and this one again."
        if factory is not MLP:
            self._message = f"{self._message.rstrip('.')}. {way_out}"

    def _tick(self, content):
        if not self.running or content.get("clock") != self._clock:
            return  # it was under way when the training was paused
        try:
            if not self._is_stopped:
                self.running = self.engine.train(TICK, self._until, lambda: self._pause_is_asked)
            if self._is_stopped:
                self._pause({})
        except Exception as error:
            self._fail(error)
        self._ticked = time.perf_counter()
        self._report({"tick": True}, everything=not self.running)

    def _hello(self, content):
        """A view has opened: after the cell was run, beside another, or when the page was loaded.

        What another view trains, it trains on; what a page trained that is gone has paused.
        """
        self._forget_what_was_sent()
        if content.get("network"):
            self._network.viewers.add(content.get("view"))
        if self.running and time.perf_counter() - self._ticked < SILENCE:
            return
        self.running = False
        self.engine.validate()

    def _train(self, _):
        self._take_newest_class()
        n = self.settings.epochs
        self._start((self.engine.whole_epochs // n + 1) * n if n else None)

    def _train_epoch(self, _):
        self._take_newest_class()
        self._start(self.engine.whole_epochs + 1)

    def _start(self, until):
        self.engine.resume()
        self.running, self._until = True, until
        self._pause_is_asked = self._is_stopped = False
        self._clock, self._ticked = self._clock + 1, time.perf_counter()

    def _pause(self, content):
        was_running, self.running = self.running, False
        if was_running:
            # The button answers at once; the validation that goes with the pause comes after.
            self._report(self._answer(content))
        self.engine.validate()

    def _train_batch(self, _):
        self.running = False
        self._take_newest_class()
        self.engine.train_batch()

    def _undo(self, _):
        self.engine.undo()
        self.running = False
        self._network_is_new()

    def _rewind(self, _):
        self.running = False
        self.engine.rewind()
        self._network_is_new()

    def _new_weights(self, _):
        self._check_shown(["seed"])
        self.running = False
        self.engine.new_weights()
        self._network_is_new()

    def _change(self, content):
        changes = content.get("changes")
        if not isinstance(changes, dict):
            raise ValueError(f"changes is {changes!r}; expected names and values")
        self._check_shown(changes)
        self._apply(**changes)

    def _paste(self, content):
        text = str(content.get("text", ""))
        if not text.strip():
            raise ValueError("the field is empty; expected settings such as hidden=64-32 seed=1")
        settings = as_settings(text)
        self._check_shown(settings.differences(self.settings))
        self.load(settings)

    def _restore(self, content):
        self.load(self.ledger[content.get("run")].settings)

    def _take_advice(self, content):
        for finding in diagnose(self.engine):
            if finding.key == content.get("key") and self._can_take(finding):
                if finding.rewind and self.engine.batches + bool(self.engine.diverged):
                    self._rewind(content)
                self._apply(**finding.changes)
                return

    def _not_shown(self, names):
        """Return those of these settings that the page does not show."""
        return [name for name in names if name in CAN_BE_HIDDEN and name not in self._shown]

    def _check_shown(self, names):
        """Raise a ValueError if the page changes a knob that it does not show."""
        fixed = self._not_shown(names)
        if fixed:
            values = " ".join(f"{name}={written(getattr(self.settings, name))}" for name in fixed)
            raise ValueError(f"only the knobs shown here can be changed; keep {values}")

    def _can_take(self, finding):
        return bool(finding.changes) and not self._not_shown(finding.changes)

    def _apply(self, **changes):
        run = self.engine.run
        self.engine.change(**changes)
        if self.engine.run is not run:
            self.running = False
            self._network_is_new()
        elif "epochs" in changes and self.running:
            n = self.settings.epochs
            self._until = (self.engine.whole_epochs // n + 1) * n if n else None

    def _take_newest_class(self):
        """Before it trains: with a class that a cell has defined anew this is a new run."""
        if self.engine.take_newest_class():
            self._network_is_new()
            name = self.engine.model_factory.__name__
            self._message = f"{name} was defined anew: this is a new run, with the new class."

    def _network_is_new(self):
        sizes = dict(enumerate(self.settings.hidden, 1))
        self._off = {(layer, unit) for layer, unit in self._off if unit < sizes.get(layer, 0)}
        self.engine.validate()

    def _overlay(self, content):
        runs = content.get("runs", ())
        self._overlaid = tuple(sorted({self.ledger[number].number for number in runs}))

    def _other_images(self, _):
        self._round += 1

    def _switch(self, content):
        self.switch(content.get("unit"), content.get("layer", 1))

    def _look(self, content):
        self._network.take(content, self.engine)

    def _mend(self, _):
        self._off.clear()
        self._network.mend()

    def _turn_weights(self, content):
        page = content.get("page", self._weights_page)
        if not is_whole(page) or not 0 <= page < self._weights_pages:
            raise ValueError(f"page is {page!r}; there are {self._weights_pages}, counted from 0")
        self._weights_page = int(page)
        self._minus_start = bool(content.get("minus_start", self._minus_start))

    def _send_ledger_as_csv(self, content):
        """For the page that asks, as a file to be saved there."""
        answer = {"view": content.get("view"), "seq": content.get("seq")}
        self.send({"type": "ledger_csv", "text": self.ledger.to_csv(), **answer})

    # -- what is sent ---------------------------------------------------------------------------

    def _forget_what_was_sent(self):
        self._sent_validation = self._sent_round = None
        self._views_are_due = self._ledger_sent = float("-inf")
        self._knobs_are_sent = False
        self._network.forget_what_was_sent()

    def _answer(self, message):
        """Return what the answer to a message says beside the state: who asked, the settings."""
        content = {"view": message.get("view"), "seq": message.get("seq")}
        content["settings"] = self._settings()
        if not self._knobs_are_sent:
            content["knobs"] = {**knobs(), "shown": self._shown}
            self._knobs_are_sent = True
        return content

    def _report(self, answer, everything=False):
        """Send what has changed; the slower views only now and then while it trains."""
        now, packet = time.perf_counter(), Packet()
        content = {"type": "update", "curves": self._curves(packet)}
        try:
            with one_blas_thread(), np.errstate(all="ignore"):
                content |= self._views(packet, everything or now >= self._views_are_due)
        except Exception as error:  # raised by the reader's own class
            self._fail(error)
        if everything or now - self._ledger_sent >= LEDGER_EVERY:
            self._ledger_sent = now
            content["ledger"] = [self._row(run) for run in self.ledger]
            content["overlays"] = self._overlays(packet)
        if self.task:  # with every tick: what is changed after it undoes nothing that was solved
            content["task"] = self.task.state(self.ledger, self.engine.run)
        content["status"] = self._status()
        self.send({**content, **answer}, buffers=packet.buffers)

    def _views(self, packet, all_of_them):
        """Return what has to be computed by the network, or was when it was validated."""
        content, validation, started = {}, self.engine.validation, time.perf_counter()
        if self._network.viewers:
            off = self.off_by_layer()
            content["network"] = self._network.content(packet, self.engine, off, all_of_them)
        if all_of_them:
            content["weights"] = self._weights(packet)
            content["layers"] = self._layers()
            content["digits"] = self._digits(packet)
            content["findings"] = [
                {
                    "key": finding.key,
                    "title": finding.title,
                    "text": finding.text,
                    "button": finding.button if self._can_take(finding) else "",
                }
                for finding in diagnose(self.engine)
            ]
            now = time.perf_counter()
            self._views_are_due = now + max(VIEWS_EVERY, VIEWS_PAUSE * (now - started))
        if validation is not None and validation is not self._sent_validation:
            content["confusion"] = validation.counts.tolist()
            content["mistakes"] = self._mistakes(packet)
            self._sent_validation = validation
        return content

    def _status(self):
        engine = self.engine
        validation = (engine.run.validations() or [(0, None, None)])[-1]
        recent = engine.run.curve.array()[:, -1:]
        return {
            "running": self.running,
            "clock": self._clock,
            "epoch": engine.epoch,
            "batches": engine.batches,
            "loss": number(recent[1, 0]) if recent.size else None,
            "accuracy": number(recent[2, 0]) if recent.size else None,
            "val_loss": number(validation[1]),
            "val_accuracy": number(validation[2]),
            "diverged": bool(engine.diverged),
            "undo": engine.replaced.number if engine.replaced else None,
            "message": self._message,
        }

    def _settings(self):
        s = self.settings
        return {
            **{name: getattr(s, name) for name in s.__dataclass_fields__},
            "hidden": list(s.hidden),
            "text": s.to_string(),
            "parameters": int(self.model.parameters.size),
        }

    def _curves(self, packet):
        run = self.engine.run
        return {
            "training": packet.add(run.curve.array()),
            "validation": packet.add(run.validation_array()),
        }

    def _overlays(self, packet):
        return [
            {"run": n, "validation": packet.add(self.ledger[n].validation_array())}
            for n in self._overlaid
        ]

    @property
    def _weights_pages(self):
        return math.ceil((*self.settings.hidden, 10)[0] / views.UNITS_ON_A_PAGE)

    def _weights(self, packet):
        layers, hidden = views.weight_layers(self.model), self.settings.hidden
        start = self.engine.start_of(layers[0]) if layers else None
        self._weights_page = min(self._weights_page, self._weights_pages - 1)
        first = self._weights_page * views.UNITS_ON_A_PAGE
        tiles, largest = views.first_layer_as_bytes(
            self.model,
            slice(first, first + views.UNITS_ON_A_PAGE),
            start if self._minus_start else None,
        )
        return {
            "tiles": packet.add(tiles),
            "largest": largest,
            "units": hidden[0] if hidden else 10,
            "hidden": bool(hidden),
            "off": self.switched_off,
            "first": first,
            "page": self._weights_page,
            "pages": self._weights_pages,
            "minus_start": self._minus_start and start is not None,
            "start_is_known": start is not None,
        }

    def _layers(self):
        engine, s = self.engine, self.settings
        activations, _ = views.walk(engine.model, engine.data.X_val[:PROBE])
        norms = views.gradient_norms(engine.model) if engine.gradient_is_fresh else []
        return {
            "names": [f"Hidden {i + 1}" for i in range(len(activations))] + ["Output"],
            "units": [A.shape[1] for A in activations] + [10],
            "idle": [number(share) for share in views.idle_shares(activations, s.activation)],
            "word": "dead" if s.activation == "relu" else "saturated",
            "flat": views.FLAT,
            "gradients": [number(norm) for norm in norms],
            "images": PROBE,
        }

    def _digits(self, packet):
        data = self.engine.data
        places = views.one_of_each(data.y_val, self._round)
        P = views.probabilities(self.model, data.X_val[places], self.off_by_layer())
        content = {"P": packet.add(np.nan_to_num(P).astype(np.float32)), "off": len(self._off)}
        if self._sent_round != self._round:
            self._sent_round = self._round
            content["labels"] = data.y_val[places].tolist()
            content["pixels"] = packet.add(views.pixels(data.X_val[places]))
        return content

    def _mistakes(self, packet):
        data, P = self.engine.data, self.engine.validation.P
        places = views.worst_mistakes(P, data.y_val)
        return {
            "labels": data.y_val[places].tolist(),
            "predicted": P[places].argmax(axis=1).tolist(),
            "confidence": [number(p) for p in P[places].max(axis=1)],
            "pixels": packet.add(views.pixels(data.X_val[places])),
            "wrong": int(len(P) - np.trace(self.engine.validation.counts)),
            "of": len(P),
        }

    def _row(self, run):
        s = run.settings
        return {
            "run": run.number,
            "epochs": run.epochs,
            "best": number(run.best_val_accuracy),
            "seconds": run.seconds,
            "notes": "; ".join(filter(None, [run.outcome, *run.changes])),
            "text": s.to_string(),
            "brief": s.brief(),
            "overlaid": run.number in self._overlaid,
            "current": run is self.engine.run,
        }


ACTIONS = {
    "hello": Playground._hello,
    "tick": Playground._tick,
    "train": Playground._train,
    "pause": Playground._pause,
    "batch": Playground._train_batch,
    "epoch": Playground._train_epoch,
    "rewind": Playground._rewind,
    "undo": Playground._undo,
    "new_weights": Playground._new_weights,
    "change": Playground._change,
    "paste": Playground._paste,
    "restore": Playground._restore,
    "advice": Playground._take_advice,
    "overlay": Playground._overlay,
    "images": Playground._other_images,
    "switch": Playground._switch,
    "look": Playground._look,
    "mend": Playground._mend,
    "weights": Playground._turn_weights,
    "ledger_csv": Playground._send_ledger_as_csv,
}


def checked_task(task, model_factory):
    """Return the task, if it is one, and can be judged."""
    if task is not None and not hasattr(task, "judge"):
        raise ValueError(f"task is {task!r}; expected one of mlp_course.tasks, or None")
    if task is not None and model_factory is not None:
        raise ValueError("task and model_factory do not go together: a task is for settings")
    return task


def checked_names(show):
    """Return the names of the knobs to show, if there are such knobs."""
    if show is None:
        return CAN_BE_HIDDEN
    valid = ", ".join(CAN_BE_HIDDEN)
    if isinstance(show, str) or not hasattr(show, "__iter__"):
        raise ValueError(f"show is {show!r}; expected a list of some of {valid}")
    show = tuple(show)
    unknown = ", ".join(repr(name) for name in show if name not in CAN_BE_HIDDEN)
    if unknown:
        raise ValueError(f"show has {unknown}; the knobs are {valid}")
    return show


def number(value):
    """Return a number for the browser: JSON knows no NaN and no infinity, so None for these."""
    return float(value) if value is not None and np.isfinite(value) else None


def in_words(error):
    """Return an error's text; a KeyError puts its own in quotation marks."""
    return f"Not accepted: {error.args[0] if error.args else type(error).__name__}."
