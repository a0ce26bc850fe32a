"""The printed sheet of a case: all that was filled in and said, for those who may see it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from engine.approvals.lending import delegate_task, pass_on, resolve_task
from engine.approvals.queries import circulations_of
from engine.approvals.reading import Sending, mark_read, reply_to, send_case
from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import Addition, add_signers
from engine.kernel.ids import new_id
from engine.staff.model import Deputy
from engine.staff.service import appoint_deputy, change_user
from tests.integration.approvals.bureau import REFUSE, Bureau
from tests.integration.web.papers import APPLIED, deploy_line, node, printed
from tests.integration.web.test_approvals import bureau  # noqa: F401  # fixture

MARK = re.compile(r"校验码 ?(\d+-[0-9A-F]{12})")


@pytest.fixture
def office(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station with a process of two steps that have forms."""
    deploy_line(bureau, ("check", node("check", "li")), ("approve", node("approve", "boss")))
    return bureau


@pytest.fixture
def applied(office) -> str:
    """Return a case wang has applied for."""
    return office.start("wang", **APPLIED)


def test_all_that_was_filled_in_stands_on_it(office, applied, signed_in):
    text = printed(signed_in("wang"), applied)

    case = office.case(applied)
    for wanted in (
        case.business_key,
        "办理中",
        "Wang",
        "金额880",
        "底价保密",
        "水泵7731",
        "电机9917",
    ):
        assert wanted in text


def test_every_remark_of_every_operation_stands_on_it(office, applied, signed_in):
    people = office.people
    office.do("li", applied, "check", delegate_task, people["ana"], "请提技术意见")
    office.do("ana", applied, "check", resolve_task, "技术上可行")
    office.do("li", applied, "check", pass_on, people["boss"], "出差转办")
    office.do(
        "boss", applied, "check", add_signers, Addition("before", [people["ana"]], "请先会签")
    )
    office.agree("ana", applied, "check", opinion="加签同意")
    office.agree("boss", applied, "check", opinion="初审通过")
    office.do("boss", applied, "approve", return_task, WayBack("check", "金额有误"))
    office.act("li", send_case, applied, Sending("copy", [people["ana"]], "抄送备案"))
    office.act("li", send_case, applied, Sending("circulate", [people["wang"]], "请传阅"))
    with office.database.reading(office.clock) as uow:
        sent = {row.kind: row.id for row in circulations_of(uow.session, applied)}
    office.act("ana", mark_read, sent["copy"])
    office.act("wang", reply_to, sent["circulate"], "已阅，无意见")

    text = printed(signed_in("wang"), applied)

    for wanted in (
        ("委派给Ana", "请提技术意见"),
        ("向Li反馈意见", "技术上可行"),
        ("转办给Boss", "出差转办"),
        ("前加签：Ana", "请先会签"),
        ("加签意见", "加签同意"),
        ("准予", "初审通过"),
        ("退回至“check”", "金额有误"),
        ("抄送给Ana（已阅）", "抄送备案"),
        ("传阅给Wang（已阅）", "请传阅"),
        ("回复Li", "已阅，无意见"),
    ):
        assert [part for part in wanted if part not in text] == []


def test_an_opinion_given_for_another_says_for_whom(office, signed_in):
    now = office.clock.now()
    deputy = Deputy(
        id=new_id(),
        principal_id=office.people["li"],
        agent_id=office.people["ana"],
        process_keys=[],
        valid_from=now,
        valid_to=now + timedelta(days=2),
        is_enabled=True,
    )
    office.act("li", appoint_deputy, deputy)
    case = office.start("wang", **APPLIED)
    office.agree("ana", case, "check")

    assert "Ana（代Li）" in printed(signed_in("wang"), case)


def test_an_ended_case_is_printed_in_the_readers_language(office, applied, signed_in):
    office.complete("li", office.task(applied, "check").id, REFUSE)
    office.agree("boss", applied, "approve")
    wang = office.people["wang"]
    office.act("wang", change_user, wang, {"language": "en"})

    text = printed(signed_in("wang"), applied)

    for wanted in ("approval sheet", "Completed", "Amount880", "Granted", "Page 1 of"):
        assert wanted in text


def test_who_may_not_see_a_case_does_not_print_it(office, applied, signed_in):
    assert signed_in("zhao").get(f"/print/cases/{applied}.pdf").status_code == 403
    assert signed_in("wang").get("/print/cases/nonsense.pdf").status_code == 404


def test_the_code_of_a_sheet_tells_whether_it_is_ours_and_of_today(office, applied, signed_in):
    wang = signed_in("wang")
    mark = MARK.search(printed(wang, applied))[1]
    assert "此后没有变化" in wang.get(f"/cases/{applied}?sheet={mark}").text

    office.agree("li", applied, "check")

    assert "如需最新情况请重新打印" in wang.get(f"/cases/{applied}?sheet={mark}").text
    other = office.start("wang", **APPLIED)
    assert "不是从本系统打印的" in wang.get(f"/cases/{other}?sheet={mark}").text


def test_a_code_nobody_gave_out_is_said_to_be_none(office, applied, signed_in):
    wang, marks = signed_in("wang"), ["x", "7-", "9" * 20 + "-AB", "²-AB", "1-%00"]

    said = [wang.get(f"/cases/{applied}", query_string={"sheet": one}).text for one in marks]

    assert [one for one in said if "不是从本系统打印的" not in one] == []


def test_the_pages_of_case_and_task_lead_to_the_sheet(office, applied, signed_in):
    address = f"/print/cases/{applied}.pdf"

    assert address in signed_in("wang").get(f"/cases/{applied}").text
    task_id = office.task(applied, "check").id
    assert address in signed_in("li").get(f"/tasks/{task_id}").text


def test_the_file_says_what_it_is(office, applied, signed_in):
    answer = signed_in("wang").get(f"/print/cases/{applied}.pdf")

    found = PdfReader(BytesIO(answer.data)).metadata
    assert office.case(applied).business_key in found.title
