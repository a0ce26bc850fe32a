"""`gridflow lint` keeps its promises to people who script against it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conformance.sketch import bpmn
from web import cli_lint

GOOD = "process P\n  start s -> A\n  user A -> e\n  end e"
BAD = "process P\n  start s -> A\n  adhoc A -> e\n    user B\n  end e"


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(name: str, content: bytes | str) -> str:
        path = tmp_path / name
        path.write_bytes(bpmn(content) if isinstance(content, str) else content)
        return str(path)

    return write


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)["files"]


def test_a_good_file_is_executable(written: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = written("p.bpmn", GOOD)

    assert cli_lint.run([file, "--format", "json"]) == 0
    report = told(capsys)[0]
    assert (report["file"], report["executable"]) == (file, True)


def test_an_error_has_its_place_and_its_mend(
    written: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli_lint.run([written("p.bpmn", BAD), "--format", "json"]) == 1
    report = told(capsys)[0]
    problem = next(item for item in report["problems"] if item["severity"] == "error")
    assert not report["executable"]
    assert problem["code"].startswith("unsupported-")
    assert isinstance(problem["line"], int)
    assert (problem["element"], bool(problem["message"]), bool(problem["fix"])) == ("A", True, True)


@pytest.mark.parametrize(
    "content", [b"", b"<bpmn", b"<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>", b"\x00\xff"]
)
def test_what_is_no_diagram_is_unreadable(
    written: Any, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    assert cli_lint.run([written("p.bpmn", content), "--format", "json"]) == 2
    assert [item["severity"] for item in told(capsys)[0]["problems"]] == ["error"]


def test_files_that_are_not_there_are_told_beside_those_that_are(
    written: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing, good = str(tmp_path / "no.bpmn"), written("p.bpmn", GOOD)

    assert cli_lint.run([missing, good, str(tmp_path), "--format", "json"]) == 2
    assert [(item["file"], item["executable"]) for item in told(capsys)] == [
        (missing, False),
        (good, True),
        (str(tmp_path), False),
    ]


@pytest.mark.parametrize(("lang", "word"), [("zh", "不能运行"), ("en", "cannot be run")])
def test_people_get_lines(
    written: Any, capsys: pytest.CaptureFixture[str], lang: str, word: str
) -> None:
    assert cli_lint.run([written("p.bpmn", BAD), "--lang", lang]) == 1
    assert word in capsys.readouterr().out


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_lint.run(["--explain", "not-executable", "--lang", "en"]) == 0
    assert "isExecutable" in capsys.readouterr().out


def test_an_unknown_code_is_answered_with_close_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_lint.run(["--explain", "not-executible", "--lang", "en"]) == 2
    assert "not-executable" in capsys.readouterr().err


@pytest.mark.parametrize("mark", [b' isExecutable="false"', b""])
def test_a_drawing_is_made_executable_by_a_flag(written: Any, mark: bytes) -> None:
    data = bpmn(GOOD)
    file = written("p.bpmn", data.replace(b' isExecutable="true"', mark))

    assert cli_lint.run([file]) == 1
    assert cli_lint.run([file, "--executable"]) == 0
    assert Path(file).read_bytes() == data


def test_what_needs_no_thought_is_mended_by_a_flag(written: Any) -> None:
    data = bpmn(GOOD)
    file = written("p.bpmn", data.replace(b'name="A">', b'name="A" default="gone">'))

    assert cli_lint.run([file]) == 1
    assert cli_lint.run([file, "--fix"]) == 0
    assert Path(file).read_bytes() == data


def test_each_element_gets_a_verdict(written: Any, capsys: pytest.CaptureFixture[str]) -> None:
    cli_lint.run([written("p.bpmn", BAD), "--format", "json", "--verdicts"])

    verdicts = {item["element"]: item["verdict"] for item in told(capsys)[0]["verdicts"]}
    assert (verdicts["A"], verdicts["s"]) == ("refused", "executes")


def test_a_broken_decision_table_is_told(written: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_lint.run([written("d.dmn", b"<x/>"), "--format", "json"]) == 2
    assert told(capsys)[0]["problems"][0]["code"] == "dmn-not-dmn"
