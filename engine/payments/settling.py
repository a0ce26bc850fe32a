"""What a clerk does with a payment that did not fit."""

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid, NotFound
from engine.payments import queries, rules
from engine.payments.events import PaymentSettled
from engine.payments.model import SETTLED, PaymentException
from engine.payments.service import Paid, let_case_go_on, lock_case_of, take_payment


def settle_exception(
    uow: UnitOfWork,
    actor: Actor,
    exception_id: str,
    way: str,
    remark: str,
    order_number: str = "",
) -> None:
    """Settle a payment that did not fit: matched to an open order, returned, or only noted.

    Matching gives the order its receipt under the provider's number; the money must be the
    amount the order asks for.
    """
    doubt = _seen(uow, actor, exception_id)
    remark = remark.strip()
    if way not in rules.WAYS_TO_SETTLE:
        raise Invalid([{"field": "way", "code": "required", "message": "required"}])
    if not 0 < len(remark) <= 500:
        raise Invalid([{"field": "remark", "code": "required", "message": "required"}])
    if way == rules.MATCHED:
        _match(uow, actor, doubt, order_number.strip())
    doubt.status, doubt.settled_as, doubt.remark = SETTLED, way, remark
    doubt.settled_by, doubt.settled_by_name, doubt.settled_at = actor.user_id, actor.name, uow.now
    fact = PaymentSettled(
        provider=doubt.provider, provider_no=doubt.provider_no, settled_as=way, remark=remark
    )
    uow.record(fact, actor)


def _seen(uow: UnitOfWork, actor: Actor, exception_id: str) -> PaymentException:
    # Locked from the start: two clerks who settle it at once give it one answer.
    found = queries.lock_exception(uow.session, exception_id)
    if not actor.sees(found.org_path):
        raise NotFound("payment_exception", exception_id)
    require(actor, Permission.PAYMENT_SETTLE, found.org_path)
    found.require_open()
    return found


def _match(uow: UnitOfWork, actor: Actor, doubt: PaymentException, order_number: str) -> None:
    order = queries.order_by_number(uow.session, order_number)
    if order is None or not actor.sees(order.org_path):
        raise Invalid(
            [{"field": "order_number", "code": "unknown_order", "message": "unknown order"}]
        )
    case = lock_case_of(uow, order)
    order = queries.lock_order(uow.session, order.id)
    known = queries.receipt_by_provider(uow.session, doubt.provider, doubt.provider_no)
    if known is not None or not order.is_open or order.amount != doubt.amount:
        raise Invalid(
            [{"field": "order_number", "code": "does_not_fit", "message": "does not fit"}]
        )
    paid = Paid(doubt.provider, doubt.provider_no, "ONLINE", doubt.paid_at)
    take_payment(uow, actor, order, paid)
    let_case_go_on(uow, case)
