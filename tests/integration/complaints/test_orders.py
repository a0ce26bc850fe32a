"""A service order, step by step as diagrams call it."""

from datetime import timedelta

import pytest

from engine.complaints import handlers, queries
from engine.customers.service import plan_interruption
from engine.db import UnitOfWork
from engine.kernel.errors import Conflict, Invalid
from tests.companies import call, case, employ, found_company, hang_transformer, string_line, supply

FORM = {
    "kind": "COMPLAINT",
    "callerName": "沈青禾",
    "callerPhone": "13900001234",
    "content": "停电",
}
assert handlers


@pytest.fixture
def transformer(uow: UnitOfWork):
    found_company(uow)
    return hang_transformer(uow, string_line(uow, "柳桥一线"), "柳桥新村", org_id="2001012")


@pytest.fixture
def account_no(uow, transformer) -> str:
    return supply(uow, "沈青禾", transformer)[1].account_no


def order(uow: UnitOfWork, account_no: str, instance_id: str = "case-1", **more):
    context = case(uow, "10", instance_id, orgId="10")
    call(context, "complaints.register", **{**FORM, "accountNo": account_no, **more})
    return context


def test_an_order_knows_the_area_of_its_caller(uow, account_no):
    context = case(uow, "10")

    made = call(context, "complaints.register", **FORM, accountNo=account_no)

    assert made["bizNo"] == "GD202611021000000001"
    assert made["regionType"] == "RURAL"


def test_an_unknown_account_is_named(uow, account_no):
    with pytest.raises(Invalid) as caught:
        order(uow, "9999")

    assert caught.value.problems == [{"field": "accountNo", "message": "unknown"}]


def test_the_same_matter_within_sixty_days_is_a_repeat(uow, account_no, clock):
    matter = {"category": "频繁停电"}
    first = order(uow, account_no)
    assert call(first, "complaints.count_repeats", **matter) == {"repeatNo": 0}
    uow.now = clock.advance(timedelta(days=59))
    second = order(uow, account_no, "case-2")
    assert call(second, "complaints.count_repeats", **matter) == {"repeatNo": 1}
    uow.now = clock.advance(timedelta(days=2))
    third = order(uow, account_no, "case-3")

    assert call(third, "complaints.count_repeats", **matter) == {"repeatNo": 1}
    other = order(uow, account_no, "case-4")
    assert call(other, "complaints.count_repeats", category="电费") == {"repeatNo": 0}


def test_a_complaint_goes_to_the_county_company(uow, account_no):
    made = call(order(uow, account_no), "complaints.dispatch", kind="COMPLAINT", round=1)

    assert made == {"orgId": "200101", "crewGroup": ""}


def test_a_fault_goes_to_another_crew_each_round(uow, account_no):
    employ(uow, "near", "2001012", "REPAIR_CREW")
    employ(uow, "far", "2001011", "REPAIR_CREW")
    context = order(uow, account_no, kind="FAULT")

    crews = [call(context, "complaints.dispatch")["crewGroup"] for _ in range(3)]

    assert crews == ["REPAIR_CREW@2001012", "REPAIR_CREW@2001011", "REPAIR_CREW@2001012"]


def test_a_fault_without_any_crew_goes_to_the_county(uow, account_no):
    made = call(order(uow, account_no, kind="FAULT"), "complaints.dispatch")

    assert made == {"orgId": "200101", "crewGroup": ""}


def test_a_known_outage_explains_a_fault(uow, account_no, transformer):
    hour = timedelta(hours=1)
    plan_interruption(uow, "TD1", [transformer.id], (uow.now - hour, uow.now + hour))
    context = order(uow, account_no, kind="FAULT")

    found = call(context, "complaints.match_outage", accountNo=account_no, address="")
    call(context, "complaints.link_outage", outageNo=found["outageNo"])

    assert (found["knownOutage"], found["outageNo"]) == (True, "TD1")
    assert found["restoreEta"].startswith("2026-11-02T02:00")
    assert queries.order_of_case(uow.session, "case-1").conclusion == "KNOWN_OUTAGE"


def test_an_address_without_an_account_is_matched_too(uow, transformer):
    plan_interruption(uow, "TD1", [transformer.id], (uow.now, None))
    context = order(uow, "", kind="FAULT")

    found = call(context, "complaints.match_outage", address="望溪区柳桥新村8幢")

    assert found == {"knownOutage": True, "outageNo": "TD1", "restoreEta": ""}
    assert not call(context, "complaints.match_outage", address="别处")["knownOutage"]


def test_a_closed_order_gets_no_reply(uow, account_no):
    context = order(uow, account_no)
    call(context, "complaints.record_reply", replyText="已处理", satisfied=True)
    call(context, "complaints.close", conclusion="DONE")

    with pytest.raises(Conflict):
        call(context, "complaints.record_reply", replyText="再答复")
    assert queries.order_of_case(uow.session, "case-1").is_satisfied is True


def test_a_caller_without_account_is_placed_by_his_address(uow, transformer):
    context = case(uow, "10", orgId="10", contactAddr="望溪区柳桥新村8幢")
    made = call(context, "complaints.register", **FORM)

    assert made["regionType"] == "RURAL"
    assert call(context, "complaints.dispatch")["orgId"] == "200101"


def test_an_order_taken_at_headquarters_belongs_to_the_callers_company_at_once(uow, account_no):
    made = call(case(uow, "10", orgId="10"), "complaints.register", **FORM, accountNo=account_no)

    assert made["orgId"] == "200101"


def test_who_is_known_by_telephone_only_lives_where_he_lived_before(uow, transformer):
    before = case(uow, "10", "case-1", orgId="10", contactAddr="望溪区柳桥新村8幢")
    call(before, "complaints.register", **FORM)

    again = call(case(uow, "10", "case-2", orgId="10"), "complaints.register", **FORM)
    stranger = {**FORM, "callerPhone": "13900009999"}
    other = call(case(uow, "10", "case-3", orgId="10"), "complaints.register", **stranger)

    assert (again["orgId"], other["orgId"]) == ("200101", "10")


def test_what_the_agent_heard_of_the_place_counts_more(uow, account_no):
    context = case(uow, "10", siteType="REMOTE")

    made = call(context, "complaints.register", **FORM, accountNo=account_no)

    assert made["regionType"] == "REMOTE"


def test_who_reports_misconduct_stays_hidden(uow, account_no):
    order(uow, account_no, kind="REPORT")

    assert queries.order_of_case(uow.session, "case-1").is_secret
