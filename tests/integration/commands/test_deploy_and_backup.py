"""`gridflow deploy`, `backup` and `restore`, as an administrator calls them."""

import os
import shlex
from pathlib import Path

import pytest

from web.cli import main

EXAMPLE = Path(__file__).parents[3] / "docs" / "example"


def _settle(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("GRIDFLOW_DATABASE_URL", f"sqlite:///{folder}/rows.db")
    monkeypatch.setenv("GRIDFLOW_DATA_DIR", str(folder))


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of an installation with its delivered processes."""
    _settle(monkeypatch, tmp_path / "one")
    assert main(["migrate"]) == 0
    return tmp_path / "one"


@pytest.mark.slow
def test_a_folder_is_deployed_once(installation, capsys):
    first = main(["deploy", str(EXAMPLE), "--note", "tools on loan"])
    second = main(["deploy", os.path.relpath(EXAMPLE)])

    said = capsys.readouterr().out
    assert (first, second) == (0, 0)
    assert "tool_loan version 1: 工器具借用" in said
    assert "nothing has changed" in said


@pytest.mark.slow
def test_a_backup_restores_every_row(installation, tmp_path, monkeypatch, capsys):
    (installation / "secret_key").write_text("kept", "ascii")
    archive = installation / "monday.zip"

    assert main(["backup", str(archive)]) == 0
    _settle(monkeypatch, tmp_path / "two")
    assert main(["restore", str(archive)]) == 0

    said = capsys.readouterr().out
    assert said.split(" rows written")[0].split()[-1] in said.split("written")[1]
    assert {file.name for file in (tmp_path / "two").iterdir()} >= {"rows.db", "secret_key"}
    assert not list((tmp_path / "two").glob("*.zip*"))


@pytest.mark.slow
def test_the_audit_trail_is_whole_after_a_restore(installation, tmp_path, monkeypatch):
    assert main(["backup", str(tmp_path / "a.zip")]) == 0
    _settle(monkeypatch, tmp_path / "two")

    assert main(["restore", str(tmp_path / "a.zip")]) == 0

    assert main(["audit", "verify"]) == 0


@pytest.mark.slow
def test_what_is_no_archive_is_said_in_one_line(installation, tmp_path, monkeypatch, capsys):
    (tmp_path / "no.zip").write_text("half", "ascii")
    _settle(monkeypatch, tmp_path / "two")

    codes = [main(["restore", str(tmp_path / name)]) for name in ("no.zip", "none.zip")]

    said = capsys.readouterr().err.splitlines()
    assert codes == [1, 1]
    assert "is no archive" in said[-2]
    assert "No such file" in said[-1]


@pytest.mark.slow
def test_the_commands_of_the_documentation_make_people(installation, monkeypatch, capsys):
    monkeypatch.setenv("GRIDFLOW_ADMIN_PASSWORD", "a long enough sentence")
    assert main(["user", "create-admin"]) == 0
    page = (EXAMPLE.parent / "administration.md").read_text("utf-8")
    lines = [
        line for line in page.splitlines() if line.startswith(("gridflow unit", "gridflow user"))
    ]

    codes = [main(shlex.split(line, comments=True)[1:]) for line in lines]

    assert len(lines) >= 6
    assert codes == [0] * len(lines), capsys.readouterr().err
    assert main(["audit", "verify"]) == 0


TIMED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
 targetNamespace="x"><process id="timed" name="T" isExecutable="true"><startEvent id="s">
 <timerEventDefinition><timeDate>{due}</timeDate></timerEventDefinition></startEvent>
 <endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process></definitions>"""


@pytest.mark.slow
def test_the_timer_of_a_start_event_knows_limits_but_no_variables(installation, tmp_path, capsys):
    good, bad = tmp_path / "good.bpmn", tmp_path / "bad.bpmn"
    good.write_text(TIMED.format(due='sla.warn("CONN.FEE", 80)'), "utf-8")
    bad.write_text(TIMED.format(due="wanted + 1").replace("timed", "timed2"), "utf-8")

    codes = [main(["deploy", str(file)]) for file in (good, bad)]

    assert codes == [0, 1]
    assert "`wanted` is not set" in capsys.readouterr().err
