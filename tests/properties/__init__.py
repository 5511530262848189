"""Hypothesis against naive models."""
