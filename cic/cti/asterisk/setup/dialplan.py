"""The dialplan that any Asterisk needs: how callers reach the engine and never get lost. Owns our contexts.

Whoever waits for the engine waits in bounded pieces, because Asterisk notices that an engine has died only between two
commands. The engine decides everything else. A context of ours has a name that begins with ``cic-``.
"""

from cic.cti.asterisk.actions import (
    AGENT_CONTEXT,
    CALLER_ACCOUNT,
    CALLER_CONTEXT,
    HOTLINE_CONTEXT,
    PHONES_CONTEXT,
    PROBE_CONTEXT,
    RINGING_TONE,
)
from cic.cti.asterisk.settings import AsteriskSettings

OUR_CONTEXTS = (HOTLINE_CONTEXT, CALLER_CONTEXT, AGENT_CONTEXT, PROBE_CONTEXT)
"""What an Asterisk cannot serve a center without."""

Phones = tuple[tuple[str, str], ...]
"""Addresses of phones, each with the number that rings it."""

# AGI comes back when the engine is away (FAILURE), when the agent has left, or when the connection broke: ask again at
# once, unless it came back within a second of asking, which would make a tight loop. A caller whom an agent has left is
# given a twentieth of a second first: where the flow ends there, the engine has hung up by then, and a conversation
# that nobody needs is not begun.
_ENTRY = """\
[cic-entry]
exten => caller,1,Set(CIC_ASKED=${{EPOCH}})
 same => n,AGI(agi://{engine}/entry?token={token},${{CIC_DIALLED}})
 same => n,GotoIf($["${{AGISTATUS}}" = "FAILURE"]?away)
 same => n,GotoIf($[${{EPOCH}} - ${{CIC_ASKED}} > 1]?back)
 same => n,Answer()
 same => n,MusicOnHold(default,1)
 same => n(back),Wait(0.05)
 same => n,Goto(caller,1)
 same => n(away),Answer()
 same => n,MusicOnHold(default,5)
 same => n,Goto(caller,1)
exten => join,1,BridgeAdd(${{CIC_JOIN}})
 same => n,Goto(caller,1)
"""

# The user event says that a dialled leg waits again; Asterisk has no event of its own for it. It is said every second:
# a leg that was bridged while saying it for the first time goes on behind it when it comes back. What a held or ringing
# leg hears goes on until the engine, or the next one, has something else for it. Who waits is sent silence: ChanSpy
# lets somebody who whispers be heard only where something is sent.
_AGENT = """\
[cic-agent]
exten => waiting,1,PlayTones(0/1000)
 same => n(again),UserEvent(CicWaiting)
 same => n,Wait(1)
 same => n,Goto(again)
exten => hold,1,MusicOnHold(default,60)
 same => n,Goto(hold,1)
exten => ringing,1,PlayTones({tone})
 same => n,Wait(60)
 same => n,Goto(ringing,1)
exten => join,1,BridgeAdd(${{CIC_JOIN}})
 same => n,Goto(waiting,1)
exten => monitor,1,UserEvent(CicMonitoring,Watched: ${{CIC_WATCHED}})
 same => n,ChanSpy(${{CIC_WATCHED}},${{CIC_MONITOR}})
 same => n,Goto(waiting,1)
"""

# Only a manager's Originate gets here: `cic doctor` asks Asterisk to try out what a call will need. The key and the
# bridge are there so that each kind of event is raised once.
_PROBE = """\
[cic-probe]
exten => engine,1,Answer()
 same => n,Set(CIC_PROBE_ANSWER=)
 same => n,AGI(agi://{engine}/probe?token={token})
 same => n,Set(CIC_TOLD=Status: ${{AGISTATUS}},Answer: ${{CIC_PROBE_ANSWER}},Epoch: ${{EPOCH}})
 same => n,UserEvent(CicProbe,Probe: ${{CIC_PROBE}},${{CIC_TOLD}})
 same => n,SendDTMF(1)
 same => n,Dial(Local/far@cic-probe/n,5)
exten => far,1,Answer()
exten => files,1,Set(CIC_MISSING=)
 same => n(next),GotoIf($["${{CIC_FILES}}" = ""]?told)
 same => n,Set(CIC_FILE=${{CUT(CIC_FILES,&,1)}})
 same => n,Set(CIC_FILES=${{CUT(CIC_FILES,&,2-)}})
 same => n,GotoIf($["${{FILE(${{CIC_FOLDER}}/${{CIC_FILE}}.wav,0,4)}}" = "RIFF"]?next)
 same => n,Set(CIC_MISSING=${{CIC_MISSING}}&${{CIC_FILE}})
 same => n,Goto(next)
 same => n(told),UserEvent(CicProbe,Probe: ${{CIC_PROBE}},Missing: ${{CIC_MISSING}})
exten => message,1,Set(FILE(${{CIC_FOLDER}}/${{CIC_FILE}},0,,,u)=${{CIC_PROBE}})
 same => n,UserEvent(CicProbe,Probe: ${{CIC_PROBE}})
exten => music,1,StartMusicOnHold(${{CIC_MUSIC}})
 same => n,UserEvent(CicProbe,Probe: ${{CIC_PROBE}})
"""


def dialplan(settings: AsteriskSettings) -> str:
    """Our contexts: the hotline numbers, the way to the engine, waiting agents, and the doctor's trials."""
    engine = f"{settings.engine_host}:{settings.agi_port}"
    return "\n".join(
        [
            _hotline(settings),
            _ENTRY.format(engine=engine, token=settings.agi_token),
            _AGENT.format(tone=RINGING_TONE),
            _PROBE.format(engine=engine, token=settings.agi_token),
        ]
    )


def phones_dialplan(phones: Phones) -> str:
    """What our own phones may dial: the hotline, and each other."""
    lines = [f"[{PHONES_CONTEXT}]", f"include => {HOTLINE_CONTEXT}"]
    for number in sorted({number for _, number in phones}):
        rung = [f"PJSIP/{address}" for address, other in phones if other == number]
        lines.append(f"exten => {number},hint,{'&'.join(rung)}")
        lines.append(f"exten => {number},1,Dial({'&'.join(rung)},30)")
        lines.append(" same => n,Hangup()")
    return "\n".join([*lines, ""])


def _hotline(settings: AsteriskSettings) -> str:
    lines = [f"[{HOTLINE_CONTEXT}]"]
    for number in settings.hotline_numbers:
        # The account code marks a leg as a caller's for an engine that starts later.
        lines += [
            f"exten => {number},1,Set(CHANNEL(accountcode)={CALLER_ACCOUNT})",
            f" same => n,Set(CIC_DIALLED={number})",
            f" same => n,Goto({CALLER_CONTEXT},caller,1)",
        ]
    return "\n".join([*lines, ""])
