"""Why a task is somebody's, why a case stands, and what comes next."""

from datetime import timedelta

import pytest

from engine.explain.queries import explain_case, explain_task
from engine.instances.queries import get_instance
from engine.kernel.actor import SYSTEM
from engine.processes.administration import suspend_process
from engine.staff.service import grant_role
from engine.tasks.queries import get_task
from engine.tasks.service import claim_task, reassign_task
from tests.integration.processes.office import Office, open_office, sequence, user_task

TWO_TASKS = (
    '<bpmn:startEvent id="start"/>'
    + user_task("approve", more='camunda:dueDate="P1D"')
    + '<bpmn:exclusiveGateway id="split" name="金额" default="f_split_file"/>'
    + user_task("decide", "MARKETING_HEAD@county")
    + user_task("file", "METER_READER@station")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "approve"), ("approve", "split"), ("split", "file"))
    + '<bpmn:sequenceFlow id="f_big" sourceRef="split" targetRef="decide">'
    + '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">= amount &gt; 5'
    + "</bpmn:conditionExpression></bpmn:sequenceFlow>"
    + sequence(("decide", "end"), ("file", "end"))
)


@pytest.fixture
def office(database, clock) -> Office:
    return open_office(database, clock)


@pytest.fixture
def case(office: Office) -> str:
    office.deploy(TWO_TASKS)
    return office.start("wang", amount=9)


def answer(office: Office, who: str, case: str):
    task_id = office.tasks(case)[0].id
    actor = office.actor(who)
    with office.database.reading(office.clock) as uow:
        task = get_task(uow.session, task_id)
        return explain_task(uow, actor, task, get_instance(uow.session, case))


def test_a_candidate_is_told_by_which_group_he_may_claim(office, case):
    found = answer(office, "wang", case)

    assert (found.standing.kind, found.standing.through) == ("free", ("BUSINESS_CLERK@200101",))
    assert [one.name for one in found.others] == ["Li"]


def test_who_claimed_a_task_is_told_to_the_others(office, case):
    office.clock.advance(timedelta(minutes=5))
    office.act("li", claim_task, office.open(case)[0].id)

    found = answer(office, "wang", case).standing

    assert (found.kind, found.who, found.holding.how) == ("taken", "Li", "claimed")


def test_a_task_that_was_given_names_the_giver_and_the_reason(office, case):
    task = office.open(case)[0].id
    office.act("wang", claim_task, task)
    office.act("wang", reassign_task, task, (office.people["li"], "Li"), "去现场")

    found = answer(office, "li", case).standing

    assert (found.kind, found.holding.how) == ("mine", "given")
    assert (found.holding.by, found.holding.reason) == ("Wang", "去现场")


def test_a_stranger_is_told_at_which_unit_he_holds_the_role(office, case):
    with office.database.unit_of_work(office.clock) as uow:
        grant_role(uow, SYSTEM, office.people["head"], "BUSINESS_CLERK", "2001011")

    found = answer(office, "head", case).standing

    assert (found.kind, found.elsewhere) == ("outside", ("BUSINESS_CLERK@2001011",))


def test_the_next_task_and_its_people_follow_from_what_is_known(office, case):
    ahead = answer(office, "wang", case).ahead

    assert ahead[0].stop.node.id == "decide"
    assert ahead[0].who.keys == ("MARKETING_HEAD@200101",)
    assert not ahead[0].stop.way.choices


def test_a_case_waits_for_its_task_until_its_alarm(office, case):
    with office.database.reading(office.clock) as uow:
        found = explain_case(uow, get_instance(uow.session, case))

    assert [(one.kind, one.element) for one in found.waits] == [("task", "approve")]
    assert [one.kind for one in found.rings] == ["task.warn"]


def test_a_suspended_case_says_so_first(office, case):
    office.act("admin", suspend_process, case, "查账")

    found = answer(office, "wang", case).case

    assert [one.kind for one in found.waits] == ["suspended", "task"]


def test_nothing_waits_in_a_case_that_has_ended(office, case):
    office.complete("wang", office.open(case)[0].id)
    office.complete("head", office.open(case)[0].id)

    found = answer(office, "wang", case)

    assert found.standing.kind == "ended"
    assert not found.case.waits
    assert not found.ahead
