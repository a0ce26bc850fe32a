"""How a due time comes about, step by step: which days count, which do not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.deadlines.rules.calendar import WorkingCalendar, working_time
from engine.deadlines.rules.days import ONE_DAY, DayType, local_date
from engine.deadlines.rules.limits import Pauses, Policy, Unit, due, merged

# Why a day counts or does not.
ARRIVED, COUNTED, WEEKEND, HOLIDAY, MAKEUP = "arrived", "counted", "weekend", "holiday", "makeup"
LATE, WORKED, NATURAL, PAUSE, DUE = "late", "worked", "natural", "pause", "due"
# A limit of more days than this is told in sum.
MOST_DAYS = 120


@dataclass(frozen=True)
class Step:
    """One step of the reckoning.

    `number` counts working days or, with `amount`, hours of work; `moment` is the due time
    as it stands after the step.
    """

    kind: str
    on: date | None = None
    name: str = ""
    number: int = 0
    amount: timedelta | None = None
    moment: datetime | None = None
    until: datetime | None = None
    is_provisional: bool = False


def reckoning(
    policy: Policy, start: datetime, calendar: WorkingCalendar, pauses: Pauses = ()
) -> list[Step]:
    """Return the steps from the start to the due time; the last is what `due` returns."""
    ends = due(policy, start, calendar)
    if policy.unit is Unit.WD:
        steps = list(_days(start, ends, calendar))
    elif policy.unit is Unit.WH:
        steps = list(_hours(start, ends, calendar))
    else:
        steps = [Step(NATURAL, moment=ends)]
    steps += _pauses(policy, start, calendar, pauses)
    last = due(policy, start, calendar, pauses)
    provisional = calendar.is_provisional(local_date(last))
    return [*steps, Step(DUE, local_date(last), moment=last, is_provisional=provisional)]


def _days(start: datetime, ends: datetime, calendar: WorkingCalendar) -> Iterator[Step]:
    arrived, first = local_date(start), calendar.first_day(start)
    if first != arrived:
        yield Step(LATE, arrived, moment=start)
        yield from (_rest(on, calendar) for on in _between(arrived + ONE_DAY, first))
    yield Step(ARRIVED, first, moment=start)
    number = 0
    # The close of a day may be midnight, which is the next date already.
    last = local_date(ends - timedelta(microseconds=1))
    for on in _between(first + ONE_DAY, last + ONE_DAY):
        if not calendar.is_worked(on):
            yield _rest(on, calendar)
            continue
        number += 1
        kind = MAKEUP if calendar.type_of(on) is DayType.MAKEUP else COUNTED
        if number <= MOST_DAYS or on == last:
            yield Step(kind, on, _name(on, calendar), number)


def _hours(start: datetime, ends: datetime, calendar: WorkingCalendar) -> Iterator[Step]:
    total = timedelta()
    for on in _between(local_date(start), local_date(ends) + ONE_DAY):
        part = sum(
            (
                max(min(closing, ends) - max(opening, start), timedelta())
                for opening, closing in calendar.spans(on)
            ),
            timedelta(),
        )
        if part:
            total += part
            yield Step(WORKED, on, _name(on, calendar), amount=part)
        elif not calendar.is_worked(on):
            yield _rest(on, calendar)


def _pauses(
    policy: Policy, start: datetime, calendar: WorkingCalendar, pauses: Pauses
) -> Iterator[Step]:
    """Yield what each pause costs; what lies before the start or after the end costs nothing."""
    spans = merged(pauses, None)
    for number, (begun, ended) in enumerate(spans, start=1):
        moment = due(policy, start, calendar, spans[:number])
        lost = _lost(policy, calendar, max(begun, start), ended)
        if begun >= due(policy, start, calendar, spans[: number - 1]):
            lost = timedelta()
        yield Step(PAUSE, local_date(begun), number=number, amount=lost, moment=moment, until=ended)


def _lost(policy: Policy, calendar: WorkingCalendar, begun: datetime, ended: datetime) -> timedelta:
    if policy.is_working:
        return working_time(calendar, begun, ended)
    return max(ended - begun, timedelta())


def _rest(on: date, calendar: WorkingCalendar) -> Step:
    kind = HOLIDAY if calendar.type_of(on) is DayType.HOLIDAY else WEEKEND
    return Step(kind, on, _name(on, calendar))


def _name(on: date, calendar: WorkingCalendar) -> str:
    listed = calendar.days.get(on)
    return listed.name if listed else ""


def _between(first: date, end: date) -> Sequence[date]:
    return [first + timedelta(days=number) for number in range(max((end - first).days, 0))]
