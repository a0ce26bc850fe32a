"""The signed links of customers: to a step of theirs, to a case of theirs, to a bill of theirs."""

from dataclasses import dataclass

from flask import url_for

from engine.kernel.actor import Actor
from engine.kernel.signing import LinkInvalid, Signer, signer_of
from notifications.links import CUSTOMER_CASE, CUSTOMER_STEP
from web import context

CUSTOMER_BILL = "customer_bill"
DAYS = 60
# A case is followed for longer than one of its steps waits.
CASE_DAYS = 400


@dataclass(frozen=True)
class Followed:
    """A case, and the customer (as notices know him) to whom its link was sent."""

    case_id: str
    customer_id: str


def task_of(link: str) -> str:
    """Return the id of the task a link is for; raise when it is not ours or too old."""
    return str(_signer().read(CUSTOMER_STEP, link, DAYS))


def case_of(link: str) -> Followed:
    """Return the case a link is for, and whose it is; raise when it is not ours or too old."""
    value = _signer().read(CUSTOMER_CASE, link, CASE_DAYS)
    if not isinstance(value, list) or len(value) != 2:
        raise LinkInvalid("the link is not valid")
    return Followed(str(value[0]), str(value[1]))


def order_of(link: str) -> str:
    """Return the id of the payment order a link is for; raise when it is not ours or too old."""
    return str(_signer().read(CUSTOMER_BILL, link, DAYS))


def step_link(task_id: str) -> str:
    """Return the address of a step for its customer."""
    return url_for("customer_steps.show", link=_signer().sign(CUSTOMER_STEP, task_id))


def case_link(followed: Followed) -> str:
    """Return the address of a case for its customer."""
    value = [followed.case_id, followed.customer_id]
    return url_for("customer_steps.cases.show", link=_signer().sign(CUSTOMER_CASE, value))


def bill_link(order_id: str) -> str:
    """Return the address of a bill for its customer, to be sent to him."""
    signed = _signer().sign(CUSTOMER_BILL, order_id)
    base = context.container().settings.base_url
    return base + url_for("customer_steps.bills.show", link=signed)


def customer() -> Actor:
    """Return the customer as an actor; used for the one step of his link alone.

    The link is the permission, so no candidate group is asked; the name says in the
    history that the customer did it, not a clerk on his behalf.
    """
    return Actor("customer", "客户", language=context.language(), is_system=True)


def _signer() -> Signer:
    return signer_of(context.container().settings)
