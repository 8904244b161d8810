"""The README: its pictures, its links, and the numbers that it takes from elsewhere."""

import importlib.util
import json
import re
import statistics
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = dict(re.findall(r"!\[([^]]*)\]\(pictures/([^)]+)\)", TEXT))
PICTURES = {name: " ".join(words.split()) for words, name in PICTURES.items()}
FILM = "playground.webp"


def words_of(name):
    return (ROOT / "pictures" / name).with_suffix(".txt").read_text(encoding="utf-8").strip()


def test_every_picture_is_shown_and_said_in_the_words_that_were_made_with_it():
    files = {path.name for path in (ROOT / "pictures").iterdir()} - {".ipynb_checkpoints"}
    assert set(PICTURES) == {name for name in files if not name.endswith(".txt")}
    assert {Path(name).stem for name in PICTURES} == {Path(name).stem for name in files}
    for name, words in PICTURES.items():
        assert len(words) > 100 and words == words_of(name), f"what {name} shows has changed"


def test_pictures_are_small():
    sizes = {name: (ROOT / "pictures" / name).stat().st_size for name in PICTURES}
    film = sizes.pop(FILM)
    assert film < 2_000_000 and sum(sizes.values()) < 300_000


def test_the_film_moves_rests_at_its_end_and_keeps_the_colours():
    """The red and the blue of the weights, the validation curve's own, and white paper."""
    with Image.open(ROOT / "pictures" / FILM) as film:
        assert film.n_frames > 30 and film.width >= 800 and film.info["loop"] > 0
        first = film.convert("RGB")
        film.seek(film.n_frames - 1)
        last = film.convert("RGB")
    assert first.tobytes() != last.tobytes()
    colours = last.getcolors(1 << 24)
    for wanted in [(200, 60, 60), (30, 110, 180), (184, 99, 10)]:
        near = sum(n for n, of in colours if np.abs(np.subtract(of, wanted)).max() < 40)
        assert near > 100, wanted
    assert max(colours)[1] == (255, 255, 255)


@pytest.mark.parametrize(
    "picture, notebook",
    {
        "learning_curves": "05_training_from_scratch",
        "confusion_matrix": "06_error_analysis",
    }.items(),
)
def test_figures_are_those_of_the_notebooks(picture, notebook):
    cells = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = [output.get("metadata", {}).get("image/png", {}).get("alt") for output in outputs]
    assert words_of(picture) in shown, f"make pictures PICTURES={picture}"


def test_links_lead_somewhere():
    headings = re.findall(r"^#+ (.*)$", TEXT, re.M)
    anchors = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
    for link in re.findall(r"\]\(([^)]+)\)", TEXT):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif not link.startswith("https://"):
            assert (ROOT / link).exists(), link


def test_the_speed_is_that_of_the_last_benchmark():
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    default, single = results.split("## Adam")[0].split("Every library fixed to one thread")
    seconds = re.search(r"\| mlp_helpers \| ([\d.]+)", default)[1]
    times = {
        name: float(re.search(rf"\| {name} \| .* \| ([\d.]+) \|$", default, re.M)[1])
        for name in ("PyTorch", "scikit-learn", "Keras", "JAX")
    }
    alone = float(re.search(r"\| Keras \| .* \| ([\d.]+) \|$", single, re.M)[1])
    (stated,) = re.findall(r"^- (On two cores.*?)\n-", TEXT, re.M | re.S)
    assert " ".join(stated.replace("**", "").split()).endswith(
        f"takes {float(seconds):.2f} s; PyTorch needs {times['PyTorch']:.1f} times as long, "
        f"scikit-learn {times['scikit-learn']:.1f} times, Keras on JAX {times['Keras']:.1f} times "
        f"({alone:.1f} times with one thread each), JAX compiled as a whole "
        f"{times['JAX']:.1f} times."
    )


def test_the_accuracies_are_those_of_the_notebooks():
    path = ROOT / "notebooks" / "05_training_from_scratch.ipynb"
    printed = json.dumps(nbformat.read(path, as_version=4))
    mean = re.search(r"test accuracies: [^a-z]*mean ([\d.]+)%", printed.replace("\\n", ""))[1]
    assert f"**{mean} %** of the test images (mean of three seeds)" in TEXT
    rungs = json.loads((ROOT / "mlp_course" / "ladder.json").read_text())["rungs"].values()
    top = max(statistics.mean(rung["accuracies"]) for rung in rungs)
    assert f"**{top:.1%}".replace("%", " %**") in TEXT


def test_the_folder_of_packages_is_filled_as_start_says():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    command = start.FILL.splitlines()[-1].split(" -m ")[1]
    assert re.search(rf"^    \.venv/bin/python -m {re.escape(command)}$", TEXT, re.M)
