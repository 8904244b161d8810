"""Set up what the series needs, and open it.

    python start.py                    make the environment, install, check, open the series
    python start.py --check            all but the opening, for the day before a lesson
    python start.py --wheels FOLDER    install from the files in FOLDER, without a network
    python start.py --set-up           make the environment and install, no more

All other options go to JupyterLab, for example --no-browser or --port=9999. Only Python's own
library is used here, and nothing that an old Python could not read: it has to say that it is old.
"""

import argparse
import contextlib
import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
STAMP = os.path.join(VENV, "base.stamp")  # the Makefile looks at its age
LISTS = [os.path.join(ROOT, name) for name in ("pyproject.toml", "constraints.txt")]
OLDEST = (3, 11)


class Trouble(Exception):
    """What is wrong, and what to do about it, in plain sentences."""


def main(arguments):
    """Do what the options say; return the exit status."""
    try:
        check_version()
        sys.stdout.reconfigure(errors="replace")  # a path may hold what a console cannot show
        chosen, others = parse(arguments)
        is_new = set_up(chosen.wheels)
        if chosen.set_up:
            return 0
        if is_new or chosen.check:
            status = course(["--check"])
            if status or chosen.check:
                return status
        return course(others)
    except Trouble as trouble:
        print(trouble)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on.")
        return 130


def check_version():
    if sys.version_info[:2] < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        newer = "py -3.13" if os.name == "nt" else "python3.13"
        raise Trouble(
            "Python {}.{} or newer is needed; this is Python {}, {}.\n"
            "Install a newer one from python.org or your package manager, and start with that: "
            "{} start.py".format(OLDEST[0], OLDEST[1], found, sys.executable, newer)
        )


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="start.py",
        usage="python start.py [--check] [--wheels FOLDER] [--set-up] [options of JupyterLab]",
        allow_abbrev=False,
    )
    parser.add_argument("--check", action="store_true", help="say whether all works; open nothing")
    parser.add_argument("--wheels", metavar="FOLDER", help="install from FOLDER, without a network")
    parser.add_argument("--set-up", action="store_true", help="make the environment and install")
    return parser.parse_known_args(arguments)


def set_up(wheels=None):
    """Make the environment and install, where that is not done yet; return whether it was."""
    if is_installed():
        date_stamp()
        return False
    check_writable()
    if wheels and not os.path.isdir(wheels):
        raise Trouble("There is no folder {}. {}".format(wheels, FILL))
    if not runs(PYTHON):
        make_environment()
    print("Installing the packages of the notebooks; this takes a minute or two.")
    sys.stdout.flush()
    install(wheels)
    with open(STAMP, "w", encoding="utf-8", errors="surrogateescape") as stamp:
        stamp.write(fingerprint() + "\n" + ROOT)
    date_stamp()
    return True


def date_stamp():
    """Let `make`, which goes by age, find the stamp newer than the lists of packages.

    Files from an archive may be of any age, of tomorrow as well. Whole seconds are kept by every
    file system and every `touch -r`.
    """
    times = [os.path.getmtime(path) + 1 for path in LISTS] + [os.path.getmtime(STAMP)]
    with contextlib.suppress(OSError):  # who only reads here calls no make either
        os.utime(STAMP, (int(max(times)), int(max(times))))


def fingerprint():
    """Return a few letters that are others as soon as another package, or version, is listed."""
    contents = hashlib.sha256()
    for path in LISTS:
        with open(path, "rb") as file:
            contents.update(file.read())
    return contents.hexdigest()


def is_installed():
    """Is everything installed that is listed, and for this very folder?"""
    try:
        with open(STAMP, encoding="utf-8", errors="surrogateescape") as stamp:
            installed, _, folder = stamp.read().partition("\n")
        # Else it was moved, and what is in it is not. On Windows C: and c: are the same place.
        return os.path.samefile(folder, ROOT) and installed == fingerprint() and runs(PYTHON)
    except OSError:
        return False


def check_writable():
    probe = os.path.join(ROOT, ".probe-{}".format(os.getpid()))
    try:
        open(probe, "w").close()  # tempfile does not come back on Windows: cpython, issue 66305
        os.remove(probe)
    except OSError as error:
        raise Trouble(
            "This folder cannot be written: {} ({}).\n"
            "Copy the whole folder to one of your own, such as your documents, and start it "
            "there.".format(ROOT, error.strerror)
        )


def runs(python):
    """Is there a Python at this path that works? An upgrade of the system may have removed it."""
    try:
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.call([python, "-c", "import pip"], env=environment(), **silent) == 0
    except OSError:
        return False


def make_environment():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Trouble(
            "{} has no venv module. On Debian and Ubuntu: sudo apt install python3-venv\n"
            "Then start again.".format(sys.executable)
        )
    done = run([sys.executable, "-m", "venv", "--clear", VENV])
    if done.returncode:
        raise Trouble(
            "The environment could not be made in {}. What Python says:\n{}\nDelete that folder, "
            "if it is there, and start again.".format(VENV, last_lines(done.stdout))
        )


def install(wheels):
    """Let pip install the packages, from the index or from a folder."""
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    command += ["-c", "constraints.txt", "-e", ".[course]"]
    if wheels:
        command += ["--no-index", "--find-links", os.path.abspath(wheels)]
    done = run(command)
    if done.returncode:
        raise Trouble(
            "The packages could not be installed. {}\nWhat pip says:\n{}".format(
                advice(done.stdout, wheels), last_lines(done.stdout)
            )
        )


FILL = (
    "Fill one on a machine that has a network, the same system and the same version of Python: "
    "start the series there once, and then, in its folder,\n"
    '    {} -m pip download -d wheels -c constraints.txt ".[course]" '
    '"setuptools>=77.0.1"'.format(os.path.relpath(PYTHON, ROOT))
)
NO_NETWORK = (
    "establish a new connection", "Failed to resolve", "name resolution", "getaddrinfo",
    "unreachable", "refused", "timed out", "ProxyError", "CERTIFICATE_VERIFY",
    "No matching distribution",
)  # fmt: skip


REFUSED = ("Permission denied", "Errno 13", "WinError 5]", "WinError 32]")


def advice(said, wheels):
    """Return what to do about a failure, by what pip has said."""
    if "No space left" in said or "Errno 28" in said:
        return "The disk is full. Free two gigabytes, and start again."
    if any(sign in said for sign in REFUSED):
        return "Something cannot be written. Close other programs that use .venv, and start again."
    if "Long Path" in said:
        return "The path of this folder is too long. Move it, to C:\\series say, and start again."
    if wheels:
        return "Something is missing in {}. {}".format(wheels, FILL)
    if any(sign in said for sign in NO_NETWORK):
        return (
            "The package index cannot be reached. Connect this machine to the network and start "
            "again (behind a proxy, set HTTPS_PROXY), or install from a folder of files:\n"
            "    {} start.py --wheels FOLDER".format("py" if os.name == "nt" else "python3")
        )
    return "Delete the folder .venv, and start again."


def run(command):
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        errors="replace",
        check=False,
    )


def last_lines(text, number=4):
    """Return the end of what a program said, or of its errors, if it names any."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if "ERROR" in line] or lines
    return "\n".join("    " + line for line in lines[-number:])


def environment():
    """A user's packages outside the environment must not be mixed in."""
    return dict(os.environ, PYTHONNOUSERSITE="1")


def course(arguments):
    """Go on with the environment's own Python, and return its exit status."""
    sys.stdout.flush()
    command = [PYTHON, "-m", "mlp_course"] + arguments
    process = subprocess.Popen(command, cwd=ROOT, env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # JupyterLab gets it as well, and stops, or asks first
            pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
