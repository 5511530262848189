"""What the trials inside Asterisk mean. Owns the verdicts on FastAGI, events, clock, recordings and music."""

from collections.abc import Sequence

from cic.cti.asterisk.doctor.client import DoctorClient
from cic.cti.asterisk.doctor.findings import Finding, failure, good, skipped, warning
from cic.cti.asterisk.doctor.probes import (
    DOCTOR,
    EngineTrial,
    hear_music,
    listening,
    missing_files,
    music_played,
    try_engine,
)
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.asterisk.setup.manager import EVENTS, READ_RIGHTS

_CLOCK_S_MAX = 3.0
_SHOWN_MAX = 5
_NOT_IN_A_TRIAL = frozenset({"FullyBooted", "ContactStatus"})


async def check_engine(client: DoctorClient, settings: AsteriskSettings) -> list[Finding]:
    """Whether Asterisk reaches the engine, and the engine hears of what happens."""
    async with listening(settings) as is_ours:
        trial = await try_engine(client)
    return [judge_fastagi(trial, settings, is_ours=is_ours), judge_events(trial), judge_clock(trial)]


def judge_fastagi(trial: EngineTrial, settings: AsteriskSettings, *, is_ours: bool) -> Finding:
    """Whether a call would come to the engine."""
    where = f"{settings.engine_host}:{settings.agi_port}"
    expected = f"Asterisk reaches the engine at {where}"
    if trial.answer:
        who = "this doctor answered, for no center runs" if trial.answer == DOCTOR else f"the {trial.answer} answered"
        return good("FastAGI", f"Asterisk reaches {where}; {who}")
    if not trial.status:
        return skipped("FastAGI", "the trial call's event did not come")
    if trial.status == "FAILURE":
        return failure(
            "FastAGI",
            "Asterisk cannot connect" if is_ours else "Asterisk cannot connect, though the port is taken here",
            expected,
            f"open {settings.agi_port}/tcp from Asterisk to here; agi_listen_host in connection.json must be an "
            "address that Asterisk reaches",
        )
    return failure(
        "FastAGI",
        "who listens there turned Asterisk away",
        f"{expected}, from an address of agi_peers, with our token",
        f"stop what else uses port {settings.agi_port}; restart the center after a change of connection.json; "
        "name Asterisk's address in agi_peers",
    )


def judge_events(trial: EngineTrial) -> Finding:
    """Whether the manager tells all that the engine needs, and nothing besides."""
    missing = [name for name in EVENTS if name not in _NOT_IN_A_TRIAL and not trial.events[name]]
    if missing:
        return failure(
            "manager events",
            f"not told: {', '.join(missing)}",
            "each event that the engine follows calls by",
            f"read={READ_RIGHTS} and the eventfilter lines in manager.conf, then 'manager reload'",
        )
    extra = sorted(name for name in trial.events if name not in EVENTS)
    if extra:
        count = sum(trial.events[name] for name in extra)
        shown = ", ".join(extra[:_SHOWN_MAX]) + (", ..." if len(extra) > _SHOWN_MAX else "")
        return warning(
            "manager events",
            f"{count} of {trial.events.total()} events are of no use: {shown}",
            "only the events of the filter: each costs time in every call",
            "the eventfilter lines in manager.conf, then 'manager reload'",
        )
    return good("manager events", f"all kinds that are needed, nothing besides ({trial.events.total()} events)")


def judge_clock(trial: EngineTrial) -> Finding:
    """Whether both machines agree on the time."""
    if not trial.status:
        return skipped("clock", "the trial call's event did not come")
    if abs(trial.clock_ahead_s) <= _CLOCK_S_MAX:
        return good("clock", f"Asterisk's and this machine's agree to {_CLOCK_S_MAX:.0f} s")
    way = "ahead" if trial.clock_ahead_s > 0 else "behind"
    return warning(
        "clock",
        f"Asterisk's is {abs(trial.clock_ahead_s):.0f} s {way}",
        f"at most {_CLOCK_S_MAX:.0f} s",
        "let both machines keep time by NTP (timedatectl set-ntp true)",
    )


async def check_sounds(client: DoctorClient, settings: AsteriskSettings, recordings: Sequence[str]) -> list[Finding]:
    """Whether Asterisk finds the recordings and plays the music."""
    try:
        missing = await missing_files(client, settings.prompts_folder, recordings)
        found = [judge_recordings(missing, settings, len(recordings))]
        await hear_music(client)
        for name in sorted({"default", *settings.music_classes}):
            found.append(judge_music(name, await music_played(client, name)))
    except AmiGone:
        return [skipped("recordings and music", "the trial call's event did not come")]
    return found


def judge_recordings(missing: Sequence[str], settings: AsteriskSettings, count: int) -> Finding:
    """Whether callers will hear every recording."""
    if not missing:
        return good("recordings", f"Asterisk can read all {count}")
    shown = ", ".join(missing[:_SHOWN_MAX]) + (", ..." if len(missing) > _SHOWN_MAX else "")
    return failure(
        "recordings",
        f"Asterisk cannot read {len(missing)} of {count}: {shown}",
        f"all below {settings.prompts_folder} on Asterisk's machine, readable for its user",
        "copy them as 'cic asterisk config' says",
    )


def judge_music(name: str, played: str) -> Finding:
    """Whether this music plays."""
    check = f"music '{name}'"
    if played == name:
        return good(check, "plays")
    return failure(
        check,
        f"'{played}' plays in its place" if played else "nothing plays",
        "the class in musiconhold.conf, with at least one recording",
        "add it, then 'moh reload'",
    )
