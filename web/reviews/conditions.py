"""Conditions: what is open, reports of units, confirmations."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.access.rules import Permission
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid, NotFound
from engine.oversight import conditions
from engine.oversight.model import HqReview, ReviewCondition
from web import context
from web.files.views import keep_upload
from web.names import unit_names
from web.reviews import words
from web.reviews.asked import NAMES, addresses, asked_reviews, units_within
from web.reviews.blueprint import bp
from web.texts import gettext as _


@bp.get("/conditions")
def show_conditions() -> ResponseReturnValue:
    """Show the conditions that are not confirmed yet, the most urgent first."""
    actor = context.current_actor()
    require(actor, Permission.REVIEW_READ)
    with context.open_reading() as uow:
        wanted = asked_reviews(uow, request.args)
        return render_template(
            "reviews/conditions.html",
            rows=conditions.open_conditions(uow.session, actor, wanted, uow.now),
            wanted=wanted,
            units=units_within(uow, actor),
            unit_names=unit_names(uow),
            here=addresses("reviews.show_conditions", request.args, NAMES),
            now=uow.now,
            **words.TABLES,
        )


@bp.post("/conditions/<condition_id>/report")
def report(condition_id: str) -> ResponseReturnValue:
    """Report that a condition is fulfilled, with evidence."""
    actor = context.current_actor()
    text = request.form.get("report", "")
    with context.open_uow() as uow:
        found, review = _visible(uow.session, actor, condition_id)
        given = request.files.get("file")
        files = [keep_upload(uow, actor).id] if given is not None and given.filename else []
        try:
            conditions.report_condition(uow, actor, found.id, text, files)
        except Invalid:
            return _again(review.id, _("Say what was done to fulfil the condition."))
        review_id = review.id
    flash(_("The report is sent to headquarters."))
    return redirect(url_for(".show", subject_id=review_id, _anchor="conditions"), 303)


@bp.post("/conditions/<condition_id>/judge")
def judge_report(condition_id: str) -> ResponseReturnValue:
    """Confirm a report, or give it back with a reason."""
    actor = context.current_actor()
    is_fulfilled = request.form.get("fulfilled") == "yes"
    with context.open_uow() as uow:
        found, review = _visible(uow.session, actor, condition_id)
        reply = request.form.get("reply", "")
        try:
            conditions.judge_condition(uow, actor, found.id, is_fulfilled=is_fulfilled, reply=reply)
        except Invalid:
            return _again(review.id, _("Say what is missing when you give a report back."))
        review_id = review.id
    flash(_("The condition is confirmed.") if is_fulfilled else _("The report is given back."))
    return redirect(url_for(".show", subject_id=review_id, _anchor="conditions"), 303)


def _visible(session: Session, actor: Actor, condition_id: str) -> tuple[ReviewCondition, HqReview]:
    """Return a condition within the reader's reach; for others there is none."""
    found, review = conditions.get_condition(session, condition_id)
    if not (actor.may(Permission.REVIEW_READ) and actor.sees(found.org_path)):
        raise NotFound("hq_review_condition", condition_id)
    return found, review


def _again(review_id: str, problem: str) -> ResponseReturnValue:
    flash(problem, "error")
    return redirect(url_for(".show", subject_id=review_id, _anchor="conditions"), 303)
