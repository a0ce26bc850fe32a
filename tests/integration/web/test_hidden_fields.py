"""What a step hides stays hidden from those who have the case from it, wherever it is shown."""

import pytest

from engine.approvals.reading import Sending, send_case
from engine.staff.queries import user_by_username
from tests.integration.approvals.bureau import Bureau
from tests.integration.web.papers import APPLIED, deploy_line, form, node, printed, upload
from tests.integration.web.test_approvals import bureau  # noqa: F401  # fixture

SECRET = ("R-51", "7731", "9917")


@pytest.fixture
def office(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station with a step that hides a note, the prices of a list and an opinion."""
    blind = node("check", "li", fields="note:hide, devices.price:hide, opinion:hide")
    deploy_line(bureau, ("survey", node("survey", "ana")), ("check", blind),
                ("approve", node("approve", "boss")))  # fmt: skip
    return bureau


@pytest.fixture
def case(office) -> str:
    """Return a case that waits at the step that hides."""
    found = office.start("wang", **APPLIED)
    office.agree("ana", found, "survey", opinion="勘查意见保密")
    return found


def shown(visitor, office: Bureau, case: str, activity: str = "check") -> str:
    """Return all that somebody can get to see of a case and its tasks."""
    ids = [task.id for task in office.tasks(case)]
    pages = [visitor.get(f"/tasks/{task_id}").text for task_id in ids]
    return "".join([visitor.get(f"/cases/{case}").text, printed(visitor, case), *pages])


def test_who_works_at_a_step_sees_nowhere_what_it_hides(office, case, signed_in):
    text = shown(signed_in("li"), office, case)

    assert [one for one in (*SECRET, "勘查意见保密") if one in text] == []
    assert "880" in text
    assert "水泵" in text


def test_it_stays_hidden_after_the_step_is_done(office, case, signed_in):
    office.complete("li", office.task(case, "check").id, {"result": "agree"})
    office.agree("boss", case, "approve", note="底价保密 R-51")

    text = shown(signed_in("li"), office, case)

    assert [one for one in SECRET if one in text] == []


@pytest.mark.parametrize("who", ["wang", "ana", "boss"])
def test_others_see_it(office, case, signed_in, who):
    text = shown(signed_in(who), office, case)

    assert [one for one in (*SECRET, "勘查意见保密") if one not in text] == []


def test_who_was_sent_the_case_from_there_sees_no_more_than_the_sender(office, case, signed_in):
    with office.database.reading(office.clock) as uow:
        zhao = user_by_username(uow.session, "zhao").id
    sending = Sending("copy", [zhao], "请知悉", office.task(case, "check").id)
    office.act("li", send_case, case, sending)

    text = shown(signed_in("zhao"), office, case)

    assert "水泵" in text
    assert [one for one in SECRET if one in text] == []


def test_a_file_of_a_hidden_field_is_neither_listed_nor_given(bureau, signed_in):  # noqa: F811
    picker = {"type": "filepicker", "id": "f1", "key": "proof", "label": "证明", "multiple": True}
    request = form("request", [picker])
    blind = node("check", "li", fields="proof:hide")
    deploy_line(bureau, ("check", blind), extra={"request.form": request})
    wang, li = signed_in("wang"), signed_in("li")
    file = upload(wang)
    case = wang.send("/start/leave", {"data": {"proof": [file]}}).json["redirect"]

    assert wang.get(f"/files/{file}").status_code == 200
    assert li.get(f"/files/{file}").status_code == 404
    assert "proof.pdf" in wang.get(case).text
    assert "proof.pdf" not in li.get(case).text
