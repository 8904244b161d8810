"""What every test and every notebook under test runs with."""

import os

os.environ["MLP_HELPERS_PROGRESS"] = "0"  # the tests of the bar switch it on themselves
os.environ["MLP_COURSE_RETRAIN"] = "1"  # a network kept on this machine could hide a mistake
