"""The live widgets: the playground (notebook 06), and a pad to draw on (notebooks 00 and 06)."""

from .draw_pad import DrawPad
from .playground import Playground
from .settings import Settings

__all__ = ["DrawPad", "Playground", "Settings"]
