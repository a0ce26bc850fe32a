"""What is written, signed, printed and drawn: 常用语 签名 打印单 流程图 字段权限 草稿."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import FOUR, decided, tells
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import AGREE, Bureau, task
from tests.integration.web.papers import APPLIED, deploy_line, node, printed
from tests.integration.web.test_choosing import CONTENT
from tests.integration.web.test_signatures import drawing


def _typed(page: str) -> dict[str, Any]:
    """Return what stands in the form of a page."""
    found = CONTENT.search(page)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])["data"]
    return data


def _papers(doors: Doors, *nodes: tuple[str, str]) -> Bureau:
    deploy_line(doors.bureau, *nodes)
    return doors.bureau


def _complete(doors: Doors, who: str, task_id: str, data: dict[str, Any], **more: Any) -> Any:
    return doors.of(who).send(f"/tasks/{task_id}/complete", {"data": data, **more})


@row("意见常用语")
def test_personal_and_shared_phrases_stand_under_the_opinion(doors: Doors) -> None:
    bureau = _papers(doors, ("check", node("check", "zhao")))
    doors.of("zhao").post("/phrases/", {"text": "材料齐全，拟同意。"})
    doors.of("sun").post("/phrases/", {"text": "请尽快办结。", "scope": "unit"})
    mine = bureau.task(bureau.start("wang"), "check").id

    page = doors.of("zhao").get(f"/tasks/{mine}").text
    dialog = doors.of("zhao").get(f"/approvals/tasks/{mine}/delegate").text

    for text in ("同意。", "退回补充资料。", "材料齐全，拟同意。", "请尽快办结。"):
        assert text in page
        assert f'data-insert="operation-reason">{text}' in dialog
    assert "材料齐全，拟同意。" not in doors.of("li").get("/phrases/").text


@row("意见常用语")
@pytest.mark.parametrize(("rule", "result"), [("refuse", "refuse"), ("always", "agree")])
def test_an_opinion_is_asked_for_where_the_node_says_so(
    doors: Doors, rule: str, result: str
) -> None:
    bureau = _papers(doors, ("check", node("check", "zhao", opinion=rule)))
    mine = bureau.task(bureau.start("wang"), "check").id

    silent = _complete(doors, "zhao", mine, {"result": result})
    spoken = _complete(doors, "zhao", mine, {"result": result, "opinion": "说明原因"})

    assert (silent.status_code, list(silent.json["errors"])) == (422, ["opinion"])
    assert spoken.status_code == 200


@row("手写签名/签章")
def test_a_signature_by_hand_is_bound_to_the_data_and_stands_on_the_sheet(doors: Doors) -> None:
    bureau = _papers(doors, ("check", node("check", "zhao", signature="required")))
    case = bureau.start("wang", **APPLIED)
    mine = bureau.task(case, "check").id
    assert 'data-signature="form"' in doors.of("zhao").get(f"/tasks/{mine}").text
    unsigned = _complete(doors, "zhao", mine, AGREE)
    assert (unsigned.status_code, unsigned.json["code"]) == (409, "signature_needed")

    signed = _complete(doors, "zhao", mine, AGREE, signature=drawing())

    assert signed.status_code == 200
    assert tells(doors, "wang", case, "check", "手写签名与所填内容一致")
    sheet = PdfReader(BytesIO(doors.of("wang").get(f"/print/cases/{case}.pdf").data))
    assert any(one.images for one in sheet.pages)
    assert "手写签名与所填内容一致" in printed(doors.of("wang"), case)


@row("手写签名/签章")
def test_a_picture_that_is_none_is_no_signature(doors: Doors) -> None:
    bureau = _papers(doors, ("check", node("check", "zhao", signature="required")))
    case = bureau.start("wang")
    mine = bureau.task(case, "check").id

    answer = _complete(doors, "zhao", mine, AGREE, signature="bm8gcGljdHVyZQ==")

    assert (answer.status_code, bureau.nodes(case)) == (422, ["check"])


@row("打印单")
def test_the_sheet_has_head_fields_all_opinions_with_times_and_a_code(doors: Doors) -> None:
    bureau = _papers(doors, ("check", node("check", "zhao")), ("sign", node("sign", "sun")))
    case = bureau.start("wang", **APPLIED)
    mine, people = bureau.task(case, "check").id, bureau.people
    doors.press("zhao", mine, "reassign", user_id=people["li"], reason="出差转办")
    doors.operate("li", mine, "cc", user_id=people["zhou"], remark="抄送备查")
    _complete(doors, "li", mine, {"result": "agree", "opinion": "初审通过"})
    signing = bureau.task(case, "sign").id
    _complete(doors, "sun", signing, {"result": "refuse", "opinion": "暂缓"})

    text = printed(doors.of("wang"), case)

    for wanted in (bureau.case(case).business_key, "金额880", "水泵7731", "2026-11-02 09:00",
                   "转办给Li", "出差转办", "抄送给Zhou", "抄送备查", "准予", "初审通过", "Li",
                   "不准", "暂缓", "Sun"):  # fmt: skip
        assert wanted in text
    code = re.search(r"校验码 ?(\d+-[0-9A-F]{12})", text)
    assert code is not None
    assert "此后没有变化" in doors.of("wang").get(f"/cases/{case}?sheet={code[1]}").text
    assert doors.of("wu").get(f"/print/cases/{case}.pdf").status_code == 403


@row("流程图跟踪")
def test_the_diagram_shows_what_is_done_open_and_sent_back(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    for who, place in (("wang", "draft"), ("zhao", "check")):
        doors.agree(who, case, place)
    before = _marks(doors, case)

    mine = bureau.task(case, "approve").id
    doors.operate("qian", mine, "return", to_activity="check", reason="重核")

    assert {"draft", "check"} <= set(before["done"])
    assert before["active"] == ["approve"]
    after = _marks(doors, case)
    assert (after["active"], after["cancelled"]) == (["check"], ["approve"])
    drawn = doors.of("wang").get(f"/cases/{case}/diagram")
    assert (drawn.status_code, b"userTask" in drawn.data) == (200, True)


def _marks(doors: Doors, case: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = doors.of("wang").get(f"/cases/{case}/marks").json
    return found


@row("流程图跟踪")
def test_the_steps_to_come_are_foretold_with_their_people(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(decided(task("m", "zhao"), 'result = "agree"'))
    case = bureau.start("wang")

    said = doors.of("zhao").get(f"/explain/tasks/{bureau.task(case, 'm').id}").text

    for wanted in ("yes", "Zhou", "no", "Wang"):
        assert wanted in said
    assert "等待Zhao办理" in doors.of("wang").get(f"/explain/cases/{case}").text


@row("字段权限")
def test_a_node_reads_writes_hides_and_requires_single_fields(doors: Doors) -> None:
    ruled = node("check", "zhao", fields="amount:read, note:required, devices.price:hide")
    bureau = _papers(doors, ("check", ruled), ("sign", node("sign", "sun")))
    case = bureau.start("wang", **{**APPLIED, "note": ""})
    mine = bureau.task(case, "check").id
    page = doors.of("zhao").get(f"/tasks/{mine}").text
    assert "水泵" in page
    assert "7731" not in page

    empty = _complete(doors, "zhao", mine, {**AGREE, "amount": 1})
    full = _complete(doors, "zhao", mine, {**AGREE, "amount": 1, "note": "已核"})

    assert (empty.status_code, list(empty.json["errors"])) == (422, ["note"])
    assert full.status_code == 200
    variables = bureau.case(case).variables
    assert (variables["amount"], variables["note"]) == (880, "已核")
    assert [one["price"] for one in variables["devices"]] == [7731, 9917]


@row("暂存/草稿/重新发起")
def test_a_draft_is_kept_for_its_writer_and_decides_nothing(doors: Doors) -> None:
    bureau = _papers(doors, ("check", node("check", "zhao")))
    case = bureau.start("wang", **APPLIED)
    mine = bureau.task(case, "check").id
    zhao = doors.of("zhao")

    assert zhao.send(f"/tasks/{mine}/draft", {"data": {"opinion": "写到一半"}}).status_code == 200

    assert _typed(zhao.get(f"/tasks/{mine}").text)["opinion"] == "写到一半"
    assert "opinion" not in _typed(doors.of("wang").get(f"/tasks/{mine}").text)
    assert bureau.nodes(case) == ["check"]


@row("暂存/草稿/重新发起")
def test_a_new_case_begins_with_what_an_old_one_said(doors: Doors) -> None:
    bureau = _papers(doors, ("check", node("check", "zhao")))
    wang = doors.of("wang")
    begun = wang.send("/start/leave", {"data": APPLIED}).json["redirect"].split("/")[-1]
    doors.submit("zhao", bureau.task(begun, "check").id, result="refuse")
    address = f"/start/leave?copy={begun}"
    assert address in wang.get(f"/cases/{begun}").text

    copied = _typed(wang.get(address).text)

    assert {name: copied[name] for name in APPLIED} == APPLIED
    again = wang.send("/start/leave", {"data": {**APPLIED, "amount": 900}, "copy": begun})
    case = bureau.case(again.json["redirect"].split("/")[-1])
    assert (case.id != begun, case.variables["amount"]) == (True, 900)
    assert doors.of("zhao").get(address).status_code == 403
