"""When something is due, when to warn, and what pauses do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.rules import (
    Case,
    Light,
    Pause,
    Policy,
    Unit,
    UnknownPolicy,
    due,
    light,
    next_alarm,
    read_warn_rule,
    seed_time_rules,
    stops_promise,
    warn_moments,
)
from engine.deadlines.rules.timetable import time_rules
from engine.kernel.clock import COMPANY_ZONE

RULES = seed_time_rules()
CALENDAR = RULES.calendar()
FIVE_DAYS = Policy("FIVE", 5, Unit.WD)
NINETY_MINUTES = Policy("NINETY", 90, Unit.MIN)
YEAR_2026 = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 525000).map(lambda minutes: YEAR_2026 + timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("unit", "amount", "ends"),
    [
        (Unit.MIN, 45, "2026-10-31T23:45"),
        (Unit.HOUR, 24, "2026-11-01T23:00"),
        (Unit.DAY, 7, "2026-11-07T23:00"),
        (Unit.MONTH, 1, "2026-11-30T23:00"),
        (Unit.WD, 1, "2026-11-03T17:30"),
    ],
)
def test_natural_limits_run_through_rest_days(unit, amount, ends):
    assert due(Policy("P", amount, unit), at("2026-10-31T23:00"), CALENDAR) == at(ends)


def test_a_pause_of_working_time_moves_a_working_limit():
    pause = Pause(at("2026-11-04T09:00"), at("2026-11-06T09:00"))

    assert due(FIVE_DAYS, at("2026-11-02T10:00"), CALENDAR, [pause]) == at("2026-11-11T17:30")


def test_a_pause_over_a_weekend_does_not_move_a_working_limit():
    pause = Pause(at("2026-11-06T18:00"), at("2026-11-09T08:00"))

    assert due(FIVE_DAYS, at("2026-11-02T10:00"), CALENDAR, [pause]) == at("2026-11-09T17:30")


def test_a_pause_moves_a_natural_limit_by_its_length():
    pause = Pause(at("2026-11-02T10:30"), at("2026-11-02T11:00"))

    assert due(NINETY_MINUTES, at("2026-11-02T10:00"), CALENDAR, [pause]) == at("2026-11-02T12:00")


def test_overlapping_pauses_count_once():
    pauses = [
        Pause(at("2026-11-02T10:10"), at("2026-11-02T10:40")),
        Pause(at("2026-11-02T10:30"), at("2026-11-02T11:00")),
    ]

    assert due(NINETY_MINUTES, at("2026-11-02T10:00"), CALENDAR, pauses) == at("2026-11-02T12:20")


def test_pauses_before_the_start_or_after_the_end_count_nothing():
    pauses = [
        Pause(at("2026-11-02T08:00"), at("2026-11-02T09:00")),
        Pause(at("2026-11-02T15:00"), at("2026-11-02T16:00")),
    ]

    assert due(NINETY_MINUTES, at("2026-11-02T10:00"), CALENDAR, pauses) == at("2026-11-02T11:30")


def test_an_open_pause_counts_until_now():
    start, pause = at("2026-11-02T10:00"), Pause(at("2026-11-02T10:30"))

    assert due(NINETY_MINUTES, start, CALENDAR, [pause]) == at("2026-11-02T11:30")
    assert due(NINETY_MINUTES, start, CALENDAR, [pause], at("2026-11-02T12:30")) == at(
        "2026-11-02T13:30"
    )


def test_a_month_waiting_for_the_customer_moves_the_promise():
    pause = Pause(at("2026-03-02T09:00"), at("2026-04-01T09:00"))
    case = Case(sla_class="HV1")

    plain = RULES.due("CONN.TOTAL", at("2026-02-26T09:00"), case)
    paused = RULES.due("CONN.TOTAL", at("2026-02-26T09:00"), case, [pause])

    assert (plain, paused) == (at("2026-03-27T17:30"), at("2026-04-29T17:30"))


@pytest.mark.parametrize(
    ("rule", "moments"),
    [
        ("50%", ["2026-11-05T09:15"]),
        ("50%,80%", ["2026-11-05T09:15", "2026-11-06T16:18"]),
        ("-2WD", ["2026-11-05T17:30"]),
        ("+2WD", ["2026-11-04T17:30"]),
        ("-4H", ["2026-11-09T13:30"]),
        ("+4H", ["2026-11-02T14:00"]),
        ("", []),
        ("-30D", []),
    ],
)
def test_warnings_run_in_the_clock_of_the_limit(rule, moments):
    found = warn_moments(FIVE_DAYS, at("2026-11-02T10:00"), CALENDAR, rule=rule)

    assert found == [at(moment) for moment in moments]


@pytest.mark.parametrize("rule", ["soon", "80", "2WD", "-2", "50%;80%"])
def test_a_rule_that_makes_no_sense_is_refused(rule):
    with pytest.raises(ValueError, match="no warning rule"):
        read_warn_rule(rule)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-02T11:59", Light.GREEN),
        ("2026-11-02T12:00", Light.YELLOW),
        ("2026-11-02T13:00", Light.RED),
    ],
)
def test_the_light_turns_yellow_then_red(now, shown):
    assert light(at(now), at("2026-11-02T12:00"), at("2026-11-02T13:00")) is shown


def test_an_alarm_rings_for_each_warning_then_when_due():
    start, ends = at("2026-11-02T10:00"), at("2026-11-02T18:00")
    warnings = [at("2026-11-02T14:00"), at("2026-11-02T16:00")]

    first = next_alarm(start, ends, warnings, "E1")
    last = next_alarm(at("2026-11-02T16:00"), ends, warnings, "E1")

    assert (first.kind, first.due_at, first.payload["warn_at"]) == (
        "task.warn",
        warnings[0],
        [warnings[1].isoformat()],
    )
    assert (last.kind, last.due_at) == ("task.due", ends)


def test_work_without_a_due_moment_has_no_alarm():
    assert next_alarm(at("2026-11-02T10:00"), None, [], "E1") is None


@pytest.mark.parametrize(
    ("case", "amount"),
    [
        (Case(sla_class="RES"), 5),
        (Case(sla_class="HV2"), 32),
    ],
)
def test_the_limit_depends_on_the_class_of_the_case(case, amount):
    assert RULES.policy("CONN.TOTAL", date(2026, 11, 2), case).amount == amount


def test_a_class_without_a_limit_of_its_own_takes_the_general_one():
    assert RULES.policy("CONN.SURVEY", date(2026, 11, 2), Case(sla_class="RES")).amount == 1


def test_the_limit_depends_on_the_region():
    case = Case.of("", {"regionType": "RURAL"})

    assert RULES.policy("FAULT.ARRIVE", date(2026, 11, 2), case).amount == 90


def test_an_unknown_limit_is_named():
    with pytest.raises(UnknownPolicy, match=r"NO\.SUCH"):
        RULES.due("NO.SUCH", at("2026-11-02T10:00"))


def test_a_nearer_unit_and_a_later_edition_win():
    group = Policy("P", 5, Unit.WD, scope_org_id="10")
    city = Policy("P", 4, Unit.WD, scope_org_id="2001")
    newer = Policy("P", 3, Unit.WD, scope_org_id="2001", effective_from=date(2026, 12, 1))
    rules = time_rules([newer, city, group], {})

    def amount(path: str, on: date) -> int:
        return rules.policy("P", on, Case(path)).amount

    assert amount("/10/20/2001/200101/", date(2026, 11, 2)) == 4
    assert amount("/10/20/2001/200101/", date(2026, 12, 2)) == 3
    assert amount("/10/21/", date(2026, 12, 2)) == 5


@given(MOMENTS, st.integers(1, 30), st.lists(st.tuples(MOMENTS, MOMENTS), max_size=4))
def test_pauses_never_bring_the_end_nearer(start, days, spans):
    pauses = [Pause(*sorted(span)) for span in spans]
    policy = Policy("P", days, Unit.WD)

    assert due(policy, start, CALENDAR, pauses) >= due(policy, start, CALENDAR)


@given(MOMENTS, st.sampled_from(["CONN.REPLY", "CMP.REPLY", "FAULT.ARRIVE", "TASK.RECEIVE"]))
def test_warnings_come_after_the_start_and_before_the_end(start, code):
    case = Case("/10/", "HV1", "URBAN")

    ends = RULES.due(code, start, case)

    assert all(start < warned < ends for warned in RULES.warnings(code, start, case))


@given(MOMENTS)
def test_one_long_pause_equals_two_that_touch(start):
    middle, end = start + timedelta(days=3), start + timedelta(days=9)

    once = due(FIVE_DAYS, start, CALENDAR, [Pause(start, end)])

    assert due(FIVE_DAYS, start, CALENDAR, [Pause(start, middle), Pause(middle, end)]) == once


def test_the_customer_stops_the_promise_the_unit_does_not():
    assert stops_promise("CUSTOMER_DESIGN")
    assert not stops_promise("UNIT_SUPPLEMENT")
