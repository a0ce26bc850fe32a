"""A customer answers through his link, once, and sees nothing else."""

import json
from io import BytesIO

import pytest
from sqlalchemy import select

from engine.definitions.service import deploy
from engine.kernel.actor import SYSTEM
from engine.kernel.signing import Signer
from engine.processes.service import NewCase, start_process
from engine.tasks.model import UserTask
from notifications.links import CUSTOMER_STEP

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">
  <process id="ask" name="询问" isExecutable="true" camunda:historyTimeToLive="P30D">
    <startEvent id="start"><outgoing>a</outgoing></startEvent>
    <sequenceFlow id="a" sourceRef="start" targetRef="answer"/>
    <userTask id="answer" name="客户答复" camunda:formKey="answer"
        camunda:candidateGroups="BUSINESS_CLERK@self">
      <extensionElements><camunda:properties>
        <camunda:property name="customer" value="true"/>
        <camunda:property name="nameEn" value="Customer's answer"/>
      </camunda:properties></extensionElements>
      <incoming>a</incoming><outgoing>b</outgoing>
    </userTask>
    <sequenceFlow id="b" sourceRef="answer" targetRef="inside"/>
    <userTask id="inside" name="内部处理" camunda:candidateGroups="BUSINESS_CLERK@self">
      <incoming>b</incoming><outgoing>c</outgoing>
    </userTask>
    <sequenceFlow id="c" sourceRef="inside" targetRef="end"/>
    <endEvent id="end"><incoming>c</incoming></endEvent>
  </process>
</definitions>
""".encode()
FORM = json.dumps(
    {
        "type": "default",
        "schemaVersion": 16,
        "id": "answer",
        "components": [
            {"type": "textfield", "id": "f1", "key": "reply", "label": "答复",
             "validate": {"required": True}},
            {"type": "filepicker", "id": "f2", "key": "papers", "label": "材料"},
        ],
    }
).encode()  # fmt: skip


@pytest.fixture
def case(app, database, clock):
    parts = app.extensions["gridflow"]
    with database.unit_of_work(clock) as uow:
        deploy(uow, SYSTEM, {"ask.bpmn": DIAGRAM, "answer.form": FORM}, parts.world)
        return start_process(uow, SYSTEM, NewCase("ask", {}, org_id="2001011")).id


@pytest.fixture
def link_of(database, clock, case):
    """Return what makes the link of the open task, as the notice would carry it."""

    def link() -> str:
        with database.reading(clock) as uow:
            statement = select(UserTask.id).where(
                UserTask.instance_id == case, UserTask.state == "open"
            )
            return "/c/" + Signer("s" * 40).sign(
                CUSTOMER_STEP, uow.session.scalars(statement).one()
            )

    return link


def test_the_link_shows_the_form_without_an_account(visitor, link_of):
    page = visitor.get(link_of())

    assert page.status_code == 200
    assert "客户答复" in page.text


def test_an_answer_moves_the_case_on_and_counts_once(visitor, link_of):
    link = link_of()

    first = visitor.send(link, {"data": {"reply": "同意"}})
    second = visitor.send(link, {"data": {"reply": "不同意"}})

    assert first.json["redirect"] == f"{link}/thanks"
    assert "感谢您的答复" in visitor.get(f"{link}/thanks").text
    assert second.status_code == 409
    assert "已有答复，或不再需要办理。" in visitor.get(link).text


def test_what_is_missing_is_said_at_the_field(visitor, link_of):
    answer = visitor.send(link_of(), {"data": {}})

    assert answer.status_code == 422
    assert answer.json["errors"]["reply"]


def test_a_link_to_a_step_of_the_company_opens_nothing(visitor, link_of):
    visitor.send(link_of(), {"data": {"reply": "同意"}})

    assert visitor.get(link_of()).status_code == 404
    assert visitor.send(link_of(), {"data": {}}).status_code == 404


def test_the_customers_paper_joins_the_case(visitor, link_of, signed_in, case):
    link = link_of()
    upload = {"file": (BytesIO(b"%PDF-1.4\n"), "身份证.pdf")}
    paper = visitor.post(f"{link}/files", upload, content_type="multipart/form-data").json["id"]

    visitor.send(link, {"data": {"reply": "同意", "papers": [paper]}})

    assert "身份证.pdf" in signed_in("boss").get(f"/cases/{case}").text


def test_the_history_says_that_the_customer_did_it(visitor, link_of, signed_in, case):
    visitor.send(link_of(), {"data": {"reply": "同意"}})

    assert "客户 <time" in signed_in("boss").get(f"/cases/{case}").text
