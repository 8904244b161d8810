"""More digits from the same ones: images shifted, turned, and drawn by a less steady hand.

A distorted image is made backwards: for each pixel of the result, ``_places`` says where in the
image to look, and ``sample`` mixes the four pixels around that place. However many effects there
are, each image is sampled once, so that it is blurred once.

Images are floats, ``(B, height, width)`` or rows ``(B, n * n)`` of square ones. What is returned
has the same shape and dtype, and nothing that is given is changed.
"""

import math

import numpy as np

from .checks import check_number, check_numbers, check_shape

BLOCK = 32  # images that are distorted together, few enough for the processor's cache
FAR = 1e6  # no strength and no place is further from 0


def sample(images, rows, columns):
    """Return what the images show at other places than their pixels: bilinear interpolation.

    Parameters
    ----------
    images : array of floats, shape (B, height, width) or (B, n * n)
    rows, columns : array, shape (B, height, width)
        For each pixel of the result the place to look at: 0 is the centre of the first row or
        column, 1.5 lies halfway between the second and the third. All that lies outside the image
        is background, 0.
    """
    pictures = _as_pictures(images)
    places = [
        check_shape(name, check_numbers(name, place, -FAR, FAR), pictures.shape)
        for name, place in (("rows", rows), ("columns", columns))
    ]
    return _as_given(_sample(pictures, *np.asarray(places, pictures.dtype)), images)


def _sample(pictures, rows, columns):
    count, height, width = pictures.shape
    # A frame of background: no place is too far outside, and each has four pixels around it.
    framed = np.zeros((count, height + 3, width + 3), pictures.dtype)
    framed[:, 1:-2, 1:-2] = pictures
    flat, pitch = framed.ravel(), width + 3  # from a pixel to the one below it
    down, right = np.clip(rows, -1, height), np.clip(columns, -1, width)
    top, left = np.floor(down), np.floor(right)
    down -= top  # how far the place lies below the upper two of the four pixels, from 0 to 1
    right -= left
    top *= pitch
    top += left
    corner = top.astype(np.intp)  # of the four; the first image's first pixel is number pitch + 1
    corner += (pitch + 1 + np.arange(count) * (height + 3) * pitch)[:, None, None]
    upper = _mix(flat.take(corner), flat[1:].take(corner), right)
    lower = _mix(flat[pitch:].take(corner), flat[pitch + 1 :].take(corner), right)
    return _mix(upper, lower, down)


def _mix(one, other, share):
    """Return ``(1 - share) * one + share * other``, in the memory of ``other``."""
    other -= one
    other *= share
    other += one
    return other


def shift(images, down, right):
    """Move each image by so many pixels; a negative number moves it up, or to the left.

    Parameters
    ----------
    images : array of floats, shape (B, height, width) or (B, n * n)
    down, right : float, or array of shape (B,) with one for each image
        Whole pixels move exactly, parts of a pixel blur a little.
    """
    return _distorted(images, down=down, right=right)


def rotate(images, degrees):
    """Turn each image anticlockwise about its centre.

    Parameters
    ----------
    images : array of floats, shape (B, height, width) or (B, n * n)
    degrees : float, or array of shape (B,) with one for each image
    """
    return _distorted(images, degrees=degrees)


def scale(images, factor):
    """Enlarge each image about its centre, or with a factor below 1 make it smaller.

    Parameters
    ----------
    images : array of floats, shape (B, height, width) or (B, n * n)
    factor : float, or array of shape (B,) with one for each image
    """
    return _distorted(images, factor=factor)


def shear(images, slant):
    """Make each image lean to the right, as italics do; with a negative slant to the left.

    Parameters
    ----------
    images : array of floats, shape (B, height, width) or (B, n * n)
    slant : float, or array of shape (B,) with one for each image
        How many pixels further to the right a pixel comes for each row that it lies above the
        centre.
    """
    return _distorted(images, slant=slant)


def elastic(images, strength, smoothness, rng):
    """Bend each image as if it were drawn on rubber, each in another way.

    Each pixel looks at a place that lies a random displacement away, and neighbours are displaced
    alike (Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied
    to visual document analysis", 2003; what they call alpha 34 and sigma 4 comes to a strength of
    1.4 and a smoothness of 4).

    Parameters
    ----------
    images : array of floats, shape (B, height, width) or (B, n * n)
    strength : float, or array of shape (B,) with one for each image
        Standard deviation of the displacement, downwards and to the right, in pixels.
    smoothness : float, at least 1
        How far the displacement reaches, in pixels: the standard deviation of the Gaussian bumps
        it is made of.
    rng : numpy.random.Generator
        Draws the displacements.
    """
    smoothness = check_number("smoothness", smoothness, low=1)
    return _distorted(images, strength=strength, smoothness=smoothness, rng=rng)


class Distortions:
    """All of these at once, with strengths drawn anew for each image: to be called, or for ``fit``.

    ``distort = Distortions(shift=2, rotation=10)`` makes a function, ``distort(images, rng)``.

    Parameters
    ----------
    shift : float
        Up to so many pixels up or down, and as many to the left or right.
    rotation : float
        Up to so many degrees, either way.
    scale : float
        With 0.1 the size changes by a factor between 1 / 1.1 and 1.1.
    shear : float
        Up to this slant, either way.
    elastic, smoothness : float
        Strength and smoothness of an elastic distortion.
    """

    def __init__(self, shift=0.0, rotation=0.0, scale=0.0, shear=0.0, elastic=0.0, smoothness=4.0):
        self.shift, self.rotation = check_number("shift", shift), check_number("rotation", rotation)
        self.scale, self.shear = check_number("scale", scale), check_number("shear", shear)
        self.elastic = check_number("elastic", elastic)
        self.smoothness = check_number("smoothness", smoothness, low=1)

    def __call__(self, images, rng):
        down, right, turn, size, lean = rng.uniform(-1, 1, (5, len(images)))
        return _distorted(
            images,
            down=self.shift * down,
            right=self.shift * right,
            degrees=self.rotation * turn,
            factor=(1 + self.scale) ** size,
            slant=self.shear * lean,
            strength=self.elastic,
            smoothness=self.smoothness,
            rng=rng,
        )


def _distorted(
    images, down=0, right=0, degrees=0, factor=1, slant=0, strength=0, smoothness=None, rng=None
):
    pictures = _as_pictures(images)
    strengths = [
        _one_each(pictures, "down", down),
        _one_each(pictures, "right", right),
        np.radians(_one_each(pictures, "degrees", degrees)),
        _one_each(pictures, "factor", factor, low=1e-3),
        _one_each(pictures, "slant", slant),
    ]
    strength = _one_each(pictures, "strength", strength, low=0)
    bends = _bends(pictures, strength, smoothness, rng) if strength.any() else None
    result = np.empty_like(pictures)
    for start in range(0, len(pictures), BLOCK):
        block = slice(start, start + BLOCK)
        places = _places(pictures[block], *(values[block] for values in strengths))
        if bends:
            heights, down_bumps, along_bumps = bends
            places += down_bumps @ heights[:, block] @ along_bumps.T
        result[block] = _sample(pictures[block], *places)
    return _as_given(result, images)


def _places(pictures, down, right, angle, factor, slant):
    """Return rows and columns, ``(2, B, height, width)``: where each pixel of the result looks.

    Each effect is undone, the last one first: the image is shifted, then enlarged, made to lean,
    and turned.
    """
    height, width = pictures.shape[1:]
    rows, columns = np.arange(height) - (height - 1) / 2, np.arange(width) - (width - 1) / 2
    cos, sin = np.cos(angle) / factor, np.sin(angle) / factor
    places = np.empty((2, *pictures.shape), pictures.dtype)
    for place, start, by_row, by_column in [
        (places[0], (height - 1) / 2 - down, cos, sin),
        (places[1], (width - 1) / 2 - right, slant * cos - sin, slant * sin + cos),
    ]:
        down_the_rows = (start[:, None] + by_row[:, None] * rows).astype(pictures.dtype)
        along_a_row = (by_column[:, None] * columns).astype(pictures.dtype)
        np.add(down_the_rows[:, :, None], along_a_row[:, None, :], out=place)
    return places


def _bends(pictures, strength, smoothness, rng):
    """Return what random displacements of this strength are made of.

    Bumps stand on a grid as wide as they are, each of a random height, ``(2, B, n, m)``, for the
    displacement downwards and to the right. They are wide enough to add up to the same hills that
    come of smoothing a random number for each pixel, and there are far fewer of them. Their
    profiles, ``(height, n)`` and ``(width, m)``, are scaled to a standard deviation of 1.
    """
    profiles = []
    for size in pictures.shape[1:]:
        centres = np.arange(-smoothness, size + smoothness, smoothness)
        profile = np.exp(-(((np.arange(size)[:, None] - centres) / smoothness) ** 2) / 2)
        profile /= np.sqrt(np.square(profile).sum(axis=1, keepdims=True))
        profiles.append(profile.astype(pictures.dtype))
    grid = [profile.shape[1] for profile in profiles]
    heights = rng.standard_normal((len(pictures), 2, *grid), pictures.dtype).swapaxes(0, 1)
    heights *= strength[:, None, None]
    return heights, *profiles


def _as_pictures(images):
    """Return the images as ``(B, height, width)`` of float32 or float64, if they are finite."""
    images = np.asarray(images)
    if images.dtype.kind != "f":
        hint = "Pixels are turned into floats by scale_pixels"
        raise ValueError(f"images has dtype {images.dtype}; expected floats. {hint}")
    side = math.isqrt(images.shape[1]) if images.ndim == 2 else 0
    if images.ndim != 3 and not side**2 == images.shape[-1] > 0:
        expected = "(B, height, width), or (B, n * n) for rows of square images"
        raise ValueError(f"images has shape {images.shape}; expected {expected}")
    images = images.astype(np.float32 if images.dtype.itemsize <= 4 else np.float64, copy=False)
    if not np.isfinite(np.vdot(images, images)):  # one quick pass; if it overflows, look closer
        check_numbers("images", images)
    return images if images.ndim == 3 else images.reshape(len(images), side, side)


def _as_given(pictures, images):
    images = np.asarray(images)
    return pictures.reshape(images.shape).astype(images.dtype, copy=False)


def _one_each(pictures, name, values, low=-FAR):
    """Return one number for each image, from a number for all or from one for each."""
    values = check_numbers(name, values, low, FAR)
    if values.shape not in ((), (len(pictures),)):
        expected = f"a number, or {len(pictures)}, one for each image"
        raise ValueError(f"{name} has shape {values.shape}; expected {expected}")
    return np.broadcast_to(values, len(pictures))
