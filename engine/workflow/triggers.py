"""What events wait for: messages, signals, moments, conditions; and the names of what is thrown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from engine.workflow.anchors import anchor_of
from engine.workflow.formulas import Formula, Text
from engine.workflow.iso import Cycle, Span, moment_of, read_cycle
from engine.workflow.problems import Fault
from engine.workflow.results import Subscription, TimerSet
from engine.workflow.variables import process_of

if TYPE_CHECKING:
    from engine.workflow.tokens import Token

NEXT = "next"  # in internal_data of a waiting token: the timer's due time, and for a cycle
TIMES = "times"  # how many firings are left, this one included
ANCHOR = "anchor"  # and from what the due time was worked out, if a calendar can move it


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event is about; `none` has nothing to wait for."""

    kind: ClassVar[str] = "none"

    def arm(self, token: Token) -> None:
        """Begin to wait."""

    def disarm(self, token: Token) -> None:
        """Wait no longer."""

    def rearm(self, token: Token) -> bool:
        """Keep waiting after an event that interrupts nothing; False when this was the last."""
        return True


@dataclass(frozen=True, slots=True)
class MessageTrigger(Trigger):
    """Waits for a message, of one case if a correlation key is given."""

    kind: ClassVar[str] = "message"
    name: str
    correlation: Formula | None = None

    def arm(self, token: Token) -> None:
        """Open a subscription."""
        if self.correlation is not None:
            token.internal_data["key"] = key_text(self.correlation.value(token))
        self.announce(token)

    def announce(self, token: Token) -> None:
        """Tell the host of the subscription."""
        token.workflow.move.subscribe(
            Subscription(
                id=token.key,
                kind="message",
                name=self.name,
                activity=token.task_spec.name,
                correlation=token.internal_data.get("key"),
                business_key=process_of(token).internal_data.get("key"),
                token=token.key,
            )
        )

    def disarm(self, token: Token) -> None:
        """Close the subscription."""
        token.workflow.move.unsubscribe(token.key)


@dataclass(frozen=True, slots=True)
class SignalTrigger(Trigger):
    """Waits for a signal."""

    kind: ClassVar[str] = "signal"
    name: str

    def arm(self, token: Token) -> None:
        """Open a subscription."""
        self.announce(token)
        token.workflow.listeners.setdefault(self.name, {})[token.id] = None

    def announce(self, token: Token) -> None:
        """Tell the host of the subscription."""
        token.workflow.move.subscribe(
            Subscription(
                id=token.key,
                kind="signal",
                name=self.name,
                activity=token.task_spec.name,
                token=token.key,
            )
        )

    def disarm(self, token: Token) -> None:
        """Close the subscription."""
        token.workflow.move.unsubscribe(token.key)
        token.workflow.listeners.get(self.name, {}).pop(token.id, None)


@dataclass(frozen=True, slots=True)
class ConditionTrigger(Trigger):
    """Waits until a condition becomes true."""

    kind: ClassVar[str] = "conditional"
    condition: Formula

    def arm(self, token: Token) -> None:
        """Have the condition asked now and whenever variables change."""
        token.workflow.conditions[token.id] = None
        token.workflow.fresh.add(token.id)

    def disarm(self, token: Token) -> None:
        """Have the condition asked no more."""
        token.workflow.conditions.pop(token.id, None)

    def depends_on(self, names: set[str]) -> bool:
        """Say whether the condition may hold now because these variables have changed."""
        expression = self.condition.expression
        needed = expression.names | expression.possible_names
        # What the host's functions give may change with any of them.
        return not needed.isdisjoint(names) or bool(expression.functions and names)

    def becomes_true(self, token: Token) -> bool:
        """Say whether the condition holds now and did not when it was last asked."""
        before = token.internal_data.get("held", False)
        holds = self.condition.can_hold(token)
        if holds != before:
            token.internal_data["held"] = holds
        return holds and not before


@dataclass(frozen=True, slots=True)
class TimerTrigger(Trigger):
    """Waits for a moment (`date`, `duration`) or for several (`cycle`)."""

    kind: ClassVar[str] = "timer"
    form: str
    value: Text

    def arm(self, token: Token) -> None:
        """Set the timer."""
        now = token.workflow.move.now
        due, cycle = self.first(self.value.value(token), now)
        token.internal_data[NEXT] = due.isoformat()
        if cycle is not None:
            token.internal_data[TIMES] = cycle.times if cycle.times is not None else -1
            token.internal_data["every"] = cycle.every.text
        anchor = anchor_of(self.value, token)
        if anchor is not None:
            token.internal_data[ANCHOR] = anchor
        self.set(token)

    def first(self, value: Any, now: datetime) -> tuple[datetime, Cycle | None]:
        """Return when to fire first, and the cycle if it is one."""
        if self.form != "cycle":
            return moment_of(value, now), None
        cycle = read_cycle(value) if isinstance(value, str) else None
        if cycle is None:
            # A cycle without repetition is a span: fire once after it.
            return moment_of(value, now), None
        due = cycle.start or cycle.every.after(now)
        return due, cycle

    def set(self, token: Token) -> None:
        """Tell the host when the timer is due."""
        data = token.internal_data
        times = data.get(TIMES)
        token.workflow.move.set_timer(
            TimerSet(
                id=token.key,
                activity=token.task_spec.name,
                due_at=datetime.fromisoformat(data[NEXT]),
                token=(token.up if token.role and token.up is not None else token).key,
                interval=data.get("every"),
                remaining=None if times in (None, -1) else times,
                anchor=data.get(ANCHOR),
            )
        )

    def disarm(self, token: Token) -> None:
        """Drop the timer."""
        token.workflow.move.drop_timer(token.key)

    def rearm(self, token: Token) -> bool:
        """Set the timer of a cycle again, counted from when it was due."""
        data = token.internal_data
        times = data.get(TIMES, 1)
        if times == 1:
            return False
        if times > 1:
            data[TIMES] = times - 1
        data[NEXT] = every(data["every"]).after(datetime.fromisoformat(data[NEXT])).isoformat()
        self.set(token)
        return True


def every(text: str) -> Span:
    """Return the span of a cycle."""
    cycle = read_cycle(f"R/{text}")
    if cycle is None:
        raise Fault("timer-invalid", f"{text:.40} is no repetition")
    return cycle.every


def following(timer: TimerSet) -> TimerSet | None:
    """Return the next firing of a repeating timer; None after the last."""
    if timer.interval is None or timer.remaining == 1:
        return None
    left = None if timer.remaining is None else timer.remaining - 1
    return replace(timer, due_at=every(timer.interval).after(timer.due_at), remaining=left)


@dataclass(frozen=True, slots=True)
class ErrorTrigger(Trigger):
    """Catches or throws an error; without a code it catches all."""

    kind: ClassVar[str] = "error"
    code: str | None
    code_variable: str | None = None
    message_variable: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class EscalationTrigger(Trigger):
    """Catches or throws an escalation; without a code it catches all."""

    kind: ClassVar[str] = "escalation"
    code: str | None
    code_variable: str | None = None


@dataclass(frozen=True, slots=True)
class CompensateTrigger(Trigger):
    """Undoes completed work, of one activity or of the whole scope."""

    kind: ClassVar[str] = "compensate"
    activity: str | None = None
    waits: bool = True  # until all is undone


@dataclass(frozen=True, slots=True)
class LinkTrigger(Trigger):
    """Jumps to the catching link of the same name in the same scope."""

    kind: ClassVar[str] = "link"
    name: str


@dataclass(frozen=True, slots=True)
class CancelTrigger(Trigger):
    """Cancels the transaction."""

    kind: ClassVar[str] = "cancel"


@dataclass(frozen=True, slots=True)
class TerminateTrigger(Trigger):
    """Ends everything in its scope."""

    kind: ClassVar[str] = "terminate"


def key_text(value: Any) -> str:
    """Return a correlation value as the text it is compared by."""
    if value is None:
        raise Fault("correlation-empty", "the correlation key is null")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def caught_variables(
    trigger: Trigger, code: str | None, message: str, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a catching event writes: the thrower's data, code and message by name."""
    found = dict(variables)
    if isinstance(trigger, ErrorTrigger | EscalationTrigger) and trigger.code_variable:
        found[trigger.code_variable] = code
    if isinstance(trigger, ErrorTrigger) and trigger.message_variable:
        found[trigger.message_variable] = message
    return found
