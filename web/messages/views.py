"""The message centre."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifications import queries, service
from web import context
from web.security import is_local_address

bp = Blueprint("messages", __name__, url_prefix="/messages")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the reader's messages, the newest first."""
    number = max(request.args.get("page", 1, type=int), 1)
    with context.open_reading() as uow:
        page = queries.messages_of(uow.session, context.current_actor().user_id, number)
        return render_template(
            "messages/list.html",
            page=page,
            number=number,
            here=lambda page: url_for(".show", page=page),
        )


@bp.post("/read")
def mark_all_read() -> ResponseReturnValue:
    """Mark all messages as read."""
    with context.open_uow() as uow:
        service.mark_all_read(uow, context.current_actor())
    return redirect(url_for(".show"), 303)


@bp.post("/<message_id>/read")
def mark_read(message_id: str) -> ResponseReturnValue:
    """Mark a message as read."""
    with context.open_uow() as uow:
        service.mark_read(uow, context.current_actor(), message_id)
    return redirect(url_for(".show"), 303)


@bp.post("/<message_id>/follow")
def follow(message_id: str) -> ResponseReturnValue:
    """Mark a message as read and go where it leads."""
    with context.open_uow() as uow:
        message = service.mark_read(uow, context.current_actor(), message_id)
        link = message.link.removeprefix(context.container().settings.base_url)
    return redirect(link if is_local_address(link) else url_for(".show"), 303)
