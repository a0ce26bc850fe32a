"""A case as its customer sees it: how far it is, what he must do, what he was told and paid."""

import re

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.errors import NotFound
from engine.payments import queries as payments
from engine.staff.queries import get_unit
from engine.tasks import queries as tasks
from notifications.model import Delivery
from notifications.queries import cases_told_to, told_to
from web import context
from web.customer_steps.link import Followed, case_link, case_of, step_link
from web.customer_steps.progress import stages

# An address with what leads up to it: “办理地址：https://…”.
ADDRESS = re.compile(r"(?:[^。.\n：:]*[：:]\s*)?https?://\S+")

bp = Blueprint("cases", __name__)


@bp.get("/t/<link>")
@context.public
def show(link: str) -> ResponseReturnValue:
    """Show the case of a link, and the way to his other cases."""
    followed = case_of(link)
    with context.open_reading() as uow:
        case = get_instance(uow.session, followed.case_id)
        told = told_to(uow.session, case.id, followed.customer_id)
        if not told:
            raise NotFound("case", case.id)
        rows = tasks.tasks_of(uow.session, case.id)
        steps = [task for task in rows if task.is_open and task.is_customer_step]
        return render_template(
            "customer_steps/case.html",
            case=case,
            process=definitions.get_definition(uow.session, case.definition_id),
            stages=stages(uow, case, rows),
            steps=[(task, step_link(task.id)) for task in steps],
            told=told,
            said_in=_without_links,
            orders=_orders(uow, case),
            refund=payments.refund_of_case(uow.session, case.id),
            unit=get_unit(uow.session, case.org_id),
            others=_others(uow, followed, told[0].recipient),
        )


def _without_links(delivery: Delivery) -> str:
    """Return what a notice said, without the address it carried: that opens only in the notice."""
    return ADDRESS.sub("", delivery.shown_body).strip()


def _orders(uow: UnitOfWork, case: ProcessInstance) -> list[tuple[object, object]]:
    found = payments.orders_of_case(uow.session, case.id)
    return [(one, payments.receipt_of(uow.session, one.id)) for one in found]


def _others(uow: UnitOfWork, followed: Followed, name: str) -> list[tuple[ProcessInstance, str]]:
    """Return the other cases the same customer was told of, at the same address."""
    found = []
    for case_id in cases_told_to(uow.session, followed.customer_id, name):
        if case_id != followed.case_id:
            case = get_instance(uow.session, case_id)
            found.append((case, case_link(Followed(case_id, followed.customer_id))))
    return found
