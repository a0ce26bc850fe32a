"""Escalations: who hears of late work, level by level, up the chain of command."""
