"""Wherever a page says who has a task, it says for whom he acts."""

from datetime import timedelta
from pathlib import Path

import pytest

import web
from engine.kernel.actor import SYSTEM
from engine.kernel.ids import new_id
from engine.processes.starts import deploy_processes
from engine.staff.model import Deputy
from engine.staff.queries import user_by_username
from tests.integration.processes.office import diagram, sequence, user_task
from tests.integration.web.conftest import Visitor
from tests.integration.web.test_inbox import task_ids

FOR_BOSS = "Wang（代Boss）"
TWO_STEPS = (
    '<bpmn:startEvent id="start"/>'
    + user_task("check", "TEAM_LEAD@station", 'camunda:dueDate="PT1H"')
    + user_task("settle", "TEAM_LEAD@station")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "check"), ("check", "settle"), ("settle", "end"))
)


@pytest.fixture
def case(app, signed_in) -> str:
    """Return the address of an overdue case wang has for boss, who is away."""
    parts = app.extensions["gridflow"]
    with parts.database.unit_of_work(parts.clock) as uow:
        deploy_processes(uow, SYSTEM, {"leave.bpmn": diagram(TWO_STEPS)}, parts.world, "test")
        boss, agent = (user_by_username(uow.session, name) for name in ("boss", "wang"))
        uow.session.add(
            Deputy(
                id=new_id(),
                principal_id=boss.id,
                agent_id=agent.id,
                process_keys=[],
                valid_from=uow.now,
                valid_to=uow.now + timedelta(days=5),
                is_enabled=True,
            )
        )
    address = signed_in("li").send("/start/leave", {"data": {}}).json["redirect"]
    wang, waiting = signed_in("wang"), "/inbox/?view=claimable"
    wang.post(f"/tasks/{task_ids(wang, waiting)[0]}/claim")
    parts.clock.advance(timedelta(days=2))
    parts.worker().tick()
    return address


def explained(visitor: Visitor, case: str) -> tuple[str, str]:
    """Return what the panel "why?" says of a case now, and of what comes next."""
    page = visitor.get(case.replace("/cases/", "/explain/cases/")).text
    now, _head, ahead = page.partition("接下来是什么")
    return now, ahead


def test_pages_about_the_case_name_both(case, signed_in):
    li, boss = signed_in("li"), signed_in("boss")

    pages = {
        "case": li.get(case).text,
        "started": li.get("/inbox/?view=started").text,
        "home": li.get("/").text,
        "cases": boss.get("/cases/").text,
        "console": boss.get("/console/").text,
    }

    assert [name for name, page in pages.items() if FOR_BOSS not in page] == []


def test_the_panel_why_names_both_now_and_in_what_it_foretells(case, signed_in):
    now, ahead = explained(signed_in("li"), case)

    assert FOR_BOSS in now
    assert FOR_BOSS in ahead


def test_pages_of_an_escalation_name_both(case, signed_in):
    boss = signed_in("boss")
    matter = boss.get(case).text.split('href="/escalations/')[2].split('"')[0]

    assert FOR_BOSS in boss.get(f"/escalations/{matter}").text


def test_what_was_done_for_somebody_says_so_in_the_history(case, signed_in):
    wang = signed_in("wang")

    wang.send(f"/tasks/{task_ids(wang, '/inbox/')[0]}/complete", {"data": {}})

    history = signed_in("li").get(case).text.split('id="pane-history"')[1]
    assert FOR_BOSS in history


def test_no_page_names_a_handler_past_the_one_filter():
    pages = Path(web.__file__).parent.glob("templates/**/*.html")
    telling = {"{{ task.assignee_name", "{{ task.completed_by_name", "{{ one.assignee_name"}

    bare = [page.name for page in pages if any(one in page.read_text() for one in telling)]

    assert bare == []
