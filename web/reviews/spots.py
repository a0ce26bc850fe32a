"""Spot checks: drawing samples, what was found, answers and appeals."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid, NotFound
from engine.kernel.inputs import to_int
from engine.oversight import rules, sampling, spots
from engine.oversight.sampling import Wanted
from engine.oversight.spot_model import SpotSample
from web import context
from web.names import unit_names
from web.problems import by_field
from web.reviews import words
from web.reviews.asked import a_day, addresses, asked_checks, units_within
from web.reviews.blueprint import bp
from web.reviews.packages import check_for, package_parts
from web.reviews.tables import as_csv
from web.texts import gettext as _

SPOT_NAMES = ("unit", "org", "matter", "state", "severity", "sample")
# Matters a sample can be drawn from: temporary outages are drawn with the planned ones.
DRAWN_MATTERS = ("CONNECTION", "OUTAGE", "FEEDBACK", "PROJECT")


@bp.get("/spot-checks")
def show_checks() -> ResponseReturnValue:
    """Show the drawn cases within the reader's reach, with the figures of each unit."""
    actor = context.current_actor()
    require(actor, Permission.REVIEW_READ)
    with context.open_reading() as uow:
        wanted = asked_checks(uow, request.args)
        names = unit_names(uow)
        if request.args.get("as") == "csv":
            every, _more = spots.checks(uow.session, actor, wanted, 20_000)
            return as_csv(_heads(), [_cells(one, names) for one in every], "spot-checks")
        rows, has_more = spots.checks(uow.session, actor, wanted)
        return render_template(
            "reviews/checks.html",
            rows=rows,
            has_more=has_more,
            wanted=wanted,
            figures=spots.figures(uow.session, actor, wanted),
            samples=spots.samples(uow.session, actor),
            units=units_within(uow, actor),
            unit_names=names,
            may_draw=actor.may(Permission.REVIEW_MANAGE),
            here=addresses("reviews.show_checks", request.args, SPOT_NAMES),
            figures_at=_figures_at({"matter": wanted.matter, "sample": wanted.sample_id}),
            **words.TABLES,
        )


@bp.get("/spot-checks/draw")
def draw_form() -> ResponseReturnValue:
    """Show the form that draws a sample."""
    require(context.current_actor(), Permission.REVIEW_MANAGE)
    with context.open_reading() as uow:
        today = uow.now.date()
        typed = {"since": today.replace(day=1).isoformat(), "until": today.isoformat()}
        return _draw_page(uow, {**typed, "method": rules.PERCENT, "amount": "5"}, {})


@bp.post("/spot-checks/draw")
def draw() -> ResponseReturnValue:
    """Draw a sample; a check of each case starts at once."""
    actor, given = context.current_actor(), request.form.to_dict()
    require(actor, Permission.REVIEW_MANAGE)
    try:
        with context.open_uow() as uow:
            sample_id = sampling.draw_sample(uow, actor, _wanted(uow, actor, given)).id
    except Invalid as error:
        with context.open_reading() as uow:
            return _draw_page(uow, given, _said(error)), 422
    flash(_("The sample is drawn; its checks wait in the inboxes."))
    return redirect(url_for(".show_sample", sample_id=sample_id), 303)


@bp.get("/samples/<sample_id>")
def show_sample(sample_id: str) -> ResponseReturnValue:
    """Show a sample, and whether seed and population give the same cases again."""
    actor = context.current_actor()
    require(actor, Permission.REVIEW_READ)
    with context.open_reading() as uow:
        sample = _visible(uow, actor, sample_id)
        wanted = spots.SpotFilter(sample_id=sample.id)
        rows, _more = spots.checks(uow.session, actor, wanted, sampling.MOST_DRAWN)
        drawn = spots.drawn_numbers(uow.session, sample.id)
        return render_template(
            "reviews/sample.html",
            sample=sample,
            rows=rows,
            is_repeatable=sampling.is_repeatable(sample, drawn),
            unit_names=unit_names(uow),
            figures=spots.figures(uow.session, actor, wanted),
            figures_at=_figures_at({"sample": sample.id}),
            **words.TABLES,
        )


@bp.get("/checks/<check_id>")
def show_check(check_id: str) -> ResponseReturnValue:
    """Show a drawn case as it was frozen, and what was found."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        check = check_for(uow, actor, check_id)
        return render_template(
            "reviews/check.html",
            check=check,
            unit_name=unit_names(uow).get(check.org_id, check.org_id),
            sample=spots.get_sample(uow.session, check.sample_id),
            **package_parts(uow, check),
            **words.TABLES,
        )


def _figures_at(kept: dict[str, str]) -> Callable[[str], Callable[..., str]]:
    """Return what gives, for a unit, the addresses of the lists behind its figures."""

    def of_unit(org_id: str) -> Callable[..., str]:
        def address(state: str = "", severity: str = "") -> str:
            chosen = {**kept, "org": org_id, "state": state, "severity": severity}
            given = {name: one for name, one in chosen.items() if one}
            return url_for("reviews.show_checks", _external=False, **given)

        return address

    return of_unit


def _visible(uow: UnitOfWork, actor: Actor, sample_id: str) -> SpotSample:
    sample = spots.get_sample(uow.session, sample_id)
    if not actor.sees(sample.org_path):
        raise NotFound("hq_spot_sample", sample_id)
    return sample


def _wanted(uow: UnitOfWork, actor: Actor, given: dict[str, str]) -> Wanted:
    since, until = a_day(given.get("since", "")), a_day(given.get("until", ""))
    unit = next((one for one in units_within(uow, actor) if one.id == given.get("unit")), None)
    missing = [
        {"field": name, "code": "required", "message": "required"}
        for name, value in (("unit", unit), ("since", since), ("until", until))
        if value is None
    ]
    if missing or unit is None or since is None or until is None:
        raise Invalid(missing)
    return Wanted(
        org_id=unit.id,
        matter=given.get("matter", ""),
        since=since,
        until=until,
        method=given.get("method", ""),
        amount=to_int("amount", given.get("amount", "")),
        seed=given.get("seed", ""),
    )


def _draw_page(uow: UnitOfWork, typed: dict[str, str], problems: dict[str, str]) -> str:
    return render_template(
        "reviews/draw.html",
        typed=typed,
        problems=problems,
        units=units_within(uow, context.current_actor()),
        drawn_matters=DRAWN_MATTERS,
        **words.TABLES,
    )


def _said(error: Invalid) -> dict[str, str]:
    texts = {
        "unit": _("Choose a unit."),
        "since": _("Choose the first day."),
        "until": _("Choose a last day that is not before the first."),
        "method": _("Choose a percentage or a number."),
        "matter": _("Choose a kind."),
        "seed": _("At most 64 characters."),
    }
    codes = {str(one.get("code", "")) for one in error.problems}
    nothing = _(
        "No case of this kind ended there in this time; choose a longer time or more units."
    )
    amount = (
        nothing
        if "nothing_to_draw" in codes
        else _("A percentage from 1 to 100, or a number from 1 to 200.")
    )
    return {name: texts.get(name, amount) for name in by_field(error.problems)}


def _heads() -> list[str]:
    return [_("Number"), _("Case number"), _("Case"), _("Kind"), _("Unit"), _("State"),
            _("Severity"), _("Finding"), _("Answer"), _("Decision on the appeal")]  # fmt: skip


def _cells(one: Any, names: dict[str, str]) -> list[Any]:
    return [one.number, one.case_no, one.case_title, words.MATTERS.get(one.matter, one.matter),
            names.get(one.org_id, ""), words.SPOT_STATES.get(one.status, one.status),
            words.SEVERITIES.get(one.severity, one.severity), one.finding, one.answer,
            one.decision]  # fmt: skip
