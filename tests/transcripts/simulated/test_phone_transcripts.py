"""Golden conversations of ``cic.phone.v1``: everything that phones and the engine say goes in, all that comes out is
compared, in order. Each conversation is also cut short after every line: the switch must come to rest by itself.

A line is ``connect|drop|C|S|X|E|R|wait|start ...``: C a phone's frame, S the switch's, X a closing, E a command, R a
report. ``<token>`` stands for the rejoin token of the leg that the frame names.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from cic.cti import port
from cic.cti.simulated.exchange import ClosePhone, Counted, Output, PhoneId, PhoneIdentity, Reported, ToPhone
from cic.cti.simulated.frames import PhoneRole
from cic.cti.simulated.switch import Switch
from cic.cti.simulated.wire import serialise
from routing.vocabulary import EffectId, EndCause, LegId, Prompt, ProviderId

pytestmark = pytest.mark.contract

FOLDER = Path(__file__).parent
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))
INPUTS = ("connect", "drop", "C", "E", "wait", "start")


class Table:
    """Phones by name around one switch; says what came out as transcript lines."""

    def __init__(self) -> None:
        self.switch = Switch(ProviderId("simulated"), b"a secret for tests only", lambda: "x")
        self.now_ms = 0
        self.numbers: dict[str, PhoneId] = {}
        self.connections = 0
        self.tokens: dict[str, str] = {}
        self.identities: dict[str, PhoneIdentity] = {}

    def take(self, line: str) -> list[str]:
        """Carry one input line out; the lines it brought about."""
        kind, _, rest = line.partition(" ")
        return [self._line(output) for output in self._step(kind, rest)]

    def _step(self, kind: str, rest: str) -> list[Output]:
        name, _, text = rest.partition(" ")
        match kind:
            case "start":
                return self.switch.start([_expected(item) for item in json.loads(rest)], self.now_ms)
            case "connect":
                self.connections += 1
                self.numbers[name] = PhoneId(self.connections)
                address = text.removeprefix("agent ") if text.startswith("agent ") else None
                role = PhoneRole.AGENT if address else PhoneRole.CALLER
                self.identities[name] = PhoneIdentity(role, address)
                return self.switch.connect(self.numbers[name], self.identities[name], self.now_ms)
            case "drop":
                return self.switch.disconnect(self.numbers[name], self.now_ms)
            case "C":
                return self.switch.receive(self.numbers[name], self._with_token(name, text), self.now_ms)
            case "E":
                return self.switch.execute(EffectId(name), _command(json.loads(text)), self.now_ms)
            case "wait":
                return list(self._wait(int(rest)))
            case _:
                raise AssertionError(f"not an input: {kind}")

    def _wait(self, duration_ms: int) -> Iterator[Output]:
        until_ms = self.now_ms + duration_ms
        while (due_ms := self.switch.next_deadline_ms) is not None and due_ms <= until_ms:
            self.now_ms = due_ms
            yield from self.switch.expire(due_ms)
        self.now_ms = until_ms

    def _with_token(self, name: str, text: str) -> str:
        if "<token>" not in text:
            return text
        identity, leg_id = self.identities[name], LegId(json.loads(text)["leg_id"])
        token = self.switch.exchange.tokens.issue(leg_id, identity.role, identity.address)
        return text.replace("<token>", token)

    def _line(self, output: Output) -> str:
        match output:
            case Reported(report=report):
                return f"R {type(report).__name__} {json.dumps(_plain(report), sort_keys=True)}"
            case ToPhone(phone_id=phone_id, frame=frame):
                content = json.loads(serialise(frame))
                if "rejoin" in content:
                    content["rejoin"] = "<token>"
                return f"S {self._name(phone_id)} {json.dumps(content)}"
            case ClosePhone(phone_id=phone_id, closing=closing):
                return f"X {self._name(phone_id)} {closing.value}"
            case Counted(kind=kind):
                return f"F {kind}"

    def _name(self, phone_id: PhoneId) -> str:
        return next(name for name, number in self.numbers.items() if number == phone_id)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _command(content: dict[str, dict[str, Any]]) -> port.ProviderCommand:
    ((name, values),) = content.items()
    if "prompts" in values:
        values["prompts"] = tuple(Prompt(recording, "en") for recording in values["prompts"])
    if "cause" in values:
        values["cause"] = EndCause(values["cause"])
    lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    command: port.ProviderCommand = getattr(port, name)(**{**values, **lists})
    return command


def _expected(content: dict[str, Any]) -> port.ExpectedLeg:
    return port.ExpectedLeg(content["leg_id"], content["is_caller"], tuple(content["bridged_with"]))


def lines_of(path: Path) -> list[str]:
    """A transcript without its comments and blank lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(path: Path) -> None:
    expected = lines_of(path)
    table = Table()
    said: list[str] = []
    for line in expected:
        if line.split(" ", 1)[0] in INPUTS:
            said.append(line)
            said.extend(table.take(line))
    assert said == expected


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_cut_anywhere_comes_to_rest(path: Path) -> None:
    inputs = [line for line in lines_of(path) if line.split(" ", 1)[0] in INPUTS]
    for length in range(len(inputs)):
        table = Table()
        for line in inputs[:length]:
            table.take(line)
        for name in table.numbers:
            table.take(f"drop {name}")
        table.take("wait 10000")
        exchange = table.switch.exchange
        assert (exchange.legs, exchange.bridges, exchange.phones) == ({}, {}, {})
        assert exchange.effects.under_way == frozenset()
        assert exchange.timers.next_ms is None


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 6
