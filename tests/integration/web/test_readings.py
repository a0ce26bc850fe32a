"""What was sent to read, as the reader finds it in his inbox."""

import pytest

from engine.access.queries import actor_for
from engine.approvals.reading import Sending, send_case
from engine.staff.queries import user_by_username
from tests.integration.web.test_working_on_tasks import started  # noqa: F401  # fixture


@pytest.fixture
def send(app, started):  # noqa: F811  # the fixture above
    """Return what sends the case to wang, as its starter."""
    parts = app.extensions["gridflow"]

    def sending(kind: str) -> None:
        with parts.database.unit_of_work(parts.clock) as uow:
            boss = user_by_username(uow.session, "boss")
            wang = user_by_username(uow.session, "wang")
            actor = actor_for(uow.session, boss.id, uow.now)
            case_id = started.case.rsplit("/", 1)[1]
            send_case(uow, actor, case_id, Sending(kind, [wang.id], "请知悉"))

    return sending


def address_in(page: str) -> str:
    return "/readings/" + page.split("/readings/")[1].split("/")[0]


@pytest.mark.parametrize("kind", ["copy", "circulate"])
def test_what_was_sent_waits_to_be_read_until_it_is(send, signed_in, kind):
    send(kind)
    wang = signed_in("wang")
    page = wang.get("/inbox/?view=to_read").text
    assert "请知悉" in page

    answer = wang.post(f"{address_in(page)}/read")

    assert answer.location.startswith("/cases/")
    assert "请知悉" not in wang.get("/inbox/?view=to_read").text
    assert "请知悉" in wang.get("/inbox/?view=read").text


def test_copies_have_a_tab_of_their_own(send, signed_in):
    send("copy")

    assert "请知悉" in signed_in("wang").get("/inbox/?view=copied").text


def test_a_circulation_is_answered(send, signed_in):
    send("circulate")
    wang = signed_in("wang")
    address = address_in(wang.get("/inbox/?view=to_read").text)

    wang.post(f"{address}/reply", {"text": "已阅，无意见"})

    assert "已阅，无意见" in wang.get("/inbox/?view=read").text


def test_nobody_reads_or_answers_for_another(send, signed_in):
    send("circulate")
    address = address_in(signed_in("wang").get("/inbox/?view=to_read").text)
    li = signed_in("li")

    assert li.post(f"{address}/read").status_code == 403
    assert li.post(f"{address}/reply", {"text": "x"}).status_code == 403


@pytest.mark.parametrize("view", ["to_read", "read", "copied", "delegated", "nonsense"])
def test_every_view_opens_empty(app, signed_in, view):
    assert signed_in("li").get(f"/inbox/?view={view}").status_code == 200


def test_opening_the_case_is_reading_it(send, started, signed_in):  # noqa: F811
    send("copy")

    signed_in("wang").get(started.case)

    assert "请知悉" in signed_in("wang").get("/inbox/?view=read").text
    assert "已阅" in started.get(started.case).text


def test_the_sender_takes_back_what_was_not_read(send, started, signed_in):  # noqa: F811
    send("circulate")
    address = "/readings/" + started.get(started.case).text.split("/readings/")[1].split("/")[0]
    assert signed_in("li").post(f"{address}/cancel").status_code == 403

    started.post(f"{address}/cancel")

    assert "请知悉" not in signed_in("wang").get("/inbox/?view=to_read").text
    assert "请知悉" not in started.get(started.case).text


def test_an_answer_is_changed_and_an_empty_one_refused_beside_it(send, started, signed_in):  # noqa: F811
    send("circulate")
    wang = signed_in("wang")
    address = address_in(wang.get("/inbox/?view=to_read").text)
    wang.post(f"{address}/reply", {"text": "第一次"})

    empty = wang.post(f"{address}/reply", {"text": " "})
    wang.post(f"{address}/reply", {"text": "第二次"})

    assert (empty.status_code, "reply-problem" in empty.text) == (422, True)
    assert "第二次" in started.get(started.case).text
    assert f"{address}/reply" in wang.get(started.case).text


def test_the_first_opening_of_a_task_shows_to_those_who_wait(started, signed_in):  # noqa: F811
    li = signed_in("li")
    task = li.get("/inbox/").text.split('data-href="')[1].split("?")[0]
    assert "未阅" in started.get(started.case).text
    started.get(task)
    assert "未阅" in started.get(started.case).text

    li.get(task)

    assert "bi-eye me-1" in started.get(started.case).text
    assert "bi-eye me-1" in started.get(task).text
