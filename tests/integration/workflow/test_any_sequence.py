"""Any diagram, any sequence of commands: nothing crashes, and the books always balance."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.util.task import TaskState

from engine.kernel.errors import Invalid
from engine.workflow import (
    AddInstances,
    BroadcastSignal,
    CancelInstance,
    Command,
    CompleteService,
    CompleteTask,
    Correlate,
    CorrelateMessage,
    FailService,
    FireTimer,
    Limits,
    MoveToken,
    RemoveInstance,
    Retry,
    SetVariables,
    StaleCommand,
    StepFailed,
    ThrowToTask,
)
from tests.integration.workflow.case import SEED, Case

RUN = settings(max_examples=300, deadline=None)
EVENTS = (
    "message=m", "signal=g", "duration=PT1H", "cycle=R2/PT1H", "cond='x > 2'",
    "escalation=U", "error=E",
)  # fmt: skip
GATES = ("xor", "and", "or")


class Writer:
    """Writes a random sketch, its choices drawn one by one."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.number = 0
        self.lines: list[str] = []

    def pick(self, *options: Any) -> Any:
        return self.chance.choice(options)

    def name(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def add(self, depth: int, line: str) -> None:
        self.lines.append("  " * depth + line)

    def scope(self, depth: int, room: int) -> None:
        """Write a start, a few elements one after the other, and an end."""
        first = self.name("s")
        at = len(self.lines)
        parts = [self.part(depth, room) for _ in range(self.chance.randint(1, 3))]
        names = [*(part[0] for part in parts), self.name("e")]
        self.lines.insert(at, "  " * depth + f"start {first} -> {names[0]}")
        for (_, last), follower in zip(parts, names[1:], strict=True):
            index, line = last
            way_back = self.pick("", "", f" | {names[0]} if x > 3") if "=" not in line else ""
            self.lines[index + 1] = f"{line} -> {follower}{way_back}"
        kind = self.pick("", "", "", "", " terminate", " error=E", " escalation=U", " compensate")
        self.add(depth, f"end {names[-1]}{kind}")
        if self.chance.randint(0, 3) == 0:
            self.handler(depth)

    def handler(self, depth: int) -> None:
        event = self.pick(*EVENTS)
        free = self.pick("", " nonint") if "error" not in event else ""
        self.add(depth, f"evsub {self.name('H')}")
        self.add(depth + 1, f"start {(start := self.name('s'))} {event}{free} -> {start}u")
        self.add(depth + 1, f"user {start}u -> {start}e")
        self.add(depth + 1, f"end {start}e")

    def part(self, depth: int, room: int) -> tuple[str, tuple[int, str]]:
        """Write one element; return its name and where its line is, to be continued."""
        if self.pick(True, *[False] * 7):
            name = self.name("t")
            return self.line(depth, name, f"throw {name} {self.pick('compensate', 'signal=g')}")
        kind = self.pick("user", "user", "task", "service", "fork", "catch", "sub", "call", "race")
        if kind == "sub" and room > 0:
            return self.sub(depth, room)
        if kind == "fork":
            return self.fork(depth)
        if kind == "race":
            return self.race(depth)
        if kind == "catch":
            name = self.name("c")
            return self.line(depth, name, f"catch {name} {self.pick(*EVENTS[:5])}")
        return self.work(depth, kind)

    def line(self, depth: int, name: str, text: str) -> tuple[str, tuple[int, str]]:
        # The index counts from the line before, since a start is put in front later.
        self.add(depth, text)
        return name, (len(self.lines) - 1, "  " * depth + text)

    def work(self, depth: int, kind: str) -> tuple[str, tuple[int, str]]:
        name = self.name("A")
        text = {"call": f"call {name} calls=Q in=x:x out=x:y", "service": f"service {name} topic=t"}
        loop = self.pick("", "", "", " mi=par card=2", " mi=seq card=2", " loop='x > 9' max=2")
        made = self.line(depth, name, text.get(kind, f"user {name}") + loop)
        if self.pick(True, False, False):
            self.undoing(depth, name)
        if self.pick(True, False):
            self.guard(depth, name)
        return made

    def guard(self, depth: int, host: str) -> None:
        event = self.pick(*EVENTS)
        free = self.pick("", " nonint") if "error" not in event else ""
        name = self.name("b")
        self.add(depth, f"boundary {name} on={host} {event}{free} -> {name}u")
        self.add(depth, f"user {name}u")

    def undoing(self, depth: int, host: str) -> None:
        name = self.name("u")
        self.add(depth, f"boundary {name} on={host} compensate")
        self.add(depth, f"{self.pick('user', 'task')} {name}h forcomp")
        self.add(
            depth, f'raw <bpmn:association id="{name}a" sourceRef="{name}" targetRef="{name}h"/>'
        )

    def sub(self, depth: int, room: int) -> tuple[str, tuple[int, str]]:
        name = self.name("S")
        kind = self.pick("sub", "sub", "txn")
        made = self.line(depth, name, f"{kind} {name}{self.pick('', '', ' mi=par card=2')}")
        at = len(self.lines)
        self.scope(depth + 1, room - 1)
        if kind == "txn":
            self.lines[at] += f" | {name}w"
            self.add(depth + 1, f"user {name}c -> {name}x")
            self.add(depth + 1, f"end {name}x cancel")
            self.add(depth + 1, f"user {name}w -> {name}y")
            self.add(depth + 1, f"end {name}y")
            self.add(depth + 1, f"boundary {name}t on={name}w message=m -> {name}c")
            self.add(depth, f"boundary {name}b on={name} cancel -> {name}z")
            self.add(depth, f"user {name}z")
        if self.pick(True, False):
            self.guard(depth, name)
        return made

    def fork(self, depth: int) -> tuple[str, tuple[int, str]]:
        kind, joining = self.pick(*GATES), self.pick(*GATES)
        name = self.name("f")
        self.add(depth, f"{kind} {name} -> {name}a if x > 1 | {name}b else")
        self.add(depth, f"user {name}a -> {name}j")
        self.add(depth, f"user {name}b -> {name}j")
        _, last = self.line(depth, name, f"{joining} {name}j")
        return name, last

    def race(self, depth: int) -> tuple[str, tuple[int, str]]:
        name = self.name("r")
        self.add(depth, f"event {name} -> {name}a | {name}b")
        self.add(depth, f"catch {name}a {self.pick(*EVENTS[:5])} -> {name}j")
        self.add(depth, f"catch {name}b {self.pick(*EVENTS[:5])} -> {name}j")
        _, last = self.line(depth, name, f"xor {name}j")
        return name, last


CALLED = """
process Q
  start qs -> qA
  user qA -> qx
  boundary qb on=qA signal=g nonint -> qu
  throw qu escalation=U -> qv
  end qv
  xor qx -> qe if x > 2 | qf else
  end qe error=E
  end qf
"""


def sketch_of(chance: Random) -> str:
    """Write a random sketch of two processes."""
    writer = Writer(chance)
    writer.scope(1, 2)
    return "process P\n" + "\n".join(writer.lines) + CALLED


def some_command(case: Case, chance: Random) -> Command:
    """Draw a command about something open, now and then about something that is not."""
    tokens = [record.token for record in case.history[-12:]] or ["0" * 32]
    activities = [record.activity for record in case.history]
    values = {"x": chance.randint(0, 4)}
    token = chance.choice(tokens)
    options: list[Command] = [CompleteTask(task, values) for task in case.tasks] * 3
    options += [FireTimer(timer) for timer in case.timers]
    options += [Correlate(key, values) for key in case.subscriptions]
    options += [CompleteService(key, values) for key in case.calls]
    options += [FailService(key, chance.choice([None, "E", "F"])) for key in case.calls]
    options += [
        SetVariables(values), BroadcastSignal("g", values), CorrelateMessage("m", values),
        ThrowToTask(token, chance.choice(["error", "escalation"]), "E"),
        MoveToken(token, chance.choice(activities)), Retry(token),
        AddInstances(token, (1,)), RemoveInstance(token), MoveToken("", activities[0]),
    ]  # fmt: skip
    if chance.randint(0, 30) == 0:
        options = [CancelInstance("enough")]
    return chance.choice(options)


def check(case: Case) -> None:
    """Compare what was told with what is open, and every entry in the history with its end."""
    ends = Counter(r.token for r in case.history if r.event in ("completed", "cancelled"))
    entered = {record.token for record in case.history if record.event == "entered"}
    assert set(ends.values()) <= {1}
    assert ends.keys() <= entered
    if case.status in ("completed", "terminated"):
        assert not (case.tasks or case.timers or case.subscriptions or case.calls)
        assert entered == ends.keys()
    assert not case.tasks.keys() & ends.keys()
    if case.status == "running":
        assert forgotten(case) == []


def forgotten(case: Case) -> list[str]:
    """Return the elements whose token is started but has nothing left to wait for."""
    rows = json.loads(case.state or b"")["t"]
    parents = {row[1] for row in rows if "r" not in (row[5] or {})}
    parents |= {row[5]["for"] for row in rows if "for" in (row[5] or {})}
    leaves = [row for row in rows if row[0] not in parents and row[3] == TaskState.STARTED]
    known = case.tasks.keys() | case.calls.keys()
    return [row[2] for row in leaves if f"{SEED}{row[0]:08x}" not in known]


def live(chance: Random) -> Case:
    """Let a random diagram meet random commands."""
    case = Case(sketch_of(chance), Limits(steps=500, tokens=300, call_depth=5))
    case.start(x=chance.randint(0, 4))
    for _ in range(chance.randint(1, 30)):
        try:
            case.do(some_command(case, chance))
        except (StaleCommand, Invalid, StepFailed):
            continue
        check(case)
    return case


@RUN
@given(number=st.integers(0, 2**32))
def test_no_sequence_of_commands_breaks_an_instance(number: int) -> None:
    try:
        live(Random(number))
    except StepFailed as failed:
        assert failed.incident.code
