"""Limits, calendars and clocks on their pages: who may, where, and what is said of mistakes."""

import io
import re

import pytest

from engine.access.service import set_password
from engine.deadlines.queries import patterns_of, policies, version
from engine.deadlines.rules import OFFICE, Hours, Pattern
from engine.deadlines.rules.changes import PatternsChange
from engine.kernel.actor import SYSTEM
from engine.timekeeping.model import DeadlineChange
from engine.timekeeping.service import change_at_once
from tests.companies import employ
from tests.integration.web.conftest import CHEAP, PASSWORD
from tests.integration.web.test_working_on_tasks import started  # noqa: F401  # fixture

LIMIT = {
    "code": "CMP.REPLY",
    "item_zh": "答复客户",
    "amount": "4",
    "unit": "WD",
    "calendar": "OFFICE",
    "starts_with": "instance",
    "ladder": "E1",
    "warn_rule": "50%,80%",
    "scope": "CITY",
    "scope_org_id": "2001011",
    "effective_from": "2027-01-01",
    "basis_doc": "供电所通知",
}
LIST = "date,type,name\n2027-01-01,HOLIDAY,元旦\n2027-02-20,MAKEUP,春节调休上班\n"
OWN_AND_INHERITED = ("2001012", "2001011")
CHANGE = re.compile(r"/deadlines/changes/[0-9a-f]+")


@pytest.fixture
def people(app):
    """Return who keeps limits: one at the station, one at the headquarters, and the IT."""
    parts = app.extensions["gridflow"]
    with parts.database.unit_of_work(parts.clock) as uow:
        for name, unit, role in (
            ("keeper", "2001011", "PROCESS_ADMIN"),
            ("chief", "10", "PROCESS_ADMIN"),
            ("it", "10", "SYS_ADMIN"),
        ):
            set_password(uow, SYSTEM, employ(uow, name, unit, role), PASSWORD, CHEAP)


@pytest.fixture
def inside(app):
    parts = app.extensions["gridflow"]

    def look(question):
        with parts.database.reading(parts.clock) as uow:
            return question(uow.session)

    return look


def test_everybody_looks_limits_up(people, signed_in):
    page = signed_in("wang").get("/deadlines/limits/?text=CONN.TOTAL&kind=promise").text

    assert "居民低压全过程" in page
    assert "CMP.REPLY" not in page
    assert "新建时限" not in page


@pytest.mark.parametrize(
    "path",
    ["/deadlines/limits/new", "/deadlines/changes/", "/deadlines/calendars/import",
     "/deadlines/calendars/hours?unit=2001011"],
)  # fmt: skip
def test_a_clerk_changes_no_deadlines(people, signed_in, path):
    assert signed_in("wang").get(path).status_code == 403


def test_a_new_edition_is_looked_at_then_made(people, signed_in, inside):
    keeper = signed_in("keeper")

    answer = keeper.post("/deadlines/limits/", LIMIT)
    page = keeper.get(answer.location).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    keeper.post(f"{answer.location}/make", {"seen": seen})

    assert "将变动的时限" in page
    own = [row for row in inside(lambda s: policies(s, "CMP.REPLY")) if row.scope_org_id]
    assert [(row.amount, row.scope_org_id) for row in own] == [(4, "2001011")]
    assert "正在重算" in keeper.get(answer.location).text


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({"scope": "CITY", "scope_org_id": "2001"}, 403),
        ({"scope": "COMPANY", "scope_org_id": ""}, 403),
        ({"scope": "CITY", "scope_org_id": ""}, 422),
        ({"scope": "NATION", "scope_org_id": "2001011"}, 422),
    ],
)
def test_a_limit_is_kept_only_within_ones_units(place, status, people, signed_in, inside):
    answer = signed_in("keeper").post("/deadlines/limits/", {**LIMIT, **place})

    assert answer.status_code == status
    assert inside(lambda session: session.query(DeadlineChange).count()) == 0


def test_a_wrong_limit_comes_back_with_what_was_typed(people, signed_in):
    wrong = {**LIMIT, "amount": "viele", "warn_rule": "bald", "effective_from": "1.1.27"}

    answer = signed_in("keeper").post("/deadlines/limits/", wrong)

    assert answer.status_code == 422
    assert 'value="bald"' in answer.text
    assert "供电所通知" in answer.text
    assert 'id="effective_from-problem"' in answer.text


def test_a_change_of_other_units_does_not_exist(people, signed_in):
    day = {"unit": "", "from": "2026-11-04", "kind": "HOLIDAY", "name": "检修"}
    address = signed_in("chief").post("/deadlines/calendars/days", day).location

    assert signed_in("keeper").get(address).status_code == 404
    assert signed_in("keeper").post(f"{address}/make", {"seen": ""}).status_code == 404
    assert signed_in("it").get(address).status_code == 200


def test_somebody_who_looked_before_another_change_looks_again(people, signed_in):
    keeper = signed_in("keeper")
    address = keeper.post("/deadlines/limits/", LIMIT).location

    answer = keeper.post(f"{address}/make", {"seen": "older"})

    assert answer.status_code == 409
    assert "日历或时限已变更" in answer.text


def test_a_day_is_set_for_ones_own_unit_only(people, signed_in):
    day = {"unit": "2001011", "from": "2026-11-04", "to": "2026-11-05", "kind": "HOLIDAY"}

    assert CHANGE.fullmatch(signed_in("keeper").post("/deadlines/calendars/days", day).location)
    other = signed_in("keeper").post("/deadlines/calendars/days", {**day, "unit": "2001012"})
    assert other.status_code == 403


def test_a_day_that_cannot_be_read_is_said_at_its_field(people, signed_in):
    day = {"unit": "2001011", "from": "2026-11-05", "to": "2026-11-04", "kind": "HOLIDAY"}

    answer = signed_in("keeper").post("/deadlines/calendars/days", day)

    assert answer.status_code == 422
    assert "结束早于开始" in answer.text


@pytest.mark.parametrize("kind", ["csv", "json", "ics"])
def test_a_list_that_was_given_out_can_be_taken_in_again(kind, people, signed_in):
    chief = signed_in("chief")
    given = chief.get(f"/deadlines/calendars/export?year=2026&format={kind}")

    answer = chief.post(
        "/deadlines/calendars/import",
        {"unit": "", "file": (io.BytesIO(given.data), f"x.{kind}")},
        content_type="multipart/form-data",
    )

    assert given.headers["Content-Disposition"].endswith(f"calendar-2026.{kind}")
    page = chief.get(answer.location).text
    assert page.count("2026-") > 39


def test_a_list_with_a_wrong_line_is_refused_whole_and_says_which(people, signed_in, inside):
    file = io.BytesIO((LIST + "2027-13-01,HOLIDAY,x\n2027-03-01,REST,y\n").encode("gb18030"))

    answer = signed_in("chief").post(
        "/deadlines/calendars/import",
        {"unit": "", "file": (file, "2027.csv")},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    lines = re.findall(r'class="numbers">(\d+)</td>', answer.text)
    assert lines == ["4", "5"]
    assert inside(lambda session: session.query(DeadlineChange).count()) == 0


def test_shifts_are_typed_in_and_come_back_when_wrong(people, signed_in):
    shifts = {"unit": "2001011", "kind": "SHIFT", "hours-1": "22:00-06:00", "name-1": "夜班",
              "cycle_length-1": "4", "cycle_days-1": "1,9", "anchor-1": "2026-11-01"}  # fmt: skip
    keeper = signed_in("keeper")

    wrong = keeper.post("/deadlines/calendars/hours", shifts)
    right = keeper.post("/deadlines/calendars/hours", {**shifts, "cycle_days-1": "1,2"})

    assert wrong.status_code == 422
    assert 'value="1,9"' in wrong.text
    assert "夜班" in keeper.get(right.location).text


def test_a_limit_is_tried_out_over_the_spring_festival(people, signed_in, inside):
    rows = inside(lambda session: policies(session, "CONN.TOTAL"))
    residential = next(row.id for row in rows if row.sla_class == "RES")

    page = signed_in("wang").get(f"/deadlines/limits/{residential}?start=2026-02-12T10:00").text

    assert 'data-step="makeup"' in page
    assert "2026-02-26 17:30" in page
    wrong = signed_in("wang").get(f"/deadlines/limits/{residential}?start=gestern")
    assert "请填写时间" in wrong.text


def test_the_clocks_of_a_case_are_for_those_who_see_it(people, started, signed_in):  # noqa: F811
    number = started.case.rsplit("/", 1)[1]

    assert signed_in("boss").get(f"/deadlines/clocks/cases/{number}").status_code == 200
    assert signed_in("zhao").get(f"/deadlines/clocks/cases/{number}").status_code == 403
    assert signed_in("wang").get(f"/deadlines/clocks/cases/{number}/pause").status_code == 403


def test_a_leader_stops_the_clock_with_a_file_and_lets_it_run(
    people,
    started,  # noqa: F811
    signed_in,
):
    number = started.case.rsplit("/", 1)[1]
    boss, address = signed_in("boss"), f"/deadlines/clocks/cases/{number}"
    pause = {"reason": "GOV_APPROVAL", "note": "等路政许可"}
    assert "需要上传证明材料" in boss.post(f"{address}/pause", pause).text

    evidence = (io.BytesIO(b"%PDF-1.4 permit"), "许可.pdf")
    answer = boss.post(
        f"{address}/pause", {**pause, "file": evidence}, content_type="multipart/form-data"
    )

    assert answer.status_code == 303
    page = boss.get(address).text
    assert "许可.pdf" in page
    resume = re.search(r'action="([^"]+/resume)"', page)[1]
    assert boss.post(resume, {"note": "许可已到"}).status_code == 303
    assert "至今" not in boss.get(address).text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    ["/deadlines/limits/?state=all", "/deadlines/limits/new", "/deadlines/changes/",
     "/deadlines/calendars/?month=2027-02&unit=", "/deadlines/calendars/?month=x",
     "/deadlines/calendars/hours?unit=&kind=OFFICE", "/deadlines/calendars/import"],
)  # fmt: skip
def test_every_page_opens_in_both_languages(path, language, people, signed_in):
    chief = signed_in("chief")
    chief.post("/account/language", {"language": language})

    assert chief.get(path).status_code == 200


@pytest.fixture
def early(people, app):
    """Let the neighbouring station begin early."""
    parts = app.extensions["gridflow"]
    pattern = Pattern(OFFICE, Hours.read("07:00-15:00"), weekdays=frozenset(range(5)))
    with parts.database.unit_of_work(parts.clock) as uow:
        change_at_once(uow, SYSTEM, PatternsChange("2001012", OFFICE, (pattern,)))


def test_the_page_of_a_unit_says_whose_hours_it_has(early, signed_in):
    wang = signed_in("wang")
    own, inherited = (wang.get(f"/organisation/?unit={unit}").text for unit in OWN_AND_INHERITED)

    assert "07:00-15:00" in own and "本单位自设" in own
    assert "07:00-15:00" not in inherited
    assert "08:30-12:00,13:30-17:30" in inherited
    assert "工作时间同" not in inherited


def test_a_unit_takes_over_the_hours_of_another_after_a_look(early, signed_in, inside):
    keeper = signed_in("keeper")
    offered = keeper.get("/organisation/?unit=2001011").text

    chosen = {"kind": "OFFICE", "as": "2001012"}
    answer = keeper.post("/organisation/units/2001011/hours", chosen)

    assert '<option value="2001012">' in offered
    assert CHANGE.fullmatch(answer.location)
    assert "07:00-15:00" in keeper.get(answer.location).text
    assert inside(lambda session: patterns_of(session, "2001011")) == []

    keeper.post(f"{answer.location}/make", {"seen": inside(version)})
    assert [row.hours for row in inside(lambda session: patterns_of(session, "2001011"))] == [
        "07:00-15:00"
    ]


def test_a_unit_goes_back_to_the_hours_of_the_unit_above(early, signed_in, inside):
    chief = signed_in("chief")

    answer = chief.post("/organisation/units/2001012/hours", {"kind": "OFFICE", "as": ""})
    chief.post(f"{answer.location}/make", {"seen": inside(version)})

    assert inside(lambda session: patterns_of(session, "2001012")) == []


@pytest.mark.parametrize(
    ("who", "unit", "source", "status"),
    [
        ("wang", "2001011", "2001012", 403),
        ("keeper", "2001012", "", 403),
        ("keeper", "2001011", "20", 404),
        ("keeper", "nowhere", "", 404),
    ],
)
def test_hours_are_chosen_for_ones_own_unit_from_units_that_have_any(
    early, signed_in, who, unit, source, status
):
    chosen = {"kind": "OFFICE", "as": source}
    assert signed_in(who).post(f"/organisation/units/{unit}/hours", chosen).status_code == status
