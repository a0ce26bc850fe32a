"""What the scheduler does after a payment: the step that waited for it is done."""

from collections.abc import Mapping

from engine.db import UnitOfWork
from engine.instances.queries import get_instance
from engine.payments import queries
from engine.payments.receiving import PROVIDER
from engine.payments.service import GO_ON
from engine.processes.finishing import properties_of
from engine.processes.jobs import CaseSuspended
from engine.processes.service import complete_task
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job
from engine.tasks.model import UserTask
from engine.tasks.queries import open_tasks_of


def handlers() -> Mapping[str, Handler]:
    """Return what is done with each kind of job."""
    return {GO_ON: go_on}


def go_on(uow: UnitOfWork, job: Job) -> None:
    """Complete the steps of a case that wait for its payment, on the provider's word."""
    case_id = job.instance_id or ""
    case = get_instance(uow.session, case_id)
    if case.status == "suspended":
        raise CaseSuspended(f"{case.business_key} is suspended")
    orders = queries.orders_of_case(uow.session, case_id)
    receipt = queries.receipt_of(uow.session, orders[0].id) if orders else None
    if receipt is None or not case.is_live:
        return
    answer = {"paidAmount": float(receipt.amount), "payMode": "ONLINE", "invoiceNo": receipt.number}
    for task in open_tasks_of(uow.session, case_id):
        if pays(uow, task) and not task.hold:
            complete_task(uow, PROVIDER, task.id, answer)


def pays(uow: UnitOfWork, task: UserTask) -> bool:
    """Tell whether a step waits for the payment of its case's order (property `pays`)."""
    return properties_of(uow, task).get("pays") == "true"
