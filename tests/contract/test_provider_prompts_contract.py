"""The part of the provider contract about prompts in queues and menus that listen, messages, and numbers outside."""

import wave
from collections.abc import AsyncIterator

import pytest

from cic.cti.port import (
    NOT_RECORDED,
    BridgeFormed,
    BridgeLegs,
    CollectEnd,
    CommandDone,
    CommandFailed,
    DialNumber,
    DigitsCollectedOpen,
    ExpectedLeg,
    Grammar,
    LegAnswered,
    LegEnded,
    LegRinging,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
    PhoneChanged,
    PhraseHeard,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
    RecordingId,
    RecordMessage,
    SpeechNotUnderstood,
    SpokenPhrase,
)
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId
from tests.contract.provider_bench import Bench
from tests.contract.test_provider_contract import BENCHES, PROMPTS, answered_caller, last, one, order

pytestmark = pytest.mark.contract

GRAMMAR = Grammar("en", (SpokenPhrase("sales", ("sales",)), SpokenPhrase("help", ("technical support", "help"))), 60)
MESSAGE = RecordingId("m-1")


@pytest.fixture(params=list(BENCHES.values()), ids=list(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with request.param() as made:
        yield made


def message(leg_id: LegId, recording: RecordingId = MESSAGE) -> RecordMessage:
    return RecordMessage(leg_id, PROMPTS, recording, duration_ms_max=6_000, silence_ms=2_000)


async def begun_message(bench: Bench) -> tuple[LegId, EffectId]:
    if not bench.provider.capabilities.messages:
        pytest.skip("the provider takes no messages")
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "message", message(leg_id))
    await bench.caller_hears_prompts_to_their_end()
    assert bench.reports == []
    return leg_id, effect_id


async def test_a_prompts_own_key_answers_it_and_any_other_ends_it(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    first = await order(bench, "e1", PlayPrompts(leg_id, PROMPTS, keys="1"))
    await bench.caller_presses("1")
    second = await order(bench, "e2", PlayPrompts(leg_id, PROMPTS, keys="1"))
    await bench.caller_presses("2")
    menu = await order(bench, "e3", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert bench.reports == [
        MenuAnswered(first, leg_id, "1"),
        PromptFinished(second, leg_id),
        MenuAnswered(menu, leg_id, "2"),
    ]


async def test_what_must_be_heard_is_played_to_its_end_and_keeps_every_key(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await bench.caller_presses("1")
    notice = await order(bench, "e1", PlayPrompts(leg_id, PROMPTS, keys="2", must_be_heard=True))
    await bench.caller_presses("2")
    assert bench.reports == []
    await bench.caller_hears_prompts_to_their_end()
    assert bench.reports == [PromptFinished(notice, leg_id)]
    collect = await order(bench, "e2", PromptCollect(leg_id, PROMPTS, 1, 2, "#", 5_000, 3_000))
    assert last(bench) == DigitsCollectedOpen(collect, leg_id, "12", CollectEnd.MAXIMUM)


async def test_music_answers_with_one_of_its_keys_once(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "e1", PlayMusic(leg_id, "default", keys="12"))
    await bench.caller_presses("3121")
    assert bench.reports == [CommandDone(effect_id), MenuAnswered(effect_id, leg_id, "1")]


@pytest.mark.parametrize("pressed", ["*", "12*"])
async def test_an_escape_key_ends_a_collection_without_digits(bench: Bench, pressed: str) -> None:
    leg_id = await answered_caller(bench)
    command = PromptCollect(leg_id, PROMPTS, 1, 4, "#", 5_000, 3_000, escape_keys="*")
    effect_id = await order(bench, "e1", command)
    await bench.caller_presses(pressed)
    assert bench.reports == [DigitsCollectedOpen(effect_id, leg_id, "", CollectEnd.ESCAPED)]


@pytest.mark.parametrize("is_menu", [True, False], ids=["menu", "collect"])
async def test_a_caller_may_answer_by_speaking_where_the_provider_listens(bench: Bench, is_menu: bool) -> None:
    if not bench.provider.capabilities.speech:
        pytest.skip("the provider hears keys alone")
    leg_id = await answered_caller(bench)
    menu = PromptMenu(leg_id, PROMPTS, "12", 5_000, listen=GRAMMAR)
    collect = PromptCollect(leg_id, PROMPTS, 1, 4, "#", 5_000, 3_000, listen=GRAMMAR)
    command = menu if is_menu else collect
    sure = await order(bench, "e1", command)
    await bench.caller_says("technical support")
    unknown = await order(bench, "e2", command)
    await bench.caller_says("the weather in Paris")
    assert bench.reports == [PhraseHeard(sure, leg_id, "help", True), SpeechNotUnderstood(unknown, leg_id)]


async def test_keys_win_and_speech_that_nobody_asked_for_means_nothing(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    collect = await order(bench, "e1", PromptCollect(leg_id, PROMPTS, 1, 4, "#", 5_000, 3_000, listen=GRAMMAR))
    await bench.caller_presses("1")
    await bench.caller_says("sales")
    await bench.caller_presses("#")
    assert bench.reports == [DigitsCollectedOpen(collect, leg_id, "1", CollectEnd.TERMINATOR)]
    bench.reports.clear()
    await order(bench, "e2", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    await bench.caller_says("sales")
    assert bench.reports == []


async def test_a_silent_caller_is_told_as_before(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    menu = await order(bench, "e1", PromptMenu(leg_id, PROMPTS, "12", 5_000, listen=GRAMMAR))
    await bench.caller_hears_prompts_to_their_end()
    await bench.advance(5_000)
    assert bench.reports == [MenuAnswered(menu, leg_id, None)]


async def test_a_message_ends_with_silence_which_is_not_part_of_it(bench: Bench) -> None:
    leg_id, effect_id = await begun_message(bench)
    await bench.caller_speaks_after_the_tone(1_000, then_silent_ms=3_000)
    assert bench.reports == [MessageRecorded(effect_id, leg_id, 1_000, MessageEnd.SILENCE)]
    with wave.open(str(bench.messages / f"{MESSAGE}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
        assert file.getnframes() == 8_000


@pytest.mark.parametrize(
    ("sound_ms", "then", "duration_ms", "ended_by"),
    [
        (1_000, "press", 1_000, MessageEnd.KEY),
        (8_000, "nothing", 6_000, MessageEnd.MAXIMUM),
        (0, "wait", 0, MessageEnd.SILENCE),
        (0, "press", 0, MessageEnd.KEY),
    ],
)
async def test_what_ends_a_message(
    bench: Bench, sound_ms: int, then: str, duration_ms: int, ended_by: MessageEnd
) -> None:
    leg_id, effect_id = await begun_message(bench)
    await bench.caller_speaks_after_the_tone(sound_ms)
    if then == "press":
        await bench.caller_presses("5")
    elif then == "wait":
        await bench.advance(4_000)
    assert bench.reports == [MessageRecorded(effect_id, leg_id, duration_ms, ended_by)]
    assert (bench.messages / f"{MESSAGE}.wav").exists() is (duration_ms > 0)
    bench.reports.clear()
    await order(bench, "menu", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert bench.reports == [], "the key that ended the message answers nothing else"


async def test_a_key_before_the_tone_leads_to_it(bench: Bench) -> None:
    if not bench.provider.capabilities.messages:
        pytest.skip("the provider takes no messages")
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "message", message(leg_id))
    await bench.caller_presses("#")
    await bench.caller_speaks_after_the_tone(400)
    await bench.caller_hangs_up()
    assert bench.reports[0] == MessageRecorded(effect_id, leg_id, 400, MessageEnd.HANG_UP)


async def test_a_message_is_told_before_its_caller_is_gone(bench: Bench) -> None:
    leg_id, effect_id = await begun_message(bench)
    await bench.caller_speaks_after_the_tone(600)
    await bench.caller_hangs_up()
    assert bench.reports == [
        MessageRecorded(effect_id, leg_id, 600, MessageEnd.HANG_UP),
        LegEnded(leg_id, EndCause.CALLER_HUNG_UP),
    ]


async def test_a_message_is_never_written_over_and_told_again_after_a_restart(bench: Bench) -> None:
    leg_id, effect_id = await begun_message(bench)
    await bench.caller_speaks_after_the_tone(600)
    await bench.caller_presses("#")
    before = (bench.messages / f"{MESSAGE}.wav").read_bytes()
    await bench.engine_restarts([ExpectedLeg(leg_id, True, ())])
    bench.reports.clear()
    await order(bench, "message", message(leg_id))
    recorded = one(bench, MessageRecorded)
    assert (recorded.effect_id, recorded.duration_ms) == (effect_id, 600)
    assert (bench.messages / f"{MESSAGE}.wav").read_bytes() == before


async def test_half_a_message_of_before_a_restart_is_taken_anew(bench: Bench) -> None:
    leg_id, effect_id = await begun_message(bench)
    await bench.caller_speaks_after_the_tone(600)
    await bench.engine_restarts([ExpectedLeg(leg_id, True, ())])
    bench.reports.clear()
    await order(bench, "message", message(leg_id))
    await bench.caller_hears_prompts_to_their_end()
    await bench.caller_speaks_after_the_tone(400)
    await bench.caller_presses("#")
    assert bench.reports == [MessageRecorded(effect_id, leg_id, 400, MessageEnd.KEY)]


async def test_a_message_that_cannot_be_kept_fails_and_the_call_goes_on(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    leg_id, effect_id = await begun_message(bench)
    bench.messages.parent.mkdir(parents=True, exist_ok=True)
    if bench.messages.exists():
        bench.messages.rmdir()
    bench.messages.write_text("a file where the folder should be")
    await bench.caller_speaks_after_the_tone(400)
    await bench.caller_presses("#")
    assert bench.reports == [CommandFailed(effect_id, NOT_RECORDED)]
    assert "a message could not be kept" in caplog.text
    menu = await order(bench, "menu", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    await bench.caller_presses("1")
    assert last(bench) == MenuAnswered(menu, leg_id, "1")


async def test_a_name_that_leads_elsewhere_is_no_message(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "e1", message(leg_id, RecordingId("../elsewhere")))
    assert bench.reports == [CommandFailed(effect_id, NOT_RECORDED)]


async def test_a_number_outside_is_dialled_and_bridged(bench: Bench) -> None:
    if not bench.provider.capabilities.outside_numbers:
        pytest.skip("the provider reaches nobody outside")
    caller = await answered_caller(bench)
    await bench.outside_phone_comes("+15550123")
    await order(bench, "e1", DialNumber(LegId("d1"), "+1 555 0123", InteractionId("i1"), 15_000))
    assert bench.reports == [LegRinging(LegId("d1"))]
    await bench.outside_picks_up("+15550123")
    assert last(bench) == LegAnswered(LegId("d1"))
    effect_id = await order(bench, "e2", BridgeLegs(BridgeId("b1"), (caller, LegId("d1"))))
    assert last(bench) == BridgeFormed(effect_id, BridgeId("b1"))
    await bench.outside_hangs_up("+15550123")
    assert one(bench, LegEnded) == LegEnded(LegId("d1"), EndCause.CALLER_HUNG_UP)
    assert not [report for report in bench.reports if isinstance(report, PhoneChanged)]


async def test_a_number_that_nobody_has_is_unreachable(bench: Bench) -> None:
    await bench.start([])
    await order(bench, "e1", DialNumber(LegId("d1"), "+15550199", InteractionId("i1"), 15_000))
    assert last(bench) == LegEnded(LegId("d1"), EndCause.UNREACHABLE)
