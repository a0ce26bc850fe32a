"""Finished cases drawn by lot, what is found in them, and what the unit says to it."""

from datetime import date, timedelta

import pytest

from engine.kernel.errors import Forbidden, Invalid
from engine.oversight import queries, rules, sampling, spots
from engine.oversight.model import AppealedAlready
from engine.oversight.packages import verify
from engine.oversight.sampling import Wanted
from engine.oversight.spots import SpotFilter

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
DEFECT = {"result": "defect", "severity": "MAJOR", "finding": "未告知承诺期"}


def wanted(amount: int = 2, org: str = "10", seed: str = "2026-11") -> Wanted:
    return Wanted(org, "CONNECTION", *NOVEMBER, rules.NUMBER, amount, seed)


def test_a_sample_is_drawn_checked_answered_and_appealed(house):
    for number in ("YK1", "YK2", "YK3"):
        house.decide(house.submit(bizNo=number), "agree")
    with pytest.raises(Forbidden):
        house.act("head", sampling.draw_sample, wanted(org="200101"))
    with pytest.raises(Invalid):
        house.act("reviewer", sampling.draw_sample, wanted(0))

    sample = house.act("reviewer", sampling.draw_sample, wanted())

    with house.database.reading(house.clock) as uow:
        actor = house.actor("reviewer")
        checks, _ = spots.checks(uow.session, actor, SpotFilter(sample_id=sample.id))
        drawn = spots.drawn_numbers(uow.session, sample.id)
        assert sampling.is_repeatable(sample, drawn)
        assert (sample.size, len(drawn)) == (3, 2)
        frozen = [queries.last_revision(uow.session, one.id) for one in checks]
        assert all(verify(uow.session, one).is_intact for one in frozen)
        assert spots.checks(uow.session, house.actor("other"), SpotFilter())[0] == []
    first, second = checks
    house.do("reviewer", first.instance_id, "check_case", **DEFECT)
    house.do("reviewer", second.instance_id, "check_case", **DEFECT)

    house.act("head", sampling.appeal_finding, first.id, {"answer": "已短信告知"})
    with pytest.raises(AppealedAlready):
        house.act("head", sampling.appeal_finding, first.id, {"answer": "再申诉"})
    house.do("head", second.instance_id, "answer_finding", result="accept", answer="已整改")
    house.do("meng", first.instance_id, "decide_appeal", result="withdraw", decision="属实")

    with house.database.reading(house.clock) as uow:
        states = {one.id: spots.get_check(uow.session, one.id).status for one in checks}
        (figure,) = spots.figures(uow.session, house.actor("head"), SpotFilter())
    assert states == {first.id: "WITHDRAWN", second.id: "ANSWERED"}
    assert (figure.drawn, figure.checked, figure.defects, figure.answered) == (2, 2, 1, 1)
    assert (figure.defect_rate, figure.by_severity["MAJOR"]) == (50.0, 1)
    assert house.case(first.instance_id).status == "completed"


def test_a_unit_that_keeps_silent_is_noted(house):
    house.decide(house.submit(), "agree")
    sample = house.act("reviewer", sampling.draw_sample, wanted(1))
    with house.database.reading(house.clock) as uow:
        wants = SpotFilter(sample_id=sample.id)
        (check,), _ = spots.checks(uow.session, house.actor("reviewer"), wants)
    house.do("reviewer", check.instance_id, "check_case", **DEFECT)

    house.clock.advance(timedelta(days=8))
    house.tick()

    with house.database.reading(house.clock) as uow:
        assert spots.get_check(uow.session, check.id).status == "SILENT"
    assert house.case(check.instance_id).status == "completed"
