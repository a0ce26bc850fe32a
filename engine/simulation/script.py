"""The step script of a simulation: what a person wrote, read and checked before anything runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from engine.kernel.errors import GridFlowError
from engine.simulation.moments import read_moment
from engine.simulation.problems import Problem, problem
from engine.workflow.iso import Span, read_span

MAX_STEPS = 10_000
TOP_KEYS = ("process", "variables", "now", "steps", "businessKey")
STEP_KEYS: Mapping[str, tuple[str, ...]] = {
    "complete": ("with", "instance"),
    "message": ("payload", "instance", "businessKey"),
    "signal": ("payload", "instance"),
    "advance": (),
    "start": ("variables", "instance", "businessKey"),
}


@dataclass(frozen=True)
class Complete:
    """Finish the oldest open visit of an activity."""

    activity: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    instance: str | None = None


@dataclass(frozen=True)
class Message:
    """Deliver a message to the oldest instance that waits for it, or start a process with it."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    instance: str | None = None
    business_key: str | None = None


@dataclass(frozen=True)
class Signal:
    """Broadcast a signal."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    instance: str | None = None


@dataclass(frozen=True)
class Elapse:
    """Let virtual time pass."""

    span: Span


@dataclass(frozen=True)
class StartProcess:
    """Start one more instance of a process."""

    process: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    instance: str | None = None
    business_key: str | None = None


Step = Complete | Message | Signal | Elapse | StartProcess


@dataclass(frozen=True)
class Script:
    """A checked step script; `now` is empty when the writer left the moment to us."""

    process: str
    variables: Mapping[str, Any]
    now: datetime | None
    now_text: str
    steps: tuple[Step, ...]
    business_key: str | None = None


class ScriptError(GridFlowError):
    """The script cannot be run; every problem says where and what."""

    code = "script_error"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(item.message for item in problems))
        self.problems = problems


def read_script(text: bytes, processes: Collection[str] | None = None) -> Script:
    """Read a script; `processes` are the ids the given files hold, when they are known."""
    return _Reader(processes).script(_load(text))


def _load(text: bytes) -> Any:
    """Decode JSON strictly: UTF-8, no doubled keys, numbers that exist, sane nesting."""
    try:
        return json.loads(
            text.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_such_number,
            object_pairs_hook=_no_doubled_keys,
        )
    except UnicodeDecodeError as error:
        raise _bad("script-not-utf8", position=error.start) from error
    except json.JSONDecodeError as error:
        raise _bad(
            "script-not-json", line=error.lineno, column=error.colno, detail=error.msg
        ) from error
    except RecursionError as error:
        raise _bad("script-too-deep") from error
    except ValueError as error:  # an integer of more digits than Python is willing to read
        raise _bad("script-not-json", line=1, column=1, detail=str(error)) from error


def _no_such_number(text: str) -> NoReturn:
    raise _bad("script-number", value=text)


def _no_doubled_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _bad("script-doubled-key", key=key)
        found[key] = value
    return found


def _bad(code: str, **facts: Any) -> ScriptError:
    return ScriptError([problem(code, **facts)])


class _Reader:
    """Collects every problem of a script, so that one run tells them all."""

    def __init__(self, processes: Collection[str] | None) -> None:
        self._processes = processes
        self._problems: list[Problem] = []

    def script(self, raw: Any) -> Script:
        """Return the checked script or raise with all that is wrong."""
        if not isinstance(raw, dict):
            raise _bad("script-not-object", found=_kind(raw))
        self._known_keys(raw, TOP_KEYS, "the script")
        script = Script(
            process=self._process(raw, "process", "the script"),
            variables=self._object(raw, "variables", "the script"),
            now=self._now(raw),
            now_text=str(raw.get("now") or ""),
            steps=self._steps([] if raw.get("steps") is None else raw["steps"]),
            business_key=self._optional_text(raw, "businessKey", "the script"),
        )
        if self._problems:
            raise ScriptError(self._problems)
        return script

    def _steps(self, raw: Any) -> tuple[Step, ...]:
        if not isinstance(raw, list):
            self._report("script-type", where="steps", key="steps", wanted="list", found=_kind(raw))
            return ()
        if len(raw) > MAX_STEPS:
            self._report("script-too-long", limit=MAX_STEPS, found=len(raw))
            return ()
        steps = [self._step(item, f"step {number}") for number, item in enumerate(raw, start=1)]
        return tuple(step for step in steps if step is not None)

    def _step(self, raw: Any, where: str) -> Step | None:
        if not isinstance(raw, dict):
            self._report("script-step-type", where=where, found=_kind(raw))
            return None
        kinds = [key for key in raw if key in STEP_KEYS]
        if len(kinds) != 1:
            code = "script-step-ambiguous" if kinds else "script-step-unknown"
            self._report(code, where=where, found=", ".join(kinds or map(str, raw)))
            return None
        kind = kinds[0]
        self._known_keys(raw, (kind, *STEP_KEYS[kind]), where)
        return self._makers()[kind](raw, where)

    def _makers(self) -> Mapping[str, Callable[[dict[str, Any], str], Step | None]]:
        return {
            "complete": lambda raw, where: Complete(
                self._text(raw, "complete", where),
                self._object(raw, "with", where),
                self._optional_text(raw, "instance", where),
            ),
            "message": lambda raw, where: Message(
                self._text(raw, "message", where),
                self._object(raw, "payload", where),
                self._optional_text(raw, "instance", where),
                self._optional_text(raw, "businessKey", where),
            ),
            "signal": lambda raw, where: Signal(
                self._text(raw, "signal", where),
                self._object(raw, "payload", where),
                self._optional_text(raw, "instance", where),
            ),
            "advance": self._elapse,
            "start": lambda raw, where: StartProcess(
                self._process(raw, "start", where),
                self._object(raw, "variables", where),
                self._optional_text(raw, "instance", where),
                self._optional_text(raw, "businessKey", where),
            ),
        }

    def _elapse(self, raw: dict[str, Any], where: str) -> Step | None:
        text = self._text(raw, "advance", where)
        if not text:
            return None
        span = read_span(text)
        if span is None:
            self._report("script-duration", where=where, value=text)
            return None
        return Elapse(span)

    def _now(self, raw: dict[str, Any]) -> datetime | None:
        text = self._optional_text(raw, "now", "the script")
        if text is None:
            return None
        moment = read_moment(text)
        if moment is None:
            self._report("script-moment", where="now", value=text)
        return moment

    def _process(self, raw: dict[str, Any], key: str, where: str) -> str:
        process = self._text(raw, key, where)
        if process and self._processes is not None and process not in self._processes:
            known = ", ".join(sorted(self._processes)) or "-"
            self._report("script-process", where=where, value=process, known=known)
        return process

    def _text(self, raw: dict[str, Any], key: str, where: str) -> str:
        if key not in raw:
            self._report("script-missing", where=where, key=key)
            return ""
        value = raw[key]
        if isinstance(value, str) and value.strip():
            return value
        found = "empty text" if isinstance(value, str) else _kind(value)
        self._report("script-type", where=where, key=key, wanted="text", found=found)
        return ""

    def _optional_text(self, raw: dict[str, Any], key: str, where: str) -> str | None:
        return None if raw.get(key) is None else self._text(raw, key, where) or None

    def _object(self, raw: dict[str, Any], key: str, where: str) -> Mapping[str, Any]:
        value = raw.get(key)
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        self._report("script-type", where=where, key=key, wanted="object", found=_kind(value))
        return {}

    def _known_keys(self, raw: dict[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in raw:
            if key not in known and not (where != "the script" and key in STEP_KEYS):
                self._report("script-key", where=where, key=key, known=", ".join(known))

    def _report(self, code: str, **facts: Any) -> None:
        self._problems.append(problem(code, **facts))


_KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "true/false",
    int: "number",
    Decimal: "number",
    str: "text",
    list: "list",
    dict: "object",
}


def _kind(value: Any) -> str:
    """Name the JSON type of a value as people call it."""
    return _KINDS.get(type(value), type(value).__name__)
