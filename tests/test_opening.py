"""`python -m mlp_course`: what it opens and where, and the check on the day before a lesson."""

import http.server
import json
import os
import socket
import subprocess
import sys
import threading

import pytest

from mlp_course import __main__ as opening
from mlp_course import checkup


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Go to an empty folder; the options with which JupyterLab is started are listed."""
    calls = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", "")
    monkeypatch.setattr("jupyterlab.labapp.main", lambda argv: calls.append(argv))
    monkeypatch.setattr(opening, "in_use", lambda port: False)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "no servers"))
    return calls


def test_the_readers_copy_in_the_present_folder_is_opened(opened, tmp_path, capsys):
    assert not opening.main(["--no-browser"])
    (options,) = opened
    assert f"--ServerApp.root_dir={tmp_path}" in options
    assert "--LabApp.default_url=/lab/tree/my_notebooks/00_start_here.ipynb" in options
    assert "--ServerApp.contents_manager_class=mlp_course.reopened.Reopened" in options
    assert options[-1] == "--no-browser"
    assert (tmp_path / "my_notebooks" / "00_start_here.ipynb").exists()
    assert capsys.readouterr().out.startswith("Your own copy of the notebooks, edition ")


@pytest.mark.skipif(os.name == "nt", reason="there is no root")
@pytest.mark.parametrize("user", [0, 1000])
def test_root_is_allowed_to_run_the_server(user, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--allow-root" in opening.options(tmp_path)) == (user == 0)


def test_the_environments_own_kernel_comes_first(opened, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    opening.main([])
    own = os.path.join(sys.prefix, "share", "jupyter")
    assert os.environ["JUPYTER_PATH"] == f"{own}{os.pathsep}elsewhere"


def test_a_port_in_use_is_noticed():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert opening.in_use(port)
    assert not opening.in_use(port)


@pytest.mark.parametrize("arguments, said", [([], True), (["--port=9999"], False)])
def test_the_next_free_port_is_announced(opened, monkeypatch, capsys, arguments, said):
    monkeypatch.setattr(opening, "in_use", lambda port: port == 8888)
    opening.main(arguments)
    assert ("Port 8888 is in use" in capsys.readouterr().out) == said


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Let a server of a root folder run that begins with a page; files say so, as Jupyter's do."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "run").mkdir()
    servers = []

    def serve(root, page, pid=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path, _, token = self.path.partition("?")
                self.send_response(302 if path == "/" else 200)
                if path == "/":
                    self.send_header("Location", f"{page}?{token}")
                self.end_headers()

            def log_message(self, *_):
                pass

        servers.append(http.server.HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{servers[-1].server_port}/"
        info = {"url": url, "token": "secret", "pid": pid or os.getpid(), "root_dir": str(root)}
        (tmp_path / "run" / f"jpserver-{len(servers)}.json").write_text(json.dumps(info))
        return url

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


PAGE = "/lab/tree/my_notebooks/00_start_here.ipynb"


def test_one_that_runs_on_the_copy_is_opened_instead_of_a_second(
    opened, serve, tmp_path, monkeypatch, capsys
):
    shown = []
    monkeypatch.setattr(opening.webbrowser, "open", shown.append)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    url = serve(tmp_path, PAGE)
    assert opening.main([]) == 0 and opened == []
    *_, said, and_then = capsys.readouterr().out.splitlines()
    assert said == f"JupyterLab is running on them already, at {url}?token=secret"
    assert and_then == "It is opened in the browser once more."
    (door,) = shown  # not the address: other users may read a command line, and so the token
    assert door == (tmp_path / "run" / f"jpserver-{os.getpid()}-open.html").as_uri()
    assert opening.main(["--no-browser"]) == 0 and opened == [] and len(shown) == 1


def test_a_second_one_starts_if_it_is_asked_for(opened, serve, tmp_path):
    serve(tmp_path, PAGE)
    opening.main(["--port=9999"])
    assert len(opened) == 1


@pytest.mark.parametrize("other", ["folder", "page", "process", "silent"])
def test_what_else_runs_is_no_reason_not_to_start(opened, serve, tmp_path, other):
    (tmp_path / "elsewhere").mkdir()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    url = serve(
        tmp_path / "elsewhere" if other == "folder" else tmp_path,
        "/lab" if other == "page" else PAGE,  # a JupyterLab of another environment, in this folder
        ended.pid if other == "process" else None,
    )
    if other == "silent":  # it is gone, and its number is another process's
        file = tmp_path / "run" / "jpserver-1.json"
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        file.write_text(file.read_text().replace(url, f"http://127.0.0.1:{port}/"))
    opening.main([])
    assert len(opened) == 1


def test_names_that_are_taken_and_folders_that_cannot_be_written_are_said(
    opened, tmp_path, monkeypatch, capsys
):
    for error, said in [
        (FileExistsError("both hold something else"), "both hold something else"),
        (PermissionError(13, "Permission denied"), f"{tmp_path} cannot be written."),
    ]:

        def refuses(where, error=error):
            raise error

        monkeypatch.setattr(opening.own_copy, "lay", refuses)
        assert opening.main([]) == 1
        assert capsys.readouterr().out.startswith(said)
    assert opened == []


# ------------------------------------------------------------------------------------ the check


def test_all_checks_pass_here(opened, tmp_path, capsys):
    assert opening.main(["--check"]) == 0
    *lines, verdict = capsys.readouterr().out.splitlines()
    assert verdict == "Everything works."
    assert [line.split(":")[0] for line in lines] == [f"ok       {name}" for name in checkup.CHECKS]
    assert "70,000 images" in lines[1] and "digits are read" in lines[2]
    assert opened == [] and [*tmp_path.iterdir()] == []


def test_what_fails_is_named_with_advice_and_the_others_are_still_tried(
    opened, monkeypatch, capsys
):
    def fails(where):
        raise OSError("no such thing\nat all")

    for name, (_, advice) in checkup.CHECKS.items():
        well = {other: (lambda where: "well", "") for other in checkup.CHECKS}
        monkeypatch.setattr(checkup, "CHECKS", {**well, name: (fails, advice)})
        assert opening.main(["--check"]) == 1
        said = capsys.readouterr().out
        assert f"PROBLEM  {name}: OSError: no such thing at all\n         {advice}\n" in said
        assert said.count("ok  ") == len(well) - 1
        assert said.endswith("Not everything works; see above.\n")


def test_a_check_can_fail(tmp_path, monkeypatch):
    """Each check that can be broken without harm finds that it is."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *_: [str(tmp_path)])
    with pytest.raises(FileNotFoundError, match="jupyterlab-manager is not installed"):
        checkup.widgets(tmp_path)
    with pytest.raises(OSError):
        checkup.folder(tmp_path / "nowhere")
    monkeypatch.setattr("mlp_helpers.fit", lambda *_, **__: None)
    with pytest.raises(ArithmeticError, match="new digits are read after two epochs"):
        checkup.training(tmp_path)


def test_a_kernel_of_another_environment_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(RuntimeError, match="another environment"):
        checkup.kernel(tmp_path)
