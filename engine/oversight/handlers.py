"""What diagrams do to have headquarters look."""

from collections.abc import Mapping
from typing import Any

from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import NotFound
from engine.kernel.inputs import to_moment, to_text
from engine.oversight import queries, rules, sampling, service, spots
from engine.oversight.conditions import Given
from engine.oversight.model import HqReview
from engine.oversight.spot_model import SpotCheck
from engine.processes.topics import ServiceContext, case_cancelled, service_task
from engine.staff import queries as staff
from engine.supervision import service as supervision
from engine.supervision.service import About, NewOrder


@service_task("oversight.freeze_package")
def freeze_package(
    context: ServiceContext, *, matter: Any = None, sourceNo: Any = None, summary: Any = None
) -> dict[str, Any]:
    """Freeze data, forms and files as they are now; give what the route depends on."""
    variables = context.variables or {}
    submission = service.Submission(
        instance_id=context.instance_id,
        org_id=str(variables.get("orgId") or context.org_id),
        matter=to_text("matter", matter, 16),
        source_no=to_text("sourceNo", sourceNo or context.business_key, 64),
        summary=to_text("summary", summary, 10_000),
        content=variables,
    )
    review, revision, errors = service.freeze_package(context.uow, context.actor, submission)
    source = context.uow.session.get(ProcessInstance, review.source_instance_id or "")
    known = {**((source.variables if source else None) or {}), **_given(variables)}
    return {
        "reviewNo": review.number,
        "packageHash": revision.package_hash,
        "unitErrors": errors,
        "amount": rules.amount_of(known),
        "voltageKv": rules.voltage_of(known),
        "submitReason": variables.get("submitReason") or "RULE",
    }


@service_task("oversight.freeze_revision")
def freeze_revision(context: ServiceContext, *, note: Any = None) -> dict[str, Any]:
    """Freeze what the unit supplied as the next revision."""
    content, said = context.variables or {}, to_text("note", note, 2000)
    review = _review(context)
    revision = service.freeze_revision(context.uow, context.actor, review, content, said)
    return {"packageHash": revision.package_hash}


@service_task("oversight.record_check")
def record_check(context: ServiceContext, *, result: Any = None, lackItems: Any = None) -> None:
    """Keep how the formal check ended; sent back, the reviewers' clock stands still."""
    found, lacks = to_text("result", result, 20), to_text("lackItems", lackItems, 2000)
    service.note_formal_check(context.uow, context.actor, _review(context), found, lacks)


@service_task("oversight.open_appeal")
def open_appeal(context: ServiceContext) -> None:
    """Note a refusal, against which the unit may appeal."""
    service.open_appeal(context.uow, context.actor, _review(context))


@service_task("oversight.record_appeal")
def record_appeal(context: ServiceContext, *, reason: Any = None) -> None:
    """Keep the unit's appeal."""
    content, said = context.variables or {}, to_text("reason", reason, 2000)
    service.record_appeal(context.uow, context.actor, _review(context), content, said)


@service_task("oversight.record_conclusion")
def record_conclusion(
    context: ServiceContext,
    *,
    result: Any = None,
    conditions: Any = None,
    conditionsDue: Any = None,
) -> None:
    """Keep what headquarters decided; conditions go back to the unit."""
    decided = to_text("result", result, 20)
    due = to_moment("conditionsDue", conditionsDue)
    given = Given(
        to_text("conditions", conditions, 10_000),
        due.astimezone(COMPANY_ZONE).date() if due else None,
    )
    review = _review(context)
    service.conclude_review(context.uow, context.actor, review, decided, given)


@service_task("oversight.record_finding")
def record_finding(
    context: ServiceContext, *, result: Any = None, severity: Any = None, finding: Any = None
) -> None:
    """Keep what a spot check found."""
    words = (to_text("result", result, 10), to_text("severity", severity, 10))
    text = to_text("finding", finding, 2000)
    sampling.record_finding(context.uow, context.actor, _check(context), *words, text)


@service_task("oversight.record_answer")
def record_answer(context: ServiceContext, *, result: Any = None, answer: Any = None) -> None:
    """Keep what the unit answers to a finding."""
    word, text = to_text("result", result, 10), to_text("answer", answer, 2000)
    sampling.record_answer(context.uow, context.actor, _check(context), word, text)


@service_task("oversight.record_decision")
def record_decision(context: ServiceContext, *, result: Any = None, decision: Any = None) -> None:
    """Keep what was decided about the appeal against a finding."""
    word, text = to_text("result", result, 10), to_text("decision", decision, 2000)
    sampling.record_decision(context.uow, context.actor, _check(context), word, text)


@service_task("oversight.open_supervision")
def open_supervision(
    context: ServiceContext, *, level: Any = None, unit: Any = None, reason: Any = None
) -> dict[str, Any]:
    """Tell a unit to do what is late."""
    session = context.uow.session
    code = to_text("unit", unit, 32)
    named = staff.unit_by_code(session, code) if code else None
    about = About(context.instance_id, context.business_key, context.title)
    new = NewOrder(
        unit_id=named.id if named else code or context.org_id,
        colour=to_text("level", level, 8),
        reason=to_text("reason", reason, 2000),
    )
    order = supervision.open_order(context.uow, SYSTEM, about, new)
    return {"supervisionNo": order.number}


def _review(context: ServiceContext) -> HqReview:
    """Return the review of the running process: by its number, else the open one of the case."""
    session = context.uow.session
    number = (context.variables or {}).get("reviewNo")
    found = queries.review_with_number(session, str(number)) if number else None
    found = found or queries.open_review(session, context.instance_id)
    if found is None or found.instance_id != context.instance_id:
        raise NotFound("hq_review", context.instance_id)
    return found


def _check(context: ServiceContext) -> SpotCheck:
    number = str((context.variables or {}).get("checkNo", ""))
    return spots.check_with_number(context.uow.session, number)


def _given(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said on submitting; a box left empty says nothing."""
    return {name: value for name, value in variables.items() if value not in (None, "")}


@case_cancelled
def withdraw(context: ServiceContext, reason: str) -> None:
    """Take the package back of a case that is cancelled while it is being reviewed."""
    review = queries.open_review(context.uow.session, context.instance_id)
    if review is not None:
        given = Given(text=reason)
        service.conclude_review(context.uow, context.actor, review, "withdrawn", given)
