"""What is wrong: alarms that stand now, and counts of what peers got wrong. Knows no protocol and decides nothing."""
