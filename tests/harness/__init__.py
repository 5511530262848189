"""What scenario and end-to-end tests stand on: a center in a process of its own, and clients of its protocols."""
