"""Who gets a task that is open again, with deputies and countersignatures in play."""

from datetime import timedelta

import pytest

from engine.approvals.deputies import appoint
from engine.approvals.returning import WayBack, return_task
from engine.approvals.withdrawing import withdraw_task
from engine.kernel.ids import new_id
from engine.staff.model import Deputy
from tests.integration.approvals.bureau import Bureau, countersign, line, task

THREE = line(
    ("draft", task("draft", "wang")),
    ("check", task("check", "zhao")),
    ("sign", task("sign", "sun")),
)
BACK = WayBack("check", "重办")


def _appoint(bureau: Bureau, principal: str, agent: str, hours: int) -> None:
    deputy = Deputy(
        id=new_id(),
        principal_id=bureau.people[principal],
        agent_id=bureau.people[agent],
        process_keys=[],
        valid_from=bureau.clock.now(),
        valid_to=bureau.clock.now() + timedelta(hours=hours),
        is_enabled=True,
    )
    bureau.act(principal, appoint, deputy)


def _held_by(bureau: Bureau, case: str) -> tuple[str | None, str | None]:
    (one,) = bureau.open(case)
    return one.assignee_name, one.acting_for_name


@pytest.fixture
def stood_in(bureau: Bureau) -> str:
    """Return a case whose second step li has done for zhao, for two hours his deputy."""
    bureau.deploy(THREE)
    _appoint(bureau, "zhao", "li", 2)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("li", case, "check")
    return case


def test_a_deputy_does_again_what_he_did_for_another(bureau: Bureau, stood_in: str) -> None:
    bureau.do("sun", stood_in, "sign", return_task, BACK)

    assert _held_by(bureau, stood_in) == ("Li", "Zhao")


def test_what_a_deputy_did_comes_back_to_his_principal(bureau: Bureau, stood_in: str) -> None:
    bureau.clock.advance(timedelta(hours=3))

    bureau.do("sun", stood_in, "sign", return_task, BACK)

    assert _held_by(bureau, stood_in) == ("Zhao", None)


@pytest.mark.parametrize(("hours", "holder"), [(1, ("Li", "Zhao")), (3, ("Zhao", None))])
def test_what_a_deputy_takes_back_is_still_for_his_principal(
    bureau: Bureau, stood_in: str, hours: int, holder: tuple[str, str | None]
) -> None:
    bureau.clock.advance(timedelta(hours=hours))
    done = next(one for one in bureau.tasks(stood_in) if one.activity_id == "check")

    bureau.act("li", withdraw_task, done.id)

    assert _held_by(bureau, stood_in) == holder


def test_what_comes_back_to_somebody_who_is_away_goes_to_his_deputy(bureau: Bureau) -> None:
    bureau.deploy(THREE)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "check")
    _appoint(bureau, "zhao", "li", 2)

    bureau.do("sun", case, "sign", return_task, BACK)

    assert _held_by(bureau, case) == ("Li", "Zhao")


def test_whoever_takes_a_step_back_himself_has_it_himself(bureau: Bureau) -> None:
    bureau.deploy(THREE)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    done = bureau.agree("zhao", case, "check")
    _appoint(bureau, "zhao", "li", 2)

    bureau.act("zhao", withdraw_task, done)

    assert _held_by(bureau, case) == ("Zhao", None)


def test_an_orderly_round_begins_again_with_the_first(bureau: Bureau) -> None:
    row = countersign('["li","qian"]', "false", sequential=True)
    check = ("check", task("check", "${person}", inner=row))
    bureau.deploy(line(("draft", task("draft", "wang")), check, ("sign", task("sign", "sun"))))
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("li", case, "check")
    bureau.agree("qian", case, "check")

    bureau.do("sun", case, "sign", return_task, BACK)

    assert _held_by(bureau, case) == ("Li", None)
