"""Puts the parts together; the only list of modules."""

import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from engine import upkeep
from engine.access.rules import ROLES
from engine.access.service import define_roles
from engine.approvals import copying, deputies
from engine.db import Database
from engine.deadlines.rules import seed_time_rules
from engine.deadlines.service import load_seed
from engine.definitions.queries import all_keys
from engine.definitions.service import World
from engine.documents.service import DocumentStore
from engine.escalations import jobs as alarms
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import Clock, SystemClock
from engine.kernel.settings import Settings
from engine.oversight import jobs as oversight
from engine.payments import jobs as payment_jobs
from engine.processes import jobs as process_jobs
from engine.processes.migration import MIGRATE, migrate_by_job
from engine.processes.starts import START, deploy_processes, start_by_timer
from engine.processes.topics import known_topics
from engine.scheduler.jobs import Handler, Worker
from engine.supervision import jobs as supervision
from engine.timekeeping import jobs as timekeeping

# Modules with tables, and modules whose handlers diagrams call: importing them registers both.
MODELS = (
    "db.audit",
    "db.outbox",
    "staff.model",
    "access.model",
    "documents.model",
    "deadlines.model",
    "scheduler.model",
    "definitions.model",
    "instances.model",
    "tasks.model",
    "filters.model",
    "processes.model",
    "bulk.model",
    "approvals.model",
    "escalations.model",
    "supervision.model",
    "customers.model",
    "payments.model",
    "service_requests.model",
    "outages.model",
    "complaints.model",
    "surveys.model",
    "projects.model",
    "work_tasks.model",
    "oversight.model",
    "oversight.spot_model",
    "timekeeping.model",
)
HANDLERS = (
    "processes.handlers",
    "approvals.handlers",
    "payments.handlers",
    "escalations.handlers",
    "service_requests.handlers",
    "outages.handlers",
    "complaints.handlers",
    "surveys.handlers",
    "projects.handlers",
    "work_tasks.handlers",
    "oversight.handlers",
)


# The processes every installation starts from; more come with them, called by these.
DELIVERED = (
    "service_connection",
    "outage_notice",
    "complaint_handling",
    "project_approval",
    "task_assignment",
    "hq_review",
    "refund_approval",
)


@dataclass(frozen=True)
class Container:
    """The parts of one running GridFlow."""

    settings: Settings
    clock: Clock
    database: Database
    extra_jobs: Mapping[str, Handler] = field(default_factory=lambda: MappingProxyType({}))
    recurring: tuple[str, ...] = ()

    @cached_property
    def job_handlers(self) -> Mapping[str, Handler]:
        """Return what the scheduler does with a job of each kind."""
        return {
            START: start_by_timer,
            MIGRATE: migrate_by_job,
            "message": process_jobs.deliver_message,
            "signal": process_jobs.broadcast_signal,
            "signal.deliver": process_jobs.deliver_signal,
            "service": process_jobs.outside_call(self.settings),
            **alarms.handlers(),
            **oversight.handlers(),
            **supervision.handlers(),
            **copying.handlers(),
            **deputies.handlers(),
            **timekeeping.handlers(),
            **payment_jobs.handlers(),
            **upkeep.handlers(DocumentStore(self.data_dir)),
            **self.extra_jobs,
        }

    def worker(self) -> Worker:
        """Return somebody who does due jobs; any number of them may work at once."""
        return Worker(
            self.database,
            self.clock,
            self.job_handlers,
            when_dead=process_jobs.open_job_incident,
        )

    @cached_property
    def world(self) -> World:
        """Return the names diagrams may refer to."""
        return World(
            topics=known_topics(),
            roles=frozenset(ROLES),
            policies=frozenset(seed_time_rules().policies),
        )

    @property
    def data_dir(self) -> Path:
        """Return the folder for files that are not rows."""
        return Path(self.settings.data_dir)


def register() -> None:
    """Import every module that has tables or handlers."""
    for name in (*MODELS, *HANDLERS):
        import_module(f"engine.{name}")


def bootstrap(
    settings: Settings,
    clock: Clock | None = None,
    subscribers: Mapping[str, tuple[str, ...]] | None = None,
    extra_jobs: Mapping[str, Handler] | None = None,
    recurring: tuple[str, ...] = (),
) -> Container:
    """Return the parts, connected; nothing runs yet. `recurring` are extra jobs without end."""
    register()
    database = Database(settings.database_url, subscribers)
    chosen = clock or SystemClock()
    return Container(settings, chosen, database, dict(extra_jobs or {}), recurring)


def install(container: Container) -> list[str]:
    """Load what every installation starts from; return the processes that came new.

    Roles, limits, calendars and the delivered processes are added when they are missing;
    what an installation has changed since stays as it is.
    """
    with container.database.unit_of_work(container.clock) as uow:
        define_roles(uow)
        load_seed(uow)
        upkeep.schedule_upkeep(uow, container.recurring)
        known = all_keys(uow.session, "bpmn")
        if set(DELIVERED) <= known:
            return []
        made = deploy_processes(uow, SYSTEM, delivered_documents(), container.world, "delivered")
        return [row.key for row in made]


def delivered_documents() -> dict[str, bytes]:
    """Return the diagrams, decisions and forms that come with GridFlow, by file name."""
    found: dict[str, bytes] = {}
    for package in ("bpmn", "forms"):
        for folder in files(package).iterdir():
            if folder.is_dir():
                for file in folder.iterdir():
                    if file.name.endswith((".bpmn", ".dmn", ".form")):
                        found[file.name] = file.read_bytes()
    return found


def settle() -> None:
    """Take what has been loaded so far out of the collector's rounds; call it once, when ready.

    Modules, mappings and compiled diagrams live as long as the process: looking through
    them again and again for garbage is the longest pause a request can meet.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
