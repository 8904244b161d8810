"""The images: where they come from, and how they are split and dealt out (notebooks 01, 02).

MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, who made it from two collections
of the US National Institute of Standards and Technology. It comes under the Creative Commons
licence Attribution-Share Alike 3.0 and ships with this package as ``mnist.npz``.
"""

import gzip
import hashlib
import io
import math
import zlib
from pathlib import Path

import numpy as np

from .checks import check_integer, check_same_length

MNIST = Path(__file__).with_name("mnist.npz")
MNIST_SHA256 = "d6d714a41c6989a9cd9ee5d69c07850165174491999bfd6465737e0c106c2bd6"


def load_mnist():
    """Load the 70,000 handwritten digits of MNIST, without a network connection.

    Returns
    -------
    (X_train, y_train), (X_test, y_test)
        Images ``(60000, 28, 28)`` and ``(10000, 28, 28)``, uint8, 0 is background and 255 full
        ink; labels ``(60000,)`` and ``(10000,)``, uint8, 0 to 9. Every call returns new arrays.

    Raises
    ------
    ValueError
        If the bundled file is not, byte for byte, the one this package was released with.
    """
    content = MNIST.read_bytes()
    if hashlib.sha256(content).hexdigest() != MNIST_SHA256:
        raise ValueError(
            f"{MNIST} is damaged or has been changed (its SHA-256 sum is not the released one). "
            "Restore it with `git checkout mlp_helpers/mnist.npz`, or reinstall the package."
        )
    with np.load(io.BytesIO(content)) as bundle:
        return (bundle["X_train"], bundle["y_train"]), (bundle["X_test"], bundle["y_test"])


# The third byte of an IDX file names the type of its numbers, stored most significant byte first.
IDX_DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path):
    """Read an array from a file in IDX format, in which MNIST, Fashion-MNIST and EMNIST came.

    The header is two zero bytes, a byte for the type of the numbers, a byte for the number of
    axes, then the length of each axis as a 32-bit integer, most significant byte first [1]_.

    Parameters
    ----------
    path : str or Path
        A plain or a gzip-compressed IDX file; its content decides, not its name.

    Returns
    -------
    array
        Of the shape in the header; uint8, int8, int16, int32, float32 or float64.

    Raises
    ------
    ValueError
        If the file is not in IDX format, is cut short, has bytes left over, or is damaged gzip.
        No more memory is used than its content takes, whatever the header claims.

    References
    ----------
    .. [1] LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (web page).
    """
    with open(path, "rb") as file:
        is_gzip = file.peek(2)[:2] == b"\x1f\x8b"
        try:
            with gzip.open(file) if is_gzip else file as stream:
                return _parse_idx(stream)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValueError(f"{path}: the gzip compression is damaged ({error})") from None
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None


def _parse_idx(stream):
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in IDX_DTYPES or magic[3] == 0:
        raise ValueError(f"not an IDX file, it starts with the bytes {magic.hex(' ') or '(none)'}")
    dtype, num_axes = np.dtype(IDX_DTYPES[magic[2]]), magic[3]
    lengths = stream.read(4 * num_axes)
    if len(lengths) < 4 * num_axes:
        raise ValueError(f"cut short inside the header, which announces {num_axes} axes")
    shape = tuple(int(length) for length in np.frombuffer(lengths, ">u4"))
    expected = math.prod(shape) * dtype.itemsize
    content = bytearray()
    # A block at a time, and one byte more than expected: a wrong header cannot make us read on.
    while block := stream.read(min(2**20, expected + 1 - len(content))):
        content += block
    if len(content) != expected:
        found = f"{len(content):,}" if len(content) < expected else "more"
        raise ValueError(
            f"shape {shape} of {dtype.name} takes {expected:,} bytes, but the file has {found}"
        )
    return np.frombuffer(content, dtype).astype(dtype.newbyteorder("=")).reshape(shape)


def train_validation_split(X, y, validation_fraction=0.1, seed=0, stratify=True):
    """Shuffle the examples and set a part of them aside for validation.

    Parameters
    ----------
    X : array, shape (N, ...)
    y : array, shape (N,) or (N, C)
        Labels; with ``stratify`` one number for each example.
    validation_fraction : float
        Share of the examples to set aside, between 0 and 1.
    seed : int
    stratify : bool
        Take the same share of every class, so that both parts have the same mix of labels. The
        remainders are dealt out so that the total is ``round(N * validation_fraction)``.

    Returns
    -------
    (X_train, y_train), (X_val, y_val)
        Copies, each in random order. Every example is in exactly one of the two parts.

    Raises
    ------
    ValueError
        If ``X`` and ``y`` differ in length, or a part would be empty.
    """
    X, y = check_same_length(X, y)
    n_val = round(len(X) * validation_fraction)
    if not 0 < n_val < len(X):
        raise ValueError(
            f"validation_fraction is {validation_fraction}; expected a number between 0 and 1 "
            f"that leaves none of the two parts of {len(X)} examples empty"
        )
    order = np.random.default_rng(seed).permutation(len(X))
    in_validation = np.zeros(len(X), dtype=bool)
    if stratify:
        if y.ndim != 1:
            raise ValueError(f"y has shape {y.shape}; expected (N,), or pass stratify=False")
        _, classes, counts = np.unique(y[order], return_inverse=True, return_counts=True)
        quotas = counts * (n_val / len(X))
        take = np.floor(quotas).astype(int)
        neediest = np.argsort(take - quotas, kind="stable")  # the largest remainder first
        take[neediest[: n_val - take.sum()]] += 1
        for label, number in enumerate(take):
            in_validation[np.flatnonzero(classes == label)[:number]] = True
    else:
        in_validation[:n_val] = True
    train, val = order[~in_validation], order[in_validation]
    return (X[train], y[train]), (X[val], y[val])


def minibatches(X, y, batch_size, rng):
    """Deal out all examples once, in random order, a batch at a time.

    Parameters
    ----------
    X : array, shape (N, ...)
    y : array, shape (N,) or (N, C)
    batch_size : int
        Examples in a batch, B. When B does not divide N, the last batch is smaller.
    rng : numpy.random.Generator
        Draws the order; pass the same generator again for another order.

    Yields
    ------
    X_batch, y_batch
        Copies of shape ``(B, ...)``.

    Raises
    ------
    ValueError
        If ``X`` and ``y`` differ in length, or ``batch_size`` is not a positive integer.
    """
    X, y = check_same_length(X, y)
    check_integer("batch_size", batch_size)
    yield from batches_in_order(X, y, batch_size, rng.permutation(len(X)))


def batches_in_order(X, y, batch_size, order):
    """As ``minibatches``, for the examples whose indices stand in ``order``, in this order."""
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        yield X.take(batch, axis=0), y.take(batch, axis=0)
