"""What the first tab shows: one image on its way through the network, term by term.

A unit's sum is ``Z = A @ W + b``, so each unit before it contributes one term, ``A[i] * W[i, j]``,
and the terms and the bias add up to ``Z[j]``. These terms are what the page draws. Where a layer is
wide only some of its units are drawn, and the terms of the others come together as one.

Nothing here touches the network: a damaged one is computed beside it, from its weights as they are.
"""

import functools
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from mlp_helpers.activations import softmax

from . import views
from .settings import DAMAGE_KNOBS, is_whole

ROWS = 10  # units drawn of a layer, at most: as many as there are outputs
SQUARES, SIDE = 7, 4  # the image is drawn as 7 x 7 sources, each a square of 4 x 4 pixels
# While it trains a unit that is drawn gives its place to one that contributes this many times as
# much. A smaller number shows the strongest at each moment, and nothing can be followed.
STAY = 1.5
TERMS, EXCITING = 4, 6  # of a unit that is looked at: terms written out, images shown
SEARCHED = 1000  # validation images among which those that excite a unit are looked for
SCORED = 2000  # validation images on which a damaged network is scored


class Sums(NamedTuple):
    """How a layer with weights arrives at its sums, ``Z = A @ W + b``."""

    A: np.ndarray  # (N, n_in)
    W: np.ndarray  # (n_in, n_out)
    b: np.ndarray  # (n_out,)
    Z: np.ndarray  # (N, n_out)


@dataclass(frozen=True)
class Damage:
    """What is done to a network to see what it can bear.

    Attributes
    ----------
    noise : float
        Normal noise on each weight; its standard deviation, in those of its layer's weights.
    biases : bool
        False replaces all biases by 0.
    share, layer : float, int
        This share of the units of this hidden layer (from 0; the last if there are fewer) gives
        0. A larger share hits the same units and more.
    """

    noise: float = 0.0
    biases: bool = True
    share: float = 0.0
    layer: int = 0

    def __post_init__(self):
        for name, knob in DAMAGE_KNOBS.items():
            knob.check(name, getattr(self, name))

    def weights(self, layer, place):
        """Return W and b of a layer, the one at this place among those with weights."""
        W, b = layer.W, getattr(layer, "b", None)
        if self.noise:
            W = W + np.float32(self.noise) * W.std() * noise_for(W.shape, place)
        if b is None or not self.biases:
            b = np.zeros(W.shape[1], W.dtype)
        return W, b

    def off(self, switched_off, sizes):
        """Return the units that give 0, a set for each of the hidden layers with these sizes."""
        off = [set(units) for units in switched_off] + [set() for _ in sizes[len(switched_off) :]]
        if sizes:
            layer = min(self.layer, len(sizes) - 1)
            order = np.random.default_rng(layer).permutation(sizes[layer])
            off[layer] |= set(order[: round(self.share * len(order))].tolist())
        return off


SOUND = Damage()


@functools.lru_cache(maxsize=8)
def noise_for(shape, place):
    """Return noise for a layer's weights: the same whenever it is asked for."""
    return np.random.default_rng(place).standard_normal(shape, np.float32)


def walk(model, X, damage=SOUND, off=()):
    """Send images through the network, damaged if need be, and keep the sums of its layers.

    Parameters
    ----------
    model : MLP or similar
        Its layers with weights work as ``X @ W + b``.
    X : array, shape (N, 784)
    damage : Damage
    off : sequence of sets of int
        As for ``views.walk``.

    Returns
    -------
    sums : list of Sums
        One for each layer with weights. The activations of the last hidden layer are the ``A`` of
        the last, and so on.
    output : array, shape (N, 10)
    """
    sums = []

    def forward(layer, A):
        if not hasattr(layer, "W"):
            return views.forward(layer, A)
        W, b = damage.weights(layer, len(sums))
        sums.append(Sums(A, W, b, A @ W + b))
        return sums[-1].Z

    _, output = views.walk(model, X, off, forward)
    return sums, output


def obstacle(model, X):
    """Return in words why a network cannot be drawn; "" if it can.

    Parameters
    ----------
    model : whatever the reader has made
    X : array, shape (1, 784)
    """
    layers = views.weight_layers(model)
    if not layers:
        return "This network has no list called layers with weights W, so it cannot be drawn."
    wrong = []

    def forward(layer, A):
        output = views.forward(layer, A)
        if hasattr(layer, "W"):
            b = getattr(layer, "b", 0)
            fits = np.shape(layer.W) == (A.shape[1], output.shape[1])
            if not fits or not np.allclose(A @ layer.W + b, output, 1e-3, 1e-4, equal_nan=True):
                wrong.append(layers.index(layer) + 1)
        return output

    _, output = views.walk(model, X, apply=forward)
    if wrong:
        return (
            f"Layer {wrong[0]} of this network gives something else than X @ W + b, so its sums "
            "cannot be drawn."
        )
    if output.shape[1] != 10 or np.shape(layers[0].W)[0] != 784:
        return "This network does not lead from 784 pixels to 10 digits, so it cannot be drawn."
    return ""


def contributions(sums, sources, units):
    """Return what each source contributes to the sums of some units, for one image.

    Parameters
    ----------
    sums : Sums
        For one image.
    sources : array of int, or None
        Which of the layer's inputs are drawn each by itself; the others come together as one. None
        for an image: then each square of 4 x 4 pixels is a source.
    units : array of int

    Returns
    -------
    array, shape (sources + 1, units); (49, units) for an image
        With the bias, each column adds up to ``Z`` of its unit.
    """
    terms = sums.A[0][:, np.newaxis] * sums.W[:, units]  # (n_in, units)
    if sources is None:
        n = len(units)
        return terms.reshape(SQUARES, SIDE, SQUARES, SIDE, n).sum(axis=(1, 3)).reshape(-1, n)
    drawn = terms[sources]
    others = terms.sum(axis=0) - drawn.sum(axis=0) if len(sources) < len(terms) else 0
    return np.vstack([drawn, np.broadcast_to(others, (1, len(units)))])


def choose(size, shown=None, most=ROWS, kept=()):
    """Return which units of a layer are drawn, by the size of what they contribute.

    Parameters
    ----------
    size : array, shape (units,)
        How much each contributes.
    shown : array of int, optional
        Those that are drawn now. All keep their places but one at most, the weakest, if another
        contributes ``STAY`` times as much. Without them the largest are chosen, in order of number.
    most : int
    kept : collection of int
        Units that are drawn in any case.

    Returns
    -------
    array of int
    """
    order = np.argsort(-size, kind="stable")
    if len(size) <= most:
        return np.arange(len(size))
    kept = [unit for unit in sorted(kept) if unit < len(size)][:most]
    if shown is None or len(shown) != most:
        rest = [unit for unit in order.tolist() if unit not in kept]
        return np.sort(np.array((kept + rest)[:most], int))
    shown = shown.copy()
    places = [i for i in np.argsort(size[shown], kind="stable") if shown[i] not in kept]
    for unit in kept:
        if unit not in shown:
            shown[places.pop(0)] = unit
    best = next(unit for unit in order if unit not in shown)
    if places and size[best] > STAY * size[shown[places[0]]]:
        shown[places[0]] = best
    return shown


def pictures(sums, hidden, units, X, start=None):
    """Return a picture of what some units look for, whatever layer they are in.

    Parameters
    ----------
    sums : Sums
        Of the units' layer, for one image.
    hidden : array, shape (N, n), or None
        What the layer says to the images ``X``; None for the first layer.
    units : array of int
    X : array, shape (N, 784)
    start : array, shape of ``sums.W``, optional
        The weights that the first layer started from.

    Returns
    -------
    array, shape (units, 784)
        In the first layer the weights, minus their start if that is known. In any other the
        covariance of each pixel with the unit: above 0 where ink goes with a high activation.
    """
    if hidden is None:
        W = sums.W[:, units]
        return (W if start is None else W - start[:, units]).T
    A = hidden[:, units]
    return (A - A.mean(axis=0)).T @ X / len(X)


def as_bytes(values):
    """Return pictures as int8, each by itself: 127 is its largest value, in absolute size."""
    values = np.nan_to_num(values, posinf=0, neginf=0)
    largest = np.abs(values).max(axis=-1, keepdims=True, initial=0)
    scaled = np.divide(127 * values, largest, out=np.zeros_like(values), where=largest > 0)
    return np.rint(scaled).astype(np.int8)


class NetworkView:
    """Which image is shown, which unit is looked at, and what is broken.

    Attributes
    ----------
    viewers : set of str
        The pages on which the tab is open.
    drawing : array, uint8, shape (28, 28), or None
        What a draw pad has on it.
    damage : Damage
    unit : tuple of int, or None
        Layer, from 0 up to the outputs, and unit of the one that is looked at.
    """

    def __init__(self):
        self.viewers, self.drawing, self.damage, self.unit = set(), None, SOUND, None
        self._place, self._shows_drawing = None, False
        self.forget_what_was_sent()
        self._shown, self._shown_for = [], None
        self._checked, self._obstacle = None, ""
        self._search, self._search_for = [], None
        self._scores = None

    def forget_what_was_sent(self):
        """A page has opened that has nothing yet."""
        self._image_sent, self._is_due = None, True

    # -- what is asked for ----------------------------------------------------------------------

    def take(self, content, engine):
        """Do what a page asks for; whatever it is, the next ``content`` holds all there is.

        Raises
        ------
        ValueError
            If that is not possible.
        """
        self._is_due = True
        if "open" in content:
            (self.viewers.add if content["open"] else self.viewers.discard)(content.get("view"))
        if "digit" in content:
            self._choose_digit(content["digit"], engine)
        if "misread" in content:
            self._choose_misread(content["misread"], engine)
        if "drawing" in content:
            self._shows_drawing = True
        if "unit" in content:
            self.unit = self._checked_unit(content["unit"], engine)
        if "damage" in content:
            changes = content["damage"]
            if not isinstance(changes, dict) or not set(changes) <= set(vars(SOUND)):
                raise ValueError(f"damage is {changes!r}; expected noise, biases, share or layer")
            self.damage = replace(self.damage, **changes)

    def take_drawing(self, image):
        """Show what has been drawn on a pad; None shows the validation image again.

        Returns whether there was, or is, a drawing.
        """
        is_news = image is not None or self.drawing is not None
        self.drawing, self._shows_drawing, self._is_due = image, image is not None, True
        return is_news

    def mend(self):
        """Undo all damage."""
        self.damage, self._is_due = SOUND, True

    def _choose_digit(self, digit, engine):
        """Show the first image of a digit, or the next one if it is shown already."""
        if not is_whole(digit) or not 0 <= digit < 10:
            raise ValueError(f"digit is {digit!r}; expected 0 to 9")
        y = engine.data.y_val
        is_next = not self._draws and self._place is not None and y[self._place] == digit
        self._go_on(np.flatnonzero(y == digit), 1, self._place if is_next else -1)

    def _choose_misread(self, step, engine):
        if step not in (1, -1):
            raise ValueError(f"misread is {step!r}; expected 1 or -1")
        self._go_on(misread(engine), step, self._place)

    def _go_on(self, places, step, place):
        """Show the next one of these validation images, or the one before; round and round."""
        if not len(places):
            raise ValueError("there is no such validation image")
        i = np.searchsorted(places, place, "right" if step > 0 else "left")
        self._place = int(places[(i if step > 0 else i - 1) % len(places)])
        self._shows_drawing = False

    def _checked_unit(self, unit, engine):
        if unit is None:
            return None
        sizes = [*engine.settings.hidden, 10]
        is_pair = isinstance(unit, list) and len(unit) == 2 and all(map(is_whole, unit))
        if not is_pair or not 0 <= unit[0] < len(sizes) or not 0 <= unit[1] < sizes[unit[0]]:
            raise ValueError(f"unit is {unit!r}; expected a layer and a unit, counted from 0")
        return int(unit[0]), int(unit[1])

    @property
    def _draws(self):
        return self._shows_drawing and self.drawing is not None

    def _image(self, engine):
        """Return the image that is shown as X (1, 784), what it is, and its label or None."""
        if self._draws:
            return self.drawing.reshape(1, 784) / np.float32(255), "drawing", None
        data = engine.data
        if self._place is None or self._place >= len(data.y_val):
            self._place = int(np.flatnonzero(data.y_val == 3)[0])
        return data.X_val[[self._place]], self._place, int(data.y_val[self._place])

    # -- what is sent ---------------------------------------------------------------------------

    def content(self, packet, engine, switched_off, in_full):
        """Return what the page draws, as text and small arrays.

        Parameters
        ----------
        packet : Packet
        engine : Engine
        switched_off : sequence of sets of int
            The units that are switched off, for each hidden layer.
        in_full : bool
            With what takes longer: the pictures of the units, and how a damaged network scores.
        """
        model = engine.model
        X, name, label = self._image(engine)
        if self._checked is not model:
            self._checked, self._obstacle = model, obstacle(model, X)
        if self._obstacle:
            return {"obstacle": self._obstacle}
        in_full, self._is_due = in_full or self._is_due, False
        sizes = [layer.W.shape[1] for layer in views.weight_layers(model)]
        off = self.damage.off(switched_off, sizes[:-1])
        sums, output = walk(model, X, self.damage, off)
        if not all(np.isfinite(each.Z).all() for each in sums):
            return {"obstacle": "Some of the network's numbers are not finite: nothing to draw."}
        if self.unit and (self.unit[0] >= len(sizes) or self.unit[1] >= sizes[self.unit[0]]):
            self.unit = None
        is_whole_network = self.damage == SOUND and not any(off)
        sound = sums if is_whole_network else walk(model, X)[0]
        in_full |= self._shown_for != (engine.run, name)
        if in_full:
            self._choose_units(sound, engine.run, name, switched_off)
        content = {
            "image": self._image_content(packet, X, name, label),
            "layers": self._layers(packet, sums, off),
            "P": packet.add(softmax(output)[0].astype(np.float32)),
            "misread": len(misread(engine)),
            "drawing": self.drawing is not None,
            "damage": {**vars(self.damage), "off": sum(map(len, off)), "any": not is_whole_network},
        }
        if in_full:
            hidden = self._searched(engine)
            content["pictures"] = [
                packet.add(as_bytes(self._pictures(engine, sums, hidden, layer, units)))
                for layer, units in enumerate(self._shown)
            ]
            self._scores = None if is_whole_network else self._score(engine, off)
        content["damage"]["scores"] = self._scores
        if self.unit:
            content["unit"] = self._looked_at(
                packet, engine, sums, output, off, switched_off, in_full
            )
        return content

    def _choose_units(self, sums, run, name, switched_off):
        """Choose the units that are drawn: afresh for another run or another image."""
        if self._shown_for != (run, name):
            self._shown_for, self._shown = (run, name), [None] * (len(sums) - 1)
        shown = []
        for i, (now, following) in enumerate(zip(self._shown, sums[1:], strict=True)):
            kept = set(switched_off[i]) if i < len(switched_off) else set()
            if self.unit and self.unit[0] == i:
                kept.add(self.unit[1])
            size = np.abs(following.A[0]) * np.abs(following.W).sum(axis=1)
            shown.append(choose(size, now, kept=kept))
        self._shown = shown

    def _image_content(self, packet, X, name, label):
        content = {"name": name, "label": label}
        key = X.tobytes()
        if key != self._image_sent:
            self._image_sent, content["pixels"] = key, packet.add(views.pixels(X))
        return content

    def _layers(self, packet, sums, off):
        """Return for each layer with weights the units drawn, and what is contributed to them."""
        layers, sources = [], None
        for i, each in enumerate(sums):
            is_output = i == len(sums) - 1
            units = np.arange(each.Z.shape[1]) if is_output else self._shown[i]
            said = each.Z[0] if is_output else sums[i + 1].A[0]
            layers.append({
                "units": each.Z.shape[1],
                "shown": units.tolist(),
                "off": [] if is_output else [int(unit) for unit in units if unit in off[i]],
                "terms": packet.add(contributions(each, sources, units).astype(np.float32)),
                "said": packet.add(said[units].astype(np.float32)),
            })  # fmt: skip
            sources = units
        return layers

    def _searched(self, engine):
        """Return what each layer says to the images that are searched, with all units on."""
        key = engine.run, engine.batches, engine.diverged, self.damage
        if self._search_for != key:
            sums, _ = walk(engine.model, engine.data.X_val[:SEARCHED], self.damage)
            self._search = [each.A for each in sums[1:]] + [sums[-1].Z]
            self._search_for = key
        return self._search

    def _pictures(self, engine, sums, searched, layer, units):
        X, start = engine.data.X_val[:SEARCHED], None
        if layer == 0:
            start = engine.start_of(views.weight_layers(engine.model)[0])
        return pictures(sums[layer], searched[layer] if layer else None, units, X, start)

    def _score(self, engine, off):
        """Return how many validation images the whole network reads, and the damaged one."""
        X, y = engine.data.X_val[:SCORED], engine.data.y_val[:SCORED]
        outputs = views.walk(engine.model, X)[1], walk(engine.model, X, self.damage, off)[1]
        whole, damaged = (float(np.mean(output.argmax(axis=1) == y)) for output in outputs)
        return {"whole": whole, "damaged": damaged, "images": len(y)}

    def _looked_at(self, packet, engine, sums, output, off, switched_off, in_full):
        """Return all there is to say of the unit that is looked at."""
        (layer, unit), (A, W, b, Z) = self.unit, sums[self.unit[0]]
        is_output, terms = layer == len(sums) - 1, A[0] * W[:, unit]
        largest = np.argsort(-np.abs(terms), kind="stable")[:TERMS]
        content = {
            "layer": layer,
            "unit": unit,
            "terms": [[int(i), *map(float, (A[0, i], W[i, unit], terms[i]))] for i in largest],
            "others": float(terms.sum() - terms[largest].sum()),
            "n": len(terms),
            "bias": float(b[unit]),
            "sum": float(Z[0, unit]),
            "said": float((softmax(output) if is_output else sums[layer + 1].A)[0, unit]),
            "function": "softmax" if is_output else function_after(engine.model, layer),
            "off": not is_output and unit in off[layer],
            "switched": not is_output and unit in switched_off[layer],
        }
        if not is_output:
            given = sums[layer + 1].A[0, unit] * sums[layer + 1].W[unit]
            strongest = np.argsort(-np.abs(given), kind="stable")[:TERMS]
            content["goes"] = [[int(i), float(given[i])] for i in strongest if given[i]]
        if in_full:
            searched = self._searched(engine)
            picture = self._pictures(engine, sums, searched, layer, np.array([unit]))
            said = searched[layer][:, unit]
            best = np.argsort(-said, kind="stable")[:EXCITING]
            content |= {
                "picture": packet.add(as_bytes(picture)),
                "on_image": packet.add(as_bytes(terms[np.newaxis])) if layer == 0 else None,
                "images": packet.add(views.pixels(engine.data.X_val[best])),
                "labels": engine.data.y_val[best].tolist(),
                "excited": said[best].tolist(),
            }
        return content


def function_after(model, place):
    """Return the name of what is applied to the sums of the layer at this place."""
    layers = model.layers
    start = layers.index(views.weight_layers(model)[place]) + 1
    names = []
    for layer in layers[start:]:
        if hasattr(layer, "W"):
            break
        if not hasattr(layer, "rate"):  # dropout does nothing here
            names.append(type(layer).__name__)
    return ", ".join(names)


def misread(engine):
    """Return the places of the validation images that were misread at the last validation."""
    if engine.validation is None:
        return np.zeros(0, int)
    return np.flatnonzero(engine.validation.P.argmax(axis=1) != engine.data.y_val)
