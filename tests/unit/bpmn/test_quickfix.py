from bpmn.lint import check, make_executable, mend
from bpmn.lint.quickfix import FIXES
from bpmn.lint.registry import FINDINGS
from tests.unit.bpmn.sketch import END, START, TASK, file, raw

NOT_EXECUTABLE = """<?xml version="1.0" encoding="GBK"?>
<!-- <process id="not me"> -->
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id='d'>
  <process   id="p" name="流程 isExecutable='no'"
     isExecutable='false' >
    <startEvent id="s" /><endEvent id="e"/>
    <sequenceFlow id="f" sourceRef="s" targetRef="e"/>
    <foo:bar xmlns:foo="urn:foo"><![CDATA[ <process> ]]></foo:bar>
  </process>
</definitions>""".encode("gbk")


def mended(data: bytes) -> bytes:
    return mend(data, check({"a.bpmn": data})[0].problems)


def codes(data: bytes) -> set[str]:
    return {problem.code for problem in check({"a.bpmn": data})[0].problems}


def test_making_executable_changes_nothing_else() -> None:
    changed = make_executable(NOT_EXECUTABLE)

    assert changed == NOT_EXECUTABLE.replace(
        b" isExecutable='false'", b' isExecutable="true"'
    ).replace(b'\n     isExecutable="true"', b' isExecutable="true"')


def test_a_missing_attribute_is_added() -> None:
    data = raw('<process id="p"/>')

    assert make_executable(data) == data.replace(b'id="p"/>', b'id="p" isExecutable="true"/>')


def test_an_executable_file_stays_byte_for_byte() -> None:
    data = file(START + TASK + END, "s-t t-e")

    assert mended(data) == data


def test_flow_lists_are_rewritten() -> None:
    data = file(START + '<userTask id="t">\n<incoming>no</incoming>\n</userTask>' + END, "s-t t-e")

    assert mended(data) == data.replace(b"<incoming>no</incoming>\n", b"")


def test_duplicate_ids_get_a_number() -> None:
    data = file(START + TASK + END + "\n" + '<textAnnotation id="t"/>', "s-t t-e")

    assert b'<textAnnotation id="t_2"/>' in mended(data)


def test_a_flow_without_condition_becomes_the_default() -> None:
    gateway = '<exclusiveGateway id="g"/><task id="a"/><task id="b"/>'
    data = file(START + gateway + END, "s-g g-a?x>1 g-b a-e b-e")

    assert "condition-missing" not in codes(mended(data))


def test_conditions_that_may_not_be_there_are_removed() -> None:
    data = file(START + TASK + END, "s-t?x>1 t-e")

    assert "condition-not-allowed" not in codes(mended(data))


def test_missing_ids_are_added() -> None:
    data = file(START + "<task/>\n<task/>" + END, "s-e")

    assert b'<task id="task_2"/>\n<task id="task_3"/>' in mended(data)


def test_each_quick_fix_exists() -> None:
    named = {finding.quickfix for finding in FINDINGS.values() if finding.quickfix}

    assert named == set(FIXES)
