"""How far a case is, in the words of its customer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bpmn.model import Process
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.tasks.model import UserTask
from web.texts import lazy_gettext as _

DONE, NOW, AHEAD = "done", "now", "ahead"
# The public stages the diagrams name (property `stage`), as customers call them.
WORDS: dict[str, Any] = {
    "ACCEPT": _("Application checked"),
    "ACCEPTED": _("Received"),
    "PLAN": _("Supply plan"),
    "BUILD": _("Design and works"),
    "COMPLETION": _("Final inspection"),
    "ENERGISE": _("Metering and connection"),
    "PROCESSING": _("Being worked on"),
    "REPLIED": _("Answered"),
    "REVIEW": _("Checked"),
    "PAYBACK": _("Paid back"),
    "CLOSED": _("Closed"),
}


@dataclass(frozen=True)
class Stage:
    """One public stage of a case: done, where it is now, or ahead."""

    code: str
    name: Any
    state: str


def stages(uow: UnitOfWork, case: ProcessInstance, tasks: Sequence[UserTask]) -> list[Stage]:
    """Return the public stages of the process a case has reached, in the order of the diagram."""
    codes = _codes(uow, case, tasks)
    here = [code for code in (_stage(uow, task) for task in tasks if task.is_open) if code in codes]
    passed = [code for code in (_stage(uow, task) for task in tasks) if code in codes]
    furthest = max((codes.index(code) for code in passed), default=-1)
    current = min((codes.index(code) for code in here), default=furthest)
    if not case.is_live:
        current = len(codes) if case.status == "completed" else furthest
    return [Stage(code, WORDS[code], _state(at, current)) for at, code in enumerate(codes)]


def _state(at: int, current: int) -> str:
    if at < current:
        return DONE
    return NOW if at == current else AHEAD


def _codes(uow: UnitOfWork, case: ProcessInstance, tasks: Sequence[UserTask]) -> list[str]:
    """Return the stages of the process most of the tasks were drawn in, each once."""
    ids = dict.fromkeys(task.definition_id for task in tasks) or {case.definition_id: None}
    lists = [list(dict.fromkeys(_drawn(store.load(uow.session, one).process))) for one in ids]
    return max(lists, key=len, default=[])


def _drawn(process: Process) -> Iterable[str]:
    for node in process.walk_nodes():
        code = node.extensions.properties.get("stage", "")
        if node.type == "userTask" and code in WORDS:
            yield code


def _stage(uow: UnitOfWork, task: UserTask) -> str:
    node = store.load(uow.session, task.definition_id).node_by_id.get(task.activity_id)
    return node.extensions.properties.get("stage", "") if node else ""
