"""The film at the top of the README: the playground while it trains, frame by frame.

`make pictures` calls it. The widget, its page and its numbers are the real ones. Only the clock is
the film's: it trains a few batches, waits until they are to be seen, and takes a picture, so that
the film is the same on a slow machine and on a quick one.
"""

import io
from itertools import accumulate

import numpy as np
from browser_fixtures import Notebook, add_notebook
from PIL import Image

# ``running`` is set by hand, so no page asks for more than ``train_to`` does.
SOURCE = """\
from mlp_course.widgets import Playground
playground = Playground("images=10000 epochs=2")
def train_to(batches):
    with playground.lock:
        engine = playground.engine
        playground.running = engine.train(
            float("inf"), until=2, interrupted=lambda: engine.batches >= batches
        )
        playground._report({}, everything=True)
playground"""
# Batches between two frames, of 314 in two epochs: at first each one counts. After these the rest.
STEPS = [1] * 6 + [2, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14] + [16] * 13
WHILE_IT_TRAINS, AT_THE_END = 7, 4  # the digits that are shown
PAGE = {"width": 1330, "height": 1600}
SCALE = 0.87  # to 1000 pixels: GitHub shows a README 840 wide on a laptop, and finer on some
# How quick it is here, between two pictures, says nothing about how quick it is.
HIDDEN = ".pg-speed, .nw-legend > span:last-child { display: none }"
MILLISECONDS, FIRST, LAST = 150, 1200, 2500
PLAYS = 3  # whoever reads on below is not distracted for ever
GREYS, COLOURS = 48, 208
FREQUENT = 16
MOST_BYTES = 2_000_000


def make(browser, server):
    """Return the film, an animated WebP, and what is to be seen in words."""
    frames, words = shoot(browser, server)
    return developed(*zip(*frames, strict=True)), words


def shoot(browser, server):
    """Return the frames as (image, milliseconds), and the words."""
    add_notebook(server, "film", SOURCE)
    page = browser.new_page(viewport=PAGE, device_scale_factor=SCALE)
    notebook = Notebook(page, *server, "film")
    page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    notebook.run_all()
    page.wait_for_selector(".mlp-playground[data-updates]", timeout=60_000)
    page.add_style_tag(content=HIDDEN)
    root, frames = page.locator(".mlp-playground"), []

    def choose(digit):
        root.get_by_role("button", name=f"Show a {digit}", exact=True).click()
        root.locator(".nw-image figcaption").get_by_text(f"a {digit}").wait_for()
        page.mouse.move(5, 5)

    def take(milliseconds=MILLISECONDS):
        page.wait_for_timeout(300)  # for what fades from one colour to the other
        picture = page.screenshot(clip=clip, animations="disabled")
        frames.append((Image.open(io.BytesIO(picture)).convert("RGB"), milliseconds))

    choose(WHILE_IT_TRAINS)
    clip, legend = root.bounding_box(), root.locator(".nw-legend").bounding_box()
    clip["height"] = legend["y"] + legend["height"] + 4 - clip["y"]
    take(FIRST)
    read = root.locator(".nw-title").last.inner_text().split()[1].strip(",")
    for batches in accumulate(STEPS):
        notebook.ask(f"train_to({batches})")
        page.wait_for_selector(f".mlp-playground[data-batches='{batches}']")
        take()
    notebook.ask("train_to(1000)")
    page.wait_for_selector(".mlp-playground[data-epoch='2'][data-running='false']")
    take(LAST)
    choose(AT_THE_END)
    take(LAST)
    if notebook.problems():
        raise RuntimeError(f"film: {notebook.problems()}")
    *_, training, validation = root.locator(".pg-key b").all_inner_texts()
    page.close()
    return frames, (
        f"A film of the playground while it trains for two epochs. A {WHILE_IT_TRAINS} is on its "
        f"way through the drawing of the network, at first read as {read}; the lines and the "
        "pictures of the weights change with the batches, and the curves of loss and accuracy "
        f"grow; they end at {training} of the training and {validation} of the validation images. "
        f"At the end a {AT_THE_END} is shown to the trained network."
    )


def developed(images, milliseconds):
    """Return an animated WebP without loss, of few colours: the other kind greys thin lines."""
    few = palette(images[::3])
    images = [image.quantize(palette=few, dither=Image.Dither.NONE) for image in images]
    first, *others = (image.convert("RGB") for image in images)
    file, how = io.BytesIO(), {"lossless": True, "quality": 100, "method": 4}
    first.save(
        *(file, "WEBP"),
        save_all=True,
        append_images=others,
        duration=list(milliseconds),
        loop=PLAYS,
        **how,
    )
    if file.tell() > MOST_BYTES:
        raise ValueError(f"the film has {file.tell():,} bytes")
    return file.getvalue()


def palette(images):
    """Return an image with one palette for all: greys that stay grey, and the other colours.

    The most frequent greys are kept as they are, such as the white of the page. Pillow looks
    colours up in steps of four levels, so of two greys that are nearer one is enough.
    """
    pixels = np.concatenate([np.asarray(image).reshape(-1, 3) for image in images])
    is_grey = np.ptp(pixels, axis=1) <= 6
    levels, counts = np.unique(pixels[is_grey][:, 1], return_counts=True)
    frequent = levels[np.argsort(-counts)][:FREQUENT]
    wanted = [*frequent.tolist(), *np.linspace(0, 255, GREYS - FREQUENT, dtype=int).tolist()]
    greys = {level // 4: level for level in reversed(wanted)}  # the first of each step stays
    others = Image.fromarray(pixels[np.newaxis, ~is_grey])
    # Median cut would give what covers little, as a curve does, the colour of something larger.
    colours = others.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).getpalette()[: 3 * COLOURS]
    few = Image.new("P", (1, 1))
    few.putpalette([*np.repeat([*greys.values()], 3).tolist(), *colours])
    return few
