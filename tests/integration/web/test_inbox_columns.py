"""Columns of business data, planning, drafts with a date, previews, the home page."""

import json
from io import BytesIO

import pytest

from engine.kernel.actor import SYSTEM
from engine.processes.starts import deploy_processes
from tests.integration.processes.office import ONE_TASK, diagram
from tests.integration.web.conftest import Visitor

FIELDS = [
    {"type": "textfield", "id": "a", "key": "customer", "label": "客户名称",
     "properties": {"labelEn": "Customer"}},
    {"type": "number", "id": "b", "key": "capacity", "label": "容量"},
]  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


@pytest.fixture
def wang(app, signed_in) -> Visitor:
    """Let three cases with business data wait for wang."""
    parts = app.extensions["gridflow"]
    body = ONE_TASK.replace("BUSINESS_CLERK@county", "CASHIER@station")
    properties = '<camunda:property name="listed" value="customer, capacity"/>'
    body = body.replace('id="start"', 'id="start" camunda:formKey="f"')
    body = (
        "<bpmn:extensionElements><camunda:properties>"
        f"{properties}</camunda:properties></bpmn:extensionElements>{body}"
    )
    form = {"id": "f", "title": "F", "type": "default", "components": FIELDS}
    files = {"leave.bpmn": diagram(body), "f.form": json.dumps(form).encode()}
    with parts.database.unit_of_work(parts.clock) as uow:
        deploy_processes(uow, SYSTEM, files, parts.world, "test")
    li = signed_in("li")
    for name, capacity in (("丙食品", 8), ("甲商店", 315), ("乙工厂", 20)):
        answer = li.send("/start/leave", {"data": {"customer": name, "capacity": capacity}})
        assert answer.status_code == 200, answer.json
    return signed_in("wang")


def order_of(page: str) -> list[str]:
    found = {name: page.find(name) for name in ("丙食品", "甲商店", "乙工厂")}
    return sorted((name for name in found if found[name] > 0), key=found.get)


def test_columns_of_business_data_are_chosen_and_sorted_by(wang):
    here = "/inbox/?view=claimable"
    assert "丙食品" not in wang.get(here).text
    wang.post("/inbox/filters/columns", {"column": ["customer", "capacity", "salary"]})

    page = wang.get(here).text

    assert "客户名称" in page
    assert "salary" not in page
    assert order_of(wang.get(f"{here}&sort=field:capacity").text) == ["丙食品", "乙工厂", "甲商店"]
    down = wang.get(f"{here}&sort=field:-capacity").text
    assert order_of(down) == ["甲商店", "乙工厂", "丙食品"]
    assert wang.get(f"{here}&sort=field:x';--").status_code == 200


def test_a_filter_keeps_its_columns_and_order(wang):
    kept = {"name": "按容量", "view": "claimable", "sort": "field:-capacity", "columns": "capacity"}

    address = wang.post("/inbox/filters/", kept).headers["Location"]

    page = wang.get(address).text
    assert "容量 ↓" in page
    assert "客户名称" not in page.split("<tbody>")[0].split("<thead>")[1]


def test_every_view_tells_how_much_there_is(wang, signed_in):
    page = signed_in("li").get("/inbox/?view=started").text

    assert page.count('<span class="pill ms-2 numbers') >= 8


def task_of(visitor: Visitor) -> str:
    page = visitor.get("/inbox/?view=claimable").text
    return page.split('data-href="')[1].split('"')[0].split("?")[0]


def test_a_task_is_planned_by_who_works_on_it(wang, signed_in):
    task = task_of(wang)
    wang.post(f"{task}/claim")

    planned = wang.post(f"{task}/plan", {"priority": "80", "follow_up": "2026-11-09"})
    strange = signed_in("li").post(f"{task}/plan", {"priority": "10"})

    assert planned.status_code == 303
    assert strange.status_code == 403
    page = wang.get("/inbox/?sort=follow_up").text
    assert "跟进 2026-11-09" in page
    assert wang.post(f"{task}/plan", {"priority": "1000"}).status_code == 422


def test_a_draft_bears_the_time_of_the_server(wang):
    task = task_of(wang)
    wang.post(f"{task}/claim")

    kept = wang.send(f"{task}/draft", {"data": {"customer": "甲"}}).json

    assert kept["at"] == "2026-11-02T01:00:00+00:00"
    page = wang.get(task).text
    assert 'data-saved-at="2026-11-02T01:00:00+00:00"' in page
    assert 'data-now="2026-11-02T01:00:00+00:00"' in page
    wang.send(f"{task}/draft", {"data": None})
    assert 'data-saved-at=""' in wang.get(task).text


@pytest.mark.parametrize(
    ("name", "content", "shown", "inner"),
    [
        ("a.png", PNG, "<img", 200),
        ("a.pdf", b"%PDF-1.7 x", "<iframe", 200),
        ("a.txt", b"<script>alert(1)</script>", "&lt;script&gt;", 422),
        ("a.csv", b"x,y\n<b>,2\n", "<td>&lt;b&gt;</td>", 422),
    ],
)
def test_a_file_is_shown_without_doing_harm(app, signed_in, name, content, shown, inner):
    wang = signed_in("wang")
    upload = {"file": (BytesIO(content), name)}
    address = f"/files/{wang.post('/files/', upload).json['id']}"

    page = wang.get(f"{address}/preview")
    raw = wang.get(f"{address}/shown")

    assert shown in page.text
    assert raw.status_code == inner
    if inner == 200:
        assert raw.headers["Content-Security-Policy"].startswith("sandbox;")
        assert raw.headers["X-Content-Type-Options"] == "nosniff"
    assert signed_in("li").get(f"{address}/preview").status_code == 403
    assert signed_in("li").get(f"{address}/shown").status_code == 403


def test_the_home_page_shows_what_concerns_its_reader(wang, signed_in):
    assert "我发起的业务" in signed_in("li").get("/").text
    assert "红灯" not in wang.get("/").text
    assert "红灯" in signed_in("boss").get("/").text
