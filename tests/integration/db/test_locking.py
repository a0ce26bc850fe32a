"""A locked row comes back as it was stored, however it travelled."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from engine.db import Database
from engine.db.database import DatabaseAway
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance, lock_instance
from engine.kernel.clock import FixedClock
from engine.kernel.errors import NotFound
from engine.kernel.ids import new_id

MOMENT = datetime(2026, 11, 2, 1, 2, 3, 456789, tzinfo=UTC)
PLAIN = {
    "definition_id": "d",
    "definition_key": "k",
    "version": 1,
    "status": "running",
    "org_id": "o",
    "org_path": "/o/",
    "starter_id": "u",
    "starter_name": "王",
    "started_at": MOMENT,
    "priority": 50,
    "revision": 7,
    "has_incident": True,
}
# MySQL's utf8mb4 keeps every character but lone surrogates; NUL is refused by the forms.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def _keep(database: Database, clock: FixedClock, **more: Any) -> str:
    key = new_id()
    case = {"business_key": "LC1", "title": "", "pauses": [], "variables": {}, "state": b""}
    with database.unit_of_work(clock) as uow:
        uow.session.add(ProcessInstance(id=key, **{**PLAIN, **case, **more}))
    return key


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=TEXTS, variables=st.dictionaries(TEXTS, VALUES, max_size=4), state=st.binary())
def test_a_locked_case_says_what_was_stored(
    database: Database, clock: FixedClock, title: str, variables: dict[str, Any], state: bytes
) -> None:
    key = _keep(database, clock, title=title, variables=variables, state=state, pauses=[title])

    with database.unit_of_work(clock) as uow:
        case = lock_instance(uow, key)
        found = (case.title, case.variables, case.state, case.pauses)
        kept = (case.started_at, case.ended_at, case.has_incident, case.revision, case.priority)

    assert found == (title, variables, state, [title])
    assert kept == (MOMENT, None, True, 7, 50)


def test_what_was_not_read_is_read_when_asked_for(database: Database, clock: FixedClock) -> None:
    key = _keep(database, clock)

    with database.unit_of_work(clock) as uow:
        assert lock_instance(uow, key).starter_name == "王"


def test_what_is_known_already_becomes_what_the_row_says(
    database: Database, clock: FixedClock
) -> None:
    key = _keep(database, clock)

    with database.unit_of_work(clock) as uow:
        known = get_instance(uow.session, key)
        uow.session.execute(text("UPDATE process_instance SET title = 'new'"))
        assert lock_instance(uow, key) is known
        assert known.title == "new"


def test_a_row_that_is_not_there_is_not_found(database: Database, clock: FixedClock) -> None:
    with database.unit_of_work(clock) as uow, pytest.raises(NotFound):
        lock_instance(uow, new_id())


@pytest.mark.parametrize("database", ["mariadb"], indirect=True)
def test_a_connection_that_was_cut_is_replaced(database: Database, clock: FixedClock) -> None:
    key = _keep(database, clock)

    def cut() -> None:
        with database.unit_of_work(clock) as uow:
            number = uow.session.scalar(text("SELECT CONNECTION_ID()"))
            with database.engine.connect() as other:
                other.execute(text(f"KILL {number}"))
            lock_instance(uow, key)

    with pytest.raises(DatabaseAway):
        cut()
    with database.unit_of_work(clock) as uow:
        assert lock_instance(uow, key).revision == 7
