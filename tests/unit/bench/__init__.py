"""Tests of the bench: its figures are what they say."""
