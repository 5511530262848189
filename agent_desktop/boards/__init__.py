"""Live figures, folded from events, for whoever listens. Owns no state of calls or agents."""
