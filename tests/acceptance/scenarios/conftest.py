"""A county office whose people work through the doors: pages where there is one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engine.access.service import open_session
from engine.bootstrap import Container
from engine.db import Database
from engine.kernel.clock import FixedClock
from engine.kernel.settings import Settings
from tests.conftest import MONDAY_MORNING
from tests.integration.approvals.bureau import AGREE, Bureau, open_bureau
from tests.integration.web.conftest import Visitor
from web.app import create_app


@dataclass
class Doors:
    """The bureau, seen from outside: everybody has a browser and presses its buttons."""

    bureau: Bureau
    app: Flask
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def of(self, who: str) -> Visitor:
        """Return the browser of somebody who has signed in."""
        if who not in self.visitors:
            client = self.app.test_client()
            with self.bureau.database.unit_of_work(self.bureau.clock) as uow:
                secret = open_session(uow, self.bureau.people[who], "", "")
            with client.session_transaction() as session:
                session["secret"] = secret
            self.visitors[who] = Visitor(client)
        return self.visitors[who]

    def submit(self, who: str, task_id: str, **data: Any) -> int:
        """Complete a task on its page; return the status of the answer."""
        sent = self.of(who).send(f"/tasks/{task_id}/complete", {"data": {**AGREE, **data}})
        status: int = sent.status_code
        return status

    def agree(self, who: str, case: str, node: str, **data: Any) -> str:
        """Agree at a node; return the task's id."""
        task = self.bureau.task(case, node, who if self._is_his(case, node, who) else "")
        assert self.submit(who, task.id, **data) == 200
        return task.id

    def operate(self, who: str, task_id: str, operation: str, **fields: Any) -> Any:
        """Send the dialog of an operation; return the answer."""
        return self.of(who).post(f"/approvals/tasks/{task_id}/{operation}", fields)

    def press(self, who: str, task_id: str, verb: str, **fields: Any) -> Any:
        """Press one of the buttons of a task's page; return the answer."""
        return self.of(who).post(f"/tasks/{task_id}/{verb}", fields)

    def _is_his(self, case: str, node: str, who: str) -> bool:
        user_id = self.bureau.people[who]
        rows = self.bureau.open(case)
        return any(one.activity_id == node and one.assignee_id == user_id for one in rows)


_APPS: dict[tuple[int, int], Flask] = {}


@pytest.fixture(scope="session")
def _one_clock() -> FixedClock:
    return FixedClock(MONDAY_MORNING)


@pytest.fixture
def clock(_one_clock: FixedClock) -> FixedClock:
    """Return the clock all applications of these scenarios go by, at Monday morning again."""
    _one_clock.set(MONDAY_MORNING)
    return _one_clock


@pytest.fixture
def bureau(database: Database, clock: FixedClock) -> Bureau:
    """Return a county office with a chain of leaders on each of the databases."""
    return open_bureau(database, clock)


@pytest.fixture
def doors(bureau: Bureau, tmp_path_factory: pytest.TempPathFactory) -> Doors:
    """Return the bureau with its pages; there is one application for each database and clock."""
    number = id(bureau.database), id(bureau.clock)
    if number not in _APPS:
        folder = tmp_path_factory.mktemp("files")
        settings = Settings(data_dir=str(folder), secret_key="s" * 40)
        _APPS[number] = create_app(Container(settings, bureau.clock, bureau.database))
        _APPS[number].testing = True
    return Doors(bureau, _APPS[number])


@pytest.fixture
def tick(bureau: Bureau, tmp_path: Path) -> Callable[[], None]:
    """Return what lets the scheduler do everything that is due."""
    worker = Container(Settings(data_dir=str(tmp_path)), bureau.clock, bureau.database).worker()
    return lambda: worker.tick()
