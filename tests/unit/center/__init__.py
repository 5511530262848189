"""Unit tests of the center, written as scenarios."""
