"""Ten digits in three hands, as strokes for the draw pad: a stand-in for a reader's own drawings.

In the same units for all: x and y from 0 to 1 in the box that a digit fills, y downwards. No hand
drew them: the strokes were written down as numbers, to test the draw pad, without regard to how a
network reads them.
"""

import numpy as np

from .widgets.draw_pad import to_bytes
from .widgets.paper import Paper

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


def drawn_digits():
    """Return 30 images of the ten digits in three hands, prepared as the draw pad does, and labels.

    Returns
    -------
    images : array of uint8, shape (30, 28, 28)
        255 is full ink.
    y : array of uint8, shape (30,)
    """
    drawings = [(digit, texts) for hand in HANDS.values() for digit, texts in hand.items()]
    images = np.stack([on_paper(texts) for _, texts in drawings])
    return images, np.array([digit for digit, _ in drawings], dtype=np.uint8)


def on_paper(texts):
    """Draw the strokes of one digit, and return the image that a network sees."""
    paper = Paper()
    for stroke in strokes(texts):
        paper.draw(stroke)
    return to_bytes(paper.seen)


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
