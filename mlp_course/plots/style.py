"""What the figures of the series share: one frame, one look, and words for who cannot see them."""

import base64
import functools
import inspect
import io

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from IPython.display import display
from matplotlib.colors import LinearSegmentedColormap

# Okabe and Ito's palette ("Color universal design", 2008) stays distinct for colour-blind readers.
# The order is fixed: training data are blue, validation data orange.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, VERMILION, YELLOW, BLACK = "#56B4E9", "#D55E00", "#F0E442", "#000000"
COLOURS = [BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, BLACK]
LINE_STYLES = ["-", "--", "-.", ":"]  # so that no curve is told from another by colour alone
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
DIGITS = "gray_r"  # ink is dark, paper is white
SEQUENTIAL = "Blues"
# Blue and red of Brewer's map RdBu. The widgets have the same two, which stand out from a white
# page (4.7 : 1 or more) and from JupyterLab's dark one (3.2 : 1 or more).
NEGATIVE, POSITIVE = "#2E77B5", "#C6413E"
DIVERGING = LinearSegmentedColormap.from_list("signs", [NEGATIVE, "white", POSITIVE], N=255)

STYLE = {
    **sns.axes_style("ticks"),
    "axes.prop_cycle": plt.cycler(color=COLOURS),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelsize": 10.5,
    "font.size": 10,
    "figure.constrained_layout.use": True,
}


def figure(width=6.4, height=4.0, rows=None, columns=None, **options):
    """Put a function that draws into the frame of a figure: axes, a title and an alt text.

    The function takes the axes first, then its data, and returns the figure's title (None if it
    has set titles itself) and the alt text. Framed, it takes the data, and by keyword, if there
    are any, the axes to use instead of new ones; it returns the axes.

    Any of the sizes may be a function of some of the data, named as they are:
    ``height=lambda top: 0.4 * top``.

    Parameters
    ----------
    width, height : float
        Size of a new figure in inches. A page is 8.5 wide.
    rows, columns : int, optional
        The function gets one Axes if neither is given, a row of Axes if one of them is, and an
        array of shape (rows, columns) if both are.
    **options
        Passed on to ``plt.subplots``.
    """
    sizes = {"width": width, "height": height, "rows": rows or 1, "columns": columns or 1}

    def framed(draw):
        first, *data = inspect.signature(draw).parameters.values()
        in_frame = first.replace(kind=inspect.Parameter.KEYWORD_ONLY, default=None)
        signature = inspect.Signature([*data, in_frame])

        @functools.wraps(draw)
        def drawn(*args, **kwargs):
            call = signature.bind(*args, **kwargs)
            call.apply_defaults()
            axes = call.arguments.pop(first.name)
            if axes is None:
                fitting = {k: fitted(v, call.arguments) for k, v in {**sizes, **options}.items()}
                axes = new_axes(**fitting, squeeze=False)
                axes = axes if rows and columns else axes.ravel() if rows or columns else axes[0, 0]
            title, text = draw(axes, **call.arguments)
            if title:
                entitle = figure_of(axes).suptitle if rows or columns else axes.set_title
                entitle(title)
            describe(axes, text)
            return axes

        drawn.__signature__ = signature
        return drawn

    return framed


def fitted(size, arguments):
    """Return a size that may be a function of some of the arguments."""
    if not callable(size):
        return size
    return size(**{name: arguments[name] for name in inspect.signature(size).parameters})


def new_axes(width=6.4, height=4.0, rows=1, columns=1, **options):
    """Return one Axes, or an array of them, on a new figure; sizes as for ``figure``."""
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


def curves(ax, series, x=None, **options):
    """Draw several curves, told apart by colour, line style and marker.

    ``series`` maps their names, for the legend, to their values, which stand at ``x`` or, by
    default, at the epochs from 1 on.
    """
    if x is None:
        ax.set_xlabel("epoch")
        ax.xaxis.get_major_locator().set_params(integer=True)
    for number, (name, values) in enumerate(series.items()):
        at = np.arange(1, len(values) + 1) if x is None else x
        ax.plot(at, values, **{**look(number), "label": name, **options})


def band(ax, values, x=None, **line):
    """Fill the range over the seeds and draw their mean, as far as all of them have come.

    ``values`` holds a sequence for each seed; they stand at ``x`` or, by default, at the epochs
    from 1 on. ``line`` is the look of the mean, with its label.
    """
    shortest = min(map(len, values))
    together = np.array([of_seed[:shortest] for of_seed in values])
    x = np.arange(1, shortest + 1) if x is None else x
    limits = together.min(axis=0), together.max(axis=0)
    ax.fill_between(x, *limits, color=line["color"], alpha=0.2)
    ax.plot(x, together.mean(axis=0), **line)


def spread(values, form):
    """Say in words from where to where some values go."""
    return f"{min(values):{form}} to {max(values):{form}}"


def minus(text):
    """Return the text with real minus signs."""
    return text.replace("-", "−")


def dodged(series, gap=0.16):
    """Yield values, shift and look of several series of points at the same places.

    ``series`` maps names to values, as for ``curves``; ``gap`` is from one to the next.
    """
    for number, (name, values) in enumerate(series.items()):
        shift = gap * (number - (len(series) - 1) / 2)
        yield values, shift, {**look(number, size=6), "linestyle": "none", "label": name}


def class_bars(ax, values, labels=None, colour=BLUE):
    """Draw a bar for each class, with ``labels`` above them if there are any; return the bars."""
    bars = ax.bar(range(len(values)), values, color=colour, edgecolor=BLACK, linewidth=0.6)
    if labels:
        ax.bar_label(bars, labels, padding=2, fontsize=9.5)
    ax.set(xlabel="class", xticks=range(len(values)))
    return bars


def heat_map(ax, values, label=None, cmap=SEQUENTIAL, **options):
    """Draw a matrix as colours, with a colour bar if it has a ``label``, by ``sns.heatmap``."""
    cbar = {"cbar": label is not None, "cbar_kws": {"label": label}}
    sns.heatmap(values, ax=ax, cmap=cmap, **cbar, **options)
    ax.tick_params(length=0, rotation=0)


def around_zero(limit):
    """Return the options of colours for values from -limit to limit: blue, white, red."""
    return {"cmap": DIVERGING, "vmin": -limit, "vmax": limit}


def show_image(ax, image, title="", **colours):
    """Draw one image without ticks and return it, as a colour bar needs it.

    Ink is dark and paper white, unless ``cmap``, ``vmin`` and ``vmax`` are given.
    """
    ink = {"cmap": DIGITS, "vmin": 0, "vmax": 255 if image.max() > 1 else 1}
    picture = ax.imshow(image, interpolation="nearest", **(colours or ink))
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color="0.75")
    ax.set_title(title, fontsize=9.5)
    return picture


def rows_of(images, columns):
    """Return how many rows a grid of the images has."""
    return -(-len(images) // columns)


def tiles(axes, images, titles=None, **colours):
    """Draw an image on each of the axes with ``show_image``, and switch off those left over."""
    titles = [""] * len(images) if titles is None else titles
    axes = np.ravel(axes)
    for ax, image, title in zip(axes, images, titles, strict=False):
        show_image(ax, image, title, **colours)
    for ax in axes[len(images) :]:
        ax.set_axis_off()


def note(ax, text, at, shift=(0, 0), **options):
    """Write words ``shift`` points away from the place ``at``."""
    ax.annotate(text, at, shift, textcoords="offset points", **options)


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
        As the functions of ``mlp_course.plots`` return them.

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
    png = {"metadata": {"Software": None}, "pil_kwargs": {"optimize": True}}
    figure.savefig(picture, format="png", dpi=110, **png)
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
