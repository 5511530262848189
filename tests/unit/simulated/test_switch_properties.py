"""Any order of frames, commands, drops and time: the switch keeps its books straight and comes to rest."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cic.cti.port import (
    AnswerLeg,
    BridgeLegs,
    CallArrivedOpen,
    DialLeg,
    DigitsCollectedOpen,
    ExpectedLeg,
    HoldLeg,
    LegEnded,
    LegsRead,
    MenuAnswered,
    PlayMusic,
    PlayPrompts,
    ProviderCommand,
    ProviderReport,
    ResumeLeg,
)
from cic.cti.port.type_ahead import KEYS_KEPT_MAX
from cic.cti.simulated import frames
from cic.cti.simulated.exchange import (
    ClosePhone,
    Limits,
    MessageToFind,
    MessageToKeep,
    Output,
    PhoneId,
    Playing,
    Recording,
    RecordingStage,
    Reported,
    ToPhone,
)
from cic.cti.simulated.frames import MediaState, PhoneFrame, SwitchFrame
from cic.cti.simulated.switch import Switch
from cic.cti.simulated.wire import parse_switch_frame, serialise
from routing.vocabulary import BridgeId, EffectId, InteractionId, LegId, Prompt, ProviderId
from tests.unit.simulated.switch_commands import MEANS_ALIVE, OUTCOMES, SILENCE, SOUND, Made, identity, leg_commands

pytestmark = pytest.mark.property

LIMITS = Limits(phones_max=6, outcomes_kept_max=1000, ended_kept_max=1000, faults_max=1000)
PHONES = ["caller-0", "caller-1", "agent-0", "agent-1", "agent-2"]
OLD = [ExpectedLeg(LegId("old-c"), True, (LegId("old-a"),)), ExpectedLeg(LegId("old-a"), False, (LegId("old-c"),))]

names = st.sampled_from(PHONES)
picks = st.integers(0, 7)


class SwitchMachine(RuleBasedStateMachine):
    """A switch among phones and an engine that do anything at all; the engine knows legs from reports alone."""

    def __init__(self) -> None:
        super().__init__()
        suffixes = iter(range(1_000_000))
        self.switch = Switch(ProviderId("simulated"), b"a secret for tests only", lambda: str(next(suffixes)), LIMITS)
        self.now_ms = 0
        self.numbers: dict[str, PhoneId] = {}
        self.connections = 0
        self.known: list[LegId] = [leg.leg_id for leg in OLD]
        self.dialled = 0
        self.commands: list[tuple[EffectId, ProviderCommand]] = []
        self.ended: Counter[LegId] = Counter()
        self.outcomes: Counter[EffectId] = Counter()
        self.reads = 0
        self.step = 0
        self.leg_had: dict[str, LegId] = {"caller-0": LegId("old-c"), "agent-0": LegId("old-a")}
        self.rejoining_media = MediaState.KEPT
        old_c, old_a = (leg.leg_id for leg in OLD)
        self.connections_of: dict[LegId, dict[LegId, Made]] = {
            old_c: {old_a: Made(0, False)},
            old_a: {old_c: Made(0, True)},
        }
        self.forgotten: set[LegId] = set()
        self.answered_music: list[EffectId] = []
        self.to_file: list[MessageToFind | MessageToKeep] = []
        self.take(self.switch.start(OLD, 0))

    def take(self, outputs: list[Output]) -> None:
        """Do what the switch says, checking that each word of it makes sense on its own."""
        self.step += 1
        for output in outputs:
            match output:
                case ToPhone(phone_id=phone_id, frame=frame):
                    assert parse_switch_frame(serialise(frame)) == frame
                    assert phone_id in self.numbers.values()
                    self.take_media(frame)
                    if isinstance(frame, frames.LegGiven | frames.Ring):
                        names_of = {number: name for name, number in self.numbers.items()}
                        self.leg_had[names_of[phone_id]] = frame.leg_id
                case ClosePhone(phone_id=phone_id):
                    self.numbers = {name: number for name, number in self.numbers.items() if number != phone_id}
                case Reported(report=report):
                    self.take_report(report)
                case MessageToFind() | MessageToKeep():
                    self.to_file.append(output)

    def take_media(self, frame: SwitchFrame) -> None:
        """Make and close connections as a browser does: what stands with a peer named again is left as it is."""
        match frame:
            case frames.Bridge(leg_id=leg_id, peers=peers):
                standing = self.connections_of.get(leg_id, {})
                self.connections_of[leg_id] = {
                    peer.leg_id: standing.get(peer.leg_id, Made(self.step, peer.offers)) for peer in peers
                }
            case frames.Rejoined(leg_id=leg_id) if self.rejoining_media is MediaState.LOST:
                self.connections_of.pop(leg_id, None)
            case frames.Part() | frames.Play() | frames.Music() | frames.Ended() | frames.Ring():
                self.connections_of.pop(frame.leg_id, None)
            case _:
                pass

    def take_report(self, report: ProviderReport) -> None:
        if isinstance(report, LegEnded):
            self.ended[report.leg_id] += 1
        if isinstance(report, MEANS_ALIVE):
            assert self.ended[report.leg_id] == 0, "a leg that ended is heard of again"
        if isinstance(report, MenuAnswered) and self.outcomes[report.effect_id] == 1:
            commands = dict(self.commands)
            assert isinstance(commands[report.effect_id], PlayMusic), "music alone is done, and answered later"
            self.answered_music.append(report.effect_id)
        elif isinstance(report, OUTCOMES):
            self.outcomes[report.effect_id] += 1
        if isinstance(report, CallArrivedOpen):
            self.known.append(report.leg_id)
        if isinstance(report, LegsRead):
            self.reads += 1
            gone = set(self.known) - {seen.leg_id for seen in report.legs}
            self.forgotten = {leg_id for leg_id in gone if self.ended[leg_id] == 0}
            self.ended.update(self.forgotten)

    def say(self, name: str, frame: PhoneFrame) -> None:
        if name in self.numbers:
            self.take(self.switch.receive(self.numbers[name], serialise(frame), self.now_ms))

    def leg_of(self, name: str, pick: int) -> LegId:
        phone = self.switch.exchange.phones.get(self.numbers.get(name, PhoneId(-1)))
        if phone is not None and phone.leg_id is not None and pick:
            return phone.leg_id
        return self.known[pick % len(self.known)]

    def order(self, command: ProviderCommand) -> None:
        effect_id = EffectId(f"e{len(self.commands)}")
        self.commands.append((effect_id, command))
        self.take(self.switch.execute(effect_id, command, self.now_ms))

    @rule(name=names)
    def connect(self, name: str) -> None:
        if name.startswith("caller") and name in self.numbers:
            return  # another connection of a caller is another caller
        self.connections += 1
        number = PhoneId(self.connections)
        before = self.numbers.get(name)
        outputs = self.switch.connect(number, identity(name), self.now_ms)
        assert before is None or any(isinstance(output, ClosePhone) for output in outputs)
        self.numbers[name] = number
        self.take([output for output in outputs if not isinstance(output, ClosePhone)])

    @rule(name=names)
    def drop(self, name: str) -> None:
        if (number := self.numbers.pop(name, None)) is not None:
            self.take(self.switch.disconnect(number, self.now_ms))

    @rule(name=names)
    def dial(self, name: str) -> None:
        self.say(name, frames.Dial("4000"))

    @rule(name=names, pick=picks, media=st.sampled_from(MediaState), answered=st.sampled_from([None, True, False]))
    def rejoin(self, name: str, pick: int, media: MediaState, answered: bool | None) -> None:
        leg_id, who = self.known[pick % len(self.known)], identity(name)
        token = self.switch.exchange.tokens.issue(leg_id, who.role, who.address)
        self.rejoining_media = media
        self.say(name, frames.Rejoin(leg_id, token, answered, media))

    @rule(name=names, media=st.sampled_from(MediaState))
    def come_back(self, name: str, media: MediaState) -> None:
        """A phone that lost its connection asks for the leg it had."""
        if name in self.numbers or name not in self.leg_had:
            return
        self.connect(name)
        leg_id, who = self.leg_had[name], identity(name)
        token = self.switch.exchange.tokens.issue(leg_id, who.role, who.address)
        self.rejoining_media = media
        self.say(name, frames.Rejoin(leg_id, token, None, media))

    @rule(caller=st.sampled_from(PHONES[:2]), agents=st.sets(st.integers(0, 2), min_size=1, max_size=2))
    def talk(self, caller: str, agents: set[int]) -> None:
        """As far as it goes: a caller comes in and is bridged with agents."""
        self.connect(caller)
        self.dial(caller)
        leg_ids = [self.leg_had.get(caller, self.known[0])]
        self.order(AnswerLeg(leg_ids[0]))
        for number in agents:
            if f"agent-{number}" not in self.numbers:
                self.connect(f"agent-{number}")
            self.call_agent(number, 1)
            leg_ids.append(self.leg_had.get(f"agent-{number}", self.known[-1]))
            self.say(f"agent-{number}", frames.Answer(leg_ids[-1]))
        self.order(BridgeLegs(BridgeId("b0"), tuple(leg_ids)))

    @rule(name=names, pick=picks, kind=st.sampled_from([frames.Answer, frames.Reject, frames.HangUp]))
    def hook(self, name: str, pick: int, kind: type[frames.Answer | frames.Reject | frames.HangUp]) -> None:
        self.say(name, kind(self.leg_of(name, pick)))

    @rule(name=names, pick=picks, digit=st.sampled_from("19#"))
    def press(self, name: str, pick: int, digit: str) -> None:
        self.say(name, frames.Digit(self.leg_of(name, pick), digit))

    @rule(name=names, pick=picks, words=st.sampled_from(["sales", "the sales", "weather"]))
    def speak(self, name: str, pick: int, words: str) -> None:
        self.say(name, frames.Speech(self.leg_of(name, pick), words))

    @rule(name=names, pick=picks, pcm=st.sampled_from([SOUND, SILENCE, SOUND + SILENCE]))
    def sound(self, name: str, pick: int, pcm: bytes) -> None:
        leg = self.switch.exchange.legs.get(self.leg_of(name, pick))
        message = None if leg is None else leg.hearing
        effect_id = message.effect_id if isinstance(message, Recording) else EffectId("none")
        self.say(name, frames.Audio(self.leg_of(name, pick), effect_id, pcm))

    @rule(is_well=st.booleans(), duration_ms=st.sampled_from([None, 500]))
    def file(self, is_well: bool, duration_ms: int | None) -> None:
        """The disk answers, in its own time."""
        if not self.to_file:
            return
        message = self.to_file.pop(0)
        if not is_well:
            self.take(self.switch.message_failed(message, self.now_ms))
        elif isinstance(message, MessageToFind):
            self.take(self.switch.message_found(message, duration_ms, self.now_ms))
        else:
            assert message.pcm
            self.take(self.switch.message_kept(message, len(message.pcm) // 16, self.now_ms))

    @rule(name=names, pick=picks, effect=picks)
    def played(self, name: str, pick: int, effect: int) -> None:
        effect_id = self.commands[-1 - effect % len(self.commands)][0] if self.commands else EffectId("none")
        self.say(name, frames.Played(self.leg_of(name, pick), effect_id))

    @rule(name=names, pick=picks, to=picks)
    def signal(self, name: str, pick: int, to: int) -> None:
        peer = self.known[to % len(self.known)]
        self.say(name, frames.SignalOut(self.leg_of(name, pick), peer, {"candidate": None}))

    @rule(number=st.integers(0, 3), pick=picks)
    def call_agent(self, number: int, pick: int) -> None:
        self.dialled += 1
        leg_id = LegId(f"dial-{self.dialled}") if pick else self.known[number % len(self.known)]
        if leg_id not in self.known:
            self.known.append(leg_id)
        if leg_id in self.forgotten:
            # Of a leg that did not come back after a restart we do not know whether it ever rang.
            self.forgotten.remove(leg_id)
            self.ended[leg_id] = 0
        had_ended = self.ended[leg_id] > 0
        self.order(DialLeg(leg_id, f"10{number}", InteractionId("i1"), 4_000))
        if had_ended:
            assert self.ended.pop(leg_id) == 2  # told why it ended, to a command of its own
            self.ended[leg_id] = 1

    @rule(pick=picks, kind=st.integers(0, 12), prompts=st.sampled_from([(), (Prompt("main/a", "en"),)]))
    def command_leg(self, pick: int, kind: int, prompts: tuple[Prompt, ...]) -> None:
        leg_id = self.known[-1 - pick % len(self.known)]
        self.order(leg_commands(leg_id, prompts, pick % 2 == 0)[kind])

    @rule(bridge=st.integers(0, 1), members=st.lists(picks, min_size=1, max_size=4), kind=st.integers(0, 3))
    def command_bridge(self, bridge: int, members: list[int], kind: int) -> None:
        leg_ids = tuple(self.known[-1 - member % len(self.known)] for member in members)
        bridge_id = BridgeId(f"b{bridge}")
        if kind == 0:
            self.order(HoldLeg(bridge_id, leg_ids[0], leg_ids[1:], "hold"))
        elif kind == 1:
            self.order(ResumeLeg(bridge_id, leg_ids[0], leg_ids[1:]))
        else:
            self.order(BridgeLegs(bridge_id, leg_ids))

    @rule(pick=picks)
    def command_again(self, pick: int) -> None:
        """A command sent twice changes nothing and says what it said, if it has."""
        if not self.commands:
            return
        effect_id, command = self.commands[-1 - pick % len(self.commands)]
        before = self.snapshot()
        outputs = self.switch.execute(effect_id, command, self.now_ms)
        assert self.snapshot() == before
        outcome = self.switch.exchange.effects.outcome(effect_id)
        assert outputs == ([] if outcome is None else [Reported(outcome)])
        assert (outcome is None) == (effect_id in self.switch.exchange.effects.under_way)

    @rule(step_ms=st.sampled_from([1, 1_000, 4_000, 9_999, 30_000]))
    def wait(self, step_ms: int) -> None:
        self.now_ms += step_ms
        self.take(self.switch.expire(self.now_ms))

    def snapshot(self) -> str:
        exchange = self.switch.exchange
        return repr((exchange.legs, exchange.bridges, exchange.phones, exchange.agent_legs, exchange.agent_phones))

    @invariant()
    def a_leg_is_in_the_bridge_that_holds_it_and_in_no_other(self) -> None:
        exchange = self.switch.exchange
        for bridge_id, bridge in exchange.bridges.items():
            assert bridge.bridge_id == bridge_id
            assert 2 <= len(set(bridge.members)) == len(bridge.members) <= 3
            assert bridge.held <= set(bridge.members)
            assert all(exchange.legs[member].bridge_id == bridge_id for member in bridge.members)
        for leg in exchange.legs.values():
            assert leg.bridge_id is None or leg.leg_id in exchange.bridges[leg.bridge_id].members

    @invariant()
    def each_leg_ends_once_at_most_and_is_there_until_then(self) -> None:
        assert all(count <= 1 for count in self.ended.values())
        alive = {leg_id for leg_id in self.known if self.ended[leg_id] == 0}
        undialled = {leg_id for leg_id in alive if leg_id not in self.switch.exchange.legs}
        assert not {leg_id for leg_id in undialled if not leg_id.startswith("dial")}
        assert self.switch.exchange.legs.keys() <= alive | {leg.leg_id for leg in OLD}

    @invariant()
    def each_command_has_one_outcome_at_most(self) -> None:
        assert all(count <= 1 for count in self.outcomes.values())
        filed = {message.effect_id for message in self.to_file}
        assert len(self.switch.exchange.effects.under_way - filed) <= len(self.switch.exchange.legs)
        assert len(self.answered_music) == len(set(self.answered_music))

    @invariant()
    def phones_and_legs_know_each_other(self) -> None:
        exchange = self.switch.exchange
        for phone in exchange.phones.values():
            assert phone.leg_id is None or exchange.legs[phone.leg_id].phone_id == phone.phone_id
        for leg in exchange.legs.values():
            assert leg.phone_id is None or exchange.phones[leg.phone_id].leg_id == leg.leg_id
            assert leg.address is None or exchange.agent_legs[leg.address] == leg.leg_id
        assert len(exchange.phones) <= LIMITS.phones_max
        assert exchange.phones.keys() == set(self.numbers.values())

    @invariant()
    def keys_are_kept_only_while_a_leg_hears_nothing(self) -> None:
        for leg in self.switch.exchange.legs.values():
            assert len(leg.kept) <= KEYS_KEPT_MAX
            match leg.hearing:
                case Playing(command=PlayPrompts(must_be_heard=True)) | Recording(stage=RecordingStage.LOOKED_FOR):
                    may_keep = True
                case hearing:
                    may_keep = hearing is None and leg.bridge_id is None
            assert may_keep or not leg.kept

    @invariant()
    def whom_a_phone_believes_to_hear_hears_it_too(self) -> None:
        legs = self.switch.exchange.legs
        for leg in legs.values():
            for peer in leg.peers_told:
                assert leg.leg_id in legs[peer].peers_told

    @invariant()
    def who_hear_each_other_are_connected_by_the_same_negotiation(self) -> None:
        exchange = self.switch.exchange
        for bridge in exchange.bridges.values():
            there = [leg_id for leg_id in bridge.active if exchange.legs[leg_id].phone_id is not None]
            for one, other in combinations(there, 2):
                mine, its = self.connections_of[one][other], self.connections_of[other][one]
                assert mine.step == its.step
                assert mine.offers is not its.offers

    @invariant()
    def who_is_in_no_bridge_has_no_connection(self) -> None:
        for leg in self.switch.exchange.legs.values():
            if leg.phone_id is not None and not leg.peers_told:
                assert not self.connections_of.get(leg.leg_id)

    def teardown(self) -> None:
        for name in list(self.numbers):
            self.drop(name)
        self.now_ms += LIMITS.rejoin_window_ms
        self.take(self.switch.expire(self.now_ms))
        while self.to_file:
            self.file(True, None)
        exchange = self.switch.exchange
        assert (exchange.legs, exchange.bridges, exchange.phones, exchange.timers.next_ms) == ({}, {}, {}, None)
        assert exchange.effects.under_way == frozenset()
        outcomes = [exchange.effects.outcome(effect_id) for effect_id, _ in self.commands]
        assert not [outcome for outcome in outcomes if isinstance(outcome, DigitsCollectedOpen)]
        assert self.reads == 1


TestSwitch = SwitchMachine.TestCase
TestSwitch.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
