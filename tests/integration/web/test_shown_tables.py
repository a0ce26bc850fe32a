"""A table on a form says who and what is meant, in the reader's language."""

import json
import re
from html import unescape

import pytest

from tests.integration.approvals.bureau import AGREE, Bureau
from tests.integration.web.papers import DECIDING, deploy_line, form, node
from tests.integration.web.test_approvals import address, bureau  # noqa: F401  # fixture

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SIGNS = {
    "type": "table",
    "id": "t1",
    "label": "会签意见",
    "dataSource": "=signs",
    "rowCount": 10,
    "columns": [{"label": "部门", "key": "seat"}, {"label": "意见", "key": "result"}],
}
MADE = (
    '=[{"seat": "FINANCE_HEAD@county", "result": "agree", "score": 7},'
    ' {"seat": "NOBODY", "result": "自拟"}]'
)
MAKING = (
    f'<camunda:inputOutput><camunda:outputParameter name="signs">{MADE}'
    "</camunda:outputParameter></camunda:inputOutput></bpmn:extensionElements>"
)


@pytest.fixture
def office(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station with a step whose form lists what others have decided."""
    drawn = node("draft", "wang").replace("</bpmn:extensionElements>", MAKING)
    deciding = form("decide", [SIGNS, *DECIDING])
    steps = ("draft", drawn), ("check", node("check", "li"))
    deploy_line(bureau, *steps, extra={"decide.form": deciding})
    return bureau


def test_a_table_names_seats_and_decisions(office, signed_in):
    case = office.start("wang")
    office.complete("wang", office.task(case, "draft").id, AGREE)

    page = unescape(signed_in("li").get(address(office, case, "check")).text)

    rows = json.loads(re.search(r'"signs":\s*(\[.*?\])', page)[1])
    assert rows == [
        {"seat": "望溪区公司 财务部主任", "result": "同意", "score": 7},
        {"seat": "NOBODY", "result": "自拟"},
    ]
    assert office.case(case).variables["signs"][0]["seat"] == "FINANCE_HEAD@county"
