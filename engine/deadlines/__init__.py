"""Deadlines: working calendars, limits as data, and clocks that can pause."""
