"""Say problems of an input in the reader's language, at the fields they belong to."""

from collections.abc import Iterable, Mapping
from typing import Any

from web.texts import lazy_gettext as _

TEXTS = {
    "required": _("Please fill this in."),
    "length": _("The text is too short or too long."),
    "too_many": _("There are too many fields."),
    "cannot_see": _("Not allowed to see the case, so not mentioned: %(names)s."),
    "too_many_people": _("Too many people are mentioned."),
    "unknown_people": _("Choose people who work here."),
    "oneself": _("Choose a colleague, not yourself."),
    "there_already": _("It is there already."),
    "order": _("The end lies before the beginning."),
    "no_way_back": _("The case cannot go back to there."),
    "rows": _("Choose at least one task, and no more than 100."),
    "unknown": _("This is not known here."),
    "letters_and_digits": _("Letters A to Z and digits only."),
    "no_account": _("No other account has this name."),
    "no_address": _("This is no e-mail address."),
    "no_date": _("Write the day as year-month-day."),
    "twice": _("The same account stands in the file twice."),
    "not_text": _("The file is neither UTF-8 nor GBK text; save it as CSV."),
    "columns": _("The first line must name these columns:"),
    "lines": _("The file has no line, or more than 5000."),
    "below_itself": _("A unit cannot stand below itself."),
    "priority": _("A priority is a number from 0 to 100."),
    "end_before_begin": _("The last day lies in the past or before the first."),
    "wrong_password": _("The present password is wrong."),
    "too_short": _("The new password is too short: at least 10 characters."),
    "too_long": _("The new password is too long: at most 200 characters."),
    "too_simple": _("The new password is too simple: at least 5 different characters."),
    "contains_username": _("The new password must not contain the account's name."),
    "same_password": _("Choose another password than the temporary one."),
    "differs": _("The two passwords differ."),
    "past": _("Choose a moment that is still to come."),
    "later": _("Choose a moment later than the present one."),
    "moment": _("This is not a date and time."),
    "case_rows": _("Choose at least one case, and no more than 100."),
    "too_large": _("The file is too large."),
    "wrong_type": _("Files of this type are not accepted."),
    "empty": _("The file is empty."),
    "bad_date": _("Write a date such as 2027-01-01."),
    "bad_hours": _("Write hours in order, such as 08:30-12:00,13:30-17:30."),
    "bad_moment": _("Write a moment such as 2027-01-01 09:00."),
    "date_order": _("The end lies before the beginning."),
    "edition_exists": _("An edition begins on this day already; choose another day."),
    "edition_follows": _("A later edition follows: end this one the day before it, or earlier."),
    "in_the_past": _("This moment is past; choose a later one."),
    "after_promise": _("This is later than the customer was promised."),
    "needs_evidence": _("This reason needs a file as evidence."),
    "no_hours": _("Only a make-up day has hours of its own."),
    "number": _("Write a whole number."),
    "office_night": _("The hours of an office end before midnight; use shifts for nights."),
    "office_turn": _("An office has weekdays, no turns."),
    "one_moment": _("Name one moment only, such as -2WD."),
    "pause_too_long": _("For this reason the clock may not stand still so long."),
    "range": _("Set at most 60 days at once."),
    "scope_of_all": _("This scope counts for all units; leave the unit empty."),
    "shift_name": _("A shift needs a name."),
    "sla_amount": _("Write a number from 1 to 9999."),
    "sla_code": _("Use capital letters, digits, dots and underscores, such as CONN.TOTAL."),
    "turn": _("A turn needs its day 1, and worked days within its length."),
    "turn_days": _("Write days of the turn such as 1,2."),
    "warn_rule": _("Write warnings such as 50%,80% or -2WD or +4H."),
    "weekdays": _("Choose at least one weekday."),
    "unknown_account": _("No account within your reach has this number."),
    "not_payable": _("An amount above zero with at most two decimals is needed."),
    "not_what_is_due": _("This is not the amount that is due."),
    "not_what_is_asked": _("This is not the amount that was asked for."),
    "online_comes_from_the_provider": _("Online payments are reported by the provider."),
    "unknown_order": _("No order within your reach has this number."),
    "does_not_fit": _("The order is not open, asks for another amount, or this is used already."),
    "unknown_receipt": _("No receipt within your reach has this number."),
    "more_than_paid": _("This is more than was paid and not yet paid back."),
    "no_time": _("Write a time such as 08:30."),
    "no_number": _("This is no telephone number."),
    "no_id": _("Use letters, digits and . @ : + - only."),
    "no_web_address": _("This is no web address."),
    "not_https": _("The address must begin with https:// and name no port."),
    "strange_host": _(
        "This is no webhook of this service; others an administrator has to allow first."
    ),
}


def by_field(problems: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the messages of each field; a message without a field comes under `""`."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        field = str(problem.get("field") or problem.get("path") or "")
        found.setdefault(field, []).append(said(problem))
    return found


def said(problem: Mapping[str, Any]) -> str:
    """Return a problem's text: ours for a known code, else its own."""
    known = TEXTS.get(str(problem.get("code", "")))
    if known and problem.get("names"):
        return str(known) % {"names": problem["names"]}
    return str(known) if known else str(problem.get("message", ""))
