# ruff: noqa: E501 - markup reads better on one line
import pytest

from bpmn.model import CallActivity, Event, Gateway, SubProcess, Task
from bpmn.reader import MAX_SCOPE_DEPTH, ReadError, read
from tests.unit.bpmn.sketch import END, START, TASK, file, raw

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BOMB = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'
REFUSED = {
    "empty": (b"", "file-empty", 1),
    "blank": (b" \n ", "file-empty", 1),
    "large": (b"<a>" + b" " * 6_000_000, "file-too-large", 1),
    "doctype": (BOMB, "doctype-refused", 1),
    "doctype behind a comment": (
        b"<?xml version='1.0'?>\n<!-- x -->\n" + BOMB,
        "doctype-refused",
        3,
    ),
    "unclosed": (b"<a>\n<b>\n</a>", "malformed-xml", 3),
    "text": (b"hello", "malformed-xml", 1),
    "entity": (b"<a>&nbsp;</a>", "malformed-xml", 1),
    "deep": (b"<a>" * 300 + b"</a>" * 300, "nesting-too-deep", 1),
    "other root": (b"<html/>", "not-bpmn", 1),
    "old namespace": (b'<definitions xmlns="urn:x"/>', "not-bpmn", 1),
    "unknown encoding": (b'<?xml version="1.0" encoding="utf-7"?><a/>', "bad-encoding", 1),
    "wrong bytes": (b"<a>\n\xff</a>", "bad-encoding", 2),
    "null": (b"<a>\x00</a>", "malformed-xml", 1),
    "nested scopes": (
        raw('<process id="p">' + "<subProcess>" * 60 + "</subProcess>" * 60 + "</process>"),
        "nesting-too-deep",
        9,
    ),
    "too many": (
        raw("".join(f'<message id="m{n}"/>' for n in range(10_001))),
        "too-many-elements",
        1,
    ),
}


@pytest.mark.parametrize(("data", "code", "line"), REFUSED.values(), ids=REFUSED)
def test_hostile_and_broken_files_are_refused_with_a_place(
    data: bytes, code: str, line: int
) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, "x.bpmn")

    assert (caught.value.code, caught.value.line) == (code, line)
    assert caught.value.text.zh and caught.value.text.en and caught.value.fix.zh


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_of_chinese_offices_are_read(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?><definitions xmlns="{BPMN}" name="流程"/>'

    assert read(text.encode(encoding), "x").name == "流程"


@pytest.mark.parametrize("prefix", ["bpmn", "bpmn2", "semantic", "ns0"])
def test_any_prefix_of_the_standard_is_understood(prefix: str) -> None:
    text = file(START + TASK + END, "s-t t-e").decode()
    text = text.replace("<definitions xmlns=", f"<definitions xmlns:{prefix}=")
    for tag in ("definitions", "process", "startEvent", "userTask", "endEvent", "sequenceFlow"):
        text = text.replace(f"<{tag} ", f"<{prefix}:{tag} ").replace(
            f"</{tag}>", f"</{prefix}:{tag}>"
        )
    text = text.replace(' sourceRef="s"', f' sourceRef="{prefix}:s"')

    assert read(text.encode(), "x").processes[0].node_by_id["t"].incoming == ("f_s_t",)


def test_depth_up_to_the_limit_is_read() -> None:
    depth = MAX_SCOPE_DEPTH
    data = raw('<process id="p">' + "<subProcess>" * depth + "</subProcess>" * depth + "</process>")

    assert len(list(read(data, "x").processes[0].walk_scopes())) == depth + 1


def test_events_keep_their_definitions() -> None:
    timer = "<timerEventDefinition id='td'><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
    data = file(
        START
        + TASK
        + END
        + f'<boundaryEvent id="b" attachedToRef="t" cancelActivity="false">{timer}</boundaryEvent>'
    )

    event = read(data, "x").processes[0].node_by_id["b"]

    assert isinstance(event, Event)
    assert (event.kind, event.trigger, event.attached_to, event.cancel_activity) == (
        "boundary",
        "timer",
        "t",
        False,
    )
    assert event.definitions[0].timer_kind == "cycle"
    assert event.definitions[0].expression and event.definitions[0].expression.text == "R3/PT1H"


def test_nodes_keep_what_they_say() -> None:
    data = file(
        '<exclusiveGateway id="g" default="f" gatewayDirection="Diverging"/>'
        '<callActivity id="c" calledElement="x:other"><extensionElements><camunda:in source="a" target="b"/>'
        '<camunda:out variables="all"/></extensionElements></callActivity>'
        '<scriptTask id="k" scriptFormat="feel"><script>1 + 1</script></scriptTask>'
        '<transaction id="sp"><task id="in"/></transaction>'
    )

    nodes = read(data, "x").processes[0].node_by_id

    assert isinstance(nodes["g"], Gateway) and nodes["g"].default == "f"
    assert isinstance(nodes["c"], CallActivity) and nodes["c"].called_element == "other"
    assert nodes["c"].extensions.in_mappings[0].target == "b"
    assert isinstance(nodes["k"], Task) and nodes["k"].script == "1 + 1"
    assert isinstance(nodes["sp"], SubProcess) and nodes["sp"].transaction
    assert nodes["sp"].nodes[0].scope_id == "sp"


def test_foreign_things_are_kept_raw() -> None:
    data = file(
        '<task id="t" flowable:skipExpression="x"><extensionElements><flowable:field name="a">v</flowable:field></extensionElements></task>'
    )

    kept = read(data, "x").processes[0].node_by_id["t"].extensions

    assert ("http://flowable.org/bpmn", "skipExpression", "x") in kept.attributes
    assert kept.elements[0][:2] == ("http://flowable.org/bpmn", "field")
    assert ">v<" in kept.elements[0][2]
