"""What followed a completed step: whether anything was finished since, and what waits now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bpmn.ahead import PARALLEL_GATEWAYS, place_in, region, scopes_around
from bpmn.model import Event, FlowNode, Process, Scope
from engine.approvals import rules
from engine.approvals.checks import workers_of
from engine.approvals.rounds import path_around
from engine.assignment.rules import SKIP
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ActivityRow, ProcessInstance
from engine.instances.queries import trail
from engine.kernel.errors import Conflict
from engine.processes.passing import CONSECUTIVE, ONCE
from engine.processes.paths import Path, is_within, path_of
from engine.tasks import queries as tasks
from engine.tasks.model import DONE, KEPT, PLAIN, UserTask
from engine.workflow import standing

PASSED = tuple(f"{rule}:" for rule in (CONSECUTIVE, ONCE, KEPT, SKIP))


class CannotWithdraw(Conflict):
    """The case has gone on too far to take the step back; `reason` says how."""

    code = "cannot_withdraw"


@dataclass(frozen=True)
class Ahead:
    """The scope around a step, what of it lies ahead, and all tasks of the step's process.

    Of a scope that is run several times, only the tasks of the same run, to which `path`
    leads. `rejoin` are joins that have gone on, with the flows over which others had come.
    """

    scope: Scope
    path: Path
    elements: frozenset[str]
    rows: Sequence[UserTask]
    rejoin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def tasks(self) -> list[UserTask]:
        """Return the tasks that lie ahead, done and open ones."""
        return [row for row in self.rows if self.holds(row.activity_id)]

    def holds(self, activity_id: str) -> bool:
        """Tell whether an activity, or the sub-process around it, lies ahead."""
        return place_in(self.scope, activity_id) in self.elements


@dataclass(frozen=True)
class Following:
    """What is taken back with a step: a token that waits, tasks, and whose work it was."""

    token: str
    tasks: Sequence[UserTask]
    workers: tuple[str, ...]
    sweep: frozenset[str]
    rejoin: Mapping[str, tuple[str, ...]]


def look_ahead(uow: UnitOfWork, task: UserTask, start: str, process: Process) -> Ahead:
    """Return what lies ahead of a node in a scope around a task."""
    scopes = scopes_around(process, task.activity_id)
    scope = next(one for one in scopes if start in one.node_by_id)
    path = path_around(process, task, scope.id)
    rows = tasks.tasks_of(uow.session, task.instance_id)
    # By key, not by version: the case may have been carried over to another one meanwhile.
    mine = [row for row in rows if row.definition_key == task.definition_key]
    mine = [row for row in mine if is_within(path_of(row), path)]
    return Ahead(scope, path, region(scope, start), mine)


def what_followed(uow: UnitOfWork, task: UserTask, instance: ProcessInstance) -> Following:
    """Return what waits since a step was completed.

    Raises `CannotWithdraw` when somebody has finished something since, a message has come
    or a service has worked; in a called process as well.
    """
    process = process_now(uow, task, instance)
    if not scopes_around(process, task.activity_id):
        raise CannotWithdraw("the diagram no longer has this step", reason="nothing_waits")
    own = {node.id for node in process.walk_nodes()}
    rows = trail(uow.session, task.instance_id)
    since = list(_since(rows, task.id))
    ahead = _through_joins(look_ahead(uow, task, task.activity_id, process), task, rows, since)
    mine = [row for row in since if ahead.holds(row.activity_id)]
    called = _called(uow, task, mine)
    later = [row for row in (*ahead.tasks, *called) if row.id > task.id and row.kind == PLAIN]
    done = [row for row in later if row.state == DONE and not row.is_undone]
    if any(not (row.assignment_note or "").startswith(PASSED) for row in done):
        raise CannotWithdraw("the next node is finished", reason="next_finished")
    inside = [row for row in since if row.activity_id not in own] if called else []
    _require_nothing_lasting([*mine, *inside], _nodes_of(uow, task, called))
    waiting = [row for row in later if row.is_open]
    token = _token(ahead, instance, {row.id for row in waiting}, mine)
    return Following(token, later, workers_of(waiting), ahead.elements, ahead.rejoin)


def process_now(uow: UnitOfWork, task: UserTask, instance: ProcessInstance) -> Process:
    """Return the process of a task in the version its case follows now."""
    is_own = task.definition_key == instance.definition_key
    return store.load(uow.session, instance.definition_id if is_own else task.definition_id).process


def _through_joins(
    ahead: Ahead, task: UserTask, rows: Sequence[ActivityRow], since: Sequence[ActivityRow]
) -> Ahead:
    """Look behind the joins a step has helped to pass.

    Where several runs of a scope may go on side by side, the trail does not tell whose join it
    was, and nothing behind one is taken back.
    """
    if ahead.path:
        return ahead
    done, ever = ({row.activity_id for row in some if row.event == "completed"}
                  for some in (since, rows))  # fmt: skip
    fired = {row.activity_id for row in since
             if row.type in PARALLEL_GATEWAYS and row.event == "completed"}  # fmt: skip
    elements, joins = rules.through_joins(ahead.scope, task.activity_id, fired, done, ever)
    return replace(ahead, elements=elements, rejoin=joins)


def _token(
    ahead: Ahead, instance: ProcessInstance, asked: Collection[str], since: Sequence[ActivityRow]
) -> str:
    """Return a token that waits because a step was completed, the one at a join if no other."""
    visits = {row.token for row in _open_visits(since)}
    joins = rules.fed_joins(ahead.scope, ahead.elements)
    here = [one for one in standing(instance.state) if is_within(one.path, ahead.path)]
    found = [one.token for one in here if one.token in asked or one.token in visits]
    found += [one.token for one in here if one.path == ahead.path and one.activity_id in joins]
    if not found:
        raise CannotWithdraw("nobody is asked next", reason="nothing_waits")
    return found[0]


def _called(uow: UnitOfWork, task: UserTask, since: Sequence[ActivityRow]) -> list[UserTask]:
    """Return the tasks of the processes that were called since a step."""
    calls = {int((row.token or "0")[-8:], 16) for row in since if row.type == "callActivity"}
    if not calls:
        return []
    rows = tasks.tasks_of(uow.session, task.instance_id)
    return [row for row in rows if calls & set(path_of(row))]


def _nodes_of(
    uow: UnitOfWork, task: UserTask, called: Sequence[UserTask]
) -> Mapping[str, FlowNode]:
    """Return the elements of the processes a case has come through, by id."""
    ids = dict.fromkeys([*(row.definition_id for row in called), task.definition_id])
    found: dict[str, FlowNode] = {}
    for definition_id in ids:
        found |= store.load(uow.session, definition_id).node_by_id
    return found


def _since(rows: Sequence[ActivityRow], token: str) -> Iterator[ActivityRow]:
    has_begun = False
    for row in rows:
        if has_begun:
            yield row
        has_begun = has_begun or (row.token == token and row.event == "completed")


def _require_nothing_lasting(passed: Sequence[ActivityRow], nodes: Mapping[str, FlowNode]) -> None:
    for row in passed:
        node = nodes.get(row.activity_id)
        # A called process that is under way is taken back with what waits in it.
        is_call = row.type == "callActivity" and row.event == "entered"
        topic = node.camunda.get("topic") if node else ""
        if row.type in rules.LASTING and not is_call and topic not in rules.NOTICES:
            raise CannotWithdraw("a service has done its work", reason="service_done")
        if row.event == "completed" and _hears(row, node):
            raise CannotWithdraw("an answer has come", reason="next_finished")


def _hears(row: ActivityRow, node: FlowNode | None) -> bool:
    """Tell whether a visit ended because somebody outside answered."""
    if row.type == "receiveTask":
        return True
    return isinstance(node, Event) and node.kind == "catch" and node.trigger == "message"


def _open_visits(rows: Sequence[ActivityRow]) -> list[ActivityRow]:
    """Return the visits that have not ended, of elements at which a case can wait."""
    found: dict[str | None, ActivityRow] = {}
    for row in rows:
        if row.event == "entered" and row.type in rules.WAITS:
            found[row.token] = row
        elif row.event != "entered":
            found.pop(row.token, None)
    return list(found.values())
