"""Ten digits in three hands, and what is no digit, as strokes for the draw pad; and who reads them.

In the same units for all: x and y from 0 to 1 in the box that a digit fills, y downwards. The
strokes were made for these tests, without regard to how a network reads them.
"""

import numpy as np

from mlp_helpers import MLP, SGD, fit, flatten, load_mnist, scale_pixels, train_validation_split

# Round as at school, quick and leaning, drawn with straight lines.
ROUND = {
    0: ["50,0 20,12 8,50 20,88 50,100 80,88 92,50 80,12 50,0"],
    1: ["50,0 50,50 50,100"],
    2: ["12,25 25,6 50,0 78,10 85,30 70,55 40,80 10,100", "10,100 50,98 95,99"],
    3: ["15,12 45,0 80,12 80,33 45,47 85,60 88,82 55,100 12,90"],
    4: ["18,0 14,30 12,52", "12,52 50,52 92,50", "76,0 75,50 73,100"],
    5: ["25,2 23,25 20,45 55,40 85,60 80,88 50,100 12,93", "25,2 55,1 88,0"],
    6: ["75,2 40,20 15,60 25,92 55,100 82,80 70,58 40,58 18,75"],
    7: ["10,3 50,2 90,3", "90,3 65,40 50,70 42,100"],
    8: ["80,15 50,0 20,15 30,38 70,60 82,83 50,100 18,83 30,60 70,38 80,15"],
    9: ["85,20 50,0 15,20 30,48 65,45 85,20 84,60 70,100"],
}
LEANING = {
    0: ["60,0 30,20 12,60 25,97 50,98 75,70 84,25 60,0 50,5"],
    1: ["40,18 72,0 60,45 42,100"],
    2: ["25,18 50,0 80,8 78,35 45,70 15,92 12,80 30,80 60,98 92,88"],
    3: ["28,8 60,0 88,12 72,36 45,44 72,52 76,80 42,100 5,88"],
    4: ["48,0 28,35 8,66 50,62 95,58", "78,28 66,65 58,100"],
    5: ["40,3 30,40 62,38 80,62 62,92 30,100 4,88", "40,3 70,2 98,-3"],
    6: ["82,0 50,22 22,60 20,90 42,100 70,86 74,66 52,56 26,74"],
    7: ["14,8 50,3 95,2 68,42 48,72 36,100", "35,52 60,50 88,46"],
    8: ["88,10 62,0 38,14 44,36 60,54 62,84 34,100 14,82 36,58 74,36 88,10"],
    9: ["86,14 60,0 30,18 28,42 52,48 78,30 86,14 72,60 58,100"],
}
ANGULAR = {
    0: ["|15,0 85,0 85,100 15,100 15,0"],
    1: ["|25,22 55,0 55,100"],
    2: ["|10,15 25,0 80,0 90,20 10,100 92,100"],
    3: ["|12,0 88,0 45,42 85,55 85,90 70,100 12,100"],
    4: ["|65,0 8,65 92,65", "|68,30 68,100"],
    5: ["|88,0 20,0 20,45 75,42 88,60 85,90 70,100 12,100"],
    6: ["|72,0 20,50 15,90 30,100 75,100 85,80 75,58 20,60"],
    7: ["|10,0 90,0 45,100"],
    8: ["|50,0 82,22 20,75 50,100 82,75 20,22 50,0"],
    9: ["|82,40 30,45 18,20 40,0 82,0 82,40 78,100"],
}
HANDS = {"round": ROUND, "leaning": LEANING, "angular": ANGULAR}
NO_DIGITS = {
    "scribble": ["5,20 95,5 10,45 90,30 5,70 95,60 15,95 90,85"],
    "tangle": ["50,50 80,20 90,70 20,90 10,20 70,10 60,95 5,60 95,40 30,30 45,80"],
    "lines across": ["|0,20 100,20", "|0,50 100,50", "|0,80 100,80"],
    "hash": ["|30,0 30,100", "|70,0 70,100", "|0,30 100,30", "|0,70 100,70"],
    "square": ["|0,0 100,0 100,100 0,100 0,0"],
    "triangle": ["|50,0 100,100 0,100 50,0"],
    "star": ["|50,0 80,100 0,38 100,38 20,100 50,0"],
    "smile": ["50,0 10,25 10,75 50,100 90,75 90,25 50,0", "|35,35 36,36", "|65,35 66,36",
              "30,65 50,78 70,65"],
    "plus": ["|50,0 50,100", "|0,50 100,50"],
    "tick": ["|0,60 35,100 100,0"],
    "wave": ["0,50 15,20 30,50 45,80 60,50 75,20 90,50 100,70"],
    "spiral": ["50,50 60,50 58,62 45,65 34,52 42,34 62,32 76,50 66,76 40,84 15,60 22,25 55,10"],
    "heart": ["50,30 30,0 0,20 20,60 50,100 80,60 100,20 70,0 50,30"],
    "arrow": ["|0,50 100,50", "|65,20 100,50 65,80"],
    "dots": ["|10,10 11,10", "|90,15 91,15", "|50,50 51,50", "|15,88 16,88", "|85,85 86,85"],
    "dot": ["|50,50 51,50"],
    "A": ["|0,100 50,0 100,100", "|20,62 80,62"],
    "E": ["|90,0 10,0 10,100 90,100", "|10,50 75,50"],
    "F": ["|90,0 10,0 10,100", "|10,48 75,48"],
    "H": ["|10,0 10,100", "|90,0 90,100", "|10,50 90,50"],
    "K": ["|10,0 10,100", "|88,0 10,52 90,100"],
    "M": ["|0,100 10,0 50,70 90,0 100,100"],
    "N": ["|10,100 10,0 90,100 90,0"],
    "R": ["10,100 10,50 10,0 60,0 85,22 60,48 10,50", "|45,50 90,100"],
    "T": ["|0,0 100,0", "|50,0 50,100"],
    "W": ["|0,0 25,100 50,35 75,100 100,0"],
    "X": ["|0,0 100,100", "|100,0 0,100"],
    "Y": ["|0,0 50,50 100,0", "|50,50 50,100"],
}  # fmt: skip


def strokes(texts, left=90, top=60, width=100, height=160):
    """Return strokes in units of the pad, put into a box there.

    Parameters
    ----------
    texts : list of str
        The points "x,y" of each stroke, in hundredths of the box. They are joined by a curve, or
        after ``|`` by straight lines.

    Returns
    -------
    list of list of (x, y)
    """
    result = []
    for text in texts:
        points = np.array([pair.split(",") for pair in text.lstrip("|").split()], float) / 100
        if not text.startswith("|"):
            points = curve(points)
        result.append([tuple(p) for p in (points * (width, height) + (left, top)).tolist()])
    return result


def curve(points, pieces=8):
    """Return more points, on Catmull and Rom's curve through these."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, pieces, endpoint=False)[:, np.newaxis, np.newaxis]
    on_it = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )  # (pieces, points - 1, 2)
    return np.vstack([on_it.transpose(1, 0, 2).reshape(-1, 2), points[-1]])


def network_of_notebook_00():
    """Return the network of notebook 00, trained as there: on the split's images in their order."""
    (images, labels), _ = load_mnist()
    (images_train, y_train), _ = train_validation_split(images, labels)
    model = MLP([784, 128, 64, 10], seed=0)
    options = {"epochs": 5, "batch_size": 64, "optimizer": SGD(0.1), "progress": False}
    fit(model, flatten(scale_pixels(images_train)), y_train, **options)
    return model
