"""Business numbers under concurrency."""

from concurrent.futures import ThreadPoolExecutor

from engine.db import Database
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import Clock
from engine.staff import service
from engine.staff.service import NewUnit


def test_no_number_is_given_twice(database: Database, clock: Clock):
    with database.unit_of_work(clock) as uow:
        service.create_unit(uow, SYSTEM, NewUnit("2001", "市公司", "CITY"))

    def take(_: int) -> str:
        return database.transact(clock, lambda uow: service.take_number(uow, "YK", "2001"))

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(take, range(40)))

    assert sorted(numbers) == [f"YK2026110220010{n:04d}" for n in range(1, 41)]
