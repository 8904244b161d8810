"""The stored pictures of the widgets: small, described, in use, and the same as in the files."""

import base64
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from PIL import Image

FOLDER = Path(__file__).parents[1] / "notebooks"
PICTURES = sorted((FOLDER / "pictures").glob("*.png"))
TAG = "picture:"
MOST_BYTES = 120_000


def tagged_cells():
    """Yield (notebook, picture, cell) for each tag of a picture."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for tag in cell.metadata.get("tags", []):
                if tag.startswith(TAG):
                    yield path.stem, tag.removeprefix(TAG), cell


CELLS = list(tagged_cells())


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_every_picture_is_small_and_has_a_palette_and_words(path):
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as image:
        assert image.mode == "P" and image.format == "PNG"
        assert image.width >= 900, "too coarse to be read"
    words = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
    assert len(words) > 100 and words.endswith(".") and "nan" not in words.lower().split()


def test_the_validation_curve_of_the_playground_is_not_red_as_its_weights_are():
    """The palette has room for few colours, and the curve covers few pixels."""
    with Image.open(FOLDER / "pictures" / "07_playground.png") as image:
        colours = image.convert("RGB").getcolors(1 << 24)
    assert any(n > 100 and r - g > 20 and g - b > 60 for n, (r, g, b) in colours)


def test_every_picture_is_shown_once_and_every_tag_has_its_picture():
    shown = Counter(name for _, name, _ in CELLS)
    assert set(shown) == {path.stem for path in PICTURES}
    assert set(shown) == {path.stem for path in (FOLDER / "pictures").glob("*.txt")}
    assert set(shown.values()) == {1}


@pytest.mark.parametrize("notebook, name, cell", CELLS, ids=[name for _, name, _ in CELLS])
def test_every_tagged_cell_has_the_picture_in_its_stored_output(notebook, name, cell):
    assert notebook.startswith(name[:2]), "a picture is named after its notebook"
    (output,) = (o for o in cell.outputs if "image/png" in o.get("data", {}))
    assert output.data["text/plain"]
    stored = base64.b64decode(output.data["image/png"])
    assert stored == (FOLDER / "pictures" / f"{name}.png").read_bytes(), "make refresh"
    words = (FOLDER / "pictures" / f"{name}.txt").read_text(encoding="utf-8").strip()
    assert output.metadata["image/png"]["alt"] == words


def test_every_picture_can_be_made_again():
    recipes = Path(FOLDER.parent / "tools" / "make_pictures.py").read_text(encoding="utf-8")
    missing = [path.stem for path in PICTURES if f'"{path.stem}": Picture(' not in recipes]
    assert missing == []
