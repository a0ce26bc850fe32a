"""Headquarters looks: packages for review, and supervision of late units."""
