"""An outage, step by step as diagrams call it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.customers import queries as customers
from engine.db import UnitOfWork
from engine.kernel.errors import Conflict, Invalid
from engine.outages import handlers, queries
from engine.processes.topics import BpmnError
from tests.companies import call, case, found_company, hang_transformer, string_line, supply

FROM, TO = "2026-11-12T08:00:00+08:00", "2026-11-12T16:00:00+08:00"
PLAN = {"kind": "PLAN", "planFrom": FROM, "planTo": TO, "lines": "10kV柳桥一线", "reason": "检修"}
assert handlers


@pytest.fixture
def grid(uow: UnitOfWork):
    found_company(uow)
    line = string_line(uow, "10kV柳桥一线")
    transformers = [hang_transformer(uow, line, f"柳桥{n}区", households=563) for n in (1, 2)]
    hang_transformer(uow, string_line(uow, "10kV溪口线"), "溪口新村")
    return transformers


@pytest.fixture
def context(uow, grid):
    context = case(uow, "200101")
    call(context, "outages.register", **PLAN)
    return context


def test_the_impact_comes_from_the_topology(uow, grid, context):
    supply(uow, "云泽医院", grid[0], "L1")
    supply(uow, "柳桥小学", grid[1], "TEMP")
    supply(uow, "沈青禾", grid[1])

    impact = call(context, "outages.analyse_impact", lines=["10kV柳桥一线"])

    assert impact == {
        "households": 1126,
        "customerHours": Decimal("9008.00"),
        "transformers": 2,
        "importantUsers": 2,
        "topImportant": True,
        "repeated": False,
    }


def test_an_account_with_its_own_transformer_counts_as_a_household(uow, grid, context):
    line = customers.lines_by_name(uow.session, ["10kV柳桥一线"])[0]
    own = hang_transformer(uow, line, "食品公司专变", households=0, is_public=False)
    supply(uow, "青砾食品有限公司", own)

    assert call(context, "outages.analyse_impact")["households"] == 1127


def test_a_second_outage_within_two_months_is_repeated(uow, context):
    call(context, "outages.analyse_impact")
    call(context, "outages.publish")
    later = case(uow, "200101", "case-2")
    second = {**PLAN, "planFrom": "2027-01-12T07:00+08:00", "planTo": "2027-01-12T16:00+08:00"}
    call(later, "outages.register", **second)

    assert call(later, "outages.analyse_impact")["repeated"]
    third = {"planFrom": "2027-01-13T07:00+08:00", "planTo": "2027-01-13T16:00+08:00"}
    assert not call(later, "outages.analyse_impact", **third)["repeated"]


def test_an_unknown_line_is_named(context):
    with pytest.raises(Invalid) as caught:
        call(context, "outages.analyse_impact", lines="虚构线")

    assert caught.value.problems == [{"field": "lines", "message": "unknown", "line": "虚构线"}]


def test_publishing_too_late_is_a_business_error(uow, context, clock):
    call(context, "outages.check_publish", kind="PLAN", planFrom=FROM)
    uow.now = clock.advance(timedelta(days=4))

    with pytest.raises(BpmnError) as caught:
        call(case(uow, "200101"), "outages.check_publish", kind="PLAN", planFrom=FROM)

    assert caught.value.code == "TOO_LATE"


def test_an_outage_is_published_once_and_executed(uow, grid, context):
    call(context, "outages.analyse_impact")
    published = call(context, "outages.publish", channels=["website", "sms"])
    assert call(context, "outages.publish") == published

    call(context, "outages.record_execution", offAt="2026-11-12T08:10:00+08:00")
    closed = call(context, "outages.close", conclusion="RESTORED", onAt="2026-11-12T14:10:00+08:00")

    assert closed == {"actualCustomerHours": Decimal("6756.00")}
    outage = queries.outage_of_case(uow.session, "case-1")
    assert [n.kind for n in queries.notices_of(uow.session, outage.id)] == ["PUBLISH"]
    with pytest.raises(Conflict):
        call(context, "outages.publish")


def test_a_change_is_told_on_the_channels_used_before(uow, grid, context):
    call(context, "outages.analyse_impact")
    call(context, "outages.publish", channels=["sms"])

    new = {"newFrom": "2026-11-19T08:00+08:00", "newTo": "2026-11-19T12:00+08:00"}
    call(context, "outages.publish_change", changeType="RESCHEDULE", **new)

    outage = queries.outage_of_case(uow.session, "case-1")
    last = queries.notices_of(uow.session, outage.id)[-1]
    assert (last.kind, last.channels) == ("RESCHEDULE", ["sms"])
    planned = customers.interruptions_of(uow.session, outage.number)
    assert {each.starts_at for each in planned} == {outage.plan_from}


def test_a_cancelled_outage_leaves_nobody_without_supply(uow, grid, context):
    call(context, "outages.analyse_impact")
    call(context, "outages.publish")
    call(context, "outages.close", conclusion="CANCELLED")

    during = queries.outage_of_case(uow.session, "case-1").plan_from + timedelta(hours=1)
    assert customers.open_interruption(uow.session, grid[0].id, during) is None


def test_a_fault_needs_no_end(uow, grid):
    context = case(uow, "200101", "fault-1")
    call(context, "outages.register", kind="FAULT", lines="10kV柳桥一线", reason="雷击")

    impact = call(context, "outages.analyse_impact", lines="10kV柳桥一线")

    assert (impact["households"], impact["customerHours"]) == (1126, 0)
    assert customers.open_interruption(uow.session, grid[0].id, uow.now) is not None


def test_an_outage_without_an_end_is_refused(uow, grid):
    with pytest.raises(Invalid):
        call(case(uow, "200101"), "outages.register", **{**PLAN, "planTo": None})
