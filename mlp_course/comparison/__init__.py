"""The tools of the frameworks notebook and of the benchmark.

Which frameworks are here, what each recipe came to, the same training in each library, and times
taken side by side.
"""

from .contenders import (
    CONTENDERS,
    LAYER_SIZES,
    WITH_ADAM,
    WITH_SGD,
    bare_products,
    epochs,
    flat,
    initial_parameters,
    ours,
)
from .frameworks import installed
from .recipes import RecipeLedger
from .timing import epochs_frame, median_ratio, side_by_side, timed

__all__ = [
    "CONTENDERS",
    "LAYER_SIZES",
    "WITH_ADAM",
    "WITH_SGD",
    "bare_products",
    "epochs",
    "flat",
    "initial_parameters",
    "ours",
    "installed",
    "RecipeLedger",
    "epochs_frame",
    "median_ratio",
    "side_by_side",
    "timed",
]
