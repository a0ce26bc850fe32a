"""A task is answered from its mail: by that person, once, and only while it is his to answer."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.access.asking import WINDOW, ask
from engine.db.audit import EventRow
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Invalid
from engine.kernel.settings import Settings
from engine.kernel.signing import LinkInvalid
from engine.staff.service import set_status
from engine.tasks.model import TaskAlreadyClaimed, TaskNotOpen, UserTask
from engine.upkeep import schedule_upkeep
from notifications import relay
from notifications.channels import EMAIL
from notifications.mail_links import (
    KEEP,
    MailLinkClosed,
    MailLinkExpired,
    MailLinkUsed,
    answer_by_mail,
    question_of,
)
from notifications.model import MailLink
from tests.integration.notices.desk import DECISION, OPINION

LINK = re.compile(r"https://gridflow\.example/m/([\w.-]+)\?answer=(\d)")


@pytest.fixture
def mailed(desk):
    """Send li the mail about a decision and return the link in it."""

    def mailed(**properties: str) -> str:
        desk.approval(properties)
        desk.carry()
        found = LINK.findall(desk.channels[EMAIL].letters[-1].body)
        return found[0][0] if found else ""

    return mailed


@pytest.fixture
def answer(desk):
    """Answer through a link, in a transaction of its own."""

    def answer(link: str, decision: str = "agree", opinion: str = "", settings=None) -> None:
        with desk.office.database.unit_of_work(desk.office.clock) as uow:
            answer_by_mail(uow, settings or desk.settings, link, decision, opinion)

    return answer


def task_of(desk) -> UserTask:
    with desk.office.database.reading(desk.office.clock) as uow:
        return uow.session.query(UserTask).one()


def test_a_mail_about_a_decision_carries_a_link_for_each_answer(desk, mailed):
    mailed()

    letter = desk.channels[EMAIL].letters[0]
    assert [number for _, number in LINK.findall(letter.body)] == ["0", "1"]
    assert "同意：https://" in letter.body
    assert ">不同意</a>" in letter.html


def test_looking_at_a_link_changes_nothing(desk, mailed):
    link = mailed()

    with desk.office.database.reading(desk.office.clock) as uow:
        question = question_of(uow, desk.settings, link, "zh")

    assert question.actor.user_id == desk.office.people["li"]
    assert [one.value for one in question.asked.answers] == ["agree", "refuse"]
    assert task_of(desk).is_open


def test_the_answer_completes_the_task_as_the_person_the_mail_went_to(desk, mailed, answer):
    answer(mailed(), "refuse", "  资料不全 ")

    task = task_of(desk)
    assert (task.completed_by_name, task.outcome, task.opinion) == ("Li", "refuse", "资料不全")


def test_the_audit_trail_says_that_it_came_by_mail(desk, mailed, answer):
    answer(mailed())

    with desk.office.database.reading(desk.office.clock) as uow:
        row = uow.session.query(EventRow).filter_by(name="TaskAnsweredByMail").one()
    assert row.actor_id == desk.office.people["li"]
    assert row.facts["way"] == "by mail link"
    assert row.stream == task_of(desk).instance_id


NUMBER = {"type": "textfield", "key": "bizNo", "label": "项目编号", "readonly": True}
AGREED = {**OPINION, "conditional": {"hide": '=result != null and result != "agree"'}}
REFUSAL = {
    "type": "textarea",
    "key": "refusal",
    "label": "理由",
    "validate": {"required": True},
    "conditional": {"hide": '=result = null or not(result != "agree")'},
}
AMOUNT = {"type": "number", "key": "amount", "label": "金额", "validate": {"required": True}}


@pytest.fixture
def drawn_up(desk):
    """Send li the mail about a form of more fields and return the link in it."""
    desk.approval(fields=[NUMBER, DECISION, AGREED, REFUSAL])
    desk.carry()
    return LINK.findall(desk.channels[EMAIL].letters[-1].body)[0][0]


def test_a_form_that_shows_facts_and_asks_why_is_answered_too(desk, drawn_up, answer):
    with desk.office.database.reading(desk.office.clock) as uow:
        asked = question_of(uow, desk.settings, drawn_up, "zh").asked
    answer(drawn_up, "refuse", "超出预算")

    assert asked.facts == (("项目编号", "YK-7"),)
    assert [(one.words, one.needs_words) for one in asked.answers] == [
        ("opinion", False),
        ("refusal", True),
    ]
    assert task_of(desk).form_data["refusal"] == "超出预算"


def test_a_refusal_without_its_reason_is_asked_for(desk, drawn_up, answer):
    with pytest.raises(Invalid) as caught:
        answer(drawn_up, "refuse", " ")

    assert caught.value.problems[0]["field"] == "opinion"
    assert task_of(desk).is_open


def test_a_form_that_asks_for_more_is_not_answered_by_mail(desk):
    desk.approval(fields=[DECISION, AMOUNT])
    desk.carry()

    assert "/m/" not in desk.channels[EMAIL].letters[-1].body


def test_a_link_counts_once(mailed, answer):
    link = mailed()
    answer(link)

    with pytest.raises(MailLinkUsed):
        answer(link, "refuse")


def test_of_two_answers_at_once_one_counts(desk, mailed, answer):
    link = mailed()

    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(answer, link, decision) for decision in ("agree", "refuse")]
        errors = [one.exception(60) for one in tries]

    assert [type(error) for error in errors if error] == [MailLinkUsed]
    assert task_of(desk).outcome in ("agree", "refuse")


def test_a_link_grows_old(desk, mailed, answer, clock):
    link = mailed()
    clock.advance(timedelta(hours=desk.settings.mail_link_hours, seconds=1))

    with pytest.raises(MailLinkExpired):
        answer(link)


@pytest.mark.parametrize("forge", [lambda link: link[:-2] + "xx", lambda _: "nonsense"])
def test_a_forged_link_opens_nothing(mailed, answer, forge):
    link = mailed()

    with pytest.raises(LinkInvalid):
        answer(forge(link))


def test_a_link_of_another_installation_opens_nothing(mailed, answer, tmp_path):
    link = mailed()

    with pytest.raises(LinkInvalid):
        answer(link, settings=Settings(secret_key="x" * 40, data_dir=str(tmp_path)))


def test_after_the_key_was_changed_old_links_still_count(desk, mailed, answer, tmp_path):
    link = mailed()
    renewed = Settings(secret_key="n" * 40, previous_secret_keys=desk.settings.secret_key)

    answer(link, settings=renewed)

    assert not task_of(desk).is_open


def test_a_task_done_meanwhile_is_not_done_again(desk, mailed, answer):
    link = mailed()
    desk.office.complete("li", task_of(desk).id, {"result": "agree"})

    with pytest.raises(TaskNotOpen):
        answer(link, "refuse")


def test_a_task_somebody_else_has_by_now_is_not_answered(desk, answer):
    desk.wish("li", also_claimable=True)
    desk.approval(group="yes")
    desk.carry()
    link = LINK.findall(desk.channels[EMAIL].letters[-1].body)[0][0]
    with desk.office.database.unit_of_work(desk.office.clock) as uow:
        task = uow.session.query(UserTask).one()
        task.assignee_id, task.assignee_name = desk.office.people["wang"], "Wang"

    with pytest.raises(TaskAlreadyClaimed):
        answer(link)


def test_who_is_no_longer_active_answers_nothing(desk, mailed, answer):
    link = mailed()
    with desk.office.database.unit_of_work(desk.office.clock) as uow:
        set_status(uow, SYSTEM, desk.office.people["li"], "DISABLED")

    with pytest.raises(MailLinkClosed):
        answer(link)


@pytest.mark.parametrize("properties", [{"mailAnswer": "false"}, {"signature": "required"}])
def test_a_node_may_forbid_it(mailed, properties):
    assert mailed(**properties) == ""


def test_the_link_is_shown_to_nobody_else(desk, mailed):
    link = mailed()

    row = desk.deliveries("li", channel=EMAIL)[0]
    assert link in row.body
    assert link not in row.shown_body


def links(desk) -> int:
    with desk.office.database.reading(desk.office.clock) as uow:
        return uow.session.query(MailLink).count()


def test_links_are_forgotten_a_month_after_they_ran_out(desk, mailed):
    mailed()
    hours = timedelta(hours=desk.settings.mail_link_hours)
    with desk.office.database.unit_of_work(desk.office.clock) as uow:
        schedule_upkeep(uow, relay.RECURRING)

    desk.office.clock.advance(hours + KEEP)
    desk.carry()
    assert links(desk) == 1

    desk.office.clock.advance(timedelta(days=1, seconds=1))
    desk.carry()
    assert links(desk) == 0


def test_all_who_ask_at_once_are_counted(desk):
    def once(_: int) -> bool:
        with desk.office.database.unit_of_work(desk.office.clock) as uow:
            return ask(uow, "mail:10.0.0.7", 5)

    with ThreadPoolExecutor(4) as pool:
        allowed = list(pool.map(once, range(8)))

    assert allowed.count(True) == 5


def test_a_span_without_asking_begins_anew(desk):
    def once() -> bool:
        with desk.office.database.unit_of_work(desk.office.clock) as uow:
            return ask(uow, "mail:10.0.0.7", 1)

    first, second = once(), once()
    desk.office.clock.advance(WINDOW)

    assert (first, second, once(), once()) == (True, False, True, False)
