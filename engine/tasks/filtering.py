"""What a filter of the inbox means in SQL: which rows, in which order."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_
from sqlalchemy.orm import Session

from engine.instances.model import ProcessInstance
from engine.tasks.model import UserTask
from engine.tasks.rules import InboxFilter


def filtered(statement: Select[UserTask], wanted: InboxFilter, now: datetime) -> Select[UserTask]:
    """Return those rows of a statement which a filter lets through."""
    if wanted.definition_key:
        statement = statement.where(UserTask.definition_key == wanted.definition_key)
    if wanted.text:
        like = f"%{_escaped(wanted.text)}%"
        statement = statement.where(
            or_(
                UserTask.title.like(like, escape="!"),
                UserTask.business_key.like(like, escape="!"),
                UserTask.name.like(like, escape="!"),
            )
        )
    return _lit(statement, wanted.light, now)


def _lit(statement: Select[UserTask], light: str, now: datetime) -> Select[UserTask]:
    red, warned = _reached(UserTask.due_at, now), _reached(UserTask.warn_at, now)
    conditions = {"red": red, "yellow": and_(~red, warned), "green": and_(~red, ~warned)}
    return statement.where(conditions[light]) if light in conditions else statement


def _reached(moment: Any, now: datetime) -> Any:
    """Return what `engine.kernel.lights.light` asks of a moment; what was done keeps its light."""
    ended = UserTask.completed_at
    waiting = and_(ended.is_(None), moment <= now)
    return and_(moment.is_not(None), or_(waiting, and_(ended.is_not(None), ended > moment)))


def ordered(session: Session, statement: Select[UserTask], wanted: InboxFilter) -> Select[UserTask]:
    """Return the rows in the order that is wanted; done work the latest first.

    By a column of the case's data only the rows of the view are joined with their cases, so
    the cost follows what waits for the reader, never how many cases are stored.
    """
    if wanted.view == "done":
        return statement.order_by(UserTask.completed_at.desc())
    due = [UserTask.due_at.is_(None), UserTask.due_at, UserTask.id]
    if wanted.is_by_field:
        statement = statement.join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        return statement.order_by(*_by_field(session, wanted), *due)
    orders: dict[str, list[Any]] = {
        "newest": [UserTask.created_at.desc(), UserTask.id.desc()],
        "priority": [UserTask.priority.desc(), *due],
        "follow_up": [UserTask.follow_up_at.is_(None), UserTask.follow_up_at, *due],
    }
    return statement.order_by(*orders.get(wanted.sort, due))


def _by_field(session: Session, wanted: InboxFilter) -> list[Any]:
    value = func.json_extract(ProcessInstance.variables, f'$."{wanted.sort_field}"')
    if session.get_bind().dialect.name != "sqlite":
        value = func.json_unquote(value)
    # Numbers by their size, then texts; rows without the field come last either way.
    number = value.op("+")(0)
    is_missing = or_(value.is_(None), value == "null")
    if wanted.sort.removeprefix("field:").startswith("-"):
        return [is_missing, number.desc(), value.desc()]
    return [is_missing, number, value]


def _escaped(text: str) -> str:
    for mark in "!%_":
        text = text.replace(mark, f"!{mark}")
    return text
