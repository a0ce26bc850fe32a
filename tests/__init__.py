"""Tests of GridFlow."""
