"""A stand-in for the playground's page, and few images to be quick."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest

from mlp_course.digits import Digits, digits
from mlp_course.widgets import Playground, views
from mlp_course.widgets.settings import Settings


@pytest.fixture(scope="session")
def few():
    """The digits with few images to validate on, to be quick."""
    every = digits()
    return Digits(every.X_train[:2000], every.y_train[:2000], every.X_val[:300], every.y_val[:300])


class Page:
    """Stands in for the browser: sends messages, keeps what comes back, checks that it is sound."""

    def __init__(self, playground):
        self.playground, self.state, self.messages = playground, {}, 0
        playground.send = self.receive

    def receive(self, content, buffers=()):
        content = json.loads(json.dumps(content, allow_nan=False))  # JSON has no NaN
        for place in places(content):
            itemsize = np.dtype(place["dtype"]).itemsize
            assert len(buffers[place["buffer"]]) == math.prod(place["shape"]) * itemsize
        if content["type"] != "update":
            return
        self.state |= content
        self.messages += 1

    def forget(self):
        """Forget what came so far, but keep counting."""
        self.state, self.messages = {}, 0

    def send(self, kind, **content):
        self.playground._msg(None, {"type": kind, "view": "a page", "seq": 1, **content}, [])

    def answer_to(self, kind, **content):
        """Send a message, and return the answer with its arrays in their places."""
        answers = []
        self.playground.send = lambda content, buffers=(): answers.append((content, buffers))
        self.send(kind, **content)
        self.playground.send = self.receive
        content, buffers = answers[-1]
        self.receive(content, buffers)
        return with_arrays(content, buffers)

    def ticks(self, n=1):
        for _ in range(n):
            self.send("tick", clock=self.state["status"]["clock"])

    def train_on(self, batches=1):
        """Send ticks until so many batches are made, or the training has come to an end."""
        goal = self.playground.engine.batches + batches
        while self.playground.running and self.playground.engine.batches < goal:
            self.ticks()

    @property
    def status(self):
        return self.state["status"]

    def check(self):
        """Is what the page shows what Python has?"""
        playground, engine = self.playground, self.playground.engine
        assert self.status["running"] == playground.running
        assert self.status["batches"] == engine.batches == engine.run.batches
        assert self.status["epoch"] == pytest.approx(engine.epoch)
        assert engine.epoch == pytest.approx(engine.run.epochs) or engine.diverged
        assert 0 <= engine.position < len(engine.X) == min(engine.settings.images, 2000)
        assert Settings.from_string(self.state["settings"]["text"]) == playground.settings
        assert self.state["settings"]["parameters"] == playground.model.parameters.size
        sizes = [784, *playground.settings.hidden, 10]
        assert [layer.W.shape for layer in views.weight_layers(playground.model)] == list(
            pairwise(sizes)
        )
        assert engine.optimizer.learning_rate == playground.settings.learning_rate
        assert np.isfinite(playground.model.parameters).all()
        assert [row["run"] for row in self.state["ledger"]] == list(
            range(1, len(engine.ledger) + 1)
        )
        epochs, *_ = engine.run.curve.array()
        assert (np.diff(epochs) > 0).all()


def with_arrays(value, buffers):
    """Return what was sent, with each array where one stands for it."""
    if isinstance(value, dict) and "buffer" in value:
        flat = np.frombuffer(buffers[value["buffer"]], value["dtype"])
        return flat.reshape(value["shape"])
    if isinstance(value, dict):
        return {name: with_arrays(each, buffers) for name, each in value.items()}
    return [with_arrays(each, buffers) for each in value] if isinstance(value, list) else value


def places(content):
    """Yield what stands for an array in a message."""
    if isinstance(content, dict):
        if "buffer" in content:
            yield content
        content = list(content.values())
    if isinstance(content, list):
        for each in content:
            yield from places(each)


@pytest.fixture
def page(few, monkeypatch):
    return open_page(few, monkeypatch)


def open_page(few, monkeypatch, settings="images=300 batch_size=32 epochs=0", **options):
    monkeypatch.setattr("mlp_course.widgets.engine.digits", lambda: few)
    monkeypatch.setattr("mlp_course.widgets.playground.TICK", 0.005)
    page = Page(Playground(settings, **options))
    page.send("hello")
    return page
