"""The tool that changes the core and asks its tests: what it changes, and what it finds."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[1] / "tools"
sys.path.insert(0, str(TOOLS))

import mutants  # noqa: E402

TOY = '''
"""A module to be changed: 1 + 1 here is prose."""


def count(values, low=0, strict=True):
    """Count the values above ``low``."""
    total = 0
    for value in values:
        if value > low and strict:
            total += 1  # one more
    return total


class Mean:
    def __init__(self, values):
        self.values = list(values)
        if not values:
            raise ValueError(f"{len(values) + 1} is no count")

    def mean(self):
        return sum(self.values, 0.5) / max(self.values)
'''


def changes(source):
    return [(m.before, m.after) for m in mutants.mutants(source.encode())]


def test_each_kind_of_change_is_made_once():
    assert sorted(changes(TOY)) == sorted(
        [
            ("def count(values, low=0, strict=True):", "def count(values, low=1, strict=True):"),
            ("def count(values, low=0, strict=True):", "def count(values, low=0, strict=False):"),
            ("total = 0", "total = 1"),
            ("if value > low and strict:", "if value >= low and strict:"),
            ("if value > low and strict:", "if value > low or strict:"),
            ("if value > low and strict:", "if not (value > low and strict):"),
            ("total += 1  # one more", "total -= 1  # one more"),
            ("total += 1  # one more", "total += 2  # one more"),
            ("total += 1  # one more", "pass  # one more"),
            ("self.values = list(values)", "pass"),
            ("if not values:", "if values:"),
            ("if not values:", "if not (not values):"),
            ('raise ValueError(f"{len(values) + 1} is no count")', "pass"),
            (
                "return sum(self.values, 0.5) / max(self.values)",
                "return sum(0.5, self.values) / max(self.values)",
            ),
            (
                "return sum(self.values, 0.5) / max(self.values)",
                "return sum(self.values, 1.0) / max(self.values)",
            ),
            (
                "return sum(self.values, 0.5) / max(self.values)",
                "return sum(self.values, 0.5) * max(self.values)",
            ),
            (
                "return sum(self.values, 0.5) / max(self.values)",
                "return sum(self.values, 0.5) / min(self.values)",
            ),
        ]
    )


@pytest.mark.parametrize(
    "before, after",
    [
        ("x = a not in b", "x = a in b"),
        ("x = a is not b", "x = a is b"),
        ("x = (a) ** (b)", "x = (a) * (b)"),
        ("x = -a", "x = a"),
        ("x = größe <= b", "x = größe < b"),
        ("x = a[1:]", "x = a[2:]"),
        ("x = f(a, *b)", "x = f(*b, a)"),
        ("x = max(a, 2)", "x = min(a, 2)"),
        ("x = 2 if a else 3", "x = 2 if not (a) else 3"),
    ],
)
def test_changes_of_every_other_kind(before, after):
    assert (before, after) in changes(before)


def test_arguments_that_may_change_places_do_not():
    assert changes("x = np.maximum(a, b)") == [("x = np.maximum(a, b)", "x = np.minimum(a, b)")]


def test_a_module_of_names_alone_has_no_mutants():
    assert changes('"""Prose."""\nimport os\nx = os\ny: "int" = x\nf(x)\n') == [("f(x)", "pass")]


TOY_TESTS = """
from toy import Mean, count

def test_count():
    assert count([1, 2, 0]) == 2 and count([1, 2, 0], 1) == 1

def test_mean():
    assert Mean([2, 2]).mean() == 2.25
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no fork")
def printed(script, folder):
    """Return the lines of a process of its own, as the tool forks the one it runs in."""
    begin = f"""
        import sys
        from pathlib import Path
        sys.path[:0] = [{str(TOOLS)!r}, {str(folder)!r}]
        import mutants
        path = Path("toy.py")
        source = path.read_bytes()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(begin) + textwrap.dedent(script)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_what_tests_kill_and_what_survives(tmp_path):
    (tmp_path / "toy.py").write_text(TOY)
    (tmp_path / "test_toy.py").write_text(TOY_TESTS)
    script = """
        endless = source.replace(b"total = 0", b"while True: pass")
        changed = mutants.mutants(source)
        sources = {"none": source, "endless": endless}
        sources |= {f"{m.before} => {m.after}": m.source for m in changed}
        jobs = [(k, ("toy", path, s, [["test_toy.py"]], 5)) for k, s in sources.items()]
        for key, killed, _ in mutants.outcomes(jobs, at_once=2):
            print("killed" if killed else "alive", key, sep="|")
    """
    found = dict(line.split("|")[::-1] for line in printed(script, tmp_path))
    assert found["none"] == "alive" and found["endless"] == "killed"
    assert len(found) == 2 + len(changes(TOY))
    assert {key for key, outcome in found.items() if outcome == "alive"} == {
        "none",
        'raise ValueError(f"{len(values) + 1} is no count") => pass',
        "return sum(self.values, 0.5) / max(self.values) => "
        "return sum(self.values, 0.5) / min(self.values)",
    }


NAMING = """
import pathlib, time
from hypothesis import given, strategies as st

def note(name):
    with open("ran", "a") as file:
        print(name, file=file)

def test_long():
    note("long")
    time.sleep(0.1)

def test_short():
    note("short")
"""
LATER = (
    NAMING
    + """
@given(st.integers())
def test_failing(number):
    note(f"failing {number > 1000}")
    assert number <= 1000
"""
)


def test_quick_tests_come_first_within_a_group_and_one_failing_example_is_enough(tmp_path):
    (tmp_path / "toy.py").write_text(TOY)
    for name, text in [("early", NAMING), ("later", LATER), ("never", NAMING)]:
        (tmp_path / f"test_{name}.py").write_text(text)
    script = """
        import json
        groups, report = [["test_early.py"]], Path("report")
        (plain,) = mutants.outcomes([("plain", ("toy", path, source, groups, 50, {}, report))], 1)
        seconds = json.loads(report.read_text())
        groups += [["test_later.py"], ["test_never.py"]]
        job = "failing", ("toy", path, source, groups, 50, seconds)
        (again,) = mutants.outcomes([job], at_once=2)
        print(*plain[:2], *again[:2], *seconds, sep="|")
    """
    (line,) = printed(script, tmp_path)
    assert line == "plain|False|failing|True|test_early.py::test_long|test_early.py::test_short"
    ran = (tmp_path / "ran").read_text().splitlines()
    assert ran[:6] == ["long", "short", "short", "long", "long", "short"]
    assert ran[-2:] == 2 * ["failing True"]  # which Hypothesis repeats once, to be sure
    assert ran.count("failing True") == 2


def test_every_module_of_the_core_has_tests_and_equivalents_are_still_there():
    core = TOOLS.parent / "mlp_helpers"
    modules = {path.stem for path in core.glob("*.py")} - {"__init__"}
    assert set(mutants.TESTS) == modules
    for files in [*mutants.TESTS.values(), mutants.FOR_ALL]:
        for file in files:
            assert (TOOLS.parent / "tests" / file.split("::")[0]).exists()
    every = {
        (module, mutant.before, mutant.after)
        for module in modules
        for mutant in mutants.mutants((core / f"{module}.py").read_bytes())
    }
    assert len(every) > 900
    assert mutants.equivalents() <= every
