"""What can go wrong with a move.

GridFlowError
├── Conflict
│   └── StaleCommand    the token, timer or subscription is gone, or is no such thing
├── NotFound
│   └── UnknownReference  a called process or decision does not exist
├── Invalid
│   └── BadVariables    a variable is of a type, depth or size no instance may hold
└── StepFailed          an automatic step failed; the move must not be saved
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.kernel.errors import Conflict, GridFlowError, Invalid, NotFound

if TYPE_CHECKING:
    from engine.workflow.results import ActivityRecord, IncidentRecord


class StaleCommand(Conflict):
    """The command is about something that is not (or no longer) open in the instance."""

    code = "stale_command"


class UnknownReference(NotFound):
    """The diagram names a process or decision that does not exist."""

    code = "unknown_reference"


class BadVariables(Invalid):
    """A variable cannot be stored."""

    code = "bad_variables"


class StepFailed(GridFlowError):
    """An automatic step failed; nothing of the move may be saved.

    `incident` says what and where; `history` is what happened up to there, for a trace.
    """

    code = "step_failed"

    def __init__(self, incident: IncidentRecord, history: Sequence[ActivityRecord] = ()) -> None:
        super().__init__(
            f"{incident.activity}: {incident.message}",
            activity=incident.activity,
            reason=incident.code,
            **{key: value for key, value in incident.facts.items() if key not in _TAKEN},
        )
        self.incident = incident
        self.history = tuple(history)


_TAKEN = frozenset({"message", "activity", "reason"})


class Fault(Exception):
    """Why a step failed, raised deep inside a move and turned into StepFailed at its edge."""

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts: Mapping[str, Any] = facts
