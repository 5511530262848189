"""The tests of the center."""
