"""Applications for supply: from the counter to the archive."""
