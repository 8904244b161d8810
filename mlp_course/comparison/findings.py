"""What the comparison came to: accuracies, and how far apart two libraries' arrays are."""

import numpy as np

SYSTEMS = {  # source, framework, reported accuracy, and what the notebook finds to hold it back
    "T": ("a textbook, section 9.16", "PyTorch", "97.1 %", "unknown: as written it does better"),
    "K": ("Chambet, *Guide 2*", "Keras", "about 96 %", "unknown: as written it does better"),
    "S": ("a lesson with scikit-learn", "scikit-learn", "–", "nothing: its losses are met"),
    "H": ("*Training an MLP from scratch*", None, "96.2 %", "weights from N(0, 0.3)"),
    "L": ("Aflak, *Part 2*", None, "78.24 %", "weights from N(0, 1), then 3,000 images"),
}


class Findings:
    """Prints accuracies and differences as they are found, and keeps them for a table.

    Attributes
    ----------
    accuracies : dict
        By the letter of the system and the place, "here" or the framework's name: shares of its
        test images.
    gaps : dict
        By what was compared: the largest difference between two arrays.
    """

    def __init__(self):
        self.accuracies, self.gaps = {}, {}

    def accuracy(self, system, place, share):
        """Keep and print the share of a system's test images that were read correctly."""
        self.accuracies[system, place] = float(share)
        print(f"{system}, {place}: {share:.1%} of the test images")

    def gap(self, what, one, other):
        """Keep and print the largest difference between two arrays of the same shape."""
        one, other = np.asarray(one), np.asarray(other)
        if one.shape != other.shape:
            raise ValueError(f"{what}: the shapes {one.shape} and {other.shape} differ")
        self.gaps[what] = float(abs(one - other).max())
        print(f"{what}: largest of {one.size:,} differences {self.gaps[what]:.0e}")

    def table(self):
        """Return SYSTEMS as a Markdown table, with the accuracies that have been found."""
        from IPython.display import Markdown

        header = ["", "source", "reported", "here", "its framework", "what holds it back"]
        rows = [header, ["---"] * len(header)]
        for system, (source, framework, reported, reason) in SYSTEMS.items():
            here, there = (self.accuracies.get((system, place)) for place in ("here", framework))
            shares = ["–" if share is None else f"{100 * share:.1f} %" for share in (here, there)]
            shares[1] += f" ({framework})" if framework else ""
            rows.append([system, source, reported, *shares, reason])
        return Markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))
