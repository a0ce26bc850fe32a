"""What is stored besides must not cost: inbox and scheduler on large tables."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text

from engine.kernel.ids import new_id
from engine.scheduler.model import JobRow
from engine.tasks.model import TaskCandidate, UserTask
from engine.tasks.queries import inbox
from engine.tasks.rules import InboxFilter
from tests.benchmarks.company import NOW, Company
from tests.benchmarks.measure import Figure, seconds_each

FEW = 1_000
MANY_OPEN = 100_000
MANY_DONE = 1_000_000
MANY_TIMERS = 1_000_000
CLERKS = 200
BATCH = 20_000
TIMES = 200


def inbox_page(company: Company) -> Iterator[Figure]:
    """Compare an inbox page among few tasks with one among very many."""
    _fill_tasks(company, FEW, state="open", mine=FEW)
    before = _page_seconds(company)
    _fill_tasks(company, MANY_OPEN - FEW, state="open", mine=500)
    _fill_tasks(company, MANY_DONE, state="done", mine=5_000)
    after = _page_seconds(company)
    for name, value in after.items():
        yield Figure(f"inbox page ({name}), 1,100,000 tasks over 1,000, MariaDB", value * 1000,
                     "ms", before[name] * 1000, "<= 1.5")  # fmt: skip


def idle_tick(company: Company) -> Iterator[Figure]:
    """Compare a tick with very many waiting timers, none due, with one with few."""
    from engine.scheduler.jobs import Worker

    worker = Worker(company.database, company.clock, {})
    _fill_jobs(company, FEW)
    before = seconds_each(worker.run_due, TIMES)
    _fill_jobs(company, MANY_TIMERS - FEW)
    after = seconds_each(worker.run_due, TIMES)
    yield Figure("idle tick, 1,000,000 timers over 1,000, MariaDB", after * 1000, "ms",
                 before * 1000, "<= 2.0")  # fmt: skip


def _page_seconds(company: Company) -> dict[str, float]:
    def page(view: str) -> None:
        with company.database.reading(company.clock) as uow:
            found = inbox(uow.session, company.clerk, InboxFilter(view=view), uow.now)
            assert len(found.rows) == InboxFilter.size

    return {
        view: seconds_each(lambda view=view: page(view), TIMES) for view in ("mine", "claimable")
    }


def _fill_tasks(company: Company, count: int, *, state: str, mine: int) -> None:
    """Insert tasks: `mine` of them the clerk's own, the others of many other people."""
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        rows = [_task(company, number, state, mine) for number in numbers]
        _insert(company, UserTask, rows)
        if state == "open":
            _insert(company, TaskCandidate, [_candidate(company, row) for row in rows])
    with company.database.engine.begin() as connection:
        connection.execute(text("ANALYZE TABLE user_task, task_candidate"))


def _task(company: Company, number: int, state: str, mine: int) -> dict[str, Any]:
    is_mine = number < mine
    # Half of the clerk's tasks are his, the other half wait for his group.
    assignee = company.clerk.user_id if is_mine and number % 2 == 0 else None
    if not is_mine:
        assignee = f"clerk-{number % CLERKS}"
    return {
        "id": new_id(),
        "instance_id": new_id(),
        "definition_id": "d",
        "definition_key": "bench_approval",
        "activity_id": "manager",
        "name": "部门审批",
        "business_key": f"LC{number:08d}",
        "title": f"审批 {number}",
        "org_id": "10",
        "org_path": "/10/",
        "state": state,
        "assignee_id": assignee,
        "candidates": sorted(company.clerk.groups) if is_mine else ["CLERK@other"],
        "priority": 50,
        "created_at": NOW,
        "due_at": NOW + timedelta(minutes=number % 10_000),
        "is_customer_step": False,
        "completed_at": NOW if state == "done" else None,
        "completed_by": assignee if state == "done" else None,
    }


def _candidate(company: Company, task: dict[str, Any]) -> dict[str, Any]:
    return {
        "task_id": task["id"],
        "candidate": task["candidates"][0],
        "is_claimable": task["assignee_id"] is None,
        "sort_at": task["due_at"],
    }


def _fill_jobs(company: Company, count: int) -> None:
    for first in range(0, count, BATCH):
        rows = [_job(number) for number in range(first, min(first + BATCH, count))]
        _insert(company, JobRow, rows)
    with company.database.engine.begin() as connection:
        connection.execute(text("ANALYZE TABLE job"))


def _job(number: int) -> dict[str, Any]:
    ref = new_id()
    return {
        "id": new_id(),
        "dedupe_key": f"timer:{ref}",
        "kind": "timer",
        "instance_id": None,
        "ref": ref,
        "due_at": NOW + timedelta(days=1, seconds=number % 86_400),
        "state": "due",
        "attempt": 0,
        "retries_left": 5,
        "payload": {},
    }


def _insert(company: Company, model: Any, rows: list[dict[str, Any]]) -> None:
    with company.database.engine.begin() as connection:
        connection.execute(insert(model.__table__), rows)
