"""Example settings and events for tests of the Asterisk provider."""

import dataclasses

from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.settings import AsteriskSettings, EndpointKind, EndpointSettings

_EXAMPLE = AsteriskSettings(
    host="127.0.0.1",
    ami_port=1,
    ami_user="cic",
    ami_secret="made-up-secret",
    agi_port=0,
    agi_token="made-up-token",
    sip_port=5160,
    websocket_url="ws://127.0.0.1:8188/ws",
    endpoints=(
        EndpointSettings("alice", EndpointKind.DESK, "made-up-password"),
        EndpointSettings("alice-browser", EndpointKind.BROWSER, "another-password"),
    ),
    hotline_numbers=("4000",),
    prompts_folder="/srv/cic/prompts",
    music_classes=("default",),
)


def settings(**changed: object) -> AsteriskSettings:
    """Settings with some fields changed."""
    return dataclasses.replace(_EXAMPLE, **changed)


def contact_status(address: str, port: int, status: str) -> AmiMessage:
    """What Asterisk tells of a phone's registration."""
    uri = f"sip:{address}@127.0.0.1:{port}"
    return AmiMessage(
        [
            "Event: ContactStatus",
            f"URI: {uri}",
            f"ContactStatus: {status}",
            f"AOR: {address}",
            f"EndpointName: {address}",
        ]
    )
