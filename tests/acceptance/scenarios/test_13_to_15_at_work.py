"""Scenarios 13 to 15: two claim at once, a new version is published, the calendar comes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

from engine.deadlines.rules import Day, DayType
from engine.deadlines.rules.changes import DaysChange
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from engine.timekeeping.model import DeadlineMove
from engine.timekeeping.service import change_at_once
from tests.acceptance.scenarios.conftest import Doors
from tests.integration.approvals.bureau import Bureau, line, task

POOL = line(("a", task("a", group="BUSINESS_CLERK@county")))
ONE = line(("a", task("a", "zhao")), ("b", task("b", "sun")))
OTHER = line(("a", task("a", "zhao")), ("more", task("more", "qian")), ("b", task("b", "sun")))
# What was given out takes two working days more than was foreseen.
OFFICIAL = {date(2027, 1, day): Day(DayType.HOLIDAY, "元旦") for day in (1, 4, 5)}


def test_13_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(POOL)
    case = bureau.start("zhao")
    address = f"/tasks/{bureau.task(case, 'a').id}/claim"
    browsers = {who: (doors.of(who), doors.of(who).token()) for who in ("wang", "li")}
    gate = Barrier(2)

    def claim(who: str) -> tuple[int, str]:
        visitor, token = browsers[who]
        gate.wait()
        answer = visitor.client.post(address, data={"csrf_token": token})
        return answer.status_code, answer.text

    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip(browsers, pool.map(claim, browsers), strict=True))

    holder = bureau.waits_for(case)[0].lower()
    loser = "li" if holder == "wang" else "wang"
    assert (answers[holder][0], answers[loser][0]) == (303, 409)
    assert f"{holder.title()}" in answers[loser][1]


def test_14_twenty_cases_go_on_by_the_version_they_began_with(bureau: Bureau) -> None:
    bureau.deploy(ONE)
    old = [bureau.start("wang") for _ in range(20)]
    bureau.agree("zhao", old[0], "a")

    bureau.deploy(OTHER)

    new = bureau.start("wang")
    for case in (old[1], old[19], new):
        bureau.agree("zhao", case, "a")
    assert [bureau.nodes(case) for case in (old[0], old[1], old[19], new)] == [
        ["b"], ["b"], ["b"], ["more"],
    ]  # fmt: skip
    assert {bureau.case(case).version for case in old} == {1}
    assert bureau.case(new).version == 2


def test_15_open_due_dates_follow_the_calendar_of_2027_and_the_move_is_logged(
    bureau: Bureau, tick: Callable[[], None]
) -> None:
    bureau.deploy(line(("a", task("a", "zhao", sla="CMP.INVESTIGATE"))))
    bureau.clock.set(datetime(2026, 12, 30, 10, 0, tzinfo=COMPANY_ZONE))
    case = bureau.start("wang")
    assert _due_on(bureau, case) == date(2027, 1, 5)

    with bureau.database.unit_of_work(bureau.clock) as uow:
        change_at_once(uow, SYSTEM, DaysChange("", OFFICIAL), "国务院办公厅通知")
    tick()

    assert _due_on(bureau, case) == date(2027, 1, 7)
    (move,) = _moves(bureau)
    assert (move.task_id, move.new_due_at - move.old_due_at) == (
        bureau.task(case, "a").id,
        timedelta(days=2),
    )
    assert bureau.facts("CalendarChanged") or bureau.facts("DeadlinesChanged")


def _due_on(bureau: Bureau, case: str) -> date:
    due = bureau.task(case, "a").due_at
    assert due is not None
    return due.astimezone(COMPANY_ZONE).date()


def _moves(bureau: Bureau) -> list[DeadlineMove]:
    with bureau.database.reading(bureau.clock) as uow:
        found = uow.session.query(DeadlineMove).all()
        uow.session.expunge_all()
        return found
