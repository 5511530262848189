"""The real shell in a process of its own, with the simulated provider's scripted phones."""
