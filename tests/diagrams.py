"""Small diagrams for tests, written in the notation they are deployed in."""

from collections.abc import Mapping
from itertools import pairwise
from xml.sax.saxutils import quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="diagrams"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="http://gridflow.test">
<process id={key} name={name} isExecutable="true"><startEvent id="start"/>
"""


def user_task(name: str, groups: str, **properties: str) -> str:
    """Return a user task for a sequence; its name is also its id."""
    pairs = "".join(
        f"<camunda:property name={quoteattr(key)} value={quoteattr(value)}/>"
        for key, value in properties.items()
    )
    return (
        f'<userTask id="{name}" name="{name}" camunda:candidateGroups="{groups}">'
        f"<extensionElements><camunda:properties>{pairs}</camunda:properties>"
        "</extensionElements></userTask>"
    )


def sequence(key: str, tasks: Mapping[str, str], name: str = "用电申请") -> bytes:
    """Return a diagram in which one element follows the other."""
    ids = ["start", *tasks, "end"]
    flows = "".join(
        f'<sequenceFlow id="flow{number}" sourceRef="{a}" targetRef="{b}"/>'
        for number, (a, b) in enumerate(pairwise(ids))
    )
    head = HEAD.format(key=quoteattr(key), name=quoteattr(name))
    body = "".join(tasks.values())
    return f'{head}{body}<endEvent id="end"/>{flows}</process></definitions>'.encode()
