"""Which notices reach somebody on which channel: pure rules over what was chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notifications.channels import CHANNELS, EMAIL, INAPP

TASKS, REMINDERS, COPIES, PROGRESS, DIGESTS = "tasks", "reminders", "copies", "progress", "digests"
GROUPS = (TASKS, REMINDERS, COPIES, PROGRESS, DIGESTS)
ON, OFF, ALWAYS, NEVER = "on", "off", "always", "never"
RULES = (ON, OFF, ALWAYS, NEVER)
# What nobody wrote a rule for: as it was before there were choices.
DEFAULT = frozenset({INAPP, EMAIL})
# An escalation that is not seen is no escalation.
UNDENIABLE = frozenset({(REMINDERS, INAPP)})
_GROUP_OF = {
    "task.warned": REMINDERS,
    "task.overdue": REMINDERS,
    "task.escalated": REMINDERS,
    "task.urged": REMINDERS,
    "task.check_due": REMINDERS,
    "task.progress_missing": REMINDERS,
    "supervision.opened": REMINDERS,
    "review.condition_due": REMINDERS,
    "outage.delayed": REMINDERS,
    "outage.leaders": REMINDERS,
    "complaint.supervised": REMINDERS,
    "complaint.major": REMINDERS,
    "incident.opened": REMINDERS,
    "comment.mentioned": COPIES,
    "digest": DIGESTS,
}
_GROUP_BY_BEGIN = (
    ("copy.", COPIES),
    ("escalation.", REMINDERS),
    ("instruction.", REMINDERS),
    ("supervision.", REMINDERS),
    ("task.closed", PROGRESS),
    ("task.cancelled", PROGRESS),
    ("task.", TASKS),
    ("deputy.", TASKS),
)


def group_of(template: str) -> str:
    """Return the group of events a notice belongs to."""
    if template in _GROUP_OF:
        return _GROUP_OF[template]
    return next((group for begin, group in _GROUP_BY_BEGIN if template.startswith(begin)), PROGRESS)


@dataclass(frozen=True)
class Rules:
    """What the units above somebody decided, the nearest first."""

    rows: tuple[Mapping[str, Mapping[str, str]], ...] = ()

    def of(self, group: str, channel: str) -> str:
        """Return `on`, `off`, `always` or `never` for a group of events and a channel."""
        if (group, channel) in UNDENIABLE:
            return ALWAYS
        said = [row[group][channel] for row in self.rows if channel in row.get(group, {})]
        # What is decided for good counts from the highest unit down; a mere default from below.
        for word in reversed(said):
            if word in (ALWAYS, NEVER):
                return word
        return said[0] if said else (ON if channel in DEFAULT else OFF)


def chosen_channels(
    group: str, choices: Mapping[str, Sequence[str]], rules: Rules
) -> tuple[str, ...]:
    """Return the channels of a group of events for somebody, in their usual order."""
    own = choices.get(group)
    return tuple(
        channel for channel in CHANNELS if _is_chosen(own, channel, rules.of(group, channel))
    )


def _is_chosen(own: Sequence[str] | None, channel: str, rule: str) -> bool:
    if rule in (ALWAYS, NEVER):
        return rule == ALWAYS
    return rule == ON if own is None else channel in own


def checked_choices(given: Mapping[str, Iterable[str]], rules: Rules) -> dict[str, list[str]]:
    """Return choices as they are kept: only known groups and channels that may be chosen."""
    return {
        group: [
            channel
            for channel in CHANNELS
            if channel in set(given.get(group, ())) and rules.of(group, channel) in (ON, OFF)
        ]
        for group in GROUPS
    }


def checked_rules(given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return rules as they are kept: only known groups, channels and words."""
    found: dict[str, dict[str, str]] = {}
    for group in GROUPS:
        for channel in CHANNELS:
            word = given.get(group, {}).get(channel)
            if word in RULES and (group, channel) not in UNDENIABLE:
                found.setdefault(group, {})[channel] = str(word)
    return found
