"""The quiz of notebook 00, which stands outside the catalogue of exercises."""

import re
from pathlib import Path

import nbformat

from mlp_course.exercises.quiz import Choice
from mlp_course.exercises.start_here import quiz

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "00_start_here.ipynb"


def test_each_question_has_one_right_answer_and_its_own_words_for_the_others():
    for number, question in enumerate(quiz.questions, start=1):
        wrong = question.feedback if isinstance(question, Choice) else question.near_misses
        verdicts = [quiz.feedback(number, answer) for answer in {*wrong, question.right}]
        assert len(set(verdicts)) == len(verdicts)
        right = [text for text in verdicts if text.startswith("Right.")]
        assert right == [quiz.feedback(number, question.right)]


def test_questions_in_the_notebook_have_the_letters_of_the_quiz():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    shown = [i for i, cell in enumerate(cells) if "start_here.quiz.show()" in cell.source]
    assert len(shown) == 1
    written = re.split(r"^\*\*(\d+)\.\*\*", cells[shown[0] - 1].source, flags=re.M)[1:]
    assert [int(number) for number in written[::2]] == [*range(1, len(quiz.questions) + 1)]
    for question, words in zip(quiz.questions, written[1::2], strict=True):
        letters = re.findall(r"^- \(([a-z])\)", words, re.M)
        assert letters == (list(question.feedback) if isinstance(question, Choice) else [])
