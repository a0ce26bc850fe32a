"""The clerk's pages: within his reach, and nothing settled twice."""

import re

from engine.kernel.errors import Invalid
from tests.companies import hang_transformer, string_line, supply

LINK = re.compile(r'value="http://127\.0\.0\.1:8000(/c/p/[^"]+)"')


def test_the_lists_show_what_is_paid_and_what_fits_nothing(till):
    order = till.order(till.case())
    till.tell(order.number, "320000.00", "P1")
    till.tell("JF000", "12.50", "P2")

    paid = till.browser("cashier").get("/payments/?view=paid").text
    unmatched = till.browser("finance").get("/payments/?view=unmatched").text

    assert "320,000.00" in paid
    assert "没有这个缴费单" in unmatched


def test_another_unit_sees_nothing(till):
    order = till.order(till.case())
    till.tell(order.number, "1.00", "P1")
    browser = till.browser("elsewhere")

    lists = [browser.get(f"/payments/?view={view}").text for view in ("open", "exceptions")]

    assert all(order.number not in page for page in lists)
    assert browser.get(f"/payments/orders/{order.id}").status_code == 404
    path = f"/payments/exceptions/{till.doubts()[0].id}"
    assert till.post(browser, path, way="noted", remark="x").status_code == 404


def test_who_has_nothing_to_do_with_money_sees_no_list(till):
    assert till.browser("surveyor").get("/payments/").status_code == 403


def test_a_doubt_is_matched_to_its_order_once(till):
    case = till.case()
    order = till.order(case)
    till.tell("JF000", "320000.00", "P7")
    doubt, browser = till.doubts()[0], till.browser("finance")
    path = f"/payments/exceptions/{doubt.id}"
    fields = {"way": "matched", "remark": "单号写错", "order_number": order.number}

    first, second = (till.post(browser, path, **fields).status_code for _ in range(2))

    assert (first, second) == (303, 409)
    assert [one.provider_no for one in till.receipts()] == ["P7"]
    assert till.waits_at(case) == ["works"]


def test_a_doubt_of_another_amount_cannot_be_matched(till):
    order = till.order(till.case())
    till.tell(order.number, "1.00", "P7")
    path = f"/payments/exceptions/{till.doubts()[0].id}"
    fields = {"way": "matched", "remark": "看错了", "order_number": order.number}

    answer = till.post(till.browser("cashier"), path, **fields)

    assert answer.status_code == 422
    assert "看错了" in answer.text
    assert till.receipts() == []


def test_a_bill_is_asked_for_and_paid_through_its_link(till):
    with till.parts.database.unit_of_work(till.clock) as uow:
        account = supply(uow, "白一鸣", hang_transformer(uow, string_line(uow, "L1"), "溪口"))[1]
    clerk = till.browser("cashier")
    fields = {"account_no": account.account_no, "subject": "十月电费", "amount": "128.50"}
    page = clerk.get(till.post(clerk, "/payments/new", **fields).headers["Location"]).text
    link = LINK.findall(page)[0]
    number = re.findall(r"JF\d+", page)[0]

    till.tell(number, "128.50")

    customer = till.browser().get(link).text
    assert "缴费成功" in customer
    assert "SJ" in customer


def test_an_amount_that_cannot_be_paid_is_said_at_its_field(till):
    fields = {"account_no": "1", "subject": "电费", "amount": "abc"}

    answer = till.post(till.browser("cashier"), "/payments/new", **fields)

    assert answer.status_code == 422
    assert "两位小数" in answer.text
    assert "电费" in answer.text


def test_money_is_decimal_and_never_rounded_in_silence(till):
    try:
        till.case("10.005")
    except Invalid as error:
        assert error.problems[0]["field"] == "amount"
    else:
        raise AssertionError("a tenth of a cent was accepted")
