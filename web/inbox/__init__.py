"""The inbox and its counts."""
