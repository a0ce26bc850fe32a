"""Supervision 督办: a unit is ordered to answer for a case, and the order climbs until it does."""
