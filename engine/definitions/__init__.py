"""Deployed diagrams: immutable versions with the exact forms and decisions they use."""
