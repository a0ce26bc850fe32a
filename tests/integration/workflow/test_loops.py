"""Multi-instance and standard loops: counters, results, conditions, changes on the way."""

import pytest

from engine.workflow import AddInstances, RemoveInstance, StepFailed
from tests.integration.workflow.case import Case

VOTE = """
process P
  start s -> V
  raw <bpmn:userTask id="V"><bpmn:multiInstanceLoopCharacteristics isSequential="{seq}"
  raw  camunda:collection="people" camunda:elementVariable="person">
  raw <bpmn:extensionElements><camunda:properties>
  raw <camunda:property name="outputCollection" value="votes"/>
  raw <camunda:property name="outputElement" value="vote"/></camunda:properties>
  raw </bpmn:extensionElements>
  raw <bpmn:completionCondition>{done}</bpmn:completionCondition>
  raw </bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>
  raw <bpmn:sequenceFlow id="f" sourceRef="V" targetRef="A"/>
  user A
"""
NEVER = "nrOfCompletedInstances &gt; 99"
PEOPLE = ["wang", "li", "zhao"]


def vote(case: Case, person: str, vote: str) -> None:
    from engine.workflow import CompleteTask

    task = next(task for task in case.tasks.values() if task.variables["person"] == person)
    case.do(CompleteTask(task.id, {"vote": vote}))


@pytest.mark.parametrize("seq", ["true", "false"])
def test_results_are_collected_in_the_order_of_the_instances(seq: str) -> None:
    case = Case(VOTE.format(seq=seq, done=NEVER)).start(people=PEOPLE)
    order = PEOPLE if seq == "true" else ["zhao", "wang", "li"]

    for person in order:
        vote(case, person, f"{person}!")

    assert case.variables == {"people": PEOPLE, "votes": ["wang!", "li!", "zhao!"]}


def test_the_condition_sees_the_results_so_far() -> None:
    done = 'count(votes[item = "no"]) &gt; 0 or nrOfCompletedInstances = nrOfInstances'
    case = Case(VOTE.format(seq="false", done=done)).start(people=PEOPLE)

    vote(case, "wang", "yes")
    assert case.open == ["V", "V"]
    vote(case, "zhao", "no")

    assert (case.open, case.variables["votes"]) == (["A"], ["yes", "no"])
    assert case.count("V", "cancelled") == 1


def test_the_counters_count() -> None:
    done = "nrOfInstances = 3 and nrOfActiveInstances = 1 and nrOfCompletedInstances = 2"
    case = Case(VOTE.format(seq="false", done=done)).start(people=PEOPLE)

    vote(case, "li", "")
    vote(case, "wang", "")

    assert case.open == ["A"]


def test_an_empty_collection_is_done_at_once() -> None:
    case = Case(VOTE.format(seq="false", done=NEVER)).start(people=[])

    assert (case.open, case.variables["votes"], case.count("V", "entered")) == (["A"], [], 0)


def test_people_can_be_added_and_taken_out_while_the_vote_runs() -> None:
    case = Case(VOTE.format(seq="false", done=NEVER)).start(people=PEOPLE)

    case.do(AddInstances(case.task("V").id, ("sun",)))
    out = next(task.id for task in case.tasks.values() if task.variables["person"] == "li")
    case.do(RemoveInstance(out))
    for person in ("wang", "zhao", "sun"):
        vote(case, person, person)

    assert (case.open, case.variables["votes"]) == (["A"], ["wang", "zhao", "sun"])


def test_a_person_added_to_a_sequence_comes_last() -> None:
    case = Case(VOTE.format(seq="true", done=NEVER)).start(people=["wang"])

    case.do(AddInstances(case.task("V").id, ("sun",)))
    vote(case, "wang", "1")
    assert case.task("V").variables["person"] == "sun"
    vote(case, "sun", "2")

    assert case.variables["votes"] == ["1", "2"]


def test_taking_the_present_one_out_of_a_sequence_brings_the_next() -> None:
    case = Case(VOTE.format(seq="true", done=NEVER)).start(people=PEOPLE)

    case.do(RemoveInstance(case.task("V").id))

    assert case.task("V").variables["person"] == "li"


@pytest.mark.parametrize(
    ("kind", "code"),
    [("card=-1", "not-a-number-of-times"), ("card=1.5", "not-a-number-of-times"),
     ("coll=x", "collection-not-a-list"), ("coll=nothing", "expression-error")],
)  # fmt: skip
def test_a_number_of_instances_that_is_none_is_an_incident(kind: str, code: str) -> None:
    with pytest.raises(StepFailed) as caught:
        Case(f"process P\n  start s -> A\n  user A mi=par {kind}").start(x=5)

    assert (caught.value.incident.activity, caught.value.incident.code) == ("A", code)


def test_each_round_of_a_standard_loop_sees_its_number() -> None:
    case = Case(
        "process P\n  start s -> A\n  user A loop='loopCounter &lt; 3' -> B\n  user B".replace(
            "&lt;", "<"
        )
    )
    case.start()
    seen = []
    while case.open == ["A"]:
        seen.append(case.task("A").loop_counter)
        case.complete("A")

    assert (seen, case.open) == ([0, 1, 2], ["B"])


def test_the_loops_of_the_standard_name_their_data() -> None:
    case = Case("""
    process P
      start s -> A
      raw <bpmn:dataObject id="d1" isCollection="true"/>
      raw <bpmn:dataObjectReference id="orders" name="orders" dataObjectRef="d1"/>
      raw <bpmn:dataObject id="d2" isCollection="true"/>
      raw <bpmn:dataObjectReference id="prices" name="prices" dataObjectRef="d2"/>
      raw <bpmn:scriptTask id="A" scriptFormat="feel" camunda:resultVariable="price">
      raw <bpmn:multiInstanceLoopCharacteristics>
      raw <bpmn:loopDataInputRef>orders</bpmn:loopDataInputRef>
      raw <bpmn:loopDataOutputRef>prices</bpmn:loopDataOutputRef>
      raw <bpmn:inputDataItem id="i" name="order"/>
      raw <bpmn:outputDataItem id="o" name="price"/></bpmn:multiInstanceLoopCharacteristics>
      raw <bpmn:script>order * 10</bpmn:script></bpmn:scriptTask>
      raw <bpmn:sequenceFlow id="f" sourceRef="A" targetRef="B"/>
      user B
    """).start(orders=[1, 2, 3])

    assert case.variables == {"orders": [1, 2, 3], "prices": [10, 20, 30]}
