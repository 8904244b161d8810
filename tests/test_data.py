"""The bundled data, IDX files, the validation split and the mini-batches."""

import gzip
import hashlib
import math
import os
import socket
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst

from mlp_helpers import (
    data,
    load_mnist,
    minibatches,
    read_idx,
    train_validation_split,
    write_idx,
)

TYPE_CODES = {"uint8": 8, "int8": 9, "int16": 11, "int32": 12, "float32": 13, "float64": 14}


def header(code, *shape):
    return bytes([0, 0, code, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


def idx_bytes(array):
    """Write an array in IDX format, independently of the package's reader."""
    content = array.astype(array.dtype.newbyteorder(">")).tobytes()
    return header(TYPE_CODES[array.dtype.name], *array.shape) + content


# The bundle

ORIGINAL_FILES = [
    (0, 0, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    (0, 1, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    (1, 0, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    (1, 1, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
]


@pytest.mark.parametrize("part, kind, digest", ORIGINAL_FILES)
def test_bundle_holds_the_original_files(mnist, part, kind, digest):
    assert hashlib.sha256(idx_bytes(mnist[part][kind])).hexdigest() == digest


def test_shapes_dtypes_and_labels(mnist):
    (X_train, y_train), (X_test, y_test) = mnist
    assert X_train.shape == (60_000, 28, 28) and X_test.shape == (10_000, 28, 28)
    assert y_train.shape == (60_000,) and y_test.shape == (10_000,)
    assert {array.dtype for part in mnist for array in part} == {np.dtype(np.uint8)}
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(y_train).tolist() == counts
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(y_test).tolist() == counts


def test_every_call_returns_arrays_of_its_own(mnist):
    first = load_mnist()
    for part in first:
        for array in part:
            array[...] = 77
    for part, known in zip(load_mnist(), mnist, strict=True):
        for array, original in zip(part, known, strict=True):
            np.testing.assert_array_equal(array, original)


def test_loading_needs_no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    load_mnist()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content + b"\0",
        lambda content: content[:1000] + bytes([content[1000] ^ 1]) + content[1001:],
    ],
    ids=["a byte short", "half", "empty", "a byte more", "one bit flipped"],
)
def test_damaged_bundle_is_refused_by_name(monkeypatch, tmp_path, damage):
    path = tmp_path / "mnist.npz"
    path.write_bytes(damage(data.MNIST.read_bytes()))
    monkeypatch.setattr(data, "MNIST", path)
    with pytest.raises(ValueError, match=r"mnist\.npz is damaged.*git checkout"):
        load_mnist()


def test_missing_bundle_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(data, "MNIST", tmp_path / "mnist.npz")
    with pytest.raises(FileNotFoundError, match=r"mnist\.npz"):
        load_mnist()


# IDX files

SHAPES = nst.array_shapes(min_dims=1, max_dims=5, min_side=0, max_side=5)
ARRAYS = st.sampled_from(list(TYPE_CODES)).flatmap(lambda dtype: nst.arrays(dtype, SHAPES))


@given(array=ARRAYS, compress=st.booleans())
def test_read_idx_returns_what_was_written(tmp_path_factory, array, compress):
    path = tmp_path_factory.getbasetemp() / "round_trip"
    content = idx_bytes(array)
    path.write_bytes(gzip.compress(content) if compress else content)
    result = read_idx(path)
    assert result.dtype == array.dtype and result.dtype.isnative
    assert result.flags.writeable
    np.testing.assert_array_equal(result, array)  # NaN equals NaN here


def test_read_idx_takes_a_string_and_several_gzip_members(tmp_path):
    content = idx_bytes(np.arange(5, dtype=np.int16))
    path = tmp_path / "two_members"
    path.write_bytes(gzip.compress(content[:7]) + gzip.compress(content[7:]))
    np.testing.assert_array_equal(read_idx(str(path)), np.arange(5))


GOOD = idx_bytes(np.arange(12, dtype=np.uint8).reshape(3, 4))
PACKED = gzip.compress(GOOD, mtime=0)
BAD_FILES = {
    "empty": (b"", "not an IDX file"),
    "two bytes": (GOOD[:2], "not an IDX file"),
    "text": (b"label,pixel0\n5,0\n", "not an IDX file"),
    "zip archive": (b"PK\x03\x04" + bytes(100), "not an IDX file"),
    "wrong magic": (b"\0\1" + GOOD[2:], "not an IDX file"),
    "unknown type": (b"\0\0\x0a" + GOOD[3:], "not an IDX file"),
    "no axes": (header(8) + b"\5", "not an IDX file"),
    "header cut short": (GOOD[:10], "header"),
    "content cut short": (GOOD[:-1], "takes 12 bytes, but the file has 11"),
    "content missing": (GOOD[:12], "has 0"),
    "trailing byte": (GOOD + b"\0", "has more"),
    "terabytes": (header(8, 2**32 - 1, 2**32 - 1) + b"abc", "but the file has 3"),
    "too large to count": (header(14, *[2**32 - 1] * 255) + b"abc", "but the file has 3"),
    "65 axes": (header(8, *[1] * 65) + b"x", "dimension"),
    "255 axes": (header(8, *[1] * 255) + b"x", "dimension"),
    "empty but vast": (header(14, 0, *[2**32 - 1] * 4), "big"),
    "gzip cut in header": (PACKED[:5], "gzip"),
    "gzip cut in content": (PACKED[:20], "gzip"),
    "gzip cut in check sum": (PACKED[:-3], "gzip"),
    "gzip trailing garbage": (PACKED + b"garbage", "gzip"),
    "gzip wrong check sum": (PACKED[:-8] + bytes([PACKED[-8] ^ 1]) + PACKED[-7:], "gzip"),
    "gzip flipped content": (PACKED[:14] + bytes([PACKED[14] ^ 255]) + PACKED[15:], "gzip"),
    "gzip unknown method": (PACKED[:2] + b"\7" + PACKED[3:], "gzip"),
    "gzip trailing byte inside": (gzip.compress(GOOD + b"\0"), "has more"),
    "gzip of nothing": (gzip.compress(b""), "not an IDX file"),
    "gzip twice": (gzip.compress(PACKED), "not an IDX file"),
}


@pytest.mark.parametrize("content, fault", BAD_FILES.values(), ids=BAD_FILES)
def test_bad_idx_file_is_refused_with_its_name_and_fault(tmp_path, content, fault):
    path = tmp_path / "digits-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"digits-idx3-ubyte: .*{fault}"):
        read_idx(path)


def refused_with_little_memory(path, why):
    tracemalloc.start()
    with pytest.raises(ValueError, match=why):
        read_idx(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5e6


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("shape", [(2**32 - 1, 2**10), (2**31,), (2**32 - 1,) * 64])
def test_lying_header_allocates_nothing(tmp_path, pack, shape):
    path = tmp_path / "liar"
    path.write_bytes(pack(header(14, *shape) + bytes(1000)))
    refused_with_little_memory(path, "liar")


@pytest.mark.parametrize("opened", [open, gzip.open], ids=["plain", "gzip"])
def test_what_is_too_long_is_not_read_to_its_end(tmp_path, opened):
    path = tmp_path / "endless"
    with opened(path, "wb") as file:
        file.write(header(8, 1000) + bytes(20_000_000))
    refused_with_little_memory(path, "takes 1,000 bytes, but the file has more")


def test_missing_idx_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_idx(tmp_path / "nowhere")


def mutated(content, rng):
    """Return the bytes with one to four random injuries."""
    content = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        place = int(rng.integers(0, len(content) + 1))
        match rng.integers(0, 5):
            case 0:
                del content[place:]
            case 1:
                content[place : place + 1] = rng.bytes(1)
            case 2:
                content[place:place] = rng.bytes(int(rng.integers(1, 9)))
            case 3:
                del content[place : place + int(rng.integers(1, 9))]
            case 4:
                place = int(rng.integers(0, 16))  # the headers are where the logic is
                content[place : place + 1] = rng.choice([b"\0", b"\1", b"\x7f", b"\xff"])
    return bytes(content)


@pytest.mark.parametrize("inputs", [400, pytest.param(60_000, marks=pytest.mark.slow)])
def test_mutated_idx_files_are_read_rightly_or_refused(tmp_path, rng, inputs):
    originals = [
        idx_bytes(rng.integers(0, 100, shape).astype(dtype))
        for dtype in TYPE_CODES
        for shape in [(3,), (2, 3), (0, 4), (2, 1, 2)]
    ]
    originals += [gzip.compress(content, mtime=0) for content in originals]
    path, read = tmp_path / "mutant", 0
    for number in range(inputs):
        content = mutated(originals[number % len(originals)], rng)
        path.write_bytes(content)
        try:
            array = read_idx(path)
        except ValueError as error:
            assert str(error).startswith(f"{path}: ")
            continue
        read += 1
        plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        assert idx_bytes(array) == plain
    assert 0 < read < inputs / 2  # the injuries are neither all fatal nor mostly harmless


@given(array=ARRAYS, name=st.sampled_from(["plain", "packed.gz", "gz", "idx.gz.old"]))
def test_write_idx_writes_the_format_and_read_idx_reads_it(tmp_path_factory, array, name):
    path = tmp_path_factory.getbasetemp() / name
    write_idx(path, array)
    content = path.read_bytes()
    assert (content[:2] == b"\x1f\x8b") == (name == "packed.gz")
    plain = gzip.decompress(content) if name == "packed.gz" else content
    assert plain == idx_bytes(array)
    result = read_idx(path)
    assert result.dtype == array.dtype
    np.testing.assert_array_equal(result, array)


def test_written_headers_are_those_of_mnists_own_files(tmp_path):
    """The magic numbers of its web page: 2051 for images and 2049 for labels, and big endian."""
    write_idx(tmp_path / "images.gz", np.zeros((10, 28, 28), np.uint8))
    write_idx(str(tmp_path / "labels"), np.arange(10, dtype=np.uint8))
    images = gzip.decompress((tmp_path / "images.gz").read_bytes())
    assert struct.unpack(">4I", images[:16]) == (2051, 10, 28, 28) and len(images) == 16 + 7840
    assert (tmp_path / "labels").read_bytes() == struct.pack(">2I", 2049, 10) + bytes(range(10))
    assert sorted(os.listdir(tmp_path)) == ["images.gz", "labels"]


def test_mnists_files_can_be_written_again(mnist, tmp_path):
    for (part, kind, digest), name in zip(ORIGINAL_FILES, "abcd", strict=True):
        write_idx(tmp_path / name, mnist[part][kind])
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("change", [lambda a: a[:, ::2], np.asfortranarray, lambda a: a.T])
@pytest.mark.parametrize("dtype", ["<i4", ">i4", "<f8", ">f8"])
def test_write_idx_takes_any_layout_and_byte_order(tmp_path, change, dtype):
    array = change(np.arange(24).reshape(4, 6).astype(dtype))
    write_idx(tmp_path / "any", array)
    result = read_idx(tmp_path / "any")
    np.testing.assert_array_equal(result, array)
    assert result.dtype.isnative and result.dtype.name == array.dtype.name


def test_the_same_array_gives_the_same_compressed_bytes(tmp_path):
    """Neither the time nor the name of the file goes into it."""
    for name in ("one.gz", "two.gz"):
        write_idx(tmp_path / name, np.arange(5, dtype=np.uint8))
    content = (tmp_path / "one.gz").read_bytes()
    assert content == (tmp_path / "two.gz").read_bytes()
    assert content[3:8] == bytes(5)  # no flags, such as for a name, and no time


@pytest.mark.parametrize("name", ["digits", "digits.gz"])
@pytest.mark.parametrize("place", ["while it is written", "at the very end"])
@pytest.mark.parametrize("fault", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failing_write_keeps_the_old_file_and_leaves_no_litter(
    tmp_path, monkeypatch, name, place, fault
):
    def fail(*args):
        raise fault

    class Failing(np.ndarray):
        def astype(self, *args, **kwargs):
            raise fault

    path, array = tmp_path / name, np.arange(5, dtype=np.uint8)
    write_idx(path, array)
    before = path.read_bytes()
    if place == "at the very end":
        monkeypatch.setattr("os.replace", fail)
    else:
        array = array.view(Failing)
        monkeypatch.setattr(data.np, "asarray", lambda value: value)
    with pytest.raises(type(fault)):
        write_idx(path, array)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(
    "array, message",
    [
        ([1, 2], r"array has dtype int64; expected one of \['uint8', 'int8', .*astype\(np.uint8\)"),
        (np.zeros(3, bool), "array has dtype bool"),
        (np.zeros(3, np.uint16), "array has dtype uint16"),
        (np.zeros(3, np.float16), "array has dtype float16"),
        (np.zeros(3, complex), "array has dtype complex128"),
        (np.array(["a"]), "array has dtype <U1"),
        (np.array([None]), "array has dtype object"),
        (np.uint8(3), r"array has shape \(\); expected"),
        (np.broadcast_to(np.uint8(0), (0, 2**32)), r"array has shape \(0, 4294967296\)"),
    ],
)
def test_what_idx_cannot_hold_is_refused_before_a_file_is_made(tmp_path, array, message):
    with pytest.raises(ValueError, match=message):
        write_idx(tmp_path / "none", array)
    assert not os.listdir(tmp_path)


def test_the_longest_axis_that_idx_can_hold(tmp_path):
    write_idx(tmp_path / "long", np.broadcast_to(np.uint8(0), (0, 2**32 - 1)))
    assert read_idx(tmp_path / "long").shape == (0, 2**32 - 1)


# The validation split

LABELS = nst.arrays(np.int64, st.integers(10, 80), elements=st.integers(0, 4))


def paired(y):
    """Examples that know their number and their label, so that a mix-up shows."""
    return np.column_stack([np.arange(len(y)), y])


@given(y=LABELS, fraction=st.floats(0.1, 0.9), seed=st.integers(0, 1000), stratify=st.booleans())
def test_split_keeps_every_example_once_and_with_its_label(y, fraction, seed, stratify):
    parts = train_validation_split(paired(y), y, fraction, seed, stratify)
    (X_train, y_train), (X_val, y_val) = parts
    assert len(X_val) == round(len(y) * fraction)
    assert sorted(np.concatenate([X_train, X_val])[:, 0]) == list(range(len(y)))
    np.testing.assert_array_equal(X_train[:, 1], y_train)
    np.testing.assert_array_equal(X_val[:, 1], y_val)
    for (X, labels), (X_again, y_again) in zip(
        parts, train_validation_split(paired(y), y, fraction, seed, stratify), strict=True
    ):
        np.testing.assert_array_equal(X, X_again)
        np.testing.assert_array_equal(labels, y_again)


@given(y=LABELS, fraction=st.floats(0.1, 0.9), seed=st.integers(0, 1000))
def test_stratified_split_takes_the_same_share_of_each_class(y, fraction, seed):
    _, (_, y_val) = train_validation_split(paired(y), y, fraction, seed)
    quotas = np.bincount(y, minlength=5) * (len(y_val) / len(y))
    taken = np.bincount(y_val, minlength=5)
    assert (np.floor(quotas - 1e-9) <= taken).all() and (taken <= np.ceil(quotas + 1e-9)).all()


def test_the_largest_remainder_gets_the_odd_example():
    """A quarter of 19, 12 and 9 is 4.75, 3 and 2.25: ten examples are five, three and two."""
    y = np.repeat([0, 1, 2], [19, 12, 9])
    _, (_, y_val) = train_validation_split(paired(y), y, 0.25)
    assert np.bincount(y_val).tolist() == [5, 3, 2]


def test_a_tenth_is_set_aside_with_seed_0_unless_told_otherwise():
    y = np.repeat(np.arange(5), 20)
    _, (X_val, _) = train_validation_split(paired(y), y)
    _, (X_told, _) = train_validation_split(paired(y), y, 0.1, 0, True)
    np.testing.assert_array_equal(X_val, X_told)
    assert len(X_val) == 10


def test_split_of_mnist(mnist):
    (X, y), _ = mnist
    (X_train, y_train), (X_val, y_val) = train_validation_split(X, y)
    assert X_train.shape == (54_000, 28, 28) and X_val.shape == (6_000, 28, 28)
    np.testing.assert_allclose(np.bincount(y_val), np.bincount(y) / 10, atol=1)
    np.testing.assert_array_equal(np.bincount(y_train) + np.bincount(y_val), np.bincount(y))


def test_seeds_order_and_copies():
    y = np.repeat(np.arange(5), 20)
    (X_train, _), (X_val, y_val) = train_validation_split(paired(y), y)
    (_, _), (X_other, _) = train_validation_split(paired(y), y, seed=1)
    assert set(X_val[:, 0]) != set(X_other[:, 0])
    assert not (np.diff(X_train[:, 0]) > 0).all()  # shuffled, not in the old order
    assert not (np.diff(y_val) >= 0).all()  # nor class by class
    X = paired(y)
    (X_train, _), _ = train_validation_split(X, y)
    X_train[...] = -1
    np.testing.assert_array_equal(X, paired(y))


def test_without_stratify_y_may_be_anything_with_rows():
    X, Y = np.arange(20).reshape(10, 2), np.eye(10)
    (_, Y_train), (X_val, Y_val) = train_validation_split(X, Y, 0.3, stratify=False)
    assert Y_train.shape == (7, 10) and X_val.shape == (3, 2)
    np.testing.assert_array_equal(Y_val.argmax(axis=1), X_val[:, 0] // 2)


def test_split_takes_lists():
    (X_train, _), (_, y_val) = train_validation_split([[1], [2], [3], [4]], [0, 1, 0, 1], 0.5)
    assert X_train.shape == (2, 1) and sorted(y_val) == [0, 1]


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, 0.001, 0.999, float("nan")])
def test_split_refuses_an_empty_part(fraction):
    with pytest.raises(ValueError):
        train_validation_split(np.zeros((10, 2)), np.zeros(10, int), fraction)


def test_stratified_split_refuses_one_hot_rows():
    with pytest.raises(ValueError, match="stratify=False"):
        train_validation_split(np.zeros((10, 2)), np.eye(10))


# Mini-batches


@given(n=st.integers(1, 60), batch_size=st.integers(1, 70), seed=st.integers(0, 1000))
def test_minibatches_deal_every_example_once(n, batch_size, seed):
    y = np.arange(n) % 7
    batches = list(minibatches(paired(y), y, batch_size, np.random.default_rng(seed)))
    sizes = [len(X) for X, _ in batches]
    assert len(batches) == math.ceil(n / batch_size)
    assert sizes[:-1] == [batch_size] * (len(batches) - 1) and sum(sizes) == n
    assert sorted(number for X, _ in batches for number in X[:, 0]) == list(range(n))
    for X, labels in batches:
        np.testing.assert_array_equal(X[:, 1], labels)


def test_minibatches_draw_a_new_order_from_the_same_generator(rng):
    y = np.arange(100)
    orders = [np.concatenate([X for X, _ in minibatches(y, y, 32, rng)]) for _ in range(2)]
    again = np.concatenate([X for X, _ in minibatches(y, y, 32, np.random.default_rng(0))])
    assert not np.array_equal(*orders)
    np.testing.assert_array_equal(orders[0], again)
    assert not np.array_equal(orders[0], y)


def test_minibatches_are_copies_and_take_lists(rng):
    X = np.zeros((4, 2))
    for batch, _ in minibatches(X, np.arange(4), 2, rng):
        batch += 1
    assert not X.any()
    (X_batch, y_batch), *_ = minibatches([[1, 1], [2, 2]], [1, 2], 2, rng)
    np.testing.assert_array_equal(X_batch[:, 0], y_batch)


BAD_PAIRS = {
    "lengths differ": (np.zeros((6, 2)), np.zeros(5, int), "y has 5 labels but X has 6 rows"),
    "no rows": (np.zeros((0, 2)), np.zeros(0, int), "X has no rows"),
    "a number for y": (np.zeros((6, 2)), 3, "expected a row for each example"),
}


@pytest.mark.parametrize("X, y, message", BAD_PAIRS.values(), ids=BAD_PAIRS)
def test_data_that_does_not_pair_is_refused(rng, X, y, message):
    with pytest.raises(ValueError, match=message):
        next(minibatches(X, y, 2, rng))
    with pytest.raises(ValueError, match=message):
        train_validation_split(X, y, 0.5)


@pytest.mark.parametrize("batch_size", [0, -1, 2.5, "4", None])
def test_minibatches_refuse_a_wrong_batch_size(rng, batch_size):
    with pytest.raises(ValueError, match="batch_size"):
        next(minibatches(np.zeros((6, 2)), np.zeros(6), batch_size, rng))
