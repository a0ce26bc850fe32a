"""Limits, calendars, changes of both, and the clocks of cases."""
