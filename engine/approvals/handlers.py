"""What a diagram may do about approvals: send copies at any point, also at the end."""

from collections.abc import Sequence
from typing import Any

from engine.approvals.reading import COPY, Sending, send_case
from engine.assignment.queries import resolve_all
from engine.assignment.rules import Wanted
from engine.kernel.actor import SYSTEM
from engine.processes.topics import ServiceContext, service_task
from engine.staff import queries as staff


@service_task("approvals.send_copies")
def send_copies(
    context: ServiceContext, *, readers: Sequence[str] | str, remark: str = ""
) -> dict[str, Any]:
    """Send the case to groups `ROLE@SCOPE` and people to read; nobody waits for it."""
    named = [readers] if isinstance(readers, str) else list(readers)
    groups = [name for name in named if "@" in name]
    own_unit = str((context.variables or {}).get("orgId") or context.org_id)
    session = context.uow.session
    wanted = Wanted(groups=groups, units=(own_unit, context.org_id), empty_policy="skip")
    found = resolve_all(session, [wanted], context.now)[0].groups if groups else ()
    people = staff.people_in_groups(session, found, context.now)
    people += staff.users_named(session, [name for name in named if "@" not in name])
    active = [person.id for person in people if person.is_active]
    if active:
        send_case(context.uow, SYSTEM, context.instance_id, Sending(COPY, active, remark))
    return {}
