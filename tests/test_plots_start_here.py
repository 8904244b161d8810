"""The figures of notebook 00: what is drawn is what the network computes."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pytest
from helpers import title_of, words_of

from mlp_course import plots
from mlp_course.plots.start_here import (
    CARDS,
    SKETCHES,
    passage,
    places_of_units,
    strongest,
    strongest_path,
)
from mlp_helpers import MLP, History, softmax

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


@pytest.fixture
def image(rng):
    """A square of ink with some grey, on paper."""
    result = np.zeros((28, 28), np.uint8)
    result[8:20, 9:18] = rng.integers(1, 256, (12, 9))
    return result


# ------------------------------------------------------------------- the drawing of the network


@pytest.mark.parametrize("sizes", [[784, 10], [784, 12, 10], [784, 128, 64, 10], [784, 9, 8, 7, 3]])
def test_contributions_add_up_to_what_each_layer_computes(sizes, image):
    model = MLP(sizes, seed=3, dtype=np.float64)
    model.parameters[...] += 0.01  # no bias is 0
    x = image.ravel() / 255
    flows, activations = passage(model, x)
    assert [flow.shape for flow in flows] == [*pairwise(sizes)]
    assert [len(activation) for activation in activations] == sizes
    A = x
    for layer, flow, result in zip(model.weight_layers, flows, activations[1:], strict=True):
        Z = A @ layer.W + layer.b
        assert np.allclose(flow.sum(axis=0) + layer.b, Z)
        A = Z if layer is model.weight_layers[-1] else np.maximum(Z, 0)
        assert np.allclose(result, A)
    assert np.allclose(activations[-1], model.forward(x[np.newaxis])[0])


def test_strongest_connections_are_the_largest_without_sign(rng):
    flow = rng.normal(size=(6, 5))
    flow[2] = 0
    drawn = [*strongest(flow, 7)]
    assert [abs(value) for *_, value in drawn] == sorted(np.abs(flow).ravel())[-7:]
    assert all(flow[row, column] == value for row, column, value in drawn)
    assert len([*strongest(flow, 1000)]) == 25  # of 30, without the row of zeros


def test_units_near_what_they_raise_and_silent_ones_in_the_middle():
    flows = [np.ones((784, 5)), np.zeros((5, 4))]
    flows[1][4, 0] = flows[1][1, 3] = 2  # raises the uppermost output; the lowest one
    flows[1][0, 0] = -5
    _, hidden, outputs = places_of_units(flows)
    assert hidden[4, 1] == max(hidden[:, 1]) and hidden[1, 1] == min(hidden[:, 1])
    assert [*np.argsort(-outputs[:, 1])] == [0, 1, 2, 3]
    assert len(np.unique(hidden, axis=0)) == 5
    assert (hidden[:, 0] < outputs[:, 0].min()).all()


@pytest.mark.parametrize("connections", [0, 5, 40])
def test_drawing_shows_every_unit_and_counts_what_it_leaves_out(image, connections):
    model = MLP([784, 70, 12, 10], seed=1)
    ax = plots.network_drawing(model, image, connections)
    circles = [len(each.get_offsets()) for each in ax.collections]
    assert circles[:2] == [70, 12]
    curves = [line for line in ax.lines if len(line.get_xdata()) > 2]
    assert len(curves) == 3 * (connections + 1)  # and one way to the answer
    texts = [text.get_text() for text in ax.texts]
    for n in (784 * 70, 70 * 12, 12 * 10):
        assert f"{connections} of\n{n:,}" in texts
        assert f"{connections} of {n:,}" in words_of(ax)
    assert {*"0123456789"} <= {*texts}


def test_sign_of_a_connection_is_told_by_colour_and_dashes(image):
    model = MLP([784, 6, 3], seed=0)
    ax = plots.network_drawing(model, image, 10)
    styles = {line.get_color(): line.get_linestyle() for line in ax.lines}
    assert styles[plots.style.POSITIVE] == "-" and styles[plots.style.NEGATIVE] == "--"
    flows, _ = passage(model, image.ravel() / np.float32(255))
    expected = sum(value > 0 for flow in flows for *_, value in strongest(flow, 10)) + len(flows)
    curves = [line for line in ax.lines if len(line.get_xdata()) > 2]
    assert sum(line.get_color() == plots.style.POSITIVE for line in curves) == expected


def test_drawing_says_what_is_read_and_how_many_units_are_active(image):
    model = MLP([784, 30, 20, 10], seed=2)
    x = (image.reshape(1, 784) / 255).astype(np.float32)
    A1 = model.layers[1].forward(model.layers[0].forward(x))
    A2 = model.layers[3].forward(model.layers[2].forward(A1))
    P = softmax(model.forward(x))[0]
    title = title_of(plots.network_drawing(model, image))
    assert f"{(A1 > 0).sum() + (A2 > 0).sum()} of 50 hidden units are active" in title
    assert title.startswith(f"Read as {P.argmax()} ({100 * P.max():.0f} %)")


def test_the_way_to_the_answer_takes_the_largest_contribution_each_time(image):
    model = MLP([784, 30, 20, 10], seed=2)
    flows, activations = passage(model, image.ravel() / np.float32(255))
    path = strongest_path(flows, activations[-1])
    assert path[-1][1] == activations[-1].argmax()
    for flow, (start, end) in zip(flows, path, strict=True):
        assert flow[start, end] == flow[:, end].max() > 0
    assert [end for _, end in path[:-1]] == [start for start, _ in path[1:]]
    flows[1][:, path[1][1]] = -1  # nothing raises that unit: there the way ends
    assert strongest_path(flows, activations[-1]) == [None, None, path[2]]


def test_two_drawings_can_share_the_order_of_their_units(image):
    model = MLP([784, 30, 20, 10], seed=2)
    other = np.roll(image, 5, axis=1)
    own, shared, first = (
        plots.network_drawing(model, *given).collections[0].get_offsets()
        for given in [(other,), (other, 9, image), (image,)]
    )
    assert np.allclose(shared, first) and not np.allclose(own, first)


def test_an_empty_page_can_be_drawn():
    model = MLP([784, 6, 10])
    assert "0 of 6 hidden units are active" in title_of(
        plots.network_drawing(model, np.zeros((28, 28), np.uint8))
    )


# ----------------------------------------------------------------------------- the other figures


def test_digits_as_read_counts_and_names_the_errors(image):
    images = np.stack([image] * 4)
    axes = plots.digits_as_read(images, [1, 2, 3, 4], [1, 2, 8, 4], columns=2)
    assert "Wrong: a 3 read as 8." in words_of(axes)
    assert title_of(axes).endswith("3 of 4 digits read correctly")
    titles = [ax.get_title() for ax in axes.flat]
    assert titles == ["1", "2", "8, but is 3", "4"]


def test_curves_that_cross_say_who_is_ahead(image):
    history = History()
    history.loss, history.accuracy = [0.9, 0.2], [0.5, 0.95]
    history.val_loss, history.val_accuracy = [0.5, 0.3], [0.8, 0.9]
    axes = plots.curves_that_cross(history)
    assert "Validation: 30.0 ahead, then 5.0 behind" in title_of(axes)
    assert "30.0 ahead at first, 5.0 behind in the end" in words_of(axes)


def test_centres_of_mass_are_marked_and_counted(image):
    corner, middle = np.zeros((2, 28, 28), np.uint8)
    corner[2, 5] = middle[14, 14] = 9
    axes = plots.centres_of_mass({"in a corner": corner, "in the middle": middle})
    assert "in a corner: centre of mass (2.0, 5.0)" in words_of(axes)
    assert "1 of 2 have their centre of mass" in title_of(axes)
    diamonds = [line.get_xydata().tolist() for ax in axes for line in ax.lines[2:]]
    assert diamonds == [[[5, 2]], [[14, 14]]]


def test_readings_of_several_networks_are_counted(image):
    corner = np.zeros((28, 28), np.uint8)
    corner[2, 5] = 9
    axes = plots.read_by_networks(
        {"in a corner": corner, "square": image}, 7, [[3, 7], [7, 7], [1, 7]]
    )
    text = words_of(axes)
    assert "in a corner: centre of mass (2.0, 5.0), read as 3 7 1" in text
    assert [ax.get_xlabel().split("\n")[1] for ax in axes] == ["1 of 3 right", "3 of 3 right"]
    assert "Misread: in a corner. Read: square" in title_of(axes)
    frames = [ax.spines["left"].get_linewidth() for ax in axes]
    assert frames[0] > 2 > frames[1]


# -------------------------------------------------------------------------------------- the map


def test_map_shows_the_notebooks_that_exist_with_their_times(image):
    stated = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        opening = nbformat.read(path, as_version=4).cells[0].source
        times = re.search(r"\*\*Time\.\*\* About (\d+) minutes(?:[^.\n]*?, (\d+))?", opening)
        core = int(times[1])
        stated[int(path.stem[:2])] = (core, int(times[2] or core))
    assert {number: minutes for number, *_, minutes in CARDS} == stated
    assert len(SKETCHES) == len(CARDS)
    ax = plots.series_map(image)
    for number, title, text, _ in CARDS:
        assert f"{number:02d} {' '.join(title.split())}" in words_of(ax) and text in words_of(ax)
    assert f"The course in {len(CARDS)} notebooks" in title_of(ax)
    assert "04 to 05, and from there to each of 06, 07, 08, 09, 10." in words_of(ax)


def test_map_counts_the_exercises_that_were_passed(image):
    plain = words_of(plots.series_map(image))
    ax = plots.series_map(image, {0: (1, 1), 10: (2, 3)})
    assert [t.get_text() for t in ax.texts if "✓" in t.get_text()] == ["✓ 1 of 1", "✓ 2 of 3"]
    words = words_of(ax)
    assert "the map of the course. Exercises passed: 1 of 1. 01" in words
    assert words.endswith("beside our own. Exercises passed: 2 of 3.")
    assert re.sub(r" Exercises passed: \d of \d\.", "", words) == plain


def test_table_of_the_notebook_has_the_same_notebooks_and_times_as_the_map():
    cells = nbformat.read(NOTEBOOKS / "00_start_here.ipynb", as_version=4).cells
    (table,) = (cell.source for cell in cells if cell.source.startswith("| Notebook |"))
    rows = re.findall(r"^\| \[?(\d\d) .*\| (\d+)(?:, all: (\d+))? \|$", table, re.M)
    written = {int(n): (int(core), int(every or core)) for n, core, every in rows}
    assert written == {number: minutes for number, *_, minutes in CARDS}
