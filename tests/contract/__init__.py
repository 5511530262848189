"""Fixtures of published events and protocols."""
