"""Distorted images, against slices, scipy.ndimage and what is known of random fields."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst
from scipy import ndimage

from mlp_helpers import Distortions, elastic, rotate, sample, scale, scale_pixels, shear, shift

SHAPES = nst.array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=9)
PIXELS = st.floats(-2, 2, width=32)
IMAGES = nst.arrays(np.float32, SHAPES, elements=PIXELS)
ALL = Distortions(shift=3, rotation=20, scale=0.3, shear=0.3, elastic=1.5)


def random_images(*shape, seed=0):
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


def random_places(shape, reach, seed=0):
    """Places around each pixel, many of them outside of small images."""
    noise = np.random.default_rng(seed).normal(scale=reach, size=(2, *shape))
    return np.indices(shape)[1:] + noise


def by_scipy(images, rows, columns, mode="grid-constant"):
    """Sample as scipy.ndimage does, image by image; ``grid-constant`` is a frame of background."""
    return np.stack(
        [
            ndimage.map_coordinates(image.astype(float), places, order=1, mode=mode)
            for image, *places in zip(images, rows, columns, strict=True)
        ]
    )


# Sampling


@given(images=IMAGES, reach=st.sampled_from([0.3, 2.0, 30.0]), seed=st.integers(0, 1000))
def test_sampling_agrees_with_scipy(images, reach, seed):
    places = random_places(images.shape, reach, seed)
    ours = sample(images, *places)
    np.testing.assert_allclose(ours, by_scipy(images, *places), atol=2e-5)


def test_sampling_mnist_agrees_with_scipys_plain_constant(mnist):
    """That mode mixes nothing in beyond the last pixel: with an empty margin it is the same."""
    images = scale_pixels(mnist[0][0][:20])
    places = random_places(images.shape, 3)
    ours = sample(images, *places)
    np.testing.assert_allclose(ours, by_scipy(images, *places, mode="constant"), atol=1e-5)


def test_the_image_fades_into_the_background_at_its_edge():
    image, here = np.full((1, 1, 1), 8, np.float32), np.zeros((1, 1, 1))
    for place, expected in [(0, 8), (0.25, 6), (-0.75, 2), (1, 0), (-1, 0), (5.5, 0), (-1e6, 0)]:
        there = np.full((1, 1, 1), place)
        assert sample(image, there, here) == expected == sample(image, here, there)
    assert sample(image, here + 0.5, here - 0.5) == 2


def test_a_place_between_four_pixels_by_hand():
    image = np.array([[[0, 4], [8, 20]]], dtype=float)
    result = sample(image, np.full((1, 2, 2), 0.5), np.full((1, 2, 2), 0.25))
    assert (result == 0.5 * (0.75 * 0 + 0.25 * 4) + 0.5 * (0.75 * 8 + 0.25 * 20)).all()


@given(images=IMAGES, seed=st.integers(0, 1000))
def test_a_mixture_lies_between_the_pixels_and_the_background(images, seed):
    result = sample(images, *random_places(images.shape, 2, seed))
    assert (result >= min(0, images.min()) - 1e-6).all()
    assert (result <= max(0, images.max()) + 1e-6).all()


# One effect at a time

UNCHANGED = {
    "shift": lambda images: shift(images, 0, 0),
    "rotate": lambda images: rotate(images, 0),
    "scale": lambda images: scale(images, 1),
    "shear": lambda images: shear(images, 0),
    "elastic": lambda images: elastic(images, 0, 4, np.random.default_rng(0)),
    "distortions": lambda images: Distortions()(images, np.random.default_rng(0)),
}


@pytest.mark.parametrize("function", UNCHANGED.values(), ids=UNCHANGED)
@given(images=IMAGES)
def test_without_strength_an_image_stays_exactly_as_it_is(function, images):
    np.testing.assert_array_equal(function(images), images)


@given(images=IMAGES, down=st.integers(-10, 10), right=st.integers(-10, 10))
def test_a_shift_by_whole_pixels_is_a_slice_and_nothing_comes_round(images, down, right):
    _, height, width = images.shape
    padded = np.pad(images, [(0, 0), (10, 10), (10, 10)])
    expected = padded[:, 10 - down :, 10 - right :][:, :height, :width]
    np.testing.assert_array_equal(shift(images, down, right), expected)


def test_half_a_pixel_is_the_mean_of_neighbours():
    image = np.array([[[0, 2, 6, 0.0]]])
    assert shift(image, 0, 0.5).tolist() == [[[0, 1, 4, 3]]]
    assert shift(image, 0, -0.25).tolist() == [[[0.5, 3, 4.5, 0]]]


def test_double_precision_keeps_its_digits():
    images = np.random.default_rng(0).random((3, 7, 7))
    expected = 0.75 * images + 0.25 * np.pad(images, [(0, 0), (1, 0), (0, 0)])[:, :-1]
    np.testing.assert_allclose(shift(images, 0.25, 0), expected, rtol=1e-14)


@pytest.mark.parametrize("turns", [1, 2, 3, -1])
@pytest.mark.parametrize("side", [1, 4, 5, 28])
def test_quarter_turns_are_exact(turns, side):
    images = random_images(3, side, side)
    expected = np.rot90(images, turns, axes=(1, 2))
    np.testing.assert_allclose(rotate(images, 90 * turns), expected, atol=1e-6)


@pytest.mark.parametrize("degrees", [7.5, -30, 100])
@pytest.mark.parametrize("shape", [(28, 28), (9, 14)])
def test_any_turn_agrees_with_scipy(degrees, shape):
    images = random_images(3, *shape)
    options = {"axes": (1, 2), "reshape": False, "order": 1, "mode": "grid-constant"}
    expected = ndimage.rotate(images, degrees, **options)
    np.testing.assert_allclose(rotate(images, degrees), expected, atol=1e-5)


def by_matrix(images, matrix):
    """Let scipy apply a matrix, by which a pixel of the result finds its place, from the centre."""
    centre = (np.array(images.shape[1:]) - 1) / 2
    options = {"offset": centre - matrix @ centre, "order": 1, "mode": "grid-constant"}
    return np.stack([ndimage.affine_transform(image, matrix, **options) for image in images])


@pytest.mark.parametrize("shape", [(28, 28), (9, 14)])
def test_sizes_and_slants_agree_with_scipy(shape):
    images = random_images(3, *shape)
    for factor in (0.7, 1.6):
        expected = by_matrix(images, np.eye(2) / factor)
        np.testing.assert_allclose(scale(images, factor), expected, atol=1e-5)
    for slant in (0.4, -1.1):
        expected = by_matrix(images, np.array([[1, 0], [slant, 1]]))
        np.testing.assert_allclose(shear(images, slant), expected, atol=1e-5)


def test_a_bar_leans_to_the_right_and_a_dot_grows():
    bar = np.zeros((1, 5, 5))
    bar[:, :, 2] = 1
    assert shear(bar, 1)[0].argmax(axis=1).tolist() == [4, 3, 2, 1, 0]
    dot = np.zeros((1, 5, 5))
    dot[:, 2, 2] = 1
    assert scale(dot, 2).sum() == 4 and scale(dot, 2)[0, 2].tolist() == [0, 0.5, 1, 0.5, 0]


STRENGTHS = {
    "down": (lambda images, values: shift(images, values, 0), [0, 1.5, -2, 9]),
    "right": (lambda images, values: shift(images, 0, values), [0, 1.5, -2, 9]),
    "degrees": (rotate, [0, 10, -90, 200]),
    "factor": (scale, [0.5, 1, 1.1, 3]),
    "slant": (shear, [0, 0.2, -0.2, 1]),
}


@pytest.mark.parametrize("function, values", STRENGTHS.values(), ids=STRENGTHS)
def test_each_image_may_have_its_own_strength(function, values):
    images = random_images(4, 7, 6)
    together = function(images, np.array(values))
    alone = [function(images[i : i + 1], value) for i, value in enumerate(values)]
    np.testing.assert_array_equal(together, np.concatenate(alone))


# Elastic


def displacements(count, strength, smoothness, side=28, seed=0, cut=6):
    """Return where the pixels of plain ramps look, less where they are: ``(2, count, side, side)``.

    The ramp stays a ramp between its pixels, so that what is seen is the place that was looked at;
    pixels that may look outside are cut off.
    """
    rows = np.broadcast_to(np.arange(side, dtype=float)[:, None], (count, side, side))
    found = []
    for ramp in (rows, rows.swapaxes(1, 2)):
        found.append(elastic(ramp, strength, smoothness, np.random.default_rng(seed)) - ramp)
    return np.array(found)[:, :, cut:-cut, cut:-cut]


@pytest.mark.parametrize("smoothness", [1, 3, 4.0, 10])
def test_strength_is_the_standard_deviation_of_the_displacement(smoothness):
    field = displacements(3000, 1.2, smoothness)
    np.testing.assert_allclose(field.std(axis=1), 1.2, rtol=0.08)  # at every pixel
    np.testing.assert_allclose(field.std(), 1.2, rtol=0.02)
    np.testing.assert_allclose(field.mean(axis=1), 0, atol=0.1)
    across = np.corrcoef(field[0].ravel(), field[1].ravel())[0, 1]
    assert abs(across) < 0.03  # down says nothing of right


@pytest.mark.parametrize("smoothness", [2, 4, 6])
def test_displacements_are_alike_as_those_of_smoothed_noise_are(smoothness):
    """Noise smoothed by a Gaussian has correlations exp(-(distance / smoothness)² / 4)."""
    down, _ = displacements(3000, 1, smoothness)
    for distance in (1, 3, 6, 10):
        expected = np.exp(-((distance / smoothness) ** 2) / 4)
        for here, there in [
            (down[:, :-distance], down[:, distance:]),
            (down[:, :, :-distance], down[:, :, distance:]),
        ]:
            found = np.corrcoef(here.ravel(), there.ravel())[0, 1]
            assert abs(found - expected) < 0.05


def test_displacements_are_no_more_alike_at_the_edge():
    down, right = displacements(3000, 0.2, 4, cut=1)  # too weak for any pixel to look outside
    for here, there in [
        (down[:, 0], down[:, 4]),
        (down[:, -1], down[:, -5]),
        (right[:, :, 0], right[:, :, 4]),
        (right[:, :, -1], right[:, :, -5]),
    ]:
        found = np.corrcoef(here.ravel(), there.ravel())[0, 1]
        assert abs(found - np.exp(-1 / 4)) < 0.05


def test_alpha_34_and_sigma_4_are_the_strength_that_the_docstring_says():
    """Simard, Steinkraus and Platt smooth uniform noise from -1 to 1, and multiply."""
    noise = np.random.default_rng(0).uniform(-1, 1, (1000, 1000))
    assert round(34 * ndimage.gaussian_filter(noise, 4).std(), 1) == 1.4
    assert "strength of\n    1.4 and a smoothness of 4" in elastic.__doc__


def test_an_elastic_image_is_sampled_where_the_field_says():
    """The same draws displace every image alike, so ramps tell where another image is sampled."""
    images = random_images(5, 28, 28)
    places = [
        elastic(np.broadcast_to(ramp, images.shape), 1.5, 4, np.random.default_rng(7))
        for ramp in np.indices((28, 28), dtype=np.float32) + 100
    ]
    inside = np.s_[:, 6:-6, 6:-6]
    expected = by_scipy(images, *(place - 100 for place in places))[inside]
    found = elastic(images, 1.5, 4, np.random.default_rng(7))[inside]
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_every_image_is_bent_in_its_own_way_and_as_much_as_it_is_told():
    images = np.broadcast_to(random_images(1, 28, 28), (4, 28, 28))
    result = elastic(images, np.array([0, 1, 1, 3]), 4, np.random.default_rng(0))
    change = np.abs(result - images).mean(axis=(1, 2))
    assert change[0] == 0 and not np.array_equal(result[1], result[2])
    assert change[3] > max(change[1:3])


# All at once


def draws(count, seed):
    return np.random.default_rng(seed).uniform(-1, 1, (5, count))


SINGLE = {
    "shift": (
        Distortions(shift=3),
        lambda X, u: shift(X, 3 * u[0], 3 * u[1]),
    ),
    "rotation": (Distortions(rotation=20), lambda X, u: rotate(X, 20 * u[2])),
    "scale": (Distortions(scale=0.5), lambda X, u: scale(X, 1.5 ** u[3])),
    "shear": (Distortions(shear=0.4), lambda X, u: shear(X, 0.4 * u[4])),
}


@pytest.mark.parametrize("distort, single", SINGLE.values(), ids=SINGLE)
def test_one_distortion_is_that_effect_with_a_strength_from_its_range(distort, single):
    images = random_images(50, 9, 9)
    expected = single(images, draws(50, 3))
    np.testing.assert_array_equal(distort(images, np.random.default_rng(3)), expected)


def test_an_elastic_distortion_is_elastic():
    images, rng = random_images(50, 9, 9), np.random.default_rng(3)
    rng.uniform(size=(5, 50))  # the strengths of the others
    expected = elastic(images, 1.5, 3, rng)
    found = Distortions(elastic=1.5, smoothness=3)(images, np.random.default_rng(3))
    np.testing.assert_array_equal(found, expected)
    four = Distortions(elastic=1.5)(images, np.random.default_rng(3))
    named = Distortions(elastic=1.5, smoothness=4)(images, np.random.default_rng(3))
    np.testing.assert_array_equal(four, named)


def test_strengths_fill_their_range_evenly_both_ways():
    """A dot tells how far it was shifted."""
    dots = np.zeros((4000, 9, 9))
    dots[:, 4, 4] = 1
    result = Distortions(shift=3)(dots, np.random.default_rng(0))
    for axis in (1, 2):
        place = (result.sum(axis=3 - axis) * (np.arange(9) - 4)).sum(axis=1)
        assert -3 <= place.min() < -2.98 and 2.98 < place.max() <= 3
        counts = np.histogram(place, bins=6, range=(-3, 3))[0]
        np.testing.assert_allclose(counts, 4000 / 6, rtol=0.15)


def test_the_effects_follow_one_another_and_the_image_is_sampled_once():
    """A smooth image can be sampled again and again: shifted, enlarged, made to lean, turned."""
    rows, columns = np.indices((240, 240)) - 119.5
    hill = np.exp(-((rows + 3) ** 2 + 2 * (columns - 4) ** 2) / 800)[np.newaxis]
    u = draws(1, 0)
    together = Distortions(shift=4, rotation=30, scale=0.3, shear=0.3)(
        hill, np.random.default_rng(0)
    )
    step = shift(hill, 4 * u[0], 4 * u[1])
    step = rotate(shear(scale(step, 1.3 ** u[3]), 0.3 * u[4]), 30 * u[2])
    np.testing.assert_allclose(together, step, atol=5e-3)
    assert np.abs(together - hill).max() > 0.1


@pytest.mark.parametrize("distort", [ALL, Distortions(shift=1)])
def test_same_seed_same_images_and_another_seed_others(distort):
    images = random_images(20, 12, 12)
    first, again, other = (distort(images, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any(axis=(1, 2)).all()


def test_the_generator_goes_on():
    images, rng = random_images(20, 12, 12), np.random.default_rng(0)
    assert not np.array_equal(ALL(images, rng), ALL(images, rng))


def test_many_images_are_the_same_as_few():
    """How many are worked on at a time changes nothing."""
    images = random_images(100, 8, 8)
    found = elastic(images, 1, 2, np.random.default_rng(0))
    few = elastic(images[:7], 1, 2, np.random.default_rng(0))
    np.testing.assert_array_equal(found[:7], few)
    turned = rotate(images, np.arange(100))
    np.testing.assert_array_equal(turned[90:], rotate(images[90:], np.arange(90, 100)))


# Whatever is distorted


def sampled(images):
    side = round(images.shape[-1] ** 0.5)
    shape = images.shape if images.ndim == 3 else (len(images), side, side)
    return sample(images, *random_places(shape, 2))


FUNCTIONS = {
    "sample": sampled,
    "shift": lambda images: shift(images, 1, 0.5),
    "rotate": lambda images: rotate(images, 10),
    "scale": lambda images: scale(images, 1.2),
    "shear": lambda images: shear(images, 0.2),
    "elastic": lambda images: elastic(images, 1, 3, np.random.default_rng(0)),
    "distortions": lambda images: ALL(images, np.random.default_rng(0)),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
class TestEveryEffect:
    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble, ">f4"])
    def test_shape_and_dtype_stay_and_the_input_is_not_changed(self, function, dtype):
        images = random_images(5, 9, 9).astype(dtype)
        before = images.copy()
        result = function(images)
        assert result.shape == images.shape and result.dtype == images.dtype
        np.testing.assert_array_equal(images, before)
        assert not np.array_equal(result, images)
        assert not np.shares_memory(result, images)

    def test_rows_are_square_images(self, function):
        images = random_images(5, 9, 9)
        rows = function(images.reshape(5, 81))
        np.testing.assert_array_equal(rows, function(images).reshape(5, 81))

    def test_other_dtypes_give_the_same_images(self, function):
        images = random_images(5, 9, 9)
        if function not in (FUNCTIONS["elastic"], FUNCTIONS["distortions"]):  # draws differ
            np.testing.assert_allclose(function(images.astype(float)), function(images), atol=1e-5)

    def test_half_precision_is_distorted_as_single_precision_is(self, function):
        """The draws as well: both are worked on in 32 bits."""
        images = random_images(5, 9, 9)
        found = function(images.astype(np.float16)).astype(np.float32)
        np.testing.assert_allclose(found, function(images), atol=2e-3)

    def test_no_images_are_no_images(self, function):
        assert function(np.zeros((0, 9, 9), np.float32)).shape == (0, 9, 9)
        assert function(np.zeros((0, 81), np.float32)).shape == (0, 81)

    def test_an_image_of_one_pixel(self, function):
        assert function(np.ones((2, 1, 1))).shape == (2, 1, 1)
        assert function(np.ones((2, 1))).shape == (2, 1)

    def test_numbers_that_overflow_when_squared_are_numbers(self, function):
        images = 1e30 * random_images(2, 9, 9)
        assert np.isfinite(function(images)).all()

    @pytest.mark.parametrize(
        "images, message",
        [
            (np.zeros((2, 9, 9), np.uint8), "dtype uint8; expected floats. .* scale_pixels"),
            (np.zeros((2, 9, 9), int), "dtype int64"),
            (np.zeros((2, 9, 9), bool), "dtype bool"),
            (np.zeros((2, 9, 9), complex), "dtype complex128"),
            (np.full((2, 9, 9), np.nan), "images has values that are not finite"),
            (np.full((2, 9, 9), np.inf, np.float32), "images has values that are not finite"),
            (np.zeros((2, 80)), r"images has shape \(2, 80\); expected \(B, height, width\)"),
            (np.zeros((2, 0)), r"images has shape \(2, 0\)"),
            (np.zeros(81), r"images has shape \(81,\)"),
            (np.zeros(1), r"images has shape \(1,\)"),
            (np.zeros((2, 9, 9, 1)), r"images has shape \(2, 9, 9, 1\)"),
            (np.zeros((2, 9, 9, 9)), r"images has shape \(2, 9, 9, 9\)"),
        ],
    )
    def test_what_is_no_image_is_refused(self, function, images, message):
        with pytest.raises(ValueError, match=message):
            function(images)


X = random_images(3, 5, 5)
RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: shift(X, np.nan, 0), "down has values that are not finite"),
        (lambda: shift(X, 0, np.inf), "right has values that are not finite"),
        (lambda: shift(X, [1, 2], 0), r"down has shape \(2,\); expected a number, or 3, one for"),
        (lambda: shift(X, 0, [[1, 2, 3]]), r"right has shape \(1, 3\)"),
        (lambda: shift(X, 2e6, 0), "down has values from 2e\\+06 to 2e\\+06; expected -1000000.0"),
        (lambda: shift(X, -2e6, 0), "down has values from -2e\\+06"),
        (lambda: rotate(X, "90"), "degrees has dtype"),
        (lambda: scale(X, 0), "factor has values from 0 to 0; expected 0.001"),
        (lambda: scale(X, [1, 1, -1]), "factor has values from -1 to 1"),
        (lambda: shear(X, np.nan), "slant has values that are not finite"),
        (lambda: elastic(X, -1, 4, RNG), "strength has values from -1 to -1; expected 0"),
        (lambda: elastic(X, 1, 0.5, RNG), "smoothness is 0.5; expected a number from 1 to below"),
        (lambda: elastic(X, 0, 0.5, RNG), "smoothness is 0.5"),
        (lambda: elastic(X, 1, [4, 4, 4], RNG), "smoothness is"),
        (lambda: sample(X, X * np.nan, X), "rows has values that are not finite"),
        (lambda: sample(X, X, X + 1e7), "columns has values from 1e\\+07"),
        (lambda: sample(X, X - 1e7, X), "rows has values from -1e\\+07"),
        (lambda: sample(X, X[0], X), r"rows has shape \(5, 5\); expected \(3, 5, 5\)"),
        (lambda: sample(X, X, 0), r"columns has shape \(\); expected \(3, 5, 5\)"),
        (lambda: Distortions(shift=-1), "shift is -1"),
        (lambda: Distortions(rotation=np.nan), "rotation is nan"),
        (lambda: Distortions(scale="big"), "scale is 'big'"),
        (lambda: Distortions(shear=-0.1), "shear is -0.1"),
        (lambda: Distortions(elastic=None), "elastic is None"),
        (lambda: Distortions(smoothness=0.9), "smoothness is 0.9; expected a number from 1"),
    ],
)
def test_strengths_that_make_no_sense_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_strongest_that_is_taken_gives_numbers():
    for result in [
        shift(X, 1e6, -1e6),
        rotate(X, 1e6),
        scale(X, 1e6),
        scale(X, 1e-3),
        shear(X, 1e6),
        elastic(X, 1e6, 1, RNG),
        elastic(X, 1, 1e300, RNG),
        sample(X, X * 0 - 1e6, X * 0 + 1e6),
    ]:
        assert np.isfinite(result).all()
