"""Buttons that set up a playground, for the experiments of a notebook."""

import ipywidgets as widgets
from IPython.display import display


class Presets:
    """Buttons, anywhere in a notebook, that set up one and the same playground.

    A click gives the playground the settings, back at its initial weights, and brings it to the
    place of the button. There is one playground, so all runs come into one ledger.

    Parameters
    ----------
    playground : Playground
    """

    def __init__(self, playground):
        self.playground, self._place = playground, None

    def offer(self, presets):
        """Display a button for each preset.

        Parameters
        ----------
        presets : dict
            What the button says -> settings string. What will go wrong is for the reader to
            foretell, so a name says nothing of it.
        """
        place = self._new_place(presets)
        # The words stand where no kernel is: in a static page, or in the file that is stored.
        words = "\n".join(f"[{name}] {settings}" for name, settings in presets.items())
        display({**place._repr_mimebundle_(), "text/plain": words}, raw=True)

    def _new_place(self, presets):
        said, buttons = widgets.HTML(), []
        place = widgets.VBox([widgets.HBox(buttons), said])
        for name, settings in presets.items():
            button = widgets.Button(description=name, tooltip=settings)
            button.layout.width = "auto"
            button.on_click(self._responder(place, said, name, settings))
            buttons.append(button)
        place.children[0].children = buttons
        place.children[0].layout.flex_flow = "row wrap"
        return place

    def _responder(self, place, said, name, settings):
        def respond(_):
            self.playground.load(settings)
            self._move_to(place)
            said.value = (
                f"<div role='status'>Loaded: <b>{name}</b> ({settings}). Commit to your "
                "prediction, then press Train below.</div>"
            )

        return respond

    def _move_to(self, place):
        if self._place is not place:
            if self._place is not None:
                self._place.children = self._place.children[:2]
            place.children = [*place.children[:2], self.playground]
            self._place = place
