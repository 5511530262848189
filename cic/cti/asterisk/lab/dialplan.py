"""The dialplan of a lab: how callers reach the engine and never get lost. Owns extensions.conf.

Whoever waits for the engine waits in bounded pieces, because Asterisk notices that an engine has died only between two
commands. The engine decides everything else.
"""

from cic.cti.asterisk.lab.settings import LOOPBACK, LabSettings

CALLER_CONTEXT = "cic-entry"
AGENT_CONTEXT = "cic-agent"

# AGI comes back when the engine is away (FAILURE), when the agent has left, or when the connection broke: ask again at
# once, unless it came back within a second of asking, which would make a tight loop.
_ENTRY = """\
[cic-entry]
exten => caller,1,Set(CIC_ASKED=${{EPOCH}})
 same => n,AGI(agi://{host}:{agi_port}/entry?token={token},${{CIC_DIALLED}})
 same => n,GotoIf($["${{AGISTATUS}}" = "FAILURE"]?away)
 same => n,GotoIf($[${{EPOCH}} - ${{CIC_ASKED}} > 1]?caller,1)
 same => n,Answer()
 same => n,MusicOnHold(default,1)
 same => n,Goto(caller,1)
 same => n(away),Answer()
 same => n,MusicOnHold(default,5)
 same => n,Goto(caller,1)
exten => join,1,BridgeAdd(${{CIC_JOIN}})
 same => n,Goto(caller,1)
"""

# The user event says that a dialled leg waits again; Asterisk has no event of its own for it. It is said every second:
# a leg that was bridged while saying it for the first time goes on behind it when it comes back.
_AGENT = """\
[cic-agent]
exten => waiting,1,UserEvent(CicWaiting)
 same => n,Wait(1)
 same => n,Goto(waiting,1)
exten => hold,1,MusicOnHold(default,3600)
 same => n,Goto(waiting,1)
exten => join,1,BridgeAdd(${CIC_JOIN})
 same => n,Goto(waiting,1)
"""


def extensions(settings: LabSettings, agi_token: str) -> str:
    """The whole extensions.conf."""
    parts = [
        "[general]\nstatic=yes\nwriteprotect=yes\n",
        _hotline(settings),
        _direct_calls(settings),
        _ENTRY.format(host=LOOPBACK, agi_port=settings.ports.agi, token=agi_token),
        _AGENT,
    ]
    return "\n".join(parts)


def _hotline(settings: LabSettings) -> str:
    lines = ["[hotline]"]
    for number in settings.hotline_numbers:
        # The account code marks a leg as a caller's for an engine that starts later.
        lines += [
            f"exten => {number},1,Set(CHANNEL(accountcode)=cic-caller)",
            f" same => n,Set(CIC_DIALLED={number})",
            f" same => n,Goto({CALLER_CONTEXT},caller,1)",
        ]
    return "\n".join([*lines, ""])


def _direct_calls(settings: LabSettings) -> str:
    lines = ["[from-agents]", "include => hotline"]
    for number in sorted({phone.number for phone in settings.phones}):
        rung = "&".join(f"PJSIP/{phone.address}" for phone in settings.phones if phone.number == number)
        lines.append(f"exten => {number},1,Dial({rung},30)")
        lines.append(" same => n,Hangup()")
    return "\n".join([*lines, ""])
