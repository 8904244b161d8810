"""The tools of the frameworks notebook and of the benchmark.

Which frameworks are here and on how many threads, what was found, the same training in each
library, and times taken side by side.
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
    one_change,
    ours,
)
from .findings import Findings
from .frameworks import ONE_THREAD, installed, one_thread_each
from .timing import epochs_frame, median_ratio, own_times, side_by_side, timed

__all__ = [
    "CONTENDERS",
    "LAYER_SIZES",
    "WITH_ADAM",
    "WITH_SGD",
    "bare_products",
    "epochs",
    "one_change",
    "flat",
    "initial_parameters",
    "ours",
    "Findings",
    "ONE_THREAD",
    "installed",
    "one_thread_each",
    "epochs_frame",
    "median_ratio",
    "own_times",
    "side_by_side",
    "timed",
]
