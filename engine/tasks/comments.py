"""Remarks on a case, and the people they mention by account: `@wang`."""

import re

from sqlalchemy.orm import Session

from engine.access.queries import actor_for
from engine.db import UnitOfWork
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff
from engine.staff.model import User
from engine.tasks.events import CommentAdded, PeopleMentioned
from engine.tasks.model import TaskComment
from engine.tasks.service import keep_chain, may_see

MAX_COMMENT = 4000
MENTION = re.compile(r"(?<![A-Za-z0-9_.@])@([A-Za-z0-9][A-Za-z0-9_.-]*)")
MOST_MENTIONS = 20


def add_comment(
    uow: UnitOfWork, actor: Actor, instance_id: str, text: str, task_id: str | None = None
) -> str:
    """Add a remark to a case and return its id; whoever sees the case may speak.

    People it mentions are told; they must be allowed to see the case too.
    """
    text = text.strip()
    if not 0 < len(text) <= MAX_COMMENT:
        message = f"1 to {MAX_COMMENT} characters"
        raise Invalid([{"field": "text", "code": "length", "message": message}])
    if not may_see(uow, actor, instance_id):
        raise Forbidden(f"{actor.user_id} does not take part in {instance_id}")
    people = people_to_tell(uow, instance_id, text)
    instance = lock_instance(uow, instance_id)
    comment = TaskComment(
        id=new_id(),
        instance_id=instance_id,
        task_id=task_id,
        author_id=actor.user_id,
        author_name=actor.name,
        text=text,
        at=uow.now,
    )
    uow.session.add(comment)
    uow.record(CommentAdded(instance_id=instance_id, task_id=task_id, comment_id=comment.id), actor)
    told = tuple(user.id for user in people if user.id != actor.user_id)
    if told:
        fact = PeopleMentioned(
            instance_id=instance_id,
            task_id=task_id,
            comment_id=comment.id,
            business_key=instance.business_key,
            title=instance.title,
            text=text,
            users=told,
        )
        uow.record(fact, actor)
    keep_chain(uow, instance)
    return comment.id


def mentioned_accounts(text: str) -> list[str]:
    """Return the names of accounts a text mentions, each once, in order."""
    found = (name.rstrip(".-").lower() for name in MENTION.findall(text))
    return list(dict.fromkeys(name for name in found if name))


def mentioned_people(session: Session, text: str) -> list[User]:
    """Return the active people a text mentions; what is no account is only text."""
    accounts = mentioned_accounts(text)
    found = {user.username: user for user in staff.users_named(session, accounts)}
    return [found[one] for one in accounts if one in found and found[one].is_active]


def people_to_tell(uow: UnitOfWork, instance_id: str, text: str) -> list[User]:
    """Return whom a remark mentions; all of them must be allowed to see the case."""
    people = mentioned_people(uow.session, text)
    strangers = [user.name for user in people if not _sees(uow, user, instance_id)]
    if strangers:
        names = "、".join(strangers)
        problem = {"field": "text", "code": "cannot_see", "message": names, "names": names}
        raise Invalid([problem], names=names)
    if len(people) > MOST_MENTIONS:
        message = f"no more than {MOST_MENTIONS} people"
        raise Invalid([{"field": "text", "code": "too_many_people", "message": message}])
    return people


def people_to_mention(uow: UnitOfWork, instance_id: str, text: str, limit: int = 8) -> list[User]:
    """Return people whose names contain a text and who may see the case."""
    found = staff.search_users(uow.session, text, ["/"], limit * 2)
    return [user for user in found if _sees(uow, user, instance_id)][:limit]


def _sees(uow: UnitOfWork, user: User, instance_id: str) -> bool:
    return may_see(uow, actor_for(uow.session, user.id, uow.now), instance_id)
