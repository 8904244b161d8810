"""start.py: it sets up and opens the series on any system, or says in plain words why it cannot.

No network is needed, and no environment is made: where one has to be there, a script that says
what it was called with stands in for its Python.
"""

import ast
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


@pytest.fixture
def folder(tmp_path):
    """A copy of what start.py needs, in a folder with a name as people have them."""
    folder = tmp_path / "Übungen für Zoë (neu)"
    folder.mkdir()
    for name in ("start.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def start(folder):
    """The copied start.py as a module."""
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder, *arguments, before=""):
    """Run start.py as a program, from another folder; ``before`` is code that runs first."""
    code = (
        f"import sys; sys.argv = sys.argv[1:]; {before}\n"
        "import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(folder / "start.py"), *map(str, arguments)],
        cwd=folder.parent,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        check=False,
        timeout=60,
    )


def put_python(folder, pip="exit 0", course="exit 0"):
    """Put an environment's Python there that does as told when pip or the course is called."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = -c ]; then exit 0; fi\n'
        'echo "called:" "$@"; echo "in: $(pwd)"; echo "user site: $PYTHONNOUSERSITE"\n'
        f'if [ "$2" = pip ]; then\n{pip}\nelse\n{course}\nfi\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    return folder / ".venv" / "base.stamp"


# ---------------------------------------------------------------------- what it needs of Python


def test_only_the_standard_library_is_used():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="ascii"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    imported = {alias.name for node in imports for alias in node.names}
    assert imported <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_an_old_python_can_read_it():
    """Python 2 as well: it knows no f-string, and nothing after a starred argument."""
    tree = ast.parse((ROOT / "start.py").read_text(), feature_version=(3, 4))
    for node in ast.walk(tree):
        assert not isinstance(node, (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign)), node.lineno
        if isinstance(node, ast.FunctionDef):
            assert not node.args.kwonlyargs and not node.returns
        if isinstance(node, ast.Call):
            starred = [isinstance(argument, ast.Starred) for argument in node.args]
            assert not any(starred[:-1]), node.lineno


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 9, 2), (3, 10, 99)])
def test_an_old_python_is_named_and_sent_for_a_newer_one(folder, version):
    done = run(folder, before=f"sys.version_info = {version}")
    found = ".".join(map(str, version))
    assert done.returncode == 1 and done.stderr == ""
    first, second = done.stdout.splitlines()
    assert first.startswith(f"Python 3.11 or newer is needed; this is Python {found}, ")
    assert "python.org" in second and second.endswith("start.py")
    assert not (folder / ".venv").exists()


def test_the_oldest_python_is_that_of_the_project(start):
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">={}.{}"'.format(*start.OLDEST) in text


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_missing_venv_is_said_with_the_package_that_brings_it(folder, missing):
    done = run(folder, before=f"sys.modules['{missing}'] = None")
    assert done.returncode == 1 and done.stderr == ""
    assert "sudo apt install python3-venv" in done.stdout


# --------------------------------------------------------------------------- setting up, and on


@POSIX
def test_it_installs_checks_and_opens_and_the_next_time_only_opens(folder):
    stamp = put_python(folder)
    done = run(folder, "--no-browser", "--port", "9999")
    assert done.returncode == 0 and done.stderr == ""
    called = [line for line in done.stdout.splitlines() if line.startswith("called:")]
    assert called == [  # what pip prints is only shown if it fails
        "called: -m mlp_course --check",
        "called: -m mlp_course --no-browser --port 9999",
    ]
    assert f"in: {folder}" in done.stdout and "user site: 1" in done.stdout
    assert stamp.read_text(encoding="utf-8").endswith(f"\n{folder}")
    again = run(folder).stdout.splitlines()
    assert again[0] == "called: -m mlp_course" and len(again) == 3


@POSIX
def test_check_opens_nothing_and_hands_on_what_was_found(folder):
    put_python(folder, course='case "$*" in *--check*) exit 3;; esac')
    for _ in range(2):  # just set up, and set up before
        done = run(folder, "--check")
        assert done.returncode == 3
        assert done.stdout.count("called: -m mlp_course") == 1
    (folder / ".venv" / "base.stamp").unlink()
    failed = run(folder)  # a fresh installation that does not work is not opened
    assert failed.returncode == 3 and failed.stdout.count("called: -m mlp_course") == 1


@POSIX
def test_set_up_for_make_only_installs(folder):
    stamp = put_python(folder)
    done = run(folder, "--set-up")
    assert done.returncode == 0 and stamp.exists() and "called:" not in done.stdout


@POSIX
@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_list_of_packages_is_installed_anew(folder, start, name):
    stamp = put_python(folder)
    assert start.set_up() and not start.set_up()
    old = stamp.stat().st_mtime - 1000
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("# one more\n")
    os.utime(folder / name, (old, old))  # as from an archive that was packed before
    assert start.set_up() and not start.set_up()


@POSIX
@pytest.mark.parametrize("of", ["before", "after"])
def test_files_dated_tomorrow_are_installed_once(folder, start, of):
    """An archive keeps the times of another machine's clock; `make` goes by them, start.py not."""
    stamp, tomorrow = put_python(folder), time.time() + 86_400.5
    lists = [folder / name for name in ("pyproject.toml", "constraints.txt")]
    if of == "after":
        start.set_up()
    for path in lists:
        os.utime(path, (tomorrow, tomorrow))
    assert start.set_up() == (of == "before")
    assert not start.set_up()
    made = stamp.stat().st_mtime_ns
    assert made > max(path.stat().st_mtime_ns for path in lists) and made % 10**9 == 0


@POSIX
def test_a_moved_folder_is_installed_anew(folder, start):
    put_python(folder)
    run(folder, "--set-up")
    assert start.is_installed()
    moved = folder.with_name("moved")
    folder.rename(moved)
    assert "Installing" in run(moved, "--set-up").stdout
    python = moved / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\nexit 103\n")  # as on Windows when the Python beneath is gone
    assert "no venv module" in run(moved, before="sys.modules['venv'] = None").stdout
    python.unlink()
    assert run(moved, before="sys.modules['venv'] = None").returncode == 1  # it would be made anew


@POSIX
def test_the_pip_command_has_what_it_needs(folder):
    put_python(folder, pip="exit 1")
    wheels = folder.parent / "wheels from a stick"
    wheels.mkdir()
    done = run(folder, "--wheels", wheels.name)  # relative to where the command was given
    (command,) = (line for line in done.stdout.splitlines() if "called: -m pip" in line)
    assert "install" in command and "-c constraints.txt -e .[course]" in command
    assert command.endswith(f"--no-index --find-links {wheels}")
    assert f"Something is missing in {wheels.name}. Fill one on a machine" in done.stdout
    # The environment's Python has pip for certain; the system's, on Debian, has not.
    assert "    .venv/bin/python -m pip download" in done.stdout


# ------------------------------------------------------------------------------------- troubles


@POSIX
@pytest.mark.parametrize(
    "said, expected",
    [
        ("Failed to establish a new connection: [Errno -2]", "   python3 start.py --wheels"),
        ("Temporary failure in name resolution", "start.py --wheels FOLDER"),
        ("[Errno 11001] getaddrinfo failed", "behind a proxy, set HTTPS_PROXY"),
        ("ERROR: No matching distribution found for numpy", "cannot be reached"),
        ("[Errno 28] No space left on device", "The disk is full."),
        ("[WinError 5] Access is denied", "Close other programs that use .venv"),
        ("HINT: this system does not have Windows Long Path support", "is too long. Move it"),
        ("something else altogether", "Delete the folder .venv, and start again."),
    ],
)
def test_a_failed_installation_says_what_to_do_and_what_pip_says(folder, said, expected):
    stamp = put_python(folder, pip=f"echo '{said}' >&2; exit 1")
    done = run(folder)
    assert done.returncode == 1 and done.stderr == ""
    assert expected in done.stdout and f"    {said}" in done.stdout
    assert not stamp.exists() and "called: -m mlp_course" not in done.stdout


def test_of_what_pip_says_the_errors_are_shown(start):
    said = (
        "Looking\nERROR: No matching distribution found\n\nnote: This is not a problem with pip.\n"
    )
    assert start.last_lines(said) == "    ERROR: No matching distribution found"
    assert start.last_lines("one\n two\n\n", 1) == "    two"


def test_a_folder_of_wheels_that_is_not_there_is_named_before_anything_is_made(folder):
    done = run(folder, "--wheels", "nowhere")
    assert done.returncode == 1 and done.stderr == ""
    assert done.stdout.startswith("There is no folder nowhere. Fill one on a machine")
    assert not (folder / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_named(start, folder, monkeypatch, capsys):
    def refuses(path, *_, **__):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(start, "open", refuses, raising=False)
    monkeypatch.setattr(sys, "stdout", console := io.TextIOWrapper(io.BytesIO(), "ascii"))
    assert start.main([]) == 1
    console.seek(0)
    said = console.read()  # and a console that cannot show the umlauts is no further trouble
    assert said.startswith("This folder cannot be written: ") and "?bungen" in said
    assert "Copy the whole folder to one of your own" in said


@POSIX
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_permission_is_named(folder):
    folder.chmod(0o500)
    done = run(folder)
    folder.chmod(0o700)
    assert done.returncode == 1 and "This folder cannot be written" in done.stdout


def test_stop_from_the_keyboard_while_packages_are_installed(start, monkeypatch, capsys):
    def stopped(wheels):
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "set_up", stopped)
    assert start.main([]) == 130
    assert capsys.readouterr().out == "\nStopped. Start again to go on.\n"


def test_an_environment_that_cannot_be_made_is_said(start, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="Error: it broke\n")
    monkeypatch.setattr(start, "run", lambda command: failed)
    with pytest.raises(start.Trouble, match="it broke\nDelete that folder"):
        start.make_environment()


@POSIX
def test_stop_from_the_keyboard_is_left_to_jupyterlab(folder, start, monkeypatch):
    class Process:
        answers = iter([KeyboardInterrupt, KeyboardInterrupt, 5])

        def wait(self):
            answer = next(self.answers)
            if answer is KeyboardInterrupt:
                raise answer
            return answer

    monkeypatch.setattr(start.subprocess, "Popen", lambda *_, **__: Process())
    assert start.course([]) == 5
