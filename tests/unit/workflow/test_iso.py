"""Moments, spans and cycles as timers write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.kernel.feel import YearMonthDuration
from engine.workflow.iso import due_from, moment_of, read_cycle, read_moment, read_span
from engine.workflow.problems import Fault

NOW = datetime(2026, 1, 31, 1, tzinfo=UTC)  # 09:00 in Shanghai


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("PT90M", datetime(2026, 1, 31, 2, 30, tzinfo=UTC)),
        ("P1W", datetime(2026, 2, 7, 1, tzinfo=UTC)),
        ("P1DT0.5S", datetime(2026, 2, 1, 1, 0, 0, 500_000, tzinfo=UTC)),
        ("P1M", datetime(2026, 2, 28, 1, tzinfo=UTC)),
        ("P1Y2M3DT4H", datetime(2027, 4, 3, 5, tzinfo=UTC)),
    ],
)
def test_a_span_leads_to_a_moment(text: str, later: datetime) -> None:
    span = read_span(text)

    assert span is not None and span.after(NOW) == later


def test_months_are_those_of_the_companys_calendar() -> None:
    evening = datetime(2026, 1, 31, 17, tzinfo=UTC)  # 1 February in Shanghai
    span = read_span("P1M")

    assert span is not None and span.after(evening) == datetime(2026, 2, 28, 17, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "P", "PT", "1H", "P1H", "PT1D", "P99999999999D", "soon"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert read_span(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-02T09:00:00", datetime(2026, 11, 2, 1, tzinfo=UTC)),
        ("2026-11-02T09:00Z", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2026-11-02", datetime(2026, 11, 1, 16, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_the_companys(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


def test_a_cycle_has_a_number_a_start_and_a_span() -> None:
    cycle = read_cycle("R3/2026-11-02T09:00:00/P1D")

    assert cycle is not None
    assert (cycle.times, cycle.start, cycle.every.text) == (
        3, datetime(2026, 11, 2, 1, tzinfo=UTC), "P1D",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["R/", "R0/PT1H", "R3/PT0S", "R3/soon/PT1H", "0 0 9 * * ?", "R"])
def test_what_is_no_cycle_is_none(text: str) -> None:
    assert read_cycle(text) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (timedelta(hours=1), datetime(2026, 1, 31, 2, tzinfo=UTC)),
        (YearMonthDuration(1), datetime(2026, 2, 28, 1, tzinfo=UTC)),
        (date(2026, 2, 1), datetime(2026, 1, 31, 16, tzinfo=UTC)),
        ("PT1H", datetime(2026, 1, 31, 2, tzinfo=UTC)),
    ],
)
def test_a_timer_takes_any_value_that_is_a_time(value: object, moment: datetime) -> None:
    assert moment_of(value, NOW) == moment


@pytest.mark.parametrize("value", [None, 5, "soon", True, [], timedelta(days=10**8)])
def test_a_timer_refuses_what_is_no_time(value: object) -> None:
    with pytest.raises(Fault):
        moment_of(value, NOW)


def test_a_due_date_may_be_a_span_or_nothing() -> None:
    assert (due_from("PT8H", NOW), due_from("", NOW), due_from(None, NOW)) == (
        timedelta(hours=8), None, None,
    )  # fmt: skip
