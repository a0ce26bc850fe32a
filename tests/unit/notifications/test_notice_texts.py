"""What people read."""

from datetime import UTC, datetime, timedelta
from shutil import copytree

import pytest

from engine.kernel.settings import Settings
from notifications.render import (
    LANGUAGES,
    TEMPLATES,
    Renderer,
    known_templates,
    show_list,
    show_moment,
    show_span,
)
from tests.unit.notifications import snapshots


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(Settings())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_those_that_were_approved(language):
    assert snapshots.texts(language) == snapshots.path(language).read_text("utf-8")


@pytest.mark.parametrize("name", sorted(known_templates()))
def test_every_text_exists_in_both_languages(name):
    parts = {path.relative_to(TEMPLATES / name) for path in (TEMPLATES / name).rglob("*.txt")}

    wanted = {
        f"{language}/{part}" for language in LANGUAGES for part in ("subject.txt", "body.txt")
    }
    assert wanted <= {str(part) for part in parts}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(known_templates()))
def test_a_missing_fact_never_stops_a_text(renderer, name, language):
    text = renderer.render(name, language, {})

    assert text.subject
    assert text.body


def test_an_unknown_language_falls_back_to_chinese(renderer):
    assert renderer.render("task.closed", "fr", {"title": "巡视"}).subject == "任务办结：巡视"


def test_an_unknown_template_becomes_the_general_text(renderer):
    text = renderer.render("my.event", "en", {"text": "Hello", "businessKey": "RW1"})

    assert (text.subject, text.body) == ("my.event", "Hello (RW1)")


def test_a_name_cannot_reach_another_folder(renderer):
    assert renderer.render("../../engine", "zh", {"title": "x"}).subject == "x"


def test_facts_are_escaped_in_html(renderer):
    text = renderer.render("general", "zh", {"title": "<script>alert(1)</script>"})

    assert "<script>" not in text.html
    assert "&lt;script&gt;" in text.html


def test_a_fact_is_no_template(renderer):
    assert renderer.render("general", "zh", {"title": "{{ 7 * 7 }}"}).subject == "{{ 7 * 7 }}"


def test_a_subject_is_one_line(renderer):
    text = renderer.render("general", "zh", {"title": "a\r\nBcc: x@y.example"})

    assert text.subject == "a Bcc: x@y.example"


def test_a_template_cannot_reach_into_python(tmp_path):
    copytree(TEMPLATES / "general", tmp_path / "general")
    (tmp_path / "general/zh/subject.txt").write_text("{{ ''.__class__.__mro__ }}", "utf-8")

    assert Renderer(Settings(), tmp_path).render("general", "zh", {}).subject == "—"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (datetime(2026, 11, 2, 1, 5, tzinfo=UTC), "2026年11月2日 09:05", "2 November 2026 09:05"),
        ("2026-11-02T01:05:00+00:00", "2026年11月2日 09:05", "2 November 2026 09:05"),
        ("2026-11-02T09:05", "2026年11月2日 09:05", "2 November 2026 09:05"),
        ("2026-11-02", "2026年11月2日", "2 November 2026"),
        ("近期", "近期", "近期"),
    ],
)
def test_moments_are_shown_in_the_zone_of_the_company(value, zh, en):
    assert (show_moment(value, "zh"), show_moment(value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (timedelta(days=2, hours=3, minutes=4), "2天3小时", "2 d 3 h"),
        (timedelta(minutes=45), "45分钟", "45 min"),
        (timedelta(seconds=3), "1分钟", "1 min"),
        (timedelta(hours=-5), "5小时", "5 h"),
    ],
)
def test_spans_are_shown_by_their_largest_units(value, zh, en):
    assert (show_span(value, "zh"), show_span(value, "en")) == (zh, en)


def test_lists_are_shown_as_people_write_them():
    rows = [{"area": "柳桥"}, "溪口"]

    assert (show_list(rows, "zh"), show_list(rows, "en")) == ("柳桥、溪口", "柳桥, 溪口")
