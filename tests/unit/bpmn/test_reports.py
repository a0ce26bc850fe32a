import pytest

from bpmn.lint import Options, check, explain, verdicts
from bpmn.lint.registry import FINDINGS
from bpmn.reader import read
from tests.unit.bpmn.sketch import END, START, TASK, errors, file, problems, raw, report

CALL = file(START + '<callActivity id="c" calledElement="q"/>' + END, "s-c c-e")
CALLED = file(START + TASK + END, "s-t t-e").replace(b'id="p"', b'id="q"')
SERVICE = file(START + '<serviceTask id="t" camunda:topic="x.y"/>' + END, "s-t t-e")
FORM_TASK = file(START + '<userTask id="t" camunda:formKey="f"/>' + END, "s-t t-e")


def test_a_report_reads_as_the_command_line_prints_it() -> None:
    shown = report(file(START + TASK, "s-t t-no")).as_json("en")

    assert shown["executable"] is False
    assert shown["problems"][0] == {
        "severity": "error",
        "code": "flow-end-missing",
        "line": 9,
        "element": "f_t_no",
        "name": None,
        "message": "The target no of flow f_t_no does not exist.",
        "why": "A flow that leads nowhere stops the process.",
        "fix": "Connect the flow to an element of the diagram, or delete it.",
        "quickfix": None,
    }


def test_an_unreadable_file_has_a_report_too() -> None:
    found = report(b"<a>")

    assert (found.executable, found.is_readable, found.problems[0].line) == (False, False, 1)


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_each_code_is_explained_in_both_languages(code: str) -> None:
    assert "怎样改" in (explain(code, "zh") or "")
    assert "How to mend it" in (explain(code, "en") or "")


def test_an_unknown_code_has_no_explanation() -> None:
    assert explain("no-such-code") is None


def test_files_of_one_call_resolve_each_other() -> None:
    alone, together = problems(CALL), report(CALL, b_bpmn=CALLED)

    assert alone["called-element-not-here"].severity == "warning"
    assert "called-element-not-here" not in {one.code for one in together.problems}


def test_a_call_that_is_not_found_is_an_error_when_nothing_else_comes() -> None:
    assert errors(CALL, Options(complete=True)) == ["called-element-not-here"]
    assert errors(CALL, Options(known_processes=frozenset({"q"}))) == []


def test_an_unknown_topic_is_an_error_once_topics_are_known() -> None:
    assert errors(SERVICE) == []
    assert errors(SERVICE, Options(known_topics=frozenset())) == ["topic-unknown"]
    assert errors(SERVICE, Options(known_topics=frozenset({"x.y"}))) == []


def test_a_form_may_come_with_the_call() -> None:
    found = report(FORM_TASK, f_form=b'{"id": "f", "components": [{"key": "x"}]}')

    assert "form-not-here" not in {one.code for one in found.problems}


def test_one_bad_file_does_not_touch_the_other() -> None:
    found = check({"a.bpmn": b"<a>", "b.bpmn": CALLED})

    assert [one.executable for one in found] == [False, True]


def test_a_process_in_two_files_is_blamed_in_both() -> None:
    found = check({"a.bpmn": CALLED, "b.bpmn": CALLED})

    assert [one.errors[0].code for one in found] == ["duplicate-process-id"] * 2


def test_calls_in_a_circle_are_found_across_files() -> None:
    back = file(START + '<callActivity id="c" calledElement="p"/>' + END, "s-c c-e")

    found = check({"a.bpmn": CALL, "b.bpmn": back.replace(b'<process id="p"', b'<process id="q"')})

    assert [one.errors[0].code for one in found] == ["call-cycle"] * 2


def test_errors_in_a_pool_that_is_only_drawn_are_warnings() -> None:
    drawn = '<process id="q" isExecutable="false"><endEvent id="x"/><task id="y"/></process>'

    found = report(file(START + END, "s-e", after=drawn))

    assert found.executable
    assert {"process-ignored", "no-start-event"} <= {one.code for one in found.problems}


def test_each_element_has_a_verdict() -> None:
    data = file(START + TASK + END + '<complexGateway id="g"/><textAnnotation id="n"/>', "s-t t-e")

    found = {one.element: one.verdict for one in verdicts(read(data, "a.bpmn"), report(data))}

    assert (found["t"], found["g"], found["n"]) == ("executes", "refused", "ignored")


def test_variables_nobody_sets_are_reported_when_all_forms_are_known() -> None:
    task = '<userTask id="t" camunda:formKey="f"/><task id="a"/>'
    start = '<startEvent id="s" camunda:formKey="f"/><exclusiveGateway id="g" default="f_g_e"/>'
    data = file(start + task + END, "s-t t-g g-a?amuont>1 g-e a-e")

    found = report(data, f_form=b'{"id": "f", "components": [{"key": "amount"}]}')

    assert [one.message.en for one in found.problems if one.code == "variable-never-set"] == [
        "The condition of f_g_a reads amuont, which no step of the process sets."
    ]


def test_a_condition_on_a_value_no_form_offers_is_reported() -> None:
    start = '<startEvent id="s" camunda:formKey="f"/><exclusiveGateway id="g" default="f_g_e"/>'
    data = file(start + '<task id="a"/>' + END, 's-g;g-a?result = "agre";g-e;a-e')
    form = b'{"id": "f", "components": [{"key": "result", "values": [{"value": "agree"}]}]}'

    assert "condition-value-unknown" in {one.code for one in report(data, f_form=form).problems}


def test_a_file_without_bpmn_is_told_what_it_is() -> None:
    assert report(raw("").replace(b"20100524/MODEL", b"20080501")).problems[0].code == "not-bpmn"
