"""Scripted callers and agents' phones in a process of their own: ``python -m cic.cti.simulated.scripted_caller``.

Owns carrying a script out and telling, as JSON lines, what each phone sent, saw and missed. Never imports the engine.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import httpx

from cic.cti.simulated import frames
from cic.cti.simulated.frames import PhoneFrame, SwitchFrame
from cic.cti.simulated.script import (
    BeBridged,
    BeCalled,
    BeEnded,
    BeOutside,
    BeParted,
    DialNumber,
    Drop,
    HangUpNow,
    Hear,
    HearDigits,
    HearMusic,
    LeaveMessage,
    Press,
    Say,
    ScriptFault,
    Step,
    Wait,
    parse_script,
)
from cic.cti.simulated.scripted_phone import Behaviour, NotSeen, ScriptedPhone
from cic.cti.simulated.tickets import TicketSource, agent_tickets, caller_tickets
from cic.cti.simulated.wire import serialise

HTTP_TIMEOUT_S = 10.0


async def run_script(phone: ScriptedPhone, steps: tuple[Step, ...]) -> None:
    """Carry a script out on a phone; NotSeen when something that it waits for does not come."""
    for step in steps:
        await _carry_out(phone, step)


async def _carry_out(phone: ScriptedPhone, step: Step) -> None:
    match step:
        case DialNumber(number=number, caller_number=caller_number, caller_name=caller_name):
            await phone.dial(number, caller_number, caller_name)
        case Press(keys=keys, gap_ms=gap_ms):
            await phone.press(keys, gap_ms)
        case Say(words=words):
            await phone.say(words)
        case LeaveMessage(for_ms=for_ms, within_ms=within_ms):
            await phone.leave_message(for_ms, within_ms)
        case BeOutside(number=number):
            await phone.be_outside(number)
        case Wait(for_ms=for_ms):
            await asyncio.sleep(for_ms / 1000)
        case Drop(away_ms=away_ms):
            await phone.drop(away_ms)
        case HangUpNow():
            await phone.hang_up()
        case _:
            await phone.expect(lambda frame: _shows(step, frame), step.within_ms, type(step).__name__)


def _shows(step: Hear | HearMusic | BeCalled | BeBridged | BeParted | HearDigits | BeEnded, frame: SwitchFrame) -> bool:
    """Whether this frame is what the step waits for."""
    match step:
        case Hear(recording=recording):
            wanted = f"/{recording}.wav"
            return isinstance(frame, frames.Play) and any(path.endswith(wanted) for path in frame.recordings)
        case HearMusic():
            return isinstance(frame, frames.Music)
        case BeCalled():
            return isinstance(frame, frames.Ring)
        case BeBridged():
            return isinstance(frame, frames.Bridge)
        case BeParted():
            return isinstance(frame, frames.Part)
        case HearDigits(digits=digits):
            return isinstance(frame, frames.FarDigits) and frame.digits == digits
        case BeEnded(cause=cause):
            return isinstance(frame, frames.Ended) and cause in (None, frame.cause)
        case _:
            assert_never(step)


def socket_url_of(url: str) -> str:
    """The websocket of an engine's phones, from the engine's address."""
    return f"ws{url.removeprefix('http').rstrip('/')}/ws/phone"


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for."""

    url: str
    steps: tuple[Step, ...]
    phones: int
    every_ms: int
    behaviour: Behaviour


def _watch(name: str) -> Callable[[str, PhoneFrame | SwitchFrame | None], None]:
    """Write what a phone sees as JSON lines; rejoin tokens and sound stay out of them."""

    def write(kind: str, frame: PhoneFrame | SwitchFrame | None) -> None:
        content = {} if frame is None else json.loads(serialise(frame))
        secret_free = {key: value for key, value in content.items() if key not in {"rejoin", "token", "pcm"}}
        _print({"phone": name, kind: secret_free})

    return write


def _print(content: dict[str, object]) -> None:
    print(json.dumps({"at_ms": time.time_ns() // 1_000_000, **content}), flush=True)


async def _one_phone(order: Order, number: int, tickets: TicketSource) -> bool:
    """Run the script on one phone; whether it came to its end."""
    name = f"phone-{number}"
    await asyncio.sleep(order.every_ms * number / 1000)
    try:
        async with ScriptedPhone(socket_url_of(order.url), tickets, order.behaviour, _watch(name)) as phone:
            await phone.connected()
            await run_script(phone, order.steps)
    except NotSeen as missed:
        _print({"phone": name, "failed": str(missed)})
        return False
    _print({"phone": name, "passed": len(order.steps)})
    return True


async def run(order: Order, tickets: Callable[[httpx.AsyncClient], TicketSource]) -> bool:
    """Run the script on all phones; whether all came to its end."""
    async with httpx.AsyncClient(base_url=order.url, timeout=HTTP_TIMEOUT_S, trust_env=False) as http:
        source = tickets(http)
        outcomes = await asyncio.gather(*(_one_phone(order, number, source) for number in range(order.phones)))
    return all(outcomes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripted_caller", description="Lets scripted phones call the engine, or answer for an agent."
    )
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the engine's address")
    parser.add_argument(
        "--script", type=Path, required=True, help="a YAML list of steps; see cic/cti/simulated/script.py"
    )
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--key-file", type=Path, help="the test phone's key: the phones are callers'")
    who.add_argument("--sign-ins", type=Path, help="JSON with users and passwords: the phone is the agent's of --user")
    parser.add_argument("--user", help="with --sign-ins: whose phone it is")
    parser.add_argument("--phones", type=int, default=1, help="how many phones run the script at once")
    parser.add_argument("--every-ms", type=int, default=0, help="the time between two phones' beginnings")
    parser.add_argument("--recording-ms", type=int, default=0, help="how long a recording lasts")
    parser.add_argument("--answer-after-ms", type=int, default=0, help="how long an agent's phone rings")
    parser.add_argument("--reject", action="store_true", help="an agent's phone rejects")
    return parser


def _tickets(arguments: argparse.Namespace) -> Callable[[httpx.AsyncClient], TicketSource]:
    if arguments.key_file is not None:
        key = arguments.key_file.read_text(encoding="utf-8").strip()
        return lambda http: caller_tickets(http, key)
    password = _password(json.loads(arguments.sign_ins.read_text(encoding="utf-8")), arguments.user)
    return lambda http: agent_tickets(http, arguments.user, password)


def _password(content: object, user: str | None) -> str:
    for entry in content if isinstance(content, list) else []:
        if isinstance(entry, dict) and entry.get("user") == user and isinstance(entry.get("password"), str):
            return str(entry["password"])
    raise ScriptFault(["the sign-ins name no such user"])


def main(words: list[str] | None = None) -> int:
    """0 when every script came to its end, 1 when something was missed, 2 when the request makes no sense."""
    arguments = _parser().parse_args(words)
    behaviour = Behaviour(arguments.recording_ms, not arguments.reject, arguments.answer_after_ms)
    try:
        steps = parse_script(arguments.script.read_text(encoding="utf-8"))
        tickets = _tickets(arguments)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        print(f"cannot read a file: {type(fault).__name__}: {getattr(fault, 'filename', '')}", file=sys.stderr)
        return 2
    except ScriptFault as fault:
        print("\n".join(fault.problems), file=sys.stderr)
        return 2
    order = Order(arguments.url, steps, max(1, arguments.phones), max(0, arguments.every_ms), behaviour)
    return 0 if asyncio.run(run(order, tickets)) else 1


if __name__ == "__main__":
    sys.exit(main())
