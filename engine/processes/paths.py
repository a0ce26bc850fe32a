"""Where a task is: in which runs of sub-processes, in which called processes."""

from engine.processes.rows import PATH
from engine.tasks.model import UserTask

Path = tuple[int, ...]


def path_of(task: UserTask) -> Path:
    """Return what a task is in, the outermost first; nothing right in the process of its case."""
    return tuple((task.local_variables or {}).get(PATH, ()))


def is_within(path: Path, outer: Path) -> bool:
    """Tell whether something is in the scope an outer path leads to."""
    return path[: len(outer)] == outer
