"""The live widgets of the notebooks.

Draw pad (00 and 07), two features (01), temperature and three scores (03), playground with presets
(07).
"""

from .draw_pad import DrawPad
from .playground import Playground
from .presets import Presets
from .settings import Settings
from .temperature import TemperatureSlider
from .three_scores import ThreeScores
from .two_features import TwoFeatures

__all__ = [
    "DrawPad",
    "Playground",
    "Presets",
    "Settings",
    "TemperatureSlider",
    "ThreeScores",
    "TwoFeatures",
]
