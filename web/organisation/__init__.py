"""Units and people, to look up."""
