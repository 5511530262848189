"""Asterisk behind the telephony port: AGI for what a caller hears, AMI for legs, bridges and phones."""
