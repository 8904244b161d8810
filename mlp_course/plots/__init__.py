"""The figures of the series, one module a notebook, and ``show``.

Every function draws one figure and returns its axes:
``plots.show(plots.learning_curves(history))``. With ``ax=``, or ``axes=`` where there are
several, it draws into axes that exist already. Titles and alt texts are computed from the data
that is drawn.
"""

from .backpropagation import *
from .catch_the_bug import *
from .data_exploration import *
from .error_analysis import *
from .frameworks import *
from .hyperparameter_playground import *
from .limits_and_beyond import *
from .preprocessing import *
from .softmax_cross_entropy import *
from .start_here import *
from .style import show as show
from .training_from_scratch import *
