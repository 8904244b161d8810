"""Open the series in JupyterLab:  python -m mlp_course  [--check]  [options of JupyterLab]

The reader's own copy of the notebooks, my_notebooks, is made in the present folder if it is not
there yet. With --check nothing is opened: one line for each thing that has to work.
"""

import http.client
import os
import socket
import sys
import urllib.parse
import urllib.request
import webbrowser
from pathlib import Path
from typing import NamedTuple

from . import own_copy
from .checkup import check_up

PORT = 8888  # JupyterLab's own choice; if it is taken, it tries those that follow


def main(arguments):
    """Check, or open the series; return the exit status."""
    use_own_kernels()
    where = Path.cwd()
    if "--check" in arguments:
        return 0 if check_up(where) else 1
    try:
        folder, news = own_copy.lay(where)
    except FileExistsError as error:
        print(error)
        return 1
    except PermissionError:
        print(f"{where} cannot be written. Go to a folder of your own, and start there.")
        return 1
    except OSError as error:
        print(
            f"The copy in {where} is not complete: {error}. Nothing of yours was changed. "
            "Make room, if the disk is full, and start again."
        )
        return 1
    print(news)
    if not set(arguments) - {"--no-browser"} and (server := running(folder)):
        print(f"JupyterLab is running on them already, at {server.address}")
        if "--no-browser" not in arguments:
            print("It is opened in the browser once more.")
            webbrowser.open(server.door)
        return 0
    if not any(argument.startswith("--port") for argument in arguments) and in_use(PORT):
        print(
            f"Port {PORT} is in use, perhaps by another JupyterLab. This one takes the next that "
            "is free: use the address that is named below."
        )
    sys.stdout.flush()
    from jupyterlab.labapp import main as lab

    return lab(argv=[*options(folder), *arguments])


def use_own_kernels():
    """The kernel named python3 is this environment's own, whatever else the user has installed."""
    own = os.path.join(sys.prefix, "share", "jupyter")
    paths = [own, *filter(None, os.environ.get("JUPYTER_PATH", "").split(os.pathsep))]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(dict.fromkeys(paths))


def options(folder):
    """Return JupyterLab's options: the folder above the copy to walk in, and the first notebook.

    Offline there is no news to fetch and no update to look for. A widget whose kernel is gone is
    shown as a picture.
    """
    return [
        f"--ServerApp.root_dir={folder.parent}",
        f"--LabApp.default_url=/lab/tree/{folder.name}/{own_copy.FIRST}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--ServerApp.contents_manager_class=mlp_course.reopened.Reopened",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


class Running(NamedTuple):
    """A JupyterLab that runs."""

    address: str
    door: str  # a file that leads there: in a command line others could read the token


def running(folder):
    """Return the JupyterLab that was started on this copy and still answers, or None."""
    from jupyter_core.paths import jupyter_runtime_dir
    from jupyter_server.serverapp import list_running_servers

    # A proxy knows nothing of this machine's own servers.
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for server in list_running_servers():
        address = f"{server['url']}?token={server['token']}"
        try:
            # Where it begins tells ours from a server with another environment's kernels.
            with browser.open(address, timeout=5) as answer:
                first = urllib.parse.unquote(urllib.parse.urlsplit(answer.url).path)
            is_here = os.path.samefile(server["root_dir"], folder.parent)
        except (OSError, http.client.HTTPException):
            continue
        if is_here and first.endswith(f"/lab/tree/{folder.name}/{own_copy.FIRST}"):
            door = Path(jupyter_runtime_dir(), f"jpserver-{server['pid']}-open.html")
            return Running(address, door.as_uri())
    return None


def in_use(port):
    """Does something listen at this port of this machine?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # a path may hold what a console cannot show
    sys.exit(main(sys.argv[1:]))
