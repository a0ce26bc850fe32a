"""How people are named where they act: in whose stead, and several of them."""

from collections.abc import Iterable, Mapping, Sequence

from flask import Flask

from engine.tasks.model import DECIDED, TAKEN_BACK, UserTask
from web.context import language
from web.texts import gettext as _


def acting(name: str, principal: str | None) -> str:
    """Return the name under what somebody did; whoever acts for another says so."""
    return _("%(name)s (for %(principal)s)", name=name, principal=principal) if principal else name


def signed(task: UserTask) -> str:
    """Return who did a task or has it, with the one he acts for."""
    return acting(task.completed_by_name or task.assignee_name or "", task.acting_for_name)


def standing_in(user_id: str, name: str, stand_ins: Mapping[str, Sequence[str]]) -> str:
    """Return what somebody is called among those who could act for others (id, name) by person."""
    return acting(name, stand_ins[user_id][1] if user_id in stand_ins else None)


def gone(task: UserTask) -> str:
    """Return why a task was cancelled, in words."""
    if task.outcome == DECIDED:
        return _("Dealt with by %(name)s", name=task.completed_by_name)
    return _("The step before was withdrawn") if task.outcome == TAKEN_BACK else _("Withdrawn")


def joined(names: Iterable[str]) -> str:
    """Return several names as one text."""
    return (", " if language() == "en" else "、").join(names)


def install(app: Flask) -> None:
    """Make the names known to the templates."""
    app.jinja_env.globals["acting"] = acting
    app.jinja_env.filters["gone"] = gone
    app.jinja_env.filters["signed"] = signed
