"""What the figures share: their frame, their look, and the way to the page with an alt text."""

import ast
import base64
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from mlp_course import plots
from mlp_course.plots import show, style

pytestmark = pytest.mark.usefixtures("deprecations_are_errors")


@pytest.fixture
def displayed(monkeypatch):
    """What was sent to the page: (data, metadata) of each output."""
    outputs = []
    monkeypatch.setattr(
        style, "display", lambda data, metadata, raw: outputs.append((data, metadata, raw))
    )
    return outputs


@pytest.mark.parametrize("text", [None, ""])
def test_a_figure_without_alt_text_is_refused(displayed, text):
    ax = style.new_axes()
    if text is not None:
        style.describe(ax, text)
    with pytest.raises(ValueError, match=r"no alt text.*describe"):
        show(ax)
    assert displayed == []


@pytest.mark.parametrize("rows, columns", [(1, 1), (1, 3), (2, 2)])
def test_show_sends_a_png_with_its_alt_text_and_closes_the_figure(displayed, rows, columns):
    axes = style.new_axes(rows=rows, columns=columns)
    style.describe(axes, "A line that rises from 0 to 1.")
    assert show(axes) is None
    [(data, metadata, raw)] = displayed
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG\r\n")
    assert metadata == {"image/png": {"alt": "A line that rises from 0 to 1."}}
    assert data["text/plain"] == "Figure: A line that rises from 0 to 1." and raw
    assert plt.get_fignums() == []


def test_show_outside_a_notebook_prints_the_words(capsys):
    ax = style.new_axes()
    style.describe(ax, "Nothing to see.")
    show(ax)
    assert "Nothing to see." in capsys.readouterr().out


def test_the_same_figure_gives_the_same_bytes(displayed):
    for _ in range(2):
        ax = style.new_axes()
        ax.plot([0, 1], [0, 1])
        style.describe(ax, "A line.")
        show(ax)
    assert displayed[0] == displayed[1]


@pytest.mark.parametrize(
    "path", sorted(Path(style.__file__).parent.glob("*.py")), ids=lambda p: p.stem
)
def test_figures_need_no_widgets(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = [
        alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
    ]
    imported += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    assert not [name for name in imported if "widgets" in name]


def test_new_axes_have_the_style_and_leave_the_defaults_alone():
    before = dict(plt.rcParams)
    ax = style.new_axes(5, 3)
    assert dict(plt.rcParams) == before
    assert tuple(ax.figure.get_size_inches()) == (5, 3)
    assert not ax.spines["top"].get_visible() and not ax.spines["right"].get_visible()
    (line,) = ax.plot([0, 1])
    assert line.get_color() == style.BLUE


@pytest.mark.parametrize("largest, vmax", [(255, 255), (1.0, 1), (0, 1)])
def test_digits_are_dark_on_white_whatever_their_scale(largest, vmax):
    ax = style.new_axes()
    style.show_image(ax, np.full((28, 28), largest), "5")
    (picture,) = ax.images
    assert picture.get_clim() == (0, vmax) and picture.get_cmap().name == "gray_r"
    assert len(ax.get_xticks()) == len(ax.get_yticks()) == 0 and ax.get_title() == "5"


def test_colours_and_line_styles_are_distinct():
    assert len(set(style.COLOURS)) == len(style.COLOURS) == 7
    assert len(set(style.LINE_STYLES)) == 4


@style.figure(3, height=lambda values: 1 + len(values))
def one(ax, values, title="A line"):
    """Draw one line."""
    ax.plot(values)
    return title, f"A line through {values}."


def test_a_framed_function_takes_its_data_and_returns_axes_with_title_and_words():
    ax = one([1, 2, 3])
    assert tuple(ax.figure.get_size_inches()) == (3, 4)
    assert ax.get_title() == "A line" and ax.figure.alt_text == "A line through [1, 2, 3]."
    assert one([1], title="Other").get_title() == "Other"
    assert one([1], title=None).get_title() == ""


def test_a_framed_function_draws_on_the_axes_it_is_given():
    _, ax = plt.subplots()
    assert one([1, 2], ax=ax) is ax and len(ax.lines) == 1
    assert len(plt.get_fignums()) == 1


def test_a_framed_function_shows_its_data_first():
    assert str(inspect.signature(one)) == "(values, title='A line', *, ax=None)"
    assert one.__name__ == "one" and one.__doc__ == "Draw one line."
    with pytest.raises(TypeError, match="values"):
        one()


@pytest.mark.parametrize(
    "sizes, shape",
    [
        ({"columns": 3}, (3,)),
        ({"rows": 2}, (2,)),
        ({"columns": lambda n: n}, (1,)),
        ({"rows": lambda n: n, "columns": 2}, (1, 2)),
    ],
)
def test_the_grid_of_a_figure_has_the_shape_that_was_asked_for(sizes, shape):
    @style.figure(**sizes)
    def several(axes, n=1):
        return "All of them", "Empty axes."

    axes = several()
    assert axes.shape == shape and axes.flat[0].get_title() == ""
    assert axes.flat[0].figure.get_suptitle() == "All of them"


def test_curves_have_the_look_and_stand_at_the_epochs():
    ax = style.new_axes()
    style.curves(ax, {"a": [1, 2], "b": [3, 4, 5]}, linewidth=3)
    for number, (line, name) in enumerate(zip(ax.lines, "ab", strict=True)):
        expected = style.look(number)
        assert {key: getattr(line, f"get_{key}")() for key in expected} == expected
        assert line.get_label() == name and line.get_linewidth() == 3
    assert list(ax.lines[1].get_xdata()) == [1, 2, 3] and ax.get_xlabel() == "epoch"
    style.curves(ax, {"c": [1, 2]}, [10, 20])
    assert list(ax.lines[2].get_xdata()) == [10, 20]


def test_series_side_by_side_stand_around_their_place():
    points = list(style.dodged({"a": [1], "b": [2], "c": [3]}, gap=0.2))
    assert [values for values, _, _ in points] == [[1], [2], [3]]
    assert np.allclose([shift for _, shift, _ in points], [-0.2, 0, 0.2])
    assert len({look["marker"] for _, _, look in points}) == 3


def test_tiles_switch_off_what_is_left_over():
    axes = style.new_axes(rows=2, columns=2)
    style.tiles(axes, np.zeros((3, 28, 28)), "abc")
    assert [ax.get_title() for ax in axes.flat] == ["a", "b", "c", ""]
    assert [ax.axison for ax in axes.flat] == [True, True, True, False]


def test_weights_have_the_two_colours_of_their_signs():
    ax = style.new_axes()
    picture = style.show_image(ax, np.array([[-2.0, 0.0, 2.0]]), **style.around_zero(2))
    drawn = [to_hex(colour).upper() for colour in picture.to_rgba(picture.get_array())[0]]
    assert drawn == [style.NEGATIVE, "#FFFFFF", style.POSITIVE]


@pytest.mark.parametrize("page", ["#FFFFFF", "#212121"])  # JupyterLab's themes, light and dark
@pytest.mark.parametrize("colour", [style.NEGATIVE, style.POSITIVE])
def test_colours_of_the_signs_stand_out_from_the_page(colour, page):
    lighter, darker = sorted([luminance(colour), luminance(page)], reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) > 3  # what WCAG 2 asks of graphics


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_each_name_belongs_to_one_module():
    """Of two figures with the same name ``plots`` would have only the last."""
    modules = [f"{plots.__name__}.{module.name}" for module in pkgutil.iter_modules(plots.__path__)]
    names = [name for module in modules for name in getattr(import_module(module), "__all__", [])]
    assert len(names) > 60 and len(names) == len(set(names))
