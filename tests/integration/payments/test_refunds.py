"""Refunds of a receipt: never more than is left of it, and paid once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Invalid
from engine.payments import queries
from engine.payments.model import RefundNotOpen
from engine.payments.refunding import NewRefund, pay_refund, request_refund
from engine.tasks.service import keep_chain
from tests.integration.payments.till import Till


def _paid(till: Till) -> str:
    order = till.order(till.case("100.00"))
    return str(till.tell(order.number, "100.00").json["receipt"])


def _ask(till: Till, case: str, receipt: str, amount: str) -> None:
    new = NewRefund(f"TF-{case[-6:]}", case, "2001011", Decimal(amount), "TWICE", receipt)

    def work(uow: Any) -> None:
        instance = lock_instance(uow, case)
        request_refund(uow, SYSTEM, new)
        keep_chain(uow, instance)

    till.parts.database.transact(till.clock, work)


def _pay(till: Till, case: str) -> None:
    def work(uow: Any) -> None:
        instance = lock_instance(uow, case)
        refund = queries.refund_of_case(uow.session, case)
        assert refund is not None
        pay_refund(uow, SYSTEM, refund, "V1")
        keep_chain(uow, instance)

    till.parts.database.transact(till.clock, work)


def test_two_refunds_together_take_no_more_than_was_paid(till):
    receipt, cases = _paid(till), [till.case(), till.case()]
    _ask(till, cases[0], receipt, "60.00")

    with pytest.raises(Invalid) as caught:
        _ask(till, cases[1], receipt, "40.01")

    assert caught.value.facts["left"] == "40.00"


def test_of_two_who_ask_at_once_for_all_of_it_one_gets_it(till):
    receipt, cases = _paid(till), [till.case(), till.case()]

    def ask(case: str) -> str:
        try:
            _ask(till, case, receipt, "100.00")
        except Invalid as error:
            return str(error.problems[0]["code"])
        return "asked"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(ask, cases))

    assert outcomes == ["asked", "more_than_paid"]


def test_a_refund_is_paid_once_as_a_receipt_below_zero(till):
    receipt, case = _paid(till), till.case()
    _ask(till, case, receipt, "99.99")
    _pay(till, case)

    with pytest.raises(RefundNotOpen):
        _pay(till, case)

    amounts = [str(one.amount) for one in till.receipts()]
    assert amounts == ["100.00", "-99.99"]
