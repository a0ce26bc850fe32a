"""The panel on the pages of cases and tasks: escalations, instructions, supervision."""

from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.escalations import queries as escalations
from engine.escalations.model import Instruction
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.supervision import queries as supervision
from web.names import group_names, unit_names


def attention(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> dict[str, Any]:
    """Return what leaders have said and asked about a case, and what the reader may add."""
    matters = escalations.escalations_of(uow.session, case.id)
    told = escalations.instructions_of(uow.session, case.id)
    orders = supervision.orders_of(uow.session, case.id)
    leads = case.is_live and actor.may(Permission.ESCALATION_HANDLE) and actor.sees(case.org_path)
    supervises = (
        case.is_live and actor.may(Permission.SUPERVISION_OPEN) and actor.sees(case.org_path)
    )
    return {
        "matters": matters,
        "orders": orders,
        "instructions": [(one, receivers(uow, one)) for one in told],
        "standing": {one.id: holders(uow, one) for one in matters if one.is_alive},
        "order_units": unit_names(uow) if orders else {},
        "may_instruct": leads,
        "may_raise": leads,
        "may_supervise": supervises,
    }


def receivers(uow: UnitOfWork, one: Instruction) -> list[str]:
    """Return the names of those an instruction was given to."""
    return group_names(uow, tuple(one.receivers or ()))


def holders(uow: UnitOfWork, one: Any) -> list[str]:
    """Return who stands on the present level of a matter."""
    return group_names(uow, (*one.groups, *(f"user:{user_id}" for user_id in one.users)))
