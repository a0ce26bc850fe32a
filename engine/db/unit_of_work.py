"""One transaction: a session, the moment it happens, and the facts it leaves behind."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Table, bindparam, insert, inspect, select, update
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state

from engine.db.audit import AuditHead, ChainHead, EventRow, link_hash
from engine.db.base import Base
from engine.db.outbox import OutboxRow
from engine.db.prepared import Prepared
from engine.kernel.actor import Actor
from engine.kernel.clock import Clock
from engine.kernel.events import Event
from engine.kernel.ids import new_id

Row = TypeVar("Row", bound=Base)


class UnitOfWork:
    """One transaction; services use it, doors commit it."""

    def __init__(
        self, session: Session, clock: Clock, subscribers: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.session = session
        self.connection = session.connection()
        self.clock = clock
        self.now = session.info["now"] = clock.now()
        self._subscribers = subscribers
        self._heads: dict[str, ChainHead] = {}
        self._adopted: set[str] = set()
        self._events: list[dict[str, Any]] = []
        self._outbox: list[dict[str, Any]] = []

    def record(self, event: Event, actor: Actor) -> str:
        """Add a fact to the event log and the outbox; return the row's id."""
        head = self._head(event.stream)
        row: dict[str, Any] = {
            "id": new_id(),
            "stream": event.stream,
            "seq": head.seq + 1,
            "name": event.name,
            "at": self.now,
            "actor_id": actor.user_id,
            "actor_name": actor.name,
            "facts": event.facts(),
        }
        row["hash"] = link_hash(head.hash, row)
        self._heads[event.stream] = ChainHead(row["seq"], row["hash"])
        self._events.append(row)
        for subscriber in self._subscribers.get(event.name, ()):
            self._outbox.append(
                {
                    "id": new_id(),
                    "event_id": row["id"],
                    "subscriber": subscriber,
                    "state": "due",
                    "due_at": self.now,
                    "attempt": 0,
                }
            )
        return str(row["id"])

    def adopt_chain(self, stream: str, head: ChainHead) -> None:
        """Take over a chain whose head the caller keeps in a row of its own, locked."""
        if stream not in self._adopted:
            self._adopted.add(stream)
            self._heads[stream] = head

    def chain_head(self, stream: str) -> ChainHead:
        """Return the present head of an adopted chain, for the caller to store."""
        return self._heads[stream]

    def insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows in one statement, past the session's bookkeeping of objects."""
        if not rows:
            return
        if len(rows) == 1:
            # A column left out stays empty, and nobody need write its NULL out.
            empty = _nullable(model)
            rows = [{k: v for k, v in rows[0].items() if v is not None or k not in empty}]
        _insert_into(model, tuple(rows[0])).run(self.connection, rows)

    def adopt(self, model: type[Row], values: Mapping[str, Any]) -> Row:
        """Return the object of a row that was read past the session, as the row says now.

        Columns that were not read are read when they are asked for.
        """
        mapper: Mapper[Row] = inspect(model)
        key = mapper.identity_key_from_primary_key((values["id"],))
        known: Any = self.session.identity_map.get(key)
        if known is not None:
            _overwrite(known, values)
            return cast(Row, known)
        found = mapper.class_manager.new_instance()
        state = instance_state(found)
        state.key = key
        state.dict.update(values)
        state.expired_attributes.update(_other_columns(mapper, tuple(values)))
        # As `add` does, but for its search of every column for related rows: there are none.
        self.session._save_or_update_impl(state)
        return found

    def store(self, row: Base, **changes: Any) -> None:
        """Write columns of a loaded row at once, and leave the object as it then is.

        A move writes the same few columns each time; going past the session's search for
        changes costs a third.
        """
        values = {f"new_{name}": value for name, value in changes.items()}
        values["row_id"] = _key_of(row)
        _update_of(type(row), tuple(changes)).run(self.connection, [values])
        _overwrite(row, changes)

    def flush(self) -> None:
        """Write what has been recorded so far; the transaction stays open."""
        self.session.flush()
        events, self._events = self._events, []
        outbox, self._outbox = self._outbox, []
        self.insert(EventRow, events)
        self.insert(OutboxRow, outbox)
        for stream in {row["stream"] for row in events} - self._adopted:
            self._store_head(stream)

    def _head(self, stream: str) -> ChainHead:
        if stream not in self._heads:
            # A case's chain ends in the case's own row: recorded without its lock, a fact
            # would start a second chain.
            assert stream == Event.stream_of, f"lock the case {stream} before recording its facts"
            statement = select(AuditHead).where(AuditHead.stream == stream).with_for_update()
            found = self.session.scalars(statement).first()
            self._heads[stream] = ChainHead(found.seq, found.hash) if found else ChainHead()
        return self._heads[stream]

    def _store_head(self, stream: str) -> None:
        head = self._heads[stream]
        self.session.merge(AuditHead(stream=stream, seq=head.seq, hash=head.hash))
        self.session.flush()


@cache
def _other_columns(mapper: Mapper[Any], names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(mapper.column_attrs.keys()) - frozenset(names)


@cache
def _nullable(model: type[Base]) -> frozenset[str]:
    """Return the columns that are empty unless an insert names them."""
    columns = _table(model).columns
    return frozenset(
        one.name for one in columns if one.nullable and not (one.default or one.server_default)
    )


@cache
def _insert_into(model: type[Base], names: tuple[str, ...]) -> Prepared:
    return Prepared(insert(_table(model)), names)


@cache
def _update_of(model: type[Base], names: tuple[str, ...]) -> Prepared:
    table = _table(model)
    (key,) = table.primary_key.columns
    values = {name: bindparam(f"new_{name}", type_=table.columns[name].type) for name in names}
    return Prepared(update(table).where(key == bindparam("row_id")).values(values))


def _overwrite(row: Base, values: Mapping[str, Any]) -> None:
    """Let an object say what its row says, without a change to be written later."""
    state = instance_state(row)
    state.dict.update(values)
    state.expired_attributes.difference_update(values)
    for name in values:
        state.committed_state.pop(name, None)


def _key_of(row: Base) -> Any:
    identity = instance_state(row).identity
    assert identity is not None, "only a loaded row can be stored"
    return identity[0]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
