"""Questions about customers, accounts, lines, transformers and interruptions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from engine.customers.model import (
    CLOSED,
    Customer,
    GridLine,
    GridTransformer,
    MeteringPoint,
    SupplyAccount,
    SupplyInterruption,
)
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.staff.model import OrgUnit


def get_customer(session: Session, customer_id: str) -> Customer:
    """Return a customer."""
    found = session.get(Customer, customer_id)
    if found is None:
        raise NotFound("customer", customer_id)
    return found


def search_customers(
    session: Session, actor: Actor, text: str, offset: int = 0, limit: int = 50
) -> list[Customer]:
    """Return the customers within the actor's reach that a text fits, by number.

    The text is part of a name or address, or a whole telephone, customer or account number.
    """
    by_account = select(SupplyAccount.customer_id).where(SupplyAccount.account_no == text)
    fits = or_(
        Customer.name.contains(text, autoescape=True),
        Customer.address.contains(text, autoescape=True),
        Customer.phone == text,
        Customer.number == text,
        Customer.id.in_(by_account),
    )
    statement = select(Customer).where(within(Customer.org_path, actor)).order_by(Customer.number)
    if text:
        statement = statement.where(fits)
    return list(session.scalars(statement.offset(offset).limit(limit)))


def duplicates_of(session: Session, cert_digest: str) -> list[Customer]:
    """Return the customers who showed the same certificate."""
    if not cert_digest:
        return []
    return list(session.scalars(select(Customer).where(Customer.cert_digest == cert_digest)))


def account_by_no(session: Session, account_no: str) -> SupplyAccount | None:
    """Return the account with a number, if there is one."""
    statement = select(SupplyAccount).where(SupplyAccount.account_no == account_no)
    return session.scalars(statement).first() if account_no else None


def first_account_at(session: Session, transformer_code: str) -> SupplyAccount | None:
    """Return the oldest account at the transformer with a code."""
    statement = (
        select(SupplyAccount)
        .join(GridTransformer, GridTransformer.id == SupplyAccount.transformer_id)
        .where(GridTransformer.code == transformer_code)
        .order_by(SupplyAccount.id)
    )
    return session.scalars(statement).first()


def accounts_of(session: Session, customer_id: str) -> list[SupplyAccount]:
    """Return the accounts of a customer."""
    statement = select(SupplyAccount).where(SupplyAccount.customer_id == customer_id)
    return list(session.scalars(statement.order_by(SupplyAccount.account_no)))


def metering_points_of(session: Session, account_id: str) -> list[MeteringPoint]:
    """Return the meters at an account, the oldest first."""
    statement = select(MeteringPoint).where(MeteringPoint.account_id == account_id)
    return list(session.scalars(statement.order_by(MeteringPoint.id)))


def lines_by_name(session: Session, names: Sequence[str]) -> list[GridLine]:
    """Return the lines with these names or codes; raise when one is unknown."""
    fits = or_(GridLine.name.in_(names), GridLine.code.in_(names))
    found = list(session.scalars(select(GridLine).where(fits).order_by(GridLine.code)))
    known = {line.name for line in found} | {line.code for line in found}
    for name in names:
        if name not in known:
            raise NotFound("grid_line", name)
    return found


def all_lines(session: Session, org_path: str = "") -> list[GridLine]:
    """Return all lines, or those of the units along a path."""
    statement = select(GridLine).order_by(GridLine.code)
    if org_path:
        statement = statement.where(GridLine.org_id.in_(org_path.strip("/").split("/")))
    return list(session.scalars(statement))


def transformers_of_lines(session: Session, line_ids: Iterable[str]) -> list[GridTransformer]:
    """Return the transformers that hang on lines."""
    statement = select(GridTransformer).where(GridTransformer.line_id.in_(list(line_ids)))
    return list(session.scalars(statement.order_by(GridTransformer.code)))


def transformers_of_unit(session: Session, org_id: str) -> list[GridTransformer]:
    """Return the transformers a station looks after."""
    statement = select(GridTransformer).where(GridTransformer.org_id == org_id)
    return list(session.scalars(statement.order_by(GridTransformer.code)))


def transformers_below(session: Session, org_path: str) -> list[GridTransformer]:
    """Return the transformers looked after by a unit or by any unit below it."""
    below = select(OrgUnit.id).where(OrgUnit.path.like(f"{org_path}%"))
    statement = select(GridTransformer).where(GridTransformer.org_id.in_(below))
    return list(session.scalars(statement.order_by(GridTransformer.code)))


def dedicated_accounts(session: Session, transformer_ids: Iterable[str]) -> int:
    """Return how many accounts have a transformer of their own among these."""
    statement = (
        select(func.count())
        .select_from(SupplyAccount)
        .join(GridTransformer, GridTransformer.id == SupplyAccount.transformer_id)
        .where(GridTransformer.id.in_(list(transformer_ids)), GridTransformer.is_public.is_(False))
        .where(SupplyAccount.status != CLOSED)
    )
    return session.scalar(statement) or 0


def important_customers(session: Session, transformer_ids: Iterable[str]) -> list[Customer]:
    """Return the critical customers supplied by these transformers."""
    statement = (
        select(Customer)
        .join(SupplyAccount, SupplyAccount.customer_id == Customer.id)
        .where(SupplyAccount.transformer_id.in_(list(transformer_ids)))
        .where(Customer.important_level != "NONE", SupplyAccount.status != CLOSED)
        .distinct()
        .order_by(Customer.number)
    )
    return list(session.scalars(statement))


def interruptions_of(session: Session, outage_no: str) -> list[SupplyInterruption]:
    """Return the interruptions an outage causes."""
    statement = select(SupplyInterruption).where(SupplyInterruption.outage_no == outage_no)
    return list(session.scalars(statement))


def interrupted_between(
    session: Session, transformer_ids: Iterable[str], begin: datetime, end: datetime
) -> list[SupplyInterruption]:
    """Return the interruptions of these transformers that start within a span."""
    statement = select(SupplyInterruption).where(
        SupplyInterruption.transformer_id.in_(list(transformer_ids)),
        SupplyInterruption.starts_at >= begin,
        SupplyInterruption.starts_at < end,
        SupplyInterruption.is_cancelled.is_(False),
    )
    return list(session.scalars(statement.order_by(SupplyInterruption.starts_at)))


def open_interruption(
    session: Session, transformer_id: str | None, now: datetime
) -> SupplyInterruption | None:
    """Return the interruption that leaves a transformer without supply now."""
    if not transformer_id:
        return None
    open_now = and_(
        SupplyInterruption.starts_at <= now,
        or_(SupplyInterruption.ended_at.is_(None), SupplyInterruption.ended_at > now),
        SupplyInterruption.is_cancelled.is_(False),
    )
    statement = select(SupplyInterruption).where(
        SupplyInterruption.transformer_id == transformer_id, open_now
    )
    return session.scalars(statement.order_by(SupplyInterruption.starts_at.desc())).first()


def within(column: Any, actor: Actor) -> Any:
    """Return the condition that a path lies within the actor's reach."""
    if actor.is_system:
        return column.like("/%")
    return or_(false(), *(column.like(f"{scope}%") for scope in actor.scopes))
