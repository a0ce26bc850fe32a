"""Answering a task from the mail that told of it."""
