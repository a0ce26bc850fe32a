"""What an edited text may consist of."""

import pytest

from notifications.render import LANGUAGES, known_templates
from notifications.wording import delivered_parts, faults_of, placeholders, sms_segments


def faults(body: str, template: str = "task.opened"):
    found = faults_of(template, {"subject.txt": "s", "body.txt": body})
    return [(one.code, one.word, one.line, one.column) for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_delivered_text_could_have_been_written_on_the_page(language):
    found = {name: faults_of(name, delivered_parts(name, language)) for name in known_templates()}

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_an_unknown_fact_is_named_with_its_place():
    assert faults("您好\n请办理{{ title }}，{{ tittle }}") == [
        ("text_unknown_place", "tittle", 2, 19)
    ]


def test_a_fact_its_delivered_text_uses_is_known():
    assert "left" in placeholders("task.warned")
    assert "left" not in placeholders("case.rated")


@pytest.mark.parametrize(
    "body",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__init__ }}",
        "{{ title.upper() }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 99999 }}",
        "{% for one in range(9) %}{% endfor %}",
        "{% set x = 1 %}{{ x }}",
        "{% include 'general/zh/body.txt' %}",
        "{% macro x() %}{% endmacro %}",
        "{{ title | attr('__class__') }}",
        "{{ title | safe }}",
        "{{ cycler }}",
        "{{ self }}",
    ],
)
def test_nothing_but_facts_conditions_and_lists_is_possible(body):
    assert faults(body) != []


def test_a_list_within_a_list_is_refused():
    body = "{% for a in areas %}{% for b in a %}{{ b }}{% endfor %}{% endfor %}"

    assert ("text_nested_list", "for", 1, 4) in faults(body, "outage.published")


def test_a_text_that_cannot_be_read_is_named_with_its_line():
    code, _word, line, _column = faults("一\n二{% if due %}\n三")[0]

    assert (code, line) == ("text_syntax", 2)


def test_subject_and_text_are_needed_the_others_are_not():
    assert [one.part for one in faults_of("task.opened", {})] == ["subject.txt", "body.txt"]


@pytest.mark.parametrize(
    ("text", "length", "count"),
    [
        ("", 0, 0),
        ("电" * 70, 70, 1),
        ("电" * 71, 71, 2),
        ("电" * 135, 135, 3),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("€" * 81, 162, 2),
        ("a" * 69 + "电", 70, 1),
        ("😀" * 36, 72, 2),
    ],
)
def test_a_text_message_is_paid_by_its_parts(text, length, count):
    assert sms_segments(text) == (length, count)
