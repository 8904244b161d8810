"""What the figures of the series share: one look, and words for those who cannot see them."""

import base64
import io

import matplotlib.pyplot as plt
import seaborn as sns
from IPython.display import display

# Okabe and Ito's palette ("Color universal design", 2008) stays distinct for colour-blind readers.
# The order is fixed: training data are blue, validation data orange.
BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, BLACK = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#000000",
)
COLOURS = [BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, BLACK]
LINE_STYLES = ["-", "--", "-.", ":"]  # so that no curve is told from another by colour alone
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
DIGITS = "gray_r"  # ink is dark, paper is white
DIVERGING = "RdBu_r"  # negative is blue, zero white, positive red
SEQUENTIAL = "Blues"

STYLE = {
    **sns.axes_style("ticks"),
    "axes.prop_cycle": plt.cycler(color=COLOURS),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelsize": 10.5,
    "font.size": 10,
    "figure.constrained_layout.use": True,
}


def new_axes(width=6.4, height=4.0, rows=1, columns=1, **options):
    """Return one Axes, or an array of them, on a new figure in the series' style.

    Parameters
    ----------
    width, height : float
        Size of the figure in inches. A page is 8.5 wide.
    rows, columns : int
        Grid of axes.
    **options
        Passed on to ``plt.subplots``.
    """
    with plt.rc_context(STYLE):
        _, axes = plt.subplots(rows, columns, figsize=(width, height), **options)
    return axes


def look(number, size=5):
    """Return colour, line style and marker of one curve among several."""
    return {
        "color": COLOURS[number % len(COLOURS)],
        "linestyle": LINE_STYLES[number % len(LINE_STYLES)],
        "marker": MARKERS[number % len(MARKERS)],
        "markersize": size,
    }


def show_digit(ax, image, title=""):
    """Draw one image on ``ax``: ink dark, paper white, no ticks."""
    top = 255 if image.max() > 1 else 1
    ax.imshow(image, cmap=DIGITS, vmin=0, vmax=top, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color="0.75")
    ax.set_title(title, fontsize=9.5, loc="center")


def describe(ax, text):
    """Attach to the figure of ``ax`` the words that stand in for it, with their numbers."""
    figure_of(ax).alt_text = text


def show(ax):
    """Display the figure that ``ax`` is on, with its alt text, and close it.

    The last line of a plotting cell. The words computed from the data are stored as the alt text
    of the picture and as its plain-text version, so that they are read aloud by a screen reader
    and compared when the notebook is tested.

    Parameters
    ----------
    ax : Axes or array of Axes
        As one of the functions of ``mlp_course.plots`` returned it.

    Raises
    ------
    ValueError
        If the figure has no alt text.
    """
    figure = figure_of(ax)
    text = getattr(figure, "alt_text", None)
    if not text:
        raise ValueError("the figure has no alt text; add it with describe(ax, text)")
    picture = io.BytesIO()
    figure.savefig(
        picture,
        format="png",
        dpi=110,
        metadata={"Software": None},
        pil_kwargs={"optimize": True},
    )
    plt.close(figure)
    content = base64.b64encode(picture.getvalue()).decode()
    display(
        {"image/png": content, "text/plain": f"Figure: {text}"},
        metadata={"image/png": {"alt": text}},
        raw=True,
    )


def figure_of(ax):
    """Return the figure of an Axes, or of the first in an array of Axes."""
    return (ax if hasattr(ax, "figure") else ax.flat[0]).figure
