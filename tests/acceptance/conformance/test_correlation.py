"""Which instance a message is for: keys, payloads, and messages that come too early (§8.4.2)."""

from tests.acceptance.conformance.play import do, message, play, play_files
from tests.acceptance.conformance.sketch import bpmn


def properties(**named: str) -> str:
    """Return a raw line of our own properties, to be put inside an element."""
    inner = "".join(
        f'<camunda:property name="{name}" value="{value}"/>' for name, value in named.items()
    )
    return (
        "<bpmn:extensionElements><camunda:properties>"
        f"{inner}</camunda:properties></bpmn:extensionElements>"
    )


def with_properties(sketch: str, **elements: dict[str, str]) -> dict[str, bytes]:
    """Return the file of a sketch whose elements have properties."""
    data = bpmn(sketch).decode()
    for element, named in elements.items():
        data = data.replace(f'name="{element}">', f'name="{element}">{properties(**named)}', 1)
    return {"p.bpmn": data.encode()}


EARLY = """
process P
  start s -> t
  throw t message=hint -> A
  user A -> c
  catch c message=hint -> B
  user B
"""


def test_a_message_that_comes_too_early_is_lost_and_told() -> None:
    played = play(EARLY, "A")

    assert (played.open, "message-lost" in played.codes) == ([], True)


def test_a_message_is_kept_if_the_model_says_so() -> None:
    files = with_properties(EARLY, t={"keep": "true"})

    assert play_files(files, "P", "A").open == ["B"]


ORDERS = """
process P
  start s -> c
  catch c message=paid -> A
  user A -> e
  end e
"""


def test_a_key_in_the_payload_finds_the_instance_it_belongs_to() -> None:
    files = with_properties(ORDERS, c={"correlationKey": "order"})
    second = {"start": "P", "variables": {"order": 2}}

    played = play_files(files, "P", second, message("paid", order=2, by="card"), order=1)

    assert (played.open, played.variables) == (["A"], {"order": 1})


def test_a_key_nobody_has_finds_nobody() -> None:
    files = with_properties(ORDERS, c={"correlationKey": "order"})

    assert play_files(files, "P", message("paid", order=9), order=1).result == "failed"


def test_a_thrown_message_finds_the_instance_with_its_key() -> None:
    sketch = ORDERS + "process Bank\n  start b -> t\n  end t message=paid\n"
    files = with_properties(sketch, c={"correlationKey": "order"}, t={"correlationKey": "ref"})
    steps = [{"start": "P", "variables": {"order": n}} for n in (2, 3)]

    played = play_files(files, "P", *steps, {"start": "Bank", "variables": {"ref": 3}}, order=1)

    entered = [item for item in played.answer["trace"] if item["activity"] == "A"]
    assert [item["instance"] for item in entered] == ["P#3"]


def test_a_business_key_finds_the_instance_it_belongs_to() -> None:
    second = {"start": "P", "businessKey": "K2"}

    played = play(ORDERS, second, {"message": "paid", "businessKey": "K2", "payload": {"n": 1}})

    assert (played.open, played.variables) == (["A"], {})


def test_a_thrown_message_carries_what_its_mappings_say() -> None:
    sketch = """
    process P
      start s -> t
      end t message=order
    process Q
      start q message=order -> A
      user A
    """
    data = bpmn(sketch).decode()
    mapping = (
        "<bpmn:extensionElements><camunda:inputOutput>"
        '<camunda:inputParameter name="n">${x + 1}</camunda:inputParameter>'
        "</camunda:inputOutput></bpmn:extensionElements>"
    )
    data = data.replace('name="t">', f'name="t">{mapping}', 1)

    played = play_files({"p.bpmn": data.encode()}, "P", do("A", seen=True), x=1)

    assert played.result == "completed"
