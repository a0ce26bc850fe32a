"""One working day of the company: people, timers, notices and whoever changes things meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

from engine.access.queries import actor_for
from engine.approvals.lending import hand_over_all
from engine.bootstrap import Container, install
from engine.db import Database
from engine.deadlines.rules import Day, DayType
from engine.deadlines.service import set_days
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import FixedClock
from engine.kernel.errors import GridFlowError
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.staff.model import DISABLED, Deputy
from engine.staff.service import appoint_deputy, set_status
from engine.tasks.model import UserTask
from notifications import relay
from notifications.channels import EMAIL, Letter
from notifications.dispatcher import Dispatcher
from notifications.router import subscribers
from tests.acceptance.day.customers import answer_some
from tests.acceptance.day.doors import Browser, Program
from tests.acceptance.day.habits import Desk
from tests.acceptance.day.ledger import Entry, Ledger, Outcome
from tests.acceptance.day.papers import Papers
from tests.acceptance.day.staff import Person, Staff, found_company, give_passwords
from web.app import create_app
from web.errors import known_code, status_of

SECRET = "s" * 40
A_ROUND = timedelta(minutes=20)
# How often the next to act is somebody with work, and how often he begins something new.
AT_WORK, BEGINS = 0.9, 0.12


@dataclass(frozen=True)
class Plan:
    """How long and how busy a day is."""

    seed: int = 1
    rounds: int = 30
    actions: int = 12
    threads: int = 3
    browsers: int = 9


class Mailbox:
    """A mail server that counts what it is given."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self._lock = Lock()

    def send(self, letter: Letter) -> None:
        """Take a letter."""
        with self._lock:
            self.keys.append(letter.key)


@dataclass
class WorkingDay:
    """The company, its people at their desks, and what the test wrote down of the day."""

    plan: Plan
    parts: Container
    staff: Staff
    mailbox: Mailbox
    app: Any
    ledger: Ledger = field(default_factory=Ledger)
    gone: dict[str, str] = field(default_factory=dict)
    stand_ins: list[tuple[str, str]] = field(default_factory=list)
    ticks: list[str] = field(default_factory=list)

    @property
    def clock(self) -> FixedClock:
        """Return the clock of the day."""
        clock = self.parts.clock
        assert isinstance(clock, FixedClock)
        return clock

    def run(self) -> None:
        """Let the day go by, round after round."""
        shifts = self._shifts()
        for number in range(self.plan.rounds):
            with ThreadPoolExecutor(self.plan.threads + 2) as pool:
                waiting = [
                    pool.submit(self._work, desks, self._dice(number, place), self.plan.actions)
                    for place, desks in enumerate(shifts)
                ]
                waiting += [pool.submit(self._machines) for _ in range(2)]
                waiting.append(pool.submit(self._elsewhere, number))
                for one in waiting:
                    one.result()
            self.clock.advance(A_ROUND)
        self.settle()

    def _dice(self, number: int, place: object) -> Random:
        return Random(f"{self.plan.seed}/{number}/{place}")

    def settle(self) -> None:
        """Let everything that is due come to its end."""
        for _ in range(40):
            if not self._machines():
                return
        raise AssertionError("the machines never come to rest")

    def _shifts(self) -> list[dict[str, Desk]]:
        people = list(self.staff.people.values())
        chosen = Random(self.plan.seed).sample(people, self.plan.browsers)
        with self.parts.database.unit_of_work(self.clock) as uow:
            give_passwords(uow, chosen)
        with_browser = {person.id: Browser(self.app, person) for person in chosen}
        desks = {person.id: self._desk(person, with_browser) for person in people}
        count = self.plan.threads
        return [dict(list(desks.items())[place::count]) for place in range(count)]

    def _desk(self, person: Person, browsers: dict[str, Browser]) -> Desk:
        door = browsers.get(person.id) or Program(self.parts, person)
        return Desk(self.parts, self.staff, self.ledger, person, door)

    def _work(self, desks: dict[str, Desk], random: Random, turns: int) -> None:
        """Let people of one shift act in turn: mostly somebody who has something to do."""
        for _ in range(turns):
            here = [one for one in self._wanted() if one in desks]
            chance = random.random()
            who = random.choice(here if here and chance < AT_WORK else list(desks))
            if who in self.gone:
                continue
            if chance > 1 - BEGINS:
                desks[who].start(random)
            else:
                desks[who].act(random)

    def _wanted(self) -> list[str]:
        """Return who holds an open task or may claim one, by our own book of groups."""
        with self.parts.database.reading(self.clock) as uow:
            rows = uow.session.query(UserTask.assignee_id, UserTask.candidates)
            found = list(rows.filter_by(state="open").order_by(UserTask.id.desc()).limit(60))
        people: set[str] = set()
        for assignee, candidates in found:
            people |= {assignee} if assignee else set()
            for group in candidates or () if not assignee else ():
                people |= self.staff.holders(group)
        return sorted(people)

    def _machines(self) -> int:
        """Do due jobs and tell what is to be told, as every process of an installation does."""
        worker = self.parts.worker()
        teller = relay.Relay(
            self.parts.database, self.clock, self.parts.settings, _dispatcher(self)
        )
        return worker.tick() + teller.run_due(200)

    def _elsewhere(self, number: int) -> None:
        """Answer as customers do, and change what offices change during a day."""
        random = self._dice(number, "elsewhere")
        self._customers(random)
        if number % 3 == 1:
            self._stand_in(random)
        if number % 5 == 2:
            self._leave(random)
        if number % 7 == 3:
            self._free_day(random)

    def _customers(self, random: Random) -> None:
        papers = Papers(self.staff, random)
        answer_some(self.parts, self.app, self.ledger, papers, random)

    def _stand_in(self, random: Random) -> None:
        principal, agent = random.sample(list(self.staff.people), 2)
        deputy = Deputy(
            id=new_id(),
            principal_id=principal,
            agent_id=agent,
            process_keys=[],
            valid_from=self.clock.now(),
            valid_to=self.clock.now() + timedelta(hours=3),
            is_enabled=True,
        )

        def appoint() -> None:
            with self.parts.database.unit_of_work(self.clock) as uow:
                actor = actor_for(uow.session, principal, uow.now)
                appoint_deputy(uow, actor, deputy)

        if self._attempt(principal, "appoint", agent, appoint).ok:
            self.stand_ins.append((principal, agent))

    def _leave(self, random: Random) -> None:
        """Close somebody's account, and hand his work to a colleague of his groups."""
        person = self._replaceable(random)
        if person is None:
            return
        group = sorted(person.groups)[0]
        heirs = sorted(self.staff.holders(group) - {person.id} - set(self.gone))
        heir = random.choice(heirs)
        self.gone[person.id] = heir

        def close() -> None:
            with self.parts.database.unit_of_work(self.clock) as uow:
                set_status(uow, SYSTEM, person.id, DISABLED)

        def hand_over() -> None:
            with self.parts.database.unit_of_work(self.clock) as uow:
                hand_over_all(uow, SYSTEM, person.id, heir, "离职")

        self._attempt("admin", "disable", person.id, close)
        for _ in range(5):
            if self._attempt("admin", "hand_over", person.id, hand_over).code != "database_busy":
                break

    def _replaceable(self, random: Random) -> Person | None:
        free = [
            one
            for one in self.staff.people.values()
            if one.groups
            and one.id not in self.gone
            and one.id not in self.gone.values()
            and all(len(self.staff.holders(group) - set(self.gone)) > 1 for group in one.groups)
        ]
        return random.choice(free) if free else None

    def _free_day(self, random: Random) -> None:
        day = self.clock.now().date() + timedelta(days=random.randint(1, 9))
        kind = random.choice([DayType.HOLIDAY, DayType.MAKEUP])

        def change() -> None:
            days: dict[date, Day] = {day: Day(kind, "调整")}
            with self.parts.database.unit_of_work(self.clock) as uow:
                set_days(uow, SYSTEM, random.choice(["200101", "2001"]), days)

        self._attempt("admin", "calendar", day.isoformat(), change)

    def _attempt(self, who: str, verb: str, about: str, work: Callable[[], None]) -> Outcome:
        try:
            work()
        except GridFlowError as error:
            outcome = Outcome(status_of(error), known_code(error), detail=str(error)[:300])
        else:
            outcome = Outcome()
        return self.ledger.note(Entry(who, verb, about, outcome))


def begin_day(database: Database, folder: Path, plan: Plan, morning: datetime) -> WorkingDay:
    """Found the company in an empty database and open its doors."""
    settings = Settings(
        data_dir=str(folder),
        secret_key=SECRET,
        session_minutes=24 * 60,
        smtp_host="mail.example.com",
        mail_from="grid@example.com",
    )
    mailbox = Mailbox()
    clock = FixedClock(morning)
    database.subscribers = subscribers()
    jobs = relay.jobs(settings, Dispatcher(settings, {EMAIL: mailbox}))
    parts = Container(settings, clock, database, jobs)
    with database.unit_of_work(clock) as uow:
        staff = found_company(uow)
    install(parts)
    app = create_app(parts)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return WorkingDay(plan, parts, staff, mailbox, app)


def _dispatcher(day: WorkingDay) -> Dispatcher:
    return Dispatcher(day.parts.settings, {EMAIL: day.mailbox})
