"""The agent's desktop: a browser application and the websocket gateway it talks to."""
