# ruff: noqa: E501 - markup reads better on one line
import pytest

from bpmn.reader import read
from tests.unit.bpmn.sketch import file, problems

USER_TASKS = {
    "camunda": '<userTask id="t" camunda:assignee="li" camunda:candidateGroups="G" camunda:dueDate="P1D" camunda:priority="5" camunda:formKey="f"/>',
    "flowable": '<userTask id="t" flowable:assignee="li" flowable:candidateGroups="G" flowable:dueDate="P1D" flowable:priority="5" flowable:formKey="f"/>',
    "activiti": '<userTask id="t" activiti:assignee="li" activiti:candidateGroups="G" activiti:dueDate="P1D" activiti:priority="5" activiti:formKey="f"/>',
    "zeebe": '<userTask id="t"><extensionElements><zeebe:assignmentDefinition assignee="li" candidateGroups="G"/><zeebe:taskSchedule dueDate="P1D"/>'
    '<zeebe:priorityDefinition priority="5"/><zeebe:formDefinition formKey="f"/></extensionElements></userTask>',
}
WANTED = {
    "assignee": "li",
    "candidateGroups": "G",
    "dueDate": "P1D",
    "priority": "5",
    "formKey": "f",
}


@pytest.mark.parametrize("markup", USER_TASKS.values(), ids=USER_TASKS)
def test_every_dialect_says_the_same_about_a_user_task(markup: str) -> None:
    node = read(file(markup), "x").processes[0].node_by_id["t"]

    assert {word: node.camunda[word] for word in WANTED} == WANTED


@pytest.mark.parametrize("dialect", ["flowable", "activiti", "zeebe"])
def test_what_was_mapped_is_reported_as_information(dialect: str) -> None:
    found = problems(file(USER_TASKS[dialect]))["mapped-dialect"]

    assert found.severity == "info"
    assert dialect in found.message.en


def test_camunda_itself_is_not_reported() -> None:
    assert "mapped-dialect" not in problems(file(USER_TASKS["camunda"]))


def test_zeebe_services_calls_loops_and_mappings_are_understood() -> None:
    nodes = (
        read(
            file(
                '<serviceTask id="s"><extensionElements><zeebe:taskDefinition type="pay"/><zeebe:ioMapping>'
                '<zeebe:input source="=a" target="b"/></zeebe:ioMapping></extensionElements></serviceTask>'
                '<callActivity id="c"><extensionElements><zeebe:calledElement processId="q"/></extensionElements></callActivity>'
                '<userTask id="m"><multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics '
                'inputCollection="=xs" inputElement="x" outputCollection="ys" outputElement="=y"/></extensionElements>'
                "</multiInstanceLoopCharacteristics></userTask>"
                '<businessRuleTask id="d"><extensionElements><zeebe:calledDecision decisionId="D" resultVariable="r"/></extensionElements></businessRuleTask>'
                '<scriptTask id="k"><extensionElements><zeebe:script expression="=1" resultVariable="r"/></extensionElements></scriptTask>'
            ),
            "x",
        )
        .processes[0]
        .node_by_id
    )

    assert nodes["s"].camunda["topic"] == "pay"
    assert nodes["s"].extensions.inputs[0].name == "b"
    assert nodes["c"].called_element == "q"
    assert [one.variables for one in nodes["c"].extensions.in_mappings] == ["all"]
    assert (nodes["m"].loop.collection, nodes["m"].loop.element_variable) == ("=xs", "x")
    assert nodes["m"].loop.output_collection == "ys"
    assert nodes["d"].camunda["decisionRef"] == "D"
    assert (nodes["k"].script, nodes["k"].script_format) == ("=1", "feel")


def test_roles_of_the_standard_become_candidates() -> None:
    role = "<resourceAssignmentExpression><formalExpression>user(li), group(G), H</formalExpression></resourceAssignmentExpression>"
    node = (
        read(file(f'<userTask id="t"><potentialOwner>{role}</potentialOwner></userTask>'), "x")
        .processes[0]
        .node_by_id["t"]
    )

    assert (node.camunda["candidateUsers"], node.camunda["candidateGroups"]) == ("li", "G, H")


def test_camunda_wins_over_another_dialect() -> None:
    node = (
        read(file('<userTask id="t" flowable:assignee="a" camunda:assignee="b"/>'), "x")
        .processes[0]
        .node_by_id["t"]
    )

    assert node.camunda["assignee"] == "b"
