"""A limit as a clock: due when, how much is left, and whose time has passed so far."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.deadlines.rules.calendar import WorkingCalendar, working_days, working_time
from engine.deadlines.rules.limits import (
    Pauses,
    Policy,
    due,
    merged,
    yellow_moment,
)
from engine.kernel.lights import Light, light


@dataclass(frozen=True)
class SlaClock:
    """One clock of a case at a moment.

    `elapsed` is all time since the start, `customer` what stood still, `company` the rest:
    only that is counted against the company. `left` is what remains in the limit's own
    measure, hours of work or natural time; it is negative when the limit is past.
    `days_left` are the working days still to come after today, 0 for natural time.
    `paused_since` is set while the clock stands still.
    """

    policy: Policy
    start: datetime
    due_at: datetime
    yellow_at: datetime | None
    light: Light
    left: timedelta
    elapsed: timedelta
    customer: timedelta
    days_left: int = 0
    paused_since: datetime | None = None

    @property
    def company(self) -> timedelta:
        """Return the time the company has used."""
        return self.elapsed - self.customer

    @property
    def is_paused(self) -> bool:
        """Tell whether the clock stands still."""
        return self.paused_since is not None


def clock_at(
    policy: Policy,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Pauses,
    now: datetime,
) -> SlaClock:
    """Return a clock as it stands at a moment; an open pause lasts until then."""
    spans = [(begun, ended or now) for begun, ended in pauses if begun < now]
    due_at = due(policy, start, calendar, spans)
    yellow_at = yellow_moment(policy, start, calendar, spans)
    open_since = [begun for begun, ended in pauses if ended is None and begun < due_at]
    return SlaClock(
        policy=policy,
        start=start,
        due_at=due_at,
        yellow_at=yellow_at,
        light=light(now, yellow_at, due_at),
        left=_left(policy, calendar, now, due_at),
        elapsed=max(now - start, timedelta()),
        customer=_stood_still(spans, start, now),
        days_left=working_days(calendar, now, due_at) if policy.is_working else 0,
        paused_since=min(open_since, default=None),
    )


def _left(policy: Policy, calendar: WorkingCalendar, now: datetime, due_at: datetime) -> timedelta:
    if not policy.is_working:
        return due_at - now
    if now <= due_at:
        return working_time(calendar, now, due_at)
    return -working_time(calendar, due_at, now)


def _stood_still(spans: Pauses, start: datetime, now: datetime) -> timedelta:
    parts = (
        max(min(ended, now) - max(begun, start), timedelta()) for begun, ended in merged(spans, now)
    )
    return sum(parts, timedelta())
