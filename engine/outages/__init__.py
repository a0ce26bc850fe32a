"""Interruptions of supply: planned, temporary, by a fault."""
