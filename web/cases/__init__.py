"""Finding and following cases."""
