"""Who approves: deputies 代理, one's own case, duplicates, nobody at all, chosen ones, leaders."""

from datetime import timedelta

import pytest

from engine.approvals import queries
from engine.approvals.returning import WayBack, return_task
from engine.kernel.ids import new_id
from engine.processes.finishing import OwnCase
from engine.staff.model import Deputy
from engine.staff.service import appoint_deputy
from engine.tasks.model import NotACandidate
from engine.tasks.queries import inbox
from engine.tasks.rules import InboxFilter
from engine.tasks.service import claim_task, may_see
from tests.integration.approvals.bureau import AGREE, REFUSE, Bureau, countersign, line, task

TWO = line(("a", task("a", "zhao")), ("b", task("b", "qian")))


def _deputy(bureau: Bureau, principal: str, agent: str, *keys: str, hours: int = 48) -> None:
    bureau.act(
        principal,
        appoint_deputy,
        Deputy(
            id=new_id(),
            principal_id=bureau.people[principal],
            agent_id=bureau.people[agent],
            process_keys=list(keys),
            valid_from=bureau.clock.now(),
            valid_to=bureau.clock.now() + timedelta(hours=hours),
            is_enabled=True,
        ),
    )


def _claimable(bureau: Bureau, who: str) -> list[str]:
    actor = bureau.actor(who)
    with bureau.database.reading(bureau.clock) as uow:
        found = inbox(uow.session, actor, InboxFilter("claimable"), uow.now)
        return [one.activity_id for one in found.rows]


def test_the_work_of_somebody_on_leave_goes_to_his_agent_who_signs_for_him(
    bureau: Bureau,
) -> None:
    bureau.deploy(TWO)
    _deputy(bureau, "zhao", "li")

    case = bureau.start("wang")

    assert bureau.waits_for(case) == ["Li"]
    assert bureau.task(case, "a").acting_for_name == "Zhao"
    bureau.agree("li", case, "a")
    assert bureau.tasks(case)[0].signed_as == "Li（代Zhao）"


def test_the_principal_still_sees_the_task_and_may_do_it_himself(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    _deputy(bureau, "zhao", "li")
    case = bureau.start("wang")
    assert _claimable(bureau, "zhao") == ["a"]
    assert bureau.act("zhao", may_see, case)

    bureau.agree("zhao", case, "a")

    assert bureau.tasks(case)[0].signed_as == "Zhao"


def test_the_first_of_several_agents_acts(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    _deputy(bureau, "zhao", "li")
    _deputy(bureau, "zhao", "wu")
    case = bureau.start("wang")

    bureau.act("wu", claim_task, bureau.task(case, "a").id)

    assert bureau.waits_for(case) == ["Wu"]
    assert bureau.task(case, "a").acting_for_name == "Zhao"


def test_the_agent_of_an_agent_gets_nothing(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    _deputy(bureau, "zhao", "li")
    _deputy(bureau, "li", "wu")

    case = bureau.start("wang")

    assert bureau.waits_for(case) == ["Li"]


def test_the_applicant_never_stands_in_for_his_approver(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    _deputy(bureau, "zhao", "wang")

    case = bureau.start("wang")

    assert bureau.waits_for(case) == ["Zhao"]


def test_an_agent_stands_in_within_his_window_and_processes_only(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    _deputy(bureau, "zhao", "li", "another_process")
    _deputy(bureau, "zhao", "wu", hours=1)
    bureau.clock.advance(timedelta(hours=2))

    case = bureau.start("wang")

    assert bureau.waits_for(case) == ["Zhao"]


def test_an_agent_may_take_the_group_work_of_his_principal(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", group="TEAM_LEAD@county"))))
    _deputy(bureau, "zhao", "wu")

    case = bureau.start("wang")

    bureau.agree("wu", case, "a")
    assert bureau.tasks(case)[0].signed_as == "Wu（代Zhao）"


def test_the_agent_votes_once_for_his_principal(bureau: Bureau) -> None:
    loop = countersign('["zhao","qian"]', "nrOfCompletedInstances = nrOfInstances")
    bureau.deploy(line(("m", task("m", "${person}", inner=loop))))
    _deputy(bureau, "zhao", "li")

    case = bureau.start("wang")

    assert bureau.waits_for(case) == ["Li", "Qian"]
    bureau.agree("li", case, "m")
    bureau.agree("qian", case, "m")
    assert bureau.case(case).status == "completed"


# Duplicates.

SAME = line(
    ("a", task("a", "zhao")),
    ("b", task("b", "zhao", dedupe="consecutive")),
    ("c", task("c", "qian")),
    ("d", task("d", "zhao", dedupe="once")),
)


def test_the_same_person_at_two_consecutive_nodes_passes(bureau: Bureau) -> None:
    bureau.deploy(SAME)
    case = bureau.start("wang")

    bureau.agree("zhao", case, "a")

    assert bureau.nodes(case) == ["c"]
    passed = bureau.facts("TaskPassed")[0]
    assert (passed["rule"], passed["user_id"]) == ("consecutive", bureau.people["zhao"])


def test_who_agreed_once_passes_everywhere_where_the_node_says_so(bureau: Bureau) -> None:
    bureau.deploy(SAME)
    case = bureau.start("wang")
    bureau.agree("zhao", case, "a")

    bureau.agree("qian", case, "c")

    assert bureau.case(case).status == "completed"


def test_who_refused_does_not_pass(bureau: Bureau) -> None:
    bureau.deploy(SAME)
    case = bureau.start("wang")

    bureau.complete("zhao", bureau.task(case, "a").id, REFUSE)

    assert bureau.nodes(case) == ["b"]


def test_nobody_passes_after_a_return(bureau: Bureau) -> None:
    bureau.deploy(SAME)
    case = bureau.start("wang")
    bureau.agree("zhao", case, "a")
    bureau.do("qian", case, "c", return_task, WayBack("a", "再看"))

    bureau.agree("zhao", case, "a")

    assert bureau.nodes(case) == ["b"]


def test_a_passing_member_of_a_countersignature_leaves_the_others(bureau: Bureau) -> None:
    loop = countersign('["zhao","qian"]', "nrOfCompletedInstances = nrOfInstances")
    inner = task("m", "${person}", inner=loop, dedupe="consecutive")
    bureau.deploy(line(("a", task("a", "zhao")), ("m", inner)))
    case = bureau.start("wang")

    bureau.agree("zhao", case, "a")

    assert bureau.waits_for(case) == ["Qian"]


def test_a_ring_of_nodes_that_pass_comes_to_rest(bureau: Bureau) -> None:
    bureau.deploy(
        '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="x"/>'
        + task("a", "zhao")
        + task("b", "zhao", dedupe="once")
        + task("c", "zhao", dedupe="once")
        + '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="a"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="x"/>'
        '<bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b"/>'
        '<bpmn:sequenceFlow id="f4" sourceRef="b" targetRef="c"/>'
        '<bpmn:sequenceFlow id="f5" sourceRef="c" targetRef="x"/>'
        '<bpmn:sequenceFlow id="f6" sourceRef="x" targetRef="end"><bpmn:conditionExpression'
        ' xsi:type="bpmn:tFormalExpression">stop = true</bpmn:conditionExpression>'
        '</bpmn:sequenceFlow><bpmn:endEvent id="end"/>'.replace(
            '<bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b"/>', ""
        )
        + '<bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b"><bpmn:conditionExpression'
        ' xsi:type="bpmn:tFormalExpression">stop = false</bpmn:conditionExpression>'
        "</bpmn:sequenceFlow>"
    )
    case = bureau.start("wang", stop=False)

    bureau.agree("zhao", case, "a")

    assert bureau.case(case).status == "running"
    assert len(bureau.open(case)) == 1


# One's own case.


def test_the_starter_does_not_decide_where_duties_are_separated(bureau: Bureau) -> None:
    node = task("a", group="BUSINESS_CLERK@county", excludeStarter="true")
    bureau.deploy(line(("a", node)))
    case = bureau.start("wang")

    with pytest.raises(OwnCase):
        bureau.complete("wang", bureau.task(case, "a").id, AGREE)


@pytest.mark.parametrize(("rule", "waits"), [("self", ["Wang"]), ("superior", ["Sun"])])
def test_the_starter_as_approver_decides_or_his_superior(
    bureau: Bureau, rule: str, waits: list[str]
) -> None:
    bureau.deploy(line(("a", task("a", "wang", selfApprove=rule))))

    case = bureau.start("wang")

    task_of_it = bureau.task(case, "a")
    who = [task_of_it.assignee_id] if task_of_it.assignee_id else task_of_it.candidates
    assert bureau.people[waits[0].lower()] in str(who)


def test_a_leaders_own_case_goes_to_the_leader_above_him(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "sun", selfApprove="leader"))))

    case = bureau.start("sun")

    assert bureau.task(case, "a").candidates == [f"user:{bureau.people['zhou']}"]


def test_the_starter_as_approver_may_be_skipped(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "wang", selfApprove="skip")), ("b", task("b", "zhao"))))

    case = bureau.start("wang")

    assert bureau.nodes(case) == ["b"]


# Nobody.


def test_nobody_to_ask_means_the_process_administrator(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", group="SAFETY_HEAD@county"))))

    case = bureau.start("wang")

    found = bureau.task(case, "a")
    assert found.candidates == ["PROCESS_ADMIN@10"]
    assert "SAFETY_HEAD" in (found.assignment_note or "")


@pytest.mark.parametrize(("policy", "outcome"), [("skip", "agree"), ("refuse", "refuse")])
def test_a_node_with_nobody_may_pass_or_refuse_by_itself(
    bureau: Bureau, policy: str, outcome: str
) -> None:
    node = task("a", group="SAFETY_HEAD@county", emptyPolicy=policy)
    bureau.deploy(line(("a", node), ("b", task("b", "zhao"))))

    case = bureau.start("wang")

    assert bureau.nodes(case) == ["b"]
    assert bureau.case(case).variables["result"] == outcome


# Chosen people and leaders.


def test_an_earlier_handler_chooses_who_comes_next(bureau: Bureau) -> None:
    chosen = task("b", group="BUSINESS_CLERK@county", choose="nextHandler")
    bureau.deploy(line(("a", task("a", "zhao")), ("b", chosen)))
    case = bureau.start("wang")
    with bureau.database.reading(bureau.clock) as uow:
        found = queries.choices(uow, bureau.task(case, "a"))
        assert [person.username for person in found["nextHandler"]] == ["li", "wang"]

    bureau.agree("zhao", case, "a", nextHandler="li")

    with pytest.raises(NotACandidate):
        bureau.complete("wang", bureau.task(case, "b").id, AGREE)
    bureau.agree("li", case, "b")
    assert bureau.case(case).status == "completed"


def test_the_leaders_above_the_starter_sign_one_after_the_other(bureau: Bureau) -> None:
    loop = countersign("org.leaders(3)", "false", sequential=True)
    bureau.deploy(line(("m", task("m", "${person}", inner=loop))))
    case = bureau.start("wang")
    assert bureau.waits_for(case) == ["Sun"]

    bureau.agree("sun", case, "m")

    assert bureau.waits_for(case) == ["Zhou"]
    bureau.agree("zhou", case, "m")
    assert bureau.case(case).status == "completed"
