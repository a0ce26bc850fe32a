"""The step script is read with precise refusals."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.simulation.script import (
    Complete,
    Elapse,
    Message,
    Script,
    ScriptError,
    Signal,
    StartProcess,
    read_script,
)
from engine.workflow.iso import read_span

GOOD: dict[str, Any] = {
    "process": "P",
    "variables": {"amount": 12.5},
    "now": "2026-11-02T09:00:00+08:00",
    "steps": [
        {"complete": "A", "with": {"ok": True}, "instance": "P#1"},
        {"message": "paid", "payload": {"n": 1}},
        {"signal": "stop"},
        {"advance": "PT2H"},
        {"start": "P", "variables": {}},
    ],
}


def read(raw: Any) -> Script:
    return read_script(json.dumps(raw).encode(), {"P", "Q"})


def refusals(raw: Any) -> list[str]:
    with pytest.raises(ScriptError) as caught:
        read(raw)
    return [f"{item.code}: {item.message}" for item in caught.value.problems]


def test_a_good_script_is_read_whole() -> None:
    script = read(GOOD)

    assert script.now == datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert script.variables == {"amount": Decimal("12.5")}
    assert script.steps == (
        Complete("A", {"ok": True}, "P#1"),
        Message("paid", {"n": 1}),
        Signal("stop"),
        Elapse(read_span("PT2H")),  # type: ignore[arg-type]
        StartProcess("P"),
    )


def test_everything_but_the_process_may_be_left_out() -> None:
    script = read({"process": "Q"})

    assert (script.variables, script.now, script.steps) == ({}, None, ())


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"process": None}, "script-type", "the script: “process” must be text, not null"),
        ({"process": 3}, "script-type", "“process” must be text, not number"),
        ({"process": " "}, "script-type", "not empty text"),
        ({"process": "X"}, "script-process", "no executable process “X”; they have: P, Q"),
        ({"variables": []}, "script-type", "“variables” must be object, not list"),
        ({"now": "tomorrow"}, "script-moment", "“tomorrow”"),
        ({"now": "2026-02-30T10:00:00Z"}, "script-moment", "2026-02-30"),
        ({"now": "0001-01-01T00:00:00Z"}, "script-moment", "0001"),
        ({"now": 5}, "script-type", "“now” must be text, not number"),
        ({"nwo": "x"}, "script-key", "unknown key “nwo”"),
        ({"steps": {}}, "script-type", "“steps” must be list, not object"),
        ({"steps": ["A"]}, "script-step-type", "step 1: a step must be an object, not text"),
        ({"steps": [{}]}, "script-step-unknown", "step 1"),
        ({"steps": [{"do": "A"}]}, "script-step-unknown", "it has only: do"),
        (
            {"steps": [{"complete": "A"}, {"complete": "A", "advance": "PT1H"}]},
            "script-step-ambiguous",
            "step 2: a step does one thing, this one has: complete, advance",
        ),
        ({"steps": [{"complete": "A", "payload": {}}]}, "script-key", "“payload”"),
        ({"steps": [{"message": "M", "with": {}}]}, "script-key", "step 1: unknown key “with”"),
        ({"steps": [{"complete": "A", "with": 1}]}, "script-type", "“with” must be object"),
        ({"steps": [{"complete": ["A"]}]}, "script-type", "“complete” must be text, not list"),
        ({"steps": [{"advance": "2 hours"}]}, "script-duration", "step 1: “2 hours”"),
        ({"steps": [{"advance": 7200}]}, "script-type", "“advance” must be text, not number"),
        ({"steps": [{"advance": "-PT1H"}]}, "script-duration", "-PT1H"),
        ({"steps": [{"start": "Z"}]}, "script-process", "step 1"),
        ({"steps": [{"signal": "S", "instance": 1}]}, "script-type", "“instance” must be text"),
    ],
)
def test_a_fault_is_named_with_its_place(change: dict[str, Any], code: str, words: str) -> None:
    told = refusals({**GOOD, **change})

    assert len(told) == 1
    assert told[0].startswith(code) and words in told[0]


def test_all_faults_are_told_at_once() -> None:
    told = refusals({"steps": [{"advance": "x"}, {"complete": 1}], "now": "?"})

    assert [line.split(":")[0] for line in told] == [
        "script-missing",
        "script-moment",
        "script-duration",
        "script-type",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "script-not-json"),
        (b"{", "script-not-json"),
        (b"[]", "script-not-object"),
        (b"null", "script-not-object"),
        (b'{"process": "P", "process": "Q"}', "script-doubled-key"),
        (b'{"process": "P", "variables": {"x": NaN}}', "script-number"),
        (b'{"process": "P", "variables": {"x": ' + b"9" * 5000 + b"}}", "script-not-json"),
        (b"\xff\xfe", "script-not-utf8"),
        (b"[" * 100_000, "script-too-deep"),
    ],
)
def test_what_is_no_script_at_all_is_refused(text: bytes, code: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_script(text)

    assert [item.code for item in caught.value.problems] == [code]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_script(b'\xef\xbb\xbf{"process": "P"}').process == "P"


def test_a_fault_is_told_in_chinese_too() -> None:
    with pytest.raises(ScriptError) as caught:
        read({"process": "P", "steps": [{"complete": 5}]})

    assert caught.value.problems[0].text.zh == "第 1 步：“complete”应为 文本，现在是 数"
