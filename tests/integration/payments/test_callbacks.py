"""Reports of a payment provider: only signed ones, only lately, only what fits."""

from decimal import Decimal

from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM
from engine.payments.model import COUNTER
from engine.payments.service import NewOrder, open_order


def test_a_report_signed_with_another_key_is_refused(till):
    order = till.order(till.case())

    answer = till.tell(order.number, "320000.00", key="x" * 32)

    assert (answer.status_code, answer.json["code"]) == (403, "signature_invalid")
    assert till.receipts() == []


def test_a_report_signed_long_ago_is_refused(till):
    order = till.order(till.case())

    answer = till.tell(order.number, "320000.00", late=301)

    assert (answer.status_code, answer.json["code"]) == (403, "callback_expired")


def test_an_unknown_provider_has_no_key(till):
    answer = till.app.test_client().post("/payments/callback/demo", data=b"{}")

    assert answer.status_code == 403


def test_another_amount_is_kept_for_a_clerk_and_changes_nothing(till):
    case = till.case()
    order = till.order(case)

    answers = [till.tell(order.number, "319999.99") for _ in range(2)]

    assert [one.status_code for one in answers] == [409, 409]
    assert [(one.reason, str(one.amount)) for one in till.doubts()] == [("mismatch", "319999.99")]
    assert till.receipts() == []
    assert till.waits_at(case) == ["pay"]


def test_money_for_an_unknown_order_is_kept_as_unmatched(till):
    till.tell("JF000", "12.50")

    assert [(one.reason, one.org_path) for one in till.doubts()] == [("unknown_order", "/10/")]


def test_a_second_payment_of_an_order_is_kept(till):
    order = till.order(till.case())
    till.tell(order.number, "320000.00", "P1")

    till.tell(order.number, "320000.00", "P2")

    assert [one.reason for one in till.doubts()] == ["paid_again"]
    assert len(till.receipts()) == 1


def test_a_number_that_comes_again_with_another_amount_is_kept(till):
    order = till.order(till.case())
    till.tell(order.number, "320000.00", "P1")

    till.tell(order.number, "1.00", "P1")

    assert [one.reason for one in till.doubts()] == ["changed"]


def test_what_is_no_report_is_refused(till):
    answer = till.tell("", "1.005")

    assert answer.status_code == 422
    assert till.doubts() == []


def test_receipts_of_a_day_have_no_gaps(till):
    orders = [till.order(till.case(str(fee))) for fee in (10, 20, 30)]
    for number, order in enumerate(orders):
        till.tell(order.number, str(order.amount - (number == 1)), f"P{number}")
    till.tell(orders[1].number, "20.00", "P9")

    numbers = [one.number for one in till.receipts()]

    assert [int(number[-5:]) for number in numbers] == [1, 2, 3]


def test_the_counter_takes_what_is_due_and_nothing_else(till):
    case = till.case("100.50")
    task = till.open(case)[0].id
    paid = {"paidAmount": 100.5, "payMode": "CASH", "invoiceNo": "FP1"}

    till.complete("cashier", task, paid)

    receipt = till.receipts()[0]
    assert (str(receipt.amount), receipt.provider) == ("100.50", COUNTER)
    assert till.tell(till.order(case).number, "100.50").status_code == 409
    assert [one.reason for one in till.doubts()] == ["paid_again"]


def test_what_was_paid_is_not_asked_for_again_when_the_case_comes_by_again(till):
    case = till.case("100.00")
    order = till.order(case)
    till.tell(order.number, "100.00")
    till.parts.worker().tick()

    with till.parts.database.unit_of_work(till.clock) as uow:
        lock_instance(uow, case)
        new = NewOrder("2001011", Decimal("100.00"), order.subject, instance_id=case)
        again = open_order(uow, SYSTEM, new)

    assert again.id == order.id
