"""What limits, days, shifts and lights are called on the pages."""

from datetime import timedelta
from typing import Any

from engine.deadlines.model import PauseReason
from web.context import language
from web.formats import span
from web.texts import gettext, ngettext
from web.texts import lazy_gettext as _

UNITS = {
    "WD": _("working days"),
    "WH": _("hours of work"),
    "DAY": _("days"),
    "HOUR": _("hours"),
    "MIN": _("minutes"),
    "MONTH": _("months"),
}
SCOPES = {
    "NATION": _("Nation"),
    "COMPANY": _("Company"),
    "PROVINCE": _("Province"),
    "CITY": _("City or below"),
}
CLASSES = {
    "": _("All customers"),
    "RES": _("Residential"),
    "LV": _("Low-voltage business"),
    "HV1": _("High voltage, one source"),
    "HV2": _("High voltage, two sources"),
    "OUTAGE": _("Outages"),
    "OUTAGE_TEMP": _("Temporary outages"),
}
REGIONS = {
    "": _("Everywhere"),
    "URBAN": _("Urban"),
    "RURAL": _("Rural"),
    "REMOTE": _("Remote"),
}
BUSINESS = {
    "BILLING": _("Billing"),
    "COMPLAINT": _("Complaints"),
    "CONNECTION": _("Connection"),
    "FAULT": _("Faults"),
    "FEEDBACK": _("Feedback"),
    "HALL": _("Counter"),
    "METERING": _("Metering"),
    "ORDER": _("Service orders"),
    "OUTAGE": _("Outages"),
    "PROJECT": _("Projects"),
    "REVIEW": _("Headquarters review"),
    "TASK": _("Assigned tasks"),
}
STATES = {
    "in_force": _("In force"),
    "future": _("To come"),
    "ended": _("No longer valid"),
    "unproven": _("Source to be checked"),
    "local": _("Of single units"),
    "all": _("All editions"),
}
LADDER_NAMES = {
    "E1": _("Chain of command (E1)"),
    "fault": _("Fault dispatch"),
    "none": _("Nobody is told"),
}
STARTS = {"task": _("Opening of the task"), "instance": _("Start of the case")}
CALENDARS = {"OFFICE": _("Office hours"), "SHIFT": _("Shifts of the unit")}
DAY_TYPES = {
    "WORK": _("Working day"),
    "WEEKEND": _("Weekend"),
    "HOLIDAY": _("Holiday"),
    "MAKEUP": _("Make-up day"),
}
SOURCES = {
    "OFFICIAL": _("Official"),
    "PROVISIONAL": _("Provisional"),
    "LOCAL": _("Set by hand"),
}
CHANGE_KINDS = {
    "days": _("Days of a calendar"),
    "patterns": _("Hours of work"),
    "policy": _("New edition of a limit"),
    "policy_end": _("End of a limit"),
}
CHANGE_STATES = {
    "planned": _("Not made yet"),
    "running": _("Being worked through"),
    "done": _("Made"),
    "dropped": _("Given up"),
}
LIST_PROBLEMS = {
    "required": _("Please choose a file."),
    "no_days": _("No line with a date, a type and a name was found."),
    "no_list": _("The file is none of the three formats."),
    "too_large": _("The file is too large."),
    "no_text": _("The file is no text in UTF-8 or GB 18030."),
    "too_many_rows": _("The list is too long."),
    "bad_date": _("Write a date such as 2027-01-01."),
    "bad_hours": _("Write hours in order, such as 08:30-12:00,13:30-17:30."),
    "far_year": _("Only the years 2000 to 2100 are kept."),
    "listed_twice": _("This day is listed twice."),
    "long_name": _("The name is longer than 100 characters."),
    "no_type": _("Write HOLIDAY or MAKEUP."),
}
UNMOVED = {
    "repeats": _("it repeats from its first moment"),
    "unknown_data": _("what it was reckoned from is not known any more"),
    "unworkable": _("its formula cannot be worked out again"),
}
LIGHTS = {"GREEN": _("On time"), "YELLOW": _("Due soon"), "RED": _("Overdue")}
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
SPENT = {
    "elapsed": _("Elapsed"),
    "company": _("Company's time"),
    "customer": _("Customer's time"),
}


def biz_name(code: str) -> str:
    """Return what a kind of business is called."""
    return str(BUSINESS.get(code, code)) if code else ""


def limit_text(policy: Any) -> str:
    """Return how long a limit is, such as "5 working days"."""
    texts = {
        "WD": ngettext("%(num)d working day", "%(num)d working days", policy.amount),
        "WH": ngettext("%(num)d hour of work", "%(num)d hours of work", policy.amount),
        "DAY": ngettext("%(num)d day", "%(num)d days", policy.amount),
        "HOUR": ngettext("%(num)d hour", "%(num)d hours", policy.amount),
        "MIN": ngettext("%(num)d minute", "%(num)d minutes", policy.amount),
        "MONTH": ngettext("%(num)d month", "%(num)d months", policy.amount),
    }
    return texts[str(policy.unit)]


def item_name(policy: Any) -> str:
    """Return what a limit is for, in the reader's language."""
    return str((policy.item_en if language() == "en" else "") or policy.item_zh)


def reason_name(reason: PauseReason | None, code: str) -> str:
    """Return what a reason to pause is called."""
    if reason is None:
        return code
    return reason.name_en if language() == "en" else reason.name_zh


def longest_text(text: str) -> str:
    """Say how long a pause may last, written `15WD`."""
    number = int(text.rstrip("WDHM") or 0)
    days = {"WD": "WD", "D": "DAY", "H": "HOUR", "WH": "WH", "M": "MIN"}
    return limit_text(_Length(number, days[text.lstrip("0123456789")])) if number else ""


def hours_text(length: timedelta) -> str:
    """Say a length in days, hours and minutes, such as "1 day 3 h 20 min"."""
    minutes = int(abs(length.total_seconds()) // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [ngettext("%(num)d day", "%(num)d days", days)] if days else []
    parts += [gettext("%(num)s h", num=hours)] if hours else []
    parts += [gettext("%(num)s min", num=minutes)] if minutes or not parts else []
    return " ".join(parts)


def worked_text(length: timedelta) -> str:
    """Say a length in hours of work, without days."""
    hours, minutes = divmod(int(abs(length.total_seconds()) // 60), 60)
    parts = [gettext("%(num)s h", num=hours)] if hours else []
    parts += [gettext("%(num)s min", num=minutes)] if minutes or not parts else []
    return gettext("%(length)s of work", length=" ".join(parts))


def left_text(clock: Any) -> str:
    """Say what is left of a limit in its own measure, or by how much it has passed."""
    if clock.left < timedelta():
        late = worked_text(clock.left) if clock.policy.is_working else span(clock.left)
        return gettext("%(span)s overdue", span=late)
    if clock.policy.is_working and clock.days_left:
        days = ngettext("%(num)d working day", "%(num)d working days", clock.days_left)
        return gettext("%(span)s left", span=days)
    left = worked_text(clock.left) if clock.policy.is_working else span(clock.left)
    return gettext("%(span)s left", span=left)


class _Length:
    """An amount and a unit, for a text only."""

    def __init__(self, amount: int, unit: str) -> None:
        self.amount, self.unit = amount, unit
