"""How much one expression may ask for before it is refused."""

SOURCE_CHARACTERS = 10_000
"""Longest text of an expression."""
DEPTH = 200
"""Deepest nesting of an expression and of its function calls."""
STEPS = 1_000_000
"""Evaluation steps (one per node and round of a loop, one per element a function walks)."""
LIST_ITEMS = 100_000
"""Longest list an expression may build."""
TEXT_CHARACTERS = 1_000_000
"""Longest text an expression may build."""
PATTERN_CHARACTERS = 500
"""Longest regular expression."""
PATTERN_STATES = 1_000
"""Largest automaton a regular expression may need."""
PATTERN_STEPS = 500_000
"""States a regular expression may visit in one search."""
EXPONENT = 999
"""Largest exponent of a power."""
