"""What a customer has to pay: the fee of his case, or a bill a clerk sent him the link of."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.db import UnitOfWork
from engine.instances.queries import get_instance
from engine.payments import queries
from engine.payments.model import PaymentOrder
from engine.tasks.model import UserTask
from web import context
from web.customer_steps.link import order_of
from web.payments.provider import pay_address

bp = Blueprint("bills", __name__)


@bp.get("/p/<link>")
@context.public
def show(link: str) -> ResponseReturnValue:
    """Show a bill, with the way to pay it or its receipt."""
    with context.open_reading() as uow:
        order = queries.get_order(uow.session, order_of(link))
        return _page(uow, order, url_for(".show", link=link))


def fee_page(uow: UnitOfWork, task: UserTask, here: str) -> str:
    """Return the page of a step that waits for the payment of its case's fee."""
    orders = queries.orders_of_case(uow.session, task.instance_id)
    return _page(uow, orders[0] if orders else None, here)


def _page(uow: UnitOfWork, order: PaymentOrder | None, here: str) -> str:
    settings = context.container().settings
    # A case that has ended asks for nothing any more, paid or not.
    is_due = order is not None and order.is_open and _is_live(uow, order)
    return render_template(
        "customer_steps/pay.html",
        order=order,
        receipt=queries.receipt_of(uow.session, order.id) if order else None,
        is_due=is_due,
        pay=pay_address(settings, order, here) if order and is_due else "",
    )


def _is_live(uow: UnitOfWork, order: PaymentOrder) -> bool:
    return not order.instance_id or get_instance(uow.session, order.instance_id).is_live
