"""What units and reviewers are told about conditions of a review."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.assignment.queries import resolve_all
from engine.assignment.rules import Wanted
from engine.db import UnitOfWork
from engine.oversight.queries import get_review
from engine.tasks.queries import handlers_of
from notifications.notice import Fact, Notice

# Who answers for a condition at the unit, and who signed for it.
UNIT_GROUPS = ("MARKETING_HEAD@county", "SPECIALIST@county", "MARKETING_HEAD@city")
SIGNED = ("sign_off", "appeal_sign", "province_sign", "consolidate")


def _condition_due(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    late = {"late": bool(fact.data["is_late"]), "due": fact.moment("due_at")}
    return [_notice("review.condition_due", _unit(uow, fact), fact, late)]


def _condition_reported(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    review = get_review(uow.session, fact.data["review_id"])
    signed = sorted(handlers_of(uow.session, review.instance_id, SIGNED))
    told = tuple(f"user:{user_id}" for user_id in signed)
    return [_notice("review.condition_reported", told, fact, {"reply": fact.data["report"]})]


def _condition_judged(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    said = {"fulfilled": bool(fact.data["is_fulfilled"]), "reply": fact.data["reply"]}
    return [_notice("review.condition_judged", _unit(uow, fact), fact, said)]


REVIEW_ROUTES: Mapping[str, Callable[[UnitOfWork, Fact], list[Notice]]] = {
    "ConditionDue": _condition_due,
    "ConditionJudged": _condition_judged,
    "ConditionReported": _condition_reported,
}


def _unit(uow: UnitOfWork, fact: Fact) -> tuple[str, ...]:
    org_id = str(fact.data["org_id"])
    wanted = Wanted(groups=UNIT_GROUPS, units=(org_id,), empty_policy="skip")
    return resolve_all(uow.session, [wanted], fact.at)[0].groups


def _notice(
    template: str, audience: tuple[str, ...], fact: Fact, more: Mapping[str, Any]
) -> Notice:
    values = {
        "no": fact.data["number"],
        "condition": fact.data["text"],
        "from": fact.actor_name,
        **more,
    }
    return Notice(template, audience, values, f"/reviews/{fact.data['review_id']}#conditions")
