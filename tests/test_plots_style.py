"""How figures reach the page: with alt text, and without staying open."""

import base64

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mlp_course.plots import show, style


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
