"""The runtime: takes one input at a time, and lets nothing out before it is durable."""
