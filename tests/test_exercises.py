"""The exercises of all notebooks: right answers pass, wrong ones are told why, nothing crashes."""

import copy
import importlib
import inspect
import itertools
import math
import re
import textwrap

import nbformat
import numpy as np
import pytest
from notebook_reading import path_of, read, stubs

from mlp_course import exercises
from mlp_course.exercises import all_exercises, list_exercises
from mlp_course.exercises import preprocessing as ex
from mlp_course.exercises.exercise import Exercise, Feedback, Mistake, in_form
from mlp_course.exercises.outcome import run, same_numbers
from mlp_course.exercises.quiz import Choice, Number, Quiz
from mlp_helpers.layers import Layer

pytestmark = pytest.mark.usefixtures("repeatable_draws")

ALL = [
    pytest.param(module, exercise, id=f"{module}.{exercise.name}")
    for module, of_module in all_exercises().items()
    for exercise in of_module
]
MISTAKES = [
    pytest.param(
        exercise, mistake, id=f"{exercise.name}-{getattr(mistake.answer, '__name__', number)}"
    )
    for exercise in (param.values[1] for param in ALL)
    for number, mistake in enumerate(exercise.mistakes)
]
QUIZZES = [
    pytest.param(module, name, quiz, id=f"{module}.{name}")
    for module in all_exercises()
    for name, quiz in vars(getattr(exercises, module)).items()
    if isinstance(quiz, Quiz)
]


def values_of(param):
    return param.values


def right_answer(exercise):
    return exercise._solution if exercise.inputs else exercise._solution()


# ------------------------------------------------------------- every exercise of every module


@pytest.mark.parametrize("module, exercise", ALL)
def test_solution_is_correct(module, exercise):
    for _ in range(5):  # the inputs are drawn anew each time
        status, message = exercise.feedback(right_answer(exercise))
        assert status == "correct"
        assert message == exercise.praise or callable(exercise.praise)


@pytest.mark.parametrize("exercise, mistake", MISTAKES)
def test_mistake_is_refused_with_its_own_message(exercise, mistake):
    for _ in range(5):
        assert exercise.feedback(mistake.answer) == Feedback("not yet", mistake.message)


@pytest.mark.parametrize("module, exercise", ALL)
def test_exercise_is_complete(module, exercise):
    assert getattr(getattr(exercises, module), exercise.name) is exercise
    assert 10 <= len(exercise.task) <= 120
    assert exercise.task in repr(exercise)
    assert exercise._solution.__name__ == f"{exercise.name}_solution"  # the reader sees it
    assert len(exercise.hints) >= 2
    assert len(exercise.mistakes) >= 1


@pytest.mark.parametrize("module, exercise", ALL)
def test_hints_are_revealed_one_by_one(module, exercise, capsys, monkeypatch):
    monkeypatch.setattr(exercise, "hints_given", 0)
    for number in range(1, len(exercise.hints) + 1):
        exercise.hint()
        lines = capsys.readouterr().out
        assert lines.count("Hint ") == number
        assert exercise.hints[number - 1] in lines
    exercise.hint()
    assert capsys.readouterr().out == lines  # there are no more


@pytest.mark.parametrize("module, exercise", ALL)
def test_solution_prints_the_function_that_the_tests_run(module, exercise, capsys):
    exercise.solution()
    printed = capsys.readouterr().out
    assert printed.strip() == inspect.getsource(exercise._solution).strip()
    compile(printed, "solution", "exec")


class Hostile:
    """Raises whatever is asked of it."""

    def __getattribute__(self, name):
        raise RuntimeError("leave me alone")

    __repr__ = __str__ = __len__ = __iter__ = __array__ = __eq__ = __bool__ = __getattribute__


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def raises(error):
    def function(*arguments):
        raise error

    return function


def endless(*arguments):
    while True:
        yield np.ones(3)


def breaks_off(*arguments):
    yield np.ones(3)
    raise ValueError("in the middle")


def recurses(*arguments):
    return recurses(*arguments)


def overwrites(*arguments):
    for array in (a for a in arguments if isinstance(a, np.ndarray)):
        array[...] = 0


VALUES = [
    None,
    math.nan,
    math.inf,
    -987654.25,
    10**5000,
    3 + 4j,
    "a string",
    b"bytes",
    [],
    [None, None],
    (np.nan, "x"),
    {"a": 1},
    {1, 2},
    object(),
    np.zeros((7, 3, 2)),
    np.full(3, np.nan),
    np.array(None),
    np.array([[1], "x"], dtype=object),
    np.broadcast_to(1.0, (10**6, 10**6)),
    [[1, 2], [3]],
    itertools,
]
FUNCTIONS = [
    lambda: 1,
    lambda a, b, c, d, e, f, g: a,
    lambda *a, **k: "x" * 10**7,
    lambda *a: itertools.count(),
    lambda *a: a,
    lambda *a: np.ndarray,
    lambda *a: print("noise" * 10**5),
    raises(ValueError("y " * 10**6)),
    raises(SystemExit("bye")),
    raises(GeneratorExit()),
    raises(KeyboardInterrupt()),
    raises(Unprintable()),
    endless,
    breaks_off,
    recurses,
    overwrites,
    len,
    int,
    dict,
    Hostile,
    Exercise,
]


@pytest.mark.parametrize("module, exercise", ALL)
def test_garbage_neither_passes_nor_crashes(module, exercise, capsys):
    garbage = [*VALUES, *FUNCTIONS, Hostile()]
    garbage += [lambda *arguments, value=value: value for value in [*VALUES, Hostile()]]
    for number, answer in enumerate(garbage):
        feedback = exercise.feedback(answer)
        assert feedback.status in ("not yet", "not attempted"), number
        assert 0 < len(feedback.message) < 2000, number
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "module, exercise", [param for param in ALL if param.values[1].inputs is not None]
)
def test_changing_the_input_in_place_is_noticed(module, exercise):
    def spoils(*arguments):
        result = run(exercise._solution, arguments).result
        for array in (a for a in arguments if isinstance(a, np.ndarray) and a.size):
            array.flat[0] = not array.flat[0]
        return result

    takes_arrays = any(
        isinstance(argument, np.ndarray) and argument.size
        for case in exercise.inputs(np.random.default_rng(0))
        for argument in case
    )
    if takes_arrays:
        assert "changes its input" in exercise.feedback(spoils).message


def test_catalogue_prints_what_has_been_passed(capsys, monkeypatch):
    monkeypatch.setattr(ex.one_hot, "passed", False)
    list_exercises()
    assert f"[ ] {'one_hot':<24}" in capsys.readouterr().out
    ex.one_hot.check(ex.one_hot._solution)
    list_exercises()
    printed = capsys.readouterr().out
    assert f"[x] {'one_hot':<24}" in printed
    assert [line for line in printed.splitlines() if line.startswith("02_preprocessing")]
    assert all(exercise.name in printed for _, exercise in (param.values for param in ALL))


# --------------------------------------------------------------------------- the notebooks


@pytest.mark.parametrize("module", [module for module, of in all_exercises().items() if of])
def test_notebook_asks_for_exactly_these_exercises(module):
    cells = read(path_of(module)).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    checked = re.findall(r"^ex\.(\w+)\.check\(", code, re.M)
    assert sorted(checked) == sorted(exercise.name for exercise in all_exercises()[module])
    text = "\n".join(cell.source for cell in cells)
    known = {*checked, *(name for of, name, _ in map(values_of, QUIZZES) if of == module)}
    assert set(re.findall(r"\bex\.(\w+)\.", text)) <= known


@pytest.mark.parametrize("module, exercise", ALL)
def test_stub_of_the_notebook_is_not_attempted(module, exercise):
    cells = read(path_of(module)).cells
    ((stub, name),) = (
        (position, name) for position, (of, name) in stubs(cells).items() if of == exercise.name
    )
    of_the_notebook = vars(importlib.import_module(f"mlp_course.exercises.{module}"))
    namespace = {**of_the_notebook, "Layer": Layer}
    exec(cells[stub].source, namespace)
    feedback = exercise.feedback(namespace[name])
    assert feedback.status == "not attempted"
    if exercise.inputs:
        parameters = (
            inspect.signature(f).parameters for f in (namespace[name], exercise._solution)
        )
        assert [*map(str, next(parameters).values())] == [*map(str, next(parameters).values())]
    printed = f"{exercise.name}: not attempted. {feedback.message}\n"
    check = next(c for c in cells[stub + 1 :] if c.source.startswith(f"ex.{exercise.name}.check("))
    assert printed in "".join(output.get("text", "") for output in check.outputs)


@pytest.mark.parametrize("module, name, quiz", QUIZZES)
def test_quiz_matches_the_questions_in_the_notebook(module, name, quiz):
    cells, asked = read(path_of(module)).cells, []
    for above, cell in itertools.pairwise(cells):
        if shown := re.match(rf"ex\.{name}\.show\(([\d, ]*)\)", cell.source):
            written = re.split(r"^\*\*(\d+)\.\*\*", above.source, flags=re.M)[1:]
            numbers = [int(number) for number in written[::2]]
            assert numbers == [*map(int, filter(None, shown[1].split(",")))] or not shown[1]
            asked += zip(numbers, written[1::2], strict=True)
    assert [number for number, _ in asked] == [*quiz.questions]
    for number, words in asked:
        question, letters = quiz.questions[number], re.findall(r"^- ([a-z])\)", words, re.M)
        assert letters == (list(question.feedback) if isinstance(question, Choice) else [])


def test_every_notebook_has_a_quiz():
    assert {module for module, name, _ in map(values_of, QUIZZES) if name == "quiz"} == {
        *exercises.MODULES
    }


# ----------------------------------------------------------------- whose answer is gone on with


def test_the_notebook_goes_on_with_what_passes_the_check(capsys):
    def stub(y, num_classes=10): ...

    def wrong(y, num_classes=10):
        return np.eye(num_classes)[y - 1]

    def right(y, num_classes=10):
        return np.eye(num_classes)[y]

    def ours(y, num_classes=10): ...

    assert ex.one_hot.choose(stub, ours) is ours
    assert ex.one_hot.choose(wrong, ours) is ours
    assert ex.one_hot.choose(right, ours) is right
    assert ex.one_hot.choose(wrong, ours) is ours  # having passed once does not count
    assert capsys.readouterr().out.splitlines() == [
        "one_hot: yours is not written yet, so the notebook goes on with ours.",
        "one_hot: yours does not pass the check yet, so the notebook goes on with ours.",
        "one_hot: the notebook goes on with yours.",
        "one_hot: yours does not pass the check yet, so the notebook goes on with ours.",
    ]


def test_the_notebook_makes_arrays_of_the_readers_lists(capsys):
    def lists(Z):
        rows = [[math.exp(score) for score in row] for row in Z]
        return [[e / sum(row) for e in row] for row in rows]

    chosen = exercises.softmax_cross_entropy.plain_softmax.choose(lists, None)
    assert np.array_equal(chosen(Z=np.zeros((1, 4))), [[0.25] * 4])
    assert isinstance(chosen([[1.0]]), np.ndarray) and isinstance(chosen.__wrapped__([[1]]), list)
    assert chosen.__name__ == "lists"
    expected = (
        "plain_softmax: the notebook goes on with yours, and turns its result into the form of "
        "ours.\n"
    )
    assert capsys.readouterr().out == expected


def test_each_array_of_a_pair_is_made_one():
    pair = in_form([[1, 2], [[3.0]]], (np.zeros(2), np.zeros((1, 1))))
    assert isinstance(pair, tuple) and [part.shape for part in pair] == [(2,), (1, 1)]
    assert in_form(pair, pair) is pair and in_form([*pair], pair) is not pair
    pairs = in_form(([[1], 2], [[3], 4], [[5], 6]), [(np.zeros(1), np.zeros(()))])
    assert isinstance(pairs, list) and len(pairs) == 3
    assert all(isinstance(part, np.ndarray) for pair in pairs for part in pair)


def test_a_result_gets_the_kind_of_number_that_ours_has():
    assert in_form(np.array([1, 2], dtype=object), np.zeros(2)).dtype == float
    assert in_form(np.array([1.0, 2.0]), np.array([1, 2])).dtype == int
    assert type(in_form(np.ones((1, 1)).view(np.matrix), np.zeros((1, 1)))) is np.ndarray
    assert in_form(3.0, 3) == 3.0 and isinstance(in_form(np.array(3.0), 3), float)


def test_a_value_is_made_an_array_too(capsys):
    right = exercises.backpropagation.dA2._solution()
    chosen = exercises.backpropagation.dA2.choose(right.tolist(), right)
    assert isinstance(chosen, np.ndarray) and chosen.dtype == right.dtype
    assert "into the form of ours" in capsys.readouterr().out
    own = right.copy()
    assert exercises.backpropagation.dA2.choose(own, None) is own


def test_batches_may_be_yielded_or_listed():
    yielded = ex.minibatches._solution

    def listed(*arguments):
        return list(yielded(*arguments))

    assert ex.minibatches.choose(yielded, None) is yielded
    assert ex.minibatches.choose(listed, None) is listed


def test_our_version_under_the_readers_name_is_not_the_readers(capsys):
    """The notebook has gone on with ours, and then the reader runs the check alone."""
    exercise = copy.copy(ex.one_hot)
    exercise._ours = []

    def ours(y, num_classes=10):
        return np.eye(num_classes)[y]

    chosen = exercise.choose(lambda y, num_classes=10: ..., ours)
    assert exercise.feedback(chosen).status == "not attempted"
    assert "our version" in exercise.feedback(chosen).message
    again = exercise.choose(chosen, lambda y, num_classes=10: ours(y, num_classes))
    assert again is not chosen and "goes on with ours" in capsys.readouterr().out
    assert exercise.feedback(lambda y, num_classes=10: np.eye(num_classes)[y]).status == "correct"


def test_a_readers_number_that_equals_ours_is_the_readers():
    exercise = Exercise("five", "Count the fingers of a hand.", lambda: 5, ["One.", "Two."])
    assert exercise.choose(..., 5) == 5
    assert exercise.feedback(5).status == "correct"


# -------------------------------------------------------------------------------- the quiz


@pytest.mark.parametrize("module, name, quiz", QUIZZES)
def test_quiz_has_feedback_for_every_answer(module, name, quiz, capsys):
    if name == "quiz":
        assert 3 <= len(quiz.questions) <= 5
        assert any(isinstance(question, Number) for question in quiz.questions.values())
    for number, question in quiz.questions.items():
        if isinstance(question, Choice):
            assert len(question.feedback) >= 2
            verdicts = {letter: quiz.feedback(number, letter) for letter in question.feedback}
            assert len(set(verdicts.values())) == len(verdicts)
            right = [letter for letter in verdicts if verdicts[letter].startswith("Right.")]
            assert right == [question.right]
        else:
            assert quiz.feedback(number, question.right).startswith("Right.")
            for wrong, message in question.near_misses.items():
                assert quiz.feedback(number, wrong) == f"Not quite. {message}"
            assert quiz.feedback(number, -98765.4).startswith("Not quite.")
        quiz.answer(number, question.right)
        assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    "number, answer, told",
    [
        (0, "a", "the numbers are 1 to 2"),
        ([1], "a", "the numbers are 1 to 2"),
        (1, "z", "one of a, b"),
        (1, None, "one of a, b"),
        (2, "a", "answer with a number"),
        (2, None, "answer with a number"),
        (2, 10**400, "answer with a number"),
    ],
)
def test_impossible_quiz_answers_are_met_with_a_sentence(number, answer, told):
    quiz = Quiz(Choice("a", {"a": "Yes.", "b": "No."}), Number(4, "Two and two."))
    assert told in quiz.feedback(number, answer)


@pytest.mark.parametrize("answer", ["a", "A", " a) "])
def test_letters_are_understood_as_they_are_written(answer):
    assert Quiz(Choice("a", {"a": "Yes.", "b": "No."})).feedback(1, answer) == "Right. Yes."


@pytest.mark.parametrize("answer", ["1080", " 1,080 ", "1,080.0", 1080, "1 080", "1080 steps"])
def test_thousands_may_be_grouped_and_a_word_may_follow(answer):
    assert Quiz(Number(1080, "540 twice.")).feedback(1, answer) == "Right. 540 twice."


@pytest.mark.parametrize("answer", ["-2.303", "-2,303", "−2,303", "−2.303", " −2,3 "])
def test_a_comma_may_be_a_decimal_one_and_a_minus_a_real_one(answer):
    assert Quiz(Number(-2.303, "Right so.")).feedback(1, answer) == "Right. Right so."


def test_a_comma_that_could_be_either_is_read_as_it_is_right():
    quiz = Quiz(Number(2303, "Grouped.", {2.5: "Half a point."}))
    assert quiz.feedback(1, "2,303") == "Right. Grouped."
    assert quiz.feedback(1, "2,5") == "Not quite. Half a point."
    assert quiz.feedback(1, "2,304,001").startswith("Not quite.")


@pytest.mark.parametrize("answer", ["1,,080", ",", "1.0,5", "−", "1,080,"])
def test_other_commas_are_no_number(answer):
    assert "with a decimal point" in Quiz(Number(0.25, "A quarter.")).feedback(1, answer)


@pytest.mark.parametrize("answer", ["steps", "1 08", "5 or 6", "10 80 steps", "1 080 080 0"])
def test_a_count_is_asked_for_without_a_word_of_decimals(answer):
    assert Quiz(Number(1080, "540 twice.")).feedback(1, answer).endswith("a number, such as 12.")


def test_a_second_quiz_goes_on_counting():
    quiz = Quiz(Number(4, "Two and two."), first=6)
    assert quiz.feedback(6, "4") == "Right. Two and two."
    assert "the numbers are 6 to 6" in quiz.feedback(1, 4)


def quiz_controls(quiz, monkeypatch, *numbers):
    """Return the row of widgets of each question, as shown, and the displayed bundle."""
    rows, shown, make = [], [], Quiz._row
    monkeypatch.setattr(
        Quiz, "_row", lambda self, number: rows.append(make(self, number)) or rows[-1]
    )
    monkeypatch.setattr(exercises.quiz, "display", lambda data, raw: shown.append(data))
    quiz.show(*numbers)
    return rows, shown[0]


def test_quiz_widgets_answer(monkeypatch):
    quiz = Quiz(Choice("b", {"a": "No: 1 < 2.", "b": "Yes."}), Number(844, "843.75, rounded up."))
    rows, bundle = quiz_controls(quiz, monkeypatch)
    assert "2 questions" in bundle["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    (row, feedback), (box, answered) = (rows[0].children, rows[1].children)
    label, *buttons = row.children
    assert label.value == "Question 1"
    assert [button.tooltip for button in buttons] == [
        "Question 1: answer a",
        "Question 1: answer b",
    ]
    buttons[0].click()
    assert "role='alert'>Question 1, a: Not quite. No: 1 &lt; 2.<" in feedback.value
    buttons[1].click()
    assert "Question 1, b: Right. Yes." in feedback.value
    assert box.description == "Question 2"
    for text, expected in [("844", "Right."), ("8", "Not quite."), ("<b>", "answer with a number")]:
        box.value = text
        assert expected in answered.value
    assert "<b>" not in answered.value


def test_questions_of_a_quiz_can_be_asked_one_by_one(monkeypatch):
    quiz = Quiz(*[Choice("a", {"a": "Yes.", "b": "No."})] * 4)
    rows, bundle = quiz_controls(quiz, monkeypatch, 3, 4)
    assert [row.children[0].children[0].value for row in rows] == ["Question 3", "Question 4"]
    assert "2 questions" in bundle["text/plain"]
    rows, bundle = quiz_controls(quiz, monkeypatch, 2)
    assert len(rows) == 1 and "one question" in bundle["text/plain"]


@pytest.mark.parametrize("unknown", [0, 5, "2", [1]])
def test_a_question_that_is_not_there_cannot_be_shown(unknown):
    quiz = Quiz(*[Choice("a", {"a": "Yes.", "b": "No."})] * 4)
    words = re.escape(f"numbers has {unknown!r}; expected some of 1 to 4")
    with pytest.raises(ValueError, match=words):
        quiz.show(1, unknown)


# ------------------------------------------------------------- the frame, on a small exercise


def doubled(X):
    return 2 * X


def example(**options):
    options = {
        "inputs": lambda rng: [(rng.normal(size=3),), (np.zeros(2),)],
        "mistakes": [Mistake(lambda X: X**2, "That is the square.")],
        **options,
    }
    return Exercise("double", "Double it.", doubled, ["Times?", "Times two."], **options)


def test_check_prints_the_verdict_and_remembers_a_pass(capsys):
    exercise = example(praise="Good.")
    exercise.check(lambda X: X**2)
    assert not exercise.passed
    exercise.check(lambda X: X + X)
    exercise.check(lambda X: X**2)
    assert exercise.passed
    assert capsys.readouterr().out.splitlines() == [
        "double: not yet. That is the square.",
        "double: correct. Good.",
        "double: not yet. That is the square.",
    ]


def stub(X): ...


def stub_with_docstring(X):
    """Return 2 X."""


def stub_that_returns(X):
    return ...


@pytest.mark.parametrize("answer", [..., stub, stub_with_docstring, stub_that_returns, (..., ...)])
def test_stubs_are_not_attempted(answer):
    assert example().feedback(answer).status == "not attempted"


def only_pass(X):
    pass


def returns_none(X):
    return None


# fmt: off
def in_one_line(X): pass
# fmt: on


def yields(X):
    yield from 2 * X


@pytest.mark.parametrize("answer", [only_pass, returns_none, in_one_line])
def test_a_function_that_returns_nothing_is_not_asked_for_its_dots(answer):
    feedback = example().feedback(answer)
    assert feedback.status == "not yet"
    assert feedback.message.startswith("Your function returns None. Is the return missing?")


@pytest.mark.parametrize(
    "answer, words",
    [
        (3, "Pass your function itself; this is int 3."),
        (np.ones(3), "this is an array of shape (3,)"),
        (
            lambda X: None if X.sum() < 9 else 0,
            "Your function returns None. Is the return missing?",
        ),
        (lambda X: (2 * X)[:, np.newaxis], "Expected shape (3,); got (3, 1)."),
        (lambda X: 2 * X + np.nan, "NaN or infinity"),
        (lambda X: 2 * X + 1, "The shape is right, but the numbers are not."),
        (lambda X: "2 X", "got str"),
        (yields, "Your function yields its result; it should return it"),
        (lambda X: (2 * x for x in X), "Your function returns an iterator"),
        (lambda X: map(float, 2 * X), "Your function returns an iterator"),
        (lambda: 2, "takes 0 positional arguments but 1 was given"),
        (lambda X: X.__imul__(2), "changes its input"),
    ],
)
def test_wrong_answers_are_told_what_is_wrong(answer, words):
    feedback = example(mistakes=[]).feedback(answer)
    assert feedback.status == "not yet"
    assert words in feedback.message


def test_the_input_that_fails_is_shown():
    message = example(mistakes=[]).feedback(lambda X: 2 * X + (len(X) == 2)).message
    assert message.endswith("That was for the input (array([0., 0.])).")


def test_what_the_function_prints_is_shown_once_and_shortened(capsys):
    def chatty(X):
        print("shape:", X.shape, "-" * 10_000)
        return X + 1

    message = example(mistakes=[]).feedback(chatty).message
    assert message.count("shape: (3,) ---") == 1
    assert len(message) < 1000
    assert capsys.readouterr().out == ""


def helper(X):
    return np.ones(4) + X  # fails inside the reader's own code


def calls_a_helper(X):
    return np.apply_along_axis(helper, 0, X)


def test_exception_is_shortened_to_the_readers_own_lines():
    lines = example().feedback(calls_a_helper).message.splitlines()
    assert lines[0] == "Your code raised an exception:"
    assert re.fullmatch(r"  line \d+: return np.apply_along_axis\(helper, 0, X\)", lines[1])
    assert re.fullmatch(r"  line \d+: return np.ones\(4\) \+ X .*", lines[2])
    assert lines[3].startswith("  ValueError: operands could not be broadcast")
    assert len(lines) == 5  # and the input
    many = example().feedback(recurses).message.splitlines()
    assert len(many) < 9


def test_mistake_that_crashes_is_recognised():
    def overflows(X):
        return np.array([math.exp(1000 * abs(x)) if x else 0 for x in X])

    exercise = example(mistakes=[Mistake(overflows, "The exponential overflows.")])
    exercise.inputs = lambda rng: [(np.array([2.0]),), (np.zeros(1),)]
    same = lambda X: np.array([0 if x == 0 else math.exp(999 * abs(x)) for x in X])  # noqa: E731
    assert exercise.feedback(same).message == "The exponential overflows."
    other = exercise.feedback(raises(OverflowError("of another kind")))
    assert "of another kind" in other.message


def test_exercise_on_a_value():
    exercise = Exercise(
        "four", "Two and two.", lambda: 4, ["Add.", "4"], mistakes=[Mistake(22, "Joined.")]
    )
    assert exercise.feedback(4.0).status == "correct"
    assert exercise.feedback(22).message == "Joined."
    assert "This is None, no value" in exercise.feedback(None).message
    assert exercise.feedback(...).status == "not attempted"
    assert exercise.feedback(lambda: 4).message == (
        "Pass the value, not a function; this is a function."
    )


def test_solution_that_draws_random_numbers_from_its_argument():
    exercise = Exercise(
        "draw",
        "Draw.",
        lambda rng: rng.normal(size=3),
        ["Draw.", "Three."],
        inputs=lambda rng: [(rng,), (np.random.default_rng(1),)],
        mistakes=[Mistake(lambda rng: rng.random(3), "Uniform, not normal.")],
    )
    assert (
        exercise.feedback(lambda rng: np.array([rng.normal() for _ in range(3)])).status
        == "correct"
    )
    assert exercise.feedback(lambda rng: rng.random(3)).message == "Uniform, not normal."


def own_generator(rng):
    return np.random.default_rng(0).normal(size=3)


def fresh_generator(rng):
    return np.random.default_rng().normal(size=3)


@pytest.mark.parametrize("answer", [own_generator, fresh_generator])
def test_random_numbers_from_elsewhere_are_noticed(answer):
    exercise = Exercise(
        "draw",
        "Draw.",
        lambda rng: rng.normal(size=3),
        ["Draw.", "Three."],
        inputs=lambda rng: [(rng,)],
        judge=lambda result, expected, arguments: None if len(result) == 3 else "Draw three.",
    )
    assert exercise.feedback(lambda rng: rng.random(3)).status == "correct"
    feedback = exercise.feedback(answer)
    assert feedback.status == "not yet" and "does not come from rng" in feedback.message


@pytest.mark.parametrize("answer", ["152", "many", [], [None], {"a": 1}, np.array("152"), 1 + 2j])
@pytest.mark.parametrize("judge", [None, lambda result, expected, arguments: result["no key"]])
def test_an_answer_of_another_kind_is_not_told_the_number(answer, judge):
    exercise = Exercise("number", "Which?", lambda: 19 * 8, ["Think.", "Count."], judge=judge)
    feedback = exercise.feedback(answer)
    assert feedback.status == "not yet"
    assert feedback.message.replace("'152'", "").count("152") == 0


def test_judge_that_cannot_read_the_result():
    exercise = example(judge=lambda result, expected, arguments: result["no such key"])
    assert "expected an array of shape (3,)" in exercise.feedback(lambda X: [1, 2]).message


@pytest.mark.parametrize("factor", [0, 1, 0.5, np.nan])
def test_an_epsilon_too_small_to_be_compared_by_distance_is_judged_all_the_same(factor):
    """It may be as small as 1e-10."""
    exercise = exercises.same_network_in_frameworks.early_epsilon
    right = exercise._solution

    def wrong_where_small(epsilon, beta2, t):
        return factor * epsilon if epsilon < 1e-6 else right(epsilon, beta2, t)

    assert exercise.feedback(wrong_where_small).status == "not yet"
    for kind in (np.float32, float, np.array):
        assert exercise.feedback(lambda *given, kind=kind: kind(right(*given))).status == "correct"


@pytest.mark.parametrize(
    "exercise", [ex.balanced_split, ex.minibatches, exercises.backpropagation.he_start]
)
def test_judges_find_each_mistake_by_themselves(exercise, monkeypatch):
    mistakes = exercise.mistakes
    monkeypatch.setattr(exercise, "mistakes", [])
    for mistake in mistakes:
        assert exercise.feedback(mistake.answer).message == mistake.message


@pytest.mark.parametrize(
    "one, other, same",
    [
        (np.float32(0.1), 0.1, True),
        ([1, 2], np.array([1, 2]), True),
        ((np.ones(2), 3), [np.ones(2), 3.0], True),
        (True, 1, True),
        ("cat", "cat", True),
        ("cat", "dog", False),
        (1, 1.001, False),
        ([1, 2], [1, 2, 3], False),
        ([np.nan], [np.nan], True),
        (np.array([255], np.uint8), np.array([0], np.uint8), False),
    ],
)
def test_same_numbers(one, other, same):
    assert (same_numbers(one, other) is None) == same


def test_exception_in_a_cell_is_shown_with_its_line():
    from nbclient import NotebookClient

    source = textwrap.dedent(
        """\
        from mlp_course.exercises import preprocessing as ex

        def attempt(y, num_classes):
            Y = undefined(y)
            return Y

        ex.one_hot.check(attempt)
        """
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    lines = notebook.cells[0].outputs[0].text.splitlines()
    assert lines[:3] == [
        "one_hot: not yet. Your code raised an exception:",
        "  line 4: Y = undefined(y)",
        "  NameError: name 'undefined' is not defined",
    ]
