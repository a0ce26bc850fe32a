"""What diagrams do to have somebody above hear of a case."""

from typing import Any

from engine.escalations.model import DRAWN, REASONS
from engine.escalations.raising import Matter, raise_matter
from engine.escalations.rules import LADDERS
from engine.instances.queries import get_instance
from engine.kernel.errors import Invalid
from engine.kernel.inputs import to_text
from engine.processes.topics import ServiceContext, service_task


@service_task("escalations.raise")
def raise_escalation(
    context: ServiceContext, *, reason: Any = None, text: Any = None, ladder: Any = None
) -> dict[str, Any]:
    """Raise a matter to the chain of command; a step that comes again raises it once."""
    known = to_text("reason", reason, 20) or DRAWN
    rungs = to_text("ladder", ladder, 20) or "E1"
    if known not in REASONS or rungs not in LADDERS:
        field = "reason" if known not in REASONS else "ladder"
        raise Invalid([{"field": field, "code": "unknown", "message": "unknown"}])
    case = get_instance(context.uow.session, context.instance_id)
    row = raise_matter(
        context.uow,
        context.actor,
        case,
        Matter(
            key=f"{known}:{context.instance_id}:{context.activity_id}",
            reason=known,
            ladder=rungs,
            text=to_text("text", text, 2000),
            activity_id=context.activity_id,
        ),
    )
    return {"escalationLevel": row.level if row else 0}
