"""Statements that wait for company: in order, before anything else, all or nothing."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from engine.db import Database
from engine.db.versions import Version
from engine.kernel.clock import FixedClock


def _names(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return sorted(connection.scalars(select(Version.name)))


def test_what_waits_is_there_for_the_next_question(database: Database, clock: FixedClock) -> None:
    with database.unit_of_work(clock) as uow:
        uow.insert(Version, [{"name": "a", "token": "1"}, {"name": "b", "token": "%s ' 中"}])

        found = uow.session.scalars(select(Version.token).order_by(Version.name)).all()

    assert found == ["1", "%s ' 中"]


def test_what_waits_is_there_after_the_commit(database: Database, clock: FixedClock) -> None:
    with database.unit_of_work(clock) as uow:
        uow.insert(Version, [{"name": "a", "token": "1"}])

    assert _names(database) == ["a"]


def test_a_failure_leaves_nothing_behind_and_the_connection_whole(
    database: Database, clock: FixedClock
) -> None:
    def fail() -> None:
        with database.unit_of_work(clock) as uow:
            uow.insert(Version, [{"name": "a", "token": "1"}])
            uow.insert(Version, [{"name": "a", "token": "2"}])

    with pytest.raises(IntegrityError):
        fail()

    assert _names(database) == []
    with database.unit_of_work(clock) as uow:
        uow.session.execute(insert(Version), [{"name": "c", "token": "3"}])
    assert _names(database) == ["c"]


def test_an_undone_transaction_sends_nothing(database: Database, clock: FixedClock) -> None:
    def give_up() -> None:
        with database.unit_of_work(clock) as uow:
            uow.insert(Version, [{"name": "a", "token": "1"}])
            raise LookupError

    with pytest.raises(LookupError):
        give_up()
    with database.unit_of_work(clock) as uow:
        uow.insert(Version, [{"name": "b", "token": "1"}])

    assert _names(database) == ["b"]
