"""The first page: what waits, what runs, what can be started."""
