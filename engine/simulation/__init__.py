"""Runs diagrams in memory on a virtual clock, without a database, for people who draw them."""
