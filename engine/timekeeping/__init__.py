"""Changes of calendars and limits, foreseen and made; clocks of cases, paused and shown."""
