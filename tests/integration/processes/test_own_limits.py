"""Diagrams may name the limits an installation has added itself."""

import pytest

from engine.deadlines.rules import Policy
from engine.deadlines.rules.limits import Unit
from engine.deadlines.service import add_policy
from engine.definitions.service import World
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Refused
from engine.processes.starts import deploy_processes
from tests.integration.processes.office import ONE_TASK, Office, diagram

LIMITED = ONE_TASK.replace(
    'camunda:candidateGroups="BUSINESS_CLERK@county" />',
    'camunda:candidateGroups="BUSINESS_CLERK@county"><bpmn:extensionElements><camunda:properties>'
    '<camunda:property name="sla" value="OUR.OWN"/></camunda:properties></bpmn:extensionElements>'
    "</bpmn:userTask>",
)
WORLD = World(policies=frozenset({"CONN.FEE"}))


def _deploy(office: Office) -> int:
    with office.database.unit_of_work(office.clock) as uow:
        return len(deploy_processes(uow, SYSTEM, {"l.bpmn": diagram(LIMITED, "limited")}, WORLD))


def test_a_limit_nobody_knows_refuses_the_diagram(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        _deploy(office)

    assert [one["code"] for one in caught.value.problems] == ["sla-policy-unknown"]


def test_a_limit_added_by_the_installation_is_known(office: Office) -> None:
    with office.database.unit_of_work(office.clock) as uow:
        add_policy(uow, SYSTEM, Policy("OUR.OWN", 2, Unit.WD))

    assert _deploy(office) == 1
