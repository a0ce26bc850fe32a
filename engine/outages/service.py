"""What is done with outages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.customers import queries as customers
from engine.customers import service as grid
from engine.customers.model import GridTransformer
from engine.customers.rules import TOP_IMPORTANT
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid, NotFound
from engine.kernel.ids import new_id
from engine.outages import events, queries, rules
from engine.outages.model import (
    CANCELLED,
    DRAFT,
    IN_OUTAGE,
    PUBLISHED,
    Outage,
    OutageNotice,
)
from engine.outages.rules import Impact
from engine.staff import queries as staff


@dataclass(frozen=True)
class NewOutage:
    """What is known about an outage when it is asked for or reported."""

    number: str
    instance_id: str
    org_id: str
    kind: str
    reason: str
    lines: Sequence[str]
    plan_from: datetime
    plan_to: datetime | None


def register_outage(uow: UnitOfWork, actor: Actor, new: NewOutage) -> Outage:
    """Keep an outage that was asked for, or a fault that was reported."""
    if new.kind not in rules.KINDS:
        raise Invalid([{"field": "kind", "message": "unknown"}])
    _check_times(new.kind, new.plan_from, new.plan_to)
    unit = staff.get_unit(uow.session, new.org_id)
    outage = Outage(
        id=new_id(),
        number=new.number,
        instance_id=new.instance_id,
        org_id=unit.id,
        org_path=unit.path,
        kind=new.kind,
        reason=new.reason,
        lines=list(new.lines),
        plan_from=new.plan_from,
        plan_to=new.plan_to,
        status=DRAFT,
        created_at=uow.now,
    )
    uow.session.add(outage)
    uow.session.flush()
    uow.record(events.OutageRegistered(**_facts(outage), kind=new.kind), actor)
    return outage


def analyse_impact(
    uow: UnitOfWork,
    outage: Outage,
    lines: Sequence[str],
    span: tuple[datetime, datetime | None],
) -> Impact:
    """Work out whom an outage of lines touches, and keep it with the outage."""
    outage.require_open()
    begin, end = span
    _check_times(outage.kind, begin, end)
    transformers = _transformers(uow, lines)
    ids = [transformer.id for transformer in transformers]
    households = sum(transformer.households for transformer in transformers)
    households += customers.dedicated_accounts(uow.session, ids)
    important = customers.important_customers(uow.session, ids)
    impact = Impact(
        households=households,
        transformers=len(transformers),
        customer_hours=rules.customer_hours(households, begin, end),
        important_users=len(important),
        is_top_important=any(each.important_level in TOP_IMPORTANT for each in important),
        is_repeated=_is_repeated(uow, outage, ids, begin),
    )
    _keep_impact(outage, impact, ids)
    outage.lines, outage.plan_from, outage.plan_to = list(lines), begin, end
    if outage.kind == "FAULT":
        # A fault leaves people without supply now, whether or not it is published.
        grid.plan_interruption(uow, outage.number, ids, span)
    return impact


def publish_outage(
    uow: UnitOfWork, actor: Actor, outage: Outage, channels: Sequence[str]
) -> datetime:
    """Tell the public; return when. Doing so twice publishes once."""
    outage.require_open()
    if outage.status == DRAFT:
        outage.status, outage.published_at = PUBLISHED, uow.now
        _add_notice(uow, actor, outage, "PUBLISH", channels or rules.EVERYWHERE)
        span = (outage.plan_from, outage.plan_to)
        grid.plan_interruption(uow, outage.number, outage.transformer_ids or [], span)
        uow.record(
            events.OutagePublished(
                **_facts(outage),
                channels=list(channels or rules.EVERYWHERE),
                plan_from=outage.plan_from.isoformat(),
            ),
            actor,
        )
    return outage.published_at or uow.now


def publish_change(
    uow: UnitOfWork,
    actor: Actor,
    outage: Outage,
    change: str,
    span: tuple[datetime | None, datetime | None],
) -> None:
    """Tell all who had been told about a new time, a delay or a cancellation."""
    if change not in rules.CHANGES:
        raise Invalid([{"field": "changeType", "message": "unknown"}])
    outage.require_open()
    begin, end = span[0] or outage.plan_from, span[1] or outage.plan_to
    _check_times(outage.kind, begin, end)
    outage.plan_from, outage.plan_to = begin, end
    if change != "CANCEL" and outage.status != DRAFT:
        since = outage.off_at or begin
        grid.plan_interruption(uow, outage.number, outage.transformer_ids or [], (since, end))
    told = [notice.channels for notice in queries.notices_of(uow.session, outage.id)]
    channels = sorted({channel for each in told for channel in each}) or list(rules.EVERYWHERE)
    _add_notice(uow, actor, outage, change, channels)
    uow.record(
        events.OutageRepublished(**_facts(outage), change=change, plan_from=begin.isoformat()),
        actor,
    )


def begin_outage(uow: UnitOfWork, actor: Actor, outage: Outage, off_at: datetime) -> None:
    """Keep when supply went off."""
    outage.require_open()
    outage.status, outage.off_at = IN_OUTAGE, off_at
    span = (off_at, outage.plan_to)
    grid.plan_interruption(uow, outage.number, outage.transformer_ids or [], span)
    uow.record(events.OutageBegun(**_facts(outage), off_at=off_at.isoformat()), actor)


def close_outage(
    uow: UnitOfWork, actor: Actor, outage: Outage, conclusion: str, on_at: datetime
) -> Decimal:
    """Keep that supply is back or the outage was cancelled; return the real customer-hours."""
    if conclusion not in rules.CONCLUSIONS:
        raise Invalid([{"field": "conclusion", "message": "unknown"}])
    if outage.status == conclusion:
        return outage.actual_customer_hours or Decimal("0.00")
    outage.require_open()
    is_cancelled = conclusion == CANCELLED
    begin = outage.off_at or outage.plan_from
    if not is_cancelled and on_at < begin:
        raise Invalid([{"field": "onAt", "message": "end_before_begin"}])
    hours = rules.customer_hours(outage.households, begin, None if is_cancelled else on_at)
    outage.status, outage.on_at, outage.actual_customer_hours = conclusion, on_at, hours
    grid.end_interruption(uow, outage.number, on_at, is_cancelled)
    uow.record(
        events.OutageEnded(**_facts(outage), conclusion=conclusion, customer_hours=str(hours)),
        actor,
    )
    return hours


def _transformers(uow: UnitOfWork, lines: Sequence[str]) -> list[GridTransformer]:
    if not lines:
        raise Invalid([{"field": "lines", "message": "required"}])
    try:
        found = customers.lines_by_name(uow.session, lines)
    except NotFound as error:
        facts = {"field": "lines", "message": "unknown", "line": error.facts["key"]}
        raise Invalid([facts]) from error
    return customers.transformers_of_lines(uow.session, [line.id for line in found])


def _is_repeated(uow: UnitOfWork, outage: Outage, ids: Sequence[str], begin: datetime) -> bool:
    since = rules.months_before(begin, rules.REPEATED_WITHIN_MONTHS)
    earlier = customers.interrupted_between(uow.session, ids, since, begin)
    return any(each.outage_no != outage.number for each in earlier)


def _keep_impact(outage: Outage, impact: Impact, ids: Sequence[str]) -> None:
    outage.transformer_ids = list(ids)
    outage.households = impact.households
    outage.customer_hours = impact.customer_hours
    outage.important_users = impact.important_users
    outage.is_top_important = impact.is_top_important
    outage.is_repeated = impact.is_repeated


def _add_notice(
    uow: UnitOfWork, actor: Actor, outage: Outage, kind: str, channels: Sequence[str]
) -> None:
    notice = OutageNotice(
        id=new_id(),
        outage_id=outage.id,
        kind=kind,
        channels=list(channels),
        plan_from=outage.plan_from,
        plan_to=outage.plan_to,
        published_by=actor.user_id,
        published_at=uow.now,
    )
    uow.session.add(notice)
    uow.session.flush()


def _check_times(kind: str, begin: datetime, end: datetime | None) -> None:
    problem = rules.times_problem(kind, begin, end)
    if problem:
        raise Invalid([{"field": "planTo", "message": problem}])


def _facts(outage: Outage) -> dict[str, str]:
    return {
        "instance_id": outage.instance_id,
        "outage_id": outage.id,
        "number": outage.number,
    }
