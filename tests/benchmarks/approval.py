"""The approval process all engines are measured with.

Eighteen elements with two boundary timers, a parallel split and two decisions, forms on its
user tasks, and a called process that files the result: what an office's approval looks like.
"""

import json
from dataclasses import dataclass

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  targetNamespace="http://gridflow.example/bench">
 <bpmn:process id="bench_approval" name="审批" isExecutable="true">"""

# (id, name of the task); every user task may be done by the same group.
_TASKS = (
    ("submit", "填报"),
    ("manager", "部门审批"),
    ("legal", "法律审核"),
    ("finance", "财务审核"),
    ("file", "归档"),
)
_FLOWS = (
    ("start", "merge", ""),
    ("merge", "submit", ""),
    ("submit", "manager", ""),
    ("manager", "decide", ""),
    ("decide", "split", "{agree}"),
    ("decide", "merge", ""),
    ("split", "legal", ""),
    ("split", "finance", ""),
    ("legal", "join", ""),
    ("finance", "join", ""),
    ("join", "check", ""),
    ("check", "file", "{agree}"),
    ("check", "merge", ""),
    ("file", "archive", ""),
    ("archive", "end", ""),
    ("remind_manager", "reminded_manager", ""),
    ("remind_finance", "reminded_finance", ""),
)
ELEMENTS = 18


@dataclass(frozen=True)
class Words:
    """What the diagram says in the language of one engine."""

    agree: str
    three_days: str
    script: str
    form: str


def diagram(words: Words) -> bytes:
    """Return the diagram in the words of one engine."""
    group = 'camunda:candidateGroups="BUSINESS_CLERK@self"'
    tasks = "".join(
        f'<bpmn:userTask id="{key}" name="{name}" {group} camunda:formKey="{words.form}">'
        f"{_FORM_DATA}</bpmn:userTask>"
        for key, name in _TASKS
    )
    timers = "".join(
        f'<bpmn:boundaryEvent id="remind_{task}" attachedToRef="{task}" cancelActivity="false">'
        f'<bpmn:timerEventDefinition id="t_{task}"><bpmn:timeDuration>{words.three_days}'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        f'<bpmn:endEvent id="reminded_{task}"/>'
        for task in ("manager", "finance")
    )
    return "".join(
        [
            _HEAD,
            '<bpmn:startEvent id="start"/>',
            tasks,
            timers,
            _GATEWAYS,
            *_flows(words.agree),
            "</bpmn:process>",
            _ARCHIVE.format(script=words.script),
            "</bpmn:definitions>",
        ]
    ).encode()


def form() -> bytes:
    """Return the form of the five tasks: a decision, an amount, an opinion."""
    decision = {
        "type": "radio",
        "key": "result",
        "label": "结论",
        "values": [{"label": "同意", "value": "agree"}, {"label": "退回", "value": "return"}],
        "validate": {"required": True},
    }
    amount = {"type": "number", "key": "amount", "label": "金额", "validate": {"min": 0}}
    opinion = {
        "type": "textarea",
        "key": "opinion",
        "label": "意见",
        "validate": {"maxLength": 500},
    }
    components = [decision, amount, opinion]
    shape = {"type": "default", "id": "approve", "schemaVersion": 16, "components": components}
    return json.dumps(shape, ensure_ascii=False).encode()


def _flows(agree: str) -> list[str]:
    return [
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">'
        + (_condition(condition.format(agree=agree)) if condition else "")
        + "</bpmn:sequenceFlow>"
        for number, (source, target, condition) in enumerate(_FLOWS)
    ]


def _condition(text: str) -> str:
    return (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{text}</bpmn:conditionExpression>"
    )


_GATEWAYS = (
    '<bpmn:exclusiveGateway id="merge"/>'
    '<bpmn:exclusiveGateway id="decide" default="f5"/>'
    '<bpmn:parallelGateway id="split"/><bpmn:parallelGateway id="join"/>'
    '<bpmn:exclusiveGateway id="check" default="f12"/><bpmn:endEvent id="end"/>'
    '<bpmn:callActivity id="archive" name="归档登记" calledElement="bench_archive">'
    '<bpmn:extensionElements><camunda:in variables="all"/><camunda:out variables="all"/>'
    "</bpmn:extensionElements></bpmn:callActivity>"
)
_FORM_DATA = (
    "<bpmn:extensionElements><camunda:formData>"
    '<camunda:formField id="result" label="结论" type="string"/>'
    '<camunda:formField id="amount" label="金额" type="long"/>'
    '<camunda:formField id="opinion" label="意见" type="string"/>'
    "</camunda:formData></bpmn:extensionElements>"
)
_ARCHIVE = (
    '<bpmn:process id="bench_archive" name="归档" isExecutable="true">'
    '<bpmn:startEvent id="a_start"/>{script}<bpmn:endEvent id="a_end"/>'
    '<bpmn:sequenceFlow id="a1" sourceRef="a_start" targetRef="number"/>'
    '<bpmn:sequenceFlow id="a2" sourceRef="number" targetRef="a_end"/></bpmn:process>'
)
OURS = Words(
    agree='result = "agree"',
    three_days="P3D",
    script='<bpmn:scriptTask id="number" scriptFormat="feel" camunda:resultVariable="archived">'
    "<bpmn:script>true</bpmn:script></bpmn:scriptTask>",
    form="approve",
)
STOCK = Words(
    agree='result == "agree"',
    three_days='"P3D"',
    script='<bpmn:scriptTask id="number"><bpmn:script>archived = True</bpmn:script>'
    "</bpmn:scriptTask>",
    form="approve",
)

# What a person enters: a few short fields, as a form of the business has them.
SUBMITTED = {"result": "agree", "opinion": "同意，请按规定时限办理。", "amount": 128000}
