"""A clock with company's and customer's time apart, and a due time told step by step."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.deadlines.rules import (
    Light,
    Pause,
    Policy,
    Unit,
    add_working_time,
    due,
    seed_time_rules,
    working_time,
    yellow_moment,
)
from engine.deadlines.rules.clocks import clock_at
from engine.deadlines.rules.steps import reckoning
from engine.kernel.clock import COMPANY_ZONE

RULES = seed_time_rules()
CALENDAR = RULES.calendar()
FIVE_DAYS = Policy("FIVE", 5, Unit.WD, warn_rule="80%")
MOMENTS = st.integers(0, 525000).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LENGTHS = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
POLICIES = st.sampled_from(
    [FIVE_DAYS, Policy("H", 20, Unit.WH), Policy("N", 36, Unit.HOUR), Policy("D", 7, Unit.DAY)]
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE).astimezone(UTC)


def test_a_month_at_the_customers_keeps_elapsed_time_and_company_time_apart():
    pause = Pause(at("2026-03-02T09:00"), at("2026-04-01T09:00"))

    clock = clock_at(FIVE_DAYS, at("2026-02-26T09:00"), CALENDAR, [pause], at("2026-04-01T12:00"))

    assert clock.customer == timedelta(days=30)
    assert clock.elapsed == at("2026-04-01T12:00") - at("2026-02-26T09:00")
    assert clock.company == clock.elapsed - timedelta(days=30)
    assert clock.due_at == at("2026-04-03T17:30")
    assert not clock.is_paused


def test_while_a_clock_stands_its_rest_stays_the_same():
    pause = Pause(at("2026-11-03T10:00"))

    clocks = [
        clock_at(FIVE_DAYS, at("2026-11-02T09:00"), CALENDAR, [pause], now)
        for now in (at("2026-11-04T10:00"), at("2026-11-12T10:00"))
    ]

    assert {clock.left for clock in clocks} == {timedelta(hours=6 + 32 - 1)} or len(
        {clock.left for clock in clocks}
    ) == 1
    assert all(clock.paused_since == pause.from_at for clock in clocks)
    assert {clock.light for clock in clocks} == {Light.GREEN}


def test_a_clock_past_its_end_says_by_how_much():
    clock = clock_at(FIVE_DAYS, at("2026-11-02T09:00"), CALENDAR, [], at("2026-11-10T10:30"))

    assert (clock.light, clock.left) == (Light.RED, -timedelta(hours=2))


@pytest.mark.parametrize(
    ("rule", "moment"),
    [("", "2026-11-06T16:18"), ("-2WD", "2026-11-05T17:30"), ("-4WH", "2026-11-09T13:30")],
)
def test_the_light_turns_yellow_by_its_own_rule_else_at_the_first_warning(rule, moment):
    policy = Policy("P", 5, Unit.WD, warn_rule="80%", yellow_rule=rule)

    assert yellow_moment(policy, at("2026-11-02T10:00"), CALENDAR) == at(moment)


def test_the_way_to_a_due_time_over_the_spring_festival_is_told_day_by_day():
    steps = reckoning(FIVE_DAYS, at("2026-02-12T10:00"), CALENDAR)

    kinds = [(step.kind, step.on.day) for step in steps]
    assert kinds[:4] == [("arrived", 12), ("counted", 13), ("makeup", 14), ("holiday", 15)]
    assert [step.number for step in steps if step.number] == [1, 2, 3, 4, 5]
    assert steps[-1].moment == at("2026-02-26T17:30")


def test_what_arrives_in_the_evening_counts_from_the_next_working_day():
    steps = reckoning(FIVE_DAYS, at("2026-11-06T18:00"), CALENDAR)

    assert [step.kind for step in steps[:4]] == ["late", "weekend", "weekend", "arrived"]


def test_each_pause_is_told_with_what_it_costs():
    pauses = [
        Pause(at("2026-11-03T08:30"), at("2026-11-03T12:00")),
        Pause(at("2026-11-07T09:00"), at("2026-11-08T09:00")),
    ]

    told = [
        step
        for step in reckoning(FIVE_DAYS, at("2026-11-02T10:00"), CALENDAR, pauses)
        if step.kind == "pause"
    ]

    assert [step.amount for step in told] == [timedelta(hours=3.5), timedelta()]
    assert told[0].moment == at("2026-11-10T12:00")


@given(POLICIES, MOMENTS, st.lists(st.tuples(MOMENTS, LENGTHS), max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_last_step_is_the_due_time(policy, start, found):
    pauses = [Pause(begun, begun + length) for begun, length in found]

    assert reckoning(policy, start, CALENDAR, pauses)[-1].moment == due(
        policy, start, CALENDAR, pauses
    )


@given(MOMENTS, MOMENTS, LENGTHS)
@settings(max_examples=60, deadline=None)
def test_adding_working_time_keeps_the_order(one, other, length):
    first, second = sorted((one, other))

    assert add_working_time(CALENDAR, first, length) <= add_working_time(CALENDAR, second, length)
    assert add_working_time(CALENDAR, first, length) <= add_working_time(
        CALENDAR, first, length + timedelta(minutes=7)
    )


@given(MOMENTS, LENGTHS)
@settings(max_examples=60, deadline=None)
def test_what_was_added_is_what_lies_between(start, length):
    assert working_time(CALENDAR, start, add_working_time(CALENDAR, start, length)) == length


@given(POLICIES, MOMENTS, LENGTHS, LENGTHS, LENGTHS)
@settings(max_examples=80, deadline=None)
def test_a_pause_in_two_parts_costs_what_the_whole_costs(policy, start, wait, one, other):
    """However a pause is split, the due time is the same."""
    begun = start + wait
    whole = [Pause(begun, begun + one + other)]
    split = [Pause(begun, begun + one), Pause(begun + one, begun + one + other)]

    assert due(policy, start, CALENDAR, whole) == due(policy, start, CALENDAR, split)


@given(POLICIES, MOMENTS, LENGTHS, st.lists(st.tuples(MOMENTS, LENGTHS), max_size=3))
@settings(max_examples=60, deadline=None)
def test_company_and_customer_time_are_all_the_time(policy, start, later, found):
    pauses = [Pause(begun, begun + length) for begun, length in found]

    clock = clock_at(policy, start, CALENDAR, pauses, start + later)

    assert clock.company + clock.customer == clock.elapsed
    assert timedelta() <= clock.customer <= clock.elapsed
