"""The arithmetic of deadlines: pure, no database."""

from engine.deadlines.rules.alarms import Alarm, next_alarm
from engine.deadlines.rules.calendar import (
    Day,
    DayType,
    Hours,
    WorkingCalendar,
    add_working_days,
    add_working_time,
    subtract_working_days,
    working_days,
    working_time,
)
from engine.deadlines.rules.limits import (
    Light,
    Pause,
    Pauses,
    Policy,
    Unit,
    due,
    light,
    moment_at_share,
    read_warn_rule,
    warn_moments,
)
from engine.deadlines.rules.timetable import (
    Case,
    TimeRules,
    UnknownPolicy,
    seed_time_rules,
    stops_promise,
)

__all__ = [
    "Alarm",
    "Case",
    "Day",
    "DayType",
    "Hours",
    "Light",
    "Pause",
    "Pauses",
    "Policy",
    "TimeRules",
    "Unit",
    "UnknownPolicy",
    "WorkingCalendar",
    "add_working_days",
    "add_working_time",
    "due",
    "light",
    "moment_at_share",
    "next_alarm",
    "read_warn_rule",
    "seed_time_rules",
    "stops_promise",
    "subtract_working_days",
    "warn_moments",
    "working_days",
    "working_time",
]
