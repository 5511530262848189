"""Real browsers and a real Asterisk."""
