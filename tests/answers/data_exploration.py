"""Answers to the exercises of the notebook data_exploration, as readers write them."""

import numpy as np

# --- ink_share ----------------------------------------------------------------------------------


def ink_by_loops(images):
    shares = []
    for image in images:
        inked = 0
        for row in image:
            for pixel in row:
                if pixel != 0:
                    inked += 1
        shares.append(inked / image.size)
    return shares


def ink_into_an_array(images):
    shares = np.empty(len(images), dtype=np.float32)
    for k, image in enumerate(images):
        shares[k] = np.count_nonzero(image) / image.size
    return shares


def ink_out(images):
    shares = np.zeros(len(images))
    np.mean(images.reshape(len(images), -1) > 0, axis=1, out=shares)
    return shares


def ink_changes_the_images(images):
    images[images > 0] = 1
    return images.mean(axis=(1, 2))


RIGHT_INK = [
    lambda images: (images > 0).mean(axis=(1, 2)),
    lambda images: 1 - (images == 0).mean(axis=(1, 2)),
    lambda images: np.count_nonzero(images, axis=(1, 2)) / (images.shape[1] * images.shape[2]),
    lambda images: (images != 0).mean(axis=1).mean(axis=1),
    lambda images: (images > 0).reshape(len(images), -1).mean(axis=1, keepdims=True)[:, 0],
    lambda images: images.astype(bool).mean(axis=(-2, -1), dtype=np.float32),
    lambda images: tuple((image > 0).mean() for image in images),
    lambda images: np.minimum(images, 1).mean(axis=(1, 2)),
    lambda images: [float(np.mean(image != 0)) for image in images],
    ink_by_loops,
    ink_into_an_array,
    ink_out,
]
WRONG_INK = [
    (lambda images: (images > 0).mean(), "one number for all"),
    (lambda images: (images == 0).mean(axis=(1, 2)), "share of the paper"),
    (lambda images: (images > 0).sum(axis=(1, 2)), "You count the pixels"),
    (lambda images: images.mean(axis=(1, 2)) / 255, "how dark the image is"),
    (lambda images: images.mean(axis=(1, 2)), "mean pixel value"),
    (lambda images: (images > 0).mean(axis=1), "average over the rows only"),
    (lambda images: (images > 0).mean(axis=0), "Axis 0 counts the images"),
    (lambda images: (images > 0).mean(axis=2), "average over the columns only"),
    (lambda images: 100 * (images > 0).mean(axis=(1, 2)), "per cent"),
    (lambda images: (images > 127).mean(axis=(1, 2)), "Faint"),
    (lambda images: (images == 255).mean(axis=(1, 2)), "full ink"),
    (lambda images: (images > 0).sum(axis=(1, 2)) / 784, "not always 28 by 28"),
    (lambda images: (images > 0).sum(axis=(1, 2)) // images[0].size, "rounds down"),
    (lambda images: (images > 0).sum(axis=(1, 2)) / images.size, "all images together"),
    (lambda images: np.count_nonzero(images, axis=(1, 2)) / len(images), "the number of images"),
    (lambda images: (images > 1).mean(axis=(1, 2)), "value 1"),
    (lambda images: (images > 10).mean(axis=(1, 2)), "faintest pixels"),
    (lambda images: (images > 0).sum(axis=(1, 2)) / images.shape[1] ** 2, "need not be square"),
    (lambda images: (images > 0).sum(axis=(1, 2)) / images.shape[2] ** 2, "need not be square"),
    (lambda images: (images > 0).sum(axis=(1, 2)) / len(images[0]), "number of its rows"),
    (lambda images: np.round(100 * (images > 0).mean(axis=(1, 2))), "and rounded"),
    (lambda images: (images > 0).mean(axis=(1, 2), dtype=np.float16), "too coarse"),
    (lambda images: (images > 0).mean(axis=(1, 2)).astype(np.float16), "too coarse"),
    (
        lambda images: (images > 0).sum(axis=(1, 2)) / (images == 0).sum(axis=(1, 2)),
        "ink by paper",
    ),
    (lambda images: np.round((images > 0).mean(axis=(1, 2)), 2), "Do not round"),
    (lambda images: (images > 0).mean(axis=(1, 2), keepdims=True), "shape"),
    (lambda images: images > 0, "for every pixel"),
    (lambda images: (images[0] > 0).mean(), "first image only"),
    (lambda images: print((images > 0).mean(axis=(1, 2))), "returns None"),
    (ink_changes_the_images, "changes its input"),
]

# --- nearest_mean -------------------------------------------------------------------------------


def nearest_by_loops(points, means):
    numbers = []
    for point in points:
        best, smallest = None, float("inf")
        for k, mean in enumerate(means):
            distance = sum((float(p) - float(m)) ** 2 for p, m in zip(point, mean, strict=True))
            if distance < smallest:
                best, smallest = k, distance
        numbers.append(best)
    return numbers


def nearest_by_product(points, means):
    points, means = points.astype(float), means.astype(float)
    return (-2 * points @ means.T + (means**2).sum(axis=1)).argmin(axis=1)


def nearest_in_place(points, means):
    difference = points.astype(float)[:, np.newaxis, :] - means
    difference *= difference
    return difference.sum(axis=2).argmin(axis=1)


def nearest_filled(points, means):
    table = np.empty((len(points), len(means)))
    for k in range(len(means)):
        table[:, k] = np.linalg.norm(points.astype(float) - means[k], axis=1)
    return table.argmin(axis=1).astype(np.uint8)


def nearest_into_integers(points, means):
    result = np.zeros(len(points), dtype=np.int32)
    for n, point in enumerate(points.astype(float)):
        result[n] = min(range(len(means)), key=lambda k: np.sum((point - means[k]) ** 2))
    return result


def nearest_sorted(points, means):
    points = points.astype(np.float64)
    return [np.argsort([((p - m) ** 2).sum() for m in means])[0] for p in points]


def nearest_of_two(points, means):
    points = points.astype(float)
    one, other = (((points - mean) ** 2).sum(axis=1) for mean in means[:2])
    return (other < one).astype(int)


def nearest_into_floats(points, means):
    result = np.zeros(len(points))
    for n, point in enumerate(points.astype(float)):
        result[n] = np.argmin([((point - mean) ** 2).sum() for mean in means])
    return result


def nearest_as_label(points, means):
    points = points.astype(float)
    to_six, to_nine = (((points - mean) ** 2).sum(axis=1) for mean in means[:2])
    return np.where(to_six <= to_nine, 6, 9)


def nearest_in_the_plane(points, means):
    points = points.astype(float)
    return np.argmin(
        [(points[:, 0] - a) ** 2 + (points[:, 1] - b) ** 2 for a, b, *_ in means], axis=0
    )


def nearest_rows_only(points, means):
    return np.argmin([((points.astype(float) - mean) ** 2).sum(axis=0) for mean in means], axis=0)


def nearest_all_together(points, means):
    return np.argmin([((points.astype(float) - mean) ** 2).sum() for mean in means])


def nearest_along_the_wrong_axis(points, means):
    return np.argmin([((points.astype(float) - m) ** 2).sum(axis=1) for m in means], axis=1)


def nearest_in(dtype, of_means=None):
    def answer(points, means):
        means = means if of_means is None else means.astype(of_means)
        squared = [((points.astype(dtype) - mean) ** 2).sum(axis=1) for mean in means]
        return np.argmin(squared, axis=0)

    return answer


def nearest_by_cosine(points, means):
    points, means = points.astype(float), means.astype(float)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return (points @ (means / np.linalg.norm(means, axis=1, keepdims=True)).T).argmax(axis=1)


def squares(points, means):
    return ((points.astype(float)[:, np.newaxis] - means) ** 2).sum(axis=2)


RIGHT_NEAREST = [
    lambda points, means: squares(points, means).argmin(axis=1),
    lambda points, means: np.sqrt(squares(points, means)).argmin(axis=1).tolist(),
    lambda points, means: tuple(int(row.argmin()) for row in squares(points, means)),
    lambda points, means: np.linalg.norm(
        points[:, None].astype(np.float32) - means.astype(np.float32), axis=-1
    ).argmin(axis=-1),
    lambda points, means: squares(points, means).argmin(axis=1, keepdims=True).ravel(),
    lambda points, means: np.argmax(-squares(points, means), axis=1),
    nearest_by_loops,
    nearest_by_product,
    nearest_in_place,
    nearest_filled,
    nearest_sorted,
    nearest_into_integers,
]
WRONG_NEAREST = [
    (
        lambda points, means: (
            np.abs(points[:, None].astype(float) - means).sum(axis=2).argmin(axis=1)
        ),
        "streets of a town",
    ),
    (
        lambda points, means: (
            np.abs(points[:, None].astype(float) - means).max(axis=2).argmin(axis=1)
        ),
        "largest difference alone",
    ),
    (
        lambda points, means: (points[:, None].astype(float) - means).sum(axis=2).argmin(axis=1),
        "Without a square",
    ),
    (
        lambda points, means: ((points[:, None].astype(float) - means).sum(axis=2) ** 2).argmin(
            axis=1
        ),
        "cancel out",
    ),
    (
        lambda points, means: (points.astype(float) @ means.astype(float).T).argmax(axis=1),
        "product",
    ),
    (
        lambda points, means: np.abs(points[:, :1].astype(float) - means[:, 0]).argmin(axis=1),
        "first feature only",
    ),
    (lambda points, means: squares(points, means).argmax(axis=1), "farthest"),
    (lambda points, means: squares(points, means).min(axis=1), "how far the closest mean is"),
    (
        lambda points, means: np.sqrt(squares(points, means)).min(axis=1),
        "how far the closest mean is",
    ),
    (squares, "a row for each point"),
    (lambda points, means: squares(points, means).T, "a row for each mean"),
    (lambda points, means: squares(points, means).argmin(axis=0), "other way round"),
    (nearest_along_the_wrong_axis, "other way round"),
    (lambda points, means: means[squares(points, means).argmin(axis=1)], "the closest mean itself"),
    (lambda points, means: squares(points, means).argmin(axis=1) + 1, "counted from 0"),
    (lambda points, means: squares(points, means).argmin(axis=1)[0], "first point only"),
    (lambda points, means: squares(points, means).argmin(), "one number"),
    (lambda points, means: ((points[:, None] - means) ** 2).sum(axis=2).argmin(axis=1), "uint8"),
    (
        lambda points, means: (
            ((points[:, None] - means).astype(float) ** 2).sum(axis=2).argmin(axis=1)
        ),
        "after the subtraction",
    ),
    (nearest_of_two, "first two means"),
    (lambda points, means: squares(points, means).argmin(axis=1).astype(float), "dtype=int"),
    (nearest_into_floats, "dtype=int"),
    (lambda points, means: [float(k) for k in squares(points, means).argmin(axis=1)], "dtype=int"),
    (
        lambda points, means: np.array([6, 9])[squares(points, means).argmin(axis=1)],
        "look up labels",
    ),
    (nearest_as_label, "return labels, 6 and 9"),
    (nearest_in_the_plane, "first two entries"),
    (
        lambda points, means: (
            ((points[:, None].astype(float) - means) ** 3).sum(axis=2).argmin(axis=1)
        ),
        "A cube keeps the sign",
    ),
    (
        lambda points, means: (
            (np.abs(points[:, None].astype(float) - means) ** 3).sum(axis=2).argmin(axis=1)
        ),
        "too much weight",
    ),
    (
        lambda points, means: (
            (points[:, None].astype(float) ** 2 - means.astype(float) ** 2)
            .sum(axis=2)
            .argmin(axis=1)
        ),
        "Subtract first",
    ),
    (
        lambda points, means: np.abs(
            (points.astype(float) ** 2).sum(axis=1)[:, None]
            - (means.astype(float) ** 2).sum(axis=1)
        ).argmin(axis=1),
        "Subtract first",
    ),
    (
        lambda points, means: (
            ((points.astype(np.int16)[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
        ),
        "32,767",
    ),
    (nearest_rows_only, "Expected shape"),
    (nearest_all_together, "Expected shape"),
    (nearest_in(np.int8), "ends at 127"),
    (nearest_in(np.int8, np.int8), "ends at 127"),
    (nearest_in(np.uint16), "65,535"),
    (nearest_in(np.uint16, np.uint16), "Neither points nor means"),
    (nearest_in(np.int16), "32,767"),
    (nearest_in(np.float16), "ends at 65,504"),
    (nearest_in(np.float16, np.float16), "ends at 65,504"),
    (nearest_by_cosine, "directions"),
    (lambda points, means: squares(points.astype(int), means).argmin(axis=1), "decimals"),
    (
        lambda points, means: squares(points.astype(int), means.astype(int)).argmin(axis=1),
        "Neither points nor means",
    ),
    (lambda points, means: (squares(points, means) ** 2).argmin(axis=0), "other way round"),
    (
        lambda points, means: (
            ((points[:, None].astype(float) - means) ** 4).sum(axis=2).argmin(axis=1)
        ),
        "too much weight",
    ),
    (
        lambda points, means: squares(
            points - points.astype(float).mean(axis=0), means - means.mean(axis=0)
        ).argmin(axis=1),
        "numbers are not",
    ),
]

# --- own_feature --------------------------------------------------------------------------------


def rows_with_ink_on_the_left(images):
    return (images[:, :, :14] > 127).any(axis=2).sum(axis=1)


def strokes(images):
    dark = images > 127
    return (dark[:, :, 1:] & ~dark[:, :, :-1]).sum(axis=(1, 2))


def by_a_loop(images):
    return [float(image[8:20, 6:14].sum() / image.sum()) for image in images]


def strokes_by_loops(images):
    numbers = []
    for image in images:
        dark = image > 127
        numbers.append(sum(int((row[1:] & ~row[:-1]).sum()) for row in dark))
    return tuple(numbers)


def left_of_middle(images):
    left = images[:, 8:20, :14]
    return (left.sum(axis=(1, 2)) / images.sum(axis=(1, 2))).astype(np.float32)


def negative(images):
    return -by_box(images, 8, 20, 6, 14)


def in_a_strange_unit(images):
    return 1e9 * by_box(images, 16, 20, 8, 14) - 5


def by_box(images, top, bottom, left, right):
    box = images[:, top:bottom, left:right].astype(float)
    return box.sum(axis=(1, 2)) / images.sum(axis=(1, 2))


def left_minus_right(images):
    return images[:, 8:20, :14].sum(axis=(1, 2)) - images[:, 8:20, 14:].sum(axis=(1, 2))


def box_by_a_loop(images):
    return [sum_by_a_loop(image, 8, 20, 0, 14) for image in images]


def share_by_a_loop(images):
    return [sum_by_a_loop(i, 8, 20, 0, 14) / sum_by_a_loop(i, 0, 28, 0, 28) for i in images]


def sum_by_a_loop(image, top, bottom, left, right):
    """Sum as a loop over pixels of uint8 does: 250 + 10 is 4."""
    return np.add.accumulate(image[top:bottom, left:right].ravel(), dtype=np.uint8)[-1]


def divides_by_a_box(images):
    return images[:, :14, :8].sum(axis=(1, 2)) / images[:, 14:, :8].sum(axis=(1, 2))


RIGHT_OWN = [
    rows_with_ink_on_the_left,
    strokes,
    by_a_loop,
    strokes_by_loops,
    left_of_middle,
    negative,
    in_a_strange_unit,
    lambda images: by_box(images, 16, 20, 8, 14),
    lambda images: by_box(images, 8, 20, 0, 14) > 0.25,
]
WRONG_OWN = [
    (
        lambda images: 100 * images[:, :, :14].sum(axis=(1, 2)) / images.sum(axis=(1, 2)),
        "left half once more",
    ),
    (
        lambda images: 100 * images[:, :, 14:].sum(axis=(1, 2)) / images.sum(axis=(1, 2)),
        "share on the right",
    ),
    (
        lambda images: images[:, :, :14].sum(axis=(1, 2)) / images.sum(axis=(1, 2)),
        "left half once more",
    ),
    (lambda images: 3 * images[:, :, 14:].sum(axis=(1, 2)) / images.sum(axis=(1, 2)), "no more"),
    (lambda images: by_box(images, 6, 22, 4, 12), "nearer to the middle"),
    (lambda images: by_box(images, 8, 20, 0, 12), "too narrow"),
    (lambda images: by_box(images, 8, 20, 2, 11) * images.sum(axis=(1, 2)), "too narrow"),
    (lambda images: by_box(images, 8, 20, 0, 20), "too far to the right"),
    (lambda images: by_box(images, 0, 28, 0, 12), "away from rows"),
    (box_by_a_loop, "go round at 256"),
    (share_by_a_loop, "go round at 256"),
    (lambda images: images[:, 8:20, :14].sum(axis=(1, 2), dtype=np.uint8), "go round at 256"),
    (lambda images: (images > 0).mean(axis=(1, 2)), "% of 3s and 8s on their own side"),
    (lambda images: by_box(images, 0, 14, 0, 28), "% of 3s and 8s on their own side"),
    (lambda images: by_box(images, 10, 18, 10, 18), "% of 3s and 8s on their own side"),
    (lambda images: images[:, 14, 8], "% of 3s and 8s on their own side"),
    (lambda images: np.arange(len(images)), "% of 3s and 8s on their own side"),
    (lambda images: (images[:, ::-1] == images).mean(axis=(1, 2)), "% of 3s and 8s on their own"),
    (lambda images: np.zeros(len(images)), "same number"),
    (lambda images: images[:, 8:20, :14].mean(axis=2), "of shape"),
    (lambda images: images[:, 8:20, :14].mean(), "one number for all images"),
    (lambda images: images[0, 8:20, :14].mean(), "one number for all images"),
    (lambda images: images[:, 8:20, :14].sum(axis=(1, 2)), "divide by the image's ink"),
    (lambda images: images[:, 8:20, 6:14].mean(axis=(1, 2)), "divide by the image's ink"),
    (left_minus_right, "above 10^18"),
    (lambda images: left_minus_right(images) / images.sum(axis=(1, 2)), "own side"),
    (lambda images: images[8:20, :14].mean(axis=(1, 2)), "numbers"),
    (lambda images: np.array(["8"] * len(images)), "should get a number"),
    (lambda images: images.sum(axis=(1, 2)), "all the ink"),
    (divides_by_a_box, "NaN or infinite"),
    (lambda images: by_box(images, 10, 10, 6, 14), "same number"),
    (lambda images: print(by_box(images, 8, 20, 6, 14)), "returns None"),
    (lambda images: by_box(images, 8, 20, 6, 14)[:10], "of shape"),
]

# --- constant_pixels ----------------------------------------------------------------------------


def constant_by_loops(images):
    answer = []
    for i in range(images.shape[1]):
        row = []
        for j in range(images.shape[2]):
            row.append(all(image[i, j] == images[0, i, j] for image in images))
        answer.append(row)
    return answer


def constant_in_place(images):
    constant = np.ones(images.shape[1:], dtype=bool)
    for image in images[1:]:
        constant &= image == images[0]
    return constant


def constant_by_unique(images):
    flat = images.reshape(len(images), -1)
    counts = np.array([len(np.unique(column)) for column in flat.T])
    return (counts == 1).reshape(images.shape[1:])


def constant_by_sets(images):
    _, height, width = images.shape
    return [[len({*images[:, i, j].tolist()}) == 1 for j in range(width)] for i in range(height)]


def constant_by_sorting(images):
    ordered = np.sort(images, axis=0)
    return ordered[0] == ordered[-1]


RIGHT_CONSTANT = [
    lambda images: images.min(axis=0) == images.max(axis=0),
    lambda images: (images == images[0]).all(axis=0),
    lambda images: np.ptp(images, axis=0) == 0,
    lambda images: images.std(axis=0) == 0,
    lambda images: images.astype(float).var(axis=0) < 1e-9,
    lambda images: ~(images != images[0]).any(axis=0),
    lambda images: (images.max(0, keepdims=True) == images.min(0, keepdims=True))[0],
    lambda images: (np.diff(images, axis=0) == 0).all(axis=0),
    lambda images: (images.max(axis=0) == images.min(axis=0)).astype(int),
    lambda images: images.mean(axis=0) == images.max(axis=0),
    constant_by_loops,
    constant_in_place,
    constant_by_unique,
    constant_by_sets,
    constant_by_sorting,
]
WRONG_CONSTANT = [
    (lambda images: images.mean(axis=0) == images[0], "5, 4 and 6 have the mean 5"),
    (lambda images: images.max(axis=0) == 0, "always 0"),
    (lambda images: (images == 0).all(axis=0), "always 0"),
    (lambda images: images.sum(axis=0) == 0, "always 0"),
    (lambda images: images.std(axis=0) != 0, "wrong way round"),
    (lambda images: images[0] == images[-1], "ones between them"),
    (lambda images: images.mean(axis=0) == np.median(images, axis=0), "same mean and median"),
    (lambda images: np.median(images, axis=0) == images[0], "The median"),
    (lambda images: images.min(axis=0) == 0, "0 in some image"),
    (lambda images: images.min() == images.max(axis=0), "always 0"),
    (lambda images: images.min(axis=(1, 2)) == images.max(axis=(1, 2)), "asked of each pixel"),
    (lambda images: images.std(axis=(1, 2)) == 0, "asked of each pixel"),
    (lambda images: (images == images[0]).all(), "single answer"),
    (lambda images: images.std() == 0, "Expected shape"),
    (lambda images: (images.std(axis=0) == 0).sum(), "The count is right"),
    (lambda images: images.std(axis=0), "each pixel varies"),
    (lambda images: np.ptp(images, axis=0), "each pixel varies"),
    (lambda images: np.argwhere(images.std(axis=0) == 0), "where they are"),
    (lambda images: images[:, images.std(axis=0) == 0], "Expected shape"),
    (lambda images: (images == images[0]).any(axis=0), "image itself"),
    (lambda images: images.std(axis=0) < 3, "numbers are not"),
    (lambda images: images.max(axis=0) - images.min(axis=0) <= 1, "vary by 1"),
    (lambda images: images[0] == images[1], "first two images"),
    (lambda images: images.std(axis=0) < 1, "A small deviation"),
    (lambda images: images.std(axis=0).round() == 0, "Rounded"),
    (lambda images: images.all(axis=0), "no value is 0"),
    (lambda images: ~images.any(axis=0), "always 0"),
]

# --- centre_row ---------------------------------------------------------------------------------


def centre_by_loops(images):
    centres = []
    for image in images:
        weighted, ink = 0, 0
        for i, row in enumerate(image):
            for pixel in row:
                weighted += i * int(pixel)
                ink += int(pixel)
        centres.append(weighted / ink)
    return centres


def centre_by_average(images):
    rows = np.arange(images.shape[1])
    return [np.average(rows, weights=image.sum(axis=1)) for image in images]


def centre_into_an_array(images):
    centres = np.zeros(len(images), dtype=np.float32)
    for k, image in enumerate(images):
        i, _ = np.indices(image.shape)
        centres[k] = (i * image).sum() / image.sum()
    return centres


def centre_by_broadcasting(images):
    rows = np.arange(images.shape[1])[:, np.newaxis]
    return (images.astype(float) * rows).sum(axis=(1, 2)) / images.sum(axis=(1, 2))


def centre_by_repeating(images):
    return [
        np.repeat(np.arange(len(image)), image.sum(axis=1, dtype=int)).mean() for image in images
    ]


def centre_counts_pixels(images):
    return centre_by_average((images > 0).astype(int))


def centre_of_the_rows_with_ink(images):
    return [np.flatnonzero(image.any(axis=1)).mean() for image in images]


def centre_of_all_places_with_ink(images):
    return [np.nonzero(image)[0].mean() for image in images]


def centre_of_the_box(images):
    rows = [np.flatnonzero(image.sum(axis=1)) for image in images]
    return [(inked.min() + inked.max()) / 2 for inked in rows]


def centre_in_uint8(images):
    rows = np.arange(images.shape[1], dtype=np.uint8).reshape(-1, 1)
    return (rows * images).sum(axis=(1, 2)) / images.sum(axis=(1, 2))


def centre_of_small_integers(images):
    """Sum pixel by pixel: 250 + 10 is 4, as both are uint8."""
    centres = []
    with np.errstate(all="ignore"):
        for image in images:
            weighted, ink = 0, 0
            for i, row in enumerate(image):
                for pixel in row:
                    weighted += i * pixel
                    ink += pixel
            centres.append(weighted / ink)
    return centres


def centre_with_small_weights(images):
    centres = []
    for image in images:
        weighted = 0
        with np.errstate(all="ignore"):
            for i, row in enumerate(image):
                for pixel in row:
                    weighted += i * pixel
        centres.append(weighted / image.sum())
    return centres


def summed_in(dtype):
    def answer(images):
        by_row = images.sum(axis=2, dtype=dtype)
        with np.errstate(all="ignore"):
            ink = images.sum(axis=(1, 2), dtype=dtype)
            return (by_row * np.arange(images.shape[1])).sum(axis=1) / ink

    return answer


def centre_changes_the_images(images):
    centres = centre_by_average(images)
    images[:] = 0
    return centres


RIGHT_CENTRE = [
    lambda images: (
        (images.sum(axis=2) * np.arange(images.shape[1])).sum(axis=1) / images.sum(axis=(1, 2))
    ),
    lambda images: images.sum(axis=2) @ np.arange(images.shape[1]) / images.sum(axis=(1, 2)),
    lambda images: (
        (images.mean(axis=2) * range(images.shape[1])).sum(axis=1) / images.mean(axis=2).sum(axis=1)
    ),
    lambda images: (
        np.einsum("nij,i->n", images.astype(int), np.arange(images.shape[1]))
        / np.einsum("nij->n", images.astype(int))
    ),
    centre_by_loops,
    centre_by_average,
    centre_into_an_array,
    centre_by_broadcasting,
    centre_by_repeating,
    lambda images: tuple(centre_by_average(images / 255)),
]
WRONG_CENTRE = [
    (lambda images: (images.sum(axis=2) * np.arange(images.shape[1])).sum(axis=1), "first half"),
    (lambda images: images.sum(axis=2) @ np.arange(images.shape[1]), "first half"),
    (
        lambda images: (images.sum(axis=2) * np.arange(images.shape[1])).mean(axis=1),
        "divide by the number of rows",
    ),
    (
        lambda images: images.sum(axis=2) @ np.arange(images.shape[1]) / images.sum(),
        "all images together",
    ),
    (
        lambda images: (images.sum(axis=2) @ np.arange(images.shape[1])).sum() / images.sum(),
        "one number for all",
    ),
    (lambda images: images.sum(axis=2) * np.arange(images.shape[1]), "for every row"),
    (
        lambda images: images.sum(axis=2) / images.sum(axis=(1, 2)).reshape(-1, 1),
        "share of the ink in each row",
    ),
    (centre_counts_pixels, "number of pixels"),
    (centre_of_all_places_with_ink, "number of pixels"),
    (centre_of_the_rows_with_ink, "counts the same"),
    (centre_of_the_box, "first and the last row"),
    (lambda images: images.sum(axis=2).argmax(axis=1), "most ink"),
    (lambda images: [image.sum(axis=1).argmax() for image in images], "most ink"),
    (
        lambda images: images.sum(axis=1) @ np.arange(images.shape[2]) / images.sum(axis=(1, 2)),
        "column of the centre",
    ),
    (
        lambda images: (
            images.sum(axis=2) @ np.arange(1, images.shape[1] + 1) / images.sum(axis=(1, 2))
        ),
        "counted from 0",
    ),
    (lambda images: centre_by_broadcasting(images[:, ::-1]), "bottom up"),
    (lambda images: centre_by_broadcasting(images).round(), "rounded"),
    (
        lambda images: images.sum(axis=2) @ np.arange(images.shape[1]) // images.sum(axis=(1, 2)),
        "Whole rows only",
    ),
    (
        lambda images: (images.sum(axis=2) * np.arange(28)).sum(axis=1) / images.sum(axis=(1, 2)),
        "not always 28",
    ),
    (centre_in_uint8, "go round at 256"),
    (centre_of_small_integers, "go round at 256"),
    (centre_with_small_weights, "go round at 256"),
    (summed_in(np.uint8), "goes round at 256"),
    (summed_in(np.int16), "goes round at 32,767"),
    (lambda images: np.array(centre_by_average(images), dtype=np.float16), "too coarse"),
    (
        lambda images: [np.average(i.sum(axis=1), weights=np.arange(len(i))) for i in images],
        "The other way round",
    ),
    (lambda images: images.sum(axis=2) @ np.arange(images.shape[1]) / images.size, "pixels"),
    (lambda images: images.sum(axis=2) @ np.arange(images.shape[1]) / images[0].size, "pixels"),
    (
        lambda images: (
            (images.sum(axis=2) * np.arange(len(images))).sum(axis=1) / images.sum(axis=(1, 2))
        ),
        "the number of images",
    ),
    (
        lambda images: (
            (images.sum(axis=2) * np.arange(images.shape[1])).sum(axis=1) / images.sum(axis=1)
        ),
        "ink of each column",
    ),
    (
        lambda images: (
            (images.sum(axis=2) * np.arange(images.shape[1])).sum(axis=1) / images.sum(axis=2)
        ),
        "ink of each row",
    ),
    (
        lambda images: [
            (row, column)
            for row, column in zip(
                centre_by_average(images),
                centre_by_average(images.transpose(0, 2, 1)),
                strict=True,
            )
        ],
        "the row alone",
    ),
    (lambda images: images.mean(axis=(1, 2)), "mean pixel value"),
    (lambda images: centre_by_average(images)[0], "first image only"),
    (centre_changes_the_images, "changes its input"),
]

RIGHT = {
    "ink_share": RIGHT_INK,
    "nearest_mean": RIGHT_NEAREST,
    "own_feature": RIGHT_OWN,
    "constant_pixels": RIGHT_CONSTANT,
    "centre_row": RIGHT_CENTRE,
}
WRONG = {
    "ink_share": WRONG_INK,
    "nearest_mean": WRONG_NEAREST,
    "own_feature": WRONG_OWN,
    "constant_pixels": WRONG_CONSTANT,
    "centre_row": WRONG_CENTRE,
}
