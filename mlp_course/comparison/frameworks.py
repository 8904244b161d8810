"""Which of the frameworks are here? Those that are not are left out, and a line says so."""

import importlib
import os

# Keras reads this when it is imported; and nobody is to look for a graphics card.
os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

NAMES = {
    "jax": "JAX",
    "keras": "Keras",
    "optax": "Optax",
    "sklearn": "scikit-learn",
    "torch": "PyTorch",
}


def installed(*modules):
    """Can these frameworks be imported? If not, print a line that says what is left out.

    With the environment variable REQUIRE_FRAMEWORKS set to 1 a framework that is missing is an
    error instead, so that an automatic test cannot pass by leaving out what it should test.

    Parameters
    ----------
    *modules : str
        Names as after ``import``.

    Returns
    -------
    bool

    Raises
    ------
    ImportError
        If one is missing, and REQUIRE_FRAMEWORKS is 1.
    """
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError:
            if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
                raise
            print(f"{NAMES.get(module, module)} is not installed: left out.")
            return False
    return True
