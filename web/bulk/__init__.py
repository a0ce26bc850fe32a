"""Doing the same with many rows of the inbox."""
