"""Flow tests: a call through a flow in virtual time, what the caller heard, and which ways of the flow were taken."""
