"""The invented company at work: real people, real services, a clock that can be moved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import forms
from engine.access.queries import actor_for
from engine.approvals.service import Drawing, sign_task
from engine.bootstrap import bootstrap, install
from engine.db import Base, UnitOfWork
from engine.demo.drawing import signature
from engine.demo.service import load_company, load_customers, load_grid
from engine.documents.service import DocumentStore, store_document
from engine.instances.queries import get_instance
from engine.kernel.actor import Actor
from engine.kernel.clock import FixedClock
from engine.kernel.settings import Settings
from engine.processes.finishing import properties_of
from engine.processes.service import NewCase, complete_task, start_process
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from tests.acceptance.filling import fill

FORMS = Path(forms.__file__).parent
A_PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MOST_STEPS = 150
A_MINUTE = timedelta(minutes=1)
HALF_A_DAY = timedelta(hours=12)
LONGEST_WAIT = 80

# What somebody answers at a step: the same every time, or one answer after the other.
Answers = Mapping[str, Mapping[str, Any] | list[Mapping[str, Any]]]


class Office:
    """People who take whatever is open, fill its form in and complete it."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        settings = Settings(
            database_url=f"sqlite:///{folder / 'office.db'}", data_dir=str(folder / "files")
        )
        self.clock = clock
        self.parts = bootstrap(settings, clock)
        self.worker = self.parts.worker()
        self.store = DocumentStore(self.parts.data_dir)
        Base.metadata.create_all(self.parts.database.engine)
        with self._move() as uow:
            load_company(uow)
            load_grid(uow)
            load_customers(uow)
        install(self.parts)

    def close(self) -> None:
        """Let go of the database."""
        self.parts.database.dispose()

    def start(self, process: str, username: str, **answers: Any) -> str:
        """Start a case as somebody and return its id."""
        with self._move() as uow:
            user = staff.user_by_username(uow.session, username)
            assert user is not None
            actor = actor_for(uow.session, user.id, self.clock.now())
            data = self._filled(uow, actor, f"{process}_start", answers)
            return start_process(uow, actor, NewCase(process, data)).id

    def finish(self, case_id: str, answers: Answers) -> str:
        """Do all steps of a case, wait where it waits, and return how it ended."""
        visits: Counter[str] = Counter()
        for _ in range(MOST_STEPS):
            waiting = self._waiting(case_id)
            if waiting is None:
                return self._status(case_id)
            task_id, activity = waiting
            self._complete(task_id, _answer(answers.get(activity, {}), visits[activity]))
            visits[activity] += 1
            self.clock.advance(A_MINUTE)
        raise AssertionError(f"never ends; most often: {visits.most_common(3)}")

    def step(self, case_id: str, activity: str, answer: Mapping[str, Any]) -> None:
        """Do the one open step of a case that has this name."""
        waiting = self._waiting(case_id)
        assert waiting is not None and waiting[1] == activity, waiting
        self._complete(waiting[0], answer)

    def _waiting(self, case_id: str) -> tuple[str, str] | None:
        """Return the next open task; when there is none, let time pass until there is."""
        for _ in range(LONGEST_WAIT):
            with self.parts.database.reading(self.clock) as uow:
                found = tasks.open_tasks_of(uow.session, case_id)
                if found:
                    return found[0].id, found[0].activity_id
                if get_instance(uow.session, case_id).status != "running":
                    return None
            self.clock.advance(HALF_A_DAY)
            self.worker.tick()
        return None

    def _complete(self, task_id: str, answer: Mapping[str, Any]) -> None:
        with self._move() as uow:
            task = tasks.get_task(uow.session, task_id)
            actor = self._worker_for(uow, task)
            data = self._filled(uow, actor, task.form_key or "", answer)
            if properties_of(uow, task).get("signature") == "required":
                sign_task(uow, actor, task_id, data, Drawing(signature(actor.name), self.store))
            complete_task(uow, actor, task_id, data)

    def _worker_for(self, uow: UnitOfWork, task: UserTask) -> Actor:
        groups = list(task.candidates or ())
        chosen = [key.removeprefix("user:") for key in groups if key.startswith("user:")]
        people = [one.id for one in staff.people_in_groups(uow.session, groups, self.clock.now())]
        somebody = task.assignee_id or next(iter([*chosen, *people]), None)
        assert somebody is not None, f"nobody may do {task.activity_id}: {groups}"
        return actor_for(uow.session, somebody, self.clock.now())

    def _filled(
        self, uow: UnitOfWork, actor: Actor, form: str, answers: Mapping[str, Any]
    ) -> dict[str, Any]:
        path = next(FORMS.glob(f"*/{form}.form"))
        components = json.loads(path.read_text("utf-8"))["components"]

        def upload() -> str:
            file = (f"{form}.pdf", A_PAGE)
            return store_document(uow, actor, self.store, file, len(A_PAGE)).id

        return fill(components, self.clock.now(), upload) | dict(answers)

    def _status(self, case_id: str) -> str:
        with self.parts.database.reading(self.clock) as uow:
            return str(get_instance(uow.session, case_id).status)

    def _move(self) -> AbstractContextManager[UnitOfWork]:
        return self.parts.database.unit_of_work(self.clock)


def _answer(answers: Mapping[str, Any] | list[Mapping[str, Any]], visit: int) -> Mapping[str, Any]:
    if isinstance(answers, list):
        return answers[min(visit, len(answers) - 1)]
    return answers
