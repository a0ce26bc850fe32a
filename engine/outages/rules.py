"""What an outage means for customers, and when it must be published."""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from engine.kernel.clock import COMPANY_ZONE

KINDS = frozenset({"PLAN", "TEMP", "FAULT"})
CHANGES = frozenset({"RESCHEDULE", "CANCEL", "DELAY"})
CONCLUSIONS = frozenset({"RESTORED", "CANCELLED"})
# The regulation asks for seven days' public notice of planned work (§28(1)).
NOTICE = {"PLAN": timedelta(days=7)}
EVERYWHERE = ("website", "app", "sms", "community", "hotline")
REPEATED_WITHIN_MONTHS = 2
_HOUR = timedelta(hours=1)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Impact:
    """What an outage does."""

    households: int
    transformers: int
    customer_hours: Decimal
    important_users: int
    is_top_important: bool
    is_repeated: bool


def is_too_late(kind: str, plan_from: datetime, now: datetime) -> bool:
    """Tell whether it is too late to publish an outage of this kind."""
    return plan_from - now < NOTICE.get(kind, timedelta(0)) if kind in NOTICE else False


def customer_hours(households: int, begin: datetime, end: datetime | None) -> Decimal:
    """Return households times hours, to the hundredth; unknown while the end is."""
    if end is None or end <= begin:
        return Decimal("0.00")
    span = end - begin
    hours = Decimal(span // timedelta(seconds=1)) / Decimal(_HOUR // timedelta(seconds=1))
    return (households * hours).quantize(_CENT, ROUND_HALF_UP)


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same wall-clock time some months earlier, or the last day of that month."""
    local = moment.astimezone(COMPANY_ZONE)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def times_problem(kind: str, begin: datetime, end: datetime | None) -> str:
    """Return the code of what is wrong with the times: empty when nothing is."""
    if kind != "FAULT" and end is None:
        return "required"
    if end is not None and end <= begin:
        return "end_before_begin"
    return ""
