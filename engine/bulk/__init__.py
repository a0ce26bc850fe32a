"""The same done with many tasks at once, row by row."""
