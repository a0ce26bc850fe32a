"""Scenario 16: a customer sees his own case through his link, and nothing by guessing."""

import re
from pathlib import Path

import pytest

from engine.db import Database
from engine.instances.queries import get_instance
from engine.kernel.clock import FixedClock
from engine.kernel.signing import Signer
from notifications.links import CUSTOMER_CASE, CUSTOMER_STEP, case_address
from notifications.model import Delivery
from tests.integration.payments.till import Till, open_till
from web.customer_steps import link as links

# What a page says, without the tokens that differ from one to the next.
MAIN = re.compile(r"<h1.*?</h1>.*?</p>", re.DOTALL)
SU, BAI = "customer:13900007001", "customer:13900007002"


@pytest.fixture
def till(database: Database, clock: FixedClock, tmp_path: Path) -> Till:
    return open_till(database, clock, tmp_path)


def _case(till: Till, customer: str, **facts: str) -> str:
    """Start a case of somebody and tell him of it."""
    case = till.case(phone=customer.removeprefix("customer:"), **facts)
    till.tell_people()
    return case


def _path(till: Till, case: str, customer: str) -> str:
    address = case_address(till.parts.settings, case, customer)
    return address.removeprefix(till.parts.settings.base_url)


def test_the_notice_carries_a_link_to_his_own_case(till: Till) -> None:
    case = _case(till, SU)
    order = till.order(case)

    page = till.browser().get(_path(till, case, SU))

    assert page.status_code == 200
    assert "您需要办理的事项" in page.text
    assert order.subject in page.text
    assert "溪口供电所" in page.text


def test_guessing_another_case_opens_nothing(till: Till) -> None:
    own, other = _case(till, SU), _case(till, BAI)
    browser = till.browser()
    signed = _path(till, own, SU)
    forged = [
        f"/c/t/{other}",
        signed.replace(signed[20:24], "AAAA"),
        signed[:-1] + ("A" if signed[-1] != "A" else "B"),
        _path(till, other, SU),
        "/c/t/" + Signer("x" * 40).sign(CUSTOMER_CASE, [other, BAI]),
        "/c/t/" + Signer("s" * 40).sign(CUSTOMER_STEP, other),
        "/c/t/" + Signer("s" * 40).sign(CUSTOMER_CASE, other),
        f"/c/{other}",
        f"/c/p/{till.order(other).id}",
    ]

    answers = [browser.get(path) for path in forged]

    assert [one.status_code for one in answers] == [404] * len(forged)
    assert len({MAIN.findall(one.text)[0] for one in answers}) == 1
    assert all("青砾" not in one.text for one in answers)


def test_an_old_link_says_so_and_shows_nothing(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _path(till, _case(till, SU), SU)
    monkeypatch.setattr(links, "CASE_DAYS", -1)

    page = till.browser().get(path)

    assert page.status_code == 404
    assert "已过期" in page.text


def test_his_other_cases_are_those_told_to_the_same_address(till: Till) -> None:
    own, second, other = _case(till, SU), _case(till, SU), _case(till, BAI)
    numbers = {case: _number(till, case) for case in (own, second, other)}

    page = till.browser().get(_path(till, own, SU)).text

    assert numbers[second] in page
    assert numbers[other] not in page


def test_nobody_declares_himself_to_have_paid(till: Till) -> None:
    case = _case(till, SU)
    browser, task = till.browser(), till.open(case)[0].id
    link = "/c/" + Signer("s" * 40).sign(CUSTOMER_STEP, task)
    token = browser.get("/account/token").json["token"]

    answer = browser.post(
        link, json={"data": {"paidAmount": 320000}}, headers={"X-CSRFToken": token}
    )

    assert answer.status_code == 404
    assert till.waits_at(case) == ["pay"]


def test_he_pays_through_his_link_and_finds_the_receipt(till: Till) -> None:
    case = _case(till, SU)
    order = till.order(case)
    link = "/c/" + Signer("s" * 40).sign(CUSTOMER_STEP, till.open(case)[0].id)
    before = till.browser().get(link).text

    till.tell(order.number, "320000.00")

    receipt = till.receipts()[0].number
    assert f"https://pay.example/cashier?order={order.number}&amp;amount=320000.00" in before
    assert receipt in till.browser().get(link).text
    assert till.waits_at(case) == ["works"]
    assert receipt in till.browser().get(_path(till, case, SU)).text


def test_the_links_of_customers_are_hidden_from_staff(till: Till) -> None:
    _case(till, SU)

    told = [one for one in till.rows(Delivery) if one.recipient_id == SU]

    assert told
    assert all("/c/…" in one.shown_body and "/c/ey" not in one.shown_body for one in told)


def _number(till: Till, case: str) -> str:
    with till.parts.database.reading(till.clock) as uow:
        return get_instance(uow.session, case).business_key
