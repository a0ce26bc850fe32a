"""Scenarios 1 to 5: working days, pauses, outage notices, fault limits, repeated complaints."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from engine.kernel.clock import COMPANY_ZONE
from engine.timekeeping.clocks import clocks_of_case
from tests.acceptance.scenarios.complaints import Hotline
from tests.acceptance.scenarios.conftest import Doors
from tests.companies import hang_transformer, string_line
from tests.integration.approvals.bureau import Bureau, line, task
from tests.integration.processes.office import sequence

Tick = Callable[[], None]


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


def _promised(code: str) -> str:
    return (
        "<bpmn:extensionElements><camunda:properties>"
        f'<camunda:property name="sla" value="{code}"/>'
        "</camunda:properties></bpmn:extensionElements>"
    )


def test_01_five_working_days_over_a_makeup_saturday_and_the_festival(bureau: Bureau) -> None:
    bureau.deploy(_promised("CONN.TOTAL") + line(("a", task("a", "zhao"))))
    bureau.clock.set(_local("2026-02-12T10:00"))

    case = bureau.start("wang", slaClass="RES")

    due = bureau.case(case).due_at
    assert due is not None
    assert due.astimezone(COMPANY_ZONE).date().isoformat() == "2026-02-26"


def test_02_thirty_days_of_customer_design_move_the_promise_and_elapsed_counts_on(
    bureau: Bureau,
) -> None:
    design = task("design", "wang", pause="CUSTOMER_DESIGN", customer="true")
    bureau.deploy(_promised("CONN.TOTAL") + line(("design", design), ("plan", task("plan", "sun"))))
    case = bureau.start("wang", slaClass="HV1")
    before = bureau.case(case).due_at
    bureau.clock.advance(timedelta(days=30))

    bureau.agree("wang", case, "design")

    after = bureau.case(case).due_at
    assert before is not None
    assert after is not None
    assert after - before >= timedelta(days=28)
    with bureau.database.reading(bureau.clock) as uow:
        main = clocks_of_case(uow, bureau.case(case)).main
        assert main is not None
        assert main.elapsed == timedelta(days=30)
        assert main.company < timedelta(days=1)


def _notice(kind: str) -> str:
    given = {"kind": f'="{kind}"', "planFrom": "=planFrom", "planTo": "=planTo", "lines": "=lines"}
    inputs = "".join(
        f'<camunda:inputParameter name="{name}">{value}</camunda:inputParameter>'
        for name, value in given.items()
    )
    services = "".join(
        f'<bpmn:serviceTask id="{name}" camunda:type="external" camunda:topic="outages.{topic}">'
        f"<bpmn:extensionElements><camunda:inputOutput>{inputs}</camunda:inputOutput>"
        "</bpmn:extensionElements></bpmn:serviceTask>"
        for name, topic in (("register", "register"), ("publish", "check_publish"))
    )
    return (
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/><bpmn:endEvent id="late_end"/>'
        + services
        + '<bpmn:boundaryEvent id="late" attachedToRef="publish"><bpmn:errorEventDefinition'
        ' errorRef="TOO_LATE"/></bpmn:boundaryEvent>'
        + task("published", "wang")
        + task("reschedule", "zhao")
        + sequence(("start", "register"), ("register", "publish"), ("publish", "published"),
                   ("published", "end"), ("late", "reschedule"), ("reschedule", "late_end"))
    )  # fmt: skip


TOO_LATE = '<bpmn:error id="TOO_LATE" errorCode="TOO_LATE"/>'


@pytest.mark.parametrize(
    ("lead", "node"),
    [(timedelta(days=6, hours=23), "reschedule"), (timedelta(days=7), "published")],
)
def test_03_an_outage_is_not_published_six_days_and_23_hours_before(
    bureau: Bureau, lead: timedelta, node: str
) -> None:
    with bureau.database.unit_of_work(bureau.clock) as uow:
        hang_transformer(uow, string_line(uow, "柳桥一线"), "柳桥新村")
    bureau.deploy(_notice("PLAN"), roots=TOO_LATE)
    begin = bureau.clock.now().astimezone(COMPANY_ZONE) + lead

    case = bureau.start(
        "wang",
        planFrom=begin.isoformat(),
        planTo=(begin + timedelta(hours=8)).isoformat(),
        lines="柳桥一线",
    )

    assert bureau.nodes(case) == [node]


@pytest.mark.parametrize(("region", "light"), [("URBAN", "red"), ("RURAL", "green")])
def test_04_a_fault_is_red_after_45_minutes_in_town_and_green_in_the_country(
    doors: Doors, region: str, light: str
) -> None:
    bureau = doors.bureau
    bureau.deploy(line(("arrive", task("arrive", "zhao", sla="FAULT.ARRIVE"))))
    case = bureau.start("wang", regionType=region)

    bureau.clock.advance(timedelta(minutes=45, seconds=1))

    assert bureau.task(case, "arrive").light(bureau.clock.now()) == light
    listed = doors.of("zhao").get(f"/inbox/?light={light}").text
    assert bureau.case(case).business_key in listed


@pytest.mark.parametrize("unit", ["200101", "10"])
def test_05_a_complaint_repeated_a_third_time_goes_to_the_province(
    bureau: Bureau, unit: str
) -> None:
    """Wherever it is taken: headquarters hear of customers of every province."""
    hotline = Hotline(bureau, unit)

    cases = [hotline.complain() for _ in range(3)]

    assert [hotline.is_supervised(case) for case in cases] == [False, False, True]
    told = hotline.told(cases[2])
    assert "MARKETING_HEAD@20" in str(told)
    assert hotline.supervised(cases[2]) == ["200101"]
    assert hotline.climbs_at(cases[1]) == ["200101"]
