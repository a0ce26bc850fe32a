"""Texts are edited, checked, put into force, and given back."""

import pytest

from engine.kernel.errors import Forbidden, Invalid, NotFound
from notifications.channels import EMAIL
from notifications.previews import preview, recent_events
from notifications.texts import (
    changed_templates,
    own_parts,
    publish_text,
    restore_delivered,
    shown_parts,
    versions,
)

OWN = {"subject.txt": "【待办】{{ title }}", "body.txt": "请办理{{ node }}<b>"}
NAME = ("task.opened", "zh")


def published(desk, **changes: str) -> int:
    parts = {**OWN, **{name.replace("_", "."): text for name, text in changes.items()}}
    return desk.office.act("admin", publish_text, *NAME, parts)


def read(desk, question, *arguments):
    with desk.office.database.reading(desk.office.clock) as uow:
        return question(uow.session, *arguments)


def test_an_own_text_is_what_people_get(desk):
    published(desk)
    desk.approval()

    desk.carry()

    letter = desk.channels[EMAIL].letters[0]
    assert letter.subject == "【待办】请假 LC20261102200100001"
    assert letter.body.startswith("请办理approve<b>")
    assert "请办理approve&lt;b&gt;" in letter.html


def test_only_what_differs_from_the_delivered_text_is_kept(desk):
    sms = read(desk, shown_parts, *NAME)["sms.txt"]

    published(desk, sms_txt=sms)

    assert read(desk, own_parts, *NAME) == OWN


def test_a_text_with_a_fault_is_refused_with_its_place(desk):
    with pytest.raises(Invalid) as caught:
        published(desk, body_txt="您好\n{{ nobody }}")

    problem = caught.value.problems[0]
    place = (problem["field"], problem["word"], problem["line"], problem["column"])
    assert place == ("body.txt", "nobody", 2, 4)
    assert read(desk, versions, *NAME) == []


def test_versions_stay_when_the_delivered_text_comes_back(desk):
    assert published(desk) == 1
    assert published(desk, subject_txt="新") == 2

    desk.office.act("admin", restore_delivered, *NAME)

    assert [row.version for row in read(desk, versions, *NAME)] == [2, 1]
    assert read(desk, own_parts, *NAME) == {}
    assert read(desk, shown_parts, *NAME, 1)["subject.txt"] == OWN["subject.txt"]


def test_one_language_changes_without_the_other(desk):
    published(desk)

    assert read(desk, changed_templates) == {"task.opened": ["zh"]}


@pytest.mark.parametrize("who", ["li", "head"])
def test_only_who_may_writes_texts(desk, who):
    with pytest.raises(Forbidden):
        desk.office.act(who, publish_text, *NAME, OWN)


def test_a_text_that_is_not_there_cannot_be_written(desk):
    with pytest.raises(NotFound):
        desk.office.act("admin", publish_text, "../general", "zh", OWN)


def test_a_preview_speaks_of_a_real_event(desk, clock):
    desk.approval()
    desk.carry()
    admin = desk.office.actor("admin")

    with desk.office.database.reading(clock) as uow:
        event = recent_events(uow.session, admin, "task.opened")[0].event_id
        shown = preview(uow, admin, desk.settings, NAME, OWN, event)

    assert shown.is_real
    assert shown.text.body == "请办理approve<b>"
    assert (shown.sms_length, shown.sms_count) == (13, 1)
