"""The set-up: files that must agree, and what `make` says when something is missing."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
FILES = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout.split()


def requirements(lines):
    return {
        canonicalize_name(Requirement(line).name): Requirement(line).specifier for line in lines
    }


def pinned():
    return requirements((ROOT / "constraints.txt").read_text().split())


def test_conda_environment_is_in_step_with_pyproject():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = requirements(entry for entry in entries if isinstance(entry, str) and entry != "pip")
    assert str(conda.pop("python")) == PROJECT["requires-python"]
    extras = PROJECT["optional-dependencies"]
    assert conda == requirements(PROJECT["dependencies"] + extras["course"])
    assert {"pip": ["-e ."]} in entries


def test_every_requirement_is_pinned_within_its_range():
    extras = PROJECT["optional-dependencies"]
    for name, allowed in requirements(sum(extras.values(), PROJECT["dependencies"])).items():
        (pin,) = pinned()[name]
        assert pin.operator == "==" and pin.version in allowed, name


def test_installed_versions_are_the_pinned_ones():
    from importlib.metadata import version

    for name in ("numpy", "matplotlib", "jupyterlab", "nbval"):
        assert f"=={version(name)}" == str(pinned()[name])


@pytest.mark.skipif(not FILES, reason="not a git checkout")
def test_no_index_address_and_no_build_product_in_the_repository():
    for name in FILES:
        assert not re.search(r"\.(pyc|egg-info|whl)$|ipynb_checkpoints|__pycache__", name)
    for name in ("constraints.txt", "pyproject.toml", "environment.yml", "Makefile", ".ci/run"):
        text = (ROOT / name).read_text()
        assert not re.search(r"index-url|find-links|https?://(?!creativecommons)", text), name


def test_who_cites_the_series_names_its_present_edition():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## Edition (\d+)", changes, re.M)[1]
    assert citation["version"] == f"edition {newest}"


def test_actions_use_the_commands_of_make_on_every_python():
    jobs = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text())["jobs"]
    once = ("newest", "slow")  # on one system, weekly
    matrices = {n: job["strategy"]["matrix"] for n, job in jobs.items() if n not in once}
    oldest = PROJECT["requires-python"].removeprefix(">=")
    for matrix in matrices.values():
        assert matrix["python"] == [oldest, "3.12", "3.13", "3.14"]
    assert {system.split("-")[0] for system in matrices["start"]["system"]} == {
        *("ubuntu", "macos", "windows")
    }
    recipes = " ".join((ROOT / "Makefile").read_text().replace("\\\n", " ").split())
    windows = [step["run"] for step in jobs["test-windows"]["steps"] if "run" in step]
    assert windows[0] == "python start.py --set-up"
    for command in windows[1:]:
        words = command.split("python -m ")[1].replace(
            "pip install --quiet -c constraints.txt ", ""
        )
        assert words in recipes, command


MAKE = pytest.mark.skipif(os.name == "nt", reason="there is no make, and no shell")


def make(*arguments, cwd=ROOT, **environment):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare_copy(tmp_path):
    """A folder with the files that `make` needs, and no environment yet."""
    for name in ("Makefile", "start.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def stand_in(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@MAKE
def test_make_says_when_there_is_no_python(bare_copy):
    for target in ("lab", "test"):
        done = make(target, "PYTHON=", cwd=bare_copy)
        assert done.returncode != 0 and "none was found" in done.stdout


@MAKE
def test_make_leaves_the_environment_to_start(bare_copy):
    """Lab, and what the tests need first; what start.py says and does is in test_start.py."""
    python = stand_in(bare_copy / "a python", 'echo "called with $*"; exit 1')
    for target, options in {"lab": "", "test": " --set-up", "playground": " --set-up"}.items():
        done = make(target, f"PYTHON={python}", cwd=bare_copy)
        assert done.returncode != 0
        assert done.stdout.splitlines()[0] == f"called with start.py{options}"


@MAKE
def test_nothing_is_installed_twice():
    """With both stamps in place nothing is installed."""
    if not (ROOT / ".venv" / "test.stamp").exists():
        pytest.skip("the environment was not made by make")
    for target in ("test", "refresh"):
        dry = make("--dry-run", target).stdout
        assert "pip install" not in dry and "--set-up" not in dry


@MAKE
def test_files_dated_tomorrow_install_nothing_twice(bare_copy):
    """Each stamp is as old as the first, which start.py dates after the lists of packages."""
    tomorrow = time.time() + 86_400
    python = bare_copy / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    stand_in(python, "exit 0")
    for name in ("pyproject.toml", "constraints.txt"):
        os.utime(bare_copy / name, (tomorrow, tomorrow))
    target = ".venv/test.stamp"
    first = make(target, f"PYTHON={sys.executable}", cwd=bare_copy)
    assert first.returncode == 0 and first.stdout.count("Installing the packages") == 2
    again = make(target, f"PYTHON={sys.executable}", cwd=bare_copy)
    assert again.returncode == 0 and "Installing" not in again.stdout


@MAKE
def test_the_playground_says_where_it_listens():
    assert "browsers on this machine" in make("--dry-run", "playground").stdout


def test_python3_kernel_is_the_environments_own(tmp_path):
    """Even if the user has another kernel of that name in the home folder."""
    foreign = tmp_path / ".local/share/jupyter/kernels/python3"
    foreign.mkdir(parents=True)
    (foreign / "kernel.json").write_text(json.dumps({"argv": ["/bin/false"], "display_name": "no"}))
    own = f"{sys.prefix}/share/jupyter"
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "kernelspec", "list", "--json"],
        env={**os.environ, "HOME": str(tmp_path), "JUPYTER_PATH": own},
        capture_output=True,
        text=True,
        check=True,
    )
    specs = json.loads(done.stdout)["kernelspecs"]
    assert specs["python3"]["resource_dir"].startswith(sys.prefix)
    assert specs["python3"]["spec"]["argv"][0] in ("python", sys.executable)
    assert "JUPYTER_PATH := $(CURDIR)/$(VENV)/share/jupyter" in (ROOT / "Makefile").read_text()
