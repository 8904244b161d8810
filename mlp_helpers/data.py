"""The images: where they come from, and how they are split and dealt out (notebooks 01, 02).

MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, who made it from two collections
of the US National Institute of Standards and Technology. It comes under the Creative Commons
licence Attribution-Share Alike 3.0 and ships with this package as ``mnist.npz``.
"""

import contextlib
import gzip
import hashlib
import io
import math
import zlib
from pathlib import Path

import numpy as np

from .checks import check_integer, check_number, check_same_length
from .files import whole_file

MNIST = Path(__file__).with_name("mnist.npz")
MNIST_SHA256 = "d6d714a41c6989a9cd9ee5d69c07850165174491999bfd6465737e0c106c2bd6"


def load_mnist():
    """Load the 70,000 handwritten digits of MNIST, without a network connection.

    Returns
    -------
    (X_train, y_train), (X_test, y_test)
        Images ``(60000, 28, 28)`` and ``(10000, 28, 28)``, uint8, 0 is background and 255 full
        ink; labels ``(60000,)`` and ``(10000,)``, uint8, 0 to 9. Every call returns new arrays.
        A file that is not, byte for byte, the released one is refused with a ValueError.
    """
    content = MNIST.read_bytes()
    if hashlib.sha256(content).hexdigest() != MNIST_SHA256:
        cure = "Restore it with `git checkout mlp_helpers/mnist.npz`, or reinstall the package."
        raise ValueError(f"{MNIST} is damaged: its SHA-256 sum is not the released one. {cure}")
    with np.load(io.BytesIO(content)) as bundle:
        return (bundle["X_train"], bundle["y_train"]), (bundle["X_test"], bundle["y_test"])


# The third byte of an IDX file names the type of its numbers, stored most significant byte first.
IDX_DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path):
    """Read the array in a file in IDX format, in which MNIST, Fashion-MNIST and EMNIST came.

    The header is two zero bytes, a byte for the type of the numbers, a byte for the number of
    axes, then the length of each axis as a 32-bit integer, most significant byte first
    (LeCun, Cortes and Burges, "The MNIST database of handwritten digits", web page).

    Parameters
    ----------
    path : str or Path
        A plain or a gzip-compressed IDX file; its content decides, not its name. One of another
        format, cut short, with bytes left over or damaged is refused with a ValueError, and no
        more memory is used than its content takes, whatever the header claims.
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
        what = f"shape {shape} of {dtype.name} takes {expected:,} bytes"
        raise ValueError(f"{what}, but the file has {found}")
    return np.frombuffer(content, dtype).astype(dtype.newbyteorder("=")).reshape(shape)


def write_idx(path, array):
    """Write an array to a file in IDX format, for ``read_idx`` and for whatever reads MNIST.

    Parameters
    ----------
    path : str or Path
        The file appears under this name only when it is complete. If the name ends in ``.gz``, it
        is compressed.
    array : array of uint8, int8, int16, int32, float32 or float64, at least one axis
        Such as images ``(N, 28, 28)`` or labels ``(N,)``, which are uint8 in MNIST's own files.
    """
    array = np.asarray(array)
    codes = {np.dtype(dtype).name: code for code, dtype in IDX_DTYPES.items()}
    if array.dtype.name not in codes:
        hint = "For pixels and labels pass array.astype(np.uint8)"
        raise ValueError(f"array has dtype {array.dtype}; expected one of {[*codes]}. {hint}")
    if array.ndim == 0 or max(array.shape) >= 2**32:
        raise ValueError(f"array has shape {array.shape}; expected axes of lengths below 2**32")
    code = codes[array.dtype.name]
    header = bytes([0, 0, code, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    with whole_file(path) as file, contextlib.ExitStack() as stack:
        if str(path).endswith(".gz"):  # with no name and no time: the same array, the same bytes
            file = stack.enter_context(gzip.GzipFile("", "wb", fileobj=file, mtime=0))
        file.write(header)
        file.write(array.astype(IDX_DTYPES[code]).tobytes())


def train_validation_split(X, y, validation_fraction=0.1, seed=0, stratify=True):
    """Shuffle the examples and set a part of them aside for validation.

    Parameters
    ----------
    X : array, shape (N, ...)
    y : array, shape (N,) or (N, C)
        Labels; with ``stratify`` one number for each example.
    validation_fraction : float
        Share of the examples to set aside, between 0 and 1, so that no part is empty.
    seed : int
    stratify : bool
        Take the same share of every class, so that both parts have the same mix of labels. The
        remainders are dealt out so that the total is ``round(N * validation_fraction)``.

    Returns
    -------
    (X_train, y_train), (X_val, y_val)
        Copies. Every example is in exactly one of the two parts. The order is random, but with
        ``stratify`` the first few hundred training examples favour some classes.
    """
    X, y = check_same_length(X, y)
    n_val = round(len(X) * check_number("validation_fraction", validation_fraction, below=1))
    if not 0 < n_val < len(X):
        raise ValueError(f"validation_fraction is {validation_fraction}; expected no part empty")
    if stratify and y.ndim != 1:
        raise ValueError(f"y has shape {y.shape}; expected (N,), or pass stratify=False")
    order = np.random.default_rng(seed).permutation(len(X))
    classes = np.unique(y[order], return_inverse=True)[1] if stratify else np.zeros(len(X), int)
    quotas = np.bincount(classes) * (n_val / len(X))
    take = np.floor(quotas).astype(int)
    neediest = np.argsort(take - quotas, kind="stable")  # the largest remainder first
    take[neediest[: n_val - take.sum()]] += 1
    in_validation = np.zeros(len(X), dtype=bool)
    for label, number in enumerate(take):
        in_validation[np.flatnonzero(classes == label)[:number]] = True
    train, val = order[~in_validation], order[in_validation]
    return (X[train], y[train]), (X[val], y[val])


def minibatches(X, y, batch_size, rng):
    """Deal out all examples once, in random order: yield ``X_batch, y_batch``, copies.

    Parameters
    ----------
    X : array, shape (N, ...)
    y : array, shape (N,) or (N, C)
    batch_size : int
        Examples in a batch, B. When B does not divide N, the last batch is smaller.
    rng : numpy.random.Generator
        Draws the order; pass the same generator again for another order.
    """
    X, y = check_same_length(X, y)
    batch_size = check_integer("batch_size", batch_size)
    yield from batches_in_order(X, y, batch_size, rng.permutation(len(X)))


def batches_in_order(X, y, batch_size, order):
    """As ``minibatches``, for the examples whose indices stand in ``order``, in this order."""
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        yield X.take(batch, axis=0), y.take(batch, axis=0)
