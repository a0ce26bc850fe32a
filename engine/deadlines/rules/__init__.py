"""The arithmetic of deadlines: pure, no database."""

from engine.deadlines.rules.alarms import Alarm, next_alarm
from engine.deadlines.rules.calendar import (
    WorkingCalendar,
    add_working_days,
    add_working_time,
    subtract_working_days,
    subtract_working_time,
    working_days,
    working_time,
)
from engine.deadlines.rules.days import (
    OFFICE,
    SHIFT,
    Day,
    DayType,
    Hours,
    Pattern,
)
from engine.deadlines.rules.limits import (
    SHORT_UNITS,
    Pause,
    Pauses,
    Policy,
    Unit,
    due,
    merged,
    moment_at_share,
    read_warn_rule,
    warn_moments,
    yellow_moment,
)
from engine.deadlines.rules.timetable import (
    Case,
    TimeRules,
    UnknownPolicy,
    seed_time_rules,
    stops_promise,
)
from engine.kernel.lights import Light, light

__all__ = [
    "OFFICE",
    "SHIFT",
    "SHORT_UNITS",
    "Alarm",
    "Case",
    "Day",
    "DayType",
    "Hours",
    "Light",
    "Pattern",
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
    "merged",
    "moment_at_share",
    "next_alarm",
    "read_warn_rule",
    "seed_time_rules",
    "stops_promise",
    "subtract_working_days",
    "subtract_working_time",
    "warn_moments",
    "working_days",
    "working_time",
    "yellow_moment",
]
