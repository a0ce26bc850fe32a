"""What can be started, and the form that starts it."""
