"""Official lists are read from three formats; a wrong row is named, and nothing is half taken."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.deadlines.rules import Day, DayType, Hours
from engine.deadlines.rules.arrangements import as_csv, as_ics, as_json, read_arrangement
from engine.kernel.errors import Invalid

EXAMPLE = Path(__file__).parents[3] / "docs/example/lists/calendar-2027.csv"
NEW_YEAR = {
    date(2027, 1, 1): Day(DayType.HOLIDAY, "元旦"),
    date(2027, 1, 2): Day(DayType.MAKEUP, "元旦调休上班"),
}
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20271001
DTEND;VALUE=DATE:20271004
SUMMARY:国庆节 休
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20271009
SUMMARY:国庆节补
 班
END:VEVENT
END:VCALENDAR
"""
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)
DAYS = st.dictionaries(
    st.dates(date(2001, 1, 1), date(2099, 12, 31)),
    st.builds(Day, st.sampled_from([DayType.HOLIDAY, DayType.MAKEUP]), NAMES),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize(
    "text",
    [
        "date,type,name\n2027-01-01,HOLIDAY,元旦\n2027/01/02,班,元旦调休上班\n",
        "\ufeffDate, Type ,Name\n2027-01-01,休,元旦\n2027-01-02,makeup,元旦调休上班\n",
        '[{"date":"2027-01-01","type":"holiday","name":"元旦"},'
        '{"date":"2027-01-02","isOffDay":false,"name":"元旦调休上班"}]',
        '{"year":2027,"days":[{"date":"2027-01-01","isOffDay":true,"name":"元旦"},'
        '{"date":"2027-01-02","type":"MAKEUP","name":"元旦调休上班"}]}',
    ],
)
def test_lists_are_read_as_they_are_written(text):
    assert read_arrangement(text) == NEW_YEAR


def test_an_event_of_several_days_is_as_many_days():
    days = read_arrangement(ICS)

    assert [on.day for on, day in days.items() if day.type is DayType.HOLIDAY] == [1, 2, 3]
    assert days[date(2027, 10, 9)] == Day(DayType.MAKEUP, "国庆节补班")


def test_the_example_of_the_documentation_is_a_list():
    days = read_arrangement(EXAMPLE.read_text("utf-8"))

    assert days[date(2027, 2, 21)].hours == Hours.read("08:30-12:00")
    assert len(days) == 31


@pytest.mark.parametrize(
    ("row", "code", "value"),
    [
        ("2027-02-30,HOLIDAY,x,", "bad_date", "2027-02-30"),
        (",HOLIDAY,x,", "bad_date", ""),
        ("1027-02-03,HOLIDAY,x,", "far_year", "1027-02-03"),
        ("2027-02-03,REST,x,", "no_type", "REST"),
        ("2027-02-03,MAKEUP,x,8-12", "bad_hours", "8-12"),
        ("2027-01-01,HOLIDAY,x,", "listed_twice", "2027-01-01"),
        (f"2027-02-03,HOLIDAY,{'x' * 101},", "long_name", "2027-02-03"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_its_reason(row, code, value):
    text = f"date,type,name,hours\n2027-01-01,HOLIDAY,元旦,\n{row}\n"

    with pytest.raises(Invalid) as caught:
        read_arrangement(text)

    ((found),) = caught.value.problems
    assert (found["field"], found["code"], found["value"]) == ("line 3", code, value)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"days": 5}', "BEGIN:VCALENDAR\nEND:VCALENDAR"])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(Invalid):
        read_arrangement(text)


@given(DAYS, st.sampled_from([as_csv, as_json]))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(days, write):
    assert read_arrangement(write(days)) == days


@given(DAYS)
@settings(max_examples=40, deadline=None)
def test_an_icalendar_file_keeps_days_and_types(days):
    again = read_arrangement(as_ics(days))

    assert {on: day.type for on, day in again.items()} == {on: d.type for on, d in days.items()}
