"""Official lists of holidays and make-up days, read from CSV, JSON or iCalendar files.

Every wrong row is named with its line and the reason; a list with one wrong row is refused
whole, so that nobody works by half a calendar.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from engine.deadlines.rules.checks import Found, problem
from engine.deadlines.rules.days import ONE_DAY, Day, DayType, Hours
from engine.kernel.errors import Invalid

LISTED = (DayType.HOLIDAY, DayType.MAKEUP)
# What lists call the two kinds of days, in lower case.
WORDS = {
    "holiday": DayType.HOLIDAY,
    "off": DayType.HOLIDAY,
    "休": DayType.HOLIDAY,
    "放假": DayType.HOLIDAY,
    "休假": DayType.HOLIDAY,
    "makeup": DayType.MAKEUP,
    "work": DayType.MAKEUP,
    "班": DayType.MAKEUP,
    "上班": DayType.MAKEUP,
    "调休上班": DayType.MAKEUP,
    "补班": DayType.MAKEUP,
}
MOST_ROWS = 1000
LONGEST_NAME = 100
Row = tuple[int, Mapping[str, Any]]


class BadRow(ValueError):
    """A row of a list that cannot be read: why, and what stands there instead."""

    def __init__(self, code: str, value: str, message: str) -> None:
        super().__init__(f"{value or 'nothing'!r} {message}")
        self.code = code
        self.value = value


def read_arrangement(text: str, name: str = "") -> dict[date, Day]:
    """Return the days of a list, told apart by its first sign (`{`, `[`, `BEGIN:`), else CSV.

    Raises `Invalid` with one problem per wrong row, field `line N`, and its `value`.
    """
    text = text.lstrip("\ufeff")
    days: dict[date, Day] = {}
    problems: list[Found] = []
    try:
        rows = list(_rows(text.strip()))
    except (ValueError, csv.Error) as error:
        raise Invalid([problem("file", "no_list", f"{name} {error}".strip())]) from error
    for number, row in rows[:MOST_ROWS]:
        try:
            on, day = _read_row(row)
            if on in days:
                raise BadRow("listed_twice", str(on), "is listed twice")
            days[on] = day
        except BadRow as error:
            problems.append(_problem_of(number, error))
    if len(rows) > MOST_ROWS:
        problems.append(problem("file", "too_many_rows", f"more than {MOST_ROWS} rows"))
    if problems or not days:
        raise Invalid(problems or [problem("file", "no_days", "no line with date,type,name")])
    return days


def _problem_of(number: int, error: BadRow) -> Found:
    return {**problem(f"line {number}", error.code, str(error)), "value": error.value}


def _rows(text: str) -> Iterator[Row]:
    if text.startswith(("{", "[")):
        return _json_rows(json.loads(text))
    return _ics_rows(text) if text.upper().startswith("BEGIN:") else _csv_rows(text)


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        yield reader.line_num, {(key or "").strip().lower(): value for key, value in row.items()}


def _json_rows(found: Any) -> Iterator[Row]:
    """Yield the entries of `[{"date":…,"type":…,"name":…}]`, or of the same under `days`."""
    entries = found.get("days") if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise ValueError("a list of days is needed, or an object with such a list under “days”")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            yield number, {}
        elif "type" not in entry and isinstance(entry.get("isOffDay"), bool):
            # As the open calendar projects publish the notices of the State Council.
            yield number, {**entry, "type": "holiday" if entry["isOffDay"] else "makeup"}
        else:
            yield number, entry


def _ics_rows(text: str) -> Iterator[Row]:
    """Yield one row per day of each whole-day event; its summary says which kind it is."""
    event: dict[str, str] = {}
    began = 0
    for number, line in _unfolded(text):
        key, _, value = line.partition(":")
        key = key.partition(";")[0].upper()
        if line.upper() == "BEGIN:VEVENT":
            event, began = {}, number
        elif line.upper() == "END:VEVENT":
            yield from _ics_days(event, began)
        else:
            event[key] = value


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of an iCalendar file; a line that begins with a blank goes on (RFC 5545)."""
    pending, started = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in (" ", "\t"):
            pending += line[1:]
            continue
        if pending:
            yield started, pending
        pending, started = line.strip(), number
    if pending:
        yield started, pending


def _ics_days(event: Mapping[str, str], line: int) -> Iterator[Row]:
    summary = event.get("SUMMARY", "").replace("\\,", ",").strip()
    begins, ends = event.get("DTSTART", "")[:8], event.get("DTEND", "")[:8]
    kind = _kind_in(event.get("CATEGORIES", "")) or _kind_in(summary)
    try:
        on = date.fromisoformat(begins)
        # The end of a whole-day event is the day after its last (RFC 5545, 3.6.1).
        last = date.fromisoformat(ends) - ONE_DAY if ends else on
    except ValueError:
        yield line, {"date": begins, "type": kind, "name": summary}
        return
    for number in range(min((last - on).days, 366) + 1):
        day = on + timedelta(days=number)
        yield line, {"date": day.isoformat(), "type": kind, "name": summary}


def _kind_in(text: str) -> str:
    """Return the kind a text names; make-up is looked for first: "调休上班" is in both."""
    lower = text.lower()
    makeup = [word for word, kind in WORDS.items() if kind is DayType.MAKEUP and word in lower]
    rest = [word for word, kind in WORDS.items() if kind is DayType.HOLIDAY and word in lower]
    return "makeup" if makeup else "holiday" if rest else ""


def _read_row(row: Mapping[str, Any]) -> tuple[date, Day]:
    on = _read_date(_text(row, "date"))
    word = _text(row, "type")
    kind = WORDS.get(word.lower())
    if kind is None:
        raise BadRow("no_type", word, "is no type; write HOLIDAY or MAKEUP")
    name = _text(row, "name")
    if len(name) > LONGEST_NAME:
        raise BadRow("long_name", str(on), f"has a name longer than {LONGEST_NAME} characters")
    hours = _text(row, "hours")
    try:
        return on, Day(kind, name, Hours.read(hours) if hours else None)
    except ValueError as error:
        raise BadRow("bad_hours", hours, "are no hours; write 08:30-12:00,13:30-17:30") from error


def _read_date(text: str) -> date:
    try:
        on = date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        raise BadRow("bad_date", text, "is no date; write 2027-01-01") from error
    if not 2000 <= on.year <= 2100:
        raise BadRow("far_year", str(on), "is not within 2000 to 2100")
    return on


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value).strip() if value is not None else ""


def as_csv(days: Mapping[date, Day]) -> str:
    """Return days as a list that can be imported again."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["date", "type", "name", "hours"])
    for on, day in sorted(days.items()):
        writer.writerow([on.isoformat(), day.type.value, day.name, str(day.hours or "")])
    return file.getvalue()


def as_json(days: Mapping[date, Day]) -> str:
    """Return days as JSON that can be imported again."""
    rows = [
        {"date": on.isoformat(), "type": day.type.value, "name": day.name}
        | ({"hours": str(day.hours)} if day.hours else {})
        for on, day in sorted(days.items())
    ]
    return json.dumps({"days": rows}, ensure_ascii=False, indent=1)


def as_ics(days: Mapping[date, Day]) -> str:
    """Return days as an iCalendar file that can be imported again."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//GridFlow//Calendar//EN"]
    for on, day in sorted(days.items()):
        name = day.name.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{on.isoformat()}-{day.type.value.lower()}@gridflow",
            f"DTSTAMP:{on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{on + ONE_DAY:%Y%m%d}",
            f"SUMMARY:{name}",
            f"CATEGORIES:{day.type.value}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
