"""The parent's side: starts a child process, gives it orders, and ends it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from mlp_course.comparison import ONE_THREAD


class ChildProcess:
    """A process of its own, in which ``child.py`` trains one contender on request.

    Parameters
    ----------
    one_thread : bool
        Fix every library to one thread; otherwise it takes as many as it does by default.
    **job
        kind, name, batch_size, learning_rate, images; and for ``until`` also
        target, most_epochs, seed, layer_sizes.
    """

    def __init__(self, one_thread=False, **job):
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("child.py")), json.dumps(job)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **(ONE_THREAD if one_thread else {})},
        )
        self.name = job["name"]

    def ask(self, order):
        """Give an order, wait for the answer and return it."""
        try:
            self.process.stdin.write(order + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise RuntimeError(f"the process for {self.name} ended without an answer")
        return json.loads(answer)

    def epochs(self, number=1):
        """Train; return the seconds."""
        return self.ask(f"epochs {number}")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.stdin.close()
        self.process.wait()
