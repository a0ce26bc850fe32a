"""The panel "Why?" on the pages of tasks and cases."""
