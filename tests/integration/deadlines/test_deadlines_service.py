"""Calendars and limits in both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.db.audit import EventRow
from engine.deadlines import service
from engine.deadlines.model import LOCAL
from engine.deadlines.rules import (
    Case,
    Day,
    DayType,
    Policy,
    Unit,
    add_working_days,
    seed_time_rules,
)
from engine.deadlines.rules.arrangements import read_arrangement
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Forbidden, Invalid

MONDAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
HV1 = Case("/10/20/2001/", "HV1")


@pytest.fixture
def seeded(uow):
    service.load_seed(uow)
    return uow


def test_the_seed_is_loaded_once(uow):
    first = service.load_seed(uow)

    assert first > 250
    assert service.load_seed(uow) == 0


def test_the_tables_say_what_the_seed_says(seeded):
    from_tables, from_files = service.current_rules(seeded), seed_time_rules()

    promised = from_files.due("CONN.TOTAL", MONDAY, HV1)
    assert from_tables.due("CONN.TOTAL", MONDAY, HV1) == promised
    assert set(from_tables.policies) == set(from_files.policies)
    assert from_tables.days == from_files.days


def test_without_rows_the_delivered_limits_hold(uow):
    assert service.current_rules(uow) is seed_time_rules()


def test_limits_are_read_once_until_something_changes(seeded):
    before = service.current_rules(seeded)
    again = service.current_rules(seeded)

    service.add_policy(seeded, SYSTEM, Policy("NEW", 3, Unit.WD))

    assert before is again
    assert service.current_rules(seeded).policy("NEW", date(2026, 11, 2)).amount == 3


def test_a_local_rest_day_moves_the_deadlines_of_the_unit_alone(seeded):
    festival = {date(2026, 11, 3): Day(DayType.HOLIDAY, "丹枫节")}

    service.set_days(seeded, SYSTEM, "2002", festival, LOCAL)

    rules = service.current_rules(seeded)
    there = add_working_days(rules.calendar("/10/20/2002/"), seeded.now, 1)
    elsewhere = add_working_days(rules.calendar("/10/20/2001/"), seeded.now, 1)
    assert there - elsewhere == timedelta(days=1)


def test_the_official_calendar_of_a_year_replaces_the_provisional_one(seeded):
    official = {date(2027, 1, 1): Day(DayType.HOLIDAY, "元旦")}

    service.set_days(seeded, SYSTEM, "", official)

    calendar = service.current_rules(seeded).calendar()
    assert not calendar.is_provisional(date(2027, 1, 1))
    assert calendar.is_worked(date(2027, 2, 8))
    assert not calendar.is_worked(date(2026, 10, 1))


def test_a_change_of_the_calendar_is_in_the_audit_trail(seeded):
    service.set_days(seeded, SYSTEM, "", {date(2027, 1, 1): Day(DayType.HOLIDAY, "元旦")})
    seeded.flush()

    names = [row.name for row in seeded.session.query(EventRow)]
    assert names == ["CalendarChanged"]


def test_a_wrong_limit_is_refused(seeded):
    policy = Policy(
        "NEW",
        -1,
        Unit.WD,
        warn_rule="soon",
        effective_from=date(2026, 2, 1),
        effective_to=date(2026, 1, 1),
    )

    with pytest.raises(Invalid) as caught:
        service.add_policy(seeded, SYSTEM, policy)

    fields = [problem["field"] for problem in caught.value.problems]
    assert fields == ["amount", "warn_rule", "effective_to"]


def test_nobody_changes_a_calendar_without_permission(seeded):
    with pytest.raises(Forbidden):
        service.set_days(seeded, Actor("li", "Li"), "", {})


def test_an_official_list_is_imported_from_a_table(seeded):
    table = "date,type,name\n2027-01-01,HOLIDAY,元旦\n2027-02-20,makeup,春节调休上班\n"

    days = read_arrangement(table)
    service.set_days(seeded, SYSTEM, "", days)

    calendar = service.current_rules(seeded).calendar()
    assert len(days) == 2
    assert calendar.is_worked(date(2027, 2, 20))
    assert not calendar.is_worked(date(2027, 1, 1))


BROKEN = [
    "",
    "date,type,name\n",
    "date,type,name\nsoon,HOLIDAY,x",
    "day;kind\n1;2",
    "date,type\n2027-01-01,REST",
]


@pytest.mark.parametrize("table", BROKEN)
def test_a_broken_list_changes_nothing(seeded, table):
    with pytest.raises(Invalid):
        service.set_days(seeded, SYSTEM, "", read_arrangement(table))

    assert not service.current_rules(seeded).calendar().is_worked(date(2027, 2, 8))
