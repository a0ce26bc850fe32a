"""One user task: its form, its case, what can be done with it."""
