"""What every test and every notebook under test runs with."""

import os
import tempfile

SCRATCH = tempfile.TemporaryDirectory()

os.environ["MLP_HELPERS_PROGRESS"] = "0"  # the tests of the bar switch it on themselves
# Networks are kept here and never looked for: one from elsewhere could hide a mistake.
os.environ["MLP_COURSE_SCRATCH"] = SCRATCH.name


def pytest_unconfigure():
    SCRATCH.cleanup()
