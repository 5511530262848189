"""Tests of cic.customers."""
