"""One row of many: what is done, what is refused, what can be taken back."""

import json
from datetime import timedelta

import pytest

from engine.approvals.reclaiming import CannotReclaim
from engine.bulk.model import CLAIM, RELEASE, UndoOver
from engine.bulk.queries import get_batch
from engine.bulk.service import (
    NotAPlainDecision,
    Order,
    Result,
    begin_undo,
    carry_out,
    check_order,
    keep_batch,
)
from engine.definitions.service import World
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Invalid, NotFound
from engine.processes.starts import deploy_processes
from engine.processes.topics import known_topics
from engine.tasks.model import TaskAlreadyClaimed
from engine.tasks.queries import get_task
from engine.tasks.service import save_draft
from tests.integration.processes.office import (
    ONE_TASK,
    Office,
    diagram,
    open_office,
)

DECISION = {
    "type": "radio",
    "key": "result",
    "label": "审批",
    "validate": {"required": True},
    "values": [{"label": "同意", "value": "agree"}, {"label": "不同意", "value": "refuse"}],
}
OPINION = {"type": "textarea", "key": "opinion", "label": "意见"}
AMOUNT = {"type": "number", "key": "amount", "label": "金额"}


@pytest.fixture
def office(database, clock) -> Office:
    return open_office(database, clock)


def task_with(office: Office, *fields: dict[str, object]) -> str:
    """Return an open task whose form has these fields."""
    form = {"id": "f", "title": "F", "type": "default", "components": list(fields)}
    body = ONE_TASK.replace('id="approve"', 'id="approve" camunda:formKey="f"')
    files = {"leave.bpmn": diagram(body), "f.form": json.dumps(form).encode()}
    with office.database.unit_of_work(office.clock) as uow:
        deploy_processes(uow, SYSTEM, files, World(known_topics()))
    return office.open(office.start("wang"))[0].id


def test_a_row_is_claimed_and_released(office):
    task = task_with(office, DECISION)

    office.act("wang", carry_out, task, Order("claim"))
    office.act("wang", carry_out, task, Order("release"))

    office.act("li", carry_out, task, Order("claim"))


def test_a_row_somebody_else_claimed_is_refused(office):
    task = task_with(office, DECISION)
    office.act("li", carry_out, task, Order("claim"))

    with pytest.raises(TaskAlreadyClaimed):
        office.act("wang", carry_out, task, Order("claim"))


def test_a_row_is_reassigned_with_its_reason(office):
    task = task_with(office, DECISION)
    office.act("wang", carry_out, task, Order("claim"))

    office.act("wang", carry_out, task, Order("reassign", office.people["li"], "休假"))

    case = office.tasks(office.act("li", lambda uow, _a: _case_of(uow, task)))
    assert case[0].assignee_name == "Li"


@pytest.fixture
def given(office) -> str:
    """Return a task wang had claimed and has given to li."""
    task = task_with(office, DECISION)
    office.act("wang", carry_out, task, Order("claim"))
    office.act("wang", carry_out, task, Order("reassign", office.people["li"], "休假"))
    return task


def holder(office, task: str) -> str | None:
    return office.act("wang", lambda uow, _a: get_task(uow.session, task).assignee_name)


def test_what_was_given_away_comes_back_to_who_had_it(office, given):
    office.act("wang", carry_out, given, Order("reclaim"))

    assert holder(office, given) == "Wang"
    with pytest.raises(CannotReclaim):
        office.act("wang", carry_out, given, Order("reclaim"))


def test_what_was_given_out_of_the_pool_comes_back_to_the_pool(office):
    task = task_with(office, DECISION)
    office.act("head", carry_out, task, Order("reassign", office.people["li"], "急"))

    office.act("head", carry_out, task, Order("reclaim"))

    assert holder(office, task) is None
    office.act("wang", carry_out, task, Order("claim"))
    assert holder(office, task) == "Wang"


def test_who_did_not_give_it_away_takes_nothing_back(office, given):
    with pytest.raises(CannotReclaim, match="gone on"):
        office.act("head", carry_out, given, Order("reclaim"))


def test_what_a_colleague_has_begun_stays_with_him(office, given):
    office.act("li", save_draft, given, {"result": "agree"})

    with pytest.raises(CannotReclaim, match="begun"):
        office.act("wang", carry_out, given, Order("reclaim"))
    assert holder(office, given) == "Li"


def _case_of(uow, task_id: str) -> str:
    return get_task(uow.session, task_id).instance_id


def test_a_plain_decision_completes_its_row(office):
    task = task_with(office, DECISION, OPINION)

    office.act("wang", carry_out, task, Order("complete", decision="agree", opinion="好"))

    done = office.tasks(office.act("wang", lambda uow, _a: _case_of(uow, task)))[0]
    assert (done.state, done.outcome, done.opinion) == ("done", "agree", "好")


def test_a_decision_the_form_does_not_know_is_refused(office):
    task = task_with(office, DECISION, OPINION)

    with pytest.raises(Invalid):
        office.act("wang", carry_out, task, Order("complete", decision="perhaps"))


def test_a_form_that_asks_for_more_is_not_decided_in_a_list(office):
    task = task_with(office, DECISION, AMOUNT)

    with pytest.raises(NotAPlainDecision):
        office.act("wang", carry_out, task, Order("complete", decision="agree"))


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        (Order("claim"), []),
        (Order("claim"), ["t"] * 101),
        (Order("burn"), ["t"]),
        (Order("reassign", "", "x"), ["t"]),
        (Order("reassign", "u", " "), ["t"]),
    ],
)
def test_an_order_that_is_wrong_in_itself_is_refused_at_once(order, rows):
    with pytest.raises(Invalid):
        check_order(order, rows)


def test_what_worked_can_be_taken_back_for_a_while(office):
    rows = [Result("t1", "审批", "一"), Result("t2", "审批", "二", "task_not_open")]
    batch = office.act("wang", keep_batch, CLAIM, rows)

    order, tasks = office.act("wang", begin_undo, batch)

    assert (order.action, tasks) == (RELEASE, ["t1"])


def test_nothing_is_taken_back_twice(office):
    batch = office.act("wang", keep_batch, CLAIM, [Result("t1", "审批", "一")])
    office.act("wang", begin_undo, batch)

    with pytest.raises(UndoOver):
        office.act("wang", begin_undo, batch)


@pytest.mark.parametrize("action", ["claim", "complete", "reassign"])
def test_what_is_too_late_stays(office, action):
    batch = office.act("wang", keep_batch, action, [Result("t1", "审批", "一")])
    office.clock.advance(timedelta(minutes=6))

    with pytest.raises(UndoOver):
        office.act("wang", begin_undo, batch)


def test_a_batch_is_its_owners_alone(office):
    batch = office.act("wang", keep_batch, CLAIM, [Result("t1", "审批", "一")])

    with pytest.raises(NotFound):
        office.act("li", lambda uow, actor: get_batch(uow.session, actor, batch))
