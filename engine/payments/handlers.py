"""What diagrams do with money: ask for it, settle what was asked for, pay it back."""

from typing import Any

from engine.instances.queries import get_instance
from engine.kernel.errors import Invalid, NotFound
from engine.kernel.inputs import to_decimal, to_text
from engine.payments import queries, refunding, service
from engine.payments.model import COUNTER, REQUESTED, Refund
from engine.payments.refunding import NewRefund, SamePerson
from engine.payments.service import NewOrder, Paid
from engine.processes.topics import ServiceContext, case_cancelled, service_task
from engine.staff import service as staff_service


@service_task("payments.open_order")
def open_order(
    context: ServiceContext,
    *,
    amount: Any = None,
    subject: Any = None,
    payer: Any = None,
    accountNo: Any = None,
) -> dict[str, Any]:
    """Ask for money; the next user task with the property `pays` waits for it."""
    own = str((context.variables or {}).get("orgId") or context.org_id)
    new = NewOrder(
        org_id=own,
        amount=to_decimal("amount", amount),
        subject=to_text("subject", subject) or context.title,
        payer=to_text("payer", payer),
        account_no=to_text("accountNo", accountNo, 20),
        instance_id=context.instance_id,
    )
    return {"paymentNo": service.open_order(context.uow, context.actor, new).number}


@service_task("payments.settle_order")
def settle_order(
    context: ServiceContext,
    *,
    paidAmount: Any = None,
    payMode: Any = None,
    invoiceNo: Any = None,
) -> dict[str, Any]:
    """Give the receipt of what the case asked for: the provider's, else the counter's now."""
    orders = queries.orders_of_case(context.uow.session, context.instance_id)
    number = orders[0].number if orders else ""
    invoice = to_text("invoiceNo", invoiceNo, 60)
    paid = Paid(COUNTER, number, to_text("payMode", payMode, 20), context.now, invoice)
    receipt = service.settle_at_counter(
        context.uow, context.actor, context.instance_id, to_decimal("paidAmount", paidAmount), paid
    )
    return {"receiptNo": receipt.number if receipt else ""}


@service_task("payments.request_refund")
def request_refund(
    context: ServiceContext,
    *,
    refundAmount: Any = None,
    refundReason: Any = None,
    receiptNo: Any = None,
    accountNo: Any = None,
) -> dict[str, Any]:
    """Note what is to be paid back."""
    number = context.business_key
    if not number.startswith("TF"):
        number = staff_service.take_number(context.uow, "TF", context.org_id)
    new = NewRefund(
        number=number,
        instance_id=context.instance_id,
        org_id=context.org_id,
        amount=to_decimal("refundAmount", refundAmount),
        reason=to_text("refundReason", refundReason, 20),
        receipt_no=to_text("receiptNo", receiptNo, 32),
        account_no=to_text("accountNo", accountNo, 20),
    )
    refund = refunding.request_refund(context.uow, context.actor, new)
    return {"refundNo": refund.number, "payee": refund.payee}


@service_task("payments.check_refund")
def check_refund(context: ServiceContext, *, auditAmount: Any = None) -> dict[str, Any]:
    """Hold the amount the auditor worked out against the one asked for, and note who he is."""
    refund = _refund(context)
    if to_decimal("auditAmount", auditAmount) != refund.amount:
        facts = {
            "field": "auditAmount",
            "code": "not_what_is_asked",
            "message": "not what is asked",
            "due": str(refund.amount),
        }
        raise Invalid([facts])
    return {"auditedBy": context.actor.user_id}


@service_task("payments.pay_refund")
def pay_refund(
    context: ServiceContext, *, voucherNo: Any = None, auditedBy: Any = None
) -> dict[str, Any]:
    """Pay the money back; whoever checked the amount does not pay it."""
    starter = get_instance(context.uow.session, context.instance_id).starter_id
    if context.actor.user_id in (to_text("auditedBy", auditedBy), starter):
        raise SamePerson("who asked for or checked a refund does not pay it")
    voucher = to_text("voucherNo", voucherNo, 60)
    receipt_no = refunding.pay_refund(context.uow, context.actor, _refund(context), voucher)
    return {"refundReceiptNo": receipt_no}


@service_task("payments.give_up_refund")
def give_up_refund(context: ServiceContext, *, reason: Any = None) -> None:
    """Pay nothing back."""
    text = to_text("reason", reason, 500)
    refunding.give_up_refund(context.uow, context.actor, _refund(context), text)


def _refund(context: ServiceContext) -> Refund:
    found = queries.refund_of_case(context.uow.session, context.instance_id)
    if found is None:
        raise NotFound("refund", context.instance_id)
    return found


@case_cancelled
def let_go(context: ServiceContext, reason: str) -> None:
    """Ask for no money and pay none back for a case that is cancelled."""
    uow = context.uow
    order = queries.open_order_of_case(uow.session, context.instance_id)
    if order is not None:
        service.close_order(uow, context.actor, queries.lock_order(uow.session, order.id), reason)
    refund = queries.refund_of_case(uow.session, context.instance_id)
    if refund is not None and refund.status == REQUESTED:
        refunding.give_up_refund(uow, context.actor, refund, reason)
