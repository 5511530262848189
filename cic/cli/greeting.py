"""What a person at the terminal is told when the center has started. Owns the words; ``cic.main`` has the facts."""

import json
from collections.abc import Iterator

from cic.main.up import Started


def greeting(started: Started) -> Iterator[str]:
    """The lines, the desktop's address first. They hold the demo passwords: for a terminal, not for a log."""
    host = f"[{started.host}]" if ":" in started.host else started.host
    base = f"http://{host}:{started.port}"
    yield f"Agent desktop   {base}/"
    yield f"Supervision     {base}/supervisor"
    yield f"Test phone      {base}/phone#key={started.test_phone_key}"
    yield f"API             {base}/openapi.json"
    yield from _sign_ins(started)
    numbers = ", ".join(started.hotline_numbers)
    if started.sip_address is None:
        yield f"Hotline         {numbers} from the test phone (for SIP phones: make asterisk)"
    else:
        yield f"Hotline         {numbers} from the test phone, or by SIP at {started.sip_address}"
    yield "Stop with Ctrl+C. 按 Ctrl+C 停止。"


def _sign_ins(started: Started) -> Iterator[str]:
    """The first passwords, until somebody deletes their file because they have been handed over."""
    try:
        entries = json.loads(started.sign_ins_file.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return
    if not entries:
        return
    yield f"Demo sign-ins   (from {started.sign_ins_file}, readable by you alone)"
    for entry in entries:
        yield f"    {entry['user']:10} {entry['password']}  {entry.get('role', '')}".rstrip()
