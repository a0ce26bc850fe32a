"""Which run of a sub-process or called process a task belongs to."""

from bpmn.model import Activity, Process
from engine.approvals.rules import scopes_around
from engine.processes.rows import PATH
from engine.tasks.model import UserTask

Path = tuple[int, ...]


def path_of(task: UserTask) -> Path:
    """Return what a task is in, the outermost first; nothing right in the process of its case."""
    return tuple((task.local_variables or {}).get(PATH, ()))


def path_around(process: Process, task: UserTask, scope_id: str) -> Path:
    """Return the part of a task's path that leads to a scope around it."""
    path = path_of(task)
    for scope in scopes_around(process, task.activity_id):
        if scope.id == scope_id:
            break
        # A sub-process that is repeated has a token for all its runs together, too.
        is_repeated = isinstance(scope, Activity) and scope.loop is not None
        path = path[: len(path) - (2 if is_repeated else 1)]
    return path


def is_within(path: Path, outer: Path) -> bool:
    """Tell whether something is in the scope an outer path leads to."""
    return path[: len(outer)] == outer
