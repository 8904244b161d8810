"""A pad to draw a digit on, and what a network makes of it, at this moment."""

import math
import threading
import time

import anywidget
import numpy as np

from mlp_helpers.activations import softmax
from mlp_helpers.layers import Sigmoid, Softmax

from . import views
from .centring import centring_steps
from .packet import Packet
from .settings import is_whole
from .sources import joined

SIDE = 280  # the pad's own units: strokes are lists of (x, y) from its upper left corner
GRID = 112  # pixels along a side of the drawing; 4 of them make one pixel of MNIST's size
PEN = 24  # width of the pen, in units: shrunk to MNIST's size its line is about as wide as theirs
MOST_POINTS = 20_000
UNITS_EVERY = 0.5  # seconds, while the network trains


class DrawPad(anywidget.AnyWidget):
    """Draw a digit with mouse, finger or pen, and see what the network reads.

    The drawing goes the way that MNIST's own digits went (``centring.py``), with a picture of
    each step. Units of the first hidden layer can be switched off by a click on their weights:
    the network itself is not changed by that, their activation is replaced by 0 on the way. They
    stand on pages of 48, those first that respond most to the drawing, or in order of number.

    Parameters
    ----------
    source : MLP or similar, or Playground
        The network, 784 inputs and 10 outputs. With a Playground the answer follows its training,
        and the units that are switched off are the same in both. With a network it is brought up
        to date by everything done on the pad, by moving the pointer there, and by ``refresh()``.

    Attributes
    ----------
    strokes : list of list of (x, y)
        From the upper left corner, (0, 0), to the lower right one, (280, 280).

    Examples
    --------
    >>> from mlp_helpers import MLP
    >>> pad = DrawPad(MLP([784, 16, 10]))
    >>> pad.draw([(140, 60), (140, 220)])
    >>> pad.image.shape, pad.probabilities.shape
    ((28, 28), (10,))
    """

    _esm = joined("elements.js", "connection.js", "drawing.js", "tiles.js", "draw_pad.js")
    _css = joined("shared.css", "draw_pad.css")

    def __init__(self, source):
        is_playground = hasattr(source, "listeners") and hasattr(source, "probabilities")
        self._network = OfPlayground(source) if is_playground else OfModel(source)
        self._network.check()
        # With a playground one lock for both, so that neither can wait for the other in a circle.
        self._lock = self._network.lock
        self._views, self._units_sent, self._message = set(), float("-inf"), ""
        self._tiles, self._page, self._by_strength, self._order = None, 0, True, np.arange(0)
        self.strokes = []
        self._draw_anew()
        super().__init__()
        self.on_msg(self._msg)
        if is_playground:
            source.listeners.append(self._network_moved)

    # -- for the next cell ----------------------------------------------------------------------

    @property
    def image(self):
        """The drawing as the network sees it: uint8, (28, 28), 255 is full ink."""
        return to_bytes(self._steps.centred)

    @property
    def only_shrunk(self):
        """The drawing shrunk to 28 x 28 where it stands, without the steps: uint8."""
        side = GRID // 28
        return to_bytes(self._ink.reshape(28, side, 28, side).mean(axis=(1, 3)))

    @property
    def steps(self):
        """The pictures on the way there, a Steps."""
        return self._steps

    @property
    def probabilities(self):
        """What the network makes of it now, (10,); None while there is no answer."""
        with self._lock:
            return self._answer()[0]

    @property
    def prediction(self):
        """The most probable digit; None while there is no answer."""
        P = self.probabilities
        return None if P is None else int(P.argmax())

    @property
    def switched_off(self):
        """The units of the first hidden layer that are switched off, in order."""
        return self._network.switched_off

    def draw(self, points):
        """Add a stroke, a list of (x, y) from (0, 0) to (280, 280)."""
        self._do({"type": "draw", "begin": True, "points": points})

    def undo(self):
        """Take the last stroke back."""
        self._do({"type": "undo"})

    def clear(self):
        """Take all strokes back."""
        self._do({"type": "clear"})

    def switch(self, unit):
        """Switch a unit of the first hidden layer off, or on again."""
        self._do({"type": "switch", "unit": unit})

    def all_on(self):
        """Switch all units on again."""
        self._do({"type": "all_on"})

    def refresh(self):
        """Ask the network again, for example in a callback while ``fit`` trains it."""
        self._do({"type": "refresh"})

    def close(self):
        """Take the pad off the page, and stop following the playground."""
        self._network.forget(self._network_moved)
        super().close()

    def __repr__(self):
        return f"DrawPad({self._network.name})"

    # -- messages -------------------------------------------------------------------------------

    def _do(self, content):
        """The same as a message from the browser, but what is wrong is raised."""
        with self._lock:
            self._message = ""
            ACTIONS[content["type"]](self, content)
            self._report(with_strokes=True)

    def _msg(self, _widget, content, _buffers):
        """Take a message from the browser. Whatever it is, it is answered, and the pad goes on."""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "ping":
            self.send({"type": "pong"})  # without the lock: is anybody there, however busy?
        action = ACTIONS.get(kind) if isinstance(kind, str) else None
        if action is None:
            return
        with self._lock:
            self._message = ""
            try:
                action(self, content)
            except (ValueError, TypeError) as error:
                self._message = f"Not accepted: {error}."
            if kind == "bye":
                return
            seen_by = {"view": content.get("view"), "seq": content.get("seq")}
            self._report(
                seen_by,
                with_strokes=kind in ("hello", "undo", "clear"),
                sort=kind != "draw",  # not under the pen; when it is lifted a refresh comes
            )

    def _hello(self, content):
        self._views.add(str(content.get("view")))
        self._tiles = None  # the new view has none

    def _bye(self, content):
        self._views.discard(str(content.get("view")))

    def _add_points(self, content):
        points = checked_points(content.get("points"))
        room = MOST_POINTS - sum(map(len, self.strokes))
        if len(points) > room:
            raise ValueError(f"a drawing can have {MOST_POINTS:,} points; clear the pad to go on")
        if not points:
            return
        if content.get("begin") or not self.strokes:
            self.strokes.append([])
        stroke = self.strokes[-1]
        draw_line(self._ink, stroke[-1:] + points)
        stroke += points
        self._ink_is_new()

    def _undo(self, _):
        del self.strokes[-1:]
        self._draw_anew()

    def _clear(self, _):
        self.strokes.clear()
        self._draw_anew()

    def _draw_anew(self):
        self._ink = np.zeros((GRID, GRID), np.float32)
        for stroke in self.strokes:
            draw_line(self._ink, stroke)
        self._ink_is_new()

    def _ink_is_new(self):
        self._steps = centring_steps(self._ink)
        self._network.show_drawing(self.image if self._ink.any() else None)

    def _switch(self, content):
        self._network.switch(content.get("unit"))

    def _all_on(self, _):
        for unit in self.switched_off:
            self._network.switch(unit)

    def _turn_to(self, content):
        page = content.get("page")
        if not is_whole(page) or not 0 <= page < self._pages:
            raise ValueError(f"page is {page!r}; there are {self._pages}, counted from 0")
        self._page = int(page)

    def _sort(self, content):
        self._by_strength, self._page = bool(content.get("by_strength")), 0

    def _refresh(self, _):
        """Nothing to do but to answer."""

    def _network_moved(self, _playground):
        """The playground has trained a little, or has another network."""
        with self._lock:
            if self._views:
                self._message = ""
                trains = self._network.trains
                self._report(everything=not trains, sort=not trains)

    # -- what is sent ---------------------------------------------------------------------------

    def _answer(self):
        """Probabilities, the same with all units on, and why there are none if there are none."""
        if not self._ink.any():
            return None, None, ""
        try:
            with np.errstate(all="ignore"):
                P = self._network.probabilities(self.image)
                P_all = self._network.all_on(self.image) if self.switched_off else P
        except Exception as error:  # raised by the reader's own class
            return None, None, f"Your network raised {type(error).__name__}: {error}"
        if not np.isfinite(P).all():
            return None, None, "The network has no answer: some of its numbers are not finite."
        return P, P_all if np.isfinite(P_all).all() else P, ""

    def _report(self, seen_by=None, everything=True, with_strokes=False, sort=True):
        P, P_all, trouble = self._answer()
        packet = Packet()
        content = {
            "type": "update",
            "message": self._message or trouble,
            "P": None if P is None else P.tolist(),
            "P_all": None if P is None else P_all.tolist(),
            "empty": not self._ink.any(),
            "off": list(self.switched_off),
            **(seen_by or {}),
        }
        if seen_by is not None or with_strokes:
            content["steps"] = [packet.add(to_bytes(picture)) for picture in self._steps]
        if with_strokes:
            content["strokes"] = self.strokes
        now = time.perf_counter()
        if everything or now - self._units_sent >= UNITS_EVERY:
            self._units_sent = now
            content["units"] = self._units(packet, sort)
        self.send(content, buffers=packet.buffers)

    @property
    def _pages(self):
        return math.ceil((self._network.units or 10) / views.UNITS_ON_A_PAGE)

    def _units(self, packet, sort):
        """What is said of the units on the present page; their weights only if they are others."""
        n, response = self._network.units, self._responses()
        if sort or len(self._order) != (n or 10):
            self._order = np.arange(n or 10)
            if self._by_strength and len(response):
                self._order = np.argsort(-response, kind="stable")
        self._page = min(self._page, self._pages - 1)
        first = self._page * views.UNITS_ON_A_PAGE
        shown = self._order[first : first + views.UNITS_ON_A_PAGE]
        with np.errstate(all="ignore"):
            tiles, _ = views.first_layer_as_bytes(self._network.model, shown)
        content = {
            "units": n or 10,
            "hidden": n > 0,
            "shown": shown[: len(tiles)].tolist(),
            "response": response[shown].tolist() if len(response) else [],
            "page": self._page,
            "pages": self._pages,
            "by_strength": self._by_strength,
        }
        if self._tiles is None or not np.array_equal(tiles, self._tiles):
            self._tiles, content["tiles"] = tiles, packet.add(tiles)
        return content

    def _responses(self):
        """How strongly each unit responds to the drawing, from 0 to 1; empty if there is none."""
        if not self._ink.any():
            return np.zeros(0)
        try:
            with np.errstate(all="ignore"):
                hidden = self._network.hidden(self.image)
        except Exception:  # the reader's own class; the message says so already
            hidden = []
        if not hidden:
            return np.zeros(0)
        response = np.abs(np.nan_to_num(hidden[0][0], posinf=0, neginf=0))
        return response / (response.max() or 1)


ACTIONS = {
    "hello": DrawPad._hello,
    "bye": DrawPad._bye,
    "draw": DrawPad._add_points,
    "undo": DrawPad._undo,
    "clear": DrawPad._clear,
    "switch": DrawPad._switch,
    "all_on": DrawPad._all_on,
    "page": DrawPad._turn_to,
    "sort": DrawPad._sort,
    "refresh": DrawPad._refresh,
}


class OfModel:
    """A network by itself."""

    name, trains = "model", False

    def __init__(self, model):
        self.model, self.lock, self._off = model, threading.RLock(), set()

    def check(self):
        """Raise a ValueError unless it is a network for images of 784 pixels and ten digits."""
        try:
            shape = np.shape(self.probabilities(np.zeros((28, 28), np.uint8)))
        except Exception as error:
            raise ValueError(f"the network cannot read an image of 784 pixels: {error}") from error
        if shape != (10,):
            raise ValueError(f"the network gives {shape} outputs for an image; expected (10,)")

    @property
    def units(self):
        """How many units the first hidden layer has; 0 without one."""
        layers = views.weight_layers(self.model)
        return int(layers[0].W.shape[1]) if len(layers) > 1 else 0

    @property
    def switched_off(self):
        return tuple(sorted(unit for unit in self._off if unit < self.units))

    def switch(self, unit):
        self._off ^= {views.checked_unit(unit, [self.units] if self.units else [])}

    def probabilities(self, image):
        return self._walk(image, self.switched_off)[1]

    def all_on(self, image):
        """The probabilities with all units on."""
        return self._walk(image)[1]

    def hidden(self, image):
        """The activations of the hidden layers, (1, units) each."""
        return self._walk(image)[0]

    def show_drawing(self, image):
        """There is nowhere else to show it."""

    def forget(self, listener):
        """There is nobody who would call it."""

    def _walk(self, image, off=()):
        X = image.reshape(1, 784).astype(np.float32) / 255
        hidden, output = views.walk(self.model, X, [off])
        last = getattr(self.model, "layers", [None])[-1]
        return hidden, (output if isinstance(last, (Softmax, Sigmoid)) else softmax(output))[0]


class OfPlayground(OfModel):
    """The network of a playground, as it is at this moment of training."""

    name = "playground"

    def __init__(self, playground):
        self.playground, self.lock = playground, playground.lock

    @property
    def model(self):
        return self.playground.model

    @property
    def trains(self):
        return self.playground.running

    @property
    def switched_off(self):
        return self.playground.switched_off

    def switch(self, unit):
        self.playground.switch(unit)

    def probabilities(self, image):
        return self.playground.probabilities(image)

    def show_drawing(self, image):
        self.playground.show_drawing(image)

    def forget(self, listener):
        if listener in self.playground.listeners:
            self.playground.listeners.remove(listener)


def to_bytes(ink):
    """Return ink from 0 to 1 as uint8 from 0 to 255."""
    return np.rint(np.clip(ink, 0, 1) * 255).astype(np.uint8)


def checked_points(points):
    """Return points as a list of [x, y], none of them far outside the pad."""
    try:
        array = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        array = None
    if array is None or (array.size and (array.ndim != 2 or array.shape[1] != 2)):
        raise ValueError("a stroke is a list of points (x, y)")
    if not np.isfinite(array).all():
        raise ValueError("a point of a stroke is not a finite number")
    return np.clip(array.reshape(-1, 2), -SIDE, 2 * SIDE).round(1).tolist()


def draw_line(ink, points):
    """Draw a line with round ends into ``ink (GRID, GRID)``, its edge smooth over one pixel.

    A pixel is covered as far as its centre is inside of the line's edge; where lines cross, the
    darker one counts. A single point makes a dot.
    """
    scale, radius = GRID / SIDE, PEN / 2 * GRID / SIDE
    scaled = [(x * scale, y * scale) for x, y in points]
    for start, end in zip(scaled, scaled[1:] or scaled, strict=False):
        # Only the pixels around the piece of line are looked at.
        (left, right), (top, bottom) = (
            (max(0, math.floor(min(pair) - radius - 1)), math.ceil(max(pair) + radius + 1))
            for pair in zip(start, end, strict=True)
        )
        part = ink[top : max(0, bottom), left : max(0, right)]
        if part.size:
            y, x = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
            distance = distance_to(x + 0.5, y + 0.5, start, end)
            np.maximum(part, np.clip(radius + 0.5 - distance, 0, 1), out=part)


def distance_to(x, y, start, end):
    """Return how far the points (x, y) are from the piece of line from ``start`` to ``end``."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / length if length else 0.0
    along = np.clip(along, 0, 1)  # beyond the ends, the ends themselves are the nearest points
    return np.hypot(x - start[0] - along * dx, y - start[1] - along * dy)
