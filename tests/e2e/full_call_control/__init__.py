"""One center before a real Asterisk for all that an agent can do with a call."""
