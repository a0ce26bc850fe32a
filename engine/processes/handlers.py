"""What every diagram may call, whatever its business."""

import json
import urllib.request
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from engine.assignment.queries import resolve_all
from engine.assignment.rules import Wanted
from engine.kernel.errors import Forbidden
from engine.processes.events import NoticeSent
from engine.processes.topics import OutsideContext, ServiceContext, outside_task, service_task
from engine.staff import queries as staff

TIMEOUT_SECONDS = 20
LARGEST_ANSWER = 200_000
PEOPLE_WORDS = ("starter", "assignee")


@service_task("notify.send")
def send_notice(
    context: ServiceContext, *, event: str, receivers: Sequence[str] = (), facts: Any = None
) -> dict[str, Any]:
    """Tell people or the customer something; an outbox row each, so that nothing blocks."""
    named = [receivers] if isinstance(receivers, str) else list(receivers)
    context.uow.record(
        NoticeSent(
            instance_id=context.instance_id,
            definition_key=context.definition_key,
            business_key=context.business_key,
            title=context.title,
            event=event,
            receivers=tuple(_receivers(context, named)),
            details=_details(context, facts),
        ),
        context.actor,
    )
    return {}


@outside_task("http.request")
def request_over_http(
    context: OutsideContext, *, url: str, method: str = "POST", body: Any = None
) -> dict[str, Any]:
    """Call a web service with JSON and return its status and JSON answer.

    Which hosts may be called is decided by the installation (`outside_hosts`), not by
    the diagram; the service recognises a repeated call by its `Idempotency-Key`.
    """
    _require_allowed(url, context.settings.outside_hosts)
    data = None if body is None else json.dumps(body, default=str).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": context.idempotency_key}
    request = urllib.request.Request(url, data=data, method=method.upper(), headers=headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        text = answer.read(LARGEST_ANSWER + 1)
        if len(text) > LARGEST_ANSWER:
            raise ValueError(f"the answer is larger than {LARGEST_ANSWER} bytes")
        return {"status": answer.status, "answer": json.loads(text) if text else None}


def _require_allowed(url: str, hosts: str) -> None:
    parts = urlsplit(url)
    allowed = {host.strip().lower() for host in hosts.split(",") if host.strip()}
    if parts.scheme not in ("http", "https") or (parts.netloc.lower() not in allowed):
        raise Forbidden(f"{parts.netloc or url} is not among outside_hosts", host=parts.netloc)


def _receivers(context: ServiceContext, named: Sequence[str]) -> list[str]:
    """Return candidate keys: groups at units, people, and `customer` as it stands."""
    variables = context.variables or {}
    own_unit = str(variables.get("orgId") or context.org_id)
    groups = [name for name in named if "@" in name]
    found: list[str] = ["customer"] if "customer" in named else []
    if "starter" in named:
        found.append(f"user:{context.starter_id}")
    if groups:
        wanted = Wanted(groups=groups, units=(own_unit, context.org_id))
        session = context.uow.session
        found += resolve_all(session, [wanted], context.now)[0].groups
    people = [n for n in named if "@" not in n and n not in ("customer", *PEOPLE_WORDS)]
    if people:
        found += [f"user:{user.id}" for user in staff.users_named(context.uow.session, people)]
    return list(dict.fromkeys(found))


def _details(context: ServiceContext, facts: Any) -> dict[str, Any]:
    """Return what the texts may name: the case's short variables, then the diagram's own facts."""
    plain = {
        name: value
        for name, value in (context.variables or {}).items()
        if isinstance(value, (str, int, float, bool)) and len(str(value)) <= 500
    }
    return {**plain, **(facts if isinstance(facts, dict) else {})}
