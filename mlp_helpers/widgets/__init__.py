"""The live playground: a network trained before your eyes (notebook 06)."""

from .draw_pad import DrawPad
from .playground import Playground
from .settings import Settings

__all__ = ["DrawPad", "Playground", "Settings"]
