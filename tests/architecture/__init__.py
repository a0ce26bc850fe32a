"""The rules the code itself is held to."""
