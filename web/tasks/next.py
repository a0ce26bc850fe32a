"""The next task of the list a task was opened from."""

from dataclasses import replace

from flask import request, url_for

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.tasks import queries
from engine.tasks.rules import InboxFilter
from web.inbox.views import task_address, wanted_filter

# Views from which somebody works through a list.
WORKED = ("mine", "claimable")


def list_opened_from() -> InboxFilter | None:
    """Return the list the reader came from, none when he came another way."""
    if request.args.get("view") not in WORKED:
        return None
    return replace(wanted_filter(request.args), page=1, size=2)


def address_after(uow: UnitOfWork, actor: Actor, task_id: str) -> str:
    """Return where to go on after a task: the most urgent of the same list, else the inbox."""
    wanted = list_opened_from()
    if wanted is None:
        return url_for("inbox.show")
    if not request.args.get("stay"):
        for task in queries.inbox(uow.session, actor, wanted, uow.now).rows:
            if task.id != task_id:
                return task_address(wanted)(task)
    return url_for("inbox.show", view=wanted.view)
