"""Submitting an existing case by hand, and appealing against a refusal."""

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.oversight import queries, rules, service
from engine.processes.finishing import form_of
from engine.processes.service import NotAStarter, may_start
from web import context
from web.files.views import attach_files_of
from web.reviews.blueprint import bp
from web.reviews.packages import review_for
from web.shown_form import ShownForm, shown_form
from web.tasks.page import json_object
from web.texts import gettext as _

# What the form asks for, and under which names cases keep it.
TOP_LEVELS = ("SPECIAL", "L1")


@bp.get("/submit/<case_id>")
def submit_form(case_id: str) -> ResponseReturnValue:
    """Show the form that submits a case, with what the case knows already."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        case = queries.visible_case(uow, actor, case_id)
        _require_starter(uow, actor)
        return render_template(
            "reviews/submit.html", case=case, form=_start_form(uow, actor, case), now=uow.now
        )


@bp.post("/submit/<case_id>")
def submit(case_id: str) -> ResponseReturnValue:
    """Submit a case; what it holds now is frozen."""
    actor, data = context.current_actor(), json_object("data")
    with context.open_uow() as uow:
        started = service.submit_case(uow, actor, case_id, data)
        attach_files_of(uow, actor, data, started.id, "")
        review = queries.reviews_of_case(uow.session, started.id)[-1]
        number, review_id = review.number, review.id
    flash(_("Package %(number)s is frozen and submitted.", number=number))
    return jsonify(redirect=url_for("reviews.show", subject_id=review_id))


@bp.get("/<subject_id>/appeal")
def appeal_form(subject_id: str) -> ResponseReturnValue:
    """Show the form of an appeal; a second one is refused."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        review = review_for(uow, actor, subject_id)
        review.require_appeal(uow.now)
        task = queries.open_step(uow.session, review, "appeal")
        schema = form_of(uow, task) if task else None
        known = {"matter": review.matter, "sourceNo": review.source_no}
        known |= {"summary": review.summary, "hqResult": rules.REFUSED, "result": "appeal"}
        form = shown_form(schema, known, {}, f"appeal:{actor.user_id}:{review.id}")
        form.action = url_for(".appeal", subject_id=review.id)
        form.upload_url = url_for("files.upload")
        return render_template("reviews/appeal.html", review=review, form=form)


@bp.post("/<subject_id>/appeal")
def appeal(subject_id: str) -> ResponseReturnValue:
    """Appeal against a refusal; it is possible once, until the limit."""
    actor, data = context.current_actor(), json_object("data")
    with context.open_uow() as uow:
        review = review_for(uow, actor, subject_id)
        service.appeal_review(uow, actor, review.id, data)
        attach_files_of(uow, actor, data, review.instance_id, "")
    flash(_("The appeal is submitted; somebody else decides about it."))
    return jsonify(redirect=url_for(".show", subject_id=subject_id))


def _require_starter(uow: UnitOfWork, actor: Actor) -> None:
    definition = definitions.latest_definition(uow.session, service.PROCESS)
    if not may_start(actor, definition):
        raise NotAStarter(f"{actor.user_id} may not submit", process=service.PROCESS)


def _start_form(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> ShownForm:
    definition = definitions.latest_definition(uow.session, service.PROCESS)
    loaded = store.load(uow.session, definition.id)
    form = loaded.form(loaded.facts.start_form_key)
    key = f"submit:{actor.user_id}:{case.id}"
    shown = shown_form(form, _known(case), {}, key)
    shown.action = url_for("reviews.submit", case_id=case.id)
    shown.upload_url = url_for("files.upload")
    return shown


def _known(case: ProcessInstance) -> dict[str, Any]:
    """Return what a case knows of the fields the form asks for."""
    kept: Mapping[str, Any] = case.variables or {}
    return {
        "matter": _matter(case, kept),
        "sourceNo": case.business_key,
        "summary": case.title,
        "submitReason": None,
        "riskLevel": "MEDIUM",
        "topImportant": kept.get("importantLevel") in TOP_LEVELS or bool(kept.get("topImportant")),
        "staffDuty": bool(kept.get("staffDuty")),
        "capacityKva": kept.get("capacityKva") or 0,
        "households": kept.get("households") or 0,
        "voltageKv": rules.voltage_of(kept),
        "amount": rules.amount_of(kept),
        "grade": kept.get("grade") or "NONE",
    }


def _matter(case: ProcessInstance, kept: Mapping[str, Any]) -> str:
    matter = rules.MATTER_OF.get(case.definition_key, "CONNECTION")
    return "OUTAGE_TEMP" if matter == "OUTAGE" and kept.get("kind") == "TEMP" else matter
