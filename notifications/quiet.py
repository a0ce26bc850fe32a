"""The hours in which nobody is disturbed without need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid
from engine.kernel.settings import Settings
from notifications.channels import CHANNELS, INAPP

# The message centre disturbs nobody, so it knows no quiet hours.
HELD = frozenset(CHANNELS) - {INAPP}
# No row of days of rest is longer; a broken calendar must not hold a text for ever.
LONGEST_REST = 15


def every_day(_on: date) -> bool:
    """Say that each day is worked."""
    return True


@dataclass(frozen=True)
class QuietHours:
    """From one time of the evening to one of the morning, in the company's zone.

    With `rest_days` a day that `is_worked` denies is quiet as a whole; `channels` are those
    that wait.
    """

    start: time
    end: time
    rest_days: bool = False
    channels: frozenset[str] = HELD
    is_worked: Callable[[date], bool] = field(default=every_day, compare=False)

    @classmethod
    def of(cls, settings: Settings) -> "QuietHours":
        """Return the quiet hours of an installation; equal times mean none."""
        return cls(to_time(settings.quiet_from), to_time(settings.quiet_to))

    @classmethod
    def read(
        cls, kept: Mapping[str, Any], is_worked: Callable[[date], bool] = every_day
    ) -> "QuietHours":
        """Return the quiet hours somebody or a unit has chosen."""
        return cls(
            to_time(kept["from"]),
            to_time(kept["to"]),
            bool(kept.get("rest_days")),
            frozenset(kept.get("channels", HELD)),
            is_worked,
        )

    def holds(self, channel: str) -> bool:
        """Tell whether a channel waits for the end of the quiet hours."""
        return channel in self.channels

    def next_moment(self, now: datetime, *, is_urgent: bool) -> datetime:
        """Return when a text may go out: now, or when the quiet hours end."""
        if is_urgent:
            return now
        local = now.astimezone(COMPANY_ZONE)
        for _ in range(LONGEST_REST):
            if self.rest_days and not self.is_worked(local.date()):
                local = datetime.combine(local.date() + timedelta(days=1), time(), COMPANY_ZONE)
            elif self._covers(local.time()):
                local = self._morning_after(local)
            else:
                break
        return local.astimezone(now.tzinfo)

    def _morning_after(self, local: datetime) -> datetime:
        morning = datetime.combine(local.date(), self.end, COMPANY_ZONE)
        return morning if morning > local else morning + timedelta(days=1)

    def _covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def checked_quiet(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return quiet hours as they are kept; raise `Invalid` naming a time that is none."""
    kept: dict[str, Any] = {
        "rest_days": bool(given.get("rest_days")),
        "channels": sorted(HELD & set(given.get("channels", ()))),
    }
    problems = []
    for name in ("from", "to"):
        try:
            kept[name] = to_time(str(given.get(name, ""))).strftime("%H:%M")
        except ValueError:
            message = "a time such as 22:00"
            problems.append({"field": f"quiet_{name}", "code": "no_time", "message": message})
    if problems:
        raise Invalid(problems)
    return kept


def to_time(text: str) -> time:
    """Return a time of day written as `22:00`; raise `ValueError` when it is none."""
    hours, _, minutes = text.partition(":")
    return time(int(hours), int(minutes))
