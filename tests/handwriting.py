"""What is no digit, as strokes for the draw pad, and the network that reads them all the same.

The units are those of the digits, in ``mlp_course.drawn_digits``. The strokes were made for these
tests, without regard to how a network reads them.
"""

from mlp_helpers import MLP, SGD, fit, flatten, load_mnist, scale_pixels, train_validation_split

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


def network_of_notebook_00():
    """Return the network of notebook 00, trained as there: on the split's images in their order."""
    (images, labels), _ = load_mnist()
    (images_train, y_train), _ = train_validation_split(images, labels)
    model = MLP([784, 128, 64, 10], seed=0)
    options = {"epochs": 5, "batch_size": 64, "optimizer": SGD(0.1), "progress": False}
    fit(model, flatten(scale_pixels(images_train)), y_train, **options)
    return model
