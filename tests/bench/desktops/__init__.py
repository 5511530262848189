"""Many desktops on one node while contacts are routed: frames, bytes, CPU, memory."""
