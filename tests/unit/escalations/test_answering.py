"""By when a level must answer, and who stands above whoever raises a matter."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.deadlines.rules import WorkingCalendar
from engine.escalations.rules import Breach, answer_by, settle_by, standing_of, top_of

CALENDAR = WorkingCalendar({})
# Monday, 2 November 2026, close of business in Shanghai.
DUE = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LATE = Breach(DUE - timedelta(days=5), DUE)
CLOSE = timedelta(days=1)


@pytest.mark.parametrize(("level", "days"), [(1, 1), (2, 2), (3, 3)])
def test_a_level_has_until_the_next_one_hears(level, days):
    reached = DUE + timedelta(days=level - 1)

    assert answer_by("E1", level, LATE, reached, CALENDAR) == DUE + timedelta(days=days)


def test_a_level_that_is_reached_late_has_a_whole_step():
    reached = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)

    assert answer_by("E1", 1, LATE, reached, CALENDAR) == datetime(2026, 11, 11, 9, 30, tzinfo=UTC)


def test_the_top_has_a_step_too():
    assert top_of("E1") == 4
    assert answer_by("E1", 4, LATE, DUE, CALENDAR) == DUE + CLOSE


def test_without_a_limit_a_level_counts_from_when_it_was_reached():
    raised = Breach(DUE - timedelta(days=30), DUE - timedelta(days=30), is_limit=False)

    assert answer_by("E1", 2, raised, DUE, CALENDAR) == DUE + CLOSE


def test_a_ladder_of_limits_counts_limits_and_never_less_than_a_quarter_of_an_hour():
    fault = Breach(DUE - timedelta(hours=2), DUE)
    moment = Breach(DUE, DUE, is_limit=False)

    assert answer_by("fault", 1, fault, DUE, CALENDAR) == DUE + timedelta(hours=2)
    assert answer_by("fault", 1, moment, DUE, CALENDAR) == DUE + timedelta(minutes=15)


def test_whoever_took_it_up_has_two_working_days():
    assert settle_by("E1", LATE, DUE, CALENDAR) == DUE + timedelta(days=2)


@pytest.mark.parametrize(
    ("groups", "standing"),
    [
        ({"TEAM_LEAD@1", "MARKETING_HEAD@2"}, ("MARKETING_HEAD@2",)),
        ({"TEAM_LEAD@1"}, ("TEAM_LEAD@1",)),
        ({"DEPUTY_GM@9"}, ()),
        ({"CASHIER@1"}, ()),
    ],
)
def test_somebody_stands_where_he_leads_above_the_case(groups, standing):
    assert standing_of(groups, "/3/2/1/") == standing
