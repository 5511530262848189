"""What flows look up: sources that the configuration names, asked within limits. Knows no flow and no call."""
