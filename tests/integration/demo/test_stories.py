"""The stories of the demo, driven through the delivered processes."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from engine.bootstrap import Container, install
from engine.db import Database
from engine.demo import rules, service
from engine.demo.jobs import play_stories
from engine.instances.model import ProcessInstance
from engine.kernel.clock import FixedClock
from engine.kernel.settings import Settings
from engine.processes.model import Incident
from engine.tasks.model import UserTask

SUNDAY_NIGHT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
# One review whose conditions are followed up, and one connection to draw for a spot check.
FINISHED = 2
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def parts(database: Database, tmp_path) -> Container:
    settings = Settings(data_dir=str(tmp_path))
    parts = Container(settings, FixedClock(SUNDAY_NIGHT), database)
    install(parts)
    with database.unit_of_work(parts.clock) as uow:
        service.load_company(uow)
        service.load_grid(uow)
        service.load_customers(uow)
        service.load_complaints(uow)
    return parts


def test_every_story_comes_to_where_the_demo_finds_it(parts: Container):
    problems = play_stories(parts, lambda text: None)

    with parts.database.reading(parts.clock) as uow:
        states = Counter(uow.session.query(ProcessInstance.status).all())
        incidents = uow.session.query(Incident.message).all()
        waiting = uow.session.query(UserTask).filter(UserTask.state == "open").all()
    assert problems == []
    assert incidents == []
    assert states == {("running",): len(rules.stories()) - FINISHED, ("completed",): FINISHED}
    lights = {task.light(SUNDAY_NIGHT) for task in waiting}
    assert lights == {"green", "yellow", "red"}
    assert [task.activity_id for task in waiting if "PROCESS_ADMIN@10" in task.candidates] == []
