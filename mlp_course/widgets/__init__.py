"""The live widgets: playground (notebook 06), draw pad (00 and 06), temperature slider (03)."""

from .draw_pad import DrawPad
from .playground import Playground
from .settings import Settings
from .temperature import TemperatureSlider

__all__ = ["DrawPad", "Playground", "Settings", "TemperatureSlider"]
