"""Signing in and out, the language, one's own account."""
