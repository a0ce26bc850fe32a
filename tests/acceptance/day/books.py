"""Holds the test's own book of what people did against what the database says they did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.db.audit import EventRow
from engine.instances.model import ProcessInstance
from engine.tasks.model import UserTask
from engine.tasks.records import TaskNote
from tests.acceptance.day.ledger import Ledger
from tests.acceptance.day.staff import Staff

MACHINE = "system"
# What each operation of our book is called in the remarks the database keeps.
NOTES = {
    "reassign": "reassign", "delegate": "delegate", "resolve": "resolve", "recall": "recall",
    "return": "return", "withdraw": "withdraw", "urge": "urge", "addSign": "sign",
    "removeSign": "sign_removed",
}  # fmt: skip


class Books:
    """The ledger of a day beside the cases, tasks, remarks and facts of the database."""

    def __init__(self, ledger: Ledger, staff: Staff, session: Session) -> None:
        self._ledger, self._staff, self._session = ledger, staff, session
        self._tasks = {task.id: task for task in session.scalars(select(UserTask))}
        self._cases = list(session.scalars(select(ProcessInstance)))
        self._ours: dict[str, Counter[str]] = defaultdict(Counter)
        for one in ledger.done("complete"):
            self._ours[one.about][one.who] += 1

    def findings(self) -> list[str]:
        """Return where the two differ."""
        return [*self._log(), *self._rows(), *self._counts(), *self._operations(), *self._starts()]

    def _log(self) -> Iterator[str]:
        """The log has each completion once, and only those that happened."""
        facts = self._session.scalars(select(EventRow).where(EventRow.name == "TaskCompleted"))
        done = Counter(one.facts["task_id"] for one in facts if one.actor_id != MACHINE)
        for task_id, count in done.items():
            if count > 1:
                yield f"{task_id} was completed {count} times in the log"
            if task_id not in self._ours:
                yield f"the log has {task_id} completed; nobody did"

    def _rows(self) -> Iterator[str]:
        """Whoever stands under a task has completed it."""
        for task in self._tasks.values():
            person = task.completed_by
            if person in self._staff.people and not _by_itself(task):
                if person not in self._ours[task.id]:
                    yield f"{person} stands under {task.id} and did not complete it"

    def _counts(self) -> Iterator[str]:
        """Nobody's completion is lost or counted twice."""
        taken_back = Counter(one.about for one in self._ledger.done("withdraw"))
        for task_id, people in self._ours.items():
            if people.total() > 1 + taken_back[task_id]:
                yield f"{task_id} was completed {people.total()} times: {dict(people)}"
            is_known = self._tasks[task_id].completed_by or taken_back[task_id]
            if people and not is_known:
                yield f"{dict(people)} completed {task_id}, which knows nothing of it"

    def _operations(self) -> Iterator[str]:
        """Each operation has left one remark on its task."""
        ours = Counter((NOTES[one.verb], one.about) for one in self._ledger.done(*NOTES))
        kept = self._session.scalars(select(TaskNote))
        theirs = Counter((_operation(note.operation), note.task_id) for note in kept)
        for key in set(ours) | set(theirs):
            if key[0] in NOTES.values() and ours[key] != theirs[key]:
                yield f"{key}: {ours[key]} times by our book, {theirs[key]} in the database"

    def _starts(self) -> Iterator[str]:
        """Every case somebody started is there, and no other; numbers are given once."""
        started = {one.outcome.made for one in self._ledger.done("start")}
        known = {case.id for case in self._cases}
        yield from (f"the case {lost} was started and is not there" for lost in started - known)
        for case in self._cases:
            if case.starter_id in self._staff.people and case.id not in started:
                yield f"nobody started {case.business_key}"
        # A message may carry a case's number to a case of another process, on purpose.
        numbers = Counter((case.business_key, case.definition_key) for case in self._cases)
        yield from (f"{key} was given {n} times" for key, n in numbers.items() if n > 1)


def _operation(name: str) -> str:
    """Return the operation of a remark, wherever signers were added."""
    return "sign" if name in ("sign_before", "sign_after", "sign_parallel") else name


def _by_itself(task: UserTask) -> bool:
    """Tell whether a task passed on an earlier word, or was sent back instead of completed."""
    passed = (task.assignment_note or "").startswith(("consecutive:", "once:", "kept:", "skip:"))
    return passed or task.outcome == "returned"
