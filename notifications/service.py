"""What people do with their messages."""

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from notifications import queries
from notifications.model import Message


def mark_read(uow: UnitOfWork, actor: Actor, message_id: str) -> Message:
    """Mark a message of the actor as read and return it."""
    message = queries.get_message(uow.session, actor.user_id, message_id)
    message.read_at = message.read_at or uow.now
    return message


def mark_all_read(uow: UnitOfWork, actor: Actor) -> int:
    """Mark all messages of the actor as read; return how many were not."""
    unread = queries.unread_messages(uow.session, actor.user_id)
    for message in unread:
        message.read_at = uow.now
    return len(unread)
