"""Lets one caller leave a message: recordings, a tone, then what it says. Owns how Asterisk is asked for that.

Must not touch what was recorded: how long it is and whether it is kept is found out beside the conversation.
"""

from dataclasses import dataclass

from asterisk.agi import AGIAppError, AGIHangup

from cic.cti.asterisk.agi import SHORT_COMMAND_S, Answer, Command, quoted
from cic.cti.asterisk.caller_keys import ALL_KEYS, CallerKeys
from cic.cti.asterisk.message_files import MessageFolders
from cic.cti.asterisk.playback import Playback, from_the_start
from cic.cti.port import MessageEnd, RecordMessage

_SAMPLES_PER_MS = 8
_NEAR_MAXIMUM_MS = 250
_TONE_S_MAX = 5.0
_TONE = "BEEP"
_NOTHING_RECORDED = "randomerror"
"""So Asterisk calls a key that is pressed during the tone, and a tone that it has not."""


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """Nothing more is recorded; None for ``ended_by`` when it could not be recorded at all."""

    ended_by: MessageEnd | None


async def record(
    command: RecordMessage, folders: MessageFolders, playback: Playback, keys: CallerKeys
) -> RecordingEnded:
    """Record a message, unless that was begun before: what there is of it then is the message."""
    if folders.is_begun(command.recording):
        return RecordingEnded(MessageEnd.SILENCE)
    await keys.catch_up()
    if not keys.kept:
        await playback.until_key(from_the_start(command.prompts))
    keys.kept.drop()
    answer = await _record_after_tone(command, folders, keys)
    # Asterisk answers before it has closed the file, and carries out the next command behind that.
    await Command("CHANNEL STATUS")
    if answer is None:
        return RecordingEnded(None)
    is_key = bool(_press(answer, keys))
    keys.forget()
    return RecordingEnded(MessageEnd.KEY if is_key else _time_up(answer, command))


async def _record_after_tone(command: RecordMessage, folders: MessageFolders, keys: CallerKeys) -> Answer | None:
    """None when Asterisk cannot write; where it only has no tone, it goes without."""
    tone: tuple[str, ...] = (_TONE,)
    while True:
        try:
            answer = await _record_file(command, folders, tone)
        except AGIHangup:
            raise
        except AGIAppError:
            # Asterisk says the same for a caller that it has no more.
            await Command("CHANNEL STATUS")
            if not tone or folders.is_begun(command.recording):
                return None
            tone = ()
            continue
        if answer["result"][1] != _NOTHING_RECORDED:
            return answer
        _press(answer, keys)
        tone = ()  # it was heard, or begun at least


async def _record_file(command: RecordMessage, folders: MessageFolders, tone: tuple[str, ...]) -> Answer:
    silence_s = max(1, -(-command.silence_ms // 1000))
    return await Command(
        "RECORD FILE", quoted(f"{folders.asterisk}/{command.recording}"), "wav", quoted(ALL_KEYS),
        command.duration_ms_max, *tone, f"s={silence_s}",
        time_s=command.duration_ms_max / 1000 + _TONE_S_MAX + SHORT_COMMAND_S,
    )  # fmt: skip


def _press(answer: Answer, keys: CallerKeys) -> str:
    code = int(answer["result"][0])
    return keys.pressed(chr(code)) if code else ""


def _time_up(answer: Answer, command: RecordMessage) -> MessageEnd:
    """Asterisk has one word for a long silence and for the longest duration; the first is cut off the recording."""
    end = answer.get("endpos", ("0", ""))[0]
    recorded_ms = int(end) // _SAMPLES_PER_MS if end.isdecimal() else 0
    return MessageEnd.MAXIMUM if recorded_ms >= command.duration_ms_max - _NEAR_MAXIMUM_MS else MessageEnd.SILENCE
