"""What every layer stands on: clock, errors, events, actor, ids, money, settings, FEEL."""
