"""Spot checks: drawing finished cases, and what is found in them."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.definitions.queries import latest_definition
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.kernel.inputs import to_text
from engine.oversight import events, packages, rules, spots
from engine.oversight.model import AppealedAlready, NotAppealable
from engine.oversight.spot_model import (
    ANSWERED,
    APPEALED,
    DEFECT,
    DRAWN,
    FOUND_OK,
    SILENT,
    UPHELD,
    WITHDRAWN,
    SpotCheck,
    SpotSample,
)
from engine.processes.service import Trigger, complete_task, start_by_event
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.staff.rules import UnitType

PROCESS = "spot_check"
MOST_DRAWN = 200
LONGEST_SEED = 64
# Who checks and who decides an appeal, by the level of the company that draws.
AT_GROUP = ("HQ_REVIEWER@group", "DIRECTOR@group, DEPUTY_GM@group")
AT_PROVINCE = ("HQ_REVIEWER@province", "DEPUTY_GM@province")


@dataclass(frozen=True)
class Wanted:
    """What a sample is drawn from, and how much; without a seed one is made and kept."""

    org_id: str
    matter: str
    since: date
    until: date
    method: str
    amount: int
    seed: str = ""


def draw_sample(uow: UnitOfWork, actor: Actor, wanted: Wanted) -> SpotSample:
    """Draw finished cases of a unit and start a check of each; whoever draws must oversee it.

    The same seed over the same population draws the same cases.
    """
    unit = staff.get_unit(uow.session, wanted.org_id)
    require(actor, Permission.REVIEW_MANAGE, unit.path)
    _check(wanted)
    cases = spots.finished_cases(
        uow.session, unit.path, wanted.matter, (wanted.since, wanted.until)
    )
    if not cases:
        raise Invalid([{"field": "amount", "code": "nothing_to_draw", "message": "no cases"}])
    seed = to_text("seed", wanted.seed, LONGEST_SEED) or secrets.token_hex(8)
    by_number = {case.business_key: case for case in cases}
    count = rules.sample_size(wanted.method, wanted.amount, len(by_number))
    sample = SpotSample(
        id=new_id(),
        number=staff_service.take_number(uow, "CY", unit.id),
        org_id=unit.id,
        org_path=unit.path,
        matter=wanted.matter,
        period_from=wanted.since,
        period_to=wanted.until,
        method=wanted.method,
        amount=wanted.amount,
        seed=seed,
        population=sorted(by_number),
        size=len(by_number),
        drawn_by=actor.user_id,
        drawn_by_name=actor.name,
        drawn_at=uow.now,
    )
    uow.session.add(sample)
    uow.session.flush()
    drawn = rules.draw(by_number, seed, min(count, MOST_DRAWN))
    for number in drawn:
        _start_check(uow, actor, sample, by_number[number])
    fact = events.SampleDrawn(
        sample_id=sample.id, number=sample.number, seed=seed, size=sample.size, count=len(drawn)
    )
    uow.record(fact, actor)
    return sample


def is_repeatable(sample: SpotSample, drawn: list[str]) -> bool:
    """Tell whether seed and population of a sample give the cases that were drawn."""
    return sorted(rules.draw(sample.population, sample.seed, len(drawn))) == sorted(drawn)


def record_finding(
    uow: UnitOfWork, actor: Actor, check: SpotCheck, result: str, severity: str, finding: str
) -> None:
    """Keep what was found in a drawn case."""
    is_defect = result == "defect"
    if is_defect and severity not in rules.SEVERITIES:
        raise Invalid([{"field": "severity", "code": "unknown", "message": "unknown"}])
    check.status = DEFECT if is_defect else FOUND_OK
    check.severity, check.finding = (severity, finding) if is_defect else ("", "")
    check.checked_by, check.checked_by_name = actor.user_id, actor.name
    check.checked_at = uow.now
    _note(uow, actor, check)


def record_answer(
    uow: UnitOfWork, actor: Actor, check: SpotCheck, result: str, answer: str
) -> None:
    """Keep what the unit answers: accepted, an appeal, or nothing in time."""
    if result == "silent":
        check.status = SILENT
    else:
        check.answer, check.answered_by_name, check.answered_at = answer, actor.name, uow.now
        check.status = ANSWERED
    if result == "appeal":
        _require_appeal(check)
        check.status, check.appealed_at = APPEALED, uow.now
    _note(uow, actor, check)


def appeal_finding(uow: UnitOfWork, actor: Actor, check_id: str, submitted: dict[str, Any]) -> None:
    """Appeal against a finding on behalf of the unit; possible once, until the time is over."""
    check = spots.get_check(uow.session, check_id)
    require(actor, Permission.REVIEW_READ, check.org_path)
    _require_appeal(check)
    task = spots.open_step(uow.session, check, "answer_finding")
    if task is None or check.status != DEFECT:
        raise NotAppealable(f"{check.number} cannot be appealed", number=check.number)
    complete_task(uow, actor, task.id, {**submitted, "result": "appeal"})


def record_decision(
    uow: UnitOfWork, actor: Actor, check: SpotCheck, result: str, decision: str
) -> None:
    """Keep what was decided about an appeal."""
    check.status = WITHDRAWN if result == "withdraw" else UPHELD
    check.decision, check.decided_by_name, check.decided_at = decision, actor.name, uow.now
    _note(uow, actor, check)


def _require_appeal(check: SpotCheck) -> None:
    if check.appealed_at is not None:
        raise AppealedAlready(
            f"{check.number} was appealed", number=check.number, at=check.appealed_at
        )


def _check(wanted: Wanted) -> None:
    problems = []
    most = 100 if wanted.method == rules.PERCENT else MOST_DRAWN
    if wanted.method not in (rules.PERCENT, rules.NUMBER):
        problems.append({"field": "method", "code": "unknown", "message": "unknown"})
    if not 1 <= wanted.amount <= most:
        problems.append({"field": "amount", "code": "out_of_range", "message": f"1-{most}"})
    if wanted.until < wanted.since:
        problems.append({"field": "until", "code": "order", "message": "ends before it begins"})
    if wanted.matter and wanted.matter not in rules.MATTER_OF.values():
        problems.append({"field": "matter", "code": "unknown", "message": "unknown"})
    if problems:
        raise Invalid(problems)


def _start_check(
    uow: UnitOfWork, actor: Actor, sample: SpotSample, case: ProcessInstance
) -> SpotCheck:
    check = SpotCheck(
        id=new_id(),
        number=staff_service.take_number(uow, "CC", case.org_id),
        sample_id=sample.id,
        source_instance_id=case.id,
        matter=rules.MATTER_OF[case.definition_key],
        case_no=case.business_key,
        case_title=case.title,
        org_id=case.org_id,
        org_path=case.org_path,
        status=DRAWN,
        drawn_at=uow.now,
    )
    uow.session.add(check)
    uow.session.flush()
    checkers, deciders = _seats(uow, actor)
    payload = {
        "checkNo": check.number,
        "caseNo": case.business_key,
        "caseTitle": case.title,
        "orgId": case.org_id,
        "checkers": checkers,
        "deciders": deciders,
    }
    definition = latest_definition(uow.session, PROCESS)
    trigger = Trigger(definition.id, "start", payload, check.number, case.org_id)
    instance = start_by_event(uow, actor, trigger)
    check.instance_id = instance.id
    packing = packages.Packing(
        check.id,
        instance.id,
        case,
        {"reviewNo": check.number, "matter": check.matter, "sourceNo": case.business_key},
    )
    packages.freeze(uow, actor, packing)
    instance.store_head(uow.chain_head(instance.id))
    return check


def _seats(uow: UnitOfWork, actor: Actor) -> tuple[str, str]:
    """Return who checks and who decides appeals: people of the company that draws."""
    tree = staff.directory(uow.session)
    province = tree.ancestor(actor.org_id, UnitType.PROVINCE)
    return AT_PROVINCE if province is not None else AT_GROUP


def _note(uow: UnitOfWork, actor: Actor, check: SpotCheck) -> None:
    fact = events.SpotCheckNoted(
        instance_id=check.instance_id,
        check_id=check.id,
        number=check.number,
        status=check.status,
        severity=check.severity,
    )
    uow.record(fact, actor)
