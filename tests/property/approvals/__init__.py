"""Approvals in any order: random plays and what must hold after each step of them."""
