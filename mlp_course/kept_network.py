"""The network that notebook 05 trains and keeps, and that notebook 06 looks into."""

import os

from mlp_helpers import MLP, SGD, fit

FILE = "digits_network.npz"  # in the folder of the notebooks, which is where their kernels run

RECIPE = {
    "layer_sizes": [784, 128, 64, 10],
    "init": "he",
    "learning_rate": 0.2,
    "batch_size": 64,
    "epochs": 20,
    "seed": 0,
    "images": 54_000,  # those that train_validation_split leaves to learn from
}


def train(recipe, X, y, **arguments):
    """Return the network that a recipe describes, trained by plain SGD.

    Parameters
    ----------
    recipe : dict, with the keys of RECIPE
    X : array, shape (N, n_in)
    y : array, shape (N,)
    **arguments : further arguments of ``fit``

    Raises
    ------
    ValueError
        If there are not as many images as the recipe says.
    """
    if len(X) != recipe["images"]:
        raise ValueError(f"X has {len(X)} rows; the recipe is for {recipe['images']} images")
    model = MLP(recipe["layer_sizes"], init=recipe["init"], seed=recipe["seed"])
    passes = {name: recipe[name] for name in ("epochs", "batch_size", "seed")}
    fit(model, X, y, optimizer=SGD(recipe["learning_rate"]), **passes, **arguments)
    return model


def keep(model, recipe, path=FILE):
    """Save a trained network together with its recipe, and return the path.

    It goes to the current folder, or to that which the environment variable MLP_COURSE_SCRATCH
    names: so the tests leave a reader's own file alone.
    """
    path = os.path.join(os.environ.get("MLP_COURSE_SCRATCH", ""), path)
    model.save(path, recipe)
    return path


def find(recipe, path=FILE):
    """Return the network that was kept, if it was made by this recipe, else None; and say which.

    With the environment variable MLP_COURSE_SCRATCH set, as in the tests, no file is used.
    """
    model, sentence = look_for(recipe, path)
    print(sentence)
    return model


def look_for(recipe, path):
    """Return a network or None, and the sentence that says which."""
    if "MLP_COURSE_SCRATCH" in os.environ:
        return None, "The network is trained afresh, by its recipe."
    try:
        model = MLP.load(path)
    except FileNotFoundError:
        return None, f"No network is kept here yet: there is no file {path}."
    except (OSError, ValueError):
        return None, f"The kept network cannot be used: {path} is damaged, or not made by save."
    kept = model.recipe if isinstance(model.recipe, dict) else {}
    differences = [
        f"{name} {kept.get(name)} instead of {value}"
        for name, value in recipe.items()
        if kept.get(name) != value
    ]
    if differences:
        return None, f"The network in {path} was made otherwise: {'; '.join(differences)}."
    if model.layer_sizes != recipe["layer_sizes"] or model.activation != "relu":
        return None, f"The network in {path} is not the one that its recipe describes."
    return model, f"This is the network kept in {path}, which was made by this recipe."
