"""Completing a user task, against a naive engine and against the bare transaction."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from itertools import islice

from sqlalchemy import event

from engine.bootstrap import settle
from engine.db import Database
from tests.benchmarks.company import Company, join_company
from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import Figure, interleaved
from tests.benchmarks.naive import Naive

BURSTS = 60
CALLS_EACH = 10
TASKS_PER_CASE = 5
ROUNDS = BURSTS * CALLS_EACH // TASKS_PER_CASE
CLIENTS = 4
CLIENT_CASES = 40
ROUND = 1000
REWORKS = 60


def single_client(name: str, company: Company) -> Iterator[Figure]:
    """Compare one client with both references on the same database."""
    works = [
        _completions(company.start, company.open_task, company.complete),
        *_references(company),
    ]
    settle()
    ours, naive, floor = interleaved(works, BURSTS, CALLS_EACH)
    naive_bound = ">= 2.5" if company.database.is_sqlite else ">= 2.0"
    yield Figure(f"completions per second, {name}, over naive", 1 / ours, "1/s", 1 / naive,
                 naive_bound)  # fmt: skip
    if not company.database.is_sqlite:
        yield Figure(f"completions per second, {name}, over floor", 1 / ours, "1/s", 1 / floor,
                     ">= 0.55")  # fmt: skip


def statements(name: str, company: Company) -> Iterator[Figure]:
    """Count SQL statements and commits of the completions of one case."""
    most, commits = 0, 0
    for _ in range(2):
        case = company.start()
        for _ in range(TASKS_PER_CASE):
            task = company.open_task(case)
            with _counting(company.database) as counted:
                company.complete(task)
            most, commits = max(most, counted["statements"]), max(commits, counted["commits"])
    yield Figure(f"statements per completion, {name}", most, "statements", 12, "<= 1.0")
    yield Figure(f"commits per completion, {name}", commits, "commits", 1, "<= 1.0")


def four_clients(company: Company, url: str) -> Iterator[Figure]:
    """Compare four client processes with one, on cases of their own."""
    one = _rate(url, _batches(company, 1))
    four = _rate(url, _batches(company, CLIENTS))
    yield Figure("completions per second, MariaDB, four clients over one", four, "1/s", one,
                 ">= 1.5")  # fmt: skip


def rework_loop(company: Company) -> Iterator[Figure]:
    """Compare rounds about the 1,000th of one case with the second of young ones, in turn."""
    old = company.start()
    for _ in range(ROUND - REWORKS // 2 - 1):
        _rework(company, old)
    young = iter([company.start() for _ in range(REWORKS)])

    def late() -> None:
        _rework(company, old)

    def early() -> None:
        _rework(company, waiting.pop())

    def first_round() -> None:
        case = next(young)
        _rework(company, case)
        waiting.append(case)

    waiting: list[str] = []
    early.prepare = first_round  # type: ignore[attr-defined]
    spent, reference = interleaved([late, early], REWORKS, 1)
    yield Figure("rework round 1,000 over round 2, SQLite", spent * 1000, "ms",
                 reference * 1000, "<= 1.2")  # fmt: skip


def _rework(company: Company, case: str) -> None:
    """Let a case go forward and be sent back once."""
    company.complete_one(case, {"result": "agree", "opinion": "同意", "amount": 1})
    company.complete_one(case, {"result": "return", "opinion": "退回", "amount": 1})


def _references(company: Company) -> list[Callable[[], object]]:
    return [
        _stepper(reference.start, reference.complete_one)
        for reference in (Naive(company.database), Floor(company.database))
    ]


def _stepper(
    start: Callable[[int], str], complete_one: Callable[[str], None]
) -> Callable[[], None]:
    keys = [start(number) for number in range(ROUNDS + 1)]
    order = (key for key in keys for _ in range(TASKS_PER_CASE))
    return lambda: complete_one(next(order))


def _completions(
    start: Callable[[int], str],
    open_task: Callable[[str], str],
    complete: Callable[[str], None],
) -> Callable[[], None]:
    """Look each task up before the clock runs: a person has it on the screen already."""
    keys = [start(number) for number in range(ROUNDS + 1)]
    order = (key for key in keys for _ in range(TASKS_PER_CASE))
    waiting: list[str] = []

    def work() -> None:
        complete(waiting.pop())

    def prepared() -> None:
        waiting.append(open_task(next(order)))

    work.prepare = prepared  # type: ignore[attr-defined]
    return work


class _counting:  # noqa: N801 (reads as a phrase: with _counting(database))
    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._counts = {"statements": 0, "commits": 0}

    def __enter__(self) -> dict[str, int]:
        event.listen(self._engine, "before_cursor_execute", self._statement)
        event.listen(self._engine, "commit", self._commit)
        return self._counts

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._statement)
        event.remove(self._engine, "commit", self._commit)

    def _statement(self, *args: object) -> None:
        if not str(args[2]).startswith("BEGIN"):
            self._counts["statements"] += 1

    def _commit(self, *_: object) -> None:
        self._counts["commits"] += 1


def _batches(company: Company, clients: int) -> list[list[str]]:
    cases = iter([company.start() for _ in range(clients * CLIENT_CASES)])
    return [list(islice(cases, CLIENT_CASES)) for _ in range(clients)]


def _rate(url: str, batches: list[list[str]]) -> float:
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(len(batches) + 1)
    clients = [context.Process(target=_client, args=(url, cases, gate)) for cases in batches]
    for client in clients:
        client.start()
    gate.wait()
    began = time.perf_counter()
    for client in clients:
        client.join()
    if any(client.exitcode for client in clients):
        raise RuntimeError("a client saw an error")
    spent = time.perf_counter() - began
    return sum(len(cases) for cases in batches) * TASKS_PER_CASE / spent


def _client(url: str, cases: list[str], gate: object) -> None:
    company = join_company(url)
    company.complete_one(company.start())
    settle()
    gate.wait()  # type: ignore[attr-defined]
    for case in cases:
        for _ in range(TASKS_PER_CASE):
            company.complete_one(case)
    company.database.dispose()
