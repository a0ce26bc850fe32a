"""The answer of a simulation has the shape and the meaning scripts rely on."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.simulation import world
from engine.simulation.answer import EXIT_CODES, simulate
from engine.simulation.text import as_text
from tests.acceptance.conformance.play import do, message, play, play_files, start, wait
from tests.acceptance.conformance.sketch import bpmn
from web import cli_simulate

KEYS = ["result", "problems", "trace", "open", "timers", "variables", "incident", "steps"]
ONE = "process P\n  start s -> A\n  user A groups='CLERK@station' due=P1D -> e\n  end e"
LINE = "process P\n  start s -> A\n  user A -> B\n  user B -> e\n  end e"


def test_the_keys_are_always_all_there() -> None:
    for answer in (
        play(ONE).answer,
        play(ONE, "zz").answer,
        play("process P\n  start s -> A\n  adhoc A").answer,
        simulate({}, b"", lang="en"),
    ):
        assert list(answer) == KEYS


def test_an_open_task_tells_who_and_until_when() -> None:
    assert play(ONE).answer["open"] == [
        {
            "activity": "A",
            "name": "A",
            "candidates": ["CLERK@station"],
            "due": "2026-11-03T09:00:00+08:00",
        }
    ]


def test_a_line_of_the_trace_tells_when_where_and_what() -> None:
    assert play(ONE).answer["trace"][0] == {
        "at": "2026-11-02T09:00:00+08:00",
        "instance": "P#1",
        "activity": "s",
        "type": "startEvent",
        "event": "entered",
    }


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-02T01:00:00Z", "2026-11-02T01:00:00Z"),
        ("2026-11-02T01:00:00+00:00", "2026-11-02T01:00:00+00:00"),
        ("2026-11-02T09:00:00", "2026-11-02T09:00:00+08:00"),
        ("2026-11-02", "2026-11-02T00:00:00+08:00"),
    ],
)
def test_times_are_written_as_the_script_writes_them(now: str, first: str) -> None:
    script = {"process": "P", "now": now}

    answer = simulate({"p.bpmn": bpmn(ONE)}, json.dumps(script).encode())

    assert answer["trace"][0]["at"] == first


def test_two_runs_give_the_same_answer() -> None:
    steps = [start("P"), do("A"), wait("PT1H")]

    assert play(LINE, *steps).answer == play(LINE, *steps).answer


def test_a_step_that_cannot_be_done_ends_the_run() -> None:
    played = play(LINE, "A", "A", "B")

    assert played.result == "failed"
    assert [step["ok"] for step in played.answer["steps"]] == [True, False]
    assert "B" in played.answer["steps"][1]["error"]


def test_later_steps_of_a_finished_instance_are_told_so() -> None:
    played = play(ONE, "A", {"complete": "A", "instance": "P#1"})

    assert "completed" in played.answer["steps"][1]["error"]


def test_an_instance_nobody_knows_is_told() -> None:
    played = play(ONE, {"complete": "A", "instance": "P#7"})

    assert "P#1" in played.answer["steps"][0]["error"]


def test_an_instance_may_be_given_a_name() -> None:
    played = play(LINE, start("P") | {"instance": "second"}, do("A") | {"instance": "second"})

    assert played.open == ["A", "B"]


def test_the_oldest_open_task_is_completed_first() -> None:
    played = play(LINE, start("P"), do("A", x=1), do("A", x=2))

    assert played.variables == {"x": 1}


@pytest.mark.parametrize(
    ("sketch", "steps", "result", "code"),
    [
        (LINE, [], "waiting", 0),
        (LINE, ["A", "B"], "completed", 0),
        ("process P\n  start s -> t\n  end t terminate", [], "terminated", 0),
        ("process P\n  start s -> t\n  end t error=E", [], "failed", 1),
        ("process P\n  start s -> A\n  adhoc A", [], "refused", 2),
    ],
)
def test_each_result_has_its_exit_code(
    sketch: str, steps: list[str], result: str, code: int
) -> None:
    played = play(sketch, *steps)

    assert (played.result, EXIT_CODES[played.result]) == (result, code)


def test_one_waiting_instance_makes_the_whole_wait() -> None:
    assert play(LINE, start("P"), "A", "B").result == "waiting"


def test_one_failed_instance_makes_the_whole_fail() -> None:
    sketch = LINE.replace("end e", "end e error=E")

    assert play(sketch, start("P"), "A", "B").result == "failed"


def test_a_file_with_an_error_refuses_all() -> None:
    files = {"a.bpmn": bpmn(ONE), "b.bpmn": b"<broken"}

    assert play_files(files, "P").result == "refused"


def test_warnings_are_told_and_do_no_harm() -> None:
    sketch = "process P\n  start s -> T\n  service T topic=nobody.knows -> e\n  end e"
    played = play(sketch, "T")

    assert played.result == "completed"
    assert ("topic-unknown", "warning") in [
        (item["code"], item["severity"]) for item in played.answer["problems"]
    ]


@pytest.mark.parametrize(
    "value",
    [{"": 1}, {"a": {"b": [1] * 3}}, {"\u0000": 1}, {"deep": json.loads("[" * 60 + "]" * 60)}],
)
def test_odd_values_never_break_it(value: dict[str, Any]) -> None:
    played = play(LINE, do("A") | {"with": value}, **{})

    assert played.result in ("waiting", "failed")
    assert played.incident is None


def test_odd_start_variables_are_refused() -> None:
    script = {"process": "P", "variables": {"\u0000": 1}}

    answer = simulate({"p.bpmn": bpmn(ONE)}, json.dumps(script).encode(), lang="en")

    assert (answer["result"], answer["problems"][-1]["code"]) == ("refused", "script-start")


def test_numbers_keep_their_value() -> None:
    played = play(LINE, do("A", n=12.5, big=10**30, small=1e-9, whole=3.0))

    assert played.variables == {"n": 12.5, "big": 10**30, "small": 1e-9, "whole": 3}


def test_a_simulation_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "MAX_MOVES", 50)
    sketch = "process P\n  start s -> e\n  end e signal=go\nprocess Q\n  start q signal=go -> qe\n"
    played = play(sketch + "  end qe signal=go")

    assert (played.result, played.answer["incident"]["code"]) == ("failed", "limit-moves")


def test_processes_that_start_each_other_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "MAX_INSTANCES", 20)
    sketch = (
        "process P\n  start s -> e\n  end e message=go\nprocess Q\n  start q message=go -> qe\n"
    )
    played = play(sketch + "  end qe message=go")

    assert (played.result, played.answer["incident"]["code"]) == ("failed", "limit-instances")


def test_a_fault_of_ours_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("engine.simulation.answer.load_files", broken)

    answer = play(ONE).answer

    assert (answer["result"], answer["incident"]["code"]) == ("failed", "internal-error")


def test_a_policy_gives_the_due_time_of_a_task() -> None:
    properties = (
        "<bpmn:extensionElements><camunda:properties>"
        '<camunda:property name="sla" value="CONN.PLAN"/>'
        "</camunda:properties></bpmn:extensionElements>"
    )
    data = bpmn(LINE).decode().replace('name="A">', f'name="A">{properties}')

    answer = play_files({"p.bpmn": data.encode()}, "P", slaClass="RES").answer

    assert answer["open"][0]["due"].startswith("2026-11-")


def test_a_policy_nobody_knows_is_natural_time_with_a_warning() -> None:
    sketch = """
    process P
      start s -> t
      catch t date="sla.due('NO.SUCH')" -> A
      user A -> e
      end e
    """
    played = play(sketch.replace("'NO.SUCH'", '\\"NO.SUCH\\"'))

    assert played.answer["timers"] == [{"activity": "t", "due": "2026-11-03T09:00:00+08:00"}]
    assert "sla-natural-time" in [item["code"] for item in played.answer["problems"]]


@pytest.mark.parametrize(("lang", "words"), [("zh", "结果： 等待中"), ("en", "Result: waiting")])
def test_people_read_lines(lang: str, words: str) -> None:
    text = as_text(play(ONE, message("nobody")).answer | {"result": "waiting"}, lang)

    assert words.replace("： ", ": ") in text


def command(tmp_path: Path, sketch: str, script: object, *more: str) -> int:
    file, steps = tmp_path / "p.bpmn", tmp_path / "s.json"
    file.write_bytes(bpmn(sketch))
    steps.write_text(json.dumps(script))
    return cli_simulate.run([str(file), "--script", str(steps), *more])


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ({"process": "P"}, 0),
        ({"process": "P", "steps": [{"complete": "B"}]}, 1),
        ({"process": "X"}, 2),
        ([], 2),
    ],
)
def test_the_command_prints_json_whatever_happens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], script: object, code: int
) -> None:
    assert command(tmp_path, ONE, script, "--format", "json") == code
    assert list(json.loads(capsys.readouterr().out)) == KEYS


def test_the_command_refuses_what_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing")

    assert cli_simulate.run([missing, "--script", missing, "--format", "json"]) == 2
    codes = [item["code"] for item in json.loads(capsys.readouterr().out)["problems"]]
    assert codes == ["file-unreadable", "script-unreadable"]


def test_the_command_speaks_to_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path, ONE, {"process": "P"}, "--lang", "en") == 0
    assert "Result: waiting" in capsys.readouterr().out


BY_MESSAGE = "process P\n  start s message=order -> A\n  user A -> e\n  end e"


def test_a_process_that_a_step_sets_off_waits_for_it_and_gets_the_variables() -> None:
    played = play(BY_MESSAGE, message("order", n=1), "A", x=1, n=0)

    assert (played.result, played.variables) == ("completed", {"x": 1, "n": 1})


def test_a_process_that_no_step_sets_off_begins_at_once() -> None:
    assert play(BY_MESSAGE, "A", x=1).result == "completed"


def test_a_process_that_is_never_set_off_waits() -> None:
    sketch = BY_MESSAGE + "\nprocess Q\n  start q -> qe\n  end qe"

    assert play(sketch, start("Q")).result == "waiting"


@pytest.mark.parametrize(("x", "opened"), [(2, ["A"]), (0, [])])
def test_a_process_begins_when_its_condition_holds(x: int, opened: list[str]) -> None:
    sketch = BY_MESSAGE.replace("message=order", 'cond="x > 1"')

    assert play(sketch, wait("PT1H"), x=x).open == opened


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_command_prints_what_no_terminal_can_show(tmp_path: Path, form: str) -> None:
    script = {"process": "P", "steps": [{"complete": "\ud800"}]}

    assert command(tmp_path, ONE, script, "--format", form) == 1


def test_an_incident_is_told_in_the_readers_language() -> None:
    files = {"p.bpmn": bpmn("process P\n  start s -> e\n  end e error=E")}

    answer = simulate(files, b'{"process": "P"}', lang="zh")

    assert answer["incident"]["code"] == "error-not-caught"
    assert answer["incident"]["message"].startswith("错误没有被任何事件捕获")


@pytest.mark.parametrize("span", ["P1D", "P900Y", "PT99999999H"])
@pytest.mark.parametrize("now", ["9999-12-30T00:00:00Z", "0001-01-03T00:00:00Z"])
def test_the_ends_of_the_calendar_are_no_fault_of_ours(now: str, span: str) -> None:
    script = {"process": "P", "now": now, "steps": [{"advance": span}, {"advance": span}]}

    answer = simulate({"p.bpmn": bpmn(ONE.replace("P1D", span))}, json.dumps(script).encode())

    assert (answer["incident"] or {}).get("code") != "internal-error"
