"""The units of the first hidden layer, a page of them at a time, as a draw pad shows them."""

import math

import numpy as np

from . import views
from .settings import is_whole


class UnitPages:
    """Which units are shown, in which order, and what has been sent of them.

    Parameters
    ----------
    network : OfModel
    """

    def __init__(self, network):
        self._network, self._page, self._by_strength = network, 0, True
        self._order = np.arange(0)
        self.forget_what_was_sent()

    def forget_what_was_sent(self):
        """A page has opened that has no weights yet."""
        self._tiles = None

    @property
    def pages(self):
        """How many there are."""
        return math.ceil((self._network.units or 10) / views.UNITS_ON_A_PAGE)

    def turn_to(self, page):
        """Show this page, counted from 0; a ValueError if there is no such page."""
        if not is_whole(page) or not 0 <= page < self.pages:
            raise ValueError(f"page is {page!r}; there are {self.pages}, counted from 0")
        self._page = int(page)

    def sort(self, by_strength):
        """Put those first that respond most strongly, or go by their numbers."""
        self._by_strength, self._page = bool(by_strength), 0

    def content(self, packet, image, sort):
        """Return what is said of the units on the present page; their weights only if new.

        Parameters
        ----------
        packet : Packet
        image : array, uint8, shape (28, 28), or None
            What they respond to.
        sort : bool
            False leaves them in the order in which they are.
        """
        n, response = self._network.units, self._responses(image)
        if sort or len(self._order) != (n or 10):
            self._order = np.arange(n or 10)
            if self._by_strength and len(response):
                self._order = np.argsort(-response, kind="stable")
        self._page = min(self._page, self.pages - 1)
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
            "pages": self.pages,
            "by_strength": self._by_strength,
        }
        if self._tiles is None or not np.array_equal(tiles, self._tiles):
            self._tiles, content["tiles"] = tiles, packet.add(tiles)
        return content

    def _responses(self, image):
        """How strongly each unit responds, from 0 to 1; empty if there is no image."""
        if image is None:
            return np.zeros(0)
        try:
            with np.errstate(all="ignore"):
                hidden = self._network.hidden(image)
        except Exception:  # the reader's own class; the pad's message says so already
            hidden = []
        if not hidden:
            return np.zeros(0)
        response = np.abs(np.nan_to_num(hidden[0][0], posinf=0, neginf=0))
        return response / (response.max() or 1)
