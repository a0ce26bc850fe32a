"""Dates, times and durations: reading, writing and calculating with them."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import total_ordering
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.feel.errors import FeelError

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d|@[\w/+-]+)?", re.ASCII
)
_DURATION = re.compile(
    r"(-)?P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?",
    re.ASCII,
)
_LARGEST = 999_999_999


@total_ordering
@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A duration in whole months."""

    months: int

    def __lt__(self, other: "YearMonthDuration") -> bool:
        return self.months < other.months

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if self.months < 0 else ''}P{text}"


Duration = timedelta | YearMonthDuration


def zoned(value: time) -> time:
    """Return a time of day with its zone, the company's if it names none."""
    return value if value.tzinfo else value.replace(tzinfo=_fixed(COMPANY_ZONE))


def _fixed(zone: tzinfo) -> tzinfo:
    # A time of day has no date, so only a zone with one offset can be compared; the company's has.
    return timezone(zone.utcoffset(datetime(2026, 1, 1, tzinfo=UTC)) or timedelta())


def instant(value: date) -> datetime:
    """Return the date-time a date stands for: its midnight in the company's zone."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=COMPANY_ZONE)
    return datetime(value.year, value.month, value.day, tzinfo=COMPANY_ZONE)


def read_date(text: str) -> date:
    """Read a date such as 2026-11-02."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise _unreadable("date", text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise _unreadable("date", text) from None


def read_time(text: str) -> time:
    """Read a time of day such as 08:30:00 or 08:30:00+08:00."""
    match = _TIME.fullmatch(text.removeprefix("T"))
    if match is None:
        raise _unreadable("time", text)
    micro = int((match[4] or "0").ljust(6, "0")[:6])
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0), micro, _zone(match[5]))
    except ValueError:
        raise _unreadable("time", text) from None


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError(text) from None
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def read_date_time(text: str) -> datetime:
    """Read a date and time such as 2026-11-02T08:30:00; without a zone it is the company's."""
    day, found, clock = text.partition("T")
    if not found:
        return instant(read_date(day))
    try:
        return instant(datetime.combine(read_date(day), read_time(clock)))
    except FeelError:
        raise _unreadable("date and time", text) from None


def read_duration(text: str) -> Duration:
    """Read an ISO 8601 duration such as P3D, PT4H30M or P1Y2M."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise _unreadable("duration", text)
    sign = -1 if match[1] else 1
    parts = [int(part or 0) for part in match.group(2, 3, 4, 5, 6, 7, 8)]
    if max(parts) > _LARGEST:
        raise _unreadable("duration", text)
    years, months, weeks, days, hours, minutes, seconds = parts
    if match[2] or match[3]:
        if any(parts[2:]):
            raise FeelError("temporal", f'"{text}" mixes months with days, which have no fixed sum')
        return YearMonthDuration(sign * (12 * years + months))
    micro = int((match[9] or "0").ljust(6, "0")[:6])
    try:
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return sign * (span + timedelta(microseconds=micro))
    except OverflowError:
        raise _unreadable("duration", text) from None


def read_any(text: str) -> date | time | Duration:
    """Read what stands in an @"…" literal."""
    if text.lstrip("-").startswith("P"):
        return read_duration(text)
    if "T" in text[1:]:
        return read_date_time(text)
    return read_time(text) if ":" in text else read_date(text)


def _unreadable(kind: str, text: str) -> FeelError:
    return FeelError("temporal", f'"{text[:40]}" is not a {kind}')


def add_months(value: date, months: int) -> date:
    """Move a date or date-time by months, to the month's last day if the day does not exist."""
    index = value.year * 12 + value.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise FeelError("temporal", "the date lies outside the years 1 to 9999")
    return value.replace(
        year=year, month=month, day=min(value.day, calendar.monthrange(year, month)[1])
    )


def write_duration(value: timedelta) -> str:
    """Write a days and time duration in ISO 8601."""
    sign = "-" if value < timedelta() else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or value.microseconds:
        fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
        clock += f"{seconds}{fraction}S"
    days = f"{value.days}D" if value.days else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{days}{'T' if clock else ''}{clock}"
