"""Headquarters review: packages, conditions, spot checks, figures."""
