"""Cases outlive a change of their diagram; administrators can move and restart them."""

import pytest

from engine.bootstrap import Container
from engine.definitions.queries import versions_of
from engine.kernel.settings import Settings
from engine.processes.administration import move_token, restart_process
from engine.processes.migration import (
    CannotMigrate,
    Plan,
    migrate_all,
    migrate_case,
    preview_migration,
)
from engine.tasks.service import claim_task, save_draft
from tests.integration.processes.office import ONE_TASK, Office, sequence, user_task

TWO_TASKS = (
    '<bpmn:startEvent id="start"/>'
    + user_task("approve", more='camunda:formKey=""')
    + user_task("second")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "approve"), ("approve", "second"), ("second", "end"))
)
OTHER_TASK = TWO_TASKS.replace("approve", "examine")


def _plan(office: Office, **mapping: str) -> Plan:
    with office.database.reading(office.clock) as uow:
        new, old = versions_of(uow.session, "leave")[:2]
    return Plan(old.id, new.id, mapping)


def test_a_migrated_case_follows_the_new_route_with_its_old_task(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    task = office.open(case)[0]
    office.act("wang", claim_task, task.id)
    office.act("wang", save_draft, task.id, {"opinion": "草稿"})
    office.deploy(TWO_TASKS)

    office.act("admin", migrate_case, case, _plan(office))

    kept = office.open(case)[0]
    assert (kept.id, kept.assignee_name, kept.draft) == (task.id, "Wang", {"opinion": "草稿"})
    office.complete("wang", kept.id)
    assert office.open(case)[0].activity_id == "second"


def test_a_mapping_carries_a_renamed_task_over(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    office.deploy(OTHER_TASK)

    office.act("admin", migrate_case, case, _plan(office, approve="examine"))

    assert office.open(case)[0].activity_id == "examine"


def test_a_task_without_counterpart_blocks_the_migration(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    office.deploy(OTHER_TASK)

    with pytest.raises(CannotMigrate) as caught:
        office.act("admin", migrate_case, case, _plan(office))

    assert "approve" in str(caught.value.facts["problems"])
    assert office.case(case).version == 1


def test_a_dry_run_says_what_would_happen_and_changes_nothing(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    office.deploy(OTHER_TASK)

    preview = office.act("admin", preview_migration, _plan(office))

    assert preview.fit == ()
    assert list(preview.blocked) == [case]
    assert "approve" in preview.comparison.missing


def test_a_migration_back_undoes_it(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    office.deploy(TWO_TASKS)
    plan = _plan(office)
    office.act("admin", migrate_case, case, plan)

    office.act("admin", migrate_case, case, Plan(plan.to_id, plan.from_id))
    office.complete("wang", office.open(case)[0].id)

    assert office.case(case).status == "completed"


def test_a_batch_migrates_every_case_that_can_go(office: Office) -> None:
    office.deploy(ONE_TASK)
    cases = [office.start("wang") for _ in range(3)]
    office.deploy(TWO_TASKS)

    count = office.act("admin", migrate_all, _plan(office))
    Container(Settings(), office.clock, office.database).worker().run_due()

    assert count == 3
    assert [office.case(case).version for case in cases] == [2, 2, 2]


def test_a_token_moved_by_hand_begins_the_other_activity(office: Office) -> None:
    office.deploy(TWO_TASKS)
    case = office.start("wang")
    task = office.open(case)[0]

    office.act("admin", move_token, case, (task.id, "second"), "跳过")

    assert [one.activity_id for one in office.open(case)] == ["second"]


def test_a_finished_case_can_begin_again(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    office.complete("wang", office.open(case)[0].id)

    office.act("admin", restart_process, case, "approve", "误办结")

    assert office.case(case).status == "running"
    assert office.open(case)[0].activity_id == "approve"
