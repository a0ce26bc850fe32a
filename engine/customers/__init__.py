"""Customers, their supply accounts, and the grid that supplies them."""
