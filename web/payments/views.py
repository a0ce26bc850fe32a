"""The clerk's list: what is to be paid, what was paid, what fits nothing."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.kernel.actor import require
from engine.kernel.errors import Invalid, NotFound
from engine.payments import queries, service
from engine.payments.model import PaymentOrder
from engine.payments.settling import settle_exception
from web import context
from web.customer_steps.link import bill_link
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("payments", __name__, url_prefix="/payments")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show one of the lists, the latest first."""
    view = request.args.get("view", "open")
    view = view if view in queries.VIEWS else "open"
    return _list(view)


@bp.get("/new")
def ask() -> ResponseReturnValue:
    """Show the form that asks a customer for the money of a bill."""
    require(context.current_actor(), Permission.PAYMENT_COLLECT)
    return render_template("payments/new.html", typed={}, problems={})


@bp.post("/new")
def open_bill() -> ResponseReturnValue:
    """Ask a customer for the money of a bill."""
    given = request.form
    try:
        with context.open_uow() as uow:
            order = service.open_bill(
                uow,
                context.current_actor(),
                given.get("account_no", ""),
                _amount(given.get("amount", "")),
                given.get("subject", ""),
            )
    except Invalid as error:
        problems = by_field(error.problems)
        return render_template("payments/new.html", typed=given, problems=problems), 422
    flash(_("Order %(number)s is open.", number=order.number))
    return redirect(url_for(".order", order_id=order.id), 303)


@bp.get("/orders/<order_id>")
def order(order_id: str) -> ResponseReturnValue:
    """Show an order with its receipt, and what may be done with it."""
    return _order_page(order_id)


@bp.post("/orders/<order_id>/collect")
def collect(order_id: str) -> ResponseReturnValue:
    """Take the money of a bill at the counter."""
    given, actor = request.form, context.current_actor()
    try:
        with context.open_uow() as uow:
            _visible(queries.get_order(uow.session, order_id))
            invoice = given.get("invoice_no", "")
            receipt = service.collect_bill(uow, actor, order_id, given.get("way", ""), invoice)
    except Invalid as error:
        return _order_page(order_id, by_field(error.problems)), 422
    flash(_("Receipt %(number)s is given.", number=receipt.number))
    return redirect(url_for(".order", order_id=order_id), 303)


@bp.post("/orders/<order_id>/withdraw")
def withdraw(order_id: str) -> ResponseReturnValue:
    """Ask for the money of a bill no more."""
    try:
        with context.open_uow() as uow:
            _visible(queries.get_order(uow.session, order_id))
            reason = request.form.get("reason", "")
            service.withdraw_bill(uow, context.current_actor(), order_id, reason)
    except Invalid as error:
        return _order_page(order_id, by_field(error.problems)), 422
    flash(_("The order is withdrawn."))
    return redirect(url_for(".order", order_id=order_id), 303)


@bp.post("/exceptions/<exception_id>")
def settle(exception_id: str) -> ResponseReturnValue:
    """Settle a payment that fits nothing."""
    given = request.form
    view = "unmatched" if given.get("view") == "unmatched" else "exceptions"
    try:
        with context.open_uow() as uow:
            settle_exception(
                uow,
                context.current_actor(),
                exception_id,
                given.get("way", ""),
                given.get("remark", ""),
                given.get("order_number", ""),
            )
    except Invalid as error:
        return _list(view, exception_id, by_field(error.problems)), 422
    flash(_("The payment is settled."))
    return redirect(url_for(".show", view=view), 303)


def _list(view: str, wrong: str = "", problems: dict[str, Any] | None = None) -> str:
    actor = context.current_actor()
    require(actor, Permission.PAYMENT_READ)
    text = request.args.get("text", "").strip()[:60]
    number = max(request.args.get("page", 1, type=int), 1)
    with context.open_reading() as uow:
        return render_template(
            "payments/list.html",
            page=queries.page(uow.session, actor, view, text, number),
            counts=queries.count_doubts(uow.session, actor),
            view=view,
            views=queries.VIEWS,
            text=text,
            number=number,
            wrong=wrong,
            problems=problems or {},
            may_collect=actor.may(Permission.PAYMENT_COLLECT),
            may_settle=actor.may(Permission.PAYMENT_SETTLE),
            here=lambda page: url_for(".show", view=view, text=text or None, page=page),
        )


def _order_page(order_id: str, problems: dict[str, Any] | None = None) -> str:
    actor = context.current_actor()
    with context.open_reading() as uow:
        found = queries.get_order(uow.session, order_id)
        _visible(found)
        return render_template(
            "payments/order.html",
            order=found,
            receipt=queries.receipt_of(uow.session, order_id),
            may_collect=actor.may(Permission.PAYMENT_COLLECT) and found.purpose == "bill",
            link=bill_link(found.id) if found.purpose == "bill" and found.is_open else "",
            typed=request.form,
            problems=problems or {},
        )


def _visible(found: PaymentOrder) -> None:
    """Raise as for an unknown order unless the reader may see it."""
    actor = context.current_actor()
    require(actor, Permission.PAYMENT_READ)
    if not actor.sees(found.org_path):
        raise NotFound("payment_order", found.id)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip().replace(",", ""))
    except InvalidOperation as error:
        problem = {"field": "amount", "code": "not_payable", "message": "a number is needed"}
        raise Invalid([problem]) from error
    if not amount.is_finite():
        raise Invalid([{"field": "amount", "code": "not_payable", "message": "a number"}])
    return amount
