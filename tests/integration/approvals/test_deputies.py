"""What was open already when a deputy 代理 began, where the appointment says so."""

from datetime import timedelta

import pytest

from engine.approvals.deputies import appoint
from engine.approvals.lending import delegate_task
from engine.approvals.reading import COPY, Sending, send_case
from engine.approvals.sheet import lines
from engine.bootstrap import Container
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.staff.model import Deputy
from engine.staff.service import dismiss_deputy
from engine.tasks.service import claim_task
from tests.integration.approvals.bureau import Bureau, line, task

ONE = line(("a", task("a", "zhao")), ("b", task("b", "sun")))
GROUP = line(("a", task("a", group="TEAM_LEAD@county")))


def _appoint(
    bureau: Bureau, agent: str, *keys: str, in_hours: int = 0, takes_open: bool = True
) -> str:
    begin = bureau.clock.now() + timedelta(hours=in_hours)
    deputy = Deputy(
        id=new_id(),
        principal_id=bureau.people["zhao"],
        agent_id=bureau.people[agent],
        process_keys=list(keys),
        valid_from=begin,
        valid_to=begin + timedelta(days=2),
        is_enabled=True,
    )
    number = deputy.id

    def verb(uow: UnitOfWork, actor: Actor) -> None:
        appoint(uow, actor, deputy, takes_open=takes_open)

    bureau.act("zhao", verb)
    return number


def _run_jobs(bureau: Bureau) -> None:
    Container(Settings(), bureau.clock, bureau.database).worker().run_due()


@pytest.mark.parametrize(("takes_open", "waits"), [(False, ["Zhao"]), (True, ["Li"])])
def test_open_work_goes_to_the_deputy_only_on_wish(
    bureau: Bureau, takes_open: bool, waits: list[str]
) -> None:
    bureau.deploy(ONE)
    case = bureau.start("wang")

    _appoint(bureau, "li", takes_open=takes_open)

    assert bureau.waits_for(case) == waits


def test_the_deputy_signs_what_he_took_over_for_his_principal(bureau: Bureau) -> None:
    bureau.deploy(ONE)
    case = bureau.start("wang")
    _appoint(bureau, "li")

    bureau.agree("li", case, "a")

    assert bureau.tasks(case)[0].signed_as == "Li（代Zhao）"


def test_the_principal_may_still_do_what_was_taken_over(bureau: Bureau) -> None:
    bureau.deploy(ONE)
    case = bureau.start("wang")
    _appoint(bureau, "li")

    bureau.act("zhao", claim_task, bureau.task(case, "a").id)
    bureau.agree("zhao", case, "a")

    assert bureau.tasks(case)[0].signed_as == "Zhao"


def test_group_work_that_waits_may_be_claimed_by_the_deputy(bureau: Bureau) -> None:
    bureau.deploy(GROUP)
    case = bureau.start("wang")
    _appoint(bureau, "wu")

    bureau.agree("wu", case, "a")

    assert bureau.tasks(case)[0].signed_as == "Wu（代Zhao）"


def test_what_is_lent_another_process_and_the_agents_own_case_stay(bureau: Bureau) -> None:
    bureau.deploy(ONE)
    bureau.deploy(ONE, "other")
    own, lent, other = bureau.start("li"), bureau.start("wang"), bureau.start("wang", "other")
    bureau.do("zhao", lent, "a", delegate_task, bureau.people["qian"], "请提意见")

    _appoint(bureau, "li", "leave")

    waits = [bureau.waits_for(one) for one in (own, lent, other)]
    assert waits == [["Zhao"], ["Qian"], ["Zhao"]]


def test_a_deputy_who_begins_later_takes_over_what_is_open_then(bureau: Bureau) -> None:
    bureau.deploy(ONE)
    _appoint(bureau, "li", in_hours=3)
    case = bureau.start("wang")
    _run_jobs(bureau)
    assert bureau.waits_for(case) == ["Zhao"]

    bureau.clock.advance(timedelta(hours=3))
    _run_jobs(bureau)

    assert bureau.waits_for(case) == ["Li"]


def test_a_deputy_dismissed_before_he_begins_takes_over_nothing(bureau: Bureau) -> None:
    bureau.deploy(ONE)
    number = _appoint(bureau, "li", in_hours=3)
    case = bureau.start("wang")
    bureau.act("zhao", dismiss_deputy, number)
    bureau.clock.advance(timedelta(hours=3))

    _run_jobs(bureau)

    assert bureau.waits_for(case) == ["Zhao"]


def test_what_a_deputy_sends_to_read_says_for_whom(bureau: Bureau) -> None:
    bureau.deploy(ONE)
    case = bureau.start("wang")
    _appoint(bureau, "li")
    own = bureau.task(case, "a").id

    bureau.act("li", send_case, case, Sending(COPY, [bureau.people["qian"]], task_id=own))
    bureau.clock.advance(timedelta(minutes=1))
    bureau.act("li", send_case, case, Sending(COPY, [bureau.people["sun"]]))

    with bureau.database.reading(bureau.clock) as uow:
        sent = {one.people: one.acting_for for one in lines(uow.session, case)}
    assert (sent[("Qian",)], sent[("Sun",)]) == ("Zhao", "")
