"""Who gets a task: candidate groups of a diagram become groups of people at units."""
