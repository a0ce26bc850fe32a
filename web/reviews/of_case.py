"""What the page of a case shows of reviews: those it had, and whether it may be submitted."""

from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.oversight import queries, rules, service
from engine.processes.service import may_start


def reviews_parts(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> dict[str, Any]:
    """Return the reviews of a case the reader may look at, and whether he may submit it."""
    found = queries.reviews_of_case(uow.session, case.id)
    may_read = actor.may(Permission.REVIEW_READ)
    return {
        "packages": [one for one in found if may_read and actor.sees(one.org_path)],
        "may_submit": may_submit(uow, actor, case),
    }


def may_submit(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> bool:
    """Tell whether the reader may submit a case by hand."""
    definition = definitions.find_latest(uow.session, service.PROCESS)
    known = case.definition_key in rules.MATTER_OF
    return (
        known
        and definition is not None
        and actor.sees(case.org_path)
        and may_start(actor, definition)
    )
