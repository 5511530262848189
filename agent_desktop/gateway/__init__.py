"""The desktop's websocket protocol: snapshots and events out, commands in. Owns no state of calls or agents."""
