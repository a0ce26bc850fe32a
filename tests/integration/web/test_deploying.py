"""An analyst deploys a changed diagram in the browser; what is wrong is said before."""

from importlib.resources import files
from io import BytesIO

import pytest

DIAGRAM = (files("bpmn") / "task_assignment" / "task_assignment.bpmn").read_bytes()
FORMS = {
    file.name: file.read_bytes()
    for file in (files("forms") / "task_assignment").iterdir()
    if file.name.endswith(".form")
}
BROKEN = DIAGRAM.replace(b'sourceRef="start"', b'sourceRef="nowhere"', 1)


@pytest.fixture
def analyst(signed_in):
    visitor = signed_in("ana")

    def upload(documents: dict[str, bytes], act: str = "deploy"):
        parts = [(BytesIO(content), name) for name, content in documents.items()]
        return visitor.post(
            "/definitions/upload",
            {"files": parts, "act": act, "note": "first"},
            content_type="multipart/form-data",
        )

    visitor.upload = upload
    return visitor


def test_a_diagram_with_its_forms_is_deployed_and_shown(analyst):
    answer = analyst.upload({"task_assignment.bpmn": DIAGRAM, **FORMS})

    assert answer.status_code == 303
    assert "任务分配跟踪" in analyst.get("/definitions/").text


def test_a_changed_diagram_becomes_the_next_version(analyst):
    analyst.upload({"task_assignment.bpmn": DIAGRAM, **FORMS})
    changed = DIAGRAM.replace("登记任务".encode(), "登记新任务".encode())

    analyst.upload({"task_assignment.bpmn": changed})

    page = analyst.get("/definitions/").text
    assert '<td data-label="版本" class="numbers">2</td>' in page


def test_a_broken_diagram_is_refused_with_the_place(analyst):
    answer = analyst.upload({"task_assignment.bpmn": BROKEN, **FORMS})

    assert answer.status_code == 422
    assert "不可执行" in answer.text
    assert "task_assignment.bpmn" in answer.text
    assert "task_assignment" not in analyst.get("/definitions/").text


def test_a_check_deploys_nothing(analyst):
    answer = analyst.upload({"task_assignment.bpmn": DIAGRAM, **FORMS}, act="check")

    assert "可执行" in answer.text
    assert "任务分配跟踪" not in analyst.get("/definitions/").text


@pytest.mark.parametrize(
    "content",
    [b"", b"not xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', b"\x00" * 1000],
    ids=["empty", "text", "doctype", "zeros"],
)
def test_a_hostile_file_is_refused_in_words(analyst, content):
    answer = analyst.upload({"evil.bpmn": content})

    assert answer.status_code == 422
    assert "evil.bpmn" in answer.text


def test_no_file_at_all_is_said_kindly(analyst):
    assert analyst.upload({}).status_code in (303, 422)


def test_a_document_is_given_as_it_was_deployed(analyst):
    analyst.upload({"task_assignment.bpmn": DIAGRAM, **FORMS})
    page = analyst.get("/definitions/").text
    address = page.split('data-href="')[1].split('"')[0]

    answer = analyst.get(f"{address}/bpmn/task_assignment")

    assert answer.data == DIAGRAM
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_diagram_speaks_english_to_who_reads_english(analyst):
    analyst.upload({"task_assignment.bpmn": DIAGRAM, **FORMS})
    address = analyst.get("/definitions/").text.split('data-href="')[1].split('"')[0]
    analyst.post("/account/language", {"language": "en"})

    drawn = analyst.get(f"{address}/diagram").text

    assert 'name="Register the task"' in drawn or "Accept" in drawn
