"""Where variables live: scopes, forks and joins, mappings, data objects."""

from decimal import Decimal

import pytest

from engine.workflow import BadVariables, SetVariables, StepFailed
from tests.integration.workflow.case import Case

TWO_REVIEWS = """
process P
  start s -> m
  xor m -> f
  and f -> A | B
  user A -> j
  user B -> j
  and j -> g
  xor g -> m if again | e else
  end e
"""


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_join_loses_nothing_of_what_its_branches_wrote(order: str) -> None:
    case = Case(TWO_REVIEWS).start()
    for number in range(3):
        for task in order:
            case.complete(task, **{task.lower(): number, "again": number < 2})

    assert (case.status, case.variables["a"], case.variables["b"]) == ("completed", 2, 2)


def test_an_element_variable_is_seen_by_its_own_instance_alone() -> None:
    case = Case("""
    process P
      start s -> A
      user A mi=par coll=people elem=person -> B
      user B
    """).start(people=["wang", "li"])

    seen = [task.variables for task in case.tasks.values()]

    assert seen == [{"loopCounter": 0, "person": "wang"}, {"loopCounter": 1, "person": "li"}]
    assert case.variables == {"people": ["wang", "li"]}


MAPPED = """
process P
  start s -> A
  raw <bpmn:userTask id="A"><bpmn:extensionElements><camunda:inputOutput>
  raw <camunda:inputParameter name="limit">${amount * 2}</camunda:inputParameter>
  raw <camunda:inputParameter name="greeting">hello</camunda:inputParameter>
  raw <camunda:inputParameter name="text">Dear ${name}!</camunda:inputParameter>
  raw <camunda:outputParameter name="result">${answer + limit}</camunda:outputParameter>
  raw </camunda:inputOutput></bpmn:extensionElements></bpmn:userTask>
  raw <bpmn:sequenceFlow id="f" sourceRef="A" targetRef="B"/>
  user B
"""


def test_inputs_are_an_activitys_own_and_only_outputs_leave_it() -> None:
    case = Case(MAPPED).start(amount=5, name="Li")
    local = dict(case.task("A").variables)

    case.complete("A", answer=1)

    assert local == {"limit": 10, "greeting": "hello", "text": "Dear Li!"}
    assert case.variables == {"amount": 5, "name": "Li", "result": 11}


def test_data_objects_are_variables() -> None:
    case = Case("""
    process P
      start s -> A
      raw <bpmn:dataObject id="d1"/>
      raw <bpmn:dataObjectReference id="r1" name="order" dataObjectRef="d1"/>
      raw <bpmn:userTask id="A"><bpmn:ioSpecification id="io"><bpmn:dataInput id="i" name="own"/>
      raw <bpmn:dataOutput id="o" name="changed"/><bpmn:inputSet id="is"/><bpmn:outputSet id="os"/>
      raw </bpmn:ioSpecification>
      raw <bpmn:dataInputAssociation id="x1"><bpmn:sourceRef>r1</bpmn:sourceRef>
      raw <bpmn:targetRef>i</bpmn:targetRef></bpmn:dataInputAssociation>
      raw <bpmn:dataOutputAssociation id="x2"><bpmn:sourceRef>o</bpmn:sourceRef>
      raw <bpmn:targetRef>r1</bpmn:targetRef></bpmn:dataOutputAssociation></bpmn:userTask>
      raw <bpmn:sequenceFlow id="f" sourceRef="A" targetRef="B"/>
      user B
    """).start(order="new")  # fmt: skip
    seen = case.task("A").variables["own"]

    case.complete("A", changed="paid")

    assert (seen, case.variables) == ("new", {"order": "paid"})


def test_exact_values_and_moments_survive_saving() -> None:
    case = Case("""
    process P
      start s -> T
      script T feel='{cost: 0.1 + 0.2, day: date("2026-11-02"), span: duration("PT90M")}' -> A
      user A
    """).start()
    before = case.variables

    case.complete("A", done=True)

    assert case.variables == {**before, "done": True}
    assert case.variables["cost"] == Decimal("0.3")


def test_variables_can_be_corrected_in_the_scope_of_a_task() -> None:
    case = Case("""
    process P
      start s -> A
      user A mi=par coll=people elem=person
    """).start(people=["wang", "li"])
    token = case.task("A").id

    case.do(SetVariables({"person": "zhao", "note": "x"}, token))
    case.complete("A")

    assert case.variables == {"people": ["wang", "li"], "note": "x"}


@pytest.mark.parametrize(
    "value",
    [object(), float("nan"), {1: "a"}, {"a\u0000": 1}, "\ud800", [[]] * 3 + [{"x": {1, 2}}]],
)
def test_what_cannot_be_stored_is_refused_with_its_field(value: object) -> None:
    case = Case("process P\n  start s -> A\n  user A").start()

    with pytest.raises(BadVariables) as caught:
        case.complete("A", wrong=value)

    assert caught.value.problems[0]["field"].startswith("wrong")
    assert case.open == ["A"]


def test_an_unknown_variable_is_an_incident_not_a_quiet_false() -> None:
    case = Case(
        "process P\n  start s -> A\n  user A -> g\n"
        "  xor g -> B if x > 1 | C else\n  user B\n  user C"
    )
    case.start()

    with pytest.raises(StepFailed) as caught:
        case.complete("A")

    incident = caught.value.incident
    assert (incident.activity, incident.code, incident.facts["kind"]) == (
        "g", "expression-error", "unknown_variable",
    )  # fmt: skip


def test_a_called_process_sees_and_gives_only_what_the_mappings_name() -> None:
    case = Case("""
    process P
      start s -> K
      call K calls=Q in=a:x,=a+1:y out=z:back key=a -> B
      user B
    process Q
      start q -> T
      script T feel='x + y' result=z -> C
      user C
    """).start(a=1, secret=2)

    case.complete("C", other=3)

    assert case.variables == {"a": 1, "secret": 2, "back": 3}
    assert case.ports.asked[0].kind == "latest" and case.ports.asked[-1].kind == "pinned"


def test_the_initiator_variable_names_the_starter() -> None:
    case = Case("""
    process P
      raw <bpmn:startEvent id="s" camunda:initiator="who"/>
      raw <bpmn:sequenceFlow id="f" sourceRef="s" targetRef="A"/>
      user A assignee=${who}
    """).start(starter="li")

    assert case.task("A").assignee == "li"


def test_assignments_write_what_their_expression_gives() -> None:
    case = Case("""
    process P
      start s -> A
      raw <bpmn:userTask id="A"><bpmn:ioSpecification id="io">
      raw <bpmn:dataInput id="i" name="own"/><bpmn:inputSet id="is"/><bpmn:outputSet id="os"/>
      raw </bpmn:ioSpecification>
      raw <bpmn:dataInputAssociation id="x1"><bpmn:targetRef>i</bpmn:targetRef>
      raw <bpmn:assignment><bpmn:from>price * 2</bpmn:from><bpmn:to>i</bpmn:to></bpmn:assignment>
      raw </bpmn:dataInputAssociation></bpmn:userTask>
    """).start(price=4)

    assert case.task("A").variables == {"own": 8}
