"""Exercises and quiz of the notebook data_exploration."""

import functools

import numpy as np

from mlp_helpers.data import load_mnist

from .exercise import Exercise, Mistake
from .outcome import same_numbers
from .quiz import Choice, Number, Quiz


def random_images(rng, n=6, height=28, width=28):
    """Return images of random pixels, more than half of them 0."""
    images = rng.integers(0, 256, (n, height, width), dtype=np.uint8)
    images[rng.random(images.shape) < 0.6] = 0
    return images


def judge_numbers(result, expected, arguments):
    complaint, result = same_numbers(result, expected), np.asarray(result)
    coarse = result.dtype == np.float16 and result.shape == expected.shape
    if complaint and coarse and np.allclose(result, expected, rtol=0.01):
        return (
            "Nearly: float16 is too coarse a type, it keeps three digits. Leave the type to NumPy, "
            "or take float32."
        )
    return complaint


# --- ink_share ----------------------------------------------------------------------------------


def ink_share_solution(images):
    return (images > 0).mean(axis=(1, 2))


def ink_share_inputs(rng):
    blank_and_full = np.stack([np.zeros((4, 3)), np.full((4, 3), 255)]).astype(np.uint8)
    faint = np.array([[[0, 1, 2]], [[1, 1, 0]]], dtype=np.uint8)
    others = [blank_and_full, faint]
    return [
        (random_images(rng),),
        (random_images(rng, 3, 5, 9),),
        *((images,) for images in others),
    ]


ink_share = Exercise(
    name="ink_share",
    task="Return for each image the share of its pixels that are not zero.",
    solution=ink_share_solution,
    inputs=ink_share_inputs,
    judge=judge_numbers,
    shows_input=True,
    mistakes=[
        Mistake(
            lambda images: (images > 0).mean(),
            "That is one number for all images together. There should be one for each: "
            "which axis stays?",
        ),
        Mistake(
            lambda images: (images == 0).mean(axis=(1, 2)),
            "That is the share of the paper, not of the ink.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)),
            "You count the pixels with ink. The share is that count in relation to something.",
        ),
        Mistake(
            lambda images: images.mean(axis=(1, 2)) / 255,
            "That is how dark the image is on average. A pixel of value 3 has ink too, and counts "
            "as much as one of value 255.",
        ),
        Mistake(
            lambda images: images.mean(axis=(1, 2)),
            "That is the mean pixel value. First ask of each pixel whether it has ink at all.",
        ),
        Mistake(
            lambda images: (images > 0).mean(axis=1),
            "You average over the rows only, so each image still has a number for every column.",
        ),
        Mistake(
            lambda images: (images > 0).mean(axis=2),
            "You average over the columns only, so each image still has a number for every row.",
        ),
        Mistake(
            lambda images: (images[0] > 0).mean(),
            "That is the share of the first image only. There should be one for each.",
        ),
        Mistake(
            lambda images: images > 0,
            "That says for every pixel whether it has ink. Now take the mean of each image.",
        ),
        Mistake(
            lambda images: 100 * (images > 0).mean(axis=(1, 2)),
            "Right in per cent. Wanted is the share, from 0 to 1.",
        ),
        Mistake(
            lambda images: (images > 127).mean(axis=(1, 2)),
            "You count dark pixels only. Faint ones have ink too: everything that is not 0.",
        ),
        Mistake(
            lambda images: (images == 255).mean(axis=(1, 2)),
            "You count pixels of full ink only. Wanted are all that are not 0.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) / 784,
            "Images are not always 28 by 28; the check has others as well.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) / images.size,
            "`images.size` counts the pixels of all images together. How many pixels are in one?",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) / len(images),
            "`len(images)` is the number of images. You want to divide by the pixels of one image.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) / images.shape[1] ** 2,
            "Images need not be square: their height and their width may differ.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) / images.shape[2] ** 2,
            "Images need not be square: their height and their width may differ.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) / len(images[0]),
            "The length of one image is the number of its rows. How many pixels has it?",
        ),
        Mistake(
            lambda images: (100 * (images > 0).mean(axis=(1, 2))).round(),
            "Right in per cent, and rounded. Wanted is the share, from 0 to 1, with its decimals.",
        ),
        Mistake(
            lambda images: (images > 10).mean(axis=(1, 2)),
            "You leave out the faintest pixels. Everything that is not 0 counts as ink here.",
        ),
        Mistake(
            lambda images: (images > 1).mean(axis=(1, 2)),
            "A pixel of value 1 is missing from your count. It is faint, but not 0.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) / (images == 0).sum(axis=(1, 2)),
            "You divide ink by paper. A share is a part of the whole: of all pixels of the image.",
        ),
        Mistake(
            lambda images: (images > 0).mean(axis=(1, 2)).round(2),
            "Right to two decimals. Do not round: others may want to go on with these numbers.",
        ),
        Mistake(
            lambda images: (images > 0).sum(axis=(1, 2)) // images[0].size,
            "`//` rounds down, here to 0 or 1.",
        ),
        Mistake(
            lambda images: (images > 0).mean(axis=0),
            "Axis 0 counts the images. You average over them, and get one number for each pixel.",
        ),
    ],
    hints=[
        "`images > 0` is True where there is ink. What is the mean of a few True and False?",
        "`.mean(axis=...)` averages over the axes you name. The images are counted by axis 0, "
        "which must survive.",
        "Average the array of True and False over the axes 1 and 2 at once.",
    ],
    praise="Worth keeping in mind: the mean of True and False is a share, for accuracies as well.",
)


# --- nearest_mean -------------------------------------------------------------------------------


def nearest_mean_solution(points, means):
    squared = [((points.astype(float) - mean) ** 2).sum(axis=1) for mean in means]  # K times (N,)
    return np.argmin(squared, axis=0)


def nearest_mean_inputs(rng):
    # From (0, 0) the first mean is the closest one. The sum of the differences, 6 against 5, says
    # the second, and the largest difference, 3 against 3.5, the first. From (10, 0) it is the
    # second one, 4 against 4.2, where the largest difference, 4 against 3, says the first.
    means = np.array([[3.0, 3.0], [0.0, 5.0], [13.0, 3.0], [14.0, 0.0]])
    # (0, 6) and (0, -6) differ in sign alone.
    points = np.array([[0.0, 0.0], [10.0, 0.0], [-1.0, -1.0], [0.5, 6.0], [20.0, -7.0]])
    # All together are closest to the last mean, the first point to the first.
    points = np.append(points, [[25.0, 0.0], [25.0, -3.0]], axis=0)
    images = random_images(rng, 20, 5, 5).reshape(20, -1)  # uint8
    # The darkest first: it is nearest to few others, and where all distances overflow alike, the
    # first one is chosen.
    some = images[rng.permutation(20)[:6]]
    some = some[np.argsort(-some.sum(axis=1).astype(int))]
    return [
        (points, means),
        (rng.normal(size=(30, 2)), rng.normal(size=(2, 2))),
        (rng.normal(size=(20, 7)), rng.normal(size=(10, 7))),
        (images[:8], random_images(rng, 10, 5, 5).reshape(10, -1).astype(float)),
        (images, some),
    ]


def nearest_mean_judge(result, expected, arguments):
    complaint = same_numbers(result, expected)
    if complaint is None and np.asarray(result).dtype.kind == "f":
        return (
            "The right ones, but as 0.0 and 1.0: an index must be an integer. If you fill an "
            "array, begin with np.zeros(n, dtype=int)."
        )
    return complaint


def nearest_by(distance, choose=np.argmin):
    """Return a wrong answer: another distance, or another choice among the distances."""

    def answer(points, means):
        table = [[distance(point.astype(float) - mean) for mean in means] for point in points]
        return choose(np.array(table), axis=1)

    return answer


def nearest_mean_in_uint8(points, means):
    return np.argmin([((points - mean) ** 2).sum(axis=1) for mean in means], axis=0)


def nearest_mean_float_too_late(points, means):
    squared = [((points - mean).astype(float) ** 2).sum(axis=1) for mean in means]
    return np.argmin(squared, axis=0)


def nearest_point_to_each_mean(points, means):
    return nearest_mean_solution(means, points)


def distances_themselves(points, means):
    differences = points.astype(float)[:, np.newaxis] - means
    return (differences**2).sum(axis=2)


def nearest_mean_in(dtype):
    """Return the answer that changes the type of points and means to one that is too small."""

    def answer(points, means):
        points, means = points.astype(dtype), means.astype(dtype)
        return np.argmin([((points - mean) ** 2).sum(axis=1) for mean in means], axis=0)

    return answer


def nearest_mean_of_points_in(dtype):
    """Return the answer that does so for the points alone."""

    def answer(points, means):
        squared = [((points.astype(dtype) - mean) ** 2).sum(axis=1) for mean in means]
        return np.argmin(squared, axis=0)

    return answer


INT8 = "An int8 ends at 127, and pixels go to 255. A type with decimals has room for both."
UINT16 = "A uint16 has neither decimals nor negative numbers: -1 becomes 65,535 in it."
INT16 = "An int16 ends at 32,767, and the square of 200 is 40,000; it has no decimals either."
FLOAT16 = "A float16 ends at 65,504, and the squares of a few pixels add up to more: it says inf."


def largest_cosine(points, means):
    points, means = points.astype(float), means.astype(float)
    lengths = np.linalg.norm(points, axis=1)[:, np.newaxis] * np.linalg.norm(means, axis=1)
    return np.argmax(points @ means.T / lengths, axis=1)


def difference_of_squares(points, means):
    return [(points.astype(float) ** 2 - mean.astype(float) ** 2).sum(axis=1) for mean in means]


def largest_product(points, means):
    return np.argmax(points.astype(float) @ means.T, axis=1)


nearest_mean = Exercise(
    name="nearest_mean",
    task="Return for each point the number of the mean that is closest to it.",
    solution=nearest_mean_solution,
    inputs=nearest_mean_inputs,
    judge=nearest_mean_judge,
    mistakes=[
        Mistake(
            nearest_by(lambda d: np.abs(d).sum()),
            "You add up the differences without their signs, as if walking along the streets of "
            "a town. Wanted is the straight line, by Pythagoras.",
        ),
        Mistake(
            nearest_by(lambda d: np.abs(d).max()),
            "You look at the largest difference alone; all of them count, by Pythagoras.",
        ),
        Mistake(
            nearest_by(lambda d: d.sum()),
            "Without a square a difference of -5 makes up for one of 5.",
        ),
        Mistake(
            nearest_by(lambda d: np.abs(d.sum())),
            "Here differences of -5 and 5 cancel out, and far becomes near. Square each of them "
            "before the sum.",
        ),
        Mistake(
            nearest_by(lambda d: (d**3).sum()),
            "A cube keeps the sign, so that -5 and 5 cancel out. Pythagoras squares.",
        ),
        Mistake(
            nearest_by(lambda d: (np.abs(d) ** 3).sum()),
            "A power higher than the square gives large differences too much weight.",
        ),
        Mistake(
            nearest_by(lambda d: (d**4).sum()),
            "A power higher than the square gives large differences too much weight.",
        ),
        Mistake(
            lambda points, means: np.argmin(difference_of_squares(points, means), axis=0),
            "Subtract first, then square: 5² - 3² is not (5 - 3)².",
        ),
        Mistake(
            lambda points, means: np.argmin(np.abs(difference_of_squares(points, means)), axis=0),
            "You compare how far points and means lie from 0, by squares. Subtract first, then "
            "square: 5² - 3² is not (5 - 3)².",
        ),
        Mistake(
            lambda points, means: nearest_mean_solution(points[:, :2], means[:, :2]),
            "You use the first two entries of each row. A row may have any number of them.",
        ),
        Mistake(
            lambda points, means: np.array([6, 9])[nearest_mean_solution(points, means)],
            "You look up labels, 6 and 9. Wanted is the number of the mean, 0 to K - 1; the "
            "notebook turns it into a label afterwards.",
        ),
        Mistake(
            lambda points, means: np.where(nearest_mean_solution(points, means[:2]), 9, 6),
            "You return labels, 6 and 9, for two means. Wanted is the number of the closest mean, "
            "0 to K - 1, and there may be more than two.",
        ),
        *(
            Mistake(answer(dtype), message)
            for answer in (nearest_mean_in, nearest_mean_of_points_in)
            for dtype, message in ((np.int8, INT8), (np.int16, INT16), (np.float16, FLOAT16))
        ),
        Mistake(nearest_mean_of_points_in(np.uint16), UINT16),
        Mistake(
            largest_cosine,
            "You compare directions, by the cosine of an angle. Two points in the same direction "
            "can be far apart; wanted is the distance.",
        ),
        Mistake(
            nearest_by(lambda d: abs(d[0])),
            "You compare the first feature only.",
        ),
        Mistake(
            nearest_by(lambda d: (d**2).sum(), np.argmax),
            "You choose the mean that is farthest away.",
        ),
        Mistake(
            nearest_by(lambda d: (d**2).sum(), np.min),
            "You return how far the closest mean is. Wanted is which one it is.",
        ),
        Mistake(
            nearest_by(lambda d: np.sqrt((d**2).sum()), np.min),
            "That is how far the closest mean is. Wanted is which one it is.",
        ),
        Mistake(
            largest_product,
            "The largest product of two rows need not belong to the closest two: a mean that lies "
            "far out has large products with many points.",
        ),
        Mistake(
            lambda points, means: np.argmin(distances_themselves(points, means)),
            "That is one number for everything. There should be one for each point: `axis` says "
            "along which direction to look.",
        ),
        Mistake(
            lambda points, means: nearest_mean_solution(points, means[:2]),
            "You compare the first two means only; there may be more of them.",
        ),
        Mistake(
            distances_themselves,
            "These are the squared distances, a row for each point. Now choose from each row.",
        ),
        Mistake(
            lambda points, means: distances_themselves(points, means).T,
            "These are the squared distances, a row for each mean. Now choose, for each point.",
        ),
        Mistake(
            nearest_point_to_each_mean,
            "You find the closest point for each mean. It should be the other way round.",
        ),
        Mistake(
            lambda points, means: means[nearest_mean_solution(points, means)],
            "You return the closest mean itself. Wanted is its number.",
        ),
        Mistake(
            lambda points, means: nearest_mean_solution(points, means) + 1,
            "Nearly: the means are counted from 0.",
        ),
        Mistake(
            lambda points, means: nearest_mean_solution(points, means)[0],
            "That is the answer for the first point only.",
        ),
        Mistake(
            nearest_mean_in_uint8,
            "Right for numbers with a decimal point. Two arrays of uint8 are subtracted in uint8, "
            "where 3 - 5 is 254.",
        ),
        Mistake(
            lambda points, means: nearest_mean_solution(points.astype(int), means),
            "Points need not be whole numbers; `astype(int)` cuts off their decimals.",
        ),
        Mistake(
            lambda points, means: nearest_mean_solution(points.astype(int), means.astype(int)),
            "Neither points nor means need be whole; `astype(int)` cuts off their decimals.",
        ),
        Mistake(
            nearest_mean_float_too_late,
            "You change the type after the subtraction. By then 3 - 5 has become 254 already.",
        ),
    ],
    hints=[
        "Take one mean at a time. `points - mean` subtracts it from every point: NumPy repeats "
        "the shorter array for each row. Mind the type first.",
        "Square, and sum over `axis=1`, the features: one squared distance for each point is "
        "left. The root would not change which one is smallest.",
        "Collect these in a list, one entry for each mean. `np.argmin(the_list, axis=0)` looks "
        "for each point through all means.",
    ],
    praise="It works for two features, and without any change for 784.",
)


# --- own_feature --------------------------------------------------------------------------------

ENOUGH = 0.80


@functools.cache
def threes_and_eights():
    """Return the first thousand 3s and as many 8s, and a dictionary to tell them by."""
    (images, y), _ = load_mnist()
    chosen = np.concatenate([np.flatnonzero(y == digit)[:1000] for digit in (3, 8)])
    images, y = images[chosen], y[chosen]
    return images, {image.tobytes(): label for image, label in zip(images, y, strict=True)}


def own_feature_solution(images):
    # An 8 closes its loops on the left, where a 3 is open.
    left = images[:, 8:20, :14]
    return 100 * left.sum(axis=(1, 2)) / images.sum(axis=(1, 2))


def own_feature_inputs(rng):
    images, _ = threes_and_eights()
    mixed = images[rng.permutation(len(images))]
    return [(mixed,), (mixed[::-1].copy(),), (mixed[:1],)]


def share_on_their_own_side(values, y):
    """Return how much of the 3s and 8s lies on its own side, halfway between the two means."""
    means = np.array([values[y == digit].mean() for digit in (3, 8)])
    read = np.where(np.abs(values - means[0]) <= np.abs(values - means[1]), 3, 8)
    return np.mean(read == y)


def ink_of_boxes(images):
    """Return the ink in every box of every image.

    Entry (n, top, bottom, left, right) is the sum of ``images[n, top:bottom, left:right]``.
    """
    corners = np.pad(images.astype(float).cumsum(axis=1).cumsum(axis=2), ((0, 0), (1, 0), (1, 0)))
    bands = corners[:, np.newaxis] - corners[:, :, np.newaxis]
    return bands[..., np.newaxis, :] - bands[..., np.newaxis]


def box_behind(values, images, modulus=None):
    """Return the box whose ink, or whose share of the ink, a feature is; None if there is none.

    Parameters
    ----------
    values : array, shape (N,)
        The feature. A factor does not matter.
    images : array, shape (N, 28, 28), uint8
    modulus : int, optional
        At which the sums go round.

    Returns
    -------
    tuple of int, or None
        Top, bottom, left and right of the smallest such box, for slices.
    """
    of_use = np.flatnonzero(np.isfinite(values) & (values != 0))[:18]
    if len(of_use) < 18:
        return None
    is_it = {"sum": True, "share": True}
    for some in of_use.reshape(3, 6):  # a few at a time, for want of room
        boxes, ink = ink_of_boxes(images[some]), images[some].sum(axis=(1, 2))
        boxes, ink = (boxes, ink) if modulus is None else (boxes % modulus, ink % modulus)
        for kind, factors in (("sum", values[some]), ("share", values[some] * ink)):
            ratios = boxes / np.where(factors == 0, np.nan, factors).reshape(-1, 1, 1, 1, 1)
            near = np.isclose(ratios, ratios[0], atol=0)  # of any size, huge or tiny
            is_it[kind] &= (boxes[0] != 0) & near.all(axis=0)
    found = np.argwhere(is_it["sum"] | is_it["share"])
    found = found[(found[:, 0] < found[:, 1]) & (found[:, 2] < found[:, 3])]
    sizes = (found[:, 1] - found[:, 0]) * (found[:, 3] - found[:, 2])
    return tuple(map(int, found[sizes.argmin()])) if len(found) else None


def by_box(images, top, bottom, left, right):
    return images[:, top:bottom, left:right].sum(axis=(1, 2)) / images.sum(axis=(1, 2))


def proportional(values, others):
    return np.allclose(values * others.sum(), others * values.sum())


def advice_on_own_feature(values, images, y):
    """Return what would lift a feature that tells too few 3s from 8s."""
    if proportional(values, by_box(images, 0, 28, 0, 14)):
        return (
            "That is the left half once more. Both digits have ink in some of its rows; where is "
            "it that only an 8 has any?"
        )
    if proportional(values, by_box(images, 0, 28, 14, 28)):
        return "The share on the right is 100 % minus the share on the left: it tells no more."
    if share_on_their_own_side(values / images.sum(axis=(1, 2)), y) >= ENOUGH:
        return (
            "A thick digit has more of everything: divide by the image's ink, and it will be more."
        )
    box = box_behind(values, images)
    if box is not None:
        top, bottom, left, right = box
        wider = by_box(images, top, bottom, left, 14) if left < 14 else values
        if share_on_their_own_side(wider, y) >= ENOUGH:
            return (
                "The place is right, but the box is too narrow: let it reach nearer to the middle "
                "column, and take its share of the image's ink."
                if right < 14
                else "The box reaches too far to the right, where a 3 has ink as well."
            )
        if right <= 14:
            return (
                "You look on the left, which is right. Move the edges of your box: nearer to the "
                "middle column, and away from rows in which both digits have ink."
            )
    return "What does an 8 have that a 3 lacks?"


def own_feature_judge(result, expected, arguments):
    images, labels = arguments[0], threes_and_eights()[1]
    values = np.asarray(result)
    if values.dtype.kind not in "biuf":
        return "Every image should get a number; these are something else."
    if values.shape == ():
        return (
            "That is one number for all images together. Every image should get its own: which "
            "axes are left out of the mean or sum?"
        )
    if values.shape != (len(images),):
        return (
            f"For {len(images)} images there should be {len(images)} numbers, of shape "
            f"({len(images)},); yours has shape {values.shape}."
        )
    values = values.astype(float)
    if (values > 1e18).any() and values.max() < 2e19:
        return (
            "Some of your numbers are above 10^18: a difference of sums went round below 0, as "
            "sums of uint8 have no sign. Write `.sum(...).astype(float)`, then subtract."
        )
    y = np.array([labels[image.tobytes()] for image in images])
    enough = len(images) == 1 or (
        np.isfinite(values).all() and share_on_their_own_side(values, y) >= ENOUGH
    )
    if not enough and box_behind(values, images) is None and box_behind(values, images, 256):
        return (
            "Your sums are uint8 and go round at 256. A pixel that you take out of an image in a "
            "loop is still uint8: begin the sum with 0.0, or add `int(pixel)`."
        )
    if not np.isfinite(values).all():
        return (
            f"For {np.sum(~np.isfinite(values))} of the images your feature is NaN or infinite. "
            "Do you divide by something that can be 0?"
        )
    if enough:
        return None
    if values.min() == values.max():
        return "Every image gets the same number. Nothing can be told by it."
    return (
        f"Your feature puts {100 * share_on_their_own_side(values, y):.1f} % of 3s and 8s on their "
        f"own side; {100 * ENOUGH:.0f} % are asked for. {advice_on_own_feature(values, images, y)}"
    )


def own_feature_praise(result, arguments):
    labels = threes_and_eights()[1]
    y = np.array([labels[image.tobytes()] for image in arguments[0]])
    right = share_on_their_own_side(np.asarray(result, dtype=float), y)
    return f"{100 * right:.1f} % on their own side. Try it in the menus of the next figure."


own_feature = Exercise(
    name="own_feature",
    task="Invent a number that tells 3s from 8s.",
    solution=own_feature_solution,
    inputs=own_feature_inputs,
    judge=own_feature_judge,
    mistakes=[
        Mistake(
            lambda images: images.sum(axis=(1, 2)),
            "That is all the ink of an image, of which many a 3 has as much as an 8. Where does "
            "an 8 have ink and a 3 none?",
        ),
    ],
    hints=[
        "Lay a 3 over an 8 in your mind. Where does only one of them have ink?",
        "An 8 is closed on the left, at two heights. `images[:, top:bottom, left:right]` cuts a "
        "box out of every image; the notebook's features show what to do with it. The strokes that "
        "close it stand nearer to the middle column than one thinks.",
        "The whole left half gets three quarters right. Its top and bottom rows have ink in both "
        "digits, so leave them out.",
    ],
    praise=own_feature_praise,
)


# --- constant_pixels ----------------------------------------------------------------------------


def constant_pixels_solution(images):
    return images.min(axis=0) == images.max(axis=0)


def constant_pixels_inputs(rng):
    images = random_images(rng, 5, 6, 4)
    images[:, 0, 0], images[:, 1, 2], images[:, 5, 3] = 0, 7, 255
    images[:, 2, 1] = [3, 8, 1, 9, 3]  # varies, though the first and the last agree
    images[:, 3, 3] = [0, 0, 4, 0, 0]
    images[:, 4, 0] = [5, 4, 6, 5, 5]  # varies, though the first is the mean
    images[:, 4, 1] = [6, 4, 6, 9, 5]  # varies, though the first is the mean and the median
    images[:, 4, 2] = [7, 7, 7, 9, 5]  # varies, though the first is the most frequent too
    images[:, 4, 3] = [9, 9, 9, 9, 8]  # varies, though only the last image says so
    few = random_images(rng, 3, 28, 28)
    few[:, 0, 0] = [5, 4, 6]
    many = np.zeros((20, 1, 2), dtype=np.uint8)
    many[7, 0, 1] = 2  # a deviation of 0.4, although the values span 2
    one = random_images(rng, 1, 3, 3)
    one[0, 0] = 0, 7, 0  # a single image is not of a single value
    others = (random_images(rng, 2, 28, 28), one, many)
    return [(images,), (few,), *((other,) for other in others)]


constant_pixels = Exercise(
    name="constant_pixels",
    task="Mark with True the pixels that have the same value in every image.",
    solution=constant_pixels_solution,
    inputs=constant_pixels_inputs,
    mistakes=[
        Mistake(
            lambda images: images.max(axis=0) == 0,
            "You find the pixels that are always 0. A pixel that is always 7 never varies either.",
        ),
        Mistake(
            lambda images: images.min(axis=0) != images.max(axis=0),
            "That is True where a pixel does vary: the wrong way round.",
        ),
        Mistake(
            lambda images: images[0] == images[-1],
            "Two images that agree in a pixel are not enough. What about the ones between them?",
        ),
        Mistake(
            lambda images: images[0] == images[1],
            "You compare the first two images. A pixel may still vary in another, and there may be "
            "no second one.",
        ),
        Mistake(
            lambda images: images.mean(axis=0) == images[0],
            "The first image may well equal the mean without all of them being equal: "
            "5, 4 and 6 have the mean 5.",
        ),
        Mistake(
            lambda images: images.mean(axis=0) == np.median(images, axis=0),
            "4, 5 and 6 have the same mean and median, and yet they differ.",
        ),
        Mistake(
            lambda images: np.median(images, axis=0) == images[0],
            "The median is one of the middle values; others may differ from it.",
        ),
        Mistake(
            lambda images: images.min(axis=0) == 0,
            "You find the pixels that are 0 in some image. They may have ink in another.",
        ),
        Mistake(
            lambda images: images.std(axis=0) < 1,
            "A small deviation is not none: 9, 9, 9, 9, 8 has one of 0.4, and varies.",
        ),
        Mistake(
            lambda images: images.std(axis=0).round() == 0,
            "Rounded, the deviation of 9, 9, 9, 9, 8 is 0. Yet these vary.",
        ),
        Mistake(
            lambda images: np.ptp(images, axis=0) <= 1,
            "You let a pixel vary by 1. One that is 8 in some image and 9 in another varies.",
        ),
        Mistake(
            lambda images: images.all(axis=0),
            "all() asks whether no value is 0. The question is whether all of them are equal.",
        ),
        Mistake(
            lambda images: images.std(axis=0),
            "That is how much each pixel varies. Now ask where it does not vary at all.",
        ),
        Mistake(
            lambda images: np.ptp(images, axis=0),
            "Largest minus smallest is how much each pixel varies. Ask where it does not.",
        ),
        Mistake(
            lambda images: (images == images[0]).any(axis=0),
            "The first image always equals the image itself, so any() is content everywhere.",
        ),
        Mistake(
            lambda images: np.argwhere(images.min(axis=0) == images.max(axis=0)),
            "You list where they are. Wanted is True or False for each of the pixels.",
        ),
        Mistake(
            lambda images: np.ptp(images, axis=(1, 2)) == 0,
            "You look for images whose pixels are all alike. The question is asked of each pixel, "
            "over all images.",
        ),
        Mistake(
            lambda images: (images == images[0]).all(),
            "That is a single answer for all pixels together. Over which axis should all() go?",
        ),
        Mistake(
            lambda images: int((images.min(axis=0) == images.max(axis=0)).sum()),
            "The count is right. Return the array of True and False itself, one for each pixel.",
        ),
    ],
    hints=[
        "A list of numbers is constant if its smallest and its largest are equal.",
        "Reduce over axis 0, which counts the images: one value for each pixel is left.",
        "Compare `images.min(axis=0)` with another such array.",
    ],
    praise="Applied to the training images it finds 67 pixels.",
)


# --- centre_row ---------------------------------------------------------------------------------


def centre_row_solution(images):
    by_row = images.sum(axis=2)  # (N, height) ink of each row
    return (by_row * np.arange(images.shape[1])).sum(axis=1) / images.sum(axis=(1, 2))


def centre_row_inputs(rng):
    small = np.array([[[1], [0], [3]], [[200], [100], [200]]], dtype=np.uint8)
    # Of the first, rows 0, 1 and 4 have ink, with 2, 1 and 1 pixels: 1.67 is the mean of these
    # rows, 1.25 that of the pixels, and 2 the middle between first and last.
    gap = np.array([[[50, 10], [20, 0], [0, 0], [0, 0], [0, 90]]], dtype=np.uint8)
    return [(gap,), (small,), (random_images(rng),), (random_images(rng, 4, 5, 9),)]


def row_numbers(images):
    return np.arange(images.shape[1])


def rows_with_ink(images):
    return [np.flatnonzero(image.any(axis=1)) for image in images]


def centre_row_in_uint8(images):
    rows = row_numbers(images).astype(np.uint8)[:, np.newaxis]
    return (images * rows).sum(axis=(1, 2)) / images.sum(axis=(1, 2))


def products_in_uint8(images):
    """Return the sums of row number times pixel, as a loop over pixels of uint8 makes them."""
    return (images.sum(axis=2) * row_numbers(images)).sum(axis=1) % 256


def centre_row_summed_in(of_rows, of_images):
    """Return the answer that sums the rows, and the images, in types that may be too small."""

    def answer(images):
        ink = images.sum(axis=(1, 2), dtype=of_images)
        return divided(images.sum(axis=2, dtype=of_rows) @ row_numbers(images), ink)

    return answer


def divided(one, other):
    return np.divide(one.astype(float), other)


IN_UINT8 = (
    "Your sums are uint8 and go round at 256. A pixel that you take out of an image in a loop is "
    "still uint8: begin the sums with 0.0, or use `int(pixel)`."
)


def centre_row_of_28(images):
    return (images.sum(axis=2) * np.arange(28)).sum(axis=1) / images.sum(axis=(1, 2))


def centre_column(images):
    return centre_row_solution(images.transpose(0, 2, 1))


centre_row = Exercise(
    name="centre_row",
    task="Return for each image the row of its centre of mass: the mean row, weighted with ink.",
    solution=centre_row_solution,
    inputs=centre_row_inputs,
    judge=judge_numbers,
    shows_input=True,
    mistakes=[
        Mistake(
            lambda images: (images.sum(axis=2) * row_numbers(images)).sum(axis=1),
            "Row numbers times ink, added up: the first half. For a mean, divide by the weights' "
            "sum, which is the ink of the image.",
        ),
        Mistake(
            lambda images: (images.sum(axis=2) * row_numbers(images)).mean(axis=1),
            "You divide by the number of rows. The weights are ink, so divide by their sum.",
        ),
        Mistake(
            lambda images: (images.sum(axis=2) * row_numbers(images)).sum(axis=1) / images.sum(),
            "You divide by the ink of all images together. Each has its own.",
        ),
        Mistake(
            lambda images: (images.sum(axis=2) * row_numbers(images)).sum() / images.sum(),
            "That is one number for all images together. There should be one for each.",
        ),
        Mistake(
            lambda images: images.sum(axis=2) * row_numbers(images),
            "That is row number times ink, for every row. Add these up for each image, and divide "
            "by its ink.",
        ),
        Mistake(
            lambda images: (
                (images.sum(axis=2) * row_numbers(images)) / images.sum(axis=(1, 2))[:, np.newaxis]
            ),
            "Each row still has its own number. Add them up for each image.",
        ),
        Mistake(
            lambda images: images.sum(axis=2) / images.sum(axis=(1, 2))[:, np.newaxis],
            "That is the share of the ink in each row. Which row is it in, on average?",
        ),
        Mistake(
            lambda images: centre_row_solution(images > 0),
            "You weight with the number of pixels that have ink. A pixel of 200 should weigh 100 "
            "times as much as one of 2.",
        ),
        Mistake(
            lambda images: np.array([rows.mean() for rows in rows_with_ink(images)]),
            "In yours every row with ink counts the same. It should weigh as much as it has ink.",
        ),
        Mistake(
            lambda images: np.array([(rows[0] + rows[-1]) / 2 for rows in rows_with_ink(images)]),
            "That is the middle between the first and the last row with ink. Wanted is a mean, in "
            "which every row weighs as much as it has ink.",
        ),
        Mistake(
            lambda images: images.sum(axis=2).argmax(axis=1),
            "That is the row with the most ink. Wanted is the mean row, weighted with ink.",
        ),
        Mistake(
            centre_column,
            "That is the column of the centre. Which axis do the rows have, and which is summed?",
        ),
        Mistake(
            lambda images: centre_row_solution(images) + 1,
            "Nearly: the rows are counted from 0.",
        ),
        Mistake(
            lambda images: images.shape[1] - 1 - centre_row_solution(images),
            "You count the rows from the bottom up. Row 0 is the topmost.",
        ),
        Mistake(
            lambda images: images.shape[1] - centre_row_solution(images),
            "You count the rows from the bottom up, and from 1. Row 0 is the topmost.",
        ),
        Mistake(
            lambda images: centre_row_solution(images) - (images.shape[1] - 1) / 2,
            "That is how far the centre lies from the middle of the image. Wanted is its row.",
        ),
        Mistake(
            lambda images: centre_row_solution(images).round(),
            "Right, but rounded to whole rows. A centre may lie between two of them.",
        ),
        Mistake(
            lambda images: centre_row_solution(images).astype(int),
            "Whole rows only: a centre may lie between two of them. Leave the decimals.",
        ),
        Mistake(
            centre_row_in_uint8,
            "The row numbers are uint8, and so are their products with the pixels, which go round "
            "at 256. Change the type first.",
        ),
        Mistake(
            lambda images: divided(products_in_uint8(images), images.sum(axis=(1, 2)) % 256),
            IN_UINT8,
        ),
        Mistake(
            lambda images: divided(products_in_uint8(images), images.sum(axis=(1, 2))),
            IN_UINT8,
        ),
        Mistake(
            lambda images: divided(
                images.sum(axis=2) @ row_numbers(images), images.sum(axis=(1, 2)) % 256
            ),
            IN_UINT8,
        ),
        *(
            Mistake(
                centre_row_summed_in(*types),
                f"You add up in {np.dtype(dtype)}, which goes round at {end}. Leave out `dtype`: "
                "sum chooses a type with room enough.",
            )
            for dtype, end, types in (
                (np.uint8, "256", (np.uint8, np.uint8)),
                (np.uint8, "256", (np.uint8, None)),
                (np.int16, "32,767", (None, np.int16)),
            )
        ),
        Mistake(
            lambda images: [
                np.average(image.sum(axis=1), weights=row_numbers(images)) for image in images
            ],
            "The other way round: you average the ink, weighted with row numbers. Average the row "
            "numbers, weighted with ink.",
        ),
        Mistake(
            lambda images: images.sum(axis=2) @ row_numbers(images) / images.size,
            "You divide by a number of pixels. The weights are ink, so divide by their sum.",
        ),
        Mistake(
            lambda images: images.sum(axis=2) @ row_numbers(images) / images[0].size,
            "You divide by the number of pixels. The weights are ink, so divide by their sum.",
        ),
        Mistake(
            lambda images: (images.sum(axis=2) * np.arange(len(images))).sum(axis=1),
            "`len(images)` is the number of images. How many rows has one of them?",
        ),
        Mistake(
            lambda images: (
                (images.sum(axis=2) * np.arange(len(images))).sum(axis=1) / images.sum(axis=(1, 2))
            ),
            "`len(images)` is the number of images. How many rows has one of them?",
        ),
        Mistake(
            lambda images: (
                (images.sum(axis=2) * row_numbers(images)).sum(axis=1) / images.sum(axis=1)
            ),
            "You divide by the ink of each column. Sum over both axes for the ink of an image.",
        ),
        Mistake(
            lambda images: (
                (images.sum(axis=2) * row_numbers(images)).sum(axis=1) / images.sum(axis=2)
            ),
            "You divide by the ink of each row. Sum over both axes for the ink of an image.",
        ),
        Mistake(
            centre_row_of_28,
            "Images are not always 28 rows high; the check has others as well.",
        ),
        Mistake(
            lambda images: np.stack([centre_row_solution(images), centre_column(images)], axis=1),
            "Row and column of each centre. Wanted is the row alone.",
        ),
        Mistake(
            lambda images: np.stack([centre_row_solution(images), centre_column(images)]),
            "Rows and columns of the centres. Wanted are the rows alone.",
        ),
        Mistake(
            lambda images: images.mean(axis=(1, 2)),
            "That is the mean pixel value. Wanted is a mean of row numbers, with ink as weights.",
        ),
        Mistake(
            lambda images: centre_row_solution(images[:1])[0],
            "That is the centre of the first image only. There should be one for each.",
        ),
    ],
    hints=[
        "How much ink is there in each row? `images.sum(axis=2)` adds it up, in shape (N, height).",
        "Multiply that by the row numbers, `np.arange(images.shape[1])`, and add up over the rows.",
        "What is left is to divide by the ink of each image, `images.sum(axis=(1, 2))`.",
    ],
    praise="With rows and columns swapped, it finds the column as well.",
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "Only a type that goes beyond 255 gives 280.",
            "b": "Nothing warns you: arrays of uint8 stay uint8 without a word.",
            "c": "230 + 50 is 280, and uint8 counts in a circle of 256: 280 - 256 = 24. Dark ink "
            "turns nearly white.",
            "d": "It does not stop at 255; it goes round.",
        },
    ),
    Number(
        right=188.16,
        explanation="60,000 times 784 values of 4 bytes are 188,160,000 bytes.",
        near_misses={
            47.04: "That is with one byte a value, as in uint8. A float32 takes 4.",
            376.32: "That is float64 with 8 bytes a value. A float32 takes 32 bits.",
            219.52: "That is all 70,000 images. The question is about the training images.",
            188160000: "Right in bytes. The question asks for millions of bytes.",
            179.44: "You divide by 1,048,576, a mebibyte. A million is 1,000,000 here.",
            188.16e-3: "A thousand times too small. The bytes are 60,000 times 784 times 4.",
            240000: "Each image has 784 pixels. How many bytes are all of them?",
            0.24: "Each image has 784 pixels. How many bytes are all of them?",
            1505.28: "You count bits; a byte has 8 of them.",
        },
        tolerance=0.003,
    ),
    Choice(
        right="b",
        feedback={
            "a": "All points of the plane belong to some region, however far from the means.",
            "b": "Between any two of the means runs a straight line; the three lines meet in a "
            "point, if the means are not in a row.",
            "c": "Where two means are equally far away there is a straight line, for each two.",
            "d": "Only if the three means lie in a row. In general the borders meet in a point.",
        },
    ),
    Choice(
        right="b",
        feedback={
            "a": "96 % sounds good. But what would a program score that does not look at all?",
            "b": "It is right for 97 %, without looking at a single parcel. Where classes are far "
            "from balanced, this baseline is hard to beat.",
            "c": "That would be a good second baseline. There is a simpler one, which is enough to "
            "judge by.",
            "d": "With two answers a coin is right for half of them. There is a simple answer that "
            "does far better than a coin.",
        },
    ),
)
