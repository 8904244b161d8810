"""The package as a whole: what importing it costs, what it shows, what depends on what."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import mlp_helpers

FOLDER = Path(mlp_helpers.__file__).parent
PUBLIC = [(name, getattr(mlp_helpers, name)) for name in mlp_helpers.__all__]

# What each module of the core may import of the others. One way, and no way round.
MAY_IMPORT = {
    "data": set(),
    "preprocessing": set(),
    "activations": set(),
    "callbacks": set(),
    "metrics": set(),
    "layers": {"activations", "data"},
    "losses": {"activations", "preprocessing"},
    "network": {"activations", "layers"},
    "optimizers": {"layers"},
    "gradient_check": {"layers"},
    "training": {"callbacks", "data", "losses", "optimizers", "metrics"},
    "sweep": {"training"},
}
# Imported inside functions, so that importing the package takes NumPy alone.
LIBRARIES = {"training": {"tqdm", "threadpoolctl"}, "sweep": {"joblib"}}


def imports(path):
    """Return the modules that a file imports: its siblings, and all others by their first name."""
    siblings, others = set(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            siblings |= {node.module} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            others.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            others |= {alias.name.split(".")[0] for alias in node.names}
    return siblings, others


def test_importing_takes_numpy_alone():
    script = (
        "import sys; before = set(sys.modules); import mlp_helpers; "
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert loaded - set(sys.stdlib_module_names) - {"mlp_helpers"} == {"numpy"}
    assert not run.stderr


def test_the_core_is_the_listed_modules():
    assert {path.stem for path in FOLDER.glob("*.py")} == {*MAY_IMPORT, "__init__"}


@pytest.mark.parametrize("module, allowed", MAY_IMPORT.items(), ids=MAY_IMPORT)
def test_dependencies_point_one_way(module, allowed):
    siblings, others = imports(FOLDER / f"{module}.py")
    assert siblings <= allowed
    third_party = others - set(sys.stdlib_module_names)
    assert third_party <= {"numpy"} | LIBRARIES.get(module, set())


def test_all_lists_each_public_name_once():
    assert len(set(mlp_helpers.__all__)) == len(mlp_helpers.__all__)
    namespace = {}
    exec("from mlp_helpers import *", namespace)
    assert set(mlp_helpers.__all__) == set(namespace) - {"__builtins__"}
    visible = {
        name
        for name, value in vars(mlp_helpers).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert visible == set(mlp_helpers.__all__)


@pytest.mark.parametrize("name, thing", PUBLIC, ids=mlp_helpers.__all__)
def test_public_objects_and_their_parameters_are_documented(name, thing):
    text = inspect.getdoc(thing)
    assert len(text.splitlines()[0]) <= 100
    is_exception = inspect.isclass(thing) and issubclass(thing, Exception)
    for parameter in [] if is_exception else inspect.signature(thing).parameters:
        assert parameter in text
    for method_name, method in inspect.getmembers(thing, inspect.isfunction):
        assert method_name.startswith("_") or inspect.getdoc(method), f"{name}.{method_name}"
