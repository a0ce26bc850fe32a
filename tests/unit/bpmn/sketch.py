"""Short BPMN files for tests: a body, and flows written as `a-b b-c`."""

from bpmn.lint import FileReport, Options, Problem, check

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:flowable="http://flowable.org/bpmn"
  xmlns:activiti="http://activiti.org/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="file" targetNamespace="urn:test">
"""


def flows(text: str) -> str:
    """Return sequence flows; `a-b?x > 1` has a condition."""
    made = []
    for part in text.split(";") if ";" in text else text.split():
        ends, _, condition = part.strip().partition("?")
        source, _, target = ends.partition("-")
        inside = ""
        if condition:
            shown = condition.replace("&", "&amp;").replace("<", "&lt;")
            inside = f"<conditionExpression>{shown}</conditionExpression>"
        made.append(
            f'<sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}">'
            f"{inside}</sequenceFlow>"
        )
    return "".join(made)


def file(body: str, arrows: str = "", roots: str = "", after: str = "") -> bytes:
    """Return a file with one executable process `p`."""
    process = f'<process id="p" isExecutable="true">{body}{flows(arrows)}</process>'
    return f"{HEAD}{roots}{process}{after}</definitions>".encode()


def raw(body: str) -> bytes:
    """Return a file with the body as it is."""
    return f"{HEAD}{body}</definitions>".encode()


def report(data: bytes, options: Options | None = None, **more: bytes) -> FileReport:
    """Return the report on one file, others given by name with _ for the dot."""
    files = {"a.bpmn": data, **{name.replace("_", "."): text for name, text in more.items()}}
    return check(files, options)[0]


def errors(data: bytes, options: Options | None = None) -> list[str]:
    """Return the codes of the errors."""
    return [problem.code for problem in report(data, options).errors]


def problems(data: bytes, options: Options | None = None) -> dict[str, Problem]:
    """Return the problems by code."""
    return {problem.code: problem for problem in report(data, options).problems}


START = '<startEvent id="s"/>'
END = '<endEvent id="e"/>'
TASK = '<userTask id="t"/>'
