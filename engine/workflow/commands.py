"""What may be asked of a process instance; each command is one move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

NO_VARIABLES: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Start:
    """Begin an instance at its none start event, or at the named start event.

    With a message, signal, timer or conditional start event, `variables` hold its payload.
    `start_event` may also name an event or receive task behind an instantiating event gateway.
    """

    variables: Mapping[str, Any] = field(default_factory=dict)
    business_key: str | None = None
    start_event: str | None = None
    seed: str | None = None  # 24 hex characters all ids of the instance begin with; else drawn


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """Finish a user or manual task with what the person entered.

    `then` names an element of the same scope to go on with instead of what the flows lead to.
    """

    token: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    then: str = ""


@dataclass(frozen=True, slots=True)
class FireTimer:
    """Tell that a timer is due."""

    timer: str


@dataclass(frozen=True, slots=True)
class Correlate:
    """Hand a message or signal to one waiting subscription."""

    subscription: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CorrelateMessage:
    """Hand a message to the oldest subscription of that name that fits the correlation."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    correlation: str | None = None


@dataclass(frozen=True, slots=True)
class BroadcastSignal:
    """Tell every subscription of that signal in the instance; nobody listening is no error."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompleteService:
    """Finish a deferred service call with its answer."""

    token: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailService:
    """Fail a deferred service call: with a BPMN error code, or (without one) technically.

    A technical failure, or an error nobody catches, leaves the token failed until `Retry`.
    """

    token: str
    error_code: str | None = None
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThrowToTask:
    """Throw an escalation or error at an open activity; its boundary events are asked first."""

    token: str
    kind: Literal["escalation", "error"]
    code: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CancelInstance:
    """End the instance; everything open is cancelled."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Write variables in the scope of a token, or (without one) of the process."""

    variables: Mapping[str, Any]
    token: str | None = None


@dataclass(frozen=True, slots=True)
class MoveToken:
    """Cancel what the token is doing and begin another activity of the same process instead.

    `sweep` names elements of the scope of that activity whose tokens are cancelled with it; what
    came from them to a join that is not named is taken from it again, and the token may be that
    join. `rejoin` names joins of the scope that have gone on and are to wait again, each with the
    flows over which the others had come.
    """

    token: str
    to_activity: str
    sweep: frozenset[str] = frozenset()
    rejoin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddInstances:
    """Add instances to the running parallel or sequential multi-instance a token belongs to."""

    token: str
    elements: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RemoveInstance:
    """Cancel one open instance of a multi-instance; the others decide without it."""

    token: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Try a failed token again."""

    token: str


Command = (
    Start | CompleteTask | FireTimer | Correlate | CorrelateMessage | BroadcastSignal
    | CompleteService | FailService | ThrowToTask | CancelInstance | SetVariables
    | MoveToken | AddInstances | RemoveInstance | Retry
)  # fmt: skip
