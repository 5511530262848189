"""The simulated telephony provider: phones are browsers and scripts. Sees the port and the wire, nothing of routing."""
