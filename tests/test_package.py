"""The packages as a whole: what importing them takes, who imports whom, the core's size."""

import ast
import inspect
import io
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import mlp_course
import mlp_helpers

CORE, COURSE = Path(mlp_helpers.__file__).parent, Path(mlp_course.__file__).parent
PACKAGES = CORE.parent  # the folder of both
PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
PUBLIC = [(name, getattr(mlp_helpers, name)) for name in mlp_helpers.__all__]

# What each module of the core imports of the others: this and nothing else, one way.
IMPORTS = {
    "checks": set(),
    "files": set(),
    "preprocessing": {"checks"},
    "activations": {"checks"},
    "data": {"checks", "files"},  # a file that is written is whole
    "metrics": {"checks"},
    "losses": {"activations", "preprocessing", "checks"},
    "layers": {"activations", "checks"},
    "network": {"layers", "activations", "checks", "metrics", "files"},
    "optimizers": {"checks"},
    "schedules": {"checks"},  # the optimizers take any function
    "callbacks": {"checks"},
    "gradient_check": {"layers", "checks"},
    "training": {"callbacks", "data", "losses", "checks"},  # and takes any augmentation
    "augmentation": {"checks"},
    "sweep": {"callbacks", "checks"},  # the progress bar is a callback's
}
# What it imports besides NumPy: inside functions, so that importing the package takes NumPy alone.
LIBRARIES = {"training": {"threadpoolctl"}, "callbacks": {"tqdm"}, "sweep": {"joblib"}}

# What the parts of the course import of each other; exercises might use widgets, but need none.
COURSE_IMPORTS = {
    "plots": set(),
    "comparison": set(),
    # The interactive figure of notebook 01 is a figure of the plots, with menus; the disturbed
    # digit of 09 says what was read in the words of 06.
    "widgets": {
        *("digits", "disturbances"),
        *("plots.style", "plots.data_exploration", "plots.error_analysis"),
    },
    "exercises": set(),
}
# What comes with ipywidgets and jupyterlab.
OF_JUPYTER = {"IPython", "traitlets", "jupyter_server", "jupyter_client", "jupyter_core"} | {
    "jupyterlab",
    "nbformat",
}
FRAMEWORKS = {"jax", "keras", "optax", "sklearn", "torch"}


def imports(path):
    """Return the modules that a file imports, by their full names.

    ``from .x import f`` is an import of ``package.x``, ``from . import x`` too.
    """
    above, names = path.relative_to(PACKAGES).parts, set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = [*(above[: -node.level] if node.level else ()), *filter(None, [node.module])]
            here = PACKAGES.joinpath(*parts)
            inner = [a.name for a in node.names if (here / f"{a.name}.py").exists()]
            inner += [a.name for a in node.names if (here / a.name / "__init__.py").exists()]
            names |= {".".join([*parts, name]) for name in inner} or {".".join(parts)}
    return names


def third_party(names):
    """Return the first names of what is neither Python's own nor this project's."""
    own = {"mlp_helpers", "mlp_course"}
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - own


def siblings(names, package):
    """Return the rest of the names of modules in ``package``."""
    return {name.removeprefix(f"{package}.") for name in names if name.startswith(f"{package}.")}


def python(script, **options):
    options = {"capture_output": True, "text": True, "check": True, **options}
    return subprocess.run([sys.executable, "-c", script], **options)


@pytest.mark.parametrize(
    "modules", ["mlp_helpers", ", ".join(f"mlp_helpers.{name}" for name in IMPORTS)]
)
def test_importing_the_core_takes_numpy_alone(modules):
    script = (
        f"import sys; before = set(sys.modules); import {modules}; "
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    run = python(script)
    loaded = set(run.stdout.split())
    assert loaded - set(sys.stdlib_module_names) - {"mlp_helpers"} == {"numpy"}
    assert not run.stderr


def test_the_core_is_the_listed_modules():
    assert {path.stem for path in CORE.glob("*.py")} == {*IMPORTS, "__init__"}


@pytest.mark.parametrize("module", IMPORTS)
def test_the_core_imports_what_the_table_says(module):
    names = imports(CORE / f"{module}.py")
    assert siblings(names, "mlp_helpers") == IMPORTS[module]
    assert third_party(names) - {"numpy"} == LIBRARIES.get(module, set())
    assert not [name for name in names if name.startswith("mlp_course")]


def test_installing_the_core_takes_only_what_the_core_imports():
    names = third_party(set().union(*map(imports, CORE.glob("*.py"))))
    assert names == {Requirement(line).name for line in PROJECT["dependencies"]}
    assert names == {"numpy", "joblib", "threadpoolctl", "tqdm"}


def test_the_course_is_the_listed_parts():
    parts = {path.name for path in COURSE.iterdir() if (path / "__init__.py").exists()}
    assert parts == set(COURSE_IMPORTS)
    modules = {path.stem for path in COURSE.glob("*.py")}
    assert modules == {"__init__", "digits", "distances", "experiments", "kept_network"} | {
        "disturbances",
        "drawn_digits",
        "__main__",
        "checkup",
        "faults",
        "ladder",
        "long_runs",
        "mysteries",
        "outputs_and_losses",
        "own_copy",
        "planted_runs",
        "preset_runs",
        "reopened",
        "small_run",
        "tasks",
        "toolbox",
        "valleys",
    }


@pytest.mark.parametrize("part", COURSE_IMPORTS)
def test_parts_of_the_course_know_each_other_only_as_the_table_says(part):
    names = set().union(*map(imports, (COURSE / part).rglob("*.py")))
    others = {name for name in siblings(names, "mlp_course") if name.split(".")[0] != part}
    assert others == COURSE_IMPORTS[part]
    assert third_party(names) & FRAMEWORKS == (FRAMEWORKS if part == "comparison" else set())


def test_the_course_without_its_extra_names_the_command_that_installs_it():
    """NEEDED is what the modules import, but for what comes with ipywidgets and jupyterlab."""
    names = third_party(set().union(*map(imports, COURSE.rglob("*.py"))))
    core = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert names - core - FRAMEWORKS - OF_JUPYTER == set(mlp_course.NEEDED)
    extra = {Requirement(line).name for line in PROJECT["optional-dependencies"]["course"]}
    assert set(mlp_course.NEEDED) <= extra
    hidden = "import sys; sys.modules.update(dict.fromkeys(['pandas', 'seaborn']))"
    done = python(f"{hidden}; import mlp_helpers; import mlp_course", check=False)
    error, command = done.stderr.splitlines()[-2:]
    assert error.startswith("ImportError: mlp_course needs pandas, seaborn,")
    assert command.strip() == f'python -m pip install -e "{PACKAGES}[course]"'


def lines_of_code(source):
    """Return how many lines are left without docstrings, comments and blank ones."""
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    used = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in layout | {tokenize.ENDMARKER}:
            used |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        can_have = (ast.Module, ast.ClassDef, ast.FunctionDef)
        if isinstance(node, can_have) and ast.get_docstring(node) is not None:
            used -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(used)


def test_lines_of_code_are_counted():
    source = '"""A\nmodule."""\n\nx = [\n    1,  # one\n    # two\n]\n\n\ndef f():\n    """A."""\n'
    assert lines_of_code(source) == 4


def test_the_core_can_be_read_in_an_evening():
    sources = [path.read_text(encoding="utf-8") for path in CORE.glob("*.py")]
    assert sum(map(lines_of_code, sources)) <= 1130
    assert sum(len(source.splitlines()) for source in sources) <= 2300


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
