"""The manager user that any Asterisk needs for a center. Owns its rights and which events it is told; no sockets.

The filter's form is Asterisk's own since 18.25, 20.10, 21.5 and 22.0; an older one ignores it and tells everything.
"""

from cic.cti.asterisk.settings import AsteriskSettings

# Only what the engine reads: with everything on, one call of two legs makes 71 events.
EVENTS = (
    "Newchannel", "Newstate", "HangupRequest", "Hangup", "BridgeEnter", "BridgeLeave", "OriginateResponse",
    "UserEvent", "DeviceStateChange", "DTMFEnd", "FullyBooted", "ContactStatus",
)  # fmt: skip
READ_RIGHTS = "call,user,system,dtmf"
WRITE_RIGHTS = "call,originate,reporting,system"
NEEDED_ACTIONS = (
    "Bridge", "CoreSettings", "CoreShowChannels", "Getvar", "Hangup", "ModuleCheck", "MuteAudio", "Originate",
    "PJSIPQualify", "PJSIPShowEndpoint", "PJSIPShowEndpoints", "Ping", "PlayDTMF", "Redirect", "Setvar", "ShowDialPlan",
)  # fmt: skip


def manager_user(settings: AsteriskSettings, engine_address: str) -> str:
    """The engine's section of manager.conf; only ``engine_address`` may sign in with it."""
    filters = "".join(f"eventfilter(action(include),name({name})) =\n" for name in EVENTS)
    # Only those that say that Asterisk itself is about to stop: every other hang-up has one too.
    filters += "eventfilter(action(include),name(SoftHangupRequest),header(Cause),method(exact)) = 4\n"
    return (
        f"[{settings.ami_user}]\nsecret={settings.ami_secret}\n"
        f"deny=0.0.0.0/0.0.0.0\npermit={engine_address}/255.255.255.255\n"
        f"read={READ_RIGHTS}\nwrite={WRITE_RIGHTS}\nwritetimeout=1000\n"
        f"{filters}"
    )
