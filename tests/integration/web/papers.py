"""A station with a process that has forms, for tests of what pages show of a case."""

import json
from io import BytesIO
from itertools import pairwise

from pypdf import PdfReader

from engine.definitions.service import World
from engine.kernel.actor import SYSTEM
from engine.processes.starts import deploy_processes
from engine.processes.topics import known_topics
from tests.integration.approvals.bureau import Bureau, task
from tests.integration.processes.office import diagram, sequence
from tests.integration.web.conftest import Visitor

AMOUNT = {"type": "number", "id": "c1", "key": "amount", "label": "金额"}
COMPONENTS = [
    {**AMOUNT, "properties": {"labelEn": "Amount"}},
    {"type": "textfield", "id": "c2", "key": "note", "label": "备注"},
    {
        "type": "dynamiclist",
        "id": "c3",
        "path": "devices",
        "label": "设备清单",
        "components": [
            {"type": "textfield", "id": "c4", "key": "name", "label": "设备"},
            {"type": "number", "id": "c5", "key": "price", "label": "单价"},
        ],
    },
]
DECIDING = [
    {
        "type": "radio",
        "id": "d1",
        "key": "result",
        "label": "结论",
        "values": [
            {"label": "准予", "value": "agree", "properties": {"labelEn": "Granted"}},
            {"label": "不准", "value": "refuse"},
        ],
    },
    {"type": "textarea", "id": "d2", "key": "opinion", "label": "意见"},
]
APPLIED = {
    "amount": 880,
    "note": "底价保密 R-51",
    "devices": [{"name": "水泵", "price": 7731}, {"name": "电机", "price": 9917}],
}


def form(key: str, components: list[dict]) -> bytes:
    """Return the file of a form."""
    return json.dumps({"type": "default", "id": key, "components": components}).encode()


def node(key: str, who: str, **properties: str) -> str:
    """Return a user task with the form that decides."""
    found = task(key, who, **properties)
    return found.replace("<bpmn:userTask ", '<bpmn:userTask camunda:formKey="decide" ', 1)


def deploy_line(
    bureau: Bureau, *nodes: tuple[str, str], extra: dict[str, bytes] | None = None
) -> None:
    """Deploy a process with a start form and steps one after the other."""
    ids = ["start", *(key for key, _element in nodes), "end"]
    body = '<bpmn:startEvent id="start" camunda:formKey="request"/>'
    body += "".join(element for _key, element in nodes) + '<bpmn:endEvent id="end"/>'
    body += sequence(*pairwise(ids))
    files = {
        "leave.bpmn": diagram(body),
        "request.form": form("request", COMPONENTS),
        "decide.form": form("decide", [*COMPONENTS, *DECIDING]),
        **(extra or {}),
    }
    with bureau.database.unit_of_work(bureau.clock) as uow:
        deploy_processes(uow, SYSTEM, files, World(known_topics()))


def printed(visitor: Visitor, case: str) -> str:
    """Return the text of the sheet somebody prints, without the breaks of its lines."""
    answer = visitor.get(f"/print/cases/{case}.pdf")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    pages = PdfReader(BytesIO(answer.data)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def upload(visitor: Visitor) -> str:
    """Hand a file in and return its id."""
    file = {"file": (BytesIO(b"%PDF-1.4\n"), "proof.pdf")}
    return visitor.post("/files/", file, content_type="multipart/form-data").json["id"]
