"""The stop button of a real JupyterLab pauses a playground, on whichever thread it trains."""

import pytest
from browser_fixtures import Notebook, add_notebook

pytestmark = pytest.mark.browser

CELL = "from mlp_course.widgets import Playground\none = Playground('images=20000 epochs=0')\none"
# Widgets' messages on threads of their own is JupyterLab's way; other pages have one for all.
ONE_THREAD = "kernel => kernel.commsOverSubshells = 'disabled'"


@pytest.mark.parametrize("threads", ["own thread", "one thread"])
def test_the_stop_button_pauses_a_training(chromium, server, threads):
    name = f"stop_{threads.replace(' ', '_')}"
    add_notebook(server, name, CELL)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    notebook = Notebook(page, *server, name)
    if threads == "one thread":
        page.evaluate(
            f"({ONE_THREAD})(jupyterapp.shell.currentWidget.sessionContext.session.kernel)"
        )
    notebook.run_all()
    page.wait_for_selector(".mlp-playground[data-updates]", timeout=60_000)
    root = page.locator(".mlp-playground")
    train = root.get_by_role("button", name="Train", exact=True)
    for _ in range(2):  # it works again, and stops again
        batches = int(root.get_attribute("data-batches"))
        train.click()
        page.wait_for_function(
            f"document.querySelector('.mlp-playground').dataset.batches > {batches + 100}"
        )
        page.evaluate("jupyterapp.commands.execute('notebook:interrupt-kernel')")
        page.wait_for_selector(".mlp-playground[data-running='false']", timeout=15_000)
        assert notebook.ask("one.running") == "False"
        assert int(root.get_attribute("data-batches")) == int(notebook.ask("one.engine.batches"))
        assert "raised" not in root.inner_text()
    assert notebook.problems() == []
    page.close()
