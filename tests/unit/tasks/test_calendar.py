"""The weeks that show a month."""

from datetime import date

import pytest

from engine.tasks.calendar import month_grid


@pytest.mark.parametrize(
    ("month", "first", "last", "weeks"),
    [
        (date(2026, 11, 1), date(2026, 10, 26), date(2026, 12, 6), 6),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28), 4),
        (date(2026, 12, 1), date(2026, 11, 30), date(2027, 1, 3), 5),
    ],
)
def test_a_month_is_shown_in_whole_weeks(month, first, last, weeks):
    grid = month_grid(month)

    assert (grid[0][0], grid[-1][-1], len(grid)) == (first, last, weeks)
