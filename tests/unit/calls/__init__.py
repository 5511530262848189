"""Unit tests of call control."""
