"""Figures of the review, unit by unit; every number leads to the list behind it."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.kernel.actor import require
from engine.kernel.errors import NotFound
from engine.oversight import figures
from engine.oversight.figures import Figures
from engine.staff import queries as staff
from web import context
from web.formats import named
from web.reviews import words
from web.reviews.asked import addresses, asked_reviews, top_unit, units_within, within_unit
from web.reviews.blueprint import bp
from web.reviews.tables import as_csv
from web.texts import gettext as _

KEPT = ("unit", "matter", "since", "until")


@bp.get("/figures")
def show_figures() -> ResponseReturnValue:
    """Show counts and rates of the units below one."""
    actor = context.current_actor()
    require(actor, Permission.REVIEW_READ)
    with context.open_reading() as uow:
        unit = top_unit(uow, actor, request.args.get("unit", ""))
        if unit is None:
            raise NotFound("org_unit", request.args.get("unit", ""))
        wanted = within_unit(asked_reviews(uow, request.args), unit)
        tree = staff.directory(uow.session)
        lines, whole = figures.review_figures(uow.session, actor, tree, unit, wanted, uow.now)
        if request.args.get("as") == "csv":
            return as_csv(_heads(), [_cells(one) for one in (*lines, whole)], "review-figures")
        return render_template(
            "reviews/figures.html",
            lines=lines,
            whole=whole,
            unit=unit,
            path=[one for one in reversed(list(tree.chain(unit.id))) if actor.sees(one.path)],
            reasons=figures.return_reasons(uow.session, actor, wanted, uow.now),
            units=units_within(uow, actor),
            wanted=wanted,
            here=addresses("reviews.show_figures", request.args, KEPT),
            listed=addresses("reviews.show_list", request.args, KEPT),
            open_conditions=addresses("reviews.show_conditions", request.args, KEPT),
            **words.TABLES,
        )


def _heads() -> list[str]:
    return [_("Unit"), _("Packages"), _("Under way"), _("Overdue"), _("Concluded"),
            _("In time"), _("In time, %"), _("First pass"), _("First pass, %"), _("Times returned"),
            _("Average working hours"), _("Conditions open")]  # fmt: skip


def _cells(line: Figures) -> list[Any]:
    rates = (line.on_time_rate, line.first_pass_rate, line.average_hours)
    on_time, first, hours = ("" if rate is None else rate for rate in rates)
    return [named(line.unit), line["total"], line["open"], line["overdue"], line["judged"],
            line["on_time"], on_time, line["first_pass"], first, line["times"], hours,
            line["conditions"]]  # fmt: skip
