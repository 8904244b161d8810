"""The stop button of a real JupyterLab pauses a playground, on whichever thread it trains."""

import pytest
from browser_fixtures import HIDDEN, SCREENS, Notebook, add_notebook, fit_on_screen

pytestmark = pytest.mark.browser

CELL = "from mlp_course.widgets import Playground\none = Playground('images=20000 epochs=0')\none"
# Widgets' messages on threads of their own is JupyterLab's way; other pages have one for all.
ONE_THREAD = """() => {
  jupyterapp.shell.currentWidget.sessionContext.session.kernel.commsOverSubshells = 'disabled';
}"""


@pytest.fixture(scope="module")
def notebook(chromium, server):
    add_notebook(server, "stop", CELL)
    page = chromium.new_page(viewport=SCREENS["1280"])
    page.set_default_timeout(60_000)  # a busy machine takes its time
    yield Notebook(page, *server, "stop")
    page.close()


@pytest.mark.parametrize("threads", ["own thread", "one thread"])
def test_the_stop_button_pauses_a_training(notebook, threads):
    page = notebook.page
    if threads == "one thread":
        page.evaluate(ONE_THREAD)
    notebook.run_all()
    page.wait_for_selector(".mlp-playground[data-updates]")
    root = page.locator(".mlp-playground")
    train = root.get_by_role("button", name="Train", exact=True)
    for size in SCREENS.values():  # it works again, and stops again
        fit_on_screen(page, size)
        batches = int(root.get_attribute("data-batches"))
        train.click()
        page.wait_for_function(
            f"document.querySelector('.mlp-playground').dataset.batches > {batches + 100}"
        )
        page.locator("[data-command='notebook:interrupt-kernel']").click()
        page.wait_for_selector(".mlp-playground[data-running='false']")
        assert notebook.ask("one.running") == "False"
        assert int(root.get_attribute("data-batches")) == int(notebook.ask("one.engine.batches"))
        assert root.locator(".pg-status").inner_text() == "Paused"
        assert not train.evaluate(HIDDEN)
        assert "raised" not in root.inner_text()
    assert notebook.problems() == []
