"""What else ends with a session: desktops, boards and phones. Owns that none is forgotten."""

from collections.abc import Iterable

from fastapi import Request

from cic.access.identity import SessionId
from cic.api.asking import services_of
from cic.api.sockets import phone_sockets_of


async def end_everywhere(request: Request, session_ids: Iterable[SessionId]) -> None:
    """Close whatever is open on sessions that have ended."""
    for session_id in session_ids:
        services = services_of(request)
        services.end_desktop(session_id)
        services.live.end_session(session_id)
        await phone_sockets_of(request).end(session_id)
