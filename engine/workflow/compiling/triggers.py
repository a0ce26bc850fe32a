"""Makes the trigger of an event, and what it carries, from its definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpmn.model import Element, Event, EventDefinition, RootElement
from engine.workflow.compiling.names import Names
from engine.workflow.compiling.texts import Reader
from engine.workflow.formulas import Formula
from engine.workflow.triggers import (
    CancelTrigger,
    CompensateTrigger,
    ConditionTrigger,
    ErrorTrigger,
    EscalationTrigger,
    LinkTrigger,
    MessageTrigger,
    SignalTrigger,
    TerminateTrigger,
    TimerTrigger,
    Trigger,
)


class Triggers:
    """Makes triggers of the events of one file."""

    def __init__(self, names: Names, reader: Reader) -> None:
        self.names = names
        self.reader = reader

    def of(self, event: Event) -> Trigger:
        """Return what the event waits for or throws."""
        if not event.definitions:
            self._check_place(event)
            return Trigger()
        if len(event.definitions) > 1:
            self.reader.complain(
                "unsupported-multiple-event", event.id, event.line,
                "an event with several definitions is not run",
            )  # fmt: skip
        definition = event.definitions[0]
        self._check_place(event)
        return _MAKERS[definition.type](self, event, definition)

    def _check_place(self, event: Event) -> None:
        kind = event.definitions[0].type if event.definitions else "none"
        if kind not in _PLACES.get(event.kind, ()):
            self.reader.complain(
                "event-definition-misplaced", event.id, event.line,
                f"a {event.type} cannot have the definition {kind}",
            )  # fmt: skip

    def message(self, element: Element, ref: str | None) -> MessageTrigger:
        """Return the trigger of a message event, send or receive task."""
        name, root = self.names.message(ref, element.id)
        return MessageTrigger(name, self._correlation(element, root))

    def _correlation(self, element: Element, root: RootElement | None) -> Formula | None:
        text = element.properties.get("correlationKey") or element.camunda.get("correlationKey")
        if not text and root is not None:
            text = root.correlation_key or root.camunda.get("correlationKey")
        return self.reader.formula(text, element.id, element.line) if text else None

    def _message(self, event: Event, definition: EventDefinition) -> Trigger:
        return self.message(event, definition.ref)

    def _signal(self, event: Event, definition: EventDefinition) -> Trigger:
        return SignalTrigger(self.names.signal(definition.ref, event.id)[0])

    def _timer(self, event: Event, definition: EventDefinition) -> Trigger:
        expression = definition.expression
        value = self.reader.moment(
            expression.text if expression else "", event.id, expression.line if expression else 0
        )
        if value is None:
            self.reader.complain("timer-empty", event.id, definition.line, "the timer has no value")
            return Trigger()
        return TimerTrigger(definition.timer_kind or "duration", value)

    def _condition(self, event: Event, definition: EventDefinition) -> Trigger:
        expression = definition.expression
        formula = None
        if expression is not None:
            formula = self.reader.formula(expression.text, event.id, expression.line)
        if formula is None:
            self.reader.complain(
                "condition-missing", event.id, definition.line, "the event has no condition"
            )
            return Trigger()
        return ConditionTrigger(formula)

    def _error(self, event: Event, definition: EventDefinition) -> Trigger:
        root = self.names.document.errors.get(definition.ref or "")
        words = definition.extensions.camunda
        message = "" if root is None else root.camunda.get("errorMessage", root.name)
        return ErrorTrigger(
            self.names.code("error", definition.ref),
            words.get("errorCodeVariable"),
            words.get("errorMessageVariable"),
            message,
        )

    def _escalation(self, event: Event, definition: EventDefinition) -> Trigger:
        words = definition.extensions.camunda
        code = self.names.code("escalation", definition.ref)
        return EscalationTrigger(code, words.get("escalationCodeVariable"))

    def _compensate(self, event: Event, definition: EventDefinition) -> Trigger:
        return CompensateTrigger(definition.activity_ref, definition.wait_for_completion)

    def _link(self, event: Event, definition: EventDefinition) -> Trigger:
        return LinkTrigger(definition.link_name or event.name)

    def _cancel(self, event: Event, definition: EventDefinition) -> Trigger:
        return CancelTrigger()

    def _terminate(self, event: Event, definition: EventDefinition) -> Trigger:
        return TerminateTrigger()


# Which definitions an event of each kind may have (BPMN 2.0.2, table 10.93).
_WAITS = frozenset({"message", "signal", "timer", "conditional"})
_THROWS = frozenset({"none", "message", "signal", "escalation", "compensate"})
_PLACES: Mapping[str, frozenset[str]] = {
    "start": _WAITS | {"none", "error", "escalation", "compensate"},
    "catch": _WAITS | {"link"},
    "boundary": _WAITS | {"error", "escalation", "compensate", "cancel"},
    "throw": _THROWS | {"link"},
    "end": _THROWS | {"error", "terminate", "cancel"},
}

_MAKERS: Mapping[str, Callable[[Triggers, Event, EventDefinition], Trigger]] = {
    "message": Triggers._message,
    "signal": Triggers._signal,
    "timer": Triggers._timer,
    "conditional": Triggers._condition,
    "error": Triggers._error,
    "escalation": Triggers._escalation,
    "compensate": Triggers._compensate,
    "link": Triggers._link,
    "cancel": Triggers._cancel,
    "terminate": Triggers._terminate,
}
