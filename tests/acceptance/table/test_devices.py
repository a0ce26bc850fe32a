"""Work on other devices 多终端: answered from the mail, opened from a message on a phone."""

import re

import pytest

from engine.kernel.settings import Settings
from notifications import router
from notifications.channels import EMAIL, Letter
from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.rows import row
from tests.integration.notices.desk import Desk, open_desk


@pytest.fixture
def letter(doors: Doors) -> Letter:
    """Return the mail that told li of a decision that is his."""
    bureau = doors.bureau
    bureau.database.subscribers = router.subscribers()
    settings = Settings(secret_key="s" * 40, public_url="https://gridflow.example")
    desk: Desk = open_desk(bureau, settings)
    desk.approval()
    desk.carry()
    found: Letter = desk.channels[EMAIL].letters[-1]
    return found


@row("多终端")
def test_a_decision_is_answered_from_the_mail_on_a_phone_and_once_only(
    doors: Doors, letter: Letter
) -> None:
    phone = doors.app.test_client()
    link = re.search(r"/m/[\w.-]+\?answer=0", letter.body)
    assert link is not None
    question = phone.get(link[0]).text
    assert 'content="width=device-width' in question
    assert doors.bureau.facts("TaskCompleted") == []
    token = re.search(r'name="csrf_token" value="([^"]+)"', question)
    assert token is not None

    given = {"csrf_token": token[1], "decision": "agree", "opinion": "同意"}
    answers = [phone.post(link[0], data=given).status_code for _ in range(2)]

    assert answers == [200, 409]
    (done,) = doors.bureau.facts("TaskCompleted")
    assert done["outcome"] == "agree"
    assert doors.bureau.facts("TaskAnsweredByMail") != []


@row("多终端")
def test_a_message_leads_to_the_task_itself_which_is_whole_on_a_phone(
    doors: Doors, letter: Letter
) -> None:
    link = letter.link.removeprefix("https://gridflow.example")

    strange = doors.app.test_client().get(link)
    page = doors.of("li").get(link).text

    assert (strange.status_code, strange.location) == (303, f"/account/sign-in?next={link}")
    assert 'content="width=device-width' in page
    assert 'class="bottombar"' in page
    assert "data-complete" in page
