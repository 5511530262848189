"""Seeded worlds in virtual time around the pure center."""
