"""Moments, sizes and initials as people read them."""

from datetime import UTC, date, datetime

import pytest

from web.formats import day, file_size, initials, moment, value


def test_a_moment_is_shown_in_company_time():
    shown = moment(datetime(2026, 11, 2, 1, 0, tzinfo=UTC))

    assert ">2026-11-02 09:00</time>" in shown
    assert 'datetime="2026-11-02T09:00:00+08:00"' in shown


def test_a_day_is_the_companys_day():
    assert day(datetime(2026, 11, 2, 17, 0, tzinfo=UTC)) == "2026-11-03"
    assert day(date(2026, 11, 2)) == "2026-11-02"


def test_nothing_is_shown_as_nothing():
    assert moment(None) == ""
    assert day(None) == ""


@pytest.mark.parametrize(
    ("size", "shown"), [(10, "0.1 kB"), (2048, "2.0 kB"), (5 * 1024 * 1024, "5.0 MB")]
)
def test_a_size_is_shown_in_the_usual_unit(size, shown):
    assert file_size(size) == shown


@pytest.mark.parametrize(
    ("name", "letters"), [("温以宁", "以宁"), ("Wen Yining", "WY"), ("admin", "AD"), ("", "")]
)
def test_a_person_has_initials(name, letters):
    assert initials(name) == letters


def test_an_instant_handed_over_as_text_is_shown_in_company_time():
    assert ">2026-12-10 17:00</time>" in value("2026-12-10T09:00:00.000Z")


def test_what_somebody_typed_is_shown_as_text():
    assert value("<b>2026</b>") == "&lt;b&gt;2026&lt;/b&gt;"
