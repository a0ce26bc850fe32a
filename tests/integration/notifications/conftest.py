"""A company with mail addresses, a process, and somebody who carries facts to people."""

import pytest

from engine.db.audit import ChainHead, EventRow
from engine.definitions.service import World, deploy
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.settings import Settings
from engine.processes.jobs import open_job_incident
from engine.processes.service import NewCase, start_process
from engine.scheduler.jobs import Worker
from engine.staff.model import User
from notifications import relay, router
from notifications.channels import EMAIL, Letter
from notifications.dispatcher import Dispatcher
from notifications.model import Delivery, Message
from notifications.relay import Relay
from tests.companies import employ, found_company
from tests.diagrams import sequence, user_task
from tests.founding import founded

PEOPLE = {
    "clerk": ("2001011", "BUSINESS_CLERK"),
    "lead": ("2001011", "TEAM_LEAD"),
    "admin": ("10", "PROCESS_ADMIN"),
}
DIAGRAM = sequence(
    "connection",
    {
        "check": user_task("check", "BUSINESS_CLERK@station", sla="CONN.ACCEPT", nameEn="Check"),
        "supplement": user_task(
            "supplement",
            "BUSINESS_CLERK@station",
            customer="true",
            notify="application.supplement",
            pause="CUSTOMER_MATERIAL",
        ),
    },
)


class Postbox:
    """A channel that keeps what it is given, or fails as it was told."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.troubles: list[Exception] = []

    def send(self, letter: Letter) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.letters.append(letter)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(
        secret_key="s" * 40,
        data_dir=str(tmp_path),
        public_url="https://gridflow.example",
        smtp_host="mail.example",
        mail_from="gridflow@mail.example",
    )


@pytest.fixture
def company(database, clock) -> dict[str, str]:
    database.subscribers = router.subscribers()
    return founded(database, clock, "readers", lambda: _furnish(database, clock))


def _furnish(database, clock) -> dict[str, str]:
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        ids = {name: employ(uow, name, *where) for name, where in PEOPLE.items()}
        for user in uow.session.query(User):
            user.email = f"{user.username}@mail.example"
        deploy(uow, SYSTEM, {"connection.bpmn": DIAGRAM}, World())
        return ids


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def carry(database, clock, settings, postbox):
    """Carry all facts to people, and do the jobs that are due."""
    dispatcher = Dispatcher(settings, {EMAIL: postbox})
    carrier = Relay(database, clock, settings, dispatcher)
    worker = Worker(database, clock, relay.jobs(settings, dispatcher), open_job_incident)

    def carry() -> None:
        carrier.run_due()
        worker.tick()

    return carry


@pytest.fixture
def record(database, clock, company):
    """Record a fact of the event log."""

    heads: dict[str, ChainHead] = {}

    def record(event, actor: Actor = SYSTEM) -> str:
        with database.unit_of_work(clock) as uow:
            if event.stream != "system":
                # The case's own row would carry the end of its chain.
                uow.adopt_chain(event.stream, heads.get(event.stream, ChainHead()))
            event_id = uow.record(event, actor)
            heads[event.stream] = uow.chain_head(event.stream)
            return event_id

    return record


@pytest.fixture
def start_case(database, clock, company):
    """Start a case as the clerk and return its id."""

    def start_case(**variables) -> str:
        clerk = Actor(
            company["clerk"],
            "Clerk",
            org_id="2001011",
            org_path="/10/20/2001/200101/2001011/",
            permissions=frozenset({"case:start"}),
            groups=frozenset({"BUSINESS_CLERK@2001011"}),
        )
        with database.unit_of_work(clock) as uow:
            return start_process(uow, clerk, NewCase("connection", variables)).id

    return start_case


@pytest.fixture
def rows(database, clock):
    """Return all rows of a table, in order."""

    def rows(table: type[Delivery | Message | EventRow]) -> list:
        with database.reading(clock) as uow:
            found = uow.session.query(table).order_by(table.id).all()
            uow.session.expunge_all()
            return found

    return rows


@pytest.fixture
def mails(rows):
    """Return the deliveries by mail."""
    return lambda: [row for row in rows(Delivery) if row.channel == EMAIL]
