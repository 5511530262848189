"""Noticing that a peer has gone without a word. Owns what the kernel does for one socket; decides nothing."""

import socket

_IDLE_S = 5
_ASK_EVERY_S = 2
_UNANSWERED_MAX = 3
_UNSENT_MS_MAX = 10_000


def watch_peer(connection: socket.socket) -> None:
    """Let the kernel end a connection whose peer has not answered for about ten seconds, busy or idle."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _ASK_EVERY_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _UNANSWERED_MAX)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNSENT_MS_MAX)
