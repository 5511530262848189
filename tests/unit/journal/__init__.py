"""Tests of cic.journal."""
