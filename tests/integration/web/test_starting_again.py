"""A new case from an old one: the form filled again, the files kept once more."""

import pytest

from engine.documents.queries import documents_of_case
from tests.integration.approvals.bureau import Bureau
from tests.integration.web.papers import APPLIED, COMPONENTS, deploy_line, form, node, upload
from tests.integration.web.test_approvals import bureau  # noqa: F401  # fixture

PICKER = {
    "type": "filepicker",
    "id": "f1",
    "key": "proof",
    "label": "证明",
    "multiple": True,
    "validate": {"required": True},
}


@pytest.fixture
def office(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station with a process whose start form asks for a file."""
    request = form("request", [*COMPONENTS, PICKER])
    deploy_line(bureau, ("check", node("check", "li")), extra={"request.form": request})
    return bureau


@pytest.fixture
def listed(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station with a process whose start form asks for files in a list."""
    *others, rows = COMPONENTS
    sheets = {**PICKER, "id": "f2", "key": "sheets", "label": "说明书"}
    rows = {**rows, "components": [*rows["components"], sheets]}
    request = form("request", [*others, rows])
    deploy_line(bureau, ("check", node("check", "li")), extra={"request.form": request})
    return bureau


@pytest.fixture
def old(office, signed_in) -> str:
    """Return a case wang has started with a file."""
    wang = signed_in("wang")
    answer = wang.send("/start/leave", {"data": {**APPLIED, "proof": [upload(wang)]}})
    assert answer.status_code == 200, answer.json
    return answer.json["redirect"].rsplit("/", 1)[1]


def files_of(office: Bureau, case: str) -> list[str]:
    """Return the ids of the files of a case."""
    with office.database.reading(office.clock) as uow:
        return [one.id for one in documents_of_case(uow.session, case)]


def test_the_page_of_ones_own_case_leads_to_a_form_filled_like_it(office, old, signed_in):
    wang = signed_in("wang")
    address = f"/start/leave?copy={old}"
    assert address in wang.get(f"/cases/{old}").text

    page = wang.get(address).text

    assert "7731" in page
    assert "proof.pdf" in page
    assert f'value="{files_of(office, old)[0]}" data-copied checked' in page


def test_the_files_that_stay_ticked_are_the_new_cases_own(office, old, signed_in):
    mine = files_of(office, old)
    body = {"data": APPLIED, "copy": old, "copied": mine}

    answer = signed_in("wang").send("/start/leave", body)

    assert answer.status_code == 200, answer.json
    again = files_of(office, answer.json["redirect"].rsplit("/", 1)[1])
    assert (len(again), set(again) & set(mine)) == (1, set())


def test_files_in_a_list_stay_with_their_rows(listed, signed_in):
    wang = signed_in("wang")
    pump, motor = APPLIED["devices"]
    devices = [{**pump, "sheets": [upload(wang)]}, {**motor, "sheets": [upload(wang)]}]
    first = wang.send("/start/leave", {"data": {**APPLIED, "devices": devices}})
    old = first.json["redirect"].rsplit("/", 1)[1]
    assert "设备清单 2 ·" in wang.get(f"/start/leave?copy={old}").text
    new = {**APPLIED, "devices": [{**motor, "sheets": None}]}

    answer = wang.send("/start/leave", {"data": new, "copy": old, "copied": files_of(listed, old)})

    case = answer.json["redirect"].rsplit("/", 1)[1]
    (row,) = listed.case(case).variables["devices"]
    assert row["sheets"] == files_of(listed, case)
    assert not set(row["sheets"]) & set(files_of(listed, old))


def test_without_its_files_the_form_asks_for_them_again(office, old, signed_in):
    answer = signed_in("wang").send("/start/leave", {"data": APPLIED, "copy": old, "copied": []})

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["proof"])


def test_an_ended_case_is_copied_too(office, old, signed_in):
    office.agree("li", old, "check")

    assert signed_in("wang").get(f"/start/leave?copy={old}").status_code == 200


def test_nobody_copies_what_another_has_started(office, old, signed_in):
    li, body = signed_in("li"), {"data": APPLIED, "copy": old, "copied": files_of(office, old)}

    assert li.get(f"/start/leave?copy={old}").status_code == 403
    assert li.send("/start/leave", body).status_code == 403
    assert "copy=" not in li.get(f"/cases/{old}").text
