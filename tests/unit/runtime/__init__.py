"""Tests of cic.runtime."""
