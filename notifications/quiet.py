"""The hours in which nobody is disturbed without need."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.settings import Settings


@dataclass(frozen=True)
class QuietHours:
    """From one time of the evening to one of the morning, in the company's zone."""

    start: time
    end: time

    @classmethod
    def of(cls, settings: Settings) -> "QuietHours":
        """Return the quiet hours of an installation; equal times mean none."""
        return cls(_time(settings.quiet_from), _time(settings.quiet_to))

    def next_moment(self, now: datetime, *, is_urgent: bool) -> datetime:
        """Return when a text may go out: now, or when the quiet hours end."""
        local = now.astimezone(COMPANY_ZONE)
        if is_urgent or not self._covers(local.time()):
            return now
        morning = datetime.combine(local.date(), self.end, COMPANY_ZONE)
        if morning <= local:
            morning += timedelta(days=1)
        return morning.astimezone(now.tzinfo)

    def _covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def _time(text: str) -> time:
    hours, _, minutes = text.partition(":")
    return time(int(hours), int(minutes))
