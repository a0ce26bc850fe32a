"""Cases and their tasks, from start to end, on both databases."""
