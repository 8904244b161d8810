"""What is kept of the exercises that a reader has passed, and where it is shown."""

import json
from collections import Counter

import pytest

from mlp_course.exercises import all_exercises, list_exercises, progress, progress_file
from mlp_course.exercises import preprocessing as ex

ONE_HOT = ex.one_hot._solution


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The file of a copy in which nothing has been passed; and a kernel that has just started."""
    path = tmp_path / progress_file.NAME
    progress_file.write(path, set())
    monkeypatch.setattr(progress_file, "FILE", path)
    monkeypatch.setattr(ex.one_hot, "passed", False)
    return path


def test_names_are_those_of_one_exercise_each():
    names = Counter(exercise.name for of in all_exercises().values() for exercise in of)
    assert set(names.values()) == {1}


def test_what_is_passed_is_there_when_the_next_kernel_starts(file, monkeypatch, capsys):
    ex.one_hot.check(lambda y, num_classes=10: y)
    assert progress() == {} and progress_file.passed() == set()
    ex.one_hot.check(ONE_HOT)
    monkeypatch.setattr(ex.one_hot, "passed", False)  # as in a kernel that starts
    list_exercises()
    assert f"[x] {'one_hot':<24}" in capsys.readouterr().out
    in_module = all_exercises()["preprocessing"]
    assert progress() == {2: (1, len(in_module))}
    assert json.loads(file.read_text()) == {"passed": ["one_hot"]}
    assert [path.name for path in file.parent.iterdir()] == [file.name]  # no part is left


def test_without_the_file_nothing_is_kept(file, capsys):
    file.unlink()
    ex.one_hot.check(ONE_HOT)
    assert not file.exists() and progress() == {}
    list_exercises()
    assert f"[x] {'one_hot':<24}" in capsys.readouterr().out  # until the kernel ends


@pytest.mark.parametrize("text", ["", "{", "[]", '{"passed": 3}', '{"passed": [{}, 1]}', "\xff"])
def test_a_damaged_file_is_as_good_as_an_empty_one(file, text):
    file.write_text(text, encoding="latin-1")
    assert progress_file.passed() == set()
    ex.one_hot.check(ONE_HOT)
    assert progress_file.passed() == {"one_hot"}


def test_a_name_of_another_edition_is_kept_and_not_counted(file):
    progress_file.write(file, {"of_old"})
    ex.one_hot.check(ONE_HOT)
    assert progress_file.passed() == {"of_old", "one_hot"} and list(progress()) == [2]


def test_a_file_that_cannot_be_read_just_now_is_not_written_over(file, monkeypatch):
    progress_file.write(file, {"of_old"})

    def refuses(path, *_, **__):
        raise PermissionError(13, "in use", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(type(file), "read_text", refuses)
        progress_file.keep("one_hot")
    assert progress_file.passed() == {"of_old"}


def test_a_check_goes_on_where_the_file_cannot_be_written(file, monkeypatch, capsys):
    def fails(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(progress_file, "whole_file", fails)
    ex.one_hot.check(ONE_HOT)
    assert capsys.readouterr().out.startswith("one_hot: correct.")
