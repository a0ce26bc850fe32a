"""Verifying and sealing the audit trail."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from sqlalchemy import and_, column, select, table
from sqlalchemy.orm import Session

from engine.db.audit import GENESIS, AuditHead, AuditSeal, EventRow, link_hash
from engine.db.unit_of_work import UnitOfWork

# Rows younger than this may still come in out of order from other processes.
SETTLED = timedelta(minutes=2)
MOST_ROWS = 20_000

_instances = table("process_instance", column("id"), column("audit_seq"), column("audit_hash"))


@dataclass(frozen=True)
class ChainReport:
    """What a verification found; `breaks` is empty when the trail is whole."""

    rows: int
    streams: int
    seals: int
    breaks: tuple[str, ...]


def verify(session: Session) -> ChainReport:
    """Recompute every chain and every seal, and compare with what is stored."""
    rows = 0
    tails: dict[str, tuple[int, str]] = {}
    breaks: list[str] = []
    ordered = select(EventRow).order_by(EventRow.stream, EventRow.seq)
    found = session.scalars(ordered.execution_options(yield_per=1000))
    for stream, links in groupby(found, lambda row: row.stream):
        count, tail, broken = _check_chain(links)
        rows += count
        tails[stream] = tail
        breaks += [f"{stream} {text}" for text in broken]
    breaks += _check_heads(session, tails)
    seals, broken_seals = _check_seals(session)
    return ChainReport(rows, len(tails), seals, (*breaks, *broken_seals))


def seal(uow: UnitOfWork) -> bool:
    """Seal the settled rows since the last seal; tell whether there were any."""
    session = uow.session
    last = session.scalars(
        select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1).with_for_update()
    ).first()
    rows = _rows_after(session, last.last_id if last else "", uow)
    if not rows:
        return False
    previous = last.hash if last else GENESIS
    session.add(
        AuditSeal(
            number=last.number + 1 if last else 1,
            at=uow.now,
            first_id=rows[0][0],
            last_id=rows[-1][0],
            rows=len(rows),
            hash=_digest(previous, rows),
        )
    )
    return True


def _rows_after(session: Session, last_id: str, uow: UnitOfWork) -> list[tuple[str, str]]:
    statement = (
        select(EventRow.id, EventRow.hash)
        .where(EventRow.id > last_id, EventRow.at < uow.now - SETTLED)
        .order_by(EventRow.id)
        .limit(MOST_ROWS)
    )
    return [(row_id, hash_) for row_id, hash_ in session.execute(statement)]


def _check_chain(links: Iterator[EventRow]) -> tuple[int, tuple[int, str], list[str]]:
    previous, seq, broken = GENESIS, 0, []
    for row in links:
        if row.seq != seq + 1:
            broken.append(f"has no row {seq + 1}")
        values = {name: getattr(row, name) for name in
                  ("stream", "seq", "name", "at", "actor_id", "actor_name", "facts")}  # fmt: skip
        if link_hash(previous, values) != row.hash:
            broken.append(f"row {row.seq} ({row.name}) was changed")
        previous, seq = row.hash, row.seq
    return seq, (seq, previous), broken


def _check_heads(session: Session, tails: dict[str, tuple[int, str]]) -> Iterator[str]:
    heads = [*session.execute(select(AuditHead.stream, AuditHead.seq, AuditHead.hash))]
    heads += session.execute(
        select(_instances.c.id, _instances.c.audit_seq, _instances.c.audit_hash)
    )
    for stream, seq, hash_ in heads:
        if tails.get(stream, (0, GENESIS)) != (seq, hash_):
            yield f"{stream} ends at row {tails.get(stream, (0, ''))[0]}, its head says {seq}"


def _check_seals(session: Session) -> tuple[int, list[str]]:
    previous, broken, count = GENESIS, [], 0
    for stored in session.scalars(select(AuditSeal).order_by(AuditSeal.number)):
        count += 1
        span = and_(EventRow.id >= stored.first_id, EventRow.id <= stored.last_id)
        rows = [
            (row_id, hash_)
            for row_id, hash_ in session.execute(
                select(EventRow.id, EventRow.hash).where(span).order_by(EventRow.id)
            )
        ]
        if _digest(previous, rows) != stored.hash:
            broken.append(f"seal {stored.number}: {stored.rows} rows were sealed, now {len(rows)}")
        previous = stored.hash
    return count, broken


def _digest(previous: str, rows: list[tuple[str, str]]) -> str:
    text = "".join(f"{row_id}{hash_}" for row_id, hash_ in rows)
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()
