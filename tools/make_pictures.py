"""Make the pictures of the widgets in use, which the notebooks show where there is no kernel.

    python tools/make_pictures.py [00_draw_pad ...]

Without arguments, all pictures. Each is a screenshot of the real widget, used in a real JupyterLab
as a reader would use it, with what is to be seen in words: ``notebooks/pictures/NAME.png`` and
``NAME.txt``. A cell tagged ``picture:NAME`` gets both from ``make refresh``. Seeds and numbers of
epochs are fixed; only the last digits of a number may differ from one processor to another.

The README has pictures of its own, in ``pictures/``: one more widget, two figures as the notebooks
store them, and the film of make_film.py. What is to be seen goes into the README by hand.

A new picture is one more line in ``PICTURES``.
"""

import ast
import base64
import io
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import make_film  # noqa: E402
from browser_fixtures import (  # noqa: E402
    NO_CHROMIUM,
    Notebook,
    add_notebook,
    chromium_path,
    drag,
    draw,
    jupyterlab,
    launched_chromium,
    settled,
)

FOLDER = ROOT / "notebooks" / "pictures"
README = ROOT / "pictures"
MOST_BYTES = 120_000


class Picture(NamedTuple):
    """How one picture is made."""

    source: str  # a cell that ends in the widget
    use: (
        Callable  # is given the Notebook; uses the widget, and returns what is to be seen, in words
    )
    selector: str = ".jp-OutputArea-output"  # what is photographed
    width: int = 1000  # of the page, in CSS pixels
    scale: float = 2  # the screen's pixels for each of them
    folder: Path = FOLDER


TRAINED_PAD = """\
from mlp_course.digits import digits
from mlp_course.widgets import DrawPad
from mlp_helpers import MLP, SGD, fit
X_train, y_train, _, _ = digits()
model = MLP([784, 128, 64, 10], seed=0)
_ = fit(model, X_train, y_train, epochs=5, batch_size=64, optimizer=SGD(0.1), progress=False)
pad = DrawPad(model)
pad"""
# Two 7s, in shares of the pad's side: a clear one, and one with more of a hook, somewhat like a 9.
CLEAR_SEVEN = [
    *[(0.34, 0.42), (0.29, 0.36), (0.28, 0.28), (0.32, 0.22), (0.50, 0.19), (0.72, 0.22)],
    *[(0.67, 0.36), (0.60, 0.50), (0.52, 0.66), (0.46, 0.84)],
]
SEVEN = [
    *[(0.36, 0.44), (0.31, 0.39), (0.28, 0.34), (0.28, 0.28), (0.30, 0.22), (0.38, 0.19)],
    *[(0.50, 0.18), (0.72, 0.22), (0.67, 0.36), (0.60, 0.50), (0.52, 0.66), (0.46, 0.84)],
]


def draw_a_seven(notebook):
    page = notebook.page
    page.wait_for_selector(".mlp-draw-pad .dp-tile", timeout=60_000)
    draw(page, CLEAR_SEVEN)
    settled(page, 7)
    page.mouse.move(5, 5)
    (first, p), (second, q) = two_best(notebook)
    return (
        f"The draw pad in use. On the left a {first}, drawn with one stroke. Under it the buttons "
        "Undo, Clear, Noise and Centre, the tools Draw, Erase and Move, and the digits 0 to 9, "
        "each of which lays a written one there. Beside it the three steps of its way to the "
        "network: cropped to the ink, fitted into 20 by 20 pixels, centred in 28 by 28. On the "
        "right the answer of the network, with a bar for each digit: it reads a "
        f"{first} with probability {p}, and gives {q} to a {second}. Below, {tiles_in_words(page)}"
    )


def two_best(notebook):
    """Return the two most probable digits and their probabilities, as the pad writes them."""
    best = notebook.ask(
        "[[int(k), f'{pad.probabilities[k]:.1%}'.replace('%', ' %')] "
        "for k in pad.probabilities.argsort()[:-3:-1]]"
    )
    return ast.literal_eval(best)


def tiles_in_words(page):
    n = page.locator(".dp-tile").count()
    return (
        f"the weights of {n} units of the first hidden layer as small pictures in red and blue: "
        "those that respond most strongly to the drawing, as a line below each of them shows."
    )


PLAYGROUND = """\
from mlp_course.widgets import DrawPad, Playground
playground = Playground("images=10000 epochs=6")
"""


def train_six_epochs(notebook):
    page, root = notebook.page, notebook.page.locator(".mlp-playground")
    page.wait_for_selector(".mlp-playground[data-updates]", timeout=60_000)
    # One by one: each time it holds it validates, and does not ask the clock whether there is time.
    for epoch in range(1, 7):
        root.get_by_role("button", name="One epoch", exact=True).click()
        page.wait_for_selector(
            f".mlp-playground[data-running='false'][data-epoch='{epoch}']", timeout=60_000
        )
    root.get_by_role("button", name="Show a 7", exact=True).click()
    root.locator(".nw-image figcaption").get_by_text("7").wait_for()
    page.mouse.move(5, 5)
    training_loss, validation_loss, training, validation = root.locator(
        ".pg-key b"
    ).all_inner_texts()
    reads = root.locator(".nw-title").last.inner_text().removesuffix("✓").strip()
    return (
        "The playground after six epochs. On the left the controls for network, training and data. "
        "On the right the curves of loss and accuracy by epoch, solid for training and dashed for "
        f"validation. The training loss has fallen to {training_loss}, the validation loss to "
        f"{validation_loss}; the training accuracy has risen to {training}, the validation "
        f"accuracy to {validation}, with a dip on the way. Below them the diagnosis, and the tab "
        "Network: one validation image, a 7, on its way through the units of the two hidden layers "
        f"to the ten outputs, with lines for what each contributes. The network {reads}."
    )


def look_at_a_unit(notebook):
    train_six_epochs(notebook)
    page = notebook.page
    page.add_style_tag(content=".nw-damage { display: none }")  # would be half as much again
    page.locator(".nw-column").nth(1).get_by_role("button").first.hover()
    card = page.get_by_role("region", name="The unit that is looked at")
    card.get_by_role("heading").first.wait_for()
    name = card.get_by_role("heading").first.inner_text()
    reads = page.locator(".nw-title").last.inner_text().removesuffix("✓").strip()
    return (
        "The tab Network of the playground: a 7 on its way through the units of two hidden layers "
        "to the ten outputs, with lines in red and blue for what raises and lowers a sum. The "
        f"network {reads}. Below, a card for {name}, at which the pointer rests: its weights, the "
        "digits that excite it most, what its sum consists of, and where it goes."
    )


def switch_units_off(notebook):
    page = notebook.page
    page.wait_for_selector(".mlp-draw-pad .dp-tile", timeout=60_000)
    draw(page, SEVEN)
    settled(page, 7)
    before = two_best(notebook)
    while page.get_attribute(".mlp-draw-pad", "data-prediction") == "7":
        off = page.locator("button.dp-tile[aria-pressed='true']").count()
        page.evaluate(SWITCH_STRONGEST_OFF)
        page.wait_for_function(UNITS_OFF, arg=off + 1)
        page.wait_for_selector(".mlp-draw-pad[data-waiting='0']")
    page.mouse.move(5, 5)
    (now, p), _ = two_best(notebook)
    n = off + 1
    return (
        f"The draw pad with the network of the playground after six epochs, and {n} of its units "
        f"switched off. The drawing is a 7 with a hook. With all units on it was read as a "
        f"{before[0][0]} with probability {before[0][1]}; now the network reads "
        f"{'an' if now == 8 else 'a'} {now} with {p}. "
        "Marks on the bars show the probabilities with all units on. "
        f"Below, {tiles_in_words(page)} Those that are off are pale and say so."
    )


# The strongest come first, so it is the first one that is still on.
SWITCH_STRONGEST_OFF = """() => {
  document.querySelector("button.dp-tile[aria-pressed='false']").click();
}"""
UNITS_OFF = "n => document.querySelectorAll(\"button.dp-tile[aria-pressed='true']\").length === n"


TWO_FEATURES = """\
import re
from mlp_course.widgets import TwoFeatures
from mlp_helpers import load_mnist, train_validation_split
def percent_of_ink(part, images):
    return 100 * part.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
features = {
    "upper half (%)": lambda images: percent_of_ink(images[:, :14], images),
    "left half (%)": lambda images: percent_of_ink(images[:, :, :14], images),
    "own feature": lambda images: percent_of_ink(images[:, 8:20, :14], images),
}
(X_train, y_train), _ = load_mnist()
plane = TwoFeatures(features, *train_validation_split(X_train, y_train), digits=(3, 9))
plane"""


def choose_digits_and_features(notebook):
    page = notebook.page
    menus = page.locator(".mlp-menu select")
    menus.nth(3).wait_for(timeout=60_000)
    menus.nth(1).select_option("8")
    menus.nth(2).focus()
    page.keyboard.press("End")
    told = page.get_by_text("3 or 8, told by own feature and left half (%)")
    told.wait_for(state="attached", timeout=60_000)
    menus.nth(2).blur()
    page.mouse.move(5, 5)
    alt = ast.literal_eval(notebook.ask("re.search('alt=\"([^\"]*)', plane.picture.value)[1]"))
    return (
        "Four menus, for two digits and two features, set to 3 and 8, to a feature of the reader's "
        f"own and to the left half. Below them the figure: {alt[0].lower()}{alt[1:]}"
    )


def drag_a_score(notebook):
    page = notebook.page
    page.wait_for_selector(".mlp-three-scores[data-theme]", timeout=60_000)
    drag(page, page.get_by_role("slider", name="Score of class 0"), units=4)
    page.mouse.move(5, 5)
    root = page.locator(".mlp-three-scores")
    z, y, loss = (root.get_attribute(f"data-{name}") for name in ("z", "y", "loss"))
    z, y = ast.literal_eval(z), int(y)
    numbers = root.locator(".ts-number").all_inner_texts()
    p, gradient = numbers[::2], numbers[1::2]
    rows = ". ".join(
        f"Class {k}: score {z[k]:g}, probability {p[k]}, P − Y {gradient[k]}" for k in range(3)
    )
    return (
        "Three scores as handles on three lines, from −5 to 5, with a row for each class. "
        f"{rows}. The right class is {y}, and the loss is {loss}, −log of {p[y]}. In each row an "
        "arrow at the handle points the way that the score should go, and the signed bar of P − Y "
        f"points the other way: class {y} should be raised, the other two lowered. Below, the loss "
        "as a point on the curve of −log p."
    )


def raise_the_temperature(notebook):
    page = notebook.page
    slider = page.get_by_role("slider").first
    slider.wait_for(timeout=60_000)
    slider.focus()
    for _ in range(6):  # each step multiplies T by 10 to the power 0.05
        page.keyboard.press("ArrowRight")
    page.get_by_text("At T = 2.00").wait_for()
    p = ast.literal_eval(notebook.ask("softmax(slider.z / slider.slider.value).round(3).tolist()"))
    bars = ", ".join(f"{share:.3f}" for share in p)
    return (
        "A slider for the temperature T, moved to 2, and below it the probabilities of the scores "
        f"1, 5, 3 and 6 as bars: {bars}. The largest score has lost some of its lead, and the "
        "order is the same."
    )


def disturb_a_digit(notebook):
    page = notebook.page
    sliders = page.get_by_role("slider")
    sliders.first.wait_for(timeout=60_000)
    for number, times in [(0, 1), (2, 3)]:
        sliders.nth(number).focus()
        for _ in range(times):
            page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(1500)
    said = page.get_by_role("status").filter(has_text="Read as").inner_text()
    return (
        "Six sliders for what is done to a digit: pixels to the right and down, rotation, "
        "thickness, noise, contrast; below them the buttons Undisturbed and Next image. Two are in "
        "use: the digit is moved 1 pixel to the left, and turned clockwise by 15 degrees. Beside "
        "them the image as the network sees it, and a bar for each of its ten probabilities. Above "
        f"it stands: {said}."
    )


DISTURBED_DIGIT = """\
import numpy as np
from mlp_course.digits import digits
from mlp_course.widgets import DisturbedDigit
from mlp_helpers import MLP, SGD, fit
X_train, y_train, X_val, y_val = digits()
model = MLP([784, 128, 64, 10], seed=0)
_ = fit(model, X_train, y_train, epochs=3, batch_size=64, optimizer=SGD(0.1), progress=False)
first = [np.flatnonzero(y_val == digit)[0] for digit in (4, 5, 6, 7)]
DisturbedDigit(model, X_val[first].reshape(-1, 28, 28), y_val[first])"""


PICTURES = {
    "00_draw_pad": Picture(TRAINED_PAD, draw_a_seven, ".mlp-draw-pad"),
    "01_two_features": Picture(
        TWO_FEATURES, choose_digits_and_features, ".widget-vbox", width=920, scale=1.5
    ),
    "03_three_scores": Picture(
        "from mlp_course.widgets import ThreeScores\nscores = ThreeScores()\nscores",
        drag_a_score,
        ".mlp-three-scores",
        width=1150,
    ),
    "03_temperature": Picture(
        "from mlp_course.widgets import TemperatureSlider\nfrom mlp_helpers import softmax\n"
        "slider = TemperatureSlider([1.0, 5.0, 3.0, 6.0])\nslider",
        raise_the_temperature,
        ".widget-vbox",
        width=760,
        scale=1.5,
    ),
    "07_playground": Picture(
        PLAYGROUND + "playground", train_six_epochs, ".mlp-playground", width=1330, scale=1
    ),
    "network": Picture(
        PLAYGROUND + "playground",
        look_at_a_unit,
        ".pg-tabs",
        width=1330,
        scale=1.5,
        folder=README,
    ),
    "07_draw_pad": Picture(
        PLAYGROUND + "for _ in range(6):\n    playground.engine.train_epoch()\n"
        "pad = DrawPad(playground)\npad",
        switch_units_off,
        ".mlp-draw-pad",
    ),
    "09_disturbed_digit": Picture(
        DISTURBED_DIGIT, disturb_a_digit, ".mlp-disturbed-digit", width=1100, scale=1.5
    ),
    "09_draw_pad": Picture(
        TRAINED_PAD.replace("[784, 128, 64, 10]", "[784, 512, 256, 10]"),
        draw_a_seven,
        ".mlp-draw-pad",
    ),
}

# Those that a notebook has stored already: where, and with which call.
FIGURES = {
    "learning_curves": ("05_training_from_scratch", "plots.learning_curves(chosen)"),
    "confusion_matrix": ("06_error_analysis", "plots.confusion_heat_maps(counts)"),
}
FILM = "playground"


def make(name, browser, server):
    """Make one picture, store it with its words, and return where it is."""
    if name == FILM:
        film, words = make_film.make(browser, server)
        return store(README / f"{name}.webp", film, words)
    if name in FIGURES:
        return store(README / f"{name}.png", *figure(*FIGURES[name]))
    return store(PICTURES[name].folder / f"{name}.png", *photograph(name, browser, server))


def store(path, content, words):
    """Write a picture and its words, and return where the picture is."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    path.with_suffix(".txt").write_text(words + "\n", encoding="utf-8")
    return path


def figure(notebook, call):
    """Return a figure as a notebook has stored it, with few colours, and its words."""
    content = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    (cell,) = (cell for cell in content["cells"] if call in "".join(cell["source"]))
    (output,) = (output for output in cell["outputs"] if "image/png" in output.get("data", {}))
    png = base64.b64decode(output["data"]["image/png"])
    return small_png(png), output["metadata"]["image/png"]["alt"]


def photograph(name, browser, server):
    """Return one picture of a widget in use, and its words."""
    picture = PICTURES[name]
    add_notebook(server, name, picture.source)
    page = browser.new_page(
        viewport={"width": picture.width, "height": 1600}, device_scale_factor=picture.scale
    )
    notebook = Notebook(page, *server, name)
    page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    notebook.run_all()
    page.wait_for_selector(picture.selector, timeout=60_000)
    words = picture.use(notebook)
    page.wait_for_timeout(700)  # for the last transition
    screenshot = page.locator(picture.selector).last.screenshot(animations="disabled")
    if notebook.problems():
        raise RuntimeError(f"{name}: {notebook.problems()}")
    page.close()
    return small_png(screenshot), words


def small_png(screenshot):
    """Return a PNG with a palette, of as many colours as MOST_BYTES have room for.

    Median cut would give what covers little, as a curve does, the colour of something larger.
    """
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    for colours in (256, 128, 64, 32):
        few = image.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        file = io.BytesIO()
        few.save(file, "PNG", optimize=True)
        if file.tell() <= MOST_BYTES:
            return file.getvalue()
    raise ValueError(f"the picture has {file.tell():,} bytes with {colours} colours")


def main():
    every = [*PICTURES, *FIGURES, FILM]
    names = sys.argv[1:] or every
    if unknown := set(names) - set(every):
        sys.exit(f"no such picture: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    if chromium_path() is None:
        sys.exit(NO_CHROMIUM)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        jupyterlab(Path(home)) as server,
        launched_chromium() as browser,
    ):
        for name in names:
            print(f"{name}: {make(name, browser, server).stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
