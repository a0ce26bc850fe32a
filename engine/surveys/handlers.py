"""What diagrams do to learn what customers think."""

from typing import Any

from engine.kernel.errors import NotFound
from engine.kernel.inputs import to_int, to_text
from engine.processes.topics import ServiceContext, service_task
from engine.surveys import queries, rules, service


@service_task("surveys.invite")
def invite(context: ServiceContext, *, event: Any = None, caseNo: Any = None) -> dict[str, Any]:
    """Ask the customer to rate the case."""
    case = (context.instance_id, _case_no(context, caseNo))
    org_id = str((context.variables or {}).get("orgId") or context.org_id)
    what = to_text("event", event, 40)
    return {"surveyId": service.invite(context.uow, context.actor, case, org_id, what).id}


@service_task("surveys.sample")
def sample(context: ServiceContext, *, caseKind: Any = None) -> dict[str, Any]:
    """Decide whether the silent customer is called."""
    kind = to_text("caseKind", caseKind, 40)
    return {"sampled": rules.is_sampled(kind, _case_no(context, None))}


@service_task("surveys.record")
def record(context: ServiceContext, *, score: Any = None, reason: Any = None) -> None:
    """Keep the result of the rating or the call."""
    survey = queries.survey_of(context.uow.session, context.instance_id)
    if survey is None:
        raise NotFound("survey", context.instance_id)
    points = None if score in (None, "") else to_int("score", score)
    text = to_text("reason", reason, 2000)
    service.record_rating(context.uow, context.actor, survey, points, text)


def _case_no(context: ServiceContext, given: Any) -> str:
    known = (context.variables or {}).get("caseNo")
    return to_text("caseNo", given or known or context.business_key, 64)
