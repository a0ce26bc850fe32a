"""Playing the stories: cases started in the past and driven to where the demo finds them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from engine.access.queries import actor_for
from engine.approvals.service import Drawing, sign_task
from engine.bootstrap import Container
from engine.customers import queries as customers
from engine.db import UnitOfWork
from engine.deadlines.service import current_rules
from engine.demo import queries, rules
from engine.demo.drawing import signature
from engine.demo.rules import Step, Story
from engine.documents.service import DocumentStore, attach_documents, store_document
from engine.kernel.actor import Actor
from engine.kernel.clock import FixedClock
from engine.kernel.errors import GridFlowError, NotFound
from engine.processes.finishing import properties_of
from engine.processes.service import NewCase, complete_task, start_process
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask

TICK = timedelta(hours=1)
A_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True)
class Moment:
    """Something that happens in a story at a moment; without a step the story begins."""

    at: datetime
    story: Story
    step: Step | None = None


def play_stories(
    parts: Container, say: Callable[[str], None], stories: Sequence[Story] | None = None
) -> list[str]:
    """Start and drive every story in the order of time; return what went wrong.

    Timers ring at their time on the way, so that lights, reminders and escalations are
    as they would be. A story that cannot go on is left where it is.
    """
    player = _Player(parts)
    problems: list[str] = []
    stopped: set[str] = set()
    for moment in player.moments(rules.stories() if stories is None else stories):
        if moment.story.id in stopped:
            continue
        player.wait_until(moment.at)
        try:
            player.happen(moment)
        except GridFlowError as error:
            stopped.add(moment.story.id)
            doing = moment.step.activity if moment.step else "start"
            details = getattr(error, "problems", "")
            problems.append(f"{moment.story.id} stops at {doing}: {error.code} {error} {details}")
            say(problems[-1])
    player.wait_until(player.now)
    return problems


class _Player:
    """Plays stories on a clock of their own."""

    def __init__(self, parts: Container) -> None:
        self.now = parts.clock.now()
        self.clock = FixedClock(self.now)
        self.parts = replace(parts, clock=self.clock)
        self.store = DocumentStore(parts.data_dir)
        self.worker = self.parts.worker()
        self.cases: dict[str, str] = {}
        with parts.database.reading(parts.clock) as uow:
            self.calendar = current_rules(uow).calendar()

    def moments(self, stories: Sequence[Story]) -> list[Moment]:
        """Return everything that happens, in the order of time, none of it in the future."""
        found = [moment for story in stories for moment in self._moments_of(story)]
        found.sort(key=lambda moment: moment.at)
        if found:
            self.clock.set(found[0].at)
        return found

    def wait_until(self, at: datetime) -> None:
        """Let time pass and timers ring."""
        while (ring := self._next_ring()) is not None and ring <= at:
            self.clock.set(max(ring, self.clock.now()))
            if not self.worker.tick():
                # Somebody else's job, or one on a lease: it must not hold up the time.
                self.clock.set(min(self.clock.now() + TICK, at))
            if self.clock.now() >= at:
                break
        self.clock.set(at)

    def happen(self, moment: Moment) -> None:
        """Begin a story, or do a step of it."""
        story, step = moment.story, moment.step
        if step is None:
            with self.parts.database.unit_of_work(self.clock) as uow:
                actor = self._actor(uow, story.starter)
                values = self._filled(uow, actor, story.form)
                case = start_process(uow, actor, NewCase(story.process, values))
                self._attach(uow, actor, values, case.id, "")
                self.cases[story.id] = case.id
            return
        done: set[str] = set()
        for task_id in self._waiting(self.cases[story.id], step):
            with self.parts.database.unit_of_work(self.clock) as uow:
                done.add(self._complete(uow, task_id, step, done))

    def _next_ring(self) -> datetime | None:
        with self.parts.database.reading(self.clock) as uow:
            return queries.next_ring(uow.session)

    def _moments_of(self, story: Story) -> Iterator[Moment]:
        at = rules.moment(story.started, self.now, self.calendar)
        yield Moment(min(at, self.now), story)
        for step in story.steps:
            at = min(at + step.after, self.now)
            yield Moment(at, story, step)

    def _waiting(self, instance_id: str, step: Step) -> list[str]:
        with self.parts.database.reading(self.clock) as uow:
            waiting = tasks.open_tasks_of(uow.session, instance_id)
        ids = [task.id for task in waiting if task.activity_id == step.activity]
        if not ids and not step.maybe:
            names = sorted({task.activity_id for task in waiting})
            raise NotFound("task", f"{step.activity}; waiting are {', '.join(names)}")
        return ids if step.each else ids[:1]

    def _complete(self, uow: UnitOfWork, task_id: str, step: Step, done: set[str]) -> str:
        task = tasks.get_task(uow.session, task_id)
        if not task.is_open:
            # A vote that is decided early closes the seats that have not voted.
            return ""
        actor = self._actor(uow, step.by or self._somebody(uow, task, done))
        values = self._filled(uow, actor, step.values)
        if properties_of(uow, task).get("signature") == "required":
            written = Drawing(signature(actor.name), self.store)
            sign_task(uow, actor, task_id, values, written)
        complete_task(uow, actor, task_id, values)
        self._attach(uow, actor, values, task.instance_id, task_id)
        return actor.user_id

    def _somebody(self, uow: UnitOfWork, task: UserTask, done: set[str]) -> str:
        keys = list(task.candidates or ())
        ids = [key.removeprefix("user:") for key in keys if key.startswith("user:")]
        people = staff.people_in_groups(uow.session, keys, self.clock.now())
        found = [*filter(None, [task.assignee_id]), *ids, *(user.id for user in people)]
        if not found:
            raise NotFound("candidate", task.activity_id)
        # Somebody new where there is one; who heads two departments signs for both.
        found.sort(key=lambda user_id: user_id in done)
        return staff.get_user(uow.session, found[0]).username

    def _actor(self, uow: UnitOfWork, username: str) -> Actor:
        user = staff.user_by_username(uow.session, username)
        if user is None:
            raise NotFound("user", username)
        return actor_for(uow.session, user.id, self.clock.now())

    def _filled(self, uow: UnitOfWork, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Return a form's values with moments worked out and files handed in."""
        found: dict[str, Any] = rules.filled(values, self.now, self.calendar)
        for field, value in found.items():
            if isinstance(value, str) and value.startswith("#"):
                found[field] = [
                    store_document(uow, actor, self.store, (name.strip(), A_PAGE), len(A_PAGE)).id
                    for name in value.split("#")
                    if name.strip()
                ]
            elif isinstance(value, str) and value.startswith("$"):
                found[field] = self._account_at(uow, value[1:])
        uow.session.flush()
        return found

    def _account_at(self, uow: UnitOfWork, transformer: str) -> str:
        """Return the number of the first account at a transformer."""
        account = customers.first_account_at(uow.session, transformer)
        if account is None:
            raise NotFound("supply_account", transformer)
        return account.account_no

    def _attach(
        self, uow: UnitOfWork, actor: Actor, values: dict[str, Any], instance_id: str, task_id: str
    ) -> None:
        listed = [value for value in values.values() if isinstance(value, list)]
        ids = [one for value in listed for one in value if isinstance(one, str)]
        if ids:
            attach_documents(uow, actor, ids, instance_id, task_id)
