"""Saved filters in the inbox."""
