"""A quiz that closes a notebook: the questions stand in its text, the buttons below them."""

import html
import math
from types import MappingProxyType
from typing import NamedTuple

import ipywidgets as widgets
from IPython.display import display


class Choice(NamedTuple):
    """A multiple-choice question.

    ``feedback`` says for each letter what is right or wrong about it; ``right`` is one letter.
    """

    right: str
    feedback: dict

    def verdict(self, answer):
        return answer == self.right, self.feedback[answer]


class Number(NamedTuple):
    """A question whose answer is a number, right up to a relative ``tolerance``.

    ``near_misses`` gives a message for each wrong number that readers arrive at.
    """

    right: float
    explanation: str
    near_misses: dict = MappingProxyType({})
    tolerance: float = 0.01

    def verdict(self, answer):
        if math.isclose(answer, self.right, rel_tol=self.tolerance):
            return True, self.explanation
        for wrong, message in self.near_misses.items():
            if math.isclose(answer, wrong, rel_tol=self.tolerance):
                return False, message
        return False, "Work it out on paper, then try again."


class Quiz:
    """The questions of one notebook, in the order in which its text asks them.

    Parameters
    ----------
    *questions : Choice or Number
    """

    def __init__(self, *questions):
        self.questions = questions

    def answer(self, number, answer):
        """Print the feedback on an answer, given in code: ``quiz.answer(1, "b")``.

        Parameters
        ----------
        number : int
            The number of the question, from 1.
        answer : str or float
            A letter, or a number.
        """
        print(self.feedback(number, answer))

    def feedback(self, number, answer):
        """Return the sentence that an answer is met with."""
        if number not in range(1, len(self.questions) + 1):
            raise ValueError(f"number is {number!r}; expected 1 to {len(self.questions)}")
        question = self.questions[number - 1]
        if isinstance(question, Choice) and answer not in question.feedback:
            raise ValueError(
                f"answer is {answer!r}; expected one of {', '.join(question.feedback)}"
            )
        if isinstance(question, Number):
            answer = float(answer)
        right, message = question.verdict(answer)
        return f"{'Right.' if right else 'Not quite.'} {message}"

    def show(self):
        """Display buttons or a number box for each question; feedback appears beside them."""
        display(widgets.VBox([self._row(i) for i in range(1, len(self.questions) + 1)]))

    def _row(self, number):
        question, feedback = self.questions[number - 1], widgets.HTML()
        label = widgets.Label(f"Question {number}")
        if isinstance(question, Choice):
            control = widgets.ToggleButtons(options=list(question.feedback), value=None)
            control.style.button_width = "3em"
        else:
            control = widgets.Text(placeholder="a number, then Enter", continuous_update=False)

        def respond(change):
            try:
                text = self.feedback(number, change["new"])
            except ValueError:
                text = "Please type a number, such as 0.25."
            feedback.value = html.escape(text)

        control.observe(respond, names="value")
        return widgets.VBox([widgets.HBox([label, control]), feedback])
