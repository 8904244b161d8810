"""A reader who does anything at all, in a real JupyterLab in a real Chromium, and nothing breaks.

What is visible and enabled is gathered from the page, so a new control takes part by itself. After
every few actions the page must show what the kernel has. A reader takes minutes, so they come by a
command of their own:

    make test-random SEEDS="0 1 2"
"""

import ast
import os
import random
import time

import pytest
from browser_fixtures import add_notebook, draw

pytestmark = [pytest.mark.browser, pytest.mark.slow]
playwright_api = pytest.importorskip("playwright.sync_api")

SEEDS = os.environ.get("RANDOM_SEEDS", "").split()
ACTIONS = 400
# What the kernel has, in the words of the page. Of a playground that trains only what stands still.
PICTURE = """\
from mlp_course.widgets import DrawPad, Playground, Presets
from mlp_course.widgets.diagnosis import diagnose
from mlp_course.widgets.settings import KNOBS
from mlp_course.widgets.views import weight_layers

def picture_of(playground):
    with playground.lock:
        engine, s = playground.engine, playground.settings
        shown = {
            **{name: getattr(s, name) for name in KNOBS}, "hidden": list(s.hidden),
            **{name: KNOBS[name].choices[getattr(s, name)]
               for name in ("activation", "init", "optimizer")},
            "dropout": round(100 * s.dropout), "flipped": round(100 * s.flipped),
            "text": s.to_string(),
            "layers of the model": [layer.W.shape[1] for layer in weight_layers(engine.model)[:-1]],
            "parameters": engine.model.parameters.size,
            "running": playground.running,
            "undo": engine.replaced is not None,
            "nonsense": [],
        }
        if not playground.running:
            shown |= {
                "epoch": engine.epoch, "batches": engine.batches,
                "runs": len(playground.ledger),
                "overlaid": list(playground._overlaid),
                "legend": [n for n in playground._overlaid if n != engine.run.number],
                "off": list(playground.switched_off),
                "tiles": min((*s.hidden, 10)[0] - 48 * playground._weights_page, 48),
                "image": list(playground._network._image(engine)[1:]),
                "noise": playground._network.damage.noise,
                "findings": [f.title + "." for f in diagnose(engine)],
            }
        return shown

def picture_of_pad():
    with one.lock:
        shown = {"waiting": 0, "ink": pad._paper.ink.mean().item(), "off": list(pad.switched_off)}
        if not one.running:
            P = pad.probabilities
            shown["P"] = [] if P is None else [round(100 * p, 1) for p in P.tolist()]
            shown["tiles"] = min((*one.settings.hidden, 10)[0] - 48 * pad._units._page, 48)
        return shown

def picture():
    of_other = picture_of(other)
    return [picture_of_pad(), picture_of(one), of_other, of_other]
"""
CELLS = [
    PICTURE,
    "one = Playground('images=1000 hidden=16 epochs=0')\none",
    "pad = DrawPad(one)\npad",
    "other = Playground('images=500 hidden=20-10 batch_size=16 epochs=3')\nother",
    # A click brings the other one here as well: it has two views then.
    """Presets(other).offer({
    "no hidden layer": "hidden=none images=1000 epochs=1",
    "far too quick": "learning_rate=50 init=1 images=2000",
})""",
]
# The same of the page. A field in which someone is typing shows what is typed, and is left out.
SHOWN = """() => {
  const number = (text) => Number(text.replace(/[ ,%σ]/g, '').replace('−', '-'));
  const value = (field) => field.dataset.typing ? null
    : field.type === 'range' ? number(field.ariaValueText)
    : field.type === 'number' ? Number(field.value) : field.selectedOptions[0].text;
  const unit = (tile) => number(tile.title.slice(5));
  const tiles = (all, areMarked) => ({
    tiles: all.length, units: all.map(unit), off: !areMarked ? null
      : all.filter((tile) => tile.ariaPressed === 'true').map(unit).sort((a, b) => a - b),
  });
  const playground = (root) => {
    if (!root.dataset.updates) return {}; // a new view, which has heard nothing yet
    const all = (css) => [...root.querySelectorAll(css)];
    const hidden = all('.pg-layer input[type=number]').map(value);
    const settings = Object.fromEntries(all('[data-setting]')
      .map((item) => [item.dataset.setting, item.querySelector(':is(select, input)')])
      .filter(([name, field]) => field && !name.startsWith('layer-'))
      .map(([name, field]) => [name, value(field)]));
    const runs = all('.pg-tab').at(-1).textContent.match(/\\d+/) ?? '0';
    const tab = root.querySelector('.pg-tab[aria-selected=true]').textContent;
    const image = root.querySelector('.nw-image figcaption');
    return {
      ...settings, hidden, 'layers of the model': hidden,
      epochs: value(root.querySelector('.pg-stop input')),
      text: root.querySelector('.pg-text').value,
      parameters: number(root.querySelector('.pg-add .pg-note').textContent.split(' ')[0]),
      running: root.querySelector('.pg-primary').textContent.includes('Pause'),
      undo: !all('.pg-more > button').find((e) => e.textContent === 'Undo').disabled,
      epoch: Number(root.dataset.epoch), batches: Number(root.dataset.batches), runs: Number(runs),
      overlaid: tab.startsWith('Runs')
        ? all('.pg-ledger :checked').map((e) => number(e.dataset.key.slice(4))).reverse() : null,
      legend: all('.pg-legend li span').map((e) => number(e.textContent.slice(4))),
      ...tiles(all('.pg-tile'), tab === 'Weights'),
      image: !image?.checkVisibility() ? null : image.textContent.includes('drawing')
        ? ['drawing', null] : (image.textContent.match(/\\d+/g) ?? []).map(Number),
      noise: tab !== 'Network' ? null
        : number(root.querySelector('.nw-damage input').ariaValueText.replace('none', '0')),
      findings: all('.pg-finding strong').map((e) => e.textContent.trim()),
      nonsense: root.innerText.match(/NaN|Infinity|undefined|null|\\[object/g) ?? [],
    };
  };
  const pad = (root) => {
    const paper = root.querySelector('.dp-paper');
    const { data } = paper.getContext('2d').getImageData(0, 0, paper.width, paper.height);
    return {
      waiting: Number(root.dataset.waiting),
      ink: 1 - data.reduce((sum, x, i) => i % 4 ? sum : sum + x, 0) / 255 / (data.length / 4),
      P: [...root.querySelectorAll('.dp-number')].map((e) => e.textContent)
        .filter((text) => text !== '–').map((text) => number(text)),
      ...tiles([...root.querySelectorAll('.dp-tile')], true),
    };
  };
  return [pad(document.querySelector('.mlp-draw-pad')),
          ...[...document.querySelectorAll('.mlp-playground')].map(playground)];
}"""
# One of the things that a reader can use: first its kind, then one of its kind.
CHOOSE = """([kind, which]) => {
  const things = [...document.querySelectorAll('.jp-OutputArea-output '
    + ':is(button, input, select, summary, [tabindex="0"], .dp-paper, .pg-tile, .dp-tile)')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(':disabled'));
  const kinds = Object.values(Object.groupBy(things, (e) => e.tagName + e.type + e.className));
  const ofKind = kinds[Math.floor(kind * kinds.length)];
  return ofKind[Math.floor(which * ofKind.length)];
}"""
DESCRIBE = """e => ({
  type: e.matches('.dp-paper') ? 'paper' : e.type ?? e.tagName,
  name: [...document.querySelectorAll('.jp-Cell')].indexOf(e.closest('.jp-Cell')) + ' '
    + (e.ariaLabel || e.labels?.[0]?.textContent || e.textContent || e.className).slice(0, 40),
})"""
TEXTS = [
    "hidden=32 images=2000",
    "hidden=none images=500 seed=7",
    "hidden=64-32-16 activation=tanh init=xavier optimizer=adam learning_rate=0.001 images=3000",
    "init=zeros images=1000 batch_size=10",
    "init=1 learning_rate=100 images=1000 epochs=2",
    "dropout=0.5 weight_decay=0.001 images=300 batch_size=1000 epochs=0",
    "hidden=512-512-512-512 batch_size=1024 images=5000 flipped=0.4",
    "images=100 optimizer=momentum activation=sigmoid epochs=1",
    *("", "  ", "rate", "seed=1 seed=2", "images=1e9", "hidden=0", "hidden=64-"),
    *("learning_rate=fast", "learning_rate=nan", "<b>seed</b>=3", "dd00"),
]
NUMBERS = ["", "0", "1", "3", "16", "100", "512", "-2", "2.5", "1e2", "513", "4294967296", "e"]
KEYS = [
    *("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"),
    *("Enter", "Space", "Escape", "Tab", "Shift+Tab"),
]
SCREENS = [(390, 844), (768, 1024), (1280, 900)]
# A hidden tab of the browser draws no frames, and JupyterLab's own tabs hide what is in them.
HIDE = """() => {
  const later = [], draw = window.requestAnimationFrame;
  const say = (state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  window.requestAnimationFrame = (frame) => later.push(frame);
  say('hidden');
  window.comeBack = () => {
    window.requestAnimationFrame = draw;
    later.forEach((frame) => draw(frame));
    say('visible');
  };
}"""
LEAVE = """async () => {
  const notebook = jupyterapp.shell.currentWidget;
  const launcher = await jupyterapp.commands.execute('launcher:create');
  window.comeBack = () => {
    jupyterapp.shell.activateById(notebook.id);
    launcher.dispose();
  };
}"""


class RandomReader:
    """Does one thing after the other, and keeps what it did."""

    def __init__(self, notebook, seed):
        self.notebook, self.page, self.seed = notebook, notebook.page, seed
        self.done, self.missed, self.typed, self.rng = [], 0, set(), random.Random(seed)

    def act(self):
        # Each action draws anew, so that one more control on the page changes one action only.
        rng = self.rng = random.Random(f"{self.seed} {len(self.done)}")
        self.done.append("")
        if rng.random() < 0.15:
            rng.choice([self.theme, self.screen, self.scroll, self.hide, self.leave, self.wait])()
            return
        thing = self.page.evaluate_handle(CHOOSE, [rng.random(), rng.random()]).as_element()
        about = thing.evaluate(DESCRIBE)
        self.say(about["name"])
        try:
            if about["type"] not in ("paper", "text") and rng.random() < 0.25:
                self.press(thing)
            else:
                use = {
                    "paper": self.draw,
                    "range": self.point,
                    "CANVAS": self.point,
                    "select-one": self.select,
                    "number": lambda field: self.type(field, NUMBERS),
                    "text": lambda field: self.type(field, TEXTS),
                }
                use.get(about["type"], self.click)(thing)
        except playwright_api.Error as error:
            # While it trains, a button may be gone before the pointer is there.
            self.say(f"missed: {error.message.splitlines()[0]}")
            self.missed += 1

    def say(self, words):
        self.done[-1] += f" {words}"

    def click(self, thing):
        self.say("clicked")
        thing.click(timeout=2000)

    def press(self, thing):
        keys = self.rng.choices(KEYS, k=self.rng.randint(1, 3))
        self.say(f"pressed {keys}")
        thing.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def point(self, thing):
        share = self.rng.random()
        self.say(f"pointed at, {share:.2f}")
        thing.scroll_into_view_if_needed(timeout=2000)
        box = thing.bounding_box()
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        x = box["x"] + share * box["width"]
        self.page.mouse.move(x, box["y"] + box["height"] / 2, steps=4)
        self.page.mouse.up()

    def select(self, menu):
        index = self.rng.randrange(max(1, menu.evaluate("menu => menu.options.length")))
        self.say(f"option {index}")
        menu.select_option(index=index, timeout=2000)

    def type(self, field, texts):
        text, end = self.rng.choice(texts), self.rng.choice(["Enter", "Enter", "Tab", None])
        self.say(f"typed {text!r}, {end}")
        self.typed.add(text)
        field.focus()
        for key in ("Control+A", "Delete"):
            self.page.keyboard.press(key)
        self.page.keyboard.type(text)
        if end:
            self.page.keyboard.press(end)

    def draw(self, paper):
        points = [(self.rng.random(), self.rng.random()) for _ in range(self.rng.randint(1, 4))]
        self.say(f"drew {[tuple(round(x, 2) for x in point) for point in points]}")
        paper.scroll_into_view_if_needed(timeout=2000)
        draw(self.page, points)

    def theme(self):
        theme = self.rng.choice(["Light", "Dark"])
        self.say(f"theme {theme}")
        self.page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})",
            f"JupyterLab {theme}",
        )

    def screen(self):
        width, height = self.rng.choice(SCREENS)
        self.say(f"screen {width} x {height}")
        self.page.set_viewport_size({"width": width, "height": height})

    def scroll(self):
        y = self.rng.randint(-2000, 2000)
        self.say(f"scrolled by {y}")
        self.page.mouse.wheel(0, y)

    def hide(self):
        self.away("hid the page", HIDE)

    def leave(self):
        self.away("left for another tab", LEAVE)

    def away(self, words, how):
        self.say(words)
        self.page.evaluate(how)
        self.page.wait_for_timeout(self.rng.randint(50, 600))
        self.page.evaluate("comeBack()")

    def wait(self):
        self.say("waited")
        self.page.wait_for_timeout(self.rng.randint(100, 1000))

    # -- what must hold -------------------------------------------------------------------------

    def check(self):
        """Wait until page and kernel agree, and what trains moves on; nothing has gone wrong."""
        deadline = time.monotonic() + 20
        while differences := self.differences():
            assert time.monotonic() < deadline, f"page and kernel differ: {differences}"
            self.page.wait_for_timeout(30)
        moves_on = """() => [...document.querySelectorAll('.mlp-playground')].map((root) => {
          const { batches } = root.dataset;
          return () => root.dataset.running === 'false' || root.dataset.batches !== batches;
        })"""
        all_move_on = self.page.evaluate_handle(moves_on)
        self.page.wait_for_function("all => all.every((moves) => moves())", arg=all_move_on)
        problems = self.notebook.problems()
        assert not problems, problems

    def differences(self):
        """Return what the page shows otherwise than the kernel has it."""
        of_kernel = ast.literal_eval(self.notebook.ask("picture()"))
        of_page = self.page.evaluate(SHOWN)
        of_kernel[0]["ink"] = pytest.approx(of_kernel[0]["ink"], abs=0.02)
        for has, shown in zip(of_kernel, of_page, strict=False):
            if "off" in has:  # of the units on the page that is turned to
                has["off"] = [unit for unit in has["off"] if unit in shown.get("units", ())]
            if shown.get("text") in self.typed:  # it stays there until it is used
                shown["text"] = None
        return [
            (number, name, value, shown.get(name, "nothing"))
            for number, (has, shown) in enumerate(zip(of_kernel, of_page, strict=False))
            for name, value in has.items()
            if not agree(value, shown.get(name, "nothing"))
        ]


def agree(value, shown):
    """Does the page show this value, or nothing that could be compared with it?"""
    if shown is None:
        return True
    if isinstance(value, list):
        return len(value) == len(shown) and all(map(agree, value, shown))
    return value == shown


@pytest.mark.parametrize("seed", SEEDS)
def test_anything_that_a_reader_does_leaves_no_error_and_page_and_kernel_agree(
    open_notebook, server, seed
):
    name = f"random_{seed}"
    add_notebook(server, name, *CELLS)
    notebook = open_notebook(name)
    notebook.page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    notebook.run_all()
    notebook.page.wait_for_function(
        "document.querySelectorAll('.mlp-playground[data-updates]').length === 2", timeout=60_000
    )
    notebook.page.wait_for_selector(".mlp-draw-pad[data-waiting='0']")
    notebook.page.on("console", lambda m: m.type == "error" and notebook.faults.append(m.text))
    reader = RandomReader(notebook, seed)
    try:
        while len(reader.done) < ACTIONS:
            for _ in range(reader.rng.randint(1, 4)):  # sometimes quicker than the answers come
                reader.act()
            reader.check()
    except Exception as error:
        what = "\n".join(f"{i} {words}" for i, words in enumerate(reader.done))
        pytest.fail(f"{error}\nwith seed {seed}, after these actions (cell, what, how):\n{what}")
    assert reader.missed < ACTIONS / 20
