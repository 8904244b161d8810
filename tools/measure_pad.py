"""Measure the draw pad: which sizes of a drawing are read, and what tells that none is a digit.

    python tools/measure_pad.py

The network is that of notebook 00. The drawings are those of ``tests/handwriting.py``; each is also
bent a little in nine ways. Takes about a minute.
"""

import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from handwriting import NO_DIGITS, network_of_notebook_00  # noqa: E402

from mlp_course.digits import digits  # noqa: E402
from mlp_course.drawn_digits import HANDS, strokes  # noqa: E402
from mlp_course.widgets import likeness  # noqa: E402
from mlp_course.widgets.paper import Paper  # noqa: E402

SIZES = [(20, 28), (36, 50), (60, 84), (100, 160), (180, 256)]
REAL = 3000  # training images of which it is asked whether they look like digits


def drawn(lines):
    """Return what the network sees of a drawing, (784,)."""
    paper = Paper()
    for line in lines:
        paper.draw(line)
    return paper.seen.ravel()


def bent(lines, rng):
    """Return the drawing leaning and stretched a little, its points moved by some units."""
    map_ = np.eye(2) + rng.normal(0, 0.08, (2, 2))
    return [(np.array(line) - 140) @ map_ + 140 + rng.normal(0, 1.5, 2) for line in lines]


def many(drawings, times=10):
    """Return each of the drawings as it is, and bent in ``times`` - 1 ways: (n * times, 784)."""
    rng = np.random.default_rng(0)
    lines = [strokes(drawing) for drawing in drawings for _ in range(times)]
    return np.array([
        drawn(line if i % times == 0 else bent(line, rng)) for i, line in enumerate(lines)
    ])  # fmt: skip


def show_sizes(model):
    """Print how many of the ten digits are read in each hand, for drawings of some sizes."""
    print("digits read, of ten", *(f"{w} x {h}".rjust(10) for w, h in SIZES))
    for name, hand in HANDS.items():
        read = []
        for width, height in SIZES:
            box = {"left": 30, "top": 12, "width": width, "height": height}
            X = np.array([drawn(strokes(hand[digit], **box)) for digit in range(10)])
            predicted = model.predict(X)
            wrong = "".join(map(str, np.flatnonzero(predicted != np.arange(10))))
            read.append(f"{(predicted == np.arange(10)).sum()} {wrong:>4}".rjust(10))
        print(name.ljust(19), *read)


def unlikeness(model):
    """Return what could tell that a picture is no digit: functions of X, higher is less like."""

    def scores(X):
        return np.sort(model.forward(X), axis=1)

    def probabilities(X):
        return np.sort(model.predict_proba(X), axis=1)

    def unit(X):
        return X / np.linalg.norm(X, axis=1, keepdims=True)

    def angle(X, images):
        return -(unit(X) @ unit(images).T).max(axis=1)

    def blurred(X):
        return likeness.blurred(X.reshape(-1, 28, 28)).reshape(len(X), -1)

    def bytes_of(X):
        return np.rint(255 * X.reshape(-1, 28, 28)).astype(np.uint8)

    data = digits()
    V, ink = data.X_val, data.X_train.sum(axis=1).mean()
    means = np.array([data.X_train[data.y_train == digit].mean(axis=0) for digit in range(10)])
    return {
        "highest probability": lambda X: -probabilities(X)[:, -1],
        "highest score": lambda X: -scores(X)[:, -1],
        "lead in score": lambda X: scores(X)[:, -2] - scores(X)[:, -1],
        "amount of ink": lambda X: np.abs(X.sum(axis=1) - ink),
        "nearest mean image": lambda X: angle(X, means),
        "nearest of 6,000": lambda X: angle(X, V),
        "  blurred": lambda X: angle(blurred(X), blurred(V)),
        "  edges, as the pad": lambda X: -likeness.similarity(bytes_of(X)),
    }


def show_doubt(model):
    """Print how often each of them is wrong about digits, and right about others."""
    rng = np.random.default_rng(1)
    groups = {
        "three hands": many([hand[digit] for hand in HANDS.values() for digit in range(10)]),
        "shapes": many([drawing for name, drawing in NO_DIGITS.items() if len(name) > 1]),
        "letters": many([drawing for name, drawing in NO_DIGITS.items() if len(name) == 1]),
        "noise": np.clip(rng.normal(0, 0.4, (100, 784)), 0, 1).astype(np.float32),
    }
    real = digits().X_train[:REAL]
    print(
        f"\ndoubted where 2 % of {REAL:,} training images are", *(f"{name:>12}" for name in groups)
    )
    for name, unlike in unlikeness(model).items():
        limit = np.quantile(unlike(real), 0.98)
        shares = [(unlike(X) > limit).mean() for X in groups.values()]
        print(f"{name:24} limit {-limit:10.3f}", *(f"{share:12.1%}" for share in shares))
    sure = {name: model.predict_proba(X).max(axis=1) > 0.9 for name, X in groups.items()}
    print("\nthe pad's own limit", likeness.ALIKE, "and, of answers with more than 90 %:")
    for name, X in groups.items():
        doubt = likeness.similarity(np.rint(255 * X.reshape(-1, 28, 28))) < likeness.ALIKE
        print(
            f"{name:12} {doubt.mean():8.1%} {doubt[sure[name]].mean():8.1%} of {sure[name].sum()}"
        )
    image = np.zeros((28, 28), np.uint8)
    image[5:20, 14:16] = 255
    began = time.perf_counter()
    for _ in range(100):
        likeness.looks_like_a_digit(image)
    print(f"it takes {10 * (time.perf_counter() - began):.1f} ms")


def main():
    began = time.perf_counter()
    model = network_of_notebook_00()
    print(f"trained in {time.perf_counter() - began:.0f} s\n")
    show_sizes(model)
    show_doubt(model)


if __name__ == "__main__":
    main()
