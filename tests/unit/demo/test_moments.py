"""Moments of the stories, told from now."""

from datetime import UTC, datetime

import pytest

from engine.deadlines.rules import seed_time_rules
from engine.demo.rules import filled, households, moment, rows, stories

CALENDAR = seed_time_rules().calendar()
# Monday, 12 October 2026, 09:00 in Shanghai; the Saturday before was a working day.
NOW = datetime(2026, 10, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1wd 09:30", "2026-10-10T09:30+08:00"),
        ("-2wd 09:30", "2026-10-09T09:30+08:00"),
        ("+1wd", "2026-10-13T09:00+08:00"),
        ("+9d 08:00", "2026-10-21T08:00+08:00"),
        ("-1h", "2026-10-12T00:00+00:00"),
    ],
)
def test_a_moment_is_counted_from_now(text, expected):
    assert moment(text, NOW, CALENDAR) == datetime.fromisoformat(expected)


def test_forms_get_moments_and_days():
    values = filled({"at": "@+1d 08:00", "on": "@+1d", "list": ["x"]}, NOW, CALENDAR)

    assert values == {"at": "2026-10-13T08:00+08:00", "on": "2026-10-13", "list": ["x"]}


def test_households_are_spread_over_the_public_transformers():
    homes = list(households(200))

    assert len({home.phone for home in homes}) == 200
    assert len({home.transformer for home in homes}) == 27


def test_people_have_names_in_both_languages_and_units_that_exist():
    units = {row["code"] for row in rows("units")}

    assert all(row["name"] and row["name_en"] and row["org_id"] in units for row in rows("people"))


def test_every_story_begins_in_the_past():
    assert all(moment(story.started, NOW, CALENDAR) < NOW for story in stories())
