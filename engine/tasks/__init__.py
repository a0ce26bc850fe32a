"""User tasks and the inbox."""
