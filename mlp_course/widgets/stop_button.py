"""The notebook's stop button pauses a playground, whichever thread it trains on."""

import contextlib
import signal
import threading
import weakref

listening = weakref.WeakSet()  # playgrounds that trainings on other threads belong to


@contextlib.contextmanager
def pausing(pause):
    """Let the stop button call ``pause`` while something is at work here, in a ``with`` statement.

    An interrupt anywhere in an update would leave it half done, so it is asked to come to an end
    instead. Whoever presses again, as ``pause`` came to nothing, interrupts the work after all.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals arrive on the main thread only: see listen
        return
    presses = []

    def stop(signal_number, frame):
        presses.append(signal_number)
        pause()
        if len(presses) > 1:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def listen(playground):
    """Let the stop button pause this playground also while the kernel's main thread is idle.

    JupyterLab delivers a widget's messages on threads of their own, and an idle ipykernel ignores
    the stop button. What it is to do when it is idle, it keeps in ``saved_sigint_handler`` while it
    runs a cell: the only place where it can be told otherwise.
    """
    listening.add(playground)
    kernel = running_kernel()
    before = getattr(kernel, "saved_sigint_handler", None)
    if before is None or getattr(before, "is_ours", False):
        return

    def stop(signal_number, frame):
        for each in list(listening):
            each.stop()
        if callable(before):
            before(signal_number, frame)

    stop.is_ours = True
    kernel.saved_sigint_handler = stop


def running_kernel():
    """Return the ipykernel that this runs in, or None."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return getattr(get_ipython(), "kernel", None)
