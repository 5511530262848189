"""The center core: composes routing, calls and flows into one state and one decide. Pure."""
