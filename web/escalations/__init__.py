"""Matters that climb the chain of command, and what leaders tell the handlers."""
