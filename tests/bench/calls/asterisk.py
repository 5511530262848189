"""The one Asterisk of both sides: the lab's, with phones that need not register and with app_queue beside our engine.

Owns what the bench changes in the lab's files. Both sides have the same trunk, phones, codecs, recordings and music.
"""

import contextlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cic.cti.asterisk.actions import HOTLINE_CONTEXT
from cic.cti.asterisk.lab.install import asterisk_folder, install
from cic.cti.asterisk.lab.settings import INSIDE, LabPhone, LabPorts, LabSettings
from cic.cti.asterisk.lab.start import start, status, stop
from tests.bench.calls.hotline import RECORDING
from tests.bench.calls.plan import HOTLINE, LOOPBACK, QUEUE_NUMBER, Plan, Ports, agent_name

FILES_OPEN_MAX = 20_000
STRATEGY = "leastrecent"
"""The one of app_queue that means what our engine does: whoever has been free longest."""
QUEUE_FILE = """\
[general]
persistentmembers=no
autofill=yes
"""
# retry: with app_queue's default of 5 s a freed agent waits for seconds, which would make the comparison unfair.
QUEUE = """
[agents{agents}]
strategy={strategy}
timeout=15
retry=1
wrapuptime=0
ringinuse=no
musicclass=default
{members}
"""
QUEUE_ENTRY = """
exten => {number}{agents},1,Answer()
 same => n,Read(KEY,{inside}/prompts/en/{recording},1)
 same => n,Queue(agents{agents})
 same => n,Hangup()
"""
WATCHER = """
[watcher]
secret={secret}
deny=0.0.0.0/0.0.0.0
permit={host}/255.255.255.255
read=agent
eventfilter(action(include),name(QueueCallerJoin)) =
"""


@dataclass(frozen=True, slots=True)
class BenchAsterisk:
    """A running Asterisk."""

    folder: Path
    process_id: int
    ami_port: int
    watcher_secret: str


@contextlib.contextmanager
def asterisk(plan: Plan, ports: Ports, prompts: Path, folder: Path) -> Iterator[BenchAsterisk]:
    """Run it while the block lasts; ``folder`` is the one that a center's data folder has for it."""
    install(asterisk_folder(), print)
    phones = tuple(
        LabPhone(agent_name(number), f"{9000 + number}") for number in range(1, max(plan.agent_counts()) + 1)
    )
    lab_ports = LabPorts(ports.sip, ports.websocket, ports.ami, ports.agi, ports.rtp_first, ports.rtp_last)
    secret = secrets.token_hex(24)
    try:
        start(
            folder, asterisk_folder(), LabSettings(lab_ports, phones, (HOTLINE,)), prompts, lambda _: None,
            amend=partial(_amend, plan, ports, secret),
        )  # fmt: skip
        process_id = status(folder).process_id
        assert process_id is not None, "it has just answered"
        yield BenchAsterisk(folder, process_id, ports.ami, secret)
    finally:
        stop(folder)


def _amend(plan: Plan, ports: Ports, secret: str, files: dict[str, str]) -> dict[str, str]:
    counts = plan.agent_counts()
    limit = f"[options]\nmaxfiles = {FILES_OPEN_MAX}\n"
    # A timestamp in each event, for the moment a caller joins app_queue; both sides have it.
    stamped = files["manager.conf"].replace("[general]\n", "[general]\ntimestampevents=yes\n", 1)
    return files | {
        "asterisk.conf": files["asterisk.conf"].replace("[options]\n", limit, 1),
        "modules.conf": files["modules.conf"] + "load => app_queue.so\nload => app_read.so\n",
        "manager.conf": stamped + WATCHER.format(secret=secret, host=LOOPBACK),
        "pjsip.conf": _with_standing_contacts(files["pjsip.conf"], max(counts), ports.agents_sip),
        "extensions.conf": files["extensions.conf"] + f"\n[{HOTLINE_CONTEXT}]\n" + "".join(map(_queue_entry, counts)),
        "queues.conf": QUEUE_FILE + "".join(map(_queue, counts)),
    }


def _with_standing_contacts(text: str, agents: int, port: int) -> str:
    """No registering and no asking whether a phone is there: neither is what is measured."""
    replacement = rf"[\1]\ntype=aor\ncontact=sip:\1@{LOOPBACK}:{port}\n"
    changed, count = re.subn(r"\[(agent\d+)\]\ntype=aor\n(?:.+\n)*", replacement, text)
    assert count == agents, f"{count} of {agents} phones found in the lab's pjsip.conf"
    return changed


def _queue(agents: int) -> str:
    members = "\n".join(f"member => PJSIP/{agent_name(number)}" for number in range(1, agents + 1))
    return QUEUE.format(agents=agents, strategy=STRATEGY, members=members)


def _queue_entry(agents: int) -> str:
    return QUEUE_ENTRY.format(number=QUEUE_NUMBER, agents=agents, inside=INSIDE, recording=RECORDING)
