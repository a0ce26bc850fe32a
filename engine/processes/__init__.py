"""Definitions, versions, instances, incidents: every move of an instance."""
