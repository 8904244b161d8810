"""What holds for every notebook as it is stored; nbval runs them, this reads them."""

import re

import nbformat
import pytest
from notebook_reading import (
    FOLDER,
    NOTEBOOKS,
    code_cells,
    lines_of_code,
    minutes,
    prose,
    read,
    stubs,
    tagged,
    words,
)

UNCOMPARED = {"nbval-ignore-output", "nbval-skip"}
TAGS = {*UNCOMPARED, "folded", "further"}
CLOSING = ["Summary", "Quiz", "Exercises", "Where to go next"]
pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


# ------------------------------------------------------------------------- as it is stored


def test_valid_and_normalised(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info", "mlp_course"}
    changes = (FOLDER.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## Edition (\d+)", changes, re.M)[1]
    assert notebook.metadata.mlp_course == {"edition": int(newest)}
    for cell in notebook.cells:
        closed = {"jupyter": {"source_hidden": True}} if tagged(cell, "folded") else {}
        assert {k: v for k, v in cell.metadata.items() if k != "tags"} == closed, cell.source
        tags = cell.metadata.get("tags", [])
        assert {tag for tag in tags if not tag.startswith("picture:")} <= TAGS


def test_ran_from_top_to_bottom_without_an_error(path):
    cells = [cell for cell in code_cells(path) if cell.source.strip()]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


def test_size_and_length_of_cells(path):
    assert path.stat().st_size < 1_500_000
    shown = [cell for cell in code_cells(path) if not tagged(cell, "folded")]
    lengths = sorted(lines_of_code(cell.source) for cell in shown)
    assert lengths[-2] <= 12, "only one listing may be longer than 12 lines"


def test_every_picture_has_alt_text(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output.metadata["image/png"]["alt"]
                assert len(alt) > 40 and "nan" not in alt.lower().split(), alt


def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", prose(path)):
        assert (FOLDER / target).exists(), target


def test_uncompared_outputs_are_followed_by_a_claim(path):
    """A cell whose output is not compared asserts something, or one of the next three does."""
    cells = code_cells(path)
    for position, cell in enumerate(cells):
        if not cell.outputs or not UNCOMPARED & set(cell.metadata.get("tags", [])):
            continue
        following = "\n".join(c.source for c in cells[position : position + 4])
        assert "assert" in following, cell.source


def test_nothing_of_the_machine_is_stored(path):
    assert not re.search(r"/(home|root|tmp|Users|work)/", path.read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------- one form


def headings(path):
    """Return level, text and cell of each heading."""
    found = []
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            source = re.sub(r"^```.*?^```", "", cell.source, flags=re.M | re.S)
            lines = re.findall(r"^(#+) (.*)$", source, re.M)
            found += [(len(marks), text, cell) for marks, text in lines]
    return found


def test_opening_says_what_to_expect(path):
    opening = read(path).cells[0].source
    title, links, *parts = opening.split("\n\n")
    assert re.fullmatch(rf"# {path.stem[:2]} · \S.*", title)
    neighbours = [(-1, r"\[← (\d\d) [^]]+\]\((\d\d\w+)\.ipynb\)")]
    neighbours += [(1, r"\[(\d\d) [^]]+ →\]\((\d\d\w+)\.ipynb\)")]
    position, patterns, expected = NOTEBOOKS.index(path), [], []
    for step, pattern in neighbours:
        if 0 <= position + step < len(NOTEBOOKS):
            patterns.append(pattern)
            stem = NOTEBOOKS[position + step].stem
            expected += [stem[:2], stem]
    match = re.fullmatch(" · ".join(patterns), links)
    assert match and [*match.groups()] == expected, links
    starts = ["**Aim.** ", "**Afterwards you will be able to**\n- ", "**Assumed.** ", "**Time.** "]
    for start, part in zip(starts, parts, strict=True):
        assert part.startswith(start), part


def test_sections_are_numbered_and_close_in_one_way(path):
    titles = [text for level, text, _ in headings(path) if level == 2]
    numbered = [title for title in titles if title not in CLOSING]
    assert titles[len(numbered) :] == [title for title in CLOSING if title in titles]
    assert {"Summary", "Quiz", "Where to go next"} <= set(titles)
    for number, title in enumerate(numbered, start=1):
        assert re.match(rf"{number} \S", title), title
    assert [level for level, _, _ in headings(path)].count(1) == 1


def test_exercises_are_numbered_through_the_notebook(path):
    titles = [text for level, text, _ in headings(path) if level == 3]
    numbers = [re.match(r"Exercise (\d+): \S", text) for text in titles if "Exercise" in text]
    assert all(numbers)
    assert [int(match[1]) for match in numbers] == [*range(1, len(numbers) + 1)]
    assert len(numbers) == len(stubs(read(path).cells))


def test_quiz_stands_above_its_buttons_with_letters(path):
    cells = read(path).cells
    shown = [i for i, c in enumerate(cells) if re.search(r"^ex\.\w*quiz\.show\(\)", c.source, re.M)]
    assert shown
    for position in shown:
        assert re.search(r"^\*\*\d+\.\*\* ", cells[position - 1].source, re.M)
        listed = re.findall(r"^[-*] (.*)", cells[position - 1].source, re.M)
        assert listed and all(re.match(r"[a-z]\) ", choice) for choice in listed)
    [core] = [i for i in shown if cells[i].source == "ex.quiz.show()"]
    assert "\nAnswer with the buttons, or in code: `ex.quiz.answer(1, " in cells[core - 1].source


def test_every_cell_of_a_further_section_is_tagged_and_no_other(path):
    """From a heading that says (further) to the next one of its level or above."""
    further_level, section = None, ""
    for cell in read(path).cells:
        found = re.match(r"(#+) (.*)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            level, marked = len(found[1]), found[2].endswith("(further)")
            section = found[2] if level == 2 else section
            if further_level is None or level <= further_level:
                further_level = level if marked else None
        if further_level is not None:
            assert tagged(cell, "further"), cell.source
        elif tagged(cell, "further"):
            # What closes a notebook has its further part without a heading.
            assert section in ("Summary", "Quiz"), cell.source


def test_summary_and_quiz_of_further_sections_are_tagged(path):
    cells, section = read(path).cells, ""
    in_section = {"Summary": [], "Quiz": []}
    for cell in cells:
        heading = re.match(r"## (.*)", cell.source) if cell.cell_type == "markdown" else None
        section = heading[1] if heading else section
        in_section.get(section, []).append(cell)
    of_quiz = in_section["Quiz"]
    shown = [i for i, c in enumerate(of_quiz) if c.source.startswith("ex.further_quiz.show()")]
    for position in shown:
        assert tagged(of_quiz[position], "further") and tagged(of_quiz[position - 1], "further")
    if any(text.endswith("(further)") for level, text, _ in headings(path) if level == 2):
        assert any(tagged(cell, "further") for cell in in_section["Summary"])


def test_series_versions_are_folded(path):
    for cell in code_cells(path):
        assert tagged(cell, "folded") or ".choose(" not in cell.source, cell.source


def test_headings_of_sections_begin_their_cells(path):
    for level, text, cell in headings(path):
        if level <= 2 or text.endswith("(further)"):
            assert cell.source.startswith(f"{'#' * level} {text}"), text


def stated_minutes(path):
    """Return the minutes that a notebook promises: for its core, and for everything."""
    stated = re.search(
        r"^\*\*Time\.\*\* About (\d+) minutes(?: for the core, (\d+) with the further sections)?\.",
        read(path).cells[0].source,
        re.M,
    )
    return int(stated[1]), int(stated[2] or stated[1])


def test_readme_lists_the_notebook_with_its_time(path):
    core, everything = stated_minutes(path)
    title = re.match(r"# (\d\d) · (.*)", read(path).cells[0].source)
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    link, times = rf"\[{title[2]}\]\(notebooks/{path.name}\)", rf"{core} \| {everything}"
    assert re.search(rf"^\| {title[1]} \| {link} \| .* \| {times} \|$", readme, re.M)


def test_time_is_honest(path):
    cells = read(path).cells
    core, everything = stated_minutes(path)
    computed = minutes([cell for cell in cells if not tagged(cell, "further")])
    assert abs(core - computed) <= 0.2 * computed, f"core: {computed:.0f} minutes"
    assert abs(everything - minutes(cells)) <= 0.2 * minutes(cells), f"all: {minutes(cells):.0f}"


def test_first_notebooks_are_short(path):
    """Before anything trains there is not too much to read."""
    if path.stem in ("01_data_exploration", "02_preprocessing"):
        texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
        assert sum(map(words, texts)) <= 2700


def test_guards_are_folded(path):
    """An assert is for the tests: what it says stands in the prose or in an output."""
    for cell in code_cells(path):
        if not tagged(cell, "folded"):
            assert not re.search(r"^\s*assert\b", cell.source, re.M), cell.source
