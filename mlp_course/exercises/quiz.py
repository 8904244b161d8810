"""Questions with buttons: they stand in a notebook's text, within it or as the quiz at its end."""

import html
import math
import re
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
    first : int
        The number of the first question; a quiz on further sections goes on counting.
    """

    def __init__(self, *questions, first=1):
        self.questions = dict(enumerate(questions, start=first))

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
        """Return the sentence that an answer is met with; it raises nothing."""
        if number not in list(self.questions):
            return f"There is no question {number!r} here; the numbers are {self._numbers()}."
        question = self.questions[number]
        if isinstance(question, Choice):
            answer = str(answer).strip().lower().removesuffix(")")
            if answer not in question.feedback:
                return f"Please answer with one of {', '.join(question.feedback)}."
        else:
            numbers = readings(answer)
            if not numbers:
                is_count = float(question.right).is_integer()
                example = "such as 12" if is_count else "with a decimal point, such as 0.25"
                return f"Please answer with a number, {example}."
            answer = next((n for n in numbers if question.verdict(n)[0]), numbers[0])
        right, message = question.verdict(answer)
        return f"{'Right.' if right else 'Not quite.'} {message}"

    def _numbers(self):
        return f"{min(self.questions)} to {max(self.questions)}"

    def show(self, *numbers):
        """Display buttons or a number box for each question; feedback appears below them.

        Parameters
        ----------
        *numbers : int, optional
            Of the questions; by default all.

        Raises
        ------
        ValueError
            If there is no question with one of the numbers.
        """
        numbers = numbers or tuple(self.questions)
        unknown = [number for number in numbers if number not in list(self.questions)]
        if unknown:
            raise ValueError(f"numbers has {unknown[0]!r}; expected some of {self._numbers()}")
        box = widgets.VBox([self._row(i) for i in numbers])
        # The words stand where no kernel is: in a static page, or in the file that is stored.
        one = len(numbers) == 1
        what, them = ("one question", "it") if one else (f"{len(numbers)} questions", "them")
        words = f"A quiz with {what}. Run this cell to answer {them}."
        display({**box._repr_mimebundle_(), "text/plain": words}, raw=True)

    def _row(self, number):
        question, name = self.questions[number], f"Question {number}"
        feedback = widgets.HTML(layout={"margin": "0 0 12px 0"})

        def respond(answer):
            # Screen readers read an alert aloud as soon as it appears in the page.
            text = html.escape(f"{name}, {answer}: {self.feedback(number, answer)}")
            feedback.value = f"<div role='alert'>{text}</div>"

        if isinstance(question, Number):
            box = widgets.Text(description=name, placeholder="a number", continuous_update=False)
            box.observe(lambda change: respond(change["new"]), names="value")
            return widgets.VBox([box, feedback])
        buttons = []
        for letter in question.feedback:
            tooltip = f"{name}: answer {letter}"
            buttons.append(widgets.Button(description=letter, tooltip=tooltip))
            buttons[-1].layout.width = "3em"
            buttons[-1].on_click(lambda button: respond(button.description))
        # To the right of its space, like the description of a number box.
        place = {"width": "80px", "margin": "2px 8px 2px 2px", "justify_content": "flex-end"}
        label = widgets.Label(name, layout={**place, "display": "flex"})
        return widgets.VBox([widgets.HBox([label, *buttons]), feedback])


def readings(answer):
    """Return what number an answer may mean, in a list: none, one, or two.

    A comma divides thousands or stands for the decimal point; "2,303" may be either. The minus
    sign may be a real one, a space may divide thousands, and a word may follow: "1 080 steps".
    """
    text = answer
    if isinstance(answer, str):
        text = re.sub(r"(?<=\d)\s+[A-Za-z]+$", "", answer.strip().replace("−", "-"))
        if re.fullmatch(r"-?\d{1,3}(\s\d{3})+", text):
            text = re.sub(r"\s", "", text)
    texts = [text]
    if isinstance(text, str) and "," in text:
        is_grouped = re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?", text)
        is_decimal = re.fullmatch(r"-?\d*,\d+", text)
        texts = [text.replace(",", "")] if is_grouped else []
        texts += [text.replace(",", ".")] if is_decimal else []
    try:
        return [float(text) for text in texts]
    except (TypeError, ValueError, OverflowError):
        return []
