"""Whole lives of cases: the delivered processes with their real handlers, on both databases."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engine.bootstrap import Container, install
from engine.complaints.model import ServiceOrder
from engine.db import Database
from engine.db.chain import verify
from engine.demo import service
from engine.demo.jobs import play_stories
from engine.demo.rules import Story
from engine.instances.model import ProcessInstance
from engine.kernel.clock import FixedClock
from engine.kernel.settings import Settings
from engine.outages.model import Outage
from engine.oversight.model import HqReview, PackageRevision
from engine.oversight.packages import verify as is_as_frozen
from engine.processes.model import Incident
from engine.projects.model import Project
from engine.service_requests.model import Application
from engine.work_tasks.model import WorkTask
from tests.branches import BRANCHES
from tests.founding import founded
from tests.lives import LIVES

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def parts(database: Database, tmp_path) -> Container:
    parts = Container(Settings(data_dir=str(tmp_path)), FixedClock(NOW), database)
    founded(database, parts.clock, "demo", lambda: _furnish(parts))
    return parts


def _furnish(parts: Container) -> None:
    install(parts)
    with parts.database.unit_of_work(parts.clock) as uow:
        service.load_company(uow)
        service.load_grid(uow)
        service.load_customers(uow)


def live(parts: Container, stories: Sequence[Story]) -> dict[type, Counter[Any]]:
    """Play the stories and return how many rows of each kind ended how."""
    problems = play_stories(parts, lambda text: None, stories)
    assert problems == []
    kinds = (ProcessInstance, Application, Outage, ServiceOrder, Project, WorkTask)
    with parts.database.reading(parts.clock) as uow:
        assert list(uow.session.scalars(select(Incident.message))) == []
        assert verify(uow.session).breaks == ()
        frozen = list(uow.session.scalars(select(PackageRevision)))
        assert all(is_as_frozen(uow.session, one).is_intact for one in frozen)
        assert len(frozen) >= len(list(uow.session.scalars(select(HqReview.id))))
        return {kind: Counter(uow.session.scalars(select(kind.status))) for kind in kinds}


def test_every_process_runs_from_its_start_to_its_end(parts: Container):
    ends = live(parts, LIVES)

    assert ends == {
        ProcessInstance: {"completed": len(LIVES)},
        Application: {"ARCHIVED": 3},
        Outage: {"RESTORED": 1},
        ServiceOrder: {"CLOSED": 3},
        Project: {"CLOSED": 1},
        # The complaint was right, so it left a task to mend what was wrong.
        WorkTask: {"DONE": 1, "WAITING": 1},
    }


def test_refusals_returns_late_requests_votes_and_faults_come_to_their_ends(parts: Container):
    ends = live(parts, BRANCHES)

    assert ends == {
        ProcessInstance: {"completed": len(BRANCHES)},
        Application: {"REJECTED": 1},
        Outage: {"RESTORED": 3},
        ServiceOrder: {"CLOSED": 7},
        Project: {"CLOSED": 2},
        WorkTask: {},
    }
