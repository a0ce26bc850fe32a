"""What people do with their messages."""

import pytest

from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.kernel.ids import new_id
from notifications import queries, service
from notifications.model import Message

LI = Actor("li", "Li")


@pytest.fixture
def messages(uow) -> list[Message]:
    made = [
        Message(
            id=new_id(),
            recipient_id=reader,
            kind="task.opened",
            subject=f"第{number}条",
            body="",
            created_at=uow.now,
        )
        for number, reader in enumerate(["li", "li", "li", "wang"])
    ]
    uow.session.add_all(made)
    uow.session.flush()
    return made


def test_the_newest_message_comes_first(uow, messages):
    page = queries.messages_of(uow.session, "li", size=2)

    assert [row.subject for row in page.rows] == ["第2条", "第1条"]
    assert page.has_more
    assert not queries.messages_of(uow.session, "li", number=2, size=2).has_more


def test_a_message_read_is_counted_no_longer(uow, messages):
    service.mark_read(uow, LI, messages[0].id)

    assert queries.unread_count(uow.session, "li") == 2
    assert messages[0].read_at == uow.now


def test_all_messages_are_marked_at_once(uow, messages):
    assert service.mark_all_read(uow, LI) == 3
    assert queries.unread_count(uow.session, "li") == 0
    assert queries.unread_count(uow.session, "wang") == 1


def test_the_messages_of_others_do_not_exist(uow, messages):
    with pytest.raises(NotFound):
        service.mark_read(uow, LI, messages[3].id)
