"""What was sent to somebody to read."""
