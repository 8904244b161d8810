"""Would the tests notice? Change the core in one small place after the other, and run its tests.

    make mutants                                    # all; a quarter of an hour on two cores
    make mutants SAMPLE=50 SEED=1                   # fifty, drawn at random
    python tools/mutants.py losses layers           # those of some modules
    python tools/mutants.py losses --line 57        # those of a line, such as one that survived

A mutant is a module with one change: another comparison, operator or number, a condition turned
round, two arguments swapped, a statement left out. It is killed if one of the tests of its module
fails, or runs without end; the quickest tests come first. What survives is a line that no test
watches, or a change that nobody could notice: those are listed, with the reason, in
``equivalent_mutants.toml``.

Each mutant meets the tests in a fork of one process that has imported the libraries already, and
nothing is written to disk: an interrupted run leaves no mutant behind.
(mutmut and cosmic-ray were tried first, and took ten seconds and more for each mutant.)
"""

import argparse
import ast
import contextlib
import gc
import importlib
import importlib.util
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from importlib.machinery import SourceFileLoader
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
GOAL, GOAL_OF_A_MODULE = 0.99, 0.98
TIME_LIMIT = 300  # seconds for all tests of a module, as it is
# A mutant may take so many times longer than that, and so many seconds more: then it is in a loop.
PATIENCE, GRACE = 10, 20

GRADIENTS = ["test_gradients.py::test_right_gradients_pass"]
FOR_ALL = ["test_bad_input.py"]  # where the module's own have let a mutant live
TESTS = {  # of each module
    "activations": ["test_activations.py", "test_layers.py"],
    "augmentation": ["test_augmentation.py"],
    "callbacks": ["test_training.py"],
    "checks": [
        *FOR_ALL,
        "test_preprocessing.py",
        "test_metrics.py",
        "test_losses.py",
        "test_network.py",
    ],
    "data": ["test_data.py"],
    "files": ["test_data.py", "test_network.py"],
    "gradient_check": ["test_gradients.py"],
    "layers": ["test_layers.py", "test_network.py", *GRADIENTS],
    "losses": ["test_losses.py", *GRADIENTS],
    "metrics": ["test_metrics.py"],
    "network": ["test_network.py", *GRADIENTS],
    "optimizers": ["test_optimizers.py"],
    "preprocessing": ["test_preprocessing.py"],
    "schedules": ["test_schedules.py"],
    "sweep": ["test_sweep.py"],
    "training": ["test_training.py"],
}
# Long ones, which say nothing that central differences and two processes do not say as well.
LEFT_OUT = "not agree_with_jax and not dask_cluster"
LIBRARIES = """
    numpy pytest hypothesis.extra.numpy scipy.ndimage scipy.special scipy.stats sklearn.metrics
    joblib threadpoolctl tqdm.auto jax optax matplotlib.pyplot
"""
# The tests of the core need no browser and no playground. To import what these need takes a fifth
# of a second each time, and a mutant is not to be killed by that.
QUICKLY = ["-p", "no:browser_fixtures", "-p", "no:playground_fixtures", "-p", "no:cacheprovider"]

OPERATORS = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.Pow: "*", ast.Mod: "*",
    ast.FloorDiv: "/", ast.BitOr: "&", ast.BitAnd: "|", ast.And: "or", ast.Or: "and",
}  # fmt: skip
OPERATOR = re.compile(rb"is\s+not|not\s+in|is|in|and|or|\*\*|//|[<>=!]=|[-+*/%<>@|&]")
# Their arguments may change places.
SYMMETRIC = {"min", "max", "minimum", "maximum", "add", "multiply", "logaddexp"}
SYMMETRIC |= {"swapaxes", "array_equal", "result_type"}
NAMES = {"min": "max", "any": "all", "zeros": "ones", "argmax": "argmin", "floor": "ceil"}
NAMES |= {new: old for old, new in NAMES.items()} | {"minimum": "maximum", "maximum": "minimum"}


class Mutant(NamedTuple):
    """A module's source with one change: where, and the line before and after."""

    source: bytes
    line: int
    before: str
    after: str


def mutants(source):
    """Return the mutants of a module's source, in the order of their places."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node):
        return (
            starts[node.lineno - 1] + node.col_offset,
            starts[node.end_lineno - 1] + node.end_col_offset,
        )

    found = {}
    for start, end, new in edits(source, span):
        line = source.count(b"\n", 0, start) + 1
        changed = source[:start] + new + source[end:]
        with contextlib.suppress(SyntaxError):
            if ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source)):
                lines = [text.splitlines()[line - 1].decode().strip() for text in (source, changed)]
                found[start, end, new] = Mutant(changed, line, *lines)
    return [found[place] for place in sorted(found)]


def edits(source, span):
    """Yield the changes: from where to where in the source, and what comes there instead."""

    def between(one, other, operator):
        (_, start), (end, _) = span(one), span(other)
        old = OPERATOR.search(source, start, end)
        if type(operator) in OPERATORS:
            yield *old.span(), OPERATORS[type(operator)].encode()

    for node in nodes(ast.parse(source)):
        match node:
            case ast.Compare():
                operands = [node.left, *node.comparators]
                for pair, operator in zip(pairwise(operands), node.ops, strict=True):
                    yield from between(*pair, operator)
            case ast.BinOp():
                yield from between(node.left, node.right, node.op)
            case ast.BoolOp():
                for pair in pairwise(node.values):
                    yield from between(*pair, node.op)
            case ast.UnaryOp(op=ast.Not() | ast.USub()):
                yield span(node)[0], span(node.operand)[0], b""
            case ast.Constant(value=bool() | int() | float() as value):
                numbers = {True: False, False: True} if isinstance(value, bool) else {}
                new = numbers.get(value, value + 1 if isinstance(value, int) else 2 * value or 1.0)
                yield *span(node), repr(new).encode()
            case ast.Call(args=[one, other, *_]) if name_of(node.func) not in SYMMETRIC:
                (a, b), (c, d) = span(one), span(other)
                yield a, d, source[c:d] + source[b:c] + source[a:b]
            case ast.If() | ast.IfExp() | ast.While():
                start, end = span(node.test)
                yield start, end, b"not (" + source[start:end] + b")"
            case ast.Attribute() | ast.Name():
                name = name_of(node)
                if name in NAMES and isinstance(node.ctx, ast.Load):
                    end = span(node)[1]
                    yield end - len(name), end, NAMES[name].encode()
            case ast.AugAssign():
                yield from between(node.target, node.value, node.op)
        if can_be_left_out(node):
            yield *span(node), b"pass"


def name_of(node):
    """Return the name, or the last part of a name with dots; of anything else None."""
    return getattr(node, "attr", getattr(node, "id", None))


def can_be_left_out(node):
    """Say whether a statement, when it is left out, breaks nothing that is merely a name."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return False  # a docstring
        case ast.Assign(targets=[target]):
            return any(isinstance(n, ast.Attribute | ast.Subscript) for n in ast.walk(target))
    return isinstance(node, ast.Expr | ast.AugAssign | ast.Raise)


def nodes(tree):
    """Walk through a tree, but not into f-strings: whose nodes do not know their places."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, ast.JoinedStr):
            yield from nodes(child)


class Planted(SourceFileLoader):
    """Loads another source in the place of a module's own, and finds it by the module's name."""

    def __init__(self, name, path, source):
        super().__init__(name, str(path))
        self.source = source

    def get_code(self, fullname):
        return compile(self.source, self.path, "exec")

    def find_spec(self, fullname, path=None, target=None):
        if fullname == self.name:
            return importlib.util.spec_from_file_location(fullname, self.path, loader=self)


class QuickestFirst:
    """A plugin of pytest: long tests wait for the short ones, and a failing example is enough.

    Parameters
    ----------
    seconds : dict
        How long each test takes, by its name. What this run takes is added.
    """

    def __init__(self, seconds):
        self.seconds = seconds

    def pytest_configure(self):
        from hypothesis import Phase, settings

        # After a failure Hypothesis would look for a smaller example, and for others.
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("one_failure", settings(), phases=phases)
        settings.load_profile("one_failure")

    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: self.seconds.get(item.nodeid, 0))

    def pytest_runtest_logreport(self, report):
        taken = self.seconds.get(report.nodeid, 0)
        self.seconds[report.nodeid] = taken + report.duration  # of setup, call and teardown


def start(name, path, source, groups, time_limit=TIME_LIMIT, seconds=None, report=None):
    """Run tests on a module with another source, in a fork; return the fork's process number.

    It ends with 0 only if all tests pass. The ``groups`` of tests come one after the other, in each
    the quickest first, as ``seconds`` knows them; a file to ``report`` to gets how long each took.
    """
    sys.stdout.flush()
    if process := os.fork():
        return process
    try:
        os.setpgrp()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(time_limit)  # which nothing catches
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.meta_path.insert(0, Planted(name, path, source))
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they take 5 s each time, for nothing
        import pytest

        options = ["-x", "-q", *QUICKLY, "--no-header", "-k", LEFT_OUT]
        plugin = QuickestFirst(seconds or {})
        # The next group is not even imported when one has failed.
        failed = any(pytest.main([*options, *map(str, group)], [plugin]) for group in groups)
        if report:
            report.write_text(json.dumps(plugin.seconds))
    except BaseException:
        failed = True
    os._exit(failed)


def outcomes(jobs, at_once):
    """Run jobs, ``(key, arguments of start)``, some at once; yield each key with what came of it.

    That is whether it was killed, and how many seconds of a processor it took.
    """
    jobs, running = iter(jobs), {}
    while True:
        while len(running) < at_once and (job := next(jobs, None)):
            running[start(*job[1])] = job[0]
        if not running:
            return
        process, status, usage = os.wait3(0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)  # what the tests have started and left behind
        yield running.pop(process), status != 0, usage.ru_utime + usage.ru_stime


def equivalents():
    """Return the changes that nobody could notice: module, line before, line after."""
    entries = tomllib.loads(EQUIVALENT.read_text())["equivalent"]
    return {(entry["module"], entry["before"], entry["after"]) for entry in entries}


def main(modules, lines, sample, seed, at_once):
    begun, package, tests = time.monotonic(), ROOT / "mlp_helpers", ROOT / "tests"
    sources = {m: (package / f"{m}.py").read_bytes() for m in modules or TESTS}
    every = [(m, mutant) for m, source in sources.items() for mutant in mutants(source)]
    every = [job for job in every if not lines or job[1].line in lines]
    same = equivalents()
    meant = [(m, mutant) for m, mutant in every if (m, mutant.before, mutant.after) not in same]
    print(f"{len(every)} mutants, {len(every) - len(meant)} of them equivalent", flush=True)
    chosen = random.Random(seed).sample(meant, min(sample, len(meant))) if sample else meant
    if not chosen:
        return
    for library in LIBRARIES.split():
        importlib.import_module(library)
    gc.freeze()  # so that no collection of a fork's looks at all the libraries
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)

    def arguments(module, source, *further):
        files = TESTS[module], [file for file in FOR_ALL if file not in TESTS[module]]
        groups = [[tests / file for file in group] for group in files if group]
        return f"mlp_helpers.{module}", package / f"{module}.py", source, groups, *further

    # Meant are failures that the mutant causes, so there must be none without it.
    with tempfile.TemporaryDirectory() as folder:
        reports = {m: Path(folder, m) for m, _ in chosen}
        plain = [(m, arguments(m, sources[m], TIME_LIMIT, {}, file)) for m, file in reports.items()]
        if broken := [module for module, failed, _ in outcomes(plain, at_once) if failed]:
            sys.exit(f"The tests of {', '.join(broken)} fail without any mutant.")
        seconds = {m: json.loads(file.read_text()) for m, file in reports.items()}
    limits = {m: GRACE + round(PATIENCE * sum(taken.values())) for m, taken in seconds.items()}
    jobs = [((m, mt), arguments(m, mt.source, limits[m], seconds[m])) for m, mt in chosen]
    drawn, killed, spent = Counter(m for m, _ in chosen), Counter(), Counter()
    for (module, mutant), dead, taken in outcomes(jobs, at_once):
        killed[module] += dead
        spent[module] += taken
        if not dead:
            print(f"{module} {mutant.line}\n    {mutant.before}\n    {mutant.after}", flush=True)
    print(f"\n{'module':<16}{'mutants':>9}{'killed':>9}{'share':>9}{'CPU s':>9}")
    rows = [(m, killed[m], drawn[m], spent[m]) for m in TESTS if drawn[m]]
    total = ("all", killed.total(), drawn.total(), spent.total())
    for name, dead, number, taken in [*rows, total]:
        print(f"{name:<16}{number:>9}{dead:>9}{dead / number:>9.1%}{taken:>9.0f}")
    print(f"{(time.monotonic() - begun) / 60:.1f} minutes")
    good = killed.total() / drawn.total() >= GOAL
    sys.exit(not (good and all(dead / number >= GOAL_OF_A_MODULE for _, dead, number, _ in rows)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", choices=[*TESTS, []], help="all by default")
    parser.add_argument("--line", type=int, action="append", help="only those of this line")
    parser.add_argument("--sample", type=int, help="how many, drawn at random; all by default")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=os.cpu_count())
    options = parser.parse_args()
    main(options.modules, options.line, options.sample, options.seed, options.at_once)
