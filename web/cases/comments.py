"""The remarks on a case as its pages show them."""

from collections.abc import Mapping
from re import Match
from typing import Any

from markupsafe import Markup, escape

from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.tasks import queries as tasks
from engine.tasks.comments import MENTION, mentioned_people
from web.formats import named


def comment_parts(uow: UnitOfWork, case: ProcessInstance) -> dict[str, Any]:
    """Return the remarks on a case, and what shows the people they mention by name."""
    said = tasks.comments_of(uow.session, case.id)
    people = mentioned_people(uow.session, " ".join(one.text for one in said))
    names = {one.username: named(one) for one in people}
    return {"comments": said, "said": lambda text: with_mentions(text, names)}


def with_mentions(text: str, names: Mapping[str, str]) -> Markup:
    """Return a remark with the accounts it mentions as names."""

    def shown(found: Match[str]) -> str:
        account = found[1].rstrip(".-")
        name = names.get(account.lower())
        if name is None:
            return found[0]
        rest = found[1][len(account) :]
        return Markup('<span class="mention" title="{}">@{}</span>{}').format(account, name, rest)

    return Markup(MENTION.sub(shown, str(escape(text))))
