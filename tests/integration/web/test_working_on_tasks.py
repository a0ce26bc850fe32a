"""What people do with tasks over HTTP, also at the same time and too late."""

import json
from importlib.resources import files
from io import BytesIO

import pytest

from engine.kernel.actor import SYSTEM
from engine.processes.starts import deploy_processes
from tests.integration.web.conftest import Visitor

TASK = {
    "title": "安全工器具检定",
    "content": "检定全部绝缘手套",
    "owner": "li",
    "taskType": "DAILY",
    "source": "LEADER",
    "taskPriority": "NORMAL",
    "weight": 10,
    "dueAt": "2026-12-10T17:00+08:00",
    "reportCycle": "P7D",
    "acceptStandard": "全部合格",
}


@pytest.fixture
def started(app, signed_in):
    parts = app.extensions["gridflow"]
    with parts.database.unit_of_work(parts.clock) as uow:
        deploy_processes(uow, SYSTEM, documents(), parts.world, "test")
    boss = signed_in("boss")
    answer = boss.send("/start/task_assignment", {"data": TASK})
    assert answer.status_code == 200, answer.json
    boss.case = answer.json["redirect"]
    return boss


def documents() -> dict[str, bytes]:
    """Return the diagram and the forms of one delivered process."""
    return {
        file.name: file.read_bytes()
        for package in ("bpmn", "forms")
        for file in (files(package) / "task_assignment").iterdir()
        if file.name.endswith((".bpmn", ".form"))
    }


def task_of(visitor: Visitor) -> str:
    """Return the address of the first task in somebody's inbox."""
    return visitor.get("/inbox/").text.split('data-href="')[1].split('"')[0].split("?")[0]


def test_a_started_case_shows_up_in_the_inbox_of_the_owner(started, signed_in):
    page = signed_in("li").get("/inbox/").text

    assert "接收任务" in page
    assert "安全工器具检定" in page


def test_completing_a_task_leads_back_to_the_inbox(started, signed_in):
    li = signed_in("li")
    address = task_of(li)

    answer = li.send(f"{address}/complete", {"data": {"result": "accept"}})

    assert answer.json == {"redirect": "/inbox/"}
    assert "接收" in li.get(started.case).text


def test_a_task_is_completed_once(started, signed_in):
    li = signed_in("li")
    address = task_of(li)
    li.send(f"{address}/complete", {"data": {"result": "accept"}})

    again = li.send(f"{address}/complete", {"data": {"result": "accept"}})

    assert again.status_code == 409
    assert again.json["code"] == "task_not_open"


def test_what_is_wrong_is_said_by_field_and_changes_nothing(started, signed_in):
    li = signed_in("li")
    address = task_of(li)

    answer = li.send(f"{address}/complete", {"data": {"result": "nonsense"}})

    assert answer.status_code == 422
    assert "result" in answer.json["errors"]
    assert task_of(li) == address


@pytest.mark.parametrize("body", [None, [], {"data": "text"}, {"other": {}}, {"data": [1]}])
def test_what_is_no_form_at_all_is_refused(started, signed_in, body):
    li = signed_in("li")

    assert li.send(f"{task_of(li)}/complete", body).status_code == 422


def test_somebody_of_another_unit_neither_sees_nor_completes_a_task(started, signed_in):
    address = task_of(signed_in("li"))
    zhao = signed_in("zhao")

    assert zhao.get(address).status_code == 403
    assert zhao.send(f"{address}/complete", {"data": {"result": "accept"}}).status_code == 403
    assert zhao.get(started.case).status_code == 403
    assert zhao.get(f"{started.case}/diagram").status_code == 403
    assert zhao.post(f"{started.case}/comments", {"text": "x"}).status_code == 403


def test_a_colleague_of_the_unit_sees_the_case_but_does_not_do_the_task(started, signed_in):
    address = task_of(signed_in("li"))
    wang = signed_in("wang")

    assert wang.get(started.case).status_code == 200
    assert wang.send(f"{address}/complete", {"data": {"result": "accept"}}).status_code == 403


def test_a_draft_is_there_again_on_the_next_visit(started, signed_in):
    li = signed_in("li")
    address = task_of(li)

    li.send(f"{address}/draft", {"data": {"result": "adjust", "opinion": "时间太紧"}})

    kept = li.get(address).text.split('id="form-content">')[1].split("</script>")[0]
    assert json.loads(kept)["data"]["opinion"] == "时间太紧"


def test_a_comment_is_read_by_those_who_take_part(started, signed_in):
    li = signed_in("li")
    li.post(f"{started.case}/comments", {"text": "何时到货？"})

    assert "何时到货？" in started.get(started.case).text


def test_a_file_is_seen_only_by_those_who_see_the_case(started, signed_in):
    li, zhao = signed_in("li"), signed_in("zhao")
    case_id = started.case.rsplit("/", 1)[1]
    upload = {"file": (BytesIO(b"%PDF-1.4\n"), "报告.pdf")}
    li.post(f"/files/cases/{case_id}", upload, content_type="multipart/form-data")
    address = (
        "/files/"
        + started.get(started.case).text.split('href="/files/')[1].split('"')[0].split("/")[0]
    )

    assert started.get(address).data == b"%PDF-1.4\n"
    assert zhao.get(address).status_code == 403


def test_a_file_of_a_wrong_kind_is_refused_in_words(started, signed_in):
    li = signed_in("li")
    upload = {"file": (BytesIO(b"MZ\x90"), "virus.exe")}

    answer = li.post(
        "/files/", upload, content_type="multipart/form-data",
        headers={"Accept": "application/json"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer.json["errors"]["file"]
