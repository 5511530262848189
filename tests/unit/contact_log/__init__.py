"""Tests of cic.contact_log."""
