"""Remarks that mention people."""

import pytest
from sqlalchemy import select

from engine.db.audit import EventRow
from engine.kernel.errors import Invalid
from engine.tasks.comments import add_comment, mentioned_accounts, people_to_mention
from tests.integration.processes.office import ONE_TASK, Office, open_office


@pytest.fixture
def office(database, clock) -> Office:
    return open_office(database, clock)


@pytest.fixture
def case(office: Office) -> str:
    office.deploy(ONE_TASK)
    return office.start("wang")


def told(office: Office) -> list[tuple[str, ...]]:
    with office.database.reading(office.clock) as uow:
        rows = uow.session.scalars(select(EventRow).where(EventRow.name == "PeopleMentioned"))
        return [tuple(row.facts["users"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        ("@wang 请看", ["wang"]),
        ("请@wang看", ["wang"]),
        ("请 @Wang，@li.", ["wang", "li"]),
        ("@wang @wang", ["wang"]),
        ("mail wang@example.com", []),
        ("@xu.zhixing.", ["xu.zhixing"]),
        ("@@wang @ wang @王", []),
    ],
)
def test_an_account_after_an_at_sign_is_a_mention(text, accounts):
    assert mentioned_accounts(text) == accounts


def test_who_is_mentioned_is_to_be_told(office, case):
    office.act("wang", add_comment, case, "@li 请核对 @nobody")

    assert told(office) == [(office.people["li"],)]


def test_nobody_is_told_of_his_own_words(office, case):
    office.act("wang", add_comment, case, "@wang 记得")

    assert told(office) == []


def test_nobody_is_mentioned_who_may_not_see_the_case(office, case):
    with pytest.raises(Invalid) as caught:
        office.act("wang", add_comment, case, "@stranger 请看")

    assert caught.value.problems[0]["names"] == "Stranger"


def test_only_people_who_may_see_the_case_are_suggested(office, case):
    with office.database.reading(office.clock) as uow:
        assert [one.username for one in people_to_mention(uow, case, "li")] == ["li"]
        assert people_to_mention(uow, case, "strang") == []
