"""The live widgets: playground with presets (notebook 07), draw pad (00 and 07), slider (03)."""

from .draw_pad import DrawPad
from .playground import Playground
from .presets import Presets
from .settings import Settings
from .temperature import TemperatureSlider

__all__ = ["DrawPad", "Playground", "Presets", "Settings", "TemperatureSlider"]
