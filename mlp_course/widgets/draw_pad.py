"""A pad to draw a digit on, and what a network makes of it, at this moment."""

import time

import anywidget
import numpy as np

from .likeness import DOUBT, looks_like_a_digit, validation_images
from .networks import OfModel, OfPlayground
from .packet import Packet
from .paper import Paper, middle
from .settings import is_whole
from .sources import joined
from .unit_pages import UnitPages

UNITS_EVERY = 0.5  # seconds, while the network trains
NOISE = 0.25  # standard deviation, where full ink is 1


class DrawPad(anywidget.AnyWidget):
    """Draw a digit with mouse, finger, pen or keyboard, and see what the network reads.

    The drawing goes the way that MNIST's own digits went (``centring.py``), with a picture of
    each step. A validation image can take its place, which the network sees as it stands: so it
    shows what moving it does, until it is centred. On either one can draw and erase, and noise can
    be added.

    The pad says when what the network sees is unlike handwritten digits (``likeness.py``), and
    shows on request which pixels speak for the answer (``saliency.py``). Units of the first hidden
    layer can be switched off by a click on their weights: the network itself is not changed by
    that, their activation is replaced by 0 on the way. They stand on pages of 48, those first that
    respond most to the drawing, or in order of number.

    Parameters
    ----------
    source : MLP or similar, or Playground
        The network, 784 inputs and 10 outputs. With a Playground the answer follows its training,
        and the units that are switched off are the same in both. With a network it is brought up
        to date by everything done on the pad, by moving the pointer there, and by ``refresh()``.

    Examples
    --------
    >>> from mlp_helpers import MLP
    >>> pad = DrawPad(MLP([784, 16, 10]))
    >>> pad.draw([(140, 60), (140, 220)])
    >>> pad.image.shape, pad.probabilities.shape
    ((28, 28), (10,))
    """

    _esm = joined(
        *("elements.js", "connection.js", "drawing.js", "tiles.js", "paper.js", "draw_pad.js")
    )
    _css = joined("shared.css", "draw_pad.css")

    def __init__(self, source):
        is_playground = hasattr(source, "listeners") and hasattr(source, "probabilities")
        self._network = OfPlayground(source) if is_playground else OfModel(source)
        self._network.check()
        # With a playground one lock for both, so that neither can wait for the other in a circle.
        self._lock = self._network.lock
        self._views, self._units_sent, self._message = set(), float("-inf"), ""
        self._paper, self._units = Paper(), UnitPages(self._network)
        self._taken, self._is_drawing = None, False
        self._doubt, self._shows_saliency = None, False
        self._paper_is_new()
        super().__init__()
        self.on_msg(self._msg)
        if is_playground:
            source.listeners.append(self._network_moved)

    # -- for the next cell ----------------------------------------------------------------------

    @property
    def strokes(self):
        """The pen's lines, lists of [x, y] from (0, 0), the upper left corner, to (280, 280)."""
        return [stroke.points for stroke in self._paper.sheet.strokes if not stroke.erases]

    @property
    def image(self):
        """What the network sees: uint8, (28, 28), 255 is full ink."""
        return to_bytes(self._paper.seen)

    @property
    def only_shrunk(self):
        """The paper shrunk to 28 x 28 as it stands, without the steps: uint8."""
        return to_bytes(self._paper.as_it_stands)

    @property
    def steps(self):
        """The pictures on the way to one like MNIST's, a Steps."""
        return self._paper.steps

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

    @property
    def doubt(self):
        """In words, why the answer may mean little; "" if nothing speaks against it."""
        with self._lock:
            return self._doubts()

    @property
    def saliency(self):
        """Gradient of the highest score times input, for each pixel: (28, 28); None if empty.

        Raises
        ------
        ValueError
            If the network's layers have no ``backward`` that gives it.
        """
        with self._lock:
            return None if self._paper.is_empty else self._network.saliency(self.image)

    def draw(self, points):
        """Add a stroke, a list of (x, y) from (0, 0) to (280, 280)."""
        self._do({"type": "draw", "begin": True, "points": points})

    def erase(self, points):
        """Rub out along a line, a list of (x, y) from (0, 0) to (280, 280)."""
        self._do({"type": "erase", "begin": True, "points": points})

    def take(self, digit):
        """Lay the first validation image of a digit on the paper; again, the next one.

        The network sees it as it stands, which is how MNIST's makers left it.
        """
        self._do({"type": "take", "digit": digit})

    def move(self, dx, dy):
        """Move what is on the paper, by whole pixels of 28: to the right, and down."""
        self._do({"type": "move", "dx": dx, "dy": dy})

    def centre(self, on=True):
        """Send what is on the paper through the steps, as every drawing, or (False) not."""
        self._do({"type": "centre", "on": on})

    def add_noise(self, amount=NOISE):
        """Add normal noise of this standard deviation (1 is full ink) to what the network sees.

        What comes of it is laid on the paper, and seen as it stands.
        """
        self._do({"type": "noise", "amount": amount})

    def undo(self):
        """Take the last step back."""
        self._do({"type": "undo"})

    def clear(self):
        """Take a new sheet of paper."""
        self._do({"type": "clear"})

    def show_saliency(self, on=True):
        """Show on the page which pixels speak for the answer, or (False) the ink again."""
        self._do({"type": "saliency", "on": on})

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
            self._message, self._is_drawing = "", False
            ACTIONS[content["type"]](self, content)
            self._report({})

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
            self._is_drawing = kind in ("draw", "erase")  # until a refresh, when the pen is lifted
            self._report(seen_by)

    def _hello(self, content):
        self._views.add(str(content.get("view")))
        self._units.forget_what_was_sent()

    def _bye(self, content):
        self._views.discard(str(content.get("view")))

    def _draw(self, content):
        self._paper.draw(
            content.get("points"), bool(content.get("begin")), content["type"] == "erase"
        )
        self._paper_is_new()

    def _take(self, content):
        digit = content.get("digit")
        if not is_whole(digit) or not 0 <= digit < 10:
            raise ValueError(f"digit is {digit!r}; expected 0 to 9")
        images, y = validation_images()
        of_digit = np.flatnonzero(y == digit)
        is_next = self._taken is not None and y[self._taken] == digit
        place = np.searchsorted(of_digit, self._taken, "right") if is_next else 0
        self._taken = of_digit[place % len(of_digit)]
        self._paper.lay(images[self._taken], f"Validation image {self._taken}, a {digit}")
        self._paper_is_new()

    def _move(self, content):
        self._paper.move(content.get("dx"), content.get("dy"))
        self._paper_is_new()

    def _centre(self, content):
        self._paper.centre(content.get("on"))
        self._paper_is_new()

    def _noise(self, content):
        self._paper.add_noise(content.get("amount", NOISE))
        self._paper_is_new()

    def _undo(self, _):
        self._paper.undo()
        self._paper_is_new()

    def _clear(self, _):
        self._paper.clear()
        self._paper_is_new()

    def _paper_is_new(self):
        self._doubt = None
        self._network.show_drawing(None if self._paper.is_empty else self.image)

    def _saliency(self, content):
        self._shows_saliency = bool(content.get("on"))

    def _switch(self, content):
        self._network.switch(content.get("unit"))

    def _all_on(self, _):
        for unit in self.switched_off:
            self._network.switch(unit)

    def _turn_to(self, content):
        self._units.turn_to(content.get("page"))

    def _sort(self, content):
        self._units.sort(content.get("by_strength"))

    def _refresh(self, _):
        """Nothing to do but to answer."""

    def _network_moved(self, _playground):
        """The playground has trained a little, or has another network."""
        with self._lock:
            if self._views:
                self._message = ""
                trains = self._network.trains
                self._report(is_training=trains)

    # -- what is sent ---------------------------------------------------------------------------

    def _answer(self):
        """Probabilities, the same with all units on, and why there are none if there are none."""
        if self._paper.is_empty:
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

    def _doubts(self):
        """What speaks against the answer, in words; looked for once for each picture."""
        if self._doubt is None:
            has_doubts = not self._paper.is_empty and not looks_like_a_digit(self.image)
            self._doubt = DOUBT if has_doubts else ""
        return self._doubt

    def _report(self, seen_by=None, is_training=False):
        """Tell all pages how things are.

        While a stroke is being drawn the pages have it already, nothing is said of its looks, and
        the units stay in their order.

        Parameters
        ----------
        seen_by : dict, optional
            The view and the message that this answers; without it the paper is as it was.
        is_training : bool
            The network is: then the units come twice a second, and stay in their order.
        """
        P, P_all, trouble = self._answer()
        packet, sheet = Packet(), self._paper.sheet
        may_doubt = self._views and not self._is_drawing  # for nobody it need not load images
        content = {
            "type": "update",
            "message": self._message or trouble,
            "P": None if P is None else P.tolist(),
            "P_all": None if P is None else P_all.tolist(),
            "doubt": self._doubts() if P is not None and may_doubt else "",
            "empty": self._paper.is_empty,
            "off": list(self.switched_off),
            **(seen_by or {}),
        }
        if seen_by is not None:
            pictures = [self.steps.cropped, self.steps.fitted, self._paper.seen]
            content["steps"] = [packet.add(to_bytes(picture)) for picture in pictures]
            content["centred"] = sheet.is_centred
        if seen_by is not None and not self._is_drawing:
            content["sheet"] = {
                "strokes": [stroke._asdict() for stroke in sheet.strokes],
                "picture": None,
                "words": self._paper.words,
            }
            if sheet.picture is not None:
                content["sheet"]["picture"] = packet.add(to_bytes(middle(sheet.picture)))
        if self._shows_saliency:
            content["saliency"] = self._saliency_content(packet, P)
        now = time.perf_counter()
        if not is_training or now - self._units_sent >= UNITS_EVERY:
            self._units_sent = now
            image = None if self._paper.is_empty else self.image
            sort = not is_training and not self._is_drawing
            content["units"] = self._units.content(packet, image, sort)
        self.send(content, buffers=packet.buffers)

    def _saliency_content(self, packet, P):
        """What speaks for the answer, as a tile from -127 to 127, or why that cannot be said."""
        if P is None:
            return {}
        try:
            with np.errstate(all="ignore"):
                saliency = np.nan_to_num(self._network.saliency(self.image))
        except Exception as error:  # raised by the reader's own class, or because of what it lacks
            return {"trouble": f"Which pixels speak for the answer cannot be shown: {error}."}
        largest = np.abs(saliency).max() or 1
        return {"tile": packet.add(np.rint(saliency * (127 / largest)).astype(np.int8))}


ACTIONS = {
    "hello": DrawPad._hello,
    "bye": DrawPad._bye,
    "draw": DrawPad._draw,
    "erase": DrawPad._draw,
    "take": DrawPad._take,
    "move": DrawPad._move,
    "centre": DrawPad._centre,
    "noise": DrawPad._noise,
    "undo": DrawPad._undo,
    "clear": DrawPad._clear,
    "saliency": DrawPad._saliency,
    "switch": DrawPad._switch,
    "all_on": DrawPad._all_on,
    "page": DrawPad._turn_to,
    "sort": DrawPad._sort,
    "refresh": DrawPad._refresh,
}


def to_bytes(ink):
    """Return ink from 0 to 1 as uint8 from 0 to 255."""
    return np.rint(np.clip(ink, 0, 1) * 255).astype(np.uint8)
