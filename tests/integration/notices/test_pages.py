"""The pages of notices: one's own, the rules, the texts, the log, and the link of a mail."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from engine.access.service import open_session
from engine.bootstrap import Container
from engine.tasks.model import UserTask
from notifications.channels import EMAIL, Rejected
from notifications.profiles import own_robots, profile_of
from tests.integration.web.conftest import Visitor
from tests.serving import serve
from web.app import create_app
from web.mail_actions import views as mail_actions

# What the pages stand on is held on both databases beside this file.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LINK = re.compile(r"https://gridflow\.example(/m/[\w.-]+\?answer=\d)")
DING = "https://oapi.dingtalk.com/robot/send?access_token=verysecret"
FORM = {
    "on_tasks": ["inapp", "email"],
    "on_digests": ["email"],
    "quiet": "own",
    "quiet_from": "21:00",
    "quiet_to": "06:30",
    "quiet_channels": ["email"],
    "digest_every": "weekly",
    "digest_at": "09:15",
    "digest_weekday": "5",
    "phone": "13900001234",
}


@pytest.fixture
def app(desk, monkeypatch) -> Flask:
    monkeypatch.setattr(mail_actions, "MOST", 8)
    return serve(Container(desk.settings, desk.office.clock, desk.office.database))


@pytest.fixture
def visit(app, desk) -> Callable[[str], Visitor]:
    """Open a browser for somebody who is signed in, for a stranger without a name."""

    def visit(who: str = "") -> Visitor:
        client = app.test_client()
        if who:
            with desk.office.database.unit_of_work(desk.office.clock) as uow:
                secret = open_session(uow, desk.office.people[who], "", "")
            with client.session_transaction() as session:
                session["secret"] = secret
        return Visitor(client)

    return visit


@pytest.fixture
def link(desk) -> str:
    """Return the path of the first answer in the mail li got."""
    desk.approval()
    desk.carry()
    return LINK.findall(desk.channels[EMAIL].letters[-1].body)[0]


def test_what_somebody_chose_is_shown_to_him_again(visit):
    li = visit("li")

    answer = li.post("/account/notices/", FORM, follow_redirects=True)

    assert answer.status_code == 200
    assert 'value="21:00"' in answer.text
    assert 'value="09:15"' in answer.text
    assert '<option value="5" selected>' in answer.text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(visit):
    answer = visit("li").post("/account/notices/", {**FORM, "quiet_to": "never", "phone": "abc"})

    assert answer.status_code == 422
    assert 'id="quiet_to-problem"' in answer.text
    assert "这不是电话号码" in answer.text
    assert 'value="09:15"' in answer.text


def test_a_webhook_is_kept_and_never_shown_again(visit, desk, database, clock):
    li = visit("li")

    li.post(
        "/account/notices/", {**FORM, "robot_dingtalk": DING, "robot_dingtalk_secret": "SECabc9"}
    )
    shown = li.post("/account/notices/", FORM, follow_redirects=True).text

    with database.reading(clock) as uow:
        profile = profile_of(uow.session, desk.office.people["li"])
        kept = own_robots(desk.settings, profile)
    assert kept["dingtalk"].url == DING
    assert "verysecret" not in shown
    assert "SECabc9" not in shown


def test_rules_are_kept_and_shown(visit):
    admin = visit("admin")
    data = {"unit": "200101", "tasks.email": "always", "quiet": ""}

    answer = admin.post("/notice-rules/", data, follow_redirects=True)

    assert '<option value="always" selected>' in answer.text


ADMINISTRATORS = (
    ("get", "/notice-rules/"),
    ("post", "/notice-rules/"),
    ("get", "/notice-texts/"),
    ("get", "/notice-texts/task.opened/zh"),
    ("post", "/notice-texts/task.opened/zh"),
    ("post", "/notice-texts/task.opened/zh/preview"),
    ("post", "/notice-texts/task.opened/zh/restore"),
    ("get", "/deliveries/channels"),
    ("post", "/deliveries/channels/email/test"),
    ("post", "/deliveries/retry"),
)


def test_a_clerk_reaches_none_of_the_administrators_pages(visit):
    li = visit("li")

    answers = {page: getattr(li, page[0])(page[1]).status_code for page in ADMINISTRATORS}

    assert {page: status for page, status in answers.items() if status != 403} == {}


def test_a_text_is_shown_as_it_is_typed_before_it_is_saved(visit):
    typed = {"subject.txt": "新：{{ title }}", "body.txt": "请办理{{ node }}"}

    answer = visit("admin").post("/notice-texts/task.opened/zh/preview", typed)

    assert "新：望溪区充电桩新装" in answer.text
    assert "请办理业务受理审核" in answer.text
    assert "9 个字符，按 1 条短信计费" in answer.text


def test_a_fault_in_a_text_is_said_with_its_place_and_the_text_stays(visit):
    typed = {"subject.txt": "s", "body.txt": "一\n{{ tittle }}"}

    answer = visit("admin").post("/notice-texts/task.opened/zh", typed)

    assert answer.status_code == 422
    assert "第 2 行第 4 列：没有数据项“tittle”。" in answer.text
    assert "{{ tittle }}" in answer.text


def test_dead_letters_say_why_and_what_to_do(visit, desk):
    desk.channels[EMAIL].troubles.append(Rejected("the mail server says 550 no such user"))
    desk.approval()
    desk.carry()

    text = visit("admin").get("/deliveries/?state=dead").text

    assert "550 no such user" in text
    assert "请更正邮箱地址后重新发送。" in text
    assert "有 1 条消息已放弃发送。" in visit("admin").get("/inbox/badges").text
    assert "已放弃" not in visit("li").get("/inbox/badges").text


def test_the_channels_page_shows_what_is_there_and_no_secret(visit, desk):
    text = visit("admin").get("/deliveries/channels").text

    assert "钉钉机器人" in text
    assert "已配置" in text
    assert "verysecret" not in text


def task_of(desk) -> UserTask:
    with desk.office.database.reading(desk.office.clock) as uow:
        return uow.session.query(UserTask).one()


def task_state(desk) -> str:
    return task_of(desk).state


def test_following_a_link_shows_the_case_and_does_nothing(visit, desk, link):
    answer = visit().get(link)

    assert answer.status_code == 200
    assert 'value="agree" required checked' in answer.text
    assert "LC20261102200100001" in answer.text
    assert visit().client.head(link).status_code == 200
    assert task_state(desk) == "open"


def test_confirming_completes_the_task_once(visit, desk, link):
    stranger = visit()
    stranger.get(link)

    first = stranger.post(link, {"decision": "agree", "opinion": "可以"})
    second = stranger.post(link, {"decision": "refuse"})

    assert (first.status_code, task_state(desk)) == (200, "done")
    assert second.status_code == 409
    assert "链接已使用过" in second.text


def test_the_history_says_that_an_answer_came_by_mail(visit, desk, link):
    visit().post(link, {"decision": "agree", "opinion": "可以"})
    case = task_of(desk).instance_id

    li = visit("li")
    history = li.get(f"/cases/{case}").text.split('id="pane-history"')[1]
    li.post("/account/language", {"language": "en", "next": "/"})
    english = li.get(f"/cases/{case}").text.split('id="pane-history"')[1]

    assert history.count("经邮件") == 1
    assert "By mail" in english


def test_the_history_says_nothing_of_mail_where_a_page_was_used(visit, desk, link):
    li = visit("li")
    li.send(f"/tasks/{task_of(desk).id}/complete", {"data": {"result": "agree", "opinion": "好"}})

    assert task_state(desk) == "done"
    assert "经邮件" not in li.get(f"/cases/{task_of(desk).instance_id}").text


def test_without_a_decision_nothing_is_done(visit, desk, link):
    answer = visit().post(link, {"opinion": "写到一半"})

    assert answer.status_code == 422
    assert "写到一半" in answer.text
    assert task_state(desk) == "open"


def test_a_forged_link_says_so(visit):
    answer = visit().get("/m/forged")

    assert answer.status_code == 403
    assert "链接无效" in answer.text


def test_a_link_is_not_answered_without_the_page_it_came_from(visit, desk, link):
    answer = visit().client.post(link, data={"decision": "agree"})

    assert answer.status_code == 400
    assert task_state(desk) == "open"


def test_who_asks_too_often_waits_a_minute(visit, link, clock):
    stranger = visit()
    answers = [stranger.get(link).status_code for _ in range(10)]
    clock.advance(timedelta(minutes=1))

    assert answers == [200] * 8 + [429] * 2
    assert stranger.get(link).status_code == 200


def test_all_processes_together_count_how_often_somebody_asks(visit, desk, link):
    """Each process has an application of its own over the same tables."""
    other = create_app(Container(desk.settings, desk.office.clock, desk.office.database))
    here, there = visit(), other.test_client()

    answers = [(here.get(link).status_code, there.get(link).status_code) for _ in range(5)]

    assert answers == [(200, 200)] * 4 + [(429, 429)]
