"""What a drawn escalation becomes: a job for the chain of command, which is not drawn."""

from collections.abc import Iterable
from datetime import datetime

from engine.instances.model import ProcessInstance
from engine.kernel.ids import new_id
from engine.scheduler.service import NewJob
from engine.workflow import ThrownEscalation

# Who hears of a drawn escalation is not drawn: `engine.escalations` finds the chain of command.
DRAWN_ESCALATION = "escalation.drawn"


def escalation_jobs(
    case: ProcessInstance, thrown: Iterable[ThrownEscalation], now: datetime
) -> list[NewJob]:
    """Return the jobs that tell the chain of command what the diagram escalated."""
    return [
        NewJob(
            DRAWN_ESCALATION,
            now,
            case.id,
            new_id(),
            {
                "code": one.code,
                "activity": one.activity,
                "name": one.name,
                "ladder": one.properties.get("escalation") or "E1",
            },
        )
        for one in thrown
        if one.properties.get("escalation") != "none"
    ]
