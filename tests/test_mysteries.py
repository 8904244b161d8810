"""The cases of notebook 08: drawn from a seed, to be solved, and not to be read off."""

import inspect
import pickle
import re
import traceback
import types
import warnings

import numpy as np
import pytest
from notebook_reading import FOLDER, code_cells
from test_faults import CHECK_FOR

from mlp_course import faults, mysteries, small_run
from mlp_course.faults import FAULTS, planted
from mlp_course.mysteries import AROUND_IT, IN_LEARNING, Case, drawn
from mlp_course.planted_runs import planted_runs
from mlp_course.toolbox import CHECKS
from mlp_helpers import ReLU, softmax

NOTEBOOK = FOLDER / "08_catch_the_bug.ipynb"
OF_THE_NOTEBOOK = [(9, 1), (4, 2), (7, None)]


def findings(names):
    """Return the alarm and the words of each check with these faults planted."""
    with planted(*names):
        data = small_run.get_data()
        return {name: check(data)[1:] for name, check in CHECKS.items()}


def test_pools_hold_faults_that_can_be_planted_together():
    assert len({*IN_LEARNING, *AROUND_IT}) == len(IN_LEARNING) + len(AROUND_IT) >= 12
    for one in IN_LEARNING:
        for other in AROUND_IT:
            with planted(one, other):
                pass


def test_each_culprit_has_findings_of_its_own():
    seen = [findings([name]) for name in (*IN_LEARNING, *AROUND_IT)]
    differing = [tuple(sorted(each.items())) for each in seen]
    assert len(set(differing)) == len(seen)
    assert all(any(alarm for alarm, _ in each.values()) for each in seen)


@pytest.mark.slow
@pytest.mark.parametrize("one", IN_LEARNING)
def test_neither_of_two_culprits_hides_the_other(one):
    for other in AROUND_IT:
        with planted(one, other):
            data = small_run.get_data()
            for name in (one, other):
                assert CHECKS[CHECK_FOR[name]](data).alarm, (one, other)


@pytest.mark.parametrize("seed, culprits", OF_THE_NOTEBOOK)
def test_in_the_notebooks_cases_the_culprits_checks_raise_alarm(seed, culprits):
    names = drawn(seed, culprits)
    with Case(seed, culprits):
        data = small_run.get_data()
        assert all(CHECKS[CHECK_FOR[name]](data).alarm for name in names)


def test_seeds_draw_one_or_two_and_all_culprits():
    cases = [drawn(seed, None) for seed in range(200)]
    assert {len(names) for names in cases} == {1, 2}
    assert {name for names in cases for name in names} == {*IN_LEARNING, *AROUND_IT}
    assert {len(drawn(seed, 2)) for seed in range(20)} == {2}
    assert drawn(5, 1) == drawn(5, 1)
    with pytest.raises(ValueError, match="culprits is 3; expected 1, 2 or None"):
        Case(1, culprits=3)


@pytest.mark.parametrize("seed, culprits", OF_THE_NOTEBOOK)
def test_answers_are_judged(seed, culprits):
    case, names = Case(seed, culprits), drawn(seed, culprits)
    innocent = next(name for name in FAULTS if name not in names)
    assert case.verdict(*names).startswith("Solved.")
    assert case.verdict(list(names)).startswith("Solved.")
    assert case.verdict(*reversed(names)).startswith("Solved.")
    assert all(FAULTS[name].what in case.verdict(*names) for name in names)
    assert case.verdict(innocent) == f"Not yet: {innocent} is innocent."
    assert case.verdict(...).startswith("Not attempted") == case.verdict(...).startswith("Not a")
    assert case.verdict(f" {', '.join(names).upper()} ").startswith("Solved.")
    assert "no fault 'typo'" in case.verdict("typo")
    for unquoted in (3, [[3]], None, np.array(["typo"])):
        assert "in quotation marks" in case.verdict(unquoted)
    assert "at most two" in case.verdict(*FAULTS)
    if len(names) == 2:
        assert case.verdict(names[0]) == f"{names[0]} is a culprit, and there is another."
        assert "one of the two" in case.verdict(names[1], innocent)


def test_hints_cost_nothing_and_end_near_the_answer(capsys):
    case = Case(4, 2)
    for number in (1, 2, 3, 3):
        case.hint()
        assert capsys.readouterr().out.count("Hint ") == number
    first, second, third = case.hints()
    assert first == "There are two culprits: in the package and in small_run."
    assert second == "These checks raise alarm: duplicates, dropout_masks."
    assert third.count(",") == 4 and all(name in third for name in drawn(4, 2))
    case.reveal()
    assert capsys.readouterr().out.count("\n") == 2


def test_no_name_is_to_be_read_off(capsys):
    case = Case(4, 2)
    with case:
        outcome = small_run.run()
        case.examine("inputs")
        things = [case, vars(case), outcome.model, vars(outcome.model), outcome.history]
        things += [small_run.to_choose_by, outcome.model.layers[2].forward]
        shown = " ".join(map(repr, things)) + capsys.readouterr().out
    shown += repr(pickle.dumps(case)) + repr(pickle.dumps(outcome.model))
    assert not [name for name in FAULTS if name in shown]


def strings_in(thing, seen):
    """Yield the strings that are to be found in an object, in what it has, in what that has, ..."""
    if id(thing) in seen or isinstance(thing, (types.ModuleType, np.ndarray)):
        return
    seen[id(thing)] = thing
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, (list, tuple, set)):
        for part in thing:
            yield from strings_in(part, seen)
    elif isinstance(thing, dict):
        yield from strings_in([*thing.items()], seen)
    else:
        yield repr(thing)
        inner = [getattr(thing, name, None) for name in ("__dict__", "__doc__", "__wrapped__")]
        inner += [getattr(thing, name, "") for name in ("__name__", "__qualname__")]
        if isinstance(thing, types.FunctionType):
            code = thing.__code__
            inner += [code.co_name, code.co_qualname, code.co_filename, code.co_names]
            inner += [[c for c in code.co_consts if isinstance(c, str)]]
            inner += [cell.cell_contents for cell in thing.__closure__ or ()]
        if isinstance(thing, types.MappingProxyType):  # a class's own
            inner.append({**thing})
        yield from strings_in(inner, seen)


def test_runs_over_several_seeds_have_the_faults_of_the_case(monkeypatch):
    monkeypatch.setattr(mysteries, "drawn", lambda seed, culprits: ("wide_weights",))
    monkeypatch.setattr(small_run, "EPOCHS", 1)
    with Case(seed=1):
        runs = planted_runs()
    assert [run.history.loss[0] > 10 for run in runs] == [True, True, True]


@pytest.mark.parametrize("name", [*IN_LEARNING, *AROUND_IT])
def test_no_name_is_found_in_a_faulty_function_or_in_what_it_holds(name, monkeypatch):
    monkeypatch.setattr(mysteries, "drawn", lambda seed, culprits: (name,))
    rights = [right for right, _ in FAULTS[name].replacements]
    places = [faults.holders(right)[0] for right in rights]
    with Case(seed=1) as case:
        functions = [
            getattr(*pair) for pair in zip(places, [r.__name__ for r in rights], strict=True)
        ]
        shown = "\n".join(strings_in([case, functions], {}))
        sources = [inspect.getsource(function) for function in functions]
        frame = case._open[0].gen.gi_frame.f_locals
        shown += "\n".join(strings_in(frame, {}))
    assert not {*functions} & {*rights} and "<planted>" in shown
    told = [fault.name for fault in FAULTS.values() if fault.name in shown or fault.what in shown]
    assert told == []
    assert sources == [inspect.getsource(right) for right in rights]


def test_a_case_plants_its_faults_only_inside():
    case, right = Case(7), findings([])["gradients"]
    with case, case:
        assert findings([])["gradients"] != right
    assert findings([])["gradients"] == right
    with pytest.raises(ZeroDivisionError), case:
        raise ZeroDivisionError
    assert findings([])["gradients"] == right


def test_the_notebook_has_these_cases_and_a_right_answer_solves_each(capsys):
    code = [cell.source for cell in code_cells(NOTEBOOK)]
    made = [re.search(r"^case = (Case\(.*\))$", source, re.M) for source in code]
    cases = [eval(match[1]) for match in made if match]
    assert [(case.seed, case.culprits) for case in cases] == OF_THE_NOTEBOOK
    stubs = [source for source in code if "case.check(" in source]
    for case, stub in zip(cases, stubs, strict=True):
        exec(stub, {"case": case})
        assert "Not attempted" in capsys.readouterr().out
        names = drawn(case.seed, case.culprits)
        answer = repr(names[0] if len(names) == 1 else names)
        exec(stub.replace("...", answer), {"case": case})
        assert capsys.readouterr().out.startswith("Solved.")


def test_a_traceback_names_no_culprit():
    """An error that passes through a faulty function ends at the reader's own line."""
    case = Case(seed=7)
    assert "relu_slope" in drawn(7, None)
    with pytest.raises(ValueError) as caught, case:
        layer = ReLU()
        layer.forward(np.ones((2, 3)))
        layer.backward(np.ones((4, 5)))
    told = "".join(traceback.format_exception(caught.value))
    assert "relu_slope" not in told and "layer.backward" in told
    assert "faults.py" not in told and "<planted>" not in told


def test_neither_does_an_error_that_is_caught_inside_nor_a_warning():
    told = []
    with Case(seed=7), planted("softmax_unshifted"):
        layer = ReLU()
        layer.forward(np.ones((2, 3)))
        try:
            layer.backward(np.ones((4, 5)))
        except ValueError as error:
            told += traceback.format_exception(error)
        with pytest.warns(RuntimeWarning) as caught:
            softmax(np.array([[1000.0, 0]]))
    told += [warnings.formatwarning(w.message, w.category, w.filename, w.lineno) for w in caught]
    assert "<planted>" in told[-1]
    for of_the_fault in ("relu_slope", "self.A >= 0", "softmax_unshifted", "np.exp(Z)"):
        assert of_the_fault not in "".join(told)


def test_an_unknown_check_is_named_beside_the_known_ones(capsys):
    Case(seed=7).examine("gradient")
    told = capsys.readouterr().out
    assert "no check 'gradient'" in told and "gradients" in told
