"""Which of the frameworks are here, and on how many threads do they work?

Those that are not here are left out, and a line says so.
"""

import importlib
import os
import sys

from threadpoolctl import threadpool_limits

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

# For each library's own pool of threads the variable that it reads when it starts.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NPROC": "1",  # XLA's pool
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}


def one_thread_each():
    """Keep every library in this process to one thread, those that are still to be imported too.

    Returns
    -------
    threadpool_limits
        Holds NumPy's products and scikit-learn's to one thread as long as it lives.

    Raises
    ------
    RuntimeError
        If JAX or PyTorch is imported already: they read how many threads to take when they start.
    """
    early = [NAMES[name] for name in ("jax", "torch") if name in sys.modules]
    if early:
        raise RuntimeError(f"{' and '.join(early)} imported before; restart the kernel")
    os.environ.update(ONE_THREAD)
    return threadpool_limits(1)


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
