"""The demo's page in place of a provider: real reports, and only in the demo."""

import re

import pytest

from engine.kernel.signing import Signer
from notifications.links import CUSTOMER_STEP
from tests.integration.payments.till import Till, open_till

PAY = re.compile(r'href="http://127\.0\.0\.1:8000(/demo-payment/\?[^"]+)"')


@pytest.fixture
def demo(database, clock, tmp_path) -> Till:
    return open_till(database, clock, tmp_path, demo=True, payment_keys="", payment_page="")


def _pay_page(demo: Till, case: str) -> str:
    link = "/c/" + Signer("s" * 40).sign(CUSTOMER_STEP, demo.open(case)[0].id)
    return PAY.findall(demo.browser().get(link).text)[0].replace("&amp;", "&")


def test_the_demo_pays_with_a_signed_report_and_leads_back(demo):
    case = demo.case()
    page = _pay_page(demo, case)
    browser = demo.browser()

    answer = demo.post(browser, page, twice="1")

    assert answer.status_code == 303
    assert demo.receipts()[0].number in browser.get(answer.headers["Location"]).text
    assert len(demo.receipts()) == 1
    assert demo.waits_at(case) == ["works"]


def test_a_changed_order_is_not_known_to_the_demo(demo):
    page = _pay_page(demo, demo.case()).replace("amount=320000.00", "amount=1.00")

    assert demo.browser().get(page).status_code == 404


def test_the_page_does_not_exist_outside_the_demo(till):
    assert till.browser().get("/demo-payment/").status_code == 404
