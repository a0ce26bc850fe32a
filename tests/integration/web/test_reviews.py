"""The pages of the review: who finds what, and what the server says to the rest."""

import pytest

from engine.access.service import open_session
from engine.bootstrap import Container
from engine.kernel.settings import Settings
from engine.oversight import conditions, queries
from engine.oversight.model import PackageRevision
from tests.integration.oversight.headquarters import House, open_house
from tests.integration.web.conftest import Visitor
from tests.serving import serve

# What the database does differently is held by the tests of the services.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def house(database, clock) -> House:
    return open_house(database, clock)


@pytest.fixture
def visit(house, database, clock, tmp_path):
    """Return what opens a browser for somebody of the house."""
    settings = Settings(data_dir=str(tmp_path), secret_key="s" * 40)
    app = serve(Container(settings, clock, database))

    def opened(who: str) -> Visitor:
        client = app.test_client()
        with database.unit_of_work(clock) as uow:
            secret = open_session(uow, house.people[who], "", "")
        with client.session_transaction() as session:
            session["secret"] = secret
        return Visitor(client)

    return opened


def test_everybody_finds_the_packages_within_his_reach_and_no_others(house, visit):
    case = house.submit(applyName="=HYPERLINK(1)")
    address = f"/reviews/{house.review_of(case).id}"
    places = (address, f"{address}/revisions/1/package.json", f"{address}/appeal")

    closed = ("", "export.csv", "figures", "conditions", "spot-checks")
    assert {visit("clerk").get(f"/reviews/{path}").status_code for path in closed} == {403}
    assert [visit("other").get(path).status_code for path in places] == [404] * 3
    assert visit("other").post(f"{address}/withdraw").status_code == 404
    assert visit("other").get(f"/reviews/submit/{case}").status_code == 404
    assert visit("head").get("/reviews/spot-checks/draw").status_code == 403
    assert "没有找到审查包" in visit("other").get("/reviews/").text
    for who in ("head", "province", "reviewer"):
        assert "HYPERLINK" in visit(who).get("/reviews/").text
        assert visit(who).get(address).status_code == 200
    table = visit("head").get("/reviews/export.csv?state=OPEN").text
    assert "'=HYPERLINK(1)" in table
    assert "HYPERLINK" not in visit("other").get("/reviews/export.csv").text
    pages = ("figures", "conditions", "spot-checks", "spot-checks/draw", "figures?as=csv")
    assert {visit("reviewer").get(f"/reviews/{page}").status_code for page in pages} == {200}


def test_a_case_is_submitted_by_hand_and_its_package_stands_beside_the_form(house, visit):
    source = house.submit()
    house.decide(source, "agree")
    head = visit("head")
    assert "提交总部审查" in head.get(f"/cases/{source}").text
    assert house.case(source).business_key in head.get(f"/reviews/submit/{source}").text
    data = {"matter": "CONNECTION", "summary": "再审", "submitReason": "IMPORTANT",
            "riskLevel": "HIGH", "topImportant": True, "capacityKva": 1, "households": 0,
            "grade": "NONE"}  # fmt: skip

    sent = head.send(f"/reviews/submit/{source}", {"data": {**data, "sourceNo": "forged"}})

    page = head.get(sent.json["redirect"]).text
    number = house.case(source).business_key
    assert "固化后未改动" in page
    assert number in page
    with house.database.reading(house.clock) as uow:
        review = queries.get_review(uow.session, sent.json["redirect"].rsplit("/", 1)[1])
    assert (review.source_no, review.source_instance_id) == (number, source)
    task = house.open(review.instance_id)[0]
    desk = visit("desk")
    desk.post(f"/tasks/{task.id}/claim")
    beside = desk.get(f"/tasks/{task.id}").text
    assert "审查要点" in beside
    assert review.number not in beside or "固化后未改动" in beside
    judged = desk.post(f"/reviews/tasks/{task.id}/checklist/LOAD", {"result": "fail"})
    assert (judged.status_code, "checked" in judged.text) == (200, True)
    refused = desk.send(f"/tasks/{task.id}/complete", {"data": {"result": "pass"}})
    assert refused.status_code == 409
    assert "负荷资料与负荷曲线齐全" in refused.json["message"]


def test_a_changed_package_is_not_shown_and_said_to_be_changed(house, visit):
    case = house.submit()
    with house.database.unit_of_work(house.clock) as uow:
        row = queries.last_revision(uow.session, house.review_of(case).id)
        found = uow.session.get(PackageRevision, row.id)
        found.package = found.package.replace("12000", "80")

    page = visit("reviewer").get(f"/reviews/{house.review_of(case).id}").text

    assert "固化后被改动" in page
    assert "告知审计管理员" in page


def test_a_unit_appeals_once_and_reports_its_conditions(house, visit):
    refused, agreed = house.submit(), house.submit(bizNo="YK2")
    house.decide(refused, "refuse")
    house.decide(agreed, "conditional")
    head, address = visit("head"), f"/reviews/{house.review_of(refused).id}/appeal"
    assert head.get(address).status_code == 200

    first = head.send(address, {"data": {"appealReason": "已改方案"}})
    second = head.send(address, {"data": {"appealReason": "再申诉"}})

    assert (first.status_code, second.status_code) == (200, 409)
    assert "申诉只能提出一次" in second.json["message"]
    with house.database.reading(house.clock) as uow:
        one, _ = conditions.conditions_of(uow.session, house.review_of(agreed).id)
    path = f"/reviews/conditions/{one.id}"
    assert visit("other").post(f"{path}/report", {"report": "x"}).status_code == 404
    assert head.post(f"{path}/report", {"report": "已复核"}).status_code == 303
    assert head.post(f"{path}/judge", {"fulfilled": "yes"}).status_code == 403
    assert visit("reviewer").post(f"{path}/judge", {"fulfilled": "yes"}).status_code == 303
    assert "已落实" in visit("head").get(f"/reviews/{house.review_of(agreed).id}").text


def test_a_sample_is_drawn_on_its_page_and_what_is_wrong_is_said_beside_the_field(house, visit):
    house.decide(house.submit(), "agree")
    reviewer = visit("reviewer")
    typed = {"unit": "10", "matter": "CONNECTION", "since": "2026-11-01", "until": "2026-11-30",
             "method": "NUMBER", "amount": "1", "seed": "s-1"}  # fmt: skip

    wrong = reviewer.post("/reviews/spot-checks/draw", {**typed, "amount": "900"})
    assert wrong.status_code == 422
    assert 'value="s-1"' in wrong.text
    assert "百分比为 1 至 100" in wrong.text
    drawn = reviewer.post("/reviews/spot-checks/draw", typed)

    assert "复算结果：业务一致" in reviewer.get(drawn.location).text
    assert visit("other").get(drawn.location).status_code == 404
    assert "待核查" in visit("head").get("/reviews/spot-checks").text
