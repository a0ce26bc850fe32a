"""Who gets a task that comes back or is handed over, with deputies and countersignatures."""

from datetime import timedelta

import pytest

from engine.approvals.deputies import appoint
from engine.approvals.lending import delegate_task, hand_over_all, pass_on
from engine.approvals.returning import WayBack, return_task
from engine.approvals.withdrawing import withdraw_task
from engine.kernel.ids import new_id
from engine.staff.model import Deputy
from tests.integration.approvals.bureau import Bureau, countersign, line, task
from tests.integration.processes.office import sequence

THREE = line(
    ("draft", task("draft", "wang")),
    ("check", task("check", "zhao")),
    ("sign", task("sign", "sun")),
)
BACK = WayBack("check", "重办")


def _at_the_deputy(bureau: Bureau) -> str:
    """Return a case that waits for Zhao, for whom Li stands in for two hours."""
    bureau.deploy(THREE)
    _appoint(bureau, "zhao", "li", 2)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    return case


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
    case = _at_the_deputy(bureau)
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


def _hand_over(bureau: Bureau, leaver: str, to: str) -> None:
    people = bureau.people
    bureau.act("admin", hand_over_all, people[leaver], people[to], "离职")


def test_a_deputy_who_gets_the_work_of_his_principal_has_it_himself(bureau: Bureau) -> None:
    case = _at_the_deputy(bureau)

    _hand_over(bureau, "zhao", "li")

    assert _held_by(bureau, case) == ("Li", None)
    done = bureau.agree("li", case, "check")
    assert next(one for one in bureau.tasks(case) if one.id == done).signed_as == "Li"


def test_a_deputy_of_somebody_who_left_acts_for_who_came(bureau: Bureau) -> None:
    case = _at_the_deputy(bureau)

    _hand_over(bureau, "zhao", "qian")

    done = bureau.agree("li", case, "check")
    assert next(one for one in bureau.tasks(case) if one.id == done).signed_as == "Li（代Qian）"


def test_a_principal_who_gets_the_work_of_his_deputy_has_it_himself(bureau: Bureau) -> None:
    case = _at_the_deputy(bureau)

    _hand_over(bureau, "li", "zhao")

    assert _held_by(bureau, case) == ("Zhao", None)


def test_a_task_lent_to_who_gets_it_is_lent_no_more(bureau: Bureau) -> None:
    bureau.deploy(THREE)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.do("zhao", case, "check", delegate_task, bureau.people["li"], "请看")

    _hand_over(bureau, "zhao", "li")

    bureau.agree("li", case, "check")
    assert bureau.nodes(case) == ["sign"]


@pytest.fixture
def twice(bureau: Bureau) -> str:
    """Return a case that has called a process with a countersignature twice at once."""
    vote = task("both", "${person}", inner=countersign('["li","qian"]', "false"))
    bureau.deploy(line(("asked", task("asked", "zhao")), ("both", vote)), "inner")
    bureau.deploy(
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
        '<bpmn:parallelGateway id="f"/><bpmn:parallelGateway id="j"/>'
        '<bpmn:callActivity id="one" calledElement="inner"/>'
        '<bpmn:callActivity id="two" calledElement="inner"/>'
        + sequence(("start", "f"), ("f", "one"), ("f", "two"), ("one", "j"), ("two", "j"),
                   ("j", "end"))
    )  # fmt: skip
    return bureau.start("wang")


def test_answers_kept_in_one_call_do_not_count_in_another(bureau: Bureau, twice: str) -> None:
    first, second = bureau.open(twice)
    bureau.complete("zhao", first.id, {"result": "agree"})
    bureau.agree("li", twice, "both")
    back = WayBack("asked", "重办", is_straight=True)
    bureau.do("qian", twice, "both", return_task, back)

    bureau.complete("zhao", second.id, {"result": "agree"})

    assert bureau.waits_for(twice) == ["Li", "Qian", "Zhao"]


def test_who_votes_in_one_call_may_vote_in_another(bureau: Bureau, twice: str) -> None:
    for asked in bureau.open(twice):
        bureau.complete("zhao", asked.id, {"result": "agree"})
    first, second = [one for one in bureau.open(twice) if one.assignee_name == "Li"]
    bureau.act("li", pass_on, second.id, bureau.people["wu"], "请办")

    bureau.act("li", pass_on, first.id, bureau.people["wu"], "请办")

    assert bureau.waits_for(twice) == ["Qian", "Qian", "Wu", "Wu"]
