"""The live widgets: a playground with presets (notebook 06), and a pad to draw on (00 and 06)."""

from .draw_pad import DrawPad
from .playground import Playground
from .presets import Presets
from .settings import Settings

__all__ = ["DrawPad", "Playground", "Presets", "Settings"]
