"""What a diagram may do about approvals: send copies at any point, also at the end."""

from collections.abc import Sequence
from typing import Any

from engine.approvals.copying import send_copies_to
from engine.approvals.reading import COPY, Sending
from engine.instances.queries import get_instance
from engine.processes.topics import ServiceContext, service_task


@service_task("approvals.send_copies")
def send_copies(
    context: ServiceContext, *, readers: Sequence[str] | str, remark: str = ""
) -> dict[str, Any]:
    """Send the case to groups `ROLE@SCOPE` and people to read; nobody waits for it."""
    named = [readers] if isinstance(readers, str) else list(readers)
    case = get_instance(context.uow.session, context.instance_id)
    send_copies_to(context.uow, case, named, Sending(COPY, (), remark))
    return {}
