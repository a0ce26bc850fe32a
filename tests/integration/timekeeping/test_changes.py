"""A change of a calendar or limit is foreseen, made, worked through and logged."""

from datetime import date, datetime, timedelta

import pytest

from engine.db.audit import EventRow
from engine.deadlines import queries as deadlines
from engine.deadlines.rules import SHIFT, Day, DayType, Hours, Pattern, Policy, Unit
from engine.deadlines.rules.changes import (
    DaysChange,
    PatternsChange,
    PolicyChange,
    PolicyEnd,
    foreseen,
    from_json,
    kind_of,
    to_json,
)
from engine.deadlines.service import current_rules
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Forbidden, Invalid, NotFound
from engine.processes.service import NewCase, start_process
from engine.scheduler.model import JobRow
from engine.timekeeping import jobs, queries
from engine.timekeeping.model import DONE, PLANNED, RUNNING, ChangeNotPlanned, DeadlineMove
from engine.timekeeping.service import (
    DeadlinesChanged,
    change_at_once,
    drop_change,
    make_planned_change,
    plan_change,
)

FESTIVAL = DaysChange("2001", {date(2026, 11, 4): Day(DayType.HOLIDAY, "丹枫节", local=True)})
ELSEWHERE = DaysChange("20", {date(2030, 1, 2): Day(DayType.HOLIDAY, "远", local=True)})
SHORTER = PolicyChange(
    Policy(
        "CMP.REPLY",
        4,
        Unit.WD,
        item_zh="答复客户",
        basis_doc="省公司通知",
        biz_type="COMPLAINT",
        starts_with="instance",
        is_promise=True,
        scope="CITY",
        scope_org_id="2001",
        effective_from=date(2026, 11, 1),
    )
)
EDITOR = frozenset({"sla:edit", "calendar:edit", "sla:read"})
OF_THE_CITY = Actor("u-city", "City", permissions=EDITOR, scopes=("/10/20/2001/",))
OF_A_STATION = Actor("u-st", "Station", permissions=EDITOR, scopes=("/10/20/2001/200101/2001012/",))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


def moves(uow):
    return uow.session.query(DeadlineMove).order_by(DeadlineMove.task_id).all()


def test_what_a_holiday_moves_is_seen_before_it_is_made(case, do, stored):
    found = do(lambda uow: queries.foresee(uow, FESTIVAL, "/10/20/2001/"))

    assert found.looked_at == 2
    assert [(move.task is None, move.new_due_at - move.old_due_at) for move in found.moves] == [
        (False, timedelta(days=1)),
        (True, timedelta(days=1)),
    ]
    assert stored()[0].due_at == at("2026-11-09T17:30")


def test_a_change_moves_what_was_foreseen_and_logs_each_due_date(case, do, work, stored):
    foresight = do(lambda uow: queries.foresee(uow, FESTIVAL, "/10/20/2001/"))

    change_id = do(plan_change, OF_THE_CITY, FESTIVAL)
    do(make_planned_change, OF_THE_CITY, change_id)
    work()

    logged = do(moves)
    assert {(one.old_due_at, one.new_due_at) for one in logged} == {
        (one.old_due_at, one.new_due_at) for one in foresight.moves
    }
    instance, task = stored()
    assert (instance.due_at, task.due_at) == (at("2026-11-10T17:30"), at("2026-11-06T17:30"))
    assert do(lambda uow: queries.get_change(uow.session, change_id).state) == DONE


def test_the_official_list_of_next_year_moves_what_reaches_into_it(case, office, do, work, clock):
    """Scenario 15: the calendar of 2027 is imported, open due dates are worked out and logged."""
    clock.set(at("2026-12-28T10:00"))
    do(lambda uow: start_process(uow, office, NewCase("complaint", {})))
    official = {
        date(2027, 1, 1): Day(DayType.HOLIDAY, "元旦"),
        date(2027, 1, 2): Day(DayType.HOLIDAY, "元旦"),
        date(2027, 1, 3): Day(DayType.MAKEUP, "元旦调休上班"),
    }

    do(change_at_once, SYSTEM, DaysChange("", official))
    work()

    assert [(one.old_due_at, one.new_due_at) for one in do(moves)] == [
        (at("2027-01-05T17:30"), at("2027-01-04T17:30"))
    ]


def test_a_shorter_limit_of_the_city_moves_only_what_began_under_it(case, do, work, stored):
    do(change_at_once, OF_THE_CITY, SHORTER)
    work()

    assert stored()[0].due_at == at("2026-11-06T17:30")
    assert stored()[1].due_at == at("2026-11-05T17:30")


def test_a_new_edition_ends_the_one_before_it(office, do):
    old = do(change_at_once, OF_THE_CITY, SHORTER)
    later = PolicyChange(
        Policy(**{**SHORTER.policy.__dict__, "amount": 3, "effective_from": date(2027, 1, 1)})
    )

    do(change_at_once, OF_THE_CITY, later)

    rows = do(lambda uow: deadlines.policies(uow.session, "CMP.REPLY"))
    own = {row.amount: row.effective_to for row in rows if row.scope_org_id}
    assert own == {4: date(2026, 12, 31), 3: None}
    assert old != ""


def test_each_change_is_audited(case, do):
    do(change_at_once, OF_THE_CITY, SHORTER)

    names = do(lambda uow: [row.name for row in uow.session.query(EventRow)])

    assert {"PolicyChanged", "DeadlineChangeMade"} <= set(names)


@pytest.mark.parametrize(
    "change",
    [
        FESTIVAL,
        SHORTER,
        PolicyEnd(SHORTER.policy, date(2026, 12, 1)),
        PatternsChange(
            "2001",
            SHIFT,
            (
                Pattern(
                    SHIFT,
                    Hours.read("22:00-06:00", overnight=True),
                    "夜班",
                    cycle_length=4,
                    cycle_days=frozenset({1, 2}),
                    anchor=date(2026, 11, 1),
                ),
            ),
        ),
        DaysChange("2001", {date(2026, 11, 4): None}),
    ],
)
def test_a_change_survives_being_kept(change):
    assert from_json(kind_of(change), to_json(change)) == change


@pytest.mark.parametrize("change", [FESTIVAL, SHORTER, ELSEWHERE])
def test_what_is_foreseen_is_what_is_then_in_force(change, office, do):
    before = do(lambda uow: foreseen(current_rules(uow), change))

    do(change_at_once, SYSTEM, change)

    after = do(current_rules)
    assert {key: days for key, days in after.days.items() if days} == before.days
    assert sorted(map(repr, after.policies["CMP.REPLY"])) == sorted(
        repr(each) for each in before.policies["CMP.REPLY"]
    ) or len(after.policies["CMP.REPLY"]) == len(before.policies["CMP.REPLY"])


def test_nobody_changes_what_lies_outside_his_units(office, do):
    with pytest.raises(Forbidden):
        do(plan_change, OF_A_STATION, FESTIVAL)
    with pytest.raises(Forbidden):
        do(plan_change, OF_THE_CITY, DaysChange("", FESTIVAL.days))
    with pytest.raises(Forbidden):
        do(plan_change, Actor("x", "X", scopes=("/",)), SHORTER)


def test_nobody_looks_at_the_changes_of_other_units(office, do):
    change_id = do(plan_change, OF_THE_CITY, FESTIVAL)

    with pytest.raises(NotFound):
        do(queries.visible_change, OF_A_STATION, change_id)


def test_a_change_is_made_once_and_one_given_up_never(case, do):
    made, dropped = (do(plan_change, OF_THE_CITY, FESTIVAL) for _ in range(2))
    do(drop_change, OF_THE_CITY, dropped)
    do(make_planned_change, OF_THE_CITY, made)

    for change_id in (made, dropped):
        with pytest.raises(ChangeNotPlanned):
            do(make_planned_change, OF_THE_CITY, change_id)


def test_whoever_looked_before_somebody_elses_change_looks_again(case, do):
    seen = do(lambda uow: deadlines.version(uow.session))
    change_id = do(plan_change, OF_THE_CITY, FESTIVAL)
    do(change_at_once, SYSTEM, ELSEWHERE)

    with pytest.raises(DeadlinesChanged):
        do(make_planned_change, OF_THE_CITY, change_id, seen)

    assert do(lambda uow: queries.get_change(uow.session, change_id).state) == PLANNED


def test_an_impossible_limit_is_refused_with_all_its_fields(office, do):
    wrong = {"amount": 0, "code": "klein", "item_zh": "", "effective_from": None, "warn_rule": "x"}

    with pytest.raises(Invalid) as caught:
        do(plan_change, OF_THE_CITY, PolicyChange(Policy(**{**SHORTER.policy.__dict__, **wrong})))

    assert {problem["field"] for problem in caught.value.problems} == set(wrong)


def test_two_editions_never_begin_on_one_day(office, do):
    do(change_at_once, OF_THE_CITY, SHORTER)

    with pytest.raises(Invalid) as caught:
        do(plan_change, OF_THE_CITY, SHORTER)

    assert caught.value.problems[0]["code"] == "edition_exists"


def test_many_cases_are_worked_through_some_at_a_time_and_once(office, do, worker, monkeypatch):
    """The job may be stopped after any batch: whoever goes on neither skips nor repeats a case."""
    monkeypatch.setattr(jobs, "BATCH", 2)
    for _ in range(5):
        do(lambda uow: start_process(uow, office, NewCase("complaint", {})))
    change_id = do(change_at_once, OF_THE_CITY, FESTIVAL)
    worker.run_due(limit=1)
    assert do(lambda uow: queries.get_change(uow.session, change_id).state) == RUNNING

    for _ in range(3):
        worker.tick()

    row = do(lambda uow: queries.get_change(uow.session, change_id))
    assert (row.state, row.cases_seen, row.moved) == (DONE, 5, 10)
    assert len(do(moves)) == 10


def test_working_a_change_through_twice_moves_nothing_the_second_time(case, do, work, stored):
    change_id = do(change_at_once, OF_THE_CITY, FESTIVAL)
    work()
    before = stored()[0].due_at

    def again(uow) -> None:
        queries.get_change(uow.session, change_id).state = RUNNING
        job = uow.session.query(JobRow).filter_by(ref=change_id).one()
        job.state, job.payload = "due", {"change": change_id, "after": ""}

    do(again)
    work()

    assert stored()[0].due_at == before
    assert len(do(moves)) == 2
