"""The wheel, built and installed offline: both packages work from it, in any folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("mlp_helpers", "mlp_course")


def python(*arguments, cwd, **environment):
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder that the wheel was installed into, without the packages that it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    source, wheels, site = folder / "source", folder / "wheels", folder / "site"
    # A copy, because building leaves files where the source is.
    for name in (*PACKAGES, "notebooks"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    offline = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    build = ("--no-build-isolation", "--wheel-dir", wheels)
    python("-m", "pip", "wheel", ".", *offline, *build, cwd=source)
    python("-m", "pip", "install", *wheels.iterdir(), *offline, "--target", site, cwd=folder)
    return site


def files_of(folder):
    files = [path for name in PACKAGES for path in (folder / name).rglob("*") if path.is_file()]
    return {path.relative_to(folder) for path in files if "__pycache__" not in path.parts}


def test_every_file_is_in_the_wheel(site):
    """Data, tables, the widgets' scripts and style sheets, notebooks, and all modules."""
    series = {*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "notebooks/pictures").iterdir()}
    in_wheel = {Path("mlp_course") / path.relative_to(ROOT) for path in series}
    assert files_of(site) == files_of(ROOT) | in_wheel
    assert {".npz", ".json", ".js", ".css", ".ipynb", ".png"} <= {
        path.suffix for path in files_of(site)
    }


OPENS = """
import jupyterlab.labapp
jupyterlab.labapp.main = lambda argv: print(*argv, sep="\\n")
import runpy
runpy.run_module("mlp_course", run_name="__main__", alter_sys=True)
"""


def test_the_installed_course_opens_a_copy_in_the_present_folder(site, tmp_path):
    (tmp_path / "open.py").write_text(OPENS, encoding="utf-8")
    printed = python(tmp_path / "open.py", cwd=tmp_path, PYTHONPATH=str(site))
    assert "--LabApp.default_url=/lab/tree/my_notebooks/00_start_here.ipynb" in printed
    stored = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in (tmp_path / "my_notebooks").glob("*.ipynb")} == stored
    last = (tmp_path / "my_notebooks" / max(stored)).read_text(encoding="utf-8")
    assert "](../" not in last  # what a wheel does not bring is not linked


WHERE_FROM = """
import sys
import mlp_course.comparison, mlp_course.exercises, mlp_course.widgets

for name, module in list(sys.modules.items()):
    if name.split(".")[0] in ("mlp_helpers", "mlp_course"):
        print("from", module.__file__)
"""


@pytest.mark.parametrize(
    "notebook, cells", [("00_start_here", 5), ("10_same_network_in_frameworks", 7)]
)
def test_the_first_cells_run_from_the_wheel_in_another_folder(notebook, cells, site, tmp_path):
    stored = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in stored["cells"] if cell["cell_type"] == "code"]
    script = tmp_path / "cells.py"
    script.write_text("\n".join([*code[:cells], WHERE_FROM]), encoding="utf-8")
    printed = python(script, cwd=tmp_path, PYTHONPATH=str(site))
    imported = [Path(line[5:]) for line in printed.splitlines() if line.startswith("from ")]
    for name in PACKAGES:
        assert site / name / "__init__.py" in imported
    assert all(path.is_relative_to(site) for path in imported)


WITHOUT_PANDAS = """
import sys
sys.modules["pandas"] = None  # cannot be imported
try:
    import mlp_course
except ImportError as error:
    print(error)
"""


def test_without_the_extra_the_installed_course_names_the_command(site, tmp_path):
    printed = python("-c", WITHOUT_PANDAS, cwd=tmp_path, PYTHONPATH=str(site))
    assert printed.startswith("mlp_course needs pandas, ")
    assert printed.endswith('python -m pip install "mlp_helpers[course]"\n')
