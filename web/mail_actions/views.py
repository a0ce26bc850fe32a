"""Answering a task from the mail that told of it: a page to confirm, and the answer."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.access.asking import ask, is_turned_away
from engine.kernel.errors import GridFlowError, Invalid
from notifications.mail_links import Question, answer_by_mail, question_of
from web import context
from web.errors import explain, known_code, render_code, status_of
from web.problems import by_field
from web.texts import gettext as _

# So often may one address ask within a minute, at all processes together.
MOST = 30

bp = Blueprint("mail_actions", __name__, url_prefix="/m")


@bp.before_request
def _slow_down() -> ResponseReturnValue | None:
    subject = f"mail:{request.remote_addr or ''}"
    # Whoever is turned away is only looked up: a flood of requests writes nothing.
    with context.open_reading() as uow:
        waits = is_turned_away(uow, subject, MOST)
    if not waits:
        with context.open_uow() as uow:
            waits = not ask(uow, subject, MOST)
    return render_code("too_often", 429) if waits else None


@bp.get("/<link>")
@context.public
def show(link: str) -> ResponseReturnValue:
    """Show what a link asks, with the answer of the mail chosen; nothing is done yet."""
    try:
        with context.open_reading() as uow:
            settings, language = context.container().settings, context.language()
            question = question_of(uow, settings, link, language)
            number = request.args.get("answer", -1, type=int)
            values = [one.value for one in question.asked.answers]
            chosen = values[number] if 0 <= number < len(values) else ""
            return _page(link, question, {"decision": chosen}, {}, uow.now)
    except GridFlowError as error:
        return _refusal(error)


@bp.post("/<link>")
@context.public
def answer(link: str) -> ResponseReturnValue:
    """Complete the task as the person the link was sent to."""
    settings, given = context.container().settings, request.form
    try:
        with context.open_uow() as uow:
            decision, opinion = given.get("decision", ""), given.get("opinion", "")
            answer_by_mail(uow, settings, link, decision, opinion)
    except Invalid as error:
        with context.open_reading() as uow:
            question = question_of(uow, settings, link, context.language())
            page = _page(link, question, given, by_field(error.problems), uow.now)
            return page, 422
    except GridFlowError as error:
        return _refusal(error)
    return render_template(
        "customer_steps/done.html",
        ok=True,
        title=_("Thank you"),
        text=_("Your answer is in force; the case moves on."),
    )


def _page(link: str, question: Question, typed: Any, problems: Any, now: Any) -> str:
    return render_template(
        "mail_actions/show.html",
        link=link,
        question=question,
        has_words=any(one.words for one in question.asked.answers),
        task=question.task,
        case=question.case,
        typed=typed,
        problems=problems,
        others=[
            text
            for field, texts in problems.items()
            if field not in ("decision", "opinion")
            for text in texts
        ],
        now=now,
    )


def _refusal(error: GridFlowError) -> ResponseReturnValue:
    """Say in plain words why a link does nothing any more."""
    code, status = known_code(error), status_of(error)
    said = explain(code, error.facts)
    text = f"{said['message']} {said['way_out']}"
    page = render_template("customer_steps/done.html", ok=False, title=said["title"], text=text)
    return page, status
