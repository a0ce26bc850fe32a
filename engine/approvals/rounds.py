"""Which run of a sub-process a task belongs to."""

from bpmn.ahead import scopes_around
from bpmn.model import Activity, Process
from engine.processes.paths import Path, path_of
from engine.tasks.model import UserTask


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
