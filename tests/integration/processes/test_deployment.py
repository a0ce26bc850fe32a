"""Deploying documents: all or nothing, versions that never change, a process without Python."""

import json

import pytest

from engine.definitions import store
from engine.definitions.queries import latest_definition, versions_of
from engine.definitions.service import World
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Forbidden, Invalid, Refused
from engine.processes.starts import deploy_processes
from tests.integration.processes.office import ONE_TASK, Office, diagram, sequence, user_task

FORM = {
    "type": "default",
    "id": "ask",
    "schemaVersion": 16,
    "components": [
        {"type": "textfield", "key": "reason", "label": "事由", "validate": {"required": True}}
    ],
}
WITH_FORM = (
    '<bpmn:startEvent id="start" camunda:formKey="ask"/>'
    + user_task("approve", more='camunda:formKey="ask"')
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "approve"), ("approve", "end"))
)


def _deploy(office: Office, files: dict[str, bytes], actor: object = SYSTEM) -> list[str]:
    with office.database.unit_of_work(office.clock) as uow:
        made = deploy_processes(uow, actor, files, World())  # type: ignore[arg-type]
        return [row.key for row in made]


def test_a_process_without_python_can_be_started_and_worked(office: Office) -> None:
    form = json.dumps(FORM).encode()
    _deploy(office, {"new.bpmn": diagram(WITH_FORM, "brand_new"), "ask.form": form})

    case = office.start("wang", "brand_new", reason="搬家")
    office.complete("wang", office.open(case)[0].id, {"reason": "同意搬家"})

    assert office.case(case).status == "completed"


def test_fields_drawn_inside_the_diagram_become_a_form(office: Office) -> None:
    drawn = (
        "<bpmn:extensionElements><camunda:formData>"
        '<camunda:formField id="days" label="天数" type="long"><camunda:validation>'
        '<camunda:constraint name="required"/><camunda:constraint name="max" config="30"/>'
        "</camunda:validation></camunda:formField></camunda:formData></bpmn:extensionElements>"
    )
    task = user_task("approve")
    body = ONE_TASK.replace(task, task.replace("/>", f">{drawn}</bpmn:userTask>"))
    _deploy(office, {"a.bpmn": diagram(body)})
    case = office.start("wang")

    with pytest.raises(Invalid) as caught:
        office.complete("wang", office.open(case)[0].id, {"days": 31})
    office.complete("wang", office.open(case)[0].id, {"days": 30})

    assert caught.value.problems[0]["field"] == "days"
    assert office.case(case).variables["days"] == 30


def test_what_a_form_requires_must_be_there(office: Office) -> None:
    form = json.dumps(FORM).encode()
    _deploy(office, {"new.bpmn": diagram(WITH_FORM, "brand_new"), "ask.form": form})

    with pytest.raises(Invalid) as caught:
        office.start("wang", "brand_new")

    assert caught.value.problems[0]["field"] == "reason"


def test_one_bad_file_refuses_them_all(office: Office) -> None:
    good = diagram(ONE_TASK, "good")
    bad = diagram('<bpmn:startEvent id="s"/><bpmn:complexGateway id="g"/>', "bad")

    with pytest.raises(Refused) as caught:
        _deploy(office, {"good.bpmn": good, "bad.bpmn": bad})

    assert {problem["file"] for problem in caught.value.problems} == {"bad.bpmn"}
    assert all(problem["line"] for problem in caught.value.problems)
    with office.database.reading(office.clock) as uow:
        assert versions_of(uow.session, "good") == []


def test_an_unchanged_process_keeps_its_version(office: Office) -> None:
    _deploy(office, {"a.bpmn": diagram(ONE_TASK)})

    made = _deploy(office, {"a.bpmn": diagram(ONE_TASK)})

    assert made == []


def test_a_changed_form_makes_a_new_version_of_the_processes_deployed_with_it(
    office: Office,
) -> None:
    files = {"new.bpmn": diagram(WITH_FORM, "brand_new"), "ask.form": json.dumps(FORM).encode()}
    _deploy(office, files)
    changed = {**FORM, "components": []}

    _deploy(office, {**files, "ask.form": json.dumps(changed).encode()})

    with office.database.reading(office.clock) as uow:
        new, old = versions_of(uow.session, "brand_new")
        assert len(store.load(uow.session, old.id).forms["ask"].fields) == 1
        assert len(store.load(uow.session, new.id).forms["ask"].fields) == 0


def test_a_form_nobody_knows_refuses_the_deployment(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        _deploy(office, {"new.bpmn": diagram(WITH_FORM, "brand_new")})

    assert any("ask" in problem["message"] for problem in caught.value.problems)


def test_a_diagram_without_a_drawing_gets_one(office: Office) -> None:
    _deploy(office, {"a.bpmn": diagram(ONE_TASK)})

    with office.database.reading(office.clock) as uow:
        row = latest_definition(uow.session, "leave")
        assert b"BPMNShape" in store.load(uow.session, row.id).diagram


def test_a_process_that_begins_by_a_condition_is_refused(office: Office) -> None:
    condition = (
        '<bpmn:startEvent id="start"><bpmn:conditionalEventDefinition>'
        '<bpmn:condition xsi:type="bpmn:tFormalExpression">1 &gt; 2</bpmn:condition>'
        "</bpmn:conditionalEventDefinition></bpmn:startEvent>"
    )
    body = ONE_TASK.replace('<bpmn:startEvent id="start"/>', condition)

    with pytest.raises(Refused) as caught:
        _deploy(office, {"a.bpmn": diagram(body)})

    assert caught.value.problems[0]["element"] == "start"


def test_a_clerk_may_not_deploy(office: Office) -> None:
    with pytest.raises(Forbidden):
        _deploy(office, {"a.bpmn": diagram(ONE_TASK)}, office.actor("wang"))
