"""What the rows and the saved state of a case say of each other."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.explain.queries import ALARMS
from engine.instances.model import ProcessInstance
from engine.processes.model import EventSubscription
from engine.processes.paths import path_of
from engine.scheduler.model import JobRow
from engine.tasks.model import DONE, PLAIN, UserTask
from engine.tasks.rules import REFUSED
from engine.workflow import standing
from engine.workflow.specs.events import ARMED
from engine.workflow.state import read
from tests.property.approvals.diagrams import NAMED


def runtime_agrees(session: Session, case: ProcessInstance, every: Sequence[UserTask]) -> None:
    """Raise when the runtime waits for something else than the rows say."""
    here = standing(case.state)
    above = {number for one in here for number in one.path}
    tokens = {
        one.token: one.path
        for one in here
        if one.activity_id in NAMED and int(one.token[-8:], 16) not in above
    }
    plain = {one.id: one for one in every if one.is_open and one.kind == PLAIN}
    assert set(plain) == set(tokens), "the runtime waits for others"
    for key, task in plain.items():
        outer = tokens[key][:-1] if task.loop_counter is not None else tokens[key]
        assert path_of(task) == outer, f"{task.activity_id} is said to be elsewhere"
    content = read(case.state)
    _votes_agree(content["t"], every)
    _jobs_agree(session, case, content, set(plain))


def _votes_agree(rows: Sequence[Sequence[Any]], every: Sequence[UserTask]) -> None:
    """Raise when a body counts other instances and answers than its tasks gave."""
    paths: dict[int, tuple[int, ...]] = {}
    for number, parent, name, _, data, rest in rows:
        paths[number] = (*paths[parent], parent) if parent in paths else ()
        if not data or "nrOfInstances" not in data or name not in NAMED:
            continue
        path = tuple(one for one in paths[number] if paths[one])
        mine = [task for task in every if task.activity_id == name and path_of(task) == path]
        open_ones = [task for task in mine if task.is_open and task.kind == PLAIN]
        below = {one[0] for one in rows if one[1] == number and "r" not in (one[5] or {})}
        here = [task for task in open_ones if int(task.id[-8:], 16) in below]
        total, active, done = (
            data[each]
            for each in ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances")
        )
        assert active == len(here) == len(below), f"{name} counts {active} open of {len(here)}"
        left = len((rest or {}).get("rest") or ())
        assert total == active + done + left, f"{name} counts {total}: {active}, {done}, {left}"
        if "out" in (rest or {}):
            assert len(rest["out"]) == done, f"{name} has {len(rest['out'])} answers of {done}"
            for counter, answer in rest["out"].items():
                _is_what_was_said(name, int(counter), answer, mine)


def _is_what_was_said(name: str, counter: int, answer: object, mine: Sequence[UserTask]) -> None:
    given = [one for one in mine if one.loop_counter == counter and one.kind == PLAIN]
    last = [one for one in given if one.state == DONE and not one.is_undone][-1:]
    assert last, f"{name} {counter} has an answer nobody gave"
    vote = answer["vote"] if isinstance(answer, Mapping) else answer
    # A signer after or beside somebody who votes refuses for him.
    by_signer = last[0].has_signers and vote in REFUSED
    assert vote == last[0].outcome or by_signer, f"{name} {counter}: {vote}, not {last[0].outcome}"


def _jobs_agree(
    session: Session, case: ProcessInstance, content: Mapping[str, Any], open_tasks: set[str]
) -> None:
    """Raise when a timer or limit has no job, or a job or message nothing to be about."""
    armed = {f"{content['s']}{row[0]:08x}" for row in content["t"] if (row[5] or {}).get(ARMED)}
    due = select(JobRow.kind, JobRow.ref).where(
        JobRow.instance_id == case.id, JobRow.state.in_(("due", "dead"))
    )
    jobs = list(session.execute(due))
    heard = select(EventSubscription.id).where(EventSubscription.instance_id == case.id)
    waits = {ref for kind, ref in jobs if kind == "timer"} | set(session.scalars(heard))
    assert waits == armed, f"armed {armed}, waited for {waits}"
    orphans = {ref for kind, ref in jobs if kind in ALARMS} - open_tasks
    assert not orphans, "a limit of work that is over"
