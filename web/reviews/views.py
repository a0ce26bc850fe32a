"""Packages: the list, one of them, what units and reviewers do with it."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.documents.service import DocumentStore
from engine.kernel.actor import Actor, require
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import NotFound, Unavailable
from engine.oversight import checklists, conditions, packages, queries, service
from engine.oversight.model import APPEALABLE, HqReview
from engine.tasks.service import may_see
from web import context
from web.names import unit_names
from web.reviews import conditions as condition_pages
from web.reviews import figures, spots, submitting, words
from web.reviews.asked import NAMES, addresses, asked_reviews, units_within
from web.reviews.blueprint import bp
from web.reviews.packages import opinions_of, package_parts, review_for, subject_for
from web.reviews.tables import as_csv
from web.texts import gettext as _

__all__ = ["bp", "condition_pages", "figures", "spots", "submitting"]


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show the packages within the reader's reach."""
    actor = context.current_actor()
    require(actor, Permission.REVIEW_READ)
    with context.open_reading() as uow:
        wanted = asked_reviews(uow, request.args)
        rows, has_more = queries.reviews(uow.session, actor, wanted, uow.now)
        return render_template(
            "reviews/list.html",
            wanted=wanted,
            rows=rows,
            has_more=has_more,
            total=queries.count_reviews(uow.session, actor, wanted, uow.now),
            steps=queries.open_steps(uow.session, [row.instance_id for row in rows]),
            units=units_within(uow, actor),
            unit_names=unit_names(uow),
            reviewers=queries.reviewers(uow.session, actor),
            here=addresses("reviews.show_list", request.args, NAMES),
            export=addresses("reviews.export", request.args, NAMES),
            hours=lambda row: _hours(uow, row),
            now=uow.now,
            **words.TABLES,
        )


@bp.get("/export.csv")
def export() -> ResponseReturnValue:
    """Give the same list as a table to take away."""
    actor = context.current_actor()
    require(actor, Permission.REVIEW_READ)
    with context.open_uow() as uow:
        wanted = asked_reviews(uow, request.args)
        rows, _more = queries.reviews(uow.session, actor, wanted, uow.now, queries.MOST_EXPORTED)
        service.note_export(uow, actor, len(rows), request.query_string.decode()[:500])
        return as_csv(_heads(), _cells(uow, rows), "reviews")


@bp.get("/<subject_id>")
def show(subject_id: str) -> ResponseReturnValue:
    """Show one package: what was frozen, where it is, what was said."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        review = review_for(uow, actor, subject_id)
        number = request.args.get("revision", type=int)
        case_id = review.source_instance_id or review.instance_id
        steps = queries.open_steps(uow.session, [review.instance_id])
        return render_template(
            "reviews/show.html",
            review=review,
            steps=steps.get(review.instance_id, ()),
            opinions=opinions_of(uow, review),
            checks=queries.checks_of(uow.session, review.id),
            conditions=conditions.conditions_of(uow.session, review.id),
            may=_may(uow, actor, review),
            sees_case=may_see(uow, actor, case_id),
            sees_steps=may_see(uow, actor, review.instance_id),
            hours=_hours(uow, review),
            unit_name=unit_names(uow).get(review.org_id, review.org_id),
            seat_name=words.seat_name,
            now=uow.now,
            **package_parts(uow, review, number),
            **words.TABLES,
        )


@bp.get("/<subject_id>/revisions/<int:number>/package.json")
def raw(subject_id: str, number: int) -> ResponseReturnValue:
    """Give the frozen text itself, so that anybody can reckon its digest again."""
    with context.open_reading() as uow:
        subject = subject_for(uow, context.current_actor(), subject_id)
        found = {one.number: one for one in queries.revisions_of(uow.session, subject.id)}
        if number not in found:
            raise NotFound("revision", number)
        text = BytesIO(found[number].package.encode())
    name = f"{subject.number}-{number}.json"
    return send_file(text, "application/json", as_attachment=True, download_name=name)


@bp.get("/<subject_id>/revisions/<int:number>/files/<int:index>")
def file(subject_id: str, number: int, index: int) -> ResponseReturnValue:
    """Give a file of a package, as it was when it was frozen."""
    with context.open_reading() as uow:
        subject = subject_for(uow, context.current_actor(), subject_id)
        found = {one.number: one for one in queries.revisions_of(uow.session, subject.id)}
        if number not in found:
            raise NotFound("revision", number)
        if not packages.verify(uow.session, found[number]).is_text_intact:
            raise Unavailable("the package was changed", number=subject.number)
        files = packages.content_of(found[number])["documents"]
        if index >= len(files):
            raise NotFound("file", index)
    content = DocumentStore(context.container().data_dir).read(files[index]["sha256"])
    name = str(files[index]["name"])
    return send_file(BytesIO(content), as_attachment=True, download_name=name)


@bp.post("/<subject_id>/withdraw")
def withdraw(subject_id: str) -> ResponseReturnValue:
    """Take a package back before the formal check is done."""
    actor = context.current_actor()
    with context.open_uow() as uow:
        review_for(uow, actor, subject_id)
        service.withdraw_package(uow, actor, subject_id)
    flash(_("The package is withdrawn."))
    return redirect(url_for(".show", subject_id=subject_id), 303)


@bp.post("/tasks/<task_id>/checklist/<code>")
def judge(task_id: str, code: str) -> ResponseReturnValue:
    """Keep what is said of an item of the checklist."""
    given = request.form
    with context.open_uow() as uow:
        item = checklists.judge_item(
            uow,
            context.current_actor(),
            task_id,
            code,
            given.get("result", ""),
            given.get("remark", ""),
        )
        return render_template(
            "reviews/item.html", item=item, task_id=task_id, may_judge=True, **words.TABLES
        )


def _may(uow: UnitOfWork, actor: Actor, review: HqReview) -> dict[str, bool]:
    """Return which buttons the reader finds; the services decide again."""
    own = service.may_withdraw(uow, actor, review) and actor.may(Permission.REVIEW_READ)
    at_start = queries.open_step(uow.session, review, "formal_check") is not None
    can_appeal = review.status == APPEALABLE and (
        review.appeal_until is None or uow.now <= review.appeal_until
    )
    return {
        "withdraw": own and at_start,
        "appeal": own and can_appeal,
        "report": actor.may(Permission.REVIEW_READ) and actor.sees(review.org_path),
        "judge": actor.may(Permission.REVIEW_MANAGE) and actor.sees(review.org_path),
    }


def _hours(uow: UnitOfWork, review: HqReview) -> float:
    minutes = review.worked_minutes
    return round((service.worked_minutes(uow, review) if minutes is None else minutes) / 60, 1)


def _heads() -> list[str]:
    return [_("Number"), _("Kind"), _("Unit"), _("Case number"), _("Summary"), _("Submitted by"),
            _("Submitted"), _("State"), _("Result"), _("Due"), _("Concluded"), _("In time"),
            _("Times returned"), _("Reviewers' working hours"), _("Conditions")]  # fmt: skip


def _cells(uow: UnitOfWork, rows: Iterable[HqReview]) -> Iterable[list[Any]]:
    names = unit_names(uow)
    for row in rows:
        on_time = "" if row.is_on_time is None else _("Yes") if row.is_on_time else _("No")
        yield [row.number, words.MATTERS.get(row.matter, row.matter), names.get(row.org_id, ""),
               row.source_no, row.summary, row.submitted_by_name, _local(row.submitted_at),
               words.STATES.get(row.status, row.status),
               words.RESULTS.get(row.conclusion, row.conclusion), _local(row.due_at),
               _local(row.concluded_at), on_time, row.returned_count, _hours(uow, row),
               row.conditions]  # fmt: skip


def _local(at: datetime | None) -> str:
    return at.astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M") if at else ""
