"""Files of tasks and cases."""
