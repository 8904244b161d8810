"""What shows and asks in the series: figures, exercises, widgets, comparison with frameworks.

Everything here builds on ``mlp_helpers``, which knows nothing of it.
"""

from importlib.util import find_spec
from pathlib import Path

# What this package imports of the extra `course` in pyproject.toml, by the names of import.
NEEDED = ("anywidget", "ipywidgets", "matplotlib", "pandas", "seaborn")

missing = [name for name in NEEDED if find_spec(name) is None]
if missing:
    folder = Path(__file__).parents[1]
    is_clone = (folder / "pyproject.toml").exists()  # else it was installed, from a wheel say
    what = f'-e "{folder}[course]"' if is_clone else '"mlp_helpers[course]"'
    raise ImportError(
        f"mlp_course needs {', '.join(missing)}, which this Python does not have. To install what "
        f"the course needs:\n    python -m pip install {what}"
    )
