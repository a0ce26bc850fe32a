"""A package on its way: frozen, sent back, reviewed, refused, appealed, followed up."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.db.audit import EventRow
from engine.kernel.errors import Forbidden, NotFound
from engine.oversight import checklists, conditions, figures, packages, queries, rules, service
from engine.oversight.model import AppealedAlready, NotAppealable
from engine.oversight.queries import ReviewFilter
from engine.oversight.service import CheckFailed, NotWithdrawable
from engine.processes.administration import correct_variables
from engine.staff import queries as staff

EVERYTHING = ReviewFilter()
FILTERS: list[tuple[dict[str, Any], int]] = [
    ({"matter": "OUTAGE"}, 0),
    ({"result": "agree"}, 1),
    ({"on_time": "yes"}, 1),
    ({"on_time": "no"}, 0),
    ({"first_pass": True}, 1),
    ({"returned": True}, 1),
    ({"is_overdue": True}, 0),
    ({"since": date(2026, 11, 3)}, 0),
    ({"until": date(2026, 11, 2)}, 2),
    ({"text": "数据_中心"}, 0),
    ({"text": "数据中心"}, 2),
]


def revisions(house, case):
    with house.database.reading(house.clock) as uow:
        return queries.revisions_of(uow.session, house.review_of(case).id)


def test_a_later_change_of_the_case_does_not_change_the_package(house):
    case = house.submit()
    before = revisions(house, case)[0]

    house.act("admin", correct_variables, case, {"capacityKva": 80}, "更正")

    after = revisions(house, case)[0]
    assert after.package == before.package
    assert packages.content_of(after)["data"]["capacityKva"] == 12000
    with house.database.reading(house.clock) as uow:
        assert packages.verify(uow.session, after).is_intact


def test_what_was_supplied_is_a_new_revision_that_shows_what_changed(house):
    case = house.submit()
    house.do("desk", case, "formal_check", result="supplement", lackItems="缺负荷曲线")
    house.do("head", case, "supplement", supplementNote="已补负荷曲线")

    first, second = revisions(house, case)
    changes = rules.differences(packages.content_of(first), packages.content_of(second))

    assert second.note == "已补负荷曲线"
    assert ("已补负荷曲线", None) in [(one.after, one.before) for one in changes]
    assert house.review_of(case).returned_count == 1


def test_a_failed_item_keeps_a_package_from_passing(house):
    case = house.submit()
    task = house.open(case)[0]
    with pytest.raises(Forbidden):
        house.act("head", checklists.judge_item, task.id, "LOAD", "pass", "")
    with pytest.raises(NotFound):
        house.act("desk", checklists.judge_item, task.id, "NONE", "pass", "")
    house.act("desk", checklists.judge_item, task.id, "LOAD", "fail", "缺三年数据")

    with pytest.raises(CheckFailed):
        house.complete("desk", task.id, {"result": "pass"})
    house.act("desk", checklists.judge_item, task.id, "LOAD", "pass", "")
    house.complete("desk", task.id, {"result": "pass"})

    assert {one.activity_id for one in house.open(case)} == {"department_review"}


def test_a_unit_withdraws_its_package_until_the_formal_check_is_done(house):
    case = house.submit()
    review = house.review_of(case)
    with pytest.raises(Forbidden):
        house.act("other", service.withdraw_package, review.id)

    house.act("head", service.withdraw_package, review.id)

    assert house.review_of(case).conclusion == "withdrawn"
    late = house.submit(bizNo="YK2")
    house.do("desk", late, "formal_check", result="pass")
    with pytest.raises(NotWithdrawable):
        house.act("head", service.withdraw_package, house.review_of(late).id)


def test_somebody_else_decides_an_appeal_and_there_is_no_second_one(house):
    case = house.submit()
    house.decide(case, "refuse", "meng")
    review = house.review_of(case)
    house.act("head", service.appeal_review, review.id, {"appealReason": "已改方案"})
    with pytest.raises(AppealedAlready):
        house.act("head", service.appeal_review, review.id, {"appealReason": "再申诉"})

    house.opine(case, "refuse")
    house.do("reviewer", case, "consolidate", proposal="refuse", proposalText="仍不同意")
    decision = house.open(case)[0]

    assert decision.activity_id == "appeal_sign"
    assert f"user:{house.people['meng']}" not in decision.candidates
    with pytest.raises(Forbidden):
        house.complete("meng", decision.id, {"hqResult": "refuse"})
    house.complete("xu", decision.id, {"hqResult": "refuse"})
    assert house.case(case).status == "completed"
    assert house.case(case).variables["hqResult"] == "refuse"
    with pytest.raises(AppealedAlready):
        house.act("head", service.appeal_review, review.id, {"appealReason": "三申诉"})


def test_conditions_go_back_to_the_unit_with_a_duty_to_report(house):
    case = house.submit()
    house.decide(case, "conditional")
    review = house.review_of(case)
    with pytest.raises(NotAppealable):
        house.act("head", service.appeal_review, review.id, {})
    with house.database.reading(house.clock) as uow:
        first, second = conditions.conditions_of(uow.session, review.id)
    assert first.text == "送电前复核保护定值"
    assert first.due_at.date() == date(2026, 11, 16)

    with pytest.raises(Forbidden):
        house.act("other", conditions.report_condition, first.id, "已复核", [])
    house.act("head", conditions.report_condition, first.id, "已复核", [])
    house.act("reviewer", lambda uow, actor: conditions.judge_condition(
        uow, actor, first.id, is_fulfilled=True, reply=""))  # fmt: skip

    with house.database.reading(house.clock) as uow:
        actor = house.actor("head")
        left = conditions.open_conditions(uow.session, actor, EVERYTHING, uow.now)
    assert [one.id for one, _ in left] == [second.id]

    house.clock.advance(timedelta(days=11))
    house.tick()
    house.clock.advance(timedelta(days=4))
    house.tick()

    with house.database.reading(house.clock) as uow:
        statement = select(EventRow.facts).where(EventRow.name == "ConditionDue")
        told = [facts["is_late"] for facts in uow.session.scalars(statement)]
    assert told == [False, True]


def test_figures_lists_and_filters_agree_within_everybodys_reach(house):
    agreed, returned = house.submit(), house.submit(bizNo="YK2")
    house.decide(agreed, "agree")
    house.do("desk", returned, "formal_check", result="supplement", lackItems="缺")

    with house.database.reading(house.clock) as uow:
        reviewer, tree = house.actor("reviewer"), staff.directory(uow.session)
        lines, whole = figures.review_figures(
            uow.session, reviewer, tree, tree.units["20"], EVERYTHING, uow.now
        )

        def count(who: str = "reviewer", **wanted: Any) -> int:
            actor = house.actor(who)
            return queries.count_reviews(uow.session, actor, ReviewFilter(**wanted), uow.now)

        assert [line.unit.id for line in lines] == ["2001"]
        assert (whole["total"], whole["times"]) == (2, 1)
        assert (whole.on_time_rate, whole.first_pass_rate) == (100.0, 100.0)
        assert whole["open"] == count(state="OPEN", unit_path=tree.units["20"].path)
        assert count(reviewer=house.people["meng"]) == 1
        assert count(reviewer=house.people["xu"]) == 0
        assert [count("head"), count("province"), count("other")] == [2, 2, 0]
        for wanted, number in FILTERS:
            assert count(**wanted) == number, wanted
