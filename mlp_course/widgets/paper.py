"""The paper of a draw pad: what is drawn on it, erased, laid there and moved, and its ink."""

import math
from numbers import Real
from typing import NamedTuple

import numpy as np

from .centring import centring_steps
from .settings import is_whole

SIDE = 280  # the paper's own units: strokes are lists of (x, y) from its upper left corner
PIXELS = 28  # of the network's picture, along a side of the paper
GRID = 112  # of the ink; 4 of them make one pixel of the network's
PEN = 24  # width of the pen, and of the rubber, in units
# The steps enlarge a small drawing, and its lines with it: drawn with the whole pen, 50 units high,
# the holes of an 8 close, while the lines of MNIST are about an eighth of a digit wide whatever its
# size was on their writer's paper. So the line grows with the drawing until that is the whole pen.
SHARE = 0.12
THINNEST = 6  # below that its edges are too few pixels of the grid
MOST_POINTS = 20_000
MOST_STEPS = 200  # that can be undone


class Stroke(NamedTuple):
    """A line of the pen, or of the rubber."""

    points: list  # of [x, y]
    erases: bool


class Sheet(NamedTuple):
    """All that is on the paper at a moment: a picture, or none, and strokes on top of it.

    The picture is three times as large as the paper, which shows its middle: so what is moved over
    the edge can come back.
    """

    picture: np.ndarray | None = None  # (84, 84), ink from 0 to 1
    strokes: tuple = ()
    origin: str = "Drawing"
    moved: tuple = (0, 0)  # pixels to the right and down
    is_noisy: bool = False
    is_centred: bool = True  # goes the way of MNIST's makers, before the network sees it


class Paper:
    """What a reader does with the paper, step by step, and the picture that comes of it."""

    def __init__(self):
        self._earlier, self._rng, self._moves = [], np.random.default_rng(0), False
        self._put(Sheet())

    @property
    def sheet(self):
        """What is on it now, a Sheet."""
        return self._sheet

    @property
    def ink(self):
        """(112, 112), from 0, paper, to 1."""
        if self._ink is None:
            self._ink = np.zeros((GRID, GRID), np.float32)
            if self._sheet.picture is not None:
                times = GRID // PIXELS
                self._ink[...] = middle(self._sheet.picture).repeat(times, 0).repeat(times, 1)
            for stroke in self._sheet.strokes:
                draw_line(self._ink, stroke.points, self.width_of(stroke), stroke.erases)
        return self._ink

    @property
    def is_empty(self):
        return not self.ink.any()

    @property
    def steps(self):
        """The pictures on the way to one like MNIST's, a Steps."""
        if self._steps is None:
            self._steps = centring_steps(self.ink)
        return self._steps

    @property
    def as_it_stands(self):
        """The paper shrunk to (28, 28), each pixel the mean of what it covers."""
        times = GRID // PIXELS
        return self.ink.reshape(PIXELS, times, PIXELS, times).mean(axis=(1, 3))

    @property
    def seen(self):
        """What the network sees, (28, 28)."""
        return self.steps.centred if self._sheet.is_centred else self.as_it_stands

    @property
    def words(self):
        """What has been done, in words; "" for a drawing that is only drawn."""
        origin, (right, down) = self._sheet.origin, self._sheet.moved
        if self.is_empty or self._sheet[2:] == Sheet()[2:]:
            return ""
        ways = [(right, "right", "left"), (down, "down", "up")]
        done = [f"{abs(n)} {more if n > 0 else less}" for n, more, less in ways if n]
        done = [f"moved {' and '.join(done)}"] if done else []
        done += ["with noise"] * self._sheet.is_noisy
        done += ["centred" if self._sheet.is_centred else "as it stands"]
        return ", ".join([origin, *done])

    def width_of(self, stroke):
        """Return how wide the line of a stroke is, in units."""
        return PEN if stroke.erases else self.pen

    @property
    def pen(self):
        """How wide the pen is: as wide as the lines of a picture, or as fits the drawing."""
        drawn = [stroke.points for stroke in self._sheet.strokes if not stroke.erases]
        if self._sheet.picture is not None or not drawn:
            return PEN
        return int(np.clip(SHARE * np.ptp(np.concatenate(drawn), axis=0).max(), THINNEST, PEN))

    # -- what is done with it -------------------------------------------------------------------

    def draw(self, points, begin=True, erases=False):
        """Add a stroke, or go on with the last one.

        Raises
        ------
        ValueError
            If the points are none, or too many.
        """
        points = checked_points(points)
        strokes = self._sheet.strokes
        if len(points) > MOST_POINTS - sum(len(stroke.points) for stroke in strokes):
            raise ValueError(f"a drawing can have {MOST_POINTS:,} points; clear the pad to go on")
        if not points:
            return
        ink, pen = self.ink, self.pen
        if begin or not strokes or strokes[-1].erases != erases:
            self._step(self._sheet._replace(strokes=(*strokes, Stroke([], erases))))
        stroke = self._sheet.strokes[-1]
        line = stroke.points[-1:] + points
        stroke.points.extend(points)
        self._steps = None
        self._ink = ink if self.pen == pen else None  # another width: all lines are drawn anew
        if self._ink is not None:
            draw_line(self._ink, line, self.width_of(stroke), erases)

    def lay(self, pixels, origin):
        """Put a picture (28, 28), 0 to 255, in the place of all there is, to be seen as it is."""
        picture = np.pad(np.float32(pixels) / 255, PIXELS)
        self._step(Sheet(picture, origin=origin, is_centred=False))

    def move(self, right, down):
        """Move all that is on it, by whole pixels of the network's picture.

        Raises
        ------
        ValueError
            If these are no whole numbers from -28 to 28, or no ink would be left on the paper.
        """
        for name, n in (("dx", right), ("dy", down)):
            if not is_whole(n) or not -PIXELS <= n <= PIXELS:
                raise ValueError(f"{name} is {n!r}; expected a whole number from -28 to 28")
        if self.is_empty:
            raise ValueError("there is nothing on the paper that could be moved")
        before, unit = self._sheet, SIDE // PIXELS
        after = before._replace(
            picture=None if before.picture is None else shifted(before.picture, right, down),
            strokes=tuple(
                Stroke([[x + unit * right, y + unit * down] for x, y in points], erases)
                for points, erases in before.strokes
            ),
            moved=(before.moved[0] + right, before.moved[1] + down),
        )
        self._put(after)
        if self.is_empty:
            self._put(before)
            raise ValueError("it cannot be moved off the paper")
        if not self._moves:  # moves in a row are one step
            self._keep(before)
        self._moves = True

    def add_noise(self, amount):
        """Add normal noise to what the network sees, and lay that on the paper.

        Parameters
        ----------
        amount : float
            Standard deviation; full ink is 1.
        """
        is_number = isinstance(amount, Real) and not isinstance(amount, bool)
        if not is_number or not 0 < amount <= 1:
            raise ValueError(f"amount is {amount!r}; expected a number above 0, up to 1")
        noise, sheet = self._rng.normal(0, amount, (PIXELS, PIXELS)), self._sheet
        picture = np.pad(np.clip(self.seen + noise, 0, 1).astype(np.float32), PIXELS)
        moved = (0, 0) if sheet.is_centred else sheet.moved
        origin, is_noisy = ("Noise", False) if self.is_empty else (sheet.origin, True)
        self._step(Sheet(picture, (), origin, moved, is_noisy, is_centred=False))

    def centre(self, on):
        """Send it through the steps of MNIST's makers, or not."""
        self._sheet = self._sheet._replace(is_centred=bool(on))

    def undo(self):
        """Take the last step back: a stroke, a picture, a move, noise, or clearing."""
        if self._earlier:
            self._put(self._earlier.pop())
        self._moves = False

    def clear(self):
        """Take a new sheet."""
        if self._sheet.picture is not None or self._sheet.strokes:
            self._step(Sheet())
        self._put(Sheet())

    def _step(self, sheet):
        self._keep(self._sheet)
        self._put(sheet)
        self._moves = False

    def _keep(self, sheet):
        self._earlier.append(sheet)
        del self._earlier[:-MOST_STEPS]

    def _put(self, sheet):
        self._sheet, self._ink, self._steps = sheet, None, None


def checked_points(points):
    """Return points as a list of [x, y], none of them far outside the paper."""
    try:
        array = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        array = None
    if array is None or (array.size and (array.ndim != 2 or array.shape[1] != 2)):
        raise ValueError("a stroke is a list of points (x, y)")
    if not np.isfinite(array).all():
        raise ValueError("a point of a stroke is not a finite number")
    return np.clip(array.reshape(-1, 2), -SIDE, 2 * SIDE).round(1).tolist()


def middle(field):
    """Return the part of a picture that the paper shows."""
    return field[PIXELS:-PIXELS, PIXELS:-PIXELS]


def shifted(field, right, down):
    """Move a picture; what comes in at the edges is empty."""
    height, width = field.shape
    wide = np.pad(field, PIXELS)
    return wide[PIXELS - down :, PIXELS - right :][:height, :width].copy()


def draw_line(ink, points, width, erases=False):
    """Draw a line with round ends into ``ink (GRID, GRID)``, its edge smooth over one pixel.

    A pixel is covered as far as its centre is inside of the line's edge; where lines cross, the
    darker one counts, or with a rubber the lighter. A single point makes a dot.
    """
    scale = GRID / SIDE
    radius = width / 2 * scale
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
            cover = np.clip(radius + 0.5 - distance, 0, 1)
            if erases:
                np.minimum(part, 1 - cover, out=part)
            else:
                np.maximum(part, cover, out=part)


def distance_to(x, y, start, end):
    """Return how far the points (x, y) are from the piece of line from ``start`` to ``end``."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / length if length else 0.0
    along = np.clip(along, 0, 1)  # beyond the ends, the ends themselves are the nearest points
    return np.hypot(x - start[0] - along * dx, y - start[1] - along * dy)
