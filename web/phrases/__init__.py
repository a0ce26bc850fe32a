"""Phrases 常用语 for opinions: one's own, and those a unit shares."""
