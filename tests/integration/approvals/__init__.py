"""Approvals as people do them, on both databases."""
