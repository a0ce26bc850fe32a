"""The states of cases and tasks in words."""

from typing import Any

from engine.instances.model import ProcessInstance
from web.texts import lazy_gettext as _

CASE: dict[str, Any] = {
    "running": _("In progress"),
    "suspended": _("Suspended"),
    "completed": _("Completed"),
    "terminated": _("Terminated"),
    "cancelled": _("Cancelled"),
    "failed": _("Needs attention"),
}


def case_state(case: ProcessInstance) -> str:
    """Return how a case stands, in words for people."""
    return str(CASE.get(case.status, case.status))
