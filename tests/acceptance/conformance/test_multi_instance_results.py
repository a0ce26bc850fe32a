"""What a multi-instance counts and collects (BPMN 2.0.2 §13.3.7)."""

import pytest

from tests.acceptance.conformance.play import do, play, play_files
from tests.acceptance.conformance.sketch import bpmn

TASK = """
process P
  start s -> A
  user A mi={kind} {rest} -> Z
  user Z
"""


@pytest.mark.parametrize("name", ["loopCounter", "nrOfInstances", "nrOfCompletedInstances"])
def test_the_counters_belong_to_the_loop(name: str) -> None:
    played = play(TASK.format(kind="par", rest="card=2"), do("A", **{name: None}))

    assert (played.result, played.incident) == ("failed", "A")


@pytest.mark.parametrize("kind", ["par", "seq"])
def test_the_results_are_collected_in_the_order_of_the_elements(kind: str) -> None:
    sketch = TASK.format(kind=kind, rest="coll=items elem=item")
    own = (
        "<bpmn:extensionElements><camunda:properties>"
        '<camunda:property name="outputCollection" value="votes"/>'
        '<camunda:property name="outputElement" value="vote"/>'
        "</camunda:properties></bpmn:extensionElements>"
    )
    data = bpmn(sketch).decode().replace('name="A">', f'name="A">{own}', 1)
    steps = [do("A", vote=n * 10) for n in (1, 2, 3)]

    played = play_files({"p.bpmn": data.encode()}, "P", *steps, items=[1, 2, 3])

    assert (played.open, played.variables["votes"]) == (["Z"], [10, 20, 30])


def test_the_standards_own_data_references_collect_as_well() -> None:
    loop = (
        "<bpmn:ioSpecification><bpmn:dataInput id='in' name='item'/>"
        "<bpmn:dataOutput id='out' name='vote'/><bpmn:inputSet/><bpmn:outputSet/>"
        "</bpmn:ioSpecification>"
        "<bpmn:multiInstanceLoopCharacteristics>"
        "<bpmn:loopDataInputRef>items</bpmn:loopDataInputRef>"
        "<bpmn:loopDataOutputRef>votes</bpmn:loopDataOutputRef>"
        "<bpmn:inputDataItem id='item' name='item'/>"
        "<bpmn:outputDataItem id='vote' name='vote'/>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    objects = (
        "<bpmn:dataObject id='do1' isCollection='true'/>"
        "<bpmn:dataObjectReference id='items' name='items' dataObjectRef='do1'/>"
        "<bpmn:dataObject id='do2' isCollection='true'/>"
        "<bpmn:dataObjectReference id='votes' name='votes' dataObjectRef='do2'/>"
    )
    sketch = f"""
    process P
      raw {objects}
      start s -> A
      user A -> Z
      user Z
    """
    marked = "<bpmn:outgoing>P_f2</bpmn:outgoing></bpmn:userTask>"
    data = (
        bpmn(sketch)
        .decode()
        .replace(marked, f"<bpmn:outgoing>P_f2</bpmn:outgoing>{loop}</bpmn:userTask>", 1)
    )
    steps = [do("A", vote="yes"), do("A", vote="no")]

    played = play_files({"p.bpmn": data.encode()}, "P", *steps, items=["a", "b"])

    assert (played.open, played.variables.get("votes")) == (["Z"], ["yes", "no"])
