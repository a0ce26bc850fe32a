"""Tasks that leaders assign, their progress and their results."""
