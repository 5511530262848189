"""The HTTP and websocket routes: parse, authorise, submit, map a refusal to a status. Decides nothing about calls."""
