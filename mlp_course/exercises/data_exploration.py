"""Exercises and quiz of the notebook data_exploration."""

import numpy as np

from .exercise import Exercise, Mistake
from .quiz import Choice, Number, Quiz


def random_images(rng, n=6, height=28, width=28):
    """Return images of random pixels, more than half of them 0."""
    images = rng.integers(0, 256, (n, height, width), dtype=np.uint8)
    images[rng.random(images.shape) < 0.6] = 0
    return images


# --- ink_share ----------------------------------------------------------------------------------


def ink_share_solution(images):
    return (images > 0).mean(axis=(1, 2))


def ink_share_inputs(rng):
    blank_and_full = np.stack([np.zeros((4, 3)), np.full((4, 3), 255)]).astype(np.uint8)
    return [(random_images(rng),), (random_images(rng, 3, 5, 9),), (blank_and_full,)]


ink_share = Exercise(
    name="ink_share",
    task="Return for each image the share of its pixels that are not zero.",
    solution=ink_share_solution,
    inputs=ink_share_inputs,
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
    praise="The mean of True and False is a share: you will use it for accuracies all the time.",
)


# --- distance -----------------------------------------------------------------------------------


def distance_solution(a, b):
    difference = a.astype(float) - b.astype(float)
    return np.sqrt((difference**2).sum())


def distance_inputs(rng):
    a, b = random_images(rng, 2)
    dot = np.zeros((28, 28), dtype=np.uint8)
    dot[rng.integers(28), rng.integers(28)] = rng.integers(100, 256)
    return [(a, b), (b, a), (dot, 0 * dot), (0 * dot, dot), (a, a)]


distance = Exercise(
    name="distance",
    task="Return the Euclidean distance of two uint8 images.",
    solution=distance_solution,
    inputs=distance_inputs,
    mistakes=[
        Mistake(
            lambda a, b: np.sqrt(((a - b) ** 2).sum()),
            "The arithmetic is that of uint8, where 3 - 5 is 254. Which type can hold a negative "
            "number, and a square?",
        ),
        Mistake(
            lambda a, b: np.sqrt(((a - b).astype(float) ** 2).sum()),
            "You change the type after the subtraction. By then 3 - 5 has become 254 already.",
        ),
        Mistake(
            lambda a, b: np.sqrt(((a.astype(np.int16) - b) ** 2).sum()),
            "The difference is right, but its square can be 65025, and int16 ends at 32767.",
        ),
        Mistake(
            lambda a, b: ((a.astype(float) - b) ** 2).sum(),
            "That is the square of the distance. What is missing?",
        ),
        Mistake(
            lambda a, b: np.sqrt(((a.astype(float) - b) ** 2).mean()),
            "You average the squares; Pythagoras adds them.",
        ),
        Mistake(
            lambda a, b: np.abs(a.astype(float) - b).sum(),
            "That is a distance too, the sum of the absolute differences. Here the squares are "
            "wanted, as in Pythagoras's theorem.",
        ),
    ],
    hints=[
        "Pythagoras in 784 dimensions: subtract, square, add up, take the root.",
        "Try `np.uint8(3) - np.uint8(5)`. What must happen before the subtraction?",
        "`a.astype(float)` is a copy of `a` that knows negative numbers and large squares.",
    ],
    praise="Silent uint8 arithmetic is one of the commonest bugs in programs that handle images.",
)


# --- constant_pixels ----------------------------------------------------------------------------


def constant_pixels_solution(images):
    return images.min(axis=0) == images.max(axis=0)


def constant_pixels_inputs(rng):
    images = random_images(rng, 5, 6, 4)
    images[:, 0, 0], images[:, 1, 2], images[:, 5, 3] = 0, 7, 255
    images[:, 2, 1] = [3, 8, 1, 9, 3]  # varies, though the first and the last agree
    images[:, 3, 3] = [0, 0, 4, 0, 0]
    return [(images,), (random_images(rng, 2, 28, 28),), (random_images(rng, 1, 3, 3),)]


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


# --- shifted ------------------------------------------------------------------------------------


def shifted_solution(image, down, right):
    height, width = image.shape
    result = np.zeros_like(image)
    for i, j in np.ndindex(height, width):
        # What arrives at (i, j) has come from here, if this is still inside the image.
        if 0 <= i - down < height and 0 <= j - right < width:
            result[i, j] = image[i - down, j - right]
    return result


def shifted_inputs(rng):
    image, small = rng.integers(1, 256, (28, 28), dtype=np.uint8), random_images(rng, 1, 5, 7)[0]
    shifts = [(0, 0), (2, 0), (0, 3), (-4, 1), (5, -6), (-1, -2), (28, 0), (0, -40)]
    return [*((image, down, right) for down, right in shifts), (small, 1, 2), (small, -2, 1)]


shifted = Exercise(
    name="shifted",
    task="Move an image down and right by whole pixels, and let paper, 0, come in.",
    solution=shifted_solution,
    inputs=shifted_inputs,
    mistakes=[
        Mistake(
            lambda image, down, right: np.roll(image, (down, right), axis=(0, 1)),
            "What leaves on one side comes back in on the other. Paper should come in: 0.",
        ),
        Mistake(
            lambda image, down, right: shifted_solution(image, right, down),
            "Down and right are swapped. Axis 0 counts the rows: which way does it run?",
        ),
        Mistake(
            lambda image, down, right: shifted_solution(image, -down, -right),
            "It moves the other way, up and left.",
        ),
        Mistake(
            lambda image, down, right: shifted_solution(image, max(down, 0), max(right, 0)),
            "Negative shifts do nothing. Down by -4 is up by 4.",
        ),
    ],
    hints=[
        "Start from `np.zeros_like(image)` and fill it pixel by pixel; speed does not matter.",
        "Ask for each place (i, j) of the result where its value was before the move.",
        "It was at (i - down, j - right). Copy it only if both are inside the image: in Python a "
        "negative index counts from the end.",
    ],
    praise="Keep it. What do the nearest mean, and later the network, make of a shifted digit?",
)


# --- nearest_neighbour --------------------------------------------------------------------------


def nearest_neighbour_solution(queries, images, y):
    images = images.astype(float)
    labels = []
    for query in queries:
        squared_distances = ((images - query) ** 2).sum(axis=(1, 2))  # (N,)
        labels.append(y[squared_distances.argmin()])
    return np.array(labels)


def nearest_neighbour_inputs(rng):
    cases = []
    for height, width, num_classes in [(28, 28, 10), (4, 6, 2)]:
        images = random_images(rng, 60, height, width)
        y = rng.integers(0, num_classes, 60)
        noisy = images[rng.permutation(60)[:30]] // 2 + rng.integers(0, 60, (30, height, width))
        cases.append((noisy.astype(np.uint8), images, y))
    return cases


def labels_by(choose, queries, images, y):
    rows = [choose(((images.astype(float) - query) ** 2).sum(axis=(1, 2))) for query in queries]
    return y[np.array(rows)]


def nearest_with_uint8(queries, images, y):
    return y[[((images - query) ** 2).sum(axis=(1, 2)).argmin() for query in queries]]


def nearest_mean(queries, images, y):
    classes = np.unique(y)
    means = np.stack([images[y == label].mean(axis=0) for label in classes])
    return nearest_neighbour_solution(queries, means, classes)


nearest_neighbour = Exercise(
    name="nearest_neighbour",
    task="Read each image as the label of the single closest image among labelled ones.",
    solution=nearest_neighbour_solution,
    inputs=nearest_neighbour_inputs,
    mistakes=[
        Mistake(
            lambda queries, images, y: labels_by(
                np.argmin, queries, images, np.arange(len(images))
            ),
            "You return the places of the closest images. What is wanted are their labels.",
        ),
        Mistake(
            lambda queries, images, y: labels_by(np.argmax, queries, images, y),
            "You take the image that is farthest away.",
        ),
        Mistake(
            nearest_with_uint8,
            "The subtraction runs in uint8, where 3 - 5 is 254. Change the type before it.",
        ),
        Mistake(
            nearest_mean,
            "That is the nearest mean, as in the notebook. Here every single image is a template.",
        ),
    ],
    hints=[
        "Take one query at a time. `images - query` subtracts it from all images at once.",
        "Mind the type before you subtract. Sum the squares over the axes 1 and 2: one number for "
        "each image is left. The root does not change which is smallest.",
        "`argmin()` gives the place of the smallest; look up the label at this place in `y`.",
    ],
    praise=(
        "Try it: with 5,000 training images as templates it reads about 93 % of the validation "
        "images, far more than the ten means. But it has to look at all 5,000 for every answer."
    ),
)


# --- quiz ---------------------------------------------------------------------------------------

quiz = Quiz(
    Choice(
        right="c",
        feedback={
            "a": "Only a type that knows negative numbers gives -4.",
            "b": "Nothing warns you: arrays of uint8 stay uint8 without a word.",
            "c": "5 - 9 is -4, and uint8 counts in a circle of 256: -4 + 256 = 252.",
            "d": "It does not stop at 0; it goes round.",
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
            1505.28: "You count bits; a byte has 8 of them.",
        },
        tolerance=0.003,
    ),
    Choice(
        right="b",
        feedback={
            "a": "There are ten digits, but they are not equally frequent.",
            "b": "The 1 is the most frequent label: 674 of the 6,000, without looking at a pixel.",
            "c": "That is what the nearest mean reaches, and it looks at the pixels.",
            "d": "Some labels are right by luck, even if the answer is always the same.",
        },
    ),
    Choice(
        right="a",
        feedback={
            "a": "It asks whether the network reads people it has never met, as it will have to.",
            "b": "The number of images has nothing to do with who wrote them.",
            "c": "Both sets hold digits of census staff and of students.",
            "d": "New handwriting is harder to read, if anything.",
        },
    ),
    Choice(
        right="d",
        feedback={
            "a": "255 in place of 0 would be white on black; the constant pixels stay constant.",
            "b": "The mean of a pixel that is always 0 is 0. Subtracting it does no harm.",
            "c": "The maximum over all images and pixels is 255, safely more than 0.",
            "d": "67 pixels have standard deviation 0, so 0 / 0 comes out: NaN, not a number.",
        },
    ),
)
