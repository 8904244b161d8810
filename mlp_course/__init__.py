"""What shows and asks in the series: figures, exercises, widgets, comparison with frameworks.

Everything here builds on ``mlp_helpers``, which knows nothing of it.
"""

from importlib.util import find_spec

# What the extra `course` of pyproject.toml installs on top of the core, by the names of import.
NEEDED = ("anywidget", "ipywidgets", "jupyterlab", "matplotlib", "pandas", "seaborn", "sympy")

missing = [name for name in NEEDED if find_spec(name) is None]
if missing:
    raise ImportError(
        f"mlp_course needs {', '.join(missing)}. In the folder of the repository, this installs "
        'what is missing: python -m pip install ".[course]"'
    )
