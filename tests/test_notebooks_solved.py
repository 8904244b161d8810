"""The notebooks as readers run them: with their own answers, and without the further sections.

nbval runs them as they are stored: all exercises untouched.
"""

import asyncio
import importlib
import inspect
import re
import textwrap
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from notebook_reading import FOLDER, path_of, read, stubs, tagged

from mlp_course import exercises
from mlp_course.exercises import all_exercises

# The first one stands for all in the quick tests.
MODULES = [
    pytest.param(module, marks=[] if module == "start_here" else [pytest.mark.slow])
    for module, of_module in all_exercises().items()
    if of_module
]
TESTS = Path(__file__).parent
ANSWERED = sorted(path.stem for path in TESTS.glob("answers/*.py"))


def execute(notebook):
    """Run a notebook in a kernel of its own, where its files are; an error in a cell is raised."""
    options = {"timeout": 300, "resources": {"metadata": {"path": str(FOLDER)}}}
    client = NotebookClient(notebook, kernel_name="python3", **options)
    asyncio.run(client.async_execute())


def solved(exercise, name):
    """Return the solution as a reader would write it in place of the stub."""
    text = textwrap.dedent(inspect.getsource(exercise._solution))
    if exercise.inputs:
        return re.sub(rf"\b{exercise.name}_solution\b", name, text)
    return f"{text}\n\n{name} = {exercise.name}_solution()"


@pytest.mark.parametrize("module", MODULES)
def test_notebook_runs_on_the_readers_own_answers(module):
    notebook = read(path_of(module))
    for position, (exercise, name) in stubs(notebook.cells).items():
        of_name = getattr(getattr(exercises, module), exercise)
        notebook.cells[position].source = solved(of_name, name)
    check_solved(notebook)


@pytest.mark.slow
@pytest.mark.parametrize("module", ANSWERED)
def test_notebook_runs_on_right_answers_of_other_kinds(module, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(TESTS))  # of the kernel, and of a sweep's processes
    right = importlib.import_module(f"answers.{module}").RIGHT
    notebook = read(path_of(module))
    for position, (exercise, name) in stubs(notebook.cells).items():
        place = oddest(getattr(getattr(exercises, module), exercise), right[exercise])
        answer = f"RIGHT[{exercise!r}][{place}]"
        source = f"from answers.{module} import RIGHT\n\n{name} = {answer}"
        notebook.cells[position].source = source
    check_solved(notebook)


def oddest(exercise, right):
    """Return the place of an answer that comes in another form than ours, or of the last one."""
    turned = [n for n, answer in enumerate(right) if exercise._in_our_form(answer) is not answer]
    return turned[-1] if turned else len(right) - 1


def check_solved(notebook):
    """Run a notebook whose exercises are solved: each check passes, and each answer is used."""
    execute(notebook)
    for cell in notebook.cells:
        printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
        for name in re.findall(r"^ex\.(\w+)\.check\(", cell.source, re.M):
            assert f"{name}: correct." in printed, printed
        for name in re.findall(r"\bex\.(\w+)\.choose\(", cell.source):
            # "goes on with yours, and turns its result into the form of ours" is as good.
            assert f"{name}: the notebook goes on with yours" in printed, printed


@pytest.mark.slow
@pytest.mark.parametrize("module", exercises.MODULES)
def test_core_does_not_need_the_further_sections(module):
    notebook = read(path_of(module))
    core = [cell for cell in notebook.cells if not tagged(cell, "further")]
    if len(core) == len(notebook.cells):
        pytest.skip("this notebook has no further sections")
    notebook.cells = core
    execute(notebook)


# The mistakes of mlp_course.faults that these notebooks teach about.
TAUGHT = {
    "softmax_cross_entropy": [
        "softmax_unshifted",
        "zero_log_zero",
        "softmax_over_batch",
        "softmax_twice",
        "gradient_not_divided",
        "y_over_p",
    ],
    "backpropagation": ["relu_slope", "gradient_not_divided", "y_over_p", "check_of_outputs"],
    "training_from_scratch": ["relu_slope", "last_batch_lost", "adam_uncorrected"],
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "module, fault", [(module, fault) for module, faults in TAUGHT.items() for fault in faults]
)
def test_the_asserts_of_a_notebook_stop_it_where_the_package_is_wrong(module, fault):
    notebook = read(path_of(module))
    planting = (
        f"from mlp_course.faults import planted\n\nfault = planted({fault!r})\nfault.__enter__()"
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(planting))
    with pytest.raises(CellExecutionError) as stopped:
        execute(notebook)
    assert stopped.value.ename == "AssertionError", stopped.value
