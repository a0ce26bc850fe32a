"""Who catches an error or escalation: the nearest scope first, the most specific code in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.workflow.results import ThrownEscalation
from engine.workflow.tokens import FOR
from engine.workflow.triggers import ErrorTrigger, EscalationTrigger, caught_variables

if TYPE_CHECKING:
    from engine.workflow.specs.events import BoundaryEvent, EventSpec, StartEvent
    from engine.workflow.tokens import Token


@dataclass(frozen=True, slots=True)
class Catcher:
    """An event that catches, and the activity it guards or the scope it belongs to."""

    spec: EventSpec
    place: Token

    def take(self, code: str | None, message: str, variables: Mapping[str, Any]) -> None:
        """Catch."""
        payload = caught_variables(self.spec.trigger, code, message, variables)
        if self.spec.kind == "boundaryEvent":
            boundary: BoundaryEvent = self.spec
            boundary.take(self.place, payload)
        else:
            start: StartEvent = self.spec
            start.begin_handler(self.place, payload)


def find_catcher(token: Token, kind: str, code: str | None) -> Catcher | None:
    """Return who catches what a token throws: on its way out, the first who listens."""
    for place, events in levels(token):
        spec = _best(events, kind, code)
        if spec is not None:
            return Catcher(spec, place)
    return None


def levels(token: Token) -> Iterator[tuple[Token, Sequence[EventSpec]]]:
    """Yield, from the inside out, each activity's boundary events and each scope's handlers."""
    here = token
    while True:
        host = here.host
        if FOR not in host.internal_data or host.task_spec.is_for_compensation:
            # A completed sub-process that is being undone is no longer guarded.
            yield host, host.task_spec.boundaries
        if host.up is None:
            return
        here = host.up
        if "over" not in here.internal_data:
            yield here, here.task_spec.handlers


def _best(events: Sequence[EventSpec], kind: str, code: str | None) -> EventSpec | None:
    general = None
    for spec in events:
        trigger = spec.trigger
        if trigger.kind != kind or not isinstance(trigger, ErrorTrigger | EscalationTrigger):
            continue
        if trigger.code is not None and trigger.code == code:
            return spec
        if trigger.code is None and general is None:
            general = spec
    return general


def escalate(token: Token, code: str | None, variables: Mapping[str, Any]) -> None:
    """Throw an escalation; if nobody catches it, the process goes on with a note.

    Either way the host hears of it: the chain of command is not drawn.
    """
    spec = token.task_spec
    thrown = ThrownEscalation(code or "", spec.name, spec.title, spec.properties)
    token.workflow.move.escalations.append(thrown)
    catcher = find_catcher(token, "escalation", code)
    if catcher is None:
        token.workflow.move.record(token, "note", "escalation-not-caught", code or "")
    else:
        catcher.take(code, "", variables)
