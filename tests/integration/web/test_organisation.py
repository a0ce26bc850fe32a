"""The pages on which units, people and roles are kept, by those who may and those who may not."""

import re
from io import BytesIO

import pytest

from engine.kernel.actor import SYSTEM
from engine.staff import queries
from engine.staff.service import grant_role
from engine.tasks.model import UserTask
from tests.companies import employ

PAGES = [
    "/organisation/grants/", "/organisation/grants/groups", "/organisation/exchange/",
    "/organisation/exchange/people.csv", "/organisation/staff/new", "/organisation/units/new",
]  # fmt: skip
PERSON = {
    "username": "li.na", "name": "李娜", "org_id": "2001011", "phone": "", "email": "",
    "language": "zh",
}  # fmt: skip


@pytest.fixture
def ids(database, clock, app) -> dict[str, str]:
    """Hire administrators of the county; return who is who."""
    with database.unit_of_work(clock) as uow:
        for name, roles in {"sys": ["SYS_ADMIN"], "sec": ["SEC_ADMIN"]}.items():
            user_id = employ(uow, name, "2001")
            for role in roles:
                grant_role(uow, SYSTEM, user_id, role, "200101")
        users = ("sys", "sec", "wang", "zhao", "boss")
        return {name: queries.user_by_username(uow.session, name).id for name in users}


@pytest.fixture
def one_task():
    """Return what opens a task for somebody."""

    def open_task(uow, user_id: str) -> None:
        place = {"org_id": "2001011", "org_path": "/10/20/2001/200101/2001011/"}
        what = {"definition_id": "d", "definition_key": "k", "activity_id": "a", "name": "办理"}
        case = {"instance_id": "i1", "business_key": "T-1", "title": "秘密", "assignee_id": user_id}
        uow.session.add(UserTask(id="t1", created_at=uow.now, **place, **what, **case))

    return open_task


@pytest.mark.parametrize("path", PAGES)
def test_a_clerk_reaches_no_page_of_the_administration(signed_in, path):
    assert signed_in("wang").get(path).status_code == 403


def test_a_clerk_looks_people_up_but_changes_nobody(signed_in, ids):
    wang = signed_in("wang")

    assert wang.get("/organisation/staff/?text=zhao").status_code == 200
    page = wang.get(f"/organisation/staff/{ids['zhao']}").text
    assert "/status" not in page
    for act in ("change", "status", "password", "unlock", "sign-out"):
        answer = wang.post(f"/organisation/staff/{ids['zhao']}/{act}", {**PERSON, "status": "LEFT"})
        assert answer.status_code == 403, act


@pytest.mark.parametrize("path", PAGES[2:])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_account_administrator_reaches_his_pages(signed_in, ids, path, language):
    keeper = signed_in("sys")
    keeper.post("/account/language", {"language": language})

    assert keeper.get(path).status_code == 200


def test_somebody_new_signs_in_with_a_password_shown_once(app, signed_in, visitor, ids):
    keeper = signed_in("sys")
    made = keeper.post("/organisation/staff/new", PERSON)
    address = made.headers["Location"]
    told = keeper.post(f"{address}/password").text
    secret = re.search(r'id="temporary-password">([^<]+)<', told)[1]

    visitor.sign_in("li.na", secret)

    assert secret not in keeper.get(address).text
    assert visitor.get("/inbox/").headers["Location"] == "/account/"
    wrong = visitor.post("/account/password", {"old": secret, "new": secret})
    assert "请设置与临时密码不同的密码" in wrong.text
    visitor.post("/account/password", {"old": secret, "new": "a-sentence-of-her-own"})
    assert visitor.get("/inbox/").status_code == 200


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(signed_in, ids):
    typed = {**PERSON, "username": "wang", "email": "nonsense", "manager": "nobody"}
    keeper = signed_in("sys")

    answer = keeper.post("/organisation/staff/new", typed)
    taken = keeper.post("/organisation/staff/new", {**PERSON, "username": "wang"})

    assert answer.status_code == taken.status_code == 422
    assert 'id="email-problem"' in answer.text
    assert 'value="nonsense"' in answer.text
    assert 'id="username-problem"' in taken.text


def test_roles_are_granted_and_revoked_within_reach(signed_in, ids, database, clock):
    sec = signed_in("sec")
    order = {"user_id": ids["zhao"], "role": "GM", "org_id": "200101"}

    def ask(**changes):
        return sec.post("/organisation/grants/", {**order, **changes})

    assert ask(valid_to="2027-01-31").status_code == 303
    assert ask(org_id="2001").status_code == 403
    assert ask(role="SYS_ADMIN").status_code == 403
    assert ask(role="CASHIER", org_id="200101", valid_to="2020-01-01").status_code == 422
    with database.unit_of_work(clock) as uow:
        granted = [one for one in queries.grants_of(uow.session, ids["zhao"])]
    new = next(one for one in granted if one.role_code == "GM")
    assert (new.granted_by, new.valid_to.isoformat()) == ("Sec", "2027-01-31T16:00:00+00:00")
    assert "总经理" in sec.get("/organisation/grants/?by=person").text
    assert sec.get("/organisation/grants/groups").status_code == 200
    assert sec.post(f"/organisation/grants/{new.id}/revoke").status_code == 303


def test_disabling_somebody_with_open_work_leads_to_its_hand_over(
    signed_in, ids, database, clock, one_task
):
    with database.unit_of_work(clock) as uow:
        one_task(uow, ids["wang"])
    keeper = signed_in("sys")

    answer = keeper.post(f"/organisation/staff/{ids['wang']}/status", {"status": "DISABLED"})

    where = answer.headers["Location"]
    assert where.endswith("/hand-over/")
    assert "T-1" in (page := keeper.get(where).text)
    # Who keeps accounts learns the number of a case, not what it is about.
    assert "秘密" not in page
    assert keeper.post(where, {"user_id": ids["boss"], "reason": ""}).status_code == 422
    assert signed_in("zhao").get(where).status_code == 403


def test_a_file_is_tried_before_it_is_taken_over(signed_in, ids):
    keeper = signed_in("sys")
    text = "username,name,unit\nli.na,李娜,2001011\n"
    bad = text + "x,,nowhere\n"

    def send(content, **more):
        data = {"file": (BytesIO(content.encode()), "p.csv"), "step": "check", **more}
        return keeper.post("/organisation/exchange/people", data)

    assert send(bad).status_code == 422
    tried = send(text)
    assert "新增 1 行" in tried.text
    assert "li.na" not in keeper.get("/organisation/staff/?text=li.na").text.split("<tbody>")[-1:]
    done = keeper.post(
        "/organisation/exchange/people", {"text": text, "step": "take", "passwords": "1"}
    )
    assert "已导入 1 行" in done.text
    assert "临时密码" in done.text
    # A row outside the reach of the county's administrator stops the whole file.
    far = keeper.post(
        "/organisation/exchange/people",
        {"text": "username,name,unit\nfar,远,20\n", "step": "take"},
    )
    assert far.status_code == 422
    exported = keeper.get("/organisation/exchange/people.csv").data.decode("utf-8-sig")
    assert "li.na" in exported
    assert "sys" not in exported


def test_a_unit_is_added_changed_and_closed(signed_in, ids):
    keeper = signed_in("sys")
    unit = {"code": "2001013", "name": "新所", "type": "STATION", "parent_id": "200101",
            "region": "RURAL"}  # fmt: skip

    assert keeper.post("/organisation/units/new", {**unit, "code": "x y"}).status_code == 422
    assert keeper.post("/organisation/units/new", unit).status_code == 303
    changed = {**unit, "name": "新新所", "leader": "wang"}
    assert keeper.post("/organisation/units/2001013/change", changed).status_code == 303
    assert "新新所" in keeper.get("/organisation/?unit=2001013").text
    assert keeper.post("/organisation/units/20/change", changed).status_code == 403
    closing = {"status": "DISABLED"}
    assert keeper.post("/organisation/units/2001011/status", closing).status_code == 409
    assert keeper.post("/organisation/units/2001013/status", closing).status_code == 303
