"""Examines the link between engine and Asterisk from end to end. Changes nothing and never shows a secret."""
