"""The month with what is due on each day."""
