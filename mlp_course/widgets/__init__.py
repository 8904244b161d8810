"""The live widgets of the notebooks.

Draw pad (00, 07 and 09), two features (01), temperature and three scores (03), playground with
presets (07), disturbed digit (09).
"""

from .disturbed_digit import DisturbedDigit
from .draw_pad import DrawPad
from .playground import Playground
from .presets import Presets
from .settings import Settings
from .temperature import TemperatureSlider
from .three_scores import ThreeScores
from .two_features import TwoFeatures

__all__ = [
    "DisturbedDigit",
    "DrawPad",
    "Playground",
    "Presets",
    "Settings",
    "TemperatureSlider",
    "ThreeScores",
    "TwoFeatures",
]
