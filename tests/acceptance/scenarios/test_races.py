"""Races that have a defined answer, as the two see it in their browsers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from engine.kernel.actor import SYSTEM
from engine.staff.model import DISABLED
from engine.staff.service import set_status
from tests.acceptance.scenarios.conftest import Doors
from tests.integration.approvals.bureau import AGREE, line, task

POOL = line(("a", task("a", group="BUSINESS_CLERK@county")), ("b", task("b", "sun")))
TWO = line(("a", task("a", "zhao")), ("b", task("b", "sun")))


def _at_once(*acts: Callable[[], Any]) -> list[Any]:
    gate = Barrier(len(acts))

    def attempt(act: Callable[[], Any]) -> Any:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


def _sender(doors: Doors, who: str, task_id: str) -> Callable[[], Any]:
    visitor = doors.of(who)
    headers = {"X-CSRFToken": visitor.token()}
    return lambda: visitor.client.post(
        f"/tasks/{task_id}/complete", json={"data": AGREE}, headers=headers
    )


def test_of_two_approvers_at_once_one_wins_and_the_other_reads_that_it_is_finished(
    doors: Doors,
) -> None:
    bureau = doors.bureau
    bureau.deploy(POOL)
    case = bureau.start("zhao")
    waiting = bureau.task(case, "a").id

    answers = _at_once(_sender(doors, "wang", waiting), _sender(doors, "li", waiting))

    lost = max(answers, key=lambda answer: answer.status_code)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert "任务已被办结或撤回" in lost.json["message"]
    assert bureau.nodes(case) == ["b"]


def test_a_disabled_approver_has_no_second_request_and_his_work_waits_for_another(
    doors: Doors,
) -> None:
    bureau = doors.bureau
    bureau.deploy(TWO)
    case = bureau.start("wang")
    waiting = bureau.task(case, "a").id
    people = bureau.people

    def disable() -> int:
        with bureau.database.unit_of_work(bureau.clock) as uow:
            set_status(uow, SYSTEM, people["zhao"], DISABLED)
        return 0

    answer, _ = _at_once(_sender(doors, "zhao", waiting), disable)

    assert (answer.status_code, bureau.nodes(case)) in [(200, ["b"]), (401, ["a"])]
    assert doors.of("zhao").get("/inbox/").status_code == 303
    left = bureau.task(bureau.start("wang"), "a")
    assert doors.press("admin", left.id, "claim").status_code == 303
